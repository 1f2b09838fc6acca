//! A solution as it is tried: a copy of the book, the commands that were given to it, and the orders
//! that they touched.

use book::exception::{Exception, Resolution, Risk};
use book::order::{HoldKind, OrderState};
use book::plan::{Plan, Shift, Step, schedules};
use book::work::Work;
use book::{Book, Command, Event, Stamp, decide, evolve_all};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, ItemId, OrderId, Quantity};

/// The most orders that one trial promises in their turn.
const ORDERS_MAX: usize = 1_000;

#[derive(Clone)]
pub(super) struct Trial {
    pub(super) resolution: Resolution,
    pub(super) copy: Book,
    /// Steps that are no promises: supply that is hurried or ordered, lines that are cancelled.
    pub(super) steps: Vec<Step>,
    /// Orders that the commands touched.
    pub(super) orders: BTreeSet<OrderId>,
    /// Lines that other ones of their order are given instead of.
    pub(super) instead: BTreeMap<(OrderId, u16), u16>,
    stamp: Stamp,
}

impl Trial {
    pub(super) fn of(book: &Book, resolution: Resolution, stamp: &Stamp) -> Trial {
        Trial {
            resolution,
            copy: book.clone(),
            steps: Vec::new(),
            orders: BTreeSet::new(),
            instead: BTreeMap::new(),
            stamp: *stamp,
        }
    }

    /// Gives a command; what the book refuses ends the trial.
    pub(super) fn give(&mut self, command: &Command) -> Option<()> {
        let events = decide(&self.copy, command, &self.stamp).ok()?;
        self.orders
            .extend(events.iter().filter_map(Event::about_order));
        evolve_all(&mut self.copy, &events);
        Some(())
    }

    /// Makes these steps, which are no promises.
    pub(super) fn make_all(&mut self, steps: Vec<Step>) -> Option<()> {
        self.try_steps(steps.clone())?;
        self.steps = steps;
        Some(())
    }

    /// Tries steps that stand in the plan as a part of others.
    pub(super) fn try_steps(&mut self, steps: Vec<Step>) -> Option<()> {
        self.give(&Command::MakePlan(Plan { steps }))
    }

    /// Sets free what an order was promised and not yet released.
    pub(super) fn give_up(&mut self, order: OrderId) -> Option<()> {
        self.give(&Command::HoldOrder { order })
    }

    /// Promises an order that was given up; it must not stay held for something else.
    pub(super) fn take_again(&mut self, order: OrderId) -> Option<()> {
        let kind = HoldKind::Review;
        self.give(&Command::ReleaseHold { order, kind })?;
        let open = self.copy.orders.get(order)?.state == OrderState::Open;
        open.then_some(())
    }

    /// Promises what waits of an item, the first first, as the book does by itself.
    pub(super) fn promise_waiting(&mut self, item: ItemId) {
        let work = Work::PromiseBackorders { item };
        for _ in 0..ORDERS_MAX {
            let done = !self.copy.work.contains(&work);
            if done || self.give(&Command::PromiseBackorders { item }).is_none() {
                break;
            }
        }
    }

    /// The plan that comes to the same.
    pub(super) fn plan(&self, book: &Book) -> Option<Plan> {
        let mut steps = self.steps.clone();
        let named: BTreeSet<OrderId> = steps.iter().filter_map(named).collect();
        let orders = self.orders.difference(&named).copied().collect();
        steps.extend(schedules(book, &self.copy, &orders));
        Some(Plan { steps })
    }

    /// The last delivery of each line that is in trouble, and of each that changes.
    pub(super) fn shifts(&self, book: &Book, exception: &Exception) -> Vec<Shift> {
        let mut shifts: Vec<Shift> = exception
            .broken
            .iter()
            .filter(|row| book.orders.contains(row.order))
            .map(|row| {
                let becomes = self.arrives(row.order, row.line);
                Shift {
                    waited: waiting(book, row.order, row.line),
                    waits: self.waits(book, row.order, row.line),
                    ..Shift::days(row.order, row.line, row.promised, becomes)
                }
            })
            .collect();
        let known: BTreeSet<(OrderId, u16)> =
            shifts.iter().map(|row| (row.order, row.line)).collect();
        for order in &self.orders {
            let lines = book.orders.get(*order).map_or(0, |order| order.lines.len());
            for line in (1u16..).take(lines) {
                let (was, becomes) = (
                    arrival(book, *order, line),
                    arrival(&self.copy, *order, line),
                );
                if was != becomes && !known.contains(&(*order, line)) {
                    shifts.push(Shift::days(*order, line, was, becomes));
                }
            }
        }
        shifts
    }

