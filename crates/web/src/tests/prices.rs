//! Price lists as clients put and see them.

use super::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn prices_are_set_for_many_items_and_the_others_stay() {
    let world = World::new();
    let key = world.master();
    let body = r#"{"currency": "ILS", "prices": [{"item": "SOAP-1", "amount": "2.345"}]}"#;
    let put = world
        .send(&key, "PUT /v1/price-lists/LIST", &[], body)
        .await;
    assert_eq!((put.status, put.json()), (200, json!({"put": 1})));
    let look = world
        .send(&key, "GET /v1/price-lists/LIST", &[], "")
        .await
        .json();
    assert_eq!(
        look,
        json!({
            "price_list": "LIST", "currency": "ILS", "next": null,
            "prices": [
                {"item": "OIL-5", "amount": "50.00", "per": 1},
                {"item": "SOAP-1", "amount": "23.45", "per": 10},
            ],
        })
    );
    let page = world
        .send(&key, "GET /v1/price-lists/LIST?limit=1", &[], "")
        .await
        .json();
    assert_eq!(page["next"], "0_0");
    let rest = world
        .send(&key, "GET /v1/price-lists/LIST?after=0_0&limit=1", &[], "")
        .await;
    let rest = rest.json();
    assert_eq!(
        (&rest["prices"][0]["item"], &rest["next"]),
        (&json!("SOAP-1"), &Value::Null)
    );
}

#[tokio::test]
async fn a_list_that_is_new_is_made_with_its_first_price() {
    let world = World::new();
    let key = world.master();
    let body = r#"{"currency": "USD", "prices": [{"item": "SOAP-1", "amount": 3, "per": 12}]}"#;
    let put = world
        .send(&key, "PUT /v1/price-lists/EXPORT", &[], body)
        .await;
    assert_eq!(put.status, 200);
    let lists = world
        .send(&key, "GET /v1/price-lists?limit=1", &[], "")
        .await
        .json();
    let export = json!({"price_list": "EXPORT", "currency": "USD"});
    assert_eq!(lists, json!({"price_lists": [export], "next": "EXPORT"}));
    let item = world
        .send(&key, "GET /v1/items/SOAP-1", &[], "")
        .await
        .json();
    assert_eq!(item["prices"].as_array().unwrap().len(), 2);
    let other = r#"{"currency": "EUR", "prices": [{"item": "SOAP-1", "amount": 3}]}"#;
    let reply = world
        .send(&key, "PUT /v1/price-lists/EXPORT", &[], other)
        .await;
    assert!(reply.problem().starts_with("422 wrong_currency"));
}

#[tokio::test]
async fn what_no_price_can_be_is_refused_with_its_place() {
    let world = World::new();
    let key = world.master();
    let body = |rows: Value| json!({"currency": "ILS", "prices": rows}).to_string();
    let put = "PUT /v1/price-lists/LIST";
    let wrong = body(json!([
        {"item": "OIL-5", "amount": -1}, {"item": "OIL-5", "amount": 1, "per": 0},
        {"item": "OIL-5", "amount": "9000000000000000"},
    ]));
    let reply = world.send(&key, put, &[], &wrong).await.json();
    let places = reply["errors"].as_array().unwrap().iter();
    let places: Vec<&str> = places
        .map(|flaw| flaw["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        places,
        ["/prices/0/amount", "/prices/1/amount", "/prices/2/amount"]
    );
    let unknown = body(json!([{"item": "OIL-5", "amount": 1}, {"item": "NIL", "amount": 1}]));
    let reply = world.send(&key, put, &[], &unknown).await;
    assert_eq!(reply.problem(), "422 unknown: there is no item \"NIL\"");
    assert_eq!(reply.json()["row"], 2);
    let reply = world.send(&key, put, &[], &body(json!([]))).await;
    assert!(reply.problem().starts_with("422 empty"));
}

#[tokio::test]
async fn a_customer_sees_its_own_price_list_and_no_other() {
    let world = World::new();
    let key = world.master();
    let body = r#"{"currency": "USD", "prices": [{"item": "SOAP-1", "amount": 3}]}"#;
    world
        .send(&key, "PUT /v1/price-lists/EXPORT", &[], body)
        .await;
    let customer = world.key_of(0);
    let lists = world
        .send(&customer, "GET /v1/price-lists", &[], "")
        .await
        .json();
    let own = json!({"price_list": "LIST", "currency": "ILS"});
    assert_eq!(lists, json!({"price_lists": [own], "next": null}));
    let look = world
        .send(&customer, "GET /v1/price-lists/LIST", &[], "")
        .await;
    assert_eq!(look.status, 200);
    let other = world
        .send(&customer, "GET /v1/price-lists/EXPORT", &[], "")
        .await;
    let missing = world
        .send(&customer, "GET /v1/price-lists/NIL", &[], "")
        .await;
    assert_eq!(other.problem().replace("EXPORT", "NIL"), missing.problem());
    for after in ["EXPORT", "NIL"] {
        let line = format!("GET /v1/price-lists?after={after}");
        let reply = world.send(&customer, &line, &[], "").await;
        assert!(reply.problem().starts_with("400 bad_cursor"), "{after}");
    }
}
