//! How a document came in, in the words of people.

use super::desk::Desk;
use connect::{llm, outbox};

/// The words of the channels.
struct Words {
    api: &'static str,
    console: &'static str,
    folder: &'static str,
    smtp: &'static str,
    mailbox: &'static str,
    second_reader: &'static str,
    outbox: &'static str,
}

const ENGLISH: Words = Words {
    api: "API",
    console: "console",
    folder: "folder",
    smtp: "e-mail server",
    mailbox: "mailbox",
    second_reader: "second reader",
    outbox: "outbox",
};

const HEBREW: Words = Words {
    api: "API",
    console: "מסוף",
    folder: "תיקייה",
    smtp: "שרת דוא״ל",
    mailbox: "תיבת דואר",
    second_reader: "קורא שני",
    outbox: "דואר יוצא",
};

/// A channel as it is kept with a document, such as `folder/fax`.
pub(super) fn name(desk: &Desk, channel: &str) -> String {
    match channel.split_once('/') {
        None => kind_name(desk, channel).to_owned(),
        Some((kind, own)) => format!("{} {own}", kind_name(desk, kind)),
    }
}

/// What a kind of channel is called; one that nobody knows is called as it is kept.
fn kind_name<'k>(desk: &Desk, kind: &'k str) -> &'k str {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    match kind {
        "api" => words.api,
        "console" => words.console,
        "folder" => words.folder,
        "smtp" => words.smtp,
        "mailbox" => words.mailbox,
        llm::NAME => words.second_reader,
        outbox::NAME => words.outbox,
        other => other,
    }
}
