//! The core of the writer, without threads: decides commands one after the other, applies them at
//! once, and seals what they caused into a batch for the journal.
//!
//! The state runs ahead of the journal by the batches that are not durable yet. Whoever drives the
//! core lets nothing out before they are, and throws the core away when one of them fails.

use crate::batch::{Batch, Entry, Outcome, entry_bytes, stamp};
use crate::clock::Moment;
use crate::keys::{Keys, Place};
use crate::snapshot::Snapshot;
use book::order::Seen;
use book::refusal::Code;
use book::work::Work;
use book::{Book, Command, Frozen, Refusal};
use journal::Batch as Sealing;
use std::ops::Bound;
use vocab::{ActorId, ContentHash, IdempotencyKey};

/// The most commands of one batch.
pub const ENTRIES_MAX: usize = 8_192;
/// Commands of a bulk that are looked ahead at together: as many as the nearest memory holds.
pub const LOOK_AHEAD: usize = 32;
/// A batch is sealed when its payload is this large.
pub(crate) const PAYLOAD_BYTES: usize = 8 << 20;
/// The most that one command may cause, in bytes of its entry: with a batch that was not yet full
/// it stays within what a record holds.
pub const ENTRY_BYTES_MAX: usize = 48 << 20;
const _: () = assert!(PAYLOAD_BYTES + ENTRY_BYTES_MAX < journal::PAYLOAD_BYTES_MAX);
/// The most pieces of its own work that the book gets done at once.
const OWN_WORK_MAX: usize = 256;
/// The state is hashed again when this many times its size has been journaled since.
const HASH_INTERVAL: usize = 8;
/// And not before this many bytes.
const HASH_BYTES_MIN: usize = 1 << 20;
/// States that may have grown beyond this are not hashed while orders wait: hashing 8 MiB takes some
/// 30 ms. Their snapshots are compared with the replay by `kept verify`.
const HASH_BYTES_MAX: usize = 8 << 20;

/// A sender's key and the fingerprint of what it sent.
pub type Key = (IdempotencyKey, u64);

/// A command with its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Makes a repeat recognisable; `None` when the sender does not repeat.
    pub key: Option<Key>,
    /// Who gives the command.
    pub actor: ActorId,
    /// The order as the sender saw it: when it has changed since, nothing is done. `None` acts on
    /// whatever it is now.
    pub seen: Option<Seen>,
    /// The command.
    pub command: Command,
}

impl Envelope {
    /// A command of Kept itself, without a key.
    pub fn own(command: Command) -> Envelope {
        Envelope {
            key: None,
            actor: ActorId::default(),
            seen: None,
            command,
        }
    }
}

/// What the core answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applied {
    /// Decided now; what came of it is entry `nth` of the batch in the making.
    Noted {
        /// Which entry, from 0.
        nth: u32,
    },
    /// Decided now, and not noted: it changed nothing, and nobody can ask for it again.
    Passed(Outcome),
    /// Decided before; the answer is entry `nth` of record `seq`.
    Repeated {
        /// The record.
        seq: u64,
        /// Which entry of it, from 0.
        nth: u32,
    },
}

/// A batch that is ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The number it must get.
    pub seq: u64,
    /// What was decided.
    pub batch: Batch,
    /// Hash of the state after it, when that was due.
    pub state: Option<ContentHash>,
    build: String,
}

impl Sealed {
    /// What the journal is told, in the memory of a payload that is not needed any more.
    pub fn written(&self, memory: Vec<u8>) -> Sealing {
        Sealing {
            schema: crate::SCHEMA,
            build: self.build.clone(),
            at: self.batch.moment.at,
            state: self.state,
            payload: self.batch.encode(memory),
        }
    }
}

/// The state and the batch in the making.
pub struct Core {
    book: Book,
    keys: Keys,
    /// Number of the last sealed batch.
    seq: u64,
    latest: Moment,
    open: Option<Open>,
    hashing: Hashing,
    /// The piece of its own work that the book got done last: the next one goes before it again.
    worked: Option<Work>,
    build: String,
}

/// The batch in the making. It is written down by whoever makes it durable, so that the thread that
/// decides does not have to.
pub(crate) struct Open {
    pub(crate) batch: Batch,
    /// What it takes when it is written, at most.
    bytes: usize,
}

