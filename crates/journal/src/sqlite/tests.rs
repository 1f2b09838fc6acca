//! The suite of every journal in SQLite: crashes, damaged files, standby, and the golden file.

mod chance;
mod disk;
mod flips;
mod power_cut;

use super::*;
use crate::suite::{BOOK, Storage, append, batch, journal_suite, next, refusal};
use rusqlite::Connection;
use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

/// Whether everything is tried, and not a part: see `docs/reliability.md`.
fn is_long() -> bool {
    std::env::var_os("KEPT_LONG").is_some()
}

/// A directory that goes away with the test.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Directory {
        Directory::under(&std::env::temp_dir())
    }

    /// Where there is one, in a file system that is kept in memory: for many small images.
    fn in_memory() -> Directory {
        let memory = Path::new("/dev/shm");
        match memory.is_dir() {
            true => Directory::under(memory),
            false => Directory::new(),
        }
    }

    fn under(parent: &Path) -> Directory {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("kept-journal-{}-{number}", std::process::id());
        let path = parent.join(name);
        fs::create_dir_all(&path).unwrap();
        Directory(path)
    }

    fn journal(&self) -> PathBuf {
        self.0.join("journal.db")
    }

    fn create(&self) -> SqliteJournal {
        SqliteJournal::create(&self.journal(), BOOK).unwrap()
    }

    /// What a crash at this moment would leave, in a directory of its own.
    fn crashed(&self) -> Directory {
        let copy = Directory::new();
        for name in ["journal.db", "journal.db-wal", "journal.db.lock"] {
            if self.0.join(name).exists() {
                fs::copy(self.0.join(name), copy.0.join(name)).unwrap();
            }
        }
        copy
    }

    fn edit(&self, name: &str, edit: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = fs::read(self.0.join(name)).unwrap();
        edit(&mut bytes);
        fs::write(self.0.join(name), bytes).unwrap();
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Storage for Directory {
    fn open(&self) -> Box<dyn Journal> {
        Box::new(match self.journal().exists() {
            true => SqliteJournal::open(&self.journal()).unwrap(),
            false => self.create(),
        })
    }

    fn damage_snapshot(&self) {
        let newest = fs::read_dir(self.0.join("journal.db.snapshots")).unwrap();
        let newest = newest.map(|entry| entry.unwrap().path()).max().unwrap();
        let mut bytes = fs::read(&newest).unwrap();
        bytes[80] ^= 1;
        fs::write(newest, bytes).unwrap();
    }
}

journal_suite!(Directory::new());

/// Opens and verifies: every record that was acknowledged is back, or a fault says otherwise.
/// Returns the fault.
fn settle(directory: &Directory, acknowledged: &[Record]) -> Option<Fault> {
    let check = || {
        let mut journal = SqliteJournal::open(&directory.journal())?;
        let found = journal.read(1, usize::MAX)?;
        assert_eq!(
            found, acknowledged,
            "a record is lost or changed in silence"
        );
        journal.fence(journal.head()?.epoch + 1)?;
        journal.append(&next(&journal, 40))?;
        journal.reader()?.verify(1, None, |_| {}).map(|_| ())
    };
    check().err()
}

#[test]
fn a_crash_loses_nothing_whether_or_not_the_log_was_folded() {
    let directory = Directory::new();
    let mut journal = directory.create();
    let mut written = Vec::new();
    for bytes in [0, 1, 20_000, CHECKPOINT_BYTES, 300_000, 5] {
        written.extend(append(&mut journal, 1, bytes));
        assert_eq!(
            settle(&directory.crashed(), &written).map(|fault| fault.to_string()),
            None
        );
    }
}

#[test]
fn a_torn_write_that_was_never_acknowledged_is_forgotten() {
    let directory = Directory::new();
    let mut journal = directory.create();
    let written = append(&mut journal, 3, 30_000);
    let (before, log) = (directory.crashed(), directory.0.join("journal.db-wal"));
    let start = fs::metadata(&log).unwrap().len() as usize;
    append(&mut journal, 1, 30_000);
    let log = fs::read(&log).unwrap();
    for size in (start..log.len()).step_by(5_000) {
        before.edit("journal.db-wal", |bytes| *bytes = log[..size].to_vec());
        let copy = before.crashed();
        assert_eq!(
            settle(&copy, &written).map(|fault| fault.to_string()),
            None,
            "{size} bytes"
        );
    }
}

#[test]
fn an_acknowledged_record_missing_from_a_damaged_log_is_reported_by_number() {
    let directory = Directory::new();
    let mut journal = directory.create();
    let written = append(&mut journal, 4, 30_000);
    let copy = directory.crashed();
    copy.edit("journal.db-wal", |bytes| *bytes.last_mut().unwrap() ^= 4);
    let fault = settle(&copy, &written).unwrap();
    assert_eq!(
        (fault.kind, fault.seq),
        (FaultKind::Lost { head: 3 }, Some(4))
    );
    let copy = directory.crashed();
    let half = |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() / 2);
    copy.edit("journal.db-wal", half);
    let reader = Reader::open(&copy.journal()).unwrap();
    assert_eq!(reader.verify(1, None, |_| {}).unwrap_err().seq, Some(4));
    assert_eq!(reader.verify(1, Some(1), |_| {}).unwrap().to, 1);
    let copy = directory.crashed();
    copy.edit("journal.db-wal", Vec::clear);
    assert!(settle(&copy, &written).is_some());
}

