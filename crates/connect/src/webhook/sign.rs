//! Signatures of Standard Webhooks 1.0: who receives a message can tell that it comes from here,
//! that nothing of it was changed, and that it isn't an old one sent again.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use std::fmt;

/// Fewest bytes of a secret.
pub const SECRET_BYTES_MIN: usize = 24;
/// Most bytes of a secret.
pub const SECRET_BYTES_MAX: usize = 64;

/// What every secret begins with, so that a leaked one is recognised by scanners.
const PREFIX: &str = "whsec_";
/// Random bytes in a secret that is made here.
const SECRET_BYTES: usize = 32;

/// A secret that both sides know. `Debug` doesn't print it.
#[derive(Clone)]
pub struct SigningSecret(Vec<u8>);

impl SigningSecret {
    /// A new one of 256 random bits; `None` when the operating system gives none.
    pub fn random() -> Option<SigningSecret> {
        let mut bytes = vec![0; SECRET_BYTES];
        SystemRandom::new().fill(&mut bytes).ok()?;
        Some(SigningSecret(bytes))
    }

    /// Reads `whsec_` and base64 of 24 to 64 bytes.
    pub fn parse(text: &str) -> Option<SigningSecret> {
        let bytes = STANDARD.decode(text.strip_prefix(PREFIX)?).ok()?;
        let fits = (SECRET_BYTES_MIN..=SECRET_BYTES_MAX).contains(&bytes.len());
        fits.then_some(SigningSecret(bytes))
    }

    /// The text that the receiver keeps: `whsec_` and base64.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(..)")
    }
}

/// The value of `webhook-signature`: one signature a secret, so that a receiver may still know the
/// old one while it changes to the new. The message is signed with its id and the moment of
/// sending, in seconds since 1970.
pub fn sign(secrets: &[SigningSecret], id: &str, timestamp: i64, payload: &[u8]) -> String {
    let signatures: Vec<String> = secrets
        .iter()
        .map(|secret| signature(secret, id, timestamp, payload))
        .collect();
    signatures.join(" ")
}

fn signature(secret: &SigningSecret, id: &str, timestamp: i64, payload: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret.0);
    let mut context = hmac::Context::with_key(&key);
    context.update(format!("{id}.{timestamp}.").as_bytes());
    context.update(payload);
    format!("v1,{}", STANDARD.encode(context.sign()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::{self, Python};

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
    const OLD: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    fn secret(text: &str) -> SigningSecret {
        SigningSecret::parse(text).unwrap()
    }

    #[test]
    fn a_secret_is_read_written_and_never_printed() {
        assert_eq!(secret(SECRET).reveal(), SECRET);
        assert_eq!(format!("{:?}", secret(SECRET)), "SigningSecret(..)");
        let made = SigningSecret::random().unwrap();
        assert_eq!(SigningSecret::parse(&made.reveal()).unwrap().0, made.0);
        assert_ne!(SigningSecret::random().unwrap().0, made.0);
        for wrong in [
            "",
            "whsec_",
            "whsec_AAEC",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_?",
        ] {
            assert!(SigningSecret::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn the_reference_library_accepts_what_is_signed_here_and_nothing_else() {
        let Some(python) = Python::find() else { return };
        let now = python::now();
        let payload =
            r#"{"type":"order.placed","timestamp":"2026-11-22T14:05:00Z","data":{"name":"שלום"}}"#;
        let both = sign(
            &[secret(SECRET), secret(OLD)],
            "msg_1",
            now,
            payload.as_bytes(),
        );
        let alone = sign(&[secret(SECRET)], "msg_1", now, payload.as_bytes());
        let tampered = payload.replace("placed", "closed");
        let late = sign(&[secret(SECRET)], "msg_1", now - 600, payload.as_bytes());
        let cases: [(&str, &str, i64, &str, &str, &str); 8] = [
            (SECRET, "msg_1", now, &alone, payload, "verified"),
            (SECRET, "msg_1", now, &both, payload, "verified"),
            (OLD, "msg_1", now, &both, payload, "verified"),
            (
                OLD,
                "msg_1",
                now,
                &alone,
                payload,
                "No matching signature found",
            ),
            (
                SECRET,
                "msg_1",
                now,
                &alone,
                &tampered,
                "No matching signature found",
            ),
            (
                SECRET,
                "msg_2",
                now,
                &alone,
                payload,
                "No matching signature found",
            ),
            (
                SECRET,
                "msg_1",
                now + 1,
                &alone,
                payload,
                "No matching signature found",
            ),
            (
                SECRET,
                "msg_1",
                now - 600,
                &late,
                payload,
                "Message timestamp too old",
            ),
        ];
        for (secret, id, timestamp, signature, payload, expected) in cases {
            let told =
                python.verify_webhook(secret, id, &timestamp.to_string(), signature, payload);
            assert_eq!(told, expected, "{id} {timestamp} {payload}");
        }
    }
}
