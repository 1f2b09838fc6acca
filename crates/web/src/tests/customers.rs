//! Customers as clients put and see them, and how who they are is kept, told and erased.

use super::world::{Reply, World};
use keep::{Audit, AuditFilter, Audited, Scope};
use serde_json::{Value, json};

async fn ask(world: &World, line: &str, body: &str) -> Reply {
    let seq = world.app.engine.durable().to_string();
    world
        .send(&world.master(), line, &[("kept-after", &seq)], body)
        .await
}

async fn done(world: &World, line: &str, body: &str) -> Value {
    let reply = ask(world, line, body).await;
    assert_eq!(reply.status, 200, "{line}: {}", reply.body);
    reply.json()
}

pub fn noted(audit: &Audit, what: Audited) -> Vec<String> {
    let filter = AuditFilter {
        what: Some(what),
        ..AuditFilter::default()
    };
    let rows = audit.list(&filter, None, 100).unwrap();
    rows.into_iter().map(|row| row.entry.subject).collect()
}

#[tokio::test]
async fn a_customer_is_added_and_its_terms_change_one_by_one() {
    let world = World::new();
    let body = r#"{"price_list": "LIST", "credit_limit": "25000.50", "receivable": -3,
        "gln": "7290027600007"}"#;
    let put = done(&world, "PUT /v1/customers/C-7", body).await;
    let terms = json!({
        "customer": "C-7", "price_list": "LIST", "blocked": false, "ship_complete": false,
        "one_time_addresses": false, "substitutes": "asked", "gln": "7290027600007",
        "credit_limit": {"amount": "25000.50", "currency": "ILS"},
        "receivable": {"amount": "-3.00", "currency": "ILS"},
    });
    assert_eq!(put, terms);
    let put = done(
        &world,
        "PUT /v1/customers/C-7",
        r#"{"ship_complete": true}"#,
    )
    .await;
    assert_eq!(
        (&put["ship_complete"], &put["gln"]),
        (&json!(true), &terms["gln"])
    );
    let put = done(
        &world,
        "PUT /v1/customers/C-7",
        r#"{"credit_limit": null, "gln": null}"#,
    )
    .await;
    assert_eq!(
        (&put["credit_limit"], &put["gln"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(put["receivable"], terms["receivable"]);
    let look = done(&world, "GET /v1/customers/C-7", "").await;
    for (field, value) in put.as_object().unwrap() {
        assert_eq!(&look[field], value, "{field}");
    }
    assert_eq!(
        (&look["personal"], &look["ship_tos"]),
        (&Value::Null, &json!([]))
    );
}

#[tokio::test]
async fn part_numbers_and_ship_tos_stay_when_terms_change() {
    let world = World::new();
    done(&world, "PUT /v1/customers/C-1001", r#"{"credit_limit": 9}"#).await;
    done(&world, "POST /v1/customers/C-1001/block", "{}").await;
    let look = done(&world, "GET /v1/customers/C-1001", "").await;
    assert_eq!(
        (&look["parts"], &look["default_ship_to"]),
        (&json!(1), &json!("MAIN"))
    );
    assert_eq!(
        (&look["blocked"], &look["credit_limit"]["amount"]),
        (&json!(true), &json!("9.00"))
    );
    let order = r#"{"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 1}]}"#;
    let refused = ask(&world, "POST /v1/orders", order).await;
    assert!(
        refused.problem().starts_with("409 customer_blocked"),
        "{}",
        refused.body
    );
    done(&world, "POST /v1/customers/C-1001/unblock", "{}").await;
    assert_eq!(ask(&world, "POST /v1/orders", order).await.status, 201);
    let blocked = ask(&world, "POST /v1/customers/NOBODY/block", "{}").await;
    assert_eq!(
        blocked.problem(),
        "404 not_found: there is no customer \"NOBODY\""
    );
}

#[tokio::test]
async fn what_a_customer_cannot_have_is_told_with_its_place() {
    let world = World::new();
    let wrong = [
        (
            "C-7",
            "{}",
            "/price_list: a new customer needs the code of a price list",
        ),
        (
            "C-1001",
            r#"{"price_list": "\u0000"}"#,
            "/price_list: there is no price list",
        ),
        (
            "C-1001",
            r#"{"credit_limit": "1.005"}"#,
            "/credit_limit: expected an amount in ILS",
        ),
        ("C-1001", r#"{"gln": "123"}"#, "/gln:"),
    ];
    for (code, body, expected) in wrong {
        let reply = ask(&world, &format!("PUT /v1/customers/{code}"), body).await;
        let told = reply.problem();
        assert!(
            told.starts_with(&format!("422 bad_value: {expected}")),
            "{told}"
        );
    }
    let negative = ask(
        &world,
        "PUT /v1/customers/C-1001",
        r#"{"credit_limit": -1}"#,
    )
    .await;
    assert!(negative.problem().starts_with("422 out_of_range"));
    let named = ask(&world, "PUT /v1/customers/C-1001", r#"{"name": "x"}"#).await;
    assert!(named.problem().starts_with("422 unknown_field"));
}

#[tokio::test]
async fn customers_are_found_by_number_and_named_to_whoever_may_read_them() {
    let world = World::new();
    world.name_customer(0, "Corner <b>Grocery");
    let list = done(&world, "GET /v1/customers?q=C-1&limit=1", "").await;
    assert_eq!(list["customers"][0]["name"], "Corner <b>Grocery");
    let next = list["next"].as_str().unwrap();
    let line = format!("GET /v1/customers?after={next}&blocked=false");
    let rest = done(&world, &line, "").await;
    assert_eq!(rest["customers"][0]["customer"], "C-1002");
    assert_eq!(rest["customers"][0]["credit_limit"]["amount"], "10.00");
    assert_eq!(
        done(&world, "GET /v1/customers?q=X", "").await["customers"],
        json!([])
    );
    assert_eq!(
        noted(&world.app.audit, Audited::PersonalDataRead),
        ["customer:0"]
    );
    let planner = world.key(&[Scope::OrdersRead, Scope::CatalogueRead]);
    let refused = world.send(&planner, "GET /v1/customers", &[], "").await;
    assert_eq!(refused.status, 403);
}

#[tokio::test]
async fn a_ship_to_is_added_and_becomes_the_default_when_asked_to() {
    let world = World::new();
    let line = "PUT /v1/customers/C-1001/ship-tos/BACK";
    done(&world, line, r#"{"zone": 1}"#).await;
    let look = done(&world, "GET /v1/customers/C-1001", "").await;
    assert_eq!(look["default_ship_to"], "MAIN");
    let put = done(&world, line, r#"{"zone": 1, "default": true}"#).await;
    assert_eq!(put, json!({"ship_to": "BACK", "zone": 1, "gln": null}));
    let look = done(&world, "GET /v1/customers/C-1001", "").await;
    assert_eq!(
        (&look["default_ship_to"], &look["parts"]),
        (&json!("BACK"), &json!(1))
    );
    let list = done(&world, "GET /v1/customers/C-1001/ship-tos?limit=1", "").await;
    let next = list["next"].as_str().unwrap();
    let line = format!("GET /v1/customers/C-1001/ship-tos?after={next}");
    assert_eq!(
        done(&world, &line, "").await["ship_tos"][0]["ship_to"],
        "MAIN"
    );
    let far = ask(
        &world,
        "PUT /v1/customers/C-1001/ship-tos/X",
        r#"{"zone": 10000}"#,
    )
    .await;
    assert_eq!(far.status, 422, "{}", far.body);
}

#[tokio::test]
async fn part_numbers_are_set_and_taken_away_and_the_others_stay() {
    let world = World::new();
    let line = "PUT /v1/customers/C-1001/parts";
    let body =
        r#"{"parts": [{"part": "A-1", "item": "SOAP-1"}, {"part": "THEIR-OIL", "item": null}]}"#;
    assert_eq!(done(&world, line, body).await, json!({"put": 2}));
    let body = r#"{"parts": [{"part": "A-2", "item": "SOAP-1"}]}"#;
    done(&world, line, body).await;
    let list = done(&world, "GET /v1/customers/C-1001/parts?after=A-1", "").await;
    assert_eq!(list["parts"], json!([{"part": "A-2", "item": "SOAP-1"}]));
    let list = done(&world, "GET /v1/customers/C-1001/parts", "").await;
    assert_eq!(list["parts"].as_array().unwrap().len(), 2);
    let body = r#"{"parts": [{"part": "A-3", "item": "NONE"}]}"#;
    let wrong = ask(&world, line, body).await;
    assert_eq!(
        wrong.json()["errors"],
        json!([{"pointer": "/parts/0/item", "detail": "there is no item \"NONE\""}])
    );
    assert!(
        ask(&world, line, r#"{"parts": []}"#)
            .await
            .problem()
            .starts_with("422 empty")
    );
}

#[tokio::test]
async fn who_a_customer_is_is_kept_in_the_vault_told_noted_and_erased_for_good() {
    let world = World::new();
    let who =
        r#"{"name": " Corner Grocery ", "emails": ["orders@corner.example"], "country": "il"}"#;
    let put = done(&world, "PUT /v1/customers/C-1001/personal-data", who).await;
    assert_eq!(
        (&put["name"], &put["country"]),
        (&json!("Corner Grocery"), &json!("IL"))
    );
    let place = r#"{"address": ["12 Harbour St"], "city": "Haifa"}"#;
    let line = "PUT /v1/customers/C-1001/ship-tos/MAIN/personal-data";
    done(&world, line, place).await;
    assert_eq!(
        noted(&world.app.audit, Audited::PersonalDataChanged),
        ["ship_to:0", "customer:0"]
    );

    let look = done(&world, "GET /v1/customers/C-1001", "").await;
    assert_eq!(look["personal"], put);
    assert_eq!(look["ship_tos"][0]["personal"]["city"], "Haifa");
    let mut seen = noted(&world.app.audit, Audited::PersonalDataRead);
    seen.sort();
    assert_eq!(seen, ["customer:0", "ship_to:0"]);

    let line = "DELETE /v1/customers/C-1001/personal-data";
    assert_eq!(done(&world, line, "").await, json!({"erased": 2}));
    assert_eq!(done(&world, line, "").await, json!({"erased": 0}));
    assert_eq!(
        noted(&world.app.audit, Audited::PersonalDataErased).len(),
        2
    );
    let look = done(&world, "GET /v1/customers/C-1001", "").await;
    assert_eq!(
        (&look["personal"], &look["ship_tos"][0]["personal"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(look["customer"], "C-1001");
}

#[tokio::test]
async fn what_nobody_can_be_called_is_refused_with_its_place_and_not_kept() {
    let world = World::new();
    let wrong = json!({"name": "x".repeat(201), "emails": ["nobody"], "country": "Israel"});
    let line = "PUT /v1/customers/C-1001/personal-data";
    let reply = ask(&world, line, &wrong.to_string()).await;
    let errors = reply.json()["errors"].clone();
    let places: Vec<&str> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(places, ["/name", "/emails", "/country"]);
    for (line, told) in [
        (
            "PUT /v1/customers/C-9/personal-data",
            "there is no customer \"C-9\"",
        ),
        (
            "PUT /v1/customers/C-1001/ship-tos/C-9/personal-data",
            "there is no ship-to \"C-9\"",
        ),
        (
            "DELETE /v1/customers/C-9/personal-data",
            "there is no customer \"C-9\"",
        ),
    ] {
        let reply = ask(&world, line, "{}").await;
        assert_eq!(reply.problem(), format!("404 not_found: {told}"));
    }
    assert!(noted(&world.app.audit, Audited::PersonalDataChanged).is_empty());
}
