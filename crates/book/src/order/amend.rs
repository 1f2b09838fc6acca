//! Amending an order: every change is tried on a copy, then what it touches is promised anew in
//! the same step. What is reserved stays reserved unless the change itself gives it up.

use super::hold::{find, price_holds};
use super::place::{
    check_exposure, check_lapse, check_line, check_requested, check_ship_to, checked_value,
    credit_hold, differs, list_price, placed_line,
};
use super::promising::{Need, all_anew, promise_lines};
use super::{
    LINES_MAX, LineDraft, Order, OrderLine, OrderState, Split, Stage, StatedItem, Terms, terms,
};
use crate::command::Change;
use crate::event::Amendment;
use crate::refusal::Code;
use crate::stock::movement::check_quantity;
use crate::work::open_promising;
use crate::{Book, Event, Events, Refusal, Stamp};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use vocab::{Instant, ItemId, OrderId, Quantity, ShipToId};

/// The most changes of one command.
const CHANGES_MAX: usize = 10_000;

/// Changes an order, all or nothing.
pub(crate) fn amend(
    book: &Book,
    id: OrderId,
    changes: &[Change],
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    let before = find(book, id)?;
    if changes.is_empty() {
        return Err(Refusal::empty("change"));
    }
    if changes.len() > CHANGES_MAX {
        return Err(Refusal::too_many("changes", changes.len(), CHANGES_MAX));
    }
    let mut after = Order::clone(&before);
    let mut amendments = Vec::with_capacity(changes.len());
    for (row, change) in changes.iter().enumerate() {
        let amendment = amendment(book, &after, change, stamp).map_err(|r| r.in_row(row))?;
        after
            .amend(&amendment)
            .expect("a line that is changed was found");
        amendments.push(amendment);
    }
    check_value(book, &before, &after)?;
    let mut events = vec![Event::OrderAmended {
        order: id,
        changes: amendments,
    }];
    match after.state {
        OrderState::Open => {
            let needs = needs(book, &before, &after, changes);
            events.extend(promise_lines(book, &after, &needs, stamp));
        }
        OrderState::Held { .. } => events.extend(resolved_prices(book, &after, changes)),
    }
    if after.is_finished() {
        // The change gave up all that was still to come.
        events.push(Event::OrderFinished {
            order: id,
            cancelled: false,
        });
    }
    let items = before.lines.iter().filter_map(|line| line.item.known());
    open_promising(book, items, &mut events);
    Ok(events)
}

/// A resolved item may bring to light that the customer states another price than the list has.
fn resolved_prices(book: &Book, after: &Order, changes: &[Change]) -> Option<Event> {
    let resolved = changes.iter().filter_map(|change| match change {
        Change::ResolveItem { line, .. } => Some(*line),
        Change::Quantity { .. }
        | Change::Requested { .. }
        | Change::ShipTo(_)
        | Change::Terms(_)
        | Change::Expires(_)
        | Change::AddLine(_) => None,
    });
    price_holds(book, after, resolved)
}

fn amendment(
    book: &Book,
    order: &Order,
    change: &Change,
    stamp: &Stamp,
) -> Result<Amendment, Refusal> {
    match change {
        Change::Quantity { line, quantity } => change_quantity(order, *line, *quantity),
        Change::Requested { line, day } => {
            check_requested(*day, stamp)?;
            if let Some(number) = line {
                line_of(order, *number)?;
            }
            Ok(Amendment::Requested {
                line: *line,
                day: *day,
            })
        }
        Change::ShipTo(ship_to) => change_ship_to(book, order, *ship_to),
        Change::Terms(terms) => change_terms(book, order, terms, stamp),
        Change::Expires(at) => expires(order, *at, stamp),
        Change::AddLine(line) => add_line(book, order, line, stamp),
        Change::ResolveItem { line, item } => resolve_item(book, order, *line, *item),
    }
}

fn change_quantity(order: &Order, number: u16, quantity: Quantity) -> Result<Amendment, Refusal> {
    check_quantity(quantity)?;
    let line = line_of(order, number)?;
    if order.state == OrderState::Open && line.price.is_none() {
        return Err(too_far(format!(
            "line {number} was cancelled before its item and price were known; add another line"
        )));
    }
    let released = line.from_stage(Stage::Released);
    if quantity < released {
        return Err(too_far(format!(
            "{released} of line {number} are released already; at least that many must stay"
        )));
    }
    Ok(Amendment::Quantity {
        line: number,
        quantity,
    })
}

fn change_ship_to(book: &Book, order: &Order, ship_to: ShipToId) -> Result<Amendment, Refusal> {
    check_ship_to(book, order.customer, ship_to)?;
    check_nothing_released(order, "goods are released to the old address already")?;
    Ok(Amendment::ShipTo { ship_to })
}

fn change_terms(
    book: &Book,
    order: &Order,
    terms: &Terms,
    stamp: &Stamp,
) -> Result<Amendment, Refusal> {
    terms::check(book, terms, stamp)?;
    check_nothing_released(order, "goods are released on the old terms already")?;
    if order.reach(book).is_some() && terms.reach(book, order.ship_to).is_none() {
        let message = "the order has no delivery address; give it one before it is no pickup";
        return Err(Refusal::new(Code::Unknown, message));
    }
    Ok(Amendment::Terms { terms: *terms })
}

