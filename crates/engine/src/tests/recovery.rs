//! Recovery: snapshot and tail are the full replay; what can't be trusted is reported.

use super::*;
use crate::batch::SCHEMA;
use crate::{Batch, Entry, Fault, replay};
use book::{Event, Refusal};
use std::fmt::Write as _;
use vocab::ContentHash;

/// Orders with a snapshot in their middle and another one before the last.
fn disk_with_snapshots() -> SimulatedDisk {
    let disk = founded();
    for keys in [0..5, 5..9] {
        let engine = open(&disk);
        for key in keys {
            engine
                .handle()
                .call(order(key, 1 + key))
                .unwrap()
                .outcome
                .unwrap();
        }
        engine.close();
    }
    let engine = open(&disk);
    engine.handle().call(order(9, 10)).unwrap().outcome.unwrap();
    // What a crash leaves: no snapshot at the end.
    disk.copy()
}

fn replayed(disk: &SimulatedDisk) -> (u64, u64, usize, [u8; 32]) {
    let found = replay(&journal(disk)).unwrap();
    (
        found.snapshot,
        found.replayed,
        found.skipped.len(),
        found.core.book().state_hash(),
    )
}

#[test]
fn a_snapshot_and_its_tail_are_the_full_replay() {
    let disk = disk_with_snapshots();
    let (snapshot, tail, _, hash) = replayed(&disk);
    assert_eq!((snapshot, tail), (15, 1));
    let records = journal(&disk).read(1, usize::MAX).unwrap();
    let bare = super::disk();
    let mut copy = journal(&bare);
    for record in &records {
        if record.epoch > copy.head().unwrap().epoch {
            copy.fence(record.epoch).unwrap();
        }
        copy.append(record).unwrap();
    }
    assert_eq!(replayed(&bare), (0, 16, 0, hash));
}

#[test]
fn a_damaged_snapshot_is_passed_over() {
    let disk = disk_with_snapshots();
    let (.., hash) = replayed(&disk);
    disk.flip_snapshot_bit(7_000);
    assert_eq!(replayed(&disk), (11, 5, 1, hash));
}

#[test]
fn a_snapshot_of_another_layout_is_passed_over() {
    let disk = disk_with_snapshots();
    let (.., hash) = replayed(&disk);
    journal(&disk).save_snapshot(16, &[0x18, 0x63]).unwrap();
    let found = replay(&journal(&disk)).unwrap();
    assert_eq!((found.snapshot, found.replayed), (0, 16));
    assert_eq!(
        found.skipped[0].reason,
        "it has layout 99, this build reads 3"
    );
    assert_eq!(found.core.book().state_hash(), hash);
}

/// The fault of a journal with one more record.
fn fault_after(record: impl FnOnce(Head) -> Record) -> String {
    let disk = founded();
    let mut journal = journal(&disk);
    let record = record(journal.head().unwrap());
    journal.append(&record).unwrap();
    let fault = replay(&journal).err().unwrap();
    assert!(!matches!(fault, Fault::Journal(_)));
    fault.to_string()
}

fn batch(schema: u16, state: Option<ContentHash>, payload: Vec<u8>) -> journal::Batch {
    journal::Batch {
        schema,
        build: "test".to_owned(),
        at: moment(540).at,
        state,
        payload,
    }
}

#[test]
fn a_state_that_differs_from_the_recorded_one_is_reported() {
    let empty = empty();
    let wrong = Some(ContentHash([7; 32]));
    assert_eq!(
        fault_after(|head| head.next(batch(SCHEMA, wrong, empty))),
        "replaying the journal gave another state after record 7 than was recorded; restore a \
         backup, or report this with the journal"
    );
}

#[test]
fn the_recorded_state_hash_is_that_of_the_state_after_the_record() {
    let disk = founded();
    let hash = replay(&journal(&disk)).unwrap().core.book().state_hash();
    let empty = empty();
    let mut journal = journal(&disk);
    let head = journal.head().unwrap();
    let record = head.next(batch(SCHEMA, Some(ContentHash(hash)), empty));
    journal.append(&record).unwrap();
    assert!(replay(&journal).is_ok());
}

#[test]
fn a_batch_that_this_build_cannot_read_is_reported_by_record_and_place() {
    let empty = empty();
    let longer = [empty.as_slice(), &[0]].concat();
    let cases = [
        (SCHEMA + 1, empty.clone(), "this build reads schema 1 to 3"),
        (
            SCHEMA,
            longer,
            "at byte 18: decode error: bytes follow the batch",
        ),
        (SCHEMA, vec![0x83, 0], "a batch has 4 parts"),
        (
            SCHEMA,
            empty[..16].to_vec(),
            "at byte 16: end of input bytes",
        ),
    ];
    for (schema, payload, how) in cases {
        let told = fault_after(|head| head.next(batch(schema, None, payload)));
        assert!(told.starts_with("record 7 (schema"), "{told}");
        assert!(told.contains(how), "{told}");
    }
}

fn golden() -> Batch {
    let entry = |key: Option<u64>, outcome| Entry {
        key: key.map(|key| IdempotencyKey::from_parts(1, key)),
        fingerprint: key.map_or(0, |key| key * 1_000),
        actor: ActorId(7),
        outcome,
    };
    let document = ContentHash([0xd0; 32]);
    let received = Event::StockReceived {
        site: SiteId(3),
        item: ItemId(70_000),
        quantity: Quantity(12),
    };
    Batch {
        moment: moment(540),
        entries: vec![
            entry(
                Some(1),
                Ok(vec![Event::DocumentReceived { document }, received]),
            ),
            entry(Some(2), Ok(Vec::new())),
            entry(None, Ok(vec![Event::DocumentReceived { document }])),
            entry(
                Some(3),
                Err(Refusal::new(
                    book::refusal::Code::Empty,
                    "at least one line is needed",
                )),
            ),
        ],
    }
}

/// The payload of a batch without entries.
fn empty() -> Vec<u8> {
    let (moment, entries) = (moment(540), Vec::new());
    Batch { moment, entries }.encode(Vec::new())
}

const GOLDEN: &str = include_str!("../../golden/batch.txt");

#[test]
fn the_stored_form_of_a_batch_never_changes() {
    let mut hex = String::new();
    for byte in golden().encode(Vec::new()) {
        write!(hex, "{byte:02x}").unwrap();
    }
    let lines: Vec<&str> = GOLDEN.lines().collect();
    assert_eq!(hex, lines.concat());
    let bytes: Vec<u8> = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&lines.concat()[at..at + 2], 16).unwrap())
        .collect();
    assert_eq!(Batch::decode(&bytes), Ok(golden()));
}
