//! Reader of edifact documents.

use crate::{Format, Purpose, Reading};

/// Reads a document.
pub fn read(_bytes: &[u8]) -> Reading {
    Reading::empty(Format::Unknown, Purpose::Other)
}
