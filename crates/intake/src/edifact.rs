//! Reader of edifact documents.

use crate::{Format, Purpose, Reading};

/// True for documents that look like it.
pub fn recognises(_bytes: &[u8]) -> bool {
    false
}

/// Reads a document.
pub fn read(_bytes: &[u8]) -> Reading {
    Reading::empty(Format::Unknown, Purpose::Other)
}
