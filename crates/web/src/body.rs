//! Reading bodies: never more than the limit, and JSON that says where it is wrong.

mod strict;

use crate::coding::Unreadable;
use crate::problem::{Code, Flaw, Problem};
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;
use serde::Deserialize;
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};
use std::error::Error;
use strict::Strict;

/// The most room that is made for a body before it comes, in bytes.
const ROOM_BYTES: usize = 64 << 10;

/// Reads a body of at most `limit` bytes.
///
/// # Errors
/// `too_large`, as soon as that shows; `bad_value` when the connection breaks.
pub async fn read(mut body: Body, headers: &HeaderMap, limit: usize) -> Result<Bytes, Problem> {
    let stated = stated_length(headers).unwrap_or(0);
    check(stated, limit)?;
    let first = more(&mut body).await?.unwrap_or_default();
    if body.is_end_stream() {
        // Most bodies come in one piece.
        check(first.len(), limit)?;
        return Ok(first);
    }
    // What a client claims is not what it sends: room is made for little, and grows.
    let mut bytes = Vec::with_capacity(stated.min(ROOM_BYTES));
    let mut next = Some(first);
    while let Some(data) = next {
        check(bytes.len() + data.len(), limit)?;
        bytes.extend_from_slice(&data);
        next = more(&mut body).await?;
    }
    Ok(Bytes::from(bytes))
}

/// The next piece of a body; `None` at its end.
async fn more(body: &mut Body) -> Result<Option<Bytes>, Problem> {
    let Some(frame) = body.frame().await else {
        return Ok(None);
    };
    let broken = |error| {
        let told = unreadable(&error);
        told.unwrap_or_else(|| {
            Problem::web(Code::BadValue).because("the body ended before its end")
        })
    };
    Ok(Some(frame.map_err(broken)?.into_data().unwrap_or_default()))
}

/// What is told of a body that is not packed as it says; `None` where the connection broke.
pub fn unreadable(error: &axum::Error) -> Option<Problem> {
    let mut cause: Option<&dyn Error> = Some(error);
    while let Some(error) = cause {
        if let Some(unreadable) = error.downcast_ref::<Unreadable>() {
            return Some(Problem::web(Code::BadValue).because(unreadable.to_string()));
        }
        cause = error.source();
    }
    None
}

/// Refuses bodies that say that they are not JSON.
pub fn check_json(headers: &HeaderMap) -> Result<(), Problem> {
    let essence = stated_kind(headers);
    let is_json = essence.eq_ignore_ascii_case("application/json")
        || (essence.starts_with("application/") && essence.ends_with("+json"));
    match is_json {
        true => Ok(()),
        false => Err(other_kind(essence, "application/json")),
    }
}

/// Refuses bodies that say that they are of another kind than this.
pub fn check_kind(headers: &HeaderMap, kind: &str) -> Result<(), Problem> {
    let essence = stated_kind(headers);
    match essence.eq_ignore_ascii_case(kind) {
        true => Ok(()),
        false => Err(other_kind(essence, kind)),
    }
}

fn stated_kind(headers: &HeaderMap) -> &str {
    let stated = headers
        .get(header::CONTENT_TYPE)
        .map(|value| value.to_str().unwrap_or("?"));
    stated
        .and_then(|text| text.split(';').next())
        .unwrap_or("")
        .trim()
}

fn other_kind(stated: &str, needed: &str) -> Problem {
    let detail = match stated {
        "" => format!("there is no Content-Type; {needed} is needed"),
        other => format!("the Content-Type is {other}; {needed} is needed"),
    };
    Problem::web(Code::UnsupportedMediaType).because(detail)
}

/// Reads JSON of this form.
///
/// # Errors
/// `malformed_json`; `unknown_field` and `bad_value` with the place.
pub fn parse<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Problem> {
    // Keeping track of the place costs as much as reading; it is only done to tell it.
    let mut from = serde_json::Deserializer::from_slice(bytes);
    let value = T::deserialize(Strict(&mut from)).ok();
    let value = value.filter(|_| from.end().is_ok());
    value.map_or_else(|| parse_with_place(bytes), Ok)
}

fn parse_with_place<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Problem> {
    let mut from = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(Strict(&mut from))
        .map_err(|error| described(error.path(), error.inner()))?;
    from.end()
        .map_err(|error| Problem::web(Code::MalformedJson).because(error.to_string()))?;
    Ok(value)
}

fn described(path: &Path, error: &serde_json::Error) -> Problem {
    let text = error.to_string();
    let code = match error.classify() {
        Category::Io | Category::Syntax | Category::Eof => {
            return Problem::web(Code::MalformedJson).because(text);
        }
        Category::Data if text.starts_with("unknown field") => Code::UnknownField,
        Category::Data => Code::BadValue,
    };
    let place = text.rfind(" at line ").unwrap_or(text.len());
    let flaw = Flaw {
        pointer: pointer(path),
        detail: in_json(&text[..place]),
    };
    let detail = match flaw.pointer.as_str() {
        "" => flaw.detail.clone(),
        pointer => format!("{pointer}: {}", flaw.detail),
    };
    Problem::web(code).because(detail).at(vec![flaw])
}

/// The same complaint without the names of our types, which mean nothing to a client.
fn in_json(detail: &str) -> String {
    let Some((before, name)) = detail.rsplit_once("expected ") else {
        return detail.to_owned();
    };
    let wanted = match name {
        "u8" => format!("a whole number from 0 to {}", u8::MAX),
        "u16" => format!("a whole number from 0 to {}", u16::MAX),
        "u32" => format!("a whole number from 0 to {}", u32::MAX),
        "u64" | "usize" => "a whole number, 0 or more".to_owned(),
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number".to_owned(),
        other if other.starts_with("struct ") => "an object".to_owned(),
        other => other.to_owned(),
    };
    format!("{before}expected {wanted}")
}

/// A path as a JSON pointer (RFC 6901).
fn pointer(path: &Path) -> String {
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } | Segment::Enum { variant: key } => {
            format!("/{}", key.replace('~', "~0").replace('/', "~1"))
        }
        Segment::Unknown => String::new(),
    };
    path.iter().map(step).collect()
}

/// The length that a request states for its body.
pub fn stated_length(headers: &HeaderMap) -> Option<usize> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

fn check(size: usize, limit: usize) -> Result<(), Problem> {
    match size > limit {
        true => {
            let detail = format!("the body has {size} bytes or more; {limit} are allowed");
            Err(Problem::web(Code::TooLarge).because(detail))
        }
        false => Ok(()),
    }
}
