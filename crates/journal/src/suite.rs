//! The stories that every back end must pass, told against the trait alone.

use crate::{Batch, BookId, FaultKind, Head, Journal, Record, SkippedSnapshot, Snapshot};
use vocab::{ContentHash, Instant};

/// The book of the tests.
pub(crate) const BOOK: BookId = BookId(*b"a book of orders");

/// Storage that outlives the handles on it.
pub(crate) trait Storage {
    /// Opens the journal, as after a restart. The handle opened before must have been dropped.
    fn open(&self) -> Box<dyn Journal>;
    /// Turns over a bit of the newest snapshot.
    fn damage_snapshot(&self);
}

/// A test for each story.
macro_rules! journal_suite {
    ($storage:expr) => {
        $crate::suite::journal_suite!($storage;
            records_read_back_after_reopening,
            a_record_out_of_order_is_refused,
            a_record_of_another_history_is_refused,
            a_record_of_another_book_is_refused,
            an_old_leader_is_fenced_and_stops,
            an_epoch_is_taken_once,
            a_payload_over_the_limit_is_refused,
            reading_begins_and_ends_where_asked,
            a_large_read_is_cut_into_several,
            a_damaged_snapshot_is_passed_over_with_a_warning,
            a_snapshot_needs_its_record
        );
    };
    ($storage:expr; $($story:ident),+) => {
        $(#[test]
        fn $story() {
            $crate::suite::$story(&$storage);
        })+
    };
}
pub(crate) use journal_suite;

/// A batch with a payload of its own for each number.
pub(crate) fn batch(number: u64, bytes: usize) -> Batch {
    let pattern: [u8; 256] = std::array::from_fn(|i| (number * 131 + i as u64 * 7) as u8);
    let mut payload = pattern.repeat(bytes / pattern.len() + 1);
    payload.truncate(bytes);
    Batch {
        schema: 1,
        build: "test".to_owned(),
        at: Instant(1_764_000_000_000_000 + number as i64),
        state: number
            .is_multiple_of(4)
            .then_some(ContentHash([number as u8; 32])),
        payload,
    }
}

/// Appends `count` records of `bytes` bytes, and returns them.
pub(crate) fn append(journal: &mut dyn Journal, count: u64, bytes: usize) -> Vec<Record> {
    (0..count)
        .map(|_| {
            let record = next(journal, bytes);
            journal.append(&record).unwrap();
            record
        })
        .collect()
}

/// The record that may be appended next.
pub(crate) fn next(journal: &dyn Journal, bytes: usize) -> Record {
    let head = journal.head().unwrap();
    head.next(batch(head.seq + 1, bytes))
}

/// Why the journal refuses a record.
pub(crate) fn refusal(journal: &mut dyn Journal, record: &Record) -> FaultKind {
    journal.append(record).unwrap_err().kind
}

pub(crate) fn records_read_back_after_reopening(storage: &dyn Storage) {
    let mut journal = storage.open();
    assert_eq!(journal.head().unwrap(), Head::genesis(BOOK));
    journal.fence(1).unwrap();
    let written = append(&mut *journal, 20, 3000);
    assert_eq!(journal.read(1, 100).unwrap(), written);
    drop(journal);
    let journal = storage.open();
    let last = written.last().unwrap();
    let head = Head {
        book: BOOK,
        seq: 20,
        hash: last.hash(),
        epoch: 1,
    };
    assert_eq!(journal.head().unwrap(), head);
    assert_eq!(journal.read(1, 100).unwrap(), written);
}

pub(crate) fn a_record_out_of_order_is_refused(storage: &dyn Storage) {
    let mut journal = storage.open();
    let written = append(&mut *journal, 2, 10);
    let expected = FaultKind::OutOfOrder { expected: 3 };
    for seq in [0, 1, 2, 4, u64::MAX >> 1] {
        let record = Record {
            seq,
            ..next(&*journal, 10)
        };
        assert_eq!(refusal(&mut *journal, &record), expected, "number {seq}");
    }
    assert_eq!(refusal(&mut *journal, &written[1]), expected);
    append(&mut *journal, 1, 10);
}

pub(crate) fn a_record_of_another_history_is_refused(storage: &dyn Storage) {
    let mut journal = storage.open();
    append(&mut *journal, 2, 10);
    let right = next(&*journal, 10);
    let record = Record {
        previous: BOOK.genesis(),
        ..right.clone()
    };
    let forked = FaultKind::Forked {
        expected: right.previous,
    };
    assert_eq!(refusal(&mut *journal, &record), forked);
    journal.append(&right).unwrap();
}

pub(crate) fn a_record_of_another_book_is_refused(storage: &dyn Storage) {
    let mut journal = storage.open();
    let found = BookId(*b"not its own book");
    let record = Record {
        book: found,
        ..next(&*journal, 10)
    };
    let wrong = FaultKind::WrongBook {
        expected: BOOK,
        found,
    };
    assert_eq!(refusal(&mut *journal, &record), wrong);
    assert_eq!(journal.head().unwrap().seq, 0);
}

