//! Applying quotas: who is in which group, what may be taken, and what promises take of it.

use crate::Book;
use crate::company::Company;
use crate::order::{Order, ScheduleLine};
use crate::quota::{Quota, Quotas, counted_from};
use vocab::{CustomerId, GroupId, ItemId, QuotaId};

pub(super) fn group(book: &mut Book, made: &[String], customers: &[(CustomerId, Vec<GroupId>)]) {
    book.company.groups.put(made, customers);
    count_anew(book);
}

pub(super) fn put(book: &mut Book, quotas: &[(QuotaId, Quota)]) {
    let mut items: Vec<ItemId> = Vec::new();
    for (id, quota) in quotas {
        let before = book.quotas.put(*id, quota);
        items.extend(before.iter().flat_map(|quota| quota.items.iter().copied()));
        items.extend(quota.items.iter().copied());
        book.next.quota = book.next.quota.max(id.0 + 1);
    }
    book.note_quotas(items);
    count_anew(book);
}

pub(super) fn end(book: &mut Book, id: QuotaId) {
    if let Some(row) = book.quotas.remove(id) {
        book.note_quotas(row.quota.items.iter().copied().collect());
    }
}

/// Counts what open orders take, from their promises. Walks every open order: groups and quotas change
/// seldom against orders.
fn count_anew(book: &mut Book) {
    let sums = counted_from(book);
    book.quotas.count_open(&sums);
}

impl Book {
    /// Notes in brief which of these items have quotas.
    pub(crate) fn note_quotas(&mut self, items: Vec<ItemId>) {
        for item in items {
            self.company.brief[item.index()].has_quotas = self.quotas.has(item);
        }
    }
}

/// Quotas, and who is in which group: what is needed to count promises.
pub(super) struct Counting<'a> {
    pub(super) quotas: &'a mut Quotas,
    pub(super) company: &'a Company,
}

impl Counting<'_> {
    /// A part of a promise is made.
    pub(super) fn take(&mut self, customer: CustomerId, item: ItemId, part: &ScheduleLine) {
        if self.company.brief[item.index()].has_quotas {
            let groups = self.company.groups.of(customer);
            let quantity = part.quantity;
            self.quotas
                .count(groups, item, part, |row| row.open += quantity);
        }
    }

    /// A part of a promise, or some of it, is given up.
    pub(super) fn give_up(&mut self, customer: CustomerId, item: ItemId, part: &ScheduleLine) {
        if self.company.brief[item.index()].has_quotas {
            let groups = self.company.groups.of(customer);
            let quantity = part.quantity;
            self.quotas
                .count(groups, item, part, |row| row.open -= quantity);
        }
    }

    /// An order is finished: what it got stays counted.
    pub(super) fn finish(&mut self, order: &Order) {
        let groups = self.company.groups.of(order.customer);
        for (item, part) in order.parts().filter(|_| !groups.is_empty()) {
            self.quotas.count(groups, item, part, |row| {
                row.open -= part.quantity;
                row.finished += part.quantity;
            });
        }
    }
}
