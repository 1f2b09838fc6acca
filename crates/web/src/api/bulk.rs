//! `POST /v1/orders/bulk`: many orders in one request, one a line (NDJSON), each answered by a
//! line, in their order. An order that is wrong does not keep the others back.
//!
//! The body is read, sent on and answered a piece at a time: neither is ever held whole.

mod answers;
mod lines;

use super::{plain, resolve};
use crate::access::Policy;
use crate::admission::Lane;
use crate::body;
use crate::call::{Call, Inside, fingerprint, idempotency_key};
use crate::directory::Look;
use crate::openapi::{Answer, Body as Reads, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use crate::state::App;
use crate::written::{self, whole};
use answers::{Answered, Answers, BulkLine, Piece};
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use book::Command;
use book::order::OrderDraft;
use engine::{Envelope, Key};
use intake::json::kept::{Borrowed, OrderDocument};
use keep::Scope;
use lines::{Line, Lines};
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use vocab::{ActorId, CustomerId};

/// The routes of this file.
pub const ROUTES: &[Route] = &[Route {
    verb: Verb::Post,
    path: "/v1/orders/bulk",
    policy: Policy::Scope(Scope::OrdersWrite),
    lane: Lane::Bulk,
    handler: |call, body| Box::pin(place(call, body)),
    operation: Operation {
        id: "place_orders",
        part: Part::Orders,
        summary: "Place many orders: one document a line, each answered by a line in the same \
                      order as it becomes durable. One that is refused does not keep the others \
                      back.",
        headers: &[Place::LINE_KEYS],
        body: Some(Reads::lines::<OrderDocument>()),
        answers: &[Answer::lines::<BulkLine>(200)],
        problems: &[
            Kind::Web(Code::BadHeader),
            Kind::Web(Code::TooLarge),
            Kind::Web(Code::UnsupportedMediaType),
        ],
        ..Operation::NONE
    },
}];

/// What is asked for and answered.
pub const NDJSON: &str = "application/x-ndjson";
/// The most orders that are sent to the writer in one message.
pub const PIECE_LINES: usize = 2_048;
/// How long orders wait in the clerk for others to go with, when nothing comes.
const MORE_WAIT: Duration = Duration::from_millis(2);
/// Pieces of one request that wait for the writer, besides the one that is being read and the one
/// that is being answered.
pub const PIECES_AHEAD: usize = 2;
/// Longest `Idempotency-Key` of many lines, in bytes: with a colon and the number of a line it is no
/// longer than that of one.
pub const LINES_KEY_BYTES_MAX: usize = 247;
/// Where single orders are placed: a key stands for the same order at either door.
const SINGLE: &str = "/v1/orders";

/// `POST /v1/orders/bulk`
pub async fn place(mut call: Call, mut body: Body) -> Result<Response, Problem> {
    body::check_kind(&call.head.headers, NDJSON)?;
    check_stated(&call.head.headers, call.app.limits.bulk_bytes)?;
    let key = call.stated_key()?.map(str::to_owned);
    if let Some(key) = &key {
        check_key(key)?;
    }
    let (to, from) = mpsc::channel(PIECES_AHEAD);
    let clerk = Clerk {
        actor: call.caller.actor(),
        only: call.caller.customer(),
        _inside: call.inside.take(),
        app: call.app,
        key,
        to,
    };
    // A client that waits to be asked for its body is asked before it is answered.
    let begun = match clerk.more(&mut body).await {
        Ok(begun) => begun,
        Err(Stop::Told(problem)) => return Err(problem),
        Err(Stop::Gone) => return Err(Problem::web(Code::BadValue)),
    };
    tokio::spawn(clerk.take_in(begun, body));
    let kind = [(header::CONTENT_TYPE, NDJSON)];
    Ok((StatusCode::OK, kind, Body::new(Answers::new(from))).into_response())
}

/// Refuses a key that leaves no room for the numbers of lines.
fn check_key(key: &str) -> Result<(), Problem> {
    match key.is_empty() || key.len() > LINES_KEY_BYTES_MAX {
        true => {
            let detail = format!("Idempotency-Key must have 1 to {LINES_KEY_BYTES_MAX} characters");
            Err(Problem::web(Code::BadHeader).because(detail))
        }
        false => Ok(()),
    }
}

/// Refuses a body that says itself that it is too large, before any of it is read.
fn check_stated(headers: &HeaderMap, limit: u64) -> Result<(), Problem> {
    match body::stated_length(headers) {
        Some(stated) if stated as u64 > limit => Err(too_large(limit)),
        Some(_) | None => Ok(()),
    }
}

fn too_large(limit: u64) -> Problem {
    let detail = format!("the body is larger than {limit} bytes; send the rest in another request");
    Problem::web(Code::TooLarge).because(detail)
}

/// Reads the lines of one request and sends the orders on.
struct Clerk {
    app: App,
    actor: ActorId,
    /// Whom alone the caller may order for.
    only: Option<CustomerId>,
    /// What the header says: each line has a key of its own made of it.
    key: Option<String>,
    to: mpsc::Sender<Piece>,
    /// The request's places in the server, until it is done.
    _inside: Option<Inside>,
}

/// What was read and not sent on.
struct Tray {
    lines: Lines,
    entries: Vec<Entry>,
    /// Memory for what is hashed.
    memory: Vec<u8>,
}

/// A line that was read.
struct Entry {
    number: usize,
    key: Option<Key>,
    order: Order,
}

/// The order of a line.
enum Order {
    Drafted(OrderDraft),
    /// It names what the directory does not know.
    Missed(Box<OrderDocument>),
    Refused(Box<Problem>),
}

impl Order {
    fn of(draft: Result<OrderDraft, Problem>) -> Order {
        draft.map_or_else(refused, Order::Drafted)
    }
}

/// What stops a request before its end.
enum Stop {
    /// The client is told in a last line.
    Told(Problem),
    /// There is nobody to tell.
    Gone,
}

impl Clerk {
    async fn take_in(self, begun: Option<Bytes>, mut body: Body) {
        let mut tray = Tray {
            lines: Lines::new(self.app.limits.json_bytes),
            entries: Vec::new(),
            memory: Vec::new(),
        };
        let read = self.read(begun, &mut body, &mut tray).await;
        // What came before it stands, whatever stopped the request.
        let sent = self.send(&mut tray).await;
        if let (Err(Stop::Told(problem)), Ok(())) = (read, sent) {
            let last = Piece::refused(tray.lines.next_number(), problem);
            // Nobody is left to read it when the client has gone.
            drop(self.to.send(last).await);
        }
    }

    async fn read(
        &self,
        begun: Option<Bytes>,
        body: &mut Body,
        tray: &mut Tray,
    ) -> Result<(), Stop> {
        let (mut next, mut bytes) = (begun, 0);
        while let Some(data) = next {
            bytes += data.len() as u64;
            if bytes > self.app.limits.bulk_bytes {
                return Err(Stop::Told(too_large(self.app.limits.bulk_bytes)));
            }
            tray.lines.push(data);
            while self.fill(tray)? {
                self.send(tray).await?;
            }
            next = match tokio::time::timeout(MORE_WAIT, self.more(body)).await {
                Ok(next) => next?,
                Err(_) => {
                    self.send(tray).await?;
                    self.more(body).await?
                }
            };
        }
        self.fill_last(tray)
    }

    /// The next bytes of the body; `None` at its end.
    async fn more(&self, body: &mut Body) -> Result<Option<Bytes>, Stop> {
        let next = std::future::poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx));
        let time = self.app.limits.request_time;
        let frame = match tokio::time::timeout(time, next).await {
            Ok(frame) => frame,
            Err(_) => return Err(Stop::Told(Problem::web(Code::Timeout))),
        };
        match frame {
            None => Ok(None),
            Some(Ok(frame)) => Ok(Some(frame.into_data().unwrap_or_default())),
            Some(Err(error)) => Err(body::unreadable(&error).map_or(Stop::Gone, Stop::Told)),
        }
    }

    /// Reads the whole lines that have come; true when as many were read as are sent at once.
    fn fill(&self, tray: &mut Tray) -> Result<bool, Stop> {
        let look = resolve::look(&self.app);
        while tray.entries.len() < PIECE_LINES {
            let Some(line) = tray.lines.next_line() else {
                return Ok(false);
            };
            self.check_count(&line)?;
            let entry = self.entry(&line, look.as_ref(), &mut tray.memory);
            tray.entries.push(entry);
        }
        Ok(true)
    }

    /// Reads the last line, which needs no end.
    fn fill_last(&self, tray: &mut Tray) -> Result<(), Stop> {
        let look = resolve::look(&self.app);
        if let Some(line) = tray.lines.last_line() {
            self.check_count(&line)?;
            let entry = self.entry(&line, look.as_ref(), &mut tray.memory);
            tray.entries.push(entry);
        }
        Ok(())
    }

    fn check_count(&self, line: &Line) -> Result<(), Stop> {
        let limit = self.app.limits.bulk_lines;
        match line.number > limit {
            true => {
                let detail = format!("more than {limit} lines; send the rest in another request");
                Err(Stop::Told(Problem::web(Code::TooLarge).because(detail)))
            }
            false => Ok(()),
        }
    }

    /// One line.
    fn entry(&self, line: &Line, look: Option<&Look>, memory: &mut Vec<u8>) -> Entry {
        let number = line.number;
        let read = line.bytes().and_then(|bytes| match plain::read(bytes) {
            Some(order) => self.order(number, &order, look, memory),
            None => {
                let order: OrderDocument<Borrowed> = body::parse(bytes)?;
                self.order(number, &order, look, memory)
            }
        });
        let (key, order) = match read {
            Ok((key, order)) => (key, order.unwrap_or_else(|| missed(line))),
            Err(problem) => (None, refused(problem)),
        };
        Entry { number, key, order }
    }

    /// The key of an order, and what is to be done with it if the directory knows all that it names.
    fn order<Text: AsRef<str>>(
        &self,
        number: usize,
        order: &OrderDocument<Text>,
        look: Option<&Look>,
        memory: &mut Vec<u8>,
    ) -> Result<(Option<Key>, Option<Order>), Problem> {
        let key = self.key_of(number, order, memory)?;
        let draft = look.and_then(|look| resolve::by_directory(look, order, self.only));
        Ok((key, draft.map(Order::of)))
    }

    /// The key of a line: its own, or the request's with the number of the line.
    fn key_of<Text: AsRef<str>>(
        &self,
        number: usize,
        order: &OrderDocument<Text>,
        memory: &mut Vec<u8>,
    ) -> Result<Option<Key>, Problem> {
        let key = match (&order.idempotency_key, &self.key) {
            (Some(own), _) => idempotency_key(self.actor, own.as_ref().as_bytes())?,
            (None, Some(key)) => {
                memory.clear();
                memory.extend_from_slice(key.as_bytes());
                memory.push(b':');
                whole(memory, number as u64);
                idempotency_key(self.actor, memory)?
            }
            (None, None) => return Ok(None),
        };
        let write = |to: &mut Vec<u8>| written::order(to, order);
        Ok(Some((
            key,
            fingerprint(memory, "place_order", SINGLE, write),
        )))
    }

    /// Sends the orders to the writer, and the waiting for them to the answers.
    async fn send(&self, tray: &mut Tray) -> Result<(), Stop> {
        if tray.entries.is_empty() {
            return Ok(());
        }
        let mut entries = std::mem::take(&mut tray.entries);
        self.learn(&mut entries).await;
        let (envelopes, lines) = self.parted(entries);
        let (tell, told) = oneshot::channel();
        let permit = self.app.permit_piece().await;
        // The receiver is gone when the client is; the orders stand all the same.
        let sent = self.app.engine.offer_bulk(envelopes, move |replies| {
            drop(permit);
            drop(tell.send(replies));
        });
        let piece = Piece::new(lines, sent.map(|()| told));
        self.to.send(piece).await.map_err(|_| Stop::Gone)
    }

    /// Asks the book for what the directory did not know.
    async fn learn(&self, entries: &mut [Entry]) {
        let missed = entries
            .iter_mut()
            .filter_map(|entry| match &mut entry.order {
                Order::Missed(order) => Some(std::mem::take(&mut **order)),
                Order::Drafted(_) | Order::Refused(_) => None,
            });
        let missed: Vec<OrderDocument> = missed.collect();
        if missed.is_empty() {
            return;
        }
        let count = missed.len();
        let drafts = resolve::by_the_book(&self.app, missed, self.only).await;
        let drafts = drafts.unwrap_or_else(|problem| vec![Err(problem); count]);
        let waiting = entries.iter_mut().map(|entry| &mut entry.order);
        let waiting = waiting.filter(|order| matches!(order, Order::Missed(_)));
        for (order, draft) in waiting.zip(drafts) {
            *order = Order::of(draft);
        }
    }

    /// What the writer gets, and the lines that wait for it.
    fn parted(&self, entries: Vec<Entry>) -> (Vec<Envelope>, Answered) {
        let mut envelopes = Vec::with_capacity(entries.len());
        let mut lines = Answered::default();
        lines.numbers.reserve(entries.len());
        for Entry { number, key, order } in entries {
            lines.numbers.push(number);
            match order {
                Order::Drafted(draft) => envelopes.push(Envelope {
                    key,
                    actor: self.actor,
                    seen: None,
                    command: Command::PlaceOrder(draft),
                }),
                Order::Refused(problem) => lines.refused.push_back((number, *problem)),
                Order::Missed(_) => {
                    let problem = Problem::web(Code::Internal);
                    lines.refused.push_back((number, problem));
                }
            }
        }
        (envelopes, lines)
    }
}

fn refused(problem: Problem) -> Order {
    Order::Refused(Box::new(problem))
}

/// An order that the book is asked about, which takes a moment: its text is kept until then.
fn missed(line: &Line) -> Order {
    let order = line.bytes().and_then(body::parse::<OrderDocument>);
    order.map_or_else(refused, |order| Order::Missed(Box::new(order)))
}
