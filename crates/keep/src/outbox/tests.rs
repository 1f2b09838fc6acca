//! The outbox: asked for once, written once, sent in order, and told again on demand.

use super::*;
use crate::scratch::{Scratch, golden};
use vocab::{ContentHash, CustomerId, Instant, SiteId};

const NOW: Instant = Instant(1_764_000_000_000_000);
const LATER: Instant = Instant(1_764_000_060_000_000);

fn open(directory: &Path) -> Outbox {
    Outbox::open(directory, &Vault::open(directory).unwrap()).unwrap()
}

fn outbox() -> (Scratch, Outbox) {
    let directory = Scratch::new();
    let outbox = open(&directory);
    for name in ["acme", "depot"] {
        assert!(outbox.put(&recipient(name)).unwrap());
    }
    (directory, outbox)
}

fn recipient(name: &str) -> Recipient {
    let whose = match name {
        "depot" => Whose::Site(SiteId(1)),
        _ => Whose::Customer(CustomerId(3)),
    };
    Recipient {
        name: name.to_owned(),
        whose,
        kinds: vec![OutboxKind::Confirmation, OutboxKind::Change],
        format: OutboxFormat::X12,
        since: place(2),
    }
}

fn asked(recipient: &str, subject: &str, seq: u64) -> AskedMessage {
    AskedMessage {
        recipient: recipient.to_owned(),
        kind: OutboxKind::Confirmation,
        order: subject.to_owned(),
        subject: subject.to_owned(),
        event: place(seq),
    }
}

fn place(seq: u64) -> FeedPlace {
    FeedPlace { seq, nth: 0 }
}

fn ask(outbox: &Outbox, recipient: &str, subject: &str, seq: u64) {
    let asked = [asked(recipient, subject, seq)];
    outbox.ask(&asked, place(seq), NOW).unwrap();
}

fn write(outbox: &Outbox, number: u64, text: &str) -> WrittenMessage {
    let written = WrittenMessage {
        kind: OutboxKind::Confirmation,
        file: format!("{number}.x12"),
        content: text.as_bytes().to_vec(),
        said: Some(ContentHash(blake3::hash(text.as_bytes()).into())),
        told: String::new(),
    };
    outbox.write(number, &written).unwrap();
    written
}

/// The numbers of the messages that are to be sent at a moment.
fn due(outbox: &Outbox, now: Instant) -> Vec<u64> {
    let due = outbox.due(now, OUTBOX_PAGE_MAX).unwrap();
    due.into_iter().map(|message| message.number).collect()
}

/// Every message in a line, the latest first.
fn listed(outbox: &Outbox) -> Vec<String> {
    let all = outbox.messages(&OutboxFilter::default(), None, 10).unwrap();
    let line = |one: OutboxMessage| {
        let (state, asked) = (one.state.as_str(), one.asked);
        format!(
            "{} {} {} {state} {}",
            one.number, asked.recipient, asked.subject, one.tried
        )
    };
    all.into_iter().map(line).collect()
}

#[test]
fn what_a_message_says_survives_a_restart_and_is_gone_once_it_is_sent() {
    let (directory, outbox) = outbox();
    ask(&outbox, "acme", "SO-1", 5);
    let written = write(&outbox, 1, "to Dana Levi");
    drop(outbox);
    assert!(!directory.contains(b"Dana Levi"));
    let outbox = open(&directory);
    assert_eq!(outbox.place().unwrap(), place(5));
    assert_eq!(outbox.content(1).unwrap().as_ref(), Some(&written));
    outbox.settle(1, &OutboxSettled::Sent, LATER).unwrap();
    assert_eq!(outbox.content(1).unwrap(), None);
    assert_eq!(outbox.told("acme", "SO-1").unwrap(), written.said);
    assert_eq!(listed(&outbox), ["1 acme SO-1 sent 1"]);
    assert_eq!(outbox.verify().unwrap(), 2);
}

#[test]
fn one_message_of_an_order_waits_until_it_is_written() {
    let (_directory, outbox) = outbox();
    ask(&outbox, "acme", "SO-1", 5);
    ask(&outbox, "acme", "SO-1", 6);
    ask(&outbox, "depot", "SO-1", 6);
    assert_eq!(due(&outbox, NOW), [1, 2]);
    write(&outbox, 1, "as it was");
    ask(&outbox, "acme", "SO-1", 7);
    assert_eq!(due(&outbox, NOW), [1, 2, 3]);
}

