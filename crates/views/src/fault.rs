//! What can fail about the views: their file, the journal beneath, or a record that can't be read.

use std::fmt;
use std::path::PathBuf;

/// A failure of the views. None of it touches what was promised: the journal is the truth.
#[derive(Debug)]
pub enum Fault {
    /// `views.db` failed.
    Database {
        /// What was being done.
        doing: &'static str,
        /// SQLite's error.
        cause: rusqlite::Error,
    },
    /// `views.db` can't be removed to make it anew.
    File {
        /// Which file.
        path: PathBuf,
        /// The system's error.
        cause: std::io::Error,
    },
    /// The journal failed.
    Journal(journal::Fault),
    /// A record holds no batch that this build can read.
    Unreadable {
        /// Which record.
        seq: u64,
        /// What is wrong.
        how: String,
    },
    /// A batch came that does not follow the last folded one.
    OutOfOrder {
        /// The number that follows.
        expected: u64,
        /// The number that came.
        got: u64,
    },
    /// An event does not fit what was folded so far: the views and the journal differ.
    Unfit {
        /// In which record.
        seq: u64,
        /// What is missing or too much.
        how: String,
    },
}

impl Fault {
    /// For `map_err`: a database error while doing this.
    pub(crate) fn database(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> Fault {
        move |cause| Fault::Database { doing, cause }
    }

    /// True when folding anew may help: the file is damaged or disagrees with the journal.
    pub fn calls_for_rebuild(&self) -> bool {
        match self {
            Fault::Database { cause, .. } => !matches!(
                cause.sqlite_error_code(),
                Some(
                    rusqlite::ErrorCode::DiskFull
                        | rusqlite::ErrorCode::ReadOnly
                        | rusqlite::ErrorCode::PermissionDenied
                        | rusqlite::ErrorCode::CannotOpen
                        | rusqlite::ErrorCode::DatabaseBusy
                        | rusqlite::ErrorCode::OutOfMemory
                )
            ),
            Fault::Unfit { .. } | Fault::OutOfOrder { .. } => true,
            Fault::File { .. } | Fault::Journal(_) | Fault::Unreadable { .. } => false,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Database { doing, .. } => write!(f, "views.db failed while {doing}"),
            Fault::File { path, .. } => write!(
                f,
                "{} can't be removed; see who else uses the data directory",
                path.display()
            ),
            Fault::Journal(_) => write!(f, "the journal failed"),
            Fault::Unreadable { seq, how } => write!(
                f,
                "record {seq} can't be read by this build: {how}; use the build that wrote it or \
                 a newer one"
            ),
            Fault::OutOfOrder { expected, got } => {
                write!(f, "expected record {expected} next, got record {got}")
            }
            Fault::Unfit { seq, how } => write!(
                f,
                "record {seq} does not fit the views: {how}; delete views.db to fold it anew"
            ),
        }
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Fault::Database { cause, .. } => Some(cause),
            Fault::File { cause, .. } => Some(cause),
            Fault::Journal(fault) => Some(fault),
            Fault::Unreadable { .. } | Fault::OutOfOrder { .. } | Fault::Unfit { .. } => None,
        }
    }
}

impl From<journal::Fault> for Fault {
    fn from(fault: journal::Fault) -> Fault {
        Fault::Journal(fault)
    }
}

/// An error in the middle of folding.
impl From<rusqlite::Error> for Fault {
    fn from(cause: rusqlite::Error) -> Fault {
        Fault::database("folding")(cause)
    }
}
