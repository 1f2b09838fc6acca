//! Promising lines of orders: when they are placed, when a hold falls, when a change asks for it,
//! and when stock comes free for backorders.

use super::{Backorder, Order, OrderLine, ScheduleLine, Split, Stage, Terms};
use crate::event::LineSchedule;
use crate::priority::first_first;
use crate::promise::{Ask, Destination, Freed, promise};
use crate::stock::movement::check_item;
use crate::work::{Work, open_promising};
use crate::{Book, Event, Events, Refusal, Stamp};
use vocab::{CustomerId, ItemId, OrderId, Quantity, ShipToId};

/// How many waiting orders one command looks at before it gives the work up.
const WAITING_ORDERS_MAX: usize = 1_000;

/// Where an order of this customer to this address goes on these terms, and how; `None` when neither
/// says where.
pub fn destination(
    book: &Book,
    customer: CustomerId,
    ship_to: Option<ShipToId>,
    terms: &Terms,
) -> Option<Destination> {
    Some(Destination {
        customer,
        reach: terms.reach(book, ship_to)?,
        split: terms.split_for(book, customer),
        latest_ship: terms.latest_ship,
        preferred: terms.preferred,
    })
}

impl Order {
    /// Where it goes, and how; `None` while its address is not known.
    pub fn destination(&self, book: &Book) -> Option<Destination> {
        destination(book, self.customer, self.ship_to, &self.terms)
    }
}

/// Promises lines that nothing is promised of yet.
pub(super) fn promise_order(
    book: &Book,
    order: OrderId,
    destination: Destination,
    asks: &[Ask],
    stamp: &Stamp,
) -> Event {
    let plan = promise(book, destination, asks, &Freed::default(), stamp);
    Event::LinesScheduled {
        order,
        lines: plan.lines,
        considered: plan.considered,
    }
}

/// What a line of an order needs of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Everything that is not released, from the start: what was promised is given up for it.
    Anew,
    /// This much more than is promised and backordered.
    More(Quantity),
    /// This much less.
    Less(Quantity),
    /// A date for what is backordered.
    Date,
}

/// Promises what lines of an order need, all in one step: they never count on the same stock, and
/// what one gives up another may take. `None` when that changes nothing.
pub(super) fn promise_lines(
    book: &Book,
    order: &Order,
    needs: &[(u16, Need)],
    stamp: &Stamp,
) -> Option<Event> {
    let destination = order.destination(book)?;
    let mut freed = Freed::default();
    let mut asks = Vec::new();
    let mut lines = Vec::new();
    for (number, need) in needs {
        let Some((line, item)) = known_line(order, *number) else {
            continue;
        };
        let kept = kept(line, *need);
        for part in &kept.given_up {
            freed.add(item, part);
        }
        if !kept.asked.is_zero() {
            asks.push((lines.len(), ask(order, *number, line, item, kept.asked)));
        }
        if !kept.asked.is_zero() || !kept.given_up.is_empty() || kept.backorder != line.backorder {
            lines.push(LineSchedule {
                line: *number,
                schedule: kept.schedule.into(),
                backorder: kept.backorder,
            });
        }
    }
    let mut considered = Vec::new();
    if !asks.is_empty() {
        let asked: Vec<Ask> = asks.iter().map(|(_, ask)| *ask).collect();
        let plan = promise(book, destination, &asked, &freed, stamp);
        considered = plan.considered;
        for ((index, ask), found) in asks.iter().zip(plan.lines) {
            let reason = order.line(ask.line).and_then(|line| line.backorder);
            add(&mut lines[*index], found, reason);
        }
    }
    (!lines.is_empty()).then_some(Event::LinesScheduled {
        order: order.id,
        lines,
        considered,
    })
}

fn known_line(order: &Order, number: u16) -> Option<(&OrderLine, ItemId)> {
    let line = order.line(number)?;
    Some((line, line.item.known()?))
}

/// What a line keeps of its promises, what it gives up, and what it asks for.
struct Kept {
    schedule: Vec<ScheduleLine>,
    backorder: Option<Backorder>,
    given_up: Vec<ScheduleLine>,
    asked: Quantity,
}

fn kept(line: &OrderLine, need: Need) -> Kept {
    let promised: Vec<ScheduleLine> = promised_parts(line).copied().collect();
    let backordered = line
        .backorder
        .map_or(Quantity::ZERO, |backorder| backorder.quantity);
    let (schedule, backorder, given_up, asked) = match need {
        Need::Anew => {
            let open = line.open_quantity() - line.from_stage(Stage::Released);
            (Vec::new(), None, promised, open)
        }
        Need::More(quantity) => (promised, line.backorder, Vec::new(), quantity),
        Need::Date => (promised, None, Vec::new(), backordered),
        Need::Less(quantity) => return less(line, promised, quantity),
    };
    Kept {
        schedule,
        backorder,
        given_up,
        asked,
    }
}

