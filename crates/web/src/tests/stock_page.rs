//! The pages of stock and supply, as planners and others find them.

use super::browser::Browser;
use super::world::World;
use keep::Role;

const ORDER: &str = r#"{"customer": "C-1001", "lines": [{"item": "OIL-5", "quantity": 130}]}"#;
const SUPPLY: &str = r#"{"supply": [
    {"reference": "PO-<b>1", "kind": "purchase_order", "site": "TLV", "item": "OIL-5",
     "quantity": 5, "unit": "case", "due": "2026-11-30"},
    {"reference": "LATE-1", "kind": "in_transit", "site": "HFA", "item": "SOAP-1",
     "quantity": 24, "due": "2026-11-22"}]}"#;

/// An order of most of the oil, and supply that comes in later.
async fn world() -> World {
    let world = World::new();
    let key = world.master();
    world.send(&key, "POST /v1/orders", &[], ORDER).await;
    let reply = world.send(&key, "POST /v1/supply", &[], SUPPLY).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    world.read_up_to(&reply);
    world
}

/// The items whose rows a page has, by site.
fn rows(page: &str) -> String {
    let rows = page.split("<tr>").skip(2).map(|row| {
        let item = row.split("/stock/").nth(1).unwrap_or("?");
        let item = item.split('"').next().unwrap();
        let site = ["TLV", "HFA"].into_iter().find(|site| row.contains(site));
        format!("{item} {}", site.unwrap_or("?"))
    });
    rows.collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn the_list_of_stock_narrows_to_what_is_scarce_what_comes_in_and_what_is_searched_for() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    for (path, expected) in [
        ("/stock", "OIL-5 TLV, OIL-5 HFA, SOAP-1 HFA"),
        ("/stock?site=TLV", "OIL-5 TLV"),
        ("/stock?q=soap", "SOAP-1 HFA"),
        ("/stock?q=nothing", ""),
        ("/stock?show=nothing_free", "OIL-5 TLV"),
        ("/stock?show=inbound", "OIL-5 TLV, SOAP-1 HFA"),
        ("/stock?show=inbound&site=HFA", "SOAP-1 HFA"),
        (
            "/stock?show=nonsense&after=nonsense",
            "OIL-5 TLV, OIL-5 HFA, SOAP-1 HFA",
        ),
    ] {
        let page = browser.get(&world, path).await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(rows(&page.body), expected, "{path}: {}", page.body);
    }
    let none = browser
        .get(&world, "/stock?q=%22%3E%3Cscript%3E")
        .await
        .body;
    assert!(
        none.contains("No stock fits") && !none.contains("<script>"),
        "{none}"
    );
    let empty = browser.get(&world, "/stock?after=9_9").await.body;
    assert!(empty.contains("From the beginning"), "{empty}");
}

#[tokio::test]
async fn the_page_of_an_item_tells_what_comes_free_when_and_who_holds_it() {
    let world = world().await;
    world.name_customer(0, "<i>Asher</i>");
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, "/stock/OIL-5").await.body;
    for expected in [
        "case = 12",
        "500 g",
        "4006381333931",
        "Free at All sites, day by day",
        "60 comes in: PO-&lt;b&gt;1",
        "/orders/SO-100000",
        "&lt;i&gt;Asher&lt;/i&gt;",
        "stock on hand",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert!(!page.contains("<i>Asher") && !page.contains("PO-<b>"));
    let site = browser.get(&world, "/stock/OIL-5?site=HFA").await.body;
    assert!(site.contains("Free at HFA, day by day") && !site.contains("60 comes in"));
    let soap = browser.get(&world, "/stock/SOAP-1?lang=he").await.body;
    assert!(soap.contains("אין הזמנה פתוחה שמחזיקה בו") && soap.contains("dir=\"rtl\""));
    assert_eq!(browser.get(&world, "/stock/NO%2FSUCH").await.status, 404);
}

#[tokio::test]
async fn who_holds_an_item_is_named_only_to_whoever_may_see_customers() {
    let world = world().await;
    world.name_customer(0, "Asher");
    for role in Role::ALL {
        let mut browser = Browser::of(world.person(role, None));
        let page = browser.get(&world, "/stock/OIL-5").await;
        let scopes = role.scopes();
        assert_eq!(page.status == 200, scopes.contains(keep::Scope::StockRead));
        let named = scopes.contains(keep::Scope::CustomersRead);
        assert_eq!(
            page.body.contains("Asher"),
            page.status == 200 && named,
            "{role:?}"
        );
        let linked = page.body.contains("href=\"/orders/SO-100000\"");
        let orders = scopes.contains(keep::Scope::OrdersRead);
        assert_eq!(linked, page.status == 200 && orders, "{role:?}");
    }
}

#[tokio::test]
async fn supply_is_listed_as_it_is_due_and_what_is_overdue_stands_out() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    for (path, expected) in [
        ("/supply", "SOAP-1 HFA, OIL-5 TLV"),
        ("/supply?show=overdue", ""),
        ("/supply?item=OIL-5", "OIL-5 TLV"),
        ("/supply?site=HFA", "SOAP-1 HFA"),
        ("/supply?show=all", "SOAP-1 HFA, OIL-5 TLV"),
        ("/supply?item=NONE", ""),
    ] {
        let page = browser.get(&world, path).await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(rows(&page.body), expected, "{path}: {}", page.body);
    }
    let page = browser.get(&world, "/supply?item=NONE").await.body;
    assert!(page.contains("There is no item with this code."), "{page}");
    assert!(browser.get(&world, "/supply").await.body.contains("Today"));
}
