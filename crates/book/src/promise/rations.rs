//! Rations: what quotas leave to one order of an item, as caps that its promise keeps within.

use super::free_at_sites;
use super::offers::{Lot, PoolOf};
use super::search::Search;
use crate::order::BackorderReason;
use crate::quota::{Counted, Quota, QuotaKind};
use smallvec::SmallVec;
use vocab::{Day, GroupId, ItemId, Quantity, QuotaId, SiteId};

/// The most that may be taken of some goods.
pub(super) struct Cap {
    pub(super) of: PoolOf,
    pub(super) counts: Counts,
    pub(super) free: Quantity,
    /// What stopped a promise when this is used up.
    pub(super) reason: BackorderReason,
}

/// Which goods a cap counts.
pub(super) enum Counts {
    /// Those that leave in the period of an allocation.
    Leaving {
        site: Option<SiteId>,
        from: Day,
        to: Day,
    },
    /// Those that lie in any of these areas.
    Within(SmallVec<[Area; 1]>),
}

/// Goods at a site, or at all of them, that are ready by a day.
#[derive(Clone, Copy)]
pub(super) struct Area {
    site: Option<SiteId>,
    by: Day,
}

impl Area {
    fn has(&self, lot: &Lot) -> bool {
        self.site.is_none_or(|site| site == lot.site) && lot.ready.is_none_or(|day| day <= self.by)
    }

    /// What this protection keeps is to be found here: all of its sites are, and it has begun.
    fn serves(&self, quota: &Quota) -> bool {
        quota.from <= self.by && (self.site.is_none() || self.site == quota.site)
    }
}

impl Cap {
    /// Whether goods of a lot count, on some day at least.
    pub(super) fn may_count(&self, lot: &Lot) -> bool {
        match &self.counts {
            Counts::Leaving { site, .. } => site.is_none_or(|site| site == lot.site),
            Counts::Within(areas) => areas.iter().any(|area| area.has(lot)),
        }
    }
}

/// What all quotas of an item leave to an order, given everything of the item that is free.
pub(super) fn caps(search: &Search<'_>, item: ItemId, lots: &[Lot]) -> Vec<Cap> {
    let groups = search.groups();
    let mut caps = allocations(search, item, groups);
    let kept: Vec<&Counted> = kept_from(search, item, groups)
        .map(|(_, row)| row)
        .collect();
    // What is kept must be there when its period begins, and as far as it is not, must come until the
    // period ends.
    let area = |row: &&Counted, day: Day| Area {
        site: row.quota.site,
        by: day.max(search.today),
    };
    let first = kept.iter().map(|row| area(row, row.quota.from));
    let last = kept.iter().map(|row| area(row, row.quota.to));
    let areas: SmallVec<[Area; 1]> = first.chain(last).collect();
    for (number, area) in areas.iter().enumerate() {
        let served = kept.iter().filter(|row| area.serves(&row.quota));
        let left = served.map(|row| row.left()).sum();
        let of = PoolOf::Unprotected(item, number);
        caps.push(unprotected(of, SmallVec::from_slice(&[*area]), lots, left));
    }
    if kept.len() > 1 {
        // Areas that overlap without one holding the other keep more together than each alone.
        let left = kept.iter().map(|row| row.left()).sum();
        caps.push(unprotected(
            PoolOf::UnprotectedInAll(item),
            areas,
            lots,
            left,
        ));
    }
    caps
}

fn unprotected(of: PoolOf, areas: SmallVec<[Area; 1]>, lots: &[Lot], kept: Quantity) -> Cap {
    let there = lots
        .iter()
        .filter(|lot| areas.iter().any(|area| area.has(lot)));
    let free: Quantity = there.map(|lot| lot.free).sum();
    Cap {
        of,
        counts: Counts::Within(areas),
        free: free.saturating_sub(kept),
        reason: BackorderReason::Protected,
    }
}

fn allocations(search: &Search<'_>, item: ItemId, groups: &[GroupId]) -> Vec<Cap> {
    let own = open(search, item).filter(|(_, row)| {
        row.quota.kind == QuotaKind::Allocation && groups.contains(&row.quota.group)
    });
    let cap = |(id, row): (QuotaId, &Counted)| Cap {
        of: PoolOf::Allocation(id),
        counts: Counts::Leaving {
            site: row.quota.site,
            from: row.quota.from,
            to: row.quota.to,
        },
        free: row.left() + search.freed.counted_in(&row.quota, groups),
        reason: BackorderReason::Allocation,
    };
    own.map(cap).collect()
}

/// The quotas of an item whose period is not over.
fn open<'a>(search: &'a Search<'_>, item: ItemId) -> impl Iterator<Item = (QuotaId, &'a Counted)> {
    let rows = search.book.quotas.of(item);
    rows.filter(|(_, row)| row.quota.to >= search.today)
}

/// The protections of an item that keep goods from customers in these groups: those of other groups,
/// where the customer has none of a higher priority.
fn kept_from<'a>(
    search: &'a Search<'_>,
    item: ItemId,
    groups: &'a [GroupId],
) -> impl Iterator<Item = (QuotaId, &'a Counted)> {
    let own = |row: &Counted| groups.contains(&row.quota.group);
    let rank = open(search, item).filter(|(_, row)| own(row));
    let rank = rank.filter_map(|(_, row)| priority(row)).min();
    open(search, item).filter(move |(_, row)| {
        let keeps = |priority| rank.is_none_or(|rank| priority <= rank);
        priority(row).is_some_and(keeps) && !own(row)
    })
}

fn priority(row: &Counted) -> Option<u8> {
    match row.quota.kind {
        QuotaKind::Allocation => None,
        QuotaKind::Protection { priority } => Some(priority),
    }
}

/// Goods on hand that an order wants of an item.
pub(super) struct Wanted {
    pub(super) item: ItemId,
    pub(super) quantity: Quantity,
    /// What it wants of all items together.
    pub(super) whole: Quantity,
    pub(super) site: SiteId,
    pub(super) goods_issue: Day,
}

/// True when no quota stands in the way of goods on hand, by a look that is quick and says no in doubt:
/// it counts nothing but what is on hand, and every protection as if it kept the same goods.
pub(super) fn surely_leave(search: &Search<'_>, wanted: &Wanted) -> bool {
    let groups = search.groups();
    let in_the_way = |(_, row): (QuotaId, &Counted)| {
        let counted = match row.quota.items.len() {
            1 => wanted.quantity,
            _ => wanted.whole,
        };
        row.quota.kind == QuotaKind::Allocation
            && row.quota.counts(groups, wanted.site, wanted.goods_issue)
            && row.left() < counted
    };
    if open(search, wanted.item).any(in_the_way) {
        return false;
    }
    let (mut kept, mut kept_here) = (Quantity::ZERO, Quantity::ZERO);
    for (_, row) in kept_from(search, wanted.item, groups) {
        kept += row.left();
        if row.quota.site == Some(wanted.site) {
            kept_here += row.left();
        }
    }
    if kept.is_zero() {
        return true;
    }
    let free = free_at_sites(search.book, wanted.item);
    let sites = (0..).map(SiteId).take(search.book.company.sites.len());
    let all: Quantity = sites.map(|site| free.at(site)).sum();
    all >= kept + wanted.quantity && free.at(wanted.site) >= kept_here + wanted.quantity
}
