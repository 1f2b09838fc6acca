//! Server-sent events (the HTML standard, section 9.2): how they are written, and the answer that
//! they stand in.

use crate::call::typed;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;
use views::feed::{FeedEvent, FeedId};

/// What the answer is.
pub const KIND: &str = "text/event-stream";
/// Pieces that wait for the client to take them; whoever sends more waits.
const PIECES: usize = 2;
/// After how many milliseconds a client comes again whose stream has ended.
const RETRY_MILLIS: u32 = 2_000;

/// Some lines of a stream.
#[derive(Default)]
pub struct Frame(Vec<u8>);

impl Frame {
    /// How a stream begins.
    pub fn first() -> Frame {
        Frame(format!("retry: {RETRY_MILLIS}\n\n").into_bytes())
    }

    /// One event.
    pub fn event(event: &FeedEvent) -> Frame {
        let json = serde_json::to_string(event).expect("events are structs with text keys");
        let (id, kind) = (event.id, event.kind);
        Frame(format!("id: {id}\nevent: {kind}\ndata: {json}\n\n").into_bytes())
    }

    /// Something without a place.
    pub fn data(json: &str) -> Frame {
        Frame(format!("data: {json}\n\n").into_bytes())
    }

    /// A sign of life. It moves the place that a client comes again with, also where nothing that
    /// the client asked for has happened.
    pub fn heartbeat(at: Option<FeedId>) -> Frame {
        let place = at.map(|at| format!("id: {at}\n")).unwrap_or_default();
        Frame(format!(": still here\n{place}\n").into_bytes())
    }

    /// The lines.
    pub fn bytes(self) -> Bytes {
        Bytes::from(self.0)
    }
}

/// An answer that goes on as long as something is sent and the client takes it.
pub fn opened() -> (mpsc::Sender<Bytes>, Response) {
    let (to, from) = mpsc::channel(PIECES);
    let mut response = typed(StatusCode::OK, HeaderValue::from_static(KIND), Vec::new());
    // A proxy that collects answers would hold events back.
    let unbuffered = HeaderName::from_static("x-accel-buffering");
    let headers = response.headers_mut();
    headers.insert(unbuffered, HeaderValue::from_static("no"));
    *response.body_mut() = Body::new(Sent(from));
    (to, response)
}

struct Sent(mpsc::Receiver<Bytes>);

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, Infallible>>> {
        let next = self.0.poll_recv(cx);
        next.map(|bytes| bytes.map(|bytes| Ok(hyper::body::Frame::data(bytes))))
    }
}
