//! Requests that were read from documents: looking at them, and deciding about them.

use super::world::{Reply, World, now};
use book::Command;
use book::order::{LineDraft, OrderDraft, StatedItem};
use book::request::{Doubt, DoubtCode, Intent, ReadAs, RequestDraft};
use keep::{DocumentMeta, Scope};
use serde_json::{Value, json};
use std::time::Duration;
use vocab::{ContentHash, CustomerId, ItemId, Quantity, Unit};

pub(super) const CSV: &str =
    "PO Number;Item;Description;Quantity;Unit\r\nPO-9;WIDGET;Olive oil 5 l;2;case\r\n";

/// Takes a document in with what a reader made of it, and one request with this draft.
pub(super) async fn raise(world: &World, text: &str, draft: RequestDraft) -> ContentHash {
    let meta = DocumentMeta {
        name: "orders \u{5d0}\"\r\n;../x.csv".to_owned(),
        media_type: "text/html".to_owned(),
        channel: "mail".to_owned(),
        sender: "buyer@example.com".to_owned(),
        received_at: now().at,
    };
    let document = world.app.documents.put(text.as_bytes(), &meta).unwrap();
    let reading = serde_json::to_vec(&intake::read(
        text.as_bytes(),
        Some("orders.csv"),
        &intake::Blind,
    ))
    .unwrap();
    world
        .app
        .documents
        .put_reading(document, "1", &reading)
        .unwrap();
    for command in [
        Command::ReceiveDocument { document },
        Command::RecordReading {
            document,
            read_as: ReadAs::Requests,
            requests: vec![draft],
        },
    ] {
        world.app.engine.own(command).unwrap().outcome.unwrap();
    }
    // The gate weighs the request after the reading was answered.
    while !world.app.engine.ask(|book| book.work.is_empty()).unwrap() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    document
}

/// What the first customer wants, of an item that is known or not; a person must look.
pub(super) fn wanted(intent: Intent, item: StatedItem, quantity: u64) -> RequestDraft {
    RequestDraft {
        intent,
        order: Some(OrderDraft {
            customer: CustomerId(0),
            ship_to: None,
            address_in_doubt: false,
            po_number: Some("PO-9".to_owned()),
            currency: None,
            requested: None,
            expires: None,
            terms: book::order::Terms::default(),
            lines: vec![LineDraft {
                item,
                quantity: Quantity(quantity),
                unit: Unit::Each,
                stated_price: None,
                requested: None,
            }],
        }),
        confidence: 640,
        doubts: vec![Doubt {
            code: DoubtCode::UnknownItem,
            line: Some(1),
        }],
    }
}

pub(super) fn unknown() -> StatedItem {
    StatedItem::Unknown("WIDGET".to_owned())
}

async fn look(world: &World, key: &str, what: &str) -> Reply {
    let after = world.app.engine.durable().to_string();
    let line = format!("GET {what}");
    world.send(key, &line, &[("kept-after", &after)], "").await
}

async fn give(world: &World, what: &str, body: Value) -> Reply {
    let line = format!("POST /v1/requests/{what}");
    world
        .send(&world.master(), &line, &[], &body.to_string())
        .await
}

