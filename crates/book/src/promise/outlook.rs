//! What could still be promised of an item: from which site, of what, and from which day on.

use super::{calendar, free_at_sites};
use crate::order::Source;
use crate::{Book, Stamp};
use vocab::{Day, ItemId, Quantity, SiteId};

/// Goods that no order holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prospect {
    /// The first day that they can leave.
    pub day: Day,
    /// Where.
    pub site: SiteId,
    /// Stock, or supply that is still to come.
    pub source: Source,
    /// How much, base units; more than zero.
    pub quantity: Quantity,
}

/// Everything of an item that could be promised now, the earliest first. What is kept back as safety
/// stock is not among it.
pub fn outlook(book: &Book, item: ItemId, stamp: &Stamp) -> Vec<Prospect> {
    let free = free_at_sites(book, item);
    let first_day = |site: SiteId| {
        let row = &book.company.sites[site.index()];
        calendar::earliest_issue(&row.calendar, stamp)
    };
    let sites = (0..).map(SiteId).take(book.company.sites.len());
    let on_hand = sites.map(|site| Prospect {
        day: first_day(site),
        site,
        source: Source::OnHand,
        quantity: free.at(site),
    });
    let inbound = book.stock.inbound(item).map(|(id, supply)| Prospect {
        day: calendar::ready_day(book, supply.site, supply.due).max(first_day(supply.site)),
        site: supply.site,
        source: Source::Inbound(id),
        quantity: supply.open.saturating_sub(supply.pegged),
    });
    let all = on_hand.chain(inbound);
    let mut some: Vec<Prospect> = all.filter(|one| !one.quantity.is_zero()).collect();
    some.sort_unstable();
    some
}
