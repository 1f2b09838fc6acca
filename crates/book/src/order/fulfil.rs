//! Fulfilment: goods of an order move from stage to stage at their site, in whole or in part.

use super::hold::find;
use super::package::{self, Labelled, Package};
use super::{Order, OrderState, REFERENCE_MAX, ScheduleLine, Source, Stage};
use crate::refusal::Code;
use crate::stock::movement::{check_site, check_text};
use crate::{Book, Event, Events, Refusal};
use std::collections::BTreeMap;
use vocab::{OrderId, Quantity, SiteId};

/// Goods of an order at a site that reach a stage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moving {
    pub(crate) order: OrderId,
    pub(crate) to: Stage,
    pub(crate) site: SiteId,
}

pub(crate) fn advance(
    book: &Book,
    moving: Moving,
    lines: &[(u16, Quantity)],
    tracking: Option<&str>,
    packages: &[Package],
) -> Result<Events, Refusal> {
    let Moving {
        order: id,
        to,
        site,
    } = moving;
    let order = find(book, id)?;
    check_site(book, site)?;
    // What is on its way arrives, whether the order is held by now or not.
    if to != Stage::Delivered {
        check_open(&order)?;
    }
    let Some(from) = to.before() else {
        let message = "goods are promised by the book and can't be advanced to it";
        return Err(Refusal::new(Code::NotAtStage, message));
    };
    if let Some(tracking) = tracking {
        check_text("tracking number", tracking, REFERENCE_MAX)?;
    }
    let lines = match (lines, packages) {
        ([], []) => everything(&order, site, from),
        ([], packages) => package::contents(packages),
        (lines, _) => merged(lines),
    };
    if lines.is_empty() {
        return Err(not_at(from, Quantity::ZERO));
    }
    for (number, quantity) in &lines {
        check_line(&order, *number, *quantity, site, from)?;
    }
    let packages = match to {
        Stage::Shipped => package::labelled(book, packages, &lines)?,
        Stage::Promised | Stage::Released | Stage::Picked | Stage::Packed | Stage::Delivered => {
            only_when_shipping(packages)?
        }
    };
    let finished = to == Stage::Delivered && delivers_the_last(&order, &lines);
    let tracking = tracking.map(str::to_owned);
    let mut events = vec![Event::GoodsAdvanced {
        order: id,
        to,
        site,
        lines,
        tracking,
        packages,
    }];
    if finished {
        events.push(Event::OrderFinished {
            order: id,
            cancelled: false,
        });
    }
    Ok(events)
}

fn only_when_shipping(packages: &[Package]) -> Result<Vec<Labelled>, Refusal> {
    match packages {
        [] => Ok(Vec::new()),
        _ => {
            let message = "packages are told of when goods ship";
            Err(Refusal::new(Code::NotAtStage, message))
        }
    }
}

/// Goods of an order that is held, or that nobody confirmed, stay where they are.
pub(crate) fn check_open(order: &Order) -> Result<(), Refusal> {
    let number = order.id.number();
    if order.state != OrderState::Open {
        let message = format!("{number} is held; release its holds first");
        return Err(Refusal::new(Code::OrderHeld, message));
    }
    if order.expires.is_some() {
        let message = format!("{number} is a reservation; confirm it first");
        return Err(Refusal::new(Code::NotConfirmed, message));
    }
    Ok(())
}

/// All that stands at a stage at a site and lies in stock.
fn everything(order: &Order, site: SiteId, stage: Stage) -> Vec<(u16, Quantity)> {
    let lines = (1u16..).zip(&order.lines);
    let ready = lines.map(|(number, line)| (number, line.ready(site, stage)));
    ready.filter(|(_, quantity)| !quantity.is_zero()).collect()
}

/// A line that is named twice counts once, with both quantities.
pub(super) fn merged(lines: &[(u16, Quantity)]) -> Vec<(u16, Quantity)> {
    let mut sums = BTreeMap::new();
    for (number, quantity) in lines {
        let sum: &mut u64 = sums.entry(*number).or_default();
        *sum = sum.saturating_add(quantity.0);
    }
    sums.into_iter()
        .map(|(number, sum)| (number, Quantity(sum)))
        .collect()
}

fn check_line(
    order: &Order,
    number: u16,
    quantity: Quantity,
    site: SiteId,
    from: Stage,
) -> Result<(), Refusal> {
    let line = order
        .line(number)
        .ok_or_else(|| Refusal::unknown("line", number))?;
    let there = line.ready(site, from);
    if !quantity.is_zero() && quantity <= there {
        return Ok(());
    }
    let inbound = |part: &&ScheduleLine| {
        part.stage == from && part.site == site && part.source != Source::OnHand
    };
    let to_come: Quantity = line
        .schedule
        .iter()
        .filter(inbound)
        .map(|part| part.quantity)
        .sum();
    if !to_come.is_zero() && quantity <= there + to_come {
        let message = format!("{there} are in stock, {to_come} are still to come in");
        return Err(Refusal::new(Code::NotInStock, message).in_row(usize::from(number) - 1));
    }
    Err(not_at(from, there).in_row(usize::from(number) - 1))
}

fn not_at(from: Stage, there: Quantity) -> Refusal {
    let message = format!(
        "{there} are {} at this site; 1 to that many can advance",
        from.as_str()
    );
    Refusal::new(Code::NotAtStage, message)
}

fn delivers_the_last(order: &Order, lines: &[(u16, Quantity)]) -> bool {
    let now: BTreeMap<u16, Quantity> = lines.iter().copied().collect();
    (1u16..).zip(&order.lines).all(|(number, line)| {
        let now = now.get(&number).copied().unwrap_or_default();
        line.at_stage(Stage::Delivered) + now == line.open_quantity()
    })
}

#[cfg(test)]
mod tests;
