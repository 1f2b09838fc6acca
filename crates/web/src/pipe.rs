//! Answers that are written while they are sent: the work waits for the client, and memory holds a few
//! pieces of it.

use crate::call::typed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use hyper::body::Frame;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// Size of a piece, in bytes.
const PIECE_BYTES: usize = 64 << 10;
/// Pieces that wait for the client.
const PIECES: usize = 4;
/// Answers that are written at once; each takes a thread as long as its client does.
pub const PIPES_MAX: usize = 8;

/// An answer of this type that `work` writes, off the threads that serve. Where it fails, the
/// connection breaks, so that nobody takes a part for the whole.
///
/// # Errors
/// `busy` while [`PIPES_MAX`] are being written.
pub fn piped(
    app: &App,
    kind: HeaderValue,
    work: impl FnOnce(&App, &mut Pipe) -> io::Result<()> + Send + 'static,
) -> Result<Response, Problem> {
    let place = Arc::clone(app.pipes()).try_acquire_owned();
    let place = place.map_err(|_| Problem::web(Code::Busy))?;
    let (to, from) = mpsc::channel(PIECES);
    let app = app.clone();
    tokio::task::spawn_blocking(move || {
        let mut pipe = Pipe {
            to,
            piece: Vec::with_capacity(PIECE_BYTES),
        };
        let done = work(&app, &mut pipe).and_then(|()| pipe.flush());
        if let Err(error) = done {
            // Nobody hears it when it is the client who went away.
            drop(pipe.to.blocking_send(Err(error)));
        }
        drop(place);
    });
    let mut response = typed(StatusCode::OK, kind, Vec::new());
    *response.body_mut() = Body::new(Sent(from));
    Ok(response)
}

/// Where an answer is written.
pub struct Pipe {
    to: mpsc::Sender<io::Result<Bytes>>,
    piece: Vec<u8>,
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE_BYTES));
        let sent = self.to.blocking_send(Ok(Bytes::from(piece)));
        sent.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// The body of the answer.
struct Sent(mpsc::Receiver<io::Result<Bytes>>);

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.0
            .poll_recv(cx)
            .map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}
