//! The table of contents: every route with its policy, its handler and what is told of it.
//!
//! A route can't be added without a policy, and is served, guarded and told in `/openapi.json` by
//! being here.

use crate::access::{Caller, Policy, admit};
use crate::admission::Lane;
use crate::api;
use crate::body::stated_length;
use crate::call::Call;
use crate::coding::unpacked;
use crate::console::{self, sign_in};
use crate::openapi::{Operation, Place};
use crate::paths::Paths;
use crate::problem::{Code, Kind, Problem};
use crate::state::App;
use axum::body::Body as RequestBody;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::response::Response;
use std::future::Future;
use std::pin::Pin;
use std::sync::LazyLock;

/// A method that routes answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Reads; changes nothing.
    Get,
    /// Does something.
    Post,
    /// Puts something under a name that the client chose.
    Put,
    /// Takes something away.
    Delete,
}

impl Verb {
    /// Every verb.
    pub const ALL: [Verb; 4] = [Verb::Get, Verb::Post, Verb::Put, Verb::Delete];

    /// The verb that answers this method. What is asked for with HEAD is answered as with GET,
    /// without the body.
    pub fn of(method: &Method) -> Option<Verb> {
        match *method {
            Method::GET | Method::HEAD => Some(Verb::Get),
            Method::POST => Some(Verb::Post),
            Method::PUT => Some(Verb::Put),
            Method::DELETE => Some(Verb::Delete),
            _ => None,
        }
    }

    /// The method's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Verb::Get => "GET",
            Verb::Post => "POST",
            Verb::Put => "PUT",
            Verb::Delete => "DELETE",
        }
    }

    /// Its place in [`Verb::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}

/// The future of an answer.
pub type Answering = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send>>;

/// One route.
pub struct Route {
    /// Its method.
    pub verb: Verb,
    /// Its path, parameters in braces.
    pub path: &'static str,
    /// What a request must bring before the handler sees it.
    pub policy: Policy,
    /// Which requests it waits with.
    pub lane: Lane,
    /// What is done.
    pub handler: fn(Call, RequestBody) -> Answering,
    /// What is told of it.
    pub operation: Operation,
}

/// Every route of the API: what programs call, and what `/openapi.json` tells.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    api::TABLES.iter().copied().flatten()
}

/// Every route of the console: the pages that people open, the forms that they send, and what
/// both load.
pub fn pages() -> impl Iterator<Item = &'static Route> {
    let tables = console::TABLES.iter().copied().flatten();
    sign_in::ROUTES.iter().chain(tables)
}

/// Every route: the API's and the console's.
pub fn all() -> impl Iterator<Item = &'static Route> {
    routes().chain(pages())
}

const RATE_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const RATE: HeaderName = HeaderName::from_static("ratelimit");
/// What a body counts that does not state its length, in bytes.
const UNSTATED_BYTES: u64 = 64 << 10;

/// Made once; the tables do not change.
static PATHS: LazyLock<Paths> = LazyLock::new(|| Paths::of(all()));

/// Answers a request by its route, once its policy and its lane let it in.
///
/// # Errors
/// Whatever keeps the request from being answered; a browser without a key is led to sign in.
pub async fn answer(app: &App, head: Parts, body: RequestBody) -> Result<Response, Problem> {
    let (route, path) = PATHS.find(&head.method, head.uri.path())?;
    let place = app.admission().enter(route.lane, counted(&head))?;
    let admitted = admit(app, route.policy, &head).await;
    let mut call = Call {
        app: app.clone(),
        caller: Caller::Anyone,
        path,
        head,
        inside: None,
    };
    match admitted {
        Ok(caller) => call.caller = caller,
        Err(problem) => return denied(route, &call, problem),
    }
    let key = match &call.caller {
        Caller::Key(_) | Caller::User(_) => Some(app.admission().enter_key(call.caller.actor())?),
        Caller::Anyone | Caller::AtThisMachine => None,
    };
    let left = key.as_ref().map(|key| key.left);
    call.inside = Some((place, key));
    if route.operation.headers.iter().any(Place::is_key) {
        // A preview refuses what its command would.
        call.stated_key()?;
    }
    let body = unpacked(&mut call.head.headers, body)?;
    let mut response = (route.handler)(call, body).await?;
    if let Some(left) = left {
        limited(response.headers_mut(), app.limits.requests_per_second, left);
    }
    Ok(response)
}

/// Programs are told that they may not; browsers are led to sign in, or told in a page.
fn denied(route: &Route, call: &Call, problem: Problem) -> Result<Response, Problem> {
    let safe = call.head.method.is_safe();
    match problem.kind() {
        Kind::Web(Code::Unauthorized) if route.policy.is_page() && safe => {
            Ok(sign_in::redirect(call.head.uri.path()))
        }
        Kind::Web(Code::Forbidden) if route.policy.is_page() => console::denied(call, problem),
        Kind::Web(_) | Kind::Book(_) => Err(problem),
    }
}

/// What a request counts in its lane, in bytes.
fn counted(head: &Parts) -> u64 {
    let has = |name: HeaderName| head.headers.contains_key(name);
    match stated_length(&head.headers) {
        // It is more than it says once it is unpacked.
        Some(stated) if has(header::CONTENT_ENCODING) => (stated as u64).max(UNSTATED_BYTES),
        Some(stated) => stated as u64,
        None if has(header::TRANSFER_ENCODING) => UNSTATED_BYTES,
        None => 0,
    }
}

/// Tells the rate of the key, and what is left of it at this moment (draft-ietf-httpapi-ratelimit-headers).
fn limited(headers: &mut HeaderMap, rate: u32, left: u32) {
    let told = [
        (RATE_POLICY, format!("\"key\";q={rate};w=1")),
        (RATE, format!("\"key\";r={left};t=1")),
    ];
    for (name, text) in told {
        let value = HeaderValue::from_str(&text).expect("numbers are plain letters");
        headers.insert(name, value);
    }
}
