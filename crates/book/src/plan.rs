//! Plans: changes of promises and supply that a planner worked out on a copy of the book. The book
//! makes a plan as a whole, or refuses it when it is no longer what the planner saw.
//!
//! A plan is bound to what it saw by saying it: each schedule has what it was and what it becomes, each
//! due day the day that it was. Whatever else happened since doesn't matter as long as the supply
//! suffices.

mod apply;
mod ledger;
mod quotas;
mod takers;
#[cfg(test)]
mod tests;
mod timed;

use crate::event::LineSchedule;
use crate::stock::supply::SupplyKind;
use crate::{Book, Few, Order, OrderLine, ScheduleLine, Stage};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher24;
use std::collections::BTreeSet;
use std::hash::Hasher;
use vocab::{Day, ItemId, OrderId, Quantity, SiteId, SupplyId};

pub use apply::shifts;
pub(crate) use apply::{apply, make};
pub(crate) use timed::run;
pub use timed::{LastRun, RunEnd};

/// The most steps of one plan: a backorder run over a million open lines fits.
pub const STEPS_MAX: usize = 300_000;

/// What a planner would change, in one step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Plan {
    /// The changes. No order is named by two of them.
    #[n(0)]
    pub steps: Vec<Step>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Lines of an order are promised otherwise; what is released stays.
    #[n(0)]
    Schedule {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// What is promised of each line before, and what has no date.
        #[n(1)]
        was: Vec<LineSchedule>,
        /// The same lines after.
        #[n(2)]
        becomes: Vec<LineSchedule>,
    },
    /// Supply comes earlier.
    #[n(1)]
    Hasten {
        /// Which.
        #[n(0)]
        supply: SupplyId,
        /// When it was due.
        #[n(1)]
        was: Day,
        /// When it is to come.
        #[n(2)]
        due: Day,
    },
    /// More supply is ordered.
    #[n(2)]
    Announce {
        /// The id that it will have; schedules of the plan peg to it.
        #[n(0)]
        supply: SupplyId,
        /// The reference, unique among open supply.
        #[n(1)]
        reference: String,
        /// What kind.
        #[n(2)]
        kind: SupplyKind,
        /// Where to.
        #[n(3)]
        site: SiteId,
        /// What.
        #[n(4)]
        item: ItemId,
        /// How much.
        #[n(5)]
        quantity: Quantity,
        /// When it is due in.
        #[n(6)]
        due: Day,
        /// The supplier of whose stock it is called off.
        #[cbor(n(7), skip_if = "Option::is_none")]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        supplier: Option<String>,
    },
    /// Goods are sent from one site to another, where they are supply until they come in.
    #[n(7)]
    Transfer {
        /// The id that the supply will have; schedules of the plan peg to it.
        #[n(0)]
        supply: SupplyId,
        /// The reference, unique among open supply.
        #[n(1)]
        reference: String,
        /// What.
        #[n(2)]
        item: ItemId,
        /// From where.
        #[n(3)]
        from: SiteId,
        /// To where.
        #[n(4)]
        to: SiteId,
        /// How much.
        #[n(5)]
        quantity: Quantity,
        /// When it is due in.
        #[n(6)]
        due: Day,
    },
    /// What has no date of some lines is given as other items, at the price that was agreed.
    #[n(8)]
    Substitute {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// What becomes of which lines.
        #[n(1)]
        lines: Vec<Substituted>,
    },
    /// Goods go from one site to another.
    #[n(3)]
    Move {
        /// What.
        #[n(0)]
        item: ItemId,
        /// From where.
        #[n(1)]
        from: SiteId,
        /// To where.
        #[n(2)]
        to: SiteId,
        /// How much.
        #[n(3)]
        quantity: Quantity,
    },
    /// What has not been picked of some lines is cancelled by us. Solutions cancel what waits only; plans
    /// that journals hold have it.
    #[n(4)]
    Cancel {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// Line numbers.
        #[n(1)]
        lines: Vec<u16>,
    },
    /// What has no date of some lines is cancelled by us.
    #[n(6)]
    CancelWaiting {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// Line numbers, and how much waits.
        #[n(1)]
        lines: Vec<(u16, Quantity)>,
    },
    /// Goods in stock that did not leave on their day leave on another.
    #[n(5)]
    Postpone {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// From which sites, when they were to leave, and when they leave.
        #[n(1)]
        parts: Vec<(SiteId, Day, Day)>,
    },
}

/// A line that waits, and the other item that is given instead: by a line of its own, the next ones of
/// the order.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Substituted {
    /// Line number.
    #[n(0)]
    pub line: u16,
    /// How much waits, base units; as many base units are given.
    #[n(1)]
    pub quantity: Quantity,
    /// The other item.
    #[n(2)]
    pub item: ItemId,
    /// What is promised of it.
    #[n(3)]
    pub schedule: Few<ScheduleLine>,
}

