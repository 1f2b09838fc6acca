//! What a solution costs: days late by value, what waits without a day, freight beyond that of today's
//! promises, and what is paid to hurry or lost with what is cancelled. Integers of the book's currency.

use super::Terms;
use super::trial::Trial;
use book::plan::{OnItsWay, Shift, Step, Substituted};
use book::promise::{self, share_bp};
use book::stock::supplier::Offered;
use book::stock::transfer;
use book::{Book, Order, Stage};
use std::collections::BTreeMap;
use vocab::{Day, ItemId, OrderId, Quantity, SiteId};

/// The cost of a solution, minor units of the book's currency.
pub(super) fn of(book: &Book, trial: &Trial, shifts: &[Shift], terms: &Terms) -> i64 {
    // What is cancelled is paid for by its step.
    let cancelled = |shift: &&Shift| trial.gives_up() && shift.becomes.is_none();
    let late = shifts.iter().filter(|shift| !cancelled(shift));
    let late = late.map(|shift| lateness(book, shift));
    let steps = trial.steps.iter().map(|step| of_step(book, step, terms));
    let orders = trial.orders.iter();
    let freight = orders.map(|order| freight(&trial.copy, *order) - freight(book, *order));
    late.chain(steps)
        .chain(freight)
        .fold(0, i64::saturating_add)
}

/// What the shipments of an order cost that have not left yet: by shipment and weight, and the policy's
/// split cost for each beyond the first.
fn freight(book: &Book, id: OrderId) -> i64 {
    let Some(order) = book.orders.get(id) else {
        return 0;
    };
    let Some(reach) = order.reach(book) else {
        return 0;
    };
    let mut grams: BTreeMap<(SiteId, Day), i64> = BTreeMap::new();
    for line in &order.lines {
        let item = line.item.known();
        let weight = item.map_or(0, |item| book.company.items[item.index()].weight_grams);
        let waits = line
            .schedule
            .iter()
            .filter(|part| part.stage < Stage::Shipped);
        for part in waits {
            let quantity = i64::try_from(part.quantity.0).unwrap_or(i64::MAX);
            let shipment = grams.entry((part.site, part.goods_issue)).or_default();
            *shipment = shipment.saturating_add(quantity.saturating_mul(i64::from(weight)));
        }
    }
    let splits = (grams.len() as i64 - 1).max(0);
    let shipments = grams.iter().map(|((site, _), grams)| {
        let lane = reach.lane(book, *site);
        lane.map_or(0, |lane| promise::freight(&lane, *grams))
    });
    let split_cost = splits.saturating_mul(book.policy.split_cost);
    shipments.fold(split_cost, i64::saturating_add)
}

/// Value of the lines that a solution moves, minor units.
pub(super) fn value(book: &Book, shifts: &[Shift]) -> i64 {
    let values = shifts.iter().map(|shift| line_value(book, shift));
    values.fold(0, i64::saturating_add)
}

fn line_value(book: &Book, shift: &Shift) -> i64 {
    let order = book.orders.get(shift.order);
    let line = order.as_ref().and_then(|order| order.line(shift.line));
    line.map_or(0, book::OrderLine::value)
}

/// Later than it was, or than it is wanted where it had no day, costs by the day; no day costs what the policy says.
fn lateness(book: &Book, shift: &Shift) -> i64 {
    let value = line_value(book, shift);
    let days = match (shift.was, shift.becomes) {
        (_, None) => return share_bp(value, i64::from(book.policy.backorder_cost_bp)),
        (None, Some(becomes)) => wanted(book, shift).map_or(0, |wanted| becomes.since(wanted)),
        (Some(was), Some(becomes)) => becomes.since(was),
    };
    let a_day = i64::from(book.policy.lateness_cost_bp_per_day);
    share_bp(value, a_day.saturating_mul(i64::from(days.max(0))))
}

/// When the customer wants a line that was never promised.
fn wanted(book: &Book, shift: &Shift) -> Option<Day> {
    let order = book.orders.get(shift.order)?;
    order.requested_for(order.line(shift.line)?)
}

