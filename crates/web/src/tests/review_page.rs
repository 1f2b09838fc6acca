//! The page of a request in review: corrected in place, its result looked at, accepted once.

use super::browser::Browser;
use super::requests::{CSV, raise, unknown, wanted};
use super::world::{Reply, World};
use book::Command;
use book::command::Change;
use book::order::StatedItem;
use book::request::{Intent, RequestDraft};
use keep::Role;
use views::RequestState;
use vocab::{CustomerId, ItemId, OrderId, Quantity, RequestId};

const PAGE: &str = "/review/0";
const ACCEPT: &str = "/review/0/accept";

fn says(page: &str, all: &[&str]) {
    for one in all {
        let main = page.split("<main").nth(1).unwrap_or(page);
        assert!(page.contains(one), "{one} is not in {main}");
    }
}

fn state(world: &World, request: u64) -> RequestState {
    world.caught_up();
    let view = world.app.views.request(RequestId(request)).unwrap();
    view.unwrap().request.state
}

/// The lines of an order: items and quantities.
fn lines(world: &World, order: u64) -> Vec<(String, u64)> {
    world.caught_up();
    let view = world.app.views.order(OrderId(order)).unwrap().unwrap();
    let line = |line: &views::LineRow| (line.item_code.clone(), line.ordered.0);
    view.order_lines.iter().map(line).collect()
}

/// A world with one request in review, which was read from this text.
async fn with(text: &str, draft: RequestDraft) -> World {
    let world = World::new();
    raise(&world, text, draft).await;
    world.caught_up();
    world
}

async fn sent(browser: &Browser, world: &World, page: &Reply, changes: &[(&str, &str)]) -> Reply {
    browser.submit(world, &page.body, ACCEPT, changes).await
}

/// The same draft with this many lines.
fn long(lines: usize) -> RequestDraft {
    let mut draft = wanted(Intent::Place, StatedItem::Known(ItemId(1)), 3);
    let order = draft.order.as_mut().unwrap();
    order.lines = vec![order.lines[0].clone(); lines];
    draft
}

#[tokio::test]
async fn an_unknown_item_is_chosen_among_candidates_looked_at_and_accepted() {
    let text = CSV.replace("Olive oil 5 l", "oil-5 extra");
    let world = with(&text, wanted(Intent::Place, unknown(), 2)).await;
    world.name_customer(0, "River Foods");
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, PAGE).await;
    says(
        &page.body,
        &[
            "Line 1: No item could be found.",
            "River Foods",
            "Document: WIDGET · oil-5 extra (90%)",
            "The order will be held:",
            "name=\"take\" value=\"0:OIL-5\"",
            "the description is alike",
        ],
    );
    let taken = sent(&browser, &world, &page, &[("take", "0:OIL-5")]).await;
    assert_eq!(taken.status, 200);
    says(
        &taken.body,
        &[
            "value=\"OIL-5\"",
            "Accepted as you corrected it.",
            "1,200.00 ILS",
            "24 on 23 Nov from TLV",
        ],
    );
    assert_eq!(state(&world, 0), RequestState::Review);
    let done = sent(&browser, &world, &taken, &[("do", "accept")]).await;
    assert_eq!(done.header("location"), "/review?was=0");
    assert_eq!(lines(&world, 0), [("OIL-5".to_owned(), 24)]);
    let inbox = browser.get(&world, "/review?was=0").await.body;
    says(
        &inbox,
        &["Nothing waits for you", "href=\"/orders/SO-100000\""],
    );
    let settled = browser.get(&world, PAGE).await.body;
    says(
        &settled,
        &[
            "By admin 0",
            "corrected: item of line 1 from WIDGET to OIL-5",
        ],
    );
}

#[tokio::test]
async fn a_correction_that_was_not_shown_is_shown_before_it_is_done() {
    let world = with(CSV, long(1)).await;
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, PAGE).await;
    let more = [
        ("quantity-0", "2"),
        ("unit-0", "case"),
        ("po_number", "PO-10"),
        ("do", "accept"),
    ];
    let shown = sent(&browser, &world, &page, &more).await;
    assert_eq!(shown.status, 200);
    says(
        &shown.body,
        &["Here is what comes of your corrections", "value=\"PO-10\""],
    );
    assert_eq!(state(&world, 0), RequestState::Review);
    let done = sent(&browser, &world, &shown, &[("do", "accept")]).await;
    assert_eq!(done.status, 303);
    assert_eq!(lines(&world, 0), [("SOAP-1".to_owned(), 48)]);
    let page = browser.get(&world, "/orders/SO-100000").await.body;
    says(
        &page,
        &["corrected: PO number from PO-9 to PO-10; quantity of line 1 from 3 to 48"],
    );
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_and_what_was_typed_stays() {
    let world = with(CSV, long(1)).await;
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, PAGE).await;
    let typed = [
        ("customer", "C-1001"),
        ("ship_to", "NOWHERE"),
        ("requested", "soon"),
        ("currency", "gold"),
        ("item-0", "<b>olive"),
        ("quantity-0", "many"),
        ("price-0", "-"),
        ("do", "accept"),
    ];
    let refused = sent(&browser, &world, &page, &typed).await;
    assert_eq!(refused.status, 422);
    says(
        &refused.body,
        &[
            "6 fields need a look",
            "The customer has no address with this code.",
            "A day is needed",
            "A currency is needed",
            "There is no item with this code.",
            "A quantity is needed",
            "A price is needed",
            "value=\"NOWHERE\"",
            "value=\"soon\"",
            "value=\"&lt;b&gt;olive\"",
            "href=\"#item-0\"",
            "aria-describedby=\"quantity-0-error\"",
        ],
    );
    assert!(!refused.body.contains("<b>olive"));
    let nobody = [("customer", ""), ("do", "accept")];
    let refused = sent(&browser, &world, &page, &nobody).await;
    says(&refused.body, &["A customer number is needed."]);
    assert_eq!(
        (refused.status, state(&world, 0)),
        (422, RequestState::Review)
    );
    let stranger = sent(
        &browser,
        &world,
        &page,
        &[("customer", "C-9"), ("do", "look")],
    )
    .await;
    says(&stranger.body, &["There is no customer with this number."]);
}

