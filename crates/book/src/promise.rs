//! The promise: for each line the site, the day and the supply that covers it, chosen as the
//! cheapest way to serve the whole order.
//!
//! A *way* is a set of sites and the shipments that leave them. It gives a date to everything that its
//! sites have or expect; goods may wait at a site for a later shipment where that costs less than one
//! more. What a way costs is told in `promise/cost.rs`. The cheapest way that promises anything wins;
//! ties go to fewer sites, then to the lower site ids.

pub mod calendar;
mod cost;
mod offers;
mod outlook;
mod search;
mod timetable;
mod way;

use crate::company::Item;
use crate::event::{Considered, LineSchedule};
use crate::order::{Backorder, BackorderReason, ScheduleLine, Source, Stage};
use crate::stock::Balance;
use crate::{Book, Few, Stamp};
use std::collections::BTreeMap;
use timetable::{Route, Routes};
use vocab::{Day, ItemId, Price, Quantity, SiteId, ZoneId};

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

/// Where an order goes, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Delivery zone.
    pub zone: ZoneId,
    /// True when everything must come in one shipment.
    pub ship_complete: bool,
}

/// Pegs that count as free while a promise is made, because the same step gives them up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Freed {
    entries: BTreeMap<(ItemId, SiteId, Source), Quantity>,
}

impl Freed {
    /// Counts a pegged part as free.
    pub(crate) fn add(&mut self, item: ItemId, part: &ScheduleLine) {
        let entry = self.entries.entry((item, part.site, part.source));
        *entry.or_default() += part.quantity;
    }

    fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn of(&self, item: ItemId, site: SiteId, source: Source) -> Quantity {
        let freed = self.entries.get(&(item, site, source));
        freed.copied().unwrap_or_default()
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
    let routes = Timetable::routes(book, destination.zone, stamp);
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