fn check_nothing_released(order: &Order, message: &str) -> Result<(), Refusal> {
    let released = |line: &OrderLine| !line.from_stage(Stage::Released).is_zero();
    match order.lines.iter().any(released) {
        true => Err(too_far(message.to_owned())),
        false => Ok(()),
    }
}

/// Only what is not confirmed lapses: an order never becomes a reservation again.
fn expires(order: &Order, at: Option<Instant>, stamp: &Stamp) -> Result<Amendment, Refusal> {
    if order.expires.is_none() {
        return Err(too_far("the order is confirmed already".to_owned()));
    }
    check_lapse(at, stamp)?;
    Ok(Amendment::Expires { at })
}

fn add_line(
    book: &Book,
    order: &Order,
    draft: &LineDraft,
    stamp: &Stamp,
) -> Result<Amendment, Refusal> {
    if order.lines.len() >= LINES_MAX {
        return Err(Refusal::too_many("lines", order.lines.len() + 1, LINES_MAX));
    }
    check_line(book, draft, stamp)?;
    let item = match &draft.item {
        StatedItem::Known(item) => *item,
        StatedItem::Unknown(text) => return Err(Refusal::unknown("item", text)),
    };
    check_orderable(book, item)?;
    let line = placed_line(book, order.customer, draft);
    let Some(list) = line.price else {
        return Err(no_price(book, item));
    };
    if line
        .stated_price
        .is_some_and(|stated| differs(book, stated, list))
    {
        let message = format!(
            "the list price is {} minor units for {}",
            list.minor, list.basis
        );
        return Err(Refusal::new(Code::PriceDiffers, message));
    }
    Ok(Amendment::LineAdded { line })
}

fn resolve_item(
    book: &Book,
    order: &Order,
    number: u16,
    item: ItemId,
) -> Result<Amendment, Refusal> {
    if let StatedItem::Known(_) = line_of(order, number)?.item {
        return Err(too_far(format!(
            "line {number} names a known item; add another line instead"
        )));
    }
    check_orderable(book, item)?;
    match list_price(book, order.customer, item) {
        Some(price) => Ok(Amendment::ItemResolved {
            line: number,
            item,
            price: Some(price),
        }),
        None => Err(no_price(book, item)),
    }
}

fn check_orderable(book: &Book, item: ItemId) -> Result<(), Refusal> {
    match book.company.items.get(item.index()) {
        Some(row) if row.orderable => Ok(()),
        Some(row) => Err(Refusal::unknown("orderable item", &row.code)),
        None => Err(Refusal::unknown("item", item)),
    }
}

fn no_price(book: &Book, item: ItemId) -> Refusal {
    let code = &book.company.items[item.index()].code;
    Refusal::new(
        Code::PriceDiffers,
        format!("the customer's price list has no price for {code}"),
    )
}

fn too_far(message: String) -> Refusal {
    Refusal::new(Code::TooFarAlong, message)
}

fn line_of(order: &Order, number: u16) -> Result<&OrderLine, Refusal> {
    order
        .line(number)
        .ok_or_else(|| Refusal::unknown("line", number))
}

/// A change may not take an open order beyond the credit limit; a held one is looked at on release.
fn check_value(book: &Book, before: &Order, after: &Order) -> Result<(), Refusal> {
    let more = checked_value(after)?.saturating_sub(before.value());
    if more <= 0 || after.state != OrderState::Open {
        return Ok(());
    }
    check_exposure(book, after.customer, more)?;
    match credit_hold(book, after.customer, more) {
        Some(_) => {
            let message = format!("{more} minor units more would exceed the credit limit");
            Err(Refusal::new(Code::CreditExceeded, message))
        }
        None => Ok(()),
    }
}

/// What each line needs: quantities by the difference, days, addresses and new lines anew; of who
/// takes one shipment only, everything anew.
fn needs(book: &Book, before: &Order, after: &Order, changes: &[Change]) -> Vec<(u16, Need)> {
    let split = after.split(book);
    if split == Split::Never {
        return all_anew(after);
    }
    let anew = lines_anew(after, changes);
    let need = |(number, line): (u16, &OrderLine)| {
        let was = before
            .line(number)
            .map_or(Quantity::ZERO, OrderLine::open_quantity);
        let is = line.open_quantity();
        let need = match is.cmp(&was) {
            _ if anew.contains(&number) => Need::Anew,
            Ordering::Greater if split == Split::ByLine => Need::Anew,
            Ordering::Greater => Need::More(is - was),
            Ordering::Less => Need::Less(was - is),
            Ordering::Equal => return None,
        };
        Some((number, need))
    };
    (1u16..).zip(&after.lines).filter_map(need).collect()
}

/// Lines that another day or address moves, and new ones.
fn lines_anew(after: &Order, changes: &[Change]) -> BTreeSet<u16> {
    let all = 1..=after.lines.len() as u16;
    let added = changes
        .iter()
        .filter(|change| matches!(change, Change::AddLine(_)))
        .count();
    let mut lines: BTreeSet<u16> = all.clone().skip(after.lines.len() - added).collect();
    for change in changes {
        match change {
            Change::ShipTo(_) | Change::Terms(_) | Change::Requested { line: None, .. } => {
                return all.collect();
            }
            Change::Requested {
                line: Some(line), ..
            } => lines.extend([*line]),
            Change::Quantity { .. }
            | Change::Expires(_)
            | Change::AddLine(_)
            | Change::ResolveItem { .. } => {}
        }
    }
    lines
}

#[cfg(test)]
mod tests;
