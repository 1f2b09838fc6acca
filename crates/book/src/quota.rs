//! Quotas: how much of some items a group of customers may get at most in a period (product
//! allocation), or is kept for it (supply protection).
//!
//! A quota counts the goods that leave for customers of its group on a day of its period. Goods issue
//! is what counts, as it is the day that supply is used and that every promise has; a requested day may
//! be missing, or be one that can't be met. An order that changes counts anew; what is cancelled counts
//! no more; what was delivered counts for ever.
//!
//! Allocations of one item hold together: a promise keeps within all of them. Where there is none for a
//! group and day, nothing limits it. What is protected is kept, until the period ends, from everybody
//! who is neither in the group nor has a protection of the item with a higher priority: of what is there
//! when the period begins, and as far as that does not suffice, of what comes before it ends.

pub(crate) mod put;

use crate::order::{Order, ScheduleLine};
use crate::{Book, Few};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;
use vocab::{Day, GroupId, ItemId, Quantity, QuotaId, SiteId};

/// The most quotas that one command puts.
pub const ROWS_MAX: usize = 1_000_000;
/// The most quotas of one item; every promise of the item looks at each.
pub const QUOTAS_OF_ITEM_MAX: usize = 64;
/// The most items that one allocation counts together.
pub const ITEMS_MAX: usize = 1_000;

/// What a quota does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuotaKind {
    /// The group gets at most this much.
    #[n(0)]
    Allocation,
    /// This much is kept for the group.
    #[n(1)]
    Protection {
        /// 1 comes first: who has a protection of a lower number may take what is kept for a higher
        /// one.
        #[n(0)]
        priority: u8,
    },
}

/// A quota as asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaDraft {
    /// The user's code, unique; a known one is changed.
    pub code: String,
    /// At most, or at least.
    pub kind: QuotaKind,
    /// Code of the group.
    pub group: String,
    /// The items that count together; a protection is for one.
    pub items: Vec<ItemId>,
    /// Where; `None` is all sites together.
    pub site: Option<SiteId>,
    /// How much, base units.
    pub quantity: Quantity,
    /// The first day of goods issue that counts.
    pub from: Day,
    /// The last one.
    pub to: Day,
}

/// A quota.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct Quota {
    /// The user's code.
    #[n(0)]
    pub code: String,
    /// At most, or at least.
    #[n(1)]
    pub kind: QuotaKind,
    /// Whose.
    #[n(2)]
    pub group: GroupId,
    /// The items that count together, ascending.
    #[n(3)]
    pub items: Few<ItemId>,
    /// Where; `None` is all sites together.
    #[n(4)]
    pub site: Option<SiteId>,
    /// How much, base units.
    #[n(5)]
    pub quantity: Quantity,
    /// The first day of goods issue that counts.
    #[n(6)]
    pub from: Day,
    /// The last one.
    #[n(7)]
    pub to: Day,
}

impl Quota {
    /// Counts goods of its items that leave this site on this day for a customer in these groups.
    pub fn counts(&self, groups: &[GroupId], site: SiteId, day: Day) -> bool {
        groups.contains(&self.group) && self.is_at(site) && (self.from..=self.to).contains(&day)
    }

    /// True of the sites that it is about.
    pub fn is_at(&self, site: SiteId) -> bool {
        self.site.is_none_or(|own| own == site)
    }

    /// The same goods count as before.
    fn counts_as(&self, other: &Quota) -> bool {
        (self.group, self.site, self.from, self.to)
            == (other.group, other.site, other.from, other.to)
            && self.items == other.items
    }
}

/// A quota and what is taken of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What was agreed.
    pub quota: Arc<Quota>,
    /// What open orders take.
    pub open: Quantity,
    /// What went out by orders that are finished.
    pub finished: Quantity,
}

impl Counted {
    /// What is left of it.
    pub fn left(&self) -> Quantity {
        Quantity(u64::try_from(self.room().max(0)).unwrap_or(u64::MAX))
    }

    /// What is left of it; less than nothing where more is taken.
    pub(crate) fn room(&self) -> i128 {
        let taken = self.open + self.finished;
        i128::from(self.quota.quantity.0) - i128::from(taken.0)
    }
}

/// The quotas of a book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quotas {
    rows: BTreeMap<QuotaId, Counted>,
    codes: BTreeMap<String, QuotaId>,
    by_item: BTreeMap<ItemId, BTreeSet<QuotaId>>,
    /// By the last day of their period.
    ending: BTreeSet<(Day, QuotaId)>,
}

impl Quotas {
    /// Every quota, by id.
    pub fn iter(&self) -> impl Iterator<Item = (QuotaId, &Counted)> {
        self.after(None)
    }

