//! Today: what waits for whom.

use super::browser::Browser;
use super::world::{World, now};
use book::request::ReadAs;
use book::{Command, Stage};
use keep::{
    DeliveryAttempt, DeliverySettled, FeedPlace, NewKey, NewWebhook, Role, Scope, Scopes, Webhook,
    WebhookChange, WebhookDelivery,
};
use vocab::{ContentHash, CustomerId, ItemId, OrderId, Quantity, SiteId};

/// More than there is of it; part of it has no date.
const SHORT: &str = r#"{"customer": "C-1001", "po_number": "<b>short</b>",
    "lines": [{"item": "OIL-5", "quantity": 180}]}"#;
/// Beyond the credit limit.
const HELD: &str = r#"{"customer": "C-1002", "lines": [{"item": "OIL-5", "quantity": 3}]}"#;
/// From one site, and for today.
const SOAP: &str = r#"{"customer": "C-1001", "lines": [{"item": "SOAP-1", "quantity": 24}]}"#;
const SUPPLY: &str = r#"{"supply": [
    {"reference": "LATE-1", "kind": "in_transit", "site": "HFA", "item": "SOAP-1",
     "quantity": 24, "due": "2026-11-20"}]}"#;

/// An order of each kind: short of goods, held, and one whose goods were released to be picked.
async fn world() -> World {
    let world = World::new();
    for order in [SHORT, HELD, SOAP] {
        world.place(order).await;
    }
    let key = world.master();
    let reply = world.send(&key, "POST /v1/supply", &[], SUPPLY).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    world.give(Command::Advance {
        order: OrderId(2),
        to: Stage::Released,
        site: SiteId(1),
        lines: Vec::new(),
        tracking: None,
        packages: Vec::new(),
    });
    world.name_customer(0, "<i>Asher</i>");
    world
}

/// The titles of the panels with their counts, and then the chips of what is with others.
fn told(page: &str) -> String {
    let main = page.split("<main").nth(1).unwrap();
    let panels = main
        .split("<h2>")
        .skip(1)
        .map(|title| title.split("</h2>").next().unwrap());
    let chips = main.split("<a class=\"chip\"").skip(1).map(|chip| {
        let text = chip.split_once('>').unwrap().1;
        text.split("</a>").next().unwrap()
    });
    let plain = |text: &str| {
        let mut plain = String::new();
        let mut inside = false;
        for letter in text.chars() {
            match letter {
                '<' => inside = true,
                '>' => inside = false,
                letter if !inside => plain.push(letter),
                _ => {}
            }
        }
        plain
    };
    let (panels, chips): (Vec<String>, Vec<String>) =
        (panels.map(plain).collect(), chips.map(plain).collect());
    match chips.is_empty() {
        true => panels.join(", "),
        false => format!("{} | {}", panels.join(", "), chips.join(", ")),
    }
}

#[tokio::test]
async fn each_role_finds_what_it_can_do_something_about_and_how_much_is_with_others() {
    let world = world().await;
    for (role, expected) in [
        (
            Role::Viewer,
            "Leaves today, On hold 1, Late or at risk 0, Short of goods 1, Overdue supply 1, \
             Nothing free 2",
        ),
        (
            Role::Desk,
            "Leaves today, On hold 1, Short of goods 1 | Overdue supply 1, Nothing free 2",
        ),
        (
            Role::Planner,
            "Leaves today, Short of goods 1, Overdue supply 1, Nothing free 2 | On hold 1",
        ),
        (
            Role::Picker,
            "Leaves today, To pick 1, To release 1 | On hold 1, Short of goods 1, \
             Overdue supply 1, Nothing free 2",
        ),
        (
            Role::Admin,
            "Leaves today, On hold 1, Short of goods 1, Overdue supply 1, Nothing free 2",
        ),
    ] {
        let mut browser = Browser::of(world.person(role, None));
        let page = browser.get(&world, "/").await;
        assert_eq!(page.status, 200, "{role:?}");
        let expected = expected.replace("Late or at risk 0, ", "");
        assert_eq!(told(&page.body), expected, "{role:?}: {}", page.body);
        let named = role.scopes().contains(Scope::CustomersRead);
        assert_eq!(page.body.contains("&lt;i&gt;Asher"), named, "{role:?}");
        assert!(!page.body.contains("<b>short") && !page.body.contains("<i>Asher"));
    }
}

