//! Orders: placing them, looking at them, listing them.

use super::forms::{
    self, Amount, HoldForm, Line, Names, Order, Slice, WayForm, amount, backorder_form, hold_forms,
    unit_price, way_form,
};
use super::{plain, resolve};
use crate::body::parse;
use crate::call::{Call, Decided, json, json_bytes, located};
use crate::codes::Codes;
use crate::problem::{Code, Problem};
use crate::written;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::Response;
use book::order::{HoldKind, OrderDraft, StatedItem};
use book::{Command, Event, Stage};
use intake::json::kept::{Borrowed, OrderDocument};
use serde::{Deserialize, Serialize};
use views::{
    Happening, LineRow, OrderFilter, OrderRow, OrderState, OrderView, PAGE_MAX, ScheduleRow,
    SourceRow,
};
use vocab::{ActorId, Day, Instant, OrderId, Quantity};

/// Orders on a page when the query does not say.
const PAGE_SIZE: usize = 50;

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
    let decided = call.decide_as(key, command, write).await?;
    shown(call, decided).await
}

/// The order with ids in the place of codes: by the directory, or else by the book.
async fn drafted<Text: AsRef<str>>(
    call: &Call,
    order: &OrderDocument<Text>,
    body: &Bytes,
) -> Result<OrderDraft, Problem> {
    let known = resolve::look(&call.app).and_then(|look| resolve::by_directory(&look, order));
    if let Some(draft) = known {
        return draft;
    }
    let orders = vec![parse(body)?];
    let drafts = resolve::by_the_book(&call.app, orders).await?;
    let draft = drafts.into_iter().next();
    draft.unwrap_or_else(|| Err(Problem::web(Code::Internal)))
}

/// The order that was placed, in the codes of the directory, or else of the book.
async fn shown(call: &Call, decided: Decided) -> Result<Response, Problem> {
    let look = resolve::look(&call.app);
    let found = look.and_then(|look| look.sure(|look| show(look, &decided)));
    let shown = match found {
        Some(shown) => shown,
        None => call.app.ask(move |book| show(book, &decided)).await?,
    };
    shown.ok_or_else(|| Problem::web(Code::Internal))
}

/// `GET /v1/orders/{number}`
pub async fn find(call: Call) -> Result<Response, Problem> {
    let id = named(&call)?;
    call.catch_up().await?;
    let found = call.app.blocking(move |app| {
        let found = app.views.order(id)?;
        if found.is_some() || app.views.seq() >= app.engine.durable() {
            return Ok(found);
        }
        // It may have been placed a moment ago.
        app.views
            .wait_for(app.engine.durable(), app.limits.views_time);
        app.views.order(id)
    });
    let found: Result<Option<OrderView>, views::Fault> = found.await?;
    match found? {
        Some(view) => Ok(json(StatusCode::OK, &detailed(&view))),
        None => Err(absent(id)),
    }
}

/// `GET /v1/orders`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let after = query.after.as_deref().map(cursor).transpose()?;
    let limit = query.limit.unwrap_or(PAGE_SIZE);
    if !(1..=PAGE_MAX).contains(&limit) {
        let detail = format!("limit is {limit}; 1 to {PAGE_MAX} are allowed");
        return Err(Problem::web(Code::BadQuery).because(detail));
    }
    call.catch_up().await?;
    let page = call.app.blocking(move |app| {
        let customer = match &query.customer {
            Some(code) => match app.views.customer_by_code(code)? {
                Some(row) => Some(row.id),
                None => return Ok(None),
            },
            None => None,
        };
        let filter = OrderFilter {
            state: query.state,
            customer,
            hold: query.hold,
            backordered: query.backordered,
            text: query.q,
        };
        app.views.orders(&filter, after, limit).map(Some)
    });
    let page: Result<Option<views::Page<OrderRow, OrderId>>, views::Fault> = page.await?;
    let page = page?.unwrap_or(views::Page {
        items: Vec::new(),
        next: None,
    });
    let list = List {
        orders: page.items.iter().map(summary).collect(),
        next: page.next.map(OrderId::number),
    };
    Ok(json(StatusCode::OK, &list))
}

