//! The search for the cheapest way: a fast look at single sites that have everything on hand, and
//! a full look at sets of sites over all supply. Where the fast look answers, the full one would
//! promise the same.

use super::cost::{shipment_cost, value};
use super::offers::Offers;
use super::way::{Shipping, Way};
use super::{
    Ask, Destination, Freed, Plan, Route, Routes, calendar, free_at_sites, free_on_hand, promised,
};
use crate::company::SITES_MAX;
use crate::event::{Considered, LineSchedule};
use crate::order::{Backorder, BackorderReason, Source};
use crate::{Book, Few};
use smallvec::SmallVec;
use vocab::{Day, ItemId, Quantity};

/// Sets of more than one site are made of at most this many sites, the cheapest lanes first.
const SPLIT_ROUTES_MAX: usize = 12;

/// Items, and how much of each is wanted.
type Wants = SmallVec<[(ItemId, Quantity); 4]>;

/// Routes are told by bits.
const _: () = assert!(SITES_MAX <= u64::BITS as usize);

/// One search for one order.
pub(super) struct Search<'a> {
    pub(super) book: &'a Book,
    pub(super) destination: Destination,
    pub(super) asks: &'a [Ask],
    pub(super) freed: &'a Freed,
    pub(super) routes: &'a Routes,
    /// The first day that goods in stock at any of the sites can arrive.
    pub(super) first_delivery: Day,
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

    /// The fast look: one site has every line on hand, and nothing else can cost less.
    fn single_site_on_hand(&self) -> Option<Plan> {
        let day = self.asks[0].requested;
        if !self.freed.is_empty() || self.asks.iter().any(|ask| ask.requested != day) {
            return None;
        }
        let wants = self.wants();
        let grams = self.asks.iter().map(|ask| self.grams(ask, ask.quantity));
        let grams = grams.fold(0, i64::saturating_add);
        let mut best = Best::default();
        let mut floor = self.two_shipments_floor(grams);
        let has_all = self.on_hand(&wants);
        let values: SmallVec<[i64; 4]> = self.asks.iter().map(|a| value(a, a.quantity)).collect();
        for (index, route) in self.routes.all.iter().enumerate() {
            if has_all & 1 << index != 0 {
                best.see(
                    shipment_cost(route, grams).saturating_add(self.lateness(route, &values)),
                    index,
                );
            } else if wants.iter().all(|want| self.may_wait_for(route, want)) {
                floor = floor.min(shipment_cost(route, grams));
            }
        }
        let (cost, winner) = best.first?;
        if cost >= floor {
            return None;
        }
        let dates = self.on_hand_dates(winner, day);
        let mut considered = Vec::with_capacity(2);
        considered.push(self.single_considered(cost, winner, dates.1));
        if let Some((cost, next)) = best.second {
            considered.push(self.single_considered(cost, next, self.on_hand_dates(next, day).1));
        }
        Some(Plan {
            considered,
            lines: self.single_lines(winner, dates),
        })
    }

    /// Goods issue and delivery of what is on hand.
    fn on_hand_dates(&self, route: usize, requested: Option<Day>) -> (Day, Day) {
        let route = &self.routes.all[route];
        let calendar = &self.book.company.sites[route.site.index()].calendar;
        let early = (route.ready, route.first_delivery);
        calendar::no_earlier_than_needed(calendar, &route.lane, early, requested)
    }

    /// How much of each item all lines want together.
    fn wants(&self) -> Wants {
        let mut wants: Wants = self.asks.iter().map(|a| (a.item, a.quantity)).collect();
        wants.sort_unstable();
        wants.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        wants
    }

    /// The routes whose site has everything on hand, as bits. Item by item: the balances of an item
    /// lie side by side.
    fn on_hand(&self, wants: &[(ItemId, Quantity)]) -> u64 {
        let mut all = u64::MAX;
        for (item, wanted) in wants {
            let row = free_at_sites(self.book, *item);
            let mut have = 0;
            for (index, route) in self.routes.all.iter().enumerate() {
                have |= u64::from(row.at(route.site) >= *wanted) << index;
            }
            all &= have;
        }
        all
    }

    fn is_on_hand(&self, route: &Route, want: &(ItemId, Quantity)) -> bool {
        free_on_hand(self.book, want.0, route.site) >= want.1
    }

    /// True when supply is on its way to the site for what it does not have on hand.
    fn may_wait_for(&self, route: &Route, want: &(ItemId, Quantity)) -> bool {
        let mut inbound = self.book.stock.inbound(want.0);
        inbound.any(|(_, supply)| supply.site == route.site) || self.is_on_hand(route, want)
    }

    fn single_lines(&self, route: usize, dates: (Day, Day)) -> Vec<LineSchedule> {
        let route = &self.routes.all[route];
        let line = |ask: &Ask| LineSchedule {
            line: ask.line,
            schedule: Few::one(promised(ask.quantity, route.site, Source::OnHand, dates)),
            backorder: None,
        };
        self.asks.iter().map(line).collect()
    }

    fn single_considered(&self, cost: i64, route: usize, delivery: Day) -> Considered {
        Considered {
            sites: Few::one(self.routes.all[route].site),
            cost,
            last_delivery: Some(delivery),
            backordered: Quantity::ZERO,
        }
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

    fn sets_of_routes(&self) -> Vec<Vec<usize>> {
        let mut sets: Vec<Vec<usize>> = (0..self.routes.all.len())
            .map(|route| vec![route])
            .collect();
        let sites_max = match self.destination.ship_complete {
            true => 1,
            false => self.book.policy.split_sites_max,
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

    pub(super) fn dates(&self, route: &Route, ready: Day, requested: Option<Day>) -> (Day, Day) {
        let calendar = &self.book.company.sites[route.site.index()].calendar;
        calendar::dates(calendar, &route.lane, ready, requested)
    }

    fn lines(&self, way: &Way) -> Vec<LineSchedule> {
        let mut lines: Vec<LineSchedule> = Vec::with_capacity(self.asks.len());
        for (ask, left) in self.asks.iter().zip(&way.missing) {
            let backorder = Backorder {
                quantity: *left,
                reason: BackorderReason::NoSupply,
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
            backordered: way.missing.iter().copied().sum(),
        }
    }
}

/// The cheapest of the sites that have everything on hand, and the next one to compare it with; the
/// earlier one wins a tie.
#[derive(Default)]
struct Best {
    first: Option<(i64, usize)>,
    second: Option<(i64, usize)>,
}

impl Best {
    fn see(&mut self, cost: i64, route: usize) {
        if self.first.is_none_or(|(least, _)| cost < least) {
            self.second = self.first.replace((cost, route));
        } else if self.second.is_none_or(|(next, _)| cost < next) {
            self.second = Some((cost, route));
        }
    }
}
