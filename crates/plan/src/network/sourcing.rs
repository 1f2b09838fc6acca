//! The cheapest way for one order where goods have prices and no limits: a bound of what it can cost.

use super::{Market, Order};
use crate::worth;
use book::Book;
use book::company::Lane;
use book::promise::{Ask, calendar};
use std::collections::BTreeSet;
use vocab::{Day, SiteId, Split};

/// From so many shipments on, an order is not worked out but bounded.
const SHIPMENTS_BOUNDED: usize = 3;

/// One order, with everything worked out that doesn't depend on prices.
pub(super) struct Sourcing {
    shipments: Vec<Shipment>,
    /// By line, how many units it wants.
    wanted: Vec<f64>,
    ship_complete: bool,
    sites_max: u8,
    split: f64,
}

/// A shipment that may leave, or, without a site, the one that leaves some day with what has no date.
struct Shipment {
    site: Option<SiteId>,
    /// What it costs whatever is in it, its split included.
    fixed: f64,
    /// By line, what it takes to send all of it; `None` where that can't be.
    lines: Vec<Option<Line>>,
}

/// All of a line in one shipment.
#[derive(Clone, Copy)]
struct Line {
    /// Minor units, besides the goods.
    cost: f64,
    /// Where its goods are drawn from.
    cell: Option<usize>,
}

/// What an order would take.
#[derive(Default)]
pub(super) struct Choice {
    /// From which cell, how many units.
    pub(super) draws: Vec<(usize, f64)>,
}

impl Sourcing {
    pub(super) fn new(book: &Book, order: &Order, market: &mut Market) -> Sourcing {
        for ask in &order.asks {
            market.value(ask.item, worth(ask));
        }
        let sites = (0..).map(SiteId).take(book.company.sites.len());
        let lanes = sites.filter_map(|site| Some((site, order.to.reach.lane(book, site)?)));
        let from = From {
            book,
            order,
            lanes: lanes.collect(),
        };
        let split = book.policy.split_cost as f64;
        let mut shipments: Vec<Shipment> = from.shipments(market, split);
        shipments.extend(from.later(split));
        Sourcing {
            shipments,
            wanted: order.asks.iter().map(|ask| ask.quantity.0 as f64).collect(),
            ship_complete: order.to.split == Split::Never,
            sites_max: book.policy.split_sites_max,
            split,
        }
    }

    /// What the order costs at least at these prices, and what it would draw.
    pub(super) fn cheapest(&self, prices: &[f64], choice: &mut Choice) -> f64 {
        let costs: Vec<Vec<f64>> = self
            .shipments
            .iter()
            .map(|one| self.costs(one, prices))
            .collect();
        let mut best = (f64::INFINITY, Vec::new());
        for (first, one) in self.shipments.iter().enumerate() {
            let alone = one.fixed + costs[first].iter().sum::<f64>();
            if alone < best.0 {
                best = (alone, vec![first]);
            }
            for (second, other) in self.shipments.iter().enumerate().skip(first + 1) {
                if self.go_together(one, other) {
                    let lines = costs[first].iter().zip(&costs[second]);
                    let lines: f64 = lines.map(|(one, other)| one.min(*other)).sum();
                    let both = one.fixed + other.fixed + lines;
                    if both < best.0 {
                        best = (both, vec![first, second]);
                    }
                }
            }
        }
        if !self.ship_complete && self.shipments.len() >= SHIPMENTS_BOUNDED {
            let all = self.bounded(&costs);
            if all < best.0 {
                best = (all, (0..self.shipments.len()).collect());
            }
        }
        self.draw(&best.1, &costs, choice);
        match best.0.is_finite() {
            true => best.0 - self.split,
            false => 0.0,
        }
    }

    /// By line, what it costs to send all of it in a shipment.
    fn costs(&self, shipment: &Shipment, prices: &[f64]) -> Vec<f64> {
        let lines = shipment.lines.iter().zip(&self.wanted);
        let cost = |(line, wanted): (&Option<Line>, &f64)| {
            line.map_or(f64::INFINITY, |line| {
                line.cost + line.cell.map_or(0.0, |cell| prices[cell] * wanted)
            })
        };
        lines.map(cost).collect()
    }

    fn go_together(&self, one: &Shipment, other: &Shipment) -> bool {
        match (one.site, other.site) {
            (Some(one), Some(other)) => !self.ship_complete && (one == other || self.sites_max > 1),
            (None, _) | (_, None) => true,
        }
    }

