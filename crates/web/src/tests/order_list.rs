//! The list of orders in the console: columns, files, several orders at once, and for whom.

use super::browser::Browser;
use super::orders::ORDER;
use super::world::World;
use keep::Role;
use views::OrderState;
use vocab::{CustomerId, OrderId};

/// Customer 2 has a limit of ten shekels: the order is held for credit.
const HELD: &str = r#"{"customer": "C-1002", "po_number": "=1+1",
    "lines": [{"item": "OIL-5", "quantity": 3}]}"#;

fn states(world: &World) -> Vec<OrderState> {
    let order = |id| world.app.views.order(OrderId(id)).unwrap();
    (0..)
        .map_while(order)
        .map(|view| view.order.state)
        .collect()
}

/// The titles of the columns.
fn titles(page: &str) -> String {
    let head = page.split("<thead>").nth(1).unwrap();
    let head = head.split("</thead>").next().unwrap();
    let cells = head.split("<th").skip(1).map(|cell| {
        let text = cell.split_once('>').unwrap().1;
        let plain: Vec<&str> = text
            .split('<')
            .map(|part| part.rsplit('>').next().unwrap())
            .collect();
        plain.concat().trim().to_owned()
    });
    cells
        .filter(|title| !title.is_empty())
        .collect::<Vec<_>>()
        .join(" | ")
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_told_at_its_field_with_what_was_typed() {
    let world = World::new();
    world.place(ORDER).await;
    let mut browser = Browser::new(&world);
    let path = "/orders?customer=%3Cb%3E&placed_from=soon&item=OIL&q=x";
    let page = browser.get(&world, path).await.body;
    for told in [
        "There is no customer with this number.",
        "There is no item with this code.",
        "This is not a day.",
        "value=\"&lt;b&gt;\"",
        "value=\"soon\"",
        "<details class=\"filters\" open>",
        "No order fits",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
}

#[tokio::test]
async fn what_narrows_the_list_can_be_taken_away_piece_by_piece() {
    let world = World::new();
    world.place(ORDER).await;
    let mut browser = Browser::new(&world);
    let page = browser
        .get(&world, "/orders?state=open&customer=C-1001&sort=value")
        .await
        .body;
    assert!(
        page.contains("aria-label=\"Take away: Customer: C-1001\""),
        "{page}"
    );
    assert!(
        page.contains("href=\"/orders?state=open&amp;sort=value\""),
        "{page}"
    );
    assert!(page.contains("aria-sort=\"descending\""));
    let one = browser.get(&world, "/orders?state=open").await.body;
    assert!(!one.contains("Take away"), "a chip says it already");
}

#[tokio::test]
async fn each_browser_keeps_the_columns_that_its_person_chose() {
    let world = World::new();
    world.place(ORDER).await;
    let mut browser = Browser::new(&world);
    let list = browser.get(&world, "/orders?state=open").await.body;
    assert_eq!(
        titles(&list),
        "Order ↓ | Customer | PO number | Placed | Requested | Promised | Value | State"
    );
    let chosen = "column=value&column=lines&column=nonsense&list=state%3Dopen";
    let reply = browser
        .send(&world, "/orders", "/orders/columns", chosen)
        .await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (303, "/orders?state=open")
    );
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("kept_columns=lines.value;"), "{cookie}");
    let list = browser
        .get_with(&world, "/orders", "kept_columns=lines.value")
        .await
        .body;
    assert_eq!(titles(&list), "Order ↓ | Lines | Value | State");
    let away = browser
        .send(&world, "/orders", "/orders/columns", "list=//elsewhere")
        .await;
    assert_eq!(away.header("location"), "/orders");
}

