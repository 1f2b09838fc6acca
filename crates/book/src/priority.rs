//! Priority of orders: whose goods come first where there are not enough for all, by the policy's weights.

use crate::order::Order;
use crate::policy::{Members, Strategy, Weight};
use crate::{Book, OrderLine};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vocab::{CustomerId, Day, GroupId, OrderId};

/// An order becomes urgent this many days before its wanted day.
pub const URGENT_DAYS: i32 = 14;
/// An order doesn't become more urgent than this many days after it was urgent first.
pub const LATE_DAYS_MAX: i32 = 60;
/// An order doesn't become more important by waiting longer than this.
pub const AGE_DAYS_MAX: i32 = 90;

/// What an order's priority is made of, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Standing {
    /// Who the customer is.
    pub customer: i64,
    /// How near or past the wanted day is.
    pub late: i64,
    /// A promise to the customer is broken.
    pub broken: i64,
    /// How long ago it was placed.
    pub age: i64,
    /// What it is worth.
    pub value: i64,
}

impl Standing {
    /// All together: more comes first.
    pub fn points(&self) -> i64 {
        let factors = [self.customer, self.late, self.broken, self.age, self.value];
        factors.into_iter().fold(0, i64::saturating_add)
    }
}

/// The policy's weights and segments, made ready to weigh many orders of one book on one day.
pub struct Priorities<'a> {
    book: &'a Book,
    today: Day,
    groups: Vec<(GroupId, i64)>,
    /// Orders with a broken promise; empty when that does not count.
    broken: BTreeSet<OrderId>,
    segments: Vec<(Option<GroupId>, &'a Members, Strategy)>,
}

impl<'a> Priorities<'a> {
    /// Those of a book.
    pub fn of(book: &'a Book, today: Day) -> Priorities<'a> {
        let codes = book.company.groups.by_code();
        let weights = book.policy.priority.iter();
        let groups = weights.clone().filter_map(|weight| match weight {
            Weight::Group(code, points) => Some((*codes.get(code.as_str())?, *points)),
            Weight::Late(_) | Weight::Broken(_) | Weight::Age(_) | Weight::Value(..) => None,
        });
        let counts_broken = weights
            .clone()
            .any(|weight| matches!(weight, Weight::Broken(_)));
        let exceptions = book.exceptions.values().filter(|_| counts_broken);
        let broken = exceptions.flat_map(|row| row.broken.iter().map(|broken| broken.order));
        let segments = book.policy.segments.iter().filter_map(|segment| {
            let group = match &segment.of {
                Members::Group(code) => Some(*codes.get(code.as_str())?),
                Members::From(_) | Members::Any => None,
            };
            Some((group, &segment.of, segment.strategy))
        });
        Priorities {
            book,
            today,
            groups: groups.collect(),
            broken: broken.collect(),
            segments: segments.collect(),
        }
    }

    /// What an order's priority is made of.
    pub fn standing(&self, order: &Order) -> Standing {
        let mut standing = Standing::default();
        for weight in &self.book.policy.priority {
            match weight {
                // Of all groups together, below.
                Weight::Group(..) => {}
                Weight::Late(points) => {
                    standing.late = points.saturating_mul(self.urgent_days(order).into());
                }
                Weight::Broken(points) if self.broken.contains(&order.id) => {
                    standing.broken = *points;
                }
                Weight::Broken(_) => {}
                Weight::Age(points) => {
                    let age = self.today.since(order.placed.utc_day());
                    standing.age = points.saturating_mul(age.clamp(0, AGE_DAYS_MAX).into());
                }
                Weight::Value(points, per) => {
                    standing.value = points.saturating_mul(order.value() / per);
                }
            }
        }
        standing.customer = self.customer(order.customer);
        standing
    }

    /// What a backorder run may do to an order: without a segment for it, make it better off only. Who
    /// lost by a run not long ago doesn't lose again.
    pub fn strategy(&self, order: &Order, points: i64) -> Strategy {
        let groups = self.book.company.groups.of(order.customer);
        let fits = |(group, of, _): &&(Option<GroupId>, &Members, Strategy)| match of {
            Members::Group(_) => group.is_some_and(|group| groups.contains(&group)),
            Members::From(least) => points >= *least,
            Members::Any => true,
        };
        let found = self.segments.iter().find(fits);
        let strategy = found.map_or(Strategy::Gain, |segment| segment.2);
        match self.book.rests(order.customer, self.today) {
            true => strategy.min(Strategy::Gain),
            false => strategy,
        }
    }

    fn customer(&self, customer: CustomerId) -> i64 {
        let groups = self.book.company.groups.of(customer);
        let own = self
            .groups
            .iter()
            .filter(|(group, _)| groups.contains(group));
        own.map(|(_, points)| *points).max().unwrap_or(0)
    }

    fn urgent_days(&self, order: &Order) -> i32 {
        let wanted = |line: &OrderLine| order.requested_for(line);
        let first = order.lines.iter().filter_map(wanted).min();
        let first = first.unwrap_or(order.placed.utc_day());
        (URGENT_DAYS - first.since(self.today)).clamp(0, LATE_DAYS_MAX)
    }
}

impl Book {
    /// Whether a customer lost goods to another one by a backorder run so lately that it doesn't lose again.
    pub fn rests(&self, customer: CustomerId, today: Day) -> bool {
        let lost = self.losses.get(&customer);
        lost.is_some_and(|day| today.since(*day) < i32::from(self.policy.loss_rest_days))
    }
}

/// Orders that wait, those that come first first; without weights, those that came first.
pub(crate) fn first_first(
    book: &Book,
    waiting: impl Iterator<Item = OrderId>,
    today: Day,
    most: usize,
) -> Vec<OrderId> {
    if book.policy.priority.is_empty() {
        return waiting.take(most).collect();
    }
    let priorities = Priorities::of(book, today);
    let points = |id: &OrderId| {
        let order = book.orders.get(*id);
        order.map_or(0, |order| priorities.standing(&order).points())
    };
    let mut orders: Vec<OrderId> = waiting.collect();
    orders.sort_by_cached_key(|id| (std::cmp::Reverse(points(id)), *id));
    orders.truncate(most);
    orders
}

#[cfg(test)]
mod tests;
