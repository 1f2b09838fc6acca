//! Measures as clients ask for them.

use super::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn a_day_is_measured_with_its_orders_and_all_days_together() {
    let world = World::new();
    let key = world.master();
    let order = |customer: &str| {
        format!(r#"{{"customer": "{customer}", "lines": [{{"item": "OIL-5", "quantity": 2}}]}}"#)
    };
    world
        .send(&key, "POST /v1/orders", &[], &order("C-1001"))
        .await;
    // The second customer's credit does not suffice.
    let held = world
        .send(&key, "POST /v1/orders", &[], &order("C-1002"))
        .await;
    let seq = held.header("kept-seq").to_owned();
    let line = "GET /v1/measures?from=2026-11-21&to=2026-11-22";
    let measures = world
        .send(&key, line, &[("kept-after", &seq)], "")
        .await
        .json();
    let days = measures["days"].as_array().unwrap();
    let told = |day: &Value| {
        let [name, orders, held, backlog] =
            ["day", "orders", "held", "backlog"].map(|name| &day[name]);
        format!("{} {orders} {held} {backlog}", name.as_str().unwrap())
    };
    let told: Vec<String> = days.iter().map(told).collect();
    assert_eq!(told, ["2026-11-21 0 0 0", "2026-11-22 2 1 2"]);
    let total = &measures["total"];
    assert_eq!(
        (&total["held_bp"], &total["backlog"]),
        (&json!(5_000), &json!(2))
    );
    assert_eq!(
        total["value"],
        json!([{"amount": "200.00", "currency": "ILS"}])
    );
    assert_eq!(total["on_time_in_full_bp"], Value::Null);
    let month = world.send(&key, "GET /v1/measures", &[], "").await.json();
    assert_eq!(
        (month["days"].as_array().unwrap().len(), &month["to"]),
        (30, &json!("2026-11-22"))
    );
}

#[tokio::test]
async fn days_that_can_not_be_are_refused() {
    let world = World::new();
    let key = world.master();
    for query in [
        "from=2026-11-23&to=2026-11-22",
        "from=2025-11-22&to=2026-11-23",
        "from=yesterday",
        "to=2026-13-01",
        "day=2026-11-22",
        "from=2026-11-23",
    ] {
        let reply = world
            .send(&key, &format!("GET /v1/measures?{query}"), &[], "")
            .await;
        assert!(
            reply.problem().starts_with("400 bad_query"),
            "{query}: {}",
            reply.body
        );
    }
}
