//! Applying what happens to an open order: its schedule, holds, changes, cancellations and steps.

use super::place::owe;
use super::quota::Counting;
use crate::event::{Amendment, LineSchedule};
use crate::order::{HoldKind, Order, OrderLine, OrderState, ScheduleLine, Stage};
use crate::{Book, Few};
use std::collections::BTreeSet;
use vocab::{Day, ItemId, OrderId, Quantity, SiteId};

const LINES_NAMED: &str = "events of an order name its lines";

pub(super) fn order_mut(book: &mut Book, id: OrderId) -> &mut Order {
    book.orders
        .get_mut(id)
        .expect("events of an order come while it is open")
}

fn line_of(order: &mut Order, number: u16) -> &mut OrderLine {
    order.line_mut(number).expect(LINES_NAMED)
}

/// What an order counts against the customer's credit: nothing while it is held.
pub(super) fn open_value(book: &Book, id: OrderId) -> i64 {
    match book.orders.get(id) {
        Some(order) if order.state == OrderState::Open => order.value(),
        Some(_) | None => 0,
    }
}

pub(super) fn add_open_value(book: &mut Book, id: OrderId, value: i64) {
    let customer = order_mut(book, id).customer;
    owe(book, customer, value);
}

pub(super) fn schedule(book: &mut Book, id: OrderId, lines: &[LineSchedule]) {
    let Book {
        orders,
        stock,
        waiting,
        quotas,
        company,
        ..
    } = book;
    let mut counting = Counting { quotas, company };
    let order = orders
        .get_mut(id)
        .expect("events of an order come while it is open");
    let customer = order.customer;
    // All old promises are freed before any new one is made: lines of one order may trade stock.
    for change in lines {
        let line = line_of(order, change.line);
        let item = line.item.known().expect("only known items are promised");
        line.schedule.retain(|part| {
            let stays = part.stage != Stage::Promised;
            if !stays {
                stock.free(item, part.site, part.source, part.quantity);
                counting.give_up(customer, item, part);
            }
            stays
        });
    }
    for change in lines {
        let line = line_of(order, change.line);
        let item = line.item.known().expect("only known items are promised");
        for part in &change.schedule {
            stock.reserve(item, part.site, part.source, part.quantity);
            counting.take(customer, item, part);
            line.add_part(*part);
        }
        line.backorder = change.backorder;
        if change.backorder.is_some() {
            waiting.entry(item).or_default().insert(id);
        }
    }
    forget_waiting(book, id);
}

/// Takes an order off the waiting lists of items that it has no backorder of any more.
pub(super) fn forget_waiting(book: &mut Book, id: OrderId) {
    let Book {
        orders, waiting, ..
    } = book;
    let Some(order) = orders.get(id).filter(|_| !waiting.is_empty()) else {
        return;
    };
    let items = |line: &OrderLine| line.item.known();
    let queued = |item: &ItemId| waiting.get(item).is_some_and(|queue| queue.contains(&id));
    let queued: Vec<ItemId> = order
        .lines
        .iter()
        .filter_map(items)
        .filter(queued)
        .collect();
    if queued.is_empty() {
        return;
    }
    let short = order.lines.iter().filter(|line| line.backorder.is_some());
    let still: BTreeSet<ItemId> = short.filter_map(items).collect();
    for item in queued.into_iter().filter(|item| !still.contains(item)) {
        leave_queue(book, item, id);
    }
}

fn leave_queue(book: &mut Book, item: ItemId, id: OrderId) {
    if let Some(orders) = book.waiting.get_mut(&item) {
        orders.remove(&id);
        if orders.is_empty() {
            book.waiting.remove(&item);
        }
    }
}

/// Frees everything of an order that is promised and not released, and forgets its backorders.
pub(super) fn unpromise(book: &mut Book, id: OrderId) {
    let order = book
        .orders
        .get(id)
        .expect("events of an order come while it is open");
    let numbers = (1u16..)
        .zip(&order.lines)
        .filter(|(_, line)| line.item.known().is_some());
    let empty: Vec<LineSchedule> = numbers
        .map(|(line, _)| LineSchedule {
            line,
            schedule: Few::none(),
            backorder: None,
        })
        .collect();
    let value = open_value(book, id);
    schedule(book, id, &empty);
    add_open_value(book, id, -value);
}

pub(super) fn release_hold(book: &mut Book, id: OrderId, kind: HoldKind) {
    if order_mut(book, id).release_hold(kind) {
        let value = open_value(book, id);
        add_open_value(book, id, value);
    }
}

/// Applies changes, the schedule aside.
pub(super) fn amend(book: &mut Book, id: OrderId, changes: &[Amendment]) {
    let Book {
        orders, lapsing, ..
    } = book;
    let order = orders
        .get_mut(id)
        .expect("events of an order come while it is open");
    let before = order.expires;
    for change in changes {
        order.amend(change).expect(LINES_NAMED);
    }
    if before != order.expires {
        before.iter().for_each(|at| {
            lapsing.remove(&(*at, id));
        });
        lapsing.extend(order.expires.map(|at| (at, id)));
    }
}

