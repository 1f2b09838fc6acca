//! Stock to take in, and supply that is still to come.

use crate::cells::{Cells, each, line};
use crate::column::{Column, optional, required};
use crate::plan::Plan;
use crate::problem::Problems;
use crate::table::Table;
use book::order::REFERENCE_MAX;
use book::stock::supply::{Supply, SupplyDraft, SupplyKind};
use book::{Book, Command};
use std::collections::HashMap;
use vocab::{Day, Decimal, ItemId, Quantity, Ratio, SiteId, Unit};

/// The columns of stock.
pub const STOCK: &[Column] = &[
    required("site", "the code of a site", "NORTH"),
    required("item", "the code of an item", "COFFEE-250"),
    required("quantity", "a number above 0", "40"),
    optional("unit", "a unit of the item", "case"),
];

/// The columns of supply.
pub const SUPPLY: &[Column] = &[
    required("reference", "a text of at most 80 characters", "PO-7001"),
    required("kind", "in_transit or purchase_order", "purchase_order"),
    required("site", "the code of a site", "NORTH"),
    required("item", "the code of an item", "COFFEE-250"),
    required("quantity", "a number above 0", "80"),
    optional("unit", "a unit of the item", "case"),
    required("due", "a day like 2027-01-10", "2027-01-10"),
];

/// Plans a receipt of stock. It is received each time that it is imported.
pub fn stock(tables: &[Table], book: &Book, problems: &mut Problems) -> Plan {
    let (mut plan, mut rows) = (Plan::default(), Vec::new());
    each(tables, problems, |cells| {
        if let Some(row) = goods(cells, book) {
            plan.tally.count(false, true);
            rows.push((cells.place(), row));
        }
    });
    plan.add(rows, |_| 32, Command::ReceiveStock);
    plan
}

/// Where, what and how much in base units.
fn goods(cells: &mut Cells<'_>, book: &Book) -> Option<(SiteId, ItemId, Quantity)> {
    let site = cells.find("site", "site", |code| book.company.site_by_code(code));
    let item = cells.find("item", "item", |code| book.company.item_by_code(code));
    let quantity = cells.read("quantity", Decimal::parse);
    let row = &book.company.items[item?.index()];
    let unit = cells.read_or("unit", row.base_unit, row.base_unit, |cell| {
        Unit::parse(cell).filter(|unit| row.ratio(*unit).is_some())
    })?;
    let (quantity, ratio) = (quantity?, row.ratio(unit).unwrap_or(Ratio::ONE));
    let base = ratio.to_base(quantity).filter(|base| !base.is_zero());
    if base.is_none() {
        let each = row.base_unit;
        cells.wrong("quantity", || {
            let most = vocab::quantity::QUANTITY_MAX;
            format!("expected a whole number of the base unit ({each}), 1 to {most}; there is {quantity} {unit}")
        });
    }
    Some((site?, item?, base?))
}

/// Plans supply. What is announced already in the same words stays as it is.
pub fn supply(tables: &[Table], book: &Book, problems: &mut Problems) -> Plan {
    let (mut plan, mut seen, mut rows) = (Plan::default(), HashMap::new(), Vec::new());
    each(tables, problems, |cells| {
        let Some(draft) = announced(cells, book) else {
            return;
        };
        if cells
            .once(&mut seen, draft.reference.clone(), "reference")
            .is_none()
        {
            return;
        }
        let present = book.supply_by_reference(&draft.reference);
        match present.and_then(|id| book.stock.supplies.get(&id)) {
            Some(open) if !is_same(open, &draft) => cells.wrong("reference", || {
                format!(
                    "expected one that is not announced already as {}",
                    shown(open, book)
                )
            }),
            present => {
                if plan.tally.count(present.is_some(), false) {
                    rows.push((cells.place(), draft));
                }
            }
        }
    });
    plan.add(
        rows,
        |draft| 64 + draft.reference.len(),
        Command::AnnounceSupply,
    );
    plan
}

fn announced(cells: &mut Cells<'_>, book: &Book) -> Option<SupplyDraft> {
    let reference = cells.read("reference", |cell| line(cell, REFERENCE_MAX));
    let kind = cells.read("kind", supply_kind);
    let goods = goods(cells, book);
    let due = cells.read("due", Day::parse)?;
    let (site, item, quantity) = goods?;
    Some(SupplyDraft {
        reference: reference?,
        kind: kind?,
        site,
        item,
        quantity,
        due,
    })
}

fn supply_kind(cell: &str) -> Option<SupplyKind> {
    let kinds = [SupplyKind::InTransit, SupplyKind::PurchaseOrder];
    kinds
        .into_iter()
        .find(|kind| kind.as_str().eq_ignore_ascii_case(cell))
}

fn is_same(open: &Supply, draft: &SupplyDraft) -> bool {
    let terms = |kind, site, item, quantity, due| (kind as u8, site, item, quantity, due);
    terms(open.kind, open.site, open.item, open.open, open.due)
        == terms(
            draft.kind,
            draft.site,
            draft.item,
            draft.quantity,
            draft.due,
        )
}

fn shown(open: &Supply, book: &Book) -> String {
    let company = &book.company;
    let (item, site) = (
        &company.items[open.item.index()],
        &company.sites[open.site.index()],
    );
    let (kind, quantity, due) = (open.kind.as_str(), open.open, open.due);
    format!(
        "{kind} of {quantity} {} {} to {} due {due}",
        item.base_unit, item.code, site.code
    )
}
