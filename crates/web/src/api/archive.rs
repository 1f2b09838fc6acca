//! Documents as they are kept: which came in, what became of each, and its bytes.

use super::orders::current;
use super::paging;
use super::requests::{Request, request};
use crate::access::{Caller, Policy};
use crate::admission::Lane;
use crate::call::{Call, json, typed};
use crate::openapi::{self, Answer, Form, Operation, Part, Place};
use crate::problem::{Code, Problem};
use crate::router::{Route, Verb};
use crate::state::App;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use book::request::ReadAs;
use keep::{Listed, Scope};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::{
    DocumentFilter, DocumentRow, DocumentState, PAGE_MAX, Page, RequestFilter, RequestRow,
};
use vocab::{ActorId, ContentHash, Instant};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/documents",
        policy: Policy::Scope(Scope::DocumentsRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_documents",
            part: Part::Documents,
            summary: "Documents, the newest first. A page may be short, or empty, and have a next one.",
            query: Some(Form::of::<ListQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
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
    Route {
        verb: Verb::Get,
        path: "/v1/documents/{hash}/content",
        policy: Policy::Scope(Scope::DocumentsRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(content(call)),
        operation: Operation {
            id: "get_document_content",
            part: Part::Documents,
            summary: "The bytes of a document, as they came in.",
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::of::<String>(200, BYTES)],
            problems: openapi::LOOK,
            ..Operation::NONE
        },
    },
];

/// What bytes are sent as, whatever their sender calls them: nothing that a browser would open.
const BYTES: &str = "application/octet-stream";
/// Pages of the list that are looked through for what the caller may see.
const PAGES_MAX: usize = 10;

/// `GET /v1/documents`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let after = query.after.as_deref().map(str::parse).transpose();
    let after = after.map_err(|_| Problem::web(Code::BadCursor))?;
    let limit = paging::size(query.limit)?;
    call.catch_up().await?;
    let caller = call.caller.clone();
    let filter = DocumentFilter {
        state: query.state,
        read_as: query.read_as,
    };
    let told = call.app.blocking(move |app| {
        let page = seen(app, &caller, &filter, after, limit)?;
        let told = page.items.into_iter().map(|row| told(app, row));
        Ok::<List, Problem>(List {
            documents: told.collect::<Result<_, _>>()?,
            next: page.next.map(|next| next.to_string()),
        })
    });
    Ok(json(StatusCode::OK, &told.await??))
}

/// `GET /v1/documents/{hash}`
pub async fn find(call: Call) -> Result<Response, Problem> {
    let row = looked_at(&call).await?;
    let caller = call.caller.clone();
    let shown = call.app.blocking(move |app| {
        let filter = RequestFilter {
            document: Some(row.document),
            ..RequestFilter::default()
        };
        let mut requests = app.views.requests(&filter, None, PAGE_MAX)?.items;
        let mine = |row: &RequestRow| row.customer.is_none_or(|id| caller.may_see(id));
        requests.retain(mine);
        requests.sort_by_key(|request| request.index);
        Ok::<Document, Problem>(Document {
            document: told(app, row)?,
            requests: requests.iter().map(request).collect(),
        })
    });
    Ok(json(StatusCode::OK, &shown.await??))
}

/// `GET /v1/documents/{hash}/content`
pub async fn content(call: Call) -> Result<Response, Problem> {
    let row = looked_at(&call).await?;
    let kept = call
        .app
        .blocking(move |app| app.documents.get(row.document));
    // The store has the bytes before the journal names them.
    let document = kept.await??.ok_or_else(|| Problem::web(Code::Internal))?;
    let mut response = typed(
        StatusCode::OK,
        HeaderValue::from_static(BYTES),
        document.bytes,
    );
    let saved = attachment(&document.meta.name, row.document);
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, saved);
    Ok(response)
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

/// What a list may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DocumentListQuery")]
struct ListQuery {
    /// Only documents that have come this far.
    state: Option<DocumentState>,
    /// Only documents that were read as this.
    read_as: Option<ReadAs>,
    /// `next` of the page before.
    after: Option<String>,
    /// Documents on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// A page of documents.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "DocumentList")]
struct List {
    documents: Vec<Told>,
    next: Option<String>,
}

/// A document.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "DocumentSummary")]
struct Told {
    /// The BLAKE3 hash of its bytes.
    id: ContentHash,
    /// How far it has come.
    state: DocumentState,
    /// What it turned out to be; null until it is read.
    read_as: Option<ReadAs>,
    /// When it came in.
    received_at: Instant,
    /// Who sent it.
    received_by: ActorId,
    /// When it was read.
    read_at: Option<Instant>,
    /// What its sender calls it; empty when nothing was said.
    name: String,
    /// How it came in, such as `api`.
    channel: String,
    /// Its size, in bytes.
    bytes: u64,
}

/// A document and what was read from it.
#[derive(JsonSchema, Serialize)]
struct Document {
    #[serde(flatten)]
    document: Told,
    /// The requests in it: the first 200.
    requests: Vec<Request>,
}

/// The document that the path names, if the caller may see it. It may have come in a moment ago.
async fn looked_at(call: &Call) -> Result<DocumentRow, Problem> {
    let absent = || Problem::web(Code::NotFound);
    let id = ContentHash::parse(call.parameter("hash")).ok_or_else(absent)?;
    call.catch_up().await?;
    let known = call.app.blocking(move |app| app.views.document(id));
    let row = match known.await?? {
        Some(row) => row,
        None => current(call, move |app| app.views.document(id))
            .await?
            .ok_or_else(absent)?,
    };
    let caller = call.caller.clone();
    let sender = row.received_by;
    let seen = call
        .app
        .blocking(move |app| may_see(app, &caller, sender))
        .await??;
    seen.then_some(row).ok_or_else(absent)
}

/// A page of what the caller may see. Whoever sees not all of it is given what some pages hold.
fn seen(
    app: &App,
    caller: &Caller,
    filter: &DocumentFilter,
    mut after: Option<u64>,
    limit: usize,
) -> Result<Page<DocumentRow, u64>, Problem> {
    if caller.customer().is_none() {
        return Ok(app.views.documents(filter, after, limit)?);
    }
    let mut items = Vec::new();
    for _ in 0..PAGES_MAX {
        let page = app.views.documents(filter, after, PAGE_MAX)?;
        for row in page.items {
            let arrival = row.arrival;
            if may_see(app, caller, row.received_by)? {
                items.push(row);
            }
            if items.len() == limit {
                let next = Some(arrival);
                return Ok(Page { items, next });
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(Page { items, next: after })
}

fn told(app: &App, row: DocumentRow) -> Result<Told, Problem> {
    let about: Option<Listed> = app.documents.about(row.document)?;
    let (name, channel, bytes) = match about {
        Some(about) => (about.meta.name, about.meta.channel, about.size),
        None => Default::default(),
    };
    Ok(Told {
        id: row.document,
        state: row.state,
        read_as: row.read_as,
        received_at: row.received,
        received_by: row.received_by,
        read_at: row.read,
        name,
        channel,
        bytes,
    })
}

/// The header by which bytes are saved and not shown (RFC 6266), under a name that can't lead
/// anywhere.
fn attachment(name: &str, id: ContentHash) -> HeaderValue {
    let name = match name {
        "" => id.short(),
        name => name.to_owned(),
    };
    let name = utf8_percent_encode(&name, NON_ALPHANUMERIC);
    let text = format!("attachment; filename*=UTF-8''{name}");
    HeaderValue::from_str(&text).expect("what is encoded is plain letters")
}
