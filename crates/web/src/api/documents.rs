//! Documents: taking them in, and what became of them.

use crate::access::{Caller, Policy};
use crate::admission::Lane;
use crate::body;
use crate::call::{Call, json, located};
use crate::openapi::{self, Answer, Body as Reads, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use crate::state::App;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use book::Command;
use book::refusal;
use book::request::{DeclineReason, DoubtCode, Intent, ParkReason, ReadAs};
use engine::Envelope;
use keep::Scope;
use keep::{DocumentMeta, LABEL_BYTES_MAX};
use schemars::JsonSchema;
use serde::Serialize;
use views::{DocumentRow, DocumentState, PAGE_MAX, RequestFilter, RequestRow, RequestState};
use vocab::{ActorId, ContentHash, Instant, OrderId, RequestId};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        path: "/v1/documents",
        policy: Policy::Scope(Scope::DocumentsWrite),
        lane: Lane::Background,
        handler: |call, body| Box::pin(receive(call, body)),
        operation: Operation {
            id: "send_document",
            part: Part::Documents,
            summary: "Send an order in any form, as it is: EDI, XML, JSON, a sheet. The answer comes \
                      when it is kept; the same bytes again are answered with 200 and the same id.",
            headers: &[Place::FILE_NAME],
            body: Some(Reads::Bytes),
            answers: &[Answer::json::<Received>(202), Answer::json::<Received>(200)],
            problems: &[Kind::Web(Code::TooLarge), Kind::Web(Code::BadValue)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/documents/{hash}",
        policy: Policy::Scope(Scope::DocumentsRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(find(call)),
        operation: Operation {
            id: "get_document",
            part: Part::Documents,
            summary: "What a document was read as, and which requests and orders came of it.",
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<Document>(200)],
            problems: openapi::LOOK,
            ..Operation::NONE
        },
    },
];

/// Longest name of a file that is kept, in characters.
const NAME_MAX: usize = 200;

/// `POST /v1/documents`
pub async fn receive(call: Call, body: Body) -> Result<Response, Problem> {
    let app = call.app.clone();
    let _room = app
        .uploads()
        .acquire()
        .await
        .map_err(|_| Problem::web(Code::Busy))?;
    let limit = app.limits.document_bytes;
    let bytes = body::read(body, &call.head.headers, limit).await?;
    if bytes.is_empty() {
        return Err(Problem::web(Code::BadValue).because("the body is empty"));
    }
    let meta = meta(&call);
    // The bytes come first: what the journal names is always there.
    let document = app
        .blocking(move |app| app.documents.put(&bytes, &meta))
        .await??;
    let command = Command::ReceiveDocument { document };
    let envelope = Envelope {
        key: None,
        actor: call.caller.actor(),
        seen: None,
        command,
    };
    let reply = app.submit(envelope).await?;
    let status = match reply.outcome {
        Ok(_) => StatusCode::ACCEPTED,
        Err(known) if known.code == refusal::Code::DocumentKnown => StatusCode::OK,
        Err(refusal) => return Err(Problem::from(refusal)),
    };
    let mut response = json(status, &Received { id: document });
    response
        .headers_mut()
        .insert("kept-seq", HeaderValue::from(reply.seq));
    Ok(located(response, &format!("/v1/documents/{document}")))
}

/// `GET /v1/documents/{id}`
pub async fn find(call: Call) -> Result<Response, Problem> {
    let absent = || Problem::web(Code::NotFound);
    let id = ContentHash::parse(call.parameter("hash")).ok_or_else(absent)?;
    call.catch_up().await?;
    let caller = call.caller.clone();
    let found = call.app.blocking(move |app| {
        let mut found = app.views.document(id)?;
        if found.is_none() && app.views.seq() < app.engine.durable() {
            // It may have come in a moment ago.
            app.views
                .wait_for(app.engine.durable(), app.limits.views_time);
            found = app.views.document(id)?;
        }
        if let Some(row) = &found
            && !may_see(app, &caller, row.received_by)?
        {
            return Ok(None);
        }
        let filter = RequestFilter {
            document: Some(id),
            ..RequestFilter::default()
        };
        let requests = match &found {
            Some(_) => app.views.requests(&filter, None, PAGE_MAX)?.items,
            None => Vec::new(),
        };
        Ok(found.map(|row| (row, requests)))
    });
    let found: Result<Option<(DocumentRow, Vec<RequestRow>)>, Problem> = found.await?;
    let (row, mut requests) = found?.ok_or_else(absent)?;
    requests.sort_by_key(|request| request.index);
    Ok(json(StatusCode::OK, &document(&row, &requests)))
}

/// Whether the caller may see what this actor sent: who is limited to one customer sees what that
/// customer's keys and users have sent.
///
/// # Errors
/// When the store of keys fails.
pub fn may_see(app: &App, caller: &Caller, sender: ActorId) -> Result<bool, Problem> {
    let Some(own) = caller.customer() else {
        return Ok(true);
    };
    let of_key = app.keys.get(sender)?.and_then(|key| key.customer);
    let of_user = app.users.get(sender)?.and_then(|user| user.customer);
    Ok(of_key.or(of_user) == Some(own))
}

/// The word that an enum is written as in JSON; `tag` names the field of one with fields.
pub fn word(value: &impl Serialize, tag: &str) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    let text = json.as_str().or_else(|| json.get(tag)?.as_str());
    text.unwrap_or_default().to_owned()
}

