//! The server itself: whether it does its work, what its API is, what its problems mean.

use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Operation, Part};
use crate::problem::{self, Code, Kind, Problem};
use crate::router::routes;
use crate::router::{Route, Verb};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::sync::LazyLock;

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/health",
        policy: Policy::Public,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(health(call)),
        operation: Operation {
            id: "health",
            part: Part::Service,
            summary: "Whether the server does its work, and how far the journal and the lists are.",
            answers: &[Answer::json::<Health>(200), Answer::json::<Health>(503)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/openapi.json",
        policy: Policy::Public,
        lane: Lane::Reading,
        handler: |_, _| Box::pin(async { Ok(description()) }),
        operation: Operation {
            id: "openapi",
            part: Part::Service,
            summary: "This description.",
            answers: &[Answer::json::<Description>(200)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/reference",
        policy: Policy::Public,
        lane: Lane::Reading,
        handler: |_, _| Box::pin(async { Ok(reference()) }),
        operation: Operation {
            id: "reference",
            part: Part::Service,
            summary: "This description as a page for people.",
            answers: &[Answer::page(200)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/problems",
        policy: Policy::Public,
        lane: Lane::Reading,
        handler: |_, _| Box::pin(async { Ok(problems()) }),
        operation: Operation {
            id: "list_problems",
            part: Part::Service,
            summary: "A page that lists every kind of problem.",
            answers: &[Answer::page(200)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/problems/{code}",
        policy: Policy::Public,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(async move { explained(&call) }),
        operation: Operation {
            id: "problem",
            part: Part::Service,
            summary: "A page that explains one kind of problem.",
            answers: &[Answer::page(200)],
            problems: &[Kind::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
];

/// `GET /health`
pub async fn health(call: Call) -> Result<Response, Problem> {
    let engine = &call.app.engine;
    let stopped = engine.stopped().is_some();
    let (seq, views_seq) = (engine.durable(), call.app.views.seq());
    let health = Health {
        status: if stopped { "stopped" } else { "ok" },
        version: env!("CARGO_PKG_VERSION"),
        seq,
        views_seq,
        views_behind: seq.saturating_sub(views_seq),
    };
    let status = match stopped {
        true => StatusCode::SERVICE_UNAVAILABLE,
        false => StatusCode::OK,
    };
    Ok(json(status, &health))
}

/// `GET /openapi.json`
fn description() -> Response {
    static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| openapi::document(routes()));
    json(StatusCode::OK, &*DESCRIPTION)
}

/// `GET /reference`
fn reference() -> Response {
    static PAGE: LazyLock<String> = LazyLock::new(|| openapi::reference(routes()).into_string());
    Html(PAGE.as_str()).into_response()
}

/// `GET /problems`
fn problems() -> Response {
    static PAGE: LazyLock<String> = LazyLock::new(|| problem::index().into_string());
    Html(PAGE.as_str()).into_response()
}

/// `GET /problems/{code}`
fn explained(call: &Call) -> Result<Response, Problem> {
    let kind = Kind::parse(call.parameter("code")).ok_or_else(|| Problem::web(Code::NotFound))?;
    Ok(Html(problem::page(kind).into_string()).into_response())
}

/// Whether the server does its work.
#[derive(JsonSchema, Serialize)]
struct Health {
    /// `ok`, or `stopped` when the order book takes no commands.
    #[schemars(extend("enum" = ["ok", "stopped"]))]
    status: &'static str,
    /// The version of Kept.
    version: &'static str,
    /// The last durable journal record.
    seq: u64,
    /// The record that the lists are folded up to.
    views_seq: u64,
    /// How many records the lists are behind.
    views_behind: u64,
}

/// A description in OpenAPI 3.1.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct Description(#[expect(dead_code, reason = "tells a form")] serde_json::Map<String, Value>);
