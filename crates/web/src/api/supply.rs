//! Supply: goods that were announced and are still to come, on their way or ordered from suppliers.

use super::goods::Clerk;
use super::items::check_count;
use super::orders::current;
use super::paging;
use super::stock::{Changed, Goods, ask_clerk};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, Decided, json};
use crate::openapi::{self, Answer, Body as Reads, Form, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::stock::supply::{SupplyDraft, SupplyKind};
use book::{Book, Command, Event, refusal};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use views::{Cursor, SupplyFilter, SupplyRow};
use vocab::{Day, Decimal, Quantity, SupplyId, Unit};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/supply",
        policy: Policy::Scope(Scope::StockRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_supply",
            part: Part::Stock,
            summary: "Supply, the latest announced first; only what is still to come, the earliest \
                      due first.",
            query: Some(Form::of::<ListQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/supply/{id}",
        policy: Policy::Scope(Scope::StockRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(look(call)),
        operation: Operation {
            id: "get_supply",
            part: Part::Stock,
            summary: "One element of supply, open or closed.",
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<Shown>(200)],
            problems: openapi::LOOK,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/supply",
        policy: Policy::Scope(Scope::StockWrite),
        lane: Lane::Bulk,
        handler: |call, body| Box::pin(announce(call, body)),
        operation: Operation {
            id: "announce_supply",
            part: Part::Stock,
            summary: "Announce up to 1,000 elements of supply, all or none. Orders may be promised \
                      from them at once.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Announcement>()),
            answers: &[Answer::json::<Announced>(201)],
            problems: MOVE,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/supply/{id}/receive",
        policy: Policy::Scope(Scope::StockWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(receive(call, body)),
        operation: Operation {
            id: "receive_supply",
            part: Part::Stock,
            summary: "Take announced supply into stock, or a part of it.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Receipt>()),
            answers: &[Answer::json::<Received>(200)],
            problems: MOVE,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/supply/{id}/reschedule",
        policy: Policy::Scope(Scope::StockWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(reschedule(call, body)),
        operation: Operation {
            id: "reschedule_supply",
            part: Part::Stock,
            summary: "Give announced supply another day. Promises that it is too late for lose \
                      their dates, and are made anew where something else covers them.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<NewDay>()),
            answers: &[Answer::json::<Changed>(200)],
            problems: MOVE,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/supply/{id}/cancel",
        policy: Policy::Scope(Scope::StockWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(cancel(call, body)),
        operation: Operation {
            id: "cancel_supply",
            part: Part::Stock,
            summary: "Give up what is still to come of announced supply. Its promises lose their \
                      dates, and are made anew where something else covers them.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Nothing>()),
            answers: &[Answer::json::<Changed>(200)],
            problems: MOVE,
            ..Operation::NONE
        },
    },
];

/// Problems of what is done with supply.
const MOVE: &[Kind] = &[
    Kind::Web(Code::NotFound),
    Kind::Web(Code::MalformedJson),
    Kind::Web(Code::UnknownField),
    Kind::Web(Code::BadValue),
    Kind::Web(Code::BadHeader),
    Kind::Web(Code::TooLarge),
    Kind::Web(Code::UnsupportedMediaType),
    Kind::Book(refusal::Code::KeyReused),
    Kind::Book(refusal::Code::TooMany),
    Kind::Book(refusal::Code::Empty),
    Kind::Book(refusal::Code::AlreadyThere),
    Kind::Book(refusal::Code::BadText),
    Kind::Book(refusal::Code::OutOfRange),
    Kind::Book(refusal::Code::BadQuantity),
    Kind::Book(refusal::Code::SupplyClosed),
];

/// `GET /v1/supply`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    let after = paging::behind(query.after.as_deref())?;
    let today = call.app.now().today;
    call.catch_up().await?;
    let page = call.app.blocking(move |app| {
        let mut filter = SupplyFilter {
            open: query.open,
            overdue_on: query.overdue.then_some(today),
            ..SupplyFilter::default()
        };
        if let Some(code) = query.site {
            let Some(row) = app.views.site_by_code(&code)? else {
                return Ok(paging::none());
            };
            filter.site = Some(row.site.id);
        }
        if let Some(code) = query.item {
            let Some(row) = app.views.item_by_code(&code)? else {
                return Ok(paging::none());
            };
            filter.item = Some(row.id);
        }
        app.views.supply(&filter, after, limit)
    });
    let page = page.await?.map_err(Problem::from)?;
    let list = List {
        supply: page.items.iter().map(shown).collect(),
        next: page.next,
    };
    Ok(json(StatusCode::OK, &list))
}

/// `GET /v1/supply/{id}`
pub async fn look(call: Call) -> Result<Response, Problem> {
    call.catch_up().await?;
    let id = named(&call)?;
    let row = current(&call, move |app| app.views.supply_element(id)).await?;
    let row = row.ok_or_else(|| absent(id))?;
    Ok(json(StatusCode::OK, &shown(&row)))
}

/// `POST /v1/supply`
pub async fn announce(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Announcement = call.json(body).await?;
    check_count("supplies", asked.supply.len())?;
    let asked = Arc::new(asked);
    let command = ask_clerk(&call, &asked, drafts).await?;
    let decided = call.decide(command, &*asked).await?;
    let named = decided.events.iter().filter_map(|event| match event {
        Event::SupplyAnnounced {
            supply, reference, ..
        } => Some(Numbered {
            supply: supply.0,
            reference: reference.clone(),
        }),
        _ => None,
    });
    let supply = named.collect();
    Ok(decided.answer(StatusCode::CREATED, &Announced { supply }))
}

/// `POST /v1/supply/{id}/receive`
pub async fn receive(call: Call, body: Body) -> Result<Response, Problem> {
    let supply = named(&call)?;
    let asked: Receipt = call.json(body).await?;
    let (stated, unit) = (asked.quantity, asked.unit);
    let read = move |book: &Book| {
        let Some(open) = book.stock.supplies.get(&supply) else {
            // The book says what became of it.
            return Ok(Some(Quantity::ZERO));
        };
        let mut clerk = Clerk::new(book);
        let at = |field: &str| format!("/{field}");
        let quantity = clerk.quantity(open.item, stated, unit, at);
        clerk.flaws.or(quantity)
    };
    let quantity = call.app.ask(read).await??;
    let command = Command::ReceiveSupply {
        supply,
        quantity: quantity.unwrap_or_default(),
        last: asked.last,
    };
    let decided = decide(&call, supply, command, &asked).await?;
    let received = decided.events.iter().find_map(|event| match event {
        Event::SupplyReceived { quantity, .. } => Some(*quantity),
        _ => None,
    });
    let closes = |event: &Event| matches!(event, Event::SupplyClosed { .. });
    let answer = Received {
        received: received.unwrap_or_default(),
        closed: decided.events.iter().any(closes),
        changed: Changed::of(&decided),
    };
    Ok(decided.answer(StatusCode::OK, &answer))
}

/// `POST /v1/supply/{id}/reschedule`
pub async fn reschedule(call: Call, body: Body) -> Result<Response, Problem> {
    let supply = named(&call)?;
    let asked: NewDay = call.json(body).await?;
    let command = Command::RescheduleSupply {
        supply,
        due: asked.due,
    };
    let decided = decide(&call, supply, command, &asked).await?;
    Ok(decided.answer(StatusCode::OK, &Changed::of(&decided)))
}

/// `POST /v1/supply/{id}/cancel`
pub async fn cancel(call: Call, body: Body) -> Result<Response, Problem> {
    let supply = named(&call)?;
    let asked: Nothing = call.json(body).await?;
    let decided = decide(&call, supply, Command::CancelSupply { supply }, &asked).await?;
    Ok(decided.answer(StatusCode::OK, &Changed::of(&decided)))
}

/// Gives a command about the supply that the path names; that there is none is `not_found`.
async fn decide(
    call: &Call,
    supply: SupplyId,
    command: Command,
    body: &impl Serialize,
) -> Result<Decided, Problem> {
    match call.decide(command, body).await {
        Err(problem) if problem.kind() == Kind::Book(refusal::Code::Unknown) => Err(absent(supply)),
        decided => decided,
    }
}

/// The supply that the path names.
fn named(call: &Call) -> Result<SupplyId, Problem> {
    let id = call.parameter("id").parse().map(SupplyId);
    id.map_err(|_| Problem::web(Code::NotFound))
}

fn absent(id: SupplyId) -> Problem {
    Problem::web(Code::NotFound).because(format!("there is no supply {}", id.0))
}

/// What a list of supply may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SupplyQuery")]
struct ListQuery {
    /// Only what is still to come, the earliest due first.
    #[serde(default)]
    open: bool,
    /// Only what was due before today and is still to come.
    #[serde(default)]
    overdue: bool,
    /// Only to the site with this code.
    site: Option<String>,
    /// Only of the item with this code.
    item: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Rows on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// A page of supply.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "SupplyList")]
struct List {
    /// The elements.
    supply: Vec<Shown>,
    /// Hand it in as `after` for the next page; null on the last.
    #[schemars(with = "Option<String>")]
    next: Option<Cursor>,
}

/// Announced supply. Quantities are base units.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "Supply")]
struct Shown {
    /// Its number.
    supply: u64,
    /// The reference that it was announced with.
    reference: String,
    /// On its way, ordered from a supplier, sent by another site, or made by ourselves.
    kind: SupplyKind,
    /// Code of the site that it comes to.
    site: String,
    /// Code of the item.
    item: String,
    /// How much was announced.
    quantity: Quantity,
    /// How much is still to come.
    open: Quantity,
    /// The part of it that is promised.
    reserved: Quantity,
    /// When it is due in.
    due: Day,
    /// True when nothing more will come.
    closed: bool,
}

/// Supply as it is announced.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SupplyAnnouncement")]
struct Announcement {
    /// At most 1,000 elements.
    supply: Vec<Element>,
}

/// An element of supply as it is announced.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SupplyElement")]
struct Element {
    /// A reference of at most 80 characters that no other open supply has.
    reference: String,
    /// On its way, ordered from a supplier, sent by another site, or made by ourselves.
    kind: SupplyKind,
    /// Code of the site that it comes to.
    site: String,
    /// Code of the item.
    item: String,
    /// How much, more than zero.
    quantity: Decimal,
    /// A unit of the item; the base unit when left out.
    unit: Option<Unit>,
    /// When it is due in.
    due: Day,
    /// Code of the supplier of whose stock it is called off, at most as much as that has and as soon as it
    /// can.
    supplier: Option<String>,
}

/// Supply that was announced, in the order of the request.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "SupplyAnnounced")]
struct Announced {
    supply: Vec<Numbered>,
}

/// The number of an element of supply.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "SupplyNumber")]
struct Numbered {
    /// Its number.
    supply: u64,
    /// The reference that it was announced with.
    reference: String,
}

/// What came of announced supply.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SupplyReceipt")]
struct Receipt {
    /// How much, not more than is still to come; 0 only with `last`.
    quantity: Decimal,
    /// A unit of the item; the base unit when left out.
    unit: Option<Unit>,
    /// True when no more will come.
    #[serde(default)]
    last: bool,
}

/// What was received.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "SupplyReceived")]
struct Received {
    /// How much, base units.
    received: Quantity,
    /// True when nothing more will come.
    closed: bool,
    #[serde(flatten)]
    changed: Changed,
}

/// Another day.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SupplyDay")]
struct NewDay {
    /// When it is due in now.
    due: Day,
}

/// An empty object.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

fn drafts(asked: &Announcement, clerk: &mut Clerk) -> Option<Command> {
    let mut drafts = Vec::with_capacity(asked.supply.len());
    for (index, element) in asked.supply.iter().enumerate() {
        let goods = Goods {
            site: element.site.clone(),
            item: element.item.clone(),
            quantity: element.quantity,
            unit: element.unit,
        };
        let understood = goods.understood(clerk, &format!("/supply/{index}"));
        drafts.extend(understood.map(|(site, item, quantity)| SupplyDraft {
            reference: element.reference.clone(),
            kind: element.kind,
            site,
            item,
            quantity,
            due: element.due,
            supplier: element.supplier.clone(),
        }));
    }
    Some(Command::AnnounceSupply(drafts))
}

fn shown(row: &SupplyRow) -> Shown {
    Shown {
        supply: row.id.0,
        reference: row.reference.clone(),
        kind: row.kind,
        site: row.site.code.clone(),
        item: row.item_code.clone(),
        quantity: row.quantity,
        open: row.open,
        reserved: row.pegged,
        due: row.due,
        closed: row.closed,
    }
}
