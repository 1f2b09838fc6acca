//! The audit trail: what is noted stays, in its order and as it was.

use super::*;
use crate::scratch::{Scratch, golden};
use rusqlite::Connection as Sqlite;
use serde_json::json;
use std::fs;

const NOW: Instant = Instant(1_764_000_000_000_000);

fn entry(actor: u32, what: Audited, subject: &str) -> AuditEntry {
    let Value::Object(detail) = json!({ "role": "desk" }) else {
        unreachable!("an object was written");
    };
    AuditEntry {
        at: NOW,
        actor: ActorId(actor),
        what,
        subject: subject.to_owned(),
        detail,
        request: "r-1".to_owned(),
    }
}

fn trail() -> (Scratch, Audit) {
    let directory = Scratch::new();
    let audit = Audit::open(&directory).unwrap();
    let entries = [
        entry(1, Audited::UserCreated, "user:2"),
        entry(2, Audited::SignedIn, "user:2"),
        entry(2, Audited::PersonalDataRead, "customer:7"),
        entry(1, Audited::UserChanged, "user:2"),
    ];
    assert_eq!(audit.note_all(&entries).unwrap(), 4);
    (directory, audit)
}

fn places(rows: &[AuditRow]) -> Vec<u64> {
    rows.iter().map(|row| row.nth).collect()
}

#[test]
fn what_was_noted_is_listed_the_newest_first_page_by_page() {
    let (directory, audit) = trail();
    let fifth = entry(3, Audited::Exported, "orders");
    assert_eq!(audit.note(&fifth).unwrap(), 5);
    let audit = Audit::open(&directory).unwrap();
    let list = |before, limit| audit.list(&AuditFilter::default(), before, limit).unwrap();
    assert_eq!(list(None, 1)[0].entry, fifth);
    assert_eq!(places(&list(None, 2)), [5, 4]);
    assert_eq!(places(&list(Some(4), 2)), [3, 2]);
    assert_eq!(places(&list(Some(2), 2)), [1]);
    assert_eq!(places(&list(Some(u64::MAX), usize::MAX)), [5, 4, 3, 2, 1]);
}

#[test]
fn the_trail_is_asked_for_one_person_one_thing_or_one_subject() {
    let (_directory, audit) = trail();
    let (actor, what) = (Some(ActorId(1)), Some(Audited::UserChanged));
    let subject = |name: &str| Some(name.to_owned());
    let cases = [
        (
            AuditFilter {
                actor,
                ..AuditFilter::default()
            },
            vec![4, 1],
        ),
        (
            AuditFilter {
                what,
                ..AuditFilter::default()
            },
            vec![4],
        ),
        (
            AuditFilter {
                subject: subject("user:2"),
                ..AuditFilter::default()
            },
            vec![4, 2, 1],
        ),
        (
            AuditFilter {
                actor,
                what,
                subject: subject("customer:7"),
            },
            vec![],
        ),
        (
            AuditFilter {
                actor,
                what,
                subject: subject("user:2"),
            },
            vec![4],
        ),
    ];
    for (filter, found) in cases {
        assert_eq!(
            places(&audit.list(&filter, None, 10).unwrap()),
            found,
            "{filter:?}"
        );
    }
}

#[test]
fn several_writers_make_one_chain() {
    let (directory, audit) = trail();
    let other = Audit::open(&directory).unwrap();
    std::thread::scope(|scope| {
        for audit in [&audit, &other] {
            scope.spawn(move || {
                for _ in 0..20 {
                    audit.note(&entry(1, Audited::SignedIn, "user:1")).unwrap();
                }
            });
        }
    });
    assert_eq!(audit.verify().unwrap(), 44);
}

