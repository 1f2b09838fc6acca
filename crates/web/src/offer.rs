//! What an order would be promised now: the book decides it as if it were placed, and forgets it.

use crate::api::forms::{placed, scheduled};
use crate::api::resolve;
use crate::problem::{Code, Problem};
use book::event::{Considered, LineSchedule, PlacedLine};
use book::order::{Hold, OrderDraft};
use book::promise::{Ask, Freed, Plan, promise};
use book::{Book, Command, Event, Stamp};
use vocab::{Currency, CustomerId, Day, ShipToId};

/// An order as it would be placed.
pub struct Offer {
    /// Who would be charged.
    pub customer: CustomerId,
    /// Where it would go.
    pub ship_to: Option<ShipToId>,
    /// What it would be charged in.
    pub currency: Currency,
    /// When it is wanted; a line may be wanted at another time.
    pub requested: Option<Day>,
    /// What would hold it.
    pub holds: Vec<Hold>,
    /// Its lines, numbered from 1.
    pub lines: Vec<PlacedLine>,
    /// What would be promised of the lines. An order that would be held is promised nothing yet;
    /// what is free for it is told all the same.
    pub schedules: Vec<LineSchedule>,
    /// The ways that were weighed, the chosen one first.
    pub considered: Vec<Considered>,
}

impl Offer {
    /// Whether every line has a date for all of it.
    pub fn is_complete(&self) -> bool {
        let promised =
            |schedule: &LineSchedule| !schedule.schedule.is_empty() && schedule.backorder.is_none();
        self.schedules.len() == self.lines.len() && self.schedules.iter().all(promised)
    }

    /// The day that the last of it would arrive; `None` when nothing has a date.
    pub fn last_delivery(&self) -> Option<Day> {
        let parts = self.schedules.iter().flat_map(|line| &line.schedule);
        parts.map(|part| part.delivery).max()
    }
}

/// What would come of placing this draft.
///
/// # Errors
/// What the book would refuse it for.
pub fn offer(book: &Book, draft: OrderDraft, stamp: &Stamp) -> Result<Offer, Problem> {
    let events = book::decide(book, &Command::PlaceOrder(draft.clone()), stamp)?;
    let Some(Event::OrderPlaced {
        customer,
        ship_to,
        lines,
        holds,
        currency,
        requested,
        ..
    }) = events.iter().find_map(placed)
    else {
        return Err(Problem::web(Code::Internal));
    };
    let free = holds.first().and_then(|_| plan(book, &draft, lines, stamp));
    let (schedules, considered) = match free {
        Some(plan) => (plan.lines, plan.considered),
        None => {
            let (lines, ways) = scheduled(&events);
            (lines.to_vec(), ways.to_vec())
        }
    };
    Ok(Offer {
        customer: *customer,
        ship_to: *ship_to,
        currency: *currency,
        requested: *requested,
        holds: holds.to_vec(),
        lines: lines.to_vec(),
        schedules,
        considered,
    })
}

/// What could be promised of lines that were checked; `None` without a destination.
fn plan(book: &Book, draft: &OrderDraft, lines: &[PlacedLine], stamp: &Stamp) -> Option<Plan> {
    let destination = resolve::destination(book, draft.customer, draft.ship_to, &draft.terms)?;
    let asks = (1u16..).zip(lines).filter_map(|(number, line)| {
        Some(Ask {
            line: number,
            item: line.item.known()?,
            quantity: line.quantity,
            requested: line.requested.or(draft.requested),
            price: line.price,
        })
    });
    let asks: Vec<Ask> = asks.collect();
    Some(promise(book, destination, &asks, &Freed::default(), stamp))
}
