//! How a command ends when it does not succeed: one sentence for a person, its causes, and the
//! exit code that scripts see.

use std::error::Error;
use std::fmt;

/// A command that did not succeed. Exit code 1.
#[derive(Debug)]
pub struct Failure {
    what: String,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

/// What every command returns.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// A failure in words that say what to do.
    pub fn new(what: impl Into<String>) -> Failure {
        Failure {
            what: what.into(),
            cause: None,
        }
    }

    /// A failure with the error beneath it.
    pub fn because(
        what: impl Into<String>,
        cause: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Failure {
        Failure {
            what: what.into(),
            cause: Some(cause.into()),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        let mut cause = self.cause.as_ref().map(|cause| &**cause as &dyn Error);
        while let Some(beneath) = cause {
            write!(f, "\n  because {beneath}")?;
            cause = beneath.source();
        }
        Ok(())
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Failure {
        let what = error.to_string();
        match error.source() {
            None => Failure { what, cause: None },
            Some(_) => {
                let mut beneath = String::new();
                let mut cause = error.source();
                while let Some(error) = cause {
                    let gap = if beneath.is_empty() {
                        ""
                    } else {
                        "\n  because "
                    };
                    beneath.push_str(&format!("{gap}{error}"));
                    cause = error.source();
                }
                Failure {
                    what,
                    cause: Some(beneath.into()),
                }
            }
        }
    }
}

/// Adds what was being done to an error.
pub trait Doing<T> {
    /// Says what was being done when it failed.
    fn doing(self, what: impl FnOnce() -> String) -> Outcome<T>;
}

impl<T, E: Error + Send + Sync + 'static> Doing<T> for Result<T, E> {
    fn doing(self, what: impl FnOnce() -> String) -> Outcome<T> {
        self.map_err(|error| Failure::because(what(), error))
    }
}
