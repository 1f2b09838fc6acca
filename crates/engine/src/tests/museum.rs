//! The museum of journals: pieces that earlier versions wrote. Every later version opens each and
//! replays it to the states in `hashes.txt`. No piece is ever remade; how a new one is made is told in
//! `crates/sim/examples/museum.rs`. The hashes are of the state's present form: a change of that form
//! (`engine::SCHEMA`) takes them anew, and changes nothing else.

use crate::{Batch, replay};
use book::{Book, evolve, invariant};
use journal::{Journal, Reader, SqliteJournal};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use vocab::ContentHash;

fn museum() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("museum")
}

/// The recorded states: piece, record, hash.
fn recorded() -> Vec<(String, u64, String)> {
    let text = std::fs::read_to_string(museum().join("hashes.txt")).unwrap();
    let row = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let [piece, seq, hash] = words[..] else {
            panic!("expected: piece, record, hash; found {line:?}");
        };
        (piece.to_owned(), seq.parse().unwrap(), hash.to_owned())
    };
    text.lines().map(row).collect()
}

/// A copy, since opening a journal for writing changes it.
struct Copy(PathBuf);

impl Copy {
    fn of(piece: &str) -> Copy {
        static COPIES: AtomicU32 = AtomicU32::new(0);
        let nth = COPIES.fetch_add(1, Ordering::Relaxed);
        let name = format!("kept-museum-{}-{nth}-{piece}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::copy(museum().join(piece), directory.join("journal.db")).unwrap();
        Copy(directory)
    }

    fn journal(&self) -> PathBuf {
        self.0.join("journal.db")
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // What can't be removed is left to the system.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The state after each record of a piece, and what the invariants say of it.
fn states(piece: &str) -> Vec<String> {
    let copy = Copy::of(piece);
    let reader = Reader::open(&copy.journal()).unwrap();
    let verified = reader.verify(1, None, |_| {}).unwrap();
    let mut states = Vec::new();
    let mut book = Book::default();
    for record in reader.read(1, usize::MAX).unwrap() {
        for entry in Batch::of(&record).unwrap().entries {
            let events = entry.outcome.iter().flatten();
            events.for_each(|event| evolve(&mut book, event));
        }
        assert_eq!(invariant::violations(&book), [], "{piece}, {}", record.seq);
        states.push(ContentHash(book.state_hash()).to_string());
    }
    assert_eq!(verified.to, states.len() as u64);
    states
}

#[test]
fn every_journal_of_the_museum_replays_to_its_recorded_states() {
    let recorded = recorded();
    let pieces: BTreeSet<&str> = recorded.iter().map(|row| row.0.as_str()).collect();
    assert!(!pieces.is_empty());
    let replayed: BTreeMap<&str, Vec<String>> =
        pieces.iter().map(|piece| (*piece, states(piece))).collect();
    let row = |(piece, seq, _): &(String, u64, String)| {
        let hash = replayed[piece.as_str()][*seq as usize - 1].clone();
        (piece.clone(), *seq, hash)
    };
    let found: Vec<(String, u64, String)> = recorded.iter().map(row).collect();
    if std::env::var("KEPT_REFRESH").is_ok() {
        let line = |(piece, seq, hash): &(String, u64, String)| format!("{piece} {seq} {hash}\n");
        let text: String = found.iter().map(line).collect();
        return std::fs::write(museum().join("hashes.txt"), text).unwrap();
    }
    assert_eq!(found, recorded, "KEPT_REFRESH=1 takes them anew");
}

#[test]
fn a_journal_of_the_museum_is_recovered_and_goes_on() {
    for piece in recorded().iter().map(|row| &row.0) {
        let copy = Copy::of(piece);
        let mut journal = SqliteJournal::open(&copy.journal()).unwrap();
        let epoch = journal.head().unwrap().epoch + 1;
        journal.fence(epoch).unwrap();
        let recovered = replay(&journal).unwrap();
        assert_eq!(recovered.core.seq(), journal.head().unwrap().seq);
        drop(journal);
        let journal = SqliteJournal::open(&copy.journal()).unwrap();
        let engine = super::open_with(journal);
        let received = engine.handle().own(super::receive(1)).unwrap();
        assert!(received.outcome.is_ok(), "{piece}");
        engine.close();
    }
}
