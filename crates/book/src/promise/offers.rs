//! What each line could take, from which site and supply, and when it would arrive.

use super::search::Search;
use super::{Ask, calendar, free_on_hand};
use crate::order::Source;
use std::collections::BTreeMap;
use vocab::{Day, ItemId, Quantity};

/// The offers of every site to every line, the best first. Worked out once for all ways.
pub(super) struct Offers {
    /// By ask, where its offers stand.
    group_of: Vec<usize>,
    /// Asks of the same item for the same day share their offers.
    groups: Vec<Vec<Offer>>,
    pools: BTreeMap<(ItemId, usize, Source), usize>,
}

/// Supply that a line could take from.
pub(super) struct Offer {
    /// Index of the route.
    pub(super) route: usize,
    pub(super) source: Source,
    /// Lines that take from the same goods share a pool.
    pub(super) pool: usize,
    pub(super) free: Quantity,
    pub(super) goods_issue: Day,
    pub(super) delivery: Day,
    late_days: i32,
}

impl Offers {
    pub(super) fn new(search: &Search<'_>) -> Offers {
        let mut offers = Offers {
            group_of: Vec::with_capacity(search.asks.len()),
            groups: Vec::new(),
            pools: BTreeMap::new(),
        };
        let mut known: BTreeMap<(ItemId, Option<Day>), usize> = BTreeMap::new();
        for ask in search.asks {
            let next = offers.groups.len();
            let group = *known.entry((ask.item, ask.requested)).or_insert(next);
            if group == next {
                let made = offers.made_to(search, ask);
                offers.groups.push(made);
            }
            offers.group_of.push(group);
        }
        offers
    }

    /// What an ask could take, the best first.
    pub(super) fn to(&self, ask: usize) -> impl Iterator<Item = &Offer> {
        self.groups[self.group_of[ask]].iter()
    }

    /// How many pools there are.
    pub(super) fn pools(&self) -> usize {
        self.pools.len()
    }

    /// In time before late, on hand before inbound, cheap freight before dear, early before late.
    fn made_to(&mut self, search: &Search<'_>, ask: &Ask) -> Vec<Offer> {
        let mut offers = Vec::new();
        for (route, row) in search.routes.all.iter().enumerate() {
            let free = free_on_hand(search.book, ask.item, row.site);
            offers.extend(self.offer(search, ask, route, Source::OnHand, free, row.ready));
        }
        for (id, supply) in search.book.stock.inbound(ask.item) {
            let routes = search.routes.all.iter();
            if let Some(route) = routes.clone().position(|route| route.site == supply.site) {
                let free = supply.open.saturating_sub(supply.pegged);
                let ready = calendar::ready_day(search.book, supply.site, supply.due);
                let ready = ready.max(search.routes.all[route].ready);
                let source = Source::Inbound(id);
                offers.extend(self.offer(search, ask, route, source, free, ready));
            }
        }
        offers.sort_by_key(|offer| {
            let rate = search.routes.all[offer.route].lane.cost_per_kilogram;
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

    fn offer(
        &mut self,
        search: &Search<'_>,
        ask: &Ask,
        route: usize,
        source: Source,
        free: Quantity,
        ready: Day,
    ) -> Option<Offer> {
        let row = &search.routes.all[route];
        let free = free + search.freed.of(ask.item, row.site, source);
        if free.is_zero() {
            return None;
        }
        let next = self.pools.len();
        let pool = *self.pools.entry((ask.item, route, source)).or_insert(next);
        let (goods_issue, delivery) = search.dates(row, ready, ask.requested);
        let late_days = search.late_days(ask, delivery);
        Some(Offer {
            route,
            source,
            pool,
            free,
            goods_issue,
            delivery,
            late_days,
        })
    }
}