#[tokio::test]
async fn a_request_of_which_no_order_could_be_formed_is_completed_by_hand() {
    let draft = RequestDraft {
        order: None,
        ..long(1)
    };
    let world = with(CSV, draft).await;
    world.name_customer(1, "River Foods");
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, PAGE).await;
    says(
        &page.body,
        &[
            "complete the fields",
            "It is shown here once",
            "value=\"PO-9\"",
        ],
    );
    let words = [("customer", "river"), ("item-0", "oil 5"), ("do", "look")];
    let found = sent(&browser, &world, &page, &words).await;
    says(
        &found.body,
        &[
            "value=\"customer:C-1002\"",
            "the name is alike",
            "value=\"0:OIL-5\"",
        ],
    );
    let taken = sent(&browser, &world, &found, &[("take", "customer:C-1002")]).await;
    let taken = sent(&browser, &world, &taken, &[("take", "0:OIL-5")]).await;
    says(
        &taken.body,
        &["The order will be held:", "would owe 1,200.00 ILS"],
    );
    let added = sent(&browser, &world, &taken, &[("do", "add")]).await;
    says(&added.body, &["New line", "name=\"item-1\""]);
    let line = [
        ("item-1", "SOAP-1"),
        ("quantity-1", "6"),
        ("remove-0", "on"),
        ("do", "look"),
    ];
    let looked = sent(&browser, &world, &added, &line).await;
    says(&looked.body, &["left out", "Accepted as you corrected it."]);
    let done = sent(&browser, &world, &looked, &[("do", "accept")]).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(lines(&world, 0), [("SOAP-1".to_owned(), 6)]);
}

#[tokio::test]
async fn a_change_is_shown_as_what_differs_and_made_of_the_order_that_was_seen() {
    let world = World::new();
    let order = r#"{"customer": "C-1001", "po_number": "PO-9",
        "lines": [{"item": "OIL-5", "quantity": 24}]}"#;
    world.place(order).await;
    raise(
        &world,
        CSV,
        wanted(Intent::Change, StatedItem::Known(ItemId(0)), 36),
    )
    .await;
    world.caught_up();
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, PAGE).await;
    says(
        &page.body,
        &[
            "<del><bdi>24</bdi></del>",
            "<ins><bdi>36</bdi></ins>",
            "1,800.00 ILS",
        ],
    );
    let quantity = Quantity(30);
    let changes = vec![Change::Quantity { line: 1, quantity }];
    let order = OrderId(0);
    world.give(Command::AmendOrder { order, changes });
    let stale = sent(&browser, &world, &page, &[("do", "accept")]).await;
    assert_eq!(stale.status, 200);
    says(
        &stale.body,
        &["Here is what comes of", "<del><bdi>30</bdi></del>"],
    );
    assert_eq!(lines(&world, 0), [("OIL-5".to_owned(), 30)]);
    let done = sent(&browser, &world, &stale, &[("do", "accept")]).await;
    assert_eq!(done.status, 303);
    assert_eq!(lines(&world, 0), [("OIL-5".to_owned(), 36)]);
}

#[tokio::test]
async fn who_comes_too_late_is_told_and_who_sends_twice_goes_on() {
    let world = with(CSV, long(1)).await;
    let (mut one, mut other) = (Browser::new(&world), Browser::new(&world));
    let (page, late) = (one.get(&world, PAGE).await, other.get(&world, PAGE).await);
    for _ in 0..2 {
        let done = sent(&one, &world, &page, &[("do", "accept")]).await;
        assert_eq!(done.header("location"), "/review?was=0");
    }
    let told = sent(&other, &world, &late, &[("do", "accept")]).await;
    assert_eq!(told.status, 409);
    says(
        &told.body,
        &[
            "Someone else settled it while you looked",
            "SO-100000",
            "By admin 0",
        ],
    );
    let path = "/review/0/decline";
    let told = other
        .submit(&world, &late.body, path, &[("reason", "duplicate")])
        .await;
    assert_eq!(told.status, 409);
    assert_eq!(state(&world, 0), RequestState::Accepted);
    let first = world.app.views.order(OrderId(1)).unwrap();
    assert!(first.is_none(), "nothing is placed twice");
}

