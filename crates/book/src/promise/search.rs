//! The search for the cheapest way: a [fast look](super::quick) at single sites that have everything on
//! hand, and a full look at sets of sites over all supply. Where the fast look answers, the full one
//! would promise the same.

use super::offers::Offers;
use super::rations::Rations;
use super::way::{Part, Shipping, Way};
use super::{Ask, Destination, Freed, Plan, Route, Routes, calendar, promised};
use crate::event::{Considered, LineSchedule};
use crate::order::{Backorder, Source, Split};
use crate::{Book, Few};
use vocab::Day;

/// Sets of more than one site are made of at most this many sites, the cheapest lanes first.
const SPLIT_ROUTES_MAX: usize = 12;

/// One search for one order.
pub(super) struct Search<'a> {
    pub(super) book: &'a Book,
    pub(super) destination: Destination,
    pub(super) asks: &'a [Ask],
    pub(super) freed: &'a Freed,
    pub(super) routes: &'a Routes,
    /// The first day that goods in stock at any of the sites can arrive.
    pub(super) first_delivery: Day,
    pub(super) today: Day,
}

impl Search<'_> {
    pub(super) fn best(&self) -> Plan {
        match self.single_site_on_hand() {
            Some(plan) => {
                debug_assert_eq!(
                    plan.lines,
                    self.full_look().lines,
                    "both looks see the same"
                );
                plan
            }
            None => self.full_look(),
        }
    }

    /// What quotas say to the order.
    pub(super) fn rations(&self) -> Rations<'_> {
        Rations::of(self.book, self.destination.customer, self.freed, self.today)
    }

    /// Every set of sites up to the policy's size, over all supply. First each with every shipment that
    /// could leave; then the promising ones with those that should.
    fn full_look(&self) -> Plan {
        let offers = Offers::new(self);
        let mut shipping = Shipping::new(self, &offers);
        let mut ways = self.every_shipment(&mut shipping);
        ways.sort_by_key(|way| (way.parts.is_empty(), way.floor));
        let mut best: Vec<Way> = Vec::with_capacity(super::CONSIDERED_MAX + 1);
        for way in ways {
            let last = best.get(super::CONSIDERED_MAX - 1);
            let beaten = last.filter(|last| !last.parts.is_empty());
            if beaten.is_some_and(|last| last.cost <= way.floor) {
                break;
            }
            let way = shipping.fewer_shipments(way);
            // A site of a set that nothing is taken from makes it the same as a smaller set.
            let used = |route: &usize| way.parts.iter().any(|part| part.route == *route);
            if way.routes.len() == 1 || way.routes.iter().all(used) {
                let at = best.partition_point(|other| other.rank() < way.rank());
                best.insert(at, way);
                best.truncate(super::CONSIDERED_MAX);
            }
        }
        if let Some(preferred) = self.preferred(&mut shipping) {
            best.retain(|way| way.routes != preferred.routes);
            best.insert(0, preferred);
            best.truncate(super::CONSIDERED_MAX);
        }
        Plan {
            lines: self.lines(&best[0]),
            considered: best.iter().map(|way| self.considered(way)).collect(),
        }
    }

    /// The way of each set of sites that may be among the best.
    fn every_shipment(&self, shipping: &mut Shipping<'_>) -> Vec<Way> {
        let grams = self.asks.iter().map(|ask| self.grams(ask, ask.quantity));
        let grams = grams.fold(0, i64::saturating_add);
        let mut ways: Vec<Way> = Vec::new();
        let mut least = [i64::MAX; super::CONSIDERED_MAX];
        for routes in self.sets_of_routes() {
            if self.floor(&routes, grams) >= least[super::CONSIDERED_MAX - 1] {
                continue;
            }
            let way = shipping.every_shipment(routes);
            let last = &mut least[super::CONSIDERED_MAX - 1];
            if !way.parts.is_empty() && way.cost < *last {
                *last = way.cost;
                least.sort_unstable();
            }
            ways.push(way);
        }
        ways
    }

    /// The way from the preferred site, if everything can come from there in time.
    fn preferred(&self, shipping: &mut Shipping<'_>) -> Option<Way> {
        let site = self.destination.preferred?;
        let route = self
            .routes
            .all
            .iter()
            .position(|route| route.site == site)?;
        let way = shipping.every_shipment(vec![route]);
        let way = shipping.fewer_shipments(way);
        let in_time = |part: &Part| match self.asks[part.ask].requested {
            Some(day) => part.delivery <= day,
            None => part.source == Source::OnHand,
        };
        (way.missing().is_zero() && way.parts.iter().all(in_time)).then_some(way)
    }

    fn sets_of_routes(&self) -> Vec<Vec<usize>> {
        let mut sets: Vec<Vec<usize>> = (0..self.routes.all.len())
            .map(|route| vec![route])
            .collect();
        let sites_max = match self.destination.split {
            Split::Never => 1,
            Split::ByLine | Split::Freely => self.book.policy.split_sites_max,
        };
        let mut cheapest: Vec<usize> = (0..self.routes.all.len()).collect();
        cheapest.sort_by_key(|route| (self.routes.all[*route].lane.cost_per_shipment, *route));
        cheapest.truncate(SPLIT_ROUTES_MAX);
        cheapest.sort_unstable();
        let mut last: Vec<Vec<usize>> = cheapest.iter().map(|route| vec![*route]).collect();
        for _ in 1..sites_max {
            let wider = |set: &Vec<usize>| {
                let beyond = cheapest.iter().filter(|route| set.last() < Some(route));
                let set = set.clone();
                beyond
                    .map(move |route| [set.as_slice(), &[*route]].concat())
                    .collect::<Vec<_>>()
            };
            last = last.iter().flat_map(wider).collect();
            sets.extend(last.iter().cloned());
        }
        sets
    }

    /// When goods that are ready on a day leave and arrive; `None` when they would leave too late.
    pub(super) fn dates(
        &self,
        route: &Route,
        ready: Day,
        wanted: Option<Day>,
    ) -> Option<(Day, Day)> {
        let calendar = &self.book.company.sites[route.site.index()].calendar;
        let latest = self.destination.latest_ship.unwrap_or(Day(i32::MAX));
        [wanted, None]
            .map(|wanted| calendar::dates(calendar, &route.lane, ready, wanted))
            .into_iter()
            .find(|(goods_issue, _)| *goods_issue <= latest)
    }

    fn lines(&self, way: &Way) -> Vec<LineSchedule> {
        let mut lines: Vec<LineSchedule> = Vec::with_capacity(self.asks.len());
        for (ask, (left, reason)) in self.asks.iter().zip(&way.missing) {
            let backorder = Backorder {
                quantity: *left,
                reason: *reason,
            };
            lines.push(LineSchedule {
                line: ask.line,
                schedule: Few::none(),
                backorder: (!left.is_zero()).then_some(backorder),
            });
        }
        for part in &way.parts {
            let (site, dates) = (
                self.routes.all[part.route].site,
                (part.goods_issue, part.delivery),
            );
            let row = promised(part.quantity, site, part.source, dates);
            lines[part.ask].schedule.push(row);
        }
        lines
    }

    fn considered(&self, way: &Way) -> Considered {
        let sites = way.routes.iter().map(|route| self.routes.all[*route].site);
        Considered {
            sites: sites.collect(),
            cost: way.cost,
            last_delivery: way.parts.iter().map(|part| part.delivery).max(),
            backordered: way.missing(),
        }
    }
}