#[derive(JsonSchema, Serialize)]
struct Received {
    id: ContentHash,
}

/// A document and what was read from it.
#[derive(JsonSchema, Serialize)]
struct Document {
    id: ContentHash,
    state: DocumentState,
    read_as: Option<ReadAs>,
    received_at: Instant,
    received_by: ActorId,
    read_at: Option<Instant>,
    requests: Vec<Request>,
}

/// A request that was read from a document.
#[derive(JsonSchema, Serialize)]
struct Request {
    id: RequestId,
    intent: Intent,
    state: RequestState,
    customer: Option<String>,
    po_number: Option<String>,
    lines: u32,
    confidence: u16,
    reasons: Vec<Reason>,
    order: Option<String>,
    declined: Option<DeclineReason>,
}

/// Why a request waits for a person.
#[derive(JsonSchema, Serialize)]
pub struct Reason {
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u16>,
    detail: String,
}

fn document(row: &DocumentRow, requests: &[RequestRow]) -> Document {
    Document {
        id: row.document,
        state: row.state,
        read_as: row.read_as,
        received_at: row.received,
        received_by: row.received_by,
        read_at: row.read,
        requests: requests.iter().map(request).collect(),
    }
}

fn request(row: &RequestRow) -> Request {
    Request {
        id: row.id,
        intent: row.intent,
        state: row.state,
        customer: row.customer_code.clone(),
        po_number: row.po_number.clone(),
        lines: row.lines,
        confidence: row.confidence,
        reasons: row.reasons.iter().map(reason).collect(),
        order: row.order.map(OrderId::number),
        declined: row.declined,
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

fn meta(call: &Call) -> DocumentMeta {
    let headers = &call.head.headers;
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    DocumentMeta {
        name: file_name(headers),
        media_type: media_type
            .filter(|text| text.len() <= LABEL_BYTES_MAX)
            .unwrap_or("application/octet-stream")
            .to_owned(),
        channel: "api".to_owned(),
        sender: call.caller.name().to_owned(),
        received_at: call.app.now().at,
    }
}

/// What the sender calls the file: `X-File-Name` in UTF-8, or the `filename` of
/// `Content-Disposition`; without folders, and empty when neither is there.
fn file_name(headers: &HeaderMap) -> String {
    let text = |name| {
        let value: &HeaderValue = headers.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let stated = text("x-file-name").or_else(|| disposition(&text("content-disposition")?));
    let stated = stated.unwrap_or_default();
    let last = stated.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|c| !c.is_control())
        .take(NAME_MAX)
        .collect()
}

fn disposition(value: &str) -> Option<String> {
    let (_, name) = value.split_once("filename=")?;
    let name = name.trim_start();
    Some(match name.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or_default().to_owned(),
        None => name.split(';').next().unwrap_or_default().trim().to_owned(),
    })
}
