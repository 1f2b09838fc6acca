//! Seals: the hash of everything in a row, so that what was changed on disk is noticed.

use vocab::Instant;

/// BLAKE3 of fields, each after its length.
pub(crate) fn seal_fields(fields: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for field in fields {
        hasher.update(&(field.len() as u64).to_le_bytes());
        hasher.update(field);
    }
    hasher.finalize().into()
}

/// A moment that may be none, told from one that is by its first byte; as it is sealed.
pub(crate) fn marked(at: Option<Instant>) -> [u8; 9] {
    let mut bytes = [0; 9];
    if let Some(at) = at {
        bytes[0] = 1;
        bytes[1..].copy_from_slice(&at.0.to_le_bytes());
    }
    bytes
}

/// A value that may be none, told from one that is by its first byte.
pub(crate) fn optional(value: Option<&[u8]>) -> Vec<u8> {
    value.map_or_else(|| vec![0], |value| [&[1], value].concat())
}
