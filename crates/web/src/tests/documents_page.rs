//! Documents in the console: sent as files and as text, told with what became of them.

use super::browser::Browser;
use super::world::{World, now};
use book::Command;
use book::order::{LineDraft, OrderDraft, StatedItem};
use book::request::{Intent, ReadAs, RequestDraft};
use keep::{DocumentMeta, Role};
use vocab::{CustomerId, ItemId, Quantity, Unit};

pub const BOUNDARY: &str = "----kept";

/// A form with these parts: file name (empty for a field), field, content.
pub fn multipart(token: &str, parts: &[(&str, &str, &str)]) -> String {
    let field = |(file, name, content): &(&str, &str, &str)| {
        let file = match file {
            &"" => String::new(),
            name => format!("; filename=\"{name}\"\r\nContent-Type: text/csv"),
        };
        format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n"
        )
    };
    let token = field(&("", "token", token));
    let parts: String = parts.iter().map(field).collect();
    format!("{token}{parts}--{BOUNDARY}--\r\n")
}

async fn send(
    world: &World,
    browser: &mut Browser,
    parts: &[(&str, &str, &str)],
) -> super::world::Reply {
    let hidden = browser.fields(world, "/documents", "/documents").await;
    let token = hidden.strip_prefix("token=").unwrap();
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let body = multipart(token, parts);
    browser
        .post(world, "/documents", &body, &[("content-type", &kind)])
        .await
}

#[tokio::test]
async fn files_and_pasted_text_come_in_once_and_are_listed() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let parts = [
        (
            "c:\\\\fakepath\\\\order <1>.csv",
            "file",
            "item;quantity\nOIL-5;3",
        ),
        ("", "text", "UNB+UNOC:3+1+2'"),
        ("", "sender", "orders@harbour.example"),
    ];
    let sent = send(&world, &mut browser, &parts).await;
    assert_eq!(
        sent.header("location"),
        "/documents?sent=2&known=0",
        "{}",
        sent.body
    );
    let page = browser.get(&world, "/documents?sent=2&known=0").await.body;
    for told in [
        "2 documents came in.",
        "order &lt;1&gt;.csv",
        "pasted.txt",
        "being read",
        "console",
        "orders@harbour.example",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let again = send(&world, &mut browser, &parts[..1]).await;
    assert_eq!(again.header("location"), "/documents?sent=1&known=1");
    let page = browser.get(&world, "/documents?sent=1&known=1").await.body;
    assert!(page.contains("One of them was here before"), "{page}");
    assert_eq!(
        page.matches("<tr>").count(),
        3,
        "the title and two documents"
    );
}

#[tokio::test]
async fn a_form_without_a_document_or_a_token_brings_nothing() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let empty = send(
        &world,
        &mut browser,
        &[("", "text", "  "), ("", "file", "")],
    )
    .await;
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains("Choose a file or paste a text."));
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let cases = [
        (kind.as_str(), multipart("00", &[("a.csv", "file", "x")])),
        (kind.as_str(), "--what".to_owned()),
        ("multipart/form-data", multipart("00", &[])),
        ("application/x-www-form-urlencoded", "token=1".to_owned()),
    ];
    for (kind, body) in cases {
        let refused = browser
            .post(&world, "/documents", &body, &[("content-type", kind)])
            .await;
        assert_eq!(refused.status, 422, "{kind}: {}", refused.body);
    }
    let page = browser.get(&world, "/documents").await.body;
    assert!(page.contains("No document came in yet"), "{page}");
}

#[tokio::test]
async fn who_may_not_send_documents_only_sees_them() {
    let world = World::new();
    let mut viewer = Browser::of(world.person(Role::Viewer, None));
    let page = viewer.get(&world, "/documents").await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("enctype"), "{}", page.body);
    let refused = viewer.post(&world, "/documents", "", &[]).await;
    assert_eq!(refused.status, 403, "{}", refused.body);
}

#[tokio::test]
async fn a_document_with_a_po_number_that_came_before_leads_to_its_first_order() {
    let world = World::new();
    let first = r#"{"customer": "C-1001", "po_number": "PO-9",
        "lines": [{"item": "OIL-5", "quantity": 1}]}"#;
    world.place(first).await;
    let meta = DocumentMeta {
        name: "po-9.pdf".to_owned(),
        media_type: String::new(),
        channel: "mailbox/orders".to_owned(),
        sender: "dana@shop.example".to_owned(),
        received_at: now().at,
    };
    let document = world.app.documents.put(b"PO-9 again", &meta).unwrap();
    world.give(Command::ReceiveDocument { document });
    let order = OrderDraft {
        customer: CustomerId(0),
        ship_to: None,
        address_in_doubt: false,
        po_number: Some("PO-9".to_owned()),
        currency: None,
        requested: None,
        expires: None,
        terms: book::order::Terms::default(),
        lines: vec![LineDraft {
            item: StatedItem::Known(ItemId(0)),
            quantity: Quantity(1),
            unit: Unit::Each,
            stated_price: None,
            requested: None,
        }],
    };
    let request = RequestDraft {
        intent: Intent::Place,
        order: Some(order),
        confidence: 1_000,
        doubts: Vec::new(),
    };
    world.give(Command::RecordReading {
        document,
        read_as: ReadAs::Requests,
        requests: vec![request],
    });
    let mut browser = Browser::new(&world);
    for _ in 0..100 {
        world.caught_up();
        let page = browser.get(&world, "/documents").await.body;
        if page.contains("href=\"/review/0\"") {
            assert!(page.contains("sent before as"), "{page}");
            assert!(page.contains("href=\"/orders/SO-100000\""), "{page}");
            assert!(page.contains("<bdi>mailbox orders</bdi>"), "{page}");
            assert!(page.contains("dana@shop.example"), "{page}");
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("the request did not come to review");
}
