//! What can go wrong with the kept files: the kind, the place, the cause, and what to do about it.

use crate::refusal::Refusal;
use std::error::Error;
use std::fmt;

/// A failure of a kept file. `Display` says where, what, and what to do, and never any personal
/// data; the cause beneath, if any, is its `source`.
#[derive(Debug)]
pub struct Fault {
    /// What went wrong.
    pub kind: FaultKind,
    /// The file.
    pub place: String,
    /// The document or subject concerned, when there is one.
    pub entry: Option<String>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// The kinds of failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The file is of another kind, or of a format that this build does not know.
    WrongFormat {
        /// What was expected.
        expected: &'static str,
        /// What was found instead.
        found: String,
    },
    /// A file is there already, where a new one was to be written.
    Exists,
    /// The vault holds data, but its key file is gone.
    KeyMissing,
    /// The key file does not fit the vault.
    KeyWrong,
    /// What is stored is not what was written.
    Damaged {
        /// How that shows.
        how: &'static str,
    },
    /// A reading was offered for a document that is not stored.
    UnknownDocument,
    /// Something exceeds its limit.
    TooLarge {
        /// What it is.
        what: &'static str,
        /// Its size, in bytes (or its value, for a number).
        size: u64,
        /// The limit, in the same unit.
        limit: u64,
    },
    /// It breaks a rule; nothing was written.
    Refused(Refusal),
    /// The disk is full; nothing was written.
    Full,
    /// Reading or writing failed.
    Io {
        /// What was being done.
        doing: &'static str,
    },
    /// The operating system gave no random bytes.
    NoRandomness,
}

impl FaultKind {
    /// What the reader of the fault should do.
    fn advice(&self) -> &'static str {
        match self {
            FaultKind::Refused(_) => "ask for what is allowed",
            FaultKind::WrongFormat { .. } => {
                "check the path, or use the version of Kept that wrote the file"
            }
            FaultKind::Exists => "choose another name",
            FaultKind::KeyMissing => "restore vault.key from where it is kept safe",
            FaultKind::KeyWrong => "restore the vault.key that belongs to this vault",
            FaultKind::Damaged { .. } => "restore the latest backup, and check the disk",
            FaultKind::UnknownDocument => "put the document first",
            FaultKind::TooLarge { .. } => "send less",
            FaultKind::Full => "free some space and try again",
            FaultKind::Io { .. } => "check the disk and the permissions, and try again",
            FaultKind::NoRandomness => "check that the system's random device works",
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FaultKind::WrongFormat { expected, found } => {
                write!(f, "expected {expected}, found {found}")
            }
            FaultKind::Exists => write!(f, "there is a file here already"),
            FaultKind::KeyMissing => write!(f, "the vault has data, but its key file is missing"),
            FaultKind::KeyWrong => write!(f, "the key file does not fit the vault"),
            FaultKind::Damaged { how } => write!(f, "damaged: {how}"),
            FaultKind::UnknownDocument => write!(f, "the document is not stored here"),
            FaultKind::TooLarge { what, size, limit } => {
                write!(f, "{what} of {size} is over the limit of {limit}")
            }
            FaultKind::Refused(refusal) => refusal.fmt(f),
            FaultKind::Full => write!(f, "the disk is full"),
            FaultKind::Io { doing } => write!(f, "{doing} failed"),
            FaultKind::NoRandomness => write!(f, "there are no random bytes to make a key of"),
        }
    }
}

impl Fault {
    pub(crate) fn new(kind: FaultKind, place: impl Into<String>) -> Fault {
        Fault {
            kind,
            place: place.into(),
            entry: None,
            source: None,
        }
    }

    /// Names the document or subject concerned.
    pub(crate) fn of(mut self, entry: impl fmt::Display) -> Fault {
        self.entry = Some(entry.to_string());
        self
    }

    /// Names the cause.
    pub(crate) fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Fault {
        self.source = Some(source.into());
        self
    }
}

impl From<Refusal> for FaultKind {
    fn from(refusal: Refusal) -> FaultKind {
        FaultKind::Refused(refusal)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A refusal says what would have been allowed, and no file has to do with it.
        if let FaultKind::Refused(refusal) = &self.kind {
            return refusal.fmt(f);
        }
        write!(f, "{}", self.place)?;
        if let Some(entry) = &self.entry {
            write!(f, ", {entry}")?;
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
