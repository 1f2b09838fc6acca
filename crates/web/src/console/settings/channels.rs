//! Channels: what documents come in by besides the API and the console, the second reader that is asked
//! about them, the outbox that they leave by, and whether each works.

use super::{Tab, shown};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::{channel, show};
use crate::problem::Problem;
use crate::state::App;
use axum::http::StatusCode;
use axum::response::Response;
use connect::channel::Configured;
use keep::{ChannelState, Spent};
use maud::{Markup, html};
use vocab::{ContentHash, Instant};

/// The words of this page.
struct Words {
    lead: &'static str,
    none: &'static str,
    none_how: &'static str,
    channel: &'static str,
    last: &'static str,
    nothing: &'static str,
    nameless: &'static str,
    state: &'static str,
    works: &'static str,
    fails: &'static str,
    second: &'static str,
    outbox: &'static str,
    asked: fn(&str, &str) -> String,
    tokens: fn(&str, &str) -> String,
}

const ENGLISH: Words = Words {
    lead: "Folders, mailboxes and the e-mail server that documents come in by, as the configuration names them. \
           The API and this console are always open.",
    none: "No channel is set up",
    none_how: "Name folders, mailboxes or an e-mail server in the configuration; its example shows how.",
    channel: "Channel",
    last: "Last document",
    nothing: "none yet",
    nameless: "no name",
    state: "State",
    works: "works",
    fails: "fails",
    second: "The second reader is a language model that is shown the text of documents: what both read the \
             same is surer, where they differ a person looks.",
    outbox: "The outbox is the folder that confirmations, ship notices, invoices and orders to warehouses are put \
             into for whoever is to get them.",
    asked: |asked, most| format!("asked today: {asked} of {most}"),
    tokens: |spent, most| format!("tokens: {spent} of {most}"),
};

const HEBREW: Words = Words {
    lead: "התיקיות, תיבות הדואר ושרת הדוא״ל שמסמכים מגיעים בהם, כפי שקובץ ההגדרות מונה אותם. \
           ה־API והמסוף הזה פתוחים תמיד.",
    none: "לא הוגדר ערוץ",
    none_how: "הגדירו תיקיות, תיבות דואר או שרת דוא״ל בקובץ ההגדרות; הקובץ לדוגמה מראה כיצד.",
    channel: "ערוץ",
    last: "המסמך האחרון",
    nothing: "עוד אין",
    nameless: "ללא שם",
    state: "מצב",
    works: "פעיל",
    fails: "נכשל",
    second: "הקורא השני הוא מודל שפה שרואה את הטקסט של המסמכים: מה ששניהם קוראים אותו דבר ודאי יותר, \
             ובמה שהם חלוקים אדם מסתכל.",
    outbox: "הדואר היוצא הוא התיקייה שאישורי הזמנה, הודעות משלוח, חשבוניות והזמנות למחסנים מונחים בה עבור \
             מי שאמור לקבל אותם.",
    asked: |asked, most| format!("נשאל היום: {asked} מתוך {most}"),
    tokens: |spent, most| format!("אסימונים: {spent} מתוך {most}"),
};

/// A channel and how it is doing.
pub(in crate::console) struct Standing {
    pub(in crate::console) about: Configured,
    pub(in crate::console) state: ChannelState,
    /// What the last document is called, with the document and when it came.
    last: Option<(String, ContentHash, Instant)>,
    /// What today came to and what it may come to, where it is paid by use.
    spent: Option<(Spent, Spent)>,
}

/// Every channel that is set up, the second reader, and the outbox.
///
/// # Errors
/// When a store fails.
pub(in crate::console) fn standings(app: &App) -> Result<Vec<Standing>, Problem> {
    let standing = |about: &Configured, day_max: Option<Spent>| {
        let state = app.channels.state(&about.name)?;
        let last = match state.last {
            None => None,
            Some((document, at)) => {
                let about = app.documents.about(document)?;
                let name = about.map_or_else(String::new, |about| about.meta.name);
                Some((name, document, at))
            }
        };
        let spent = match day_max {
            None => None,
            Some(most) => {
                let today = app.now().at.utc_day();
                Some((app.channels.spent(&about.name, today)?, most))
            }
        };
        Ok(Standing {
            about: about.clone(),
            state,
            last,
            spent,
        })
    };
    let channels = app.configured.iter().map(|about| standing(about, None));
    let second = app.second.iter();
    let second = second.map(|about| standing(&about.configured, Some(about.day_max)));
    let outbox = std::iter::once(standing(&app.outbox_folder, None));
    channels.chain(second).chain(outbox).collect()
}

/// `GET /settings/channels`
pub(super) async fn list(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let standings = call.app.blocking(standings).await??;
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let content = html! {
        p.lead { (words.lead) }
        @if call.app.second.is_some() { p.lead { (words.second) } }
        @if call.app.configured.is_empty() {
            div.empty { h2 { (words.none) } p { (words.none_how) } }
        }
        p.lead { (words.outbox) }
        (table(&desk, words, &standings))
    };
    shown(&call, &desk, Tab::Channels, StatusCode::OK, &content).await
}

fn table(desk: &Desk, words: &'static Words, standings: &[Standing]) -> Markup {
    html! {
        div.scroll {
            table.list {
                thead { tr {
                    th scope="col" { (words.channel) }
                    th scope="col" { (words.last) }
                    th scope="col" { (words.state) }
                } }
                tbody {
                    @for one in standings {
                        tr {
                            th scope="row" {
                                bdi { (channel::name(desk, &one.about.name)) }
                                span.about { (show::code(&one.about.place)) }
                            }
                            td data-label=(words.last) { (last(desk, words, one)) }
                            td data-label=(words.state) {
                                (state(desk, &one.state))
                                @if let Some((spent, most)) = &one.spent {
                                    span.about { (budget(words, spent, most)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn budget(words: &'static Words, spent: &Spent, most: &Spent) -> String {
    let questions = [spent, most].map(|one| show::number(u64::from(one.questions)));
    let tokens = [spent, most].map(|one| show::number(one.tokens));
    let asked = (words.asked)(&questions[0], &questions[1]);
    format!("{asked}, {}", (words.tokens)(&tokens[0], &tokens[1]))
}

fn last(desk: &Desk, words: &'static Words, one: &Standing) -> Markup {
    html! {
        @match &one.last {
            None => span.muted { (words.nothing) },
            Some((name, document, at)) => {
                @let name = if name.is_empty() { words.nameless } else { name };
                a href={ "/documents/" (document) } download { (show::code(name)) }
                span.about { (show::moment(desk, *at)) }
            },
        }
    }
}

/// Whether a channel works, or since when it fails and what the matter is.
pub(in crate::console) fn state(desk: &Desk, state: &ChannelState) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        @match state.failing_since {
            None => (show::badge("good", words.works)),
            Some(since) => {
                (show::badge("bad", words.fails)) " " (show::moment(desk, since))
                span.about { bdi lang="en" { (state.trouble) } }
            },
        }
    }
}
