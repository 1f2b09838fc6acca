//! Goods that come back: agreed against what was sent, received by their condition, or given up.

use super::orders::ORDER;
use super::world::{Reply, World};
use serde_json::{Value, json};

/// The order of ten bottles, and how far its goods have gone.
async fn gone(world: &World, moves: &[&str]) {
    world.place(ORDER).await;
    for one in moves {
        let line = format!("POST /v1/orders/SO-100000/{one}");
        let reply = world
            .send(&world.master(), &line, &[], r#"{"site": "TLV"}"#)
            .await;
        assert_eq!(reply.status, 200, "{one}: {}", reply.body);
    }
}

const SENT: [&str; 4] = ["release", "pick", "pack", "ship"];

async fn post(world: &World, what: &str, body: Value) -> Reply {
    let line = format!("POST /v1/{what}");
    world
        .send(&world.master(), &line, &[], &body.to_string())
        .await
}

async fn agree(world: &World, quantity: u64) -> Reply {
    let body = json!({"site": "TLV", "lines": [{"line": 1, "quantity": quantity}]});
    post(world, "orders/SO-100000/returns", body).await
}

async fn look(world: &World, key: &str, what: &str) -> Reply {
    world.caught_up();
    world.send(key, &format!("GET /v1/{what}"), &[], "").await
}

#[tokio::test]
async fn goods_come_back_in_good_and_in_bad_condition_and_the_return_closes_with_the_last() {
    let world = World::new();
    gone(&world, &SENT).await;
    let agreed = agree(&world, 4).await;
    assert_eq!(
        (agreed.status, agreed.header("location")),
        (201, "/v1/returns/0")
    );
    insta::assert_snapshot!(agreed.body, @r#"{"id":0,"order":"SO-100000","site":"TLV","lines":[{"line":1,"quantity":4}]}"#);
    let receive = |quantity: u64, condition: &str| {
        let line = json!({"line": 1, "quantity": quantity, "condition": condition});
        post(&world, "returns/0/receive", json!({ "lines": [line] }))
    };
    insta::assert_snapshot!(receive(1, "good").await.body, @r#"{"id":0,"received":[{"line":1,"quantity":1,"condition":"good"}],"closed":false}"#);
    insta::assert_snapshot!(receive(4, "good").await.problem(), @r"422 return_too_large: 3 are still expected on line 1");
    insta::assert_snapshot!(receive(3, "damaged").await.body, @r#"{"id":0,"received":[{"line":1,"quantity":3,"condition":"damaged"}],"closed":true}"#);
    insta::assert_snapshot!(receive(1, "good").await.problem(), @r"409 return_closed: return 0 is closed");
    let shown = look(&world, &world.master(), "returns/0").await;
    insta::assert_snapshot!(shown.body, @r#"{"id":0,"state":"closed","order":"SO-100000","customer":"C-1001","site":"TLV","agreed_at":"2026-11-22T07:00:00Z","lines":[{"line":1,"item":"OIL-5","agreed":4,"expected":0,"restocked":1,"scrapped":3}]}"#);
    let told = look(&world, &world.master(), "orders/SO-100000/timeline").await;
    assert!(told.body.contains("return"), "{}", told.body);
}

#[tokio::test]
async fn no_more_comes_back_than_was_sent_and_what_the_customer_keeps_may_be_agreed_again() {
    let world = World::new();
    gone(&world, &[]).await;
    insta::assert_snapshot!(agree(&world, 1).await.problem(), @r"422 return_too_large: 0 were sent and 0 are agreed to come back already");
    for one in SENT.into_iter().chain(["deliver"]) {
        let line = format!("orders/SO-100000/{one}");
        assert_eq!(
            post(&world, &line, json!({"site": "TLV"})).await.status,
            200
        );
    }
    // The order is finished and has left the book: its records are looked at.
    insta::assert_snapshot!(agree(&world, 1_000).await.problem(), @r"422 return_too_large: 24 of what was sent may still come back");
    assert_eq!(agree(&world, 20).await.status, 201);
    insta::assert_snapshot!(agree(&world, 10).await.problem(), @r"422 return_too_large: 4 of what was sent may still come back");
    let closed = post(&world, "returns/0/close", json!({})).await;
    assert_eq!(
        closed.json(),
        json!({"id": 0, "received": [], "closed": true})
    );
    insta::assert_snapshot!(post(&world, "returns/0/close", json!({})).await.problem(), @r"409 return_closed: return 0 is closed");
    assert_eq!(agree(&world, 10).await.status, 201);
}

#[tokio::test]
async fn what_a_return_names_must_be_there() {
    let world = World::new();
    gone(&world, &SENT).await;
    let bad = json!({"site": "MARS", "lines": [{"line": 9, "quantity": 1}]});
    insta::assert_snapshot!(post(&world, "orders/SO-100000/returns", bad).await.problem(), @r#"422 bad_value: /site: there is no site "MARS" (and 1 more)"#);
    let of_nothing = json!({"site": "TLV", "lines": []});
    let of_nothing = post(&world, "orders/SO-100000/returns", of_nothing).await;
    insta::assert_snapshot!(of_nothing.problem(), @r"422 empty: at least one line is needed");
    for (what, status) in [
        ("orders/SO-999999/returns", 404),
        ("returns/7/receive", 404),
        ("returns/x/close", 404),
    ] {
        let body = match what.ends_with("returns") {
            true => json!({"site": "TLV", "lines": [{"line": 1, "quantity": 1}]}),
            false if what.ends_with("close") => json!({}),
            false => json!({"lines": [{"line": 1, "quantity": 1, "condition": "good"}]}),
        };
        assert_eq!(post(&world, what, body).await.status, status, "{what}");
    }
    agree(&world, 1).await;
    let line = json!({"lines": [{"line": 2, "quantity": 1, "condition": "good"}]});
    insta::assert_snapshot!(post(&world, "returns/0/receive", line).await.problem(), @r#"422 unknown: there is no line "2""#);
}

#[tokio::test]
async fn the_same_return_agreed_twice_under_one_key_is_one_return() {
    let world = World::new();
    gone(&world, &["release", "pick", "pack", "ship", "deliver"]).await;
    let body = json!({"site": "TLV", "lines": [{"line": 1, "quantity": 24}]}).to_string();
    let header = [("idempotency-key", "RMA-1")];
    let line = "POST /v1/orders/SO-100000/returns";
    let key = world.master();
    let first = world.send(&key, line, &header, &body).await;
    let again = world.send(&key, line, &header, &body).await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.body, again.body);
}

#[tokio::test]
async fn returns_are_listed_by_state_customer_and_order_and_each_customer_sees_its_own() {
    let world = World::new();
    gone(&world, &SENT).await;
    for quantity in [1, 2] {
        agree(&world, quantity).await;
    }
    post(&world, "returns/0/close", json!({})).await;
    let master = world.master();
    let ids = async |key: &str, what: &str| {
        let json = look(&world, key, what).await.json();
        let ids = json["returns"].as_array().unwrap().iter();
        let ids: Vec<String> = ids.map(|row| row["id"].to_string()).collect();
        format!("{what} => {} next {}", ids.join(" "), json["next"])
    };
    let mut story = Vec::new();
    for what in [
        "returns",
        "returns?state=expected",
        "returns?limit=1",
        "returns?limit=1&after=1",
        "returns?customer=C-1001",
        "returns?customer=C-1002",
        "returns?order=SO-100000",
        "returns?order=nonsense",
        "orders/SO-100000/returns",
    ] {
        story.push(ids(&master, what).await);
    }
    insta::assert_snapshot!(story.join("\n"), @r#"
    returns => 1 0 next null
    returns?state=expected => 1 next null
    returns?limit=1 => 1 next "1"
    returns?limit=1&after=1 => 0 next null
    returns?customer=C-1001 => 1 0 next null
    returns?customer=C-1002 =>  next null
    returns?order=SO-100000 => 1 0 next null
    returns?order=nonsense =>  next null
    orders/SO-100000/returns => 1 0 next null
    "#);
    assert_eq!(look(&world, &master, "returns?after=x").await.status, 400);
    let (own, other) = (world.key_of(0), world.key_of(1));
    assert_eq!(look(&world, &own, "returns/0").await.status, 200);
    assert_eq!(look(&world, &other, "returns/0").await.status, 404);
    assert_eq!(
        look(&world, &other, "orders/SO-100000/returns")
            .await
            .status,
        404
    );
    assert_eq!(ids(&other, "returns").await, "returns =>  next null");
    let body = r#"{"site": "TLV", "lines": [{"line": 1, "quantity": 1}]}"#;
    let line = "POST /v1/orders/SO-100000/returns";
    assert_eq!(world.send(&own, line, &[], body).await.status, 403);
}

#[tokio::test]
async fn what_deliveries_took_is_measured_and_learned() {
    let world = World::new();
    gone(&world, &["release", "pick", "pack", "ship", "deliver"]).await;
    world.caught_up();
    let look = world
        .send(&world.master(), "GET /v1/transit", &[], "")
        .await;
    let lane = &look.json()["lanes"][0];
    assert_eq!(
        (&lane["site"], &lane["deliveries"], &lane["usual_days"]),
        (&json!("TLV"), &json!(1), &json!(0)),
        "{}",
        look.body
    );
    let few = post(&world, "transit/learn", json!({})).await;
    assert_eq!(few.status, 404, "{}", few.body);
    let learned = post(&world, "transit/learn", json!({"deliveries": 1})).await;
    assert_eq!(learned.status, 200, "{}", learned.body);
    let lanes = world
        .send(&world.master(), "GET /v1/sites/TLV/lanes", &[], "")
        .await;
    assert_eq!(
        lanes.json()["lanes"][0]["arrivals"],
        json!({"p80": 0, "p95": 0, "p99": 0}),
        "{}",
        lanes.body
    );
    let unsure = world
        .send(
            &world.master(),
            "PUT /v1/policy",
            &[],
            r#"{"promise_percent": 50}"#,
        )
        .await;
    assert_eq!(unsure.status, 422, "{}", unsure.body);
}
