//! Tells what a document is by its first bytes and hands it to the reader of that format.

use crate::Reading;

/// Reads a document. `name` is the file name it came by, a hint only: content decides.
pub fn read(bytes: &[u8], _name: Option<&str>) -> Reading {
    crate::x12::read(bytes)
}
