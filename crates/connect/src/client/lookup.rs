//! Looking up a name, and refusing the addresses that the client may not go to.

use super::Reach;
use super::address::{Special, special};
use crate::fault::{Cause, Unreachable};
use std::net::IpAddr;
use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Looks names up as the system does. The connection is made to the addresses that it returns and
/// to no others, so this is where they are judged.
#[derive(Debug)]
pub struct Lookup(pub Reach);

impl Resolver for Lookup {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout);
        let found = found.map_err(|error| match error {
            Error::Io(_) => Error::HostNotFound,
            error => error,
        })?;
        for address in found.iter() {
            // One address that is refused refuses them all: a name that has both is a trap.
            allow(self.0, uri.scheme_str(), address.ip())
                .map_err(|refused| Error::Other(Box::new(refused)))?;
        }
        Ok(found)
    }
}

/// The address that stands in a URL in place of a name.
pub fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()
}

/// Whether a connection may be made.
///
/// # Errors
/// When it may not, with what the address is.
pub fn allow(reach: Reach, scheme: Option<&str>, address: IpAddr) -> Result<(), Unreachable> {
    let special = special(address);
    match (reach, special) {
        (Reach::Public, None) | (Reach::Anywhere, Some(Special::Loopback)) => Ok(()),
        (Reach::Public, Some(special)) => Err(Unreachable::because(Cause::Address(special))),
        (Reach::Anywhere, _) if scheme == Some("https") => Ok(()),
        (Reach::Anywhere, _) => Err(Unreachable::because(Cause::Plain)),
    }
}
