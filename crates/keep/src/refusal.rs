//! What the stores refuse to keep, because it breaks one of their rules.

use crate::access::{CUSTOMER_SCOPES, Scope};
use std::fmt;

/// A rule that was broken by what somebody asked for. `Display` says what would have been allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A key of one customer can't have this scope.
    ScopeNotForCustomers(Scope),
    /// A name is empty, or has line breaks or other control characters.
    Name,
}

impl Refusal {
    /// The field that it is about, as it is called in forms and requests.
    pub fn field(&self) -> &'static str {
        match self {
            Refusal::ScopeNotForCustomers(_) => "scopes",
            Refusal::Name => "name",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::ScopeNotForCustomers(scope) => {
                let (scope, open) = (scope.as_str(), CUSTOMER_SCOPES.words().join(", "));
                write!(
                    f,
                    "one customer's key can't have the scope {scope}, only: {open}"
                )
            }
            Refusal::Name => f.write_str("a name has at least one character, and no line breaks"),
        }
    }
}

/// Refuses a name that can't be shown on one line.
pub(crate) fn check_name(name: &str) -> Result<(), Refusal> {
    match name.trim().is_empty() || name.chars().any(char::is_control) {
        true => Err(Refusal::Name),
        false => Ok(()),
    }
}
