//! The packing slip (delivery note): what lies in which package of a shipment.

use super::block::{self, MARGIN, inside};
use super::sheet::{A4, BODY, SMALL, Sheets, Side};
use super::table::{Column, Row, column, table};
use super::words::{Language, Word};
use crate::outbound::Despatch;
use crate::outbound::despatch::{Package, PackageKind, PackedLine, kilograms};
use crate::outbound::message::{Message, Unsayable};
use vocab::Unit;

const COLUMNS: &[Column] = &[
    column(Word::Line, 5.0, Side::Start),
    column(Word::Item, 10.0, Side::Start),
    column(Word::BuyerItem, 10.0, Side::Start),
    column(Word::Description, 28.0, Side::Start),
    column(Word::Lot, 9.0, Side::Start),
    column(Word::BestBefore, 11.0, Side::Start),
    column(Word::Ordered, 8.0, Side::End),
    column(Word::Quantity, 8.0, Side::End),
    column(Word::Unit, 8.0, Side::Start),
];

/// Makes the packing slip of a shipment, A4: who, what, in which package, and room for a signature.
///
/// # Errors
/// When the shipment is larger than [`Despatch::check`] allows.
pub fn packing_slip(language: Language, facts: &Despatch) -> Result<Message, Unsayable> {
    facts.check()?;
    let mut sheets = Sheets::new(language, A4);
    let top = block::title(&mut sheets, Word::PackingSlip, &facts.number);
    let parties = [
        (Word::Seller, &facts.seller),
        (Word::Buyer, &facts.buyer),
        (Word::To, &facts.ship_to),
    ];
    let top = block::parties(&mut sheets, top, &parties);
    let top = block::numbers(&mut sheets, top, &numbers(language, facts));
    let bottom = table(&mut sheets, top, COLUMNS, &rows(language, facts));
    signature(&mut sheets, bottom);
    block::finish(sheets, Word::PackingSlip, &facts.number)
}

fn numbers(language: Language, facts: &Despatch) -> [(Word, Option<String>); 8] {
    let joined = |numbers: Vec<&str>| Some(numbers.join(", "));
    let orders = || facts.orders.iter().map(|order| &order.order);
    let carriage = facts.carriage.as_ref();
    let kilograms = facts.weight_grams().and_then(kilograms);
    let kg = language.unit(Unit::Kilogram);
    [
        (Word::Shipped, Some(facts.shipped.to_string())),
        (Word::Expected, facts.expected.map(|day| day.to_string())),
        (
            Word::PurchaseOrder,
            joined(orders().map(|o| &*o.po_number).collect()),
        ),
        (
            Word::OurOrder,
            joined(orders().map(|o| &*o.order_number).collect()),
        ),
        (Word::Carrier, carriage.map(|c| c.carrier.clone())),
        (Word::Tracking, carriage.and_then(|c| c.tracking.clone())),
        (Word::Packages, Some(facts.packages().count().to_string())),
        (
            Word::Weight,
            kilograms.map(|weight| format!("{weight} {kg}")),
        ),
    ]
}

fn rows(language: Language, facts: &Despatch) -> Vec<Row> {
    let mut rows = Vec::new();
    for order in &facts.orders {
        if facts.orders.len() > 1 {
            let number = &order.order.po_number;
            let word = language.say(Word::PurchaseOrder);
            rows.push(Row::Heading(format!("{word} {number}")));
        }
        for package in &order.packages {
            package.walk(&mut |package| {
                rows.push(Row::Heading(heading(language, package)));
                let lines = package.contents.iter();
                rows.extend(lines.map(|line| Row::Cells(cells(language, line))));
            });
        }
    }
    rows
}

fn heading(language: Language, package: &Package) -> String {
    let kind = language.say(match package.kind {
        PackageKind::Pallet => Word::Pallet,
        PackageKind::Carton => Word::Carton,
    });
    match package.sscc {
        Some(sscc) => format!("{kind} {sscc}"),
        None => kind.to_owned(),
    }
}

fn cells(language: Language, line: &PackedLine) -> Vec<String> {
    let day = line.best_before.map(|day| day.to_string());
    vec![
        line.reference.said(),
        line.item.seller_code.clone(),
        line.item.buyer_code.clone().unwrap_or_default(),
        line.item.name.clone(),
        line.lot.clone().unwrap_or_default(),
        day.unwrap_or_default(),
        line.ordered.to_string(),
        line.quantity.to_string(),
        language.unit(line.measure.unit).to_owned(),
    ]
}

/// A line to sign on, on a page that has room for it.
fn signature(sheets: &mut Sheets, bottom: f32) {
    let mut top = bottom + 48.0;
    if top > sheets.size.height - 1.5 * MARGIN {
        sheets.turn();
        top = MARGIN + 48.0;
    }
    let width = inside(sheets) / 2.0;
    sheets.rule(MARGIN, top, width, 0.6);
    let words = sheets.language.say(Word::ReceivedBy);
    sheets.words(MARGIN, top + BODY.leading(), Side::Start, SMALL, words);
}
