//! Stock as clients see and change it.

use super::world::World;
use serde_json::{Value, json};

const ORDER: &str = r#"{"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 30}]}"#;

/// Stock of OIL-5 by site: on hand and reserved.
async fn oil(world: &World, key: &str) -> String {
    let stock = world.send(key, "GET /v1/stock/OIL-5", &[], "").await.json();
    let told = |row: &Value| {
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        format!("{} {}/{}", text("site"), row["on_hand"], row["reserved"])
    };
    let sites = stock["sites"].as_array().unwrap().iter();
    sites.map(told).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn goods_are_received_moved_counted_and_scrapped() {
    let world = World::new();
    let key = world.master();
    let steps = [
        (
            "receipts",
            r#"{"receipts": [{"site": "TLV", "item": "OIL-5", "quantity": 2, "unit": "case"},
                             {"site": "TLV", "item": "OIL-5", "quantity": "1"}]}"#,
            "TLV 125/0 HFA 50/0",
        ),
        (
            "moves",
            r#"{"item": "OIL-5", "from": "TLV", "to": "HFA", "quantity": 25}"#,
            "TLV 100/0 HFA 75/0",
        ),
        (
            "counts",
            r#"{"site": "HFA", "item": "OIL-5", "quantity": 70}"#,
            "TLV 100/0 HFA 70/0",
        ),
        (
            "scraps",
            r#"{"site": "HFA", "item": "OIL-5", "quantity": 10}"#,
            "TLV 100/0 HFA 60/0",
        ),
    ];
    for (what, body, expected) in steps {
        let reply = world
            .send(&key, &format!("POST /v1/stock/{what}"), &[], body)
            .await;
        assert_eq!(reply.status, 200, "{what}: {}", reply.body);
        assert_eq!(oil(&world, &key).await, expected, "{what}");
    }
}

#[tokio::test]
async fn a_count_that_finds_less_than_was_promised_tells_whose_dates_changed() {
    let world = World::new();
    let key = world.master();
    world.send(&key, "POST /v1/orders", &[], ORDER).await;
    let body = r#"{"site": "TLV", "item": "OIL-5", "quantity": 20}"#;
    let reply = world.send(&key, "POST /v1/stock/counts", &[], body).await;
    assert_eq!(
        reply.json(),
        json!({"orders_changed": 1, "orders": ["SO-100000"]})
    );
    let reply = world
        .send(&key, "POST /v1/stock/scraps", &[], &body.replace("20", "1"))
        .await;
    assert!(
        reply.problem().starts_with("409 stock_reserved"),
        "{}",
        reply.body
    );
}

#[tokio::test]
async fn who_holds_an_item_and_what_could_still_be_promised_is_told() {
    let world = World::new();
    let key = world.master();
    world.send(&key, "POST /v1/orders", &[], ORDER).await;
    let supply = r#"{"supply": [{"reference": "PO-1", "kind": "purchase_order", "site": "TLV",
        "item": "OIL-5", "quantity": 5, "unit": "case", "due": "2026-11-30"}]}"#;
    world.send(&key, "POST /v1/supply", &[], supply).await;
    let stock = world
        .send(&key, "GET /v1/stock/OIL-5", &[], "")
        .await
        .json();
    assert_eq!(
        stock["available"],
        json!([
            {"goods_issue_date": "2026-11-22", "site": "TLV", "supply": null, "quantity": 70},
            {"goods_issue_date": "2026-11-22", "site": "HFA", "supply": null, "quantity": 50},
            {"goods_issue_date": "2026-12-01", "site": "TLV", "supply": 0, "quantity": 60},
        ])
    );
    let inbound = json!([{"supply": 0, "reference": "PO-1", "kind": "purchase_order",
        "site": "TLV", "open": 60, "reserved": 0, "due": "2026-11-30"}]);
    assert_eq!(stock["inbound"], inbound);
    let holders = world
        .send(&key, "GET /v1/stock/OIL-5/holders", &[], "")
        .await
        .json();
    assert_eq!(
        holders["holders"],
        json!([{
            "number": "SO-100000", "customer": "C-1001", "line": 1, "quantity": 30,
            "holding": "promised", "site": "TLV", "supply": null, "stage": "promised",
            "goods_issue_date": "2026-11-22", "delivery_date": "2026-11-23",
            "reason": null,
        }])
    );
}

