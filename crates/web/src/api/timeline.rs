//! The timeline of an order: everything from the document to the doorstep, with who did it.

use super::archive::may_see;
use super::forms::{BackorderForm, HoldForm, backorder_form, hold_forms, word};
use super::orders::{looked_at, named};
use super::requests::{Reason, reason};
use crate::access::{Caller, Policy};
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::codes::Codes;
use crate::openapi::{self, Answer, Operation, Part, Place};
use crate::problem::Problem;
use crate::router::{Route, Verb};
use crate::state::App;
use axum::http::StatusCode;
use axum::response::Response;
use book::event::Amendment;
use book::exception::Kind;
use book::order::{HoldKind, StatedItem};
use book::plan::Shift;
use book::request::{Intent, ReadAs};
use book::{Book, Stage};
use keep::Scope;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use views::{Correction, Happening, OrderView, PromisedLine, TermsTold, TimelineEntry};
use vocab::{ActorId, Currency, Day, ExceptionId, Instant, OrderId, Quantity, RequestId, ReturnId};

/// The routes of this file.
pub const ROUTES: &[Route] = &[Route {
    verb: Verb::Get,
    path: "/v1/orders/{number}/timeline",
    policy: Policy::Scope(Scope::OrdersRead),
    lane: Lane::Reading,
    handler: |call, _| Box::pin(tell(call)),
    operation: Operation {
        id: "get_order_timeline",
        part: Part::Orders,
        summary: "Everything that happened to an order, its document and its returns, in order, with \
                  who did it; the first 2,000 things.",
        headers: &[Place::KEPT_AFTER],
        answers: &[Answer::json::<Timeline>(200)],
        problems: openapi::LOOK,
        ..Operation::NONE
    },
}];

/// `GET /v1/orders/{number}/timeline`
pub async fn tell(call: Call) -> Result<Response, Problem> {
    let (view, _) = looked_at(&call, named(&call)?).await?;
    let caller = call.caller.clone();
    let people = call.app.blocking(move |app| people(app, &caller, view));
    let (view, people) = people.await??;
    let told = move |book: &Book| json(StatusCode::OK, &timeline(book, &view, &people));
    call.app.ask(told).await
}

/// The timeline of an order.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "OrderTimeline")]
struct Timeline {
    /// The order's number.
    number: String,
    /// What happened, in order.
    events: Vec<Told>,
}

/// One thing that happened. What does not belong to it is left out.
#[derive(Default, JsonSchema, Serialize)]
#[schemars(rename = "TimelineEvent")]
struct Told {
    /// When.
    at: Instant,
    /// The journal record that it stands in.
    seq: u64,
    /// By whom; 0 is Kept itself.
    actor: ActorId,
    /// What that user or key is called, where that can be told.
    by: Option<String>,
    /// What: document_received, document_read, request_raised, request_parked, request_accepted,
    /// request_declined, placed, promised, holds_set, hold_released, amended, cancelled, advanced,
    /// finished, promise_broken, postponed, delivery_changed, picked_short, planned, return_placed,
    /// return_received or return_closed.
    what: String,
    /// How much of which lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lines: Vec<Share>,
    /// What each line was promised.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    promised: Vec<Given>,
    /// The holds that were set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    holds: Vec<HoldForm>,
    /// The kind of hold that was released.
    #[serde(skip_serializing_if = "Option::is_none")]
    hold: Option<HoldKind>,
    /// What was changed, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<Amended>,
    /// The stage that goods reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<Stage>,
    /// Code of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<String>,
    /// The carrier's tracking number.
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking: Option<String>,
    /// Why it was cancelled, or the request declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Why the request waited for a person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<Reason>,
    /// What a person put right in the request before it was accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    corrected: Vec<Correction>,
    /// What the document turned out to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_as: Option<ReadAs>,
    /// The request.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<RequestId>,
    /// What the sender wants.
    #[serde(skip_serializing_if = "Option::is_none")]
    intent: Option<Intent>,
    /// Confidence of the least certain field, in thousandths.
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<u16>,
    /// Number of the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    /// The return.
    #[serde(rename = "return", skip_serializing_if = "Option::is_none")]
    return_order: Option<ReturnId>,
    /// The exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    exception: Option<ExceptionId>,
    /// What kind of trouble the promises are in.
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<Kind>,
    /// Lines whose promises are in trouble.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    broken: Vec<u16>,
    /// Which lines a plan moved, from when to when.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    moved: Vec<MovedLine>,
    /// True when nothing of the order was delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled: Option<bool>,
}

