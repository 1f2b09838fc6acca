//! What a command would make of the order that it is about: decided on the state as it is, and forgotten.
//! Accepting a request, over the API and in the console, and every look at a change are told from it.

use book::order::Seen;
use book::refusal::Code;
use book::{Book, Command, Event, Order, Refusal, Stamp};
use vocab::OrderId;

/// What would come of a command.
pub struct Foretold {
    /// The order as it is, and the version that this is about; `None` when it would be a new one.
    pub before: Option<(Order, Seen)>,
    /// The order as it would be then.
    pub after: Order,
    /// True when nothing could happen to it any more.
    pub finished: bool,
}

/// Asks the book what a command about one order would come to.
///
/// # Errors
/// What the book says to the command; `order_finished` when it is about no order that is open.
pub fn foretold(book: &Book, command: &Command, stamp: &Stamp) -> Result<Foretold, Refusal> {
    let events = book::decide(book, command, stamp)?;
    let (before, mut after) = match events.iter().find_map(Order::placed_by) {
        Some(order) => (None, order),
        None => {
            let (order, seen) = standing(book, &events)?;
            (Some((order.clone(), seen)), order)
        }
    };
    for event in &events {
        let taken = after.take(event);
        debug_assert!(taken.is_ok(), "the book decides about lines that are there");
    }
    let is_end = |event: &Event| matches!(event, Event::OrderFinished { .. });
    Ok(Foretold {
        finished: events.iter().any(is_end),
        before,
        after,
    })
}

/// The order that is there, and that events are about.
fn standing(book: &Book, events: &[Event]) -> Result<(Order, Seen), Refusal> {
    let finished = || Refusal::new(Code::OrderFinished, "the order is finished");
    let order = events.iter().find_map(about).ok_or_else(finished)?;
    let version = book.orders.version(order).ok_or_else(finished)?;
    let standing = book.orders.get(order).ok_or_else(finished)?;
    Ok((standing.into_owned(), Seen { order, version }))
}

/// The order that an event is about; that of a request is the one it became or changed.
fn about(event: &Event) -> Option<OrderId> {
    if let Event::RequestAccepted { order, .. } = event {
        return Some(*order);
    }
    event.about_order()
}
