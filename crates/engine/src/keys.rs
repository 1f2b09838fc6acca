//! The idempotency index: which key was answered where.

use book::lookup::{Lookup, Recent};
use std::io::{self, Write};
use std::num::NonZeroU64;
use vocab::IdempotencyKey;

/// Where an answer stands in the journal, and what it answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Fingerprint of what was sent under the key.
    pub(crate) fingerprint: u64,
    /// The record.
    pub(crate) seq: u64,
    /// Which entry of it, from 0.
    pub(crate) nth: u32,
}

/// Which keys were answered. The last [`KEYS_MAX`] are always known, and never more than twice as
/// many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keys(Recent<IdempotencyKey, Packed, KEYS_MAX>);

/// A repeat is recognised for this many keyed commands; after that it is a new command. About
/// 85 bytes of memory each.
pub const KEYS_MAX: usize = 16_000_000;

/// Place with record and entry in one word: [`ENTRY_BITS`] for the entry. Records count from 1, so
/// the word is never zero and an empty slot of the index needs no room of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Packed {
    fingerprint: u64,
    at: NonZeroU64,
}

const ENTRY_BITS: u32 = 16;
const _: () = assert!(crate::core::ENTRIES_MAX * 2 < 1 << ENTRY_BITS);

impl Packed {
    fn of(place: Place) -> Packed {
        let at = place.seq << ENTRY_BITS | u64::from(place.nth);
        Packed {
            fingerprint: place.fingerprint,
            at: NonZeroU64::new(at).expect("records count from 1"),
        }
    }

    fn place(self) -> Place {
        Place {
            fingerprint: self.fingerprint,
            seq: self.at.get() >> ENTRY_BITS,
            nth: (self.at.get() & ((1 << ENTRY_BITS) - 1)) as u32,
        }
    }
}

impl Keys {
    pub(crate) fn get(&self, key: &IdempotencyKey) -> Option<Place> {
        self.0.get(key).copied().map(Packed::place)
    }

    /// Asks memory for what is known of a key.
    pub(crate) fn ask_for(&self, key: &IdempotencyKey) {
        self.0.ask_for(key);
    }

    pub(crate) fn insert(&mut self, key: IdempotencyKey, place: Place) {
        self.0.insert(key, Packed::of(place));
    }

    /// A copy that shares what it holds until that changes.
    pub(crate) fn share(&mut self) -> Keys {
        Keys(self.0.share())
    }

    /// Writes the index: how many rows the old half has and how many the young one, then the rows of
    /// both in key order, each a key, a fingerprint, and a record with an entry.
    pub(crate) fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let halves = self.0.halves();
        for half in halves {
            to.write_all(&(half.len() as u64).to_le_bytes())?;
        }
        for (key, packed) in halves.into_iter().flat_map(Lookup::sorted) {
            to.write_all(&key.0)?;
            to.write_all(&packed.fingerprint.to_le_bytes())?;
            to.write_all(&packed.at.get().to_le_bytes())?;
        }
        Ok(())
    }

    /// Cuts bytes behind what [`Keys::write`] wrote; `None` when that is cut short.
    pub(crate) fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
        let ([old, young], _) = counts(bytes)?;
        let rows = old.checked_add(young)?.checked_mul(ROW_BYTES)?;
        bytes.split_at_checked(rows.checked_add(2 * COUNT_BYTES)?)
    }

    /// Reads what [`Keys::write`] wrote; `None` when it is torn.
    pub(crate) fn read(bytes: &[u8]) -> Option<Keys> {
        let ([old, _], rows) = counts(bytes)?;
        let (rows, rest) = rows.as_chunks::<ROW_BYTES>();
        let (old, young) = rows.split_at_checked(old).filter(|_| rest.is_empty())?;
        Some(Keys(Recent::of([read_half(old)?, read_half(young)?])))
    }
}

/// How many rows both halves have, and what follows.
fn counts(bytes: &[u8]) -> Option<([usize; 2], &[u8])> {
    let (old, rest) = bytes.split_first_chunk::<COUNT_BYTES>()?;
    let (young, rest) = rest.split_first_chunk::<COUNT_BYTES>()?;
    let count = |bytes: &[u8; COUNT_BYTES]| usize::try_from(u64::from_le_bytes(*bytes)).ok();
    Some(([count(old)?, count(young)?], rest))
}

fn read_half(rows: &[[u8; ROW_BYTES]]) -> Option<Lookup<IdempotencyKey, Packed>> {
    let row = |row: &[u8; ROW_BYTES]| {
        let word = |at: usize| u64::from_le_bytes(row[at..at + 8].try_into().expect("8 bytes"));
        let key = IdempotencyKey(row[..16].try_into().expect("16 bytes"));
        let (fingerprint, at) = (word(16), NonZeroU64::new(word(24))?);
        Some((key, Packed { fingerprint, at }))
    };
    Some(Lookup::of(
        &rows.iter().map(row).collect::<Option<Vec<_>>>()?,
    ))
}

const COUNT_BYTES: usize = 8;
const ROW_BYTES: usize = 16 + 8 + 8;
