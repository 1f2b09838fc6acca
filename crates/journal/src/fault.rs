//! What can go wrong with a journal: the kind, the place, the cause, and what to do about it.

use crate::record::{BookId, Hash};
use std::error::Error;
use std::fmt;

/// A failure of the journal. `Display` says where, what, and what to do; the cause beneath, if
/// any, is its `source`.
#[derive(Debug)]
pub struct Fault {
    /// What went wrong.
    pub kind: FaultKind,
    /// The file, or the name of the simulated disk.
    pub place: String,
    /// The record concerned, when it is known.
    pub seq: Option<u64>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// The kinds of failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The bundled SQLite is older than the journal can trust.
    OldSqlite {
        /// Its version.
        found: &'static str,
    },
    /// The file is no journal, or of a format that this build does not know.
    NotAJournal {
        /// What was found instead.
        found: String,
    },
    /// A journal is there already, where a new one was to be created.
    Exists,
    /// The record or snapshot is of another book.
    WrongBook {
        /// The journal's book.
        expected: BookId,
        /// The book that was offered.
        found: BookId,
    },
    /// Another process, or another handle of this one, is writing this journal.
    WriterPresent,
    /// The record's number is not the one after the head.
    OutOfOrder {
        /// The number that would have been taken.
        expected: u64,
    },
    /// The record names another hash than that of the record before it.
    Forked {
        /// Hash of the record before it.
        expected: Hash,
    },
    /// A newer leader has taken over, or the epoch offered is not newer.
    Fenced {
        /// The current epoch.
        current: u64,
        /// The epoch that was offered.
        offered: u64,
    },
    /// Something exceeds its limit.
    TooLarge {
        /// What it is.
        what: &'static str,
        /// Its size, in bytes (or its value, for a number).
        size: u64,
        /// The limit, in the same unit.
        limit: u64,
    },
    /// An earlier fault stopped this handle.
    Poisoned,
    /// A record that should be there is not.
    Missing,
    /// What is stored is not what was written.
    Damaged {
        /// How that shows.
        how: String,
    },
    /// A record was acknowledged, and the log now ends before it.
    Lost {
        /// Number of the last record that is still there.
        head: u64,
    },
    /// The disk is full; nothing was written.
    Full,
    /// A write failed, and it is not known whether the record was kept.
    UnknownOutcome,
    /// Reading, opening or copying failed.
    Io {
        /// What was being done.
        doing: &'static str,
    },
}

impl FaultKind {
    /// Whether a handle that met this fault while writing refuses to write until reopened.
    pub fn poisons(&self) -> bool {
        match self {
            FaultKind::Fenced { .. }
            | FaultKind::Poisoned
            | FaultKind::Missing
            | FaultKind::Damaged { .. }
            | FaultKind::Lost { .. }
            | FaultKind::UnknownOutcome
            | FaultKind::Io { .. } => true,
            FaultKind::OldSqlite { .. }
            | FaultKind::NotAJournal { .. }
            | FaultKind::Exists
            | FaultKind::WrongBook { .. }
            | FaultKind::WriterPresent
            | FaultKind::OutOfOrder { .. }
            | FaultKind::Forked { .. }
            | FaultKind::TooLarge { .. }
            | FaultKind::Full => false,
        }
    }

