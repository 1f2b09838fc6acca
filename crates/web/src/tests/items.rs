//! Items as clients put and see them.

use super::world::World;
use serde_json::{Value, json};

const TEA: &str = r#"{"description": "Green tea 100 g", "base_unit": "each", "sales_unit": "case",
    "units": [{"unit": "case", "base_units": 20}],
    "gtins": [{"gtin": "4006381333931", "unit": "each"}], "weight_grams": 120,
    "safety_stock": [{"site": "HFA", "quantity": 40}], "bins": [{"site": "HFA", "bin": "A-12-3"}]}"#;

#[tokio::test]
async fn an_item_is_added_changed_and_seen_at_once() {
    let world = World::new();
    let key = world.master();
    let put = world.send(&key, "PUT /v1/items/TEA-1", &[], TEA).await;
    assert_eq!(
        (put.status, put.json()["item"].as_str()),
        (200, Some("TEA-1"))
    );
    assert_eq!(
        put.json()["units"],
        json!([{"unit": "case", "base_units": 20, "per": 1}])
    );
    let seq = put.header("kept-seq").to_owned();
    let look = world
        .send(&key, "GET /v1/items/TEA-1", &[], "")
        .await
        .json();
    let safety = json!([{"site": "HFA", "quantity": 40}]);
    assert_eq!(
        (&look["safety_stock"], &look["prices"]),
        (&safety, &json!([]))
    );

    assert_eq!(look["bins"], json!([{"site": "HFA", "bin": "A-12-3"}]));
    let spaced = TEA.replace("A-12-3", "A 12");
    let refused = world.send(&key, "PUT /v1/items/TEA-1", &[], &spaced).await;
    assert!(
        refused.problem().starts_with("422 bad_text"),
        "{}",
        refused.body
    );

    let plain =
        r#"{"item": "TEA-1", "description": "Tea", "base_unit": "each", "orderable": false}"#;
    let put = world
        .send(&key, "PUT /v1/items/TEA-1", &[], plain)
        .await
        .json();
    assert_eq!(
        (&put["orderable"], &put["units"]),
        (&json!(false), &json!([]))
    );
    assert_eq!(put["sales_unit"], "each");

    let listed = world
        .send(&key, "GET /v1/items?q=TE", &[("kept-after", &seq)], "")
        .await
        .json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn items_are_paged_by_their_codes() {
    let world = World::new();
    let key = world.master();
    let seq = world.app.engine.durable().to_string();
    let after = [("kept-after", seq.as_str())];
    let first = world
        .send(&key, "GET /v1/items?limit=1", &after, "")
        .await
        .json();
    assert_eq!(
        (&first["items"][0]["item"], &first["next"]),
        (&json!("OIL-5"), &json!("0_0"))
    );
    let rest = world
        .send(&key, "GET /v1/items?after=0_0&limit=200", &[], "")
        .await
        .json();
    assert_eq!(
        (&rest["items"][0]["item"], &rest["next"]),
        (&json!("SOAP-1"), &Value::Null)
    );
    let found = world
        .send(&key, "GET /v1/items?q=soap%20963850", &[], "")
        .await;
    assert_eq!(found.json()["items"][0]["item"], "SOAP-1");
    let wrong = world.send(&key, "GET /v1/items?after=OIL-5", &[], "").await;
    assert!(wrong.problem().starts_with("400 bad_cursor"));
    for query in ["limit=0", "limit=201", "limit=x", "size=3"] {
        let reply = world
            .send(&key, &format!("GET /v1/items?{query}"), &[], "")
            .await;
        assert!(
            reply.problem().starts_with("400 bad_query"),
            "{query}: {}",
            reply.body
        );
    }
}

#[tokio::test]
async fn many_items_are_put_all_or_none_and_what_is_wrong_is_told_with_its_row() {
    let world = World::new();
    let key = world.master();
    let item = |code: &str, more: Value| {
        let mut item = json!({"item": code, "description": code, "base_unit": "each"});
        let fields = more.as_object().unwrap().clone();
        item.as_object_mut().unwrap().extend(fields);
        item
    };
    let put = |items: Vec<Value>| json!({ "items": items }).to_string();
    let good = put(vec![item("A", json!({})), item("B", json!({}))]);
    let reply = world.send(&key, "POST /v1/items", &[], &good).await;
    assert_eq!((reply.status, reply.json()), (200, json!({"put": 2})));

    let mut unnamed = item("x", json!({}));
    unnamed.as_object_mut().unwrap().remove("item");
    let safety = json!({"safety_stock": [{"site": "NIL", "quantity": 1}]});
    let wrong = put(vec![unnamed, item("D", safety)]);
    let reply = world.send(&key, "POST /v1/items", &[], &wrong).await;
    assert_eq!(
        reply.json()["errors"],
        json!([
            {"pointer": "/items/0/item", "detail": "the code of the item is needed"},
            {"pointer": "/items/1/safety_stock/0/site", "detail": "there is no site \"NIL\""},
        ])
    );
    let refused = [
        (
            put(vec![item("E", json!({})), item("E", json!({}))]),
            "409 already_there",
            2,
        ),
        (
            put(vec![item("E", json!({})), item("\u{0}", json!({}))]),
            "422 bad_text",
            2,
        ),
        (
            put(vec![item("E", json!({"sales_unit": "pallet"}))]),
            "422 unknown",
            1,
        ),
    ];
    for (body, expected, row) in refused {
        let reply = world.send(&key, "POST /v1/items", &[], &body).await;
        assert!(reply.problem().starts_with(expected), "{}", reply.body);
        assert_eq!(reply.json()["row"], row);
    }
    let many = put((0..1_001)
        .map(|n| item(&n.to_string(), json!({})))
        .collect());
    let reply = world.send(&key, "POST /v1/items", &[], &many).await;
    assert_eq!(
        reply.problem(),
        "422 too_many: 1001 items at once; at most 1000 are allowed"
    );
    assert_eq!(
        world.send(&key, "GET /v1/items/E", &[], "").await.status,
        404
    );
    let none = world
        .send(&key, "POST /v1/items", &[], &put(Vec::new()))
        .await;
    assert!(none.problem().starts_with("422 empty"));
}

#[tokio::test]
async fn a_repeated_put_is_answered_as_the_first_time() {
    let world = World::new();
    let key = world.master();
    let once = [("idempotency-key", "tea")];
    let first = world.send(&key, "PUT /v1/items/TEA-1", &once, TEA).await;
    let other = r#"{"description": "Tea", "base_unit": "each"}"#;
    world.send(&key, "PUT /v1/items/TEA-1", &[], other).await;
    let again = world.send(&key, "PUT /v1/items/TEA-1", &once, TEA).await;
    assert_eq!((again.status, &again.body), (200, &first.body));
    assert_eq!(again.header("idempotency-replayed"), "true");
    let reused = world.send(&key, "PUT /v1/items/TEA-1", &once, other).await;
    assert!(reused.problem().starts_with("422 key_reused"));
}

#[tokio::test]
async fn an_item_that_names_itself_otherwise_than_its_path_is_refused() {
    let world = World::new();
    let key = world.master();
    let body = r#"{"item": "OTHER", "description": "x", "base_unit": "each"}"#;
    let reply = world.send(&key, "PUT /v1/items/TEA-1", &[], body).await;
    assert!(reply.problem().starts_with("422 bad_value: /item:"));
    let body = r#"{"description": "x", "base_unit": "each", "colour": "red"}"#;
    let reply = world.send(&key, "PUT /v1/items/TEA-1", &[], body).await;
    assert!(
        reply.problem().starts_with("422 unknown_field"),
        "{}",
        reply.body
    );
}

#[tokio::test]
async fn a_customer_sees_the_catalogue_with_its_own_prices_and_no_safety_stock() {
    let world = World::new();
    let master = world.master();
    world.send(&master, "PUT /v1/items/TEA-1", &[], TEA).await;
    let seq = world.app.engine.durable().to_string();
    let customer = world.key_of(0);
    let listed = world
        .send(&customer, "GET /v1/items", &[("kept-after", &seq)], "")
        .await;
    assert_eq!(listed.json()["items"].as_array().unwrap().len(), 3);
    assert!(!listed.body.contains("safety_stock"));
    let look = world.send(&customer, "GET /v1/items/OIL-5", &[], "").await;
    let price = json!([{"price_list": "LIST", "currency": "ILS", "amount": "50.00", "per": 1}]);
    assert_eq!(look.json()["prices"], price);
    assert!(!look.body.contains("safety_stock") && !look.body.contains("bins"));
    let put = world.send(&customer, "PUT /v1/items/OIL-5", &[], TEA).await;
    assert_eq!(put.status, 403);
}
