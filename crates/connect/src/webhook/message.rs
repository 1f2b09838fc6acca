//! What is sent: an event of the feed as a message of Standard Webhooks.

use serde::Serialize;
use views::feed::{EventData, FeedEvent, FeedId};
use vocab::Instant;

/// The type of the message that only tries out whether an endpoint listens.
pub const PING: &str = "ping";

/// The form of a message.
#[derive(Serialize)]
struct Payload<'a, D> {
    #[serde(rename = "type")]
    kind: &'a str,
    timestamp: Instant,
    data: D,
}

/// The id of the message that tells an endpoint of an event: the same for ever, also when it is
/// sent again. It ends in the place of the event in the feed.
pub fn webhook_id(endpoint: u32, event: FeedId) -> String {
    format!("msg_{endpoint}_{}_{}", event.seq, event.nth)
}

/// The message that tells of an event.
pub fn payload(event: &FeedEvent) -> Vec<u8> {
    let (kind, data): (&str, &EventData) = (event.kind.as_str(), &event.data);
    written(&Payload {
        kind,
        timestamp: event.at,
        data,
    })
}

/// A message that tells nothing, and its id.
pub fn ping(endpoint: u32, now: Instant) -> (String, Vec<u8>) {
    let id = format!("msg_{endpoint}_ping_{}", now.0);
    let payload = Payload {
        kind: PING,
        timestamp: now,
        data: serde_json::json!({ "endpoint": endpoint }),
    };
    (id, written(&payload))
}

fn written(payload: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(payload).expect("texts, numbers and lists are JSON")
}

#[cfg(test)]
mod tests {
    use super::*;
    use views::feed::EventKind;
    use views::feed::data::Sites;
    use vocab::ActorId;

    #[test]
    fn a_message_has_type_timestamp_and_data() {
        let id = FeedId { seq: 42, nth: 7 };
        let event = FeedEvent {
            id,
            kind: EventKind::SiteChanged,
            at: Instant::parse("2026-11-22T14:05:00Z").unwrap(),
            actor: ActorId(3),
            customer: None,
            data: EventData::SiteChanged(Sites {
                sites: vec!["DC-NORTH".to_owned()],
            }),
        };
        let expected = r#"{"type":"site.changed","timestamp":"2026-11-22T14:05:00Z","data":{"sites":["DC-NORTH"]}}"#;
        assert_eq!(String::from_utf8(payload(&event)).unwrap(), expected);
        assert_eq!(webhook_id(5, id), "msg_5_42_7");
        let (id, text) = ping(5, event.at);
        assert_eq!(id, "msg_5_ping_1795356300000000");
        let expected =
            r#"{"type":"ping","timestamp":"2026-11-22T14:05:00Z","data":{"endpoint":5}}"#;
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
}
