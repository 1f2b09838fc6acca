//! What can be done to an order, seen before and after.

use super::orders::ORDER;
use super::world::{Reply, World};
use serde_json::{Value, json};

const SO: &str = "/v1/orders/SO-100000";

async fn place(world: &World, body: &str) {
    let reply = world
        .send(&world.master(), "POST /v1/orders", &[], body)
        .await;
    assert_eq!(reply.status, 201, "{}", reply.body);
}

/// A move of the first order, such as `cancel?preview=true`.
async fn give(world: &World, what: &str, body: Value) -> Reply {
    let line = format!("POST {SO}/{what}");
    world
        .send(&world.master(), &line, &[], &body.to_string())
        .await
}

/// What a move changes, a line each.
fn told(reply: &Reply) -> String {
    assert_eq!(reply.status, 200, "{}", reply.body);
    let json = reply.json();
    let changes = json["changes"].as_array().unwrap().iter().map(change);
    let order = &json["order"];
    let end = format!(
        "=> {} {} {}",
        order["number"].as_str().unwrap(),
        order["state"].as_str().unwrap(),
        order["value"]["amount"].as_str().unwrap()
    );
    changes.chain([end]).collect::<Vec<_>>().join("\n")
}

fn change(change: &Value) -> String {
    let fields = change.as_object().unwrap();
    let kind = fields["change"].as_str().unwrap();
    let rest = fields.iter().filter(|(name, _)| *name != "change");
    let rest = rest.map(|(name, value)| format!("{name}={}", short(value)));
    format!("{kind} {}", rest.collect::<Vec<_>>().join(" "))
}

/// A promise as `24 TLV 2026-11-23 promised`, an amount without its currency.
fn short(value: &Value) -> String {
    if let Some(schedule) = value["schedule"].as_array() {
        let part = |part: &Value| {
            let text = |name: &str| part[name].as_str().unwrap().to_owned();
            let (site, day, stage) = (text("site"), text("delivery_date"), text("stage"));
            format!("{} {site} {day} {stage}", part["quantity"])
        };
        let parts: Vec<String> = schedule.iter().map(part).collect();
        return format!("[{}]{}", parts.join(", "), short_of(&value["backorder"]));
    }
    match &value["amount"] {
        Value::String(amount) => amount.clone(),
        _ => value.to_string(),
    }
}

fn short_of(backorder: &Value) -> String {
    match &backorder["quantity"] {
        Value::Null => String::new(),
        quantity => format!(" and {quantity} {}", backorder["reason"].as_str().unwrap()),
    }
}

