//! What is sent: an event of the feed as a message of Standard Webhooks.

use keep::WebhookId;
use serde::Serialize;
use views::feed::{FeedEvent, FeedId};
use vocab::Instant;

/// The type of the message that only tries out whether an endpoint listens.
pub const PING: &str = "ping";

/// The id of the message that tells an endpoint of an event: the same for ever, also when it is
/// sent again. It ends in the place of the event in the feed.
pub fn webhook_id(endpoint: WebhookId, event: FeedId) -> String {
    format!("msg_{}_{}_{}", endpoint.0, event.seq, event.nth)
}

/// The message that tells of an event: the event as the feed tells it everywhere. It has the
/// `type`, the `timestamp` and the `data` that Standard Webhooks asks for.
pub fn payload(event: &FeedEvent) -> Vec<u8> {
    written(event)
}

/// A message that tells nothing, and its id.
pub fn ping(endpoint: WebhookId, now: Instant) -> (String, Vec<u8>) {
    let id = format!("msg_{}_ping_{}", endpoint.0, now.0);
    let payload = Ping {
        kind: PING,
        timestamp: now,
        data: Pinged {
            webhook: endpoint.to_string(),
        },
    };
    (id, written(&payload))
}

#[derive(Serialize)]
struct Ping {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: Instant,
    data: Pinged,
}

#[derive(Serialize)]
struct Pinged {
    webhook: String,
}

fn written(payload: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(payload).expect("texts, numbers and lists are JSON")
}

#[cfg(test)]
mod tests {
    use super::*;
    use views::feed::data::Sites;
    use views::feed::{EventData, EventKind};
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
        let expected = r#"{"id":"42-7","type":"site.changed","timestamp":"2026-11-22T14:05:00Z","actor":3,"data":{"sites":["DC-NORTH"]}}"#;
        assert_eq!(String::from_utf8(payload(&event)).unwrap(), expected);
        assert_eq!(webhook_id(WebhookId(5), id), "msg_5_42_7");
        let (id, text) = ping(WebhookId(5), event.at);
        assert_eq!(id, "msg_5_ping_1795356300000000");
        let expected =
            r#"{"type":"ping","timestamp":"2026-11-22T14:05:00Z","data":{"webhook":"wh_5"}}"#;
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
}
