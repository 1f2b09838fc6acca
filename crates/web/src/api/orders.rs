//! Orders: placing them, looking at them, listing them.

use super::forms::{
    self, Line, Names, Order, Slice, WayForm, amount, backorder_form, hold_forms, unit_price,
    way_form,
};
use super::{plain, resolve};
use crate::access::Policy;
use crate::admission::Lane;
use crate::body::parse;
use crate::call::{Call, Decided, json, json_bytes, located, open_tag};
use crate::codes::Codes;
use crate::openapi::{self, Answer, Body as Reads, Operation, Part, Place};
use crate::problem::{Code, Problem};
use crate::router::{Route, Verb};
use crate::state::App;
use crate::written;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::Response;
use book::order::{OrderDraft, StatedItem};
use book::{Command, Event, Stage};
use intake::json::kept::{Borrowed, OrderDocument};
use keep::Scope;
use schemars::JsonSchema;
use serde::Serialize;
use views::{Happening, LineRow, OrderRow, OrderView, ScheduleRow, SourceRow};
use vocab::{ActorId, CustomerId, Instant, OrderId};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        path: "/v1/orders",
        policy: Policy::Scope(Scope::OrdersWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(place(call, body)),
        operation: Operation {
            id: "place_order",
            part: Part::Orders,
            summary: "Place an order. It is promised, or held with the reasons, before the answer \
                      comes.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<OrderDocument>()),
            answers: &[Answer::json::<Order<'static>>(201)],
            problems: openapi::WRITE,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/orders/{number}",
        policy: Policy::Scope(Scope::OrdersRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(find(call)),
        operation: Operation {
            id: "get_order",
            part: Part::Orders,
            summary: "One order, with everything that happened to it.",
            headers: &[Place::KEPT_AFTER, Place::IF_NONE_MATCH],
            answers: &[Answer::empty(304), Answer::json::<Detailed<'static>>(200)],
            problems: openapi::LOOK,
            ..Operation::NONE
        },
    },
];

/// Room for the answer to an order, in bytes; it grows where that does not suffice.
const ANSWER_BYTES: usize = 4 << 10;

/// `POST /v1/orders`
pub async fn place(call: Call, body: Body) -> Result<Response, Problem> {
    let body = call.json_bytes(body).await?;
    match plain::read(&body) {
        Some(order) => placed(&call, &order, &body).await,
        None => placed(&call, &parse::<OrderDocument<Borrowed>>(&body)?, &body).await,
    }
}

async fn placed<Text: AsRef<str>>(
    call: &Call,
    order: &OrderDocument<Text>,
    body: &Bytes,
) -> Result<Response, Problem> {
    let key = call.key_of(order)?;
    let draft = drafted(call, order, body).await?;
    let command = Command::PlaceOrder(draft);
    let write = |to: &mut Vec<u8>| written::order(to, order);
    let decided = call.decide_as(key, None, command, write).await?;
    shown(call, decided).await
}

/// The order with ids in the place of codes: by the directory, or else by the book.
async fn drafted<Text: AsRef<str>>(
    call: &Call,
    order: &OrderDocument<Text>,
    body: &Bytes,
) -> Result<OrderDraft, Problem> {
    let only = call.caller.customer();
    let look = resolve::look(&call.app);
    let known = look.and_then(|look| resolve::by_directory(&look, order, only));
    if let Some(draft) = known {
        return draft;
    }
    let orders = vec![parse(body)?];
    let drafts = resolve::by_the_book(&call.app, orders, only).await?;
    let draft = drafts.into_iter().next();
    draft.unwrap_or_else(|| Err(Problem::web(Code::Internal)))
}

/// The order that was placed, in the codes of the directory, or else of the book.
async fn shown(call: &Call, decided: Decided) -> Result<Response, Problem> {
    let all = call.caller.customer().is_none();
    let look = resolve::look(&call.app);
    let found = look.and_then(|look| look.sure(|look| show(look, &decided, all)));
    let shown = match found {
        Some(shown) => shown,
        None => {
            let show = move |book: &book::Book| show(book, &decided, all);
            call.app.ask(show).await?
        }
    };
    shown.ok_or_else(|| Problem::web(Code::Internal))
}

/// `GET /v1/orders/{number}`
pub async fn find(call: Call) -> Result<Response, Problem> {
    let id = named(&call)?;
    let (view, tag) = looked_at(&call, id).await?;
    let mut shown = detailed(&view);
    if call.caller.customer().is_some() {
        shown.order.considered.clear();
    }
    call.tagged(&tag, || json(StatusCode::OK, &shown))
}

/// An order as the lists tell it, and its tag. The tag is never newer than what is told: whoever
/// acts on it acts on what was seen, or is told that it has changed.
///
/// # Errors
/// `not_found`, also for an order of someone else's; `views_behind`.
pub async fn looked_at(call: &Call, id: OrderId) -> Result<(OrderView, String), Problem> {
    call.catch_up().await?;
    let version = call.app.ask(move |book| book.orders.version(id)).await?;
    let view = current(call, move |app| app.views.order(id)).await?;
    let mine = |view: &OrderView| call.caller.may_see(view.order.customer);
    let view = view.filter(mine).ok_or_else(|| absent(id))?;
    let tag = match version {
        Some(version) => open_tag(version),
        None => format!("\"s{}\"", view.order.seq),
    };
    Ok((view, tag))
}

/// The order that the path names.
///
/// # Errors
/// `not_found` for anything that is no order number.
pub fn named(call: &Call) -> Result<OrderId, Problem> {
    let text = call.parameter("number");
    OrderId::parse_number(text).ok_or_else(|| Problem::web(Code::NotFound))
}

/// The order that the path names, if it is the caller's to do something with.
///
/// # Errors
/// `not_found`, also for an order of someone else's; `views_behind`.
pub async fn own(call: &Call) -> Result<OrderId, Problem> {
    let id = named(call)?;
    if call.caller.customer().is_none() {
        return Ok(id);
    }
    match buyer(call, id).await? {
        Some(customer) if call.caller.may_see(customer) => Ok(id),
        Some(_) | None => Err(absent(id)),
    }
}

/// Whose order it is. What is finished has left the book, and stands in the lists.
async fn buyer(call: &Call, id: OrderId) -> Result<Option<CustomerId>, Problem> {
    let open = move |book: &book::Book| book.orders.get(id).map(|order| order.customer);
    if let Some(customer) = call.app.ask(open).await? {
        return Ok(Some(customer));
    }
    let view = current(call, move |app| app.views.order(id)).await?;
    Ok(view.map(|view| view.order.customer))
}

/// What the lists tell, once they have reached everything that is durable now.
///
/// # Errors
/// `views_behind` when that takes too long.
pub async fn current<T: Send + 'static>(
    call: &Call,
    question: impl FnOnce(&App) -> Result<T, views::Fault> + Send + 'static,
) -> Result<T, Problem> {
    let seq = call.app.engine.durable();
    let time = call.app.limits.views_time;
    let answer = call
        .app
        .blocking(move |app| app.views.wait_for(seq, time).then(|| question(app)));
    let answer = answer.await?;
    Ok(answer.ok_or_else(|| Problem::web(Code::ViewsBehind))??)
}

/// There is no such order.
pub fn absent(id: OrderId) -> Problem {
    Problem::web(Code::NotFound).because(format!("there is no order {}", id.number()))
}

/// An order with everything that happened to it.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "OrderDetailed")]
struct Detailed<'a> {
    #[serde(flatten)]
    order: Order<'a>,
    document: Option<vocab::ContentHash>,
    history: Vec<Happened>,
}

/// One thing that happened to an order.
#[derive(JsonSchema, Serialize)]
struct Happened {
    at: Instant,
    seq: u64,
    actor: ActorId,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<Stage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking: Option<String>,
}

/// The answer that tells the order, in the codes of what its events name; what ways cost is told
/// only if `all` may be.
fn show(codes: &impl Codes, decided: &Decided, all: bool) -> Option<Response> {
    let Event::OrderPlaced {
        customer,
        ship_to,
        lines,
        ..
    } = decided.events.iter().find_map(forms::placed)?
    else {
        return None;
    };
    let items = lines
        .iter()
        .filter_map(|line| StatedItem::known(&line.item));
    let names = Names::of(codes, *customer, *ship_to, items)?;
    let mut order = Order::placed(&decided.events, &names)?;
    if !all {
        order.considered.clear();
    }
    let mut body = Vec::with_capacity(ANSWER_BYTES);
    written::shown(&mut body, &order);
    let answer = decided.noted(json_bytes(StatusCode::CREATED, body));
    Some(located(answer, &format!("/v1/orders/{}", order.number)))
}

/// An order as the lists tell it.
pub fn order_form(view: &OrderView) -> Order<'_> {
    let row = &view.order;
    let considered: Vec<WayForm> = match view.decisions.first() {
        Some(decision) => decision.ways.iter().map(way_form).collect(),
        None => Vec::new(),
    };
    Order {
        number: row.number.clone(),
        state: row.state,
        customer: &row.customer_code,
        ship_to: row.ship_to_code.as_deref(),
        po_number: row.po_number.as_deref(),
        placed_at: row.placed,
        requested_delivery_date: row.requested,
        terms: view.terms.clone(),
        expires: row.expires,
        value: amount(row.value.minor, row.value.currency),
        holds: hold_forms(&row.holds, row.value.currency),
        lines: view
            .order_lines
            .iter()
            .map(|line| line_form(line, row))
            .collect(),
        considered,
    }
}

