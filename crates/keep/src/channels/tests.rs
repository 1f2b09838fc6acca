//! Channels: what is remembered of them, and what is noticed on disk.

use super::*;
use crate::scratch::{Scratch, golden, old_golden};
use rusqlite::Connection as Sqlite;
use std::fs;
use vocab::Day;

const NOW: Instant = Instant(1_764_000_000_000_000);
const TODAY: Day = Day(20_454);
const ORDER: ContentHash = ContentHash([1; 32]);

fn later(seconds: i64) -> Instant {
    NOW.plus_seconds(seconds)
}

fn channels() -> (Scratch, Channels) {
    let directory = Scratch::new();
    let channels = Channels::open(&directory).unwrap();
    channels.took("folder/fax", ORDER, NOW).unwrap();
    channels.fails("mailbox/orders", "no answer", NOW).unwrap();
    let place = MailboxPlace {
        uid_validity: 7,
        uid: 4_000_000_000,
    };
    channels.reached("mailbox/orders", place).unwrap();
    channels.first_of(ContentHash([2; 32]), ORDER).unwrap();
    channels.spend("reader", TODAY, 1, 900).unwrap();
    (directory, channels)
}

fn told(channels: &Channels, name: &str) -> String {
    let state = channels.state(name).unwrap();
    let last = state.last.map_or("nothing", |_| "a document");
    let since = state
        .failing_since
        .map_or(-1, |at| (at.0 - NOW.0) / 1_000_000);
    let place = state.place.map(|place| (place.uid_validity, place.uid));
    format!("{last}, {since} {:?}, {place:?}", state.trouble)
}

#[test]
fn a_channel_remembers_its_last_document_how_it_fails_and_how_far_it_was_read() {
    let (directory, channels) = channels();
    assert_eq!(told(&channels, "folder/fax"), "a document, -1 \"\", None");
    channels
        .fails("mailbox/orders", "no password", later(60))
        .unwrap();
    let again = Channels::open(&directory).unwrap();
    let place = "Some((7, 4000000000))";
    assert_eq!(
        told(&again, "mailbox/orders"),
        format!("nothing, 0 \"no password\", {place}")
    );
    again.works("mailbox/orders").unwrap();
    assert_eq!(
        told(&again, "mailbox/orders"),
        format!("nothing, -1 \"\", {place}")
    );
    assert_eq!(told(&again, "smtp"), "nothing, -1 \"\", None");
}

#[test]
fn a_message_stays_the_document_that_it_came_in_as_first() {
    let (_directory, channels) = channels();
    let (identity, other) = (ContentHash([2; 32]), ContentHash([3; 32]));
    assert_eq!(channels.message(other).unwrap(), None);
    assert_eq!(channels.first_of(identity, other).unwrap(), ORDER);
    assert_eq!(channels.message(identity).unwrap(), Some(ORDER));
    assert_eq!(channels.first_of(other, other).unwrap(), other);
}

#[test]
fn what_is_too_long_is_cut_or_refused() {
    let (_directory, channels) = channels();
    let trouble = "ש".repeat(CHANNEL_TROUBLE_BYTES_MAX);
    channels.fails("smtp", &trouble, NOW).unwrap();
    let kept = channels.state("smtp").unwrap().trouble;
    assert_eq!(kept.len(), CHANNEL_TROUBLE_BYTES_MAX);
    let name = "n".repeat(CHANNEL_NAME_BYTES_MAX + 1);
    let fault = channels.fails(&name, "", NOW).unwrap_err();
    assert!(matches!(fault.kind, FaultKind::TooLarge { .. }), "{fault}");
}

#[test]
fn a_channel_that_was_changed_on_disk_is_noticed() {
    for change in ["trouble = 'x'", "uid = 1", "failing_since = NULL"] {
        let (directory, channels) = channels();
        let file = Sqlite::open(directory.join(FILE)).unwrap();
        let sql = format!("UPDATE channel SET {change} WHERE name = 'mailbox/orders'");
        file.execute(&sql, []).unwrap();
        let fault = channels.state("mailbox/orders").unwrap_err();
        assert!(matches!(fault.kind, FaultKind::Damaged { .. }), "{change}");
    }
    let (directory, channels) = channels();
    let file = Sqlite::open(directory.join(FILE)).unwrap();
    let sql = "UPDATE spending SET tokens = 0";
    file.execute(sql, []).unwrap();
    assert!(channels.spent("reader", TODAY).is_err());
    assert!(channels.spend("reader", TODAY, 1, 0).is_err());
    let sql = "UPDATE message SET document = identity";
    file.execute(sql, []).unwrap();
    assert!(channels.first_of(ContentHash([2; 32]), ORDER).is_err());
}

#[test]
fn the_golden_store_of_channels_of_format_1_is_carried_over() {
    let directory = Scratch::new();
    fs::copy(old_golden("channels-format-1.db"), directory.join(FILE)).unwrap();
    let channels = Channels::open(&directory).unwrap();
    assert_eq!(told(&channels, "folder/fax"), "a document, -1 \"\", None");
    assert_eq!(channels.spent("reader", TODAY).unwrap(), Spent::default());
    let first = channels.first_of(ContentHash([2; 32]), ContentHash([3; 32]));
    assert_eq!(first.unwrap(), ORDER);
}

#[test]
fn what_a_day_spent_is_known_after_a_restart_and_the_next_day_begins_with_nothing() {
    let (directory, channels) = channels();
    channels.spend("reader", TODAY, 1, 1_000).unwrap();
    channels.spend("reader", TODAY, 0, -400).unwrap();
    let again = Channels::open(&directory).unwrap();
    let spent = |day| {
        let spent = again.spent("reader", day).unwrap();
        (spent.questions, spent.tokens)
    };
    assert_eq!(spent(TODAY), (2, 1_500));
    assert_eq!(spent(TODAY.plus(1)), (0, 0));
    again.spend("reader", TODAY.plus(1), 1, -5).unwrap();
    assert_eq!((spent(TODAY), spent(TODAY.plus(1))), ((0, 0), (1, 0)));
}

#[test]
fn the_golden_store_of_channels_of_format_2_opens() {
    let directory = Scratch::new();
    let golden = golden("channels-format-2.db", |path| {
        channels().1.backup(path).unwrap();
    });
    fs::copy(golden, directory.join(FILE)).unwrap();
    let channels = Channels::open(&directory).unwrap();
    let spent = Spent {
        questions: 1,
        tokens: 900,
    };
    assert_eq!(channels.spent("reader", TODAY).unwrap(), spent);
}
