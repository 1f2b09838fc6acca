//! Fulfilment: the goods of an order are released to their site, picked or not found there, packed,
//! shipped and delivered.

use super::moves::{OPERATION, carry_out};
use super::orders::own;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::Call;
use crate::openapi::{Body as Reads, Operation, Part};
use crate::problem::{Flaw, Kind, Problem};
use crate::router::{Answering, Route, Verb};
use axum::body::Body;
use axum::response::Response;
use book::order::{Package, PackageKind};
use book::refusal::Code;
use book::{Book, Command, Stage};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vocab::{Quantity, SiteId};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    route(
        "/v1/orders/{number}/release",
        "release_goods",
        "Hand promised goods to their site, to be picked.",
        Reads::json::<Goods>(),
        |call, body| Box::pin(advance(call, body, Stage::Released)),
    ),
    route(
        "/v1/orders/{number}/pick",
        "pick_goods",
        "Note that released goods are picked.",
        Reads::json::<Goods>(),
        |call, body| Box::pin(advance(call, body, Stage::Picked)),
    ),
    route(
        "/v1/orders/{number}/pick-short",
        "pick_short",
        "Note that released goods are not there. They are gone from the stock of their site, and the \
         order is promised anew from what else there is; what can't be is an exception.",
        Reads::json::<Missing>(),
        |call, body| Box::pin(pick_short(call, body)),
    ),
    route(
        "/v1/orders/{number}/pack",
        "pack_goods",
        "Note that picked goods are packed.",
        Reads::json::<Goods>(),
        |call, body| Box::pin(advance(call, body, Stage::Packed)),
    ),
    route(
        "/v1/orders/{number}/ship",
        "ship_goods",
        "Note that packed goods are on their way, with the carrier's tracking number. They leave \
         the stock.",
        Reads::json::<Consignment>(),
        |call, body| Box::pin(ship(call, body)),
    ),
    route(
        "/v1/orders/{number}/deliver",
        "deliver_goods",
        "Note that shipped goods have arrived; with the last of them, the order is closed.",
        Reads::json::<Goods>(),
        |call, body| Box::pin(advance(call, body, Stage::Delivered)),
    ),
];

const fn route(
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    body: Reads,
    handler: fn(Call, Body) -> Answering,
) -> Route {
    Route {
        verb: Verb::Post,
        path,
        policy: Policy::Scope(Scope::FulfilmentWrite),
        lane: Lane::First,
        handler,
        operation: Operation {
            id,
            part: Part::Fulfilment,
            summary,
            body: Some(body),
            also: &[
                Kind::Book(Code::OrderHeld),
                Kind::Book(Code::NotAtStage),
                Kind::Book(Code::NotInStock),
                Kind::Book(Code::BadText),
                Kind::Book(Code::BadQuantity),
                Kind::Book(Code::Empty),
                Kind::Book(Code::OutOfRange),
                Kind::Book(Code::TooMany),
            ],
            ..OPERATION
        },
    }
}

/// `POST /v1/orders/{number}/release`, `pick`, `pack` and `deliver`
pub async fn advance(call: Call, body: Body, to: Stage) -> Result<Response, Problem> {
    let order = own(&call).await?;
    let asked: Goods = call.json(body).await?;
    let command = Command::Advance {
        order,
        to,
        site: site(&call, &asked.site).await?,
        lines: shares(&asked.lines),
        tracking: None,
        packages: Vec::new(),
    };
    carry_out(&call, order, command, &asked).await
}

/// `POST /v1/orders/{number}/ship`
pub async fn ship(call: Call, body: Body) -> Result<Response, Problem> {
    let order = own(&call).await?;
    let asked: Consignment = call.json(body).await?;
    let command = Command::Advance {
        order,
        to: Stage::Shipped,
        site: site(&call, &asked.site).await?,
        lines: shares(&asked.lines),
        tracking: asked.tracking.clone(),
        packages: asked.packages.iter().map(Parcel::package).collect(),
    };
    carry_out(&call, order, command, &asked).await
}

/// `POST /v1/orders/{number}/pick-short`
pub async fn pick_short(call: Call, body: Body) -> Result<Response, Problem> {
    let order = own(&call).await?;
    let asked: Missing = call.json(body).await?;
    let command = Command::PickShort {
        order,
        site: site(&call, &asked.site).await?,
        lines: shares(&asked.lines),
    };
    carry_out(&call, order, command, &asked).await
}

/// Which goods.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Goods {
    /// Code of the site that they are at, or came from.
    site: String,
    /// How much of which lines; absent or empty is everything that is at the stage before.
    #[serde(default)]
    lines: Vec<Share>,
}

/// Which goods go on their way.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Consignment {
    /// Code of the site that they leave.
    site: String,
    /// How much of which lines; absent or empty is what the packages hold, or without packages
    /// everything that is packed.
    #[serde(default)]
    lines: Vec<Share>,
    /// The carrier's tracking number, at most 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tracking: Option<String>,
    /// What they are packed in, at most 1,000 packages; each gets a number (SSCC) where the policy has
    /// a company prefix. Who says nothing ships in one carton.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    packages: Vec<Parcel>,
}

/// A carton or pallet.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PackageInput")]
struct Parcel {
    /// What it is.
    #[serde(default)]
    kind: PackageKind,
    /// What lies in it directly.
    #[serde(default)]
    lines: Vec<Share>,
    /// Which package of this list, from 1, it stands in or on: an earlier one. At most three deep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    within: Option<u16>,
    /// What it weighs with all that is in it, in grams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weight_grams: Option<u32>,
}

impl Parcel {
    fn package(&self) -> Package {
        Package {
            kind: self.kind,
            lines: shares(&self.lines),
            within: self.within,
            weight_grams: self.weight_grams,
        }
    }
}

/// Which goods are not there.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MissingGoods")]
struct Missing {
    /// Code of the site where they were looked for.
    site: String,
    /// How much of which lines is missing, of what is released and not picked; at least one line.
    lines: Vec<Share>,
}

/// How much of a line.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LineShare")]
struct Share {
    /// Which line.
    line: u16,
    /// How much, base units.
    quantity: Quantity,
}

/// The site of a code.
///
/// # Errors
/// `bad_value` where there is none.
async fn site(call: &Call, code: &str) -> Result<SiteId, Problem> {
    let wanted = code.to_owned();
    let known = move |book: &Book| book.company.site_by_code(&wanted);
    call.app.ask(known).await?.ok_or_else(|| {
        let detail = format!("there is no site \"{}\"", super::flaws::clipped(code));
        let pointer = "/site".to_owned();
        Problem::flawed(vec![Flaw { pointer, detail }])
    })
}

fn shares(lines: &[Share]) -> Vec<(u16, Quantity)> {
    let share = |share: &Share| (share.line, share.quantity);
    lines.iter().map(share).collect()
}