/// The order that the path names.
///
/// # Errors
/// `not_found` for anything that is no order number.
pub fn named(call: &Call) -> Result<OrderId, Problem> {
    let text = call.parameter("number");
    OrderId::parse_number(text).ok_or_else(|| Problem::web(Code::NotFound))
}

/// There is no such order.
pub fn absent(id: OrderId) -> Problem {
    Problem::web(Code::NotFound).because(format!("there is no order {}", id.number()))
}

/// What a list may be asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    state: Option<OrderState>,
    customer: Option<String>,
    hold: Option<HoldKind>,
    #[serde(default)]
    backordered: bool,
    q: Option<String>,
    after: Option<String>,
    limit: Option<usize>,
}

/// A page of orders.
#[derive(Serialize)]
struct List {
    orders: Vec<Summary>,
    next: Option<String>,
}

/// An order in a list.
#[derive(Serialize)]
struct Summary {
    number: String,
    state: OrderState,
    customer: String,
    ship_to: Option<String>,
    po_number: Option<String>,
    placed_at: Instant,
    requested_delivery_date: Option<Day>,
    promised_delivery_date: Option<Day>,
    delivered_date: Option<Day>,
    value: Amount,
    holds: Vec<HoldForm>,
    backordered: Quantity,
    lines: u32,
}

/// An order with everything that happened to it.
#[derive(Serialize)]
struct Detailed<'a> {
    #[serde(flatten)]
    order: Order<'a>,
    document: Option<vocab::ContentHash>,
    history: Vec<Happened>,
}

/// One thing that happened to an order.
#[derive(Serialize)]
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

fn cursor(text: &str) -> Result<OrderId, Problem> {
    OrderId::parse_number(text).ok_or_else(|| Problem::web(Code::BadCursor))
}

/// The answer that tells the order, in the codes of what its events name.
fn show(codes: &impl Codes, decided: &Decided) -> Option<Response> {
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
    let order = Order::placed(&decided.events, &names)?;
    let mut body = Vec::with_capacity(ANSWER_BYTES);
    written::shown(&mut body, &order);
    let answer = decided.noted(json_bytes(StatusCode::CREATED, body));
    Some(located(answer, &format!("/v1/orders/{}", order.number)))
}

fn summary(row: &OrderRow) -> Summary {
    Summary {
        number: row.number.clone(),
        state: row.state,
        customer: row.customer_code.clone(),
        ship_to: row.ship_to_code.clone(),
        po_number: row.po_number.clone(),
        placed_at: row.placed,
        requested_delivery_date: row.requested,
        promised_delivery_date: row.promised,
        delivered_date: row.delivered,
        value: amount(row.value.minor, row.value.currency),
        holds: hold_forms(&row.holds, row.value.currency),
        backordered: row.backordered,
        lines: row.lines,
    }
}

fn detailed(view: &OrderView) -> Detailed<'_> {
    let row = &view.order;
    let considered: Vec<WayForm> = match view.decisions.first() {
        Some(decision) => decision.ways.iter().map(way_form).collect(),
        None => Vec::new(),
    };
    let order = Order {
        number: row.number.clone(),
        state: row.state,
        customer: &row.customer_code,
        ship_to: row.ship_to_code.as_deref(),
        po_number: row.po_number.as_deref(),
        placed_at: row.placed,
        requested_delivery_date: row.requested,
        value: amount(row.value.minor, row.value.currency),
        holds: hold_forms(&row.holds, row.value.currency),
        lines: view
            .order_lines
            .iter()
            .map(|line| line_form(line, row))
            .collect(),
        considered,
    };
    Detailed {
        order,
        document: row.document,
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
        site: &part.site.code,
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
            what: super::documents::word(&entry.happening, "kind"),
            stage,
            tracking,
        }
    };
    view.timeline.iter().map(told).collect()
}
