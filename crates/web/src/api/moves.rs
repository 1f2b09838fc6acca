//! What can be done to an order that was placed. Each move can be previewed, and is answered in one
//! form: what changes, and the order afterwards.

use super::diff::{Change, Outcome};
use super::forms::{Names, Order, scheduled};
use super::orders::{absent, current, order_form, own};
use super::{past, resolve};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::codes::Codes;
use crate::openapi::{self, Answer, Body as Reads, Form, Operation, Part, Place};
use crate::problem::{Code, Flaw, Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::event::CancelReason;
use book::order::{HoldKind, Seen};
use book::{Book, Command, Event, command, refusal};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vocab::OrderId;

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
            summary: "Cancel what has not been picked yet, of the order or of some lines.",
            body: Some(Reads::json::<Cancellation>()),
            also: &[Kind::Book(refusal::Code::NothingToCancel)],
            ..OPERATION
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/orders/{number}/hold",
        policy: Policy::Scope(Scope::OrdersWrite),
        lane: Lane::First,
        handler: |call, body| Box::pin(hold(call, body)),
        operation: Operation {
            id: "hold_order",
            summary: "Hold an order for a person to look at. What is promised and not released is \
                      set free; an order that is held for a look already stays as it is.",
            body: Some(Reads::json::<HoldRequest>()),
            ..OPERATION
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/orders/{number}/confirm",
        policy: Policy::Scope(Scope::OrdersWrite),
        lane: Lane::First,
        handler: |call, body| Box::pin(confirm(call, body)),
        operation: Operation {
            id: "confirm_order",
            summary: "Make an order of a reservation: it no longer lapses, and its goods may leave.",
            body: Some(Reads::json::<Confirmation>()),
            also: &[Kind::Book(refusal::Code::TooFarAlong)],
            ..OPERATION
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
            summary: "Release an order's holds of one kind; with the last, it is promised.",
            body: Some(Reads::json::<Release>()),
            also: &[
                Kind::Book(refusal::Code::NotHeld),
                Kind::Book(refusal::Code::HoldStands),
                Kind::Book(refusal::Code::ValueTooLarge),
            ],
            ..OPERATION
        },
    },
];

/// What all moves have in common.
pub const OPERATION: Operation = Operation {
    part: Part::Orders,
    query: Some(Form::of::<MoveQuery>()),
    headers: &[Place::IDEMPOTENCY_KEY, Place::IF_MATCH],
    answers: &[Answer::json::<Moved<'static>>(200)],
    problems: openapi::MOVE,
    ..Operation::NONE
};

/// `POST /v1/orders/{number}/cancel`
pub async fn cancel(call: Call, body: Body) -> Result<Response, Problem> {
    let order = own(&call).await?;
    let asked: Cancellation = call.json(body).await?;
    if call.caller.customer().is_some() && asked.reason == Reason::Seller {
        let detail = "this key is for one customer, whose wish it is: customer".to_owned();
        let pointer = "/reason".to_owned();
        return Err(Problem::flawed(vec![Flaw { pointer, detail }]));
    }
    let command = Command::CancelOrder {
        order,
        lines: asked.lines.clone(),
        reason: match asked.reason {
            Reason::Customer => CancelReason::Customer,
            Reason::Seller => CancelReason::Seller,
        },
    };
    carry_out(&call, order, command, &asked).await
}

/// `POST /v1/orders/{number}/hold`
pub async fn hold(call: Call, body: Body) -> Result<Response, Problem> {
    let order = own(&call).await?;
    let asked: HoldRequest = call.json(body).await?;
    carry_out(&call, order, Command::HoldOrder { order }, &asked).await
}

/// `POST /v1/orders/{number}/confirm`
pub async fn confirm(call: Call, body: Body) -> Result<Response, Problem> {
    let order = own(&call).await?;
    let asked: Confirmation = call.json(body).await?;
    let changes = vec![command::Change::Expires(None)];
    carry_out(&call, order, Command::AmendOrder { order, changes }, &asked).await
}

/// `POST /v1/orders/{number}/release-hold`
pub async fn release_hold(call: Call, body: Body) -> Result<Response, Problem> {
    let order = own(&call).await?;
    let asked: Release = call.json(body).await?;
    let kind = asked.kind;
    carry_out(&call, order, Command::ReleaseHold { order, kind }, &asked).await
}

/// Gives a command about the order that the path names, or tells what would come of it.
///
/// # Errors
/// The refusal of the book; `not_found` when the order is not there.
pub async fn carry_out(
    call: &Call,
    order: OrderId,
    command: Command,
    body: &impl Serialize,
) -> Result<Response, Problem> {
    let query: MoveQuery = call.query()?;
    let seen = call.seen(order)?;
    if query.preview {
        return preview(call, order, seen, command).await;
    }
    let look = move |book: &Book| Looked::at(book, order);
    let (looked, decided) = call.decide_looking(seen, command, body, look).await?;
    let decided = decided.map_err(|problem| looked.told(order, problem))?;
    let before = match decided.replayed {
        Some(true) => past::before(call, order, decided.seq).await?,
        Some(false) | None => looked.order,
    };
    let response = match before {
        Some(before) => moved(call, before, decided.events.clone()).await?,
        None => untold(call, order).await?,
    };
    Ok(decided.noted(response))
}

/// What is asked for besides the move.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveQuery {
    /// True to be told what would come of it: nothing is done then.
    #[serde(default)]
    pub preview: bool,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "CancelledBy")]