/// A smaller line gives up first what has no date, then its latest promises.
fn less(line: &OrderLine, mut schedule: Vec<ScheduleLine>, quantity: Quantity) -> Kept {
    let mut left = quantity;
    let mut backorder = line.backorder;
    if let Some(part) = &mut backorder {
        let taken = Quantity(part.quantity.0.min(left.0));
        part.quantity -= taken;
        left -= taken;
    }
    let mut given_up = Vec::new();
    for part in schedule.iter_mut().rev() {
        let quantity = Quantity(part.quantity.0.min(left.0));
        part.quantity -= quantity;
        left -= quantity;
        if !quantity.is_zero() {
            given_up.push(ScheduleLine { quantity, ..*part });
        }
    }
    schedule.retain(|part| !part.quantity.is_zero());
    Kept {
        schedule,
        backorder: backorder.filter(|part| !part.quantity.is_zero()),
        given_up,
        asked: Quantity::ZERO,
    }
}

/// Adds what was found for a line to what it kept; what waited before waits for the same reason.
fn add(kept: &mut LineSchedule, found: LineSchedule, before: Option<Backorder>) {
    kept.schedule.extend(found.schedule);
    let Some(missing) = found.backorder else {
        return;
    };
    let reason = before.map_or(missing.reason, |before| before.reason);
    let waiting = kept
        .backorder
        .map_or(Quantity::ZERO, |backorder| backorder.quantity);
    kept.backorder = Some(Backorder {
        quantity: waiting + missing.quantity,
        reason,
    });
}

fn ask(order: &Order, number: u16, line: &OrderLine, item: ItemId, quantity: Quantity) -> Ask {
    let requested = order.requested_for(line);
    Ask {
        line: number,
        item,
        quantity,
        requested,
        price: line.price,
    }
}

fn promised_parts(line: &OrderLine) -> impl Iterator<Item = &ScheduleLine> {
    line.schedule.iter().filter(|part| is_promise(part))
}

fn is_promise(part: &ScheduleLine) -> bool {
    part.stage == Stage::Promised
}

/// Every line of an order, to be promised from the start.
pub(super) fn all_anew(order: &Order) -> Vec<(u16, Need)> {
    (1u16..)
        .zip(&order.lines)
        .map(|(number, _)| (number, Need::Anew))
        .collect()
}

/// Promises backorders of an item to the first waiting order that gains by it; closes the work
/// when none does.
pub(crate) fn promise_backorders(
    book: &Book,
    item: ItemId,
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    check_item(book, item)?;
    let waiting = book.waiting.get(&item).into_iter().flatten().copied();
    for id in first_first(book, waiting, stamp.today, WAITING_ORDERS_MAX) {
        if let Some(event) = gain(book, id, item, stamp) {
            let given_up = given_up(book, &event);
            let mut events = vec![event];
            if !given_up.is_empty() {
                open_promising(book, given_up, &mut events);
            }
            return Ok(events);
        }
    }
    let work = Work::PromiseBackorders { item };
    Ok(if book.work.contains(&work) {
        vec![Event::WorkClosed(work)]
    } else {
        Events::new()
    })
}

/// What an order gains when its backorders of an item are promised now; `None` when nothing. What is
/// taken in one shipment only is promised anew as a whole, so that it stays one.
fn gain(book: &Book, id: OrderId, item: ItemId, stamp: &Stamp) -> Option<Event> {
    let order = book.orders.get(id)?;
    let needs = match order.split(book) {
        Split::Never => all_anew(&order),
        Split::ByLine => waiting(&order, item, Need::Anew),
        Split::Freely => waiting(&order, item, Need::Date),
    };
    let event = promise_lines(book, &order, &needs, stamp)?;
    let Event::LinesScheduled { lines, .. } = &event else {
        return None;
    };
    let old = |line: &LineSchedule| order.line(line.line)?.backorder;
    let before: Quantity = lines.iter().filter_map(old).map(|part| part.quantity).sum();
    let now: Quantity = lines
        .iter()
        .filter_map(|line| line.backorder)
        .map(|part| part.quantity)
        .sum();
    (now < before).then_some(event)
}

/// The items that a new promise leaves to others: an order that is promised anew may give up what
/// somebody else waits for.
fn given_up(book: &Book, event: &Event) -> Vec<ItemId> {
    let Event::LinesScheduled { order, lines, .. } = event else {
        return Vec::new();
    };
    let order = book.orders.get(*order);
    let gives = |new: &LineSchedule| {
        let old = order.as_ref()?.line(new.line)?;
        let kept = |part: &ScheduleLine| {
            let alike = |other: &&ScheduleLine| {
                (other.site, other.source) == (part.site, part.source) && is_promise(other)
            };
            let sum = |parts: &[ScheduleLine]| -> Quantity {
                let alike = parts.iter().filter(alike);
                alike.map(|part| part.quantity).sum()
            };
            sum(&new.schedule) >= sum(&old.schedule)
        };
        let mut promised = promised_parts(old);
        old.item.known().filter(|_| !promised.all(kept))
    };
    lines.iter().filter_map(gives).collect()
}

/// The same for every line that waits for an item.
fn waiting(order: &Order, item: ItemId, need: Need) -> Vec<(u16, Need)> {
    let waits = |line: &OrderLine| line.item.known() == Some(item) && line.backorder.is_some();
    let lines = (1u16..).zip(&order.lines).filter(|(_, line)| waits(line));
    lines.map(|(number, _)| (number, need)).collect()
}

#[cfg(test)]
mod tests;
