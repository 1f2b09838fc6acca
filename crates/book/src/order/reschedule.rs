//! What becomes of promises when the supply under them moves: it arrives, is lost, comes late, or
//! a count finds less.

use super::{Backorder, BackorderReason, Order, OrderLine, ScheduleLine, Source, Stage};
use crate::event::LineSchedule;
use crate::exception::{Broken, Cause, Kind, broken_line, raising};
use crate::refusal::Code;
use crate::{Book, Event, Events, Refusal};
use vocab::{Instant, ItemId, OrderId, Quantity, SiteId, SupplyId};

/// Pegs to a supply element that became stock: the earliest goods issues first. When nothing more
/// will come, those that are left are lost.
pub(crate) fn pegs_that_arrive(
    book: &Book,
    supply: SupplyId,
    quantity: Quantity,
    closed: bool,
    at: Instant,
) -> Events {
    let mut left = quantity;
    let mut pegs = pegs_to(book, supply);
    pegs.sort_by_key(|peg| (peg.part.goods_issue, peg.order, peg.line));
    let mut edits: Vec<Edit> = Vec::new();
    for peg in pegs {
        let arrives = peg.part.quantity.0.min(left.0);
        left -= Quantity(arrives);
        let waits = peg.part.quantity - Quantity(arrives);
        let mut becomes = vec![part_of(&peg.part, Quantity(arrives), Source::OnHand)];
        let lost = if closed { waits } else { Quantity::ZERO };
        if !closed {
            becomes.push(part_of(&peg.part, waits, peg.part.source));
        }
        becomes.retain(|part| !part.quantity.is_zero());
        edits.push(Edit { peg, becomes, lost });
    }
    edits.retain(|edit| edit.becomes != [edit.peg.part]);
    let short = Trouble {
        reason: BackorderReason::SupplyLost,
        kind: Kind::ShortSupply,
        cause: supply_cause(book, supply),
        at,
    };
    rescheduled(book, edits, short)
}

/// Pegs to a supply element that no longer holds for the parts that are told.
pub(crate) fn lost_pegs(
    book: &Book,
    supply: SupplyId,
    (reason, kind): (BackorderReason, Kind),
    at: Instant,
    is_lost: impl Fn(&ScheduleLine) -> bool,
) -> Events {
    let pegs = pegs_to(book, supply)
        .into_iter()
        .filter(|peg| is_lost(&peg.part));
    let edits = pegs.map(|peg| Edit {
        becomes: Vec::new(),
        lost: peg.part.quantity,
        peg,
    });
    let trouble = Trouble {
        reason,
        kind,
        cause: supply_cause(book, supply),
        at,
    };
    rescheduled(book, edits.collect(), trouble)
}

/// Takes promised stock away that a count did not find, the youngest orders first. Refused when
/// goods that are already being picked would be needed.
pub(crate) fn missing_stock(
    book: &Book,
    site: SiteId,
    item: ItemId,
    missing: Quantity,
    at: Instant,
) -> Result<Events, Refusal> {
    if missing.is_zero() {
        return Ok(Events::new());
    }
    let mut left = missing;
    let mut edits = Vec::new();
    let on_hand = |part: &ScheduleLine| part.site == site && part.source == Source::OnHand;
    for peg in pegs_where(book, Some(item), on_hand).into_iter().rev() {
        let lost = Quantity(peg.part.quantity.0.min(left.0));
        left -= lost;
        let mut becomes = vec![part_of(&peg.part, peg.part.quantity - lost, Source::OnHand)];
        becomes.retain(|part| !part.quantity.is_zero());
        edits.push(Edit { peg, becomes, lost });
        if left.is_zero() {
            let missing = Trouble {
                reason: BackorderReason::StockMissing,
                kind: Kind::StockMissing,
                cause: Cause::Stock { site, item },
                at,
            };
            return Ok(rescheduled(book, edits, missing));
        }
    }
    let message =
        format!("{left} of the missing goods are being picked or packed; cancel those first");
    Err(Refusal::new(Code::StockCommitted, message))
}

/// What took promises away, and why their lines wait.
struct Trouble {
    reason: BackorderReason,
    kind: Kind,
    cause: Cause,
    at: Instant,
}

