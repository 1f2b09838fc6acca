//! Why an import or export could not be carried through, which is never the fault of the file.

use book::Refusal;
use engine::Unavailable;
use std::error::Error;
use std::fmt;

/// Why an import or export could not be carried through. What is wrong with a file is not here but in the
/// [report](crate::Report).
#[derive(Debug)]
pub enum Failed {
    /// The engine did not answer. What was submitted before is kept.
    Engine(Unavailable),
    /// The book refused what it had taken in the rehearsal, for it had changed in between. What was
    /// submitted before is kept; the same import again tells of the rest.
    Refused(Box<Refusal>),
    /// It was stopped before it changed anything.
    Stopped,
    /// The vault failed.
    Vault(keep::Fault),
    /// What was exported could not be written.
    Write(std::io::Error),
    /// The book took a customer and does not have it.
    Missing {
        /// Its number.
        customer: String,
    },
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::Engine(_) => {
                f.write_str("the book does not answer, so this was not carried through")
            }
            Failed::Refused(_) => f.write_str(
                "the book changed while the import was checked, and refuses it now; import again",
            ),
            Failed::Stopped => f.write_str("it was stopped, and nothing was changed"),
            Failed::Vault(_) => f.write_str("names and addresses can't be read or kept"),
            Failed::Write(_) => f.write_str("the export can't be written"),
            Failed::Missing { customer } => write!(
                f,
                "the book took customer {customer} and does not have it; run `kept verify`"
            ),
        }
    }
}

impl Error for Failed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Failed::Engine(cause) => Some(cause),
            Failed::Refused(cause) => Some(&**cause),
            Failed::Vault(cause) => Some(cause),
            Failed::Write(cause) => Some(cause),
            Failed::Stopped | Failed::Missing { .. } => None,
        }
    }
}

impl From<Unavailable> for Failed {
    fn from(cause: Unavailable) -> Failed {
        Failed::Engine(cause)
    }
}

impl From<Refusal> for Failed {
    fn from(cause: Refusal) -> Failed {
        Failed::Refused(Box::new(cause))
    }
}

impl From<keep::Fault> for Failed {
    fn from(cause: keep::Fault) -> Failed {
        Failed::Vault(cause)
    }
}

impl From<std::io::Error> for Failed {
    fn from(cause: std::io::Error) -> Failed {
        Failed::Write(cause)
    }
}
