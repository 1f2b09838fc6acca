//! What suppliers could deliver: how much of an item to which site, how soon and at what cost.

use crate::also;
use crate::cells::{Cells, code, each, whole};
use crate::column::{Column, optional, required};
use crate::plan::{Place, Plan};
use crate::problem::Problems;
use crate::stock::in_base;
use crate::table::Table;
use crate::written::Written;
use book::company::RATE_MAX;
use book::stock::supplier::{LEAD_DAYS_MAX, Offered, OnTerms};
use book::{Book, Command};
use std::collections::HashMap;
use vocab::Quantity;

/// The columns.
pub const COLUMNS: &[Column] = &[
    required(
        "supplier",
        "a code of at most 40 characters",
        ["ROASTERS", "TEAHOUSE"],
        also::SUPPLIER,
    ),
    required(
        "item",
        "the code of an item",
        ["COFFEE-250", "TEA-20"],
        also::ITEM,
    ),
    required("site", "the code of a site", ["NORTH", "SOUTH"], also::SITE),
    required(
        "quantity",
        "a number from 0 on, any where as much is made as is called off, or none to take the row away",
        ["600", "any"],
        also::SUPPLIER_HAS,
    ),
    optional("unit", "a unit of the item", ["case", ""], also::UNIT),
    required(
        "lead_days",
        "a whole number of days, 0 to 730",
        ["5", "14"],
        also::LEAD_DAYS,
    ),
    optional(
        "cost",
        "an amount like 45.00, what one call-off costs beyond the goods",
        ["45.00", ""],
        also::CALL_OFF_COST,
    ),
];

/// What stands for a quantity where as much is made as is called off.
const ANY: &str = "any";
/// What stands for a quantity where the row is to be taken away.
const NONE: &str = "none";

/// Plans what suppliers have. Rows that the file does not name stay; who has nothing by now keeps its
/// terms.
pub fn supplier_stock(tables: &[Table], book: &Book, problems: &mut Problems) -> Plan {
    let (mut plan, mut seen, mut rows) = (Plan::default(), HashMap::new(), Vec::new());
    each(tables, problems, |cells| {
        let Some((offered, terms)) = row(cells, book, &mut seen) else {
            return;
        };
        let present = book.stock.suppliers.get(&offered);
        let is_gone = terms.quantity == Some(Quantity::ZERO) && !terms.stays;
        // What is not there, and is to be taken away, is there just so.
        let (known, differs) = match present {
            Some(present) => (true, is_gone || told(present) != told(&terms)),
            None => (is_gone, !is_gone),
        };
        if plan.tally.record(cells.place(), known, differs) {
            rows.push((cells.place(), (offered, terms)));
        }
    });
    let bytes = |(offered, _): &(Offered, OnTerms)| 48 + offered.supplier.len();
    plan.add(rows, bytes, Command::PutSupplierStock);
    plan
}

/// What a row tells of terms.
fn told(terms: &OnTerms) -> (Option<Quantity>, u16, i64) {
    (terms.quantity, terms.lead_days, terms.cost)
}

fn row(
    cells: &mut Cells<'_>,
    book: &Book,
    seen: &mut HashMap<Offered, Place>,
) -> Option<(Offered, OnTerms)> {
    let supplier = cells.read("supplier", code);
    let site = cells.find("site", "site", |code| book.company.site_by_code(code));
    let item = cells.find("item", "item", |code| book.company.item_by_code(code));
    let is = |word: &str| cells.text("quantity").eq_ignore_ascii_case(word);
    let (any, none) = (is(ANY), is(NONE));
    let quantity = match (any, none) {
        (true, _) => Some(None),
        (_, true) => Some(Some(Quantity::ZERO)),
        (false, false) => in_base(cells, book, item, Quantity::ZERO).map(Some),
    };
    let days = 0..=u64::from(LEAD_DAYS_MAX);
    let lead_days = cells.read("lead_days", |cell| whole(cell, days));
    let offered = Offered {
        item: item?,
        site: site?,
        supplier: supplier?,
    };
    cells.once(seen, offered.clone(), "supplier")?;
    let present = book.stock.suppliers.get(&offered);
    let cost = match cells.text("cost") {
        "" if cells.has("cost") => Some(0),
        "" => Some(present.map_or(0, |terms| terms.cost)),
        _ => cells.money("cost", book.policy.currency, 0..=RATE_MAX),
    };
    let terms = OnTerms {
        quantity: quantity?,
        lead_days: lead_days?,
        cost: cost?,
        stays: quantity == Some(Some(Quantity::ZERO)) && !none,
    };
    Some((offered, terms))
}

/// What a supplier has as its row, in base units.
pub fn written((offered, terms): (&Offered, &OnTerms), book: &Book) -> Written {
    let company = &book.company;
    let item = &company.items[offered.item.index()];
    let quantity = terms
        .quantity
        .map_or(ANY.to_owned(), |left| left.to_string());
    Written::default()
        .text(&offered.supplier)
        .text(&item.code)
        .text(&company.sites[offered.site.index()].code)
        .plain(quantity)
        .plain(item.base_unit)
        .plain(terms.lead_days)
        .money(terms.cost, book.policy.currency)
}

/// A row as it is understood; `None` where it is taken away.
pub fn understood(cells: &mut Cells<'_>, book: &Book) -> Option<Written> {
    let offered = Offered {
        item: book.company.item_by_code(cells.text("item"))?,
        site: book.company.site_by_code(cells.text("site"))?,
        supplier: cells.text("supplier").to_owned(),
    };
    let terms = book.stock.suppliers.get(&offered)?;
    Some(written((&offered, terms), book))
}