/// What is paid to hurry, or lost with what is cancelled.
fn of_step(book: &Book, step: &Step, terms: &Terms) -> i64 {
    match step {
        Step::Hasten { supply, .. } => {
            let supply = book.stock.supplies.get(supply);
            supply.map_or(0, |row| hurry(book, row.item, row.open, terms))
        }
        Step::Announce {
            item,
            quantity,
            site,
            supplier,
            ..
        } => match supplier {
            Some(supplier) => called_off(book, (*item, *site, supplier)),
            None => hurry(book, *item, *quantity, terms),
        },
        Step::Transfer {
            item,
            from,
            to,
            quantity,
            ..
        } => sent(book, *item, (*from, *to), *quantity),
        Step::Substitute { order, lines } => {
            let order = book.orders.get(*order);
            let lost = lines
                .iter()
                .filter_map(|row| dearer(book, order.as_deref()?, row));
            lost.fold(0, i64::saturating_add)
        }
        Step::CancelWaiting { order, lines } => lost(book, *order, lines.iter().copied(), terms),
        Step::Cancel { order, lines } => {
            let found = book.orders.get(*order);
            let open = |number: &u16| {
                let line = found.as_ref()?.line(*number)?;
                Some((*number, line.open_quantity()))
            };
            lost(book, *order, lines.iter().filter_map(open), terms)
        }
        Step::TurnBack {
            order,
            goods,
            instead,
        } => {
            let replaced = |line| instead.iter().any(|(number, _)| *number == line);
            let rest = goods.iter().filter(|part| !replaced(part.line));
            let rest = rest.map(|part| (part.line, part.quantity));
            lost(book, *order, rest, terms).saturating_add(way_back(book, *order, goods))
        }
        Step::Schedule { .. }
        | Step::Move { .. }
        | Step::Postpone { .. }
        | Step::Redate { .. }
        | Step::Release { .. } => 0,
    }
}

/// What is lost with so much of the lines of an order.
fn lost(
    book: &Book,
    order: OrderId,
    lines: impl Iterator<Item = (u16, Quantity)>,
    terms: &Terms,
) -> i64 {
    let order = book.orders.get(order);
    let value = |(number, quantity)| {
        let price = order.as_ref()?.line(number)?.price?;
        price.amount(quantity)
    };
    let lost = lines.filter_map(value);
    let lost = lost.map(|value| share_bp(value, terms.cancel_cost_bp));
    lost.fold(0, i64::saturating_add)
}

/// What it costs to bring goods back to the sites that they left: as much as the way there.
fn way_back(book: &Book, order: OrderId, goods: &[OnItsWay]) -> i64 {
    let Some(order) = book.orders.get(order) else {
        return 0;
    };
    let mut grams: BTreeMap<SiteId, i64> = BTreeMap::new();
    for part in goods {
        let item = order.line(part.line).and_then(|line| line.item.known());
        let weight = item.map_or(0, |item| book.company.items[item.index()].weight_grams);
        let quantity = i64::try_from(part.quantity.0).unwrap_or(i64::MAX);
        let load = grams.entry(part.site).or_default();
        *load = load.saturating_add(quantity.saturating_mul(i64::from(weight)));
    }
    let freight = |(site, grams): (SiteId, i64)| {
        let zone = book.company.ship_tos[order.ship_to?.index()].zone;
        let lane = book.company.lane(site, zone)?;
        Some(promise::freight(lane, grams))
    };
    let freight = grams.into_iter().filter_map(freight);
    freight.fold(0, i64::saturating_add)
}

/// What a call-off costs beyond the goods, as the supplier told it.
fn called_off(book: &Book, (item, site, supplier): (ItemId, SiteId, &str)) -> i64 {
    let supplier = supplier.to_owned();
    let offered = Offered {
        item,
        site,
        supplier,
    };
    let terms = book.stock.suppliers.get(&offered);
    terms.map_or(0, |terms| terms.cost)
}

/// What it costs to send goods from one site to another.
fn sent(book: &Book, item: ItemId, (from, to): (SiteId, SiteId), quantity: Quantity) -> i64 {
    let weight = i64::from(book.company.items[item.index()].weight_grams);
    let quantity = i64::try_from(quantity.0).unwrap_or(i64::MAX);
    let lane = transfer::lane(book, from, to);
    lane.map_or(0, |lane| {
        promise::freight(lane, quantity.saturating_mul(weight))
    })
}

/// What another item would have brought beyond the price that was agreed for the one that waits.
fn dearer(book: &Book, order: &Order, row: &Substituted) -> Option<i64> {
    let list = book.company.customers[order.customer.index()].price_list;
    let list = book.company.price_lists[list.index()].price(row.item)?;
    let agreed = order.line(row.line)?.price?.amount(row.quantity)?;
    Some((list.amount(row.quantity)? - agreed).max(0))
}

fn hurry(book: &Book, item: ItemId, quantity: Quantity, terms: &Terms) -> i64 {
    let mut lists = book.company.price_lists.iter();
    let price = lists.find_map(|list| list.price(item));
    let value = price.and_then(|price| price.amount(quantity)).unwrap_or(0);
    share_bp(value, terms.expedite_cost_bp)
}
