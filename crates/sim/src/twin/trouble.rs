//! How often things go wrong, and why so often: assumptions, each with its reason, scaled by one option.
//!
//! Chances are out of a thousand. What a customer's own order has wrong in it is with the arrivals
//! (`life/arrivals.rs`), what suppliers do with the suppliers.

use crate::chance::Chance;

/// Orders that a customer changes. Most small buyers never do; chains correct about one order in forty
/// between their own planning and our lorry.
pub(super) const CHANGE_PERMILLE: u64 = 15;
/// Orders that a customer takes back: a shop that closed, an order placed twice.
pub(super) const CANCEL_PERMILLE: u64 = 5;
/// Lines of which the picker finds less than the book says. Wholesalers count 99.5% of their places right,
/// and every second wrong place is met by a pick before a count meets it.
pub(super) const SHORT_PICK_PERMILLE: u64 = 2;
/// Lines that are picked wrong and leave: scanning leaves about one in a thousand.
pub(super) const MISPICK_PERMILLE: u64 = 1;
/// Lines that come back though nothing was wrong: food is seldom taken back.
pub(super) const RETURN_PERMILLE: u64 = 2;
/// Lorries that don't come on a day, of each site: about once a year and site.
pub(super) const NO_LORRY_PERMILLE: u64 = 4;
/// Loads that arrive a day or two late: carriers of food keep 98 of 100 days.
pub(super) const LATE_LOAD_PERMILLE: u64 = 20;
/// Loads that nobody takes at the door; they come again the next day.
pub(super) const FAILED_DELIVERY_PERMILLE: u64 = 8;
/// Places that a count finds wrong, of those counted.
pub(super) const MISCOUNT_PERMILLE: u64 = 30;
/// Items of a site of which something breaks on a day.
pub(super) const DAMAGE_PERMILLE: u64 = 1;
/// Months of a customer whose invoices are paid a week or two late.
pub(super) const LATE_PAYMENT_PERMILLE: u64 = 50;

/// What a draw is about; each has chances of its own.
#[derive(Clone, Copy, Debug)]
pub(super) enum About {
    Change = 1,
    Cancel,
    ShortPick,
    Mispick,
    Return,
    Lorry,
    Load,
    Delivery,
    Count,
    Damage,
    Payment,
    Supply,
    Supplier,
    Desk,
    Promotion,
}

/// Draws what goes wrong. The same seed and subject give the same draw, whatever else happens.
#[derive(Clone, Debug)]
pub(super) struct Trouble {
    pub seed: u64,
    percent: u32,
}

impl Trouble {
    pub fn new(seed: u64, percent: u32) -> Trouble {
        Trouble { seed, percent }
    }

    /// The chances of a subject.
    pub fn chance(&self, about: About, subject: &[u64]) -> Chance {
        let parts: Vec<u64> = [0x7819, about as u64]
            .into_iter()
            .chain(subject.iter().copied())
            .collect();
        Chance::of(self.seed, &parts)
    }

    /// Whether something that strikes so often strikes here; then, the chances that tell how.
    pub fn strikes(&self, about: About, permille: u64, subject: &[u64]) -> Option<Chance> {
        let mut chance = self.chance(about, subject);
        let share = permille * u64::from(self.percent);
        chance.per_hundred_thousand(share).then_some(chance)
    }
}
