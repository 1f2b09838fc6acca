//! Goods that come back: agreeing to it, taking them in, giving up what never comes.

use super::flaws::{Flaws, clipped};
use super::orders::{absent as no_order, current, named as named_order};
use super::returns::{absent, named};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, located};
use crate::openapi::{Answer, Body as Reads, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::returns::{Disposition, ReturnDraft};
use book::{Book, Command, Event, refusal};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::Returnable;
use vocab::{OrderId, Quantity, ReturnId, SiteId};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        path: "/v1/orders/{number}/returns",
        policy: Policy::Scope(Scope::ReturnsWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(agree(call, body)),
        operation: Operation {
            id: "agree_return",
            summary: "Agree that goods of an order come back: no more than was shipped and is not \
                      agreed already.",
            body: Some(Reads::json::<Agreement>()),
            answers: &[Answer::json::<Agreed>(201)],
            also: &[
                Kind::Web(Code::ViewsBehind),
                Kind::Book(refusal::Code::Changed),
            ],
            ..OPERATION
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/returns/{id}/receive",
        policy: Policy::Scope(Scope::ReturnsWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(receive(call, body)),
        operation: Operation {
            id: "receive_return",
            summary: "Take goods in that came back, as they were found: back into stock, or thrown \
                      away. With the last of them, the return is closed.",
            body: Some(Reads::json::<Receipt>()),
            also: &[Kind::Book(refusal::Code::ReturnClosed)],
            ..OPERATION
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/returns/{id}/close",
        policy: Policy::Scope(Scope::ReturnsWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(close(call, body)),
        operation: Operation {
            id: "close_return",
            summary: "Give up what is still expected of a return: the customer keeps it, and it may \
                      be agreed again.",
            body: Some(Reads::json::<Closing>()),
            also: &[Kind::Book(refusal::Code::ReturnClosed)],
            ..OPERATION
        },
    },
];

/// What all of them have in common.
const OPERATION: Operation = Operation {
    part: Part::Fulfilment,
    headers: &[Place::IDEMPOTENCY_KEY],
    answers: &[Answer::json::<Received>(200)],
    problems: PROBLEMS,
    ..Operation::NONE
};

const PROBLEMS: &[Kind] = &[
    Kind::Web(Code::NotFound),
    Kind::Web(Code::MalformedJson),
    Kind::Web(Code::UnknownField),
    Kind::Web(Code::BadValue),
    Kind::Web(Code::BadHeader),
    Kind::Web(Code::TooLarge),
    Kind::Web(Code::UnsupportedMediaType),
    Kind::Book(refusal::Code::KeyReused),
    Kind::Book(refusal::Code::Unknown),
    Kind::Book(refusal::Code::Empty),
    Kind::Book(refusal::Code::TooMany),
    Kind::Book(refusal::Code::BadQuantity),
    Kind::Book(refusal::Code::OutOfRange),
    Kind::Book(refusal::Code::ReturnTooLarge),
];

/// `POST /v1/orders/{number}/returns`
pub async fn agree(call: Call, body: Body) -> Result<Response, Problem> {
    let order = named_order(&call)?;
    let asked: Agreement = call.json(body).await?;
    let sent = current(&call, move |app| app.views.returnable(order)).await?;
    let sent = sent.ok_or_else(|| no_order(order))?;
    let code = asked.site.clone();
    let site = move |book: &Book| book.company.site_by_code(&code);
    let site = call.app.ask(site).await?;
    let draft = draft(order, sent, site, &asked)?;
    let decided = call.decide(Command::PlaceReturn(draft), &asked).await?;
    let placed = decided.events.iter().find_map(|event| match event {
        Event::ReturnPlaced { return_order, .. } => Some(*return_order),
        _ => None,
    });
    let id = placed.ok_or_else(|| Problem::web(Code::Internal))?;
    let agreed = Agreed {
        id,
        order: order.number(),
        site: asked.site,
        lines: asked.lines,
    };
    let answer = decided.answer(StatusCode::CREATED, &agreed);
    Ok(located(answer, &format!("/v1/returns/{id}")))
}

/// `POST /v1/returns/{id}/receive`
pub async fn receive(call: Call, body: Body) -> Result<Response, Problem> {
    let return_order = named(&call)?;
    let asked: Receipt = call.json(body).await?;
    let line = |line: &ReceivedLine| (line.line, line.quantity, line.condition.disposition());
    let command = Command::ReceiveReturn {
        return_order,
        lines: asked.lines.iter().map(line).collect(),
    };
    settle(&call, return_order, command, &asked).await
}

/// `POST /v1/returns/{id}/close`
pub async fn close(call: Call, body: Body) -> Result<Response, Problem> {
    let return_order = named(&call)?;
    let asked: Closing = call.json(body).await?;
    settle(
        &call,
        return_order,
        Command::CloseReturn { return_order },
        &asked,
    )
    .await
}

/// What is to come back.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReturnRequest")]
struct Agreement {
    /// Code of the site that it comes to.
    site: String,
    /// How much of which lines of the order.
    lines: Vec<Share>,
}

/// How much of a line of the order comes back.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReturnShare")]
struct Share {
    /// Which line of the order.
    line: u16,
    /// How much, base units.
    quantity: Quantity,
}

/// A return that was agreed.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ReturnAgreed")]
struct Agreed {
    /// Its number. Its lines are those that were asked for, counted from 1.
    id: ReturnId,
    /// Number of the order.
    order: String,
    /// Code of the site that the goods come to.
    site: String,
    /// How much of which lines of the order.
    lines: Vec<Share>,
}

/// What came back.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReturnReceipt")]
struct Receipt {
    /// How much of which lines of the return, and how it was found. A line may come several times.
    lines: Vec<ReceivedLine>,
}

/// How much of a line of a return came back.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReturnReceivedLine")]
struct ReceivedLine {
    /// Which line of the return; counts from 1.
    line: u16,
    /// How much, base units.
    quantity: Quantity,
    /// How it was found.
    condition: Condition,
}

/// How goods were found that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ReturnCondition")]
enum Condition {
    /// They can be sold again: back into stock, promised at once to whoever waits.
    Good,
    /// They can't: thrown away.
    Damaged,
}

impl Condition {
    fn disposition(self) -> Disposition {
        match self {
            Condition::Good => Disposition::Restock,
            Condition::Damaged => Disposition::Scrap,
        }
    }

    fn of(disposition: Disposition) -> Condition {
        match disposition {
            Disposition::Restock => Condition::Good,
            Disposition::Scrap => Condition::Damaged,
        }
    }
}

/// Nothing is said of closing.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CloseReturn")]
struct Closing {}

/// What was noted of a return.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ReturnReceived")]
struct Received {
    /// Its number.
    id: ReturnId,
    /// What was taken in; empty when what was expected was given up.
    received: Vec<ReceivedLine>,
    /// True when nothing more is expected.
    closed: bool,
}

/// The return with ids in the place of codes.
fn draft(
    order: OrderId,
    sent: Returnable,
    site: Option<SiteId>,
    asked: &Agreement,
) -> Result<ReturnDraft, Problem> {
    let mut flaws = Flaws::default();
    let no_site = || format!("there is no site \"{}\"", clipped(&asked.site));
    let site = flaws.found(site, || "/site".to_owned(), no_site);
    let mut lines = Vec::with_capacity(asked.lines.len());
    for (index, share) in asked.lines.iter().enumerate() {
        let place = usize::from(share.line).checked_sub(1);
        let item = place.and_then(|place| sent.items.get(place).copied().flatten());
        let at = || format!("/lines/{index}/line");
        let none = || format!("the order has no line {} of a known item", share.line);
        let item = flaws.found(item, at, none);
        lines.extend(item.map(|item| (item, share.quantity)));
    }
    let draft = site.map(|site| ReturnDraft {
        customer: sent.customer,
        order,
        left: Some(sent.left),
        site,
        lines,
    });
    flaws.or(draft)?.ok_or_else(|| Problem::web(Code::Internal))
}

/// Gives a command about the return that the path names; that there is none is `not_found`.
async fn settle(
    call: &Call,
    id: ReturnId,
    command: Command,
    body: &impl Serialize,
) -> Result<Response, Problem> {
    let agreed = move |book: &Book| id.0 < book.returns_agreed();
    let (agreed, decided) = call.decide_looking(None, command, body, agreed).await?;
    let decided = decided.map_err(|problem| match problem.kind() {
        Kind::Book(refusal::Code::Unknown) if !agreed => absent(id),
        Kind::Book(_) | Kind::Web(_) => problem,
    })?;
    let received = decided.events.iter().find_map(|event| match event {
        Event::ReturnReceived { lines, .. } => Some(lines.as_slice()),
        _ => None,
    });
    let line = |(line, quantity, found): &(u16, Quantity, Disposition)| ReceivedLine {
        line: *line,
        quantity: *quantity,
        condition: Condition::of(*found),
    };
    let closes = |event: &Event| matches!(event, Event::ReturnClosed { .. });
    let told = Received {
        id,
        received: received.unwrap_or_default().iter().map(line).collect(),
        closed: decided.events.iter().any(closes),
    };
    Ok(decided.answer(StatusCode::OK, &told))
}
