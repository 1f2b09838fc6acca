//! What stops an engine: the journal, a state that does not replay, or a batch that can't be read.

use std::fmt;

/// A failure of the engine. `Display` says where and what to do; the cause beneath is its source.
#[derive(Debug)]
pub enum Fault {
    /// The journal failed.
    Journal(journal::Fault),
    /// A record holds no batch that this build can read.
    Unreadable {
        /// Which record.
        seq: u64,
        /// Its schema.
        schema: u16,
        /// What is wrong.
        how: String,
    },
    /// Replaying the journal gave another state than was recorded.
    Diverged {
        /// After which record.
        seq: u64,
    },
}

impl Fault {
    pub(crate) fn unreadable(seq: u64, how: String) -> Fault {
        Fault::Unreadable {
            seq,
            schema: crate::SCHEMA,
            how,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Journal(_) => write!(f, "the journal failed"),
            Fault::Unreadable { seq, schema, how } => write!(
                f,
                "record {seq} (schema {schema}) can't be read by this build: {how}; \
                 use the build that wrote it or a newer one"
            ),
            Fault::Diverged { seq } => write!(
                f,
                "replaying the journal gave another state after record {seq} than was recorded; \
                 restore a backup, or report this with the journal"
            ),
        }
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Fault::Journal(fault) => Some(fault),
            Fault::Unreadable { .. } | Fault::Diverged { .. } => None,
        }
    }
}

impl From<journal::Fault> for Fault {
    fn from(fault: journal::Fault) -> Fault {
        Fault::Journal(fault)
    }
}
