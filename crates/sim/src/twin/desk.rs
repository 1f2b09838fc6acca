//! The order desk: people who look at what the book leaves to them, in their working hours, one thing after
//! the other.
//!
//! Minutes of work are assumptions: what an order desk takes for such a look with the document beside it.

use super::agenda::{Agenda, Task};
use super::measure::{held_line, why_parked};
use super::planner;
use super::trouble::About;
use super::world::World;
use crate::chance::Chance;
use crate::company::working_day;
use crate::life::Moment;
use book::command::Change;
use book::event::CancelReason;
use book::exception::{Kind, Resolution};
use book::order::{Hold, HoldKind, StatedItem};
use book::request::{DeclineReason, ParkReason};
use book::{Command, Order};
use std::collections::BTreeSet;
use vocab::{ExceptionId, ItemId, OrderId, RequestId};

/// How many people work at the order desk.
const PEOPLE: usize = 3;
/// When they work, in minutes of a working day.
const OPENS: u16 = 8 * 60;
const CLOSES: u16 = 17 * 60;
/// Out of a thousand unknown goods, this many turn out to be an item of the catalogue under a new code;
/// the others are not sold any more.
const SUCCESSOR_PERMILLE: u64 = 600;
/// Out of a thousand stated prices that were not agreed, this many customers don't buy at the list price.
const PRICE_DECLINED_PERMILLE: u64 = 100;

/// Something that a person has to decide.
#[derive(Clone, Debug)]
pub(super) enum Ask {
    /// A request in review, and why it is there.
    Review {
        request: RequestId,
        reason: &'static str,
    },
    /// The holds of one kind of an order.
    Hold { order: OrderId, kind: HoldKind },
    /// An exception with solutions, none of which Kept may choose by itself.
    Choose { exception: ExceptionId, kind: Kind },
}

impl Ask {
    pub fn review(request: RequestId, reasons: &[ParkReason]) -> Ask {
        let reason = reasons.first().map_or("review", why_parked);
        Ask::Review { request, reason }
    }

    /// One for each kind among the holds.
    pub fn holds(order: OrderId, holds: &[Hold]) -> impl Iterator<Item = Ask> {
        let kinds: BTreeSet<HoldKind> = holds.iter().map(Hold::kind).collect();
        kinds.into_iter().map(move |kind| Ask::Hold { order, kind })
    }

    /// The word for it, and the minutes of work that it takes.
    fn work(&self) -> (&'static str, u16) {
        match self {
            Ask::Review { reason, .. } => (reason, 4),
            Ask::Hold { kind, .. } => (kind.as_str(), minutes_of(*kind)),
            Ask::Choose { kind, .. } => (kind.as_str(), planner::minutes_of(*kind)),
        }
    }
}

/// Minutes that a hold takes: to ask the customer where it is about what the order says, to ask the ledger
/// where it is about money.
fn minutes_of(kind: HoldKind) -> u16 {
    match kind {
        HoldKind::Credit => 8,
        HoldKind::UnknownItem | HoldKind::Address => 6,
        HoldKind::Price | HoldKind::NoPrice => 5,
        HoldKind::Currency | HoldKind::Review => 4,
        HoldKind::Duplicate => 3,
    }
}

/// The people, by when each has nothing more to do.
#[derive(Debug)]
pub(super) struct Desk {
    free: [Moment; PEOPLE],
}

impl Desk {
    pub fn new() -> Desk {
        let before = Moment {
            day: crate::company::FIRST_DAY,
            minute: 0,
        };
        Desk {
            free: [before; PEOPLE],
        }
    }

    /// Gives a task to whoever is free first; the answer is there when the work is done.
    pub fn take(&mut self, world: &mut World, agenda: &mut Agenda, ask: Ask) {
        let (reason, minutes) = ask.work();
        world.measure.work(reason, minutes);
        let first = self.free.iter_mut().min().expect("somebody works there");
        *first = worked((*first).max(world.now), minutes);
        agenda.note(*first, Task::Answer(ask));
    }

    /// A person has an answer.
    pub fn answer(&mut self, world: &mut World, ask: &Ask) {
        match ask {
            Ask::Review { request, .. } => decide_request(world, *request),
            Ask::Choose { exception, .. } => choose(world, *exception),
            Ask::Hold { order, kind, .. } => {
                let Some(of) = world
                    .book
                    .orders
                    .get(*order)
                    .map(|order| order.into_owned())
                else {
                    return;
                };
                if of.holds().iter().any(|hold| hold.kind() == *kind) {
                    let chance = world.trouble.chance(About::Desk, &[order.0, *kind as u64]);
                    decide_hold(world, chance, &of, *kind);
                }
            }
        }
    }
}

