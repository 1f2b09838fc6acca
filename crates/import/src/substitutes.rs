//! Substitutes: one row for each item that may be given instead of another, the best first.

use crate::also;
use crate::cells::{Cells, each};
use crate::column::{Column, optional, required};
use crate::plan::{Place, Plan};
use crate::problem::Problems;
use crate::table::Table;
use crate::written::Written;
use book::{Book, Command};
use std::collections::{BTreeMap, HashMap};
use vocab::ItemId;

/// The columns.
pub const COLUMNS: &[Column] = &[
    required(
        "item",
        "the code of an item",
        ["COFFEE-250", "TEA-20"],
        also::ITEM,
    ),
    optional(
        "substitute",
        "the code of an item; empty is none",
        ["TEA-20", "COFFEE-250"],
        also::SUBSTITUTE,
    ),
];

/// Plans substitutes. An item that is named has those of the file, in the order of its rows, and no
/// others; a row without a substitute names the item only.
pub fn substitutes(tables: &[Table], book: &Book, problems: &mut Problems) -> Plan {
    let mut seen = HashMap::new();
    let mut items: BTreeMap<ItemId, Vec<(Place, Option<ItemId>)>> = BTreeMap::new();
    each(tables, problems, |cells| {
        let by_code = |code: &str| book.company.item_by_code(code);
        let item = cells.find("item", "item", by_code);
        let other = match cells.text("substitute") {
            "" => Some(None),
            _ => cells.find("substitute", "item", by_code).map(Some),
        };
        let (Some(item), Some(other)) = (item, other) else {
            return;
        };
        if cells.once(&mut seen, (item, other), "substitute").is_some() {
            items.entry(item).or_default().push((cells.place(), other));
        }
    });
    let mut plan = Plan::default();
    for (item, rows) in items {
        let named: Vec<(Place, ItemId)> = rows
            .iter()
            .filter_map(|(place, other)| Some((*place, (*other)?)))
            .collect();
        let present = book.company.substitutes_of(item);
        let known = !present.is_empty();
        let differs = !present.iter().eq(named.iter().map(|(_, other)| other));
        rows.iter()
            .for_each(|(place, _)| plan.tally.mark(*place, known, differs));
        // What has no substitute, and is to have none, is there just so.
        if !plan.tally.count(known || !differs, differs) {
            continue;
        }
        let command = |substitutes| Command::PutSubstitutes { item, substitutes };
        match named.is_empty() {
            true => plan.single(rows[0].0, command(Vec::new()), false),
            false => plan.add(named, |_| 8, command),
        }
    }
    plan
}

/// What may be given instead of an item as its row.
pub fn written(item: ItemId, other: ItemId, book: &Book) -> Written {
    let code = |item: ItemId| book.company.items[item.index()].code.as_str();
    Written::default().text(code(item)).text(code(other))
}

/// A row as it is understood.
pub fn understood(cells: &mut Cells<'_>, book: &Book) -> Option<Written> {
    let item = |column: &str| book.company.item_by_code(cells.text(column));
    Some(written(item("item")?, item("substitute")?, book))
}

/// All items with each of their substitutes.
pub fn substitutes_of_all(book: &Book) -> impl Iterator<Item = (ItemId, ItemId)> {
    book.company
        .substitutes
        .iter()
        .flat_map(|(item, others)| others.iter().map(|other| (*item, *other)))
}
