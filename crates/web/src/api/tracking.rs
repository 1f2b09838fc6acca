//! What carriers tell of shipments on their way: what arrived is delivered, what is in trouble is an
//! exception.

mod report;
mod take_up;

use super::papers::of_shipment;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json, note};
use crate::openapi::{Answer, Body as Reads, Operation, Part};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::refusal;
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use take_up::take_up;
use vocab::{Day, ExceptionId};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    ONE,
    Route {
        path: "/v1/tracking",
        handler: |call, body| Box::pin(report::receive(call, body)),
        operation: Operation {
            id: "send_tracking",
            part: Part::Fulfilment,
            summary: "Send what a carrier reports, as X12 214 or EDIFACT IFTSTA: each status is taken up \
                      for the shipments with its tracking number. The same may be sent again.",
            body: Some(Reads::Bytes),
            answers: &[Answer::json::<report::Taken>(200)],
            problems: &[
                Kind::Web(Code::BadHeader),
                Kind::Web(Code::ViewsBehind),
                Kind::Web(Code::BadValue),
                Kind::Web(Code::TooLarge),
            ],
            ..Operation::NONE
        },
        ..ONE
    },
];

/// Of one shipment.
const ONE: Route = Route {
    verb: Verb::Post,
    path: "/v1/shipments/{shipment}/tracking",
    policy: Policy::Scope(Scope::FulfilmentWrite),
    lane: Lane::First,
    handler: |call, body| Box::pin(track(call, body)),
    operation: Operation {
        id: "track_shipment",
        part: Part::Fulfilment,
        summary: "Tell what the carrier says of a shipment. What arrived is delivered, once, however \
                  often it is told; trouble becomes an exception of the order.",
        body: Some(Reads::json::<Tracking>()),
        answers: &[Answer::json::<Told>(200)],
        problems: &[
            Kind::Web(Code::NotFound),
            Kind::Web(Code::BadHeader),
            Kind::Web(Code::ViewsBehind),
            Kind::Web(Code::MalformedJson),
            Kind::Web(Code::UnknownField),
            Kind::Web(Code::BadValue),
            Kind::Web(Code::TooLarge),
            Kind::Web(Code::UnsupportedMediaType),
        ],
        also: &[
            Kind::Book(refusal::Code::NotAtStage),
            Kind::Book(refusal::Code::OutOfRange),
        ],
        ..Operation::NONE
    },
};

/// `POST /v1/shipments/{shipment}/tracking`
pub async fn track(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Tracking = call.json(body).await?;
    let row = of_shipment(&call, |_, row| Ok(row.clone())).await?;
    let news = News {
        status: asked.status,
        expected: asked.expected,
    };
    let (told, seq) = take_up(&call, &row, news).await?;
    let mut response = json(StatusCode::OK, &told);
    note(response.headers_mut(), seq, None);
    Ok(response)
}

/// What the carrier says.
#[derive(Debug, JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tracking {
    /// What happened to the whole shipment.
    status: Status,
    /// When the carrier says that it arrives now, for goods that are not there yet; today or later.
    expected: Option<Day>,
}

/// What a carrier tells of a shipment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct News {
    status: Status,
    /// When it arrives now.
    expected: Option<Day>,
}

/// What happened to a shipment on its way, as far as the order is concerned.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ShipmentStatus")]
enum Status {
    /// It was handed over.
    Delivered,
    /// It comes later than it should.
    Delayed,
    /// Customs holds it.
    CustomsHold,
    /// It was to be handed over, and could not be.
    FailedDelivery,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "TrackingOutcome")]
enum Outcome {
    /// The goods of the shipment are delivered.
    Delivered,
    /// There is an exception, new or with more in it.
    Raised,
    /// Nothing: it was known, or nothing of the shipment is on its way any more.
    Known,
}

/// A shipment with what was told of it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ShipmentTold")]
struct Told {
    /// The shipment.
    shipment: String,
    /// Number of the order.
    order: String,
    /// What happened to it.
    status: Status,
    /// What came of that.
    outcome: Outcome,
    /// The exception that was raised; null when none was.
    exception: Option<ExceptionId>,
}
