//! Who loses to whom by a plan: the goods that one order gives up, another one takes.

use super::{Plan, Shift, Step};
use crate::event::LineSchedule;
use crate::order::Source;
use crate::{Book, ScheduleLine};
use std::collections::BTreeMap;
use vocab::{ItemId, OrderId, Quantity, SiteId};

/// Where goods are promised from.
type Pool = (ItemId, SiteId, Source);

/// Orders with what they give up or take.
type Rows = Vec<((OrderId, u16), Quantity)>;

/// Names, for each line that is worse off, the order that the most of its goods go to.
pub(super) fn name_takers(book: &Book, plan: &Plan, shifts: &mut [Shift]) {
    if !shifts.iter().any(Shift::is_loss) {
        return;
    }
    let mut pools: BTreeMap<Pool, (Rows, Rows)> = BTreeMap::new();
    for step in &plan.steps {
        let Step::Schedule {
            order,
            was,
            becomes,
        } = step
        else {
            continue;
        };
        let found = book.orders.get(*order);
        for (was, becomes) in was.iter().zip(becomes) {
            let line = found.as_ref().and_then(|order| order.line(was.line));
            let Some(item) = line.and_then(|line| line.item.known()) else {
                continue;
            };
            let name = (*order, was.line);
            for (pool, quantity) in more(item, was, becomes) {
                pools.entry(pool).or_default().0.push((name, quantity));
            }
            for (pool, quantity) in more(item, becomes, was) {
                pools.entry(pool).or_default().1.push((name, quantity));
            }
        }
    }
    let mut taken: BTreeMap<(OrderId, u16), BTreeMap<OrderId, Quantity>> = BTreeMap::new();
    for (gives, takes) in pools.into_values() {
        for (giver, taker, quantity) in pairs(gives, takes) {
            *taken.entry(giver).or_default().entry(taker).or_default() += quantity;
        }
    }
    for shift in shifts.iter_mut().filter(|shift| shift.is_loss()) {
        let takers = taken.get(&(shift.order, shift.line));
        let most = takers.and_then(|takers| takers.iter().max_by_key(|(_, quantity)| **quantity));
        shift.lost_to = most.map(|(order, _)| *order);
    }
}

/// What a line has of each pool beyond what it has in another state.
fn more(item: ItemId, of: &LineSchedule, than: &LineSchedule) -> Vec<(Pool, Quantity)> {
    let mut sums: BTreeMap<Pool, Quantity> = BTreeMap::new();
    let pool = |part: &ScheduleLine| (item, part.site, part.source);
    for part in &of.schedule {
        *sums.entry(pool(part)).or_default() += part.quantity;
    }
    for part in &than.schedule {
        if let Some(sum) = sums.get_mut(&pool(part)) {
            *sum = sum.saturating_sub(part.quantity);
        }
    }
    sums.into_iter().filter(|row| !row.1.is_zero()).collect()
}

/// Hands what is given to those who take, one after the other; orders don't lose to themselves.
fn pairs(gives: Rows, mut takes: Rows) -> Vec<((OrderId, u16), OrderId, Quantity)> {
    let mut pairs = Vec::new();
    for (giver, mut left) in gives {
        for ((taker, _), wants) in &mut takes {
            let goes = Quantity(left.0.min(wants.0));
            if *taker != giver.0 && !goes.is_zero() {
                left -= goes;
                *wants -= goes;
                pairs.push((giver, *taker, goes));
            }
        }
    }
    pairs
}
