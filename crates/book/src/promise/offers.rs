//! What each line could take, from which site and supply, and with which shipment it would leave
//! first.

use super::rations::{Cap, Counts};
use super::search::Search;
use super::{Ask, Freed, calendar, free_at_sites};
use crate::Book;
use crate::order::{BackorderReason, Source};
use smallvec::SmallVec;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use vocab::{Day, ItemId, Quantity, QuotaId, SiteId};

/// The furthest ahead, in days, that goods in stock wait for the end of an allocation's period.
const AHEAD_DAYS_MAX: i32 = 366;

/// The offers of every site to every line. Worked out once for all ways.
pub(super) struct Offers {
    /// By ask, where its offers stand.
    group_of: Vec<usize>,
    /// Asks of the same item for the same day share their offers, which stand site by site.
    groups: Vec<Vec<Offer>>,
    numbers: BTreeMap<PoolOf, usize>,
    pools: Vec<Pool>,
    /// Everything that could leave, by route and day.
    shipments: Vec<Shipment>,
    /// By route, its shipments.
    of_route: Vec<Range<usize>>,
    /// Items of which something is there that would leave too late.
    too_late: BTreeSet<ItemId>,
}

/// What a pool is of. Offers that take from the same goods, or count in the same quota, share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PoolOf {
    Supply(ItemId, SiteId, Source),
    Allocation(QuotaId),
    /// What may be taken of an item in an area without touching what protections keep there, by the
    /// number of the area.
    Unprotected(ItemId, usize),
    /// The same in all of the item's areas together.
    UnprotectedInAll(ItemId),
}

/// A quantity that offers take from.
pub(super) struct Pool {
    pub(super) free: Quantity,
    /// What it means that nothing is left in it.
    pub(super) reason: BackorderReason,
}

/// Supply that a line could take from.
pub(super) struct Offer {
    /// Index of the route.
    pub(super) route: usize,
    pub(super) source: Source,
    /// The first shipment that it may leave with.
    pub(super) shipment: usize,
    leaves: (Day, Day),
    /// The supply first, and then the caps that it counts in whenever it leaves.
    always: SmallVec<[usize; 2]>,
    /// The caps that it counts in where it leaves from this day to that one.
    leaving: SmallVec<[(usize, Day, Day); 1]>,
}

impl Offer {
    /// What it takes from when it leaves on a day.
    pub(super) fn pools(&self, goods_issue: Day) -> impl Iterator<Item = usize> + Clone {
        let counts = move |(_, from, to): &&(usize, Day, Day)| (*from..=*to).contains(&goods_issue);
        let leaving = self.leaving.iter().filter(counts);
        self.always.iter().copied().chain(leaving.map(|cap| cap.0))
    }
}

/// What leaves a site on a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shipment {
    pub(super) route: usize,
    pub(super) goods_issue: Day,
    delivery: Day,
}

impl Shipment {
    /// Goods issue and delivery.
    pub(super) fn days(self) -> (Day, Day) {
        (self.goods_issue, self.delivery)
    }
}

/// Goods of one item at one site that are free from a day on.
pub(super) struct Lot {
    pub(super) site: SiteId,
    pub(super) source: Source,
    pub(super) free: Quantity,
    /// When they can leave; `None` is at once.
    pub(super) ready: Option<Day>,
}

/// Everything of an item that is free, or that the same step gives up.
pub(super) fn lots(book: &Book, item: ItemId, freed: &Freed) -> Vec<Lot> {
    let row = free_at_sites(book, item);
    let sites = (0..).map(SiteId).take(book.company.sites.len());
    let on_hand = sites.map(|site| (site, Source::OnHand, row.at(site), None));
    let inbound = book.stock.inbound(item).map(|(id, supply)| {
        let free = supply.open.saturating_sub(supply.pegged);
        let ready = calendar::ready_day(book, supply.site, supply.due);
        (supply.site, Source::Inbound(id), free, Some(ready))
    });
    let lot = |(site, source, free, ready)| Lot {
        site,
        source,
        free: free + freed.of(item, site, source),
        ready,
    };
    let lots = on_hand.chain(inbound).map(lot);
    lots.filter(|lot| !lot.free.is_zero()).collect()
}

