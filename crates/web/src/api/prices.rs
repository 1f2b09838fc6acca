//! Price lists: one currency each, and a price by item. A customer sees its own list only.

use super::flaws::{Flaws, clipped};
use super::forms::{UnitPrice, unit_price};
use super::items::{Counted, check_count};
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
use book::company::{AMOUNT_MAX, PriceList, PriceListDraft};
use book::{Book, Command, Event, refusal};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vocab::{Currency, CustomerId, Decimal, Price, PriceListId};

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
            summary: "Price lists, in the order that they were added in.",
            query: Some(Form::of::<ListQuery>()),
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
            summary: "One price list with its prices, in the order that the items were added in.",
            query: Some(Form::of::<LookQuery>()),
            answers: &[Answer::json::<Shown>(200)],
            problems: &[
                Kind::Web(Code::NotFound),
                Kind::Web(Code::BadQuery),
                Kind::Web(Code::BadCursor),
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

/// Items that are looked at for one page of prices: a list may have prices of few of them.
const ITEMS_LOOKED_AT_MAX: usize = 10_000;

/// `GET /v1/price-lists`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    let customer = call.caller.customer();
    let after = query.after;
    let page = call
        .app
        .ask(move |book| lists(book, customer, after.as_deref(), limit));
    Ok(json(StatusCode::OK, &page.await??))
}

/// `GET /v1/price-lists/{list}`
pub async fn look(call: Call) -> Result<Response, Problem> {
    let query: LookQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    let (code, customer) = (call.parameter("list").to_owned(), call.caller.customer());
    let shown = call
        .app
        .ask(move |book| page(book, customer, &code, query.after.as_deref(), limit));
    Ok(json(StatusCode::OK, &shown.await??))
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
    /// Hand it in as `after` for the next page, which may have none; null on the last.
    next: Option<String>,
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

/// What a customer is charged by; `None` is every list.
fn may_see(book: &Book, customer: Option<CustomerId>, list: PriceListId) -> bool {
    let rows = &book.company.customers;
    customer.is_none_or(|id| {
        let row = rows.get(id.index());
        row.is_some_and(|row| row.price_list == list)
    })
}

fn lists(
    book: &Book,
    customer: Option<CustomerId>,
    after: Option<&str>,
    limit: usize,
) -> Result<List, Problem> {
    let known = |code| {
        let list = book.company.price_list_by_code(code);
        list.filter(|list| may_see(book, customer, *list))
    };
    let first = match after.map(known) {
        None => 0,
        Some(Some(list)) => list.index() + 1,
        Some(None) => return Err(Problem::web(Code::BadCursor)),
    };
    let all = (0..).map(PriceListId).zip(&book.company.price_lists);
    let seen = all
        .skip(first)
        .filter(|(id, _)| may_see(book, customer, *id));
    let mut summaries = seen.map(|(_, list)| Summary {
        price_list: list.code.clone(),
        currency: list.currency,
    });
    let price_lists: Vec<Summary> = summaries.by_ref().take(limit).collect();
    let more = summaries.next().is_some();
    let last = price_lists.last().filter(|_| more);
    Ok(List {
        next: last.map(|list| list.price_list.clone()),
        price_lists,
    })
}

fn page(
    book: &Book,
    customer: Option<CustomerId>,
    code: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Shown, Problem> {
    let id = book.company.price_list_by_code(code);
    let id = id.filter(|id| may_see(book, customer, *id));
    let list = id.map(|id| &book.company.price_lists[id.index()]);
    let list = list.ok_or_else(|| absent(code))?;
    let first = match after.map(|code| book.company.item_by_code(code)) {
        None => 0,
        Some(Some(item)) => item.index() + 1,
        Some(None) => return Err(Problem::web(Code::BadCursor)),
    };
    let (prices, next) = prices(book, list, first, limit);
    Ok(Shown {
        list: Summary {
            price_list: list.code.clone(),
            currency: list.currency,
        },
        prices,
        next,
    })
}

/// The prices of items from one on, and behind which the next page begins.
fn prices(
    book: &Book,
    list: &PriceList,
    first: usize,
    limit: usize,
) -> (Vec<ItemPrice>, Option<String>) {
    let code = |index: usize| book.company.items[index].code.clone();
    let (mut prices, mut end) = (Vec::new(), first);
    let rows = list.prices.iter().enumerate().skip(first);
    for (index, price) in rows.take(ITEMS_LOOKED_AT_MAX) {
        if prices.len() == limit {
            break;
        }
        end = index + 1;
        prices.extend(price.map(|price| ItemPrice {
            item: code(index),
            price: unit_price(price, list.currency),
        }));
    }
    let more = end > first && list.prices.len() > end;
    (prices, more.then(|| code(end - 1)))
}

fn absent(code: &str) -> Problem {
    let code = clipped(code);
    Problem::web(Code::NotFound).because(format!("there is no price list \"{code}\""))
}
