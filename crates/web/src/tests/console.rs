//! The console as its users and their browsers see it.

use super::browser::Browser;
use super::orders::ORDER;
use super::world::World;
use crate::access::COOKIE;
use book::Command;
use book::order::{LineDraft, OrderDraft, StatedItem};
use book::request::{Doubt, DoubtCode, Intent, ReadAs, RequestDraft};
use std::time::Duration;
use views::{OrderState, RequestState};
use vocab::{ContentHash, CustomerId, ItemId, OrderId, Quantity, RequestId, Unit};

/// Customer 2 has a limit of ten shekels: the order is held for credit.
const HELD: &str = r#"{"customer": "C-1002", "po_number": "<b>bold</b>",
    "lines": [{"item": "OIL-5", "quantity": 3}]}"#;

fn state(world: &World, id: u64) -> OrderState {
    let view = world.app.views.order(OrderId(id)).unwrap();
    view.unwrap().order.state
}

#[tokio::test]
async fn an_empty_list_tells_how_to_send_the_first_document() {
    let world = World::new();
    let page = Browser::new(&world).get(&world, "/orders").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("No orders yet") && page.body.contains("/v1/documents"));
}

#[tokio::test]
async fn the_list_narrows_to_what_is_asked_for() {
    let world = World::new();
    world.place(ORDER).await;
    world.place(HELD).await;
    let mut browser = Browser::new(&world);
    let cases = [
        ("/orders", "SO-100000 SO-100001"),
        ("/orders?state=held", "SO-100001"),
        ("/orders?hold=credit", "SO-100001"),
        ("/orders?hold=price", ""),
        ("/orders?backordered=yes", ""),
        ("/orders?q=po-1007", "SO-100000"),
        ("/orders?q=OIL&state=open", "SO-100000"),
        ("/orders?state=nonsense", ""),
        ("/orders?after=1_1", "SO-100000"),
        ("/orders?customer=C-1002", "SO-100001"),
        ("/orders?customer=C-1009", ""),
        (
            "/orders?customer=C-1001&item=OIL-5&site=TLV&stage=promised",
            "SO-100000",
        ),
        ("/orders?item=SOAP-1", ""),
        (
            "/orders?placed_from=2026-11-22&placed_to=2026-11-22",
            "SO-100000 SO-100001",
        ),
        ("/orders?placed_from=2026-11-23", ""),
        ("/orders?promised_to=2026-11-23&late=yes", ""),
        ("/orders?promised_to=2026-11-23", "SO-100000"),
        ("/orders?sort=value&q=&customer=", "SO-100000 SO-100001"),
    ];
    for (path, numbers) in cases {
        let page = browser.get(&world, path).await;
        assert_eq!(page.status, 200, "{path}");
        let shown = |number: &&str| page.body.contains(&format!("/orders/{number}\""));
        let shown: Vec<&str> = ["SO-100000", "SO-100001"]
            .into_iter()
            .filter(shown)
            .collect();
        assert_eq!(shown.join(" "), numbers, "{path}");
    }
}

#[tokio::test]
async fn what_a_customer_writes_never_becomes_markup() {
    let world = World::new();
    world.place(HELD).await;
    let mut browser = Browser::new(&world);
    for path in [
        "/",
        "/orders",
        "/orders/SO-100000",
        "/orders/SO-100000/cancel",
    ] {
        let page = browser.get(&world, path).await.body;
        assert!(!page.contains("<b>bold"), "{path}");
    }
    let list = browser
        .get(&world, "/orders?q=%22%3E%3Cscript%3E")
        .await
        .body;
    assert!(!list.contains("<script>") && list.contains("&quot;&gt;&lt;script&gt;"));
}

