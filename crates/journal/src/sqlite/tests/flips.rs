//! Every bit of a journal, its log, its witness and a snapshot turns over once: that is reported,
//! or changes nothing; never in silence.

use super::disk::Watch;
use super::{Directory, is_long, settle};
use crate::suite::append;
use crate::{Journal, Record, SqliteJournal};
use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Without the long suite, about so many bits of a file are tried, the first ones all.
const SAMPLE: usize = 900;
const HEADER_BITS: usize = 120 * 8;

/// A journal as a crash leaves it.
struct Image {
    directory: Directory,
    written: Vec<Record>,
}

/// With its records in the file, or one there and one in the log: small, so that every bit can be
/// tried.
fn image(folded: bool) -> Image {
    let directory = Directory::new();
    let mut journal = directory.create();
    journal.fence(1).unwrap();
    let mut written = append(&mut journal, 1, 300);
    journal.database.fold_whole().unwrap();
    written.extend(append(&mut journal, 1, 300));
    if folded {
        journal.database.fold_whole().unwrap();
    }
    let directory = directory.crashed();
    Image { directory, written }
}

impl Image {
    /// Flips bits of one of its files on two cores; how many were tried and reported.
    fn flip(&self, name: &str) -> (u64, u64) {
        let bytes = fs::read(self.directory.0.join(name)).unwrap();
        let bits = bytes.len() * 8;
        let stride = match is_long() {
            true => 1,
            // Odd, so that it meets every place within a byte.
            false => (bits / SAMPLE) | 1,
        };
        let sampled = (HEADER_BITS.min(bits)..bits).step_by(stride);
        let places: Vec<usize> = (0..HEADER_BITS.min(bits)).chain(sampled).collect();
        let (next, reported) = (AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let copy = Directory::in_memory();
                    let _watch = Watch::without_flushes(&copy.0);
                    while let Some(bit) = places.get(next.fetch_add(1, Ordering::Relaxed) as usize)
                    {
                        self.restore(&copy);
                        let mut flipped = bytes.clone();
                        flipped[bit / 8] ^= 1 << (bit % 8);
                        fs::write(copy.0.join(name), flipped).unwrap();
                        let told = settle(&copy, &self.written).is_some();
                        reported.fetch_add(u64::from(told), Ordering::Relaxed);
                    }
                });
            }
        });
        (places.len() as u64, reported.into_inner())
    }

    fn restore(&self, copy: &Directory) {
        for entry in fs::read_dir(&copy.0).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
        for entry in fs::read_dir(&self.directory.0).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), copy.0.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn a_flipped_bit_anywhere_is_harmless_or_reported() {
    let cases = [
        (image(true), "journal.db"),
        (image(false), "journal.db-wal"),
        (image(true), "journal.db.lock"),
        (image(false), "journal.db.lock"),
    ];
    for (image, name) in cases {
        let began = Instant::now();
        let (tried, reported) = image.flip(name);
        let rate = tried as f64 / began.elapsed().as_secs_f64();
        println!("{name}: {tried} bits, {reported} reported, {rate:.0} a second");
        // A page is mostly empty; a witness that can't be read is passed over.
        assert!(tried > 900 && (reported > tried / 50 || name.ends_with(".lock")));
    }
}

#[test]
fn every_flipped_bit_of_a_snapshot_is_passed_over_for_the_one_before() {
    let directory = Directory::new();
    let mut journal = directory.create();
    append(&mut journal, 2, 10);
    journal
        .save_snapshot(1, b"the state after record 1")
        .unwrap();
    journal
        .save_snapshot(2, b"the state after record 2")
        .unwrap();
    let snapshots = fs::read_dir(directory.0.join("journal.db.snapshots")).unwrap();
    let newest = snapshots.map(|entry| entry.unwrap().path()).max().unwrap();
    let bytes = fs::read(&newest).unwrap();
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        fs::write(&newest, flipped).unwrap();
        let latest = journal.latest_snapshot().unwrap();
        let found = latest.snapshot.map(|snapshot| snapshot.seq);
        assert_eq!((found, latest.skipped.len()), (Some(1), 1), "bit {bit}");
    }
    fs::write(&newest, bytes).unwrap();
    let reopened = {
        drop(journal);
        SqliteJournal::open(&directory.journal()).unwrap()
    };
    let found = reopened.latest_snapshot().unwrap().snapshot;
    assert_eq!(found.map(|snapshot| snapshot.seq), Some(2));
}
