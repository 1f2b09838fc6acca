//! Items: the catalogue, one by one or many at once.

use super::flaws::{Flaws, clipped};
use super::forms::UnitPrice;
use super::forms::unit_price;
use super::orders::current;
use super::paging;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::codes::Codes;
use crate::openapi::{self, Answer, Body as Reads, Form, Operation, Part, Place};
use crate::problem::{Code, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::company::Item;
use book::{Book, Command, Event, Refusal, refusal};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::{Cursor, ItemFilter, PriceRow};
use vocab::{Currency, CustomerId, Gtin, PriceListId, Quantity, Ratio, SiteId, Unit};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/items",
        policy: Policy::Scope(Scope::CatalogueRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_items",
            part: Part::MasterData,
            summary: "Items, by their codes.",
            query: Some(Form::of::<ListQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/items/{item}",
        policy: Policy::Scope(Scope::CatalogueRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(look(call)),
        operation: Operation {
            id: "get_item",
            part: Part::MasterData,
            summary: "One item, with its prices by list.",
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<Detailed>(200)],
            problems: openapi::LOOK,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Put,
        path: "/v1/items/{item}",
        policy: Policy::Scope(Scope::CatalogueWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(put(call, body)),
        operation: Operation {
            id: "put_item",
            part: Part::MasterData,
            summary: "Add an item, or change it: what is left out is as in a new one.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Put>()),
            answers: &[Answer::json::<Shown>(200)],
            problems: openapi::PUT,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/items",
        policy: Policy::Scope(Scope::CatalogueWrite),
        lane: Lane::Bulk,
        handler: |call, body| Box::pin(put_many(call, body)),
        operation: Operation {
            id: "put_items",
            part: Part::MasterData,
            summary: "Add or change up to 1,000 items, all or none.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Many>()),
            answers: &[Answer::json::<Counted>(200)],
            problems: openapi::PUT,
            ..Operation::NONE
        },
    },
];

/// The most rows of one command that a JSON body brings; larger ones are imported.
pub const ROWS_MAX: usize = 1_000;

/// `GET /v1/items`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    let after = paging::behind(query.after.as_deref())?;
    let text = paging::text(query.q);
    call.catch_up().await?;
    let sites = call.app.ask(Book::site_codes).await?;
    let page = call
        .app
        .blocking(move |app| app.views.items(&ItemFilter { text }, after, limit));
    let page = page.await??;
    let own = call.caller.customer().is_none();
    let rows = page.items.iter();
    let list = List {
        items: rows.map(|row| shown(&row.item, &sites, own)).collect(),
        next: page.next,
    };
    Ok(json(StatusCode::OK, &list))
}

/// `GET /v1/items/{item}`
pub async fn look(call: Call) -> Result<Response, Problem> {
    call.catch_up().await?;
    let code = call.parameter("item").to_owned();
    let found = current(&call, move |app| {
        let item = app.views.item_by_code(&code)?;
        item.map_or(Ok(None), |row| app.views.item(row.id))
    });
    let found = found.await?;
    let view = found.ok_or_else(|| absent(call.parameter("item")))?;
    let customer = call.caller.customer();
    let asked = move |book: &Book| (book.site_codes(), customer.map(|id| price_list(book, id)));
    let (sites, list) = call.app.ask(asked).await?;
    let prices = view.prices.iter();
    let told = prices.filter(|price| list.is_none_or(|own| own == Some(price.list.id)));
    let detailed = Detailed {
        item: shown(&view.item.item, &sites, customer.is_none()),
        prices: told.map(list_price).collect(),
    };
    Ok(json(StatusCode::OK, &detailed))
}

/// `PUT /v1/items/{item}`
pub async fn put(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Put = call.json(body).await?;
    let sites = call.app.ask(Book::site_codes).await?;
    let mut flaws = Flaws::default();
    let code = call.parameter("item");
    if asked.item.as_ref().is_some_and(|own| own != code) {
        flaws.note("/item", "the item is another one than that of the path");
    }
    let item = asked.item(code, "", &sites, &mut flaws);
    let command = flaws.or(Command::PutItems(vec![item]))?;
    let decided = call.decide(command, &asked).await?;
    let item = decided.events.iter().find_map(|event| match event {
        Event::ItemsPut { items } => items.first(),
        _ => None,
    });
    let (_, item) = item.ok_or_else(|| Problem::web(Code::Internal))?;
    Ok(decided.answer(StatusCode::OK, &shown(item, &sites, true)))
}

/// `POST /v1/items`
pub async fn put_many(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Many = call.json(body).await?;
    check_count("items", asked.items.len())?;
    let sites = call.app.ask(Book::site_codes).await?;
    let mut flaws = Flaws::default();
    let mut items = Vec::with_capacity(asked.items.len());
    for (index, item) in asked.items.iter().enumerate() {
        let place = format!("/items/{index}");
        let code = item.item.as_deref();
        if code.is_none() {
            flaws.note(format!("{place}/item"), "the code of the item is needed");
        }
        items.push(item.item(code.unwrap_or_default(), &place, &sites, &mut flaws));
    }
    let command = flaws.or(Command::PutItems(items))?;
    let decided = call.decide(command, &asked).await?;
    let put = asked.items.len();
    Ok(decided.answer(StatusCode::OK, &Counted { put }))
}

/// Refuses more rows than a JSON body may bring, and none.
///
/// # Errors
/// `too_many`, `empty`.
pub fn check_count(what: &str, given: usize) -> Result<(), Problem> {
    let refused = |code, message: String| Err(Refusal::new(code, message).into());
    match given {
        0 => refused(
            refusal::Code::Empty,
            format!("there are no {what}; at least one is needed"),
        ),
        1..=ROWS_MAX => Ok(()),
        _ => refused(
            refusal::Code::TooMany,
            format!("{given} {what} at once; at most {ROWS_MAX} are allowed"),
        ),
    }
}

/// There is no such item.
pub fn absent(code: &str) -> Problem {
    Problem::web(Code::NotFound).because(format!("there is no item \"{}\"", clipped(code)))
}

/// What a list of items may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ItemQuery")]
struct ListQuery {
    /// Words that the code, the description or a GTIN begins with; all must be found.
    q: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Items on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// A page of items.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ItemList")]
struct List {
    /// The items.
    items: Vec<Shown>,
    /// Hand it in as `after` for the next page; null on the last.
    #[schemars(with = "Option<String>")]
    next: Option<Cursor>,
}

/// An item.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "Item")]
struct Shown {
    /// Its code.
    item: String,
    /// What it is.
    description: String,
    /// The unit that it is counted in.
    base_unit: Unit,
    /// The unit that an order means when it says none.
    sales_unit: Unit,
    /// Its other units.
    units: Vec<Size>,
    /// Its GTINs.
    gtins: Vec<Mark>,
    /// Weight of one base unit, in grams.
    weight_grams: u32,
    /// False when it may not be ordered any more.
    orderable: bool,
    /// What is kept back from every promise, by site. Not told to customers.
    #[serde(skip_serializing_if = "Option::is_none")]
    safety_stock: Option<Vec<Safety>>,
    /// The bin that it lies in, by site. Not told to customers.
    #[serde(skip_serializing_if = "Option::is_none")]
    bins: Option<Vec<Bin>>,
}

/// One item, with its prices.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ItemDetailed")]
struct Detailed {
    #[serde(flatten)]
    item: Shown,
    /// Its prices by list; a customer is told its own only.
    prices: Vec<ListPrice>,
}

/// The price of an item in a list.
#[derive(JsonSchema, Serialize)]
struct ListPrice {
    /// Code of the list.
    price_list: String,
    /// What it is in.
    currency: Currency,
    #[serde(flatten)]
    price: UnitPrice,
}

/// A unit of an item: so many base units are in so many of it.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "UnitSize")]
struct Size {
    unit: Unit,
    /// How many base units are in `per` of the unit.
    base_units: u32,
    /// 1, but for units that are smaller than the base unit.
    per: u32,
}

/// A GTIN, and the unit that it marks.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "UnitGtin")]
struct Mark {
    gtin: Gtin,
    unit: Unit,
}

/// What is kept back of an item at a site.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SafetyStock")]
struct Safety {
    /// Code of the site.
    site: String,
    /// How much, base units.
    quantity: Quantity,
}

/// Where an item lies at a site.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ItemBin")]
struct Bin {
    /// Code of the site.
    site: String,
    /// The bin: a word of at most 40 characters, such as `A-12-3`.
    bin: String,
}

/// An item as it is put: all of it.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ItemPut")]
struct Put {
    /// Its code, of at most 40 characters; it may be left out where the path tells it.
    item: Option<String>,
    /// What it is, in at most 200 characters.
    description: String,
    /// The unit that it is counted in.
    base_unit: Unit,
    /// The unit that an order means when it says none; the base unit when left out.
    sales_unit: Option<Unit>,
    /// Its other units, at most 20.
    #[serde(default)]
    units: Vec<SizePut>,
    /// Its GTINs, at most 20.
    #[serde(default)]
    gtins: Vec<Mark>,
    /// Weight of one base unit in grams, at most 10,000,000.
    #[serde(default)]
    weight_grams: u32,
    /// False when it may not be ordered any more.
    #[serde(default = "yes")]
    orderable: bool,
    /// What is kept back from every promise, by site.
    #[serde(default)]
    safety_stock: Vec<Safety>,
    /// The bin that it lies in, by site: pick lists are in the sequence of the bins, `A-2` before `A-10`.
    #[serde(default)]
    bins: Vec<Bin>,
}

/// A unit of an item as it is put.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "UnitSizePut")]
struct SizePut {
    unit: Unit,
    /// How many base units are in `per` of the unit.
    base_units: u32,
    /// More than 1 for units that are smaller than the base unit.
    #[serde(default = "one")]
    per: u32,
}

/// Items as they are put.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ItemsPut")]
struct Many {
    /// At most 1,000, each with its code.
    items: Vec<Put>,
}

/// How many rows were put.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PutCount")]
pub struct Counted {
    /// Added or changed.
    pub put: usize,
}

fn yes() -> bool {
    true
}

fn one() -> u32 {
    1
}

impl Put {
    /// The item as the book takes it; what can't be is noted under this place.
    fn item(&self, code: &str, place: &str, sites: &[String], flaws: &mut Flaws) -> Item {
        let size = |size: &SizePut| {
            let (numerator, denominator) = (size.base_units, size.per);
            let ratio = Ratio {
                numerator,
                denominator,
            };
            (size.unit, ratio)
        };
        let mut site = |code: &str, list: &str, index: usize| {
            let site = sites.iter().position(|known| known == code);
            let at = || format!("{place}/{list}/{index}/site");
            let what = || format!("there is no site \"{}\"", clipped(code));
            let site = flaws.found(site, at, what)?;
            Some(SiteId(site as u16))
        };
        let rows = self.safety_stock.iter().enumerate();
        let safety = rows
            .filter_map(|(index, row)| {
                Some((site(&row.site, "safety_stock", index)?, row.quantity))
            })
            .collect();
        let rows = self.bins.iter().enumerate();
        let bins = rows
            .filter_map(|(index, row)| Some((site(&row.site, "bins", index)?, row.bin.clone())));
        Item {
            bins: bins.collect(),
            safety_stock: safety,
            code: code.to_owned(),
            description: self.description.clone(),
            base_unit: self.base_unit,
            units: self.units.iter().map(size).collect(),
            sales_unit: self.sales_unit.unwrap_or(self.base_unit),
            gtins: self
                .gtins
                .iter()
                .map(|mark| (mark.gtin, mark.unit))
                .collect(),
            weight_grams: self.weight_grams,
            orderable: self.orderable,
        }
    }
}

/// An item as it is told; `own` is false for customers, who are not told what is kept back.
fn shown(item: &Item, sites: &[String], own: bool) -> Shown {
    let size = |(unit, ratio): &(Unit, Ratio)| Size {
        unit: *unit,
        base_units: ratio.numerator,
        per: ratio.denominator,
    };
    let mark = |(gtin, unit): &(Gtin, Unit)| Mark {
        gtin: *gtin,
        unit: *unit,
    };
    let code = |site: &SiteId| sites.get(site.index()).cloned().unwrap_or_default();
    let safety = |(site, quantity): &(SiteId, Quantity)| Safety {
        site: code(site),
        quantity: *quantity,
    };
    let bin = |(site, bin): &(SiteId, String)| Bin {
        site: code(site),
        bin: bin.clone(),
    };
    Shown {
        item: item.code.clone(),
        description: item.description.clone(),
        base_unit: item.base_unit,
        sales_unit: item.sales_unit,
        units: item.units.iter().map(size).collect(),
        gtins: item.gtins.iter().map(mark).collect(),
        weight_grams: item.weight_grams,
        orderable: item.orderable,
        safety_stock: own.then(|| item.safety_stock.iter().map(safety).collect()),
        bins: own.then(|| item.bins.iter().map(bin).collect()),
    }
}

/// What a customer is charged by.
pub fn price_list(book: &Book, customer: CustomerId) -> Option<PriceListId> {
    let row = book.company.customers.get(customer.index())?;
    Some(row.price_list)
}

fn list_price(row: &PriceRow) -> ListPrice {
    ListPrice {
        price_list: row.list.code.clone(),
        currency: row.list.currency,
        price: unit_price(row.price, row.list.currency),
    }
}
