//! A key that is for one customer only: it orders, looks and changes as that customer.

use super::orders::ORDER;
use super::world::{Reply, World};
use serde_json::Value;
use vocab::CustomerId;

async fn place(world: &World, key: &str, body: &str) -> Reply {
    world.send(key, "POST /v1/orders", &[], body).await
}

/// The same, without the id of the request.
fn without_id(reply: &Reply) -> (u16, Value) {
    let mut body = reply.json();
    body.as_object_mut().unwrap().remove("request_id");
    (reply.status, body)
}

#[tokio::test]
async fn a_customers_key_orders_for_that_customer_and_need_not_say_so() {
    let world = World::new();
    let key = world.key_of(0);
    let unsaid = r#"{"lines": [{"customer_part": "THEIR-OIL", "quantity": 1}]}"#;
    for body in [ORDER, unsaid] {
        let reply = place(&world, &key, body).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        assert_eq!(reply.json()["customer"], "C-1001");
    }
    for other in ["C-1002", "C-9", ""] {
        let reply = place(&world, &key, &ORDER.replace("C-1001", other)).await;
        assert_eq!(
            reply.problem(),
            "422 bad_value: /customer: this key is for one customer only"
        );
    }
    let asked = world.send(&key, "POST /v1/availability", &[], unsaid).await;
    assert_eq!(asked.json()["complete"], true);
    let asked = world
        .send(
            &key,
            "POST /v1/availability",
            &[],
            &ORDER.replace("C-1001", "C-1002"),
        )
        .await;
    assert_eq!(
        asked.problem(),
        "422 bad_value: /customer: this key is for one customer only"
    );
}

#[tokio::test]
async fn each_line_of_a_customers_bulk_is_that_customers() {
    let world = World::new();
    let lines = [
        r#"{"lines": [{"customer_part": "THEIR-OIL", "quantity": 1}]}"#,
        r#"{"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 1}]}"#,
        r#"{"customer": "C-1002", "lines": [{"item": "OIL-5", "quantity": 1}]}"#,
    ];
    // The directory knows nothing at first, and all of it the second time.
    for _ in 0..2 {
        let reply = world
            .send(
                &world.key_of(1),
                "POST /v1/orders/bulk",
                &[("content-type", "application/x-ndjson")],
                &lines.join("\n"),
            )
            .await;
        let lines = reply.lines();
        let statuses: Vec<&Value> = lines.iter().map(|line| &line["status"]).collect();
        assert_eq!(statuses, [201, 422, 201]);
    }
    let buyers = world.app.engine.ask(|book| {
        let orders = (0..4).map(|id| book.orders.get(vocab::OrderId(id)).unwrap().customer);
        orders.collect::<Vec<_>>()
    });
    assert_eq!(buyers.unwrap(), [CustomerId(1); 4]);
}

#[tokio::test]
async fn another_customers_order_is_to_a_customers_key_as_one_that_is_not_there() {
    let world = World::new();
    let theirs = world.key_of(1);
    place(&world, &world.master(), ORDER).await;
    let finished = place(&world, &world.master(), ORDER).await;
    let line = "POST /v1/orders/SO-100001/cancel";
    let done = world
        .send(&world.master(), line, &[], r#"{"reason": "seller"}"#)
        .await;
    assert_eq!((finished.status, done.status), (201, 200));
    for (what, body) in [
        ("GET /v1/orders/NUMBER", ""),
        ("POST /v1/orders/NUMBER/cancel", r#"{"reason": "customer"}"#),
        (
            "POST /v1/orders/NUMBER/cancel?preview=true",
            r#"{"reason": "customer"}"#,
        ),
        ("POST /v1/orders/NUMBER/hold", "{}"),
        (
            "POST /v1/orders/NUMBER/amend",
            r#"{"changes": [{"change": "quantity", "line": 1, "quantity": 1}]}"#,
        ),
    ] {
        let absent = what.replace("NUMBER", "SO-100777");
        let absent = world.send(&theirs, &absent, &[], body).await;
        assert_eq!(absent.status, 404);
        for number in ["SO-100000", "SO-100001"] {
            let reply = world
                .send(&theirs, &what.replace("NUMBER", number), &[], body)
                .await;
            let (status, json) = without_id(&reply);
            let (_, expected) = without_id(&absent);
            let expected = expected.to_string().replace("SO-100777", number);
            assert_eq!((status, json.to_string()), (404, expected), "{what}");
        }
    }
    let line = "POST /v1/orders/SO-100000/cancel";
    let sold = world
        .send(&world.key_of(0), line, &[], r#"{"reason": "seller"}"#)
        .await;
    assert_eq!(
        sold.problem(),
        "422 bad_value: /reason: this key is for one customer, whose wish it is: customer"
    );
    // The customer itself is told what became of it.
    let line = "POST /v1/orders/SO-100001/cancel";
    let reply = world
        .send(&world.key_of(0), line, &[], r#"{"reason": "customer"}"#)
        .await;
    assert!(reply.problem().starts_with("409 order_finished"));
}

#[tokio::test]
async fn a_customers_list_has_that_customers_orders_only() {
    let world = World::new();
    let master = world.master();
    place(&world, &master, ORDER).await;
    place(&world, &master, &ORDER.replace("C-1001", "C-1002")).await;
    let after = world.app.engine.durable().to_string();
    let list = async |customer: u32, query: &str| {
        let line = format!("GET /v1/orders{query}");
        let key = world.key_of(customer);
        let reply = world.send(&key, &line, &[("kept-after", &after)], "").await;
        let orders = reply.json()["orders"].as_array().unwrap().clone();
        let numbers = orders.iter().map(|row| row["number"].as_str().unwrap());
        numbers.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(list(0, "").await, "SO-100000");
    assert_eq!(list(1, "").await, "SO-100001");
    assert_eq!(list(1, "?q=PO-1007").await, "SO-100001");
    assert_eq!(list(1, "?customer=C-1002").await, "SO-100001");
    assert_eq!(list(1, "?customer=C-1001").await, "");
}

#[tokio::test]
async fn a_customers_key_sees_the_documents_that_the_customers_keys_have_sent() {
    let world = World::new();
    let (first, second) = (world.key_of(0), world.key_of(0));
    let sent = world
        .send(&first, "POST /v1/documents", &[], "an order, somehow")
        .await;
    let line = format!("GET {}", sent.header("location"));
    for (key, status) in [
        (&first, 200),
        (&second, 200),
        (&world.key_of(1), 404),
        (&world.master(), 200),
    ] {
        assert_eq!(world.send(key, &line, &[], "").await.status, status);
    }
    let sent = world
        .send(&world.master(), "POST /v1/documents", &[], "from the desk")
        .await;
    let line = format!("GET {}", sent.header("location"));
    assert_eq!(world.send(&first, &line, &[], "").await.status, 404);
}
