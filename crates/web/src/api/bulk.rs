//! `POST /v1/orders/bulk`: many orders in one request, one a line (NDJSON), each answered by a
//! line, in their order. An order that is wrong does not keep the others back.
//!
//! The body is read, sent on and answered a piece at a time: neither is ever held whole.

mod answers;
mod lines;

use super::resolve;
use crate::body;
use crate::call::{Call, Inside, fingerprint, idempotency_key};
use crate::problem::{Code, Problem};
use crate::state::App;
use answers::{Answers, Piece};
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use book::Command;
use book::order::OrderDraft;
use engine::{Envelope, Key};
use intake::json::kept::{Borrowed, OrderDocument};
use lines::{Line, Lines};
use std::pin::Pin;
use tokio::sync::{mpsc, oneshot};
use vocab::ActorId;

/// What is asked for and answered.
pub const NDJSON: &str = "application/x-ndjson";
/// Orders that are sent to the writer in one message.
pub const PIECE_LINES: usize = 512;
/// Pieces of one request that wait for the writer, besides the one that is being read and the one
/// that is being answered.
pub const PIECES_AHEAD: usize = 2;
/// Where single orders are placed: a key stands for the same order at either door.
const SINGLE: &str = "/v1/orders";

/// `POST /v1/orders/bulk`
pub async fn place(mut call: Call, mut body: Body) -> Result<Response, Problem> {
    body::check_kind(&call.head.headers, NDJSON)?;
    check_stated(&call.head.headers, call.app.limits.bulk_bytes)?;
    let key = call.stated_key()?.map(str::to_owned);
    let (to, from) = mpsc::channel(PIECES_AHEAD);
    let clerk = Clerk {
        actor: call.caller.actor(),
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
    /// What the header says: each line has a key of its own made of it.
    key: Option<String>,
    to: mpsc::Sender<Piece>,
    /// The request's places in the server, until it is done.
    _inside: Option<Inside>,
}

/// A line that was read.
struct Entry {
    number: usize,
    key: Option<Key>,
    order: Result<OrderDraft, Problem>,
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
        let mut lines = Lines::new(self.app.limits.json_bytes);
        if let Err(Stop::Told(problem)) = self.read(begun, &mut body, &mut lines).await {
            let last = Piece::refused(lines.next_number(), problem);
            // Nobody is left to read it when the client has gone.
            drop(self.to.send(last).await);
        }
    }

    async fn read(
        &self,
        begun: Option<Bytes>,
        body: &mut Body,
        lines: &mut Lines,
    ) -> Result<(), Stop> {
        let (mut next, mut bytes) = (begun, 0);
        while let Some(data) = next {
            bytes += data.len() as u64;
            if bytes > self.app.limits.bulk_bytes {
                return Err(Stop::Told(too_large(self.app.limits.bulk_bytes)));
            }
            lines.push(&data);
            self.send_whole(lines).await?;
            next = self.more(body).await?;
        }
        lines.finish();
        self.send_whole(lines).await
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
            Some(Err(_)) => Err(Stop::Gone),
        }
    }

    /// Sends on what has come in whole lines.
    async fn send_whole(&self, lines: &mut Lines) -> Result<(), Stop> {
        let whole = lines.take_whole();
        let mut rest = whole.iter().peekable();
        while rest.peek().is_some() {
            let piece: Vec<Line> = rest.by_ref().take(PIECE_LINES).collect();
            self.check_count(&piece)?;
            let entries = self.entries(&piece).await;
            self.submit(entries).await?;
        }
        Ok(())
    }

    fn check_count(&self, piece: &[Line]) -> Result<(), Stop> {
        let limit = self.app.limits.bulk_lines;
        match piece.last() {
            Some(line) if line.number > limit => {
                let detail = format!("more than {limit} lines; send the rest in another request");
                Err(Stop::Told(Problem::web(Code::TooLarge).because(detail)))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The orders of some lines with ids in the place of codes.
    async fn entries(&self, piece: &[Line<'_>]) -> Vec<Entry> {
        let (mut entries, mut missed, mut asked) = (Vec::new(), Vec::new(), Vec::new());
        for line in piece {
            let (entry, miss) = self.entry(line);
            if let Some(order) = miss {
                missed.push(entries.len());
                asked.push(order);
            }
            entries.push(entry);
        }
        if missed.is_empty() {
            return entries;
        }
        let drafts = resolve::by_the_book(&self.app, asked).await;
        let drafts = drafts.unwrap_or_else(|problem| vec![Err(problem); missed.len()]);
        for (index, draft) in missed.into_iter().zip(drafts) {
            entries[index].order = draft;
        }
        entries
    }

    /// One line, and the order itself when the directory does not know all that it names.
    fn entry(&self, line: &Line<'_>) -> (Entry, Option<OrderDocument>) {
        let number = line.number;
        let refused = |problem| {
            let (key, order) = (None, Err(problem));
            (Entry { number, key, order }, None)
        };
        let order = line
            .bytes()
            .and_then(body::parse::<OrderDocument<Borrowed>>);
        let order = match order {
            Ok(order) => order,
            Err(problem) => return refused(problem),
        };
        let key = match self.key_of(number, &order) {
            Ok(key) => key,
            Err(problem) => return refused(problem),
        };
        let (order, miss) = match resolve::by_directory(&self.app, &order) {
            Some(draft) => (draft, None),
            None => match line.bytes().and_then(body::parse::<OrderDocument>) {
                Ok(order) => (Err(Problem::web(Code::Internal)), Some(order)),
                Err(problem) => (Err(problem), None),
            },
        };
        (Entry { number, key, order }, miss)
    }

    /// The key of a line: its own, or the request's with the number of the line.
    fn key_of(
        &self,
        number: usize,
        order: &OrderDocument<Borrowed>,
    ) -> Result<Option<Key>, Problem> {
        let key = match (&order.idempotency_key, &self.key) {
            (Some(own), _) => idempotency_key(self.actor, own.as_ref())?,
            (None, Some(key)) => idempotency_key(self.actor, &format!("{key}:{number}"))?,
            (None, None) => return Ok(None),
        };
        Ok(Some((key, fingerprint("place_order", SINGLE, order))))
    }

    /// Sends the orders to the writer, and the waiting for them to the answers.
    async fn submit(&self, entries: Vec<Entry>) -> Result<(), Stop> {
        let (tell, told) = oneshot::channel();
        let mut envelopes = Vec::with_capacity(entries.len());
        let mut waiting = Vec::with_capacity(entries.len());
        for Entry { number, key, order } in entries {
            let refused = match order {
                Ok(draft) => {
                    envelopes.push(Envelope {
                        key,
                        actor: self.actor,
                        command: Command::PlaceOrder(draft),
                    });
                    None
                }
                Err(problem) => Some(problem),
            };
            waiting.push((number, refused));
        }
        let permit = self.app.permit_piece().await;
        // The receiver is gone when the client is; the orders stand all the same.
        let sent = self.app.engine.offer_bulk(envelopes, move |replies| {
            drop(permit);
            drop(tell.send(replies));
        });
        let piece = Piece::new(waiting, sent.map(|()| told));
        self.to.send(piece).await.map_err(|_| Stop::Gone)
    }
}
