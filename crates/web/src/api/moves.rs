//! What can be done to an order that was placed: cancelling it, releasing its holds.

use super::forms::{HoldForm, hold_forms};
use super::orders::{absent, own};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, Decided};
use crate::openapi::{self, Answer, Body as Reads, Operation, Part, Place};
use crate::problem::{Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::event::CancelReason;
use book::order::{Hold, HoldKind, place};
use book::refusal::Code;
use book::{Command, Event};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vocab::{Currency, OrderId, Quantity};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        path: "/v1/orders/{number}/cancel",
        policy: Policy::Scope(Scope::OrdersWrite),
        lane: Lane::First,
        handler: |call, body| Box::pin(cancel(call, body)),
        operation: Operation {
            id: "cancel_order",
            part: Part::Orders,
            summary: "Cancel what has not been picked yet, of the order or of some lines.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Cancellation>()),
            answers: &[Answer::json::<Cancelled>(200)],
            problems: openapi::MOVE,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/orders/{number}/release-hold",
        policy: Policy::Scope(Scope::HoldsRelease),
        lane: Lane::First,
        handler: |call, body| Box::pin(release_hold(call, body)),
        operation: Operation {
            id: "release_hold",
            part: Part::Orders,
            summary: "Release an order's holds of one kind; with the last, it is promised.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Release>()),
            answers: &[Answer::json::<Released>(200)],
            problems: openapi::MOVE,
            ..Operation::NONE
        },
    },
];

/// `POST /v1/orders/{number}/cancel`
pub async fn cancel(call: Call, body: Body) -> Result<Response, Problem> {
    let order = own(&call).await?;
    let asked: Cancellation = call.json(body).await?;
    let command = Command::CancelOrder {
        order,
        lines: asked.lines.clone(),
        reason: match asked.reason {
            Reason::Customer => CancelReason::Customer,
            Reason::Seller => CancelReason::Seller,
        },
    };
    let decided = decide(&call, order, command, &asked).await?;
    let cancelled = decided.events.iter().find_map(|event| match event {
        Event::LinesCancelled { lines, .. } => Some(lines.as_slice()),
        _ => None,
    });
    let line = |(line, quantity): &(u16, Quantity)| CancelledLine {
        line: *line,
        quantity: *quantity,
    };
    let answer = Cancelled {
        number: order.number(),
        cancelled: cancelled.unwrap_or_default().iter().map(line).collect(),
        finished: decided
            .events
            .iter()
            .any(|event| matches!(event, Event::OrderFinished { .. })),
    };
    Ok(decided.answer(StatusCode::OK, &answer))
}

/// `POST /v1/orders/{number}/release-hold`
pub async fn release_hold(call: Call, body: Body) -> Result<Response, Problem> {
    let order = own(&call).await?;
    let asked: Release = call.json(body).await?;
    let command = Command::ReleaseHold {
        order,
        kind: asked.kind,
    };
    let decided = decide(&call, order, command, &asked).await?;
    let set: Vec<Hold> = decided.events.iter().flat_map(holds_set).cloned().collect();
    let scheduled = |event: &Event| matches!(event, Event::LinesScheduled { .. });
    let answer = Released {
        number: order.number(),
        released: asked.kind,
        promised: decided.events.iter().any(scheduled),
        holds_set: hold_forms(&set, charged(&call, order).await?),
    };
    Ok(decided.answer(StatusCode::OK, &answer))
}

/// What to cancel.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cancellation {
    /// Only these lines; empty or absent is the whole order.
    #[serde(default)]
    lines: Vec<u16>,
    /// Whose wish it is.
    reason: Reason,
}

#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "CancelledBy")]
enum Reason {
    Customer,
    Seller,
}

#[derive(JsonSchema, Serialize)]
struct Cancelled {
    number: String,
    cancelled: Vec<CancelledLine>,
    finished: bool,
}

#[derive(JsonSchema, Serialize)]
struct CancelledLine {
    line: u16,
    quantity: Quantity,
}

/// Which holds to release.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Release {
    kind: HoldKind,
}

#[derive(JsonSchema, Serialize)]
struct Released {
    number: String,
    released: HoldKind,
    promised: bool,
    holds_set: Vec<HoldForm>,
}

/// Gives a command about the order that the path names; that it is not there is `not_found`.
async fn decide(
    call: &Call,
    order: OrderId,
    command: Command,
    body: &impl Serialize,
) -> Result<Decided, Problem> {
    let refused = match call.decide(command, body).await {
        Err(problem) if problem.kind() == Kind::Book(Code::Unknown) => problem,
        decided => return decided,
    };
    let placed = call
        .app
        .ask(move |book| order.0 < book.orders_placed())
        .await?;
    Err(if placed { refused } else { absent(order) })
}

fn holds_set(event: &Event) -> &[Hold] {
    match event {
        Event::HoldsSet { holds, .. } => holds,
        _ => &[],
    }
}

/// What the order's customer is charged in.
async fn charged(call: &Call, order: OrderId) -> Result<Currency, Problem> {
    let question = move |book: &book::Book| match book.orders.get(order) {
        Some(order) => place::currency_of(book, order.customer),
        None => book.policy.currency,
    };
    call.app.ask(question).await
}
