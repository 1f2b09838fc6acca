//! Orders that a person has to look at: something in them is not what it should be.

use super::clean::placed;
use super::maker::{Maker, doubtful};
use crate::document::{Format, SampleOrder, render};
use vocab::{Currency, Day, Decimal};

pub(super) fn add(maker: &mut Maker) {
    let add = |maker: &mut Maker, format: Format, word: &str, kind: &str, why: &str, order| {
        let bytes = render(&order, format);
        maker.add(word, format.extension(), doubtful(kind, why, order, bytes));
    };
    let mut order = maker.order(Format::CsvComma, 3);
    forget_item(&mut order);
    let why = "Line 1 names goods that are not in the catalogue";
    add(
        maker,
        Format::CsvComma,
        "unknown-item",
        "Order sheet with an unknown item",
        why,
        order,
    );

    let mut order = maker.order(Format::X12v5010, 1);
    let agreed = order.lines[0].price.unwrap_or(0);
    order.lines[0].price = Some(agreed * 92 / 100);
    let why = "Line 1 states eight percent less than the price list; one percent is let through";
    add(
        maker,
        Format::X12v5010,
        "price-difference",
        "X12 850 with another price",
        why,
        order,
    );

    let earlier = placed(maker, "edifact-odd-separators");
    let mut order = maker.order(Format::Orders96a, 1);
    order.po_number = earlier.po_number;
    let why = "The customer has sent this PO number before, for other goods";
    add(
        maker,
        Format::Orders96a,
        "duplicate-po",
        "EDIFACT ORDERS with a used PO number",
        why,
        order,
    );

    let mut order = maker.order(Format::Ubl, 3);
    order.currency = Currency::USD;
    let why = "Prices in dollars; the customer is charged in shekels";
    add(
        maker,
        Format::Ubl,
        "wrong-currency",
        "UBL order in another currency",
        why,
        order,
    );

    let mut order = maker.order(Format::CsvSemicolon, 1);
    nonsense_quantities(&mut order);
    let why = "Quantities of zero, minus five and a million millions are not orders";
    add(
        maker,
        Format::CsvSemicolon,
        "nonsense-quantity",
        "Order sheet with nonsense quantities",
        why,
        order,
    );

    let mut order = maker.order(Format::KeptJson, 4);
    order.requested = Day::from_civil(2206, 3, 8);
    let why = "Wanted in 180 years; a year ahead is let through";
    add(
        maker,
        Format::KeptJson,
        "absurd-date",
        "Kept's own order JSON with an absurd date",
        why,
        order,
    );

    let mut order = maker.order(Format::Xlsx, 3);
    order.buyer.code = "99120".to_owned();
    order.buyer.name = "Kiosk HaPartizan".to_owned();
    order.buyer.email = "kiosk@kiosk-hapartizan.example".to_owned();
    order.ship_to.code = "99120-01".to_owned();
    let why = "Nobody with this number or name is a customer";
    add(
        maker,
        Format::Xlsx,
        "unknown-customer",
        "Order form of an unknown customer",
        why,
        order,
    );

    lost_line(maker);
}

/// Puts goods on line 1 that no catalogue has.
fn forget_item(order: &mut SampleOrder) {
    let line = &mut order.lines[0];
    line.code = Some("ZZX-7734".to_owned());
    line.gtin = None;
    line.description = "Dragonfruit Sorbet Powder 3 kg".to_owned();
    line.hebrew = "אבקת סורבה פיטאיה 3 ק\"ג".to_owned();
}

fn nonsense_quantities(order: &mut SampleOrder) {
    let nonsense = [0, -5, 1_000_000_000_000];
    for (line, quantity) in order.lines.iter_mut().zip(nonsense) {
        line.quantity = Decimal::whole(quantity);
    }
}

/// The counts and the total of the whole order, with one line less.
fn lost_line(maker: &mut Maker) {
    let order = maker.order(Format::X12v4010, 1);
    let text = String::from_utf8_lossy(&render(&order, Format::X12v4010)).into_owned();
    let start = text.find("PO1*2*").expect("the order has a second line");
    let end = text.find("PO1*3*").expect("the order has a third line");
    let text = [&text[..start], &text[end..]].concat();
    let why = "Counts and total of the envelope say that a line was lost on the way";
    let sample = doubtful(
        "X12 850 that has lost a line",
        why,
        order,
        text.into_bytes(),
    );
    maker.add("x12-lost-line", "x12", sample);
}
