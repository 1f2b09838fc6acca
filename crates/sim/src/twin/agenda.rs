//! What is to happen at which moment; what is due at the same one happens in the order it was noted.

use super::carrier::Load;
use super::customers::Claim;
use super::desk::Ask;
use crate::life::Moment;
use book::returns::Disposition;
use std::collections::BTreeMap;
use vocab::{OrderId, ReturnId};

/// Something that is to happen.
#[derive(Clone, Debug)]
pub(super) enum Task {
    /// A person has an answer.
    Answer(Ask),
    /// A customer wants an order changed.
    Change(OrderId),
    /// A customer takes an order back.
    Cancel(OrderId),
    /// A lorry is at the customer's door.
    Deliver(Load),
    /// A customer wants to send goods back.
    Return(Claim),
    /// Goods that came back are at the site.
    TakeBack {
        /// Which return.
        id: ReturnId,
        /// What becomes of them.
        disposition: Disposition,
    },
}

/// Tasks by their moment.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    tasks: BTreeMap<(Moment, u64), Task>,
    noted: u64,
}

impl Agenda {
    /// Notes a task for a moment.
    pub fn note(&mut self, at: Moment, task: Task) {
        self.noted += 1;
        self.tasks.insert((at, self.noted), task);
    }

    /// Takes the first task whose moment has come.
    pub fn due(&mut self, now: Moment) -> Option<Task> {
        let first = self.tasks.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }
}
