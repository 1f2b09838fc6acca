//! Answers in JSON, and what stands in them.

use super::fault::SignInFault;
use crate::Unreachable;
use crate::client::Answer;
use serde_json::{Map, Value};

/// The object that was answered, with status 200.
///
/// # Errors
/// When nothing or something else was answered.
pub fn object(
    what: &'static str,
    answer: Result<Answer, Unreachable>,
) -> Result<Map<String, Value>, SignInFault> {
    let answer = answer.map_err(|why| SignInFault::Unreached { what, why })?;
    if answer.cut {
        return Err(SignInFault::answer(what, "it answers more than 256 KiB"));
    }
    let told: Option<Map<String, Value>> = serde_json::from_slice(&answer.body).ok();
    match (answer.status, told) {
        (200, Some(told)) => Ok(told),
        (200, None) => Err(SignInFault::answer(what, "it answers no JSON object")),
        (status, told) => {
            // Endpoints of OAuth say what is wrong in a word: `invalid_grant` for example.
            let told = told.unwrap_or_default();
            let word = text(&told, "error")
                .filter(|word| is_word(word))
                .unwrap_or("no reason");
            Err(SignInFault::answer(
                what,
                format!("it answers {status}, {word}"),
            ))
        }
    }
}

fn is_word(text: &str) -> bool {
    text.len() <= 100 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// A text of the object.
pub fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

/// Whether a value is true; some providers write it as text.
pub fn says_true(object: &Map<String, Value>, name: &str) -> bool {
    match object.get(name) {
        Some(Value::Bool(said)) => *said,
        Some(Value::String(said)) => said == "true",
        _ => false,
    }
}

/// A moment in seconds since 1970. It may come with a fraction, which is cut off.
pub fn seconds(object: &Map<String, Value>, name: &str) -> Option<i64> {
    let number = object.get(name)?.as_number()?;
    let whole = number.to_string();
    let whole = whole
        .split_once('.')
        .map_or(whole.as_str(), |(whole, _)| whole);
    whole.parse().ok()
}
