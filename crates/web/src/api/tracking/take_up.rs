//! Takes up what happened to a shipment: the command that it stands for, and what came of it.

use super::{News, Outcome, Status, Told};
use crate::call::{Call, Decided};
use crate::problem::{Kind, Problem};
use book::exception::{self, Cause};
use book::{Book, Command, Event, Stage, refusal};
use views::ShipmentRow;
use vocab::{Day, ExceptionId};

/// Gives the command that a status stands for, and tells what came of it and at which journal record.
/// What is not on its way any more is past all of it.
///
/// # Errors
/// `not_at_stage` where goods of the shipment were delivered in part by hand; `out_of_range` for an expected
/// day that has passed; `busy` or `stopped`.
pub(super) async fn take_up(
    call: &Call,
    row: &ShipmentRow,
    News { status, expected }: News,
) -> Result<(Told, Option<u64>), Problem> {
    let lines = on_its_way(call, row).await?;
    if lines.is_empty() {
        return Ok((told(row, status, Outcome::Known, None), None));
    }
    let trouble = match status {
        Status::Delivered => None,
        Status::Delayed => Some(exception::Kind::CarrierDelay),
        Status::CustomsHold => Some(exception::Kind::Customs),
        Status::FailedDelivery => Some(exception::Kind::FailedDelivery),
    };
    let decided = match trouble {
        None => deliver(call, row).await,
        Some(kind) => raise(call, row, (kind, expected), lines).await,
    };
    match decided {
        Ok(decided) => {
            let (outcome, exception) = came_of(&decided);
            Ok((told(row, status, outcome, exception), Some(decided.seq)))
        }
        // It was finished since it was looked at.
        Err(problem) if problem.kind() == Kind::Book(refusal::Code::OrderFinished) => {
            Ok((told(row, status, Outcome::Known, None), None))
        }
        Err(problem) => Err(problem),
    }
}

/// The lines of the shipment of which the order has goods on their way from its site.
async fn on_its_way(call: &Call, row: &ShipmentRow) -> Result<Vec<u16>, Problem> {
    let (id, site) = (row.order, row.site.id);
    let lines: Vec<u16> = row.lines.iter().map(|(line, _)| *line).collect();
    let look = move |book: &Book| {
        let order = book.orders.get(id);
        let shipped = |number: &u16| {
            let line = order.as_ref().and_then(|order| order.line(*number));
            line.is_some_and(|line| !line.ready(site, Stage::Shipped).is_zero())
        };
        lines.into_iter().filter(shipped).collect()
    };
    call.app.ask(look).await
}

/// Goods of a line can be on their way in several shipments, which the book does not tell apart: so
/// that one of them does not arrive twice, it is delivered under a key of its own.
async fn deliver(call: &Call, row: &ShipmentRow) -> Result<Decided, Problem> {
    let command = Command::Advance {
        order: row.order,
        to: Stage::Delivered,
        site: row.site.id,
        lines: row.lines.clone(),
        tracking: row.tracking.clone(),
        packages: Vec::new(),
    };
    let once = format!("the delivery of shipment {}", row.id());
    call.decide_once(&once, command).await
}

async fn raise(
    call: &Call,
    row: &ShipmentRow,
    (kind, expected): (exception::Kind, Option<Day>),
    lines: Vec<u16>,
) -> Result<Decided, Problem> {
    let command = Command::RaiseException {
        kind,
        cause: Cause::Order { order: row.order },
        lines: lines.into_iter().map(|line| (row.order, line)).collect(),
        expected,
    };
    call.decide_as(None, None, command, |_| ()).await
}

fn came_of(decided: &Decided) -> (Outcome, Option<ExceptionId>) {
    let raised = decided.events.iter().find_map(|event| match event {
        Event::ExceptionRaised { exception, .. } => Some(*exception),
        _ => None,
    });
    let outcome = match (raised, decided.replayed, decided.events.is_empty()) {
        (Some(_), _, _) => Outcome::Raised,
        (None, Some(true), _) | (None, _, true) => Outcome::Known,
        (None, Some(false) | None, false) => Outcome::Delivered,
    };
    (outcome, raised)
}

fn told(
    row: &ShipmentRow,
    status: Status,
    outcome: Outcome,
    exception: Option<ExceptionId>,
) -> Told {
    Told {
        shipment: row.id(),
        order: row.number.clone(),
        status,
        outcome,
        exception,
    }
}
