//! Problems (RFC 9457): what the API says when it says no. Statuses are given here and nowhere
//! else; `problem/catalogue.rs` tells what each means.

mod catalogue;
mod page;

use crate::call::{note, typed};
use crate::written::{named, serialized, text, whole};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use book::Refusal;
use engine::Unavailable;
use schemars::JsonSchema;
use serde::Serialize;
use std::error::Error;

pub use catalogue::{About, Code, Kind};
pub(crate) use page::{index, page};

/// The most faults of one request that are listed.
pub const ERRORS_MAX: usize = 20;
/// Room for the body of a problem, in bytes; it grows where that does not suffice.
const BODY_BYTES: usize = 512;
/// Seconds after which a client should try again when too much is going on.
const RETRY_SECONDS: u32 = 1;
/// Seconds after which a client should try again when the engine has stopped.
const RESTART_SECONDS: u32 = 10;

/// A problem on its way to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    kind: Kind,
    detail: Option<String>,
    row: Option<u32>,
    errors: Vec<Flaw>,
    replayed: Option<bool>,
    seq: Option<u64>,
    /// The methods that are answered where the request's is not.
    allowed: Option<Box<str>>,
    /// The fault behind it, for whoever runs the server.
    cause: Option<String>,
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Flaw {
    /// Where in the body, as a JSON pointer (RFC 6901); empty is the whole.
    pub pointer: String,
    /// What was expected there.
    pub detail: String,
}

/// A problem of one line; its kind is told by the code alone.
#[derive(Serialize)]
struct InLine<'a> {
    line: usize,
    status: u16,
    code: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [Flaw],
}

impl Problem {
    /// A problem of the web itself, told in the words of the catalogue.
    pub fn web(code: Code) -> Problem {
        Problem::of(Kind::Web(code))
    }

    fn of(kind: Kind) -> Problem {
        Problem {
            kind,
            detail: None,
            row: None,
            errors: Vec::new(),
            replayed: None,
            seq: None,
            allowed: None,
            cause: None,
        }
    }

    /// What exactly is the matter this time.
    pub fn because(mut self, detail: impl Into<String>) -> Problem {
        self.detail = Some(detail.into());
        self
    }

    /// Where in the body; at most 20 are told.
    pub fn at(mut self, errors: Vec<Flaw>) -> Problem {
        self.errors = errors;
        self.errors.truncate(ERRORS_MAX);
        self
    }

    /// A body in which this field can't be used.
    pub fn at_field(field: &str, detail: impl Into<String>) -> Problem {
        Problem::flawed(vec![Flaw {
            pointer: format!("/{field}"),
            detail: detail.into(),
        }])
    }

    /// A body with these flaws, of which there is at least one.
    pub fn flawed(flaws: Vec<Flaw>) -> Problem {
        let detail = flaws
            .first()
            .map_or_else(String::new, |flaw| match flaws.len() {
                1 => format!("{}: {}", flaw.pointer, flaw.detail),
                more => {
                    let (pointer, detail, more) = (&flaw.pointer, &flaw.detail, more - 1);
                    let least = if more >= ERRORS_MAX { "at least " } else { "" };
                    format!("{pointer}: {detail} (and {least}{more} more)")
                }
            });
        Problem::web(Code::BadValue).because(detail).at(flaws)
    }

    /// The same, about a part of the body that stands at this place.
    pub fn under(self, place: &str) -> Problem {
        if self.errors.is_empty() {
            return self;
        }
        let moved = self.errors.into_iter().map(|flaw| Flaw {
            pointer: format!("{place}{}", flaw.pointer),
            ..flaw
        });
        Problem::flawed(moved.collect())
    }

    /// The methods that would have been answered.
    pub(crate) fn allowing(mut self, methods: String) -> Problem {
        self.allowed = Some(methods.into());
        self
    }

    /// A refusal that the engine has decided, and will give again for the same key.
    pub(crate) fn decided(refusal: Refusal, keyed: bool, repeated: bool, seq: u64) -> Problem {
        Problem {
            replayed: keyed.then_some(repeated),
            seq: Some(seq),
            ..Problem::from(refusal)
        }
    }

    /// What is the matter with this request in particular; empty where the kind says it all.
    pub fn detail(&self) -> &str {
        self.detail.as_deref().unwrap_or_default()
    }

    /// What is behind it, for whoever runs the server.
    pub(crate) fn cause(&self) -> &str {
        self.cause.as_deref().unwrap_or(self.said())
    }

    fn faulted(code: Code, fault: &dyn Error) -> Problem {
        Problem {
            cause: Some(told(fault)),
            ..Problem::web(code)
        }
    }

    /// What is wrong in the body, each with its place.
    pub fn flaws(&self) -> &[Flaw] {
        &self.errors
    }

