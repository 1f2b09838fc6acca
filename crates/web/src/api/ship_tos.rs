//! Ship-tos: where the goods of a customer go.

use super::customers;
use super::flaws::clipped;
use super::orders::current;
use super::paging;
use super::people::{Known, Person};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Body as Reads, Form, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::Command;
use book::company::{CustomerDraft, ShipToDraft};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::{Cursor, ShipToRow};
use vocab::{CustomerId, Gln, ShipToId, ZoneId};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/customers/{customer}/ship-tos",
        policy: Policy::Scope(Scope::CustomersRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_ship_tos",
            part: Part::MasterData,
            summary: "The ship-tos of a customer, by code.",
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
        path: "/v1/customers/{customer}/ship-tos/{ship_to}",
        policy: Policy::Scope(Scope::CustomersWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(put(call, body)),
        operation: Operation {
            id: "put_ship_to",
            part: Part::MasterData,
            summary: "Add a ship-to, or change it. The first one of a customer is its default.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Put>()),
            answers: &[Answer::json::<Terms>(200)],
            problems: openapi::PUT,
            ..Operation::NONE
        },
    },
];

/// `GET /v1/customers/{customer}/ship-tos`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    let after = paging::behind(query.after.as_deref())?;
    call.catch_up().await?;
    let customer = customers::named(&call).await?;
    let page = current(&call, move |app| app.views.ship_tos(customer, after, limit)).await?;
    let (actor, request) = (call.caller.actor(), call.request_id().to_owned());
    let list = call.app.blocking(move |app| {
        let mut known = Known::new(app);
        let rows = page.items.iter();
        let list = List {
            ship_tos: rows
                .map(|row| shown(row, &mut known))
                .collect::<Result<_, Problem>>()?,
            next: page.next,
        };
        app.note_looks(actor, &known.looked_at, &request)?;
        Ok::<List, Problem>(list)
    });
    Ok(json(StatusCode::OK, &list.await??))
}

/// `PUT /v1/customers/{customer}/ship-tos/{ship_to}`
pub async fn put(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Put = call.json(body).await?;
    let customer = customers::named(&call).await?;
    let ship_to = ShipToDraft {
        code: call.parameter("ship_to").to_owned(),
        zone: asked.zone,
        gln: asked.gln,
    };
    let terms = Terms::of(&ship_to);
    let decided = match asked.default {
        false => {
            call.decide(Command::PutShipTo { customer, ship_to }, &asked)
                .await?
        }
        true => {
            // The first ship-to that a customer is put with is its default.
            let _alone = call.app.changing_customers().await;
            let present = move |book: &book::Book| import::present_customer(book, customer);
            let draft = CustomerDraft {
                ship_tos: vec![ship_to],
                ..call.app.ask(present).await?
            };
            call.decide(Command::PutCustomers(vec![draft]), &asked)
                .await?
        }
    };
    Ok(decided.answer(StatusCode::OK, &terms))
}

/// The ids of the customer and the ship-to that the path names.
///
/// # Errors
/// `not_found`.
pub async fn named(call: &Call) -> Result<(CustomerId, ShipToId), Problem> {
    let customer = customers::named(call).await?;
    let code = call.parameter("ship_to").to_owned();
    let id = call
        .app
        .ask(move |book| book.company.ship_to_by_code(customer, &code));
    let absent = || {
        let code = clipped(call.parameter("ship_to"));
        Problem::web(Code::NotFound).because(format!("there is no ship-to \"{code}\""))
    };
    Ok((customer, id.await?.ok_or_else(absent)?))
}

/// What a list of ship-tos may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ShipToQuery")]
struct ListQuery {
    /// `next` of the page before.
    after: Option<String>,
    /// Ship-tos on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// A page of ship-tos.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ShipToList")]
struct List {
    /// The ship-tos.
    ship_tos: Vec<Shown>,
    /// Hand it in as `after` for the next page; null on the last.
    #[schemars(with = "Option<String>")]
    next: Option<Cursor>,
}

/// A ship-to as the book knows it.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ShipToTerms")]
struct Terms {
    /// Its code.
    ship_to: String,
    /// The delivery zone that it is in.
    zone: ZoneId,
    /// Global Location Number.
    gln: Option<String>,
}

/// A ship-to.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ShipTo")]
pub struct Shown {
    #[serde(flatten)]
    terms: Terms,
    /// Where it is, and who is there; null when it was erased, or never told.
    personal: Option<Person>,
}

/// A ship-to as it is put.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ShipToPut")]
struct Put {
    /// The delivery zone that it is in, 0 to 9999.
    zone: ZoneId,
    /// Global Location Number.
    gln: Option<Gln>,
    /// True to make it the customer's default.
    #[serde(default)]
    default: bool,
}

impl Terms {
    fn of(draft: &ShipToDraft) -> Terms {
        Terms {
            ship_to: draft.code.clone(),
            zone: draft.zone,
            gln: draft.gln.map(|gln| gln.to_string()),
        }
    }
}

/// A ship-to with who is there.
///
/// # Errors
/// `internal` when the vault can't be read.
pub fn shown(row: &ShipToRow, known: &mut Known<'_>) -> Result<Shown, Problem> {
    let terms = Terms {
        ship_to: row.code.clone(),
        zone: row.zone,
        gln: row.gln.clone(),
    };
    let personal = known.ship_to(row.id)?.told();
    Ok(Shown { terms, personal })
}
