//! Exceptions by kind, as they can be seen in the book: what waits for a person, and promises in trouble.

use super::measure::why_parked;
use book::order::HoldKind;
use book::{Event, order::Hold};
use serde::Serialize;
use std::collections::BTreeMap;
use vocab::{ExceptionId, OrderId, RequestId};

/// How many exceptions of a kind there were, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All of them.
    pub raised: u64,
    /// Gone without a person.
    pub resolved_automatically: u64,
    /// A person decided.
    pub approved: u64,
    /// Still there at the end.
    pub open: u64,
}

/// What an exception is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Request(RequestId),
    Hold(OrderId, HoldKind),
    Trouble(ExceptionId),
}

impl About {
    fn is_of(self, id: OrderId) -> bool {
        match self {
            About::Request(_) | About::Trouble(_) => false,
            About::Hold(order, _) => order == id,
        }
    }
}

/// All that were raised, and those that are open.
#[derive(Debug, Default)]
pub(super) struct Exceptions {
    counts: BTreeMap<&'static str, Counts>,
    open: BTreeMap<About, &'static str>,
}

impl Exceptions {
    /// Takes note of an event.
    pub fn hear(&mut self, by_person: bool, event: &Event) {
        match event {
            Event::RequestParked { request, reasons } => {
                let kind = reasons.first().map_or("review", why_parked);
                self.raise(About::Request(*request), kind);
            }
            Event::RequestAccepted { request, .. } | Event::RequestDeclined { request, .. } => {
                self.close(About::Request(*request), by_person);
            }
            Event::OrderPlaced { order, holds, .. } | Event::HoldsSet { order, holds } => {
                for kind in holds.iter().map(Hold::kind) {
                    self.raise(About::Hold(*order, kind), kind.as_str());
                }
            }
            Event::HoldReleased { order, kind } => {
                self.close(About::Hold(*order, *kind), by_person);
            }
            Event::ExceptionRaised {
                exception, kind, ..
            } => self.raise(About::Trouble(*exception), kind.as_str()),
            Event::ExceptionClosed { exception, .. } => {
                self.close(About::Trouble(*exception), by_person);
            }
            Event::OrderFinished { order, .. } => self.close_all(*order, by_person),
            _ => {}
        }
    }

    /// By kind.
    pub fn counts(mut self) -> BTreeMap<&'static str, Counts> {
        for kind in self.open.values() {
            self.counts.entry(kind).or_default().open += 1;
        }
        self.counts
    }

    /// What is open already stays what it was.
    fn raise(&mut self, about: About, kind: &'static str) {
        if self.open.contains_key(&about) {
            return;
        }
        self.open.insert(about, kind);
        self.counts.entry(kind).or_default().raised += 1;
    }

    fn close(&mut self, about: About, by_person: bool) {
        let Some(kind) = self.open.remove(&about) else {
            return;
        };
        let counts = self.counts.entry(kind).or_default();
        match by_person {
            true => counts.approved += 1,
            false => counts.resolved_automatically += 1,
        }
    }

    fn close_all(&mut self, order: OrderId, by_person: bool) {
        let of_order = self.open.keys().copied().filter(|about| about.is_of(order));
        for about in of_order.collect::<Vec<_>>() {
            self.close(about, by_person);
        }
    }
}
