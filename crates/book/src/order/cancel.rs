//! Cancelling: what has not been picked yet can be taken back, line by line; reservations lapse.

use super::hold::find;
use super::{Order, OrderLine, Stage};
use crate::event::CancelReason;
use crate::quota::put;
use crate::refusal::Code;
use crate::work::open_promising;
use crate::{Book, Event, Events, Refusal, Stamp};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{OrderId, Quantity};

pub(crate) fn cancel(
    book: &Book,
    id: OrderId,
    lines: &[u16],
    reason: CancelReason,
) -> Result<Events, Refusal> {
    let order = find(book, id)?;
    if let Some(number) = lines.iter().find(|number| order.line(**number).is_none()) {
        return Err(Refusal::unknown("line", number));
    }
    let named: BTreeSet<u16> = lines.iter().copied().collect();
    let chosen = |number: &u16| named.is_empty() || named.contains(number);
    let taken: Vec<(u16, Quantity)> = (1u16..)
        .zip(&order.lines)
        .filter(|(number, _)| chosen(number))
        .map(|(number, line)| (number, cancellable(line)))
        .filter(|(_, quantity)| !quantity.is_zero())
        .collect();
    if taken.is_empty() {
        let message = "everything is picked, shipped or cancelled already; goods that shipped can be returned";
        return Err(Refusal::new(Code::NothingToCancel, message));
    }
    Ok(cancelled(book, &order, taken, reason))
}

/// Cancels what has no date of some lines, for a plan that saw how much that is.
///
/// # Errors
/// [`Code::Changed`] when something else waits by now.
pub(crate) fn cancel_waiting(
    book: &Book,
    id: OrderId,
    lines: &[(u16, Quantity)],
) -> Result<Events, Refusal> {
    let order = find(book, id)?;
    check_waiting(&order, lines)?;
    Ok(cancelled(
        book,
        &order,
        lines.to_vec(),
        CancelReason::Seller,
    ))
}

/// Whether these lines wait for as much as a plan saw.
///
/// # Errors
/// [`Code::Changed`] when something else waits by now.
pub(crate) fn check_waiting(order: &Order, lines: &[(u16, Quantity)]) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for (number, quantity) in lines {
        let line = order
            .line(*number)
            .filter(|_| seen.insert(*number))
            .ok_or_else(|| Refusal::unknown("line", number))?;
        if line.backorder.map(|part| part.quantity) != Some(*quantity) {
            let message =
                format!("{quantity} of line {number} do not wait any more; plan it again");
            return Err(Refusal::new(Code::Changed, message));
        }
    }
    Ok(())
}

/// What of a line may still be taken back: everything before picking.
fn cancellable(line: &OrderLine) -> Quantity {
    line.open_quantity() - line.from_stage(Stage::Picked)
}

/// Takes so much of these lines back, and finishes the order when nothing of it is left to come.
pub(crate) fn cancelled(
    book: &Book,
    order: &Order,
    lines: Vec<(u16, Quantity)>,
    reason: CancelReason,
) -> Events {
    let taken: BTreeMap<u16, Quantity> = lines.iter().copied().collect();
    let left = |(number, line): (u16, &OrderLine)| {
        line.open_quantity() - taken.get(&number).copied().unwrap_or_default()
    };
    let mut rest = (1u16..).zip(&order.lines);
    let finished = rest.all(|row| left(row) == row.1.at_stage(Stage::Delivered));
    let delivered = order
        .lines
        .iter()
        .any(|line| !line.at_stage(Stage::Delivered).is_zero());
    let items: Vec<_> = lines
        .iter()
        .filter_map(|(number, _)| order.line(*number)?.item.known())
        .collect();
    let mut events = vec![Event::LinesCancelled {
        order: order.id,
        lines,
        reason,
    }];
    if finished {
        events.push(Event::OrderFinished {
            order: order.id,
            cancelled: !delivered,
        });
    }
    open_promising(book, items, &mut events);
    events
}

/// Cancels the first order whose reservation has lapsed by now, or ends the first quota whose period
/// is over; nothing when there is none.
pub(crate) fn lapse(book: &Book, stamp: &Stamp) -> Result<Events, Refusal> {
    match book.lapsing.first() {
        Some((moment, id)) if *moment <= stamp.at => cancel(book, *id, &[], CancelReason::Expired),
        Some(_) | None => Ok(put::lapse(book, stamp)),
    }
}

#[cfg(test)]
mod tests;
