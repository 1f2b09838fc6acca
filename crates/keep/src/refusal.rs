//! What the stores refuse to keep, because it breaks one of their rules.

use crate::access::{CUSTOMER_SCOPES, PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, Scope};
use std::fmt;

/// A rule that was broken by what somebody asked for. `Display` says what would have been allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A key of one customer can't have this scope.
    ScopeNotForCustomers(Scope),
    /// A name is empty, or has line breaks or other control characters.
    Name,
    /// A login is empty or too long, or has characters that logins don't have.
    Login,
    /// The login is another user's.
    LoginTaken,
    /// A password is too short or too long.
    PasswordLength,
    /// A password has the login in it.
    PasswordHasLogin,
    /// A password is among the first that are tried.
    PasswordCommon,
    /// An OpenID identity lacks the issuer or the subject.
    Identity,
    /// The OpenID identity is another user's.
    IdentityTaken,
    /// The address of a webhook is none that can be posted to.
    WebhookUrl,
    /// The last administrator would be one no more.
    LastAdmin,
}

impl Refusal {
    /// The field that it is about, as it is called in forms and requests.
    pub fn field(&self) -> &'static str {
        match self {
            Refusal::ScopeNotForCustomers(_) => "scopes",
            Refusal::Name => "name",
            Refusal::Login | Refusal::LoginTaken => "login",
            Refusal::PasswordLength | Refusal::PasswordHasLogin | Refusal::PasswordCommon => {
                "password"
            }
            Refusal::Identity | Refusal::IdentityTaken => "identity",
            Refusal::WebhookUrl => "url",
            Refusal::LastAdmin => "role",
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
            Refusal::PasswordLength => write!(
                f,
                "a password has {PASSWORD_CHARS_MIN} to {PASSWORD_CHARS_MAX} characters"
            ),
            Refusal::Name => f.write_str("a name has at least one character, and no line breaks"),
            Refusal::Login => {
                f.write_str("a login has letters, digits and . _ - + @, at most 100 bytes of them")
            }
            Refusal::LoginTaken => f.write_str("another user has this login; choose another one"),
            Refusal::PasswordHasLogin => {
                f.write_str("the password has the login in it; choose one that does not")
            }
            Refusal::PasswordCommon => f.write_str(
                "the password is among the first that are tried; choose a few words that don't \
                 belong together",
            ),
            Refusal::Identity => f.write_str("an OpenID identity has an issuer and a subject"),
            Refusal::IdentityTaken => f.write_str("another user has this OpenID identity"),
            Refusal::WebhookUrl => f.write_str(
                "a webhook's address begins with https:// or http:// and has no spaces in it",
            ),
            Refusal::LastAdmin => f.write_str(
                "this is the last administrator who can sign in; make another one before",
            ),
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
