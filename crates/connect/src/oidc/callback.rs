//! What a browser brings back from the provider, and forms as both sides write them.

use super::QUERY_BYTES_MAX;
use super::fault::SignInFault;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What the browser brought back.
#[derive(Default)]
pub struct Callback {
    pub state: String,
    pub code: Option<String>,
    pub issuer: Option<String>,
    /// Why the provider says no, if it does.
    pub error: Option<String>,
}

impl Callback {
    /// Reads the query of the way back. Parameters that aren't known are left alone.
    pub fn parse(query: &str) -> Result<Callback, SignInFault> {
        if query.len() > QUERY_BYTES_MAX {
            return Err(SignInFault::Callback("it is longer than 8 KiB"));
        }
        let mut state = None;
        let mut callback = Callback::default();
        for part in query.split('&') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let place = match name {
                "state" => &mut state,
                "code" => &mut callback.code,
                "iss" => &mut callback.issuer,
                "error" => &mut callback.error,
                _ => continue,
            };
            if place.replace(decoded(value)?).is_some() {
                return Err(SignInFault::Callback("a parameter stands in it twice"));
            }
        }
        callback.state = state.ok_or(SignInFault::Callback("it has no state"))?;
        Ok(callback)
    }
}

/// What stays as it is in a form (RFC 3986, unreserved).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A value as it stands in a form or a query.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

/// Reads what [`encoded`] writes; a plus is a space.
pub fn decoded(text: &str) -> Result<String, SignInFault> {
    let text = text.replace('+', " ");
    let text = percent_decode_str(&text).decode_utf8();
    text.map(|text| text.into_owned())
        .map_err(|_| SignInFault::Callback("it is not UTF-8"))
}

/// Names and values as a form or a query.
pub fn form(parameters: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    pairs.join("&")
}