    /// What kind of problem it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The answer. An answer that an idempotency key may repeat must be the same each time: it
    /// tells the request's id in the header only.
    pub fn respond(&self, request_id: &str) -> Response {
        if let Some(cause) = &self.cause {
            eprintln!("request {request_id}: {cause}");
        }
        let about = self.kind.about();
        let status = StatusCode::from_u16(about.status).expect("the catalogue has real statuses");
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = typed(status, kind, self.told(&about, request_id));
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if about.status == 401 {
            let challenge = HeaderValue::from_static("Bearer realm=\"kept\"");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        let allowed = self.allowed.as_deref().map(HeaderValue::from_str);
        if let Some(Ok(methods)) = allowed {
            headers.insert(header::ALLOW, methods);
        }
        note(headers, self.seq, self.replayed);
        response
    }

    /// The body. A server that has too much to do writes very many.
    fn told(&self, about: &About, request_id: &str) -> Vec<u8> {
        let code = self.kind.as_str();
        let mut body = Vec::with_capacity(BODY_BYTES);
        let to = &mut body;
        named(
            to,
            "{\"type\":\"/problems/",
            code.as_bytes(),
            Vec::extend_from_slice,
        );
        named(to, "\",\"title\":", about.title, text);
        named(to, ",\"status\":", u64::from(about.status), whole);
        named(to, ",\"code\":", code, text);
        named(to, ",\"detail\":", self.said(), text);
        if let Some(row) = self.row {
            named(to, ",\"row\":", u64::from(row), whole);
        }
        if !self.errors.is_empty() {
            named(to, ",\"errors\":", &self.errors, serialized);
        }
        if self.replayed.is_none() {
            named(to, ",\"request_id\":", request_id, text);
        }
        to.push(b'}');
        body
    }

    /// The problem of one line of a bulk request.
    pub(crate) fn in_line(&self, line: usize) -> impl Serialize {
        InLine {
            line,
            status: self.kind.about().status,
            code: self.kind.as_str(),
            detail: self.said(),
            errors: &self.errors,
        }
    }

    fn said(&self) -> &str {
        self.detail.as_deref().unwrap_or(self.kind.about().what)
    }

    fn retry_after(&self) -> Option<u32> {
        match self.kind {
            Kind::Web(Code::Busy | Code::KeyBusy | Code::RateLimited | Code::ViewsBehind) => {
                Some(RETRY_SECONDS)
            }
            Kind::Web(Code::Stopped) => Some(RESTART_SECONDS),
            Kind::Web(_) | Kind::Book(_) => None,
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        Problem {
            detail: Some(refusal.message),
            row: refusal.row,
            ..Problem::of(Kind::Book(refusal.code))
        }
    }
}

impl From<Unavailable> for Problem {
    fn from(unavailable: Unavailable) -> Problem {
        Problem::web(match unavailable {
            Unavailable::Busy => Code::Busy,
            Unavailable::Stopped => Code::Stopped,
        })
    }
}

/// The client is told no cause: a fault names files, which are nobody's business outside.
impl From<keep::Fault> for Problem {
    fn from(fault: keep::Fault) -> Problem {
        let code = match &fault.kind {
            keep::FaultKind::Refused(refusal) => {
                return Problem::at_field(refusal.field(), refusal.to_string());
            }
            keep::FaultKind::TooLarge { .. } => {
                return Problem::web(Code::BadValue).because(fault.kind.to_string());
            }
            keep::FaultKind::Full => Code::DiskFull,
            keep::FaultKind::WrongFormat { .. }
            | keep::FaultKind::Exists
            | keep::FaultKind::KeyMissing
            | keep::FaultKind::KeyWrong
            | keep::FaultKind::Damaged { .. }
            | keep::FaultKind::UnknownDocument
            | keep::FaultKind::Io { .. }
            | keep::FaultKind::NoRandomness => Code::Internal,
        };
        Problem::faulted(code, &fault)
    }
}

/// What is wrong with a file is in its report: this is about the server.
impl From<import::Failed> for Problem {
    fn from(failed: import::Failed) -> Problem {
        match failed {
            import::Failed::Engine(unavailable) => unavailable.into(),
            import::Failed::Refused(refusal) => (*refusal).into(),
            import::Failed::Vault(fault) => fault.into(),
            import::Failed::Stopped | import::Failed::Write(_) | import::Failed::Missing { .. } => {
                Problem::faulted(Code::Internal, &failed)
            }
        }
    }
}

impl From<views::Fault> for Problem {
    fn from(fault: views::Fault) -> Problem {
        Problem::faulted(Code::Internal, &fault)
    }
}

impl From<engine::Fault> for Problem {
    fn from(fault: engine::Fault) -> Problem {
        Problem::faulted(Code::Internal, &fault)
    }
}

/// An error with everything that caused it.
fn told(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
