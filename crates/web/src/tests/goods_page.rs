//! What planners do with stock and supply: looked at first, done once, refused kindly.

use super::browser::Browser;
use super::world::World;
use keep::Role;

const ORDER: &str = r#"{"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 170}]}"#;
const SUPPLY: &str = r#"{"supply": [
    {"reference": "PO-<b>1", "kind": "purchase_order", "site": "TLV", "item": "OIL-5",
     "quantity": 60, "due": "2026-11-30"}]}"#;

/// Supply of oil, and an order that needs a part of it.
async fn world() -> World {
    let world = World::new();
    let key = world.master();
    let reply = world.send(&key, "POST /v1/supply", &[], SUPPLY).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    world.place(ORDER).await;
    world
}

fn planner(world: &World) -> Browser {
    Browser::of(world.person(Role::Planner, None))
}

/// The rows of the difference that a page shows: what, now and then.
fn diff(page: &str) -> String {
    let Some(table) = page.split("<table class=\"diff\">").nth(1) else {
        return String::new();
    };
    let table = table.split("</table>").next().unwrap();
    let rows = table.split("<tr>").skip(2).map(|row| {
        let cells = row.split(['<', '>']).map(str::trim);
        let tags = ["tr", "td", "th", "del", "ins", "bdi", "tbody"];
        let texts = cells.filter(|text| {
            let name = text.trim_start_matches('/').split(' ').next().unwrap();
            !text.is_empty() && !tags.contains(&name)
        });
        texts.collect::<Vec<_>>().join(" ")
    });
    rows.collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn a_count_shows_whose_promise_it_takes_before_it_is_recorded() {
    let world = world().await;
    let mut browser = planner(&world);
    let item = browser.get(&world, "/stock/OIL-5").await.body;
    assert!(item.contains("href=\"/stock/OIL-5/count\""), "{item}");
    let path = "/stock/OIL-5/count";
    let looked = format!("{path}?site=TLV&quantity=70");
    let page = browser.get(&world, &looked).await;
    assert_eq!(page.status, 200);
    assert_eq!(diff(&page.body), "On hand 100 70", "{}", page.body);
    assert!(
        page.body.contains("1 order is promised otherwise"),
        "{}",
        page.body
    );
    assert!(page.body.contains("href=\"/orders/SO-100000\""));
    let done = browser.send(&world, &looked, path, "site=TLV").await;
    assert_eq!(
        (done.status, done.header("location")),
        (303, "/stock/OIL-5?done=count")
    );
    let after = browser.get(&world, "/stock/OIL-5?done=count").await.body;
    assert!(
        after.contains("The count is recorded.") && after.contains(">70<"),
        "{after}"
    );
}

#[tokio::test]
async fn supply_is_received_moved_to_another_day_and_closed() {
    let world = world().await;
    let mut browser = planner(&world);
    let list = browser.get(&world, "/supply").await.body;
    assert!(list.contains("href=\"/supply/0/receive\""), "{list}");
    for (path, asked, expected, done) in [
        (
            "/supply/0/receive",
            "?quantity=25",
            "On hand 100 125, Still to come 60 35, Due 30 Nov 30 Nov",
            "receive",
        ),
        (
            "/supply/0/reschedule",
            "?due=2026-12-06",
            "On hand 125 125, Still to come 35 35, Due 30 Nov 6 Dec",
            "reschedule",
        ),
        (
            "/supply/0/close",
            "",
            "On hand 125 125, Still to come 35 0, Due 6 Dec 6 Dec",
            "close",
        ),
    ] {
        let looked = format!("{path}{asked}");
        let page = browser.get(&world, &looked).await.body;
        assert_eq!(diff(&page), expected, "{page}");
        assert!(page.contains("PO-&lt;b&gt;1") && !page.contains("PO-<b>"));
        let reply = browser.send(&world, &looked, path, "x=").await;
        let to = format!("/stock/OIL-5?done={done}");
        assert_eq!(
            (reply.status, reply.header("location")),
            (303, &*to),
            "{path}"
        );
    }
    let closed = browser.get(&world, "/supply/0/close").await.body;
    assert!(
        closed.contains("Nothing more is expected of this supply."),
        "{closed}"
    );
    assert!(
        !browser
            .get(&world, "/supply?show=all")
            .await
            .body
            .contains("/supply/0/")
    );
}

#[tokio::test]
async fn what_has_changed_since_it_was_looked_at_is_not_done_and_a_form_works_once() {
    let world = world().await;
    let (mut one, mut other) = (planner(&world), planner(&world));
    let (path, looked) = ("/supply/0/receive", "/supply/0/receive?quantity=25");
    let fields = one.fields(&world, looked, path).await;
    let first = other.send(&world, looked, path, "x=").await;
    assert_eq!(first.status, 303);
    let second = one.post(&world, path, &fields, &[]).await;
    assert_eq!(second.status, 409);
    assert!(
        second.body.contains("It has changed since you looked"),
        "{}",
        second.body
    );
    assert_eq!(
        diff(&second.body),
        "On hand 125 150, Still to come 35 10, Due 30 Nov 30 Nov"
    );
    let page = one.get(&world, "/supply").await.body;
    assert!(page.contains(">35<"), "{page}");
}

#[tokio::test]
async fn what_can_not_be_is_told_at_its_field_or_by_the_rule() {
    let world = world().await;
    let mut browser = planner(&world);
    for (path, status, expected) in [
        ("/stock/OIL-5/count", 200, "Show what changes"),
        (
            "/stock/OIL-5/count?site=NOPE&quantity=1",
            422,
            "Choose a site.",
        ),
        (
            "/stock/OIL-5/count?site=TLV&quantity=-1",
            422,
            "Write a whole number",
        ),
        (
            "/stock/OIL-5/count?site=TLV&quantity=1e9",
            422,
            "Write a whole number",
        ),
        (
            "/stock/OIL-5/count?site=TLV&quantity=18446744073709551615",
            200,
            "The quantity is not allowed.",
        ),
        (
            "/supply/0/receive?quantity=61",
            200,
            "The quantity is not allowed.",
        ),
        ("/supply/0/reschedule?due=soon", 422, "Write a day"),
        ("/supply/7/receive", 404, "There is no such stock or supply"),
        ("/supply/x/receive", 404, "There is no such stock or supply"),
        ("/supply/0/eat", 404, "There is no such stock or supply"),
        ("/supply/0/count", 404, "There is no such stock or supply"),
        ("/stock/NONE/count", 404, "There is no such stock or supply"),
    ] {
        let page = browser.get(&world, path).await;
        assert_eq!(page.status, status, "{path}");
        assert!(page.body.contains(expected), "{path}: {}", page.body);
        assert_eq!(diff(&page.body), "", "{path}");
    }
    let typed = browser
        .get(&world, "/stock/OIL-5/count?site=TLV&quantity=%3Cb%3E")
        .await
        .body;
    assert!(
        typed.contains("value=\"&lt;b&gt;\"") && !typed.contains("<b>"),
        "{typed}"
    );
}

#[tokio::test]
async fn who_may_not_change_stock_is_offered_nothing_of_it() {
    let world = world().await;
    for role in Role::ALL {
        let mut browser = Browser::of(world.person(role, None));
        let may = role.scopes().contains(keep::Scope::StockWrite);
        let item = browser.get(&world, "/stock/OIL-5").await.body;
        assert_eq!(item.contains("/count\""), may, "{role:?}");
        let list = browser.get(&world, "/supply").await.body;
        assert_eq!(list.contains("/supply/0/receive"), may, "{role:?}");
        for path in ["/stock/OIL-5/count", "/supply/0/close"] {
            let status = browser.get(&world, path).await.status;
            assert_eq!(status, if may { 200 } else { 403 }, "{role:?} {path}");
        }
    }
}
