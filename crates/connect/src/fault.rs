//! Why no answer came from the world outside.

use crate::client::Special;
use std::error::Error;
use std::fmt;
use std::io::ErrorKind;

/// No answer came. `Display` says why, in words that may be shown to whoever named the target: what
/// stands behind a private address is not among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreachable {
    /// Why.
    pub cause: Cause,
}

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The URL is none that is ever requested.
    Url(&'static str),
    /// The name stands for an address that is not the public internet's.
    Address(Special),
    /// `http` without encryption, to an address that is not loopback.
    Plain,
    /// There is no such name.
    NoSuchName,
    /// Nobody accepted the connection.
    NoConnection,
    /// It took too long.
    TooSlow,
    /// No encrypted connection came about: the certificate is not trusted, or not for this name.
    Encryption,
    /// What came is not an answer in HTTP, or broke off.
    Broken,
}

impl Unreachable {
    pub(crate) fn because(cause: Cause) -> Unreachable {
        Unreachable { cause }
    }
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cause {
            Cause::Url(why) => write!(f, "the URL can't be used: {why}"),
            Cause::Address(special) => write!(
                f,
                "the name stands for a {special} address, and only public ones are allowed"
            ),
            Cause::Plain => f.write_str("http is for loopback addresses; use https"),
            Cause::NoSuchName => f.write_str("the host name is not known"),
            Cause::NoConnection => f.write_str("no connection was accepted"),
            Cause::TooSlow => f.write_str("no answer came in time"),
            Cause::Encryption => f.write_str(
                "no encrypted connection came about; check that the certificate is valid and for \
                 this name",
            ),
            Cause::Broken => f.write_str("what was answered is not HTTP, or broke off"),
        }
    }
}

impl Error for Unreachable {}

impl From<ureq::Error> for Unreachable {
    fn from(error: ureq::Error) -> Unreachable {
        let cause = match error {
            ureq::Error::Other(inner) => match inner.downcast::<Unreachable>() {
                Ok(unreachable) => return *unreachable,
                Err(_) => Cause::Broken,
            },
            ureq::Error::HostNotFound => Cause::NoSuchName,
            ureq::Error::Timeout(_) => Cause::TooSlow,
            ureq::Error::ConnectionFailed => Cause::NoConnection,
            ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::TlsRequired => {
                Cause::Encryption
            }
            ureq::Error::Io(error) => of_io(&error),
            _ => Cause::Broken,
        };
        Unreachable { cause }
    }
}

fn of_io(error: &std::io::Error) -> Cause {
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Cause::TooSlow,
        ErrorKind::ConnectionRefused
        | ErrorKind::NetworkUnreachable
        | ErrorKind::HostUnreachable
        | ErrorKind::AddrNotAvailable => Cause::NoConnection,
        ErrorKind::InvalidData => Cause::Encryption,
        _ => Cause::Broken,
    }
}
