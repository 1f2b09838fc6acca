//! Items, customers, sites and their prices, lanes and addresses.

use super::lived;
use super::random::life;
use super::world::World;
use crate::{CustomerFilter, ItemFilter, OrderFilter, OrderState};
use book::Command;
use book::company::{Consent, CustomerDraft, Item, ShipToDraft};
use vocab::{CustomerId, Gtin, ItemId, PriceListId, Unit, ZoneId};

fn with_more_items() -> World {
    let mut world = World::new();
    let tea = world.book.company.items[1].clone();
    let more = [
        ("TEA-GREEN", "Green tea, תה ירוק", Some("04006381333931")),
        ("TEA-BLACK", "Black tea", None),
        ("0042", "Sugar", None),
    ];
    let items = more.map(|(code, description, gtin)| Item {
        code: code.to_owned(),
        description: description.to_owned(),
        gtins: gtin
            .iter()
            .map(|gtin| (Gtin::parse(gtin).unwrap(), Unit::Each))
            .collect(),
        ..tea.clone()
    });
    world.give(Command::PutItems(items.into()));
    world
}

#[test]
fn items_are_found_by_code_description_and_gtin() {
    let world = with_more_items();
    let find = |text: &str| {
        let filter = ItemFilter {
            text: Some(text.to_owned()),
        };
        let page = world.reader().items(&filter, None, 10).unwrap();
        let codes: Vec<String> = page.items.into_iter().map(|row| row.item.code).collect();
        codes.join(" ")
    };
    let cases = [
        ("tea", "TEA TEA-BLACK TEA-GREEN"),
        ("tea-g", "TEA-GREEN"),
        ("black", "TEA-BLACK"),
        ("ירוק", "TEA-GREEN"),
        ("4006381333931", "TEA-GREEN"),
        ("04006381333931", "TEA-GREEN"),
        ("0042", "0042"),
        ("42", ""),
        ("\" OR *", ""),
        ("", ""),
    ];
    for (text, codes) in cases {
        assert_eq!(find(text), codes, "{text}");
    }
}

#[test]
fn an_item_is_found_by_what_it_is_called_now() {
    let mut world = with_more_items();
    for description in ["Cane sugar", "Salt"] {
        let sugar = Item {
            description: description.to_owned(),
            ..world.book.company.items[4].clone()
        };
        world.give(Command::PutItems(vec![sugar]));
    }
    for (text, found) in [("salt", 1), ("sugar", 0), ("cane", 0)] {
        let filter = ItemFilter {
            text: Some(text.to_owned()),
        };
        let page = world.reader().items(&filter, None, 10).unwrap();
        assert_eq!(page.items.len(), found, "{text}");
    }
}