#[test]
fn a_cut_file_is_reported() {
    let directory = Directory::new();
    let written = append(&mut directory.create(), 6, 30_000);
    let size = fs::metadata(directory.journal()).unwrap().len() as usize;
    for size in (0..size).step_by(size / 23) {
        let copy = directory.crashed();
        copy.edit("journal.db", |bytes| bytes.truncate(size));
        assert!(settle(&copy, &written).is_some(), "cut to {size} bytes");
    }
}

#[test]
fn a_changed_or_missing_record_is_named() {
    let cases = [
        ("UPDATE record SET payload = x'00' WHERE seq = 3", 3),
        ("UPDATE record SET at = at + 1 WHERE seq = 2", 2),
        ("UPDATE record SET hash = zeroblob(32) WHERE seq = 4", 4),
        ("DELETE FROM record WHERE seq = 3", 3),
        ("UPDATE record SET epoch = -1 WHERE seq = 5", 5),
    ];
    for (change, seq) in cases {
        let directory = Directory::new();
        append(&mut directory.create(), 6, 10);
        Connection::open(directory.journal())
            .unwrap()
            .execute(change, [])
            .unwrap();
        let reader = Reader::open(&directory.journal()).unwrap();
        let fault = reader.verify(1, None, |_| {}).unwrap_err();
        assert!(
            matches!(fault.kind, FaultKind::Damaged { .. } | FaultKind::Missing),
            "{change}"
        );
        assert_eq!(fault.seq, Some(seq), "{change}: {fault}");
    }
}

#[test]
fn a_full_disk_keeps_nothing_and_takes_the_same_record_when_there_is_room_again() {
    let directory = Directory::new();
    let mut journal = directory.create();
    let mut written = append(&mut journal, 2, 10_000);
    let pages = |journal: &SqliteJournal, most: u32| {
        let connection = &journal.database.connection;
        connection
            .pragma_update(None, "max_page_count", most)
            .unwrap();
    };
    pages(&journal, 8);
    let record = next(&journal, 200_000);
    for _ in 0..2 {
        assert_eq!(refusal(&mut journal, &record), FaultKind::Full);
        assert_eq!(journal.read(1, 9).unwrap(), written);
    }
    let copy = directory.crashed();
    assert!(settle(&copy, &written).is_none());
    pages(&journal, 1 << 20);
    journal.append(&record).unwrap();
    written.push(record);
    written.extend(append(&mut journal, 3, 10_000));
    drop(journal);
    assert_eq!(
        settle(&directory, &written).map(|fault| fault.to_string()),
        None
    );
}

#[test]
fn there_is_one_writer_and_any_number_of_readers() {
    let directory = Directory::new();
    let mut journal = directory.create();
    let second = SqliteJournal::open(&directory.journal()).unwrap_err();
    assert_eq!(second.kind, FaultKind::WriterPresent);
    let readers = [
        journal.reader().unwrap(),
        Reader::open(&directory.journal()).unwrap(),
    ];
    let written = append(&mut journal, 5, 100);
    for reader in readers {
        assert_eq!(reader.head().unwrap(), journal.head().unwrap());
        assert_eq!(reader.read(2, 9).unwrap(), written[1..]);
    }
}

#[test]
fn a_reader_on_another_thread_follows_the_writer_without_a_gap() {
    let directory = Directory::new();
    let mut journal = directory.create();
    let reader = journal.reader().unwrap();
    let following = std::thread::spawn(move || {
        let mut seen = Vec::new();
        while seen.len() < 200 {
            seen.extend(reader.read(seen.len() as u64 + 1, 16).unwrap());
            reader.verify(seen.len() as u64, None, |_| {}).unwrap();
        }
        seen
    });
    let written = append(&mut journal, 200, 60_000);
    assert_eq!(following.join().unwrap(), written);
}

#[test]
fn a_journal_is_created_once_and_opened_only_when_it_is_one() {
    let directory = Directory::new();
    let path = directory.journal();
    assert!(matches!(
        SqliteJournal::open(&path).unwrap_err().kind,
        FaultKind::Io { .. }
    ));
    drop(directory.create());
    assert_eq!(
        SqliteJournal::create(&path, BOOK).unwrap_err().kind,
        FaultKind::Exists
    );
    fs::write(
        &path,
        "an old shopping list, long enough to be read as a header".repeat(9),
    )
    .unwrap();
    let fault = SqliteJournal::open(&path).unwrap_err();
    assert!(
        matches!(fault.kind, FaultKind::NotAJournal { .. }),
        "{fault}"
    );
    fs::write(&path, "").unwrap();
    let fault = SqliteJournal::open(&path).unwrap_err();
    assert!(
        matches!(fault.kind, FaultKind::NotAJournal { .. }),
        "{fault}"
    );
}

