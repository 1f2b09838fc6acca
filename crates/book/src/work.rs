//! Open work: effects that the book owes the world, kept until a later command closes them.
//!
//! A crash loses none and doubles none: the work is part of the state, and its value is the key
//! that whoever carries it out can deduplicate on.

use crate::{Book, Event, Events};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
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

/// Opens the work of promising an item's backorders, when there are any: some that wait already,
/// or some that these events make.
pub(crate) fn open_promising(book: &Book, item: ItemId, events: &mut Events) {
    let work = Work::PromiseBackorders { item };
    let opened = Event::WorkOpened(work);
    if book.work.contains(&work) || events.contains(&opened) {
        return;
    }
    let made = events
        .iter()
        .any(|event| makes_backorder(book, event, item));
    if made || book.waiting.contains_key(&item) {
        events.push(opened);
    }
}

fn makes_backorder(book: &Book, event: &Event, item: ItemId) -> bool {
    let Event::LinesScheduled { order, lines, .. } = event else {
        return false;
    };
    let order = book.orders.get(*order);
    lines
        .iter()
        .filter(|line| line.backorder.is_some())
        .any(|line| {
            order
                .and_then(|order| order.line(line.line))
                .and_then(|line| line.item.known())
                == Some(item)
        })
}
