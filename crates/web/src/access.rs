//! Who may call what: each route has a policy, each request a caller.

use crate::problem::{Code, Problem};
use crate::state::App;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use keep::{AccessKey, Found, Scope};
use vocab::ActorId;

/// The cookie that a signed-in browser holds its key in.
pub const COOKIE: &str = "kept_key";

/// What a route asks of a request before its handler sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Nothing: anyone may call.
    Public,
    /// A key with this scope, as `Authorization: Bearer …`.
    Scope(Scope),
    /// A key with the scope `console`, from a browser in the cookie `kept_key`, or as above.
    Console,
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Nobody is asked for on a public route.
    Anyone,
    /// Whoever sits at this machine, where the console is open; see [`crate::Setup::open_console`].
    AtThisMachine,
    /// The holder of a key.
    Key(AccessKey),
}

/// The actor of what is done at this machine without a key. Keys never have this number.
pub const AT_THIS_MACHINE: ActorId = ActorId(u32::MAX);

impl Caller {
    /// The actor that the journal knows the caller by; 0 where nobody is asked for.
    pub fn actor(&self) -> ActorId {
        match self {
            Caller::Anyone => ActorId::default(),
            Caller::AtThisMachine => AT_THIS_MACHINE,
            Caller::Key(key) => key.actor,
        }
    }

    /// What the key is called; empty without one.
    pub fn name(&self) -> &str {
        match self {
            Caller::Anyone | Caller::AtThisMachine => "",
            Caller::Key(key) => &key.name,
        }
    }
}

/// Lets a request in, or says what is missing.
///
/// # Errors
/// `unauthorized` without a key that works, `forbidden` with one for something else, `cross_site`
/// when a browser says that another site makes it do something with its cookie.
pub async fn admit(app: &App, policy: Policy, head: &Parts) -> Result<Caller, Problem> {
    let headers = &head.headers;
    let (secret, scope) = match policy {
        Policy::Public => return Ok(Caller::Anyone),
        Policy::Scope(scope) => (bearer(headers)?, scope),
        Policy::Console if headers.contains_key(header::AUTHORIZATION) => {
            (bearer(headers)?, Scope::Console)
        }
        Policy::Console => {
            check_site(head)?;
            match cookie(headers) {
                None if app.open_console => return Ok(Caller::AtThisMachine),
                None => return Err(Problem::web(Code::Unauthorized)),
                Some(secret) => (secret, Scope::Console),
            }
        }
    };
    holder(app, secret, scope).await.map(Caller::Key)
}

/// The key with this secret, if it works and has the scope.
///
/// # Errors
/// `unauthorized`, `forbidden`.
pub async fn holder(app: &App, secret: &str, scope: Scope) -> Result<AccessKey, Problem> {
    let key = working(found(app, secret).await?)?;
    match key.scopes.contains(scope) {
        true => Ok(key),
        false => {
            let detail = format!("this needs a key with the scope {}", scope.as_str());
            Err(Problem::web(Code::Forbidden).because(detail))
        }
    }
}

async fn found(app: &App, secret: &str) -> Result<Found, Problem> {
    if let Some(found) = app.keys.find_known(secret, app.now().at) {
        return Ok(found);
    }
    let secret = secret.to_owned();
    let found = app
        .blocking(move |app| app.keys.find(&secret, app.now().at))
        .await?;
    Ok(found?)
}

/// A browser sends cookies along with what other sites make it do; it also says so. Following a
/// link from elsewhere is fine, doing something from there is not.
pub fn check_site(head: &Parts) -> Result<(), Problem> {
    let site = head
        .headers
        .get("sec-fetch-site")
        .map(HeaderValue::as_bytes);
    match site {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) if head.method.is_safe() => Ok(()),
        Some(_) => Err(Problem::web(Code::CrossSite)),
    }
}

fn working(found: Found) -> Result<AccessKey, Problem> {
    let refused = |detail: String| Err(Problem::web(Code::Unauthorized).because(detail));
    match found {
        Found::Valid(key) => Ok(key),
        Found::Expired(end) => refused(format!("the key expired at {end}")),
        Found::Revoked => refused("the key was revoked".to_owned()),
        Found::Unknown => refused("there is no such key".to_owned()),
    }
}

fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let missing = || Problem::web(Code::Unauthorized);
    let value = headers.get(header::AUTHORIZATION).ok_or_else(missing)?;
    let text = value.to_str().map_err(|_| missing())?;
    match text.split_once(' ') {
        Some((scheme, secret)) if scheme.eq_ignore_ascii_case("bearer") => Ok(secret.trim()),
        Some(_) | None => {
            let detail = "the Authorization header is not of the form \"Bearer kept_…\"";
            Err(missing().because(detail))
        }
    }
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter();
    cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value)
}
