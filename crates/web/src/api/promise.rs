//! Why an order is promised as it is: what covers each part of it, and the ways that were weighed.

use super::forms::{WayForm, way_form};
use super::orders::{looked_at, named};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Operation, Part, Place};
use crate::problem::Problem;
use crate::router::{Route, Verb};
use axum::http::StatusCode;
use axum::response::Response;
use book::Stage;
use book::order::{Backorder, BackorderReason};
use book::stock::supply::SupplyKind;
use keep::Scope;
use schemars::JsonSchema;
use serde::Serialize;
use views::{Decision, LineRow, OrderState, OrderView, ScheduleRow, SourceRow};
use vocab::{Day, Instant, Quantity};

/// The routes of this file.
pub const ROUTES: &[Route] = &[Route {
    verb: Verb::Get,
    path: "/v1/orders/{number}/promise",
    policy: Policy::Scope(Scope::OrdersRead),
    lane: Lane::Reading,
    handler: |call, _| Box::pin(explain(call)),
    operation: Operation {
        id: "explain_promise",
        part: Part::Orders,
        summary: "Why an order is promised as it is: the supply that each part of a line is pegged \
                  to, why a quantity has no date, and the ways that each decision weighed.",
        headers: &[Place::KEPT_AFTER, Place::IF_NONE_MATCH],
        answers: &[Answer::empty(304), Answer::json::<Explained<'static>>(200)],
        problems: openapi::LOOK,
        ..Operation::NONE
    },
}];

/// `GET /v1/orders/{number}/promise`
pub async fn explain(call: Call) -> Result<Response, Problem> {
    let (view, tag) = looked_at(&call, named(&call)?).await?;
    // What a way costs, and whom we buy from, is the company's own.
    let all = call.caller.customer().is_none();
    call.tagged(&tag, || json(StatusCode::OK, &explained(&view, all)))
}

/// The promise of an order.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "Promise")]
struct Explained<'a> {
    /// The order's number.
    number: &'a str,
    /// What has become of it; nothing is promised while it is held.
    state: OrderState,
    /// Its lines.
    lines: Vec<Line<'a>>,
    /// What the promise weighed, the latest decision first; at most 50. A customer is told none.
    decisions: Vec<Weighed<'a>>,
}

/// What is promised of a line.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PromiseLine")]
struct Line<'a> {
    /// Counts from 1.
    line: u16,
    /// Code of the item, or what the order calls it.
    item: &'a str,
    /// How much is ordered and not cancelled, base units.
    quantity: Quantity,
    /// When it is wanted; null is as soon as possible.
    requested_delivery_date: Option<Day>,
    /// The parts that have a date, each with what covers it.
    pegs: Vec<Peg<'a>>,
    /// What has none, and why.
    backorder: Option<Short>,
}

/// A part of a line, and the supply that covers it.
#[derive(JsonSchema, Serialize)]
struct Peg<'a> {
    /// How much, base units.
    quantity: Quantity,
    /// Code of the site that it leaves from.
    site: &'a str,
    /// The announced supply that it waits for; null is stock that is there.
    supply: Option<Inbound<'a>>,
    /// When it leaves.
    goods_issue_date: Day,
    /// When it arrives.
    delivery_date: Day,
    /// How far it has come.
    stage: Stage,
    /// How many of a hundred such deliveries arrive by that day; absent where that is not known of the lane.
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence_percent: Option<u8>,
}

/// Supply that is still to come in.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PegSupply")]
struct Inbound<'a> {
    /// What we call it; null to a customer.
    reference: Option<&'a str>,
    /// On its way, or ordered.
    kind: SupplyKind,
    /// When it is due in.
    due_date: Day,
}

/// A quantity without a date.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "Shortage")]
struct Short {
    /// How much, base units.
    quantity: Quantity,
    /// Why.
    reason: BackorderReason,
    /// Why, in words.
    detail: &'static str,
}

/// One decision of the promise.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PromiseDecision")]
struct Weighed<'a> {
    /// When it was taken.
    at: Instant,
    /// The journal record that it stands in.
    seq: u64,
    /// The best ways, the chosen one first.
    considered: Vec<WayForm<'a>>,
}

fn explained(view: &OrderView, all: bool) -> Explained<'_> {
    let decisions = view.decisions.iter().filter(|_| all);
    Explained {
        number: &view.order.number,
        state: view.order.state,
        lines: view.order_lines.iter().map(|row| line(row, all)).collect(),
        decisions: decisions.map(weighed).collect(),
    }
}

fn line(row: &LineRow, all: bool) -> Line<'_> {
    Line {
        line: row.number,
        item: &row.item_code,
        quantity: row.ordered.saturating_sub(row.cancelled),
        requested_delivery_date: row.requested,
        pegs: row.schedule.iter().map(|part| peg(part, all)).collect(),
        backorder: row.backorder.map(short),
    }
}

fn peg(part: &ScheduleRow, all: bool) -> Peg<'_> {
    let supply = match &part.source {
        SourceRow::OnHand => None,
        SourceRow::Inbound {
            reference,
            kind,
            due,
            ..
        } => Some(Inbound {
            reference: Some(reference.as_str()).filter(|_| all),
            kind: *kind,
            due_date: *due,
        }),
    };
    Peg {
        quantity: part.quantity,
        site: &part.site.code,
        supply,
        goods_issue_date: part.goods_issue,
        delivery_date: part.delivery,
        stage: part.stage,
        confidence_percent: Some(part.confidence.percent()).filter(|percent| *percent > 0),
    }
}

fn short(backorder: Backorder) -> Short {
    Short {
        quantity: backorder.quantity,
        reason: backorder.reason,
        detail: match backorder.reason {
            BackorderReason::NoSupply => "no stock and no supply that is not promised already",
            BackorderReason::NoLane => "no site has a lane to the place of delivery",
            BackorderReason::SupplyLost => "the supply that covered it was cancelled or came short",
            BackorderReason::SupplyLate => "the supply that covered it comes too late",
            BackorderReason::StockMissing => "a count found less stock than was thought",
            BackorderReason::Allocation => "an allocation of the customer's groups is used up",
            BackorderReason::Protected => "what is there is kept for other groups of customers",
            BackorderReason::TooLate => "it could only leave after the latest day of the order",
        },
    }
}

fn weighed(decision: &Decision) -> Weighed<'_> {
    Weighed {
        at: decision.at,
        seq: decision.seq,
        considered: decision.ways.iter().map(way_form).collect(),
    }
}
