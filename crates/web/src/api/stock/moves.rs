//! Goods that come in, move between sites, are counted or thrown away. No order asks for it; what a
//! count does not find is taken from the youngest promises.

use crate::access::Policy;
use crate::admission::Lane;
use crate::api::goods::Clerk;
use crate::api::items::check_count;
use crate::call::{Call, Decided};
use crate::openapi::{Answer, Body as Reads, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::{Book, Command, Event, refusal};
use keep::Scope;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;
use views::PAGE_MAX;
use vocab::{Decimal, ItemId, OrderId, Quantity, SiteId, Unit};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    route(
        "/v1/stock/receipts",
        Lane::Bulk,
        |call, body| Box::pin(receive(call, body)),
        Operation {
            id: "receive_stock",
            summary: "Take goods into stock that no supply announced: up to 1,000 rows, all or none.",
            body: Some(Reads::json::<Receipts>()),
            ..MOVE
        },
    ),
    route(
        "/v1/stock/counts",
        Lane::Interactive,
        |call, body| Box::pin(moved(call, body, count)),
        Operation {
            id: "count_stock",
            summary: "Say how much of an item a count found at a site. What is missing is taken from \
                      the youngest promises.",
            body: Some(Reads::json::<Goods>()),
            ..MOVE
        },
    ),
    route(
        "/v1/stock/moves",
        Lane::Interactive,
        |call, body| Box::pin(moved(call, body, relocate)),
        Operation {
            id: "move_stock",
            summary: "Move free goods from one site to another.",
            body: Some(Reads::json::<Move>()),
            ..MOVE
        },
    ),
    route(
        "/v1/stock/transfers",
        Lane::Interactive,
        |call, body| Box::pin(moved(call, body, transfer)),
        Operation {
            id: "transfer_stock",
            summary: "Send free goods to another site by the lane to the zone that it stands in. They \
                      are supply there, and promised, until they are received.",
            body: Some(Reads::json::<Transfer>()),
            also: &[
                Kind::Book(refusal::Code::Unknown),
                Kind::Book(refusal::Code::AlreadyThere),
                Kind::Book(refusal::Code::BadText),
            ],
            ..MOVE
        },
    ),
    route(
        "/v1/stock/scraps",
        Lane::Interactive,
        |call, body| Box::pin(moved(call, body, scrap)),
        Operation {
            id: "scrap_stock",
            summary: "Throw free goods away.",
            body: Some(Reads::json::<Goods>()),
            ..MOVE
        },
    ),
];

/// What all of them tell.
const MOVE: Operation = Operation {
    part: Part::Stock,
    headers: &[Place::IDEMPOTENCY_KEY],
    answers: &[Answer::json::<Changed>(200)],
    problems: &[
        Kind::Web(Code::MalformedJson),
        Kind::Web(Code::UnknownField),
        Kind::Web(Code::BadValue),
        Kind::Web(Code::BadHeader),
        Kind::Web(Code::TooLarge),
        Kind::Web(Code::UnsupportedMediaType),
        Kind::Book(refusal::Code::KeyReused),
        Kind::Book(refusal::Code::TooMany),
        Kind::Book(refusal::Code::Empty),
        Kind::Book(refusal::Code::BadQuantity),
        Kind::Book(refusal::Code::StockReserved),
        Kind::Book(refusal::Code::StockCommitted),
    ],
    ..Operation::NONE
};

const fn route(
    path: &'static str,
    lane: Lane,
    handler: fn(Call, Body) -> crate::router::Answering,
    operation: Operation,
) -> Route {
    Route {
        verb: Verb::Post,
        path,
        policy: Policy::Scope(Scope::StockWrite),
        lane,
        handler,
        operation,
    }
}

/// `POST /v1/stock/receipts`
async fn receive(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Receipts = call.json(body).await?;
    check_count("receipts", asked.receipts.len())?;
    given(call, asked, receipts).await
}

/// Does what a body without rows asks for.
async fn moved<T>(
    call: Call,
    body: Body,
    command: fn(&T, &mut Clerk) -> Option<Command>,
) -> Result<Response, Problem>
where
    T: DeserializeOwned + Serialize + Send + Sync + 'static,
{
    let asked: T = call.json(body).await?;
    given(call, asked, command).await
}

async fn given<T>(
    call: Call,
    asked: T,
    command: fn(&T, &mut Clerk) -> Option<Command>,
) -> Result<Response, Problem>
where
    T: Serialize + Send + Sync + 'static,
{
    let asked = Arc::new(asked);
    let command = ask_clerk(&call, &asked, command).await?;
    let decided = call.decide(command, &*asked).await?;
    Ok(decided.answer(StatusCode::OK, &Changed::of(&decided)))
}