/// When so many minutes of work are done that can begin at a moment.
pub(super) fn worked(from: Moment, minutes: u16) -> Moment {
    let mut at = opened(from);
    let mut left = minutes;
    while at.minute + left > CLOSES {
        left -= CLOSES - at.minute;
        at = opened(Moment {
            day: at.day.plus(1),
            minute: 0,
        });
    }
    Moment {
        minute: at.minute + left,
        ..at
    }
}

/// This moment, or the next at which people work.
fn opened(at: Moment) -> Moment {
    let day = working_day(at.day);
    if day > at.day {
        return Moment { day, minute: OPENS };
    }
    if at.minute >= CLOSES {
        let day = working_day(at.day.plus(1));
        return Moment { day, minute: OPENS };
    }
    Moment {
        day,
        minute: at.minute.max(OPENS),
    }
}

/// The cheapest solution is taken, if it still can be; what has changed is planned anew, and asked again.
/// Nobody gives up what may still be bought, or is on a lorry.
fn choose(world: &mut World, exception: ExceptionId) {
    let open = world.book.exceptions.get(&exception);
    let Some(best) = open.and_then(|open| open.proposals.first()) else {
        return;
    };
    let answer = match best.resolution {
        Resolution::Cancel | Resolution::Resend | Resolution::TakeBack => {
            Command::CloseException { exception }
        }
        Resolution::OtherSite
        | Resolution::Transfer
        | Resolution::OtherSupplier
        | Resolution::Substitute
        | Resolution::Split
        | Resolution::Expedite
        | Resolution::Repromise
        | Resolution::PrioritySwap
        | Resolution::Redeliver
        | Resolution::Release => Command::ApproveProposal {
            exception,
            proposal: 0,
            seen: None,
        },
    };
    if world.submit_as_person(&answer).is_err() {
        // It has mended by itself, or is planned anew.
        drop(world.submit(&Command::SettleException { exception }));
    }
}

/// What was sent twice is declined, what can be carried out is; what can't be any more is declined.
fn decide_request(world: &mut World, request: RequestId) {
    let Some(parked) = world.book.requests.get(&request) else {
        return;
    };
    let sent_twice = |reason: &ParkReason| matches!(reason, ParkReason::DuplicateOf { .. });
    let decline = |reason| Command::DeclineRequest { request, reason };
    if parked.parked.iter().any(sent_twice) {
        let declined = world.submit_as_person(&decline(DeclineReason::Duplicate));
        return declined.expect("a request in review can be declined");
    }
    let accept = Command::AcceptRequest {
        request,
        draft: None,
    };
    if world.submit_as_person(&accept).is_err() {
        let declined = world.submit_as_person(&decline(DeclineReason::Unwanted));
        declined.expect("a request in review can be declined");
    }
}

fn decide_hold(world: &mut World, mut chance: Chance, order: &Order, kind: HoldKind) {
    match kind {
        HoldKind::UnknownItem => name_items(world, &mut chance, order),
        HoldKind::Price if chance.permille(PRICE_DECLINED_PERMILLE) => {
            give_up(
                world,
                order,
                order.holds().iter().filter_map(held_line).collect(),
            );
        }
        HoldKind::Credit => world.trusted.push(order.customer),
        HoldKind::Duplicate => return give_up(world, order, Vec::new()),
        HoldKind::Price
        | HoldKind::NoPrice
        | HoldKind::Address
        | HoldKind::Currency
        | HoldKind::Review => {}
    }
    let still_held = world.book.orders.get(order.id);
    if still_held.is_some_and(|order| order.holds().iter().any(|hold| hold.kind() == kind)) {
        let order = order.id;
        // Another hold may stand in the way; then that one's answer goes on.
        drop(world.submit_as_person(&Command::ReleaseHold { order, kind }));
    }
}

/// Finds what the unknown goods are called now, or gives up the line.
fn name_items(world: &mut World, chance: &mut Chance, order: &Order) {
    for (line, number) in order.lines.iter().zip(1..) {
        let StatedItem::Unknown(_) = line.item else {
            continue;
        };
        if chance.permille(SUCCESSOR_PERMILLE) {
            let item = ItemId(chance.below(world.book.company.items.len() as u64) as u32);
            let change = Change::ResolveItem { line: number, item };
            let amended = world.submit_as_person(&Command::AmendOrder {
                order: order.id,
                changes: vec![change],
            });
            if amended.is_ok() {
                continue;
            }
        }
        give_up(world, order, vec![number]);
    }
}

/// Cancels lines for us, or the whole order where none is named.
fn give_up(world: &mut World, order: &Order, lines: Vec<u16>) {
    // What went on its way meanwhile stays.
    drop(world.submit_as_person(&Command::CancelOrder {
        order: order.id,
        lines,
        reason: CancelReason::Seller,
    }));
}