    /// Those that were added behind one, in order; without one, all.
    pub fn after(&self, id: Option<QuotaId>) -> impl Iterator<Item = (QuotaId, &Counted)> {
        let from = id.map_or(Bound::Unbounded, Bound::Excluded);
        let rows = self.rows.range((from, Bound::Unbounded));
        rows.map(|(id, row)| (*id, row))
    }

    /// A quota.
    pub fn get(&self, id: QuotaId) -> Option<&Counted> {
        self.rows.get(&id)
    }

    /// The quotas of an item.
    pub fn of(&self, item: ItemId) -> impl Iterator<Item = (QuotaId, &Counted)> {
        let ids = self.by_item.get(&item).into_iter().flatten();
        ids.map(|id| (*id, &self.rows[id]))
    }

    /// A quota by its code.
    pub fn by_code(&self, code: &str) -> Option<QuotaId> {
        self.codes.get(code).copied()
    }

    /// Whether there is any of this item.
    pub(crate) fn has(&self, item: ItemId) -> bool {
        self.by_item.contains_key(&item)
    }

    /// Every item that there is one of.
    pub(crate) fn items(&self) -> impl Iterator<Item = ItemId> {
        self.by_item.keys().copied()
    }

    /// The rows alone, to be stored.
    pub(crate) fn share(&self) -> Quotas {
        Quotas {
            rows: self.rows.clone(),
            ..Quotas::default()
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn of_rows(rows: impl IntoIterator<Item = (QuotaId, Counted)>) -> Quotas {
        let mut quotas = Quotas::default();
        for (id, row) in rows {
            quotas.insert(id, row);
        }
        quotas
    }

    fn insert(&mut self, id: QuotaId, row: Counted) {
        self.codes.insert(row.quota.code.clone(), id);
        self.ending.insert((row.quota.to, id));
        for item in &row.quota.items {
            self.by_item.entry(*item).or_default().insert(id);
        }
        self.rows.insert(id, row);
    }

    /// Takes a quota away.
    pub(crate) fn remove(&mut self, id: QuotaId) -> Option<Counted> {
        let row = self.rows.remove(&id)?;
        self.codes.remove(&row.quota.code);
        self.ending.remove(&(row.quota.to, id));
        for item in &row.quota.items {
            if let Some(ids) = self.by_item.get_mut(item) {
                ids.remove(&id);
                if ids.is_empty() {
                    self.by_item.remove(item);
                }
            }
        }
        Some(row)
    }

    /// Puts a quota. Where the same goods count as before, those of finished orders stay counted; what
    /// open orders take is to be counted by the caller.
    /// The quota that stood there before is given back.
    pub(crate) fn put(&mut self, id: QuotaId, quota: &Quota) -> Option<Arc<Quota>> {
        let before = self.remove(id);
        let same = before.as_ref().filter(|row| row.quota.counts_as(quota));
        let finished = same.map_or(Quantity::ZERO, |row| row.finished);
        let row = Counted {
            quota: Arc::new(quota.clone()),
            open: Quantity::ZERO,
            finished,
        };
        self.insert(id, row);
        before.map(|row| row.quota)
    }

    /// What open orders take is this; of quotas that are not listed, nothing.
    pub(crate) fn count_open(&mut self, sums: &BTreeMap<QuotaId, Quantity>) {
        for (id, row) in &mut self.rows {
            row.open = sums.get(id).copied().unwrap_or_default();
        }
    }

    /// Changes every quota that a part of a promise counts in.
    pub(crate) fn count(
        &mut self,
        groups: &[GroupId],
        item: ItemId,
        part: &ScheduleLine,
        mut change: impl FnMut(&mut Counted),
    ) {
        for id in self.by_item.get(&item).into_iter().flatten() {
            if let Some(row) = self.rows.get_mut(id)
                && row.quota.counts(groups, part.site, part.goods_issue)
            {
                change(row);
            }
        }
    }

    /// The first quota whose period is over on this day.
    pub(crate) fn ended(&self, today: Day) -> Option<QuotaId> {
        let (last, id) = self.ending.first()?;
        (*last < today).then_some(*id)
    }
}

/// What the open orders of a book take of each quota, counted from their promises.
pub(crate) fn counted_from(book: &Book) -> BTreeMap<QuotaId, Quantity> {
    let mut sums: BTreeMap<QuotaId, Quantity> = BTreeMap::new();
    if book.quotas.rows.is_empty() {
        return sums;
    }
    let mut add = |order: &Order| {
        let groups = book.company.groups.of(order.customer);
        for (item, part) in order.parts().filter(|_| !groups.is_empty()) {
            for (id, row) in book.quotas.of(item) {
                if row.quota.counts(groups, part.site, part.goods_issue) {
                    *sums.entry(id).or_default() += part.quantity;
                }
            }
        }
    };
    book.orders.iter().for_each(|order| add(&order));
    sums
}

#[cfg(test)]
mod tests;
