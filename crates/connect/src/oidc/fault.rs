//! Why nobody was signed in.

use crate::Unreachable;
use crate::chance::NoRandomness;
use std::error::Error;
use std::fmt;

/// Why nobody was signed in. `Display` says it to whoever runs Kept; it holds no secret and no
/// token, but may quote what the provider or a browser sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInFault {
    /// A setting can't be used.
    Setting {
        /// Its name.
        name: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// The provider wasn't reached.
    Unreached {
        /// What of it.
        what: &'static str,
        /// Why not.
        why: Unreachable,
    },
    /// The provider answered what can't be used.
    Answer {
        /// What of it.
        what: &'static str,
        /// What is wrong.
        wrong: String,
    },
    /// The way back isn't what a provider sends.
    Callback(&'static str),
    /// The sign-in isn't known: never begun, ended before, older than ten minutes, or begun by
    /// another browser. The person may begin again.
    Unknown,
    /// The provider says no, with this code (RFC 6749, 4.1.2.1), `access_denied` for example.
    Denied(String),
    /// The token isn't to be believed.
    Untrusted(&'static str),
    /// The operating system gave no random bytes.
    NoRandomness,
}

impl SignInFault {
    pub(super) fn answer(what: &'static str, wrong: impl Into<String>) -> SignInFault {
        let wrong = wrong.into();
        SignInFault::Answer { what, wrong }
    }
}

/// Longest code of a refusal that is repeated, in characters.
const CODE_MAX: usize = 100;

impl fmt::Display for SignInFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignInFault::Setting { name, expected } => {
                write!(f, "the setting `{name}` must be {expected}")
            }
            SignInFault::Unreached { what, why } => write!(f, "{what} was not reached: {why}"),
            SignInFault::Answer { what, wrong } => write!(f, "{what} can't be used: {wrong}"),
            SignInFault::Callback(wrong) => write!(f, "the way back can't be used: {wrong}"),
            SignInFault::Unknown => f.write_str(
                "this sign-in is not known; it may have taken more than ten minutes, been used \
                 before, or begun in another browser; begin again",
            ),
            SignInFault::Denied(code) => {
                let shown = code.chars().filter(|c| !c.is_control()).take(CODE_MAX);
                write!(
                    f,
                    "the identity provider says no: {}",
                    shown.collect::<String>()
                )
            }
            SignInFault::Untrusted(why) => write!(f, "the ID token is not to be believed: {why}"),
            SignInFault::NoRandomness => f.write_str("there are no random bytes to sign in with"),
        }
    }
}

impl Error for SignInFault {}

impl From<NoRandomness> for SignInFault {
    fn from(NoRandomness: NoRandomness) -> SignInFault {
        SignInFault::NoRandomness
    }
}
