//! Orders as their callers see them.

use super::world::{Reply, World};
use book::Command;
use book::order::Stage;
use keep::Scope;
use vocab::{OrderId, SiteId};

pub const ORDER: &str = r#"{"customer": "C-1001", "po_number": "PO-1007",
    "lines": [{"item": "OIL-5", "quantity": 2, "unit": "case"}]}"#;

/// A JSON body with a line for each field of the outermost object, in the order it was sent.
fn told(reply: &Reply) -> String {
    let value: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&reply.body).unwrap();
    let fields = value.iter().map(|(name, value)| format!("{name}: {value}"));
    fields.collect::<Vec<_>>().join("\n")
}

/// What a move has changed, a line each.
fn changed(reply: &Reply) -> String {
    let json = reply.json();
    let changes = json["changes"].as_array().unwrap().iter();
    let changes = changes.map(ToString::to_string);
    changes.collect::<Vec<_>>().join("\n")
}

async fn place(world: &World, key: &str, body: &str) -> Reply {
    world.send(key, "POST /v1/orders", &[], body).await
}

#[tokio::test]
async fn an_order_is_promised_before_it_is_answered() {
    let world = World::new();
    let key = world.key(&[Scope::OrdersWrite]);
    let reply = place(&world, &key, ORDER).await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (201, "/v1/orders/SO-100000")
    );
    assert_eq!(
        reply.header("kept-seq"),
        world.app.engine.durable().to_string()
    );
    insta::assert_snapshot!(told(&reply), @r##"
    considered: [{"backordered":0,"chosen":true,"cost":{"amount":"32.00","currency":"ILS"},"last_delivery_date":"2026-11-23","sites":["TLV"]},{"backordered":0,"chosen":false,"cost":{"amount":"54.00","currency":"ILS"},"last_delivery_date":"2026-11-24","sites":["HFA"]}]
    customer: "C-1001"
    holds: []
    lines: [{"backorder":null,"item":"OIL-5","line":1,"quantity":24,"requested_delivery_date":null,"schedule":[{"delivery_date":"2026-11-23","goods_issue_date":"2026-11-22","quantity":24,"site":"TLV","source":"on_hand","stage":"promised"}],"unit":"case","unit_price":{"amount":"50.00","per":1}}]
    number: "SO-100000"
    placed_at: "2026-11-22T07:00:00Z"
    po_number: "PO-1007"
    requested_delivery_date: null
    ship_to: "MAIN"
    state: "open"
    value: {"amount":"1200.00","currency":"ILS"}
    "##);
}

#[tokio::test]
async fn what_can_not_be_promised_is_a_backorder_with_its_reason() {
    let world = World::new();
    let key = world.master();
    let body = r#"{"customer": "C-1001", "ship_to": "MAIN", "requested_delivery_date": "2026-12-01",
        "lines": [{"customer_part": "THEIR-OIL", "quantity": "120"},
                  {"item": "SOAP-1", "quantity": 1200, "gtin": "96385074"}]}"#;
    let reply = place(&world, &key, body).await;
    assert_eq!(reply.status, 201);
    insta::assert_snapshot!(told(&reply), @r##"
    considered: [{"backordered":200,"chosen":true,"cost":{"amount":"819.80","currency":"ILS"},"last_delivery_date":"2026-12-01","sites":["TLV","HFA"]},{"backordered":1220,"chosen":false,"cost":{"amount":"1263.80","currency":"ILS"},"last_delivery_date":"2026-12-01","sites":["TLV"]},{"backordered":270,"chosen":false,"cost":{"amount":"1824.80","currency":"ILS"},"last_delivery_date":"2026-12-01","sites":["HFA"]}]
    customer: "C-1001"
    holds: []
    lines: [{"backorder":null,"item":"OIL-5","line":1,"quantity":120,"requested_delivery_date":"2026-12-01","schedule":[{"delivery_date":"2026-12-01","goods_issue_date":"2026-11-30","quantity":100,"site":"TLV","source":"on_hand","stage":"promised"},{"delivery_date":"2026-12-01","goods_issue_date":"2026-11-29","quantity":20,"site":"HFA","source":"on_hand","stage":"promised"}],"unit":"each","unit_price":{"amount":"50.00","per":1}},{"backorder":{"quantity":200,"reason":"no_supply"},"item":"SOAP-1","line":2,"quantity":1200,"requested_delivery_date":"2026-12-01","schedule":[{"delivery_date":"2026-12-01","goods_issue_date":"2026-11-29","quantity":1000,"site":"HFA","source":"on_hand","stage":"promised"}],"unit":"each","unit_price":{"amount":"1.99","per":3}}]
    number: "SO-100000"
    placed_at: "2026-11-22T07:00:00Z"
    po_number: null
    requested_delivery_date: "2026-12-01"
    ship_to: "MAIN"
    state: "open"
    value: {"amount":"6796.00","currency":"ILS"}
    "##);
}

