//! The list of orders: which ones, in which order, page by page.

use super::forms::{Amount, HoldForm, amount, hold_forms};
use super::paging;
use crate::access::{Caller, Policy};
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Form, Operation, Part, Place};
use crate::problem::{Code, Problem};
use crate::router::{Route, Verb};
use crate::state::App;
use axum::http::StatusCode;
use axum::response::Response;
use book::Stage;
use book::order::HoldKind;
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::{Cursor, OrderFilter, OrderRow, OrderSort, OrderState, Page};
use vocab::{Day, Instant, Quantity};

/// The routes of this file.
pub const ROUTES: &[Route] = &[Route {
    verb: Verb::Get,
    path: "/v1/orders",
    policy: Policy::Scope(Scope::OrdersRead),
    lane: Lane::Reading,
    handler: |call, _| Box::pin(list(call)),
    operation: Operation {
        id: "list_orders",
        part: Part::Orders,
        summary: "Orders, the newest first unless asked otherwise. Every condition that is given must \
                  hold.",
        query: Some(Form::of::<ListQuery>()),
        headers: &[Place::KEPT_AFTER],
        answers: &[Answer::json::<List>(200)],
        problems: openapi::LIST,
        ..Operation::NONE
    },
}];

/// `GET /v1/orders`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let states = states(query.state.as_deref())?;
    let after = paging::behind(query.after.as_deref())?;
    let limit = paging::size(query.limit)?;
    call.catch_up().await?;
    let caller = call.caller.clone();
    let page = call.app.blocking(move |app| {
        let filter = filter(app, &caller, states, query)?;
        match filter {
            Some(filter) => app.views.orders(&filter, after, limit),
            None => Ok(paging::none()),
        }
    });
    let page: Result<Page<OrderRow, Cursor>, views::Fault> = page.await?;
    let page = page?;
    let list = List {
        orders: page.items.iter().map(summary).collect(),
        next: page.next.map(|next| next.to_string()),
    };
    Ok(json(StatusCode::OK, &list))
}

/// What a list may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OrderListQuery")]
pub struct ListQuery {
    /// Only orders in this state: held, open, closed or cancelled; several with commas between.
    state: Option<String>,
    /// Only orders of the customer with this number.
    customer: Option<String>,
    /// Only orders held for this reason.
    hold: Option<HoldKind>,
    /// Only orders with a quantity without a date.
    #[serde(default)]
    backordered: bool,
    /// Only orders of which the least advanced goods have come this far.
    stage: Option<Stage>,
    /// Only orders that are late today: not finished, and promised for later than wanted, or the
    /// wanted or the promised day is past.
    #[serde(default)]
    late: bool,
    /// Only orders of which goods have yet to leave from the site with this code.
    site: Option<String>,
    /// Only orders with a line of the item with this code.
    item: Option<String>,
    /// Placed on this day or later.
    placed_from: Option<Day>,
    /// Placed on this day or before.
    placed_to: Option<Day>,
    /// Wanted on this day or later.
    requested_from: Option<Day>,
    /// Wanted on this day or before.
    requested_to: Option<Day>,
    /// The last of it is promised for this day or later.
    promised_from: Option<Day>,
    /// The last of it is promised for this day or before.
    promised_to: Option<Day>,
    /// Closed or cancelled on this day or later.
    finished_from: Option<Day>,
    /// Closed or cancelled on this day or before.
    finished_to: Option<Day>,
    /// True for orders made of a document that no person touched; false for the others.
    touchless: Option<bool>,
    /// True for closed orders that were delivered in time and in full; false for the others.
    on_time_in_full: Option<bool>,
    /// Words that order, PO, customer or item begin with.
    q: Option<String>,
    /// In which order; the newest first when absent.
    #[serde(default)]
    sort: Sort,
    /// `next` of the page before, asked for with the same conditions.
    after: Option<String>,
    /// Orders on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "OrderSort")]
enum Sort {
    /// The newest first.
    #[default]
    Newest,
    /// The earliest wanted first.
    Requested,
    /// The earliest promised first.
    Promised,
    /// The most valuable first.
    Value,
}

impl From<Sort> for OrderSort {
    fn from(sort: Sort) -> OrderSort {
        match sort {
            Sort::Newest => OrderSort::Newest,
            Sort::Requested => OrderSort::Requested,
            Sort::Promised => OrderSort::Promised,
            Sort::Value => OrderSort::Value,
        }
    }
}

/// A page of orders.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "OrderList")]
struct List {
    orders: Vec<Summary>,
    next: Option<String>,
}

/// An order in a list.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "OrderSummary")]
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
    /// The stage that the least advanced promised goods have reached.
    stage: Option<Stage>,
}

impl ListQuery {
    /// Refuses what asks for a page, where all is told.
    ///
    /// # Errors
    /// `bad_query`.
    pub fn check_whole(&self) -> Result<(), Problem> {
        match (&self.after, self.limit) {
            (None, None) => Ok(()),
            (Some(_), _) | (None, Some(_)) => {
                let detail = "an export is whole: after and limit are for lists";
                Err(Problem::web(Code::BadQuery).because(detail))
            }
        }
    }
}

/// The conditions with ids in the place of codes; `None` when one names what is not there.
///
/// # Errors
/// `bad_query` for states that are not known.
pub fn asked(app: &App, caller: &Caller, query: ListQuery) -> Result<Option<OrderFilter>, Problem> {
    let states = states(query.state.as_deref())?;
    Ok(filter(app, caller, states, query)?)
}

/// The states of a list with commas.
fn states(text: Option<&str>) -> Result<Vec<OrderState>, Problem> {
    let words = text.into_iter().flat_map(|text| text.split(','));
    let state = |word: &str| match word {
        "held" => Ok(OrderState::Held),
        "open" => Ok(OrderState::Open),
        "closed" => Ok(OrderState::Closed),
        "cancelled" => Ok(OrderState::Cancelled),
        _ => {
            let detail = "state: held, open, closed and cancelled are known, with commas between";
            Err(Problem::web(Code::BadQuery).because(detail))
        }
    };
    words.map(state).collect()
}

/// The conditions with ids in the place of codes; `None` when one names what is not there.
fn filter(
    app: &App,
    caller: &Caller,
    states: Vec<OrderState>,
    query: ListQuery,
) -> Result<Option<OrderFilter>, views::Fault> {
    let mut filter = OrderFilter {
        states,
        customer: caller.customer(),
        hold: query.hold,
        backordered: query.backordered,
        stage: query.stage,
        late_on: query.late.then(|| app.now().today),
        placed_from: query.placed_from,
        placed_to: query.placed_to,
        requested_from: query.requested_from,
        requested_to: query.requested_to,
        promised_from: query.promised_from,
        promised_to: query.promised_to,
        finished_from: query.finished_from,
        finished_to: query.finished_to,
        touchless: query.touchless,
        on_time_in_full: query.on_time_in_full,
        text: paging::text(query.q),
        sort: query.sort.into(),
        ..OrderFilter::default()
    };
    if let Some(code) = query.customer {
        match app.views.customer_by_code(&code)? {
            Some(row) if caller.may_see(row.id) => filter.customer = Some(row.id),
            Some(_) | None => return Ok(None),
        }
    }
    if let Some(code) = query.site {
        match app.views.site_by_code(&code)? {
            Some(row) => filter.site = Some(row.site.id),
            None => return Ok(None),
        }
    }
    if let Some(code) = query.item {
        match app.views.item_by_code(&code)? {
            Some(row) => filter.item = Some(row.id),
            None => return Ok(None),
        }
    }
    Ok(Some(filter))
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
        stage: row.stage_first,
    }
}
