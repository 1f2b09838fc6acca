//! Reports of carriers, X12 214 and EDIFACT IFTSTA: what they tell of the shipments that have their tracking
//! numbers.

use super::take_up::take_up;
use super::{News, Status, Told};
use crate::api::papers::gathered;
use crate::body;
use crate::call::{Call, json, note};
use crate::problem::{Code, Kind, Problem};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use intake::report::{self, Reports};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use views::{ShipmentFilter, ShipmentRow};
use vocab::TrackingStatus;

/// The most tracking numbers of one report.
const NUMBERS_MAX: usize = 500;
/// The most shipments that one tracking number stands for.
const SHIPMENTS_MAX: usize = 50;

/// What came of a report.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(rename = "TrackingReportTold")]
pub(super) struct Taken {
    /// What was told of shipments, with what came of it.
    told: Vec<Told>,
    /// What needs a person.
    refused: Vec<Refused>,
    /// Tracking numbers that no shipment has, or more than 50 have.
    unknown: Vec<String>,
    /// How much changes nothing: statuses such as that of goods on their way, those without a
    /// tracking number, and messages of other kinds.
    passed_over: usize,
}

/// What was told of a shipment and could not be taken up.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TrackingRefused")]
struct Refused {
    /// The shipment.
    shipment: String,
    /// Number of the order.
    order: String,
    /// What happened to it, as the carrier says.
    status: Status,
    /// Why it was refused; `/problems/{code}` tells what it means.
    code: String,
    /// The same as a sentence.
    detail: String,
}

/// What a report tells of each tracking number.
#[derive(Default)]
struct Claims {
    by_number: BTreeMap<String, Stops>,
    passed_over: usize,
}

/// What is told under one tracking number, by the number of the shipper that each stop of the load has.
type Stops = BTreeMap<Option<String>, BTreeSet<Status>>;

/// `POST /v1/tracking`
pub(super) async fn receive(call: Call, body: Body) -> Result<Response, Problem> {
    let limit = call.app.limits.json_bytes;
    let bytes = body::read(body, &call.head.headers, limit).await?;
    let claims = call.app.blocking(move |_| read(&bytes)).await??;
    let mut taken = Taken {
        passed_over: claims.passed_over,
        ..Taken::default()
    };
    let mut last = None;
    for (number, stops) in claims.by_number {
        let rows = shipments(&call, &number).await?;
        let meant: Vec<_> = stops
            .iter()
            .flat_map(|stop| at(stop, &stops, &rows))
            .collect();
        if meant.is_empty() && stops.values().any(|statuses| !statuses.is_empty()) {
            taken.unknown.push(number);
        }
        for (row, statuses) in meant {
            last = last.max(taken.take(&call, row, statuses).await?);
        }
    }
    let mut response = json(StatusCode::OK, &taken);
    note(response.headers_mut(), last, None);
    Ok(response)
}

/// Reads a report.
///
/// # Errors
/// `bad_value` where it tells of no shipment; `too_large` where it tells of too many.
fn read(bytes: &[u8]) -> Result<Claims, Problem> {
    let reports = report::read(bytes);
    if reports.events.is_empty() {
        let detail = "no status of a shipment is in it: X12 214 and EDIFACT IFTSTA are read";
        return Err(Problem::web(Code::BadValue).because(detail));
    }
    let claims = Claims::of(reports);
    match claims.by_number.len() > NUMBERS_MAX {
        true => {
            let detail = format!("at most {NUMBERS_MAX} tracking numbers are taken at once");
            Err(Problem::web(Code::TooLarge).because(detail))
        }
        false => Ok(claims),
    }
}

