//! Shipments: goods of an order that left a site, with the carrier's tracking number.

use super::orders::{absent, current, named};
use super::paging;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Form, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::http::StatusCode;
use axum::response::Response;
use book::order::{Labelled, PackageKind};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::{ShipmentFilter, ShipmentRow};
use vocab::{Instant, Quantity, Sscc};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/shipments",
        policy: Policy::Scope(Scope::OrdersRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_shipments",
            part: Part::Fulfilment,
            summary: "Shipments, the latest first.",
            query: Some(Form::of::<ListQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/orders/{number}/shipments",
        policy: Policy::Scope(Scope::OrdersRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(of_order(call)),
        operation: Operation {
            id: "list_order_shipments",
            part: Part::Fulfilment,
            summary: "Shipments of an order, the latest first.",
            query: Some(Form::of::<OrderQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            also: &[Kind::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
];

/// `GET /v1/shipments`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let after = paging::behind(query.after.as_deref())?;
    let limit = paging::size(query.limit)?;
    call.catch_up().await?;
    let caller = call.caller.clone();
    let page = call.app.blocking(move |app| {
        let mut filter = ShipmentFilter {
            customer: caller.customer(),
            tracking: query.tracking,
            ..ShipmentFilter::default()
        };
        if let Some(code) = query.customer {
            match app.views.customer_by_code(&code)? {
                Some(row) if caller.may_see(row.id) => filter.customer = Some(row.id),
                Some(_) | None => return Ok(paging::none()),
            }
        }
        if let Some(code) = query.site {
            match app.views.site_by_code(&code)? {
                Some(row) => filter.site = Some(row.site.id),
                None => return Ok(paging::none()),
            }
        }
        app.views.shipments(&filter, after, limit)
    });
    let page: Result<_, views::Fault> = page.await?;
    Ok(told(page?))
}

/// `GET /v1/orders/{number}/shipments`
pub async fn of_order(call: Call) -> Result<Response, Problem> {
    let id = named(&call)?;
    let query: OrderQuery = call.query()?;
    let after = paging::behind(query.after.as_deref())?;
    let limit = paging::size(query.limit)?;
    call.catch_up().await?;
    let filter = ShipmentFilter {
        order: Some(id),
        ..ShipmentFilter::default()
    };
    let look = current(&call, move |app| {
        let buyer = app.views.order(id)?.map(|view| view.order.customer);
        Ok((buyer, app.views.shipments(&filter, after, limit)?))
    });
    match look.await? {
        (Some(buyer), page) if call.caller.may_see(buyer) => Ok(told(page)),
        _ => Err(absent(id)),
    }
}

/// What the list may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ShipmentListQuery")]
struct ListQuery {
    /// Only what the customer with this number bought.
    customer: Option<String>,
    /// Only what left the site with this code.
    site: Option<String>,
    /// Only what has this tracking number.
    tracking: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Shipments on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// Which part of the list of an order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OrderShipmentListQuery")]
struct OrderQuery {
    /// `next` of the page before.
    after: Option<String>,
    /// Shipments on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// A page of shipments.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ShipmentList")]
struct List {
    shipments: Vec<Shipment>,
    next: Option<String>,
}

/// Goods that left a site together.
#[derive(JsonSchema, Serialize)]
struct Shipment {
    /// Which shipment.
    id: String,
    /// Number of the order.
    order: String,
    /// Number of the customer.
    customer: String,
    /// Code of the site.
    site: String,
    /// When they left.
    shipped_at: Instant,
    /// The carrier's tracking number.
    tracking: Option<String>,
    /// What.
    lines: Vec<ShippedLine>,
    /// What they were packed in; empty when nobody said.
    packages: Vec<Packed>,
}

/// A carton or pallet.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "Package")]
struct Packed {
    /// The number on its label.
    sscc: Option<Sscc>,
    /// What it is.
    kind: PackageKind,
    /// What lies in it directly.
    lines: Vec<ShippedLine>,
    /// Which package of this list, from 1, it stands in or on.
    within: Option<u16>,
    /// What it weighs with all that is in it, in grams.
    weight_grams: Option<u32>,
}

/// How much of a line.
#[derive(JsonSchema, Serialize)]
struct ShippedLine {
    /// Which line of the order.
    line: u16,
    /// How much, base units.
    quantity: Quantity,
}

fn told(page: views::Page<ShipmentRow, views::Cursor>) -> Response {
    let list = List {
        shipments: page.items.into_iter().map(shipment).collect(),
        next: page.next.map(|next| next.to_string()),
    };
    json(StatusCode::OK, &list)
}

fn shipment(row: ShipmentRow) -> Shipment {
    Shipment {
        id: row.id(),
        order: row.number,
        customer: row.customer_code,
        site: row.site.code,
        shipped_at: row.at,
        tracking: row.tracking,
        lines: shipped(&row.lines),
        packages: row.packages.iter().map(packed).collect(),
    }
}

fn packed(Labelled { sscc, package }: &Labelled) -> Packed {
    Packed {
        sscc: *sscc,
        kind: package.kind,
        lines: shipped(&package.lines),
        within: package.within,
        weight_grams: package.weight_grams,
    }
}

fn shipped(lines: &[(u16, Quantity)]) -> Vec<ShippedLine> {
    let line = |(line, quantity): &(u16, Quantity)| ShippedLine {
        line: *line,
        quantity: *quantity,
    };
    lines.iter().map(line).collect()
}
