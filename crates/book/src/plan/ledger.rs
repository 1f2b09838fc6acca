//! What a plan takes and gives of each source of supply, all steps together.

use crate::Book;
use crate::event::LineSchedule;
use crate::order::{ScheduleLine, Source};
use crate::refusal::{Code, Refusal};
use std::collections::BTreeMap;
use vocab::{ItemId, Quantity, SiteId, SupplyId};

/// Where goods are promised from.
type Pool = (ItemId, SiteId, Source);

#[derive(Clone, Copy, Default)]
struct Change {
    /// Pegged more than before; less when negative.
    pegged: i128,
    /// There is more than before; less when negative.
    there: i128,
}

/// The changes of all pools.
#[derive(Default)]
pub(super) struct Ledger {
    pools: BTreeMap<Pool, Change>,
}

impl Ledger {
    /// Notes that goods come to a pool.
    pub(super) fn comes(&mut self, pool: Pool, quantity: Quantity) {
        self.pools.entry(pool).or_default().there += i128::from(quantity.0);
    }

    /// Notes that goods leave a pool.
    pub(super) fn goes(&mut self, pool: Pool, quantity: Quantity) {
        self.pools.entry(pool).or_default().there -= i128::from(quantity.0);
    }

    /// Notes what a line gives up and takes.
    pub(super) fn turns(&mut self, item: ItemId, was: &LineSchedule, becomes: &LineSchedule) {
        for part in &was.schedule {
            self.pegged(item, part, -1);
        }
        for part in &becomes.schedule {
            self.pegged(item, part, 1);
        }
    }

    fn pegged(&mut self, item: ItemId, part: &ScheduleLine, sign: i128) {
        let change = self.pools.entry((item, part.site, part.source));
        change.or_default().pegged += sign * i128::from(part.quantity.0);
    }

    /// Whether every pool suffices. New promises leave the safety stock alone; what was promised
    /// before may stay as it is.
    ///
    /// # Errors
    /// [`Code::Changed`]: the planner saw more than there is now.
    pub(super) fn check(&self, book: &Book) -> Result<(), Refusal> {
        for (pool, change) in &self.pools {
            let left = free(book, *pool) + change.there - change.pegged;
            let floor = match change.pegged > 0 {
                true => kept_back(book, *pool),
                false => 0,
            };
            if (change.pegged > 0 || change.there < 0) && left < floor {
                return Err(short(book, *pool));
            }
        }
        Ok(())
    }
}

/// What no order holds; nothing of supply that is only being announced.
fn free(book: &Book, (item, site, source): Pool) -> i128 {
    let free = match source {
        Source::OnHand => book.stock.balance(item, site).free(),
        Source::Inbound(id) => {
            let supply = book.stock.supplies.get(&id);
            supply.map_or(Quantity::ZERO, |row| row.open.saturating_sub(row.pegged))
        }
    };
    i128::from(free.0)
}

fn kept_back(book: &Book, (item, site, source): Pool) -> i128 {
    match source {
        Source::OnHand => i128::from(book.company.items[item.index()].safety_at(site).0),
        Source::Inbound(_) => 0,
    }
}

fn short(book: &Book, (item, site, source): Pool) -> Refusal {
    let item = &book.company.items[item.index()].code;
    let place = match source {
        Source::OnHand => format!("at {}", book.company.sites[site.index()].code),
        Source::Inbound(SupplyId(id)) => format!("of supply {id}"),
    };
    let message = format!("less of {item} is free {place} than the plan counts on; plan it again");
    Refusal::new(Code::Changed, message)
}
