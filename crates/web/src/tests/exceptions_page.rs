//! Exceptions in the console: found, understood, decided one by one or several at once, and taken back.

use super::browser::Browser;
use super::exceptions::{late, propose, set_policy};
use super::orders::ORDER;
use super::world::{Reply, World};
use book::exception::{Cause, Kind, Proposal, Resolution, Risk};
use book::plan::Plan;
use book::{Command, Stage};
use keep::Role;
use vocab::{ExceptionId, OrderId, Quantity, SiteId};

const PAGE: &str = "/exceptions/0";
const APPROVE: &str = "/exceptions/0/approve";

fn says(page: &str, all: &[&str]) {
    for one in all {
        let main = page.split("<main").nth(1).unwrap_or(page);
        assert!(page.contains(one), "{one} is not in {main}");
    }
}

async fn planned() -> World {
    let world = World::new();
    late(&world).await;
    propose(&world);
    world.name_customer(0, "River Foods");
    world
}

async fn press(browser: &Browser, world: &World, page: &Reply, path: &str) -> Reply {
    browser.submit(world, &page.body, path, &[]).await
}

async fn delivery(world: &World) -> String {
    world.caught_up();
    let view = world.app.views.order(OrderId(0)).unwrap().unwrap();
    view.order.promised.unwrap().to_string()
}

#[tokio::test]
async fn late_supply_is_one_row_with_its_best_solution_and_is_solved_and_taken_back() {
    let world = planned().await;
    let mut browser = Browser::of(world.person(Role::Desk, None));
    let list = browser.get(&world, "/exceptions").await;
    says(
        &list.body,
        &[
            "One thing keeps promises from being kept.",
            "PO-4711 comes late, on 9 Dec",
            "2 orders, 2 lines",
            "10,500.00 ILS",
            "Send it from another site",
            "123.00 ILS",
            "2 lines earlier",
            "What broke promises in the last 30 days",
        ],
    );
    let today = browser.get(&world, "/").await.body;
    says(&today, &["PO-4711 comes late, on 9 Dec", "All exceptions"]);
    let order = browser.get(&world, "/orders/SO-100000").await.body;
    says(
        &order,
        &["Its promise is in trouble", "href=\"/exceptions/0\""],
    );
    let page = browser.get(&world, PAGE).await;
    says(
        &page.body,
        &[
            "River Foods",
            "SO-100001.1",
            "11 Dec",
            "24 Nov",
            "data-key=\"a\"",
            "data-key=\"d\"",
            "The customer must be told",
            "Leave as it is",
        ],
    );
    let before = delivery(&world).await;
    let made = press(&browser, &world, &page, APPROVE).await;
    assert_eq!((made.status, made.header("location")), (303, PAGE));
    assert_eq!(
        (before.as_str(), delivery(&world).await.as_str()),
        ("2026-12-11", "2026-11-24")
    );
    let made = browser.get(&world, PAGE).await;
    says(
        &made.body,
        &["What was done", "Solved", "By desk 0", "Take back"],
    );
    let done = browser.get(&world, "/exceptions?show=done").await.body;
    says(&done, &["PO-4711 comes late", "Send it from another site"]);
    let back = press(&browser, &world, &made, "/exceptions/0/revert").await;
    assert_eq!(back.status, 303);
    assert_eq!(delivery(&world).await, before);
    let anew = browser.get(&world, "/exceptions").await.body;
    says(
        &anew,
        &["href=\"/exceptions/1\"", "Solutions are being worked out"],
    );
    says(&browser.get(&world, PAGE).await.body, &["Taken back"]);
}

#[tokio::test]
async fn a_yes_on_a_page_that_is_old_does_nothing_and_says_so() {
    let world = planned().await;
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, PAGE).await;
    propose(&world);
    world.give(Command::CancelOrder {
        order: OrderId(1),
        lines: Vec::new(),
        reason: book::event::CancelReason::Customer,
    });
    let stale = press(&browser, &world, &page, APPROVE).await;
    assert_eq!(stale.status, 409);
    says(
        &stale.body,
        &[
            "It has changed since you looked",
            "Solutions are being worked out",
        ],
    );
    let left = press(&browser, &world, &stale, "/exceptions/0/dismiss").await;
    assert_eq!(left.status, 303);
    let closed = browser.get(&world, PAGE).await;
    says(&closed.body, &["Left as it is", "By admin 0"]);
    let again = press(&browser, &world, &stale, "/exceptions/0/dismiss").await;
    assert_eq!(again.status, 409);
    says(&again.body, &["The exception is closed already."]);
}

#[tokio::test]
async fn two_people_say_yes_to_what_moves_much_and_the_second_sees_who_was_first() {
    let world = planned().await;
    set_policy(&world, |policy| policy.second_approver_value = 1_000_000);
    let mut first = Browser::of(world.person(Role::Desk, None));
    let mut second = Browser::of(world.person(Role::Planner, None));
    let list = first.get(&world, "/exceptions").await.body;
    assert!(!list.contains(APPROVE), "it is looked at first");
    let page = first.get(&world, PAGE).await;
    says(
        &page.body,
        &["two people must say yes", "Nobody said yes yet."],
    );
    let half = press(&first, &world, &page, APPROVE).await;
    assert_eq!(half.header("location"), "/exceptions/0?noted=yes");
    let noted = first.get(&world, "/exceptions/0?noted=yes").await;
    says(&noted.body, &["Your yes is noted."]);
    let same = press(&first, &world, &noted, APPROVE).await;
    says(&same.body, &["somebody else must approve it too"]);
    let page = second.get(&world, PAGE).await;
    says(
        &page.body,
        &["Said yes: desk 0", "Say the second yes, and do it"],
    );
    let made = press(&second, &world, &page, APPROVE).await;
    assert_eq!(made.header("location"), PAGE);
    says(&second.get(&world, PAGE).await.body, &["By planner 1"]);
}

