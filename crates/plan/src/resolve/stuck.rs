//! The ways to solve an order that waits for somebody to decide: it goes on, or it is cancelled.

use super::trial::Trial;
use book::exception::Resolution;
use book::order::{HoldKind, OrderState};
use book::plan::{Step, promised_of_all};
use book::{Book, Command, Stamp};
use std::collections::BTreeSet;
use vocab::OrderId;

/// Every way that the book lets happen.
pub(super) fn all(book: &Book, orders: &BTreeSet<OrderId>, stamp: &Stamp) -> Vec<Trial> {
    let ways = [
        released(book, orders, stamp),
        cancelled(book, orders, stamp),
    ];
    ways.into_iter().flatten().collect()
}

/// Whoever is asked says yes; nothing may be missing that the book needs.
fn released(book: &Book, orders: &BTreeSet<OrderId>, stamp: &Stamp) -> Option<Trial> {
    let mut trial = Trial::of(book, Resolution::Release, stamp);
    for id in orders {
        let holds = book
            .orders
            .get(*id)?
            .holds()
            .iter()
            .map(|hold| hold.kind())
            .collect();
        release(&mut trial, *id, holds)?;
    }
    (!trial.steps.is_empty()).then_some(trial)
}

fn release(trial: &mut Trial, id: OrderId, holds: BTreeSet<HoldKind>) -> Option<()> {
    for kind in &holds {
        trial.give(&Command::ReleaseHold {
            order: id,
            kind: *kind,
        })?;
    }
    let order = trial.copy.orders.get(id)?;
    if order.state != OrderState::Open {
        return None;
    }
    let mut becomes = promised_of_all(&order);
    becomes.retain(|line| !line.schedule.is_empty() || line.backorder.is_some());
    let holds = holds.into_iter().collect();
    trial.steps.push(Step::Release {
        order: id,
        holds,
        becomes,
    });
    Some(())
}

/// Nobody wants it any more.
fn cancelled(book: &Book, orders: &BTreeSet<OrderId>, stamp: &Stamp) -> Option<Trial> {
    let mut trial = Trial::of(book, Resolution::Cancel, stamp);
    let step = |id: &OrderId| {
        let order = book.orders.get(*id)?;
        let lines = (1..).zip(&order.lines);
        let open = lines.filter(|(_, line)| !line.open_quantity().is_zero());
        Some(Step::Cancel {
            order: *id,
            lines: open.map(|(number, _)| number).collect(),
        })
    };
    let steps: Vec<Step> = orders.iter().filter_map(step).collect();
    if steps.is_empty() {
        return None;
    }
    trial.make_all(steps)?;
    Some(trial)
}
