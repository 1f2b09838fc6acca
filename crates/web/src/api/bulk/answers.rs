//! The answers of a bulk request, a line an order, written as they become durable.

use crate::api::forms::{placed, scheduled};
use crate::problem::{Code, Problem};
use axum::body::{Bytes, HttpBody};
use book::{Event, Events};
use engine::{Reply, Unavailable};
use hyper::body::Frame;
use serde::Serialize;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::sync::{mpsc, oneshot};
use views::OrderState;
use vocab::Day;

/// Room for the answer to one order, in bytes.
const LINE_BYTES: usize = 128;

type Replies = Result<Vec<Reply>, Unavailable>;

/// Some lines that were sent on together, and who tells what came of them.
pub struct Piece {
    /// The numbers of the lines; a problem where the line was not sent on.
    lines: Vec<(usize, Option<Problem>)>,
    replies: Result<oneshot::Receiver<Replies>, Unavailable>,
}

impl Piece {
    /// Lines that wait for replies.
    pub fn new(
        lines: Vec<(usize, Option<Problem>)>,
        replies: Result<oneshot::Receiver<Replies>, Unavailable>,
    ) -> Piece {
        Piece { lines, replies }
    }

    /// One line that is refused.
    pub fn refused(number: usize, problem: Problem) -> Piece {
        Piece {
            lines: vec![(number, Some(problem))],
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

/// What came of an order.
#[derive(Serialize)]
struct Placed {
    line: usize,
    status: u16,
    number: String,
    state: OrderState,
    last_delivery_date: Option<Day>,
    backordered: bool,
    seq: u64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    replayed: bool,
}

/// The lines of a piece, each with what came of it.
fn written(lines: Vec<(usize, Option<Problem>)>, replies: Replies) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(lines.len() * LINE_BYTES);
    let (mut replies, absent) = match replies {
        Ok(replies) => (VecDeque::from(replies), Unavailable::Stopped),
        Err(unavailable) => (VecDeque::new(), unavailable),
    };
    for (line, refused) in lines {
        let told = match refused {
            Some(problem) => Err(problem),
            None => match replies.pop_front() {
                Some(reply) => told(line, reply),
                None => Err(absent.into()),
            },
        };
        match told {
            Ok(placed) => put(&mut bytes, &placed),
            Err(problem) => put(&mut bytes, &problem.in_line(line)),
        }
    }
    bytes
}

fn put(bytes: &mut Vec<u8>, told: &impl Serialize) {
    serde_json::to_writer(&mut *bytes, told).expect("texts and numbers are always JSON");
    bytes.push(b'\n');
}

fn told(line: usize, reply: Reply) -> Result<Placed, Problem> {
    let Reply {
        seq,
        outcome,
        repeated,
    } = reply;
    let events = outcome.map_err(Problem::from)?;
    shown(line, seq, repeated, &events).ok_or_else(|| Problem::web(Code::Internal))
}

fn shown(line: usize, seq: u64, replayed: bool, events: &Events) -> Option<Placed> {
    let Event::OrderPlaced { order, holds, .. } = events.iter().find_map(placed)? else {
        return None;
    };
    let (schedules, _) = scheduled(events);
    let parts = schedules.iter().flat_map(|line| line.schedule.iter());
    Some(Placed {
        line,
        status: 201,
        number: order.number(),
        state: match holds.is_empty() {
            true => OrderState::Open,
            false => OrderState::Held,
        },
        last_delivery_date: parts.map(|part| part.delivery).max(),
        backordered: schedules.iter().any(|line| line.backorder.is_some()),
        seq,
        replayed,
    })
}
