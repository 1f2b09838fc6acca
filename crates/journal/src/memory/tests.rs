//! The suite of every journal in memory, and what only a simulated disk can do: fail, flip, fence.

use super::*;
use crate::suite::{BOOK, Storage, append, journal_suite, next, refusal};

impl Storage for SimulatedDisk {
    fn open(&self) -> Box<dyn Journal> {
        Box::new(MemoryJournal::open(self, FaultPlan::none()).unwrap())
    }

    fn damage_snapshot(&self) {
        self.flip_snapshot_bit(700);
    }
}

journal_suite!(SimulatedDisk::new(BOOK));

/// Three records are kept, the fourth append goes wrong; then the machine stops, or only the
/// process. Returns what the writer is told, and how many records are there after recovery.
fn after(fault: DiskFault, crash: bool) -> (FaultKind, u64) {
    let disk = SimulatedDisk::new(BOOK);
    let mut journal = MemoryJournal::open(&disk, FaultPlan::none().with(4, fault)).unwrap();
    let kept = append(&mut journal, 3, 100);
    let fourth = next(&journal, 100);
    let told = refusal(&mut journal, &fourth);
    if told.poisons() {
        assert_eq!(refusal(&mut journal, &fourth), FaultKind::Poisoned);
    }
    if crash {
        disk.crash();
        assert_eq!(journal.head().unwrap_err().kind, FaultKind::Poisoned);
    }
    let mut journal = MemoryJournal::open(&disk, FaultPlan::none()).unwrap();
    let found = journal.read(1, 9).unwrap();
    assert_eq!(found[..3], kept);
    assert!(found[3..].iter().all(|record| *record == fourth));
    append(&mut journal, 1, 100);
    (told, found.len() as u64)
}

#[test]
fn a_failed_write_loses_nothing_that_was_acknowledged() {
    use FaultKind::{Full, UnknownOutcome};
    let cases = [
        (DiskFault::FailFsync, false, (UnknownOutcome, 4)),
        (DiskFault::FailFsync, true, (UnknownOutcome, 3)),
        (DiskFault::Torn { kept: 0 }, true, (UnknownOutcome, 3)),
        (DiskFault::Torn { kept: 90 }, false, (UnknownOutcome, 3)),
        (DiskFault::Torn { kept: 9999 }, true, (UnknownOutcome, 3)),
        (DiskFault::Full, false, (Full, 3)),
        (DiskFault::Full, true, (Full, 3)),
        (DiskFault::UnknownOutcome, false, (UnknownOutcome, 4)),
        (DiskFault::UnknownOutcome, true, (UnknownOutcome, 4)),
    ];
    for (fault, crash, expected) in cases {
        assert_eq!(after(fault, crash), expected, "{fault:?}, crash: {crash}");
    }
}

#[test]
fn a_record_that_found_the_disk_full_is_kept_when_there_is_room_again() {
    let disk = SimulatedDisk::new(BOOK);
    let mut journal = MemoryJournal::open(&disk, FaultPlan::none()).unwrap();
    append(&mut journal, 2, 100);
    let third = next(&journal, 100);
    for _ in 0..3 {
        journal.fail_next(DiskFault::Full);
        assert_eq!(refusal(&mut journal, &third), FaultKind::Full);
    }
    journal.append(&third).unwrap();
    assert_eq!(disk.open().read(3, 9).unwrap(), [third]);
}

#[test]
fn every_flipped_bit_and_every_cut_is_reported_with_its_record() {
    let disk = SimulatedDisk::new(BOOK);
    append(&mut *disk.open(), 3, 20);
    let frame = disk.size() / 3;
    for bit in 0..disk.size() * 8 {
        let copy = disk.copy();
        copy.flip_bit(bit);
        let fault = MemoryJournal::open(&copy, FaultPlan::none()).unwrap_err();
        assert!(
            matches!(fault.kind, FaultKind::Damaged { .. }),
            "bit {bit}: {fault}"
        );
        assert_eq!(
            fault.seq,
            Some((bit / 8 / frame) as u64 + 1).map(|seq| seq.min(3))
        );
    }
    for size in 0..disk.size() {
        let copy = disk.copy();
        copy.truncate(size);
        let fault = MemoryJournal::open(&copy, FaultPlan::none()).unwrap_err();
        assert_eq!(
            fault.seq,
            Some((size / frame) as u64 + 1),
            "{size} bytes: {fault}"
        );
    }
}

