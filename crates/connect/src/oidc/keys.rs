//! The keys that a provider signs with (RFC 7517), and checking its signatures.
//!
//! Two algorithms are known, RS256 and ES256. A key is of one kind and is used for that kind's
//! algorithm only: what a token says of itself chooses no other way to check it.

use super::ANSWER_BYTES_MAX;
use super::fault::SignInFault;
use super::json;
use super::remembered::Remembered;
use crate::chance::from_base64url;
use crate::client::Client;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::{Map, Value};
use std::sync::Arc;
use vocab::Instant;

/// The most keys of a provider that are looked at.
const KEYS_MAX: usize = 100;
/// How often a provider is asked for a key that it hadn't at the last time.
const REFRESH_SECONDS: i64 = 60;
const WHAT: &str = "the provider's keys";

/// The algorithms that are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSA with PKCS #1 v1.5 and SHA-256, 2,048 bits at least.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl Algorithm {
    /// Reads the word of a token's header; `None` also for `none` and those with a shared secret.
    pub fn parse(word: &str) -> Option<Algorithm> {
        match word {
            "RS256" => Some(Algorithm::Rs256),
            "ES256" => Some(Algorithm::Es256),
            _ => None,
        }
    }
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    kid: Option<String>,
    material: Material,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Material {
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
    /// The point as 0x04, x, y.
    P256(Vec<u8>),
}

impl Key {
    fn read(told: &Map<String, Value>) -> Option<Key> {
        let bytes = |name| json::text(told, name).and_then(from_base64url);
        if json::text(told, "use").is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let material = match (json::text(told, "kty")?, json::text(told, "crv")) {
            ("RSA", _) => Material::Rsa {
                modulus: bytes("n")?,
                exponent: bytes("e")?,
            },
            ("EC", Some("P-256")) => {
                let (x, y) = (bytes("x")?, bytes("y")?);
                let whole = x.len() == 32 && y.len() == 32;
                whole.then(|| Material::P256([&[4], &x[..], &y[..]].concat()))?
            }
            _ => return None,
        };
        let key = Key {
            kid: json::text(told, "kid").map(str::to_owned),
            material,
        };
        let stated = json::text(told, "alg");
        let fits = stated.is_none_or(|word| Algorithm::parse(word) == Some(key.algorithm()));
        fits.then_some(key)
    }

    fn algorithm(&self) -> Algorithm {
        match self.material {
            Material::Rsa { .. } => Algorithm::Rs256,
            Material::P256(_) => Algorithm::Es256,
        }
    }

    /// Whether this key made the signature of the message.
    pub fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let checked = match &self.material {
            Material::Rsa { modulus, exponent } => {
                let (n, e) = (unpadded(modulus), unpadded(exponent));
                RsaPublicKeyComponents { n, e }.verify(
                    &RSA_PKCS1_2048_8192_SHA256,
                    message,
                    signature,
                )
            }
            Material::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
            }
        };
        checked.is_ok()
    }
}

/// A number without the zeros that some providers write before it.
fn unpadded(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

/// The keys of one provider, fetched when they are needed.
#[derive(Debug, Default)]
pub struct KeyRing(Remembered<Arc<[Key]>>);

impl KeyRing {
    /// The key that a token names. For a key that isn't known the provider is asked again, at most
    /// once a minute. A token that names none means the only key of its kind.
    pub fn find(
        &self,
        client: &Client,
        url: &str,
        algorithm: Algorithm,
        kid: Option<&str>,
        now: Instant,
    ) -> Result<Key, SignInFault> {
        let mut keys = self.get(client, url, now)?;
        if choose(&keys, algorithm, kid).is_none() && self.0.forget_older(REFRESH_SECONDS, now) {
            keys = self.get(client, url, now)?;
        }
        let unknown = SignInFault::Untrusted("the provider has no such key");
        choose(&keys, algorithm, kid).cloned().ok_or(unknown)
    }

    fn get(&self, client: &Client, url: &str, now: Instant) -> Result<Arc<[Key]>, SignInFault> {
        self.0.get(now, || fetch(client, url))
    }
}

fn choose<'a>(keys: &'a [Key], algorithm: Algorithm, kid: Option<&str>) -> Option<&'a Key> {
    let mut fit = keys.iter().filter(|key| key.algorithm() == algorithm);
    match kid {
        Some(kid) => fit.find(|key| key.kid.as_deref() == Some(kid)),
        None => fit.next().filter(|_| fit.next().is_none()),
    }
}

fn fetch(client: &Client, url: &str) -> Result<Arc<[Key]>, SignInFault> {
    let accept = [("accept", "application/json")];
    let told = json::object(WHAT, client.get(url, &accept, ANSWER_BYTES_MAX))?;
    let Some(Value::Array(listed)) = told.get("keys") else {
        return Err(SignInFault::answer(WHAT, "there is no list of keys"));
    };
    // Keys of other kinds may stand in the list and are not ours to judge.
    let keys = listed.iter().take(KEYS_MAX).filter_map(Value::as_object);
    Ok(keys.filter_map(Key::read).collect())
}
