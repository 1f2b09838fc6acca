//! Answers that go out packed, whole or as they come, where that is worth it and tells nobody
//! anything.
//!
//! How well an answer packs tells whether two parts of it are alike (BREACH). Who makes a browser
//! ask for a page with a guess in it, and sees the size of what comes back, could so find out what
//! else stands there. What is opened by a cookie is therefore packed only when the browser says that
//! one of our own pages asked for it, or the person; the tokens in forms are masked besides, as what
//! stands in a document may be a guess too. A key in a header is sent by nobody but its holder.

use super::Coding;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::body::Frame;
use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use zstd::stream::raw::CParameter;
use zstd::stream::write::Encoder;

/// Answers of fewer bytes are sent as they are.
const BYTES_MIN: u64 = 1 << 10;
/// How much is packed at once, in bytes, so that others get their turn.
const PIECE_BYTES: usize = 64 << 10;
/// How hard gzip tries; beyond, it takes much longer for little.
const GZIP_LEVEL: u32 = 5;
/// How hard zstd tries.
const ZSTD_LEVEL: i32 = 3;
/// How far zstd looks back, as a power of two in bytes: its memory grows with it.
const ZSTD_WINDOW_LOG: u32 = 18;
/// What is packed. Events are not: each goes out at once.
const KINDS: [&str; 9] = [
    "application/json",
    "application/problem+json",
    "application/x-ndjson",
    "text/csv",
    "text/html",
    "text/css",
    "text/javascript",
    "text/plain",
    "image/svg+xml",
];

/// The answer, packed as the request allows.
pub fn packed(asked: &Asked, response: Response) -> Response {
    let (mut head, body) = response.into_parts();
    let size = body.size_hint().exact();
    let headers = &mut head.headers;
    if !is_packable(headers) || size.is_some_and(|size| size < BYTES_MIN) {
        return Response::from_parts(head, body);
    }
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    let packing = asked.coding.filter(|_| !asked.may_be_guessed);
    let packing = packing.and_then(|coding| Some((coding, Packing::new(coding, size).ok()?)));
    let Some((coding, packing)) = packing else {
        return Response::from_parts(head, body);
    };
    let name = HeaderValue::from_static(coding.as_str());
    headers.insert(header::CONTENT_ENCODING, name);
    headers.remove(header::CONTENT_LENGTH);
    let packed = Packed {
        body,
        packing: Some(packing),
        rest: Bytes::new(),
    };
    Response::from_parts(head, Body::new(packed))
}

/// What a request says of the packing of its answer.
pub struct Asked {
    coding: Option<Coding>,
    /// A cookie opens it, and nobody says that another site has no hand in it.
    may_be_guessed: bool,
}

impl Asked {
    /// By a request with these headers.
    pub fn by(headers: &HeaderMap) -> Asked {
        let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        let ours = matches!(site, Some(b"same-origin" | b"none"));
        Asked {
            coding: liked(headers),
            may_be_guessed: headers.contains_key(header::COOKIE) && !ours,
        }
    }
}

/// The coding that is liked best, if any.
fn liked(headers: &HeaderMap) -> Option<Coding> {
    let stated = headers.get_all(header::ACCEPT_ENCODING).iter();
    let texts = stated.filter_map(|value| value.to_str().ok());
    let named: Vec<(&str, u32)> = texts
        .flat_map(|text| text.split(','))
        .map(weighed)
        .collect();
    let weight = |coding: Coding| {
        let by = |wanted: &str| {
            let mut of = named
                .iter()
                .filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
            of.next().map(|(_, weight)| *weight)
        };
        by(coding.as_str()).or_else(|| by("*")).unwrap_or(0)
    };
    let mut best = None;
    for coding in Coding::ALL {
        if weight(coding) > best.map_or(0, weight) {
            best = Some(coding);
        }
    }
    best
}

/// A name and its weight in thousandths; what can't be read weighs nothing.
fn weighed(one: &str) -> (&str, u32) {
    let mut parts = one.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
    (name, weight.map_or(1_000, thousandths))
}

