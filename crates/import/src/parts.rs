//! The customers' own part numbers, added to those that they have.

use crate::also;
use crate::cells::{Cells, code, each};
use crate::column::{Column, required};
use crate::customers::{bytes, present};
use crate::plan::{Place, Plan};
use crate::problem::Problems;
use crate::table::Table;
use crate::written::Written;
use book::{Book, Command};
use std::collections::{BTreeMap, HashMap};
use vocab::{CustomerId, ItemId};

/// The columns.
pub const COLUMNS: &[Column] = &[
    required(
        "customer",
        "the number of a customer",
        ["20417", "20417"],
        also::CUSTOMER,
    ),
    required(
        "customer_part",
        "a part number of at most 40 characters",
        ["887-4", "887-5"],
        also::CUSTOMER_PART,
    ),
    required(
        "item",
        "the code of an item",
        ["COFFEE-250", "TEA-20"],
        also::ITEM,
    ),
];

/// New and changed part numbers of a customer.
struct Parts {
    first: Place,
    items: BTreeMap<String, String>,
}

/// Plans part numbers. Those of a customer that the file does not name stay.
pub fn parts(tables: &[Table], book: &Book, problems: &mut Problems) -> Plan {
    let (mut plan, mut seen) = (Plan::default(), HashMap::new());
    let mut customers: BTreeMap<CustomerId, Parts> = BTreeMap::new();
    each(tables, problems, |cells| {
        let Some((customer, part, item)) = row(cells, book) else {
            return;
        };
        if cells
            .once(&mut seen, (customer, part.clone()), "customer_part")
            .is_none()
        {
            return;
        }
        let present = book.company.customers[customer.index()].parts.get(&part);
        if plan.tally.compare(cells.place(), present, &item) {
            let first = cells.place();
            let parts = customers.entry(customer).or_insert_with(|| Parts {
                first,
                items: BTreeMap::new(),
            });
            parts
                .items
                .insert(part, book.company.items[item.index()].code.clone());
        }
    });
    let draft = |(customer, parts): (CustomerId, Parts)| {
        let mut draft = present(book, customer);
        draft
            .parts
            .retain(|(part, _)| !parts.items.contains_key(part));
        draft.parts.extend(parts.items);
        (parts.first, draft)
    };
    plan.add(
        customers.into_iter().map(draft).collect(),
        bytes,
        Command::PutCustomers,
    );
    plan
}

fn row(cells: &mut Cells<'_>, book: &Book) -> Option<(CustomerId, String, ItemId)> {
    let customer = cells.find("customer", "customer", |code| {
        book.company.customer_by_code(code)
    });
    let part = cells.read("customer_part", code);
    let item = cells.find("item", "item", |code| book.company.item_by_code(code));
    Some((customer?, part?, item?))
}

/// A part number as its row.
pub fn written(customer: CustomerId, part: &str, item: ItemId, book: &Book) -> Written {
    let company = &book.company;
    Written::default()
        .text(&company.customers[customer.index()].code)
        .text(part)
        .text(&company.items[item.index()].code)
}

/// All part numbers of all customers.
pub fn parts_of(book: &Book) -> impl Iterator<Item = (CustomerId, &str, ItemId)> {
    let customers = (0..).map(CustomerId).zip(book.company.customers.iter());
    customers.flat_map(|(id, customer)| {
        let parts = customer.parts.iter();
        parts.map(move |(part, item)| (id, part.as_str(), *item))
    })
}