#[test]
fn a_cursor_walks_items_and_prices_by_code() {
    let world = with_more_items();
    let reader = world.reader();
    for text in [None, Some("tea".to_owned())] {
        let filter = ItemFilter { text };
        let whole = reader.items(&filter, None, 50).unwrap().items;
        let (mut walked, mut after) = (Vec::new(), None);
        loop {
            let page = reader.items(&filter, after, 1).unwrap();
            walked.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(walked, whole);
        assert!(walked.is_sorted_by_key(|row| row.item.code.clone()));
    }
    let lists = reader.price_lists().unwrap();
    assert_eq!((lists.len(), lists[0].code.as_str()), (1, "LIST"));
    let first = reader.prices(PriceListId(0), None, 1).unwrap();
    let second = reader.prices(PriceListId(0), first.next, 1).unwrap();
    assert_eq!(
        (
            first.items[0].item_code.as_str(),
            first.items[0].price.minor
        ),
        ("COFFEE", 1_000)
    );
    assert_eq!(
        (second.items[0].item_code.as_str(), second.next),
        ("TEA", None)
    );
    let coffee = reader.item(ItemId(0)).unwrap().unwrap();
    assert_eq!(coffee.prices, first.items);
}

#[test]
fn the_orders_of_a_customer_are_counted_as_they_are_listed() {
    for seed in 0..2 {
        let world = life(seed, |_| {});
        let reader = world.reader();
        let page = reader
            .customers(&CustomerFilter::default(), None, 10)
            .unwrap();
        assert_eq!(page.items.len(), 2);
        for summary in page.items {
            let filter = OrderFilter {
                customer: Some(summary.customer.id),
                ..OrderFilter::default()
            };
            let orders = reader.orders(&filter, None, 200).unwrap().items;
            let count = |state| orders.iter().filter(|row| row.state == state).count() as u64;
            let told = &summary.orders;
            assert_eq!(
                [told.open, told.held, told.closed, told.cancelled],
                [
                    OrderState::Open,
                    OrderState::Held,
                    OrderState::Closed,
                    OrderState::Cancelled
                ]
                .map(count)
            );
            let active =
                |row: &&crate::OrderRow| matches!(row.state, OrderState::Open | OrderState::Held);
            let value: i64 = orders
                .iter()
                .filter(active)
                .map(|row| row.value.minor)
                .sum();
            assert_eq!(
                told.open_value.iter().map(|money| money.minor).sum::<i64>(),
                value
            );
            assert_eq!(told.last, orders.first().map(|row| row.id));
            let view = reader.customer_view(summary.customer.id).unwrap().unwrap();
            assert_eq!(
                view.recent,
                orders.iter().take(10).cloned().collect::<Vec<_>>()
            );
            assert_eq!(view.summary, summary);
        }
    }
}

#[test]
fn customers_are_found_by_the_beginning_of_their_number() {
    let mut world = World::new();
    let draft = |code: &str, blocked: bool| CustomerDraft {
        code: code.to_owned(),
        price_list: "LIST".to_owned(),
        credit_limit: None,
        receivable: 700,
        one_time_addresses: false,
        ship_complete: true,
        blocked,
        substitutes: Consent::default(),
        gln: None,
        parts: vec![
            ("THEIR-1".to_owned(), "TEA".to_owned()),
            ("THEIR-2".to_owned(), "COFFEE".to_owned()),
        ],
        ship_tos: ["B", "A", "C"]
            .map(|code| ShipToDraft {
                code: code.to_owned(),
                zone: ZoneId(1),
                gln: None,
            })
            .into(),
    };
    world.give(Command::PutCustomers(vec![
        draft("C10", true),
        draft("D1", false),
    ]));
    let reader = world.reader();
    let find = |prefix: Option<&str>, blocked: Option<bool>| {
        let filter = CustomerFilter {
            prefix: prefix.map(str::to_owned),
            blocked,
        };
        let page = reader.customers(&filter, None, 10).unwrap();
        let codes: Vec<String> = page
            .items
            .into_iter()
            .map(|row| row.customer.code)
            .collect();
        codes.join(" ")
    };
    assert_eq!(find(None, None), "C1 C10 C2 D1");
    assert_eq!(find(Some("C1"), None), "C1 C10");
    assert_eq!(find(Some("C"), Some(true)), "C10");
    assert_eq!(find(Some("%"), None), "");
    let view = reader.customer_view(CustomerId(2)).unwrap().unwrap();
    let ship_tos: Vec<&str> = view.ship_tos.iter().map(|row| row.code.as_str()).collect();
    assert_eq!(
        (ship_tos, view.parts, view.receivable),
        (vec!["A", "B", "C"], 2, 700)
    );
    assert_eq!(
        (view.price_list.code.as_str(), view.ship_complete),
        ("LIST", true)
    );
    let first = reader.ship_tos(CustomerId(2), None, 2).unwrap();
    let rest = reader.ship_tos(CustomerId(2), first.next, 2).unwrap();
    assert_eq!(
        (first.items.len(), rest.items.len(), rest.next),
        (2, 1, None)
    );
    let one = reader.ship_to_by_code(CustomerId(2), "B").unwrap().unwrap();
    assert_eq!((one.customer_code.as_str(), one.zone), ("C10", ZoneId(1)));
    let parts = reader.parts(CustomerId(2), Some("THEIR-1"), 5).unwrap();
    assert_eq!(parts.items[0].item_code, "COFFEE");
    let of: Vec<CustomerId> = [2, 99, 0].map(CustomerId).into();
    assert_eq!(reader.customers_of(&of).unwrap().len(), 2);
}

#[test]
fn sites_tell_when_they_ship_and_where_to() {
    let world = lived();
    let reader = world.reader();
    let site = reader.site_by_code("DC2").unwrap().unwrap();
    assert_eq!(site.calendar.cutoff_minute, 16 * 60);
    assert_eq!(reader.calendars().unwrap().len(), 2);
    let lanes = reader.lanes(site.site.id).unwrap();
    assert_eq!(
        (lanes.len(), lanes[0].zone, lanes[0].lane.transit_days),
        (1, ZoneId(1), 2)
    );
}
