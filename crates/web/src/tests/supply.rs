//! Supply as clients announce, change and receive it.

use super::world::{Reply, World};
use serde_json::{Value, json};

fn element(reference: &str, quantity: u32) -> Value {
    json!({"reference": reference, "kind": "in_transit", "site": "HFA", "item": "SOAP-1",
        "quantity": quantity, "due": "2026-11-29"})
}

async fn announce(world: &World, key: &str, elements: Vec<Value>) -> Reply {
    let body = json!({ "supply": elements }).to_string();
    world.send(key, "POST /v1/supply", &[], &body).await
}

#[tokio::test]
async fn supply_is_announced_moved_to_another_day_received_in_parts_and_closed() {
    let world = World::new();
    let key = world.master();
    let made = announce(&world, &key, vec![element("TR-1", 48), element("TR-2", 10)]).await;
    assert_eq!(made.status, 201);
    let numbers = json!([{"supply": 0, "reference": "TR-1"}, {"supply": 1, "reference": "TR-2"}]);
    assert_eq!(made.json()["supply"], numbers);

    let day = r#"{"due": "2026-12-01"}"#;
    let moved = world
        .send(&key, "POST /v1/supply/0/reschedule", &[], day)
        .await;
    assert_eq!(moved.json(), json!({"orders_changed": 0, "orders": []}));
    let part = r#"{"quantity": 1, "unit": "case"}"#;
    let part = world
        .send(&key, "POST /v1/supply/0/receive", &[], part)
        .await;
    let expected = json!({"received": 24, "closed": false, "orders_changed": 0, "orders": []});
    assert_eq!(part.json(), expected);
    let look = world.send(&key, "GET /v1/supply/0", &[], "").await.json();
    assert_eq!(
        look,
        json!({"supply": 0, "reference": "TR-1", "kind": "in_transit", "site": "HFA",
            "item": "SOAP-1", "quantity": 48, "open": 24, "reserved": 0, "due": "2026-12-01",
            "closed": false})
    );
    let last = r#"{"quantity": 0, "last": true}"#;
    let last = world
        .send(&key, "POST /v1/supply/0/receive", &[], last)
        .await;
    assert_eq!(last.json()["closed"], true);
    let again = world
        .send(&key, "POST /v1/supply/0/cancel", &[], "{}")
        .await;
    assert!(
        again.problem().starts_with("409 supply_closed"),
        "{}",
        again.body
    );
    let cancelled = world
        .send(&key, "POST /v1/supply/1/cancel", &[], "{}")
        .await;
    assert_eq!(cancelled.status, 200);
}

#[tokio::test]
async fn orders_whose_supply_is_lost_are_told() {
    let world = World::new();
    let key = world.master();
    announce(&world, &key, vec![element("TR-1", 500)]).await;
    let order = r#"{"customer": "C-1001", "lines": [{"item": "SOAP-1", "quantity": 1200}]}"#;
    world.send(&key, "POST /v1/orders", &[], order).await;
    let late = r#"{"due": "2027-01-01"}"#;
    let late = world
        .send(&key, "POST /v1/supply/0/reschedule", &[], late)
        .await;
    assert_eq!(
        late.json(),
        json!({"orders_changed": 1, "orders": ["SO-100000"]})
    );
}

#[tokio::test]
async fn supply_is_listed_by_what_is_asked_for() {
    let world = World::new();
    let key = world.master();
    let elements = vec![element("TR-1", 1), element("TR-2", 2), element("TR-3", 3)];
    announce(&world, &key, elements).await;
    let closed = world
        .send(&key, "POST /v1/supply/1/cancel", &[], "{}")
        .await;
    let seq = closed.header("kept-seq").to_owned();
    let listed = async |query: &str| {
        let line = format!("GET /v1/supply?{query}");
        let list = world.send(&key, &line, &[("kept-after", &seq)], "").await;
        let list = list.json();
        let rows = list["supply"].as_array().unwrap().iter();
        let told = rows.map(|row| row["reference"].as_str().unwrap().to_owned());
        (told.collect::<Vec<_>>().join(" "), list["next"].clone())
    };
    assert_eq!(listed("").await.0, "TR-3 TR-2 TR-1");
    assert_eq!(listed("open=true").await.0, "TR-1 TR-3");
    assert_eq!(listed("open=true&item=OIL-5").await.0, "");
    assert_eq!(listed("overdue=true").await.0, "");
    assert_eq!(listed("site=NIL").await.0, "");
    assert_eq!(listed("item=NIL").await.0, "");
    assert_eq!(listed("site=HFA&item=SOAP-1").await.0, "TR-3 TR-2 TR-1");
    let (first, next) = listed("limit=1").await;
    let rest = listed(&format!("limit=2&after={}", next.as_str().unwrap())).await;
    assert_eq!(
        (first.as_str(), rest),
        ("TR-3", ("TR-2 TR-1".to_owned(), Value::Null))
    );
}

#[tokio::test]
async fn supply_that_can_not_be_is_refused() {
    let world = World::new();
    let key = world.master();
    let twice = announce(&world, &key, vec![element("TR-1", 1), element("TR-1", 1)]).await;
    assert!(twice.problem().starts_with("409 already_there"));
    assert_eq!(twice.json()["row"], 2);
    let none = announce(&world, &key, Vec::new()).await;
    assert!(none.problem().starts_with("422 empty"));
    let mut nowhere = element("TR-1", 1);
    nowhere["site"] = json!("NIL");
    let nowhere = announce(&world, &key, vec![element("TR-0", 1), nowhere]).await;
    assert_eq!(nowhere.json()["errors"][0]["pointer"], "/supply/1/site");
    for line in [
        "GET /v1/supply/7",
        "GET /v1/supply/x",
        "GET /v1/supply/99999999999999999999",
        "POST /v1/supply/7/cancel",
        "POST /v1/supply/18446744073709551615/cancel",
    ] {
        let reply = world.send(&key, line, &[], "{}").await;
        assert!(
            reply.problem().starts_with("404 not_found"),
            "{line}: {}",
            reply.body
        );
    }
    announce(&world, &key, vec![element("TR-1", 5)]).await;
    let more = world
        .send(&key, "POST /v1/supply/0/receive", &[], r#"{"quantity": 6}"#)
        .await;
    assert_eq!(
        more.problem(),
        "422 bad_quantity: the quantity is 6; 1 to 5 are allowed"
    );
}
