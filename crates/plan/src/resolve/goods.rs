//! The ways to solve an exception that bring other goods: from another supplier, from another site of
//! ours, or another item instead.

use super::trial::{Trial, arrival};
use super::ways::gains;
use book::command::Change;
use book::company::Consent;
use book::exception::{Exception, Resolution};
use book::order::{LineDraft, OrderState, Split, StatedItem};
use book::plan::{Step, Substituted};
use book::stock::supplier::{Offered, OnTerms, of_item};
use book::stock::supply::{SupplyDraft, SupplyKind};
use book::stock::transfer;
use book::{Book, Command, OrderLine, Stamp, promise};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, ItemId, OrderId, Quantity, SiteId, ZoneId};

/// Which of the suppliers is asked first.
#[derive(Clone, Copy)]
enum First {
    Soonest,
    Cheapest,
}

/// Other goods are brought to where they are missing, and promised.
pub(super) fn brought_there(
    book: &Book,
    exception: &Exception,
    orders: &BTreeSet<OrderId>,
    stamp: &Stamp,
) -> Vec<Trial> {
    let ways = [
        transferred(book, exception, orders, stamp),
        called_off(book, exception, First::Soonest, stamp),
        called_off(book, exception, First::Cheapest, stamp),
    ];
    let ways = ways.into_iter().flatten();
    ways.flat_map(|trial| promised(book, trial, orders))
        .collect()
}

/// Suppliers deliver what is missing, as soon or as cheap as they can.
fn called_off(book: &Book, exception: &Exception, first: First, stamp: &Stamp) -> Option<Trial> {
    let mut trial = Trial::of(book, Resolution::OtherSupplier, stamp);
    for (item, missing) in missing(book, exception) {
        let mut rows: Vec<(&Offered, &OnTerms)> = of_item(&book.stock.suppliers, item).collect();
        rows.sort_by_key(|(offered, terms)| match first {
            First::Soonest => (i64::from(terms.lead_days), terms.cost, *offered),
            First::Cheapest => (terms.cost, i64::from(terms.lead_days), *offered),
        });
        let mut left = missing;
        for (offered, terms) in rows {
            let quantity = Quantity(terms.quantity.map_or(left.0, |has| has.0.min(left.0)));
            if !quantity.is_zero() {
                call_off(&mut trial, offered, quantity, terms.due(stamp.today))?;
                left -= quantity;
            }
        }
    }
    Some(trial)
}

fn call_off(trial: &mut Trial, offered: &Offered, quantity: Quantity, due: Day) -> Option<()> {
    let supply = trial.copy.next_supply();
    let draft = SupplyDraft {
        reference: format!("CALL-OFF-{supply}"),
        kind: SupplyKind::PurchaseOrder,
        site: offered.site,
        item: offered.item,
        quantity,
        due,
        supplier: Some(offered.supplier.clone()),
    };
    trial.give(&Command::AnnounceSupply(vec![draft.clone()]))?;
    trial.steps.push(Step::Announce {
        supply,
        reference: draft.reference,
        kind: draft.kind,
        site: draft.site,
        item: draft.item,
        quantity,
        due,
        supplier: draft.supplier,
    });
    Some(())
}

/// What is missing is sent to the sites that serve the orders from others that don't, or not in time.
fn transferred(
    book: &Book,
    exception: &Exception,
    orders: &BTreeSet<OrderId>,
    stamp: &Stamp,
) -> Option<Trial> {
    let mut trial = Trial::of(book, Resolution::Transfer, stamp);
    let zones = zones(book, orders);
    for (item, missing) in missing(book, exception) {
        let mut left = missing;
        for (due, from, to) in roads(book, &zones, stamp) {
            let free = promise::free_on_hand(&trial.copy, item, from);
            let quantity = Quantity(free.0.min(left.0));
            if !quantity.is_zero() {
                transfer(&mut trial, item, (from, to), quantity, due)?;
                left -= quantity;
            }
        }
    }
    Some(trial)
}

/// The ways between sites that end where one of these zones is served from, the soonest first.
fn roads(book: &Book, zones: &BTreeSet<ZoneId>, stamp: &Stamp) -> Vec<(Day, SiteId, SiteId)> {
    let sites = || (0..).map(SiteId).take(book.company.sites.len());
    let serves = |site: &SiteId| {
        zones
            .iter()
            .any(|zone| book.company.lane(*site, *zone).is_some())
    };
    let ends = sites().filter(serves);
    let road = |from, to| Some((transfer::arrives(book, from, to, stamp)?, from, to));
    let mut roads: Vec<_> = ends
        .flat_map(|to| sites().filter_map(move |from| road(from, to)))
        .collect();
    roads.sort_unstable();
    roads
}

fn zones(book: &Book, orders: &BTreeSet<OrderId>) -> BTreeSet<ZoneId> {
    let zone = |id: &OrderId| {
        let ship_to = book.orders.get(*id)?.ship_to?;
        Some(book.company.ship_tos[ship_to.index()].zone)
    };
    orders.iter().filter_map(zone).collect()
}

fn transfer(
    trial: &mut Trial,
    item: ItemId,
    (from, to): (SiteId, SiteId),
    quantity: Quantity,
    due: Day,
) -> Option<()> {
    let supply = trial.copy.next_supply();
    let reference = format!("TRANSFER-{supply}");
    trial.give(&Command::TransferStock {
        reference: reference.clone(),
        item,
        from,
        to,
        quantity,
    })?;
    trial.steps.push(Step::Transfer {
        supply,
        reference,
        item,
        from,
        to,
        quantity,
        due,
    });
    Some(())
}

