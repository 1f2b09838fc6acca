//! Quotas: how much of some items a group of customers may get at most, or is kept for it, and what is
//! taken of that. They are the company's own: a customer sees none.

use super::flaws::clipped;
use super::goods::Clerk;
use super::paging;
use super::supply::Nothing;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Body as Reads, Form, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::quotas::{Shown, What, shown};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::quota::{Counted, QuotaDraft, QuotaKind};
use book::{Book, Command, refusal};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use vocab::{Day, Quantity, QuotaId};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/quotas",
        policy: Policy::Scope(Scope::StockRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_quotas",
            part: Part::Stock,
            summary: "Quotas whose period is not over, in the order that they were added in, with \
                      what is taken of each.",
            query: Some(Form::of::<ListQuery>()),
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Put,
        path: "/v1/quotas/{quota}",
        policy: Policy::Scope(Scope::StockWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(put(call, body)),
        operation: Operation {
            id: "put_quota",
            part: Part::Stock,
            summary: "Add a quota, or change it. Promises that were made stand; orders that wait are \
                      promised anew.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Put>()),
            answers: &[Answer::json::<Shown>(200)],
            problems: openapi::PUT,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/quotas/{quota}/end",
        policy: Policy::Scope(Scope::StockWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(end(call, body)),
        operation: Operation {
            id: "end_quota",
            part: Part::Stock,
            summary: "Take a quota away before its period is over. Orders that wait are promised anew.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Nothing>()),
            answers: &[Answer::json::<Ended>(200)],
            problems: openapi::PUT,
            ..Operation::NONE
        },
    },
];

/// `GET /v1/quotas`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    let after = query.after.as_deref().map(cursor).transpose()?;
    let page = match call.caller.customer() {
        Some(_) => List::default(),
        None => {
            let page = move |book: &Book| page(book, query.item.as_deref(), after, limit);
            call.app.ask(page).await?
        }
    };
    Ok(json(StatusCode::OK, &page))
}

/// `PUT /v1/quotas/{quota}`
pub async fn put(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Arc<Put> = Arc::new(call.json(body).await?);
    let draft = understood(&call, call.parameter("quota").to_owned(), &asked).await?;
    let decided = call
        .decide(Command::PutQuotas(vec![draft]), &*asked)
        .await?;
    let put = look(&call).await?.ok_or_else(|| absent(&call))?;
    Ok(decided.answer(StatusCode::OK, &put))
}

/// `POST /v1/quotas/{quota}/end`
pub async fn end(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Nothing = call.json(body).await?;
    let quota = call.parameter("quota").to_owned();
    let command = Command::EndQuota {
        code: quota.clone(),
    };
    match call.decide(command, &asked).await {
        Err(problem) if problem.kind() == Kind::Book(refusal::Code::Unknown) => Err(absent(&call)),
        decided => Ok(decided?.answer(StatusCode::OK, &Ended { quota })),
    }
}

/// A quota as it is asked for, with ids for codes.
///
/// # Errors
/// `bad_value` with each code that is not there; `busy` or `stopped`.
pub(crate) async fn understood(
    call: &Call,
    code: String,
    asked: &Arc<Put>,
) -> Result<QuotaDraft, Problem> {
    let same = Arc::clone(asked);
    let read = move |book: &Book| {
        let mut clerk = Clerk::new(book);
        let draft = draft(code, &same, &mut clerk);
        clerk.flaws.or(draft)
    };
    call.app.ask(read).await?
}

/// The quota that the path names, as it stands.
async fn look(call: &Call) -> Result<Option<Shown>, Problem> {
    named(call, call.parameter("quota").to_owned()).await
}

/// The quota with a code, as it stands.
///
/// # Errors
/// `busy` or `stopped`.
pub(crate) async fn named(call: &Call, code: String) -> Result<Option<Shown>, Problem> {
    let look = move |book: &Book| {
        let id = book.quotas.by_code(&code)?;
        let row = book.quotas.get(id)?;
        Some(shown(book, row))
    };
    call.app.ask(look).await
}

fn absent(call: &Call) -> Problem {
    let code = clipped(call.parameter("quota"));
    Problem::web(Code::NotFound).because(format!("there is no quota \"{code}\""))
}

/// Behind which quota a page begins.
///
/// # Errors
/// `bad_cursor`.
pub(crate) fn cursor(text: &str) -> Result<QuotaId, Problem> {
    let id = text.parse().map(QuotaId);
    id.map_err(|_| Problem::web(Code::BadCursor))
}

/// The quotas behind one, of an item or of all.
pub(crate) fn page(book: &Book, item: Option<&str>, after: Option<QuotaId>, limit: usize) -> List {
    let quotas = &book.quotas;
    let behind = |(id, _): &(QuotaId, &Counted)| after.is_none_or(|after| *id > after);
    let mut rows: Vec<(QuotaId, &Counted)> = match item {
        None => quotas.after(after).take(limit + 1).collect(),
        Some(code) => {
            let id = book.company.item_by_code(code);
            let rows = id.into_iter().flat_map(|id| quotas.of(id));
            rows.filter(behind).take(limit + 1).collect()
        }
    };
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more);
    List {
        next: last.map(|(id, _)| id.to_string()),
        quotas: rows.iter().map(|(_, row)| shown(book, row)).collect(),
    }
}

fn draft(code: String, asked: &Put, clerk: &mut Clerk) -> QuotaDraft {
    let items = asked.items.iter().enumerate();
    let items = items.filter_map(|(index, code)| clerk.item(code, || format!("/items/{index}")));
    let items = items.collect();
    let site = asked.site.as_deref();
    let site = site.map(|code| clerk.site(code, || "/site".to_owned()));
    let kind = match (asked.kind, asked.priority) {
        (What::Allocation, priority) => {
            if priority.is_some() {
                let detail = "only a protection has a priority; allocations hold together";
                clerk.flaws.note("/priority", detail);
            }
            QuotaKind::Allocation
        }
        (What::Protection, priority) => QuotaKind::Protection {
            priority: priority.unwrap_or(1),
        },
    };
    QuotaDraft {
        code,
        kind,
        group: asked.group.clone(),
        items,
        site: site.flatten(),
        quantity: asked.quantity,
        from: asked.from,
        to: asked.to,
    }
}

/// What a list of quotas may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "QuotaQuery")]
struct ListQuery {
    /// Only those of the item with this code.
    item: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Quotas on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// A page of quotas.
#[derive(Default, JsonSchema, Serialize)]
#[schemars(rename = "QuotaList")]
pub(crate) struct List {
    /// The quotas.
    pub(crate) quotas: Vec<Shown>,
    /// Hand it in as `after` for the next page; null on the last.
    pub(crate) next: Option<String>,
}

/// The quota that was taken away.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "QuotaEnded")]
struct Ended {
    /// Its code.
    quota: String,
}

/// A quota as it is put.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "QuotaPut")]
pub(crate) struct Put {
    /// At most, or at least.
    pub(crate) kind: What,
    /// Of a protection, 1 when left out: who has one of a lower number may take what is kept for a higher.
    pub(crate) priority: Option<u8>,
    /// Code of a group that customers are in.
    pub(crate) group: String,
    /// Codes of the items that count together, at most 1,000; a protection is for one.
    pub(crate) items: Vec<String>,
    /// Code of the site; left out, all sites together.
    pub(crate) site: Option<String>,
    /// How much, base units.
    pub(crate) quantity: Quantity,
    /// The first day of goods issue that counts.
    pub(crate) from: Day,
    /// The last one.
    pub(crate) to: Day,
}