#[tokio::test]
async fn the_best_solutions_of_several_are_approved_at_once() {
    let world = planned().await;
    let mut browser = Browser::new(&world);
    let list = browser.get(&world, "/exceptions").await;
    let (_, rest) = list
        .body
        .split_once("name=\"yes\" form=\"several\" value=\"")
        .unwrap();
    let yes = rest.split('"').next().unwrap();
    let path = "/exceptions/approve";
    let sent = browser
        .submit(&world, &list.body, path, &[("yes", yes)])
        .await;
    assert_eq!(sent.header("location"), "/exceptions?came=1-0-0");
    let told = browser.get(&world, "/exceptions?came=1-0-0").await.body;
    says(&told, &["1 solved", "Every promise stands"]);
    let again = browser
        .submit(&world, &list.body, path, &[("yes", yes)])
        .await;
    assert_eq!(again.header("location"), "/exceptions?came=0-0-1");
}

#[tokio::test]
async fn who_only_looks_has_no_buttons_and_hebrew_runs_from_the_right() {
    let world = planned().await;
    let mut viewer = Browser::of(world.person(Role::Viewer, None));
    for page in ["/exceptions", PAGE] {
        let seen = viewer.get(&world, page).await.body;
        says(&seen, &["Send it from another site"]);
        assert!(!seen.contains("method=\"post\" action=\"/exceptions"));
    }
    let hebrew = viewer.get(&world, "/exceptions/0?lang=he").await.body;
    says(
        &hebrew,
        &["dir=\"rtl\"", "PO-4711 מגיעה באיחור", "לשלוח מאתר אחר"],
    );
    let missing = viewer.get(&world, "/exceptions/7?lang=en").await;
    assert_eq!(missing.status, 404);
    says(&missing.body, &["There is no such exception"]);
}

#[tokio::test]
async fn every_kind_of_trouble_is_told_in_a_sentence_and_what_to_do_by_hand() {
    let world = planned().await;
    let item = vocab::ItemId(0);
    let cause = || Cause::Item { item };
    world.give(Command::ReceiveStock(vec![(SiteId(0), item, Quantity(24))]));
    world.place(ORDER).await;
    let big = serde_json::json!({"customer": "C-1001", "po_number": "A-9",
        "lines": [{"item": "OIL-5", "quantity": 9000}]});
    world.place(&big.to_string()).await;
    let (on_its_way, short) = (OrderId(2), OrderId(3));
    for to in [
        Stage::Released,
        Stage::Picked,
        Stage::Packed,
        Stage::Shipped,
    ] {
        world.give(Command::Advance {
            order: on_its_way,
            to,
            site: SiteId(0),
            lines: Vec::new(),
            tracking: None,
            packages: Vec::new(),
        });
    }
    for kind in Kind::ALL {
        let order = match kind {
            Kind::CarrierDelay | Kind::Customs | Kind::FailedDelivery => on_its_way,
            _ => short,
        };
        world.give(Command::RaiseException {
            kind,
            cause: cause(),
            lines: vec![(order, 1)],
            expected: None,
        });
    }
    world.give(Command::ProposeSolutions {
        exception: ExceptionId(1),
        proposals: Vec::new(),
    });
    let mut browser = Browser::new(&world);
    let list = browser.get(&world, "/exceptions").await.body;
    let links = list
        .split("<th scope=\"row\"><a href=\"/exceptions/")
        .skip(1);
    let sentences: Vec<&str> = links
        .map(|link| link.split('>').nth(1).unwrap().split('<').next().unwrap())
        .collect();
    insta::assert_snapshot!(sentences.join("\n"), @r"
    Goods are damaged: OIL-5
    OIL-5 could not be found to be picked
    Less was found of OIL-5 than was promised
    OIL-5 will not come
    Less came of OIL-5 than was announced
    OIL-5 comes late
    There is not enough of OIL-5
    PO-4711 comes late, on 9 Dec
    The customer could not be delivered to: OIL-5
    Held at customs: OIL-5
    The carrier is late: OIL-5
    ");
    let page = browser.get(&world, "/exceptions/1").await.body;
    says(
        &page,
        &[
            "No solution was found",
            "href=\"/supply\"",
            "href=\"/stock\"",
        ],
    );
}

#[tokio::test]
async fn what_gives_up_goods_is_looked_at_before_it_is_approved() {
    let world = World::new();
    late(&world).await;
    let cancel = Proposal {
        resolution: Resolution::Cancel,
        plan: Plan::default(),
        cost: 100,
        value: 1_800_000,
        shifts: Vec::new(),
        risks: vec![Risk::CustomerMustAgree],
    };
    world.give(Command::ProposeSolutions {
        exception: ExceptionId(0),
        proposals: vec![cancel],
    });
    let mut browser = Browser::of(world.person(Role::Desk, None));
    let list = browser.get(&world, "/exceptions").await.body;
    assert!(
        !list.contains("name=\"yes\"") && !list.contains(APPROVE),
        "{list}"
    );
    let page = browser.get(&world, PAGE).await.body;
    assert!(page.contains(APPROVE), "{page}");
}
