//! Promising lines of orders: when they are placed, when a hold falls, when a change asks for it,
//! and when stock comes free for backorders.

use super::reschedule::more_backorder;
use super::{BackorderReason, Order, OrderLine, OrderState, ScheduleLine, Stage};
use crate::event::LineSchedule;
use crate::promise::{Ask, Destination, Freed, Plan, promise};
use crate::work::Work;
use crate::{Book, Event, Events, Refusal, Stamp};
use vocab::{CustomerId, ItemId, OrderId, Quantity, ShipToId};

/// How many waiting orders one command looks at before it gives the work up.
const WAITING_ORDERS_MAX: usize = 1_000;

/// Where an order of this customer to this address goes.
pub fn destination(book: &Book, customer: CustomerId, ship_to: ShipToId) -> Destination {
    Destination {
        zone: book.company.ship_tos[ship_to.index()].zone,
        ship_complete: book.company.customers[customer.index()].ship_complete,
    }
}

/// Promises lines that nothing is promised of yet.
pub(super) fn promise_order(
    book: &Book,
    order: OrderId,
    customer: CustomerId,
    ship_to: ShipToId,
    asks: &[Ask],
    stamp: &Stamp,
) -> Event {
    let destination = destination(book, customer, ship_to);
    let plan = promise(book, destination, asks, &Freed::default(), stamp);
    Event::LinesScheduled {
        order,
        lines: plan.lines,
        considered: plan.considered,
    }
}

/// Promises everything of an order that is not released: what was promised before may be used.
pub(super) fn promise_anew(
    book: &Book,
    order: &Order,
    lines: &[u16],
    stamp: &Stamp,
) -> Option<Event> {
    let ship_to = order.ship_to?;
    let mut freed = Freed::default();
    let mut asks = Vec::new();
    for number in lines {
        let line = order.line(*number)?;
        let item = line.item.known()?;
        let open = line.open_quantity() - line.from_stage(Stage::Released);
        promised_parts(line).for_each(|part| freed.add(item, part));
        if !open.is_zero() {
            asks.push(ask(order, *number, line, item, open));
        }
    }
    if asks.is_empty() {
        return None;
    }
    let plan = promise(
        book,
        destination(book, order.customer, ship_to),
        &asks,
        &freed,
        stamp,
    );
    Some(Event::LinesScheduled {
        order: order.id,
        lines: plan.lines,
        considered: plan.considered,
    })
}

/// Promises a further quantity of a line and keeps what is promised.
pub(super) fn promise_more(
    book: &Book,
    order: &Order,
    number: u16,
    quantity: Quantity,
    stamp: &Stamp,
) -> Option<(LineSchedule, Plan)> {
    let line = order.line(number)?;
    let item = line.item.known()?;
    let ask = ask(order, number, line, item, quantity);
    let destination = destination(book, order.customer, order.ship_to?);
    let plan = promise(book, destination, &[ask], &Freed::default(), stamp);
    let mut schedule: Vec<ScheduleLine> = promised_parts(line).copied().collect();
    schedule.extend(plan.lines[0].schedule.iter().copied());
    let missing = plan.lines[0].backorder;
    let reason = missing.map_or(BackorderReason::NoSupply, |backorder| backorder.reason);
    let more = missing.map_or(Quantity::ZERO, |backorder| backorder.quantity);
    let backorder = more_backorder(line, more, reason);
    Some((
        LineSchedule {
            line: number,
            schedule,
            backorder,
        },
        plan,
    ))
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

pub(super) fn promised_parts(line: &OrderLine) -> impl Iterator<Item = &ScheduleLine> {
    line.schedule
        .iter()
        .filter(|part| part.stage == Stage::Promised)
}

/// Promises backorders of an item to the first waiting order that gains by it; closes the work
/// when none does.
pub(crate) fn promise_backorders(
    book: &Book,
    item: ItemId,
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    let waiting = book.waiting.get(&item);
    for id in waiting.into_iter().flatten().take(WAITING_ORDERS_MAX) {
        if let Some(event) = gain(book, *id, item, stamp) {
            return Ok(vec![event]);
        }
    }
    let work = Work::PromiseBackorders { item };
    Ok(if book.work.contains(&work) {
        vec![Event::WorkClosed(work)]
    } else {
        Events::new()
    })
}

/// What an order gains when its backorders of an item are promised now; `None` when nothing.
fn gain(book: &Book, id: OrderId, item: ItemId, stamp: &Stamp) -> Option<Event> {
    let order = book
        .orders
        .get(id)
        .filter(|order| order.state == OrderState::Open)?;
    for (number, line) in (1u16..)
        .zip(&order.lines)
        .filter(|(_, l)| l.item.known() == Some(item))
    {
        let Some(backorder) = line.backorder else {
            continue;
        };
        // The ask is for what is backordered, so the line counts without it.
        let mut without = order.clone();
        without.lines[usize::from(number) - 1].backorder = None;
        let (schedule, plan) = promise_more(book, &without, number, backorder.quantity, stamp)?;
        if schedule
            .backorder
            .is_none_or(|left| left.quantity < backorder.quantity)
        {
            let considered = plan.considered;
            return Some(Event::LinesScheduled {
                order: id,
                lines: vec![schedule],
                considered,
            });
        }
    }
    None
}
