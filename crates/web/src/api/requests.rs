//! Requests that were read from documents: which there are, and all that is known of one.

use super::archive::may_see;
use super::evidence::{ReadField, Remark, fields, remarks};
use super::forms::{UnitPrice, unit_price, word};
use super::paging;
use crate::access::{Caller, Policy};
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::codes::Codes;
use crate::openapi::{self, Answer, Form, Operation, Part, Place};
use crate::problem::{Code, Problem};
use crate::router::{Route, Verb};
use crate::state::App;
use axum::http::StatusCode;
use axum::response::Response;
use book::Book;
use book::order::{LineDraft, OrderDraft, StatedItem};
use book::request::{DeclineReason, DoubtCode, Intent, ParkReason};
use intake::Reading;
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::{PAGE_MAX, Page, RequestFilter, RequestRow, RequestState, RequestView};
use vocab::{ActorId, ContentHash, Currency, Day, Instant, OrderId, Quantity, RequestId, Unit};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/requests",
        policy: Policy::Scope(Scope::DocumentsRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_requests",
            part: Part::Documents,
            summary: "Requests: those in review the oldest first, since they wait; all others the \
                      newest first. A page may be short, or empty, and have a next one.",
            query: Some(Form::of::<ListQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/requests/{id}",
        policy: Policy::Scope(Scope::DocumentsRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(find(call)),
        operation: Operation {
            id: "get_request",
            part: Part::Documents,
            summary: "One request: the order that could be formed, why it waits, and each field that \
                      was read with its place in the document.",
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<Detailed>(200)],
            problems: openapi::LOOK,
            ..Operation::NONE
        },
    },
];

/// Pages of the list that are looked through for what the caller may see.
const PAGES_MAX: usize = 5;

/// `GET /v1/requests`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let after = query.after.as_deref().map(str::parse).transpose();
    let after = after.map_err(|_| Problem::web(Code::BadCursor))?;
    let after = after.map(RequestId);
    let limit = paging::size(query.limit)?;
    call.catch_up().await?;
    let caller = call.caller.clone();
    let page = call.app.blocking(move |app| {
        let mut filter = RequestFilter {
            state: query.state,
            document: query.document,
            ..RequestFilter::default()
        };
        if let Some(code) = query.customer {
            match app.views.customer_by_code(&code)? {
                Some(row) => filter.customer = Some(row.id),
                None => return Ok(paging::none()),
            }
        }
        seen(app, &caller, &filter, after, limit)
    });
    let page: Result<Page<RequestRow, RequestId>, Problem> = page.await?;
    let page = page?;
    let list = List {
        requests: page.items.iter().map(request).collect(),
        next: page.next.map(|next| next.to_string()),
    };
    Ok(json(StatusCode::OK, &list))
}

/// `GET /v1/requests/{id}`
pub async fn find(call: Call) -> Result<Response, Problem> {
    let id = named(&call)?;
    call.catch_up().await?;
    let caller = call.caller.clone();
    let found = call.app.blocking(move |app| {
        let view = app.views.request(id)?;
        let seen = match &view {
            Some(view) => is_open_to(app, &caller, &view.request)?,
            None => false,
        };
        let view = view.filter(|_| seen);
        let reading = match &view {
            Some(view) => app.documents.reading(view.request.document)?,
            None => None,
        };
        Ok::<_, Problem>((view, reading))
    });
    let (view, reading) = found.await??;
    let view = view.ok_or_else(|| absent(id))?;
    // A reading of an older form is as good as none: it can be made again.
    let reading = reading.and_then(|reading| serde_json::from_slice(&reading.json).ok());
    let shown = move |book: &Book| json(StatusCode::OK, &detailed(book, &view, reading.as_ref()));
    call.app.ask(shown).await
}

/// The request that the path names.
///
/// # Errors
/// `not_found` for anything that is no number.
pub fn named(call: &Call) -> Result<RequestId, Problem> {
    let number = call.parameter("id").parse();
    number
        .map(RequestId)
        .map_err(|_| Problem::web(Code::NotFound))
}

/// There is no such request.
pub fn absent(id: RequestId) -> Problem {
    Problem::web(Code::NotFound).because(format!("there is no request {id}"))
}

