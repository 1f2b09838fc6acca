//! Sites and lanes as clients put and see them.

use super::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn a_site_is_added_and_changed_and_its_lanes_lead_to_zones() {
    let world = World::new();
    let key = world.master();
    let body = r#"{"name": "Beer Sheva", "weekdays": ["sunday", "monday"], "cutoff": "15:30",
        "holidays": ["2026-12-25", "2026-12-24", "2026-12-25"]}"#;
    let put = world.send(&key, "PUT /v1/sites/BSV", &[], body).await;
    let expected = json!({
        "site": "BSV", "name": "Beer Sheva", "weekdays": ["monday", "sunday"], "cutoff": "15:30",
        "holidays": ["2026-12-24", "2026-12-25"], "zone": null,
    });
    assert_eq!((put.status, put.json()), (200, expected.clone()));
    let look = world.send(&key, "GET /v1/sites/BSV", &[], "").await;
    assert_eq!(look.json(), expected);

    let lanes = r#"{"lanes": [
        {"zone": 7, "transit_days": 2, "delivery_weekdays": ["tuesday"],
         "cost_per_shipment": "120.50", "cost_per_kilogram": 0.35},
        {"zone": 3, "transit_days": 1, "delivery_weekdays": ["monday"],
         "cost_per_shipment": 1, "cost_per_kilogram": 0}]}"#;
    let put = world
        .send(&key, "PUT /v1/sites/BSV/lanes", &[], lanes)
        .await;
    assert_eq!((put.status, put.json()), (200, json!({"put": 2})));
    let page = world
        .send(&key, "GET /v1/sites/BSV/lanes?limit=1", &[], "")
        .await
        .json();
    assert_eq!(
        (&page["lanes"][0]["zone"], &page["next"]),
        (&json!(3), &json!("3"))
    );
    let page = world
        .send(&key, "GET /v1/sites/BSV/lanes?after=3", &[], "")
        .await
        .json();
    assert_eq!(page["next"], Value::Null);
    let lane = &page["lanes"][0];
    assert_eq!(
        lane["cost_per_shipment"],
        json!({"amount": "120.50", "currency": "ILS"})
    );
    assert_eq!(lane["delivery_weekdays"], json!(["tuesday"]));
}

#[tokio::test]
async fn sites_are_listed_in_the_order_that_they_were_added_in() {
    let world = World::new();
    let key = world.master();
    let page = world
        .send(&key, "GET /v1/sites?limit=1", &[], "")
        .await
        .json();
    assert_eq!(
        (&page["sites"][0]["site"], &page["next"]),
        (&json!("TLV"), &json!("TLV"))
    );
    let rest = world
        .send(&key, "GET /v1/sites?after=TLV", &[], "")
        .await
        .json();
    assert_eq!(
        (&rest["sites"][0]["site"], &rest["next"]),
        (&json!("HFA"), &Value::Null)
    );
    let wrong = world.send(&key, "GET /v1/sites?after=NIL", &[], "").await;
    assert!(wrong.problem().starts_with("400 bad_cursor"));
    let wrong = world
        .send(&key, "GET /v1/sites/TLV/lanes?after=x", &[], "")
        .await;
    assert!(wrong.problem().starts_with("400 bad_cursor"));
}

#[tokio::test]
async fn what_no_site_or_lane_can_be_is_refused_with_its_place() {
    let world = World::new();
    let key = world.master();
    for cutoff in [
        "24:01", "7:30", "12:60", "99:99", "noon", "", "12:30:00", "+1:30",
    ] {
        let body = json!({"name": "x", "weekdays": ["monday"], "cutoff": cutoff}).to_string();
        let reply = world.send(&key, "PUT /v1/sites/X", &[], &body).await;
        assert!(
            reply.problem().starts_with("422 bad_value: /cutoff:"),
            "{cutoff}"
        );
    }
    let body = r#"{"name": "x", "weekdays": [], "cutoff": "24:00"}"#;
    let reply = world.send(&key, "PUT /v1/sites/X", &[], body).await;
    assert!(reply.problem().starts_with("422 out_of_range"));
    let lane = |shipment: &str, days: u32| {
        json!({"lanes": [{"zone": 1, "transit_days": days, "delivery_weekdays": ["monday"],
            "cost_per_shipment": shipment, "cost_per_kilogram": "0"}]})
        .to_string()
    };
    let put = "PUT /v1/sites/TLV/lanes";
    let reply = world.send(&key, put, &[], &lane("1.005", 1)).await;
    assert_eq!(
        reply.problem(),
        "422 bad_value: /lanes/0/cost_per_shipment: expected an amount in ILS with at most 2 \
         places, there is 1.005"
    );
    let reply = world.send(&key, put, &[], &lane("1", 366)).await;
    assert!(reply.problem().starts_with("422 out_of_range"));
    let reply = world
        .send(&key, "PUT /v1/sites/NIL/lanes", &[], &lane("1", 1))
        .await;
    assert_eq!(reply.problem(), "404 not_found: there is no site \"NIL\"");
}

#[tokio::test]
async fn a_customer_sees_no_site_and_no_freight_cost() {
    let world = World::new();
    let customer = world.key_of(0);
    let list = world.send(&customer, "GET /v1/sites", &[], "").await.json();
    assert_eq!(list, json!({"sites": [], "next": null}));
    for (line, code) in [
        ("GET /v1/sites/TLV", "TLV"),
        ("GET /v1/sites/NIL/lanes", "NIL"),
    ] {
        let reply = world.send(&customer, line, &[], "").await;
        assert_eq!(
            reply.problem(),
            format!("404 not_found: there is no site \"{code}\"")
        );
    }
}