impl Claims {
    /// What arrived is past all the trouble before.
    fn of(reports: Reports) -> Claims {
        let mut claims = Claims {
            passed_over: reports.left_out + reports.shipped.len() + reports.stocked.len(),
            ..Claims::default()
        };
        for event in reports.events {
            let status = Status::of(event.status);
            claims.passed_over += usize::from(status.is_none() || event.tracking.is_none());
            if let Some(number) = event.tracking {
                let stops = claims.by_number.entry(number).or_default();
                stops.entry(event.shipment).or_default().extend(status);
            }
        }
        let stops = claims.by_number.values_mut();
        for statuses in stops.flat_map(BTreeMap::values_mut) {
            if statuses.contains(&Status::Delivered) {
                *statuses = BTreeSet::from([Status::Delivered]);
            }
        }
        claims
    }
}

impl Status {
    /// What it is to the order that a carrier says this; `None` where it is nothing.
    fn of(told: TrackingStatus) -> Option<Status> {
        match told {
            TrackingStatus::Delivered => Some(Status::Delivered),
            TrackingStatus::Delayed => Some(Status::Delayed),
            TrackingStatus::CustomsHold => Some(Status::CustomsHold),
            TrackingStatus::Attempted => Some(Status::FailedDelivery),
            TrackingStatus::Announced
            | TrackingStatus::PickedUp
            | TrackingStatus::InTransit
            | TrackingStatus::OutForDelivery
            | TrackingStatus::ReadyForPickup
            | TrackingStatus::Exception
            | TrackingStatus::Returned
            | TrackingStatus::Cancelled
            | TrackingStatus::Other => None,
        }
    }
}

/// The shipments with a tracking number, as far as the caller may see them; none where there are too many.
async fn shipments(call: &Call, number: &str) -> Result<Vec<ShipmentRow>, Problem> {
    let filter = ShipmentFilter {
        customer: call.caller.customer(),
        tracking: Some(number.to_owned()),
        ..ShipmentFilter::default()
    };
    let page = gathered(call, move |gathering| {
        Ok(gathering.views.shipments(&filter, None, SHIPMENTS_MAX)?)
    });
    let page = page.await?;
    Ok(match page.next {
        None => page.items,
        Some(_) => Vec::new(),
    })
}

/// The shipments that a stop is about, with what is told of them. Where a load of several shipments has several
/// stops, each is about the one that its number names: that the load was unloaded once doesn't say that all of it
/// was.
fn at<'a>(
    (name, statuses): (&'a Option<String>, &'a BTreeSet<Status>),
    stops: &'a Stops,
    rows: &'a [ShipmentRow],
) -> impl Iterator<Item = (&'a ShipmentRow, &'a BTreeSet<Status>)> {
    let is_plain = stops.len() == 1 || rows.len() == 1;
    let named = move |row: &&ShipmentRow| {
        let name = name.as_ref();
        is_plain || name.is_some_and(|name| *name == row.id() || *name == row.number)
    };
    let told = !statuses.is_empty();
    let rows = rows.iter().filter(move |_| told).filter(named);
    rows.map(move |row| (row, statuses))
}

impl Taken {
    /// Takes up what is told of a shipment; the last journal record of it.
    async fn take(
        &mut self,
        call: &Call,
        row: &ShipmentRow,
        statuses: &BTreeSet<Status>,
    ) -> Result<Option<u64>, Problem> {
        let mut last = None;
        for status in statuses {
            let news = News {
                status: *status,
                expected: None,
            };
            match take_up(call, row, news).await {
                Ok((told, seq)) => {
                    self.told.push(told);
                    last = last.max(seq);
                }
                Err(problem) => self.refused.push(refused(row, *status, problem)?),
            }
        }
        Ok(last)
    }
}

/// What the book refuses is told of this shipment; what else goes wrong is about the server.
fn refused(row: &ShipmentRow, status: Status, problem: Problem) -> Result<Refused, Problem> {
    match problem.kind() {
        Kind::Web(_) => Err(problem),
        Kind::Book(code) => Ok(Refused {
            shipment: row.id(),
            order: row.number.clone(),
            status,
            code: code.as_str().to_owned(),
            detail: problem.detail().to_owned(),
        }),
    }
}