fn thousandths(weight: &str) -> u32 {
    let (whole, part) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match whole {
        "1" => 1_000,
        "0" if part.len() <= 3 && digits(part) => format!("{part:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

fn is_packable(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    KINDS.contains(&essence) && !headers.contains_key(header::CONTENT_ENCODING)
}

struct Packed {
    body: Body,
    /// `None` once all is packed.
    packing: Option<Packing>,
    /// What came and is not packed.
    rest: Bytes,
}

impl HttpBody for Packed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        loop {
            let this = &mut *self;
            if this.packing.is_none() {
                return Poll::Ready(None);
            }
            if this.rest.is_empty() {
                match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
                    Some(frame) => this.rest = frame?.into_data().unwrap_or_default(),
                    None => return Poll::Ready(this.last().transpose()),
                }
            }
            let out = this.next().map_err(axum::Error::new)?;
            if !out.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(out))));
            }
        }
    }
}

impl Packed {
    /// Packs some of the rest. What has come whole goes out, so that whoever waits for it has it.
    fn next(&mut self) -> io::Result<Bytes> {
        let Some(packing) = &mut self.packing else {
            return Ok(Bytes::new());
        };
        let piece = self.rest.split_to(self.rest.len().min(PIECE_BYTES));
        packing.add(&piece)?;
        if self.rest.is_empty() && !self.body.is_end_stream() {
            packing.flush()?;
        }
        Ok(packing.taken())
    }

    /// What is left to say at the end.
    fn last(&mut self) -> Result<Option<Frame<Bytes>>, axum::Error> {
        let Some(packing) = self.packing.take() else {
            return Ok(None);
        };
        let out = packing.end().map_err(axum::Error::new)?;
        Ok(Some(Frame::data(out)))
    }
}

enum Packing {
    Gzip(GzEncoder<Vec<u8>>),
    Zstd(Encoder<'static, Vec<u8>>),
}

impl Packing {
    fn new(coding: Coding, size: Option<u64>) -> io::Result<Packing> {
        Ok(match coding {
            Coding::Gzip => Packing::Gzip(GzEncoder::new(Vec::new(), Compression::new(GZIP_LEVEL))),
            Coding::Zstd => {
                let mut encoder = Encoder::new(Vec::new(), ZSTD_LEVEL)?;
                encoder.set_parameter(CParameter::WindowLog(ZSTD_WINDOW_LOG))?;
                // Who knows that little comes, makes little room.
                encoder.set_pledged_src_size(size)?;
                Packing::Zstd(encoder)
            }
        })
    }

    fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Packing::Gzip(encoder) => encoder.write_all(bytes),
            Packing::Zstd(encoder) => encoder.write_all(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Packing::Gzip(encoder) => encoder.flush(),
            Packing::Zstd(encoder) => encoder.flush(),
        }
    }

    fn taken(&mut self) -> Bytes {
        Bytes::from(std::mem::take(match self {
            Packing::Gzip(encoder) => encoder.get_mut(),
            Packing::Zstd(encoder) => encoder.get_mut(),
        }))
    }

    fn end(self) -> io::Result<Bytes> {
        Ok(Bytes::from(match self {
            Packing::Gzip(encoder) => encoder.finish()?,
            Packing::Zstd(encoder) => encoder.finish()?,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coding_that_a_client_likes_best_is_taken() {
        let cases = [
            ("", None),
            ("gzip", Some(Coding::Gzip)),
            ("GZIP, zstd;q=0.9", Some(Coding::Gzip)),
            ("gzip, deflate, br, zstd", Some(Coding::Zstd)),
            ("gzip;q=0.5, zstd; q=0.501", Some(Coding::Zstd)),
            ("br", None),
            ("*", Some(Coding::Zstd)),
            ("*;q=0.1, zstd;q=0", Some(Coding::Gzip)),
            ("gzip;q=0", None),
            ("gzip;q=0.0001, zstd;q=lots", None),
            ("identity", None),
        ];
        for (text, coding) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, text.parse().unwrap());
            assert_eq!(liked(&headers), coding, "{text}");
        }
    }
}
