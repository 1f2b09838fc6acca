//! A batch as it is journaled: one moment, and for each command its key and its outcome.
//!
//! Payload of a journal record, schema [`SCHEMA`]: CBOR `[at, today, minute, [entry, ...]]` with
//! the entries as an array of indefinite length; an entry is `[key?, fingerprint, actor, events]`
//! or `[key?, fingerprint, actor, null, refusal]`.

use crate::clock::Moment;
use book::{Events, Refusal, Stamp, event};
use journal::Record;
use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use vocab::{ActorId, ContentHash, Day, IdempotencyKey, Instant};

/// Version of the payload's encoding and of the hashed state, in the header of every record.
///
/// 1: every event as CBOR. 2: the events of placing packed, see [`book::event::write`]; the state is
/// hashed with its open orders packed. 3: exceptions, groups and quotas; the state is hashed with them.
pub const SCHEMA: u16 = 3;
/// The oldest version that is still read.
const SCHEMA_MIN: u16 = 1;

/// What came of a command: the events it caused, or why it was refused.
pub type Outcome = Result<Events, Refusal>;

/// What came of one command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The sender's key; a repeat of it gets this outcome again.
    pub key: Option<IdempotencyKey>,
    /// Fingerprint of what was sent under the key.
    pub fingerprint: u64,
    /// Who gave the command.
    pub actor: ActorId,
    /// What came of it.
    pub outcome: Outcome,
}

/// A batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// When it was decided.
    pub moment: Moment,
    /// Its commands, in order.
    pub entries: Vec<Entry>,
}

impl Batch {
    /// Reads a record, of this version or an older one.
    ///
    /// # Errors
    /// When its schema is a later one, or its payload no batch; the text says at which byte.
    pub fn of(record: &Record) -> Result<Batch, String> {
        match record.schema {
            SCHEMA_MIN..=SCHEMA => Batch::decode(&record.payload),
            _ => Err(format!("this build reads schema {SCHEMA_MIN} to {SCHEMA}")),
        }
    }

    /// Reads the payload of a record.
    ///
    /// # Errors
    /// When the bytes are not a batch; the text says at which byte.
    pub fn decode(payload: &[u8]) -> Result<Batch, String> {
        let mut from = Decoder::new(payload);
        read(&mut from).map_err(|error| format!("at byte {}: {error}", from.position()))
    }

    /// Writes the payload of a record, in the memory of one that is not needed any more.
    pub fn encode(&self, mut memory: Vec<u8>) -> Vec<u8> {
        memory.clear();
        let mut to = Encoder::new(memory);
        write(self, &mut to).expect(IN_MEMORY);
        to.into_writer()
    }

    /// The stamp that an entry was decided under.
    pub fn stamp(&self, entry: &Entry) -> Stamp {
        stamp(self.moment, entry.actor)
    }
}

/// The state hash of a record, if it was taken of the form that this build hashes.
pub fn recorded_state(record: &Record) -> Option<ContentHash> {
    record.state.filter(|_| record.schema == SCHEMA)
}

pub(crate) fn stamp(moment: Moment, actor: ActorId) -> Stamp {
    Stamp {
        at: moment.at,
        today: moment.today,
        minute: moment.minute,
        actor,
    }
}

/// Writing to memory does not fail.
const IN_MEMORY: &str = "writing to memory does not fail";
/// What an entry takes beside its outcome, at most.
const ENTRY_HEAD_BYTES: usize = 64;

/// How many bytes an entry takes, at most.
pub(crate) fn entry_bytes(outcome: &Outcome) -> usize {
    ENTRY_HEAD_BYTES
        + match outcome {
            Ok(events) => event::bytes_at_most(events),
            Err(refusal) => event::cbor_bytes(refusal),
        }
}

type Written = Result<(), minicbor::encode::Error<std::convert::Infallible>>;

fn write(batch: &Batch, to: &mut Encoder<Vec<u8>>) -> Written {
    let Moment { at, today, minute } = batch.moment;
    to.array(4)?.i64(at.0)?.i32(today.0)?.u16(minute)?;
    to.begin_array()?;
    // Where events are packed.
    let mut scratch = Vec::new();
    for entry in &batch.entries {
        let before = to.writer().len();
        write_entry(to, entry, &mut scratch)?;
        debug_assert!(
            to.writer().len() - before <= entry_bytes(&entry.outcome),
            "an entry takes no more than was counted on: {entry:?}"
        );
    }
    to.end()?.ok()
}

fn write_entry(to: &mut Encoder<Vec<u8>>, entry: &Entry, scratch: &mut Vec<u8>) -> Written {
    to.array(if entry.outcome.is_ok() { 4 } else { 5 })?;
    to.encode(entry.key)?
        .u64(entry.fingerprint)?
        .encode(entry.actor)?;
    match &entry.outcome {
        Ok(events) => event::write(events, to, scratch),
        Err(refusal) => to.null()?.encode(refusal)?.ok(),
    }
}

fn read(from: &mut Decoder<'_>) -> Result<Batch, minicbor::decode::Error> {
    array(from, "a batch has 4 parts", |parts| parts == 4)?;
    let moment = Moment {
        at: Instant(from.i64()?),
        today: Day(from.i32()?),
        minute: from.u16()?,
    };
    from.array()?;
    let mut entries = Vec::new();
    while from.datatype()? != Type::Break {
        entries.push(read_entry(from)?);
    }
    from.set_position(from.position() + 1);
    match from.position() == from.input().len() {
        true => Ok(Batch { moment, entries }),
        false => Err(minicbor::decode::Error::message("bytes follow the batch")),
    }
}

fn read_entry(from: &mut Decoder<'_>) -> Result<Entry, minicbor::decode::Error> {
    let parts = array(from, "an entry has 4 or 5 parts", |parts| {
        matches!(parts, 4 | 5)
    })?;
    let key: Option<IdempotencyKey> = from.decode()?;
    let fingerprint = from.u64()?;
    let actor: ActorId = from.decode()?;
    let outcome = match parts {
        4 => Ok(event::read(from)?),
        _ => {
            from.null()?;
            Err(from.decode::<Refusal>()?)
        }
    };
    Ok(Entry {
        key,
        fingerprint,
        actor,
        outcome,
    })
}

/// Reads the head of an array and how many parts it has.
fn array(
    from: &mut Decoder<'_>,
    expected: &'static str,
    fits: impl Fn(u64) -> bool,
) -> Result<u64, minicbor::decode::Error> {
    let at = from.position();
    let parts = from.array()?.filter(|parts| fits(*parts));
    parts.ok_or_else(|| minicbor::decode::Error::message(expected).at(at))
}
