//! One call of a route: who calls, with what, and the common parts of the answer.

use crate::access::Caller;
use crate::admission::{KeyTicket, Ticket};
use crate::paths::Parameters;
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::written;
use crate::{body, door};
use axum::body::{Body, Bytes};
use axum::extract::Query;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use book::order::Seen;
use book::{Book, Command, Events, Refusal, Stamp, refusal};
use engine::{Envelope, Reply};
use intake::json::kept::OrderDocument;
use serde::Serialize;
use serde::de::DeserializeOwned;
use vocab::{ActorId, IdempotencyKey, OrderId};

/// Room for what a key stands for, in bytes; it grows where that does not suffice.
const FINGERPRINTED_BYTES: usize = 512;
/// Room for the headers of an answer.
const HEADERS: usize = 16;
const KEPT_SEQ: HeaderName = HeaderName::from_static("kept-seq");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// What the tags of open orders begin with; the version follows.
const OPEN_TAG: &str = "v";
/// Longest `Idempotency-Key`, in bytes.
const KEY_BYTES_MAX: usize = 255;

/// A call of a route, with a caller whom its policy has let in.
pub struct Call {
    /// The application.
    pub app: App,
    /// Who calls.
    pub caller: Caller,
    /// The parameters of the path, decoded.
    pub path: Parameters,
    /// Head of the request.
    pub head: Parts,
    /// Its places in the server, given back with it.
    pub inside: Option<Inside>,
}

/// The places of a request: in its lane, and among those of its key.
pub type Inside = (Ticket, Option<KeyTicket>);

/// What came of a command.
pub struct Decided {
    /// The events; the same each time for the same idempotency key.
    pub events: Events,
    /// The journal record.
    pub seq: u64,
    /// `None` without an idempotency key; true when the answer was given before.
    pub replayed: Option<bool>,
}