/// How much of a line.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "TimelineLine")]
struct Share {
    /// Which line; of a return, the line of the return.
    line: u16,
    /// How much, base units.
    quantity: Quantity,
    /// What becomes of returned goods: restock or scrap.
    #[serde(skip_serializing_if = "Option::is_none")]
    disposition: Option<String>,
}

/// A line that a plan moved.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "TimelineMove")]
struct MovedLine {
    /// Which line.
    line: u16,
    /// When the last of it was to arrive; null without a day.
    from: Option<Day>,
    /// When it is now.
    to: Option<Day>,
}

/// What a line was promised.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "TimelinePromise")]
struct Given {
    /// Which line.
    line: u16,
    /// How much has a date, base units.
    quantity: Quantity,
    /// When the last of it arrives.
    last_delivery_date: Option<Day>,
    /// What has none.
    backorder: Option<BackorderForm>,
}

/// One change.
#[derive(Default, JsonSchema, Serialize)]
#[schemars(rename = "TimelineChange")]
struct Amended {
    /// What was changed: quantity, requested_delivery_date, ship_to, line_added, item, terms or expires.
    change: &'static str,
    /// Which line; null is the whole order, or a line that was added.
    line: Option<u16>,
    /// The new quantity, base units.
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<Quantity>,
    /// The new day; absent is as soon as possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    requested_delivery_date: Option<Day>,
    /// Code of the new ship-to.
    #[serde(skip_serializing_if = "Option::is_none")]
    ship_to: Option<String>,
    /// Code of the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    /// The new terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<TermsTold>,
    /// When the reservation lapses now; absent when it was confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<Instant>,
}

type People = BTreeMap<ActorId, String>;

/// What the actors of a timeline are called. A customer is told the names of its own people only.
fn people(app: &App, caller: &Caller, view: OrderView) -> Result<(OrderView, People), Problem> {
    let mut people = People::new();
    for entry in &view.timeline {
        let actor = entry.actor;
        if !people.contains_key(&actor)
            && may_see(app, caller, actor)?
            && let Some(name) = app.users.actor_name(actor)?
        {
            people.insert(actor, name);
        }
    }
    Ok((view, people))
}

fn timeline(book: &Book, view: &OrderView, people: &People) -> Timeline {
    let currency = view.order.value.currency;
    let told = |entry: &TimelineEntry| Told {
        at: entry.at,
        seq: entry.seq,
        actor: entry.actor,
        by: people.get(&entry.actor).cloned(),
        what: word(&entry.happening, "kind"),
        ..of_happening(book, &entry.happening, currency)
    };
    Timeline {
        number: view.order.number.clone(),
        events: view.timeline.iter().map(told).collect(),
    }
}