pub(super) fn cancel(book: &mut Book, id: OrderId, number: u16, quantity: Quantity) {
    let Book {
        orders,
        stock,
        quotas,
        company,
        ..
    } = book;
    let mut counting = Counting { quotas, company };
    let order = orders
        .get_mut(id)
        .expect("events of an order come while it is open");
    let customer = order.customer;
    let held = matches!(order.state, OrderState::Held { .. });
    let line = line_of(order, number);
    let item = line.item.known();
    let left = line.cancel(quantity, |part, taken| {
        if let Some(item) = item {
            stock.free(item, part.site, part.source, taken);
            let taken = ScheduleLine {
                quantity: taken,
                ..*part
            };
            counting.give_up(customer, item, &taken);
        }
    });
    assert!(
        held || left.is_zero(),
        "only what is not picked is cancelled"
    );
}

/// Goods that were to leave a site on a day leave it on another.
pub(super) fn postpone(
    book: &mut Book,
    id: OrderId,
    (site, was): (SiteId, Day),
    (goods_issue, delivery): (Day, Day),
) {
    counted_anew(book, id, |order| {
        order.postpone(site, was, goods_issue, delivery);
    });
}

/// Goods on their way arrive on another day, or turn back and their lines wait.
pub(super) fn redirect(
    book: &mut Book,
    id: OrderId,
    from: (SiteId, Day),
    lines: &[u16],
    delivery: Option<Day>,
) {
    counted_anew(book, id, |order| {
        order.redirect(from, lines, delivery).expect(LINES_NAMED);
    });
    let order = book.orders.get(id).expect(LINES_NAMED);
    let waits = lines.iter().filter_map(|number| {
        let line = order
            .line(*number)
            .filter(|line| line.backorder.is_some())?;
        line.item.known()
    });
    for item in waits.collect::<Vec<_>>() {
        book.waiting.entry(item).or_default().insert(id);
    }
}

/// Changes what an order is promised, and counts it anew in the quotas.
fn counted_anew(book: &mut Book, id: OrderId, change: impl FnOnce(&mut Order)) {
    let Book {
        orders,
        quotas,
        company,
        ..
    } = book;
    let mut counting = Counting { quotas, company };
    let order = orders
        .get_mut(id)
        .expect("events of an order come while it is open");
    let customer = order.customer;
    for (item, part) in order.parts() {
        counting.give_up(customer, item, part);
    }
    change(order);
    for (item, part) in order.parts() {
        counting.take(customer, item, part);
    }
}

/// Released goods are gone from stock, and their line waits for others.
pub(super) fn pick_short(
    book: &mut Book,
    id: OrderId,
    number: u16,
    site: SiteId,
    quantity: Quantity,
) {
    let line = line_of(order_mut(book, id), number);
    let item = line.item.known().expect("only known items are released");
    counted_anew(book, id, |order| {
        let left = line_of(order, number).pick_short(site, quantity);
        assert!(left.is_zero(), "only what is released is picked short");
    });
    book.waiting.entry(item).or_default().insert(id);
    let balance = book.stock.balance_mut(item, site);
    balance.on_hand -= quantity;
    balance.reserved -= quantity;
    book.stock.flow_mut(item).missing += quantity;
}

/// Moves a quantity of a line on to the next stage; what ships leaves the stock.
pub(super) fn advance(
    book: &mut Book,
    id: OrderId,
    number: u16,
    site: SiteId,
    to: Stage,
    quantity: Quantity,
) {
    let Book {
        orders,
        stock,
        lapsing,
        ..
    } = book;
    let order = orders
        .get_mut(id)
        .expect("events of an order come while it is open");
    if let Some(moment) = order.expires.take() {
        lapsing.remove(&(moment, id));
    }
    let line = line_of(order, number);
    let item = line.item.known().expect("only known items move");
    let left = line.advance(site, to, quantity);
    assert!(left.is_zero(), "only what is at the stage before advances");
    if to == Stage::Shipped {
        let balance = stock.balance_mut(item, site);
        balance.on_hand -= quantity;
        balance.reserved -= quantity;
        stock.flow_mut(item).shipped += quantity;
    }
}

pub(super) fn finish(book: &mut Book, id: OrderId) {
    let value = open_value(book, id);
    add_open_value(book, id, -value);
    let order = book.orders.remove(id).expect("an open order is finished");
    if let Some(moment) = order.expires {
        book.lapsing.remove(&(moment, id));
    }
    let Book {
        quotas, company, ..
    } = book;
    Counting { quotas, company }.finish(&order);
    for item in order.lines.iter().filter_map(|line| line.item.known()) {
        leave_queue(book, item, id);
        book.sent_back.remove(&(id, item));
    }
}
