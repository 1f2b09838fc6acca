//! The search for the cheapest way: a fast look at single sites that have everything on hand, and
//! a full look at sets of sites over all supply.

use super::{Ask, Destination, Freed, Plan, Route, calendar, free_on_hand, promised};
use crate::Book;
use crate::event::{Considered, LineSchedule};
use crate::order::{Backorder, BackorderReason, ScheduleLine, Source};
use vocab::{Day, Quantity};

/// Sets of more than one site are made of at most this many sites, the cheapest lanes first.
const SPLIT_ROUTES_MAX: usize = 12;

/// One search for one order.
pub(super) struct Search<'a> {
    pub(super) book: &'a Book,
    pub(super) destination: Destination,
    pub(super) asks: &'a [Ask],
    pub(super) freed: &'a Freed,
    pub(super) routes: &'a [Route<'a>],
    /// The first day that goods in stock at any of the sites can arrive.
    pub(super) first_delivery: Day,
}

/// One way, worked out.
struct Way {
    cost: i64,
    routes: Vec<usize>,
    parts: Vec<Part>,
    missing: Vec<Quantity>,
}

/// A slice of a line that a way would promise.
#[derive(Clone, Copy)]
struct Part {
    ask: usize,
    route: usize,
    source: Source,
    quantity: Quantity,
    goods_issue: Day,
    delivery: Day,
}

/// Supply that a line could take from.
struct Offer {
    route: usize,
    source: Source,
    free: Quantity,
    goods_issue: Day,
    delivery: Day,
    late_days: i32,
}