#[test]
fn a_backup_beside_the_writer_is_one_whole_file() {
    let directory = Directory::new();
    let mut journal = directory.create();
    append(&mut journal, 30, 9_000);
    let (reader, head) = (journal.reader().unwrap(), journal.head().unwrap());
    let copy = Directory::new();
    let verified = reader
        .backup(&copy.journal(), |_, _| {
            append(&mut journal, 1, 9_000);
        })
        .unwrap();
    assert_eq!((verified.to, verified.hash), (30, Some(head.hash)));
    assert_eq!(journal.head().unwrap().seq, 31);
    assert_eq!(fs::read_dir(&copy.0).unwrap().count(), 1);
    let again = reader.backup(&copy.journal(), |_, _| {}).unwrap_err();
    assert_eq!(again.kind, FaultKind::Exists);
    let mut restored = SqliteJournal::open(&copy.journal()).unwrap();
    assert_eq!(restored.head().unwrap(), head);
    append(&mut restored, 1, 9_000);
}

#[test]
fn verification_tells_its_progress_and_a_range_past_the_end_is_missing() {
    let directory = Directory::new();
    let mut journal = directory.create();
    append(&mut journal, 600, 10);
    let reader = journal.reader().unwrap();
    let mut seen = Vec::new();
    let verified = reader.verify(1, None, |seq| seen.push(seq)).unwrap();
    assert_eq!(
        (verified.to, verified.bytes, seen),
        (600, 6_000, vec![256, 512, 600])
    );
    assert_eq!(reader.verify(100, Some(200), |_| {}).unwrap().bytes, 1_010);
    assert_eq!(
        reader.verify(590, Some(700), |_| {}).unwrap_err().seq,
        Some(601)
    );
}

#[test]
fn a_snapshot_of_a_history_that_was_restored_away_is_not_used() {
    let directory = Directory::new();
    let mut journal = directory.create();
    append(&mut journal, 2, 10);
    journal
        .reader()
        .unwrap()
        .backup(&directory.0.join("backup.db"), |_, _| {})
        .unwrap();
    append(&mut journal, 1, 10);
    journal.save_snapshot(3, b"state").unwrap();
    drop(journal);
    fs::rename(directory.0.join("backup.db"), directory.journal()).unwrap();
    let fault = SqliteJournal::open(&directory.journal()).unwrap_err();
    assert_eq!(
        (fault.kind, fault.seq),
        (FaultKind::Lost { head: 2 }, Some(3))
    );
    fs::remove_file(directory.0.join("journal.db.lock")).unwrap();
    let mut journal = SqliteJournal::open(&directory.journal()).unwrap();
    let reason = |journal: &SqliteJournal| {
        let latest = journal.latest_snapshot().unwrap();
        assert_eq!(latest.snapshot, None);
        latest.skipped[0].reason.clone()
    };
    assert_eq!(reason(&journal), "it is newer than the journal");
    journal
        .append(&journal.head().unwrap().next(batch(99, 10)))
        .unwrap();
    assert_eq!(
        reason(&journal),
        "it follows another history than the journal's"
    );
}

/// A golden journal, one for each format there ever was. `KEPT_REFRESH=1` writes one that is
/// missing, but never over one that is there.
fn golden(name: &str, write: impl FnOnce(&Path)) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden")
        .join(name);
    if !path.exists() && std::env::var_os("KEPT_REFRESH").is_some() {
        write(&path);
    }
    path
}

#[test]
fn the_golden_journal_of_format_1_opens_and_verifies() {
    let directory = Directory::new();
    let golden = golden("format-1.db", write_the_golden_journal);
    fs::copy(golden, directory.journal()).unwrap();
    let mut journal = SqliteJournal::open(&directory.journal()).unwrap();
    let head = journal.head().unwrap();
    assert_eq!((head.book, head.seq, head.epoch), (BOOK, 9, 2));
    insta::assert_snapshot!(head.hash, @"58a2eadc50ca2978fb51eba9140a7dc5bdad5b2a05d5922d8ec9b9a5e06b2ccb");
    let expected: Vec<_> = (1..=9)
        .map(|number| batch(number, number as usize * 400))
        .collect();
    for (record, batch) in journal.read(1, 99).unwrap().into_iter().zip(expected) {
        assert_eq!(
            Head {
                seq: record.seq - 1,
                hash: record.previous,
                ..head
            }
            .next(batch),
            record
        );
    }
    append(&mut journal, 1, 10);
}

fn write_the_golden_journal(path: &Path) {
    let directory = Directory::new();
    let mut journal = directory.create();
    journal.fence(2).unwrap();
    for number in 1..=9 {
        let record = journal
            .head()
            .unwrap()
            .next(batch(number, number as usize * 400));
        journal.append(&record).unwrap();
    }
    journal.reader().unwrap().backup(path, |_, _| {}).unwrap();
}