fn detailed(view: &OrderView) -> Detailed<'_> {
    Detailed {
        order: order_form(view),
        document: view.order.document,
        history: history(view),
    }
}

fn line_form<'a>(line: &'a LineRow, order: &OrderRow) -> Line<'a> {
    Line {
        line: line.number,
        item: &line.item_code,
        quantity: line.ordered.saturating_sub(line.cancelled),
        unit: line.unit,
        unit_price: line
            .price
            .map(|price| unit_price(price, order.value.currency)),
        requested_delivery_date: line.requested,
        schedule: line.schedule.iter().map(slice).collect(),
        backorder: line.backorder.map(backorder_form),
    }
}

fn slice(part: &ScheduleRow) -> Slice<'_> {
    Slice {
        quantity: part.quantity,
        site: part.site.code.as_str().into(),
        source: match part.source {
            SourceRow::OnHand => "on_hand",
            SourceRow::Inbound { .. } => "inbound",
        },
        goods_issue_date: part.goods_issue,
        delivery_date: part.delivery,
        stage: part.stage,
    }
}

fn history(view: &OrderView) -> Vec<Happened> {
    let told = |entry: &views::TimelineEntry| {
        let (stage, tracking) = match &entry.happening {
            Happening::Advanced { to, tracking, .. } => (Some(*to), tracking.clone()),
            _ => (None, None),
        };
        Happened {
            at: entry.at,
            seq: entry.seq,
            actor: entry.actor,
            what: forms::word(&entry.happening, "kind"),
            stage,
            tracking,
        }
    };
    view.timeline.iter().map(told).collect()
}