impl Search<'_> {
    pub(super) fn best(&self) -> Plan {
        if let Some(plan) = self.single_site_on_hand() {
            return plan;
        }
        let mut ways = self.all_ways();
        ways.sort_by(|a, b| {
            (a.cost, a.routes.len(), &a.routes).cmp(&(b.cost, b.routes.len(), &b.routes))
        });
        self.plan(&ways)
    }

    /// The fast path: one site has every line on hand, in time, and no split can be cheaper.
    fn single_site_on_hand(&self) -> Option<Plan> {
        let shares_items = |index: usize, ask: &Ask| {
            self.asks[..index]
                .iter()
                .any(|other| other.item == ask.item)
        };
        if !self.freed.entries.is_empty()
            || self
                .asks
                .iter()
                .enumerate()
                .any(|(i, a)| shares_items(i, a))
        {
            return None;
        }
        let grams: i64 = self
            .asks
            .iter()
            .map(|ask| self.grams(ask, ask.quantity))
            .fold(0, i64::saturating_add);
        let mut best: [Option<(i64, usize)>; super::CONSIDERED_MAX] = [None; super::CONSIDERED_MAX];
        for (index, route) in self.routes.iter().enumerate() {
            if self.has_all_in_time(route) {
                let cost = shipment_cost(route, grams);
                insert_sorted(&mut best, (cost, index));
            }
        }
        let (cost, winner) = best[0]?;
        if cost > self.cheapest_split() {
            return None;
        }
        let considered = best
            .iter()
            .flatten()
            .map(|(cost, route)| self.single_considered(*cost, *route));
        Some(Plan {
            lines: self.single_lines(winner),
            considered: considered.collect(),
        })
    }

    fn has_all_in_time(&self, route: &Route<'_>) -> bool {
        self.asks.iter().all(|ask| {
            route.first_delivery <= self.target(ask)
                && free_on_hand(self.book, ask.item, route.site) >= ask.quantity
        })
    }

    fn single_lines(&self, route: usize) -> Vec<LineSchedule> {
        let line = |ask: &Ask| {
            let route = &self.routes[route];
            let dates = self.dates(route, route.ready, ask.requested);
            let part = promised(ask.quantity, route.site, Source::OnHand, dates);
            LineSchedule {
                line: ask.line,
                schedule: vec![part],
                backorder: None,
            }
        };
        self.asks.iter().map(line).collect()
    }

    fn single_considered(&self, cost: i64, route: usize) -> Considered {
        let route = &self.routes[route];
        let delivery = |ask: &Ask| self.dates(route, route.ready, ask.requested).1;
        Considered {
            sites: vec![route.site],
            cost,
            last_delivery: self.asks.iter().map(delivery).max(),
            backordered: Quantity::ZERO,
        }
    }

    /// No way over two sites can cost less than this.
    fn cheapest_split(&self) -> i64 {
        let mut rates: Vec<i64> = self
            .routes
            .iter()
            .map(|r| r.lane.cost_per_shipment)
            .collect();
        rates.sort_unstable();
        match rates.as_slice() {
            [first, second, ..] if self.sites_max() > 1 => first
                .saturating_add(*second)
                .saturating_add(self.book.policy.split_cost),
            _ => i64::MAX,
        }
    }

    fn sites_max(&self) -> usize {
        if self.destination.ship_complete {
            1
        } else {
            usize::from(self.book.policy.split_sites_max)
        }
    }

    /// Every set of sites up to the policy's size, worked out.
    fn all_ways(&self) -> Vec<Way> {
        let mut ways: Vec<Way> = (0..self.routes.len())
            .map(|route| self.way(&[route]))
            .collect();
        let mut order: Vec<usize> = (0..self.routes.len()).collect();
        order.sort_by_key(|route| (self.routes[*route].lane.cost_per_shipment, *route));
        order.truncate(SPLIT_ROUTES_MAX);
        order.sort_unstable();
        for (at, first) in order.iter().enumerate().filter(|_| self.sites_max() > 1) {
            for (next, second) in order.iter().enumerate().skip(at + 1) {
                ways.push(self.way(&[*first, *second]));
                for third in order.iter().skip(next + 1).filter(|_| self.sites_max() > 2) {
                    ways.push(self.way(&[*first, *second, *third]));
                }
            }
        }
        // A site of a set that nothing is taken from makes it the same as a smaller set.
        ways.retain(|way| {
            way.routes.len() == 1
                || way
                    .routes
                    .iter()
                    .all(|r| way.parts.iter().any(|p| p.route == *r))
        });
        ways
    }

    fn way(&self, routes: &[usize]) -> Way {
        let mut parts: Vec<Part> = Vec::new();
        let mut missing = Vec::with_capacity(self.asks.len());
        for (index, ask) in self.asks.iter().enumerate() {
            let mut left = ask.quantity;
            for offer in self.offers(ask, routes) {
                let taken = |part: &&Part| {
                    self.asks[part.ask].item == ask.item
                        && part.route == offer.route
                        && part.source == offer.source
                };
                let used: Quantity = parts.iter().filter(taken).map(|part| part.quantity).sum();
                let quantity = Quantity(offer.free.saturating_sub(used).0.min(left.0));
                if !quantity.is_zero() {
                    left -= quantity;
                    let Offer {
                        route,
                        source,
                        goods_issue,
                        delivery,
                        ..
                    } = offer;
                    parts.push(Part {
                        ask: index,
                        route,
                        source,
                        quantity,
                        goods_issue,
                        delivery,
                    });
                }
            }
            missing.push(left);
        }
        if self.destination.ship_complete {
            self.together(&mut parts);
        }
        let cost = self.cost(&parts, &missing);
        Way {
            cost,
            routes: routes.to_vec(),
            parts,
            missing,
        }
    }

    /// What a line could take at these sites, the best first.
    fn offers(&self, ask: &Ask, routes: &[usize]) -> Vec<Offer> {
        let mut offers = Vec::new();
        for index in routes {
            let route = &self.routes[*index];
            let freed = self.freed.of(ask.item, route.site, Source::OnHand);
            let free = free_on_hand(self.book, ask.item, route.site) + freed;
            offers.push(self.offer(ask, *index, Source::OnHand, free, route.ready));
            for (id, supply) in self
                .book
                .stock
                .inbound(ask.item)
                .filter(|(_, s)| s.site == route.site)
            {
                let source = Source::Inbound(id);
                let free = supply.open.saturating_sub(supply.pegged)
                    + self.freed.of(ask.item, route.site, source);
                let ready = calendar::ready_day(self.book, route.site, supply.due).max(route.ready);
                offers.push(self.offer(ask, *index, source, free, ready));
            }
        }
        offers.retain(|offer| !offer.free.is_zero());
        offers.sort_by_key(|offer| {
            let rate = self.routes[offer.route].lane.cost_per_kilogram;
            (
                offer.late_days,
                offer.source,
                rate,
                offer.delivery,
                offer.route,
            )
        });
        offers
    }

    fn offer(&self, ask: &Ask, route: usize, source: Source, free: Quantity, ready: Day) -> Offer {
        let (goods_issue, delivery) = self.dates(&self.routes[route], ready, ask.requested);
        let late_days = delivery.since(self.target(ask)).max(0);
        Offer {
            route,
            source,
            free,
            goods_issue,
            delivery,
            late_days,
        }
    }

    fn dates(&self, route: &Route<'_>, ready: Day, requested: Option<Day>) -> (Day, Day) {
        let calendar = &self.book.company.sites[route.site.index()].calendar;
        calendar::dates(calendar, route.lane, ready, requested)
    }

    /// The day that lateness counts from: the requested one, or the first that any site can meet.
    fn target(&self, ask: &Ask) -> Day {
        ask.requested.unwrap_or(self.first_delivery)
    }

    /// Lets all parts leave with the last one: the customer takes one shipment only.
    fn together(&self, parts: &mut [Part]) {
        let last = parts
            .iter()
            .map(|part| (part.goods_issue, part.delivery))
            .max();
        for part in parts.iter_mut() {
            (part.goods_issue, part.delivery) = last.unwrap_or((part.goods_issue, part.delivery));
        }
    }

    fn cost(&self, parts: &[Part], missing: &[Quantity]) -> i64 {
        let mut shipments: Vec<(usize, Day, i64)> = Vec::new();
        let mut cost = 0i64;
        for part in parts {
            let ask = &self.asks[part.ask];
            let grams = self.grams(ask, part.quantity);
            match shipments
                .iter_mut()
                .find(|s| s.0 == part.route && s.1 == part.goods_issue)
            {
                Some(shipment) => shipment.2 = shipment.2.saturating_add(grams),
                None => shipments.push((part.route, part.goods_issue, grams)),
            }
            let late_days = i64::from(part.delivery.since(self.target(ask)).max(0));
            let rate = late_days * i64::from(self.book.policy.lateness_cost_bp_per_day);
            cost = cost.saturating_add(share_bp(value(ask, part.quantity), rate));
        }
        for (ask, left) in self.asks.iter().zip(missing) {
            let rate = i64::from(self.book.policy.backorder_cost_bp);
            cost = cost.saturating_add(share_bp(value(ask, *left), rate));
        }
        let splits = shipments.len().saturating_sub(1) as i64;
        cost = cost.saturating_add(splits.saturating_mul(self.book.policy.split_cost));
        let freight = shipments
            .iter()
            .map(|(route, _, grams)| shipment_cost(&self.routes[*route], *grams));
        freight.fold(cost, i64::saturating_add)
    }

    fn grams(&self, ask: &Ask, quantity: Quantity) -> i64 {
        let grams = i64::from(self.book.company.items[ask.item.index()].weight_grams);
        grams.saturating_mul(i64::try_from(quantity.0).unwrap_or(i64::MAX))
    }

    fn plan(&self, ways: &[Way]) -> Plan {
        let best = &ways[0];
        let line = |(index, ask): (usize, &Ask)| {
            let parts = best.parts.iter().filter(|part| part.ask == index);
            let schedule: Vec<ScheduleLine> = parts
                .map(|part| {
                    let dates = (part.goods_issue, part.delivery);
                    promised(
                        part.quantity,
                        self.routes[part.route].site,
                        part.source,
                        dates,
                    )
                })
                .collect();
            let left = best.missing[index];
            let reason = BackorderReason::NoSupply;
            let backorder = (!left.is_zero()).then_some(Backorder {
                quantity: left,
                reason,
            });
            LineSchedule {
                line: ask.line,
                schedule,
                backorder,
            }
        };
        Plan {
            lines: self.asks.iter().enumerate().map(line).collect(),
            considered: ways
                .iter()
                .take(super::CONSIDERED_MAX)
                .map(|way| self.considered(way))
                .collect(),
        }
    }

    fn considered(&self, way: &Way) -> Considered {
        Considered {
            sites: way
                .routes
                .iter()
                .map(|route| self.routes[*route].site)
                .collect(),
            cost: way.cost,
            last_delivery: way.parts.iter().map(|part| part.delivery).max(),
            backordered: way.missing.iter().copied().sum(),
        }
    }
}

fn value(ask: &Ask, quantity: Quantity) -> i64 {
    ask.price
        .and_then(|price| price.amount(quantity))
        .unwrap_or(0)
}

fn share_bp(value: i64, basis_points: i64) -> i64 {
    let share = i128::from(value) * i128::from(basis_points) / 10_000;
    i64::try_from(share).unwrap_or(i64::MAX)
}

fn shipment_cost(route: &Route<'_>, grams: i64) -> i64 {
    let weight = i128::from(grams) * i128::from(route.lane.cost_per_kilogram);
    let weight = i64::try_from((weight + 999) / 1_000).unwrap_or(i64::MAX);
    route.lane.cost_per_shipment.saturating_add(weight)
}

/// Keeps the smallest entries in order; later ones lose ties.
fn insert_sorted<const N: usize>(best: &mut [Option<(i64, usize)>; N], entry: (i64, usize)) {
    let at = best
        .iter()
        .position(|old| old.is_none_or(|old| entry < old));
    if let Some(at) = at {
        best[at..].rotate_right(1);
        best[at] = Some(entry);
    }
}