fn supply_cause(book: &Book, supply: SupplyId) -> Cause {
    let open = book.stock.supplies.get(&supply);
    let reference = open.map(|row| row.reference.clone()).unwrap_or_default();
    Cause::Supply { supply, reference }
}

/// A promised part of a line, and where it stands.
struct Peg {
    order: OrderId,
    line: u16,
    index: usize,
    part: ScheduleLine,
}

/// What a peg turns into, and how much of it has no date any more.
struct Edit {
    peg: Peg,
    becomes: Vec<ScheduleLine>,
    lost: Quantity,
}

fn part_of(part: &ScheduleLine, quantity: Quantity, source: Source) -> ScheduleLine {
    ScheduleLine {
        quantity,
        source,
        ..*part
    }
}

fn pegs_to(book: &Book, supply: SupplyId) -> Vec<Peg> {
    let item = book.stock.supplies.get(&supply).map(|supply| supply.item);
    pegs_where(book, item, |part| part.source == Source::Inbound(supply))
}

/// Promised parts of open orders in the order of their orders. Walks every open order: movements
/// that touch promises are rare against orders.
fn pegs_where(
    book: &Book,
    item: Option<ItemId>,
    wanted: impl Fn(&ScheduleLine) -> bool,
) -> Vec<Peg> {
    let mut pegs = Vec::new();
    for order in book.orders.iter() {
        for (number, line) in order
            .lines
            .iter()
            .enumerate()
            .filter(|(_, l)| l.item.known() == item)
        {
            for (index, part) in line.schedule.iter().enumerate() {
                if part.stage == Stage::Promised && wanted(part) {
                    pegs.push(Peg {
                        order: order.id,
                        line: number as u16 + 1,
                        index,
                        part: *part,
                    });
                }
            }
        }
    }
    pegs
}

/// One event an order, from the edits of its parts; and one of what they broke, all together.
fn rescheduled(book: &Book, mut edits: Vec<Edit>, trouble: Trouble) -> Events {
    edits.sort_by_key(|edit| (edit.peg.order, edit.peg.line, edit.peg.index));
    let mut events = Events::new();
    let mut broken: Vec<Broken> = Vec::new();
    for of_order in edits.chunk_by(|a, b| a.peg.order == b.peg.order) {
        let id = of_order[0].peg.order;
        let order = book.orders.get(id).expect("pegs are found in open orders");
        let lines = of_order
            .chunk_by(|a, b| a.peg.line == b.peg.line)
            .map(|of_line| {
                let line = line_schedule(&order, of_line, trouble.reason);
                let lost: Quantity = of_line.iter().map(|edit| edit.lost).sum();
                if !lost.is_zero() {
                    broken.push(broken_line(&order, line.line, lost));
                }
                line
            })
            .collect();
        events.push(Event::LinesScheduled {
            order: id,
            lines,
            considered: Vec::new(),
        });
    }
    events.extend(raising(
        book,
        trouble.kind,
        trouble.cause,
        broken,
        trouble.at,
    ));
    events
}

fn line_schedule(order: &Order, edits: &[Edit], reason: BackorderReason) -> LineSchedule {
    let number = edits[0].peg.line;
    let line = order.line(number).expect("pegs are found in lines");
    let mut schedule = Vec::new();
    let mut lost = Quantity::ZERO;
    for (index, part) in line
        .schedule
        .iter()
        .enumerate()
        .filter(|(_, p)| is_promised(p))
    {
        match edits.iter().find(|edit| edit.peg.index == index) {
            Some(edit) => {
                schedule.extend(edit.becomes.iter().copied());
                lost += edit.lost;
            }
            None => schedule.push(*part),
        }
    }
    LineSchedule {
        line: number,
        schedule: schedule.into(),
        backorder: more_backorder(line, lost, reason),
    }
}

fn is_promised(part: &ScheduleLine) -> bool {
    part.stage == Stage::Promised
}

/// The backorder of a line when this much more has no date.
fn more_backorder(line: &OrderLine, more: Quantity, reason: BackorderReason) -> Option<Backorder> {
    match line.backorder {
        Some(old) if more.is_zero() => Some(old),
        Some(old) => Some(Backorder {
            quantity: old.quantity + more,
            reason,
        }),
        None if more.is_zero() => None,
        None => Some(Backorder {
            quantity: more,
            reason,
        }),
    }
}

#[cfg(test)]
mod tests;
