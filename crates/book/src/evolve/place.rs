//! Placing: an order enters the book packed, with what is promised of it in the same step.

use super::quota::Counting;
use crate::Book;
use crate::event::{Event, LineSchedule, PlacedLine};
use crate::order::packed::{Head, pack_placed};
use crate::state::po_key;
use vocab::{CustomerId, Instant, OrderId};

/// Places an order, and promises its lines by these schedules: one for each, or none at all.
pub(super) fn place(book: &mut Book, event: &Event, schedules: &[LineSchedule]) {
    let Event::OrderPlaced {
        order,
        customer,
        ship_to,
        po_number,
        currency,
        placed,
        requested,
        expires,
        request,
        lines,
        holds,
        terms,
    } = event
    else {
        return;
    };
    enter(book, *order, *customer, po_number.as_deref(), *expires);
    if holds.is_empty() {
        owe(book, *customer, value(lines));
    }
    for (line, schedule) in lines.iter().zip(schedules) {
        reserve(book, (*order, *customer), line, schedule);
    }
    let head = Head {
        customer: *customer,
        ship_to: *ship_to,
        po_number: po_number.as_deref(),
        currency: *currency,
        placed: *placed,
        requested: *requested,
        expires: *expires,
        request: *request,
        holds,
        credit_released: false,
        terms: *terms,
    };
    book.orders
        .insert_written(*order, |to| pack_placed(&head, lines, schedules, to));
}

/// True when an order can be placed and promised in one step, as nearly all are: it is promised line by
/// line, each of one part at most, as parts of one line might have to be added up.
pub(super) fn go_together(event: &Event, promised: OrderId, schedules: &[LineSchedule]) -> bool {
    let Event::OrderPlaced {
        order,
        lines,
        holds,
        ..
    } = event
    else {
        return false;
    };
    let mut pairs = (1u16..).zip(lines).zip(schedules);
    *order == promised
        && holds.is_empty()
        && lines.len() == schedules.len()
        && pairs.all(|((number, line), schedule)| {
            schedule.line == number && schedule.schedule.len() <= 1 && line.item.known().is_some()
        })
}

fn reserve(
    book: &mut Book,
    (order, customer): (OrderId, CustomerId),
    line: &PlacedLine,
    schedule: &LineSchedule,
) {
    let Book {
        stock,
        waiting,
        quotas,
        company,
        ..
    } = book;
    let mut counting = Counting { quotas, company };
    let item = line.item.known().expect("only known items are promised");
    for part in &schedule.schedule {
        stock.reserve(item, part.site, part.source, part.quantity);
        counting.take(customer, item, part);
    }
    if schedule.backorder.is_some() {
        waiting.entry(item).or_default().insert(order);
    }
}

/// Takes the id and the PO number of a new order, and notes when its reservation lapses.
fn enter(
    book: &mut Book,
    order: OrderId,
    customer: CustomerId,
    po_number: Option<&str>,
    expires: Option<Instant>,
) {
    book.next.order = order.0 + 1;
    if let Some(po_number) = po_number {
        book.take_po_number(po_key(customer, po_number), order);
    }
    if let Some(moment) = expires {
        book.lapsing.insert((moment, order));
    }
}

/// What placed lines are worth, minor units.
fn value(lines: &[PlacedLine]) -> i64 {
    let amount = |line: &PlacedLine| line.price.and_then(|price| price.amount(line.quantity));
    let amounts = lines.iter().filter_map(amount);
    amounts.fold(0, i64::saturating_add)
}

/// Counts more against a customer's credit.
pub(super) fn owe(book: &mut Book, customer: CustomerId, value: i64) {
    let account = &mut book.company.customers[customer.index()];
    account.open_value = account.open_value.saturating_add(value);
}
