//! Open work: effects that the book owes the world, kept until a later command closes them.
//!
//! A crash loses none and doubles none: the work is part of the state, and its value is the key
//! that whoever carries it out can deduplicate on.

use crate::{Book, Event, Events};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vocab::{ContentHash, ItemId, RequestId};

/// One piece of open work.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize,
)]
#[serde(tag = "work", rename_all = "snake_case")]
pub enum Work {
    /// Weigh this request; answered by `Command::WeighRequest`.
    #[n(0)]
    WeighRequest {
        /// Which.
        #[n(0)]
        request: RequestId,
    },
    /// Promise the backorders of this item, stock or supply came free; answered by
    /// `Command::PromiseBackorders`, again and again until it closes the work.
    #[n(1)]
    PromiseBackorders {
        /// Of which item.
        #[n(0)]
        item: ItemId,
    },
    /// Read this document; answered by `Command::RecordReading`.
    #[n(2)]
    ReadDocument {
        /// Which.
        #[n(0)]
        document: ContentHash,
    },
}

/// Opens the work of promising the backorders of these items, where there are any: some that wait
/// already, or some that these events make.
pub(crate) fn open_promising(
    book: &Book,
    items: impl IntoIterator<Item = ItemId>,
    events: &mut Events,
) {
    let items: BTreeSet<ItemId> = items.into_iter().collect();
    let made: BTreeSet<ItemId> = events
        .iter()
        .flat_map(|event| backordered(book, event))
        .collect();
    for item in items {
        let work = Work::PromiseBackorders { item };
        let waited_for = made.contains(&item) || book.waiting.contains_key(&item);
        if waited_for && !book.work.contains(&work) {
            events.push(Event::WorkOpened(work));
        }
    }
}

/// The items that an event makes backorders of.
fn backordered(book: &Book, event: &Event) -> Vec<ItemId> {
    let Event::LinesScheduled { order, lines, .. } = event else {
        return Vec::new();
    };
    let order = book.orders.get(*order);
    let order = order.as_deref();
    let short = lines.iter().filter(|line| line.backorder.is_some());
    short
        .filter_map(|line| order?.line(line.line)?.item.known())
        .collect()
}
