//! Problems (RFC 9457): what the API says when it says no. Statuses are given here and nowhere
//! else; `problem/catalogue.rs` tells what each means.

mod catalogue;
mod page;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use book::Refusal;
use engine::Unavailable;
use serde::Serialize;
use std::error::Error;

pub use catalogue::{About, Code, Kind};
pub(crate) use page::page;

/// The most faults of one request that are listed.
pub const ERRORS_MAX: usize = 20;
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
    /// The fault behind it, for whoever runs the server.
    cause: Option<String>,
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flaw {
    /// Where in the body, as a JSON pointer (RFC 6901); empty is the whole.
    pub pointer: String,
    /// What was expected there.
    pub detail: String,
}

/// The body of a problem.
#[derive(Serialize)]
struct Told<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [Flaw],
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
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
        Problem {
            kind: Kind::Web(code),
            detail: None,
            row: None,
            errors: Vec::new(),
            replayed: None,
            seq: None,
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

    fn faulted(code: Code, fault: &dyn Error) -> Problem {
        Problem {
            cause: Some(told(fault)),
            ..Problem::web(code)
        }
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
        let told = Told {
            r#type: format!("/problems/{}", self.kind.as_str()),
            title: about.title,
            status: about.status,
            code: self.kind.as_str(),
            detail: self.said(),
            row: self.row,
            errors: &self.errors,
            request_id: self.replayed.is_none().then_some(request_id),
        };
        let body = serde_json::to_vec(&told).expect("texts and numbers are always JSON");
        let status = StatusCode::from_u16(about.status).expect("the catalogue has real statuses");
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        let mut response = (status, kind, Body::from(body)).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if about.status == 401 {
            let challenge = HeaderValue::from_static("Bearer realm=\"kept\"");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if self.replayed == Some(true) {
            headers.insert("idempotency-replayed", HeaderValue::from_static("true"));
        }
        if let Some(seq) = self.seq {
            headers.insert("kept-seq", HeaderValue::from(seq));
        }
        response
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
            Kind::Web(Code::Busy | Code::KeyBusy | Code::ViewsBehind) => Some(RETRY_SECONDS),
            Kind::Web(Code::Stopped) => Some(RESTART_SECONDS),
            Kind::Web(_) | Kind::Book(_) => None,
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        Problem {
            kind: Kind::Book(refusal.code),
            detail: Some(refusal.message),
            row: refusal.row,
            errors: Vec::new(),
            replayed: None,
            seq: None,
            cause: None,
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
        let code = match fault.kind {
            keep::FaultKind::TooLarge { .. } => Code::TooLarge,
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

impl From<views::Fault> for Problem {
    fn from(fault: views::Fault) -> Problem {
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
