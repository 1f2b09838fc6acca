//! Plans: changes of promises and supply that a planner worked out on a copy of the book. The book
//! makes a plan as a whole, or refuses it when it is no longer what the planner saw.
//!
//! A plan is bound to what it saw by saying it: each schedule has what it was and what it becomes, each
//! due day the day that it was. Whatever else happened since doesn't matter as long as the supply
//! suffices.

mod apply;
mod ledger;
mod parts;
mod quotas;
mod step;
mod takers;
#[cfg(test)]
mod tests;
mod timed;

use crate::company::Consent;
use crate::event::LineSchedule;
use crate::{Book, Order, OrderLine, Stage};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher24;
use std::collections::BTreeSet;
use std::hash::Hasher;
use vocab::{Day, OrderId, Quantity};

pub use apply::shifts;
pub(crate) use apply::{apply, make};
pub use step::{OnItsWay, Step, Substituted};
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

impl Book {
    /// Whether steps give substitutes to customers that want to be asked each time: only a person can say
    /// yes for them.
    pub fn asks_customers(&self, steps: &[Step]) -> bool {
        let asked = |order: &OrderId| {
            let order = self.orders.get(*order);
            order.is_some_and(|order| {
                let customer = &self.company.customers[order.customer.index()];
                customer.substitutes != Consent::Always
            })
        };
        let mut steps = steps.iter();
        steps.any(|step| matches!(step, Step::Substitute { order, .. } if asked(order)))
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
