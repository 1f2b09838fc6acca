//! What an order would be promised now. The book decides it as if it were placed, and forgets it.

use super::forms::{
    Amount, HoldForm, Line, Names, WayForm, amount, hold_forms, line_forms, value, way_forms,
};
use super::resolve;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::offer::offer;
use crate::openapi::{self, Answer, Body as Reads, Operation, Part};
use crate::problem::{Code, Flaw, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::{Book, Stamp};
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
    let offer = offer(book, draft, stamp)?;
    let items = offer.lines.iter().filter_map(|line| line.item.known());
    let names = Names::of(book, offer.customer, offer.ship_to, items);
    let names = names.ok_or_else(|| Problem::web(Code::Internal))?;
    let (requested, currency) = (offer.requested, offer.currency);
    let available = Available {
        complete: offer.is_complete(),
        last_delivery_date: offer.last_delivery(),
        value: amount(value(&offer.lines), currency),
        holds: hold_forms(&offer.holds, currency),
        lines: line_forms(&offer.lines, requested, &offer.schedules, currency, &names),
        considered: match only {
            Some(_) => Vec::new(),
            None => way_forms(&offer.considered, &names),
        },
    };
    Ok(json(StatusCode::OK, &available))
}