#[tokio::test]
async fn a_hold_is_told_in_words_and_released_by_its_form() {
    let world = World::new();
    world.place(HELD).await;
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, "/orders/SO-100000").await.body;
    assert!(
        page.contains("With this order the customer would owe 150.00 ILS; the limit is 10.00 ILS."),
        "{page}"
    );
    let look = "/orders/SO-100000/act?do=release&kind=credit";
    assert!(
        page.contains("href=\"/orders/SO-100000/act?do=release&amp;kind=credit\""),
        "{page}"
    );
    let path = "/orders/SO-100000/act";
    let reply = browser.send(&world, look, path, "").await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (303, "/orders/SO-100000?done=released")
    );
    assert_eq!(state(&world, 0), OrderState::Open);
    let forged = "token=x&do=release&kind=credit&seen=0";
    assert_eq!(browser.post(&world, path, forged, &[]).await.status, 422);
    let page = browser
        .get(&world, "/orders/SO-100000?done=released")
        .await
        .body;
    assert!(page.contains("The hold is released."));
}

#[tokio::test]
async fn a_form_without_the_token_of_its_browser_does_nothing() {
    let world = World::new();
    world.place(HELD).await;
    let mut browser = Browser::new(&world);
    let look = "/orders/SO-100000/act?do=release&kind=credit";
    let path = "/orders/SO-100000/act";
    let body = browser.fields(&world, look, path).await;
    let (_, bare) = body.split_once('&').unwrap();
    assert!(body.starts_with("token=") && bare.starts_with("do=release"));
    let mut stranger = Browser::new(&world);
    stranger.get(&world, "/").await;
    let refused = [
        browser.post(&world, path, bare, &[]).await.status,
        stranger.post(&world, path, &body, &[]).await.status,
        browser
            .post(&world, path, &body, &[("origin", "http://elsewhere")])
            .await
            .status,
        browser
            .post(&world, path, &body, &[("sec-fetch-site", "cross-site")])
            .await
            .status,
    ];
    assert_eq!(refused, [422, 422, 403, 403]);
    assert_eq!(state(&world, 0), OrderState::Held);
}

