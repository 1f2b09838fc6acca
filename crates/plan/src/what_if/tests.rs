//! Orders that nobody placed.

use super::what_if;
use crate::resolve::Terms;
use book::order::{LineDraft, OrderDraft, StatedItem};
use book::story::after;
use vocab::{Day, Quantity, Unit};

/// What could be done for an order of coffee by C1, wanted on a day, after a story: when it arrives as
/// things are, and each way with its cost and the day that the order arrives on then.
fn told(story: &str, quantity: u64, wanted: &str) -> Vec<String> {
    let (book, stamp) = after(story);
    let line = LineDraft {
        item: StatedItem::Known(book.company.item_by_code("COFFEE").unwrap()),
        quantity: Quantity(quantity),
        unit: Unit::Each,
        stated_price: None,
        requested: None,
    };
    let draft = OrderDraft {
        customer: book.company.customer_by_code("C1").unwrap(),
        ship_to: None,
        address_in_doubt: false,
        po_number: None,
        currency: None,
        requested: Day::parse(wanted),
        expires: None,
        terms: book::order::Terms::default(),
        lines: vec![line],
    };
    let found = what_if(book.clone(), draft, &Terms::default(), &stamp).unwrap();
    let day = |day: Option<Day>| day.map_or("no day".to_owned(), |day| day.to_string());
    let mut told: Vec<String> = found.arrives.iter().map(|arrives| day(*arrives)).collect();
    for way in &found.ways {
        let own = way.shifts.iter().find(|shift| shift.order == found.order);
        let becomes = day(own.and_then(|shift| shift.becomes));
        told.push(format!(
            "{} {}: {becomes}",
            way.resolution.as_str(),
            way.cost
        ));
    }
    told
}

#[test]
fn an_order_that_is_there_when_it_is_wanted_needs_nothing() {
    let story = "clock 2026-03-01 09:00\nstock DC1 COFFEE 10";
    assert_eq!(told(story, 10, "2026-03-05"), ["2026-03-05"]);
}

#[test]
fn what_would_be_short_can_be_called_off_or_taken_from_who_can_wait() {
    let story = "
        clock 2026-03-01 09:00
        stock DC1 COFFEE 10
        supplier ACME COFFEE DC1 any lead 2 cost 8.00
        order C2 COFFEE 8 / by 2026-03-20";
    let expected = [
        "no day",
        "other_supplier 1200: 2026-03-05",
        "priority_swap 1400: 2026-03-05",
    ];
    assert_eq!(told(story, 10, "2026-03-05"), expected);
}
