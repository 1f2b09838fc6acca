//! The door that every request passes, whatever its route: name, host, room, time, and the
//! headers that every answer has.

use crate::coding::{Asked, packed};
use crate::problem::{Code, Problem};
use crate::router;
use crate::state::App;
use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Longest request id that is taken over from a client, in bytes.
const ID_BYTES_MAX: usize = 64;
/// Names that a server on this machine always goes by.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
/// The header that names a request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What every answer says. Pages load what they need from here only, and nobody frames them.
const FIXED: [(HeaderName, HeaderValue); 5] = [
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; \
             frame-ancestors 'none'",
        ),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];
/// What answers say that do not say otherwise.
const UNSTORED: HeaderValue = HeaderValue::from_static("no-store");
/// An odd number, so that no two numbers are spread to the same one.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Lets a request pass, answers it, and completes the answer.
pub async fn pass(app: &App, request: Request) -> Response {
    let (mut head, body) = request.into_parts();
    let id = taken_over(&head.headers).unwrap_or_else(made);
    if let Ok(value) = HeaderValue::from_str(&id) {
        // Whoever answers knows the request by the same name as the client.
        head.headers.insert(REQUEST_ID, value);
    }
    let asks_first = head.headers.contains_key(header::EXPECT);
    let asked = Asked::by(&head.headers);
    let answer = match admitted(app, head, body).await {
        Ok(response) => response,
        Err(problem) => refused(&problem, &id, asks_first),
    };
    packed(&asked, completed(answer, &id))
}

async fn admitted(app: &App, head: Parts, body: Body) -> Result<Response, Problem> {
    check_host(app, &head.headers)?;
    let busy = |_| Problem::web(Code::Busy);
    let _room = app.requests().try_acquire().map_err(busy)?;
    let answer = router::answer(app, head, body);
    let answer = tokio::time::timeout(app.limits.request_time, answer).await;
    answer.unwrap_or_else(|_| Err(Problem::web(Code::Timeout)))
}

fn refused(problem: &Problem, id: &str, asks_first: bool) -> Response {
    let mut response = problem.respond(id);
    if asks_first {
        // The body was not asked for and will not come, or only a part of it was read.
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}

fn check_host(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let unknown = || Problem::web(Code::UnknownHost);
    let stated = headers.get(header::HOST).ok_or_else(unknown)?;
    let name = without_port(stated.to_str().map_err(|_| unknown())?);
    let known = |host: &str| host.eq_ignore_ascii_case(name);
    match LOOPBACK.into_iter().any(known) || app.hosts.iter().any(|host| known(host)) {
        true => Ok(()),
        false => Err(unknown()),
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => host,
    }
}

fn completed(mut answer: Response, id: &str) -> Response {
    let headers = answer.headers_mut();
    for (field, value) in FIXED {
        headers.insert(field, value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(UNSTORED);
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, value);
    }
    answer
}

fn taken_over(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(REQUEST_ID)?.to_str().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let fits = (1..=ID_BYTES_MAX).contains(&text.len()) && text.bytes().all(plain);
    fits.then(|| text.to_owned())
}

/// An id that no other request of this or an earlier run has: a number in a row that begins
/// anywhere, its bits spread so that ids do not look alike.
fn made() -> String {
    static START: LazyLock<u64> = LazyLock::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let seed = format!("{:?} {}", since.ok(), std::process::id());
        let hash = blake3::hash(seed.as_bytes());
        u64::from_le_bytes(*hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))
    });
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("{:016x}", START.wrapping_add(number).wrapping_mul(SPREAD))
}
