//! Deciding about a request: accepting it, as it was read or as a person corrected it, or declining it.

use super::diff::{Change, Outcome};
use super::forms::{Names, Order, placed, scheduled};
use super::moves::MoveQuery;
use super::requests::{absent, named};
use super::{past, resolve};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::foretold::foretold;
use crate::openapi::{Answer, Body as Reads, Form, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::order::{OrderDraft, StatedItem};
use book::request::DeclineReason;
use book::{Book, Command, Event, Stamp, refusal};
use intake::json::kept::OrderDocument;
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::RequestState;
use vocab::{OrderId, RequestId};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        path: "/v1/requests/{id}/accept",
        policy: Policy::Scope(Scope::RequestsDecide),
        lane: Lane::First,
        handler: |call, body| Box::pin(accept(call, body)),
        operation: Operation {
            id: "accept_request",
            summary: "Accept a request in review: an order is placed, changed or cancelled, as the \
                      sender wants.",
            body: Some(Reads::json::<Acceptance>()),
            also: &[
                Kind::Book(refusal::Code::RequestSettled),
                Kind::Book(refusal::Code::RequestIncomplete),
                Kind::Book(refusal::Code::Unknown),
                Kind::Book(refusal::Code::OrderFinished),
                Kind::Book(refusal::Code::TooFarAlong),
                Kind::Book(refusal::Code::NothingToCancel),
                Kind::Book(refusal::Code::CreditExceeded),
                Kind::Book(refusal::Code::PriceDiffers),
            ],
            ..OPERATION
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/requests/{id}/decline",
        policy: Policy::Scope(Scope::RequestsDecide),
        lane: Lane::First,
        handler: |call, body| Box::pin(decline(call, body)),
        operation: Operation {
            id: "decline_request",
            summary: "Decline a request in review.",
            body: Some(Reads::json::<Declining>()),
            also: &[Kind::Book(refusal::Code::RequestSettled)],
            ..OPERATION
        },
    },
];

const OPERATION: Operation = Operation {
    part: Part::Documents,
    query: Some(Form::of::<MoveQuery>()),
    headers: &[Place::IDEMPOTENCY_KEY],
    answers: &[Answer::json::<Settled<'static>>(200)],
    problems: PROBLEMS,
    ..Operation::NONE
};

/// What accepting and declining have in common with placing, and a path that may name nothing.
const PROBLEMS: &[Kind] = &[
    Kind::Web(Code::NotFound),
    Kind::Web(Code::BadQuery),
    Kind::Web(Code::BadHeader),
    Kind::Web(Code::MalformedJson),
    Kind::Web(Code::UnknownField),
    Kind::Web(Code::BadValue),
    Kind::Web(Code::TooLarge),
    Kind::Web(Code::UnsupportedMediaType),
    Kind::Web(Code::ViewsBehind),
    Kind::Book(refusal::Code::KeyReused),
    Kind::Book(refusal::Code::CustomerBlocked),
    Kind::Book(refusal::Code::ValueTooLarge),
];

/// `POST /v1/requests/{id}/accept`
pub async fn accept(call: Call, body: Body) -> Result<Response, Problem> {
    let request = named(&call)?;
    let asked: Acceptance = call.json(body).await?;
    let draft = match &asked.order {
        Some(order) => Some(corrected(&call, order.clone()).await?),
        None => None,
    };
    let state = RequestState::Accepted;
    let command = Command::AcceptRequest { request, draft };
    carry_out(&call, request, state, command, &asked).await
}

/// `POST /v1/requests/{id}/decline`
pub async fn decline(call: Call, body: Body) -> Result<Response, Problem> {
    let request = named(&call)?;
    let asked: Declining = call.json(body).await?;
    let reason = asked.reason;
    let state = RequestState::Declined;
    let command = Command::DeclineRequest { request, reason };
    carry_out(&call, request, state, command, &asked).await
}

/// What to accept.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Acceptance {
    /// The order as it should be; when absent, it is taken as it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    order: Option<OrderDocument>,
}

/// Why to decline.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DeclineRequest")]
struct Declining {
    reason: DeclineReason,
}

/// What came of a request, or would come of it.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "RequestSettled")]
struct Settled<'a> {
    /// Its number.
    request: RequestId,
    /// What becomes of it.
    state: RequestState,
    /// False for a preview: nothing was done.
    applied: bool,
    /// What is different in an order that was there before; empty for a new one.
    changes: Vec<Change>,
    /// The order that was placed or changed; null for a declined request.
    order: Option<Order<'a>>,
}

/// The corrected order with ids in the place of codes.
async fn corrected(call: &Call, order: OrderDocument) -> Result<OrderDraft, Problem> {
    let resolve = move |book: &Book| resolve::draft(book, &order, None);
    let draft = call.app.ask(resolve).await?;
    draft.map_err(|problem| problem.under("/order"))
}

