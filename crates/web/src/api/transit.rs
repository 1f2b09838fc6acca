//! How long deliveries really took over each lane, and promising by what was learned of it.

use super::sites::Shares;
use crate::access::Policy;
use crate::admission::Lane as Waits;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Body as Reads, Form, Operation, Part, Place};
use crate::problem::{Code, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::company::{Lane, LaneDraft};
use book::{Book, Command};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::TransitRow;
use vocab::{Day, ZoneId};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/transit",
        policy: Policy::Scope(Scope::CatalogueRead),
        lane: Waits::Reading,
        handler: |call, _| Box::pin(look(call)),
        operation: Operation {
            id: "get_transit",
            part: Part::MasterData,
            summary: "How long deliveries really took, lane by lane: of orders that came with one \
                      shipment, by when that left.",
            query: Some(Form::of::<Days>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<Transit>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/transit/learn",
        policy: Policy::Scope(Scope::CatalogueWrite),
        lane: Waits::Interactive,
        handler: |call, body| Box::pin(learn(call, body)),
        operation: Operation {
            id: "learn_transit",
            part: Part::MasterData,
            summary: "Put what was measured as the `arrivals` of all lanes with deliveries enough. New \
                      promises keep to it as the policy's `promise_percent` says; old ones stand.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Learn>()),
            answers: &[Answer::json::<Transit>(200)],
            problems: openapi::PUT,
            ..Operation::NONE
        },
    },
];

/// Days that are measured when it is not said from when on.
const DAYS: i32 = 90;
/// The most days of one question.
const DAYS_MAX: i32 = 366;
/// Deliveries that a lane must have had for what was measured to be learned, where nothing is said.
const ENOUGH: u32 = 30;

/// `GET /v1/transit`
pub async fn look(call: Call) -> Result<Response, Problem> {
    let query: Days = call.query()?;
    if call.caller.customer().is_some() {
        return Ok(json(StatusCode::OK, &Transit { lanes: Vec::new() }));
    }
    let measured = measured(&call, &query).await?;
    let shown = call.app.ask(move |book| shown(book, &measured)).await?;
    Ok(json(StatusCode::OK, &shown))
}

/// `POST /v1/transit/learn`
pub async fn learn(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Learn = call.json(body).await?;
    let days = Days {
        from: asked.from,
        to: asked.to,
    };
    let mut measured = measured(&call, &days).await?;
    let enough = u64::from(asked.deliveries.unwrap_or(ENOUGH));
    measured.retain(|row| row.deliveries >= enough);
    let plan = move |book: &Book| {
        measured.retain(|row| book.company.lane(row.site, row.zone).is_some());
        let drafts: Vec<LaneDraft> = measured
            .iter()
            .filter_map(|row| learned(book, row))
            .collect();
        (shown(book, &measured), drafts)
    };
    let (answer, drafts) = call.app.ask(plan).await?;
    if drafts.is_empty() {
        let detail = format!("no lane had {enough} deliveries in these days");
        return Err(Problem::web(Code::NotFound).because(detail));
    }
    let decided = call.decide(Command::PutLanes(drafts), &asked).await?;
    Ok(decided.answer(StatusCode::OK, &answer))
}

fn learned(book: &Book, row: &TransitRow) -> Option<LaneDraft> {
    Some(LaneDraft {
        site: book.company.sites.get(row.site.index())?.code.clone(),
        zone: row.zone,
        lane: Lane {
            arrivals: row.arrivals,
            ..*book.company.lane(row.site, row.zone)?
        },
    })
}

async fn measured(call: &Call, days: &Days) -> Result<Vec<TransitRow>, Problem> {
    let to = days.to.unwrap_or_else(|| call.app.now().today);
    let from = days.from.unwrap_or_else(|| to.plus(1 - DAYS));
    if from > to || to.since(from) >= DAYS_MAX {
        let detail = format!("from {from} to {to} must be 1 to {DAYS_MAX} days");
        return Err(Problem::web(Code::BadQuery).because(detail));
    }
    call.catch_up().await?;
    let rows = call.app.blocking(move |app| app.views.transit(from, to));
    Ok(rows.await??)
}

fn shown(book: &Book, measured: &[TransitRow]) -> Transit {
    let lane = |row: &TransitRow| {
        let given = book.company.lane(row.site, row.zone);
        Some(Measured {
            site: book.company.sites.get(row.site.index())?.code.clone(),
            zone: row.zone,
            deliveries: row.deliveries,
            transit_days: given.map(|lane| lane.transit_days),
            usual_days: row.usual,
            arrivals: row.arrivals.into(),
        })
    };
    Transit {
        lanes: measured.iter().filter_map(lane).collect(),
    }
}

/// Which days to measure.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "TransitQuery")]
struct Days {
    /// The first day that goods left on; 89 days before the last one when absent.
    from: Option<Day>,
    /// The last day, at most 365 later; today when absent.
    to: Option<Day>,
}

/// What to learn from.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LearnTransit")]
struct Learn {
    /// The first day that goods left on; 89 days before the last one when absent.
    from: Option<Day>,
    /// The last day, at most 365 later; today when absent.
    to: Option<Day>,
    /// How many deliveries a lane must have had; 30 when absent.
    #[schemars(range(min = 1))]
    deliveries: Option<u32>,
}

/// How long deliveries took.
#[derive(JsonSchema, Serialize)]
struct Transit {
    /// Lanes that had any, by site and zone.
    lanes: Vec<Measured>,
}

/// How long deliveries over a lane took.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "TransitMeasured")]
struct Measured {
    /// Code of the site.
    site: String,
    /// The zone.
    zone: ZoneId,
    /// How many there were.
    deliveries: u64,
    /// Days that the lane says; null where it is gone.
    transit_days: Option<u16>,
    /// Days within which half of them came.
    usual_days: u16,
    /// Days within which more of them came.
    arrivals: Shares,
}
