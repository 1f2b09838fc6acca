//! Documents as their senders see them.

use super::world::{World, now};
use crate::Limits;
use book::Command;
use book::request::{Doubt, DoubtCode, Intent, ReadAs, RequestDraft};
use keep::Scope;
use std::time::Duration;
use vocab::ContentHash;

async fn post(
    world: &World,
    key: &str,
    headers: &[(&str, &str)],
    bytes: &[u8],
) -> super::world::Reply {
    let bearer = format!("Bearer {key}");
    let mut all = vec![("host", "localhost"), ("authorization", bearer.as_str())];
    all.extend(headers);
    world.send_bytes("POST /v1/documents", &all, bytes).await
}

#[tokio::test]
async fn a_document_is_kept_before_it_is_answered_and_taken_once() {
    let world = World::new();
    let key = world.master();
    let bytes = b"\xff\xfe\0garbage ISA*00*";
    let name = [(
        "content-disposition",
        "attachment; filename=\"../../orders.edi\"",
    )];
    let reply = post(&world, &key, &name, bytes).await;
    assert_eq!(reply.status, 202);
    let id = ContentHash(*blake3::hash(bytes).as_bytes());
    assert_eq!(reply.body, format!("{{\"id\":\"{id}\"}}"));
    assert_eq!(reply.header("location"), format!("/v1/documents/{id}"));
    let kept = world.app.documents.get(id).unwrap().unwrap();
    assert_eq!(kept.bytes, bytes);
    assert_eq!(
        (kept.meta.name.as_str(), kept.meta.channel.as_str()),
        ("orders.edi", "api")
    );
    assert_eq!(
        (kept.meta.sender.as_str(), kept.meta.received_at),
        ("test", now().at)
    );
    let again = post(&world, &key, &[], bytes).await;
    assert_eq!((again.status, &again.body), (200, &reply.body));
    let shown = world
        .send(&key, &format!("GET {}", reply.header("location")), &[], "")
        .await;
    assert_eq!(shown.json()["state"], "received");
}

#[tokio::test]
async fn a_document_tells_what_was_read_from_it_and_what_became_of_it() {
    let world = World::new();
    let key = world.master();
    let reply = post(&world, &key, &[], b"an order, somehow").await;
    let document = ContentHash(*blake3::hash(b"an order, somehow").as_bytes());
    let request = RequestDraft {
        intent: Intent::Place,
        order: None,
        confidence: 640,
        doubts: vec![Doubt {
            code: DoubtCode::UnknownItem,
            line: Some(2),
        }],
    };
    let read = Command::RecordReading {
        document,
        read_as: ReadAs::Requests,
        requests: vec![request],
    };
    world.app.engine.own(read).unwrap().outcome.unwrap();
    // The gate weighs the request after the reading was answered.
    while !world.app.engine.ask(|book| book.work.is_empty()).unwrap() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let after = world.app.engine.durable().to_string();
    let line = format!("GET {}", reply.header("location"));
    let shown = world
        .send(&key, &line, &[("kept-after", &after)], "")
        .await
        .json();
    assert_eq!(shown["read_as"], "requests");
    let request = &shown["requests"][0];
    assert_eq!(
        (&request["state"], &request["order"]),
        (&"review".into(), &().into())
    );
    let reasons = request["reasons"].to_string();
    assert!(
        reasons.contains(r#"{"code":"unknown_item","detail":"no item could be found","line":2}"#),
        "{reasons}"
    );
}

#[tokio::test]
async fn a_document_over_the_limit_is_refused_before_it_is_read() {
    let world = World::with(Limits {
        document_bytes: 10,
        ..Limits::default()
    });
    let key = world.key(&[Scope::DocumentsWrite]);
    assert_eq!(post(&world, &key, &[], b"0123456789").await.status, 202);
    for headers in [
        &[][..],
        &[("content-length", "11")],
        &[("content-length", "99999999999")],
    ] {
        let reply = post(&world, &key, headers, b"0123456789a").await;
        assert!(
            reply.problem().starts_with("413 too_large: the body has"),
            "{}",
            reply.body
        );
    }
    let reply = post(&world, &key, &[], b"").await;
    assert_eq!(reply.problem(), "422 bad_value: the body is empty");
}
