//! The policy as one document that is seen, changed and remembered.

use super::world::World;
use crate::api::policy::Put;
use book::Policy;
use book::policy::SETTINGS;
use serde_json::{Value, json};

const PUT: &str = "PUT /v1/policy";

/// What differs, as `setting from > to`.
fn told(changes: &Value) -> String {
    let changes = changes.as_array().unwrap().iter();
    let told = changes.map(|change| {
        let setting = change["setting"].as_str().unwrap();
        format!("{setting} {} > {}", change["from"], change["to"])
    });
    told.collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn every_setting_is_told_with_its_meaning_and_can_be_put() {
    let world = World::new();
    let look = world
        .send(&world.master(), "GET /v1/policy", &[], "")
        .await
        .json();
    let put = serde_json::to_value(Put::default()).unwrap();
    let names: Vec<&String> = put.as_object().unwrap().keys().collect();
    let fields = look["policy"].as_object().unwrap();
    assert_eq!([names.len(), fields.len()], [SETTINGS.len(); 2]);
    for (setting, told) in SETTINGS.iter().zip(look["settings"].as_array().unwrap()) {
        assert_eq!(told["name"], setting.name);
        let value = &look["policy"][setting.name];
        let number = setting.number.map(|number| (number.of)(&Policy::default()));
        let shown = match value.as_array() {
            // Rules are told as they are typed.
            Some(rules) if rules.is_empty() => &json!(""),
            Some(_) | None => value,
        };
        assert_eq!((&told["value"], value.as_i64()), (shown, number));
        assert!(
            names.iter().any(|name| *name == setting.name),
            "{}",
            setting.name
        );
        assert!(told["meaning"].as_str().unwrap().ends_with('.'));
    }
}

#[tokio::test]
async fn a_policy_is_previewed_put_and_seen_with_its_versions() {
    let world = World::new();
    let key = world.master();
    let body = r#"{"split_cost": 4000, "touchless_cancellation": false}"#;
    let preview = world
        .send(&key, "PUT /v1/policy?preview=true", &[], body)
        .await
        .json();
    let expected = "split_cost 2500 > 4000, touchless_cancellation true > false";
    assert_eq!(told(&preview["changes"]), expected);
    assert_eq!(preview["policy"]["price_tolerance_bp"], 100);
    let before = world.send(&key, "GET /v1/policy", &[], "").await;
    assert_eq!(before.json()["policy"]["split_cost"], 2500);
    assert_eq!(before.json()["since"], Value::Null);

    let put = world.send(&key, PUT, &[], body).await;
    assert_eq!(
        (put.status, &put.json()["policy"]["split_cost"]),
        (200, &json!(4000))
    );
    let after = world.send(&key, "GET /v1/policy", &[], "").await;
    assert_eq!(after.header("etag"), put.header("etag"));
    assert_ne!(after.header("etag"), before.header("etag"));
    assert_eq!(
        (&after.json()["since"], &after.json()["by"]),
        (&json!("2026-11-22T07:00:00Z"), &json!(1))
    );

    world.send(&key, PUT, &[], r#"{"currency": "EUR"}"#).await;
    let seq = world.app.engine.durable().to_string();
    let versions = world
        .send(
            &key,
            "GET /v1/policy/versions?limit=1",
            &[("kept-after", &seq)],
            "",
        )
        .await
        .json();
    assert_eq!(
        told(&versions["versions"][0]["changes"]),
        "currency \"ILS\" > \"EUR\""
    );
    let line = format!(
        "GET /v1/policy/versions?after={}",
        versions["next"].as_str().unwrap()
    );
    let first = world.send(&key, &line, &[], "").await.json();
    assert_eq!(
        (
            told(&first["versions"][0]["changes"]).as_str(),
            &first["next"]
        ),
        (expected, &Value::Null)
    );
}

#[tokio::test]
async fn a_policy_that_changed_since_it_was_seen_is_not_overwritten() {
    let world = World::new();
    let key = world.master();
    let seen = world.send(&key, "GET /v1/policy", &[], "").await;
    let seen = [("if-match", seen.header("etag"))];
    let put = world.send(&key, PUT, &seen, r#"{"split_cost": 1}"#).await;
    assert_eq!(put.status, 200);
    let late = world.send(&key, PUT, &seen, r#"{"split_cost": 2}"#).await;
    assert!(late.problem().starts_with("412 changed"), "{}", late.body);
    // The same again is what is in force.
    let again = world.send(&key, PUT, &seen, r#"{"split_cost": 1}"#).await;
    assert_eq!(again.status, 200);
    let now = [("if-match", put.header("etag"))];
    assert_eq!(
        world
            .send(&key, PUT, &now, r#"{"split_cost": 2}"#)
            .await
            .status,
        200
    );
    let known = world.send(&key, "GET /v1/policy", &[], "").await;
    let known = [("if-none-match", known.header("etag"))];
    assert_eq!(
        world.send(&key, "GET /v1/policy", &known, "").await.status,
        304
    );
}

#[tokio::test]
async fn a_policy_that_can_not_be_is_refused_in_a_preview_too() {
    let world = World::new();
    let key = world.master();
    for line in [PUT, "PUT /v1/policy?preview=true"] {
        for (body, expected) in [
            (
                r#"{"split_sites_max": 4}"#,
                "422 out_of_range: split_sites_max is 4; 1 to 3",
            ),
            (r#"{"split_cost": -1}"#, "422 out_of_range"),
            (r#"{"price_tolerance_bp": 1000001}"#, "422 out_of_range"),
            (r#"{"split_cots": 1}"#, "422 unknown_field"),
            (
                r#"{"confidence_min": "high"}"#,
                "422 bad_value: /confidence_min",
            ),
            (r#"{"currency": "euro"}"#, "422 bad_value: /currency"),
        ] {
            let reply = world.send(&key, line, &[], body).await;
            assert!(
                reply.problem().starts_with(expected),
                "{line} {body}: {}",
                reply.body
            );
        }
    }
}
