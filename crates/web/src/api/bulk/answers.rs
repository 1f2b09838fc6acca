//! The answers of a bulk request, a line an order, written as they become durable.

use crate::api::forms::scheduled;
use crate::problem::{Code, Flaw, Problem};
use crate::written::{quoted, whole};
use axum::body::{Bytes, HttpBody};
use book::Event;
use engine::{Reply, Unavailable};
use hyper::body::Frame;
use schemars::JsonSchema;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::sync::{mpsc, oneshot};
use vocab::{Day, OrderId};

/// Room for the answer to one order, in bytes.
const LINE_BYTES: usize = 160;

type Replies = Result<Vec<Reply>, Unavailable>;

/// Some lines that were sent on together, and who tells what came of them.
pub struct Piece {
    lines: Answered,
    replies: Result<oneshot::Receiver<Replies>, Unavailable>,
}

/// The lines of a piece, by their numbers.
#[derive(Default)]
pub struct Answered {
    /// All of them.
    pub numbers: Vec<usize>,
    /// Those that were not sent on.
    pub refused: VecDeque<(usize, Problem)>,
}

impl Answered {
    /// Takes out why a line was not sent on; they come in their order.
    fn refused_at(&mut self, line: usize) -> Option<Problem> {
        match self.refused.front() {
            Some((number, _)) if *number == line => {
                self.refused.pop_front().map(|(_, problem)| problem)
            }
            Some(_) | None => None,
        }
    }
}

impl Piece {
    /// Lines that wait for replies.
    pub fn new(lines: Answered, replies: Result<oneshot::Receiver<Replies>, Unavailable>) -> Piece {
        Piece { lines, replies }
    }

    /// One line that is refused.
    pub fn refused(number: usize, problem: Problem) -> Piece {
        Piece {
            lines: Answered {
                numbers: vec![number],
                refused: VecDeque::from([(number, problem)]),
            },
            replies: Err(Unavailable::Stopped),
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Bytes> {
        let replies = match &mut self.replies {
            Ok(told) => {
                let told = ready!(Pin::new(told).poll(cx));
                told.unwrap_or(Err(Unavailable::Stopped))
            }
            Err(unavailable) => Err(*unavailable),
        };
        Poll::Ready(Bytes::from(written(
            std::mem::take(&mut self.lines),
            replies,
        )))
    }
}

/// The body of the answer.
pub struct Answers {
    from: mpsc::Receiver<Piece>,
    waiting: Option<Piece>,
}

impl Answers {
    /// The answers to pieces as they come.
    pub fn new(from: mpsc::Receiver<Piece>) -> Answers {
        Answers {
            from,
            waiting: None,
        }
    }
}

impl HttpBody for Answers {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.waiting.is_none() {
            self.waiting = ready!(self.from.poll_recv(cx));
        }
        let Some(piece) = &mut self.waiting else {
            return Poll::Ready(None);
        };
        let bytes = ready!(piece.poll(cx));
        self.waiting = None;
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }
}

/// The lines of a piece, each with what came of it.
fn written(mut lines: Answered, replies: Replies) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(lines.numbers.len() * LINE_BYTES);
    let (replies, absent) = match replies {
        Ok(replies) => (replies, Unavailable::Stopped),
        Err(unavailable) => (Vec::new(), unavailable),
    };
    let mut replies = replies.into_iter();
    for line in std::mem::take(&mut lines.numbers) {
        let told = match lines.refused_at(line) {
            Some(problem) => Err(problem),
            None => match replies.next() {
                Some(reply) => put(&mut bytes, line, reply),
                None => Err(absent.into()),
            },
        };
        if let Err(problem) = told {
            let refusal = problem.in_line(line);
            serde_json::to_writer(&mut bytes, &refusal).expect("texts and numbers are JSON");
            bytes.push(b'\n');
        }
    }
    bytes
}

/// Writes what came of an order, unless it was refused.
fn put(to: &mut Vec<u8>, line: usize, reply: Reply) -> Result<(), Problem> {
    let events = reply.outcome.map_err(Problem::from)?;
    let (order, held) = events
        .iter()
        .find_map(found)
        .ok_or_else(|| Problem::web(Code::Internal))?;
    let (schedules, _) = scheduled(&events);
    let parts = schedules.iter().flat_map(|line| line.schedule.iter());
    let last: Option<Day> = parts.map(|part| part.delivery).max();
    let backordered = schedules.iter().any(|line| line.backorder.is_some());
    let choose = |is: bool, yes: &'static [u8], no: &'static [u8]| if is { yes } else { no };
    to.extend_from_slice(b"{\"line\":");
    whole(to, line as u64);
    to.extend_from_slice(b",\"status\":201,\"number\":\"SO-");
    whole(to, order.digits());
    to.extend_from_slice(choose(
        held,
        b"\",\"state\":\"held\"",
        b"\",\"state\":\"open\"",
    ));
    to.extend_from_slice(b",\"last_delivery_date\":");
    match last {
        Some(day) => quoted(to, day),
        None => to.extend_from_slice(b"null"),
    }
    to.extend_from_slice(b",\"backordered\":");
    to.extend_from_slice(choose(backordered, b"true", b"false"));
    to.extend_from_slice(b",\"seq\":");
    whole(to, reply.seq);
    to.extend_from_slice(choose(reply.repeated, b",\"replayed\":true}\n", b"}\n"));
    Ok(())
}

/// The order that an event places, and whether it is held.
fn found(event: &Event) -> Option<(OrderId, bool)> {
    match event {
        Event::OrderPlaced { order, holds, .. } => Some((*order, !holds.is_empty())),
        _ => None,
    }
}

/// What is answered for a line. It is written by hand, for speed; this tells its form.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "tells the form of what is written by hand")]
pub enum BulkLine {
    /// The order was placed.
    Placed(BulkPlaced),
    /// It was not.
    Refused(BulkProblem),
}

/// A line whose order was placed.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "tells the form of what is written by hand")]
pub struct BulkPlaced {
    /// Which line, from 1.
    line: u64,
    /// 201.
    #[schemars(range(min = 201, max = 201))]
    status: u16,
    /// The order's number.
    number: String,
    /// Held, or open.
    state: views::OrderState,
    /// When the last of what has a date arrives.
    last_delivery_date: Option<Day>,
    /// True when a quantity has no date.
    backordered: bool,
    /// The journal record.
    seq: u64,
    /// True when the answer was given before.
    #[schemars(skip_serializing_if = "std::ops::Not::not")]
    replayed: bool,
}

/// A line whose order was not placed.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "tells the form of what is written by hand")]
pub struct BulkProblem {
    /// Which line, from 1.
    line: u64,
    /// The HTTP status that the order alone would have been answered with.
    #[schemars(range(min = 400, max = 599))]
    status: u16,
    /// The kind of problem.
    code: String,
    /// What exactly is the matter.
    detail: String,
    /// Where in the line.
    #[schemars(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Flaw>,
}
