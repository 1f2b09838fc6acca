//! Quotas as clients put, see and end them.

use super::world::World;
use book::Command;
use book::group::Grouping;
use serde_json::{Value, json};
use vocab::CustomerId;

const PUT: &str = r#"{"kind": "protection", "priority": 2, "group": "KEY", "items": ["SOAP-1"],
    "site": "HFA", "quantity": 30, "from": "2026-11-01", "to": "2026-12-31"}"#;

fn world() -> World {
    let world = World::new();
    world.give(Command::GroupCustomers(vec![Grouping {
        customer: CustomerId(0),
        groups: vec!["KEY".to_owned()],
    }]));
    world
}

#[tokio::test]
async fn what_is_kept_for_a_group_is_put_listed_changed_and_ended() {
    let world = world();
    let key = world.master();
    let put = world.send(&key, "PUT /v1/quotas/XMAS", &[], PUT).await;
    let expected = json!({
        "quota": "XMAS", "kind": "protection", "priority": 2, "group": "KEY", "items": ["SOAP-1"],
        "site": "HFA", "quantity": 30, "promised": 0, "finished": 0, "left": 30,
        "from": "2026-11-01", "to": "2026-12-31",
    });
    assert_eq!((put.status, put.json()), (200, expected.clone()));
    let more = PUT.replace("XMAS", "MORE").replace("30,", "12,");
    let more = world.send(&key, "PUT /v1/quotas/MORE", &[], &more).await;
    assert_eq!((more.status, &more.json()["quantity"]), (200, &json!(12)));

    let page = world.send(&key, "GET /v1/quotas?limit=1", &[], "").await;
    let page = page.json();
    assert_eq!(page["quotas"], json!([expected]));
    let next = page["next"].as_str().expect("there is one more");
    for request in [
        format!("GET /v1/quotas?after={next}"),
        format!("GET /v1/quotas?item=SOAP-1&after={next}"),
    ] {
        let rest = world.send(&key, &request, &[], "").await.json();
        assert_eq!(rest["quotas"][0]["quota"], "MORE");
        assert_eq!(rest["next"], Value::Null);
    }
    let none = world.send(&key, "GET /v1/quotas?item=NONE", &[], "").await;
    assert_eq!(none.json(), json!({"quotas": [], "next": null}));

    let ended = world
        .send(&key, "POST /v1/quotas/XMAS/end", &[], "{}")
        .await;
    assert_eq!(
        (ended.status, ended.json()),
        (200, json!({"quota": "XMAS"}))
    );
    let again = world
        .send(&key, "POST /v1/quotas/XMAS/end", &[], "{}")
        .await;
    assert_eq!(again.status, 404);
}

#[tokio::test]
async fn a_quota_of_goods_or_groups_that_nobody_knows_is_refused_with_the_place() {
    let world = world();
    let key = world.master();
    let wrong = PUT.replace("SOAP-1", "SAOP-1").replace("HFA", "HAF");
    let put = world.send(&key, "PUT /v1/quotas/XMAS", &[], &wrong).await;
    assert_eq!(put.status, 422);
    let told = put.json().to_string();
    assert!(
        told.contains("/items/0") && told.contains("/site"),
        "{told}"
    );
    let ranked = PUT.replace("protection", "allocation");
    let put = world.send(&key, "PUT /v1/quotas/XMAS", &[], &ranked).await;
    let told = put.json().to_string();
    assert!(put.status == 422 && told.contains("/priority"), "{told}");
    let nobody = PUT.replace("KEY", "NOBODY");
    let put = world.send(&key, "PUT /v1/quotas/XMAS", &[], &nobody).await;
    assert_eq!(put.json()["code"], "unknown", "{}", put.json());
}
