//! The core of the writer, without threads: decides commands one after the other, applies them at
//! once, and seals what they caused into a batch for the journal.
//!
//! The state runs ahead of the journal by the batches that are not durable yet. Whoever drives the
//! core lets nothing out before they are, and throws the core away when one of them fails.

use crate::batch::{Outcome, Writer, stamp};
use crate::clock::Moment;
use crate::keys::{Keys, Place};
use book::refusal::Code;
use book::work::Work;
use book::{Book, Command, Events, Refusal};
use journal::Batch as Sealing;
use vocab::{ActorId, ContentHash, IdempotencyKey, Instant};

/// The most commands of one batch.
pub const ENTRIES_MAX: usize = 8_192;
/// A batch is sealed when its payload is this large.
const PAYLOAD_BYTES: usize = 8 << 20;
/// The most pieces of its own work that the book gets done within one batch.
const OWN_WORK_MAX: usize = 256;
/// The state is hashed again when this many times its size has been journaled since.
const HASH_INTERVAL: usize = 8;
/// And not before this many bytes.
const HASH_BYTES_MIN: usize = 1 << 20;

/// A sender's key and the fingerprint of what it sent.
pub type Key = (IdempotencyKey, u64);

/// A command with its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Makes a repeat recognisable; `None` when the sender does not repeat.
    pub key: Option<Key>,
    /// Who gives the command.
    pub actor: ActorId,
    /// The command.
    pub command: Command,
}

impl Envelope {
    /// A command of Kept itself, without a key.
    pub fn own(command: Command) -> Envelope {
        Envelope {
            key: None,
            actor: ActorId::default(),
            command,
        }
    }
}

/// What the core answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applied {
    /// Decided now.
    Decided(Outcome),
    /// Decided before; the answer is entry `nth` of record `seq`.
    Repeated {
        /// The record.
        seq: u64,
        /// Which entry of it, from 0.
        nth: u32,
    },
}

/// A batch that is ready for the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The number it must get.
    pub seq: u64,
    /// What the journal is told.
    pub batch: Sealing,
}

/// The state and the batch in the making.
pub struct Core {
    book: Book,
    keys: Keys,
    /// Number of the last sealed batch.
    seq: u64,
    latest: Instant,
    open: Option<Open>,
    hashing: Hashing,
    build: String,
}

struct Open {
    moment: Moment,
    writer: Writer,
    entries: u32,
}

/// When the state is due to be hashed again: its cost stays a fixed share of what is journaled.
struct Hashing {
    journaled: usize,
    due: usize,
}

impl Core {
    /// A core over a recovered state. `seq` is the last record that the state contains.
    pub(crate) fn new(book: Book, keys: Keys, seq: u64, latest: Instant) -> Core {
        let build = format!("kept {}", env!("CARGO_PKG_VERSION"));
        let hashing = Hashing {
            journaled: 0,
            due: HASH_BYTES_MIN,
        };
        Core {
            book,
            keys,
            seq,
            latest,
            open: None,
            hashing,
            build,
        }
    }

    /// The state, batches that are not durable yet included.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// Number of the last sealed batch.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Commands in the batch in the making.
    pub fn pending(&self) -> usize {
        self.open.as_ref().map_or(0, |open| open.entries as usize)
    }

    /// True when the batch in the making takes no more.
    pub fn is_full(&self) -> bool {
        self.open.as_ref().is_some_and(|open| {
            open.entries as usize >= ENTRIES_MAX || open.writer.len() >= PAYLOAD_BYTES
        })
    }

    /// Decides a command and applies what it causes. All commands of a batch share the moment of
    /// its first; a moment before the last one is lifted to it.
    pub fn apply(&mut self, envelope: &Envelope, moment: Moment) -> Applied {
        if let Some((key, fingerprint)) = envelope.key
            && let Some(place) = self.keys.get(&key)
        {
            return repeated(place, fingerprint);
        }
        let moment = self
            .open
            .as_ref()
            .map_or(self.not_before(moment), |open| open.moment);
        let outcome = book::decide(
            &self.book,
            &envelope.command,
            &stamp(moment, envelope.actor),
        );
        self.keep(envelope, moment, outcome)
    }

