//! The door that every request passes, whatever its route: name, host, room, time, and the
//! headers that every answer has.

use crate::problem::{Code, Problem};
use crate::state::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Longest request id that is taken over from a client, in bytes.
const ID_BYTES_MAX: usize = 64;
/// Names that a server on this machine always goes by.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Pages load what they need from here only, and nobody frames them.
const POLICY: &str = "default-src 'self'; base-uri 'none'; object-src 'none'; \
                      form-action 'self'; frame-ancestors 'none'";

/// Room for the headers that every answer has.
const HEADERS: usize = 8;
/// An odd number, so that no two numbers are spread to the same one.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// The id of a request: taken over from the client, or made.
#[derive(Clone, Debug)]
pub struct RequestName(pub String);

/// Lets a request pass and completes its answer.
pub async fn pass(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let name = RequestName(taken_over(request.headers()).unwrap_or_else(made));
    request.extensions_mut().insert(name.clone());
    let answer = match admitted(&app, request, next).await {
        Ok(response) => response,
        Err(problem) => problem.respond(&name.0),
    };
    completed(answer, &name)
}

async fn admitted(app: &App, request: Request, next: Next) -> Result<Response, Problem> {
    check_host(app, request.headers())?;
    let busy = |_| Problem::web(Code::Busy);
    let _room = app.requests().try_acquire().map_err(busy)?;
    let answer = tokio::time::timeout(app.limits.request_time, next.run(request)).await;
    answer.map_err(|_| Problem::web(Code::Timeout))
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

fn completed(mut answer: Response, name: &RequestName) -> Response {
    let headers = answer.headers_mut();
    headers.reserve(HEADERS);
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (field, value) in fixed {
        headers.insert(field, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(value) = HeaderValue::from_str(&name.0) {
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
