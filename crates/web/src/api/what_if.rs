//! What could be done for an order that nobody has placed yet: ranked ways, each with its cost.

use super::exceptions::{Moved, moved};
use super::forms::{Amount, amount};
use super::resolve;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Body as Reads, Operation, Part};
use crate::problem::{Code, Flaw, Problem};
use crate::router::{Route, Verb};
use crate::solutions::{Step, steps};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::Book;
use book::exception::{Proposal, Resolution, Risk};
use intake::json::kept::OrderDocument;
use keep::Scope;
use plan::resolve::Terms;
use plan::what_if::{WhatIf, what_if};
use schemars::JsonSchema;
use serde::Serialize;
use vocab::Day;

/// The routes of this file.
pub const ROUTES: &[Route] = &[Route {
    verb: Verb::Post,
    path: "/v1/availability/ways",
    policy: Policy::Scope(Scope::ExceptionsRead),
    lane: Lane::Interactive,
    handler: |call, body| Box::pin(look(call, body)),
    operation: Operation {
        id: "look_for_ways",
        part: Part::Orders,
        summary: "What could be done so that an order is there when it is wanted: from another \
                  site, supplier or order, or as another item, each with its cost and what it does to \
                  others. Nothing is placed or reserved.",
        body: Some(Reads::json::<OrderDocument>()),
        answers: &[Answer::json::<Ways>(200)],
        problems: openapi::WRITE,
        ..Operation::NONE
    },
}];

/// The most lines of one question: each way is tried on a copy of the book.
const LINES_MAX: usize = 50;

/// `POST /v1/availability/ways`
pub async fn look(call: Call, body: Body) -> Result<Response, Problem> {
    let order: OrderDocument = call.json(body).await?;
    let given = order.lines.len();
    if given > LINES_MAX {
        let detail = format!("{given} lines; at most {LINES_MAX} are asked for at once");
        let flaw = Flaw {
            pointer: "/lines".to_owned(),
            detail: detail.clone(),
        };
        return Err(Problem::web(Code::BadValue).because(detail).at(vec![flaw]));
    }
    let stamp = call.stamp();
    let only = call.caller.customer();
    // A copy doesn't know codes.
    let draft = call.app.ask(move |book| resolve::draft(book, &order, only));
    let draft = draft.await??;
    let ways = call.app.blocking(move |app| {
        let copy = app.engine.copy()?.into_book();
        let found = what_if(copy.clone(), draft, &Terms::default(), &stamp)?;
        Ok::<_, Problem>(told(&copy, found, only.is_none()))
    });
    Ok(json(StatusCode::OK, &ways.await??))
}

/// What could be done for an order.
#[derive(JsonSchema, Serialize)]
struct Ways {
    /// The number that the order would have, for the changes and steps.
    order: String,
    /// When each line would arrive as things are; null while a part has no date. Empty for an order that
    /// would be held.
    arrives: Vec<Option<Day>>,
    /// The cheapest first; empty when nothing is lacking, when nothing helps, and for a customer.
    ways: Vec<Way>,
}

/// A way to have an order when it is wanted, or sooner than it would be.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "OrderWay")]
struct Way {
    /// What kind.
    resolution: Resolution,
    /// Freight, lateness and what is paid to others.
    cost: Amount,
    /// What it depends on, or costs somebody.
    risks: Vec<Risk>,
    /// When each line arrives, as it is wanted or promised, and then.
    changes: Vec<Moved>,
    /// What would be done.
    steps: Vec<Step>,
}

/// What helps takes from others, and costs: that is the company's own.
fn told(book: &Book, found: WhatIf, own: bool) -> Ways {
    let ways = found.ways.into_iter().filter(|_| own);
    Ways {
        order: found.order.number(),
        arrives: found.arrives,
        ways: ways.map(|way| form(book, way)).collect(),
    }
}

fn form(book: &Book, way: Proposal) -> Way {
    Way {
        resolution: way.resolution,
        cost: amount(way.cost, book.policy.currency),
        changes: moved(&way.shifts),
        steps: steps(book, &way.plan),
        risks: way.risks,
    }
}
