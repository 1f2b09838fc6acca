//! The targets, by name: one for every parser that meets what strangers send.

use crate::targets::{documents, paper, stored, wires};

/// A parser with what must hold of it.
pub struct Target {
    /// The word that the command line knows it by; what was found begins with it.
    pub name: &'static str,
    /// What is tried, in a sentence.
    pub about: &'static str,
    /// Inputs to begin with, at least one.
    pub samples: fn() -> Vec<Vec<u8>>,
    /// Words that mean something to the parser.
    pub words: &'static [&'static str],
    /// Parses an input. Panics when something does not hold that must.
    pub check: fn(&[u8]),
    /// How many inputs the test suite tries.
    pub short: u64,
}

/// All targets.
pub const TARGETS: &[Target] = &[
    documents::DOCUMENT,
    documents::EDIFACT,
    documents::X12,
    documents::REPORT,
    documents::TRADACOMS,
    documents::IDOC,
    documents::XML,
    documents::JSON,
    documents::CSV,
    documents::PACKAGE,
    documents::WORKBOOK,
    documents::MAIL,
    documents::HTML,
    documents::MESSAGE,
    documents::IMPORT,
    paper::PRINTED,
    paper::PDF,
    paper::PICTURE,
    stored::RECORD,
    stored::BATCH,
    wires::ORDER,
    wires::SMTP,
    wires::IMAP,
];
