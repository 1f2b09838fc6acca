//! Price lists: one currency each, and a price by item. A customer sees its own list only.

use super::flaws::{Flaws, clipped};
use super::forms::{UnitPrice, unit_price};
use super::items::{Counted, check_count, price_list};
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
use book::company::{AMOUNT_MAX, PriceListDraft};
use book::{Command, Event, refusal};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::{Cursor, PriceListRow, PriceRow};
use vocab::{Currency, Decimal, Price};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/price-lists",
        policy: Policy::Scope(Scope::CatalogueRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_price_lists",
            part: Part::MasterData,
            summary: "Price lists, by code.",
            query: Some(Form::of::<ListQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/price-lists/{list}",
        policy: Policy::Scope(Scope::CatalogueRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(look(call)),
        operation: Operation {
            id: "get_price_list",
            part: Part::MasterData,
            summary: "One price list with its prices, by item code.",
            query: Some(Form::of::<LookQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<Shown>(200)],
            problems: &[
                Kind::Web(Code::NotFound),
                Kind::Web(Code::BadQuery),
                Kind::Web(Code::BadCursor),
                Kind::Web(Code::BadHeader),
                Kind::Web(Code::ViewsBehind),
            ],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Put,
        path: "/v1/price-lists/{list}",
        policy: Policy::Scope(Scope::CatalogueWrite),
        lane: Lane::Bulk,
        handler: |call, body| Box::pin(put(call, body)),
        operation: Operation {
            id: "put_prices",
            part: Part::MasterData,
            summary: "Set the prices of up to 1,000 items in a list, all or none; the others stay. \
                      A list that is new is made.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Put>()),
            answers: &[Answer::json::<Counted>(200)],
            problems: PUT,
            ..Operation::NONE
        },
    },
];

/// Problems of setting prices.
const PUT: &[Kind] = &[
    Kind::Web(Code::MalformedJson),
    Kind::Web(Code::UnknownField),
    Kind::Web(Code::BadValue),
    Kind::Web(Code::BadHeader),
    Kind::Web(Code::TooLarge),
    Kind::Web(Code::UnsupportedMediaType),
    Kind::Book(refusal::Code::KeyReused),
    Kind::Book(refusal::Code::Unknown),
    Kind::Book(refusal::Code::TooMany),
    Kind::Book(refusal::Code::Empty),
    Kind::Book(refusal::Code::OutOfRange),
    Kind::Book(refusal::Code::BadText),
    Kind::Book(refusal::Code::WrongCurrency),
];

/// `GET /v1/price-lists`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    call.catch_up().await?;
    let lists = seen(&call).await?;
    let first = match query.after {
        None => 0,
        Some(code) => match lists.iter().position(|row| row.code == code) {
            Some(last) => last + 1,
            None => return Err(Problem::web(Code::BadCursor)),
        },
    };
    let rest = &lists[first..];
    let page = &rest[..rest.len().min(limit)];
    let last = page.last().filter(|_| rest.len() > limit);
    let list = List {
        price_lists: page.iter().map(summary).collect(),
        next: last.map(|row| row.code.clone()),
    };
    Ok(json(StatusCode::OK, &list))
}

/// `GET /v1/price-lists/{list}`
pub async fn look(call: Call) -> Result<Response, Problem> {
    let query: LookQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    let after = paging::behind(query.after.as_deref())?;
    call.catch_up().await?;
    let code = call.parameter("list");
    let mut lists = seen(&call).await?.into_iter();
    let list = lists.find(|row| row.code == code);
    let list = list.ok_or_else(|| absent(code))?;
    let id = list.id;
    let page = call
        .app
        .blocking(move |app| app.views.prices(id, after, limit));
    let page = page.await??;
    let price = |row: &PriceRow| ItemPrice {
        item: row.item_code.clone(),
        price: unit_price(row.price, list.currency),
    };
    let shown = Shown {
        list: summary(&list),
        prices: page.items.iter().map(price).collect(),
        next: page.next,
    };
    Ok(json(StatusCode::OK, &shown))
}

/// `PUT /v1/price-lists/{list}`
pub async fn put(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Put = call.json(body).await?;
    check_count("prices", asked.prices.len())?;
    let mut flaws = Flaws::default();
    let rows = asked.prices.iter().enumerate();
    let prices = rows.filter_map(|(index, row)| {
        let at = || format!("/prices/{index}/amount");
        let price = flaws.found(price(row, asked.currency), at, || {
            let (amount, per) = (row.amount, row.per);
            format!("{amount} for {per} is no price; it must be 0 to {AMOUNT_MAX}, for 1 or more")
        });
        Some((row.item.clone(), price?))
    });
    let draft = PriceListDraft {
        code: call.parameter("list").to_owned(),
        currency: asked.currency,
        prices: prices.collect(),
    };
    let command = flaws.or(Command::PutPrices(draft))?;
    let decided = call.decide(command, &asked).await?;
    let put = decided.events.iter().find_map(|event| match event {
        Event::PricesPut { prices, .. } => Some(prices.len()),
        _ => None,
    });
    let put = put.unwrap_or_default();
    Ok(decided.answer(StatusCode::OK, &Counted { put }))
}

/// What a list of price lists may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PriceListQuery")]
struct ListQuery {
    /// `next` of the page before.
    after: Option<String>,
    /// Price lists on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// What a price list may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PriceQuery")]
struct LookQuery {
    /// `next` of the page before.
    after: Option<String>,
    /// Prices on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// A page of price lists.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PriceListList")]
struct List {
    /// The lists.
    price_lists: Vec<Summary>,
    /// Hand it in as `after` for the next page; null on the last.
    next: Option<String>,
}

/// A price list in a list.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PriceListSummary")]
struct Summary {
    /// Its code.
    price_list: String,
    /// The currency of its prices.
    currency: Currency,
}

/// A price list with a page of its prices.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PriceList")]
struct Shown {
    #[serde(flatten)]
    list: Summary,
    /// The prices.
    prices: Vec<ItemPrice>,
    /// Hand it in as `after` for the next page; null on the last.
    #[schemars(with = "Option<String>")]
    next: Option<Cursor>,
}

/// The price of an item.
#[derive(JsonSchema, Serialize)]
struct ItemPrice {
    /// Code of the item.
    item: String,
    #[serde(flatten)]
    price: UnitPrice,
}

/// Prices as they are put.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PricesPut")]
struct Put {
    /// What the prices are in: the currency of the list, if it is there already.
    currency: Currency,
    /// At most 1,000.
    prices: Vec<PricePut>,
}

/// The price of an item as it is put.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
struct PricePut {
    /// Code of the item.
    item: String,
    /// Major units. More places than the currency has are kept exactly.
    amount: Decimal,
    /// How many base units that buys.
    #[serde(default = "one")]
    per: u32,
}

fn one() -> u32 {
    1
}

fn price(row: &PricePut, currency: Currency) -> Option<Price> {
    Price::stated(row.amount, row.per, currency).filter(|price| price.minor <= AMOUNT_MAX)
}

/// The price lists that the caller may see, by code.
async fn seen(call: &Call) -> Result<Vec<PriceListRow>, Problem> {
    let mut lists = current(call, |app| app.views.price_lists()).await?;
    if let Some(customer) = call.caller.customer() {
        let own = call.app.ask(move |book| price_list(book, customer)).await?;
        lists.retain(|row| own == Some(row.id));
    }
    Ok(lists)
}

fn summary(row: &PriceListRow) -> Summary {
    Summary {
        price_list: row.code.clone(),
        currency: row.currency,
    }
}

fn absent(code: &str) -> Problem {
    let code = clipped(code);
    Problem::web(Code::NotFound).because(format!("there is no price list \"{code}\""))
}