/// The circumstances of what happened.
fn of_happening(book: &Book, happening: &Happening, currency: Currency) -> Told {
    let nothing = Told::default;
    match happening {
        Happening::DocumentReceived => nothing(),
        Happening::DocumentRead { read_as } => Told {
            read_as: Some(*read_as),
            ..nothing()
        },
        Happening::RequestRaised {
            request,
            intent,
            confidence,
        } => Told {
            request: Some(*request),
            intent: Some(*intent),
            confidence: Some(*confidence),
            ..nothing()
        },
        Happening::RequestParked { reasons } => Told {
            reasons: reasons.iter().map(reason).collect(),
            ..nothing()
        },
        Happening::RequestAccepted {
            request,
            order,
            corrected,
        } => Told {
            request: Some(*request),
            order: Some(OrderId::number(*order)),
            corrected: corrected.clone(),
            ..nothing()
        },
        Happening::RequestDeclined { reason } => Told {
            reason: Some(word(reason, "")),
            ..nothing()
        },
        Happening::Placed { holds, .. } | Happening::HoldsSet { holds } => Told {
            holds: hold_forms(holds, currency),
            ..nothing()
        },
        Happening::Promised { lines } => Told {
            promised: lines.iter().map(given).collect(),
            ..nothing()
        },
        Happening::HoldReleased { hold } => Told {
            hold: Some(*hold),
            ..nothing()
        },
        Happening::Amended { changes } => Told {
            changes: changes.iter().map(|one| amended(book, one)).collect(),
            ..nothing()
        },
        Happening::Cancelled { lines, reason } => Told {
            lines: shares(lines),
            reason: Some(word(reason, "")),
            ..nothing()
        },
        Happening::Advanced {
            to,
            site,
            lines,
            tracking,
        } => Told {
            stage: Some(*to),
            site: site_code(book, *site),
            lines: shares(lines),
            tracking: tracking.clone(),
            ..nothing()
        },
        Happening::Finished { cancelled } => Told {
            cancelled: Some(*cancelled),
            ..nothing()
        },
        Happening::PromiseBroken {
            exception,
            trouble,
            cause: _,
            lines,
        } => Told {
            exception: Some(*exception),
            trouble: Some(*trouble),
            broken: lines.clone(),
            ..nothing()
        },
        Happening::Postponed {
            site,
            was: _,
            goods_issue: _,
            delivery: _,
        } => Told {
            site: site_code(book, *site),
            ..nothing()
        },
        Happening::DeliveryChanged {
            site,
            lines,
            was,
            delivery,
        } => Told {
            site: site_code(book, *site),
            moved: lines
                .iter()
                .map(|line| MovedLine {
                    line: *line,
                    from: Some(*was),
                    to: *delivery,
                })
                .collect(),
            ..nothing()
        },
        Happening::PickedShort { site, lines } => Told {
            site: site_code(book, *site),
            lines: shares(lines),
            ..nothing()
        },
        Happening::Planned { exception, shifts } => Told {
            exception: *exception,
            moved: shifts.iter().map(moved_line).collect(),
            ..nothing()
        },
        Happening::ReturnPlaced { return_order, site } => Told {
            return_order: Some(*return_order),
            site: site_code(book, *site),
            ..nothing()
        },
        Happening::ReturnReceived {
            return_order,
            lines,
        } => Told {
            return_order: Some(*return_order),
            lines: lines
                .iter()
                .map(|(line, quantity, disposition)| Share {
                    line: *line,
                    quantity: *quantity,
                    disposition: Some(word(disposition, "")),
                })
                .collect(),
            ..nothing()
        },
        Happening::ReturnClosed { return_order } => Told {
            return_order: Some(*return_order),
            ..nothing()
        },
    }
}

fn moved_line(shift: &Shift) -> MovedLine {
    MovedLine {
        line: shift.line,
        from: shift.was,
        to: shift.becomes,
    }
}

fn shares(lines: &[(u16, Quantity)]) -> Vec<Share> {
    let share = |(line, quantity): &(u16, Quantity)| Share {
        line: *line,
        quantity: *quantity,
        disposition: None,
    };
    lines.iter().map(share).collect()
}

fn given(line: &PromisedLine) -> Given {
    Given {
        line: line.line,
        quantity: line.promised,
        last_delivery_date: line.delivery,
        backorder: line.backorder.map(backorder_form),
    }
}

fn amended(book: &Book, change: &Amendment) -> Amended {
    let item = |id| book.goods(id).map(|goods| goods.code.to_owned());
    match change {
        Amendment::Quantity { line, quantity } => Amended {
            change: "quantity",
            line: Some(*line),
            quantity: Some(*quantity),
            ..Amended::default()
        },
        Amendment::Requested { line, day } => Amended {
            change: "requested_delivery_date",
            line: *line,
            requested_delivery_date: *day,
            ..Amended::default()
        },
        Amendment::ShipTo { ship_to } => Amended {
            change: "ship_to",
            ship_to: book.ship_to_code(*ship_to).map(str::to_owned),
            ..Amended::default()
        },
        Amendment::Terms { terms } => Amended {
            change: "terms",
            terms: TermsTold::of(terms, |site| site_code(book, site).ok_or(())).ok(),
            ..Amended::default()
        },
        Amendment::Expires { at } => Amended {
            change: "expires",
            expires: *at,
            ..Amended::default()
        },
        Amendment::LineAdded { line } => Amended {
            change: "line_added",
            quantity: Some(line.quantity),
            requested_delivery_date: line.requested,
            item: match &line.item {
                StatedItem::Known(id) => item(*id),
                StatedItem::Unknown(text) => Some(text.clone()),
            },
            ..Amended::default()
        },
        Amendment::ItemResolved { line, item: id, .. } => Amended {
            change: "item",
            line: Some(*line),
            item: item(*id),
            ..Amended::default()
        },
    }
}

fn site_code(book: &Book, id: vocab::SiteId) -> Option<String> {
    let site = book.company.sites.get(id.index())?;
    Some(site.code.clone())
}
