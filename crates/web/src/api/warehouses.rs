//! What warehouses of others say they shipped (X12 945): goods of a release leave, and what is short is
//! promised anew.

use super::papers::gathered;
use crate::access::Policy;
use crate::admission::Lane;
use crate::body;
use crate::call::{Call, json, note};
use crate::openapi::{Answer, Body as Reads, Operation, Part};
use crate::outgoing::{Release, Unknown};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::{Command, Stage};
use intake::report::{self, Shipped};
use keep::Scope;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use vocab::{Decimal, Quantity, Unit};

/// The most shipments of one report.
const SHIPMENTS_MAX: usize = 500;

/// The routes of this file.
pub const ROUTES: &[Route] = &[Route {
    verb: Verb::Post,
    path: "/v1/warehouse-shipments",
    policy: Policy::Scope(Scope::FulfilmentWrite),
    lane: Lane::First,
    handler: |call, body| Box::pin(receive(call, body)),
    operation: Operation {
        id: "send_warehouse_shipments",
        part: Part::Fulfilment,
        summary: "Send what a warehouse says it shipped, as X12 945: of each release that it was ordered \
                  to ship, the goods leave, and what it reports short is promised anew. The same may be \
                  sent again.",
        body: Some(Reads::Bytes),
        answers: &[Answer::json::<Taken>(200)],
        problems: &[
            Kind::Web(Code::BadHeader),
            Kind::Web(Code::ViewsBehind),
            Kind::Web(Code::BadValue),
            Kind::Web(Code::TooLarge),
        ],
        ..Operation::NONE
    },
}];

/// What came of a report.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(rename = "WarehouseReportTold")]
struct Taken {
    /// The releases that were shipped, whole or in part.
    told: Vec<Told>,
    /// What needs a person.
    refused: Vec<Refused>,
    /// Numbers of orders to warehouses that there are not.
    unknown: Vec<String>,
    /// Messages that are no such report.
    passed_over: usize,
}

/// A shipment of a release.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WarehouseShipmentTold")]
struct Told {
    /// The number of the order to the warehouse.
    release: String,
    /// Number of the order.
    order: String,
    /// Base units that left.
    shipped: u64,
    /// Base units that were short.
    short: u64,
}

/// A shipment that could not be taken up, or not as a whole.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WarehouseShipmentRefused")]
struct Refused {
    /// The number of the order to the warehouse.
    release: String,
    /// Why; `/problems/{code}` tells what it means.
    code: String,
    /// The same as a sentence.
    detail: String,
}

/// `POST /v1/warehouse-shipments`
async fn receive(call: Call, body: Body) -> Result<Response, Problem> {
    let limit = call.app.limits.json_bytes;
    let bytes = body::read(body, &call.head.headers, limit).await?;
    let reports = call.app.blocking(move |_| report::read(&bytes)).await?;
    if reports.shipped.is_empty() {
        let detail = "nothing that a warehouse shipped is in it: X12 945 is read";
        return Err(Problem::web(Code::BadValue).because(detail));
    }
    if reports.shipped.len() > SHIPMENTS_MAX {
        let detail = format!("at most {SHIPMENTS_MAX} shipments are taken at once");
        return Err(Problem::web(Code::TooLarge).because(detail));
    }
    let mut taken = Taken {
        passed_over: reports.left_out + reports.events.len() + reports.stocked.len(),
        ..Taken::default()
    };
    let mut last = None;
    for shipped in &reports.shipped {
        last = last.max(taken.take(&call, shipped).await?);
    }
    let mut response = json(StatusCode::OK, &taken);
    note(response.headers_mut(), last, None);
    Ok(response)
}

impl Taken {
    /// Takes up a shipment; the last journal record of it.
    async fn take(&mut self, call: &Call, shipped: &Shipped) -> Result<Option<u64>, Problem> {
        let number = shipped.order.clone().unwrap_or_default();
        let Some((release, units)) = release(call, &number).await? else {
            self.unknown.push(number);
            return Ok(None);
        };
        let claim = match Claim::of(shipped, &release, &units) {
            Ok(claim) => claim,
            Err(detail) => {
                self.refuse(number, Code::BadValue.as_str(), &detail);
                return Ok(None);
            }
        };
        let mut last = None;
        for (step, command) in claim.commands(&release, shipped.tracking.as_ref()) {
            // A warehouse may ship a release in parts, each of which it numbers.
            let part = shipped.shipment.as_deref().unwrap_or_default();
            let once = format!("the {step} of shipment {part:?} of release {number}");
            match call.decide_once(&once, command).await {
                Ok(decided) => last = last.max(Some(decided.seq)),
                Err(problem) => {
                    let Kind::Book(code) = problem.kind() else {
                        return Err(problem);
                    };
                    self.refuse(number, code.as_str(), problem.detail());
                    return Ok(last);
                }
            }
        }
        self.told.push(Told {
            release: number,
            order: release.order.number(),
            shipped: sum(&claim.shipped),
            short: sum(&claim.short),
        });
        Ok(last)
    }