    /// What the reader of the fault should do.
    fn advice(&self) -> &'static str {
        match self {
            FaultKind::OldSqlite { .. } => "rebuild with the bundled SQLite",
            FaultKind::NotAJournal { .. } => {
                "check the path, or use the version of Kept that wrote the file"
            }
            FaultKind::Exists => "open it, or choose another directory",
            FaultKind::WrongBook { .. } => "check that the directory is the right company's",
            FaultKind::WriterPresent => "stop the other writer first",
            FaultKind::OutOfOrder { .. } | FaultKind::Forked { .. } => {
                "read the head and decide the batch again"
            }
            FaultKind::Fenced { .. } => "stop: a newer leader owns this journal",
            FaultKind::TooLarge { .. } => "split the batch",
            FaultKind::Poisoned | FaultKind::UnknownOutcome => {
                "reopen the journal and read its head before writing again"
            }
            FaultKind::Missing | FaultKind::Damaged { .. } => {
                "keep a copy of the file, restore the latest backup, and check the disk"
            }
            FaultKind::Lost { .. } => {
                "restore the file; if an older copy was put here on purpose, delete the .lock file \
                 beside it"
            }
            FaultKind::Full => "free some space; the same record can be appended then",
            FaultKind::Io { .. } => "check the disk and the permissions, and reopen the journal",
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FaultKind::OldSqlite { found } => {
                write!(f, "SQLite {found} is older than the 3.51.3 that is needed")
            }
            FaultKind::NotAJournal { found } => {
                write!(f, "expected a Kept journal of format 1, found {found}")
            }
            FaultKind::Exists => write!(f, "there is a journal here already"),
            FaultKind::WrongBook { expected, found } => {
                write!(f, "the journal is of book {expected}, not of book {found}")
            }
            FaultKind::WriterPresent => write!(f, "the journal has a writer already"),
            FaultKind::OutOfOrder { expected } => {
                write!(f, "out of order: the next record is number {expected}")
            }
            FaultKind::Forked { expected } => {
                write!(
                    f,
                    "forked: the record before has hash {}, not the one named",
                    expected.short()
                )
            }
            FaultKind::Fenced { current, offered } => {
                write!(
                    f,
                    "fenced: the journal is in epoch {current}, the writer in {offered}"
                )
            }
            FaultKind::TooLarge { what, size, limit } => {
                write!(f, "{what} of {size} is over the limit of {limit}")
            }
            FaultKind::Poisoned => write!(f, "stopped by an earlier fault"),
            FaultKind::Missing => write!(f, "the record is missing"),
            FaultKind::Damaged { how } => write!(f, "damaged: {how}"),
            FaultKind::Lost { head } => {
                write!(f, "the record was acknowledged, but the log ends at {head}")
            }
            FaultKind::Full => write!(f, "the disk is full"),
            FaultKind::UnknownOutcome => {
                write!(f, "the write failed, and whether it was kept is unknown")
            }
            FaultKind::Io { doing } => write!(f, "{doing} failed"),
        }
    }
}

impl Fault {
    /// A fault at a place.
    pub(crate) fn new(kind: FaultKind, place: impl Into<String>) -> Fault {
        Fault {
            kind,
            place: place.into(),
            seq: None,
            source: None,
        }
    }

    /// Damage that shows in `how`.
    pub(crate) fn damaged(how: impl Into<String>, place: impl Into<String>) -> Fault {
        Fault::new(FaultKind::Damaged { how: how.into() }, place)
    }

    /// Names the record concerned.
    pub(crate) fn at(mut self, seq: u64) -> Fault {
        self.seq = Some(seq);
        self
    }

    /// Names the cause.
    pub(crate) fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Fault {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.place)?;
        if let Some(seq) = self.seq {
            write!(f, ", record {seq}")?;
        }
        write!(f, ": {}; {}", self.kind, self.kind.advice())
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source
            .as_ref()
            .map(|source| &**source as &(dyn Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_where_what_and_what_to_do() {
        let fault = Fault::damaged("its hash does not match its bytes", "journal.db").at(41);
        insta::assert_snapshot!(fault, @"journal.db, record 41: damaged: its hash does not match its bytes; keep a copy of the file, restore the latest backup, and check the disk");
        let cause = std::io::Error::other("no medium");
        let fault = Fault::new(FaultKind::Io { doing: "opening" }, "journal.db").because(cause);
        insta::assert_snapshot!(fault, @"journal.db: opening failed; check the disk and the permissions, and reopen the journal");
        assert_eq!(fault.source().unwrap().to_string(), "no medium");
    }
}