#[tokio::test]
async fn a_change_is_shown_before_it_is_made_and_told_the_same_afterwards() {
    let world = World::new();
    place(&world, ORDER).await;
    let before = world.app.engine.durable();
    let changes = json!({"changes": [
        {"change": "quantity", "line": 1, "quantity": "3", "unit": "case"},
        {"change": "add_line", "line": {"item": "SOAP-1", "quantity": 1_200, "unit_price": "0.663333333"}},
        {"change": "requested_delivery_date", "date": "2026-12-01"},
        {"change": "requested_delivery_date", "line": 1, "date": "2026-11-25"},
    ]});
    let seen = give(&world, "amend?preview=true", changes.clone()).await;
    insta::assert_snapshot!(told(&seen), @r##"
    requested_delivery_date after="2026-12-01" before=null line=null
    quantity after=36 before=24 item="OIL-5" line=1
    requested_delivery_date after="2026-11-25" before=null line=1
    promise after=[36 TLV 2026-11-25 promised] before=[24 TLV 2026-11-23 promised] item="OIL-5" line=1
    line_added item="SOAP-1" line=2 quantity=1200 unit="each" unit_price=1.99
    promise after=[1000 HFA 2026-12-01 promised] and 200 no_supply before=[] item="SOAP-1" line=2
    value after=2596.00 before=1200.00
    => SO-100000 open 2596.00
    "##);
    assert_eq!(seen.json()["applied"], false);
    assert_eq!(
        (seen.header("kept-seq"), world.app.engine.durable()),
        ("", before)
    );
    let done = give(&world, "amend", changes).await;
    let (mut shown, mut made) = (seen.json(), done.json());
    assert_eq!(
        (shown["applied"].take(), made["applied"].take()),
        (false.into(), true.into())
    );
    assert_eq!(shown, made);
    let line = format!("GET {SO}");
    let order = world.send(&world.master(), &line, &[], "").await.json();
    for field in ["state", "value", "lines", "requested_delivery_date"] {
        assert_eq!(order[field], made["order"][field], "{field}");
    }
}

#[tokio::test]
async fn an_order_goes_all_the_way_to_the_doorstep() {
    let world = World::new();
    place(&world, ORDER).await;
    let mut story = Vec::new();
    for (what, body) in [
        ("release", json!({"site": "TLV"})),
        (
            "pick",
            json!({"site": "TLV", "lines": [{"line": 1, "quantity": 10}]}),
        ),
        ("pick", json!({"site": "TLV"})),
        ("pack", json!({"site": "TLV"})),
        (
            "ship",
            json!({"site": "TLV", "tracking": "TRK-1", "lines": [{"line": 1, "quantity": 20}]}),
        ),
        ("ship", json!({"site": "TLV", "tracking": "TRK-2"})),
        ("deliver", json!({"site": "TLV"})),
    ] {
        let reply = give(&world, what, body).await;
        story.push(format!("{what}\n{}", told(&reply)));
    }
    insta::assert_snapshot!(story.join("\n"), @r##"
    release
    goods after="released" before="promised" item="OIL-5" line=1 quantity=24 site="TLV" tracking=null
    => SO-100000 open 1200.00
    pick
    goods after="picked" before="released" item="OIL-5" line=1 quantity=10 site="TLV" tracking=null
    => SO-100000 open 1200.00
    pick
    goods after="picked" before="released" item="OIL-5" line=1 quantity=14 site="TLV" tracking=null
    => SO-100000 open 1200.00
    pack
    goods after="packed" before="picked" item="OIL-5" line=1 quantity=24 site="TLV" tracking=null
    => SO-100000 open 1200.00
    ship
    goods after="shipped" before="packed" item="OIL-5" line=1 quantity=20 site="TLV" tracking="TRK-1"
    => SO-100000 open 1200.00
    ship
    goods after="shipped" before="packed" item="OIL-5" line=1 quantity=4 site="TLV" tracking="TRK-2"
    => SO-100000 open 1200.00
    deliver
    goods after="delivered" before="shipped" item="OIL-5" line=1 quantity=24 site="TLV" tracking=null
    state after="closed" before="open"
    => SO-100000 closed 1200.00
    "##);
}

#[tokio::test]
async fn what_a_picker_does_not_find_is_promised_from_elsewhere_and_a_repeat_loses_nothing_more() {
    let world = World::new();
    place(&world, ORDER).await;
    give(&world, "release", json!({"site": "TLV"})).await;
    let missing = json!({"site": "TLV", "lines": [{"line": 1, "quantity": 10}]});
    let seen = give(&world, "pick-short?preview=true", missing.clone()).await;
    let (key, once) = (world.master(), [("idempotency-key", "bin-7")]);
    let line = format!("POST {SO}/pick-short");
    let done = world.send(&key, &line, &once, &missing.to_string()).await;
    let again = world.send(&key, &line, &once, &missing.to_string()).await;
    assert_eq!(told(&done), told(&seen));
    assert_eq!(again.body, done.body);
    insta::assert_snapshot!(told(&done), @r##"
    promise after=[14 TLV 2026-11-23 released] and 10 stock_missing before=[24 TLV 2026-11-23 released] item="OIL-5" line=1
    => SO-100000 open 1200.00
    "##);
    world.caught_up();
    let shown = world
        .send(&world.master(), &format!("GET {SO}"), &[], "")
        .await;
    insta::assert_snapshot!(shown.json()["lines"][0]["schedule"].to_string(), @r##"[{"delivery_date":"2026-11-23","goods_issue_date":"2026-11-22","quantity":14,"site":"TLV","source":"on_hand","stage":"released"},{"delivery_date":"2026-11-23","goods_issue_date":"2026-11-22","quantity":10,"site":"TLV","source":"on_hand","stage":"promised"}]"##);
    let raised = world
        .send(&world.master(), "GET /v1/exceptions", &[], "")
        .await;
    insta::assert_snapshot!(raised.body, @r##"{"exceptions":[{"id":0,"state":"open","kind":"short_pick","cause":{"of":"stock","site":"TLV","item":"OIL-5"},"raised_at":"2026-11-22T07:00:00Z","orders":1,"lines":1,"value":[{"amount":"500.00","currency":"ILS"}],"promised":"2026-11-23","planning":true,"offered":0,"best":null,"closed":null}],"next":null}"##);
}

#[tokio::test]
async fn a_held_order_lets_its_goods_go_and_is_promised_anew_when_it_is_released() {
    let world = World::new();
    place(&world, ORDER).await;
    let mut story = Vec::new();
    for (what, body) in [
        ("hold", json!({})),
        ("hold", json!({})),
        ("release-hold?preview=true", json!({"kind": "review"})),
        ("release-hold", json!({"kind": "review"})),
        ("cancel", json!({"reason": "customer"})),
    ] {
        let reply = give(&world, what, body).await;
        story.push(format!("{what}\n{}", told(&reply)));
    }
    insta::assert_snapshot!(story.join("\n"), @r##"
    hold
    hold_set hold={"detail":"a person asked for a look","kind":"review"}
    promise after=[] before=[24 TLV 2026-11-23 promised] item="OIL-5" line=1
    state after="held" before="open"
    => SO-100000 held 1200.00
    hold
    => SO-100000 held 1200.00
    release-hold?preview=true
    hold_released hold={"detail":"a person asked for a look","kind":"review"}
    promise after=[24 TLV 2026-11-23 promised] before=[] item="OIL-5" line=1
    state after="open" before="held"
    => SO-100000 open 1200.00
    release-hold
    hold_released hold={"detail":"a person asked for a look","kind":"review"}
    promise after=[24 TLV 2026-11-23 promised] before=[] item="OIL-5" line=1
    state after="open" before="held"
    => SO-100000 open 1200.00
    cancel
    quantity after=0 before=24 item="OIL-5" line=1
    promise after=[] before=[24 TLV 2026-11-23 promised] item="OIL-5" line=1
    value after=0.00 before=1200.00
    state after="cancelled" before="open"
    => SO-100000 cancelled 0.00
    "##);
}

#[tokio::test]
async fn a_repeated_move_is_answered_as_the_first_time_whatever_came_between() {
    let world = World::new();
    place(
        &world,
        r#"{"customer": "C-1001", "lines": [
            {"item": "OIL-5", "quantity": 10}, {"item": "SOAP-1", "quantity": 30}]}"#,
    )
    .await;
    let key = world.master();
    let moves = [
        (
            "amend",
            json!({"changes": [{"change": "quantity", "line": 1, "quantity": 12}]}),
        ),
        ("hold", json!({})),
        ("hold", json!({})),
        ("release-hold", json!({"kind": "review"})),
        ("release-hold", json!({"kind": "review"})),
        ("cancel", json!({"reason": "seller", "lines": [2]})),
        (
            "amend",
            json!({"changes": [{"change": "quantity", "line": 1, "quantity": "1", "unit": "case"}]}),
        ),
        (
            "amend",
            json!({"changes": [{"change": "add_line", "line": {"customer_part": "THEIR-OIL", "quantity": 2}}]}),
        ),
        (
            "release",
            json!({"site": "HFA", "lines": [{"line": 1, "quantity": 1}]}),
        ),
        ("release", json!({"site": "HFA"})),
        ("release", json!({"site": "TLV"})),
        ("pick", json!({"site": "TLV"})),
        ("pick", json!({"site": "HFA"})),
        ("pack", json!({"site": "TLV"})),
        ("pack", json!({"site": "HFA"})),
        ("ship", json!({"site": "TLV", "tracking": "TRK-1"})),
        ("ship", json!({"site": "HFA"})),
        ("deliver", json!({"site": "HFA"})),
        ("deliver", json!({"site": "TLV"})),
        ("deliver", json!({"site": "TLV"})),
    ];
    let give = async |number: usize| {
        let (what, body) = &moves[number];
        let header = format!("move-{number}");
        let line = format!("POST {SO}/{what}");
        let headers = [("idempotency-key", header.as_str())];
        world.send(&key, &line, &headers, &body.to_string()).await
    };
    let mut first = Vec::new();
    for number in 0..moves.len() {
        first.push(give(number).await);
    }
    let refused: Vec<usize> = (0..moves.len())
        .filter(|number| first[*number].status != 200)
        .collect();
    assert_eq!(refused, [4, moves.len() - 1]);
    assert_eq!(first[moves.len() - 2].json()["order"]["state"], "closed");
    for (number, first) in first.iter().enumerate() {
        let again = give(number).await;
        let (what, _) = &moves[number];
        assert_eq!(again.header("idempotency-replayed"), "true", "{what}");
        assert_eq!(
            (again.status, &again.body),
            (first.status, &first.body),
            "{what}"
        );
        assert_eq!(again.header("kept-seq"), first.header("kept-seq"), "{what}");
    }
}

#[tokio::test]
async fn what_would_be_refused_is_refused_in_the_preview_too() {
    let world = World::new();
    place(&world, ORDER).await;
    let amend = |change: Value| json!({"changes": [change]});
    let mut answers = Vec::new();
    for (what, body) in [
        ("amend", json!({"changes": []})),
        ("amend", json!({})),
        ("amend", amend(json!({"change": "colour", "line": 1}))),
        ("amend", amend(json!({"change": "quantity", "line": 1}))),
        (
            "amend",
            amend(json!({"change": "quantity", "line": 1, "quantity": 1, "lines": 2})),
        ),
        (
            "amend",
            amend(json!({"change": "quantity", "line": 1, "quantity": 0})),
        ),
        (
            "amend",
            amend(json!({"change": "quantity", "line": 1, "quantity": 0.5})),
        ),
        (
            "amend",
            amend(json!({"change": "quantity", "line": 1, "quantity": -1})),
        ),
        (
            "amend",
            amend(json!({"change": "quantity", "line": 1, "quantity": 1_000_000_000_001_u64})),
        ),
        (
            "amend",
            amend(json!({"change": "quantity", "line": 1, "quantity": "0.3", "unit": "case"})),
        ),
        (
            "amend",
            amend(json!({"change": "quantity", "line": 1, "quantity": 1, "unit": "pallet"})),
        ),
        (
            "amend",
            amend(json!({"change": "quantity", "line": 9, "quantity": 1})),
        ),
        (
            "amend",
            amend(json!({"change": "quantity", "line": 9, "quantity": 1, "unit": "case"})),
        ),
        (
            "amend",
            amend(json!({"change": "quantity", "line": 70_000, "quantity": 1})),
        ),
        (
            "amend",
            amend(json!({"change": "requested_delivery_date", "line": 1})),
        ),
        (
            "amend",
            amend(json!({"change": "requested_delivery_date", "date": "2999-01-01"})),
        ),
        (
            "amend",
            amend(json!({"change": "ship_to", "ship_to": "MOON"})),
        ),
        (
            "amend",
            amend(json!({"change": "add_line", "line": {"item": "OIL-6", "quantity": 1}})),
        ),
        (
            "amend",
            amend(
                json!({"change": "add_line", "line": {"item": "OIL-5", "quantity": 1, "unit_price": 1}}),
            ),
        ),
        (
            "amend",
            amend(json!({"change": "name_item", "line": 1, "item": "SOAP-1"})),
        ),
        ("release", json!({"site": "MOON"})),
        ("release", json!({"site": "HFA"})),
        (
            "release",
            json!({"site": "TLV", "lines": [{"line": 1, "quantity": 25}]}),
        ),
        ("release", json!({"site": "TLV", "tracking": "TRK-1"})),
        ("ship", json!({"site": "TLV", "tracking": ""})),
        ("deliver", json!({"site": "TLV"})),
        ("pick-short", json!({"site": "TLV"})),
        ("pick-short", json!({"site": "TLV", "lines": []})),
        (
            "pick-short",
            json!({"site": "TLV", "lines": [{"line": 1, "quantity": 1}]}),
        ),
        ("release-hold", json!({"kind": "credit"})),
        ("cancel", json!({"reason": "customer", "lines": [2]})),
    ] {
        let done = give(&world, what, body.clone()).await;
        let seen = give(&world, &format!("{what}?preview=true"), body.clone()).await;
        assert_eq!(done.problem(), seen.problem());
        answers.push(format!("{what} {body}\n  => {}", done.problem()));
    }
    insta::assert_snapshot!(answers.join("\n"), @r##"
    amend {"changes":[]}
      => 422 empty: at least one change is needed
    amend {}
      => 422 bad_value: missing field `changes`
    amend {"changes":[{"change":"colour","line":1}]}
      => 422 bad_value: /changes/0/change: unknown variant `colour`, expected one of `quantity`, `requested_delivery_date`, `ship_to`, `terms`, `expires`, `add_line`, `name_item`
    amend {"changes":[{"change":"quantity","line":1}]}
      => 422 bad_value: /changes/0: missing field `quantity`
    amend {"changes":[{"change":"quantity","line":1,"lines":2,"quantity":1}]}
      => 422 unknown_field: /changes/0: unknown field `lines`, expected one of `line`, `quantity`, `unit`
    amend {"changes":[{"change":"quantity","line":1,"quantity":0}]}
      => 422 bad_value: /changes/0/quantity: 0 is no quantity of base units; 1 to 1000000000000 are allowed
    amend {"changes":[{"change":"quantity","line":1,"quantity":0.5}]}
      => 422 bad_value: /changes/0/quantity: 0.5 is no quantity of base units; 1 to 1000000000000 are allowed
    amend {"changes":[{"change":"quantity","line":1,"quantity":-1}]}
      => 422 bad_value: /changes/0/quantity: -1 is no quantity of base units; 1 to 1000000000000 are allowed
    amend {"changes":[{"change":"quantity","line":1,"quantity":1000000000001}]}
      => 422 bad_value: /changes/0/quantity: 1000000000001 is no quantity of base units; 1 to 1000000000000 are allowed
    amend {"changes":[{"change":"quantity","line":1,"quantity":"0.3","unit":"case"}]}
      => 422 bad_value: /changes/0/quantity: 0.3 case is no quantity; it must come to a whole number of each, 1 to 1000000000000
    amend {"changes":[{"change":"quantity","line":1,"quantity":1,"unit":"pallet"}]}
      => 422 bad_value: /changes/0/unit: item OIL-5 has no such unit; it has each, case
    amend {"changes":[{"change":"quantity","line":9,"quantity":1}]}
      => 422 unknown: there is no line "9"
    amend {"changes":[{"change":"quantity","line":9,"quantity":1,"unit":"case"}]}
      => 422 bad_value: /changes/0/unit: the line names no known item; give the quantity in base units
    amend {"changes":[{"change":"quantity","line":70000,"quantity":1}]}
      => 422 bad_value: /changes/0: invalid value: integer `70000`, expected a whole number from 0 to 65535
    amend {"changes":[{"change":"requested_delivery_date","line":1}]}
      => 422 bad_value: /changes/0: missing field `date`
    amend {"changes":[{"change":"requested_delivery_date","date":"2999-01-01"}]}
      => 422 out_of_range: the requested day is 2999-01-01; a day within 3650 days of 2026-11-22 is allowed
    amend {"changes":[{"change":"ship_to","ship_to":"MOON"}]}
      => 422 bad_value: /changes/0/ship_to: the customer has no ship-to "MOON"
    amend {"changes":[{"change":"add_line","line":{"item":"OIL-6","quantity":1}}]}
      => 422 bad_value: /changes/0/line/item: there is no item "OIL-6"
    amend {"changes":[{"change":"add_line","line":{"item":"OIL-5","quantity":1,"unit_price":1}}]}
      => 422 price_differs: the list price is 5000 minor units for 1
    amend {"changes":[{"change":"name_item","item":"SOAP-1","line":1}]}
      => 409 too_far_along: line 1 names a known item; add another line instead
    release {"site":"MOON"}
      => 422 bad_value: /site: there is no site "MOON"
    release {"site":"HFA"}
      => 409 not_at_stage: 0 are promised at this site; 1 to that many can advance
    release {"lines":[{"line":1,"quantity":25}],"site":"TLV"}
      => 409 not_at_stage: 24 are promised at this site; 1 to that many can advance
    release {"site":"TLV","tracking":"TRK-1"}
      => 422 unknown_field: /tracking: unknown field `tracking`, expected `site` or `lines`
    ship {"site":"TLV","tracking":""}
      => 422 bad_text: the tracking number must have 1 to 80 characters, none of them control characters
    deliver {"site":"TLV"}
      => 409 not_at_stage: 0 are shipped at this site; 1 to that many can advance
    pick-short {"site":"TLV"}
      => 422 bad_value: missing field `lines`
    pick-short {"lines":[],"site":"TLV"}
      => 422 empty: at least one line that was picked short is needed
    pick-short {"lines":[{"line":1,"quantity":1}],"site":"TLV"}
      => 409 not_at_stage: 0 are released at this site; 1 to that many can be missing
    release-hold {"kind":"credit"}
      => 409 not_held: SO-100000 has no hold of kind credit
    cancel {"lines":[2],"reason":"customer"}
      => 422 unknown: there is no line "2"
    "##);
    let odd = give(
        &world,
        "cancel?preview=maybe",
        json!({"reason": "customer"}),
    )
    .await;
    insta::assert_snapshot!(odd.problem(), @r##"400 bad_query: preview: provided string was not `true` or `false`"##);
}

#[tokio::test]
async fn a_move_that_was_meant_for_the_order_as_it_was_is_refused() {
    let world = World::new();
    place(&world, ORDER).await;
    let look = format!("GET {SO}");
    let seen = world.send(&world.master(), &look, &[], "").await;
    let tag = [("if-match", seen.header("etag"))];
    let amend = json!({"changes": [{"change": "quantity", "line": 1, "quantity": 3}]});
    let amend = amend.to_string();
    for (line, status) in [
        (format!("POST {SO}/amend?preview=true"), 200),
        (format!("POST {SO}/amend"), 200),
        (format!("POST {SO}/amend"), 412),
        (format!("POST {SO}/amend?preview=true"), 412),
    ] {
        let reply = world.send(&world.master(), &line, &tag, &amend).await;
        assert_eq!(reply.status, status, "{line}: {}", reply.body);
    }
}

#[tokio::test]
async fn an_order_that_was_never_placed_is_not_found_by_any_move() {
    let world = World::new();
    place(&world, ORDER).await;
    for (what, body) in [
        (
            "amend",
            json!({"changes": [{"change": "quantity", "line": 1, "quantity": 3}]}),
        ),
        ("hold", json!({})),
        ("release-hold", json!({"kind": "credit"})),
        ("cancel", json!({"reason": "customer"})),
        ("release", json!({"site": "TLV"})),
        ("ship", json!({"site": "TLV"})),
        (
            "pick-short",
            json!({"site": "TLV", "lines": [{"line": 1, "quantity": 1}]}),
        ),
    ] {
        for line in [
            format!("POST /v1/orders/SO-100001/{what}"),
            format!("POST /v1/orders/SO-100001/{what}?preview=true"),
        ] {
            let reply = world
                .send(&world.master(), &line, &[], &body.to_string())
                .await;
            assert_eq!(
                reply.problem(),
                "404 not_found: there is no order SO-100001",
                "{line}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_reserved_for_a_cart_leaves_when_it_is_confirmed() {
    let world = World::new();
    place(
        &world,
        r#"{"customer": "C-1001", "expires": "2027-01-01T10:00:00Z",
            "lines": [{"item": "OIL-5", "quantity": 2}]}"#,
    )
    .await;
    let refused = give(&world, "release", json!({"site": "TLV"})).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert_eq!(refused.json()["code"], "not_confirmed");
    let ahead = give(&world, "confirm?preview=true", json!({})).await;
    assert_eq!(
        told(&ahead),
        "expires after=null before=\"2027-01-01T10:00:00Z\"\n=> SO-100000 open 100.00"
    );
    assert_eq!(give(&world, "confirm", json!({})).await.status, 200);
    assert_eq!(give(&world, "confirm", json!({})).await.status, 409);
    assert_eq!(
        give(&world, "release", json!({"site": "TLV"})).await.status,
        200
    );
}

#[tokio::test]
async fn an_order_says_how_it_wants_to_be_served_and_may_change_its_mind() {
    let world = World::new();
    place(
        &world,
        r#"{"customer": "C-1001", "terms": {"split": "by_line", "pickup_site": "TLV"},
            "lines": [{"item": "OIL-5", "quantity": 2}]}"#,
    )
    .await;
    world.caught_up();
    let read = world
        .send(&world.master(), &format!("GET {SO}"), &[], "")
        .await;
    assert_eq!(
        read.json()["terms"],
        json!({"split": "by_line", "pickup_site": "TLV"})
    );
    let changes =
        json!({"changes": [{"change": "terms", "terms": {"latest_ship_date": "2026-12-31"}}]});
    let changed = told(&give(&world, "amend", changes).await);
    assert!(changed.starts_with("terms "), "{changed}");
    let elsewhere = json!({"changes": [{"change": "terms", "terms": {"pickup_site": "MOON"}}]});
    let refused = give(&world, "amend", elsewhere).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert_eq!(
        refused.json()["errors"][0]["pointer"],
        "/changes/0/terms/pickup_site"
    );
}
