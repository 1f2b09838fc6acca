//! Who may call what: each route has a policy, each request a caller.

use crate::problem::{Code, Problem};
use crate::state::App;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use keep::{AccessKey, Found, Scope, Scopes, User};
use vocab::{ActorId, CustomerId};

/// The cookie that holds the session of someone who is signed in (RFC 6265bis, section 4.1.3.2).
pub const COOKIE: &str = "__Host-kept";

/// What a route asks of a request before its handler sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Nothing: anyone may call.
    Public,
    /// A key that works, as `Authorization: Bearer …`, whatever it is for.
    Key,
    /// A key with this scope.
    Scope(Scope),
    /// A key with one of these scopes; which one it takes, the thing that is asked for says.
    AnyScope(&'static [Scope]),
    /// Someone who is signed in to the console.
    Console,
    /// Someone of the company who is signed in and has this scope.
    Page(Scope),
    /// Like [`Policy::Page`], and someone of a customer, who is shown what is the customer's.
    SharedPage(Scope),
}

impl Policy {
    /// True for what browsers open.
    pub fn is_page(self) -> bool {
        match self {
            Policy::Console | Policy::Page(_) | Policy::SharedPage(_) => true,
            Policy::Public | Policy::Key | Policy::Scope(_) | Policy::AnyScope(_) => false,
        }
    }
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
    /// Someone who is signed in to the console.
    User(User),
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
            Caller::User(user) => user.actor,
        }
    }

    /// The customer whose things alone the caller may see and do; `None` is all.
    pub fn customer(&self) -> Option<CustomerId> {
        match self {
            Caller::Anyone | Caller::AtThisMachine => None,
            Caller::Key(key) => key.customer,
            Caller::User(user) => user.customer,
        }
    }

    /// What the caller may do.
    pub fn scopes(&self) -> Scopes {
        match self {
            Caller::Anyone => Scopes::NONE,
            Caller::AtThisMachine => Scopes::all(),
            Caller::Key(key) => key.scopes,
            Caller::User(user) => user.scopes(),
        }
    }

    /// Whether the caller may see what is this customer's.
    pub fn may_see(&self, customer: CustomerId) -> bool {
        self.customer().is_none_or(|own| own == customer)
    }

    /// What the key or the person is called; empty without one.
    pub fn name(&self) -> &str {
        match self {
            Caller::Anyone | Caller::AtThisMachine => "",
            Caller::Key(key) => &key.name,
            Caller::User(user) => &user.name,
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
    match policy {
        Policy::Public => Ok(Caller::Anyone),
        Policy::Key => by_key(app, bearer(headers)?, &[]).await,
        Policy::Scope(scope) => by_key(app, bearer(headers)?, &[scope]).await,
        Policy::AnyScope(scopes) => by_key(app, bearer(headers)?, scopes).await,
        Policy::Console => by_cookie(app, head).await,
        Policy::Page(scope) => allowed(by_cookie(app, head).await?, scope, false),
        Policy::SharedPage(scope) => allowed(by_cookie(app, head).await?, scope, true),
    }
}

async fn by_cookie(app: &App, head: &Parts) -> Result<Caller, Problem> {
    check_site(head)?;
    match cookie(&head.headers) {
        Some(secret) => signed_in(app, secret).await.map(Caller::User),
        None if app.open_console => Ok(Caller::AtThisMachine),
        None => Err(Problem::web(Code::Unauthorized)),
    }
}

async fn signed_in(app: &App, secret: &str) -> Result<User, Problem> {
    let now = app.now().at;
    if let Some(user) = app.users.session_known(secret, now) {
        return Ok(user);
    }
    let secret = secret.to_owned();
    let found = app
        .blocking(move |app| app.users.session(&secret, now))
        .await??;
    found.ok_or_else(|| Problem::web(Code::Unauthorized).because("you are not signed in any more"))
}

/// Someone who may do this, if they are of the company or it is shared with customers.
fn allowed(caller: Caller, scope: Scope, shared: bool) -> Result<Caller, Problem> {
    let refused = |detail: String| Err(Problem::web(Code::Forbidden).because(detail));
    match (caller.scopes().contains(scope), caller.customer()) {
        (false, _) => refused(format!("your role does not include {}", scope.as_str())),
        (true, Some(_)) if !shared => refused("this is the company's own".to_owned()),
        (true, _) => Ok(caller),
    }
}

async fn by_key(app: &App, secret: &str, one_of: &[Scope]) -> Result<Caller, Problem> {
    holder(app, secret, one_of).await.map(Caller::Key)
}

/// The key with this secret, if it works and has one of the scopes; none asks for none.
///
/// # Errors
/// `unauthorized`, `forbidden`.
async fn holder(app: &App, secret: &str, one_of: &[Scope]) -> Result<AccessKey, Problem> {
    let key = working(found(app, secret).await?)?;
    if one_of.is_empty() || one_of.iter().any(|scope| key.scopes.contains(*scope)) {
        return Ok(key);
    }
    let words: Vec<&str> = one_of.iter().map(|scope| scope.as_str()).collect();
    let detail = match words.as_slice() {
        [word] => format!("this needs a key with the scope {word}"),
        words => format!(
            "this needs a key with one of the scopes {}",
            words.join(", ")
        ),
    };
    Err(Problem::web(Code::Forbidden).because(detail))
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
