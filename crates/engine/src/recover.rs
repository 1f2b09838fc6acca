//! Recovery: the newest snapshot and the records behind it become the state again. Replay calls
//! nothing and decides nothing.

use crate::batch::{Batch, recorded_state};
use crate::clock::Moment;
use crate::core::Core;
use crate::fault::Fault;
use crate::keys::{Keys, Place};
use book::Book;
use journal::{Journal, Record, SkippedSnapshot};
use minicbor::{Decoder, Encoder};
use vocab::{ContentHash, Day, Instant};

/// Version of the snapshot's layout: the version, the latest moment (instant, day,
/// minute), the bytes of the book and those of the keys.
const SNAPSHOT: u16 = 2;
/// Records that are read at once.
const READ_AHEAD: usize = 256;

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
    let mut snapshot = 0;
    if let Some(found) = latest.snapshot {
        match State::read(&found.state) {
            Ok(read) => (state, snapshot) = (read, found.seq),
            Err(reason) => skipped.push(SkippedSnapshot {
                seq: found.seq,
                reason,
            }),
        }
    }
    let mut seq = snapshot;
    loop {
        let records = journal.read(seq + 1, READ_AHEAD)?;
        if records.is_empty() {
            break;
        }
        for record in &records {
            state.apply(record)?;
            seq = record.seq;
        }
    }
    let core = Core::new(state.book, state.keys, seq, state.latest);
    Ok(Recovered {
        core,
        snapshot,
        replayed: seq - snapshot,
        skipped,
    })
}

#[derive(Default)]
struct State {
    book: Book,
    keys: Keys,
    latest: Moment,
}

impl State {
    fn read(bytes: &[u8]) -> Result<State, String> {
        let mut from = Decoder::new(bytes);
        let unreadable = |error: minicbor::decode::Error| error.to_string();
        let version = from.u16().map_err(unreadable)?;
        if version != SNAPSHOT {
            return Err(format!(
                "it has layout {version}, this build reads {SNAPSHOT}"
            ));
        }
        let latest = Moment {
            at: Instant(from.i64().map_err(unreadable)?),
            today: Day(from.i32().map_err(unreadable)?),
            minute: from.u16().map_err(unreadable)?,
        };
        let book = from.bytes().map_err(unreadable)?;
        let book = Book::from_bytes(book).map_err(|fault| fault.to_string())?;
        let keys = Keys::from_bytes(from.bytes().map_err(unreadable)?);
        let keys = keys.ok_or("its idempotency index has a torn row")?;
        Ok(State { book, keys, latest })
    }

    fn apply(&mut self, record: &Record) -> Result<(), Fault> {
        let unreadable = |how| Fault::Unreadable {
            seq: record.seq,
            schema: record.schema,
            how,
        };
        let batch = Batch::of(record).map_err(unreadable)?;
        for (nth, entry) in (0u32..).zip(&batch.entries) {
            if let Some(key) = entry.key {
                let place = Place {
                    fingerprint: entry.fingerprint,
                    seq: record.seq,
                    nth,
                };
                self.keys.insert(key, place);
            }
            if let Ok(events) = &entry.outcome {
                book::evolve_all(&mut self.book, events);
            }
        }
        self.latest = batch.moment;
        match recorded_state(record) {
            Some(hash) if hash != ContentHash(self.book.state_hash()) => {
                Err(Fault::Diverged { seq: record.seq })
            }
            Some(_) | None => Ok(()),
        }
    }
}

pub(crate) fn write_snapshot(book: &Book, keys: &Keys, latest: Moment) -> Vec<u8> {
    let mut to = Encoder::new(Vec::new());
    let written = to
        .u16(SNAPSHOT)
        .and_then(|to| to.i64(latest.at.0)?.i32(latest.today.0)?.u16(latest.minute))
        .and_then(|to| to.bytes(&book.to_bytes()))
        .and_then(|to| to.bytes(&keys.to_bytes()))
        .map(|_| ());
    written.expect("writing to memory does not fail");
    to.into_writer()
}