#[tokio::test]
async fn the_list_is_exported_as_it_is_narrowed_and_no_text_becomes_a_formula() {
    let world = World::new();
    world.place(ORDER).await;
    world.place(HELD).await;
    let mut browser = Browser::new(&world);
    let file = browser.get(&world, "/orders.csv?state=held").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"orders-2026-11-22.csv\""
    );
    assert_eq!(
        file.body,
        "\u{feff}order,customer,customer_name,po_number,ship_to,placed,requested,first_promised,\
         promised,delivered,lines,backordered,value,currency,state,holds\r\n\
         SO-100001,C-1002,,'=1+1,MAIN,2026-11-22 09:00,,,,,1,0,150.00,ILS,held,credit\r\n"
    );
    let lines = |file: &str| file.lines().count() - 1;
    let ticked = browser
        .get(&world, "/orders.csv?order=SO-100000&order=SO-9&do=hold")
        .await;
    assert!(
        ticked.body.contains("SO-100000") && lines(&ticked.body) == 1,
        "{}",
        ticked.body
    );
    let all = browser.get(&world, "/orders.csv").await;
    assert_eq!(lines(&all.body), 2);
}

#[tokio::test]
async fn several_orders_are_looked_at_first_and_those_that_can_be_are_done() {
    let world = World::new();
    world.place(ORDER).await;
    world.place(HELD).await;
    world.place(HELD.replace("=1+1", "PO-2").as_str()).await;
    let mut browser = Browser::new(&world);
    let page = "/orders/bulk?do=release:credit&order=SO-100000&order=SO-100001&order=SO-100002";
    let preview = browser.get(&world, page).await.body;
    assert!(preview.contains("It can be done to 2 of 3."), "{preview}");
    assert!(preview.contains("The order has no such hold."), "{preview}");
    assert!(preview.contains("Promised for 23 Nov"), "{preview}");
    assert_eq!(
        states(&world),
        [OrderState::Open, OrderState::Held, OrderState::Held]
    );
    let sent = browser.fields(&world, page, "/orders/bulk").await;
    let told = browser.post(&world, "/orders/bulk", &sent, &[]).await;
    assert!(told.body.contains("Done to 2 of 2."), "{}", told.body);
    assert_eq!(states(&world), [OrderState::Open; 3]);
    let again = browser.post(&world, "/orders/bulk", &sent, &[]).await.body;
    assert!(
        again.contains("Done to 2 of 2."),
        "sent twice, it is done once: {again}"
    );
}

#[tokio::test]
async fn an_order_that_changed_after_the_look_is_left_as_it_is() {
    let world = World::new();
    world.place(ORDER).await;
    let mut browser = Browser::new(&world);
    let page = "/orders/bulk?do=cancel&order=SO-100000";
    let sent = browser.fields(&world, page, "/orders/bulk").await;
    world.give(book::Command::HoldOrder { order: OrderId(0) });
    let told = browser.post(&world, "/orders/bulk", &sent, &[]).await.body;
    assert!(told.contains("Done to 0 of 1."), "{told}");
    assert!(
        told.contains("The order has changed since you looked."),
        "{told}"
    );
    assert_eq!(states(&world), [OrderState::Held]);
}

#[tokio::test]
async fn what_a_role_does_not_include_is_not_offered_and_refused_all_the_same() {
    let world = World::new();
    world.place(HELD).await;
    let cases = [
        (Role::Viewer, "", "403 403 403"),
        (Role::Planner, "hold cancel", "403 200 200"),
        (Role::Desk, "release:credit hold cancel", "200 200 200"),
        (Role::Picker, "", "403 403 403"),
    ];
    for (role, offered, answers) in cases {
        let mut browser = Browser::of(world.person(role, None));
        let list = browser.get(&world, "/orders").await.body;
        let acts = ["release:credit", "hold", "cancel"];
        let shown = acts
            .iter()
            .filter(|act| list.contains(&format!("<option value=\"{act}\">")));
        assert_eq!(
            shown.copied().collect::<Vec<_>>().join(" "),
            offered,
            "{role:?}"
        );
        let mut statuses = Vec::new();
        for act in acts {
            let path = format!("/orders/bulk?do={act}&order=SO-100000");
            statuses.push(browser.get(&world, &path).await.status.to_string());
        }
        assert_eq!(statuses.join(" "), answers, "{role:?}");
    }
}

