//! The idempotency index: which key was answered where.

use book::lookup::Lookup;
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
/// many: when the younger half of the index is full, the older half is forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keys {
    young: Lookup<IdempotencyKey, Packed>,
    old: Lookup<IdempotencyKey, Packed>,
}

/// A repeat is recognised for this many keyed commands; after that it is a new command. About
/// 55 bytes of memory each.
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
        let place = self.young.get(key).or_else(|| self.old.get(key));
        place.copied().map(Packed::place)
    }

    pub(crate) fn insert(&mut self, key: IdempotencyKey, place: Place) {
        if self.young.len() >= KEYS_MAX {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, Packed::of(place));
    }

    /// The index as bytes: for the old half and the young one a count of rows, then the rows in key
    /// order, each a key, a fingerprint, and a record with an entry.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let rows = self.old.len() + self.young.len();
        let mut bytes = Vec::with_capacity(rows * ROW_BYTES + 2 * COUNT_BYTES);
        for half in [&self.old, &self.young] {
            bytes.extend_from_slice(&(half.len() as u64).to_le_bytes());
            for (key, packed) in half.sorted() {
                bytes.extend_from_slice(&key.0);
                bytes.extend_from_slice(&packed.fingerprint.to_le_bytes());
                bytes.extend_from_slice(&packed.at.get().to_le_bytes());
            }
        }
        bytes
    }

    /// Reads what [`Keys::to_bytes`] wrote; `None` when the length does not fit.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Keys> {
        let (old, rest) = read_half(bytes)?;
        let (young, rest) = read_half(rest)?;
        rest.is_empty().then_some(Keys { young, old })
    }
}

type Half = Lookup<IdempotencyKey, Packed>;

fn read_half(bytes: &[u8]) -> Option<(Half, &[u8])> {
    let (count, bytes) = bytes.split_first_chunk::<COUNT_BYTES>()?;
    let length = usize::try_from(u64::from_le_bytes(*count)).ok()?;
    let (rows, rest) = bytes.split_at_checked(length.checked_mul(ROW_BYTES)?)?;
    let (rows, _) = rows.as_chunks::<ROW_BYTES>();
    let mut half = Half::default();
    for row in rows {
        let word = |at: usize| u64::from_le_bytes(row[at..at + 8].try_into().expect("8 bytes"));
        let key = IdempotencyKey(row[..16].try_into().expect("16 bytes"));
        let (fingerprint, at) = (word(16), NonZeroU64::new(word(24))?);
        half.insert(key, Packed { fingerprint, at });
    }
    Some((half, rest))
}

const COUNT_BYTES: usize = 8;
const ROW_BYTES: usize = 16 + 8 + 8;
