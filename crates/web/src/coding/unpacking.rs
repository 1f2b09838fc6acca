//! Bodies that come packed: unpacked piece by piece as they are read, so that a limit on what is
//! read is a limit on what is unpacked.

use super::Coding;
use crate::problem::{Code, Problem};
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, header};
use flate2::write::MultiGzDecoder;
use hyper::body::Frame;
use std::fmt;
use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

/// How much is unpacked before it is read, in bytes.
const PIECE_BYTES: usize = 64 << 10;
/// How much of a gzip body is looked at before what it became is read; it becomes 1,032 times as
/// much at the most.
const GZIP_BYTES: usize = 512;
/// The most memory for looking back that a zstd body may ask for, as a power of two in bytes: 8 MiB,
/// as RFC 9659 has it.
const WINDOW_LOG_MAX: u32 = 23;

/// The body as it was before it was packed; the headers then tell nothing of the packing.
///
/// # Errors
/// `unsupported_media_type` for a coding that is not known.
pub fn unpacked(headers: &mut HeaderMap, body: Body) -> Result<Body, Problem> {
    let mut stated = headers.get_all(header::CONTENT_ENCODING).iter();
    let coding = match (stated.next(), stated.next()) {
        (None, _) => return Ok(body),
        (Some(one), None) => one.to_str().unwrap_or("?").trim().to_owned(),
        (Some(_), Some(_)) => "several".to_owned(),
    };
    if coding.eq_ignore_ascii_case("identity") {
        return Ok(body);
    }
    let Some(coding) = Coding::parse(&coding) else {
        let detail = format!("the Content-Encoding is {coding}; gzip, zstd or none are read");
        return Err(Problem::web(Code::UnsupportedMediaType).because(detail));
    };
    headers.remove(header::CONTENT_ENCODING);
    headers.remove(header::CONTENT_LENGTH);
    let unpacking = Unpacking::new(coding).map_err(|_| Problem::web(Code::Internal))?;
    Ok(Body::new(Unpacked {
        body,
        coding,
        unpacking,
        rest: Bytes::new(),
        ended: false,
    }))
}

/// A body is not what its Content-Encoding says.
#[derive(Debug)]
pub struct Unreadable(Coding);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let coding = self.0.as_str();
        write!(
            f,
            "the body is not {coding}, as its Content-Encoding says, or it ends too early"
        )
    }
}

impl std::error::Error for Unreadable {}

struct Unpacked {
    body: Body,
    coding: Coding,
    unpacking: Unpacking,
    /// What came and was not looked at.
    rest: Bytes,
    ended: bool,
}

impl HttpBody for Unpacked {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        let unreadable = |_| axum::Error::new(Unreadable(this.coding));
        loop {
            let out = this.unpacking.some(&mut this.rest).map_err(unreadable)?;
            if !out.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(out))));
            }
            if this.ended {
                return Poll::Ready(None);
            }
            match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
                Some(frame) => this.rest = frame?.into_data().unwrap_or_default(),
                None => {
                    this.ended = true;
                    this.unpacking.end().map_err(unreadable)?;
                }
            }
        }
    }
}

enum Unpacking {
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
    Zstd {
        decoder: Decoder<'static>,
        /// Whether something begun has not ended.
        open: bool,
    },
}

impl Unpacking {
    fn new(coding: Coding) -> io::Result<Unpacking> {
        Ok(match coding {
            Coding::Gzip => Unpacking::Gzip(Box::new(MultiGzDecoder::new(Vec::new()))),
            Coding::Zstd => {
                let mut decoder = Decoder::new()?;
                decoder.set_parameter(DParameter::WindowLogMax(WINDOW_LOG_MAX))?;
                Unpacking::Zstd {
                    decoder,
                    open: true,
                }
            }
        })
    }

    /// Unpacks some of the rest; nothing when there is no more to be had of it.
    fn some(&mut self, rest: &mut Bytes) -> io::Result<Bytes> {
        match self {
            Unpacking::Gzip(decoder) => {
                while !rest.is_empty() && decoder.get_ref().is_empty() {
                    let next = rest.split_to(rest.len().min(GZIP_BYTES));
                    decoder.write_all(&next)?;
                }
                Ok(Bytes::from(std::mem::take(decoder.get_mut())))
            }
            Unpacking::Zstd { decoder, open } => {
                let mut out = vec![0; PIECE_BYTES];
                loop {
                    let (mut from, mut to) =
                        (InBuffer::around(rest), OutBuffer::around(&mut out[..]));
                    let wanted = decoder.run(&mut from, &mut to)?;
                    let (read, written) = (from.pos(), to.pos());
                    let _ = rest.split_to(read);
                    if read > 0 || written > 0 {
                        *open = wanted > 0;
                    }
                    if written > 0 || read == 0 || rest.is_empty() {
                        out.truncate(written);
                        return Ok(Bytes::from(out));
                    }
                }
            }
        }
    }

    /// All has come: it must be whole.
    fn end(&mut self) -> io::Result<()> {
        match self {
            Unpacking::Gzip(decoder) => decoder.try_finish(),
            Unpacking::Zstd { open: false, .. } => Ok(()),
            Unpacking::Zstd { open: true, .. } => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}
