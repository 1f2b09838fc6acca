//! Measures: how each day went, and some days together.

use super::forms::{Amount, amount};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Form, Operation, Part, Place};
use crate::problem::{Code, Problem};
use crate::router::{Route, Verb};
use axum::http::StatusCode;
use axum::response::Response;
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::{CycleTime, DayMeasures, Measures, TotalMeasures};
use vocab::{Day, Money};

/// The routes of this file.
pub const ROUTES: &[Route] = &[Route {
    verb: Verb::Get,
    path: "/v1/measures",
    policy: Policy::Scope(Scope::MeasuresRead),
    lane: Lane::Reading,
    handler: |call, _| Box::pin(look(call)),
    operation: Operation {
        id: "get_measures",
        part: Part::Management,
        summary: "How each of some days went, and all of them together: orders, how many took no \
                  person, on time and in full, how long they took, and what is not finished.",
        query: Some(Form::of::<Query>()),
        headers: &[Place::KEPT_AFTER],
        answers: &[Answer::json::<Shown>(200)],
        problems: openapi::LIST,
        ..Operation::NONE
    },
}];

/// Days that are measured when the query does not say from when on.
const DAYS: i32 = 30;
/// The most days of one question.
const DAYS_MAX: i32 = 366;

/// `GET /v1/measures`
pub async fn look(call: Call) -> Result<Response, Problem> {
    let query: Query = call.query()?;
    let to = query.to.unwrap_or_else(|| call.app.now().today);
    let from = query.from.unwrap_or_else(|| to.plus(1 - DAYS));
    if from > to || to.since(from) >= DAYS_MAX {
        let detail = format!("from {from} to {to} must be 1 to {DAYS_MAX} days");
        return Err(Problem::web(Code::BadQuery).because(detail));
    }
    call.catch_up().await?;
    let measures = call.app.blocking(move |app| app.views.measures(from, to));
    Ok(json(StatusCode::OK, &shown(&measures.await??)))
}

/// Which days to measure.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MeasureQuery")]
struct Query {
    /// The first day; 29 days before the last one when absent.
    from: Option<Day>,
    /// The last day, at most 365 later; today when absent.
    to: Option<Day>,
}

/// Measures of some days of the company's calendar.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "Measures")]
struct Shown {
    /// The first day.
    from: Day,
    /// The last day.
    to: Day,
    /// All of them together.
    total: Total,
    /// Each of them, in order.
    days: Vec<Daily>,
}

/// Some days together. Shares are in basis points, 10,000 is all; a share of nothing is null.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "MeasuresTotal")]
struct Total {
    /// Documents that came in.
    documents: u64,
    /// Orders placed.
    orders: u64,
    /// Their lines.
    lines: u64,
    /// What they were worth as they were placed, by currency.
    value: Vec<Amount>,
    /// Share of the orders that came of a request that no person touched.
    touchless_bp: Option<u32>,
    /// Share of the lines that are of such orders.
    touchless_lines_bp: Option<u32>,
    /// Share of the orders that began with a hold.
    held_bp: Option<u32>,
    /// Orders finished with something delivered.
    closed: u64,
    /// Share of these with nothing cancelled and the last goods by the wanted day.
    on_time_in_full_bp: Option<u32>,
    /// How long these took from their placing to the last delivery.
    cycle: Option<Cycle>,
    /// Orders cancelled before anything was delivered.
    cancelled: u64,
    /// Orders that were not finished at the end of the last day.
    backlog: u64,
}

/// How long orders took.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "CycleTime")]
struct Cycle {
    /// Orders that this is of, the latest closed.
    orders: u64,
    /// Half of them took no longer.
    median_minutes: i64,
    /// Nine in ten of them took no longer.
    p90_minutes: i64,
}

/// How one day went.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "MeasuresOfDay")]
struct Daily {
    /// The day.
    day: Day,
    /// Documents that came in.
    documents: u64,
    /// Orders placed.
    orders: u64,
    /// Their lines.
    lines: u64,
    /// What they were worth as they were placed, by currency.
    value: Vec<Amount>,
    /// Orders that came of a request that no person touched.
    touchless: u64,
    /// Their lines.
    touchless_lines: u64,
    /// Requests sent to a person.
    in_review: u64,
    /// Requests turned down.
    declined: u64,
    /// Orders that began with a hold.
    held: u64,
    /// Orders finished with something delivered.
    closed: u64,
    /// Of these: nothing was cancelled, and the last goods came by the wanted day.
    on_time_in_full: u64,
    /// Orders cancelled before anything was delivered.
    cancelled: u64,
    /// Orders that were not finished at its end.
    backlog: u64,
}

fn shown(measures: &Measures) -> Shown {
    Shown {
        from: measures.from,
        to: measures.to,
        total: total(&measures.total),
        days: measures.days.iter().map(daily).collect(),
    }
}

fn total(total: &TotalMeasures) -> Total {
    let cycle = |cycle: CycleTime| Cycle {
        orders: cycle.orders,
        median_minutes: cycle.median_minutes,
        p90_minutes: cycle.p90_minutes,
    };
    Total {
        documents: total.documents,
        orders: total.orders,
        lines: total.lines,
        value: amounts(&total.value),
        touchless_bp: total.touchless_bp,
        touchless_lines_bp: total.touchless_lines_bp,
        held_bp: total.held_bp,
        closed: total.closed,
        on_time_in_full_bp: total.on_time_in_full_bp,
        cycle: total.cycle.map(cycle),
        cancelled: total.cancelled,
        backlog: total.backlog,
    }
}

fn daily(day: &DayMeasures) -> Daily {
    let figures = &day.figures;
    Daily {
        day: figures.day,
        documents: figures.documents,
        orders: figures.orders,
        lines: figures.lines,
        value: amounts(&day.value),
        touchless: figures.touchless,
        touchless_lines: figures.touchless_lines,
        in_review: figures.parked,
        declined: figures.declined,
        held: figures.held,
        closed: figures.closed,
        on_time_in_full: figures.on_time_in_full,
        cancelled: figures.cancelled,
        backlog: day.backlog,
    }
}

fn amounts(values: &[Money]) -> Vec<Amount> {
    let values = values.iter();
    values
        .map(|value| amount(value.minor, value.currency))
        .collect()
}
