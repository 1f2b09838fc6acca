//! Groups of customers, channels among them: what quotas are given to.

use crate::Few;
use crate::company::CODE_MAX;
use crate::refusal::Code;
use crate::stock::movement::check_text;
use crate::work::open_promising;
use crate::{Book, Event, Events, Refusal};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{CustomerId, GroupId};

/// The most groups of one book.
pub const GROUPS_MAX: usize = 10_000;
/// The most groups that one customer is in.
pub const GROUPS_OF_CUSTOMER_MAX: usize = 8;
/// The most customers that one command groups.
const ROWS_MAX: usize = crate::company::ROWS_MAX;

/// The groups that a customer is in, as asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grouping {
    /// Whose groups.
    pub customer: CustomerId,
    /// Codes of all groups that the customer is in from now on; a new code makes a group.
    pub groups: Vec<String>,
}

/// The groups of a book and who is in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Groups {
    /// By id.
    #[n(0)]
    codes: Vec<String>,
    /// Customers that are in any.
    #[n(1)]
    of: BTreeMap<CustomerId, Few<GroupId>>,
}

impl Groups {
    /// The groups that a customer is in, ascending.
    pub fn of(&self, customer: CustomerId) -> &[GroupId] {
        self.of.get(&customer).map_or(&[], |groups| groups)
    }

    /// Every customer that is in any group, with its groups.
    pub fn members(&self) -> impl Iterator<Item = (CustomerId, &[GroupId])> {
        self.of
            .iter()
            .map(|(customer, groups)| (*customer, &**groups))
    }

    /// The code of a group.
    ///
    /// # Panics
    /// When there is no such group.
    pub fn code(&self, group: GroupId) -> &str {
        &self.codes[group.index()]
    }

    /// Every group by its code.
    pub fn by_code(&self) -> BTreeMap<&str, GroupId> {
        let codes = self.codes.iter().map(String::as_str);
        codes.zip((0..).map(GroupId)).collect()
    }

    /// Every group's code, by id.
    pub fn codes(&self) -> &[String] {
        &self.codes
    }

    pub(crate) fn put(&mut self, made: &[String], customers: &[(CustomerId, Vec<GroupId>)]) {
        self.codes.extend_from_slice(made);
        for (customer, groups) in customers {
            match groups.is_empty() {
                true => self.of.remove(customer),
                false => self.of.insert(*customer, groups.clone().into()),
            };
        }
    }

    /// Every customer and group that is named is there.
    pub(crate) fn fits(&self, customers: usize) -> bool {
        let known = |group: &GroupId| group.index() < self.codes.len();
        let mut rows = self.of.iter();
        rows.all(|(customer, groups)| customer.index() < customers && groups.iter().all(known))
    }
}

/// Says which groups customers are in. Their open orders count for these groups at once.
pub(crate) fn put(book: &Book, rows: &[Grouping]) -> Result<Events, Refusal> {
    if rows.is_empty() {
        return Err(Refusal::empty("customer"));
    }
    if rows.len() > ROWS_MAX {
        return Err(Refusal::too_many("customers", rows.len(), ROWS_MAX));
    }
    let known = &book.company.groups;
    let mut ids = known.by_code();
    let mut made: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut customers = Vec::with_capacity(rows.len());
    for (row, grouping) in rows.iter().enumerate() {
        let groups = grouped(book, grouping, &mut ids, &mut made);
        let groups = groups.map_err(|refusal| refusal.in_row(row))?;
        if !seen.insert(grouping.customer) {
            let message = "the customer stands twice in these rows";
            return Err(Refusal::new(Code::AlreadyThere, message).in_row(row));
        }
        customers.push((grouping.customer, groups));
    }
    customers.retain(|(customer, groups)| known.of(*customer) != groups.as_slice());
    if customers.is_empty() {
        return Ok(Events::new());
    }
    let mut events = vec![Event::CustomersGrouped { made, customers }];
    // What stopped their backorders may not stop them any more.
    open_promising(book, book.quotas.items(), &mut events);
    Ok(events)
}

fn grouped<'a>(
    book: &Book,
    row: &'a Grouping,
    ids: &mut BTreeMap<&'a str, GroupId>,
    made: &mut Vec<String>,
) -> Result<Vec<GroupId>, Refusal> {
    if row.customer.index() >= book.company.customers.len() {
        return Err(Refusal::unknown("customer", row.customer));
    }
    if row.groups.len() > GROUPS_OF_CUSTOMER_MAX {
        let given = row.groups.len();
        return Err(Refusal::too_many("groups", given, GROUPS_OF_CUSTOMER_MAX));
    }
    let mut groups = BTreeSet::new();
    for code in &row.groups {
        check_text("group code", code, CODE_MAX)?;
        let next = ids.len();
        let id = *ids.entry(code).or_insert(GroupId(next as u16));
        if id.index() == next {
            if next >= GROUPS_MAX {
                return Err(Refusal::too_many("groups", next + 1, GROUPS_MAX));
            }
            made.push(code.clone());
        }
        groups.insert(id);
    }
    Ok(groups.into_iter().collect())
}
