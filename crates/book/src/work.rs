//! Open work: effects that the book owes the world, kept until a later command closes them.
//!
//! A crash loses none and doubles none: the work is part of the state, and its value is the key
//! that whoever carries it out can deduplicate on.

use crate::event::LineSchedule;
use crate::{Book, Event, Events};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vocab::{ContentHash, ExceptionId, ItemId, RequestId};

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
    /// Find out what can be done about this exception; answered by `Command::ProposeSolutions`.
    #[n(3)]
    PlanException {
        /// Which.
        #[n(0)]
        exception: ExceptionId,
    },
}

/// Opens the work of promising the backorders of these items, where there are any: some that wait
/// already, or some that these events make. With them go the other backorders of orders that lose
/// something: a line may have waited for the sake of one that is gone.
pub(crate) fn open_promising(
    book: &Book,
    items: impl IntoIterator<Item = ItemId>,
    events: &mut Events,
) {
    let made: BTreeSet<ItemId> = events
        .iter()
        .flat_map(|event| backordered(book, event))
        .collect();
    let beside = events.iter().flat_map(|event| waiting_beside(book, event));
    let items: BTreeSet<ItemId> = items.into_iter().chain(beside).collect();
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
    let (order, lines): (_, Vec<u16>) = if let Event::LinesScheduled { order, lines, .. } = event {
        let short = lines.iter().filter(|line| line.backorder.is_some());
        (order, short.map(|line| line.line).collect())
    } else if let Event::PickedShort { order, lines, .. } = event {
        (order, lines.iter().map(|(line, _)| *line).collect())
    } else {
        return Vec::new();
    };
    let order = book.orders.get(*order);
    let order = order.as_deref();
    let item = |line: u16| order?.line(line)?.item.known();
    lines.into_iter().filter_map(item).collect()
}

/// The items that an order waits for which loses something by an event.
fn waiting_beside(book: &Book, event: &Event) -> Vec<ItemId> {
    let (Event::LinesScheduled { order, .. } | Event::LinesCancelled { order, .. }) = event else {
        return Vec::new();
    };
    if matches!(event, Event::LinesScheduled { lines, .. } if lines.iter().all(is_whole)) {
        return Vec::new();
    }
    let Some(order) = book.orders.get(*order) else {
        return Vec::new();
    };
    let short = order.lines.iter().filter(|line| line.backorder.is_some());
    short.filter_map(|line| line.item.known()).collect()
}

fn is_whole(line: &LineSchedule) -> bool {
    line.backorder.is_none()
}
