//! Many orders in one request, and the directory that their codes are looked up in.

use super::world::{Reply, World};
use crate::{LaneLimit, LaneLimits, Limits};
use book::Command;
use book::company::Item;
use keep::Scope;
use std::time::Duration;
use vocab::{Ratio, Unit};

const BULK: &str = "POST /v1/orders/bulk";
const ORDER: &str = r#"{"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 1}]}"#;

async fn send(world: &World, key: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let kind = [("content-type", "application/x-ndjson")];
    world
        .send(key, BULK, &[&kind, headers].concat(), body)
        .await
}

/// A line each: its number, status, and number and state or code and detail.
fn told(reply: &Reply) -> String {
    assert_eq!(reply.status, 200, "{}", reply.body);
    let line = |value: &serde_json::Value| {
        let text = |name: &str| value[name].as_str().unwrap_or_default();
        let (head, tail) = match value["status"].as_u64() {
            Some(201) => ("number", "state"),
            _ => ("code", "detail"),
        };
        let replayed = if value["replayed"] == true {
            " again"
        } else {
            ""
        };
        let (line, status) = (&value["line"], &value["status"]);
        format!("{line} {status} {} {}{replayed}", text(head), text(tail))
    };
    reply
        .lines()
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test]
async fn each_line_is_answered_and_a_wrong_one_keeps_no_other_back() {
    let world = World::new();
    let key = world.key(&[Scope::OrdersWrite]);
    let body = [
        ORDER,
        r#"{"customer": "C-1002", "lines": [{"item": "OIL-5", "quantity": 1}]}"#,
        "",
        r#"{"customer": "C-1001", "lines": [{"item": "OIL-6", "quantity": 1}]}"#,
        "no JSON",
        r#"{"customer": "C-1001", "colour": "red", "lines": []}"#,
        r#"{"customer": "C-1001", "lines": []}"#,
        r#"{"customer": "C-1001", "lines": [{"customer_part": "THEIR-OIL", "quantity": 1, "unit": "case"}]}"#,
    ];
    let reply = send(&world, &key, &[], &body.join("\r\n")).await;
    assert_eq!(reply.header("content-type"), "application/x-ndjson");
    insta::assert_snapshot!(told(&reply), @r##"
    1 201 SO-100000 open
    2 201 SO-100001 held
    4 422 bad_value /lines/0/item: there is no item "OIL-6"
    5 400 malformed_json expected ident at line 1 column 2
    6 422 unknown_field /colour: unknown field `colour`, expected one of `po_number`, `customer`, `order_date`, `requested_delivery_date`, `currency`, `ship_to`, `notes`, `terms`, `expires`, `lines`, `idempotency_key`
    7 422 empty at least one line is needed
    8 201 SO-100002 open
    "##);
    insta::assert_snapshot!(reply.body.lines().next().unwrap(), @r##"{"line":1,"status":201,"number":"SO-100000","state":"open","last_delivery_date":"2026-11-23","backordered":false,"seq":7}"##);
    assert_eq!(reply.lines()[2]["errors"][0]["pointer"], "/lines/0/item");
}

#[tokio::test]
async fn a_repeated_line_gets_the_same_order_at_either_door() {
    let world = World::new();
    let key = world.master();
    let own = ORDER.replace('}', "").replace(']', "}]") + r#", "idempotency_key": "a"}"#;
    let body = format!("{own}\n{ORDER}\n");
    let header = [("idempotency-key", "batch")];
    let first = send(&world, &key, &header, &body).await;
    let again = send(&world, &key, &header, &body).await;
    insta::assert_snapshot!(format!("{}\n{}", told(&first), told(&again)), @r##"
    1 201 SO-100000 open
    2 201 SO-100001 open
    1 201 SO-100000 open again
    2 201 SO-100001 open again
    "##);
    for (name, number) in [("a", "SO-100000"), ("batch:2", "SO-100001")] {
        let header = [("idempotency-key", name)];
        let single = world.send(&key, "POST /v1/orders", &header, ORDER).await;
        assert_eq!(single.json()["number"], number, "{name}");
        assert_eq!(single.header("idempotency-replayed"), "true");
    }
    let single = world.send(&key, "POST /v1/orders", &[], &own).await;
    assert_eq!(single.json()["number"], "SO-100000");
    let single = world
        .send(&key, "POST /v1/orders", &[("idempotency-key", "b")], &own)
        .await;
    assert!(
        single.problem().starts_with("400 bad_header"),
        "{}",
        single.body
    );
    let other = send(
        &world,
        &key,
        &header,
        &body.replace("\"quantity\": 1", "\"quantity\": 2"),
    )
    .await;
    insta::assert_snapshot!(told(&other), @r##"
    1 422 key_reused this key was used before with another content; use a new key
    2 422 key_reused this key was used before with another content; use a new key
    "##);
}

#[tokio::test]
async fn what_is_too_large_is_refused_at_the_line_where_that_shows() {
    let world = World::with(Limits {
        json_bytes: 200,
        bulk_lines: 3,
        ..Limits::default()
    });
    let key = world.master();
    let long = ORDER.replace("OIL-5", &"x".repeat(200));
    let reply = send(&world, &key, &[], &format!("{ORDER}\n{long}\n{ORDER}\n")).await;
    insta::assert_snapshot!(told(&reply), @r##"
    1 201 SO-100000 open
    2 413 too_large the line is longer than 200 bytes
    3 201 SO-100001 open
    "##);
    let reply = send(&world, &key, &[], &format!("{ORDER}\n").repeat(4)).await;
    assert!(reply.body.contains("more than 3 lines"), "{}", reply.body);
    let world = World::with(Limits {
        bulk_bytes: 100,
        ..Limits::default()
    });
    let key = world.master();
    let reply = send(&world, &key, &[("content-length", "101")], ORDER).await;
    assert!(
        reply.problem().starts_with("413 too_large"),
        "{}",
        reply.body
    );
    let reply = world.send(&key, BULK, &[], ORDER).await;
    assert!(
        reply.problem().starts_with("415 unsupported_media_type"),
        "{}",
        reply.body
    );
}

#[tokio::test]
async fn many_lines_are_answered_in_their_order() {
    let world = World::new();
    let key = world.master();
    let lines = 3 * crate::api::bulk::PIECE_LINES + 7;
    let reply = send(&world, &key, &[], &format!("{ORDER}\n").repeat(lines)).await;
    let numbers: Vec<u64> = reply
        .lines()
        .iter()
        .map(|line| line["line"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, (1..=lines as u64).collect::<Vec<_>>());
    assert_eq!(
        reply.lines()[lines - 1]["number"],
        format!("SO-{}", 100_000 + lines - 1)
    );
}

#[tokio::test]
async fn a_change_of_the_catalogue_counts_from_its_answer_on() {
    let world = World::new();
    let key = world.master();
    let body =
        r#"{"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 1, "unit": "case"}]}"#;
    let quantity = async || {
        let reply = world.send(&key, "POST /v1/orders", &[], body).await;
        reply.json()["lines"][0]["quantity"].as_u64().unwrap()
    };
    assert_eq!((quantity().await, quantity().await), (12, 12));
    let item: Item = world
        .app
        .engine
        .ask(|book| book.company.items[0].clone())
        .unwrap();
    let units = vec![(Unit::Case, Ratio::of(10))];
    let changed = Command::PutItems(vec![Item { units, ..item }]);
    world.app.engine.own(changed).unwrap().outcome.unwrap();
    assert_eq!((quantity().await, quantity().await), (10, 10));
    let bulk = send(&world, &key, &[], body).await;
    assert_eq!(bulk.lines()[0]["status"], 201);
    let lines = world.app.engine.ask(|book| {
        let orders = book.orders.iter();
        orders
            .map(|order| order.lines[0].ordered.0)
            .collect::<Vec<_>>()
    });
    assert_eq!(lines.unwrap(), [12, 12, 10, 10, 10]);
}

#[tokio::test]
async fn a_full_lane_is_told_to_come_back_and_the_others_go_on() {
    let none = LaneLimit {
        wait: Duration::ZERO,
        burst_bytes: 0,
    };
    let lanes = LaneLimits {
        interactive: none,
        bulk: none,
        ..LaneLimits::default()
    };
    let world = World::with(Limits {
        lanes,
        ..Limits::default()
    });
    let key = world.master();
    for line in ["POST /v1/orders", BULK] {
        let reply = world.send(&key, line, &[], ORDER).await;
        assert!(
            reply.problem().starts_with("503 busy"),
            "{line}: {}",
            reply.body
        );
        assert_eq!(reply.header("retry-after"), "1");
    }
    let cancel = "POST /v1/orders/SO-100000/cancel";
    let reply = world
        .send(&key, cancel, &[], r#"{"reason":"customer"}"#)
        .await;
    assert!(
        reply.problem().starts_with("404 not_found"),
        "{}",
        reply.body
    );
    assert_eq!(
        world.send(&key, "GET /v1/orders", &[], "").await.status,
        200
    );
}

#[tokio::test]
async fn a_key_that_asks_for_too_much_at_once_is_told_apart() {
    let world = World::with(Limits {
        requests_per_key: 0,
        ..Limits::default()
    });
    let reply = world
        .send(&world.master(), "POST /v1/orders", &[], ORDER)
        .await;
    assert!(
        reply.problem().starts_with("429 key_busy"),
        "{}",
        reply.body
    );
    assert_eq!(reply.header("retry-after"), "1");
}
