//! A customer's first document is corrected, and its next ones are understood by that.

use super::demo;
use super::served::{Served, until};
use serde_json::{Value, json};

/// A document of a customer who calls an item and its unit by words of its own.
fn document(po_number: &str) -> String {
    format!(
        "PO Number,Customer No.,Item,Description,Quantity,Unit\n\
         {po_number},10138,OUR-TEA-25,Tea as always,2,bundle\n"
    )
}

/// Sends a document; the request that was read from it, once it was weighed.
fn sent(served: &Served, po_number: &str) -> Value {
    let (status, answer) = served.ask("POST /v1/documents", &document(po_number));
    assert!(matches!(status, 200..=202), "{status} {answer}");
    let hash = answer["id"].as_str().unwrap();
    until("the request", || {
        let (_, list) = served.ask(&format!("GET /v1/requests?document={hash}"), "");
        let request = list["requests"].get(0)?;
        let weighed = request["state"] != "pending";
        weighed.then(|| request.clone())
    })
}

/// What became of a request: its state and the codes of why it waits.
fn became(request: &Value) -> String {
    let reasons = request["reasons"].as_array().unwrap().iter();
    let codes: Vec<&str> = reasons
        .map(|reason| reason["code"].as_str().unwrap())
        .collect();
    format!("{} {}", request["state"].as_str().unwrap(), codes.join(" "))
}

fn accept(served: &Served, request: &Value, body: &Value) {
    let line = format!("POST /v1/requests/{}/accept", request["id"]);
    let (status, answer) = served.ask(&line, &body.to_string());
    assert_eq!(status, 200, "{answer}");
}

/// The lessons in force: number, kind and how many requests taught it.
fn lessons(served: &Served) -> Vec<(u64, String, u64)> {
    let (_, list) = served.ask("GET /v1/lessons?customer=10138", "");
    let lessons = list["lessons"].as_array().unwrap().iter();
    let lesson = |one: &Value| {
        let kind = one["kind"].as_str().unwrap().to_owned();
        (
            one["id"].as_u64().unwrap(),
            kind,
            one["taught"].as_u64().unwrap(),
        )
    };
    lessons.map(lesson).collect()
}

#[test]
fn what_was_corrected_once_is_proposed_then_passes_and_is_asked_again_when_revoked() {
    let served = Served::to_master(&demo("learned"));
    let first = sent(&served, "L-1");
    assert_eq!(became(&first), "review unknown_item");
    let corrected = json!({"order": {"customer": "10138", "po_number": "L-1",
        "lines": [{"item": "TEA-1043", "quantity": 2, "unit": "case"}]}});
    accept(&served, &first, &corrected);
    let taught = [(2, "unit".to_owned(), 1), (1, "part".to_owned(), 1)];
    assert_eq!(lessons(&served), taught);

    // The fields are right, and a person looks whether the unit is.
    let second = sent(&served, "L-2");
    assert_eq!(became(&second), "review low_confidence");
    accept(&served, &second, &json!({}));
    let (_, order) = served.ask("GET /v1/requests?limit=1&state=accepted", "");
    let number = order["requests"][0]["order"].as_str().unwrap();
    let (_, order) = served.ask(&format!("GET /v1/orders/{number}"), "");
    assert_eq!(order["lines"][0]["item"], "TEA-1043", "{order}");

    let third = sent(&served, "L-3");
    assert_eq!(became(&third), "accepted ");
    assert_eq!(third["settled_by"], 0);
    let (_, list) = served.ask("GET /v1/lessons", "");
    assert_eq!(list["lessons"][0]["used"], 2, "{list}");

    let (status, ended) = served.ask("POST /v1/lessons/1/revoke", "{}");
    assert_eq!((status, &ended["ended"]["how"]), (200, &json!("revoked")));
    let fourth = sent(&served, "L-4");
    assert_eq!(became(&fourth), "review unknown_item");

    let (status, _) = served.ask("DELETE /v1/customers/10138/personal-data", "");
    assert_eq!(status, 200);
    let (_, list) = served.ask("GET /v1/lessons?ended=true", "");
    assert_eq!(list["lessons"], json!([]));
}