#[tokio::test]
async fn an_order_that_a_person_must_see_is_held_until_the_hold_is_released() {
    let world = World::new();
    let key = world.master();
    let body = r#"{"customer": "C-1002", "currency": "ILS",
        "lines": [{"item": "OIL-5", "quantity": 1, "unit": "each", "unit_price": "45.5"}]}"#;
    let reply = place(&world, &key, body).await;
    assert_eq!(reply.json()["state"], "held");
    insta::assert_snapshot!(reply.json()["holds"], @r##"[{"detail":"the stated price is 45.50 ILS for 1; the list price is 50.00 ILS for 1","kind":"price","line":1},{"detail":"owed and on order would be 50.00 ILS; the credit limit is 10.00 ILS","kind":"credit"}]"##);
    let release = |kind: &str| format!(r#"{{"kind": "{kind}"}}"#);
    let line = "POST /v1/orders/SO-100000/release-hold";
    let reply = world.send(&key, line, &[], &release("credit")).await;
    insta::assert_snapshot!(changed(&reply), @r##"{"change":"hold_released","hold":{"detail":"owed and on order would be 50.00 ILS; the credit limit is 10.00 ILS","kind":"credit"}}"##);
    let reply = world.send(&key, line, &[], &release("price")).await;
    insta::assert_snapshot!(changed(&reply), @r##"
    {"change":"hold_released","hold":{"detail":"the stated price is 45.50 ILS for 1; the list price is 50.00 ILS for 1","kind":"price","line":1}}
    {"after":{"backorder":null,"schedule":[{"delivery_date":"2026-11-23","goods_issue_date":"2026-11-22","quantity":1,"site":"TLV","source":"on_hand","stage":"promised"}]},"before":{"backorder":null,"schedule":[]},"change":"promise","item":"OIL-5","line":1}
    {"after":"open","before":"held","change":"state"}
    "##);
    let reply = world.send(&key, line, &[], &release("price")).await;
    insta::assert_snapshot!(reply.problem(), @r##"409 not_held: SO-100000 has no hold of kind price"##);
    let reply = world.send(&key, line, &[], &release("boredom")).await;
    insta::assert_snapshot!(reply.problem(), @r##"422 bad_value: /kind: unknown variant `boredom`, expected one of `credit`, `price`, `no_price`, `unknown_item`, `address`, `duplicate`, `currency`, `review`"##);
}

#[tokio::test]
async fn a_repeated_command_gets_the_same_answer_and_is_carried_out_once() {
    let world = World::new();
    let key = world.master();
    let with = |name: &'static str| [("idempotency-key", name)];
    let first = world.send(&key, "POST /v1/orders", &with("a"), ORDER).await;
    assert_eq!(
        (first.status, first.header("idempotency-replayed")),
        (201, "")
    );
    // Blanks and the order of fields do not make another body.
    let same = r#"{"lines":[{"quantity":"2.0","unit":"case","item":"OIL-5"}],
        "po_number":"PO-1007","customer":"C-1001"}"#;
    for body in [ORDER, same] {
        let again = world.send(&key, "POST /v1/orders", &with("a"), body).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body));
        assert_eq!(again.header("idempotency-replayed"), "true");
        for header in ["location", "kept-seq"] {
            assert_eq!(again.header(header), first.header(header));
        }
    }
    let other = ORDER.replace('2', "3");
    let reused = world
        .send(&key, "POST /v1/orders", &with("a"), &other)
        .await;
    assert!(
        reused.problem().starts_with("422 key_reused"),
        "{}",
        reused.body
    );
    // Another caller's key is another key.
    let stranger = world.master();
    let theirs = world
        .send(&stranger, "POST /v1/orders", &with("a"), &other)
        .await;
    assert_eq!(theirs.header("location"), "/v1/orders/SO-100001");
    assert_eq!(
        world.app.engine.ask(|book| book.orders_placed()).unwrap(),
        2
    );
    let long = "k".repeat(256);
    let reply = world
        .send(
            &key,
            "POST /v1/orders",
            &[("idempotency-key", &long)],
            ORDER,
        )
        .await;
    assert_eq!(
        reply.problem(),
        "400 bad_header: Idempotency-Key must have 1 to 255 characters"
    );
}

#[tokio::test]
async fn a_repeated_refusal_is_the_same_refusal() {
    let world = World::new();
    let key = world.master();
    place(&world, &key, ORDER).await;
    let cancel = |name: &'static str, body: &'static str| {
        let line = "POST /v1/orders/SO-100000/cancel";
        let (world, key) = (&world, &key);
        async move {
            world
                .send(key, line, &[("idempotency-key", name)], body)
                .await
        }
    };
    let done = cancel("a", r#"{"reason": "customer"}"#).await;
    insta::assert_snapshot!(changed(&done), @r##"
    {"after":0,"before":24,"change":"quantity","item":"OIL-5","line":1}
    {"after":{"backorder":null,"schedule":[]},"before":{"backorder":null,"schedule":[{"delivery_date":"2026-11-23","goods_issue_date":"2026-11-22","quantity":24,"site":"TLV","source":"on_hand","stage":"promised"}]},"change":"promise","item":"OIL-5","line":1}
    {"after":{"amount":"0.00","currency":"ILS"},"before":{"amount":"1200.00","currency":"ILS"},"change":"value"}
    {"after":"cancelled","before":"open","change":"state"}
    "##);
    let refused = cancel("b", r#"{"reason": "customer"}"#).await;
    insta::assert_snapshot!(refused.problem(), @r##"409 order_finished: SO-100000 is finished and can't be changed any more"##);
    let again = cancel("b", r#"{"reason": "customer"}"#).await;
    assert_eq!((again.status, &again.body), (refused.status, &refused.body));
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(
        cancel("a", r#"{"reason": "customer"}"#).await.body,
        done.body
    );
    assert!(
        cancel("a", r#"{"reason": "seller"}"#)
            .await
            .problem()
            .contains("key_reused")
    );
    let bad = cancel("c", r#"{"reason": "expired"}"#).await;
    insta::assert_snapshot!(bad.problem(), @r##"422 bad_value: /reason: unknown variant `expired`, expected `customer` or `seller`"##);
}

#[tokio::test]
async fn some_lines_are_cancelled_and_the_rest_stays() {
    let world = World::new();
    let key = world.master();
    let body = r#"{"customer": "C-1001", "lines": [
        {"item": "OIL-5", "quantity": 5}, {"item": "SOAP-1", "quantity": 6}]}"#;
    place(&world, &key, body).await;
    let line = "POST /v1/orders/so-100000/cancel";
    let reply = world
        .send(&key, line, &[], r#"{"reason": "seller", "lines": [2]}"#)
        .await;
    insta::assert_snapshot!(changed(&reply), @r##"
    {"after":0,"before":6,"change":"quantity","item":"SOAP-1","line":2}
    {"after":{"backorder":null,"schedule":[]},"before":{"backorder":null,"schedule":[{"delivery_date":"2026-11-24","goods_issue_date":"2026-11-22","quantity":6,"site":"HFA","source":"on_hand","stage":"promised"}]},"change":"promise","item":"SOAP-1","line":2}
    {"after":{"amount":"250.00","currency":"ILS"},"before":{"amount":"253.98","currency":"ILS"},"change":"value"}
    "##);
    let after = reply.header("kept-seq").to_owned();
    let reply = world
        .send(&key, line, &[], r#"{"reason": "seller", "lines": [9]}"#)
        .await;
    assert_eq!(reply.problem(), "422 unknown: there is no line \"9\"");
    let line = "GET /v1/orders/SO-100000";
    let reply = world.send(&key, line, &[("kept-after", &after)], "").await;
    let reply = reply.json();
    assert_eq!(
        (&reply["lines"][1]["quantity"], &reply["value"]["amount"]),
        (&0.into(), &"250.00".into())
    );
}

#[tokio::test]
async fn a_body_that_is_wrong_is_told_where_and_why() {
    let world = World::new();
    let key = world.master();
    let deep = format!(
        "{{\"lines\": {}1{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let deep_unknown = format!("{{\"x\": {}1{}}}", "[".repeat(200), "]".repeat(200));
    let line = |fields: &str| format!(r#"{{"customer": "C-1001", "lines": [{{{fields}}}]}}"#);
    let cases = [
        String::new(),
        "{".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "\u{feff}{}".to_owned(),
        "{} {}".to_owned(),
        deep,
        deep_unknown,
        r#"{"customer": "C-1001"}"#.to_owned(),
        r#"{"customer": "C-1001", "lines": []}"#.to_owned(),
        r#"{"customer": "C-1001", "colour": "red", "lines": []}"#.to_owned(),
        r#"{"customer": "C-1001", "customer": "C-1001", "lines": []}"#.to_owned(),
        r#"{"customer": "C-9", "lines": []}"#.to_owned(),
        r#"{"lines": []}"#.to_owned(),
        r#"{"customer": "C-1001", "ship_to": "MOON", "notes": "ring twice", "lines": []}"#.to_owned(),
        r#"{"customer": "C-1001", "requested_delivery_date": "2026-02-30", "lines": []}"#.to_owned(),
        r#"{"customer": "C-1001", "requested_delivery_date": "2999-12-31", "lines": [{"item": "OIL-5", "quantity": 1}]}"#.to_owned(),
        line(r#""item": "OIL-5", "quantity": 1, "colour/~": 1"#),
        line(r#""item": "OIL-5""#),
        line(r#""quantity": 1"#),
        line(r#""item": "OIL-6", "quantity": 1"#),
        line(r#""item": "OIL-5", "quantity": 0"#),
        line(r#""item": "OIL-5", "quantity": -1"#),
        line(r#""item": "OIL-5", "quantity": "0.1", "unit": "case""#),
        line(r#""item": "OIL-5", "quantity": 99999999999999999999999999"#),
        line(r#""item": "OIL-5", "quantity": 1e308"#),
        line(r#""item": "OIL-5", "quantity": 9223372036854775807"#),
        line(r#""item": "OIL-5", "quantity": "١٢""#),
        line(r#""item": "OIL-5", "quantity": true"#),
        line(r#""item": "OIL-5", "quantity": 1, "unit": "pallet""#),
        line(r#""item": "OIL-5", "quantity": 1, "gtin": "96385074""#),
        line(r#""item": "SOAP-1", "customer_part": "THEIR-OIL", "quantity": 1"#),
        line(r#""item": "OIL-5", "quantity": 1, "unit_price": -1"#),
        line(r#""item": "OIL-5", "quantity": 1, "unit_price": 9223372036854775807"#),
        line(r#""item": "OIL-5", "quantity": 1, "unit_price": 1, "price_basis": 0.5"#),
        line(r#""item": "OIL-5", "quantity": 1000000000000"#),
    ];
    let mut answers = Vec::new();
    for body in &cases {
        let reply = place(&world, &key, body).await;
        let shown: String = body.chars().take(90).collect();
        answers.push(match reply.status {
            201 => format!("{shown}\n  => 201"),
            _ => format!("{shown}\n  => {}", reply.problem()),
        });
    }
    insta::assert_snapshot!(answers.join("\n"), @r##"

      => 400 malformed_json: EOF while parsing a value at line 1 column 0
    {
      => 400 malformed_json: EOF while parsing an object at line 1 column 1
    null
      => 422 bad_value: invalid type: null, expected an object
    []
      => 422 bad_value: invalid type: sequence, expected an object
    ﻿{}
      => 400 malformed_json: expected value at line 1 column 1
    {} {}
      => 422 bad_value: missing field `lines`
    {"lines": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
      => 422 bad_value: /lines/0: invalid type: sequence, expected an object
    {"x": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
      => 422 unknown_field: /x: unknown field `x`, expected one of `po_number`, `customer`, `order_date`, `requested_delivery_date`, `currency`, `ship_to`, `notes`, `terms`, `expires`, `lines`, `idempotency_key`
    {"customer": "C-1001"}
      => 422 bad_value: missing field `lines`
    {"customer": "C-1001", "lines": []}
      => 422 empty: at least one line is needed
    {"customer": "C-1001", "colour": "red", "lines": []}
      => 422 unknown_field: /colour: unknown field `colour`, expected one of `po_number`, `customer`, `order_date`, `requested_delivery_date`, `currency`, `ship_to`, `notes`, `terms`, `expires`, `lines`, `idempotency_key`
    {"customer": "C-1001", "customer": "C-1001", "lines": []}
      => 422 bad_value: duplicate field `customer`
    {"customer": "C-9", "lines": []}
      => 422 bad_value: /customer: there is no customer "C-9"
    {"lines": []}
      => 422 bad_value: /customer: a customer number is needed
    {"customer": "C-1001", "ship_to": "MOON", "notes": "ring twice", "lines": []}
      => 422 bad_value: /notes: notes are not kept with an order; send the order as a document instead (and 1 more)
    {"customer": "C-1001", "requested_delivery_date": "2026-02-30", "lines": []}
      => 422 bad_value: /requested_delivery_date: expected a date like 2026-11-22, got "2026-02-30"
    {"customer": "C-1001", "requested_delivery_date": "2999-12-31", "lines": [{"item": "OIL-5"
      => 422 out_of_range: the requested day is 2999-12-31; a day within 3650 days of 2026-11-22 is allowed
    {"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 1, "colour/~": 1}]}
      => 422 unknown_field: /lines/0/colour~1~0: unknown field `colour/~`, expected one of `line_no`, `item`, `gtin`, `customer_part`, `description`, `quantity`, `unit`, `unit_price`, `price_basis`, `requested_delivery_date`
    {"customer": "C-1001", "lines": [{"item": "OIL-5"}]}
      => 422 bad_value: /lines/0: missing field `quantity`
    {"customer": "C-1001", "lines": [{"quantity": 1}]}
      => 422 bad_value: /lines/0/item: a line names its goods by item or customer_part
    {"customer": "C-1001", "lines": [{"item": "OIL-6", "quantity": 1}]}
      => 422 bad_value: /lines/0/item: there is no item "OIL-6"
    {"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 0}]}
      => 422 bad_value: /lines/0/quantity: 0 each is no quantity; it must come to a whole number of each, 1 to 1000000000000
    {"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": -1}]}
      => 422 bad_value: /lines/0/quantity: -1 each is no quantity; it must come to a whole number of each, 1 to 1000000000000
    {"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": "0.1", "unit": "case"}]}
      => 422 bad_value: /lines/0/quantity: 0.1 case is no quantity; it must come to a whole number of each, 1 to 1000000000000
    {"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 99999999999999999999999999}
      => 422 bad_value: /lines/0/quantity: invalid value: floating point `1e+26`, expected a decimal number of at most 9 places, as text or number
    {"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 1e308}]}
      => 422 bad_value: /lines/0/quantity: invalid value: floating point `1e+308`, expected a decimal number of at most 9 places, as text or number
    {"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 9223372036854775807}]}
      => 422 bad_value: /lines/0/quantity: 9223372036854775807 each is no quantity; it must come to a whole number of each, 1 to 1000000000000
    {"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": "١٢"}]}
      => 422 bad_value: /lines/0/quantity: invalid value: string "١٢", expected a decimal number of at most 9 places, as text or number
    {"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": true}]}
      => 422 bad_value: /lines/0/quantity: invalid type: boolean `true`, expected a decimal number of at most 9 places, as text or number
    {"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 1, "unit": "pallet"}]}
      => 422 bad_value: /lines/0/unit: item OIL-5 has no such unit; it has each, case
    {"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 1, "gtin": "96385074"}]}
      => 422 bad_value: /lines/0/gtin: this is not a GTIN of item OIL-5
    {"customer": "C-1001", "lines": [{"item": "SOAP-1", "customer_part": "THEIR-OIL", "quantit
      => 422 bad_value: /lines/0/customer_part: this part number is another item than SOAP-1
    {"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 1, "unit_price": -1}]}
      => 422 bad_value: /lines/0/unit_price: -1 ILS for 1 each is no price; it must be 0 to 1000000000000000, for a whole number of each
    {"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 1, "unit_price": 9223372036
      => 422 bad_value: /lines/0/unit_price: 9223372036854775807 ILS for 1 each is no price; it must be 0 to 1000000000000000, for a whole number of each
    {"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 1, "unit_price": 1, "price_
      => 422 bad_value: /lines/0/unit_price: 1 ILS for 0.5 each is no price; it must be 0 to 1000000000000000, for a whole number of each
    {"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 1000000000000}]}
      => 422 value_too_large: the order is worth more than can be added up; split it
    "##);
}

#[tokio::test]
async fn everything_that_is_wrong_with_an_order_is_told_at_once() {
    let world = World::new();
    let key = world.master();
    let lines: Vec<String> = (0..50)
        .map(|n| format!(r#"{{"item": "NO-{n}", "quantity": 1}}"#))
        .collect();
    let body = format!(
        r#"{{"customer": "C-1001", "lines": [{}]}}"#,
        lines.join(",")
    );
    let reply = place(&world, &key, &body).await;
    assert_eq!(reply.json()["errors"].as_array().unwrap().len(), 20);
    assert_eq!(reply.json()["errors"][19]["pointer"], "/lines/19/item");
    assert!(
        reply.problem().ends_with("(and at least 20 more)"),
        "{}",
        reply.problem()
    );
}

#[tokio::test]
async fn a_body_of_another_kind_or_size_is_refused() {
    let world = World::new();
    let key = world.master();
    for kind in ["text/plain", "application/x-www-form-urlencoded", ""] {
        let reply = world
            .send(&key, "POST /v1/orders", &[("content-type", kind)], ORDER)
            .await;
        assert!(
            reply.problem().starts_with("415 unsupported_media_type"),
            "{kind}"
        );
    }
    for kind in [
        "application/json; charset=utf-8",
        "application/vnd.kept+json",
    ] {
        let reply = world
            .send(&key, "POST /v1/orders", &[("content-type", kind)], ORDER)
            .await;
        assert_eq!(reply.status, 201, "{kind}");
    }
    let large = format!("{ORDER}{}", " ".repeat(1 << 20));
    let reply = place(&world, &key, &large).await;
    assert!(
        reply.problem().starts_with("413 too_large: the body has"),
        "{}",
        reply.body
    );
    let bearer = format!("Bearer {key}");
    let headers = [
        ("host", "localhost"),
        ("content-type", "application/json"),
        ("authorization", bearer.as_str()),
    ];
    let no_text = b"{\"customer\": \"\xff\xfe\", \"lines\": []}";
    let reply = world.send_bytes("POST /v1/orders", &headers, no_text).await;
    assert!(
        reply.problem().starts_with("400 malformed_json"),
        "{}",
        reply.body
    );
}

#[tokio::test]
async fn an_order_is_shown_with_everything_that_happened_to_it() {
    let world = World::new();
    let key = world.master();
    place(&world, &key, ORDER).await;
    for to in [
        Stage::Released,
        Stage::Picked,
        Stage::Packed,
        Stage::Shipped,
    ] {
        let tracking = (to == Stage::Shipped).then(|| "TRK-1".to_owned());
        let (order, site) = (OrderId(0), SiteId(0));
        let command = Command::Advance {
            order,
            to,
            site,
            lines: Vec::new(),
            tracking,
            packages: Vec::new(),
        };
        world.app.engine.own(command).unwrap().outcome.unwrap();
    }
    let after = world.app.engine.durable().to_string();
    let line = "GET /v1/orders/SO-100000";
    let reply = world.send(&key, line, &[("kept-after", &after)], "").await;
    let shown = reply.json();
    assert_eq!(shown["lines"][0]["schedule"][0]["stage"], "shipped");
    let history: Vec<String> = shown["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| format!("{} {} {}", entry["what"], entry["stage"], entry["tracking"]))
        .collect();
    insta::assert_snapshot!(history.join("\n"), @r##"
    "placed" null null
    "promised" null null
    "advanced" "released" null
    "advanced" "picked" null
    "advanced" "packed" null
    "advanced" "shipped" "TRK-1"
    "##);
    for (header, status) in [("18446744073709551615", 400), ("x", 400), ("0", 200)] {
        let reply = world.send(&key, line, &[("kept-after", header)], "").await;
        assert_eq!(reply.status, status, "{header}");
    }
}

#[tokio::test]
async fn orders_are_listed_page_by_page() {
    let world = World::new();
    let key = world.master();
    for number in 0..5 {
        let customer = if number == 3 { "C-1002" } else { "C-1001" };
        let body = format!(
            r#"{{"customer": "{customer}", "po_number": "PO-{number}",
                "lines": [{{"item": "OIL-5", "quantity": 1}}]}}"#
        );
        assert_eq!(place(&world, &key, &body).await.status, 201);
    }
    let after = world.app.engine.durable().to_string();
    let list = |query: &'static str| {
        let (world, key, after) = (&world, &key, &after);
        let line = format!("GET /v1/orders{query}");
        async move { world.send(key, &line, &[("kept-after", after)], "").await }
    };
    let mut answers = Vec::new();
    for query in [
        "",
        "?limit=2",
        "?limit=2&after=3_3",
        "?state=held",
        "?customer=C-1002",
        "?customer=nobody",
        "?hold=credit",
        "?q=PO-4",
        "?backordered=true",
        "?limit=0",
        "?limit=201",
        "?limit=-1",
        "?after=yesterday",
        "?state=lost",
        "?sort=asc",
        "?q=%ff",
        "?state=held&state=open",
    ] {
        let reply = list(query).await;
        answers.push(match reply.status {
            200 => {
                let json = reply.json();
                let numbers = json["orders"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|row| &row["number"]);
                let numbers: Vec<String> = numbers.map(ToString::to_string).collect();
                format!("{query} => {} next {}", numbers.join(" "), json["next"])
            }
            _ => format!("{query} => {}", reply.problem()),
        });
    }
    insta::assert_snapshot!(answers.join("\n"), @r##"
     => "SO-100004" "SO-100003" "SO-100002" "SO-100001" "SO-100000" next null
    ?limit=2 => "SO-100004" "SO-100003" next "3_3"
    ?limit=2&after=3_3 => "SO-100002" "SO-100001" next "1_1"
    ?state=held => "SO-100003" next null
    ?customer=C-1002 => "SO-100003" next null
    ?customer=nobody =>  next null
    ?hold=credit => "SO-100003" next null
    ?q=PO-4 => "SO-100004" next null
    ?backordered=true =>  next null
    ?limit=0 => 400 bad_query: limit is 0; 1 to 200 are allowed
    ?limit=201 => 400 bad_query: limit is 201; 1 to 200 are allowed
    ?limit=-1 => 400 bad_query: limit: invalid digit found in string
    ?after=yesterday => 400 bad_cursor: `after` is not a cursor that this list has given out.
    ?state=lost => 400 bad_query: state: held, open, closed and cancelled are known, with commas between
    ?sort=asc => 400 bad_query: sort: unknown variant `asc`, expected one of `newest`, `requested`, `promised`, `value`
    ?q=%ff =>  next null
    ?state=held&state=open => 400 bad_query: duplicate field `state`
    "##);
}

#[tokio::test]
async fn availability_tells_what_an_order_would_be_promised_and_places_nothing() {
    let world = World::new();
    let key = world.key(&[Scope::AvailabilityRead]);
    let before = world.app.engine.durable();
    let ask = async |body: &str| world.send(&key, "POST /v1/availability", &[], body).await;
    let body = r#"{"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 120}]}"#;
    insta::assert_snapshot!(told(&ask(body).await), @r##"
    complete: true
    considered: [{"backordered":0,"chosen":true,"cost":{"amount":"145.00","currency":"ILS"},"last_delivery_date":"2026-11-24","sites":["TLV","HFA"]},{"backordered":20,"chosen":false,"cost":{"amount":"425.00","currency":"ILS"},"last_delivery_date":"2026-11-23","sites":["TLV"]},{"backordered":70,"chosen":false,"cost":{"amount":"1210.00","currency":"ILS"},"last_delivery_date":"2026-11-24","sites":["HFA"]}]
    holds: []
    last_delivery_date: "2026-11-24"
    lines: [{"backorder":null,"item":"OIL-5","line":1,"quantity":120,"requested_delivery_date":null,"schedule":[{"delivery_date":"2026-11-23","goods_issue_date":"2026-11-22","quantity":100,"site":"TLV","source":"on_hand","stage":"promised"},{"delivery_date":"2026-11-24","goods_issue_date":"2026-11-22","quantity":20,"site":"HFA","source":"on_hand","stage":"promised"}],"unit":"each","unit_price":{"amount":"50.00","per":1}}]
    value: {"amount":"6000.00","currency":"ILS"}
    "##);
    // Over the credit limit: an order would be held, and what is free is told all the same.
    let held = ask(r#"{"customer": "C-1002", "lines": [{"item": "OIL-5", "quantity": 1}]}"#).await;
    let held = held.json();
    assert_eq!(
        (&held["complete"], &held["holds"][0]["kind"]),
        (&true.into(), &"credit".into())
    );
    assert_eq!(held["last_delivery_date"], "2026-11-23");
    let short =
        ask(r#"{"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 999}]}"#).await;
    assert_eq!(short.json()["complete"], false);
    let lines = vec![r#"{"item": "OIL-5", "quantity": 1}"#; 201].join(",");
    let many = ask(&format!(r#"{{"customer": "C-1001", "lines": [{lines}]}}"#)).await;
    insta::assert_snapshot!(many.problem(), @r##"422 bad_value: 201 lines; at most 200 are asked for at once"##);
    let none = ask(r#"{"customer": "C-1001", "lines": []}"#).await;
    insta::assert_snapshot!(none.problem(), @r##"422 empty: at least one line is needed"##);
    assert_eq!(world.app.engine.durable(), before);
    assert_eq!(
        world.app.engine.ask(|book| book.orders_placed()).unwrap(),
        0
    );
}

#[tokio::test]
async fn an_order_of_more_lines_than_the_book_takes_is_refused_before_it_is_looked_at() {
    let world = World::new();
    let key = world.master();
    let lines = vec![r#"{"item":"NO","quantity":1}"#; 10_001].join(",");
    let reply = place(
        &world,
        &key,
        &format!(r#"{{"customer":"C-1001","lines":[{lines}]}}"#),
    )
    .await;
    let expected = "422 bad_value: /lines: 10001 lines; an order has at most 10000";
    assert_eq!(reply.problem(), expected);
}
