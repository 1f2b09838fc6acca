//! How the stories tell what became of a command: the orders, requests and work that it touched.

use crate::exception::{Broken, Proposal};
use crate::order::{Hold, Labelled, OrderLine, PackageKind, ScheduleLine, Source, StatedItem};
use crate::plan::{RunEnd, Shift};
use crate::priority::Priorities;
use crate::work::Work;
use crate::{Book, Event};
use std::collections::BTreeSet;
use vocab::{Day, ExceptionId, ItemId, OrderId, Quantity, SiteId};

/// What some events came to.
pub(super) fn answer(book: &Book, events: &[Event]) -> Vec<String> {
    if events.is_empty() {
        return vec!["nothing".to_owned()];
    }
    let orders: BTreeSet<OrderId> = events.iter().filter_map(order_of).collect();
    let mut answer: Vec<String> = orders
        .iter()
        .flat_map(|id| order(book, *id, events))
        .collect();
    answer.extend(events.iter().flat_map(packed));
    answer.extend(events.iter().filter_map(|event| other(book, event)));
    answer
}

/// The packages that goods left in.
fn packed(event: &Event) -> Vec<String> {
    let Event::GoodsAdvanced { packages, .. } = event else {
        return Vec::new();
    };
    packages.iter().map(package).collect()
}

fn package(Labelled { sscc, package }: &Labelled) -> String {
    let mut words = vec![match package.kind {
        PackageKind::Carton => "carton".to_owned(),
        PackageKind::Pallet => "pallet".to_owned(),
    }];
    words.extend(sscc.map(|sscc| sscc.to_string()));
    words.extend(package.within.map(|outer| format!("on {outer}")));
    words.extend(package.weight_grams.map(|grams| format!("{grams} grams")));
    let share = |(line, quantity): &(u16, Quantity)| format!("{line}:{quantity}");
    words.extend(package.lines.iter().map(share));
    words.join(" ")
}

/// What a story asks to be shown.
pub(super) fn asked(book: &Book, today: Day, words: &[String]) -> Vec<String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["work"] => book.work.iter().map(|work| work_text(book, work)).collect(),
        ["credit", customer] => {
            let id = book
                .company
                .customer_by_code(customer)
                .expect("a known customer");
            vec![format!(
                "{} on order",
                book.company.customers[id.index()].open_value
            )]
        }
        ["quota", code] => vec![quota(book, code)],
        ["supply", reference] => vec![supply(book, reference)],
        ["priority", number] => vec![priority(book, today, number)],
        ["exception", number] => exception(book, number),
        ["order", number] => {
            let id = OrderId::parse_number(number).expect("an order number");
            order(book, id, &[])
        }
        [site, item] => {
            let site = book.company.site_by_code(site).expect("a known site");
            let item = book.company.item_by_code(item).expect("a known item");
            let balance = book.stock.balance(item, site);
            vec![format!(
                "{} on hand, {} reserved",
                balance.on_hand, balance.reserved
            )]
        }
        other => panic!("no story shows {other:?}"),
    }
}

fn quota(book: &Book, code: &str) -> String {
    let id = book.quotas.by_code(code);
    match id.and_then(|id| book.quotas.get(id)) {
        Some(row) => format!(
            "{} of {}: {} open, {} finished",
            row.left(),
            row.quota.quantity,
            row.open,
            row.finished
        ),
        None => "ended".to_owned(),
    }
}

/// The points of an order, and what they are given for.
fn priority(book: &Book, today: Day, number: &str) -> String {
    let id = OrderId::parse_number(number).expect("an order number");
    let order = book.orders.get(id).expect("an open order");
    let standing = Priorities::of(book, today).standing(&order);
    let factors = [
        ("customer", standing.customer),
        ("late", standing.late),
        ("broken", standing.broken),
        ("age", standing.age),
        ("value", standing.value),
    ];
    let factors = factors.into_iter().filter(|(_, points)| *points != 0);
    let factors: Vec<String> = factors
        .map(|(name, points)| format!("{name} {points}"))
        .collect();
    let told = format!("{} points: {}", standing.points(), factors.join(", "));
    told.trim_end_matches(": ").to_owned()
}