#[test]
fn a_planned_bit_flip_is_found_by_reading() {
    let disk = SimulatedDisk::new(BOOK);
    let plan = FaultPlan::none().with(2, DiskFault::FlipBit { bit: 1234 });
    let mut journal = MemoryJournal::open(&disk, plan).unwrap();
    append(&mut journal, 3, 100);
    assert_eq!(journal.read(1, 9).unwrap_err().seq, Some(2));
    assert_eq!(
        MemoryJournal::open(&disk, FaultPlan::none())
            .unwrap_err()
            .seq,
        Some(2)
    );
}

#[test]
fn a_standby_that_takes_over_stops_the_leader() {
    let disk = SimulatedDisk::new(BOOK);
    let plan = FaultPlan::none().with(2, DiskFault::FailFsync);
    let mut leader = MemoryJournal::open(&disk, plan).unwrap();
    leader.fence(1).unwrap();
    append(&mut leader, 1, 10);
    let unsure = next(&leader, 10);
    let mut standby = MemoryJournal::open(&disk, FaultPlan::none()).unwrap();
    assert_eq!(refusal(&mut leader, &unsure), FaultKind::UnknownOutcome);
    standby.fence(2).unwrap();
    let kept = append(&mut standby, 2, 10);
    assert_eq!(refusal(&mut leader, &unsure), FaultKind::Poisoned);
    let mut old = MemoryJournal::open(&disk, FaultPlan::none()).unwrap();
    assert_eq!(old.read(2, 9).unwrap(), kept);
    let fenced = FaultKind::Fenced {
        current: 2,
        offered: 1,
    };
    assert_eq!(refusal(&mut old, &unsure), fenced);
}

#[test]
fn a_write_that_went_nowhere_or_elsewhere_is_found_and_put_right_from_the_mirror() {
    let cases = [
        (DiskFault::Lost, 3),
        (DiskFault::Misdirected { place: 0 }, 1),
        (DiskFault::Misdirected { place: 300 }, 2),
        (DiskFault::FlipBit { bit: 77 }, 3),
    ];
    for (fault, damaged) in cases {
        let disk = SimulatedDisk::new(BOOK);
        let mut journal = MemoryJournal::open(&disk, FaultPlan::none()).unwrap();
        let mut written = append(&mut journal, 2, 100);
        journal.fail_next(fault);
        written.extend(append(&mut journal, 3, 100));
        assert_eq!(disk.damaged(), Some(damaged), "{fault:?}");
        let told = MemoryJournal::open(&disk, FaultPlan::none()).unwrap_err();
        assert_eq!(told.seq, Some(damaged), "{fault:?}: {told}");
        disk.repair();
        assert_eq!(disk.open().read(1, 9).unwrap(), written, "{fault:?}");
    }
}

#[test]
fn a_lost_snapshot_leaves_the_one_before() {
    let disk = SimulatedDisk::new(BOOK);
    let mut journal = disk.open();
    append(&mut *journal, 2, 10);
    journal.save_snapshot(1, b"one").unwrap();
    journal.save_snapshot(2, b"two").unwrap();
    disk.lose_snapshot();
    let found = journal.latest_snapshot().unwrap().snapshot;
    assert_eq!(found.map(|snapshot| snapshot.seq), Some(1));
    disk.lose_snapshot();
    disk.lose_snapshot();
    assert_eq!(journal.latest_snapshot().unwrap().snapshot, None);
}