/// When the state is due to be hashed again: its cost stays a fixed share of what is journaled.
struct Hashing {
    /// Bytes of the state when it was hashed last.
    size: usize,
    /// Bytes journaled since.
    journaled: usize,
    due: usize,
}

impl Hashing {
    fn is_due(&self) -> bool {
        self.journaled >= self.due && self.size + self.journaled <= HASH_BYTES_MAX
    }
}

impl Core {
    /// A core over a recovered state. `seq` is the last record that the state contains.
    pub(crate) fn new(book: Book, keys: Keys, seq: u64, latest: Moment) -> Core {
        let build = format!("kept {}", env!("CARGO_PKG_VERSION"));
        let hashing = Hashing {
            size: 0,
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
            worked: None,
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
        self.open
            .as_ref()
            .map_or(0, |open| open.batch.entries.len())
    }

    /// True when the batch in the making takes no more.
    pub fn is_full(&self) -> bool {
        self.open.as_ref().is_some_and(|open| {
            open.batch.entries.len() >= ENTRIES_MAX || open.bytes >= PAYLOAD_BYTES
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
        let moment = self.moment(moment);
        let stamp = stamp(moment, envelope.actor);
        self.book.turn_to(&stamp);
        let meant = match &envelope.seen {
            Some(seen) => seen.check(&self.book),
            None => Ok(()),
        };
        let outcome = meant.and_then(|()| book::decide(&self.book, &envelope.command, &stamp));
        self.keep(envelope, moment, outcome)
    }

    /// Asks for the memory that some commands are going to need, so that the waits for it overlap:
    /// deciding them one after the other, each would wait by itself. Nothing else comes of it.
    pub fn look_ahead(&self, envelopes: &[Envelope]) {
        let keys = envelopes
            .iter()
            .filter_map(|envelope| envelope.key.as_ref());
        keys.for_each(|(key, _)| self.keys.ask_for(key));
        let drafts = envelopes
            .iter()
            .filter_map(|envelope| match &envelope.command {
                Command::PlaceOrder(draft) => Some(draft),
                _ => None,
            });
        self.book.look_ahead(drafts);
    }

    /// What came of a command, as long as its batch is in the making; `None` when it was decided
    /// before.
    pub fn outcome<'a>(&'a self, applied: &'a Applied) -> Option<&'a Outcome> {
        match applied {
            Applied::Noted { nth } => {
                let entries = &self.open.as_ref()?.batch.entries;
                entries.get(*nth as usize).map(|entry| &entry.outcome)
            }
            Applied::Passed(outcome) => Some(outcome),
            Applied::Repeated { .. } => None,
        }
    }

    /// Does what the book owes itself: weighs requests, promises backorders, lets reservations
    /// lapse, in turns, so that no piece keeps another one waiting. True when something was done
    /// and more may be left.
    pub fn work(&mut self, moment: Moment) -> bool {
        let (mut moved, mut stuck) = (false, None);
        for _ in 0..OWN_WORK_MAX {
            if self.is_full() {
                return true;
            }
            if self.lapse(moment) {
                (moved, stuck) = (true, None);
                continue;
            }
            let Some((piece, command)) = self.next_piece() else {
                return false;
            };
            self.worked = Some(piece);
            if self.done(command, moment) {
                (moved, stuck) = (true, None);
            } else if stuck == Some(piece) {
                // Once round, and nothing has moved.
                return false;
            } else {
                stuck = stuck.or(Some(piece));
            }
        }
        moved
    }

    /// Lets a reservation or a quota lapse whose time has come; false when there is none.
    fn lapse(&mut self, moment: Moment) -> bool {
        let now = self.moment(moment);
        self.book.lapses(now.at, now.today) && self.done(Command::LapseReservations, moment)
    }

    /// Whether a command of the book's own changed anything.
    fn done(&mut self, command: Command, moment: Moment) -> bool {
        let applied = self.apply(&Envelope::own(command), moment);
        matches!(self.outcome(&applied), Some(Ok(events)) if !events.is_empty())
    }

    /// The piece after the one done last, or the first again.
    fn next_piece(&self) -> Option<(Work, Command)> {
        let own = |piece: &Work| Some((*piece, own_command(piece)?));
        let after = self.worked.map_or(Bound::Unbounded, Bound::Excluded);
        let mut later = self.book.work.range((after, Bound::Unbounded));
        // What others carry out comes last in the order, so one look at each place is enough.
        let next = later.next().and_then(own);
        next.or_else(|| self.book.work.first().and_then(own))
    }

    /// Closes the batch in the making; `None` when it is empty.
    pub fn seal(&mut self) -> Option<Sealed> {
        let Open { batch, bytes } = self.open.take()?;
        self.seq += 1;
        self.hashing.journaled += bytes;
        Some(Sealed {
            seq: self.seq,
            batch,
            state: self.hashing.is_due().then(|| self.hash()),
            build: self.build.clone(),
        })
    }

    /// The state after the last sealed batch, frozen. Nothing may be in the making.
    pub fn snapshot(&mut self) -> Snapshot {
        assert!(self.open.is_none(), "snapshots are taken between batches");
        Snapshot::of(&mut self.book, &mut self.keys, self.latest)
    }

    /// A copy of the book as it is, to plan on.
    pub(crate) fn freeze(&mut self) -> Frozen {
        self.book.freeze()
    }

    fn hash(&mut self) -> ContentHash {
        let (hash, size) = self.book.state_hash_and_size();
        self.hashing = Hashing {
            size,
            journaled: 0,
            due: HASH_BYTES_MIN.max(size * HASH_INTERVAL),
        };
        ContentHash(hash)
    }

    /// The moment that a command is decided at now.
    pub fn moment(&self, now: Moment) -> Moment {
        match &self.open {
            Some(open) => open.batch.moment,
            None => now.not_before(self.latest),
        }
    }

    /// Notes an outcome in the batch and applies it. Nothing is noted of a command that changed
    /// nothing and that nobody can ask for again.
    fn keep(&mut self, envelope: &Envelope, moment: Moment, outcome: Outcome) -> Applied {
        let changed = outcome.as_ref().is_ok_and(|events| !events.is_empty());
        if !changed && envelope.key.is_none() {
            return Applied::Passed(outcome);
        }
        self.latest = moment;
        let open = self.open.get_or_insert_with(|| Open::new(moment));
        let nth = open.batch.entries.len() as u32;
        let outcome = open.note(envelope, outcome);
        if let Some((key, fingerprint)) = envelope.key {
            self.keys.insert(
                key,
                Place {
                    fingerprint,
                    seq: self.seq + 1,
                    nth,
                },
            );
        }
        if let Ok(events) = outcome {
            book::evolve_all(&mut self.book, events);
        }
        Applied::Noted { nth }
    }
}

impl Open {
    pub(crate) fn new(moment: Moment) -> Open {
        let entries = Vec::new();
        Open {
            batch: Batch { moment, entries },
            bytes: 0,
        }
    }

    /// Notes an outcome; what it causes is refused when it is more than a record holds.
    pub(crate) fn note(&mut self, envelope: &Envelope, mut outcome: Outcome) -> &Outcome {
        let mut bytes = entry_bytes(&outcome);
        if bytes > ENTRY_BYTES_MAX {
            outcome = Err(too_large(bytes));
            bytes = entry_bytes(&outcome);
        }
        self.bytes += bytes;
        let (key, fingerprint) = envelope.key.unzip();
        self.batch.entries.push(Entry {
            key,
            fingerprint: fingerprint.unwrap_or_default(),
            actor: envelope.actor,
            outcome,
        });
        let last = self.batch.entries.len() - 1;
        &self.batch.entries[last].outcome
    }
}

/// The command that does a piece of work; `None` when others do it and come back with a command.
fn own_command(piece: &Work) -> Option<Command> {
    match piece {
        Work::WeighRequest { request } => Some(Command::WeighRequest { request: *request }),
        Work::PromiseBackorders { item } => Some(Command::PromiseBackorders { item: *item }),
        Work::ReadDocument { .. } | Work::PlanException { .. } => None,
    }
}

fn too_large(bytes: usize) -> Refusal {
    let message = format!(
        "the command causes {bytes} bytes of events; at most {ENTRY_BYTES_MAX} are kept at once, \
         so split it"
    );
    Refusal::new(Code::TooMany, message)
}

fn repeated(place: Place, fingerprint: u64) -> Applied {
    if place.fingerprint != fingerprint {
        let message = "this key was used before with another content; use a new key";
        return Applied::Passed(Err(Refusal::new(Code::KeyReused, message)));
    }
    Applied::Repeated {
        seq: place.seq,
        nth: place.nth,
    }
}
