//! Secrets that are shown once, and never printed by mistake.

use std::fmt;

/// The secret of a key, a session or a webhook, as it is shown to whoever it was made for. `Debug`
/// does not print it.
pub struct Secret(String);

impl Secret {
    pub(crate) fn new(text: String) -> Secret {
        Secret(text)
    }

    /// The text: of a key to send as `Authorization: Bearer …`, of a session as a cookie, of a
    /// webhook to check signatures with.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored in place of a secret that need not be known again.
    pub(crate) fn hash(&self) -> blake3::Hash {
        blake3::hash(self.0.as_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
