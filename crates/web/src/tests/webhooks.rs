//! Webhooks: made with a secret that is told once, changed, tried, told again, removed.

use super::world::{World, now};
use keep::{
    DeliveryAttempt, DeliverySettled, FeedPlace, Scope, WebhookDelivery, WebhookId, Webhooks,
};
use serde_json::Value;
use std::time::Duration;

const URL: &str = "https://receiver.example/kept";
/// Where nobody listens.
const NOBODY: &str = "http://127.0.0.1:9/";

struct Hooks {
    world: World,
    key: String,
}

impl Hooks {
    fn new() -> Hooks {
        let world = World::new();
        let key = world.key(&[Scope::WebhooksManage, Scope::AuditRead]);
        Hooks { world, key }
    }

    async fn ask(&self, line: &str, body: &str) -> (u16, Value) {
        let reply = self.world.send(&self.key, line, &[], body).await;
        let answer = match reply.body.is_empty() {
            true => Value::Null,
            false => reply.json(),
        };
        (reply.status, answer)
    }

    /// A webhook with this address; its secret.
    async fn made(&self, url: &str) -> String {
        let body = format!(r#"{{"url":"{url}"}}"#);
        let (status, answer) = self.ask("POST /v1/webhooks", &body).await;
        assert_eq!(status, 201, "{answer}");
        answer["secret"].as_str().unwrap().to_owned()
    }

    fn webhooks(&self) -> &Webhooks {
        &self.world.app.webhooks
    }

    /// Messages about the events at these records, the first of which was given up.
    fn tell(&self, seqs: std::ops::RangeInclusive<u64>) {
        let place = |seq| FeedPlace { seq, nth: 0 };
        let webhook = self.webhooks().get(WebhookId(1)).unwrap().unwrap();
        let message = |seq| WebhookDelivery {
            id: format!("msg_1_{seq}_0"),
            event: place(seq),
            kind: "order.placed".to_owned(),
            payload: b"{}".to_vec(),
            tried: 0,
        };
        let messages: Vec<_> = seqs.clone().map(message).collect();
        let (from, to) = (webhook.told, place(*seqs.end()));
        let stored = self
            .webhooks()
            .enqueue(webhook.id, &messages, from, to, now().at);
        assert!(stored.unwrap());
        let attempt = DeliveryAttempt {
            at: now().at,
            took: Duration::from_millis(12),
            status: Some(500),
            told: "answered 500".to_owned(),
        };
        let recorded = self
            .webhooks()
            .record(&messages[0].id, &attempt, DeliverySettled::Dead);
        recorded.unwrap();
    }
}

#[tokio::test]
async fn the_secret_of_a_webhook_is_told_once() {
    let hooks = Hooks::new();
    let secret = hooks.made(URL).await;
    assert!(secret.starts_with("whsec_"));
    let (status, list) = hooks.ask("GET /v1/webhooks", "").await;
    let one = &list["webhooks"][0];
    assert_eq!((status, one["id"].as_str()), (200, Some("wh_1")));
    assert_eq!(
        (one["url"].as_str(), one["waiting"].as_u64()),
        (Some(URL), Some(0))
    );
    assert!(!list.to_string().contains("whsec_"));
    let path = "POST /v1/webhooks/wh_1/rotate-secret";
    let (status, rotated) = hooks.ask(path, r#"{"old_hours":2}"#).await;
    assert_eq!(status, 200, "{rotated}");
    assert_ne!(rotated["secret"].as_str(), Some(secret.as_str()));
    let until = now().at.plus_seconds(7_200).to_string();
    let told = &rotated["webhook"]["old_secret_until"];
    assert_eq!(told.as_str(), Some(until.as_str()));
    let known = hooks
        .webhooks()
        .with_secrets(WebhookId(1), now().at)
        .unwrap();
    assert_eq!(known.unwrap().1.len(), 2);
}

#[tokio::test]
async fn a_webhook_that_could_not_work_is_refused_at_its_field() {
    let hooks = Hooks::new();
    for (body, told) in [
        (r#"{}"#, "missing field `url`"),
        (
            r#"{"url":"ftp://a.example"}"#,
            "/url: the URL can't be used: it must begin with https://",
        ),
        (
            r#"{"url":"http://10.0.0.1/"}"#,
            "/url: http is for loopback addresses; use https",
        ),
        (
            r#"{"url":"https://u:p@a.example/"}"#,
            "/url: the URL can't be used: it carries a user name or password",
        ),
        (
            r#"{"url":"https://a.example","types":["order.placed","order.lost"]}"#,
            "/types/1: there are no events of this type; see /v1/events/types",
        ),
        (
            r#"{"url":"https://a.example","customer":"C-9"}"#,
            "/customer: there is no customer C-9",
        ),
        (
            r#"{"url":"https://a.example","after":"999999-0"}"#,
            "/after: nothing has happened at 999999-0 yet",
        ),
    ] {
        let (status, answer) = hooks.ask("POST /v1/webhooks", body).await;
        let detail = answer["detail"].as_str().unwrap_or_default();
        assert!(
            status == 422 && detail.starts_with(told),
            "{body}: {answer}"
        );
    }
    hooks.made(URL).await;
    let path = "POST /v1/webhooks/wh_1/rotate-secret";
    let (status, answer) = hooks.ask(path, r#"{"old_hours":169}"#).await;
    assert_eq!(
        (status, answer["errors"][0]["pointer"].as_str()),
        (422, Some("/old_hours"))
    );
}

#[tokio::test]
async fn a_webhook_is_changed_disabled_and_removed() {
    let hooks = Hooks::new();
    hooks.made(URL).await;
    let path = "POST /v1/webhooks/wh_1/change";
    let body = r#"{"types":["order.placed"],"description":"the shop","disabled":true}"#;
    let (_, changed) = hooks.ask(path, body).await;
    assert_eq!(changed["types"][0].as_str(), Some("order.placed"));
    assert_eq!(changed["description"].as_str(), Some("the shop"));
    assert_eq!(
        changed["disabled"]["why"].as_str(),
        Some("disabled by hand")
    );
    let (_, enabled) = hooks.ask(path, r#"{"disabled":false}"#).await;
    assert!(enabled["disabled"].is_null() && enabled["url"] == URL);
    let (status, _) = hooks.ask("DELETE /v1/webhooks/wh_1", "").await;
    assert_eq!(status, 204);
    for line in [
        "DELETE /v1/webhooks/wh_1",
        "GET /v1/webhooks/wh_1",
        "GET /v1/webhooks/wh_1/deliveries",
        "GET /v1/webhooks/1",
    ] {
        assert_eq!(hooks.ask(line, "").await.0, 404, "{line}");
    }
    let (_, trail) = hooks.ask("GET /v1/audit?subject=webhook:1", "").await;
    let entries = trail["entries"].as_array().unwrap();
    let told = entries
        .iter()
        .map(|entry| format!("{} {}", entry["what"].as_str().unwrap(), entry["detail"]));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            r#"webhook_deleted {}"#,
            r#"webhook_changed {"fields":["disabled"]}"#,
            r#"webhook_changed {"fields":["types","description","disabled"]}"#,
            r#"webhook_created {"types":[]}"#,
        ]
    );
}

#[tokio::test]
async fn a_ping_tells_what_came_of_it() {
    let hooks = Hooks::new();
    hooks.made(NOBODY).await;
    let (status, pinged) = hooks.ask("POST /v1/webhooks/wh_1/ping", "").await;
    assert_eq!(
        (status, pinged.to_string().as_str()),
        (
            200,
            r#"{"outcome":"no connection was accepted","status":null,"taken":false}"#
        )
    );
    assert_eq!(hooks.ask("POST /v1/webhooks/wh_2/ping", "").await.0, 404);
}

#[tokio::test]
async fn deliveries_are_listed_page_by_page_and_dead_ones_told_again() {
    let hooks = Hooks::new();
    hooks.made(URL).await;
    let begin = hooks.webhooks().get(WebhookId(1)).unwrap().unwrap().told;
    let (first, last) = (begin.seq + 1, begin.seq + 3);
    hooks.tell(first..=last);
    let path = "GET /v1/webhooks/wh_1/deliveries";
    let (_, page) = hooks.ask(&format!("{path}?limit=2"), "").await;
    let id = |page: &Value, nth: usize| page["deliveries"][nth]["id"].as_str().map(str::to_owned);
    assert_eq!(id(&page, 0), Some(format!("msg_1_{last}_0")));
    let next = page["next"].as_str().unwrap();
    let (_, rest) = hooks.ask(&format!("{path}?limit=2&after={next}"), "").await;
    assert_eq!(
        (id(&rest, 0), rest["next"].as_str()),
        (Some(format!("msg_1_{first}_0")), None)
    );
    let (_, dead) = hooks.ask(&format!("{path}?state=dead"), "").await;
    assert_eq!(dead["deliveries"][0]["last"]["status"].as_u64(), Some(500));
    for (query, status) in [("?state=lost", 400), ("?after=x", 400), ("?limit=0", 400)] {
        assert_eq!(
            hooks.ask(&format!("{path}{query}"), "").await.0,
            status,
            "{query}"
        );
    }
    let path = "POST /v1/webhooks/wh_1/replay";
    for (body, due) in [
        (r#"{"what":"dead"}"#.to_owned(), 1),
        (
            format!(r#"{{"what":"delivery","id":"msg_1_{first}_0"}}"#),
            1,
        ),
        (r#"{"what":"after","place":"1-0"}"#.to_owned(), 0),
    ] {
        let (status, answer) = hooks.ask(path, &body).await;
        assert_eq!(
            (status, answer["due"].as_u64()),
            (200, Some(due)),
            "{body}: {answer}"
        );
    }
    let told = hooks.webhooks().get(WebhookId(1)).unwrap().unwrap().told;
    assert_eq!(told, FeedPlace { seq: 1, nth: 0 });
    let (status, answer) = hooks.ask(path, r#"{"what":"delivery","id":"msg_9"}"#).await;
    assert_eq!(
        (status, answer["errors"][0]["pointer"].as_str()),
        (422, Some("/id"))
    );
}