enum Reason {
    Customer,
    Seller,
}

/// Nothing is said of a hold: it is for a person to look.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HoldRequest {}

/// Nothing is said of a confirmation: it is for the whole order.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirmation {}

/// Which holds to release.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Release {
    kind: HoldKind,
}

/// What came of a move, or would come of it.
#[derive(JsonSchema, Serialize)]
struct Moved<'a> {
    /// The order's number.
    number: String,
    /// False for a preview: nothing was done.
    applied: bool,
    /// What is different from before; empty when nothing is.
    changes: Vec<Change>,
    /// The order right after the move.
    order: Order<'a>,
}

/// How an answer is told.
#[derive(Clone, Copy)]
struct Telling {
    /// False for a preview.
    applied: bool,
    /// Whether the costs of ways are told: a customer is told none.
    all: bool,
}

/// What the book knew of an order right before a command was decided.
struct Looked {
    order: Option<book::Order>,
    placed: bool,
}

impl Looked {
    fn at(book: &Book, order: OrderId) -> Looked {
        Looked {
            order: book.orders.get(order).map(|order| order.into_owned()),
            placed: order.0 < book.orders_placed(),
        }
    }

    /// That the order is not there is `not_found`.
    fn told(&self, order: OrderId, problem: Problem) -> Problem {
        match problem.kind() {
            Kind::Book(refusal::Code::Unknown) if !self.placed => absent(order),
            Kind::Book(_) | Kind::Web(_) => problem,
        }
    }
}

/// Decides without doing.
async fn preview(
    call: &Call,
    order: OrderId,
    seen: Option<Seen>,
    command: Command,
) -> Result<Response, Problem> {
    let stamp = call.stamp();
    let told = Telling {
        applied: false,
        all: call.caller.customer().is_none(),
    };
    let decide = move |book: &Book| {
        let looked = Looked::at(book, order);
        let meant = seen.map_or(Ok(()), |seen| seen.check(book));
        let events = meant.and_then(|()| book::decide(book, &command, &stamp));
        let events = events.map_err(|refusal| looked.told(order, Problem::from(refusal)))?;
        let before = looked.order.ok_or_else(|| absent(order))?;
        answer(&before, &events, told, book).ok_or_else(|| Problem::web(Code::Internal))
    };
    call.app.ask(decide).await?
}

/// The answer in the codes of the directory, or else of the book.
async fn moved(call: &Call, before: book::Order, events: Vec<Event>) -> Result<Response, Problem> {
    let telling = Telling {
        applied: true,
        all: call.caller.customer().is_none(),
    };
    let look = resolve::look(&call.app);
    let known = look.and_then(|look| look.sure(|look| answer(&before, &events, telling, look)));
    let told = match known {
        Some(told) => told,
        None => {
            let ask = move |book: &Book| answer(&before, &events, telling, book);
            call.app.ask(ask).await?
        }
    };
    told.ok_or_else(|| Problem::web(Code::Internal))
}

/// `None` where a code is not known.
fn answer(
    before: &book::Order,
    events: &[Event],
    telling: Telling,
    codes: &impl Codes,
) -> Option<Response> {
    let Outcome {
        order,
        state,
        changes,
    } = Outcome::of(before, events, codes)?;
    let items = order.lines.iter().filter_map(|line| line.item.known());
    let names = Names::of(codes, order.customer, order.ship_to, items)?;
    let (_, considered) = scheduled(events);
    let considered = if telling.all { considered } else { &[] };
    let moved = Moved {
        number: order.id.number(),
        applied: telling.applied,
        changes,
        order: Order::standing(&order, state, considered, &names),
    };
    Some(json(StatusCode::OK, &moved))
}

/// The answer where what was before can't be told any more: the order as it is now.
async fn untold(call: &Call, order: OrderId) -> Result<Response, Problem> {
    let view = current(call, move |app| app.views.order(order)).await?;
    let view = view.ok_or_else(|| absent(order))?;
    let mut moved = Moved {
        number: order.number(),
        applied: true,
        changes: Vec::new(),
        order: order_form(&view),
    };
    if call.caller.customer().is_some() {
        moved.order.considered.clear();
    }
    Ok(json(StatusCode::OK, &moved))
}
