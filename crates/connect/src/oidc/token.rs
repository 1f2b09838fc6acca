//! The ID token: its signature, and whether it is for us, for now and for this sign-in.

use super::fault::SignInFault;
use super::json;
use super::keys::{Algorithm, Key};
use crate::chance::from_base64url;
use serde_json::{Map, Value};
use vocab::Instant;

/// Longest token, in bytes.
const TOKEN_BYTES_MAX: usize = 64 << 10;
/// How far the provider's clock may be off, in seconds.
const LEEWAY_SECONDS: i64 = 60;

/// What a token must say.
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client: &'a str,
    pub nonce: &'a str,
    pub now: Instant,
}

/// The claims of a token that may be believed; `find` looks up the key that it names.
///
/// # Errors
/// When it may not, with the first reason. Nothing of the token is repeated.
pub fn verify(
    token: &str,
    expected: &Expected<'_>,
    find: impl FnOnce(Algorithm, Option<&str>) -> Result<Key, SignInFault>,
) -> Result<Map<String, Value>, SignInFault> {
    let parts = Parts::split(token)?;
    let word = json::text(&parts.header, "alg").unwrap_or_default();
    let algorithm = Algorithm::parse(word).ok_or(SignInFault::Untrusted(
        "it is signed by another way than RS256 or ES256",
    ))?;
    if parts.header.contains_key("crit") {
        return Err(SignInFault::Untrusted("it asks for what is not known here"));
    }
    let key = find(algorithm, json::text(&parts.header, "kid"))?;
    if !key.signed(parts.signed.as_bytes(), &parts.signature) {
        return Err(SignInFault::Untrusted("its signature is wrong"));
    }
    check(&parts.claims, expected).map_err(SignInFault::Untrusted)?;
    Ok(parts.claims)
}

struct Parts<'a> {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    signed: &'a str,
    signature: Vec<u8>,
}

impl Parts<'_> {
    fn split(token: &str) -> Result<Parts<'_>, SignInFault> {
        let parts = (token.len() <= TOKEN_BYTES_MAX)
            .then(|| Parts::read(token))
            .flatten();
        parts.ok_or(SignInFault::Untrusted("it is not a signed token"))
    }

    fn read(token: &str) -> Option<Parts<'_>> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let object = |text| serde_json::from_slice(&from_base64url(text)?).ok();
        Some(Parts {
            header: object(header)?,
            claims: object(claims)?,
            signed,
            signature: from_base64url(signature)?,
        })
    }
}

/// OpenID Connect Core 1.0, 3.1.3.7.
fn check(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), &'static str> {
    let now = expected.now.0.div_euclid(1_000_000);
    let at = |name| json::seconds(claims, name);
    if json::text(claims, "iss") != Some(expected.issuer) {
        return Err("it is of another issuer");
    }
    check_audience(claims, expected.client)?;
    match at("exp") {
        Some(end) if now < end.saturating_add(LEEWAY_SECONDS) => {}
        Some(_) => return Err("it has expired"),
        None => return Err("it doesn't say when it expires"),
    }
    if claims.contains_key("nbf")
        && at("nbf").is_none_or(|from| now < from.saturating_sub(LEEWAY_SECONDS))
    {
        return Err("it is not valid yet");
    }
    match at("iat") {
        Some(issued) if issued <= now.saturating_add(LEEWAY_SECONDS) => {}
        Some(_) => return Err("it was issued in the future"),
        None => return Err("it doesn't say when it was issued"),
    }
    match json::text(claims, "nonce") {
        Some(nonce) if nonce == expected.nonce => Ok(()),
        _ => Err("it is of another sign-in"),
    }
}

fn check_audience(claims: &Map<String, Value>, client: &str) -> Result<(), &'static str> {
    let several = match claims.get("aud") {
        Some(Value::String(one)) if one == client => false,
        Some(Value::Array(many)) if many.iter().any(|one| one == client) => many.len() > 1,
        _ => return Err("it is for another application"),
    };
    match claims.get("azp") {
        Some(party) if party != client => Err("it was given to another application"),
        None if several => Err("it is for several applications and doesn't say which one asked"),
        _ => Ok(()),
    }
}
