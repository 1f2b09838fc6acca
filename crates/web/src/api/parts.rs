//! Part numbers: what a customer calls our items.

use super::customers;
use super::flaws::{Flaws, clipped};
use super::items::{Counted, check_count};
use super::orders::current;
use super::paging;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Body as Reads, Form, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::company::CustomerDraft;
use book::{Book, Command};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use vocab::CustomerId;

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/customers/{customer}/parts",
        policy: Policy::Scope(Scope::CustomersRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_parts",
            part: Part::MasterData,
            summary: "What a customer calls our items, by its part numbers.",
            query: Some(Form::of::<ListQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            also: &[Kind::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Put,
        path: "/v1/customers/{customer}/parts",
        policy: Policy::Scope(Scope::CustomersWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(put(call, body)),
        operation: Operation {
            id: "put_parts",
            part: Part::MasterData,
            summary: "Set or take away up to 1,000 part numbers of a customer, all or none; the \
                      others stay.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Put>()),
            answers: &[Answer::json::<Counted>(200)],
            problems: openapi::PUT,
            ..Operation::NONE
        },
    },
];

/// `GET /v1/customers/{customer}/parts`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    call.catch_up().await?;
    let customer = customers::named(&call).await?;
    let after = query.after;
    let page = current(&call, move |app| {
        app.views.parts(customer, after.as_deref(), limit)
    });
    let page = page.await?;
    let rows = page.items.into_iter();
    let list = List {
        parts: rows
            .map(|row| Named {
                part: row.part,
                item: row.item_code,
            })
            .collect(),
        next: page.next,
    };
    Ok(json(StatusCode::OK, &list))
}

/// `PUT /v1/customers/{customer}/parts`
pub async fn put(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Arc<Put> = Arc::new(call.json(body).await?);
    check_count("parts", asked.parts.len())?;
    let customer = customers::named(&call).await?;
    let _alone = call.app.changing_customers().await;
    let same = Arc::clone(&asked);
    let over = move |book: &Book| same.over(book, customer);
    let draft = call.app.ask(over).await??;
    let decided = call
        .decide(Command::PutCustomers(vec![draft]), &*asked)
        .await?;
    let put = asked.parts.len();
    Ok(decided.answer(StatusCode::OK, &Counted { put }))
}

/// What a list of part numbers may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PartQuery")]
struct ListQuery {
    /// `next` of the page before: the last part number of it.
    after: Option<String>,
    /// Part numbers on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// A page of part numbers.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PartList")]
struct List {
    /// The part numbers.
    parts: Vec<Named>,
    /// Hand it in as `after` for the next page; null on the last.
    next: Option<String>,
}

/// What a customer calls an item.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PartNumber")]
struct Named {
    /// The customer's part number.
    part: String,
    /// Code of our item.
    item: String,
}

/// Part numbers as they are put.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PartsPut")]
struct Put {
    /// At most 1,000.
    parts: Vec<PutOne>,
}

/// A part number as it is put.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PartPut")]
struct PutOne {
    /// The customer's part number, of at most 40 characters.
    part: String,
    /// Code of our item; null when it means nothing any more.
    item: Option<String>,
}

impl Put {
    /// The customer with these part numbers over those that it has.
    fn over(&self, book: &Book, customer: CustomerId) -> Result<CustomerDraft, Problem> {
        let draft = import::present_customer(book, customer);
        let mut parts: BTreeMap<String, String> = draft.parts.into_iter().collect();
        let mut flaws = Flaws::default();
        for (index, one) in self.parts.iter().enumerate() {
            let Some(code) = &one.item else {
                parts.remove(&one.part);
                continue;
            };
            if book.company.item_by_code(code).is_none() {
                let detail = format!("there is no item \"{}\"", clipped(code));
                flaws.note(format!("/parts/{index}/item"), detail);
            }
            parts.insert(one.part.clone(), code.clone());
        }
        flaws.or(CustomerDraft {
            parts: parts.into_iter().collect(),
            ..draft
        })
    }
}