#[tokio::test]
async fn every_count_is_that_of_the_list_it_leads_to() {
    let world = world().await;
    let mut browser = Browser::of(world.person(Role::Picker, None));
    let page = browser.get(&world, "/").await.body;
    let links: Vec<String> = page
        .split("href=\"/orders?")
        .skip(1)
        .map(|link| {
            format!(
                "/orders?{}",
                link.split('"').next().unwrap().replace("&amp;", "&")
            )
        })
        .collect();
    assert!(links.len() > 5, "{links:?}");
    for link in &links {
        let list = browser.get(&world, link).await;
        assert_eq!(list.status, 200, "{link}");
        assert!(
            list.body.contains("href=\"/orders/SO-"),
            "{link}: {}",
            list.body
        );
        assert!(!list.body.contains("class=\"error\""), "{link}");
    }
    let to_pick = "/orders?stage=released&leaves_to=2026-11-22";
    assert!(links.iter().any(|link| link == to_pick), "{links:?}");
    let list = browser.get(&world, to_pick).await.body;
    assert!(list.contains("SO-100002") && !list.contains("SO-100000"));
    assert!(list.contains("Leaves up to 22 Nov"), "{list}");
}

#[tokio::test]
async fn the_cut_off_of_a_site_stands_beside_what_leaves_there() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, "/").await.body;
    for expected in ["14:00", "5:00 h left", "site=HFA&amp;stage=released"] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let hebrew = browser.get(&world, "/?lang=he").await.body;
    assert!(
        hebrew.contains("שעת סף") && hebrew.contains("dir=\"rtl\""),
        "{hebrew}"
    );
}

#[tokio::test]
async fn a_customers_own_people_see_what_is_with_their_orders_and_nothing_else() {
    let world = world().await;
    for (customer, expected) in [(0, "Short of goods 1"), (1, "On hold 1")] {
        let customer = Some(CustomerId(customer));
        let mut browser = Browser::of(world.person(Role::Desk, customer));
        let page = browser.get(&world, "/").await.body;
        assert_eq!(told(&page), expected, "{page}");
        for foreign in ["Leaves today", "Overdue", "/stock", "/supply", "Backlog"] {
            assert!(!page.contains(foreign), "{foreign}: {page}");
        }
    }
}

#[tokio::test]
async fn where_nothing_waits_the_page_says_so_kindly() {
    let world = World::new();
    world.give(Command::ReceiveStock(vec![(
        SiteId(0),
        ItemId(1),
        Quantity(5),
    )]));
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, "/").await.body;
    assert!(page.contains("Nothing waits for you"), "{page}");
    assert!(page.contains("Orders today") && page.contains("aria-current=\"page\""));
    let customer = Some(CustomerId(1));
    let mut browser = Browser::of(world.person(Role::Viewer, customer));
    let page = browser.get(&world, "/").await.body;
    assert!(page.contains("Nothing waits for you") && page.contains("Open orders"));
}

#[tokio::test]
async fn a_key_that_expires_soon_is_told_to_whoever_manages_keys() {
    let world = World::new();
    for (name, days) in [("<b>shop</b>", 3), ("later", 40)] {
        let new = NewKey {
            name: name.to_owned(),
            scopes: Scopes::of(&[Scope::OrdersRead]),
            customer: None,
            expires_at: Some(now().at.plus_seconds(days * 86_400)),
        };
        world.app.keys.create(new, now().at).unwrap();
    }
    let mut admin = Browser::new(&world);
    let page = admin.get(&world, "/").await.body;
    assert_eq!(told(&page), "Keys about to expire 1", "{page}");
    assert!(page.contains("&lt;b&gt;shop") && !page.contains("later"));
    let mut desk = Browser::of(world.person(Role::Desk, None));
    assert!(!desk.get(&world, "/").await.body.contains("Keys about"));
}

