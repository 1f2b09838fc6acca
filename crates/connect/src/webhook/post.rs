//! One try: a message is posted, and what came of it is told.

use super::schedule::retry_after;
use super::sign::{SigningSecret, sign};
use crate::client::Client;
use std::fmt;
use std::time::Duration;
use vocab::Instant;

/// How much of an answer is read, in bytes; what a receiver says is not used beyond its status.
const ANSWER_BYTES_MAX: usize = 4 << 10;

/// A message to one receiver. The id is the same for each try.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// Tells messages apart; a receiver that knows it already has the message.
    pub id: &'a str,
    /// The JSON that is sent, byte for byte.
    pub payload: &'a [u8],
}

/// What came of a try. `Display` says it in a short sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver has it (2xx).
    Taken(u16),
    /// The receiver wants no more of them (410).
    Gone,
    /// The receiver answered with another status.
    Refused {
        /// The status.
        status: u16,
        /// After how long it asks to be tried again (429 and 503 only).
        asked: Option<Duration>,
    },
    /// No answer came; why.
    Unreached(crate::Unreachable),
}

impl Outcome {
    /// The status that was answered.
    pub fn status(&self) -> Option<u16> {
        match self {
            Outcome::Taken(status) | Outcome::Refused { status, .. } => Some(*status),
            Outcome::Gone => Some(410),
            Outcome::Unreached(_) => None,
        }
    }

    fn of(status: u16, asked: Option<Duration>) -> Outcome {
        match status {
            200..300 => Outcome::Taken(status),
            410 => Outcome::Gone,
            429 | 503 => Outcome::Refused { status, asked },
            _ => Outcome::Refused {
                status,
                asked: None,
            },
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Taken(status) => write!(f, "answered {status}"),
            Outcome::Gone => f.write_str("answered 410: it wants no more messages"),
            Outcome::Refused { status, .. } if (300..400).contains(status) => {
                write!(f, "answered {status}: redirects are not followed")
            }
            Outcome::Refused { status, .. } => {
                write!(f, "answered {status}, and only 200 to 299 means taken")
            }
            Outcome::Unreached(why) => why.fmt(f),
        }
    }
}

/// Posts a message once, signed with each of the secrets.
pub fn post(
    client: &Client,
    url: &str,
    secrets: &[SigningSecret],
    message: Message<'_>,
    now: Instant,
) -> Outcome {
    let timestamp = now.0.div_euclid(1_000_000);
    let signature = sign(secrets, message.id, timestamp, message.payload);
    let headers = [
        ("content-type", "application/json"),
        ("webhook-id", message.id),
        ("webhook-timestamp", &timestamp.to_string()),
        ("webhook-signature", &signature),
    ];
    match client.post(url, &headers, message.payload, ANSWER_BYTES_MAX) {
        Ok(answer) => {
            let asked = answer.retry_after.as_deref();
            Outcome::of(
                answer.status,
                asked.and_then(|value| retry_after(value, now)),
            )
        }
        Err(why) => Outcome::Unreached(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Reach;
    use crate::python::{Python, now};
    use crate::receiver::{Receiver, Reply};

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
    const MESSAGE: Message<'_> = Message {
        id: "msg_1042_0",
        payload: br#"{"type":"ping","timestamp":"2026-11-22T14:05:00Z","data":{}}"#,
    };

    fn post_to(url: &str, at: Instant) -> Outcome {
        let secrets = [SigningSecret::parse(SECRET).unwrap()];
        post(&Client::new(Reach::Anywhere), url, &secrets, MESSAGE, at)
    }

    #[test]
    fn a_message_arrives_byte_for_byte_and_the_reference_library_verifies_it() {
        let receiver = Receiver::start(|_| Reply::Late(Duration::from_millis(50), 204));
        let outcome = post_to(
            &receiver.url("/hooks?of=kept"),
            Instant(now() * 1_000_000 + 9),
        );
        assert_eq!(outcome, Outcome::Taken(204));
        let asked = &receiver.asked()[0];
        assert_eq!(
            (asked.method.as_str(), asked.target.as_str()),
            ("POST", "/hooks?of=kept")
        );
        assert_eq!(asked.header("content-type"), "application/json");
        assert_eq!(asked.body, MESSAGE.payload);
        let Some(python) = Python::find() else { return };
        let told = python.verify_webhook(
            SECRET,
            asked.header("webhook-id"),
            asked.header("webhook-timestamp"),
            asked.header("webhook-signature"),
            &asked.text(),
        );
        assert_eq!(told, "verified");
    }

    #[test]
    fn only_200_to_299_means_taken() {
        let cases = [
            (200, None, "answered 200"),
            (302, None, "answered 302: redirects are not followed"),
            (400, None, "answered 400, and only 200 to 299 means taken"),
            (410, None, "answered 410: it wants no more messages"),
            (
                429,
                Some(90),
                "answered 429, and only 200 to 299 means taken",
            ),
            (
                503,
                Some(90),
                "answered 503, and only 200 to 299 means taken",
            ),
            (500, None, "answered 500, and only 200 to 299 means taken"),
        ];
        for (status, seconds, told) in cases {
            let receiver = Receiver::start(move |_| {
                Reply::With(
                    status,
                    vec![("retry-after", "90".to_owned())],
                    String::new(),
                )
            });
            let outcome = post_to(&receiver.url("/"), Instant(0));
            assert_eq!(
                (outcome.to_string().as_str(), outcome.status()),
                (told, Some(status))
            );
            let asked = match outcome {
                Outcome::Refused { asked, .. } => asked,
                Outcome::Taken(_) | Outcome::Gone | Outcome::Unreached(_) => None,
            };
            assert_eq!(asked, seconds.map(Duration::from_secs), "{status}");
        }
    }

    #[test]
    fn whoever_is_not_reached_is_told_why() {
        let outcome = post_to("http://192.168.1.1/", Instant(0));
        assert_eq!(
            outcome.to_string(),
            "http is for loopback addresses; use https"
        );
        assert_eq!(outcome.status(), None);
    }

    #[test]
    fn the_receiver_of_the_guide_takes_what_is_sent_and_nothing_else() {
        const GUIDE: &str = include_str!("../../../../docs/guides/webhooks.md");
        let Some(python) = Python::find() else { return };
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port().to_string();
        drop(free);
        let settings = [("KEPT_WEBHOOK_SECRET", SECRET), ("PORT", &port)];
        let _program = python.start_first(GUIDE, &settings);
        let url = format!("http://127.0.0.1:{port}/kept");
        let at = Instant(now() * 1_000_000);
        let outcome = (0..200).find_map(|_| match post_to(&url, at) {
            Outcome::Unreached(_) => {
                std::thread::sleep(Duration::from_millis(50));
                None
            }
            outcome => Some(outcome),
        });
        assert_eq!(outcome, Some(Outcome::Taken(204)));
        let told = post_to(&url, at.plus_seconds(-600));
        assert_eq!(told.status(), Some(400), "an old message");
    }
}
