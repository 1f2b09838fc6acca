//! Groups of customers: one row for each group that a customer is in.

use crate::also;
use crate::cells::{Cells, code, each};
use crate::column::{Column, optional, required};
use crate::plan::{Place, Plan};
use crate::problem::Problems;
use crate::table::Table;
use crate::written::Written;
use book::group::Grouping;
use book::{Book, Command};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use vocab::CustomerId;

/// The columns.
pub const COLUMNS: &[Column] = &[
    required(
        "customer",
        "the number of a customer",
        ["20417", "20417"],
        also::CUSTOMER,
    ),
    optional(
        "group",
        "a code of at most 40 characters",
        ["KEY", "WEB"],
        also::GROUP,
    ),
];

/// The rows of a customer and the groups that they name.
#[derive(Default)]
struct Grouped {
    rows: Vec<Place>,
    groups: BTreeSet<String>,
}

/// Plans groups. Who is named in the file is in the groups of the file and in no others; a row without a
/// group names the customer only.
pub fn groups(tables: &[Table], book: &Book, problems: &mut Problems) -> Plan {
    let mut seen = HashMap::new();
    let mut customers: BTreeMap<CustomerId, Grouped> = BTreeMap::new();
    each(tables, problems, |cells| {
        let customer = cells.find("customer", "customer", |code| {
            book.company.customer_by_code(code)
        });
        let group = cells.read_or("group", None, None, |cell| code(cell).map(Some));
        let (Some(customer), Some(group)) = (customer, group) else {
            return;
        };
        if cells
            .once(&mut seen, (customer, group.clone()), "group")
            .is_some()
        {
            let of = customers.entry(customer).or_default();
            of.rows.push(cells.place());
            of.groups.extend(group);
        }
    });
    let mut plan = Plan::default();
    let mut rows = Vec::new();
    for (
        customer,
        Grouped {
            rows: places,
            groups,
        },
    ) in customers
    {
        let present: BTreeSet<String> = groups_of(book, customer).map(str::to_owned).collect();
        let (known, differs) = (!present.is_empty(), present != groups);
        places
            .iter()
            .for_each(|place| plan.tally.mark(*place, known, differs));
        // Who is in no group, and is to be in none, is there just so.
        if plan.tally.count(known || !differs, differs) {
            let groups = groups.into_iter().collect();
            rows.push((places[0], Grouping { customer, groups }));
        }
    }
    let bytes = |row: &Grouping| 16 + row.groups.iter().map(|code| code.len() + 4).sum::<usize>();
    plan.add(rows, bytes, Command::GroupCustomers);
    plan
}

fn groups_of(book: &Book, customer: CustomerId) -> impl Iterator<Item = &str> {
    let groups = &book.company.groups;
    groups.of(customer).iter().map(|group| groups.code(*group))
}

/// A customer in a group as its row.
pub fn written(customer: CustomerId, group: &str, book: &Book) -> Written {
    let customer = &book.company.customers[customer.index()];
    Written::default().text(&customer.code).text(group)
}

/// A row as it is understood.
pub fn understood(cells: &mut Cells<'_>, book: &Book) -> Option<Written> {
    let customer = book.company.customer_by_code(cells.text("customer"))?;
    Some(written(customer, cells.text("group"), book))
}

/// All customers with each of their groups.
pub fn groups_of_all(book: &Book) -> impl Iterator<Item = (CustomerId, &str)> {
    let customers = (0..).map(CustomerId).take(book.company.customers.len());
    customers.flat_map(|customer| groups_of(book, customer).map(move |group| (customer, group)))
}
