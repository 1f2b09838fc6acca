//! The page of an order in the console: what should happen next, what can be done by whom, and that
//! nothing is done that was not seen before.

use super::browser::{Browser, hidden_fields};
use super::orders::ORDER;
use super::world::World;
use book::company::Item;
use book::order::{LineDraft, OrderDraft, StatedItem};
use book::request::{Intent, ReadAs, RequestDraft};
use book::{Book, Command};
use intake::page::{Area, Page, Seen, Word};
use intake::second::{Finding, Second, SecondField};
use intake::{Issue, IssueCode, Place, Severity};
use keep::{DocumentMeta, Role};
use views::{OrderState, OrderView};
use vocab::{ContentHash, CustomerId, ItemId, OrderId, Quantity, SiteId, Unit};

const PAGE: &str = "/orders/SO-100000";
const ACT: &str = "/orders/SO-100000/act";

/// Customer 2 has a limit of ten shekels: the order is held for credit.
const HELD: &str = r#"{"customer": "C-1002", "po_number": "<b>bold</b>",
    "lines": [{"item": "OIL-5", "quantity": 3}]}"#;

/// Of two lines.
const TWO: &str = r#"{"customer": "C-1001", "po_number": "PO-2", "requested_delivery_date": "2026-12-01",
    "lines": [{"item": "OIL-5", "quantity": 24}, {"item": "SOAP-1", "quantity": 30}]}"#;

fn view(world: &World) -> OrderView {
    world.caught_up();
    world.app.views.order(OrderId(0)).unwrap().unwrap()
}

/// What is left of each line.
fn left(world: &World) -> Vec<u64> {
    let lines = view(world).order_lines.into_iter();
    lines
        .map(|line| line.ordered.0 - line.cancelled.0)
        .collect()
}

