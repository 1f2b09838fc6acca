//! A supplier is late: orders count on goods that are to come, and then they come a week later.

use super::scene::{Goods, Scene, Senders};
use crate::company::working_day;
use crate::life::Happening;
use book::Command;
use vocab::{Day, SupplyId};

/// The goods are to come in this many days.
const DUE_DAYS: std::ops::RangeInclusive<i32> = 4..=14;
/// So many days after they come in, the customers want them.
const WANTED_AFTER_DAYS: i32 = 5;
/// So many days later they come in truth.
const LATE_DAYS: i32 = 10;
/// How many orders are sent for them at most.
const ORDERS_MAX: u32 = 12;

/// A supplier that will be late.
#[derive(Clone, Debug)]
pub(super) struct LateSupplier {
    goods: Goods,
    supply: SupplyId,
    due: Day,
    /// Cases of an order.
    cases: u64,
    senders: Senders,
    is_told: bool,
}

impl LateSupplier {
    /// Of an item of which enough is to come soon, and only once; it is taken from the items.
    pub fn of(scene: &Scene<'_>, items: &mut Vec<Goods>) -> Option<LateSupplier> {
        let fits = |goods: &Goods| {
            let inbound = scene.inbound(*goods);
            let [(_, supply)] = inbound.as_slice() else {
                return false;
            };
            DUE_DAYS.contains(&supply.due.since(scene.day))
                && supply.open.0 >= scene.free(*goods) / 3
        };
        let place = items.iter().position(fits)?;
        let goods = items.remove(place);
        let (supply, row) = scene.inbound(goods).first().copied()?;
        Some(LateSupplier {
            goods,
            supply,
            due: row.due,
            // A few orders take what is there, the next ones wait for what comes.
            cases: (scene.cases(goods) / 3 + 1).min(row.open.0 / goods.case / 2),
            senders: Senders::new(0),
            is_told: false,
        })
    }

    pub fn next(&mut self, scene: &Scene<'_>) -> Option<Happening> {
        let supply = scene.book.stock.supplies.get(&self.supply)?;
        if self.is_told || !self.senders.is_through(scene) {
            return None;
        }
        if !supply.pegged.is_zero() && scene.cases(self.goods) == 0 {
            self.is_told = true;
            let later = Command::RescheduleSupply {
                supply: self.supply,
                due: working_day(self.due.plus(LATE_DAYS)),
            };
            return Some(Happening::Command(later));
        }
        let wanted = working_day(self.due.plus(WANTED_AFTER_DAYS));
        // No more than there is and comes, so that the customers can still have it all.
        let coming = supply.open.saturating_sub(supply.pegged).0 / self.goods.case;
        let cases = self.cases.min(scene.cases(self.goods) + coming);
        let more = cases > 0 && self.senders.sent() < ORDERS_MAX;
        more.then(|| self.senders.order(scene, self.goods, cases, wanted))?
    }
}
