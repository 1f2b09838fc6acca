//! Rations: what quotas leave to one customer of an item, as caps that promises and plans keep within.

use super::offers::{Lot, PoolOf, lots};
use super::{Freed, free_at_sites};
use crate::Book;
use crate::order::BackorderReason;
use crate::quota::{Counted, Quota, QuotaKind};
use smallvec::SmallVec;
use vocab::{CustomerId, Day, GroupId, ItemId, Quantity, QuotaId, SiteId};

/// What quotas say to the orders of a customer.
#[derive(Clone, Copy)]
pub(crate) struct Rations<'a> {
    book: &'a Book,
    groups: &'a [GroupId],
    today: Day,
    /// What counts as given up already.
    freed: &'a Freed,
}

/// The most that may be taken of some goods.
pub(crate) struct Cap {
    pub(super) of: PoolOf,
    pub(super) counts: Counts,
    /// What is left to take; less than nothing where more is taken or kept than there is.
    room: i128,
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
    /// What may be taken.
    pub(super) fn free(&self) -> Quantity {
        Quantity(u64::try_from(self.room.max(0)).unwrap_or(u64::MAX))
    }

    /// This cap has no room, and less than that one.
    pub(crate) fn is_tighter_than(&self, other: &Cap) -> bool {
        self.of == other.of && self.room < other.room.min(0)
    }

    /// Whether goods of a lot count, on some day at least.
    pub(super) fn may_count(&self, lot: &Lot) -> bool {
        match &self.counts {
            Counts::Leaving { site, .. } => site.is_none_or(|site| site == lot.site),
            Counts::Within(areas) => areas.iter().any(|area| area.has(lot)),
        }
    }
}

impl<'a> Rations<'a> {
    /// For the orders of a customer.
    pub(crate) fn of(
        book: &'a Book,
        customer: CustomerId,
        freed: &'a Freed,
        today: Day,
    ) -> Rations<'a> {
        Rations {
            book,
            groups: book.company.groups.of(customer),
            today,
            freed,
        }
    }

    /// What all quotas leave of an item.
    pub(crate) fn left(&self, item: ItemId) -> Vec<Cap> {
        self.caps(item, &lots(self.book, item, self.freed))
    }

    /// What all quotas leave of an item, given everything of it that is free.
    pub(super) fn caps(&self, item: ItemId, lots: &[Lot]) -> Vec<Cap> {
        let mut caps = self.allocations(item);
        let kept: Vec<&Counted> = self.kept_from(item).map(|(_, row)| row).collect();
        // What is kept must be there when its period begins, and as far as it is not, must come until the
        // period ends.
        let area = |row: &&Counted, day: Day| Area {
            site: row.quota.site,
            by: day.max(self.today),
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
            let of = PoolOf::UnprotectedInAll(item);
            caps.push(unprotected(of, areas, lots, left));
        }
        caps
    }

    fn allocations(&self, item: ItemId) -> Vec<Cap> {
        let own = self.open(item).filter(|(_, row)| {
            row.quota.kind == QuotaKind::Allocation && self.groups.contains(&row.quota.group)
        });
        let cap = |(id, row): (QuotaId, &Counted)| Cap {
            of: PoolOf::Allocation(id),
            counts: Counts::Leaving {
                site: row.quota.site,
                from: row.quota.from,
                to: row.quota.to,
            },
            room: self.room(row),
            reason: BackorderReason::Allocation,
        };
        own.map(cap).collect()
    }

    /// What an allocation leaves. An order that has more of it than there is now may keep what it has.
    fn room(&self, row: &Counted) -> i128 {
        let freed = self.freed.counted_in(&row.quota, self.groups);
        match freed.is_zero() {
            true => row.room(),
            false => i128::from((row.left() + freed).0),
        }
    }

    /// The quotas of an item whose period is not over.
    fn open(&self, item: ItemId) -> impl Iterator<Item = (QuotaId, &'a Counted)> + use<'a> {
        let today = self.today;
        let rows = self.book.quotas.of(item);
        rows.filter(move |(_, row)| row.quota.to >= today)
    }

    /// The protections of an item that keep goods from the customer: those of other groups, where the
    /// customer has none of a higher priority.
    fn kept_from(&self, item: ItemId) -> impl Iterator<Item = (QuotaId, &'a Counted)> + use<'a> {
        let groups = self.groups;
        let own = move |row: &Counted| groups.contains(&row.quota.group);
        let rank = self.open(item).filter(|(_, row)| own(row));
        let rank = rank.filter_map(|(_, row)| priority(row)).min();
        self.open(item).filter(move |(_, row)| {
            let keeps = |priority| rank.is_none_or(|rank| priority <= rank);
            priority(row).is_some_and(keeps) && !own(row)
        })
    }

    /// True when no quota stands in the way of goods on hand, by a look that is quick and says no in doubt:
    /// it counts nothing but what is on hand, and every protection as if it kept the same goods.
    pub(super) fn surely_leave(&self, wanted: &Wanted) -> bool {
        let in_the_way = |(_, row): (QuotaId, &Counted)| {
            let counted = match row.quota.items.len() {
                1 => wanted.quantity,
                _ => wanted.whole,
            };
            row.quota.kind == QuotaKind::Allocation
                && row
                    .quota
                    .counts(self.groups, wanted.site, wanted.goods_issue)
                && row.left() < counted
        };
        if self.open(wanted.item).any(in_the_way) {
            return false;
        }
        let (mut kept, mut kept_here) = (Quantity::ZERO, Quantity::ZERO);
        for (_, row) in self.kept_from(wanted.item) {
            kept += row.left();
            if row.quota.site == Some(wanted.site) {
                kept_here += row.left();
            }
        }
        if kept.is_zero() {
            return true;
        }
        let free = free_at_sites(self.book, wanted.item);
        let sites = (0..).map(SiteId).take(self.book.company.sites.len());
        let all: Quantity = sites.map(|site| free.at(site)).sum();
        all >= kept + wanted.quantity && free.at(wanted.site) >= kept_here + wanted.quantity
    }
}

fn unprotected(of: PoolOf, areas: SmallVec<[Area; 1]>, lots: &[Lot], kept: Quantity) -> Cap {
    let there = lots
        .iter()
        .filter(|lot| areas.iter().any(|area| area.has(lot)));
    let free: Quantity = there.map(|lot| lot.free).sum();
    Cap {
        of,
        counts: Counts::Within(areas),
        room: i128::from(free.0) - i128::from(kept.0),
        reason: BackorderReason::Protected,
    }
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
