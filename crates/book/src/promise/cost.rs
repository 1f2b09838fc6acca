//! What a promise costs: the function that the search makes small, in minor units of the policy's
//! currency.
//!
//! Each shipment, which is a site and a day of goods issue, costs its lane's rate and the rate by the
//! kilogram, rounded up. Each one beyond the first costs the policy's split cost. Goods that come
//! after the requested day, or after the first day that any site could meet where none was requested,
//! cost a share of their value by the day. What has no date costs a share of its value and one more
//! shipment, over the cheapest lane.

use super::search::Search;
use super::way::{Missing, Part};
use super::{Ask, Destination, Freed, Route, Timetable};
use crate::company::Lane;
use crate::event::LineSchedule;
use crate::order::BackorderReason;
use crate::{Book, Stamp};
use std::collections::BTreeMap;
use vocab::{Day, Quantity};

/// What a promise of these lines would cost, whoever worked it out; `None` where no lane goes to the
/// zone, or a part would leave a site that has none.
pub fn cost(
    book: &Book,
    destination: Destination,
    asks: &[Ask],
    lines: &[LineSchedule],
    stamp: &Stamp,
) -> Option<i64> {
    let routes = Timetable::routes(book, destination.reach, stamp);
    let search = Search {
        book,
        destination,
        asks,
        freed: &Freed::default(),
        routes: &routes,
        first_delivery: routes.first_delivery?,
        today: stamp.today,
    };
    let mut parts = Vec::new();
    for (ask, line) in lines.iter().enumerate() {
        for row in &line.schedule {
            let mut all = routes.all.iter();
            parts.push(Part {
                ask,
                route: all.position(|route| route.site == row.site)?,
                source: row.source,
                quantity: row.quantity,
                goods_issue: row.goods_issue,
                delivery: row.delivery,
            });
        }
    }
    let missing = lines.iter().map(|line| match line.backorder {
        Some(part) => (part.quantity, part.reason),
        None => (Quantity::ZERO, BackorderReason::NoSupply),
    });
    Some(search.cost(&parts, &missing.collect::<Vec<Missing>>()))
}

impl Search<'_> {
    /// What a way costs.
    pub(super) fn cost(&self, parts: &[Part], missing: &[Missing]) -> i64 {
        let mut shipments: BTreeMap<(usize, Day), i64> = BTreeMap::new();
        let mut cost = 0i64;
        for part in parts {
            let ask = &self.asks[part.ask];
            let grams = shipments.entry((part.route, part.goods_issue)).or_default();
            *grams = grams.saturating_add(self.grams(ask, part.quantity));
            let days = self.late_days(ask, part.delivery);
            cost = cost.saturating_add(self.lateness_cost(value(ask, part.quantity), days));
        }
        for ((route, _), grams) in &shipments {
            cost = cost.saturating_add(shipment_cost(&self.routes.all[*route], *grams));
        }
        let (later, later_cost) = self.later_shipment(missing);
        let splits = (shipments.len() + later).saturating_sub(1) as i64;
        let split_cost = splits.saturating_mul(self.book.policy.split_cost);
        cost.saturating_add(split_cost).saturating_add(later_cost)
    }

    /// What has no date costs by value, and the cheapest freight of the shipment that it will need
    /// one day: going without is never cheaper than going.
    fn later_shipment(&self, missing: &[Missing]) -> (usize, i64) {
        let mut cost = 0i64;
        let mut grams = 0i64;
        for (ask, (left, _)) in self
            .asks
            .iter()
            .zip(missing)
            .filter(|(_, (left, _))| !left.is_zero())
        {
            let rate = i64::from(self.book.policy.backorder_cost_bp);
            cost = cost.saturating_add(share_bp(value(ask, *left), rate));
            grams = grams.saturating_add(self.grams(ask, *left));
        }
        if missing.iter().all(|(left, _)| left.is_zero()) {
            return (0, 0);
        }
        let freight = self
            .routes
            .all
            .iter()
            .map(|route| shipment_cost(route, grams))
            .min();
        (1, cost.saturating_add(freight.unwrap_or(0)))
    }

    pub(super) fn lateness_cost(&self, value: i64, days: i32) -> i64 {
        let rate = i64::from(days) * i64::from(self.book.policy.lateness_cost_bp_per_day);
        share_bp(value, rate)
    }

    pub(super) fn grams(&self, ask: &Ask, quantity: Quantity) -> i64 {
        let grams = i64::from(self.book.company.brief[ask.item.index()].weight_grams);
        grams.saturating_mul(i64::try_from(quantity.0).unwrap_or(i64::MAX))
    }

    /// What it costs that goods in stock at a site come later than wanted.
    pub(super) fn lateness(&self, route: &Route, values: &[i64]) -> i64 {
        let days = self.late_days(&self.asks[0], route.first_delivery);
        if days == 0 {
            return 0;
        }
        let costs = values.iter().map(|value| self.lateness_cost(*value, days));
        costs.fold(0, i64::saturating_add)
    }

    /// No way of two shipments can cost less: from two sites, on two days, or one of them later
    /// with what has no date yet.
    pub(super) fn two_shipments_floor(&self, grams: i64) -> i64 {
        let least = self.routes.cheapest_shipment;
        self.shipments_floor([least, least].into_iter(), grams)
    }

    /// No way over all of these sites can cost less: each sends at least one shipment.
    pub(super) fn floor(&self, routes: &[usize], grams: i64) -> i64 {
        let lanes = routes.iter().map(|route| self.routes.all[*route].lane);
        self.shipments_floor(lanes.map(|lane| lane.cost_per_shipment), grams)
    }

    fn shipments_floor(&self, shipments: impl Iterator<Item = i64>, grams: i64) -> i64 {
        let split = self.book.policy.split_cost;
        let each = shipments.map(|cost| cost.saturating_add(split));
        let weight = weight_cost(self.routes.cheapest_kilogram, grams);
        each.fold(weight.saturating_sub(split), i64::saturating_add)
    }

    /// How many days after the requested one, or after the first that any site can meet.
    pub(super) fn late_days(&self, ask: &Ask, delivery: Day) -> i32 {
        let target = ask.requested.unwrap_or(self.first_delivery);
        delivery.since(target).max(0)
    }
}

pub(super) fn value(ask: &Ask, quantity: Quantity) -> i64 {
    ask.price
        .and_then(|price| price.amount(quantity))
        .unwrap_or(0)
}

/// A share of a value, in basis points, rounded towards zero.
pub fn share_bp(value: i64, basis_points: i64) -> i64 {
    if let Some(product) = value.checked_mul(basis_points) {
        return product / 10_000;
    }
    let share = i128::from(value) * i128::from(basis_points) / 10_000;
    i64::try_from(share).unwrap_or(i64::MAX)
}

pub(super) fn shipment_cost(route: &Route, grams: i64) -> i64 {
    freight(&route.lane, grams)
}

/// What one shipment of this weight costs over a lane, minor units of the book's currency.
pub fn freight(lane: &Lane, grams: i64) -> i64 {
    let weight = weight_cost(lane.cost_per_kilogram, grams);
    lane.cost_per_shipment.saturating_add(weight)
}

/// Rounded up to the minor unit.
pub(super) fn weight_cost(per_kilogram: i64, grams: i64) -> i64 {
    match per_kilogram.checked_mul(grams) {
        Some(thousandths) => thousandths.saturating_add(999) / 1_000,
        None => i64::MAX,
    }
}
