//! The promise: for each line the site, the day and the supply that covers it, chosen as the
//! cheapest way to serve the whole order.
//!
//! A *way* is a set of sites and the shipments that leave them. It gives a date to everything that its
//! sites have or expect; goods may wait at a site for a later shipment where that costs less than one
//! more. What a way costs is told in `promise/cost.rs`. The cheapest way that promises anything wins;
//! ties go to fewer sites, then to the lower site ids.
//!
//! The [terms](crate::order::Terms) of an order leave fewer ways: one shipment for all or for each line, none
//! that leaves too late. A preferred site that can give everything in time is chosen whatever it costs.
//!
//! Every way keeps within the [quotas](crate::quota) of its items: goods wait for the end of a period
//! whose allocation is used up, and what is kept for others is left alone.

pub mod calendar;
mod cost;
mod offers;
mod outlook;
mod quick;
pub(crate) mod rations;
mod search;
mod timetable;
mod way;

use crate::company::Item;
use crate::event::{Considered, LineSchedule};
use crate::order::{Backorder, BackorderReason, Reach, ScheduleLine, Source, Split, Stage};
use crate::quota::Quota;
use crate::stock::Balance;
use crate::{Book, Few, Stamp};
use std::collections::BTreeMap;
use timetable::{Route, Routes};
use vocab::{CustomerId, Day, GroupId, ItemId, Price, Quantity, SiteId, ZoneId};

pub use cost::{cost, freight, share_bp};
pub use outlook::{Prospect, outlook};
pub(crate) use timetable::Timetable;

/// The most ways that are kept with a promise, the chosen one first.
pub const CONSIDERED_MAX: usize = 3;

/// What a line asks to be promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Line number.
    pub line: u16,
    /// The item.
    pub item: ItemId,
    /// How much, base units.
    pub quantity: Quantity,
    /// When it is wanted; `None` is as soon as possible.
    pub requested: Option<Day>,
    /// What it is worth by the base unit.
    pub price: Option<Price>,
}

/// Whose an order is, where it goes, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Whose: quotas are given to the groups of customers.
    pub customer: CustomerId,
    /// Where.
    pub reach: Reach,
    /// How far it may be split.
    pub split: Split,
    /// Nothing may leave after this day.
    pub latest_ship: Option<Day>,
    /// Where it comes from if all of it can come from there in time.
    pub preferred: Option<SiteId>,
}

impl Destination {
    /// Any number of shipments over the lanes to a zone, from wherever it costs least.
    pub fn plain(customer: CustomerId, zone: ZoneId) -> Destination {
        Destination {
            customer,
            reach: Reach::Zone(zone),
            split: Split::Freely,
            latest_ship: None,
            preferred: None,
        }
    }

    /// True when an order that leaves one site in one shipment may go to it on any day and from any
    /// site.
    fn is_open(&self) -> bool {
        self.latest_ship.is_none() && self.preferred.is_none()
    }
}

/// Pegs that count as free while a promise is made, because the same step gives them up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Freed {
    entries: BTreeMap<(ItemId, SiteId, Source, Day), Quantity>,
}

impl Freed {
    /// Counts a pegged part as free.
    pub fn add(&mut self, item: ItemId, part: &ScheduleLine) {
        let key = (item, part.site, part.source, part.goods_issue);
        let entry = self.entries.entry(key);
        *entry.or_default() += part.quantity;
    }

    fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn of(&self, item: ItemId, site: SiteId, source: Source) -> Quantity {
        let days = (item, site, source, Day(i32::MIN))..=(item, site, source, Day(i32::MAX));
        self.entries.range(days).map(|(_, freed)| *freed).sum()
    }

    /// How much of it a quota counts.
    fn counted_in(&self, quota: &Quota, groups: &[GroupId]) -> Quantity {
        let counts = |(item, site, _, day): &(ItemId, SiteId, Source, Day)| {
            quota.items.contains(item) && quota.counts(groups, *site, *day)
        };
        let counted = self.entries.iter().filter(|(key, _)| counts(key));
        counted.map(|(_, freed)| *freed).sum()
    }
}

/// A promise that was worked out and not yet made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// For each ask, in order, what is promised and what has no date.
    pub lines: Vec<LineSchedule>,
    /// The best ways, the chosen one first.
    pub considered: Vec<Considered>,
}

/// Works out the best promise for some lines of one order. Reads only; nothing is reserved.
pub fn promise(
    book: &Book,
    destination: Destination,
    asks: &[Ask],
    freed: &Freed,
    stamp: &Stamp,
) -> Plan {
    if asks.is_empty() {
        return Plan {
            lines: Vec::new(),
            considered: Vec::new(),
        };
    }
    let routes = Timetable::routes(book, destination.reach, stamp);
    let Some(first_delivery) = routes.first_delivery else {
        return Plan {
            lines: all_backordered(asks, BackorderReason::NoLane),
            considered: Vec::new(),
        };
    };
    search::Search {
        book,
        destination,
        asks,
        freed,
        routes: &routes,
        first_delivery,
        today: stamp.today,
    }
    .best()
}

fn all_backordered(asks: &[Ask], reason: BackorderReason) -> Vec<LineSchedule> {
    let none = |ask: &Ask| LineSchedule {
        line: ask.line,
        schedule: Few::none(),
        backorder: Some(Backorder {
            quantity: ask.quantity,
            reason,
        }),
    };
    asks.iter().map(none).collect()
}

/// What is free of an item on hand at a site: not reserved and above the safety stock.
pub fn free_on_hand(book: &Book, item: ItemId, site: SiteId) -> Quantity {
    free_at_sites(book, item).at(site)
}

/// What is free of one item on hand, to be asked for several sites.
struct FreeAtSites<'a> {
    balances: &'a [Balance],
    /// The item, if anything of it is kept back anywhere.
    kept_back: Option<&'a Item>,
}

fn free_at_sites(book: &Book, item: ItemId) -> FreeAtSites<'_> {
    let some = book.company.brief[item.index()].has_safety_stock;
    FreeAtSites {
        balances: book.stock.balances(item),
        kept_back: some.then(|| &book.company.items[item.index()]),
    }
}

impl FreeAtSites<'_> {
    fn at(&self, site: SiteId) -> Quantity {
        let free = self.balances[site.index()].free();
        match self.kept_back {
            Some(item) => free.saturating_sub(item.safety_at(site)),
            None => free,
        }
    }
}

/// A schedule line as it is promised.
fn promised(quantity: Quantity, site: SiteId, source: Source, dates: (Day, Day)) -> ScheduleLine {
    let (goods_issue, delivery) = dates;
    ScheduleLine {
        quantity,
        site,
        source,
        goods_issue,
        delivery,
        stage: Stage::Promised,
    }
}

#[cfg(test)]
mod tests;