#[test]
fn what_was_changed_added_or_removed_on_disk_is_noticed_with_its_place() {
    let cases = [
        ("UPDATE entry SET actor = 9 WHERE nth = 2", "entry 2"),
        ("UPDATE entry SET at = at + 1 WHERE nth = 1", "entry 1"),
        (
            "UPDATE entry SET what = 'signed_out' WHERE nth = 2",
            "entry 2",
        ),
        (
            "UPDATE entry SET subject = 'user:3' WHERE nth = 4",
            "entry 4",
        ),
        ("UPDATE entry SET detail = '{}' WHERE nth = 3", "entry 3"),
        ("UPDATE entry SET request = '' WHERE nth = 3", "entry 3"),
        ("DELETE FROM entry WHERE nth = 2", "entry 2"),
        ("DELETE FROM entry WHERE nth = 4", "entry 4"),
        ("DELETE FROM entry", "entry 1"),
        ("UPDATE head SET hash = zeroblob(32)", "entry 4"),
        (
            "INSERT INTO entry SELECT 6, at, actor, what, subject, detail, request, hash FROM entry \
          WHERE nth = 4",
            "entry 5",
        ),
    ];
    for (change, place) in cases {
        let (directory, audit) = trail();
        assert_eq!(audit.verify().unwrap(), 4);
        let file = Sqlite::open(directory.join(FILE)).unwrap();
        let free = "DROP TRIGGER entry_is_not_changed; DROP TRIGGER entry_is_not_removed;";
        file.execute_batch(free).unwrap();
        file.execute(change, []).unwrap();
        let fault = audit.verify().unwrap_err();
        assert_eq!(fault.entry.as_deref(), Some(place), "{change}: {fault}");
    }
}

#[test]
fn the_file_itself_refuses_to_change_an_entry() {
    let (directory, audit) = trail();
    let file = Sqlite::open(directory.join(FILE)).unwrap();
    for change in ["UPDATE entry SET actor = 9", "DELETE FROM entry"] {
        let error = file.execute(change, []).unwrap_err();
        assert!(error.to_string().contains("never"), "{error}");
    }
    assert_eq!(audit.verify().unwrap(), 4);
}

#[test]
fn what_is_too_large_is_refused_and_nothing_of_it_is_noted() {
    let (_directory, audit) = trail();
    let long = |bytes: usize| "x".repeat(bytes + 1);
    let fine = entry(1, Audited::SignedIn, "user:1");
    let mut detailed = fine.clone();
    detailed
        .detail
        .insert("more".to_owned(), long(AUDIT_DETAIL_BYTES_MAX).into());
    let large = [
        AuditEntry {
            subject: long(AUDIT_SUBJECT_BYTES_MAX),
            ..fine.clone()
        },
        AuditEntry {
            request: long(AUDIT_REQUEST_BYTES_MAX),
            ..fine.clone()
        },
        detailed,
    ];
    for entry in large {
        let fault = audit.note_all(&[fine.clone(), entry]).unwrap_err();
        assert!(matches!(fault.kind, FaultKind::TooLarge { .. }), "{fault}");
    }
    assert!(audit.note_all(&vec![fine; AUDIT_NOTE_MAX + 1]).is_err());
    assert_eq!(audit.verify().unwrap(), 4);
}

#[test]
fn an_empty_trail_is_whole() {
    let directory = Scratch::new();
    let audit = Audit::open(&directory).unwrap();
    assert_eq!(audit.verify().unwrap(), 0);
    assert!(
        audit
            .list(&AuditFilter::default(), None, 10)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn each_thing_that_is_noted_has_its_own_word_and_reads_back() {
    for what in Audited::ALL {
        assert_eq!(Audited::parse(what.as_str()), Some(*what));
    }
    assert_eq!(Audited::parse("slept"), None);
}

#[test]
fn the_golden_trail_of_format_1_opens() {
    let directory = Scratch::new();
    let golden = golden("audit-format-1.db", |path| trail().1.backup(path).unwrap());
    fs::copy(golden, directory.join(FILE)).unwrap();
    let audit = Audit::open(&directory).unwrap();
    assert_eq!(audit.verify().unwrap(), 4);
    let newest = audit.list(&AuditFilter::default(), None, 1).unwrap();
    assert_eq!(newest[0].entry, entry(1, Audited::UserChanged, "user:2"));
}