#[tokio::test]
async fn who_may_not_decide_sees_why_and_what_was_read() {
    let world = with(CSV, wanted(Intent::Place, unknown(), 2)).await;
    let mut admin = Browser::new(&world);
    let fields = admin.get(&world, PAGE).await.body;
    let mut viewer = Browser::of(world.person(Role::Viewer, None));
    let page = viewer.get(&world, PAGE).await.body;
    says(
        &page,
        &["Why it is here", "others decide about them", "WIDGET"],
    );
    assert!(!page.contains("/review/0/accept") && !page.contains("/review/0/decline"));
    for path in [ACCEPT, "/review/0/decline"] {
        let refused = viewer
            .submit(&world, &fields, path, &[("do", "accept")])
            .await;
        assert_eq!(refused.status, 403, "{path}");
    }
    let mut customer = Browser::of(world.person(Role::Desk, Some(CustomerId(0))));
    assert_eq!(customer.get(&world, PAGE).await.status, 403);
    assert_eq!(state(&world, 0), RequestState::Review);
}

#[tokio::test]
async fn what_a_document_or_a_person_writes_stays_text() {
    let hostile = "PO Number;Item;Description;Quantity;Unit\r\nPO<i>9</i>;W<b>I\u{202e};\"<script>x</script>\";2;case\r\n";
    let mut draft = wanted(Intent::Place, StatedItem::Unknown("<b>W".to_owned()), 2);
    let order = draft.order.as_mut().unwrap();
    order.po_number = Some("PO<i>9</i>".to_owned());
    let world = with(hostile, draft).await;
    world.name_customer(0, &"<u>Long</u> ".repeat(40));
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, PAGE).await;
    let typed = [
        ("po_number", "\"><em>"),
        ("item-0", "'\"<img>"),
        ("do", "look"),
    ];
    let typed = sent(&browser, &world, &page, &typed).await;
    for page in [&page.body, &typed.body] {
        for tag in [
            "<i>", "<b>W", "<script>", "<u>", "<em>", "<img>", "\u{202e}",
        ] {
            assert!(!page.contains(tag), "{tag} in {page}");
        }
    }
    says(&typed.body, &["value=\"&quot;&gt;&lt;em&gt;\""]);
}

#[tokio::test]
async fn one_of_five_hundred_lines_is_corrected_and_more_are_taken_as_they_are() {
    let world = with(CSV, long(500)).await;
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, PAGE).await;
    says(&page.body, &["name=\"item-499\"", "and 400 lines more"]);
    let changes = [("quantity-499", "7"), ("do", "look")];
    let looked = sent(&browser, &world, &page, &changes).await;
    assert_eq!(looked.status, 200, "{}", looked.body);
    let done = sent(&browser, &world, &looked, &[("do", "accept")]).await;
    assert_eq!(done.status, 303);
    let lines = lines(&world, 0);
    assert_eq!((lines.len(), lines[498].1, lines[499].1), (500, 3, 7));

    raise(&world, "another", long(501)).await;
    world.caught_up();
    let page = browser.get(&world, "/review/1").await;
    says(&page.body, &["more than 500 lines"]);
    assert!(!page.body.contains("name=\"item-0\""));
    let path = "/review/1/accept";
    let accept = [("do", "accept")];
    let shown = browser.submit(&world, &page.body, path, &accept).await;
    assert_eq!(shown.status, 303, "{}", shown.body);
}

#[tokio::test]
async fn the_inbox_is_worked_through_one_after_the_other_in_either_language() {
    let world = with(CSV, wanted(Intent::Place, unknown(), 2)).await;
    for text in ["second", "third"] {
        raise(&world, text, wanted(Intent::Place, unknown(), 2)).await;
    }
    world.caught_up();
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, "/review/1?about=item").await.body;
    says(
        &page,
        &[
            "2 of 3",
            "href=\"/review/0?about=item\"",
            "href=\"/review/2?about=item\"",
        ],
    );
    let path = "/review/1/decline";
    let done = browser
        .submit(&world, &page, path, &[("reason", "unwanted")])
        .await;
    assert_eq!(done.header("location"), "/review/2?about=item&was=1");
    let next = browser
        .get(&world, "/review/2?about=item&was=1&lang=he")
        .await
        .body;
    says(
        &next,
        &[
            "dir=\"rtl\"",
            "\u{2068}2\u{2069} מתוך \u{2068}2\u{2069}",
            "קבלה ויצירת ההזמנה",
        ],
    );
    assert_eq!(state(&world, 1), RequestState::Declined);
}
