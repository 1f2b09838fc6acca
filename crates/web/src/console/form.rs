//! Forms that do something: the token that binds them to a browser, and reading what was sent.

mod files;

use crate::call::Call;
use crate::problem::{Code, Problem};
use axum::body::Body;
use axum::extract::Query;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::de::DeserializeOwned;
use std::sync::LazyLock;

pub(super) use files::{SentFile, read_files};

/// The cookie of a browser's session: random, without meaning.
pub(super) const SESSION: &str = "kept_session";
/// The largest form, in bytes.
const FORM_BYTES_MAX: usize = 64 << 10;
/// Random bytes of a session.
const SESSION_BYTES: usize = 16;
/// Bytes of a token.
const TOKEN_BYTES: usize = 16;

/// The key of this run that tokens are made with.
static SECRET: LazyLock<[u8; 32]> = LazyLock::new(random);

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

pub(super) fn new_session() -> String {
    let bytes: [u8; SESSION_BYTES] = random();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// True for what [`new_session`] makes.
pub(super) fn is_session(text: &str) -> bool {
    text.len() == 2 * SESSION_BYTES && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The token of a session for the form that is sent to this path.
fn token(session: &str, path: &str) -> [u8; TOKEN_BYTES] {
    let mut hasher = blake3::Hasher::new_keyed(&SECRET);
    hasher.update(session.as_bytes()).update(path.as_bytes());
    let hash = hasher.finalize();
    *hash.as_bytes().first_chunk().expect("a hash has 32 bytes")
}

/// The token as a page tells it: behind a mask of chance, so that it is another text in each page
/// and nobody finds it out by how well pages pack.
fn masked(token: [u8; TOKEN_BYTES]) -> String {
    let mask: [u8; TOKEN_BYTES] = random();
    let hidden = token.iter().zip(mask).map(|(byte, mask)| byte ^ mask);
    let bytes = mask.into_iter().chain(hidden);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

/// The token behind its mask; `None` for what [`masked`] never makes.
fn unmasked(text: &str) -> Option<[u8; TOKEN_BYTES]> {
    let digits = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Vec<u8> = text
        .as_bytes()
        .chunks(2)
        .map(digits)
        .collect::<Option<_>>()?;
    let (mask, hidden) = bytes.split_at_checked(TOKEN_BYTES)?;
    let token: Vec<u8> = mask
        .iter()
        .zip(hidden)
        .map(|(mask, byte)| mask ^ byte)
        .collect();
    token
        .try_into()
        .ok()
        .filter(|_| hidden.len() == TOKEN_BYTES)
}

/// The hidden field with the token.
pub(super) fn hidden(session: &str, path: &str) -> Markup {
    html! { input type="hidden" name="token" value=(masked(token(session, path))); }
}

/// Reads a form, after its token and origin.
///
/// # Errors
/// `cross_site` when another site sent it; `too_large`; `bad_value` when the token is not of this
/// browser and run, and when fields are missing.
pub(super) async fn read<T: DeserializeOwned>(call: &Call, body: Body) -> Result<T, Problem> {
    check_origin(&call.head.headers)?;
    let bytes = crate::body::read(body, &call.head.headers, FORM_BYTES_MAX).await?;
    let fields = String::from_utf8(bytes.into()).map_err(|_| bad("the form is not UTF-8"))?;
    // A form is written as a query is.
    let uri: Uri = format!("/?{fields}")
        .parse()
        .map_err(|_| bad("the form can't be read"))?;
    let stated = Query::<Token>::try_from_uri(&uri).ok();
    check_token(call, stated.as_ref().map(|Query(form)| form.token.as_str()))?;
    match Query::try_from_uri(&uri) {
        Ok(Query(form)) => Ok(form),
        Err(error) => Err(bad(&error.to_string())),
    }
}

/// Reads a form that may be as large as this, in bytes, after its token and origin.
///
/// # Errors
/// As [`read`] has them.
pub(super) async fn read_large(call: &Call, body: Body, bytes_max: usize) -> Result<Sent, Problem> {
    check_origin(&call.head.headers)?;
    let bytes = crate::body::read(body, &call.head.headers, bytes_max).await?;
    let fields = str::from_utf8(&bytes).map_err(|_| bad("the form is not UTF-8"))?;
    let sent = Sent(fields.split('&').map(pair).collect());
    check_token(call, sent.get("token"))?;
    Ok(sent)
}

/// A name and its value, as forms are written (URL Standard, section 5.1).
fn pair(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let plain = |text: &str| {
        let text = text.replace('+', " ");
        let bytes = percent_encoding::percent_decode_str(&text);
        bytes.decode_utf8_lossy().into_owned()
    };
    (plain(name), plain(value))
}

/// What a form sent, where a name may come several times.
#[derive(Clone, Debug)]
pub(super) struct Sent(Vec<(String, String)>);

impl Sent {
    pub(super) fn of(fields: Vec<(String, String)>) -> Sent {
        Sent(fields)
    }

    /// The first value under a name; `None` when there is none, or nothing but blanks.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().find(|(sent, _)| sent == name);
        let value = named.map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }

    /// Every name with its value, in order.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.0.iter();
        pairs.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Every value under a name, in order.
    pub(super) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        let named = self.0.iter().filter(move |(sent, _)| sent == name);
        named.map(|(_, value)| value.as_str())
    }
}

/// Sends the browser to another page after a form (RFC 9110, section 15.4.4).
pub(super) fn see(address: &str) -> Response {
    let place = HeaderValue::from_str(address).expect("addresses are made of plain letters");
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

fn bad(detail: &str) -> Problem {
    Problem::web(Code::BadValue).because(detail)
}

#[derive(serde::Deserialize)]
struct Token {
    token: String,
}

fn check_token(call: &Call, stated: Option<&str>) -> Result<(), Problem> {
    let session = super::cookie(&call.head.headers, SESSION).filter(|text| is_session(text));
    let stale = || bad("the form has no token of this browser; load its page again");
    let (Some(session), Some(stated)) = (session, stated) else {
        return Err(stale());
    };
    // Compared as hashes, so that the time taken tells nothing.
    let expected = token(session, call.head.uri.path());
    let same = |stated: [u8; TOKEN_BYTES]| blake3::hash(&expected) == blake3::hash(&stated);
    match unmasked(stated).is_some_and(same) {
        true => Ok(()),
        false => Err(stale()),
    }
}

/// A browser tells where a form comes from; it must be here.
fn check_origin(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let foreign_site = text("sec-fetch-site").is_some_and(|site| site != "same-origin");
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let foreign_origin = text("origin").is_some_and(|origin| {
        let named = origin.split_once("://").map(|(_, host)| host);
        named.is_none() || named != host
    });
    match foreign_site || foreign_origin {
        true => Err(Problem::web(Code::CrossSite)),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_one_browser_and_one_form() {
        let (one, other) = (new_session(), new_session());
        let path = "/review/1/accept";
        assert!(is_session(&one) && one != other);
        assert_eq!(token(&one, path), token(&one, path));
        assert_ne!(token(&one, path), token(&other, path));
        assert_ne!(token(&one, path), token(&one, "/review/2/accept"));
    }

    #[test]
    fn a_form_is_read_as_browsers_write_it() {
        let read = |text: &str| {
            let (name, value) = pair(text);
            format!("{name}|{value}")
        };
        assert_eq!(read("item-0=PAP+1%2B1"), "item-0|PAP 1+1");
        assert_eq!(read("who=%D7%93%D7%A0%D7%94"), "who|דנה");
        assert_eq!(read("empty="), "empty|");
        assert_eq!(read("bare"), "bare|");
        assert_eq!(read("a=b=c"), "a|b=c");
        assert_eq!(read("broken=%FF%zz"), "broken|\u{fffd}%zz");
    }

    #[test]
    fn a_token_looks_different_in_every_page() {
        let token = token(&new_session(), "/review/1/accept");
        let (one, other) = (masked(token), masked(token));
        assert_ne!(one, other);
        assert_eq!(
            (unmasked(&one), unmasked(&other)),
            (Some(token), Some(token))
        );
        for text in [
            "",
            "00",
            &one[2..],
            &format!("{one}00"),
            &one.replace(&one[..1], "é"),
        ] {
            assert_eq!(unmasked(text), None, "{text}");
        }
    }

    #[test]
    fn a_form_of_another_site_is_refused() {
        let cases = [
            (&[][..], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (
                &[
                    ("origin", "http://localhost:7400"),
                    ("host", "localhost:7400"),
                ],
                true,
            ),
            (
                &[
                    ("origin", "http://localhost:9999"),
                    ("host", "localhost:7400"),
                ],
                false,
            ),
            (&[("origin", "null"), ("host", "localhost:7400")], false),
        ];
        for (pairs, allowed) in cases {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, value.parse().unwrap());
            }
            assert_eq!(check_origin(&headers).is_ok(), allowed, "{pairs:?}");
        }
    }
}
