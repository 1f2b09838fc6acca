//! What an order would be promised now. The book decides it as if it were placed, and forgets it.

use super::forms::{
    Amount, HoldForm, Line, Names, WayForm, amount, hold_forms, line_forms, placed, scheduled,
    value, way_forms,
};
use super::resolve;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Body as Reads, Operation, Part};
use crate::problem::{Code, Flaw, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::event::PlacedLine;
use book::order::OrderDraft;
use book::promise::{Ask, Freed, Plan, promise};
use book::{Book, Command, Event, Stamp};
use intake::json::kept::OrderDocument;
use keep::Scope;
use schemars::JsonSchema;
use serde::Serialize;
use vocab::{CustomerId, Day};

/// The routes of this file.
pub const ROUTES: &[Route] = &[Route {
    verb: Verb::Post,
    path: "/v1/availability",
    policy: Policy::Scope(Scope::AvailabilityRead),
    lane: Lane::Interactive,
    handler: |call, body| Box::pin(ask(call, body)),
    operation: Operation {
        id: "ask_availability",
        part: Part::Orders,
        summary: "What an order would be promised now: dates, sites, costs, and what would \
                      hold it. Nothing is placed or reserved.",
        body: Some(Reads::json::<OrderDocument>()),
        answers: &[Answer::json::<Available<'static>>(200)],
        problems: openapi::WRITE,
        ..Operation::NONE
    },
}];

/// The most lines of one question: it is answered by the thread that decides, and leaves nothing.
const LINES_MAX: usize = 200;

/// `POST /v1/availability`
pub async fn ask(call: Call, body: Body) -> Result<Response, Problem> {
    let order: OrderDocument = call.json(body).await?;
    if order.lines.len() > LINES_MAX {
        let given = order.lines.len();
        let detail = format!("{given} lines; at most {LINES_MAX} are asked for at once");
        let flaw = Flaw {
            pointer: "/lines".to_owned(),
            detail: detail.clone(),
        };
        return Err(Problem::web(Code::BadValue).because(detail).at(vec![flaw]));
    }
    let stamp = call.stamp();
    let only = call.caller.customer();
    call.app
        .ask(move |book| available(book, &order, only, &stamp))
        .await?
}

/// What an order would be promised.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "Availability")]
struct Available<'a> {
    complete: bool,
    last_delivery_date: Option<Day>,
    value: Amount,
    holds: Vec<HoldForm>,
    lines: Vec<Line<'a>>,
    considered: Vec<WayForm<'a>>,
}

fn available(
    book: &Book,
    order: &OrderDocument,
    only: Option<CustomerId>,
    stamp: &Stamp,
) -> Result<Response, Problem> {
    let draft = resolve::draft(book, order, only)?;
    let events = book::decide(book, &Command::PlaceOrder(draft.clone()), stamp)?;
    let internal = || Problem::web(Code::Internal);
    let placed = events.iter().find_map(placed).ok_or_else(internal)?;
    let Event::OrderPlaced {
        customer,
        ship_to,
        lines,
        holds,
        currency,
        requested,
        ..
    } = placed
    else {
        return Err(internal());
    };
    let items = lines.iter().filter_map(|line| line.item.known());
    let names = Names::of(book, *customer, *ship_to, items).ok_or_else(internal)?;
    // An order that would be held is promised nothing yet; what is free is told all the same.
    let free = holds.first().and_then(|_| plan(book, &draft, lines, stamp));
    let (schedules, ways) = match &free {
        Some(plan) => (plan.lines.as_slice(), plan.considered.as_slice()),
        None => scheduled(&events),
    };
    let lines_shown = line_forms(lines, *requested, schedules, *currency, &names);
    let slices = lines_shown.iter().flat_map(|line| &line.schedule);
    let available = Available {
        complete: lines_shown
            .iter()
            .all(|line| !line.schedule.is_empty() && line.backorder.is_none()),
        last_delivery_date: slices.map(|slice| slice.delivery_date).max(),
        value: amount(value(lines), *currency),
        holds: hold_forms(holds, *currency),
        considered: match only {
            Some(_) => Vec::new(),
            None => way_forms(ways, &names),
        },
        lines: lines_shown,
    };
    Ok(json(StatusCode::OK, &available))
}

/// What could be promised of lines that were checked; `None` without a destination.
fn plan(book: &Book, draft: &OrderDraft, lines: &[PlacedLine], stamp: &Stamp) -> Option<Plan> {
    let destination = resolve::destination(book, draft.customer, draft.ship_to)?;
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