#[test]
fn messages_of_one_recipient_do_not_overtake_each_other() {
    let (_directory, outbox) = outbox();
    ask(&outbox, "acme", "SO-1", 5);
    ask(&outbox, "acme", "SO-2", 6);
    ask(&outbox, "depot", "SO-1", 7);
    let again = OutboxSettled::Again(LATER, "the folder is full".to_owned());
    outbox.settle(1, &again, NOW).unwrap();
    assert_eq!(due(&outbox, NOW), [3]);
    assert_eq!(due(&outbox, LATER), [1, 2, 3]);
    let trouble = outbox.trouble().unwrap().unwrap();
    assert_eq!((trouble.dead, trouble.failing), (0, 1));
    assert_eq!(trouble.told, "the folder is full");
}

#[test]
fn a_number_is_given_to_one_message_only() {
    let (directory, outbox) = outbox();
    ask(&outbox, "acme", "SO-1", 5);
    outbox.settle(1, &OutboxSettled::Nothing, NOW).unwrap();
    ask(&outbox, "acme", "SO-1", 6);
    let dead = OutboxSettled::Dead("no price".to_owned());
    outbox.settle(2, &dead, NOW).unwrap();
    // What was given up makes room for what is sent instead, under another number.
    assert_eq!(outbox.again(2, LATER).unwrap(), Some(3));
    assert_eq!(outbox.again(3, LATER).unwrap(), None);
    outbox.settle(3, &OutboxSettled::Sent, NOW).unwrap();
    assert_eq!(outbox.again(3, LATER).unwrap(), Some(4));
    assert!(outbox.remove("acme").unwrap());
    outbox.put(&recipient("acme")).unwrap();
    drop(outbox);
    let outbox = open(&directory);
    ask(&outbox, "acme", "SO-1", 9);
    assert_eq!(listed(&outbox), ["5 acme SO-1 waiting 0"]);
}

#[test]
fn what_was_given_up_is_trouble_until_somebody_deals_with_it() {
    let (_directory, outbox) = outbox();
    assert_eq!(outbox.trouble().unwrap(), None);
    ask(&outbox, "acme", "SO-1", 5);
    let dead = OutboxSettled::Dead("the message needs a price".to_owned());
    outbox.settle(1, &dead, NOW).unwrap();
    assert_eq!(outbox.trouble().unwrap().unwrap().dead, 1);
    assert!(outbox.dismiss(1).unwrap());
    assert!(!outbox.dismiss(1).unwrap());
    assert_eq!(outbox.trouble().unwrap(), None);
}

#[test]
fn the_feed_is_passed_over_only_while_nobody_is_told_of_anything() {
    let (_directory, outbox) = outbox();
    assert!(!outbox.skip(place(9)).unwrap());
    outbox.remove("acme").unwrap();
    outbox.remove("depot").unwrap();
    assert!(outbox.skip(place(9)).unwrap());
    assert_eq!(outbox.place().unwrap(), place(9));
}

#[test]
fn a_changed_recipient_keeps_what_was_sent_to_it() {
    let (_directory, outbox) = outbox();
    ask(&outbox, "acme", "SO-1", 5);
    let changed = Recipient {
        kinds: vec![OutboxKind::Invoice],
        format: OutboxFormat::Edifact,
        ..recipient("acme")
    };
    let later = Recipient {
        since: place(9),
        ..changed.clone()
    };
    assert!(!outbox.put(&later).unwrap());
    assert_eq!(outbox.recipient("acme").unwrap(), Some(changed));
    assert_eq!(listed(&outbox), ["1 acme SO-1 waiting 0"]);
    let names = outbox.recipients().unwrap().into_iter();
    assert_eq!(
        names.map(|one| one.name).collect::<Vec<_>>(),
        ["acme", "depot"]
    );
}

#[test]
fn the_golden_outbox_of_format_1_opens() {
    let path = golden("outbox-format-1.db", |path| {
        let (directory, outbox) = outbox();
        ask(&outbox, "acme", "SO-1", 5);
        write(&outbox, 1, "as it was");
        outbox.settle(1, &OutboxSettled::Sent, NOW).unwrap();
        ask(&outbox, "acme", "SO-1", 6);
        write(&outbox, 2, "as it is");
        outbox.backup(path).unwrap();
        let key = path.with_extension("key");
        std::fs::copy(directory.join("vault.key"), key).unwrap();
    });
    let directory = Scratch::new();
    std::fs::copy(&path, directory.join(FILE)).unwrap();
    std::fs::copy(path.with_extension("key"), directory.join("vault.key")).unwrap();
    let outbox = open(&directory);
    assert_eq!(outbox.recipients().unwrap().len(), 2);
    assert_eq!(
        listed(&outbox),
        ["2 acme SO-1 waiting 0", "1 acme SO-1 sent 1"]
    );
    assert_eq!(outbox.content(2).unwrap().unwrap().content, b"as it is");
    assert_eq!(outbox.place().unwrap(), place(6));
}