/// Two requests in review: one that is an order, one of which none could be formed.
fn parked(world: &World) {
    let bytes = "BGM+220+<i>PO-5</i>'".as_bytes();
    let meta = keep::DocumentMeta {
        name: "orders <1>.edi".to_owned(),
        media_type: "text/plain".to_owned(),
        channel: "api".to_owned(),
        sender: String::new(),
        received_at: super::world::now().at,
    };
    let document = world.app.documents.put(bytes, &meta).unwrap();
    assert_eq!(document, ContentHash(*blake3::hash(bytes).as_bytes()));
    world.give(Command::ReceiveDocument { document });
    let draft = OrderDraft {
        customer: CustomerId(0),
        ship_to: None,
        address_in_doubt: false,
        po_number: Some("PO-5".to_owned()),
        currency: None,
        requested: None,
        expires: None,
        terms: book::order::Terms::default(),
        lines: vec![LineDraft {
            item: StatedItem::Known(ItemId(0)),
            quantity: Quantity(4),
            unit: Unit::Each,
            stated_price: None,
            requested: None,
        }],
    };
    let doubts = vec![Doubt {
        code: DoubtCode::BadDate,
        line: Some(1),
    }];
    let request = |order| RequestDraft {
        intent: Intent::Place,
        order,
        confidence: 700,
        doubts: doubts.clone(),
    };
    let requests = vec![request(Some(draft)), request(None)];
    let read_as = ReadAs::Requests;
    world.give(Command::RecordReading {
        document,
        read_as,
        requests,
    });
    // The engine weighs them by itself; both are in review once that is done.
    for _ in 0..100 {
        if world.app.views.counts().unwrap().in_review == 2 {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
        world.caught_up();
    }
    panic!("the requests did not come to review");
}

#[tokio::test]
async fn a_request_in_review_is_accepted_or_declined_by_a_person() {
    let world = World::new();
    parked(&world);
    let mut browser = Browser::new(&world);
    let inbox = browser.get(&world, "/review").await.body;
    assert!(
        inbox.contains("Line 1: A date cannot be.") && inbox.contains("70%"),
        "{inbox}"
    );
    let page = browser.get(&world, "/review/0").await.body;
    assert!(
        page.contains("&lt;i&gt;PO-5&lt;/i&gt;") && !page.contains("<i>"),
        "{page}"
    );
    let incomplete = browser.get(&world, "/review/1").await.body;
    assert!(
        incomplete.contains("complete the fields") && incomplete.contains("/review/1/decline"),
        "{incomplete}"
    );

    let as_read = [("do", "accept")];
    let accepted = browser
        .submit(&world, &page, "/review/0/accept", &as_read)
        .await;
    assert_eq!(accepted.header("location"), "/review/1?was=0");
    let path = "/review/1/decline";
    let declined = browser
        .send(&world, "/review/1", path, "reason=not_an_order")
        .await;
    assert_eq!(declined.header("location"), "/review?was=1");
    let row = world
        .app
        .views
        .request(RequestId(1))
        .unwrap()
        .unwrap()
        .request;
    assert_eq!(row.state, RequestState::Declined);
    let order = browser.get(&world, "/orders/SO-100000").await.body;
    assert!(order.contains("The document came in") && order.contains("Sent to review"));
}

#[tokio::test]
async fn the_language_is_asked_for_chosen_or_what_the_browser_prefers() {
    let world = World::new();
    let key = format!("{COOKIE}={}", world.admin());
    let page = |cookies: String, accepted: &'static str, path: &'static str| {
        let world = &world;
        async move {
            let headers = [
                ("host", "localhost"),
                ("cookie", cookies.as_str()),
                ("accept-language", accepted),
            ];
            world.send_bytes(path, &headers, b"").await
        }
    };
    let with_cookie = format!("{key}; kept_lang=he");
    let cases = [
        (key.clone(), "fr, en;q=0.5", "GET /", "en"),
        (key.clone(), "iw-IL,en;q=0.5", "GET /", "he"),
        (with_cookie.clone(), "en", "GET /", "he"),
        (with_cookie.clone(), "en", "GET /?lang=en", "en"),
        (key, "de", "GET /?lang=xx", "en"),
    ];
    for (cookies, accepted, path, language) in cases {
        let body = page(cookies, accepted, path).await.body;
        let direction = if language == "he" { "rtl" } else { "ltr" };
        let expected = format!("<html lang=\"{language}\" dir=\"{direction}\">");
        assert!(body.contains(&expected), "{path} {accepted}");
    }
    let chosen = page(with_cookie, "en", "GET /?lang=en").await;
    let cookies: Vec<&str> = chosen
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|c| c.to_str().unwrap())
        .collect();
    assert!(
        cookies
            .iter()
            .any(|cookie| cookie.starts_with("kept_lang=en;")),
        "{cookies:?}"
    );
}

#[tokio::test]
async fn pages_carry_no_script_or_style_of_their_own() {
    let world = World::new();
    world.place(HELD).await;
    let mut browser = Browser::new(&world);
    for path in [
        "/",
        "/orders/SO-100000",
        "/orders/SO-100000/cancel",
        "/review",
        "/nowhere",
    ] {
        let page = browser.get(&world, path).await.body;
        for inline in [" style=", "<style", " onclick", "javascript:", "<script>"] {
            assert!(!page.contains(inline), "{path}: {inline}");
        }
    }
    let list = browser.get(&world, "/").await.body;
    let style = list.split("href=\"/assets/console.css").nth(1).unwrap();
    let style = format!("/assets/console.css{}", style.split('"').next().unwrap());
    let reply = browser.get(&world, &style).await;
    assert_eq!(reply.header("content-type"), "text/css; charset=utf-8");
    assert!(reply.header("cache-control").contains("immutable"));
}

#[tokio::test]
async fn what_is_not_there_is_told_in_a_page() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    for path in ["/orders/SO-199999", "/orders/x", "/review/77", "/review/x"] {
        let page = browser.get(&world, path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.body.contains("<h1>There is no such"), "{path}");
    }
}