/// A webhook, of which messages were given up if it says so.
fn webhook(world: &World, url: &str, dead: bool) -> Webhook {
    let webhooks = &world.app.webhooks;
    let new = NewWebhook {
        url: url.to_owned(),
        kinds: Vec::new(),
        description: "<b>told</b>".to_owned(),
        customer: None,
        after: FeedPlace::default(),
    };
    let (_, webhook) = webhooks.create(new, now().at).unwrap();
    if dead {
        give_up(world, &webhook);
    }
    webhook
}

/// A message for it that was given up.
pub fn give_up(world: &World, webhook: &Webhook) {
    let (webhooks, at) = (&world.app.webhooks, now().at);
    let event = FeedPlace {
        seq: webhook.told.seq + 1,
        nth: 0,
    };
    let message = WebhookDelivery {
        id: format!("msg_{}_9_0", webhook.id.0),
        event,
        kind: "order.placed".to_owned(),
        payload: b"{}".to_vec(),
        tried: 0,
    };
    let attempt = DeliveryAttempt {
        at,
        took: std::time::Duration::ZERO,
        status: Some(500),
        told: "answered 500".to_owned(),
    };
    let id = message.id.clone();
    let stored = webhooks.enqueue(webhook.id, &[message], webhook.told, event, at);
    assert!(stored.unwrap());
    let settled = webhooks.record(&id, &attempt, DeliverySettled::Dead);
    settled.unwrap();
}

#[tokio::test]
async fn a_webhook_that_fails_is_told_to_whoever_manages_it_and_one_that_rests_is_not() {
    let world = World::new();
    let urls =
        ["dead", "stopped", "resting", "well"].map(|name| format!("https://{name}.example/"));
    let [_, stopped, resting, _] = &urls;
    let stopped = webhook(&world, stopped, false);
    let resting = webhook(&world, resting, false);
    webhook(&world, &urls[0], true);
    webhook(&world, &urls[3], false);
    let (webhooks, at) = (&world.app.webhooks, now().at);
    webhooks
        .disable(stopped.id, "nothing was taken for five days", at)
        .unwrap();
    let by_hand = WebhookChange {
        disabled: Some(true),
        ..WebhookChange::default()
    };
    webhooks.change(resting.id, by_hand, at).unwrap();
    let mut admin = Browser::of(world.person(Role::Admin, None));
    let page = admin.get(&world, "/").await.body;
    assert!(told(&page).contains("Webhooks that fail 2"), "{page}");
    assert!(
        page.contains("href=\"/settings/webhooks/wh_3?state=dead\""),
        "{page}"
    );
    let list = admin
        .get(&world, "/settings/webhooks?show=failing")
        .await
        .body;
    for shown in [&page, &list] {
        assert!(
            shown.contains("https://dead") && shown.contains("https://stopped"),
            "{shown}"
        );
        assert!(
            !shown.contains("https://resting") && !shown.contains("https://well"),
            "{shown}"
        );
        assert!(!shown.contains("<b>told"), "{shown}");
    }
    let all = admin.get(&world, "/settings/webhooks").await.body;
    assert!(urls.iter().all(|url| all.contains(url.as_str())), "{all}");
    let mut desk = Browser::of(world.person(Role::Desk, None));
    let page = desk.get(&world, "/").await.body;
    assert!(!page.contains("Webhooks"), "{page}");
}

#[tokio::test]
async fn documents_that_nobody_could_read_lead_to_their_list() {
    let world = World::new();
    for (number, read_as) in [(1, ReadAs::Unreadable), (2, ReadAs::Other)] {
        let document = ContentHash([number; 32]);
        world.give(Command::ReceiveDocument { document });
        let requests = Vec::new();
        world.give(Command::RecordReading {
            document,
            read_as,
            requests,
        });
    }
    world.caught_up();
    let mut desk = Browser::of(world.person(Role::Desk, None));
    let page = desk.get(&world, "/").await.body;
    assert!(told(&page).contains("Unreadable documents 1"), "{page}");
    assert!(
        page.contains("href=\"/documents?show=unreadable\""),
        "{page}"
    );
    let rows = |page: &str| page.matches("download").count();
    let list = desk.get(&world, "/documents?show=unreadable").await.body;
    assert_eq!(rows(&list), 1, "{list}");
    assert_eq!(rows(&desk.get(&world, "/documents").await.body), 2);
}