impl Call {
    /// A parameter of the path; empty if the route has none of that name.
    pub fn parameter(&self, name: &str) -> &str {
        let found = self.path.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value)
    }

    /// What the client and the logs know the request by.
    pub fn request_id(&self) -> &str {
        let id = self.head.headers.get(door::REQUEST_ID);
        id.and_then(|id| id.to_str().ok()).unwrap_or_default()
    }

    /// A header as text.
    ///
    /// # Errors
    /// `bad_header` when it is not printable ASCII.
    pub fn header(&self, name: &str) -> Result<Option<&str>, Problem> {
        let Some(value) = self.head.headers.get(name) else {
            return Ok(None);
        };
        let detail = || format!("{name} must be printable ASCII");
        let text = value.to_str().map(Some);
        text.map_err(|_| Problem::web(Code::BadHeader).because(detail()))
    }

    /// The query as a struct that refuses what it does not know.
    ///
    /// # Errors
    /// `bad_query`, which tells the parameter.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let query = Query::try_from_uri(&self.head.uri).map(|Query(query)| query);
        query.map_err(|error| {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            Problem::web(Code::BadQuery).because(cause.unwrap_or_else(|| error.to_string()))
        })
    }

    /// The whole body as JSON of this form.
    ///
    /// # Errors
    /// `unsupported_media_type`, `too_large`, `malformed_json`, `unknown_field`, `bad_value`.
    pub async fn json<T: DeserializeOwned>(&self, body: Body) -> Result<T, Problem> {
        let bytes = self.json_bytes(body).await?;
        body::parse(&bytes)
    }

    /// The bytes of a body that says that it is JSON.
    ///
    /// # Errors
    /// `unsupported_media_type`, `too_large`.
    pub async fn json_bytes(&self, body: Body) -> Result<Bytes, Problem> {
        body::check_json(&self.head.headers)?;
        let limit = self.app.limits.json_bytes;
        body::read(body, &self.head.headers, limit).await
    }

    /// Waits until the views have reached the record that `Kept-After` names, if it names one.
    ///
    /// # Errors
    /// `bad_header`, or `views_behind` when that takes too long.
    pub async fn catch_up(&self) -> Result<(), Problem> {
        let Some(text) = self.header("kept-after")? else {
            return Ok(());
        };
        let known = |seq: &u64| *seq <= self.app.engine.durable();
        let Some(seq) = text.parse().ok().filter(known) else {
            let detail = "Kept-After must be a number that Kept-Seq has told";
            return Err(Problem::web(Code::BadHeader).because(detail));
        };
        if self.app.views.seq() >= seq {
            return Ok(());
        }
        let time = self.app.limits.views_time;
        match self
            .app
            .blocking(move |app| app.views.wait_for(seq, time))
            .await?
        {
            true => Ok(()),
            false => Err(Problem::web(Code::ViewsBehind)),
        }
    }

    /// The order as the caller saw it, if `If-Match` says that it matters (RFC 9110, section 13.1.1).
    ///
    /// # Errors
    /// `changed` for a tag that an open order never has; `bad_header`.
    pub fn seen(&self, order: OrderId) -> Result<Option<Seen>, Problem> {
        let version = match self.header("if-match")? {
            None | Some("*") => return Ok(None),
            Some(tag) => tag.trim_matches('"').strip_prefix(OPEN_TAG),
        };
        let version = version.and_then(|digits| u64::from_str_radix(digits, 16).ok());
        match version {
            Some(version) => Ok(Some(Seen { order, version })),
            None => Err(Problem::from(Refusal::new(
                refusal::Code::Changed,
                format!(
                    "If-Match is not the ETag of {} as it is now",
                    order.number()
                ),
            ))),
        }
    }

    /// This answer under its tag, or 304 when the caller has it already (RFC 9110, section 13.1.2).
    ///
    /// # Errors
    /// `bad_header`.
    pub fn tagged(
        &self,
        tag: &str,
        answer: impl FnOnce() -> Response,
    ) -> Result<Response, Problem> {
        let known = self.header("if-none-match")?.unwrap_or_default();
        let known = known.split(',').any(|one| {
            let one = one.trim();
            one == "*" || one.trim_start_matches("W/") == tag
        });
        let mut response = match known {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => answer(),
        };
        let value = HeaderValue::from_str(tag).expect("tags are made of plain letters");
        response.headers_mut().insert(header::ETAG, value);
        Ok(response)
    }

    /// Gives a command in the caller's name. `body` is what an idempotency key stands for,
    /// together with the operation's name.
    ///
    /// # Errors
    /// The refusal of the book, `bad_header`, `busy` or `stopped`.
    pub async fn decide(
        &self,
        command: Command,
        body: &impl Serialize,
    ) -> Result<Decided, Problem> {
        let write = |to: &mut Vec<u8>| written::serialized(to, body);
        self.decide_as(self.stated_key()?, None, command, write)
            .await
    }

    /// Like [`Call::decide`], about an order as the caller saw it.
    ///
    /// # Errors
    /// The refusal of the book, `changed` among them; `bad_header`, `busy` or `stopped`.
    pub async fn decide_on(
        &self,
        seen: Option<Seen>,
        command: Command,
        body: &impl Serialize,
    ) -> Result<Decided, Problem> {
        let write = |to: &mut Vec<u8>| written::serialized(to, body);
        self.decide_as(self.stated_key()?, seen, command, write)
            .await
    }

    /// Like [`Call::decide_on`], with a look at the book right before the command is decided.
    ///
    /// # Errors
    /// `bad_header`, `busy` or `stopped`; the refusal of the book comes beside what was seen.
    pub async fn decide_looking<T: Send + 'static>(
        &self,
        seen: Option<Seen>,
        command: Command,
        body: &impl Serialize,
        look: impl FnOnce(&Book) -> T + Send + 'static,
    ) -> Result<(T, Result<Decided, Problem>), Problem> {
        let write = |to: &mut Vec<u8>| written::serialized(to, body);
        let envelope = self.envelope(self.stated_key()?, seen, command, write)?;
        let keyed = envelope.key.is_some();
        let (looked, reply) = self.app.submit_looking(envelope, look).await?;
        Ok((looked, Decided::of(reply, keyed)))
    }

    /// Like [`Call::decide`], with this idempotency key and a body that is written so.
    ///
    /// # Errors
    /// The refusal of the book, `bad_header`, `busy` or `stopped`.
    pub async fn decide_as(
        &self,
        key: Option<&str>,
        seen: Option<Seen>,
        command: Command,
        body: impl FnOnce(&mut Vec<u8>),
    ) -> Result<Decided, Problem> {
        let envelope = self.envelope(key, seen, command, body)?;
        let keyed = envelope.key.is_some();
        Decided::of(self.app.submit(envelope).await?, keyed)
    }

    /// Gives a command for something that happens only once, whoever tells of it and however often;
    /// `once` names what happened. What was decided the first time is told again.
    ///
    /// # Errors
    /// The refusal of the book, `busy` or `stopped`.
    pub async fn decide_once(&self, once: &str, command: Command) -> Result<Decided, Problem> {
        let key = idempotency_key(ActorId::default(), once.as_bytes())?;
        let stands_for = fingerprint(&mut Vec::new(), command.name(), once, |_| ());
        let envelope = Envelope {
            key: Some((key, stands_for)),
            actor: self.caller.actor(),
            seen: None,
            command,
        };
        Decided::of(self.app.submit(envelope).await?, true)
    }

    fn envelope(
        &self,
        key: Option<&str>,
        seen: Option<Seen>,
        command: Command,
        body: impl FnOnce(&mut Vec<u8>),
    ) -> Result<Envelope, Problem> {
        let actor = self.caller.actor();
        let key = key
            .map(|key| idempotency_key(actor, key.as_bytes()))
            .transpose()?;
        let path = self.head.uri.path();
        let key = key.map(|key| {
            let mut memory = Vec::with_capacity(FINGERPRINTED_BYTES);
            (key, fingerprint(&mut memory, command.name(), path, body))
        });
        Ok(Envelope {
            key,
            actor,
            seen,
            command,
        })
    }

    /// The stamp of what is decided on the spot and forgotten.
    pub fn stamp(&self) -> Stamp {
        let now = self.app.now();
        Stamp {
            at: now.at,
            today: now.today,
            minute: now.minute,
            actor: self.caller.actor(),
        }
    }

    /// The key that makes a repeat of this order recognisable: the header's, or the order's own.
    ///
    /// # Errors
    /// `bad_header` when there are two and they differ.
    pub fn key_of<'a, Text: AsRef<str>>(
        &'a self,
        order: &'a OrderDocument<Text>,
    ) -> Result<Option<&'a str>, Problem> {
        let own = order.idempotency_key.as_ref().map(AsRef::as_ref);
        match (self.stated_key()?, own) {
            (Some(stated), Some(own)) if stated != own => {
                let detail = "Idempotency-Key and the order's idempotency_key are not the same";
                Err(Problem::web(Code::BadHeader).because(detail))
            }
            (stated, own) => Ok(stated.or(own)),
        }
    }

    /// The header's idempotency key.
    ///
    /// # Errors
    /// `bad_header` when it is not printable ASCII, empty or too long.
    pub fn stated_key(&self) -> Result<Option<&str>, Problem> {
        let key = self.header("idempotency-key")?;
        key.map_or(Ok(()), |key| check_key(key.as_bytes()))?;
        Ok(key)
    }
}

