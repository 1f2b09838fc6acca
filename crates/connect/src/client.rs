//! The HTTP client of the house: blocking, bounded in time and size, and particular about where it
//! goes.
//!
//! Where a request may go is decided on the addresses that the connection is then made to, after
//! the name was looked up: a name that turns private between a check and the connection finds no
//! gap to slip through.

mod address;
mod lookup;
#[cfg(test)]
mod tests;

use crate::fault::{Cause, Unreachable};
use lookup::Lookup;
use std::io::Read;
use std::sync::LazyLock;
use std::time::Duration;
use ureq::Agent;
use ureq::http::{Response, Uri};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;

pub use address::Special;

/// Longest time for looking up a name and connecting.
pub const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);
/// Longest time for a request as a whole, from the lookup to the last byte of the answer.
pub const REQUEST_TIME_MAX: Duration = Duration::from_secs(15);
/// Longest URL that is requested, in bytes.
pub const URL_BYTES_MAX: usize = 2_048;
/// Largest head of an answer, in bytes.
const HEAD_BYTES_MAX: usize = 32 << 10;
/// Connections that are kept open for the next request.
const IDLE_CONNECTIONS_MAX: usize = 16;
const USER_AGENT: &str = concat!("Kept/", env!("CARGO_PKG_VERSION"));

/// Where a client may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Targets that users name: `https`, and only to public addresses.
    Public,
    /// Targets that the operator vouches for: `https` to any address, `http` to loopback only.
    Anywhere,
}

/// A client that may go where its reach says. It follows no redirect, keeps no cookie and uses no
/// proxy. Cheap to clone; the clones share their connections.
#[derive(Clone, Debug)]
pub struct Client {
    agent: Agent,
    reach: Reach,
}

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The header `Retry-After` as it came.
    pub retry_after: Option<String>,
    /// The body, up to the limit that was asked for.
    pub body: Vec<u8>,
    /// Whether the body went on beyond the limit.
    pub cut: bool,
}

impl Client {
    /// A client that trusts the system's certificate authorities; where the system has none, those
    /// that Mozilla trusts. `SSL_CERT_FILE` and `SSL_CERT_DIR` name others. They are read once.
    pub fn new(reach: Reach) -> Client {
        Client::with(reach, ROOTS.clone(), REQUEST_TIME_MAX)
    }

    /// The same, with another longest time for a request as a whole.
    pub fn waiting(reach: Reach, time_max: Duration) -> Client {
        Client::with(reach, ROOTS.clone(), time_max)
    }

    fn with(reach: Reach, roots: RootCerts, time_max: Duration) -> Client {
        let tls = TlsConfig::builder().root_certs(roots).build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_resolve(Some(CONNECT_TIME_MAX))
            .timeout_connect(Some(CONNECT_TIME_MAX))
            .timeout_global(Some(time_max))
            .max_response_header_size(HEAD_BYTES_MAX)
            .max_idle_connections(IDLE_CONNECTIONS_MAX)
            .max_idle_connections_per_host(1)
            .user_agent(USER_AGENT)
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), Lookup(reach));
        Client { agent, reach }
    }

    /// Checks what can be told of a URL without looking up its name.
    ///
    /// # Errors
    /// When the client would never go there, with the reason.
    pub fn check(&self, url: &str) -> Result<(), Unreachable> {
        check_url(url, self.reach).map(drop)
    }

    /// Posts a body, with these headers besides, and reads at most `limit` bytes of the answer.
    ///
    /// # Errors
    /// When the URL is not allowed or no whole answer came in time. An answer with a bad status is
    /// an answer.
    pub fn post(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        body: &[u8],
        limit: usize,
    ) -> Result<Answer, Unreachable> {
        let uri = check_url(url, self.reach)?;
        let mut request = self.agent.post(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request.send(body), limit)
    }

    /// Gets a URL, with these headers besides, and reads at most `limit` bytes of the answer.
    ///
    /// # Errors
    /// As [`Client::post`].
    pub fn get(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        limit: usize,
    ) -> Result<Answer, Unreachable> {
        let uri = check_url(url, self.reach)?;
        let mut request = self.agent.get(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request.call(), limit)
    }
}

/// The authorities that are trusted, read once: there are many.
static ROOTS: LazyLock<RootCerts> = LazyLock::new(|| {
    // A certificate that can't be read is one authority less, not a reason to trust nobody.
    let native = rustls_native_certs::load_native_certs().certs;
    match native.is_empty() {
        true => RootCerts::WebPki,
        false => native
            .iter()
            .map(|der| Certificate::from_der(der).to_owned())
            .into(),
    }
});

fn check_url(url: &str, reach: Reach) -> Result<Uri, Unreachable> {
    let refused = |why| Unreachable::because(Cause::Url(why));
    if url.len() > URL_BYTES_MAX {
        return Err(refused("it is longer than 2,048 bytes"));
    }
    let uri: Uri = url.parse().map_err(|_| refused("it is not a URL"))?;
    let host = uri.host().filter(|host| !host.is_empty());
    let host = host.ok_or_else(|| refused("it names no host"))?;
    if uri
        .authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
    {
        return Err(refused("it carries a user name or password"));
    }
    match (uri.scheme_str(), reach) {
        (Some("https"), _) | (Some("http"), Reach::Anywhere) => {}
        _ => return Err(refused("it must begin with https://")),
    }
    if let Some(address) = lookup::literal(host) {
        lookup::allow(reach, uri.scheme_str(), address)?;
    }
    Ok(uri)
}

fn answer(
    outcome: Result<Response<ureq::Body>, ureq::Error>,
    limit: usize,
) -> Result<Answer, Unreachable> {
    let response = outcome.map_err(Unreachable::from)?;
    let status = response.status().as_u16();
    let retry_after = response.headers().get("retry-after");
    let retry_after = retry_after
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let mut body = Vec::new();
    let mut reader = response.into_body().into_reader().take(limit as u64 + 1);
    reader
        .read_to_end(&mut body)
        .map_err(|error| Unreachable::from(ureq::Error::from(error)))?;
    let cut = body.len() > limit;
    body.truncate(limit);
    Ok(Answer {
        status,
        retry_after,
        body,
        cut,
    })
}