    /// Does what the book owes itself: weighs requests, promises backorders, lets reservations
    /// lapse. True when something is left for the next batch.
    pub fn work(&mut self, moment: Moment) -> bool {
        for _ in 0..OWN_WORK_MAX {
            let Some(command) = self.next_work(self.not_before(moment)) else {
                return false;
            };
            self.apply(&Envelope::own(command), moment);
        }
        true
    }

    fn next_work(&self, moment: Moment) -> Option<Command> {
        if self.book.next_lapse().is_some_and(|at| at <= moment.at) {
            return Some(Command::LapseReservations);
        }
        match self.book.work.first()? {
            Work::WeighRequest { request } => Some(Command::WeighRequest { request: *request }),
            Work::PromiseBackorders { item } => Some(Command::PromiseBackorders { item: *item }),
            // Reading takes a reader; it comes back as a command.
            Work::ReadDocument { .. } => None,
        }
    }

    /// Closes the batch in the making; `None` when it is empty.
    pub fn seal(&mut self) -> Option<Sealed> {
        let open = self.open.take()?;
        self.seq += 1;
        let payload = open.writer.finish();
        self.hashing.journaled += payload.len();
        let state = (self.hashing.journaled >= self.hashing.due).then(|| self.hash());
        let batch = Sealing {
            schema: crate::SCHEMA,
            build: self.build.clone(),
            at: open.moment.at,
            state,
            payload,
        };
        Some(Sealed {
            seq: self.seq,
            batch,
        })
    }

    /// The state after the last sealed batch as a snapshot. Nothing may be in the making.
    pub fn snapshot(&self) -> Vec<u8> {
        assert!(self.open.is_none(), "snapshots are taken between batches");
        crate::recover::write_snapshot(&self.book, &self.keys, self.latest)
    }

    fn hash(&mut self) -> ContentHash {
        let bytes = self.book.to_bytes();
        self.hashing = Hashing {
            journaled: 0,
            due: HASH_BYTES_MIN.max(bytes.len() * HASH_INTERVAL),
        };
        ContentHash(*blake3::hash(&bytes).as_bytes())
    }

    fn not_before(&self, moment: Moment) -> Moment {
        Moment {
            at: moment.at.max(self.latest),
            ..moment
        }
    }

    /// Notes an outcome in the batch and applies it. Nothing is noted of a command that changed
    /// nothing and that nobody can ask for again.
    fn keep(&mut self, envelope: &Envelope, moment: Moment, outcome: Outcome) -> Applied {
        let changed = outcome.as_ref().is_ok_and(|events| !events.is_empty());
        if !changed && envelope.key.is_none() {
            return Applied::Decided(outcome);
        }
        self.latest = moment.at;
        let open = self.open.get_or_insert_with(|| Open {
            moment,
            writer: Writer::new(moment),
            entries: 0,
        });
        open.writer.entry(envelope.key, envelope.actor, &outcome);
        if let Some((key, fingerprint)) = envelope.key {
            self.keys.insert(
                key,
                Place {
                    fingerprint,
                    seq: self.seq + 1,
                    nth: open.entries,
                },
            );
        }
        open.entries += 1;
        if let Ok(events) = &outcome {
            evolve_all(&mut self.book, events);
        }
        Applied::Decided(outcome)
    }
}

fn evolve_all(book: &mut Book, events: &Events) {
    events.iter().for_each(|event| book::evolve(book, event));
}

fn repeated(place: Place, fingerprint: u64) -> Applied {
    if place.fingerprint != fingerprint {
        let message = "this key was used before with another content; use a new key";
        return Applied::Decided(Err(Refusal::new(Code::KeyReused, message)));
    }
    Applied::Repeated {
        seq: place.seq,
        nth: place.nth,
    }
}
