//! Watching the book: what nobody reports, because it is a day that passed or goods that nobody has.

#[cfg(test)]
mod tests;

use book::exception::{Cause, Kind};
use book::order::{BackorderReason, OrderState, ScheduleLine, Source, Stage};
use book::stock::supplier::of_item;
use book::{Book, Command, Order, Stamp};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, ItemId, OrderId, SiteId};

/// Seconds that an order which is held may be old before it is stuck: two days.
pub const HELD_SECONDS_MAX: i64 = 2 * 86_400;
/// Seconds that an order may be old whose goods nobody has, before that is a shortage: three days, in which
/// they can be bought.
pub const SHORT_SECONDS_MAX: i64 = 3 * 86_400;
/// Days that goods may be on their way beyond their day of delivery before the carrier is late.
pub const DELIVERY_DAYS_MAX: i32 = 1;
/// The most lines that one command reports.
pub const LINES_MAX: usize = 1_000;
/// The most overdue supply that one look puts off.
pub const SUPPLY_MAX: usize = 1_000;

/// A line in trouble, and what it comes from.
type Row = (Kind, Cause, OrderId, u16);

/// Looks at the book again and again, and tells of each line once, as long as its trouble lasts: what a
/// person let be is not raised anew.
#[derive(Clone, Debug, Default)]
pub struct Watcher {
    told: BTreeSet<Row>,
}

impl Watcher {
    /// What is to be told to the book now: supply that is overdue is expected tomorrow, and each kind of
    /// trouble is raised once a cause. Walks every open order.
    pub fn notice(&mut self, book: &Book, stamp: &Stamp) -> Vec<Command> {
        let seen = seen(book, stamp);
        let mut troubles: BTreeMap<(Kind, Cause), Vec<(OrderId, u16)>> = BTreeMap::new();
        for row in seen.difference(&self.told) {
            let (kind, cause, order, line) = row.clone();
            let lines = troubles.entry((kind, cause)).or_default();
            lines.push((order, line));
        }
        self.told = seen;
        let raise = troubles.into_iter().flat_map(|((kind, cause), lines)| {
            let chunks = lines
                .chunks(LINES_MAX)
                .map(|lines| Command::RaiseException {
                    kind,
                    cause: cause.clone(),
                    lines: lines.to_vec(),
                    expected: None,
                });
            chunks.collect::<Vec<_>>()
        });
        overdue(book, stamp.today)
            .into_iter()
            .chain(raise)
            .collect()
    }
}

/// Every line that is in trouble.
fn seen(book: &Book, stamp: &Stamp) -> BTreeSet<Row> {
    let mut seen = BTreeSet::new();
    for order in book.orders.iter() {
        for ((kind, cause), line) in of_order(book, &order, stamp) {
            seen.insert((kind, cause, order.id, line));
        }
    }
    seen
}

/// Supply that was due and did not come can't come before tomorrow.
fn overdue(book: &Book, today: Day) -> Vec<Command> {
    let due = book
        .stock
        .supplies
        .iter()
        .filter(|(_, row)| row.due < today);
    let tomorrow = today.plus(1);
    due.take(SUPPLY_MAX)
        .map(|(supply, _)| Command::RescheduleSupply {
            supply: *supply,
            due: tomorrow,
        })
        .collect()
}

/// What is wrong with the lines of an order, each with its number.
fn of_order(book: &Book, order: &Order, stamp: &Stamp) -> Vec<((Kind, Cause), u16)> {
    let mut wrong = Vec::new();
    // What nobody confirmed waits for whoever does, and goes by itself.
    if order.expires.is_some() {
        return wrong;
    }
    for (number, line) in (1u16..).zip(&order.lines) {
        if is_stuck(order, stamp) {
            let cause = Cause::Order { order: order.id };
            wrong.push(((Kind::Stuck, cause), number));
            continue;
        }
        let lacks = [BackorderReason::NoSupply, BackorderReason::TooLate];
        let short = (line.backorder).is_some_and(|part| lacks.contains(&part.reason));
        let too_long = |item: &ItemId| is_older(order, stamp, patience(book, *item));
        if let Some(item) = line.item.known().filter(|_| short).filter(too_long) {
            wrong.push(((Kind::Shortage, Cause::Item { item }), number));
        }
        let late = line
            .schedule
            .iter()
            .filter_map(|part| late(part, stamp.today));
        wrong.extend(late.map(|(kind, site, day)| ((kind, Cause::Site { site, day }), number)));
    }
    wrong
}

/// How long an order waits for an item before somebody looks after it, in seconds: not at all where a
/// supplier has it, or another item may be given.
fn patience(book: &Book, item: ItemId) -> i64 {
    let has_more = of_item(&book.stock.suppliers, item).next().is_some();
    match has_more || !book.company.substitutes_of(item).is_empty() {
        true => 0,
        false => SHORT_SECONDS_MAX,
    }
}

fn is_stuck(order: &Order, stamp: &Stamp) -> bool {
    let held = matches!(order.state, OrderState::Held { .. });
    held && is_older(order, stamp, HELD_SECONDS_MAX)
}

fn is_older(order: &Order, stamp: &Stamp, seconds: i64) -> bool {
    stamp.at > order.placed.plus_seconds(seconds)
}

/// How a part of a line missed its day, where and which.
fn late(part: &ScheduleLine, today: Day) -> Option<(Kind, SiteId, Day)> {
    match (part.stage, part.source) {
        (Stage::Promised, Source::Inbound(_)) | (Stage::Delivered, _) => None,
        (Stage::Shipped, _) => {
            let late = today.since(part.delivery) > DELIVERY_DAYS_MAX;
            late.then_some((Kind::CarrierDelay, part.site, part.delivery))
        }
        (Stage::Promised | Stage::Released | Stage::Picked | Stage::Packed, _) => {
            let late = part.goods_issue < today;
            late.then_some((Kind::MissedCutoff, part.site, part.goods_issue))
        }
    }
}