async fn carry_out(
    call: &Call,
    request: RequestId,
    state: RequestState,
    command: Command,
    body: &impl Serialize,
) -> Result<Response, Problem> {
    let query: MoveQuery = call.query()?;
    if query.preview {
        return preview(call, request, state, command).await;
    }
    let (given, accepted, stamp) = (command.clone(), command.clone(), call.stamp());
    let look = move |book: &Book| Looked::at(book, request, &given, &stamp);
    let (looked, decided) = call.decide_looking(None, command, body, look).await?;
    let decided = decided.map_err(|problem| looked.told(request, problem))?;
    if let Command::AcceptRequest { draft, .. } = accepted {
        call.app.learn(request, draft, call.caller.actor()).await;
    }
    let before = match (decided.replayed, changed(&decided.events)) {
        (Some(true), Some(order)) => past::before(call, order, decided.seq).await?,
        (Some(true), None) => None,
        (Some(false) | None, _) => looked.order,
    };
    let told = Telling {
        request,
        state,
        applied: true,
    };
    let events = decided.events.clone();
    let answer = move |book: &Book| answer(book, told, before.as_ref(), &events);
    let answer = call.app.ask(answer).await?;
    Ok(decided.noted(answer.ok_or_else(|| Problem::web(Code::Internal))?))
}

/// Decides without doing.
async fn preview(
    call: &Call,
    request: RequestId,
    state: RequestState,
    command: Command,
) -> Result<Response, Problem> {
    let stamp = call.stamp();
    let told = Telling {
        request,
        state,
        applied: false,
    };
    let decide = move |book: &Book| {
        let looked = Looked::at(book, request, &command, &stamp);
        let events = book::decide(book, &command, &stamp);
        let events = events.map_err(|refusal| looked.told(request, Problem::from(refusal)))?;
        let answer = answer(book, told, looked.order.as_ref(), &events);
        answer.ok_or_else(|| Problem::web(Code::Internal))
    };
    call.app.ask(decide).await?
}

/// How an answer is told.
#[derive(Clone, Copy)]
struct Telling {
    request: RequestId,
    state: RequestState,
    applied: bool,
}

/// What the book knew right before a request was decided about.
struct Looked {
    /// The order that the request changes or cancels.
    order: Option<book::Order>,
    raised: bool,
}

impl Looked {
    fn at(book: &Book, request: RequestId, command: &Command, stamp: &Stamp) -> Looked {
        let told = foretold(book, command, stamp).ok();
        let before = told.and_then(|told| told.before);
        Looked {
            order: before.map(|(order, _)| order),
            raised: request.0 < book.requests_raised(),
        }
    }

    /// That the request is not there is `not_found`.
    fn told(&self, request: RequestId, problem: Problem) -> Problem {
        match problem.kind() {
            Kind::Book(refusal::Code::Unknown) if !self.raised => absent(request),
            Kind::Book(_) | Kind::Web(_) => problem,
        }
    }
}

/// The order that was there before, and that events change.
fn changed(events: &[Event]) -> Option<OrderId> {
    let is_new = events.iter().any(|event| placed(event).is_some());
    let accepted = events.iter().find_map(|event| match event {
        Event::RequestAccepted { order, .. } => Some(*order),
        _ => None,
    });
    accepted.filter(|_| !is_new)
}

/// `None` where the events are not what the book decides about a request.
fn answer(
    book: &Book,
    told: Telling,
    before: Option<&book::Order>,
    events: &[Event],
) -> Option<Response> {
    let settled = |changes, order| Settled {
        request: told.request,
        state: told.state,
        applied: told.applied,
        changes,
        order,
    };
    if told.state == RequestState::Declined {
        return Some(json(StatusCode::OK, &settled(Vec::new(), None)));
    }
    if let Some(event) = events.iter().find_map(placed) {
        let names = names_of(book, event)?;
        let order = Order::placed(events, &names)?;
        return Some(json(StatusCode::OK, &settled(Vec::new(), Some(order))));
    }
    let Some(before) = before else {
        // It is too long ago to be told what was different.
        return Some(json(StatusCode::OK, &settled(Vec::new(), None)));
    };
    let Outcome {
        order,
        state,
        changes,
    } = Outcome::of(before, events, book)?;
    let items = order.lines.iter().filter_map(|line| line.item.known());
    let names = Names::of(book, order.customer, order.ship_to, items)?;
    let (_, considered) = scheduled(events);
    let order = Order::standing(&order, state, considered, &names);
    Some(json(StatusCode::OK, &settled(changes, Some(order))))
}

fn names_of<'a>(book: &'a Book, placed: &Event) -> Option<Names<'a>> {
    let Event::OrderPlaced {
        customer,
        ship_to,
        lines,
        ..
    } = placed
    else {
        return None;
    };
    let items = lines
        .iter()
        .filter_map(|line| StatedItem::known(&line.item));
    Names::of(book, *customer, *ship_to, items)
}
