//! Whether the server does its work, for load balancers and people.

use crate::call::{Call, json};
use crate::problem::Problem;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

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

#[derive(Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
    seq: u64,
    views_seq: u64,
    views_behind: u64,
}