async fn move_on(world: &World, moves: &[(&str, &str)]) {
    for (what, site) in moves {
        let line = format!("POST /v1/orders/SO-100000/{what}");
        let body = format!(r#"{{"site": "{site}"}}"#);
        let reply = world.send(&world.master(), &line, &[], &body).await;
        assert_eq!(reply.status, 200, "{what}: {}", reply.body);
    }
    world.caught_up();
}

/// The panel that says what should happen next, as text.
fn next(page: &str) -> String {
    let panel = page.split("<section class=\"next").nth(1).unwrap();
    let panel = panel.split("</section>").next().unwrap();
    let text = panel.split('<').filter_map(|part| part.split_once('>'));
    let text: Vec<&str> = text
        .map(|(_, text)| text.trim())
        .filter(|t| !t.is_empty())
        .collect();
    text.join(" ")
}

#[tokio::test]
async fn the_page_says_what_should_happen_next_and_by_whom_from_promise_to_doorstep() {
    let world = World::new();
    world.place(ORDER).await;
    let mut picker = Browser::of(world.person(Role::Picker, None));
    let mut story = vec![next(&picker.get(&world, PAGE).await.body)];
    for (what, site) in [
        ("release", "TLV"),
        ("pick", "TLV"),
        ("pack", "TLV"),
        ("ship", "TLV"),
        ("deliver", "TLV"),
    ] {
        move_on(&world, &[(what, site)]).await;
        story.push(next(&picker.get(&world, PAGE).await.body));
    }
    insta::assert_snapshot!(story.join("\n"), @r##"
    Next step Release 24 at TLV; they leave on 22 Nov Warehouse TLV Only some of it Release to the warehouse
    Next step Pick 24 at TLV; they leave on 22 Nov Warehouse TLV Only some of it Not all there Note as picked
    Next step Pack 24 at TLV; they leave on 22 Nov Warehouse TLV Only some of it Note as packed
    Next step Ship 24 from TLV on 22 Nov Warehouse TLV Ship
    Next step 24 from TLV are on their way, due 23 Nov Carrier Only some of it Note as delivered
    Next step Nothing: everything has arrived.
    "##);
}

#[tokio::test]
async fn what_has_no_date_is_plannings_and_what_is_held_the_desks() {
    let world = World::new();
    let much = r#"{"customer": "C-1001", "lines": [{"item": "SOAP-1", "quantity": 1200}]}"#;
    world.place(much).await;
    world.place(HELD).await;
    let mut desk = Browser::of(world.person(Role::Desk, None));
    insta::assert_snapshot!(next(&desk.get(&world, PAGE).await.body), @r"Next step Release 1,000 at HFA; they leave on 22 Nov Warehouse HFA Find supply for 200: no stock and no free supply Planning");
    let held = desk.get(&world, "/orders/SO-100001").await.body;
    insta::assert_snapshot!(next(&held), @r"Next step · Order desk Settle why it is held. Nothing is reserved until each reason is released. Credit With this order the customer would owe 150.00 ILS; the limit is 10.00 ILS. Ask for payment or a higher limit; release to deliver anyway. Release: credit");
}

/// The ways of acting that a page offers.
fn offered(page: &str) -> String {
    let ways = [
        "/change\"",
        "/cancel\"",
        "act?do=hold",
        "act?do=release&",
        "goods?do=released",
        "act?do=released",
    ];
    let offered = ways.into_iter().filter(|way| page.contains(way));
    offered.collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn each_role_is_offered_what_it_may_do_and_refused_the_rest() {
    let world = World::new();
    world.place(ORDER).await;
    world.place(HELD).await;
    let mut story = Vec::new();
    for role in Role::ALL {
        let mut browser = Browser::of(world.person(role, None));
        let page = browser.get(&world, PAGE).await.body;
        let held = browser.get(&world, "/orders/SO-100001").await.body;
        let mut refused = Vec::new();
        for (path, name) in [
            ("/orders/SO-100000/change", "change"),
            ("/orders/SO-100000/cancel", "cancel"),
            ("/orders/SO-100000/act?do=hold", "hold"),
            ("/orders/SO-100000/goods?do=released&site=TLV", "goods"),
            ("/orders/SO-100000/goods?do=short&site=TLV", "short"),
            ("/orders/SO-100000/act?do=released&site=TLV", "release"),
            ("/orders/SO-100001/act?do=release&kind=credit", "settle"),
        ] {
            if browser.get(&world, path).await.status == 403 {
                refused.push(name);
            }
        }
        story.push(format!(
            "{}: {} | held: {} | refused: {}",
            role.as_str(),
            offered(&page),
            offered(&held),
            refused.join(" ")
        ));
    }
    insta::assert_snapshot!(story.join("\n"), @r##"
    viewer:  | held:  | refused: change cancel hold goods short release settle
    desk: /change" /cancel" act?do=hold | held: /change" /cancel" act?do=hold act?do=release& | refused: goods short release
    planner: /change" /cancel" act?do=hold | held: /change" /cancel" act?do=hold | refused: goods short release settle
    picker: goods?do=released act?do=released | held:  | refused: change cancel hold settle
    admin: /change" /cancel" act?do=hold goods?do=released act?do=released | held: /change" /cancel" act?do=hold act?do=release& | refused:
    "##);
}

#[tokio::test]
async fn an_order_is_changed_after_a_look_at_the_difference() {
    let world = World::new();
    world.place(TWO).await;
    let mut desk = Browser::of(world.person(Role::Desk, None));
    let form = desk.get(&world, "/orders/SO-100000/change").await.body;
    assert!(
        form.contains("name=\"quantity-1\"") && form.contains("value=\"2026-12-01\""),
        "{form}"
    );
    let asked = "do=change&was-quantity-1=24&quantity-1=36&was-quantity-2=30&quantity-2=30\
                 &was-requested=2026-12-01&requested=2026-12-02";
    let look = format!("{ACT}?{asked}");
    let shown = desk.get(&world, &look).await;
    assert_eq!(shown.status, 200);
    for told in ["2 Dec", "Nothing is done yet", "<b class=\"num\">36</b>"] {
        assert!(shown.body.contains(told), "{told}: {}", shown.body);
    }
    assert_eq!(left(&world), [24, 30], "a look does nothing");
    let done = desk.send(&world, &look, ACT, "").await;
    assert_eq!(
        (done.status, done.header("location")),
        (303, "/orders/SO-100000?done=changed")
    );
    assert_eq!(left(&world), [36, 30]);
    let after = desk.get(&world, done.header("location")).await.body;
    assert!(after.contains("role=\"status\">Changed."), "{after}");
}

#[tokio::test]
async fn lines_are_added_and_wanted_on_days_of_their_own_after_a_look_at_the_difference() {
    let world = World::new();
    world.place(TWO).await;
    world.caught_up();
    let mut desk = Browser::of(world.person(Role::Desk, None));
    let form = desk.get(&world, "/orders/SO-100000/change").await.body;
    for field in ["name=\"wanted-1\"", "name=\"item\"", "name=\"line_wanted\""] {
        assert!(form.contains(field), "{field}: {form}");
    }
    let kept = "was-quantity-1=24&quantity-1=24&was-quantity-2=30&quantity-2=30";
    let own_day = "was-wanted-2=&wanted-2=2026-12-04";
    let added =
        "item=soap&quantity=12&unit=&line_wanted=2026-12-03&item=&quantity=&unit=&line_wanted=";
    let look = format!("{ACT}?do=change&{kept}&{own_day}&{added}");
    let shown = desk.get(&world, &look).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    for told in ["3 Dec", "4 Dec", "SOAP-1", "value=\"SOAP-1\""] {
        assert!(shown.body.contains(told), "{told}: {}", shown.body);
    }
    assert_eq!(left(&world), [24, 30], "a look does nothing");
    let done = desk.send(&world, &look, ACT, "").await;
    assert_eq!(
        done.header("location"),
        "/orders/SO-100000?done=changed",
        "{}",
        done.body
    );
    let lines = view(&world).order_lines;
    let days = lines
        .iter()
        .map(|line| line.requested.map(|day| day.to_string()));
    let days: Vec<String> = days.flatten().collect();
    assert_eq!(days, ["2026-12-01", "2026-12-04", "2026-12-03"]);
    assert_eq!(lines[2].item_code, "SOAP-1");
    // Another day of the order is not that of the lines that have one of their own.
    let kept = "was-wanted-1=&wanted-1=&was-wanted-2=2026-12-04&wanted-2=2026-12-04\
                &was-wanted-3=2026-12-03&wanted-3=&was-requested=2026-12-01&requested=2026-12-02";
    let look = format!("{ACT}?do=change&{kept}");
    desk.send(&world, &look, ACT, "").await;
    let lines = view(&world).order_lines;
    let days = lines
        .iter()
        .map(|line| line.requested.map(|day| day.to_string()));
    let days: Vec<String> = days.flatten().collect();
    assert_eq!(days, ["2026-12-02", "2026-12-04", "2026-12-02"]);
}

#[tokio::test]
async fn a_line_that_cannot_be_added_is_told_at_its_field_and_choices_are_offered() {
    let world = World::new();
    world.place(TWO).await;
    world.caught_up();
    let mut desk = Browser::of(world.person(Role::Desk, None));
    for (added, told) in [
        (
            "item=%3Cb%3E&quantity=1",
            "No item that can be ordered fits.",
        ),
        ("item=SOAP-1&quantity=x", "A number is needed"),
        (
            "item=SOAP-1&quantity=1&unit=pallet_of",
            "The item has no such unit.",
        ),
        ("item=&quantity=3", "Which item?"),
        (
            "item=SOAP-1&quantity=1&unit=&line_wanted=soon",
            "This is not a day",
        ),
    ] {
        let reply = desk.get(&world, &format!("{ACT}?do=change&{added}")).await;
        assert_eq!(reply.status, 422, "{added}: {}", reply.body);
        assert!(reply.body.contains(told), "{told}: {}", reply.body);
        assert!(!reply.body.contains("<b>\""), "{added}");
    }
}

#[tokio::test]
async fn what_cannot_be_is_told_at_its_field_with_what_was_typed() {
    let world = World::new();
    world.place(TWO).await;
    let mut desk = Browser::of(world.person(Role::Desk, None));
    for (asked, told) in [
        ("quantity-1=%3Cb%3E", "Type a whole number above zero"),
        ("quantity-1=0", "Type a whole number above zero"),
        (
            "quantity-1=99999999999999999999999",
            "Type a whole number above zero",
        ),
        ("requested=soon", "This is not a day."),
        ("ship_to=MOON", "The customer has no such address."),
        (
            "was-quantity-1=24&quantity-1=24",
            "Nothing is different yet",
        ),
        ("", "Nothing is different yet"),
    ] {
        let page = desk.get(&world, &format!("{ACT}?do=change&{asked}")).await;
        assert_eq!(page.status, 422, "{asked}");
        assert!(page.body.contains(told), "{asked}: {}", page.body);
        assert!(!page.body.contains("<b>\""), "{asked}");
    }
    let typed = desk
        .get(&world, &format!("{ACT}?do=change&quantity-1=%3Cb%3E"))
        .await;
    assert!(typed.body.contains("value=\"&lt;b&gt;\""), "{}", typed.body);
    // What the book refuses is told in the words of the rule, with what was typed.
    let much = format!("{ACT}?do=change&quantity-1=1000000000001");
    let much = desk.get(&world, &much).await;
    assert_eq!(much.status, 409);
    for told in ["The quantity is not allowed.", "value=\"1000000000001\""] {
        assert!(much.body.contains(told), "{told}: {}", much.body);
    }
    for nonsense in [
        "",
        "do=fly",
        "do=promised&site=TLV",
        "do=released&site=MARS",
        "do=release",
    ] {
        let page = Browser::new(&world)
            .get(&world, &format!("{ACT}?{nonsense}"))
            .await;
        assert_eq!(page.status, 404, "{nonsense}");
    }
}

#[tokio::test]
async fn a_stale_page_does_nothing_and_shows_what_would_happen_now() {
    let world = World::new();
    world.place(TWO).await;
    let mut desk = Browser::of(world.person(Role::Desk, None));
    let look = format!("{ACT}?do=cancel&line=1&reason=customer");
    let fields = desk.fields(&world, &look, ACT).await;
    // Meanwhile another line is gone.
    let line = "POST /v1/orders/SO-100000/cancel";
    let other = r#"{"reason": "seller", "lines": [2]}"#;
    world.send(&world.master(), line, &[], other).await;
    let stale = desk.post(&world, ACT, &fields, &[]).await;
    assert_eq!(stale.status, 409);
    assert!(
        stale.body.contains("has changed since you looked"),
        "{}",
        stale.body
    );
    assert_eq!(left(&world), [24, 0], "nothing was done");
    let fresh = hidden_fields(&stale.body, ACT);
    let done = desk.post(&world, ACT, &fresh, &[]).await;
    assert_eq!(done.header("location"), "/orders/SO-100000?done=cancelled");
    assert_eq!(view(&world).order.state, OrderState::Cancelled);
    // Sent once more, the form does nothing more, and says so as the first time.
    let again = desk.post(&world, ACT, &fresh, &[]).await;
    assert_eq!(again.header("location"), "/orders/SO-100000?done=cancelled");
}

#[tokio::test]
async fn an_order_is_held_and_cancelled_by_lines_or_as_a_whole() {
    let world = World::new();
    world.place(TWO).await;
    let mut desk = Browser::of(world.person(Role::Desk, None));
    let hold = format!("{ACT}?do=hold");
    desk.send(&world, &hold, ACT, "").await;
    assert_eq!(view(&world).order.state, OrderState::Held);
    assert_eq!(
        offered(&desk.get(&world, PAGE).await.body),
        "/change\" /cancel\" act?do=release&"
    );
    let form = desk
        .get(&world, "/orders/SO-100000/cancel?line=2&reason=seller")
        .await
        .body;
    assert!(form.contains("value=\"2\" checked"), "{form}");
    for (asked, quantities) in [
        ("line=2&reason=seller", [24, 0]),
        ("reason=customer", [0, 0]),
    ] {
        let look = format!("{ACT}?do=cancel&{asked}");
        desk.send(&world, &look, ACT, "").await;
        assert_eq!(left(&world), quantities, "{asked}");
    }
    let finished = desk.get(&world, "/orders/SO-100000/change").await.body;
    assert!(finished.contains("The order is finished") && !finished.contains("quantity-1"));
    let gone = desk.get(&world, "/orders/SO-100000/cancel").await.body;
    assert!(gone.contains("cancelled already") && !gone.contains("name=\"reason\""));
}

#[tokio::test]
async fn a_picker_takes_an_order_to_the_doorstep_in_parts() {
    let world = World::new();
    world.place(ORDER).await;
    let mut picker = Browser::of(world.person(Role::Picker, None));
    let some = "/orders/SO-100000/goods?do=released&site=TLV";
    let form = picker.get(&world, some).await.body;
    assert!(
        form.contains("name=\"move-1\"") && form.contains("value=\"24\""),
        "{form}"
    );
    let zero = picker
        .get(&world, &format!("{ACT}?do=released&site=TLV&move-1=0"))
        .await;
    assert_eq!(zero.status, 422);
    let too_many = picker
        .get(&world, &format!("{ACT}?do=released&site=TLV&move-1=25"))
        .await;
    assert_eq!(too_many.status, 409);
    for asked in [
        "do=released&site=TLV&move-1=10",
        "do=released&site=TLV",
        "do=picked&site=TLV",
        "do=packed&site=TLV",
        "do=shipped&site=TLV&move-1=24&tracking=DHL+%3Ci%3E7",
        "do=delivered&site=TLV",
    ] {
        let look = format!("{ACT}?{asked}");
        let done = picker.send(&world, &look, ACT, "").await;
        assert_eq!(
            done.header("location"),
            "/orders/SO-100000?done=moved",
            "{asked}"
        );
    }
    assert_eq!(view(&world).order.state, OrderState::Closed);
    let page = picker.get(&world, PAGE).await.body;
    assert!(
        page.contains("DHL &lt;i&gt;7") && !page.contains("<i>7"),
        "{page}"
    );
}

#[tokio::test]
async fn a_picker_walks_the_bins_of_the_site_in_their_sequence() {
    let world = World::new();
    let item = |book: &Book, index: usize, bin: &str| Item {
        bins: vec![(SiteId(0), bin.to_owned()), (SiteId(1), "Z-1".to_owned())],
        ..book.company.items[index].clone()
    };
    let binned = move |book: &Book| vec![item(book, 0, "A-10"), item(book, 1, "A-2")];
    let items = world.app.engine.ask(binned).unwrap();
    let codes = [&items[0], &items[1]].map(|item| item.code.clone());
    world.give(Command::PutItems(items));
    let place = [0, 1].map(|item| (SiteId(0), ItemId(item), Quantity(10)));
    world.give(Command::ReceiveStock(place.to_vec()));
    let lines = codes.map(|item| serde_json::json!({"item": item, "quantity": 2}));
    let order = serde_json::json!({"customer": "C-1001", "po_number": "B-1", "lines": lines});
    world.place(&order.to_string()).await;
    let mut picker = Browser::of(world.person(Role::Picker, None));
    let released = format!("{ACT}?do=released&site=TLV");
    picker.send(&world, &released, ACT, "").await;
    let form = picker
        .get(&world, "/orders/SO-100000/goods?do=picked&site=TLV")
        .await
        .body;
    let at = |bin: &str| {
        form.find(&format!(">{bin}<"))
            .unwrap_or_else(|| panic!("{bin}: {form}"))
    };
    assert!(at("A-2") < at("A-10"), "{form}");
    assert!(!form.contains("Z-1"), "{form}");
    let later = picker
        .get(&world, "/orders/SO-100000/goods?do=packed&site=TLV")
        .await
        .body;
    assert!(!later.contains("A-2"), "{later}");
}

#[tokio::test]
async fn a_picker_says_how_much_was_found_and_the_rest_is_promised_anew() {
    let world = World::new();
    world.place(ORDER).await;
    let mut picker = Browser::of(world.person(Role::Picker, None));
    let released = format!("{ACT}?do=released&site=TLV");
    picker.send(&world, &released, ACT, "").await;
    let offer = "/orders/SO-100000/goods?do=short&site=TLV";
    let page = picker.get(&world, PAGE).await.body;
    assert!(page.contains("goods?do=short"), "{page}");
    let form = picker.get(&world, offer).await.body;
    assert!(
        form.contains("name=\"found-1\"") && form.contains("value=\"24\""),
        "{form}"
    );
    for (found, status, told) in [
        ("24", 422, "Nothing is different yet"),
        ("25", 422, "from 0 to what is to be picked"),
        ("many", 422, "from 0 to what is to be picked"),
        ("", 422, "from 0 to what is to be picked"),
        ("0", 200, "Nothing is done yet"),
    ] {
        let look = format!("{ACT}?do=short&site=TLV&found-1={found}");
        let shown = picker.get(&world, &look).await;
        assert_eq!(shown.status, status, "{found}");
        assert!(shown.body.contains(told), "{found}: {}", shown.body);
    }
    let look = format!("{ACT}?do=short&site=TLV&found-1=14");
    let done = picker.send(&world, &look, ACT, "").await;
    assert_eq!(done.header("location"), "/orders/SO-100000?done=short");
    world.caught_up();
    let page = picker.get(&world, PAGE).await.body;
    insta::assert_snapshot!(next(&page), @r##"Next step Pick 14 at TLV; they leave on 22 Nov Warehouse TLV Only some of it Not all there Note as picked Release 10 at TLV; they leave on 22 Nov Warehouse TLV Only some of it Release to the warehouse"##);
    let mut planner = Browser::of(world.person(Role::Planner, None));
    assert_eq!(planner.get(&world, offer).await.status, 403);
}

/// An order that came as a sheet, whose lines name a customer's own hostile words.
fn sent(world: &World, customer: u32) -> ContentHash {
    sent_as(world, customer, SHEET)
}

const SHEET: &str = "PO Number;Item;Quantity\r\n<s>PO-9</s>;<script>x</script>;7\r\n";

fn sent_as(world: &World, customer: u32, text: &str) -> ContentHash {
    let meta = DocumentMeta {
        name: "<img src=x>.csv".to_owned(),
        media_type: "text/csv".to_owned(),
        channel: "mail".to_owned(),
        sender: String::new(),
        received_at: super::world::now().at,
    };
    let document = world.app.documents.put(text.as_bytes(), &meta).unwrap();
    let reading = intake::read(text.as_bytes(), Some("orders.csv"), &intake::Blind);
    assert_eq!(reading.requests[0].lines.len(), 1);
    let reading = serde_json::to_vec(&reading).unwrap();
    world
        .app
        .documents
        .put_reading(document, "1", &reading)
        .unwrap();
    world.give(Command::ReceiveDocument { document });
    let line = LineDraft {
        item: StatedItem::Known(ItemId(0)),
        quantity: Quantity(7),
        unit: Unit::Each,
        stated_price: None,
        requested: None,
    };
    let draft = RequestDraft {
        intent: Intent::Place,
        order: Some(OrderDraft {
            customer: CustomerId(customer),
            ship_to: None,
            address_in_doubt: false,
            po_number: Some("<s>PO-9</s>".to_owned()),
            currency: None,
            requested: None,
            expires: None,
            terms: book::order::Terms::default(),
            lines: vec![line],
        }),
        confidence: 1000,
        doubts: Vec::new(),
    };
    world.give(Command::RecordReading {
        document,
        read_as: ReadAs::Requests,
        requests: vec![draft],
    });
    // The gate weighs the request by itself, and places the order.
    while world.app.engine.ask(|book| !book.work.is_empty()).unwrap() {
        std::thread::yield_now();
    }
    world.caught_up();
    document
}

/// Keeps another reading of a document, as a later reader might have read it.
fn reread(world: &World, document: ContentHash, change: impl FnOnce(&mut intake::Reading)) {
    let reading = world.app.documents.reading(document).unwrap().unwrap();
    let mut reading: intake::Reading = serde_json::from_slice(&reading.json).unwrap();
    change(&mut reading);
    let json = serde_json::to_vec(&reading).unwrap();
    let kept = world.app.documents.put_reading(document, "2", &json);
    kept.unwrap();
}

#[tokio::test]
async fn a_document_on_paper_is_shown_as_it_looks_with_the_place_of_each_field_marked() {
    let world = World::new();
    let document = sent(&world, 0);
    let at = |left| Area {
        left,
        top: 1_000,
        right: left + 4_000,
        bottom: 2_000,
    };
    let word = |text: &str, left, seen| Word {
        text: text.to_owned(),
        area: at(left),
        seen,
    };
    reread(&world, document, |reading| {
        reading.pages = vec![Page {
            width: 59_500,
            height: 84_200,
            words: vec![
                word("<s>PO-9</s>", 1_000, Seen::Printed),
                word("unseen", 9_000, Seen::Hidden),
            ],
            rules: Vec::new(),
        }];
        let number = reading.requests[0].po_number.as_mut().unwrap();
        number.evidence.place = Place::OnPage {
            page: 1,
            area: at(1_000),
        };
    });
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, PAGE).await.body;
    let drawn = page
        .split("<svg viewBox=\"0 0 59500 84200\">")
        .nth(1)
        .unwrap();
    let drawn = drawn.split("</svg>").next().unwrap();
    let picture = format!("/documents/{document}/pages/1");
    let expected = format!(
        "<text x=\"1000\" y=\"1770\" font-size=\"1000\" textLength=\"4000\" \
         lengthAdjust=\"spacingAndGlyphs\">&lt;s&gt;PO-9&lt;/s&gt;</text>\
         <image href=\"{picture}\" width=\"59500\" height=\"84200\" preserveAspectRatio=\"none\"></image>\
         <rect class=\"mark\" id=\"p0\" data-field=\"0\" x=\"850\" y=\"850\" width=\"4300\" \
         height=\"1300\" rx=\"150\"><title>PO number: &lt;s&gt;PO-9&lt;/s&gt;</title></rect>"
    );
    assert_eq!(drawn, expected);
    let picture = browser.get(&world, &picture).await;
    assert_eq!(picture.header("content-type"), "image/png");
    assert!(picture.body.starts_with("page 1 of "), "{}", picture.body);
    let beyond = format!("/documents/{document}/pages/3");
    assert_eq!(browser.get(&world, &beyond).await.status, 404);
}

#[tokio::test]
async fn each_piece_of_an_e_mail_is_shown_with_the_fields_that_stand_in_it() {
    let world = World::new();
    let mail = format!(
        "From: a@example.com\nTo: b@example.com\nSubject: x\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\n\n\
         Order attached, needed by 2030-05-01. <b>\n--b\n\
         Content-Disposition: attachment; filename=\"<i>.csv\"\n\n{}--b--\n",
        SHEET.replace("<s>PO-9</s>", "4711")
    );
    sent_as(&world, 0, &mail);
    let page = Browser::new(&world).get(&world, PAGE).await.body;
    let sections: Vec<&str> = page.split("<section class=\"part\">").skip(1).collect();
    let expected = [("body", ">2030-05-01<"), ("&lt;i&gt;.csv", ">4711<")];
    assert_eq!(sections.len(), expected.len(), "{page}");
    for (section, (name, marked)) in sections.into_iter().zip(expected) {
        let section = section.split("</section>").next().unwrap();
        assert!(
            section.contains(&format!("<h3><bdi>{name}</bdi></h3>")),
            "{section}"
        );
        let marks = section.split("<mark ").skip(1);
        let found = marks.map(|mark| mark.split("</mark>").next().unwrap());
        assert!(
            found.into_iter().any(|mark| mark.contains(marked)),
            "{section}"
        );
    }
}

#[tokio::test]
async fn each_line_leads_to_its_place_in_the_document_and_hostile_words_stay_words() {
    let world = World::new();
    sent(&world, 0);
    let page = Browser::new(&world).get(&world, PAGE).await.body;
    let places = page.matches("class=\"place\"").count();
    assert!(places >= 3, "PO number, item, quantity: {page}");
    for place in page.split("class=\"place\" href=\"#").skip(1) {
        let mark = place.split('"').next().unwrap();
        assert!(
            page.contains(&format!("<mark id=\"{mark}\"")),
            "{mark}: {page}"
        );
    }
    for markup in ["<s>PO-9", "<script>x", "<img src=x"] {
        assert!(!page.contains(markup), "{markup}");
    }
}

#[tokio::test]
async fn a_customers_people_see_their_own_order_and_nothing_of_how_the_company_works() {
    let world = World::new();
    sent(&world, 0);
    world.place(HELD).await;
    world.place(r#"{"customer": "C-1001", "po_number": "PO-2", "lines": [{"item": "SOAP-1", "quantity": 1200}]}"#).await;
    let own = Some(CustomerId(0));
    for role in Role::ALL {
        let mut person = Browser::of(world.person(role, own));
        let list = person.get(&world, "/orders").await.body;
        let numbers = ["SO-100000", "SO-100001", "SO-100002"];
        let shown = numbers.map(|number| list.contains(&format!("/orders/{number}\"")));
        assert_eq!(shown, [true, false, true], "{role:?}");
        for number in ["SO-100000", "SO-100002"] {
            let page = person.get(&world, &format!("/orders/{number}")).await;
            assert_eq!(page.status, 200);
            for internal in [
                "Next step",
                "What covers it",
                "Ways considered",
                "TLV",
                "HFA",
                "Planning",
                "/act",
                "/change",
                "/cancel\"",
                "C-1002",
            ] {
                assert!(
                    !page.body.contains(internal),
                    "{number} {internal}: {}",
                    page.body
                );
            }
            assert!(page.body.contains("Promised"));
        }
        let other = person.get(&world, "/orders/SO-100001").await;
        let nobodys = person.get(&world, "/orders/SO-199999").await;
        let same = |text: &str| text.replace("SO-199999", "SO-100001");
        assert_eq!((other.status, nobodys.status), (404, 404));
        let title = |text: &str| same(text).split("<h1>").nth(1).map(str::to_owned);
        assert_eq!(title(&other.body), title(&nobodys.body));
        for path in [
            "change",
            "cancel",
            "act?do=hold",
            "goods?do=released&site=TLV",
        ] {
            let reply = person
                .get(&world, &format!("/orders/SO-100000/{path}"))
                .await;
            assert_eq!(reply.status, 403, "{role:?} {path}");
        }
    }
}

#[tokio::test]
async fn what_a_second_reader_says_of_a_document_is_told_in_either_language() {
    let world = World::new();
    let document = sent(&world, 0);
    let otherwise = Finding::Otherwise {
        line: Some(0),
        field: SecondField::Quantity,
        text: "<b>12</b>".to_owned(),
    };
    let message = otherwise.to_string();
    let issue = Issue::new(IssueCode::Disagreement, Severity::Doubt, message);
    reread(&world, document, |reading| {
        reading.note(issue);
        reading.second = Some(Second {
            model: "small".to_owned(),
            agreed: 4,
            unfound: 0,
            findings: vec![otherwise, Finding::More { lines: 2 }],
        });
    });
    let mut browser = Browser::new(&world);
    let cases = [
        (
            "en",
            "line 1, quantity: the second reader reads here <strong><bdi>&lt;b&gt;12",
            "it reads more lines than these: 2",
        ),
        (
            "he",
            "שורה 1, כמות: הקורא השני קורא כאן <strong><bdi>&lt;b&gt;12",
            "הוא קורא שורות נוספות: 2",
        ),
    ];
    for (language, quantity, more) in cases {
        let path = format!("{PAGE}?lang={language}");
        let page = browser.get(&world, &path).await.body;
        assert!(page.contains(quantity) && page.contains(more), "{page}");
        assert_eq!(page.matches("12&lt;/b&gt;").count(), 1, "{page}");
    }
}