    /// No three shipments and more cost less: as if the three cheapest could carry everything.
    fn bounded(&self, costs: &[Vec<f64>]) -> f64 {
        let mut fixed: Vec<f64> = self.shipments.iter().map(|one| one.fixed).collect();
        fixed.sort_by(f64::total_cmp);
        let fixed: f64 = fixed[..SHIPMENTS_BOUNDED].iter().sum();
        let least = |line: usize| {
            let costs = costs.iter().map(|of| of[line]);
            costs.fold(f64::INFINITY, f64::min)
        };
        fixed + (0..self.wanted.len()).map(least).sum::<f64>()
    }

    fn draw(&self, chosen: &[usize], costs: &[Vec<f64>], choice: &mut Choice) {
        choice.draws.clear();
        for (line, wanted) in self.wanted.iter().enumerate() {
            let cheapest = chosen
                .iter()
                .min_by(|one, other| costs[**one][line].total_cmp(&costs[**other][line]));
            let taken = cheapest.and_then(|shipment| self.shipments[*shipment].lines[line]);
            if let Some(cell) = taken.and_then(|line| line.cell) {
                choice.draws.push((cell, *wanted));
            }
        }
    }
}

/// Where an order may be served from.
struct From<'a> {
    book: &'a Book,
    order: &'a Order,
    lanes: Vec<(SiteId, Lane)>,
}

impl From<'_> {
    /// Every site and day on which some of the order could first leave.
    fn shipments(&self, market: &Market, split: f64) -> Vec<Shipment> {
        let arrivals = self
            .lanes
            .iter()
            .map(|(site, lane)| calendar::delivery_day(lane, self.ready(*site)));
        let first_delivery = arrivals.min().unwrap_or(self.order.stamp.today);
        let mut shipments = Vec::new();
        for (site, lane) in &self.lanes {
            let days: BTreeSet<Day> = (self.order.asks.iter())
                .flat_map(|ask| self.days(ask, *site, lane, market))
                .collect();
            shipments.extend(days.into_iter().map(|day| {
                Shipment {
                    site: Some(*site),
                    fixed: lane.cost_per_shipment as f64 + split,
                    lines: (self.order.asks.iter())
                        .map(|ask| self.line(ask, (*site, lane), day, first_delivery, market))
                        .collect(),
                }
            }));
        }
        shipments
    }

    fn ready(&self, site: SiteId) -> Day {
        let calendar = &self.book.company.sites[site.index()].calendar;
        calendar::earliest_issue(calendar, &self.order.stamp)
    }

    /// The days on which an ask could first leave a site: at once, or when more comes in.
    fn days(&self, ask: &Ask, site: SiteId, lane: &Lane, market: &Market) -> Vec<Day> {
        let calendar = &self.book.company.sites[site.index()].calendar;
        let ready = self.ready(site);
        let later = market.days(ask.item, site).iter().copied();
        let all = std::iter::once(ready).chain(later.filter(|day| *day > ready));
        all.map(|day| calendar::dates(calendar, lane, day, ask.requested).0)
            .collect()
    }

    fn line(
        &self,
        ask: &Ask,
        (site, lane): (SiteId, &Lane),
        day: Day,
        first_delivery: Day,
        market: &Market,
    ) -> Option<Line> {
        let calendar = &self.book.company.sites[site.index()].calendar;
        let earliest = calendar::dates(calendar, lane, self.ready(site), ask.requested).0;
        let cell = market.cell(ask.item, site, day)?;
        if day < earliest {
            return None;
        }
        let late = calendar::delivery_day(lane, day).since(ask.requested.unwrap_or(first_delivery));
        let rate = f64::from(self.book.policy.lateness_cost_bp_per_day) / 10_000.0;
        let unit = self.freight(ask, lane) + f64::from(late.max(0)) * rate * worth(ask);
        Some(Line {
            cost: unit * ask.quantity.0 as f64,
            cell: Some(cell),
        })
    }

    /// What has no date: its cheapest shipment, and its cheapest freight.
    fn later(&self, split: f64) -> Option<Shipment> {
        let lanes = || self.lanes.iter().map(|(_, lane)| lane);
        let fixed = lanes().map(|lane| lane.cost_per_shipment).min()?;
        let rate = f64::from(self.book.policy.backorder_cost_bp) / 10_000.0;
        let line = |ask: &Ask| {
            let freight = lanes().map(|lane| self.freight(ask, lane));
            let freight = freight.fold(f64::INFINITY, f64::min);
            let cost = (freight + rate * worth(ask)) * ask.quantity.0 as f64;
            Some(Line { cost, cell: None })
        };
        Some(Shipment {
            site: None,
            fixed: fixed as f64 + split,
            lines: self.order.asks.iter().map(line).collect(),
        })
    }

    /// What a unit costs by its weight.
    fn freight(&self, ask: &Ask, lane: &Lane) -> f64 {
        let grams = self.book.company.items[ask.item.index()].weight_grams;
        lane.cost_per_kilogram as f64 * f64::from(grams) / 1_000.0
    }
}
