//! What each line could take, from which site and supply, and with which shipment it would leave
//! first.

use super::search::Search;
use super::{Ask, calendar, free_on_hand};
use crate::order::Source;
use std::collections::BTreeMap;
use std::ops::Range;
use vocab::{Day, ItemId, Quantity};

/// The offers of every site to every line. Worked out once for all ways.
pub(super) struct Offers {
    /// By ask, where its offers stand.
    group_of: Vec<usize>,
    /// Asks of the same item for the same day share their offers, which stand site by site.
    groups: Vec<Vec<Offer>>,
    pools: BTreeMap<(ItemId, usize, Source), usize>,
    /// Everything that could leave, by route and day.
    shipments: Vec<Shipment>,
    /// By route, its shipments.
    of_route: Vec<Range<usize>>,
}

/// Supply that a line could take from.
pub(super) struct Offer {
    /// Index of the route.
    pub(super) route: usize,
    pub(super) source: Source,
    /// Lines that take from the same goods share a pool.
    pub(super) pool: usize,
    pub(super) free: Quantity,
    /// The first shipment that it may leave with.
    pub(super) shipment: usize,
    leaves: (Day, Day),
}

/// What leaves a site on a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shipment {
    route: usize,
    goods_issue: Day,
    delivery: Day,
}

impl Shipment {
    /// Goods issue and delivery.
    pub(super) fn days(self) -> (Day, Day) {
        (self.goods_issue, self.delivery)
    }
}

impl Offers {
    pub(super) fn new(search: &Search<'_>) -> Offers {
        let mut offers = Offers {
            group_of: Vec::with_capacity(search.asks.len()),
            groups: Vec::new(),
            pools: BTreeMap::new(),
            shipments: Vec::new(),
            of_route: Vec::new(),
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
        offers.ship(search.routes.all.len());
        offers
    }

    /// What an ask could take from a site.
    pub(super) fn to(&self, ask: usize, route: usize) -> &[Offer] {
        let all = &self.groups[self.group_of[ask]];
        let first = all.partition_point(|offer| offer.route < route);
        let last = all.partition_point(|offer| offer.route <= route);
        &all[first..last]
    }

    /// How many pools there are.
    pub(super) fn pools(&self) -> usize {
        self.pools.len()
    }

    /// Everything that could leave, by route and day.
    pub(super) fn shipments(&self) -> &[Shipment] {
        &self.shipments
    }

    /// Everything that could leave a site, by day.
    pub(super) fn shipments_of(&self, route: usize) -> Range<usize> {
        self.of_route[route].clone()
    }

    /// The shipment that leaves a site on a day, or the next one.
    pub(super) fn shipment(&self, route: usize, goods_issue: Day) -> usize {
        let before = |one: &Shipment| (one.route, one.goods_issue) < (route, goods_issue);
        self.shipments.partition_point(before)
    }

    /// Every day that some offer would leave on is a shipment.
    fn ship(&mut self, routes: usize) {
        let all = self.groups.iter().flatten().map(|offer| Shipment {
            route: offer.route,
            goods_issue: offer.leaves.0,
            delivery: offer.leaves.1,
        });
        self.shipments = all.collect();
        self.shipments.sort_unstable();
        self.shipments.dedup();
        let first = |route| self.shipments.partition_point(|one| one.route < route);
        self.of_route = (0..routes)
            .map(|route| first(route)..first(route + 1))
            .collect();
        let mut groups = std::mem::take(&mut self.groups);
        for offer in groups.iter_mut().flatten() {
            offer.shipment = self.shipment(offer.route, offer.leaves.0);
        }
        self.groups = groups;
    }

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
        offers.sort_by_key(|offer| (offer.route, offer.source));
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
        Some(Offer {
            route,
            source,
            pool,
            free,
            shipment: 0,
            leaves: search.dates(row, ready, ask.requested),
        })
    }
}
