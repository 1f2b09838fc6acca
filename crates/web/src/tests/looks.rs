//! Looks at an order: its timeline, why it is promised as it is, its shipments, and the lists.

use super::orders::ORDER;
use super::world::{Reply, World};
use book::Command;
use book::stock::supply::{SupplyDraft, SupplyKind};
use keep::Scope;
use serde_json::Value;
use vocab::{Day, ItemId, Quantity, SiteId};

async fn place(world: &World, body: &str) -> Reply {
    let reply = world
        .send(&world.master(), "POST /v1/orders", &[], body)
        .await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply
}

async fn give(world: &World, what: &str, body: &str) {
    let line = format!("POST /v1/orders/{what}");
    let reply = world.send(&world.master(), &line, &[], body).await;
    assert_eq!(reply.status, 200, "{line}: {}", reply.body);
}

async fn look(world: &World, key: &str, what: &str) -> Reply {
    let after = world.app.engine.durable().to_string();
    let line = format!("GET {what}");
    world.send(key, &line, &[("kept-after", &after)], "").await
}

/// The elements of a list in an answer, a line each.
fn listed(reply: &Reply, list: &str) -> String {
    let json = reply.json();
    let rows = json[list].as_array().unwrap().iter();
    rows.map(Value::to_string).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_timeline_tells_everything_with_who_did_it() {
    let world = World::new();
    let customer = world.key_of(0);
    world.send(&customer, "POST /v1/orders", &[], ORDER).await;
    give(
        &world,
        "SO-100000/amend",
        r#"{"changes": [{"change": "quantity", "line": 1, "quantity": 30},
            {"change": "ship_to", "ship_to": "MAIN"},
            {"change": "requested_delivery_date", "date": "2026-12-01"},
            {"change": "add_line", "line": {"item": "SOAP-1", "quantity": 3}}]}"#,
    )
    .await;
    give(&world, "SO-100000/hold", "{}").await;
    give(&world, "SO-100000/release-hold", r#"{"kind": "review"}"#).await;
    give(
        &world,
        "SO-100000/cancel",
        r#"{"reason": "seller", "lines": [2]}"#,
    )
    .await;
    for stage in ["release", "pick", "pack"] {
        give(&world, &format!("SO-100000/{stage}"), r#"{"site": "HFA"}"#).await;
    }
    give(
        &world,
        "SO-100000/ship",
        r#"{"site": "HFA", "tracking": "TRK-1"}"#,
    )
    .await;
    give(&world, "SO-100000/deliver", r#"{"site": "HFA"}"#).await;
    let told = look(&world, &world.master(), "/v1/orders/SO-100000/timeline").await;
    let mut events = told.json()["events"].as_array().unwrap().clone();
    for event in &mut events {
        let event = event.as_object_mut().unwrap();
        event.retain(|name, _| !["at", "seq", "actor"].contains(&name.as_str()));
    }
    let told: Vec<String> = events.iter().map(Value::to_string).collect();
    insta::assert_snapshot!(told.join("\n"), @r##"
    {"by":"customer","what":"placed"}
    {"by":"customer","promised":[{"backorder":null,"last_delivery_date":"2026-11-23","line":1,"quantity":24}],"what":"promised"}
    {"by":"test","changes":[{"change":"quantity","line":1,"quantity":30},{"change":"ship_to","line":null,"ship_to":"MAIN"},{"change":"requested_delivery_date","line":null,"requested_delivery_date":"2026-12-01"},{"change":"line_added","item":"SOAP-1","line":null,"quantity":3}],"what":"amended"}
    {"by":"test","promised":[{"backorder":null,"last_delivery_date":"2026-12-01","line":1,"quantity":30},{"backorder":null,"last_delivery_date":"2026-12-01","line":2,"quantity":3}],"what":"promised"}
    {"by":"test","holds":[{"detail":"a person asked for a look","kind":"review"}],"what":"holds_set"}
    {"by":"test","hold":"review","what":"hold_released"}
    {"by":"test","promised":[{"backorder":null,"last_delivery_date":"2026-12-01","line":1,"quantity":30},{"backorder":null,"last_delivery_date":"2026-12-01","line":2,"quantity":3}],"what":"promised"}
    {"by":"test","lines":[{"line":2,"quantity":3}],"reason":"seller","what":"cancelled"}
    {"by":"test","lines":[{"line":1,"quantity":30}],"site":"HFA","stage":"released","what":"advanced"}
    {"by":"test","lines":[{"line":1,"quantity":30}],"site":"HFA","stage":"picked","what":"advanced"}
    {"by":"test","lines":[{"line":1,"quantity":30}],"site":"HFA","stage":"packed","what":"advanced"}
    {"by":"test","lines":[{"line":1,"quantity":30}],"site":"HFA","stage":"shipped","tracking":"TRK-1","what":"advanced"}
    {"by":"test","lines":[{"line":1,"quantity":30}],"site":"HFA","stage":"delivered","what":"advanced"}
    {"by":"test","cancelled":false,"what":"finished"}
    "##);
    // A customer is told the names of its own people only.
    let theirs = look(&world, &customer, "/v1/orders/SO-100000/timeline").await;
    let theirs = theirs.json();
    let names = theirs["events"].as_array().unwrap().iter();
    let names: Vec<&Value> = names.map(|event| &event["by"]).collect();
    assert_eq!(names[0], "customer");
    assert!(names.iter().skip(2).all(|name| name.is_null()), "{names:?}");
}

#[tokio::test]
async fn the_promise_is_explained_by_what_covers_it_and_what_else_was_weighed() {
    let world = World::new();
    let announce = Command::AnnounceSupply(vec![SupplyDraft {
        reference: "PO-77".to_owned(),
        kind: SupplyKind::PurchaseOrder,
        site: SiteId(0),
        item: ItemId(0),
        quantity: Quantity(40),
        due: Day::parse("2026-11-26").unwrap(),
        supplier: None,
    }]);
    world.app.engine.own(announce).unwrap().outcome.unwrap();
    place(
        &world,
        r#"{"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 200}]}"#,
    )
    .await;
    let told = look(&world, &world.master(), "/v1/orders/SO-100000/promise").await;
    insta::assert_snapshot!(listed(&told, "lines"), @r##"{"backorder":{"detail":"no stock and no supply that is not promised already","quantity":10,"reason":"no_supply"},"item":"OIL-5","line":1,"pegs":[{"delivery_date":"2026-11-23","goods_issue_date":"2026-11-22","quantity":100,"site":"TLV","stage":"promised","supply":null},{"delivery_date":"2026-11-24","goods_issue_date":"2026-11-22","quantity":50,"site":"HFA","stage":"promised","supply":null},{"delivery_date":"2026-11-28","goods_issue_date":"2026-11-27","quantity":40,"site":"TLV","stage":"promised","supply":{"due_date":"2026-11-26","kind":"purchase_order","reference":"PO-77"}}],"quantity":200,"requested_delivery_date":null}"##);
    insta::assert_snapshot!(told.json()["decisions"][0]["considered"], @r##"[{"backordered":10,"chosen":true,"cost":{"amount":"540.00","currency":"ILS"},"last_delivery_date":"2026-11-28","sites":["TLV","HFA"]},{"backordered":60,"chosen":false,"cost":{"amount":"1210.00","currency":"ILS"},"last_delivery_date":"2026-11-28","sites":["TLV"]},{"backordered":150,"chosen":false,"cost":{"amount":"2450.00","currency":"ILS"},"last_delivery_date":"2026-11-24","sites":["HFA"]}]"##);
    // What ways cost and whom we buy from is not the customer's business.
    let customer = world.key_of(0);
    let told = look(&world, &customer, "/v1/orders/SO-100000/promise").await;
    let shown = look(&world, &customer, "/v1/orders/SO-100000").await;
    for reply in [&told, &shown] {
        assert!(
            !reply.body.contains("PO-77") && !reply.body.contains("cost"),
            "{}",
            reply.body
        );
    }
    let placed = world.send(&customer, "POST /v1/orders", &[], ORDER).await;
    assert_eq!(placed.json()["considered"], Value::Array(Vec::new()));
    // Nothing has changed since.
    let tag = [("if-none-match", told.header("etag"))];
    let line = "GET /v1/orders/SO-100000/promise";
    assert_eq!(world.send(&customer, line, &tag, "").await.status, 304);
}

#[tokio::test]
async fn shipments_are_found_by_order_and_by_tracking_number() {
    let world = World::new();
    place(&world, ORDER).await;
    place(&world, &ORDER.replace("C-1001", "C-1002")).await;
    give(&world, "SO-100001/release-hold", r#"{"kind": "credit"}"#).await;
    for number in ["SO-100000", "SO-100001"] {
        for stage in ["release", "pick", "pack"] {
            give(&world, &format!("{number}/{stage}"), r#"{"site": "TLV"}"#).await;
        }
        for (quantity, parcel) in [(20, "A"), (4, "B")] {
            let body = format!(
                r#"{{"site": "TLV", "tracking": "{number}-{parcel}",
                    "lines": [{{"line": 1, "quantity": {quantity}}}]}}"#
            );
            give(&world, &format!("{number}/ship"), &body).await;
        }
    }
    let master = world.key(&[Scope::OrdersRead]);
    let of = |reply: &Reply| {
        let json = reply.json();
        let rows = json["shipments"].as_array().unwrap().clone();
        let rows = rows.iter().map(|row| {
            let text = |name: &str| row[name].as_str().unwrap().to_owned();
            format!("{} {} {}", text("tracking"), text("site"), row["lines"])
        });
        let rows: Vec<String> = rows.collect();
        format!("{} next {}", rows.join(", "), json["next"].is_string())
    };
    let mut story = Vec::new();
    for (key, what) in [
        (&master, "/v1/orders/SO-100000/shipments"),
        (&master, "/v1/orders/SO-100000/shipments?limit=1"),
        (&master, "/v1/shipments?limit=3"),
        (&master, "/v1/shipments?customer=C-1002"),
        (&master, "/v1/shipments?tracking=SO-100001-B"),
        (&master, "/v1/shipments?site=HFA"),
        (&master, "/v1/shipments?site=MOON"),
        (&world.key_of(1), "/v1/shipments"),
        (&world.key_of(1), "/v1/shipments?customer=C-1001"),
    ] {
        let reply = look(&world, key, what).await;
        story.push(format!("{what} => {}", of(&reply)));
    }
    insta::assert_snapshot!(story.join("\n"), @r##"
    /v1/orders/SO-100000/shipments => SO-100000-B TLV [{"line":1,"quantity":4}], SO-100000-A TLV [{"line":1,"quantity":20}] next false
    /v1/orders/SO-100000/shipments?limit=1 => SO-100000-B TLV [{"line":1,"quantity":4}] next true
    /v1/shipments?limit=3 => SO-100001-B TLV [{"line":1,"quantity":4}], SO-100001-A TLV [{"line":1,"quantity":20}], SO-100000-B TLV [{"line":1,"quantity":4}] next true
    /v1/shipments?customer=C-1002 => SO-100001-B TLV [{"line":1,"quantity":4}], SO-100001-A TLV [{"line":1,"quantity":20}] next false
    /v1/shipments?tracking=SO-100001-B => SO-100001-B TLV [{"line":1,"quantity":4}] next false
    /v1/shipments?site=HFA =>  next false
    /v1/shipments?site=MOON =>  next false
    /v1/shipments => SO-100001-B TLV [{"line":1,"quantity":4}], SO-100001-A TLV [{"line":1,"quantity":20}] next false
    /v1/shipments?customer=C-1001 =>  next false
    "##);
    for (key, what) in [
        (&world.key_of(1), "/v1/orders/SO-100000/shipments"),
        (&master, "/v1/orders/SO-100777/shipments"),
        (&master, "/v1/orders/nothing/shipments"),
    ] {
        assert_eq!(look(&world, key, what).await.status, 404, "{what}");
    }
    let odd = look(&world, &master, "/v1/shipments?after=x").await;
    assert!(odd.problem().starts_with("400 bad_cursor"));
}

#[tokio::test]
async fn orders_are_listed_by_what_they_wait_for_and_in_the_order_that_is_asked_for() {
    let world = World::new();
    for (customer, day, quantity) in [
        ("C-1001", "2026-11-22", 10),
        ("C-1001", "2026-12-05", 90),
        ("C-1001", "2026-12-01", 999),
        ("C-1002", "2026-12-02", 1),
    ] {
        let body = format!(
            r#"{{"customer": "{customer}", "requested_delivery_date": "{day}",
                "lines": [{{"item": "OIL-5", "quantity": {quantity}}}]}}"#
        );
        place(&world, &body).await;
    }
    give(&world, "SO-100001/cancel", r#"{"reason": "customer"}"#).await;
    let master = world.master();
    let mut story = Vec::new();
    for query in [
        "state=held,cancelled",
        "state=open&late=true",
        "stage=promised",
        "site=TLV",
        "site=MOON",
        "item=SOAP-1",
        "requested_from=2026-12-01&requested_to=2026-12-02",
        "placed_to=2026-11-21",
        "finished_from=2026-11-22",
        "sort=requested",
        "sort=value&limit=2",
        "state=open,,held",
        "sort=colour",
        "placed_from=yesterday",
        "late=perhaps",
    ] {
        let reply = look(&world, &master, &format!("/v1/orders?{query}")).await;
        let told = match reply.status {
            200 => {
                let json = reply.json();
                let orders = json["orders"].as_array().unwrap().clone();
                let numbers = orders.iter().map(|row| row["number"].as_str().unwrap());
                let more = if json["next"].is_string() {
                    " and more"
                } else {
                    ""
                };
                let numbers: Vec<&str> = numbers.collect();
                match numbers.as_slice() {
                    [] => "none".to_owned(),
                    numbers => format!("{}{more}", numbers.join(" ")),
                }
            }
            _ => reply.problem(),
        };
        story.push(format!("{query} => {told}"));
    }
    insta::assert_snapshot!(story.join("\n"), @r##"
    state=held,cancelled => SO-100003 SO-100001
    state=open&late=true => SO-100000
    stage=promised => SO-100002 SO-100000
    site=TLV => SO-100002 SO-100000
    site=MOON => none
    item=SOAP-1 => none
    requested_from=2026-12-01&requested_to=2026-12-02 => SO-100003 SO-100002
    placed_to=2026-11-21 => none
    finished_from=2026-11-22 => SO-100001
    sort=requested => SO-100000 SO-100002 SO-100003 SO-100001
    sort=value&limit=2 => SO-100002 SO-100000 and more
    state=open,,held => 400 bad_query: state: held, open, closed and cancelled are known, with commas between
    sort=colour => 400 bad_query: sort: unknown variant `colour`, expected one of `newest`, `requested`, `promised`, `value`
    placed_from=yesterday => 400 bad_query: placed_from: expected a date like 2026-11-22, got "yesterday"
    late=perhaps => 400 bad_query: late: provided string was not `true` or `false`
    "##);
}

#[tokio::test]
async fn a_sorted_list_is_read_page_by_page() {
    let world = World::new();
    for quantity in [3, 1, 4, 1, 5] {
        let body = format!(
            r#"{{"customer": "C-1001", "lines": [{{"item": "OIL-5", "quantity": {quantity}}}]}}"#
        );
        place(&world, &body).await;
    }
    let (mut values, mut after) = (Vec::new(), String::new());
    loop {
        let what = format!("/v1/orders?sort=value&limit=2{after}");
        let json = look(&world, &world.master(), &what).await.json();
        let orders = json["orders"].as_array().unwrap();
        let amounts = orders.iter().map(|row| row["value"]["amount"].to_string());
        values.extend(amounts);
        match json["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(
        values,
        [
            "\"250.00\"",
            "\"200.00\"",
            "\"150.00\"",
            "\"50.00\"",
            "\"50.00\""
        ]
    );
}

#[tokio::test]
async fn a_shipment_tells_its_packages_with_their_numbers() {
    let world = World::new();
    let prefix = r#"{"company_prefix": "7299999"}"#;
    let put = world
        .send(&world.master(), "PUT /v1/policy", &[], prefix)
        .await;
    assert_eq!(put.status, 200, "{}", put.body);
    place(&world, ORDER).await;
    for stage in ["release", "pick", "pack"] {
        give(&world, &format!("SO-100000/{stage}"), r#"{"site": "TLV"}"#).await;
    }
    let packed = r#"{"site": "TLV", "packages": [
        {"kind": "pallet", "weight_grams": 31000},
        {"within": 1, "lines": [{"line": 1, "quantity": 12}]},
        {"within": 1, "lines": [{"line": 1, "quantity": 8}]}]}"#;
    give(&world, "SO-100000/ship", packed).await;
    give(&world, "SO-100000/ship", r#"{"site": "TLV"}"#).await;
    let told = look(&world, &world.master(), "/v1/orders/SO-100000/shipments").await;
    insta::assert_snapshot!(listed(&told, "shipments"), @r##"
    {"customer":"C-1001","id":"13-0","lines":[{"line":1,"quantity":4}],"order":"SO-100000","packages":[{"kind":"carton","lines":[{"line":1,"quantity":4}],"sscc":"072999990000000037","weight_grams":null,"within":null}],"shipped_at":"2026-11-22T07:00:00Z","site":"TLV","tracking":null}
    {"customer":"C-1001","id":"12-0","lines":[{"line":1,"quantity":20}],"order":"SO-100000","packages":[{"kind":"pallet","lines":[],"sscc":"072999990000000006","weight_grams":31000,"within":null},{"kind":"carton","lines":[{"line":1,"quantity":12}],"sscc":"072999990000000013","weight_grams":null,"within":1},{"kind":"carton","lines":[{"line":1,"quantity":8}],"sscc":"072999990000000020","weight_grams":null,"within":1}],"shipped_at":"2026-11-22T07:00:00Z","site":"TLV","tracking":null}
    "##);
    let unlike = packed.replace(
        r#""site": "TLV","#,
        r#""site": "TLV", "lines": [{"line": 1, "quantity": 3}],"#,
    );
    let line = "POST /v1/orders/SO-100000/ship";
    let refused = world.send(&world.master(), line, &[], &unlike).await;
    assert_eq!(refused.json()["code"], "not_at_stage", "{}", refused.body);
}