/// The command that a body asks for, with ids in the place of codes.
///
/// # Errors
/// `bad_value`, with everything that is wrong.
pub async fn ask_clerk<T: Send + Sync + 'static>(
    call: &Call,
    asked: &Arc<T>,
    command: fn(&T, &mut Clerk) -> Option<Command>,
) -> Result<Command, Problem> {
    let same = Arc::clone(asked);
    let read = move |book: &Book| {
        let mut clerk = Clerk::new(book);
        let command = command(&same, &mut clerk);
        clerk.flaws.or(command)
    };
    let command = call.app.ask(read).await??;
    // Where there is no command, there is a flaw.
    command.ok_or_else(|| Problem::web(Code::Internal))
}

/// Goods that come in.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
struct Receipts {
    /// At most 1,000 rows; those of one item and site add up.
    receipts: Vec<Goods>,
}

/// Goods at a site.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GoodsAtSite")]
pub struct Goods {
    /// Code of the site.
    pub site: String,
    /// Code of the item.
    pub item: String,
    /// How much; only a count may find none.
    pub quantity: Decimal,
    /// A unit of the item; the base unit when left out.
    pub unit: Option<Unit>,
}

/// Goods that move to another site.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StockMove")]
struct Move {
    /// Code of the item.
    item: String,
    /// Code of the site that they leave.
    from: String,
    /// Code of the site that they go to.
    to: String,
    /// How much, more than zero.
    quantity: Decimal,
    /// A unit of the item; the base unit when left out.
    unit: Option<Unit>,
}

/// Goods that are sent to another site.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StockTransfer")]
struct Transfer {
    /// A reference of at most 80 characters that no other open supply has.
    reference: String,
    /// Code of the item.
    item: String,
    /// Code of the site that they leave.
    from: String,
    /// Code of the site that they go to.
    to: String,
    /// How much, more than zero.
    quantity: Decimal,
    /// A unit of the item; the base unit when left out.
    unit: Option<Unit>,
}

/// The orders whose promises changed in the same step.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "StockChanged")]
pub struct Changed {
    /// How many orders.
    orders_changed: usize,
    /// Their numbers, the first 200.
    orders: Vec<String>,
}

impl Changed {
    /// What came of a command.
    pub fn of(decided: &Decided) -> Changed {
        let scheduled = decided.events.iter().filter_map(|event| match event {
            Event::LinesScheduled { order, .. } => Some(*order),
            _ => None,
        });
        let orders: BTreeSet<OrderId> = scheduled.collect();
        let first = orders.iter().take(PAGE_MAX);
        Changed {
            orders_changed: orders.len(),
            orders: first.map(|order| order.number()).collect(),
        }
    }
}

fn receipts(asked: &Receipts, clerk: &mut Clerk) -> Option<Command> {
    let mut rows = Vec::with_capacity(asked.receipts.len());
    for (index, goods) in asked.receipts.iter().enumerate() {
        let place = format!("/receipts/{index}");
        rows.extend(goods.understood(clerk, &place));
    }
    Some(Command::ReceiveStock(rows))
}

fn count(asked: &Goods, clerk: &mut Clerk) -> Option<Command> {
    let (site, item, counted) = asked.understood(clerk, "")?;
    Some(Command::CountStock {
        site,
        item,
        counted,
    })
}

fn scrap(asked: &Goods, clerk: &mut Clerk) -> Option<Command> {
    let (site, item, quantity) = asked.understood(clerk, "")?;
    Some(Command::ScrapStock {
        site,
        item,
        quantity,
    })
}

fn relocate(asked: &Move, clerk: &mut Clerk) -> Option<Command> {
    let to = clerk.site(&asked.to, || "/to".to_owned());
    let from = clerk.site(&asked.from, || "/from".to_owned());
    let item = clerk.item(&asked.item, || "/item".to_owned())?;
    let at = |field: &str| format!("/{field}");
    let quantity = clerk.quantity(item, asked.quantity, asked.unit, at)?;
    Some(Command::MoveStock {
        item,
        from: from?,
        to: to?,
        quantity,
    })
}

fn transfer(asked: &Transfer, clerk: &mut Clerk) -> Option<Command> {
    let to = clerk.site(&asked.to, || "/to".to_owned());
    let from = clerk.site(&asked.from, || "/from".to_owned());
    let item = clerk.item(&asked.item, || "/item".to_owned())?;
    let at = |field: &str| format!("/{field}");
    let quantity = clerk.quantity(item, asked.quantity, asked.unit, at)?;
    Some(Command::TransferStock {
        reference: asked.reference.clone(),
        item,
        from: from?,
        to: to?,
        quantity,
    })
}

impl Goods {
    /// The goods by their ids; what can't be is noted under this place.
    pub fn understood(&self, clerk: &mut Clerk, place: &str) -> Option<(SiteId, ItemId, Quantity)> {
        let at = |field: &str| format!("{place}/{field}");
        let site = clerk.site(&self.site, || at("site"));
        let item = clerk.item(&self.item, || at("item"))?;
        let quantity = clerk.quantity(item, self.quantity, self.unit, at)?;
        Some((site?, item, quantity))
    }
}