/// Promises from what is brought: what waits in its turn, or the orders in trouble anew, which may save
/// shipments. Only what helps them.
fn promised(book: &Book, brought: Trial, orders: &BTreeSet<OrderId>) -> Vec<Trial> {
    if brought.steps.is_empty() {
        return Vec::new();
    }
    let trials = [in_turn(brought.clone()), anew(brought, orders)];
    let trials = trials.into_iter().flatten();
    trials.filter(|trial| gains(book, trial, orders)).collect()
}

fn in_turn(mut trial: Trial) -> Option<Trial> {
    let items: BTreeSet<ItemId> = trial.steps.iter().filter_map(brought).collect();
    items
        .into_iter()
        .for_each(|item| trial.promise_waiting(item));
    Some(trial)
}

fn anew(mut trial: Trial, orders: &BTreeSet<OrderId>) -> Option<Trial> {
    for order in orders {
        trial.give_up(*order)?;
    }
    for order in orders {
        trial.take_again(*order)?;
    }
    Some(trial)
}

/// The item that a step brings.
fn brought(step: &Step) -> Option<ItemId> {
    match step {
        Step::Announce { item, .. } | Step::Transfer { item, .. } => Some(*item),
        Step::Schedule { .. }
        | Step::Hasten { .. }
        | Step::Substitute { .. }
        | Step::Move { .. }
        | Step::Cancel { .. }
        | Step::CancelWaiting { .. }
        | Step::Postpone { .. }
        | Step::Redate { .. }
        | Step::TurnBack { .. }
        | Step::Release { .. } => None,
    }
}

/// How much of each item the lines in trouble lack: what has no date, or a later one than was promised.
fn missing(book: &Book, exception: &Exception) -> BTreeMap<ItemId, Quantity> {
    let mut missing: BTreeMap<ItemId, Quantity> = BTreeMap::new();
    for row in &exception.broken {
        let order = book.orders.get(row.order);
        let order = order.filter(|order| order.state == OrderState::Open);
        let line = order.as_ref().and_then(|order| order.line(row.line));
        let Some((line, item)) = line.and_then(|line| Some((line, line.item.known()?))) else {
            continue;
        };
        let late = arrival(book, row.order, row.line) > row.promised && row.promised.is_some();
        let lacks = match line.backorder {
            Some(backorder) => backorder.quantity,
            None if late => row.quantity,
            None => Quantity::ZERO,
        };
        if !lacks.is_zero() {
            *missing.entry(item).or_default() += lacks;
        }
    }
    missing
}

/// What waits is given as another item, where one may be given and is there; who takes one shipment only,
/// or no substitutes, is not asked to.
pub(super) fn substituted(book: &Book, exception: &Exception, stamp: &Stamp) -> Option<Trial> {
    let mut trial = Trial::of(book, Resolution::Substitute, stamp);
    let mut lines: BTreeMap<OrderId, Vec<Substituted>> = BTreeMap::new();
    for row in &exception.broken {
        let order = book.orders.get(row.order);
        let order = order.filter(|order| {
            let customer = &book.company.customers[order.customer.index()];
            order.state == OrderState::Open
                && order.split(book) != Split::Never
                && customer.substitutes != Consent::Never
        });
        if let Some(line) = order.as_ref().and_then(|order| order.line(row.line))
            && let Some(other) = instead(&mut trial, row.order, row.line, line)
        {
            lines.entry(row.order).or_default().push(other);
        }
    }
    for (order, lines) in lines {
        let waiting = lines.iter().map(|row| (row.line, row.quantity)).collect();
        trial.try_steps(vec![Step::CancelWaiting {
            order,
            lines: waiting,
        }])?;
        trial.steps.push(Step::Substitute { order, lines });
    }
    (!trial.steps.is_empty()).then_some(trial)
}

/// Adds the best of the substitutes that is there to an order.
fn instead(
    trial: &mut Trial,
    order: OrderId,
    number: u16,
    line: &OrderLine,
) -> Option<Substituted> {
    let quantity = line.backorder?.quantity;
    let others = trial.copy.company.given_instead(line.item.known()?);
    others.into_iter().find_map(|item| {
        let before = trial.copy.clone();
        let found = add_line(trial, order, number, line, (item, quantity));
        if found.is_none() {
            trial.copy = before;
        }
        found
    })
}

/// Adds a line of another item, or of the same, to be given instead of a line; it must be promised whole.
pub(super) fn add_line(
    trial: &mut Trial,
    order: OrderId,
    number: u16,
    line: &OrderLine,
    (item, quantity): (ItemId, Quantity),
) -> Option<Substituted> {
    let unit = trial.copy.company.items[item.index()].base_unit;
    let draft = LineDraft {
        item: StatedItem::Known(item),
        quantity,
        unit,
        stated_price: None,
        requested: line.requested,
    };
    trial.give(&Command::AmendOrder {
        order,
        changes: vec![Change::AddLine(draft)],
    })?;
    let after = trial.copy.orders.get(order)?;
    let (added, last) = (after.lines.len() as u16, after.lines.last()?);
    let schedule = last.schedule.clone();
    // What is held is not promised, and what is short only in part.
    if schedule.iter().map(|part| part.quantity).sum::<Quantity>() != quantity {
        return None;
    }
    trial.instead.insert((order, number), added);
    Some(Substituted {
        line: number,
        quantity,
        item,
        schedule,
    })
}