    /// When the last of a line arrives, or of what is given instead.
    fn arrives(&self, order: OrderId, line: u16) -> Option<Day> {
        let instead = self.instead.get(&(order, line)).copied();
        arrival(&self.copy, order, instead.unwrap_or(line))
    }

    /// How much of a line has no date afterwards; what is given up has none.
    fn waits(&self, book: &Book, order: OrderId, line: u16) -> Quantity {
        match self.resolution {
            Resolution::Cancel => waiting(book, order, line),
            Resolution::OtherSite
            | Resolution::Transfer
            | Resolution::OtherSupplier
            | Resolution::Substitute
            | Resolution::Split
            | Resolution::Expedite
            | Resolution::Repromise
            | Resolution::PrioritySwap
            | Resolution::Redeliver
            | Resolution::Resend
            | Resolution::TakeBack
            | Resolution::Release => waiting(&self.copy, order, line),
        }
    }

    /// Whether the customer does without what it doesn't get by it.
    pub(super) fn gives_up(&self) -> bool {
        matches!(self.resolution, Resolution::Cancel | Resolution::TakeBack)
    }

    pub(super) fn risks(&self, exception: &Exception, shifts: &[Shift]) -> Vec<Risk> {
        let in_trouble = |row: &Shift| {
            let mut broken = exception.broken.iter();
            broken.any(|one| (one.order, one.line) == (row.order, row.line))
        };
        let late = |row: &&Shift| row.is_loss() || row.becomes.is_none();
        let still_late = shifts
            .iter()
            .filter(|row| in_trouble(row))
            .any(|row| late(&row));
        let others = shifts
            .iter()
            .filter(|row| !in_trouble(row))
            .any(|row| late(&row));
        let told_supplier = self
            .steps
            .iter()
            .any(|step| matches!(step, Step::Hasten { .. } | Step::Announce { .. }));
        let asks = self.gives_up() || self.copy.asks_customers(&self.steps);
        let told_customer = asks || still_late;
        let risks = [
            (told_supplier, Risk::SupplierMustAgree),
            (told_customer, Risk::CustomerMustAgree),
            (others, Risk::OthersLater),
            (still_late && !self.gives_up(), Risk::StillLate),
        ];
        let risks = risks.into_iter().filter(|(holds, _)| *holds);
        risks.map(|(_, risk)| risk).collect()
    }

    /// True when every promise of the exception is whole again.
    pub(super) fn mends(&self, exception: &Exception) -> bool {
        exception.is_mended(&self.copy)
    }
}

/// The order that a step is about, besides its promises.
fn named(step: &Step) -> Option<OrderId> {
    match step {
        Step::Cancel { order, .. }
        | Step::CancelWaiting { order, .. }
        | Step::Substitute { order, .. }
        | Step::Postpone { order, .. }
        | Step::Redate { order, .. }
        | Step::TurnBack { order, .. }
        | Step::Release { order, .. } => Some(*order),
        Step::Schedule { .. }
        | Step::Hasten { .. }
        | Step::Announce { .. }
        | Step::Transfer { .. }
        | Step::Move { .. } => None,
    }
}

/// How much of a line has no date.
fn waiting(book: &Book, order: OrderId, number: u16) -> Quantity {
    let order = book.orders.get(order);
    let line = order.as_ref().and_then(|order| order.line(number));
    let backorder = line.and_then(|line| line.backorder);
    backorder.map_or(Quantity::ZERO, |row| row.quantity)
}

/// When the last of a line arrives, on its way or promised; `None` while a part has no date.
pub(super) fn arrival(book: &Book, order: OrderId, number: u16) -> Option<Day> {
    let order = book.orders.get(order)?;
    let line = order.line(number).filter(|line| line.backorder.is_none())?;
    line.schedule.iter().map(|part| part.delivery).max()
}
