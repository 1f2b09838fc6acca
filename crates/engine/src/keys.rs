//! The idempotency index: which key was answered where.

use rustc_hash::FxHashMap;
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

/// Every key that was ever answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keys {
    places: FxHashMap<IdempotencyKey, Place>,
}

impl Keys {
    pub(crate) fn get(&self, key: &IdempotencyKey) -> Option<Place> {
        self.places.get(key).copied()
    }

    pub(crate) fn insert(&mut self, key: IdempotencyKey, place: Place) {
        self.places.insert(key, place);
    }

    /// The index as bytes, in key order: count, then key, fingerprint, record, entry.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut rows: Vec<(&IdempotencyKey, &Place)> = self.places.iter().collect();
        rows.sort_unstable_by_key(|(key, _)| **key);
        let mut bytes = Vec::with_capacity(rows.len() * ROW_BYTES);
        for (key, place) in rows {
            bytes.extend_from_slice(&key.0);
            bytes.extend_from_slice(&place.fingerprint.to_le_bytes());
            bytes.extend_from_slice(&place.seq.to_le_bytes());
            bytes.extend_from_slice(&place.nth.to_le_bytes());
        }
        bytes
    }

    /// Reads what [`Keys::to_bytes`] wrote; `None` when the length does not fit.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Keys> {
        let rows = bytes.chunks_exact(ROW_BYTES);
        if !rows.remainder().is_empty() {
            return None;
        }
        let places = rows.map(|row| {
            let number =
                |at: usize| u64::from_le_bytes(row[at..at + 8].try_into().expect("8 bytes"));
            let key = IdempotencyKey(row[..16].try_into().expect("16 bytes"));
            let nth = u32::from_le_bytes(row[32..36].try_into().expect("4 bytes"));
            (
                key,
                Place {
                    fingerprint: number(16),
                    seq: number(24),
                    nth,
                },
            )
        });
        Some(Keys {
            places: places.collect(),
        })
    }
}

const ROW_BYTES: usize = 16 + 8 + 8 + 4;
