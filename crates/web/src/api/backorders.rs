//! Backorder runs: goods that do not suffice for all are handed out anew, looked at first.

use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Body as Reads, Operation, Part};
use crate::problem::{Kind, Problem};
use crate::rationing::{self, Looked, Timed};
use crate::router::{Route, Verb};
use crate::solutions::Version;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::refusal;
use keep::Scope;
use schemars::JsonSchema;
use serde::Deserialize;

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/backorder-runs",
        policy: Policy::Scope(Scope::ExceptionsRead),
        lane: Lane::Interactive,
        handler: |call, _| Box::pin(timed(call)),
        operation: Operation {
            id: "timed_backorder_runs",
            part: Part::Stock,
            summary: "The last backorder run that was made without a person, by the policy's \
                      `backorder_runs`, and the next one.",
            answers: &[Answer::json::<Timed>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/backorder-runs/look",
        policy: Policy::Scope(Scope::ExceptionsRead),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(look(call, body)),
        operation: Operation {
            id: "look_at_backorder_run",
            part: Part::Stock,
            summary: "What handing goods out anew would change, by the policy's priority and \
                      segments: who gains, who loses to whom, and why. Nothing is changed.",
            body: Some(Reads::json::<Asked>()),
            answers: &[Answer::json::<Looked>(200)],
            problems: openapi::WRITE,
            also: &[
                Kind::Book(refusal::Code::Unknown),
                Kind::Book(refusal::Code::TooMany),
            ],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/backorder-runs",
        policy: Policy::Scope(Scope::StockWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(make(call, body)),
        operation: Operation {
            id: "make_backorder_run",
            part: Part::Stock,
            summary: "Hand goods out anew, as it was looked at; what would come out otherwise by now \
                      is refused. A run that was made has nothing left to change, so that it is safe \
                      to send again.",
            body: Some(Reads::json::<Making>()),
            answers: &[Answer::json::<Looked>(200)],
            problems: openapi::WRITE,
            also: &[
                Kind::Book(refusal::Code::Unknown),
                Kind::Book(refusal::Code::TooMany),
                Kind::Book(refusal::Code::Changed),
            ],
            ..Operation::NONE
        },
    },
];

/// What a run is for.
#[derive(JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BackorderRunLook")]
struct Asked {
    /// Codes of the items, at most 1,000; left out, all.
    items: Option<Vec<String>>,
}

/// Which run is made.
#[derive(JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BackorderRunMake")]
struct Making {
    /// The items as they were looked at.
    items: Option<Vec<String>>,
    /// `seen` of the run as it was looked at.
    seen: Version,
}

async fn timed(call: Call) -> Result<Response, Problem> {
    Ok(json(StatusCode::OK, &rationing::timed(&call).await?))
}

async fn look(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Asked = call.json(body).await?;
    let looked = rationing::look(&call, asked.items).await??;
    Ok(json(StatusCode::OK, &looked))
}

async fn make(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Making = call.json(body).await?;
    let made = rationing::make(&call, asked.items, asked.seen).await?;
    Ok(json(StatusCode::OK, &made))
}