/// What a list may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RequestListQuery")]
struct ListQuery {
    /// Only requests in this state.
    state: Option<RequestState>,
    /// Only requests of the customer with this number.
    customer: Option<String>,
    /// Only requests from the document with this id.
    document: Option<ContentHash>,
    /// `next` of the page before.
    after: Option<String>,
    /// Requests on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// A page of requests.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "RequestList")]
struct List {
    requests: Vec<Request>,
    next: Option<String>,
}

/// A request that was read from a document.
#[derive(JsonSchema, Serialize)]
pub struct Request {
    /// Its number.
    id: RequestId,
    /// What the sender wants.
    intent: Intent,
    /// What has become of it.
    state: RequestState,
    /// Id of the document.
    document: ContentHash,
    /// Number of the customer, when one was found.
    customer: Option<String>,
    /// The customer's order number.
    po_number: Option<String>,
    /// Lines of the order that could be formed; 0 when none could.
    lines: u32,
    /// True when an order could be formed, so that it can be accepted as it is.
    complete: bool,
    /// Confidence of the least certain field, in thousandths.
    confidence: u16,
    /// Why it waits for a person, or waited.
    reasons: Vec<Reason>,
    /// Number of the order that it became or changed.
    order: Option<String>,
    /// Why it was declined.
    declined: Option<DeclineReason>,
    /// When it was read.
    raised_at: Instant,
    /// When it was accepted or declined.
    settled_at: Option<Instant>,
    /// Who accepted or declined it; 0 is Kept itself, without a touch.
    settled_by: Option<ActorId>,
}

/// Why a request waits for a person.
#[derive(JsonSchema, Serialize)]
pub struct Reason {
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u16>,
    detail: String,
}

/// Everything about a request.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "RequestDetailed")]
struct Detailed {
    #[serde(flatten)]
    request: Request,
    /// The order that could be formed; null when a customer or a line is missing.
    draft: Option<Draft>,
    /// What was read, field by field: the first 2,000.
    fields: Vec<ReadField>,
    /// What the reader remarks.
    remarks: Vec<Remark>,
}

/// An order as it was read, in the codes of the company.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "RequestDraft")]
struct Draft {
    /// Number of the customer.
    customer: String,
    /// Code of the ship-to; null is the customer's default.
    ship_to: Option<String>,
    /// True when the document states an address that is not one of the customer's.
    address_in_doubt: bool,
    /// The customer's order number.
    po_number: Option<String>,
    /// What the stated prices are in.
    currency: Option<Currency>,
    /// When it is wanted; null is as soon as possible.
    requested_delivery_date: Option<Day>,
    /// The lines.
    lines: Vec<DraftLine>,
}

/// A line as it was read.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "RequestDraftLine")]
struct DraftLine {
    /// Counts from 1.
    line: u32,
    /// Code of the item, or what the document calls it.
    item: String,
    /// False when no item of the catalogue was found.
    known: bool,
    /// How much, base units.
    quantity: Quantity,
    /// The unit that it was ordered in.
    unit: Unit,
    /// The price that is stated, by base units.
    stated_price: Option<UnitPrice>,
    /// When the line is wanted, if other than the order.
    requested_delivery_date: Option<Day>,
}

/// Whether the caller may see a request: its document, and the customer that it is grounded in.
fn is_open_to(app: &App, caller: &Caller, row: &RequestRow) -> Result<bool, Problem> {
    if caller.customer().is_none() {
        return Ok(true);
    }
    if row.customer.is_some_and(|id| !caller.may_see(id)) {
        return Ok(false);
    }
    match app.views.document(row.document)? {
        Some(document) => may_see(app, caller, document.received_by),
        None => Ok(false),
    }
}

/// A page of what the caller may see. Whoever sees not all of it is given what some pages hold.
fn seen(
    app: &App,
    caller: &Caller,
    filter: &RequestFilter,
    mut after: Option<RequestId>,
    limit: usize,
) -> Result<Page<RequestRow, RequestId>, Problem> {
    if caller.customer().is_none() {
        return Ok(app.views.requests(filter, after, limit)?);
    }
    let mut items = Vec::new();
    for _ in 0..PAGES_MAX {
        let page = app.views.requests(filter, after, PAGE_MAX)?;
        for row in page.items {
            let id = row.id;
            if is_open_to(app, caller, &row)? {
                items.push(row);
            }
            if items.len() == limit {
                return Ok(Page {
                    items,
                    next: Some(id),
                });
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(Page { items, next: after })
}

fn detailed(book: &Book, view: &RequestView, reading: Option<&Reading>) -> Detailed {
    let index = view.request.index;
    let read = reading.and_then(|reading| reading.requests.get(index as usize));
    Detailed {
        request: request(&view.request),
        draft: view.draft.order.as_ref().map(|order| draft(book, order)),
        fields: read.map(fields).unwrap_or_default(),
        remarks: reading
            .map(|reading| remarks(reading, index))
            .unwrap_or_default(),
    }
}

fn draft(book: &Book, order: &OrderDraft) -> Draft {
    let charged = order.currency.or_else(|| book.currency(order.customer));
    let currency = charged.unwrap_or(book.policy.currency);
    let ship_to = order.ship_to.and_then(|id| book.ship_to_code(id));
    let lines = (1..).zip(&order.lines);
    Draft {
        customer: book
            .customer_code(order.customer)
            .unwrap_or_default()
            .to_owned(),
        ship_to: ship_to.map(str::to_owned),
        address_in_doubt: order.address_in_doubt,
        po_number: order.po_number.clone(),
        currency: order.currency,
        requested_delivery_date: order.requested,
        lines: lines
            .map(|(number, line)| draft_line(book, number, line, currency))
            .collect(),
    }
}

fn draft_line(book: &Book, line: u32, draft: &LineDraft, currency: Currency) -> DraftLine {
    let item = match &draft.item {
        StatedItem::Known(id) => book.goods(*id).map(|goods| goods.code.to_owned()),
        StatedItem::Unknown(text) => Some(text.clone()),
    };
    DraftLine {
        line,
        item: item.unwrap_or_default(),
        known: draft.item.known().is_some(),
        quantity: draft.quantity,
        unit: draft.unit,
        stated_price: draft.stated_price.map(|price| unit_price(price, currency)),
        requested_delivery_date: draft.requested,
    }
}

/// A request as it stands in a list.
pub fn request(row: &RequestRow) -> Request {
    Request {
        id: row.id,
        intent: row.intent,
        state: row.state,
        document: row.document,
        customer: row.customer_code.clone(),
        po_number: row.po_number.clone(),
        lines: row.lines,
        complete: row.complete,
        confidence: row.confidence,
        reasons: row.reasons.iter().map(reason).collect(),
        order: row.order.map(OrderId::number),
        declined: row.declined,
        raised_at: row.raised,
        settled_at: row.settled,
        settled_by: row.settled_by,
    }
}

/// A reason in words.
pub fn reason(reason: &ParkReason) -> Reason {
    let (code, line, detail) = match reason {
        ParkReason::Doubt(doubt) => (
            word(&doubt.code, ""),
            doubt.line,
            doubted(doubt.code).to_owned(),
        ),
        ParkReason::LowConfidence {
            confidence,
            required,
        } => {
            let detail = format!("the least certain field has {confidence}; {required} are needed");
            (word(reason, "reason"), None, detail)
        }
        ParkReason::HighValue { .. } => {
            let detail = "it is worth more than may pass without a person".to_owned();
            (word(reason, "reason"), None, detail)
        }
        ParkReason::RequestedDay { days, allowed } => {
            let detail = format!("it is wanted in {days} days; 0 to {allowed} pass");
            (word(reason, "reason"), None, detail)
        }
        ParkReason::ChangesOrder => (
            word(reason, "reason"),
            None,
            "it changes an order".to_owned(),
        ),
        ParkReason::CannotCancel => {
            let detail = "it cancels an order that is not there or is on its way".to_owned();
            (word(reason, "reason"), None, detail)
        }
        ParkReason::Refused { code } => (code.clone(), None, "the book refused it".to_owned()),
        ParkReason::DuplicateOf { order } => {
            let detail = format!("{} has the same PO number", order.number());
            (word(reason, "reason"), None, detail)
        }
    };
    Reason { code, line, detail }
}

fn doubted(code: DoubtCode) -> &'static str {
    match code {
        DoubtCode::UnknownCustomer => "no customer could be found",
        DoubtCode::AmbiguousCustomer => "several customers fit",
        DoubtCode::UnknownItem => "no item could be found",
        DoubtCode::AmbiguousItem => "several items fit",
        DoubtCode::BadQuantity => "the quantity can't be used",
        DoubtCode::BadUnit => "the unit is not one of the item's",
        DoubtCode::BadPrice => "the price can't be read",
        DoubtCode::BadDate => "a date can't be",
        DoubtCode::NoLines => "there is no line",
        DoubtCode::BadTotal => "stated amounts do not add up",
        DoubtCode::Damaged => "the document is damaged or cut off",
        DoubtCode::Reader => "the reader doubts something",
        DoubtCode::Address => "the address is not one of the customer's",
        DoubtCode::NoPoNumber => "there is no purchase order number",
        DoubtCode::Repeated => "the document holds the same order twice",
    }
}