#[tokio::test]
async fn a_customers_person_sees_the_customers_orders_and_no_figure_of_the_company() {
    let world = World::new();
    world.place(ORDER).await;
    world.place(HELD).await;
    let mut buyer = Browser::of(world.person(Role::Viewer, Some(CustomerId(0))));
    let list = buyer.get(&world, "/orders").await.body;
    assert!(
        list.contains("SO-100000") && !list.contains("SO-100001"),
        "{list}"
    );
    assert!(
        !list.contains("/review") && !list.contains("class=\"bulk\""),
        "{list}"
    );
    assert!(
        !list.contains("Held: Credit"),
        "kinds of holds of others: {list}"
    );
    let other = buyer.get(&world, "/orders?customer=C-1002").await.body;
    assert!(
        other.contains("No order fits") && !other.contains("SO-10000"),
        "{other}"
    );
    let file = buyer
        .get(&world, "/orders.csv?order=SO-100000&order=SO-100001")
        .await
        .body;
    assert!(
        file.contains("SO-100000") && !file.contains("SO-100001"),
        "{file}"
    );
}

#[tokio::test]
async fn names_of_customers_are_for_whoever_may_see_customers() {
    let world = World::new();
    world.place(ORDER).await;
    let subject = keep::SubjectId {
        kind: keep::SubjectKind::Customer,
        number: 0,
    };
    let personal = keep::Personal {
        name: "Levant <Oils>".to_owned(),
        ..keep::Personal::default()
    };
    world.app.vault.put(subject, &personal).unwrap();
    for (role, named) in [(Role::Desk, true), (Role::Picker, false)] {
        let mut browser = Browser::of(world.person(role, None));
        let list = browser.get(&world, "/orders").await.body;
        assert_eq!(list.contains("Levant &lt;Oils&gt;"), named, "{role:?}");
        let file = browser.get(&world, "/orders.csv").await.body;
        assert_eq!(file.contains("Levant <Oils>"), named, "{role:?}");
    }
}

#[tokio::test]
async fn a_list_is_saved_under_a_name_for_oneself_or_for_everybody() {
    let world = World::new();
    world.place(ORDER).await;
    let mut dana = Browser::of(world.person(Role::Desk, None));
    let list = "/orders?state=open&customer=C-1001";
    let views = "/orders/views";
    let bad = dana.send(&world, list, views, "name=%00").await;
    assert_eq!(bad.status, 422);
    assert!(
        bad.body.contains("Give it a name of 1 to 100 letters"),
        "{}",
        bad.body
    );
    let saved = dana.send(&world, list, views, "name=Mine+%3Cb%3E").await;
    assert_eq!((saved.status, saved.header("location")), (303, list));
    dana.send(
        &world,
        "/orders?late=yes",
        views,
        "name=Late+ones&shared=on",
    )
    .await;
    let tabs = |page: &str| {
        let tabs = page
            .split("<nav class=\"tabs\"")
            .nth(1)
            .map_or("", |rest| rest.split("</nav>").next().unwrap());
        let names = tabs
            .split("<bdi>")
            .skip(1)
            .map(|name| name.split('<').next().unwrap());
        names.collect::<Vec<_>>().join(" | ")
    };
    let page = dana.get(&world, list).await.body;
    assert_eq!(tabs(&page), "Late ones | Mine &lt;b&gt;");
    let mut viewer = Browser::of(world.person(Role::Viewer, None));
    let page = viewer.get(&world, "/orders?late=yes").await.body;
    assert_eq!(tabs(&page), "Late ones");
    assert!(!page.contains("/orders/views/delete"), "it is everybody's");
    let mut buyer = Browser::of(world.person(Role::Admin, Some(CustomerId(0))));
    assert_eq!(tabs(&buyer.get(&world, "/orders").await.body), "");

    let gone = dana
        .send(&world, "/orders?late=yes", "/orders/views/delete", "")
        .await;
    assert_eq!((gone.status, gone.header("location")), (303, "/orders"));
    assert_eq!(
        tabs(&dana.get(&world, "/orders").await.body),
        "Mine &lt;b&gt;"
    );
    let mine = dana.fields(&world, list, "/orders/views/delete").await;
    let view = mine
        .split('&')
        .find(|pair| pair.starts_with("view="))
        .unwrap();
    let foreign = viewer
        .send(&world, "/orders?q=x", views, "name=theirs")
        .await;
    assert_eq!(foreign.status, 303);
    let refused = viewer
        .send(&world, "/orders?q=x", "/orders/views/delete", view)
        .await;
    assert_eq!(refused.status, 404, "another person's view");
}
