//! Looking ahead: the memory that some orders are going to need is asked for before the first of them
//! is decided.
//!
//! A large book lies at random places that no cache holds. Orders that are decided one after the other
//! wait for each of their rows by itself; asked for together, the rows come together.

use crate::order::OrderDraft;
use crate::state::po_key;
use crate::{Book, Event};

impl Book {
    /// Asks for what placing these orders is going to read, and waits for nothing. Orders are decided
    /// the same without it.
    pub fn look_ahead<'a>(&self, drafts: impl Iterator<Item = &'a OrderDraft> + Clone) {
        drafts.clone().for_each(|draft| self.ask_for_rows(draft));
        // The rows of the customers lead to the rest, and are there by now.
        drafts.for_each(|draft| self.ask_behind_customer(draft));
    }

    /// Asks for what applying these events is going to change, as far as placing orders goes.
    pub fn look_ahead_at<'a>(&self, events: impl Iterator<Item = &'a Event>) {
        for event in events {
            if let Event::OrderPlaced {
                customer,
                po_number,
                lines,
                ..
            } = event
            {
                self.company.customers.ask_for(customer.index());
                let items = lines.iter().filter_map(|line| line.item.known());
                items.for_each(|item| self.stock.ask_for(item));
                if let Some(po_number) = po_number {
                    self.po_numbers.ask_for(&po_key(*customer, po_number));
                }
            }
        }
    }

    fn ask_for_rows(&self, draft: &OrderDraft) {
        let company = &self.company;
        company.customers.ask_for(draft.customer.index());
        if let Some(ship_to) = draft.ship_to {
            company.ship_tos.ask_for(ship_to.index());
        }
        for item in draft.lines.iter().filter_map(|line| line.item.known()) {
            company.brief.ask_for(item.index());
            self.stock.ask_for(item);
        }
    }

    fn ask_behind_customer(&self, draft: &OrderDraft) {
        if let Some(po_number) = &draft.po_number {
            self.po_numbers.ask_for(&po_key(draft.customer, po_number));
        }
        let company = &self.company;
        let Some(customer) = company.customers.get(draft.customer.index()) else {
            return;
        };
        if let Some(ship_to) = customer.default_ship_to.filter(|_| draft.ship_to.is_none()) {
            company.ship_tos.ask_for(ship_to.index());
        }
        if let Some(list) = company.price_lists.get(customer.price_list.index()) {
            let items = draft.lines.iter().filter_map(|line| line.item.known());
            items.for_each(|item| ask_for(&list.prices, item.index()));
        }
    }
}

/// Asks for a row, from its first line of memory to that of its end, which is there or no harm.
#[inline]
pub(crate) fn ask_for<T>(rows: &[T], index: usize) {
    prefetch_index::prefetch_index(rows, index);
    if size_of::<T>() > LINE_BYTES / 2 {
        prefetch_index::prefetch_index(rows, index + 1);
    }
}

/// What comes from memory at once.
const LINE_BYTES: usize = 64;