/// What is broken, and the ways that are proposed, the best first.
fn exception(book: &Book, number: &str) -> Vec<String> {
    let id = ExceptionId(number.parse().expect("a number"));
    let Some(row) = book.exceptions.get(&id) else {
        return vec!["closed".to_owned()];
    };
    let broken: Vec<String> = row.broken.iter().map(trouble).collect();
    let way = |(place, proposal): (usize, &Proposal)| {
        let kind = proposal.resolution.as_str();
        let shifts: Vec<String> = proposal.shifts.iter().map(shift).collect();
        format!(
            "{place}. {kind} at {}: {}",
            proposal.cost,
            shifts.join(", ")
        )
    };
    let ways = row.proposals.iter().enumerate().map(way);
    [format!("{}: {}", row.kind.as_str(), broken.join(", "))]
        .into_iter()
        .chain(ways)
        .collect()
}

fn supply(book: &Book, reference: &str) -> String {
    match book
        .supply_by_reference(reference)
        .and_then(|id| book.stock.supplies.get(&id))
    {
        Some(supply) => {
            format!(
                "{} open, {} pegged, due {}",
                supply.open,
                supply.pegged,
                short(supply.due)
            )
        }
        None => "closed".to_owned(),
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a story tells of some events only"
)]
fn order_of(event: &Event) -> Option<OrderId> {
    match event {
        Event::OrderPlaced { order, .. }
        | Event::LinesScheduled { order, .. }
        | Event::HoldsSet { order, .. }
        | Event::HoldReleased { order, .. }
        | Event::OrderAmended { order, .. }
        | Event::LinesCancelled { order, .. }
        | Event::GoodsAdvanced { order, .. }
        | Event::GoodsPostponed { order, .. }
        | Event::PickedShort { order, .. }
        | Event::DeliveryChanged { order, .. }
        | Event::OrderFinished { order, .. } => Some(*order),
        _ => None,
    }
}

fn order(book: &Book, id: OrderId, events: &[Event]) -> Vec<String> {
    let Some(order) = book.orders.get(id) else {
        let cancelled = events.iter().any(|event| {
            matches!(event, Event::OrderFinished { order, cancelled: true } if *order == id)
        });
        let how = if cancelled { "cancelled" } else { "finished" };
        return vec![format!("{} {how}", id.number())];
    };
    let mut words = vec![id.number()];
    let holds: Vec<String> = order.holds().iter().map(hold).collect();
    if !holds.is_empty() {
        words.push(format!("held for {}", holds.join(", ")));
    }
    let lines = (1..)
        .zip(&order.lines)
        .map(|(number, row)| line(book, number, row));
    [words.join(" ")].into_iter().chain(lines).collect()
}

fn hold(hold: &Hold) -> String {
    let kind = hold.kind().as_str();
    match hold {
        Hold::Credit { exposure, limit } => format!("{kind} ({exposure} of {limit})"),
        Hold::Price { line, stated, list } => {
            format!("{kind} of {line} ({} not {})", stated.minor, list.minor)
        }
        Hold::NoPrice { line } | Hold::UnknownItem { line } => format!("{kind} of {line}"),
        Hold::Duplicate { of } => format!("{kind} of {}", of.number()),
        Hold::Currency { stated, charged } => format!("{kind} ({stated} not {charged})"),
        Hold::Address | Hold::Review => kind.to_owned(),
    }
}

fn line(book: &Book, number: u16, line: &OrderLine) -> String {
    let item = match &line.item {
        StatedItem::Known(item) => item_code(book, *item),
        StatedItem::Unknown(text) => format!("?{text}"),
    };
    let mut parts: Vec<String> = line.schedule.iter().map(|row| part(book, row)).collect();
    if let Some(backorder) = line.backorder {
        parts.push(format!(
            "{} backordered ({:?})",
            backorder.quantity, backorder.reason
        ));
    }
    if line.cancelled > Quantity::ZERO {
        parts.push(format!("{} cancelled", line.cancelled));
    }
    let text = format!("{number}. {item} {}: {}", line.ordered, parts.join(", "));
    text.trim_end_matches(": ").to_owned()
}

fn part(book: &Book, part: &ScheduleLine) -> String {
    let supply = match part.source {
        Source::OnHand => String::new(),
        Source::Inbound(id) => format!(" of {}", book.stock.supplies[&id].reference),
    };
    let (leaves, arrives) = (short(part.goods_issue), short(part.delivery));
    let (quantity, stage, site) = (
        part.quantity,
        part.stage.as_str(),
        site_code(book, part.site),
    );
    format!("{quantity} {stage} {site}{supply} {leaves}>{arrives}")
}