#[tokio::test]
async fn a_request_tells_what_was_read_and_where_it_stands_in_the_document() {
    let world = World::new();
    raise(&world, CSV, wanted(Intent::Place, unknown(), 24)).await;
    let reply = look(&world, &world.master(), "/v1/requests/0").await;
    let shown = reply.json();
    insta::assert_snapshot!(shown["draft"], @r#"{"address_in_doubt":false,"currency":null,"customer":"C-1001","lines":[{"item":"WIDGET","known":false,"line":1,"quantity":24,"requested_delivery_date":null,"stated_price":null,"unit":"each"}],"po_number":"PO-9","requested_delivery_date":null,"ship_to":null}"#);
    insta::assert_snapshot!(shown["reasons"], @r#"[{"code":"unknown_item","detail":"no item could be found","line":1},{"code":"low_confidence","detail":"the least certain field has 640; 850 are needed"}]"#);
    let fields = shown["fields"].as_array().unwrap().iter();
    let fields = fields.map(|field| {
        let text = |name: &str| field[name].as_str().unwrap().to_owned();
        let (name, value) = (text("field"), text("value"));
        let (line, sure, place) = (&field["line"], &field["confidence"], &field["place"]);
        format!("{line} {name} = {value} ({sure}) {place}")
    });
    let fields: Vec<String> = fields.collect();
    insta::assert_snapshot!(fields.join("\n"), @r#"
    null po_number = PO-9 (900) {"cell":{"column":1,"row":2,"sheet":""}}
    1 item = WIDGET (900) {"cell":{"column":2,"row":2,"sheet":""}}
    1 description = Olive oil 5 l (900) {"cell":{"column":3,"row":2,"sheet":""}}
    1 quantity = 2 (900) {"cell":{"column":4,"row":2,"sheet":""}}
    1 unit = case (900) {"cell":{"column":5,"row":2,"sheet":""}}
    "#);
    for what in ["/v1/requests/7", "/v1/requests/x", "/v1/requests/-1"] {
        let reply = look(&world, &world.master(), what).await;
        assert_eq!(reply.status, 404, "{what}");
    }
}

#[tokio::test]
async fn a_request_is_accepted_as_a_person_corrects_it() {
    let world = World::new();
    raise(&world, CSV, wanted(Intent::Place, unknown(), 24)).await;
    let order = json!({"order": {"customer": "C-1001", "po_number": "PO-9",
        "lines": [{"item": "OIL-5", "quantity": 2, "unit": "case"}]}});
    let wrong = json!({"order": {"customer": "C-1001",
        "lines": [{"item": "WIDGET", "quantity": 2}]}});
    let refused = give(&world, "0/accept?preview=true", wrong).await;
    insta::assert_snapshot!(refused.problem(), @r#"422 bad_value: /order/lines/0/item: there is no item "WIDGET""#);
    let seen = give(&world, "0/accept?preview=true", order.clone()).await;
    assert_eq!(seen.json()["applied"], false);
    let key = world.key(&[Scope::RequestsDecide]);
    let header = [("idempotency-key", "accept")];
    let line = "POST /v1/requests/0/accept";
    let done = world.send(&key, line, &header, &order.to_string()).await;
    let told = done.json();
    assert_eq!(told["order"], seen.json()["order"]);
    assert_eq!(
        (&told["state"], &told["order"]["state"]),
        (&"accepted".into(), &"open".into())
    );
    let again = world.send(&key, line, &header, &order.to_string()).await;
    assert_eq!(again.body, done.body);
    let settled = give(&world, "0/accept", order).await;
    insta::assert_snapshot!(settled.problem(), @r"409 request_settled: request 0 is settled already");
    let shown = look(&world, &world.master(), "/v1/requests/0").await.json();
    assert_eq!(
        (&shown["state"], &shown["order"]),
        (&"accepted".into(), &"SO-100000".into())
    );
}

#[tokio::test]
async fn a_request_that_changes_an_order_shows_what_it_would_change() {
    let world = World::new();
    let order = r#"{"customer": "C-1001", "po_number": "PO-9",
        "lines": [{"item": "OIL-5", "quantity": 10}]}"#;
    world
        .send(&world.master(), "POST /v1/orders", &[], order)
        .await;
    let oil = StatedItem::Known(ItemId(0));
    raise(&world, CSV, wanted(Intent::Change, oil.clone(), 12)).await;
    raise(&world, "another", wanted(Intent::Cancel, oil, 12)).await;
    let seen = give(&world, "0/accept?preview=true", json!({})).await;
    insta::assert_snapshot!(seen.json()["changes"][0], @r#"{"after":12,"before":10,"change":"quantity","item":"OIL-5","line":1}"#);
    let header = [("idempotency-key", "change")];
    let (key, line) = (world.master(), "POST /v1/requests/0/accept");
    let done = world.send(&key, line, &header, "{}").await;
    assert_eq!(done.json()["changes"], seen.json()["changes"]);
    let cancelled = give(&world, "1/accept", json!({})).await;
    assert_eq!(cancelled.json()["order"]["state"], "cancelled");
    // The repeat is answered as the first time, though the order is gone.
    let again = world.send(&key, line, &header, "{}").await;
    assert_eq!(again.body, done.body);
}

#[tokio::test]
async fn a_request_is_declined_with_the_reason() {
    let world = World::new();
    raise(&world, CSV, wanted(Intent::Place, unknown(), 24)).await;
    let odd = give(&world, "0/decline", json!({"reason": "boredom"})).await;
    insta::assert_snapshot!(odd.problem(), @r"422 bad_value: /reason: unknown variant `boredom`, expected one of `not_an_order`, `duplicate`, `unwanted`");
    let absent = give(&world, "1/decline", json!({"reason": "duplicate"})).await;
    insta::assert_snapshot!(absent.problem(), @r"404 not_found: there is no request 1");
    let seen = give(
        &world,
        "0/decline?preview=true",
        json!({"reason": "duplicate"}),
    )
    .await;
    assert_eq!(seen.json()["applied"], false);
    let done = give(&world, "0/decline", json!({"reason": "duplicate"})).await;
    insta::assert_snapshot!(done.body, @r#"{"request":0,"state":"declined","applied":true,"changes":[],"order":null}"#);
    let shown = look(&world, &world.master(), "/v1/requests/0").await.json();
    assert_eq!(shown["declined"], "duplicate");
}

#[tokio::test]
async fn requests_and_documents_are_listed_and_the_bytes_come_back_as_a_file() {
    let world = World::new();
    let document = raise(&world, CSV, wanted(Intent::Place, unknown(), 24)).await;
    raise(&world, "a;b", wanted(Intent::Place, unknown(), 1)).await;
    give(&world, "0/decline", json!({"reason": "unwanted"})).await;
    let master = world.master();
    let ids = |reply: &Reply, list: &str| {
        let json = reply.json();
        let rows = json[list].as_array().unwrap().clone();
        let ids = rows.iter().map(|row| row["id"].to_string());
        (ids.collect::<Vec<_>>().join(" "), json["next"].clone())
    };
    let mut story = Vec::new();
    for what in [
        "?state=review".to_owned(),
        "?state=declined".to_owned(),
        "?customer=C-1001&limit=1".to_owned(),
        "?customer=C-1001&limit=1&after=1".to_owned(),
        "?customer=C-1002".to_owned(),
        "?customer=nobody".to_owned(),
        format!("?document={document}"),
    ] {
        let reply = look(&world, &master, &format!("/v1/requests{what}")).await;
        let (ids, next) = ids(&reply, "requests");
        let what = what.replace(&document.to_string(), "…");
        story.push(format!("{what} => {ids:?} next {next}"));
    }
    insta::assert_snapshot!(story.join("\n"), @r#"
    ?state=review => "1" next null
    ?state=declined => "0" next null
    ?customer=C-1001&limit=1 => "1" next "1"
    ?customer=C-1001&limit=1&after=1 => "0" next null
    ?customer=C-1002 => "" next null
    ?customer=nobody => "" next null
    ?document=… => "0" next null
    "#);
    for what in [
        "/v1/requests?state=lost",
        "/v1/requests?document=x",
        "/v1/requests?after=x",
        "/v1/documents?after=x",
        "/v1/documents?read_as=x",
    ] {
        assert_eq!(look(&world, &master, what).await.status, 400, "{what}");
    }
    let listed = look(&world, &master, "/v1/documents?limit=1").await;
    assert_eq!(listed.json()["documents"][0]["bytes"], 3);
    let next = listed.json()["next"].as_str().unwrap().to_owned();
    let rest = look(&world, &master, &format!("/v1/documents?after={next}")).await;
    let (rest, next) = ids(&rest, "documents");
    assert_eq!((rest, next), (format!("\"{document}\""), Value::Null));
    let content = format!("/v1/documents/{document}/content");
    let content = look(&world, &master, &content).await;
    assert_eq!(content.body, CSV);
    assert_eq!(content.header("content-type"), "application/octet-stream");
    assert_eq!(content.header("x-content-type-options"), "nosniff");
    assert_eq!(
        content.header("content-disposition"),
        "attachment; filename*=UTF-8''orders%20%D7%90%22%0D%0A%3B%2E%2E%2Fx%2Ecsv"
    );
    let absent = format!("/v1/documents/{}/content", "0".repeat(64));
    assert_eq!(look(&world, &master, &absent).await.status, 404);
}

#[tokio::test]
async fn a_customer_sees_the_documents_and_requests_that_its_own_people_sent() {
    let world = World::new();
    raise(&world, "from the desk", wanted(Intent::Place, unknown(), 1)).await;
    let own = world.key_of(0);
    let sent = world.send(&own, "POST /v1/documents", &[], CSV).await;
    let document = ContentHash(*blake3::hash(CSV.as_bytes()).as_bytes());
    assert_eq!(sent.status, 202);
    let read = Command::RecordReading {
        document,
        read_as: ReadAs::Requests,
        requests: vec![wanted(Intent::Place, unknown(), 2)],
    };
    world.app.engine.own(read).unwrap().outcome.unwrap();
    for (key, documents, requests) in [
        (&world.master(), 2, 2),
        (&own, 1, 1),
        (&world.key_of(1), 0, 0),
    ] {
        let count = async |what: &str| {
            let reply = look(&world, key, &format!("/v1/{what}")).await;
            reply.json()[what].as_array().unwrap().len()
        };
        assert_eq!(count("documents").await, documents);
        assert_eq!(count("requests").await, requests);
        let one = look(&world, key, "/v1/requests/1").await;
        assert_eq!(one.status, if requests > 0 { 200 } else { 404 });
        let content = format!("/v1/documents/{document}/content");
        let content = look(&world, key, &content).await;
        assert_eq!(content.status, if documents > 0 { 200 } else { 404 });
    }
    let desk = look(&world, &own, "/v1/requests/0").await;
    assert_eq!(desk.problem(), "404 not_found: there is no request 0");
}
