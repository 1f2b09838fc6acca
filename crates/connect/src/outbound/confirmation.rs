//! The answer to an order: what is promised, what waits, what is refused, and what differs from what
//! was asked for.

use super::facts::{Item, LINES_MAX, LineReference, Measure, OrderReference, Party, Rate};
use super::message::{Unsayable, at_most};
use vocab::{Currency, Day, Decimal, Instant};

/// The most parts of one line: X12 has room for 104.
pub const SLICES_MAX: usize = 100;
/// The most notes: EDIFACT D.96A has room for 99.
pub const NOTES_MAX: usize = 99;

/// An order confirmation, or the answer to a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The number of this answer: with the seller's order number, what tells it from earlier ones.
    pub number: String,
    /// When it is given.
    pub at: Instant,
    /// What it answers.
    pub answers: Answers,
    /// The order.
    pub order: OrderReference,
    /// Who ordered.
    pub buyer: Party,
    /// Who sells.
    pub seller: Party,
    /// Where the goods go.
    pub ship_to: Party,
    /// Of all prices.
    pub currency: Currency,
    /// What becomes of each line, in the order's sequence.
    pub lines: Vec<ConfirmedLine>,
    /// What the seller says besides.
    pub notes: Vec<String>,
}

/// What a confirmation answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answers {
    /// The order itself.
    Order,
    /// A change of the order.
    Change {
        /// The buyer's number of the change, where the buyer gave one.
        number: Option<String>,
        /// The day on the change.
        day: Option<Day>,
    },
}

/// What becomes of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmedLine {
    /// Which line.
    pub reference: LineReference,
    /// The item that comes.
    pub item: Item,
    /// The item that was ordered, where another one comes for it.
    pub instead_of: Option<Item>,
    /// How many were ordered.
    pub ordered: Decimal,
    /// Of which unit, for every quantity of the line.
    pub measure: Measure,
    /// When the buyer wants them.
    pub wanted: Option<Day>,
    /// The price that holds.
    pub rate: Option<Rate>,
    /// The price that the order stated.
    pub stated: Option<Rate>,
    /// The ordered quantity, part by part.
    pub slices: Vec<Slice>,
}

/// A part of a line's quantity and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// How many.
    pub quantity: Decimal,
    /// What becomes of them.
    pub fate: Fate,
}

/// What becomes of a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It comes on a day.
    Promised {
        /// When it is there.
        delivery: Day,
        /// When it leaves.
        ship: Option<Day>,
    },
    /// It waits for supply and has no day yet.
    Backordered,
    /// It does not come.
    Rejected,
}

/// An answer in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As ordered.
    Accepted,
    /// It comes, but other than ordered.
    Changed,
    /// All of it waits.
    Backordered,
    /// None of it comes.
    Rejected,
}

/// What differs from the order in a part that comes, the weightiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Another item.
    Item,
    /// Another day than wanted.
    Day,
    /// Another price than stated.
    Price,
    /// Not the ordered quantity.
    Quantity,
}

impl Confirmation {
    /// Refuses an answer that is larger than any format is written for.
    ///
    /// # Errors
    /// With more than [`LINES_MAX`] lines, [`SLICES_MAX`] parts of one line or [`NOTES_MAX`] notes.
    pub fn check(&self) -> Result<(), Unsayable> {
        at_most("lines", self.lines.len(), LINES_MAX)?;
        at_most("notes", self.notes.len(), NOTES_MAX)?;
        let most = self.lines.iter().map(|line| line.slices.len()).max();
        at_most("parts of a line", most.unwrap_or(0), SLICES_MAX)
    }

    /// The answer to the order as a whole.
    pub fn verdict(&self) -> Verdict {
        let mut verdicts = self.lines.iter().map(ConfirmedLine::verdict);
        let Some(first) = verdicts.next() else {
            return Verdict::Rejected;
        };
        match verdicts.all(|verdict| verdict == first) {
            true => first,
            false => Verdict::Changed,
        }
    }
}

impl ConfirmedLine {
    /// The answer to this line.
    pub fn verdict(&self) -> Verdict {
        let all = |is: fn(&Fate) -> bool| self.slices.iter().all(|slice| is(&slice.fate));
        if all(|fate| matches!(fate, Fate::Rejected)) {
            return Verdict::Rejected;
        }
        if all(|fate| matches!(fate, Fate::Backordered)) {
            return Verdict::Backordered;
        }
        let as_ordered = |slice: &Slice| {
            matches!(slice.fate, Fate::Promised { .. }) && self.difference(slice).is_none()
        };
        match self.slices.iter().all(as_ordered) {
            true => Verdict::Accepted,
            false => Verdict::Changed,
        }
    }

    /// How many come on a day that is known.
    pub fn promised(&self) -> Decimal {
        self.sum(|fate| matches!(fate, Fate::Promised { .. }))
    }

    /// How many of the quantity meet a fate; the ordered quantity where the sum has no room.
    pub fn sum(&self, is: fn(&Fate) -> bool) -> Decimal {
        let parts = self.slices.iter().filter(|slice| is(&slice.fate));
        let sum = parts
            .map(|slice| slice.quantity)
            .try_fold(Decimal::ZERO, Decimal::checked_add);
        sum.unwrap_or(self.ordered)
    }

    /// The weightiest difference of a part from what was ordered.
    pub fn difference(&self, slice: &Slice) -> Option<Difference> {
        let late = |day: Day| self.wanted.is_some_and(|wanted| day != wanted);
        let repriced = self.stated.is_some() && self.rate.is_some() && self.stated != self.rate;
        match slice.fate {
            _ if self.instead_of.is_some() => Some(Difference::Item),
            Fate::Promised { delivery, .. } if late(delivery) => Some(Difference::Day),
            _ if repriced => Some(Difference::Price),
            _ if self.promised() != self.ordered => Some(Difference::Quantity),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn verdict(change: fn(&mut ConfirmedLine)) -> Verdict {
        let mut line = sample::confirmation().lines.remove(0);
        change(&mut line);
        line.verdict()
    }

    #[test]
    fn a_line_is_accepted_only_when_nothing_differs_from_the_order() {
        assert_eq!(verdict(|_| ()), Verdict::Accepted);
        assert_eq!(verdict(|l| l.wanted = Some(Day(0))), Verdict::Changed);
        assert_eq!(
            verdict(|l| l.instead_of = Some(l.item.clone())),
            Verdict::Changed
        );
        assert_eq!(verdict(|l| l.ordered = Decimal::whole(9)), Verdict::Changed);
        assert_eq!(
            verdict(|l| l.stated = l.rate.map(|rate| Rate { basis: 7, ..rate })),
            Verdict::Changed
        );
    }

    #[test]
    fn what_waits_and_what_does_not_come_is_told_from_what_is_changed() {
        let all = |fate| move |l: &mut ConfirmedLine| l.slices[0].fate = fate;
        let mut line = sample::confirmation().lines.remove(0);
        all(Fate::Backordered)(&mut line);
        assert_eq!(line.verdict(), Verdict::Backordered);
        all(Fate::Rejected)(&mut line);
        assert_eq!(line.verdict(), Verdict::Rejected);
        line.slices.clear();
        assert_eq!(line.verdict(), Verdict::Rejected);
        assert_eq!(sample::confirmation().verdict(), Verdict::Changed);
    }
}
