//! Returns: goods that were agreed to come back, and what became of them.

use super::orders::{absent as no_order, current, named as named_order};
use super::paging;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Form, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::http::StatusCode;
use axum::response::Response;
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::{ReturnFilter, ReturnLineRow, ReturnRow, ReturnState};
use vocab::{Instant, OrderId, Quantity, ReturnId};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/returns",
        policy: Policy::Scope(Scope::OrdersRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_returns",
            part: Part::Fulfilment,
            summary: "Returns, the latest agreed first.",
            query: Some(Form::of::<ListQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/returns/{id}",
        policy: Policy::Scope(Scope::OrdersRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(find(call)),
        operation: Operation {
            id: "get_return",
            part: Part::Fulfilment,
            summary: "One return: what was agreed, what came, and what became of it.",
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<Return>(200)],
            problems: openapi::LOOK,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/orders/{number}/returns",
        policy: Policy::Scope(Scope::OrdersRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(of_order(call)),
        operation: Operation {
            id: "list_order_returns",
            part: Part::Fulfilment,
            summary: "Returns of the goods of an order, the latest agreed first.",
            query: Some(Form::of::<OrderQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            also: &[Kind::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
];

/// `GET /v1/returns`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let after = behind(query.after.as_deref())?;
    let limit = paging::size(query.limit)?;
    call.catch_up().await?;
    let caller = call.caller.clone();
    let page = call.app.blocking(move |app| {
        let mut filter = ReturnFilter {
            state: query.state,
            customer: caller.customer(),
            order: None,
        };
        if let Some(number) = query.order {
            match OrderId::parse_number(&number) {
                Some(order) => filter.order = Some(order),
                None => return Ok(paging::none()),
            }
        }
        if let Some(code) = query.customer {
            match app.views.customer_by_code(&code)? {
                Some(row) if caller.may_see(row.id) => filter.customer = Some(row.id),
                Some(_) | None => return Ok(paging::none()),
            }
        }
        app.views.returns(&filter, after, limit)
    });
    let page: Result<_, views::Fault> = page.await?;
    Ok(told(page?))
}

/// `GET /v1/returns/{id}`
pub async fn find(call: Call) -> Result<Response, Problem> {
    let id = named(&call)?;
    call.catch_up().await?;
    let row = current(&call, move |app| app.views.return_order(id)).await?;
    let row = row.filter(|row| call.caller.may_see(row.customer));
    let row = row.ok_or_else(|| absent(id))?;
    Ok(json(StatusCode::OK, &shown(row)))
}

/// `GET /v1/orders/{number}/returns`
pub async fn of_order(call: Call) -> Result<Response, Problem> {
    let id = named_order(&call)?;
    let query: OrderQuery = call.query()?;
    let after = behind(query.after.as_deref())?;
    let limit = paging::size(query.limit)?;
    call.catch_up().await?;
    let filter = ReturnFilter {
        order: Some(id),
        ..ReturnFilter::default()
    };
    let look = current(&call, move |app| {
        let buyer = app.views.order(id)?.map(|view| view.order.customer);
        Ok((buyer, app.views.returns(&filter, after, limit)?))
    });
    match look.await? {
        (Some(buyer), page) if call.caller.may_see(buyer) => Ok(told(page)),
        _ => Err(no_order(id)),
    }
}

/// The return that the path names.
///
/// # Errors
/// `not_found` for anything that is no number.
pub fn named(call: &Call) -> Result<ReturnId, Problem> {
    let id = call.parameter("id").parse().map(ReturnId);
    id.map_err(|_| Problem::web(Code::NotFound))
}

/// There is no such return.
pub fn absent(id: ReturnId) -> Problem {
    Problem::web(Code::NotFound).because(format!("there is no return {id}"))
}

/// What the list may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReturnListQuery")]
struct ListQuery {
    /// Only returns in this state.
    state: Option<ReturnState>,
    /// Only returns of the customer with this number.
    customer: Option<String>,
    /// Only returns of goods that came by the order with this number.
    order: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Returns on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// Which part of the list of an order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OrderReturnListQuery")]
struct OrderQuery {
    /// `next` of the page before.
    after: Option<String>,
    /// Returns on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// A page of returns.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ReturnList")]
struct List {
    returns: Vec<Return>,
    next: Option<String>,
}

/// Goods that were agreed to come back.
#[derive(JsonSchema, Serialize)]
struct Return {
    /// Its number.
    id: ReturnId,
    /// What has become of it.
    state: ReturnState,
    /// Number of the order that the goods came by.
    order: String,
    /// Number of the customer.
    customer: String,
    /// Code of the site that they come to.
    site: String,
    /// When it was agreed.
    agreed_at: Instant,
    /// What.
    lines: Vec<ReturnLine>,
}

/// A line of a return. Quantities are base units.
#[derive(JsonSchema, Serialize)]
struct ReturnLine {
    /// Which line of the return; counts from 1.
    line: u16,
    /// Item code.
    item: String,
    /// How much was agreed.
    agreed: Quantity,
    /// How much is still to come; nothing when the return is closed.
    expected: Quantity,
    /// How much went back into stock.
    restocked: Quantity,
    /// How much was thrown away.
    scrapped: Quantity,
}

/// Behind which return the page begins.
fn behind(after: Option<&str>) -> Result<Option<ReturnId>, Problem> {
    let id = after.map(str::parse).transpose();
    let id = id.map_err(|_| Problem::web(Code::BadCursor))?;
    Ok(id.map(ReturnId))
}

fn told(page: views::Page<ReturnRow, ReturnId>) -> Response {
    let list = List {
        returns: page.items.into_iter().map(shown).collect(),
        next: page.next.map(|next| next.to_string()),
    };
    json(StatusCode::OK, &list)
}

fn shown(row: ReturnRow) -> Return {
    let state = row.state;
    let lines = row.return_lines.into_iter();
    Return {
        id: row.id,
        state,
        order: row.number,
        customer: row.customer_code,
        site: row.site.code,
        agreed_at: row.placed,
        lines: lines.map(|line| return_line(line, state)).collect(),
    }
}

fn return_line(row: ReturnLineRow, state: ReturnState) -> ReturnLine {
    let came = row.restocked + row.scrapped;
    ReturnLine {
        line: row.number,
        item: row.item_code,
        agreed: row.agreed,
        expected: match state {
            ReturnState::Expected => row.agreed.saturating_sub(came),
            ReturnState::Closed => Quantity::ZERO,
        },
        restocked: row.restocked,
        scrapped: row.scrapped,
    }
}