impl Offers {
    pub(super) fn new(search: &Search<'_>) -> Offers {
        let mut offers = Offers {
            group_of: Vec::with_capacity(search.asks.len()),
            groups: Vec::new(),
            numbers: BTreeMap::new(),
            pools: Vec::new(),
            shipments: Vec::new(),
            of_route: Vec::new(),
            too_late: BTreeSet::new(),
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

    /// Why nothing more of an item is offered.
    pub(super) fn absence(&self, item: ItemId) -> BackorderReason {
        match self.too_late.contains(&item) {
            true => BackorderReason::TooLate,
            false => BackorderReason::NoSupply,
        }
    }

    /// What offers take from.
    pub(super) fn pools(&self) -> &[Pool] {
        &self.pools
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
        let lots = lots(search.book, ask.item, search.freed);
        let caps = match search.book.company.brief[ask.item.index()].has_quotas {
            true => search.rations().caps(ask.item, &lots),
            false => Vec::new(),
        };
        let mut offers = Vec::new();
        for lot in &lots {
            let mut routes = search.routes.all.iter();
            if let Some(route) = routes.position(|route| route.site == lot.site) {
                self.add(search, ask, route, lot, &caps, &mut offers);
            }
        }
        offers.sort_by_key(|offer| (offer.route, offer.source, offer.leaves));
        offers
    }

    /// Adds a lot as an offer, and once more for each period of an allocation that it can wait for the
    /// end of.
    fn add(
        &mut self,
        search: &Search<'_>,
        ask: &Ask,
        route: usize,
        lot: &Lot,
        caps: &[Cap],
        offers: &mut Vec<Offer>,
    ) {
        let row = &search.routes.all[route];
        let supply = PoolOf::Supply(ask.item, lot.site, lot.source);
        let supply = self.pool(supply, lot.free, BackorderReason::NoSupply);
        let ready = lot.ready.map_or(row.ready, |ready| ready.max(row.ready));
        let (mut always, mut leaving) = (SmallVec::new(), SmallVec::new());
        always.push(supply);
        for cap in caps.iter().filter(|cap| cap.may_count(lot)) {
            let pool = self.pool(cap.of, cap.free(), cap.reason);
            match cap.counts {
                Counts::Leaving { from, to, .. } => leaving.push((pool, from, to)),
                Counts::Within(_) => always.push(pool),
            }
        }
        let mut last = None;
        for start in starts(ready, caps) {
            let Some(leaves) = search.dates(row, start, ask.requested) else {
                self.too_late.insert(ask.item);
                continue;
            };
            if last.replace(leaves) != Some(leaves) {
                offers.push(Offer {
                    route,
                    source: lot.source,
                    shipment: 0,
                    leaves,
                    always: always.clone(),
                    leaving: leaving.clone(),
                });
            }
        }
    }

    fn pool(&mut self, of: PoolOf, free: Quantity, reason: BackorderReason) -> usize {
        let next = self.pools.len();
        let number = *self.numbers.entry(of).or_insert(next);
        if number == next {
            self.pools.push(Pool { free, reason });
        }
        number
    }
}

/// The days to look for goods issue from: when the goods are ready, and behind the period of each
/// allocation, which may be used up before.
fn starts(ready: Day, caps: &[Cap]) -> SmallVec<[Day; 4]> {
    let ends = caps.iter().filter_map(|cap| match cap.counts {
        Counts::Leaving { to, .. } => Some(to.plus(1)),
        Counts::Within(_) => None,
    });
    let behind = ends.filter(|day| *day > ready && day.since(ready) <= AHEAD_DAYS_MAX);
    let mut days: SmallVec<[Day; 4]> = std::iter::once(ready).chain(behind).collect();
    days.sort_unstable();
    days.dedup();
    days
}