    fn refuse(&mut self, release: String, code: &str, detail: &str) {
        self.refused.push(Refused {
            release,
            code: code.to_owned(),
            detail: detail.to_owned(),
        });
    }
}

/// A release, with the unit that each of its lines is counted in.
type Counted = (Release, BTreeMap<u16, Unit>);

/// The release that a number names; none where nothing was released there.
async fn release(call: &Call, number: &str) -> Result<Option<Counted>, Problem> {
    let id = number.to_owned();
    let found = gathered(call, move |gathering| match gathering.release(&id) {
        Ok(release) => {
            let units = gathering.counted_in(&release)?;
            Ok(Some((release, units)))
        }
        Err(Unknown::Absent) => Ok(None),
        Err(other) => Err(other),
    });
    found.await
}

/// What a warehouse says of a release, by line, in base units.
struct Claim {
    shipped: Vec<(u16, Quantity)>,
    short: Vec<(u16, Quantity)>,
}

impl Claim {
    /// What is claimed, where it can be true: of lines of the release, and not more than it has.
    fn of(
        report: &Shipped,
        release: &Release,
        units: &BTreeMap<u16, Unit>,
    ) -> Result<Claim, String> {
        let mut claim = Claim {
            shipped: Vec::new(),
            short: Vec::new(),
        };
        for line in &report.lines {
            let stated = line.line.as_deref().unwrap_or_default();
            let released = stated.parse::<u16>().ok();
            let released =
                released.and_then(|number| release.lines.iter().find(|(line, _)| *line == number));
            let (number, most) =
                released.ok_or_else(|| format!("line {stated:?} is not of the release"))?;
            let unit = units.get(number).copied();
            if let (Some(told), Some(unit)) = (line.unit, unit)
                && told != unit
            {
                return Err(format!(
                    "line {number}: told in {told}, it was ordered in {unit}"
                ));
            }
            let (shipped, short) = (whole(line.shipped)?, whole(line.short)?);
            let claimed = shipped.0.saturating_add(short.0);
            if claimed > most.0 {
                let most = most.0;
                return Err(format!(
                    "line {number}: {claimed} are claimed, {most} were released"
                ));
            }
            claim.shipped.push((*number, shipped));
            claim.short.push((*number, short));
        }
        [&mut claim.shipped, &mut claim.short]
            .into_iter()
            .for_each(|lines| lines.retain(|(_, quantity)| !quantity.is_zero()));
        Ok(claim)
    }

    /// What is short first, so that what is promised instead does not wait; then what left, stage by stage.
    fn commands(
        &self,
        release: &Release,
        tracking: Option<&String>,
    ) -> Vec<(&'static str, Command)> {
        let (order, site) = (release.order, release.site);
        let short = Command::PickShort {
            order,
            site,
            lines: self.short.clone(),
        };
        let short = (!self.short.is_empty()).then_some(("shortage", short));
        let advance = |step, to, tracking: Option<String>| {
            let command = Command::Advance {
                order,
                to,
                site,
                lines: self.shipped.clone(),
                tracking,
                packages: Vec::new(),
            };
            (step, command)
        };
        let left = [
            advance("picking", Stage::Picked, None),
            advance("packing", Stage::Packed, None),
            advance("leaving", Stage::Shipped, tracking.cloned()),
        ];
        let left = left.into_iter().filter(|_| !self.shipped.is_empty());
        short.into_iter().chain(left).collect()
    }
}

/// A quantity in base units, which the warehouse was ordered in.
fn whole(stated: Option<Decimal>) -> Result<Quantity, String> {
    let stated = stated.unwrap_or(Decimal::ZERO);
    let count = stated
        .at_scale(0)
        .and_then(|count| u64::try_from(count).ok());
    let count = count.map(Quantity);
    count.ok_or_else(|| format!("{stated} is no number of goods"))
}

fn sum(lines: &[(u16, Quantity)]) -> u64 {
    let quantities = lines.iter().map(|(_, quantity)| quantity.0);
    quantities.fold(0, u64::saturating_add)
}
