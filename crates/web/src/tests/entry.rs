//! An order that a person types in the console: found, promised before anything is placed, placed once.

use super::browser::Browser;
use super::world::World;
use keep::Role;
use vocab::{CustomerId, OrderId};

const PATH: &str = "/orders/new";

/// The orders that are there.
fn orders(world: &World) -> Vec<views::OrderRow> {
    world.caught_up();
    let order = |id| world.app.views.order(OrderId(id)).unwrap();
    (0..).map_while(order).map(|view| view.order).collect()
}

fn says(page: &str, all: &[&str]) {
    for one in all {
        assert!(page.contains(one), "{one} is not in {page}");
    }
}

#[tokio::test]
async fn an_order_by_name_and_words_is_promised_first_and_then_placed_once() {
    let world = World::new();
    world.name_customer(0, "River Foods");
    let mut browser = Browser::new(&world);
    says(
        &browser.get(&world, "/orders").await.body,
        &["href=\"/orders/new\""],
    );
    let empty = browser.get(&world, PATH).await.body;
    assert_eq!(empty.matches("name=\"quantity\"").count(), 5);

    let asked = "/orders/new?customer=river&po=PO-7&wanted=&item=oil&quantity=24&unit=&item=&quantity=&unit=&do=look";
    let look = browser.get(&world, asked).await;
    assert_eq!(look.status, 200, "{}", look.body);
    says(
        &look.body,
        &[
            "value=\"C-1001\"",
            "River Foods",
            "value=\"OIL-5\"",
            "What would be promised now",
            "1,200.00 ILS",
            "on hand",
        ],
    );
    assert!(orders(&world).is_empty(), "a look places nothing");

    let fields = browser.fields(&world, asked, PATH).await;
    for _ in 0..2 {
        let placed = browser.post(&world, PATH, &fields, &[]).await;
        assert_eq!(placed.header("location"), "/orders/SO-100000?done=placed");
    }
    let [order] = &orders(&world)[..] else {
        panic!("one order is placed")
    };
    assert_eq!(order.po_number.as_deref(), Some("PO-7"));
    let page = browser
        .get(&world, "/orders/SO-100000?done=placed")
        .await
        .body;
    says(&page, &["The order is placed."]);
}

#[tokio::test]
async fn what_can_not_be_used_is_told_at_its_field_and_stays_typed() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let cases = [
        ("do=look", "A customer is needed."),
        (
            "customer=C-9&do=look",
            "No customer has this number or name.",
        ),
        ("customer=C-1001&do=look", "An order has at least one line."),
        (
            "customer=C-1001&item=&quantity=3&unit=&do=look",
            "Its code or its description is needed.",
        ),
        (
            "customer=C-1001&item=%3Cb%3E&quantity=3&unit=&do=look",
            "No item that can be ordered fits.",
        ),
        (
            "customer=C-1001&item=OIL-5&quantity=three&unit=&do=look",
            "A number is needed",
        ),
        (
            "customer=C-1001&item=OIL-5&quantity=0&unit=&do=look",
            "A number is needed",
        ),
        (
            "customer=C-1001&item=OIL-5&quantity=0.5&unit=&do=look",
            "A number is needed",
        ),
        (
            "customer=C-1001&item=OIL-5&quantity=1&unit=barrel&do=look",
            "The item has no such unit.",
        ),
        (
            "customer=C-1001&wanted=soon&item=OIL-5&quantity=1&unit=&do=look",
            "This is not a day",
        ),
        (
            "customer=C-1001&ship_to=nowhere&item=OIL-5&quantity=1&unit=&do=look",
            "This is not an address",
        ),
        (
            "customer=C-1001&wanted=1999-01-01&item=OIL-5&quantity=1&unit=&do=look",
            "This is not a day from today on.",
        ),
    ];
    for (fields, told) in cases {
        let reply = browser.get(&world, &format!("{PATH}?{fields}")).await;
        assert_eq!(reply.status, 422, "{fields}: {}", reply.body);
        says(&reply.body, &[told]);
        assert!(!reply.body.contains("<b>"), "a typed text is text");
    }
    let page = browser
        .get(
            &world,
            &format!("{PATH}?item=%3Cb%3E&quantity=3&unit=&do=look"),
        )
        .await;
    says(&page.body, &["value=\"&lt;b&gt;\"", "value=\"3\""]);
}

#[tokio::test]
async fn where_several_fit_one_is_chosen() {
    let world = World::new();
    world.name_customer(0, "River Foods");
    world.name_customer(1, "Riverside <b>Stores</b>");
    let mut browser = Browser::new(&world);
    let page = browser
        .get(&world, "/orders/new?customer=river&do=look")
        .await
        .body;
    says(
        &page,
        &[
            "Several customers fit.",
            "<option value=\"C-1001\">River Foods · C-1001</option>",
            "Riverside &lt;b&gt;Stores",
        ],
    );
    let found = browser
        .get(&world, "/orders/new/customers?q=river")
        .await
        .json();
    assert_eq!(found["found"][0]["code"], "C-1001");
    assert_eq!(found["found"].as_array().unwrap().len(), 2);
    let found = browser.get(&world, "/orders/new/items?q=so").await.json();
    assert_eq!(found["found"][0]["code"], "SOAP-1");
    let none = browser.get(&world, "/orders/new/items?q=").await.json();
    assert!(none["found"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn an_order_that_would_be_held_tells_why_before_it_is_placed() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let asked = "/orders/new?customer=C-1002&po=PO-8&item=OIL-5&quantity=3&unit=&do=look";
    let page = browser.get(&world, asked).await.body;
    says(&page, &["It would be held", "Place the order, held"]);
    let fields = browser.fields(&world, asked, PATH).await;
    let placed = browser.post(&world, PATH, &fields, &[]).await;
    assert_eq!(placed.status, 303, "{}", placed.body);
    assert_eq!(orders(&world)[0].state, views::OrderState::Held);
}

#[tokio::test]
async fn who_may_not_place_orders_is_not_offered_it() {
    let world = World::new();
    let mut viewer = Browser::of(world.person(Role::Viewer, None));
    let list = viewer.get(&world, "/orders").await.body;
    assert!(!list.contains("/orders/new"));
    assert_eq!(viewer.get(&world, PATH).await.status, 403);
    assert_eq!(
        viewer.get(&world, "/orders/new/items?q=oil").await.status,
        403
    );
}

#[tokio::test]
async fn a_customers_own_people_order_for_themselves_only() {
    let world = World::new();
    world.name_customer(1, "Riverside SECRET");
    let mut buyer = Browser::of(world.person(Role::Desk, Some(CustomerId(0))));
    let page = buyer.get(&world, PATH).await.body;
    assert!(!page.contains("name=\"customer\""), "{page}");
    let denied = buyer.get(&world, "/orders/new/customers?q=river").await;
    assert_eq!(denied.status, 403, "{}", denied.body);
    let asked = "/orders/new?po=PO-9&item=OIL-5&quantity=2&unit=&do=look";
    says(
        &buyer.get(&world, asked).await.body,
        &["What would be promised now"],
    );
    let fields = buyer.fields(&world, asked, PATH).await;
    let placed = buyer.post(&world, PATH, &fields, &[]).await;
    assert_eq!(placed.status, 303, "{}", placed.body);
    let other = "/orders/new?customer=C-1002&item=OIL-5&quantity=2&unit=&do=look";
    let refused = buyer.get(&world, other).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(!refused.body.contains("SECRET"));
    assert_eq!(orders(&world)[0].customer, CustomerId(0));
}
