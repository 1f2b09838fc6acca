//! Orders from the command line: placed once, amended, cancelled, and refused in words.

use super::{demo, json, kept, refused, run, said};
use serde_json::{Value, json as object};
use std::path::{Path, PathBuf};

fn file(data: &Path, name: &str, order: &Value) -> PathBuf {
    let path = data.join(name);
    std::fs::write(&path, order.to_string()).unwrap();
    path
}

fn order(item: &str, quantity: u32) -> Value {
    object!({
        "po_number": "CLI-1",
        "customer": "10001",
        "requested_delivery_date": "2026-12-01",
        "lines": [{"item": item, "quantity": quantity, "unit": "each"}]
    })
}

#[test]
fn an_order_is_placed_once_and_shown_with_its_promise() {
    let data = demo("orders");
    let path = file(&data, "order.json", &order("COF-1078", 12));
    let place = ["order", "place", path.to_str().unwrap(), "--key", "first"];
    let placed = json(&data, &place);
    let number = placed["number"].as_str().unwrap().to_owned();
    assert_eq!(placed["customer_code"], "10001");
    assert_eq!(placed["order_lines"][0]["ordered"], 12);
    assert_eq!(json(&data, &place)["number"], number.as_str());

    let other = file(&data, "other.json", &order("COF-1078", 13));
    let said = refused(
        &data,
        &["order", "place", other.to_str().unwrap(), "--key", "first"],
    );
    assert!(said.contains("key_reused"), "{said}");

    let twice = json(&data, &["order", "place", path.to_str().unwrap()]);
    assert_eq!(twice["state"], "held");
    assert_eq!(twice["holds"][0]["kind"], "duplicate");
    let released = json(
        &data,
        &[
            "order",
            "release",
            twice["number"].as_str().unwrap(),
            "duplicate",
        ],
    );
    assert_eq!(released["state"], "open");

    let amended = json(&data, &["order", "amend", &number, "--quantity", "1=24"]);
    assert_eq!(amended["order_lines"][0]["ordered"], 24);
    let cancelled = json(&data, &["order", "cancel", &number]);
    assert_eq!(cancelled["state"], "cancelled");
    let said = refused(&data, &["order", "cancel", &number]);
    assert!(said.contains("order_finished"), "{said}");
    assert_eq!(json(&data, &["verify"])["ok"], true);
}

#[test]
fn what_an_order_gets_wrong_is_named_with_its_place() {
    let data = demo("wrong-orders");
    let check = |order: Value, expect: &[&str]| {
        let path = file(&data, "wrong.json", &order);
        let said = refused(&data, &["order", "place", path.to_str().unwrap()]);
        for word in expect {
            assert!(said.contains(word), "{word}: {said}");
        }
    };
    check(order("NO-SUCH-ITEM", 1), &["/lines/0/item", "NO-SUCH-ITEM"]);
    check(order("COF-1078", 0), &["/lines/0/quantity"]);
    let mut unknown = order("COF-1078", 1);
    unknown["colour"] = object!("red");
    check(unknown, &["colour"]);
    let mut nobody = order("COF-1078", 1);
    nobody["customer"] = object!("99999");
    check(nobody, &["/customer", "99999"]);
    assert!(refused(&data, &["order", "show", "SO-999999"]).contains("SO-999999"));
}

#[test]
fn requests_in_review_are_listed_accepted_and_declined() {
    let data = demo("requests");
    let waiting = json(&data, &["request", "list"]);
    let rows = waiting.as_array().unwrap();
    let find = |reason: &str| {
        let row = rows
            .iter()
            .find(|row| row["reasons"][0]["reason"] == reason)
            .unwrap();
        format!("R-{}", row["id"])
    };
    run(&data, &["request", "accept", &find("duplicate_of")]);
    run(
        &data,
        &[
            "request",
            "decline",
            &find("requested_day"),
            "--reason",
            "unwanted",
        ],
    );
    let left = json(&data, &["request", "list"]);
    assert_eq!(left.as_array().unwrap().len(), rows.len() - 2);
    let said = refused(&data, &["request", "accept", &find("duplicate_of")]);
    assert!(said.contains("request_settled"), "{said}");
}

#[test]
fn access_keys_are_made_listed_and_revoked() {
    let data = demo("keys");
    let made = json(
        &data,
        &[
            "key",
            "create",
            "shop",
            "--scope",
            "orders:write",
            "--expires",
            "30",
        ],
    );
    assert!(made["secret"].as_str().unwrap().starts_with("kept_"));
    let listed = run(&data, &["key", "list"]);
    assert!(listed.contains("shop") && !listed.contains(made["secret"].as_str().unwrap()));
    let customers = &["key", "create", "portal", "--customer", "10001", "--scope"];
    let portal = json(&data, &[&customers[..], &["orders:read"]].concat());
    assert_eq!(portal["customer"], "10001");
    assert!(run(&data, &["key", "list"]).contains("10001"));
    let told = refused(&data, &[&customers[..], &["stock:read"]].concat());
    assert!(
        told.contains("one customer's key can't have the scope stock:read"),
        "{told}"
    );
    let unknown = [
        "key",
        "create",
        "portal",
        "--customer",
        "1",
        "--scope",
        "orders:read",
    ];
    assert!(refused(&data, &unknown).contains("there is no customer 1"));
    run(&data, &["key", "revoke", &made["key"].to_string()]);
    assert!(refused(&data, &["key", "revoke", &made["key"].to_string()]).contains("no key"));
    let output = kept(&["key", "create", "x", "--scope", "everything"])
        .output()
        .unwrap();
    assert!(said(&output).contains("orders:write"), "{}", said(&output));
}