/// The key of a command: unique to the caller, so that nobody meets another's.
///
/// # Errors
/// `bad_header` when it is empty or too long.
pub fn idempotency_key(actor: ActorId, key: &[u8]) -> Result<IdempotencyKey, Problem> {
    check_key(key)?;
    let mut named = [0; size_of::<ActorId>() + KEY_BYTES_MAX];
    let (scope, rest) = named.split_at_mut(size_of::<ActorId>());
    scope.copy_from_slice(&actor.0.to_le_bytes());
    rest[..key.len()].copy_from_slice(key);
    Ok(IdempotencyKey(hashed(
        &named[..size_of::<ActorId>() + key.len()],
    )))
}

fn check_key(key: &[u8]) -> Result<(), Problem> {
    match key.is_empty() || key.len() > KEY_BYTES_MAX {
        true => {
            let detail = format!("Idempotency-Key must have 1 to {KEY_BYTES_MAX} characters");
            Err(Problem::web(Code::BadHeader).because(detail))
        }
        false => Ok(()),
    }
}

impl Decided {
    fn of(reply: Reply, keyed: bool) -> Result<Decided, Problem> {
        match reply.outcome {
            Ok(events) => Ok(Decided {
                events,
                seq: reply.seq,
                replayed: keyed.then_some(reply.repeated),
            }),
            Err(refusal) => Err(Problem::decided(refusal, keyed, reply.repeated, reply.seq)),
        }
    }

    /// The answer: a status, a body, and where it stands in the journal.
    pub fn answer(&self, status: StatusCode, body: &impl Serialize) -> Response {
        self.noted(json(status, body))
    }

    /// This answer, and where it stands in the journal.
    pub fn noted(&self, mut response: Response) -> Response {
        note(response.headers_mut(), Some(self.seq), self.replayed);
        response
    }
}

/// An answer in JSON.
pub fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let body = serde_json::to_vec(body).expect("answers are structs with text keys");
    json_bytes(status, body)
}

/// An answer in JSON that is written already.
pub fn json_bytes(status: StatusCode, body: Vec<u8>) -> Response {
    typed(status, HeaderValue::from_static("application/json"), body)
}

/// An answer of this type, with room for all of its headers.
pub fn typed(status: StatusCode, kind: HeaderValue, body: Vec<u8>) -> Response {
    let mut headers = HeaderMap::with_capacity(HEADERS);
    headers.insert(header::CONTENT_TYPE, kind);
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// Notes where an answer stands in the journal, and that it was given before.
pub fn note(headers: &mut HeaderMap, seq: Option<u64>, replayed: Option<bool>) {
    if let Some(seq) = seq {
        headers.insert(KEPT_SEQ, HeaderValue::from(seq));
    }
    if replayed == Some(true) {
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
    }
}

/// An address in the `Location` header.
pub fn located(mut response: Response, address: &str) -> Response {
    let value = HeaderValue::from_str(address).expect("addresses are made of numbers and hashes");
    response.headers_mut().insert(header::LOCATION, value);
    response
}

/// The tag of an open order in this version.
pub fn open_tag(version: u64) -> String {
    format!("\"{OPEN_TAG}{version:016x}\"")
}

/// What a key stands for: the operation, what it is about, and the body, whatever its blanks and
/// the order of its fields were. It is written into this memory, which is used again.
pub fn fingerprint(
    memory: &mut Vec<u8>,
    operation: &str,
    path: &str,
    body: impl FnOnce(&mut Vec<u8>),
) -> u64 {
    memory.clear();
    for part in [operation, path] {
        memory.extend_from_slice(&(part.len() as u64).to_le_bytes());
        memory.extend_from_slice(part.as_bytes());
    }
    body(memory);
    u64::from_le_bytes(hashed(memory))
}

/// The first bytes of the hash.
fn hashed<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let hash = blake3::hash(bytes);
    *hash.as_bytes().first_chunk().expect("a hash has 32 bytes")
}