#[tokio::test]
async fn stock_is_listed_by_item_and_site_and_searched() {
    let world = World::new();
    let key = world.master();
    let seq = world.app.engine.durable().to_string();
    let after = [("kept-after", seq.as_str())];
    let listed = async |query: &str| {
        let line = format!("GET /v1/stock?{query}");
        let list = world.send(&key, &line, &after, "").await.json();
        let rows = list["stock"].as_array().unwrap().iter();
        let told = rows.map(|row| {
            let text = |name: &str| row[name].as_str().unwrap().to_owned();
            format!("{} {} {}", text("item"), text("site"), row["free"])
        });
        (told.collect::<Vec<_>>().join(", "), list["next"].clone())
    };
    assert_eq!(
        listed("").await.0,
        "OIL-5 TLV 100, OIL-5 HFA 50, SOAP-1 HFA 1000"
    );
    assert_eq!(listed("site=HFA").await.0, "OIL-5 HFA 50, SOAP-1 HFA 1000");
    assert_eq!(listed("q=soap").await.0, "SOAP-1 HFA 1000");
    assert_eq!(listed("only=nothing_free").await.0, "");
    assert_eq!(listed("site=NIL").await.0, "");
    let (first, next) = listed("limit=2").await;
    let rest = listed(&format!("limit=2&after={}", next.as_str().unwrap())).await;
    assert_eq!(
        (first.as_str(), rest.0.as_str()),
        ("OIL-5 TLV 100, OIL-5 HFA 50", "SOAP-1 HFA 1000")
    );
    for (query, problem) in [("only=x", "400 bad_query"), ("after=x", "400 bad_cursor")] {
        let reply = world
            .send(&key, &format!("GET /v1/stock?{query}"), &[], "")
            .await;
        assert!(reply.problem().starts_with(problem), "{query}");
    }
}

#[tokio::test]
async fn goods_that_can_not_be_are_refused_with_their_places() {
    let world = World::new();
    let key = world.master();
    let body = r#"{"receipts": [{"site": "NIL", "item": "NIL", "quantity": 1},
        {"site": "TLV", "item": "OIL-5", "quantity": "0.5"},
        {"site": "TLV", "item": "OIL-5", "quantity": 1, "unit": "pallet"}]}"#;
    let reply = world.send(&key, "POST /v1/stock/receipts", &[], body).await;
    assert_eq!(
        reply.json()["errors"],
        json!([
            {"pointer": "/receipts/0/site", "detail": "there is no site \"NIL\""},
            {"pointer": "/receipts/0/item", "detail": "there is no item \"NIL\""},
            {"pointer": "/receipts/1/quantity",
             "detail": "0.5 each is no quantity; it must come to a whole number of each"},
            {"pointer": "/receipts/2/unit", "detail": "item OIL-5 has no such unit"},
        ])
    );
    let none = world
        .send(&key, "POST /v1/stock/receipts", &[], r#"{"receipts": []}"#)
        .await;
    assert!(none.problem().starts_with("422 empty"));
    let zero = r#"{"receipts": [{"site": "TLV", "item": "OIL-5", "quantity": 0}]}"#;
    let zero = world.send(&key, "POST /v1/stock/receipts", &[], zero).await;
    assert!(zero.problem().starts_with("422 bad_quantity"));
    let missing = world.send(&key, "GET /v1/stock/NIL", &[], "").await;
    assert_eq!(missing.problem(), "404 not_found: there is no item \"NIL\"");
    let missing = world.send(&key, "GET /v1/stock/NIL/holders", &[], "").await;
    assert_eq!(missing.problem(), "404 not_found: there is no item \"NIL\"");
    assert_eq!(
        world
            .send(&world.key_of(0), "GET /v1/stock", &[], "")
            .await
            .status,
        403
    );
}