/// A day without its year.
fn short(day: Day) -> String {
    day.to_string().split_off(5)
}

fn item_code(book: &Book, item: ItemId) -> String {
    book.company.items[item.index()].code.clone()
}

fn site_code(book: &Book, site: SiteId) -> String {
    book.company.sites[site.index()].code.clone()
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a story tells of some events only"
)]
fn other(book: &Book, event: &Event) -> Option<String> {
    match event {
        Event::RequestRaised { request, .. } => Some(format!("request {request} raised")),
        Event::RequestParked { request, reasons } => {
            let reasons: Vec<String> = reasons.iter().map(|reason| format!("{reason:?}")).collect();
            Some(format!("request {request} parked: {}", reasons.join("; ")))
        }
        Event::RequestAccepted { request, order } => {
            Some(format!("request {request} accepted as {}", order.number()))
        }
        Event::RequestDeclined { request, reason } => {
            Some(format!("request {request} declined: {reason:?}"))
        }
        Event::ReturnPlaced { return_order, .. } => Some(format!("return {return_order} agreed")),
        Event::ReturnClosed { return_order } => Some(format!("return {return_order} closed")),
        Event::ExceptionRaised {
            exception,
            kind,
            broken,
            ..
        } => Some(format!(
            "exception {exception}: {}, {}",
            kind.as_str(),
            broken.iter().map(trouble).collect::<Vec<_>>().join(", ")
        )),
        Event::SolutionsProposed {
            exception,
            proposals,
        } => Some(format!(
            "exception {exception} has {} proposals",
            proposals.len()
        )),
        Event::ProposalApproved { exception, .. } => {
            Some(format!("exception {exception} waits for a second yes"))
        }
        Event::PlanMade { shifts, .. } => {
            let shifts: Vec<String> = shifts.iter().map(shift).collect();
            let told = format!("made: {}", shifts.join(", "));
            Some(told.trim_end_matches(": ").to_owned())
        }
        Event::ExceptionClosed { exception, how } => {
            Some(format!("exception {exception} {}", how.as_str()))
        }
        Event::PlanReverted { exception } => Some(format!("exception {exception} taken back")),
        Event::BackordersRun(run) => Some(match run.end {
            RunEnd::Made {
                gains,
                losses,
                left,
            } => {
                let left = match left {
                    0 => String::new(),
                    left => format!(", {left} left"),
                };
                format!(
                    "run of {} {}: {gains} gain, {losses} lose{left}",
                    run.due, run.rule
                )
            }
            RunEnd::GivenUp => format!("run of {} {}: given up", run.due, run.rule),
        }),
        Event::QuotaEnded { quota } => Some(format!("quota {quota} ended")),
        Event::WorkOpened(work) => Some(format!("to do: {}", work_text(book, work))),
        Event::WorkClosed(work) => Some(format!("done: {}", work_text(book, work))),
        _ => None,
    }
}

fn trouble(broken: &Broken) -> String {
    format!(
        "{} of {}.{} for {}",
        broken.quantity,
        broken.order.number(),
        broken.line,
        day(broken.promised)
    )
}

fn shift(shift: &Shift) -> String {
    let (order, line) = (shift.order.number(), shift.line);
    let when = |on, waits: Quantity| match (on, waits) {
        (_, Quantity(1..)) => format!("{waits} waiting"),
        (on, _) => day(on),
    };
    let was = when(shift.was, shift.waited);
    let becomes = when(shift.becomes, shift.waits);
    let taker = shift
        .lost_to
        .map(|other| format!(" for {}", other.number()));
    format!(
        "{order}.{line} {was}>{becomes}{}",
        taker.unwrap_or_default()
    )
}

fn day(day: Option<Day>) -> String {
    day.map_or("no day".to_owned(), short)
}

fn work_text(book: &Book, work: &Work) -> String {
    match work {
        Work::WeighRequest { request } => format!("weigh request {request}"),
        Work::PromiseBackorders { item } => format!("promise {}", item_code(book, *item)),
        Work::PlanException { exception } => format!("plan exception {exception}"),
        Work::ReadDocument { document } => format!("read document {}", document.short()),
    }
}
