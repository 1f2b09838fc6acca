//! What carriers tell of shipments on their way.

use super::orders::ORDER;
use super::world::{Reply, World};
use book::Command;
use keep::Scope;
use serde_json::{Value, json};
use vocab::ExceptionId;

/// An order of 24 that left in two shipments, of 18 and of 6, with the address of each.
async fn shipped() -> (World, [String; 2]) {
    let world = World::new();
    world.place(ORDER).await;
    let steps = [
        ("release", json!({"site": "TLV"})),
        ("pick", json!({"site": "TLV"})),
        ("pack", json!({"site": "TLV"})),
        (
            "ship",
            json!({"site": "TLV", "tracking": "RR1", "lines": [{"line": 1, "quantity": 18}]}),
        ),
        ("ship", json!({"site": "TLV", "tracking": "RR2"})),
    ];
    for (what, body) in steps {
        let line = format!("POST /v1/orders/SO-100000/{what}");
        let reply = post(&world, &line, body).await;
        assert_eq!(reply.status, 200, "{line}: {}", reply.body);
    }
    world.caught_up();
    let shipments = [shipment(&world, "RR1").await, shipment(&world, "RR2").await];
    (world, shipments)
}

async fn post(world: &World, line: &str, body: Value) -> Reply {
    world
        .send(&world.master(), line, &[], &body.to_string())
        .await
}

async fn get(world: &World, what: &str) -> Value {
    world.caught_up();
    let line = format!("GET {what}");
    world.send(&world.master(), &line, &[], "").await.json()
}

async fn shipment(world: &World, tracking: &str) -> String {
    let list = get(world, &format!("/v1/shipments?tracking={tracking}")).await;
    list["shipments"][0]["id"].as_str().unwrap().to_owned()
}

/// What comes of a status, as `delivered SO-100000: raised 0`.
async fn track(world: &World, shipment: &str, status: &str) -> String {
    let line = format!("POST /v1/shipments/{shipment}/tracking");
    let reply = post(world, &line, json!({ "status": status })).await;
    match reply.status {
        200 => outcome(&reply.json()),
        _ => reply.json()["code"].as_str().unwrap().to_owned(),
    }
}

fn outcome(told: &Value) -> String {
    let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
    let (status, order, outcome) = (text("status"), text("order"), text("outcome"));
    format!("{status} {order}: {outcome} {}", told["exception"])
}

/// How much of the first line has come how far.
async fn stages(world: &World) -> String {
    let order = get(world, "/v1/orders/SO-100000").await;
    let parts = order["lines"][0]["schedule"].as_array().unwrap();
    let part = |part: &Value| format!("{} {}", part["quantity"], part["stage"].as_str().unwrap());
    let mut parts: Vec<String> = parts.iter().map(part).collect();
    parts.sort_unstable();
    format!("{}: {}", order["state"].as_str().unwrap(), parts.join(", "))
}

#[tokio::test]
async fn a_shipment_that_arrived_is_delivered_once_however_often_it_is_told() {
    let (world, [first, second]) = shipped().await;
    for expected in ["delivered null", "known null", "known null"] {
        let told = track(&world, &second, "delivered").await;
        assert_eq!(told, format!("delivered SO-100000: {expected}"));
        assert_eq!(stages(&world).await, "open: 18 shipped, 6 delivered");
    }
    let told = track(&world, &first, "delivered").await;
    assert_eq!(told, "delivered SO-100000: delivered null");
    assert_eq!(stages(&world).await, "closed: 24 delivered");
    for shipment in [&first, &second] {
        let told = track(&world, shipment, "delivered").await;
        assert_eq!(told, "delivered SO-100000: known null");
    }
}

#[tokio::test]
async fn trouble_on_the_way_is_an_exception_until_the_goods_arrive() {
    let (world, [first, second]) = shipped().await;
    for (status, kind) in [
        ("delayed", "carrier_delay"),
        ("customs_hold", "customs"),
        ("failed_delivery", "failed_delivery"),
    ] {
        let told = track(&world, &first, status).await;
        assert!(told.contains("raised"), "{told}");
        let told = track(&world, &first, status).await;
        assert_eq!(told, format!("{status} SO-100000: known null"));
        let open = get(&world, &format!("/v1/exceptions?kind={kind}")).await;
        assert_eq!(open["exceptions"].as_array().unwrap().len(), 1, "{kind}");
    }
    track(&world, &first, "delivered").await;
    track(&world, &second, "delivered").await;
    let told = track(&world, &first, "delayed").await;
    assert_eq!(told, "delayed SO-100000: known null", "it is past that");
    for exception in (0..3).map(ExceptionId) {
        world.give(Command::SettleException { exception });
    }
    let open = get(&world, "/v1/exceptions").await;
    assert_eq!(open["exceptions"], json!([]));
}

#[tokio::test]
async fn what_was_delivered_by_hand_is_known_and_what_was_in_part_is_left_to_a_person() {
    let (world, [first, second]) = shipped().await;
    let line = "POST /v1/orders/SO-100000/deliver";
    let part = json!({"site": "TLV", "lines": [{"line": 1, "quantity": 10}]});
    assert_eq!(post(&world, line, part).await.status, 200);
    assert_eq!(track(&world, &first, "delivered").await, "not_at_stage");
    assert_eq!(stages(&world).await, "open: 10 delivered, 14 shipped");
    assert_eq!(post(&world, line, json!({"site": "TLV"})).await.status, 200);
    for shipment in [&first, &second] {
        let told = track(&world, shipment, "delivered").await;
        assert_eq!(told, "delivered SO-100000: known null");
    }
}

#[tokio::test]
async fn tracking_is_told_by_whoever_ships_of_shipments_that_are_there() {
    let (world, [first, _]) = shipped().await;
    let line = format!("POST /v1/shipments/{first}/tracking");
    let reader = world.key(&[Scope::OrdersRead]);
    let body = r#"{"status": "delivered"}"#;
    assert_eq!(world.send(&reader, &line, &[], body).await.status, 403);
    for missing in ["999-0", "x"] {
        assert_eq!(track(&world, missing, "delivered").await, "not_found");
    }
    assert_eq!(track(&world, &first, "in_orbit").await, "bad_value");
    assert_eq!(stages(&world).await, "open: 24 shipped");
}
