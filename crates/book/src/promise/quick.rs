//! The fast look: one site that has everything on hand, where nothing else can cost less.

use super::cost::{shipment_cost, value};
use super::rations::Wanted;
use super::search::Search;
use super::{Ask, Plan, Route, calendar, free_at_sites, free_on_hand, promised};
use crate::Few;
use crate::company::SITES_MAX;
use crate::event::{Considered, LineSchedule};
use crate::order::Source;
use smallvec::SmallVec;
use vocab::{Day, ItemId, Quantity};

/// Items, and how much of each is wanted.
type Wants = SmallVec<[(ItemId, Quantity); 4]>;

/// Routes are told by bits.
const _: () = assert!(SITES_MAX <= u64::BITS as usize);

impl Search<'_> {
    /// The fast look: one site has every line on hand, and nothing else can cost less.
    pub(super) fn single_site_on_hand(&self) -> Option<Plan> {
        let day = self.asks[0].requested;
        if !self.destination.is_open()
            || !self.freed.is_empty()
            || self.asks.iter().any(|ask| ask.requested != day)
        {
            return None;
        }
        let wants = self.wants();
        let grams = self.asks.iter().map(|ask| self.grams(ask, ask.quantity));
        let grams = grams.fold(0, i64::saturating_add);
        let mut best = Best::default();
        let mut floor = self.two_shipments_floor(grams);
        let has_all = self.within_quotas(self.on_hand(&wants), &wants, day);
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

    /// Those of some routes whose site may give everything at once, whatever the quotas; some that may
    /// are not among them.
    fn within_quotas(&self, routes: u64, wants: &[(ItemId, Quantity)], day: Option<Day>) -> u64 {
        let brief = &self.book.company.brief;
        let limited = |(item, _): &&(ItemId, Quantity)| brief[item.index()].has_quotas;
        let mut left = routes;
        for (item, quantity) in wants.iter().filter(limited) {
            let whole = wants.iter().map(|want| want.1).sum();
            for (index, route) in self.routes.all.iter().enumerate() {
                if left & 1 << index == 0 {
                    continue;
                }
                let wanted = Wanted {
                    item: *item,
                    quantity: *quantity,
                    whole,
                    site: route.site,
                    goods_issue: self.on_hand_dates(index, day).0,
                };
                if !self.rations().surely_leave(&wanted) {
                    left &= !(1 << index);
                }
            }
        }
        left
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
