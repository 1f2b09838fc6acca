//! Who or what moves everything that is open: a timer, a task, or somebody. What nobody owns is
//! forgotten.

use super::Checked;
use super::property::{Property, broken};
use book::order::{HoldKind, Order, OrderState, Source, Stage};
use book::work::Work;
use book::{Book, Command, Event, OrderLine, Stamp};
use vocab::{Day, ItemId, OrderId, SiteId};

/// What the next step of something open waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    /// A person of the order desk, who can release this kind of hold.
    Desk(HoldKind),
    /// A planner, who looks for supply or a lane.
    Planner,
    /// The people of a site.
    Site(SiteId),
    /// The carrier.
    Carrier,
    /// The day that supply is due.
    Due(Day),
    /// The book itself, by this task.
    Task(Work),
}

/// Whether every open state has an owner.
pub(super) fn check(book: &Book) -> Checked {
    for order in book.orders.iter() {
        check_order(book, &order)?;
    }
    for (id, open) in &book.returns {
        let expected = open.lines.iter().any(|line| !line.expected().is_zero());
        let there = open.site.index() < book.company.sites.len();
        owned(expected && there, || format!("return {id}"))?;
    }
    for (id, request) in &book.requests {
        let task = Work::WeighRequest { request: *id };
        let weighed = book.work.contains(&task);
        owned(weighed || !request.parked.is_empty(), || {
            format!("request {id}")
        })?;
    }
    Ok(())
}

/// Whether the book, at rest, has promised what can be promised: an order that has no date at all
/// can't be given one. (One that is promised in part may wait for the rest on purpose, because
/// another shipment costs more.)
pub(super) fn check_backorders(book: &Book, stamp: &Stamp) -> Checked {
    for item in (0..book.company.items.len() as u32).map(ItemId) {
        let decided = book::decide(book, &Command::PromiseBackorders { item }, stamp);
        for event in decided.iter().flatten() {
            let Event::LinesScheduled { order: id, .. } = event else {
                continue;
            };
            let order = book.orders.get(*id);
            let mut lines = order.iter().flat_map(|order| order.lines.iter());
            if lines.all(|line| line.schedule.is_empty()) {
                let what = "can be promised, and nobody will";
                let place = format_args!("item {item} of {} {what}", id.number());
                return broken(Property::NoBackorderIsForgotten, place);
            }
        }
    }
    Ok(())
}

fn check_order(book: &Book, order: &Order) -> Checked {
    let place = |what: &str| format!("{} {what}", order.id.number());
    let lapses = match order.expires {
        Some(at) => book.next_lapse().is_some_and(|next| next <= at),
        None => true,
    };
    owned(lapses, || place("expires without a timer"))?;
    match &order.state {
        OrderState::Held { holds } => {
            let owners: Vec<Owner> = holds.iter().map(|hold| Owner::Desk(hold.kind())).collect();
            owned(!owners.is_empty(), || place("is held by nobody"))
        }
        OrderState::Open => {
            let mut open = order.lines.iter().filter(|line| !line.is_finished());
            open.try_for_each(|line| {
                let owners = owners(book, order.id, line)?;
                owned(!owners.is_empty(), || {
                    place("has a line that waits for nobody")
                })
            })
        }
    }
}

/// Who moves each part of an open line.
fn owners(book: &Book, order: OrderId, line: &OrderLine) -> Checked<Vec<Owner>> {
    let mut owners = Vec::new();
    if let (Some(_), Some(item)) = (line.backorder, line.item.known()) {
        let task = Work::PromiseBackorders { item };
        owners.push(match book.work.contains(&task) {
            true => Owner::Task(task),
            false => Owner::Planner,
        });
    }
    for part in line
        .schedule
        .iter()
        .filter(|part| part.stage < Stage::Delivered)
    {
        let there = part.site.index() < book.company.sites.len();
        let owner = match (part.stage, part.source) {
            (Stage::Shipped, _) => Some(Owner::Carrier),
            (_, Source::OnHand) => there.then_some(Owner::Site(part.site)),
            (_, Source::Inbound(id)) => {
                let supply = book.stock.supplies.get(&id);
                supply.map(|supply| Owner::Due(supply.due))
            }
        };
        match owner {
            Some(owner) => owners.push(owner),
            None => return unowned(format!("{}: {part:?}", order.number())),
        }
    }
    Ok(owners)
}

fn owned(condition: bool, place: impl FnOnce() -> String) -> Checked {
    match condition {
        true => Ok(()),
        false => unowned(place()),
    }
}

fn unowned<T>(place: String) -> Checked<T> {
    broken(Property::EveryOpenStateHasAnOwner, place)
}
