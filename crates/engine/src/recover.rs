//! Recovery: the newest snapshot and the records behind it become the state again. Replay calls
//! nothing and decides nothing.

use crate::batch::{Batch, Entry, recorded_state};
use crate::clock::Moment;
use crate::core::{Core, LOOK_AHEAD};
use crate::fault::Fault;
use crate::keys::{Keys, Place};
use crate::snapshot;
use book::Book;
use crossbeam_channel::{Sender, bounded};
use journal::{Journal, Record, SkippedSnapshot};
use std::panic::resume_unwind;
use std::thread;
use vocab::ContentHash;

/// Records that are read at once.
const READ_AHEAD: usize = 16;
/// Batches that are decoded ahead of those that are applied: events take ten times the memory of
/// their bytes.
const BATCHES_AHEAD: usize = 4;

/// A core, and how it was recovered.
pub struct Recovered {
    /// The core, at the end of the journal.
    pub core: Core,
    /// The record that the snapshot stands at; 0 when everything was replayed.
    pub snapshot: u64,
    /// Records that were replayed.
    pub replayed: u64,
    /// Snapshots that could not be used, with the reason.
    pub skipped: Vec<SkippedSnapshot>,
}

/// Recovers the state at the end of a journal.
///
/// # Errors
/// When the journal fails, a record can't be read, or a recorded state hash does not come out.
pub fn replay(journal: &dyn Journal) -> Result<Recovered, Fault> {
    let latest = journal.latest_snapshot()?;
    let mut skipped = latest.skipped;
    let mut state = State::default();
    if let Some(found) = latest.snapshot {
        match snapshot::read(&found.state) {
            Ok((book, keys, latest)) => {
                state = State {
                    book,
                    keys,
                    latest,
                    seq: found.seq,
                }
            }
            Err(reason) => skipped.push(SkippedSnapshot {
                seq: found.seq,
                reason,
            }),
        }
    }
    let snapshot = state.seq;
    replay_from(journal, &mut state)?;
    Ok(Recovered {
        snapshot,
        replayed: state.seq - snapshot,
        core: Core::new(state.book, state.keys, state.seq, state.latest),
        skipped,
    })
}

/// Applies the records behind a state: this thread reads and decodes them, another one applies.
fn replay_from(journal: &dyn Journal, state: &mut State) -> Result<(), Fault> {
    let mut seq = state.seq;
    let (decoded, batches) = bounded::<(Record, Batch)>(BATCHES_AHEAD);
    thread::scope(|scope| {
        let applying = scope.spawn(move || {
            let mut batches = batches.iter();
            batches.try_for_each(|(record, batch)| state.apply(&record, batch))
        });
        let read = decode_all(journal, &mut seq, decoded);
        // What was read last comes after what failed first.
        match applying.join() {
            Ok(applied) => applied.and(read),
            Err(defect) => resume_unwind(defect),
        }
    })
}

/// Decodes the records behind `seq` until there are no more, or nobody takes them.
fn decode_all(
    journal: &dyn Journal,
    seq: &mut u64,
    decoded: Sender<(Record, Batch)>,
) -> Result<(), Fault> {
    loop {
        let records = journal.read(*seq + 1, READ_AHEAD)?;
        if records.is_empty() {
            return Ok(());
        }
        for mut record in records {
            let batch = Batch::of(&record).map_err(|how| Fault::Unreadable {
                seq: record.seq,
                schema: record.schema,
                how,
            })?;
            *seq = record.seq;
            record.payload = Vec::new();
            if decoded.send((record, batch)).is_err() {
                return Ok(());
            }
        }
    }
}

#[derive(Default)]
struct State {
    book: Book,
    keys: Keys,
    latest: Moment,
    /// The last record that is applied.
    seq: u64,
}

impl State {
    fn apply(&mut self, record: &Record, batch: Batch) -> Result<(), Fault> {
        let firsts = (0u32..).step_by(LOOK_AHEAD);
        for (first, entries) in firsts.zip(batch.entries.chunks(LOOK_AHEAD)) {
            self.look_ahead(entries);
            for (nth, entry) in (first..).zip(entries) {
                self.apply_entry(record.seq, nth, entry);
            }
        }
        (self.latest, self.seq) = (batch.moment, record.seq);
        match recorded_state(record) {
            Some(hash) if hash != ContentHash(self.book.state_hash()) => {
                Err(Fault::Diverged { seq: record.seq })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn apply_entry(&mut self, seq: u64, nth: u32, entry: &Entry) {
        if let Some(key) = entry.key {
            let fingerprint = entry.fingerprint;
            let place = Place {
                fingerprint,
                seq,
                nth,
            };
            self.keys.insert(key, place);
        }
        if let Ok(events) = &entry.outcome {
            book::evolve_all(&mut self.book, events);
        }
    }

    /// Asks for the memory that some entries are going to change, so that the waits for it overlap.
    fn look_ahead(&self, entries: &[Entry]) {
        let keys = entries.iter().filter_map(|entry| entry.key.as_ref());
        keys.for_each(|key| self.keys.ask_for(key));
        let outcomes = entries.iter().map(|entry| &entry.outcome);
        self.book.look_ahead_at(outcomes.flatten().flatten());
    }
}