pub(crate) fn an_old_leader_is_fenced_and_stops(storage: &dyn Storage) {
    let mut journal = storage.open();
    journal.fence(7).unwrap();
    append(&mut *journal, 1, 10);
    let old = next(&*journal, 10);
    journal.fence(8).unwrap();
    let fenced = FaultKind::Fenced {
        current: 8,
        offered: 7,
    };
    assert_eq!(refusal(&mut *journal, &old), fenced);
    let right = next(&*journal, 10);
    assert_eq!(refusal(&mut *journal, &right), FaultKind::Poisoned);
    assert_eq!(journal.fence(9).unwrap_err().kind, FaultKind::Poisoned);
    assert_eq!(journal.read(1, 9).unwrap().len(), 1);
    drop(journal);
    storage.open().append(&right).unwrap();
}

pub(crate) fn an_epoch_is_taken_once(storage: &dyn Storage) {
    for (epoch, current) in [(3, 0), (3, 3), (2, 3), (u64::MAX, 3)] {
        let mut journal = storage.open();
        let expected = match epoch {
            _ if epoch > crate::NUMBER_MAX => {
                let limit = crate::NUMBER_MAX;
                Err(FaultKind::TooLarge {
                    what: "an epoch",
                    size: epoch,
                    limit,
                })
            }
            _ if epoch > current => Ok(()),
            _ => Err(FaultKind::Fenced {
                current,
                offered: epoch,
            }),
        };
        assert_eq!(journal.fence(epoch).map_err(|fault| fault.kind), expected);
    }
    assert_eq!(storage.open().head().unwrap().epoch, 3);
}

pub(crate) fn a_payload_over_the_limit_is_refused(storage: &dyn Storage) {
    let mut journal = storage.open();
    let mut record = next(&*journal, crate::PAYLOAD_BYTES_MAX + 1);
    let (size, limit) = (record.payload.len() as u64, crate::PAYLOAD_BYTES_MAX as u64);
    let what = "a payload";
    assert_eq!(
        refusal(&mut *journal, &record),
        FaultKind::TooLarge { what, size, limit }
    );
    record.payload.clear();
    record.build = "b".repeat(crate::BUILD_BYTES_MAX + 1);
    assert!(matches!(
        refusal(&mut *journal, &record),
        FaultKind::TooLarge { size: 65, .. }
    ));
    append(&mut *journal, 1, 0);
}

pub(crate) fn reading_begins_and_ends_where_asked(storage: &dyn Storage) {
    let mut journal = storage.open();
    append(&mut *journal, 6, 10);
    let cases: [(u64, usize, &[u64]); 7] = [
        (0, 2, &[1, 2]),
        (1, 2, &[1, 2]),
        (5, 9, &[5, 6]),
        (6, 1, &[6]),
        (7, 9, &[]),
        (u64::MAX, 9, &[]),
        (3, 0, &[]),
    ];
    for (from, limit, expected) in cases {
        let read = journal.read(from, limit).unwrap();
        let numbers: Vec<u64> = read.iter().map(|record| record.seq).collect();
        assert_eq!(numbers, expected, "from {from}, at most {limit}");
    }
}

pub(crate) fn a_large_read_is_cut_into_several(storage: &dyn Storage) {
    let mut journal = storage.open();
    append(&mut *journal, 3, crate::READ_BYTES_MAX / 2 + 1);
    assert_eq!(journal.read(1, 9).unwrap().len(), 2);
    assert_eq!(journal.read(3, 9).unwrap().len(), 1);
}

pub(crate) fn a_damaged_snapshot_is_passed_over_with_a_warning(storage: &dyn Storage) {
    let mut journal = storage.open();
    append(&mut *journal, 9, 10);
    assert_eq!(journal.latest_snapshot().unwrap().snapshot, None);
    for seq in [3, 5, 8] {
        journal
            .save_snapshot(seq, format!("state after {seq}").as_bytes())
            .unwrap();
    }
    let at = |seq| {
        Some(Snapshot {
            seq,
            state: format!("state after {seq}").into_bytes(),
        })
    };
    let latest = journal.latest_snapshot().unwrap();
    assert_eq!((latest.snapshot, latest.skipped.len()), (at(8), 0));
    storage.damage_snapshot();
    let latest = journal.latest_snapshot().unwrap();
    let reason = "its checksum does not match its bytes".to_owned();
    assert_eq!(latest.snapshot, at(5));
    assert_eq!(latest.skipped, [SkippedSnapshot { seq: 8, reason }]);
}

pub(crate) fn a_snapshot_needs_its_record(storage: &dyn Storage) {
    let mut journal = storage.open();
    append(&mut *journal, 2, 10);
    for seq in [0, 3, u64::MAX] {
        let fault = journal.save_snapshot(seq, b"state").unwrap_err();
        assert_eq!((fault.kind, fault.seq), (FaultKind::Missing, Some(seq)));
    }
    append(&mut *journal, 1, 10);
}