/// When the last of a line arrives, before and after a plan. `None` is a part without a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Shift {
    /// Which order.
    #[n(0)]
    pub order: OrderId,
    /// Line number.
    #[n(1)]
    pub line: u16,
    /// Before.
    #[n(2)]
    pub was: Option<Day>,
    /// After.
    #[n(3)]
    pub becomes: Option<Day>,
    /// Where it is later for that: the order that the plan gives its goods to.
    #[n(4)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_to: Option<OrderId>,
    /// How much had no date, where its promises change.
    #[cbor(n(5), skip_if = "is_none_of_it")]
    #[serde(default, skip_serializing_if = "is_none_of_it")]
    pub waited: Quantity,
    /// How much has none.
    #[cbor(n(6), skip_if = "is_none_of_it")]
    #[serde(default, skip_serializing_if = "is_none_of_it")]
    pub waits: Quantity,
}

fn is_none_of_it(quantity: &Quantity) -> bool {
    quantity.is_zero()
}

impl Shift {
    /// What a line of an order that is promised otherwise comes to.
    pub(crate) fn of(order: OrderId, was: &LineSchedule, becomes: &LineSchedule) -> Shift {
        let waiting =
            |line: &LineSchedule| line.backorder.map_or(Quantity::ZERO, |row| row.quantity);
        Shift {
            waited: waiting(was),
            waits: waiting(becomes),
            ..Shift::days(order, was.line, last_delivery(was), last_delivery(becomes))
        }
    }

    /// A line that arrives on another day.
    pub fn days(order: OrderId, line: u16, was: Option<Day>, becomes: Option<Day>) -> Shift {
        Shift {
            order,
            line,
            was,
            becomes,
            lost_to: None,
            waited: Quantity::ZERO,
            waits: Quantity::ZERO,
        }
    }

    /// True when the customer is worse off by it: the last of it comes later, or more has no date.
    pub fn is_loss(&self) -> bool {
        match (self.was, self.becomes) {
            (Some(was), Some(becomes)) => becomes > was,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => self.waits > self.waited,
        }
    }

    /// True when the customer is better off by it.
    pub fn is_gain(&self) -> bool {
        match (self.was, self.becomes) {
            (Some(was), Some(becomes)) => (becomes, self.waits) < (was, self.waited),
            (Some(_), None) => false,
            (None, Some(_)) => true,
            (None, None) => self.waits < self.waited,
        }
    }
}

impl Plan {
    /// A fingerprint: plans that say the same have the same.
    pub fn version(&self) -> u64 {
        let mut hasher = SipHasher24::new();
        let bytes = minicbor::to_vec(self).expect("memory takes every byte");
        hasher.write(&bytes);
        hasher.finish()
    }

    /// The plan that takes this one back.
    ///
    /// # Errors
    /// The first step that can't be taken back.
    pub fn inverse(&self) -> Result<Plan, &Step> {
        let steps = self.steps.iter().rev().map(Step::inverse);
        let steps = steps.collect::<Result<_, _>>()?;
        Ok(Plan { steps })
    }
}

impl Step {
    fn inverse(&self) -> Result<Step, &Step> {
        match self {
            Step::Schedule {
                order,
                was,
                becomes,
            } => Ok(Step::Schedule {
                order: *order,
                was: becomes.clone(),
                becomes: was.clone(),
            }),
            Step::Move {
                item,
                from,
                to,
                quantity,
            } => Ok(Step::Move {
                item: *item,
                from: *to,
                to: *from,
                quantity: *quantity,
            }),
            // The supplier has been told, goods are on the road, the customer has been told, the day has
            // passed.
            Step::Hasten { .. }
            | Step::Announce { .. }
            | Step::Transfer { .. }
            | Step::Substitute { .. }
            | Step::Cancel { .. }
            | Step::CancelWaiting { .. }
            | Step::Postpone { .. } => Err(self),
        }
    }
}

/// What is promised of a line and not yet released, as plans tell it.
pub fn promised_of(number: u16, line: &OrderLine) -> LineSchedule {
    let mut schedule = line.schedule.clone();
    schedule.retain(|part| part.stage == Stage::Promised);
    LineSchedule {
        line: number,
        schedule,
        backorder: line.backorder,
    }
}

/// What is promised of every line of an order, as plans tell it.
pub fn promised_of_all(order: &Order) -> Vec<LineSchedule> {
    let lines = (1..).zip(&order.lines);
    lines
        .map(|(number, line)| promised_of(number, line))
        .collect()
}

/// What a planner did to the promises of some orders on a copy of the book, as steps of a plan.
pub fn schedules(book: &Book, copy: &Book, orders: &BTreeSet<OrderId>) -> Vec<Step> {
    let step = |id: &OrderId| {
        let (was, becomes) = (book.orders.get(*id)?, copy.orders.get(*id)?);
        let (was, becomes) = (promised_of_all(&was), promised_of_all(&becomes));
        let rows = was.into_iter().zip(becomes);
        let (was, becomes) = rows.filter(|(was, becomes)| was != becomes).unzip();
        Some(Step::Schedule {
            order: *id,
            was,
            becomes,
        })
    };
    let changes =
        |step: &Step| !matches!(step, Step::Schedule { becomes, .. } if becomes.is_empty());
    orders.iter().filter_map(step).filter(changes).collect()
}

/// When the last of a line's promises arrives; `None` while a part has no date.
pub fn last_delivery(line: &LineSchedule) -> Option<Day> {
    let last = line.schedule.iter().map(|part| part.delivery).max();
    last.filter(|_| line.backorder.is_none())
}
