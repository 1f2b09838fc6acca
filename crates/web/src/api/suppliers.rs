//! What suppliers could deliver, and what may be given instead of an item: what solutions of a shortage
//! are made of. They are the company's own: a customer sees none.

mod report;

use super::flaws::Flaws;
use super::forms::{Amount, amount};
use super::goods::Clerk;
use super::items::{self, check_count};
use super::paging;
use super::stock::ask_clerk;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Body as Reads, Form, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::stock::supplier::{Offered, OnTerms, of_item};
use book::{Book, Command};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use vocab::{Decimal, ItemId, Quantity, Unit};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/supplier-stock",
        policy: Policy::Scope(Scope::StockRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_supplier_stock",
            part: Part::Stock,
            summary: "What suppliers could deliver of an item, as they last told it, by site and \
                      supplier.",
            query: Some(Form::of::<ListQuery>()),
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Put,
        path: "/v1/supplier-stock",
        policy: Policy::Scope(Scope::StockWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(put(call, body)),
        operation: Operation {
            id: "put_supplier_stock",
            part: Part::Stock,
            summary: "Note what suppliers have by now: up to 1,000 rows, all or none. It is no supply \
                      until it is called off; what is short of it is planned anew.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Put>()),
            answers: &[Answer::json::<Noted>(200)],
            problems: openapi::PUT,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/supplier-stock/reports",
        policy: Policy::Scope(Scope::StockWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(report::receive(call, body)),
        operation: Operation {
            id: "send_supplier_stock_report",
            part: Part::Stock,
            summary: "Send what a supplier says it has, as X12 846 or EDIFACT INVRPT. A supplier that has \
                      told its lead times before is known by what the report calls it; what can't be \
                      taken up is told line by line. The same may be sent again.",
            query: Some(Form::of::<report::Asked>()),
            body: Some(Reads::Bytes),
            answers: &[Answer::json::<report::Taken>(200)],
            problems: openapi::PUT,
            also: &[Kind::Web(Code::BadQuery)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/items/{item}/substitutes",
        policy: Policy::Scope(Scope::CatalogueRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(substitutes(call)),
        operation: Operation {
            id: "list_substitutes",
            part: Part::MasterData,
            summary: "What may be given instead of an item, the best first.",
            answers: &[Answer::json::<Substitutes>(200)],
            problems: openapi::LOOK,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Put,
        path: "/v1/items/{item}/substitutes",
        policy: Policy::Scope(Scope::CatalogueWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(substitute(call, body)),
        operation: Operation {
            id: "put_substitutes",
            part: Part::MasterData,
            summary: "Say what may be given instead of an item where it is short, base unit for base \
                      unit and at the price that was agreed; to customers that take it.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Substitutes>()),
            answers: &[Answer::json::<Substitutes>(200)],
            problems: openapi::PUT,
            ..Operation::NONE
        },
    },
];

/// `GET /v1/supplier-stock`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    let own = call.caller.customer().is_none();
    let rows = move |book: &Book| {
        let item = book.company.item_by_code(&query.item).filter(|_| own);
        let rows = item
            .into_iter()
            .flat_map(|item| of_item(&book.stock.suppliers, item));
        rows.take(limit).map(|row| shown(book, row)).collect()
    };
    let supplier_stock = call.app.ask(rows).await?;
    Ok(json(StatusCode::OK, &List { supplier_stock }))
}

/// `PUT /v1/supplier-stock`
pub async fn put(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Put = call.json(body).await?;
    let noted = asked.supplier_stock.len();
    check_count("supplier_stock", noted)?;
    let asked = Arc::new(asked);
    let command = ask_clerk(&call, &asked, rows).await?;
    let decided = call.decide(command, &*asked).await?;
    Ok(decided.answer(StatusCode::OK, &Noted { noted }))
}

/// `GET /v1/items/{item}/substitutes`
pub async fn substitutes(call: Call) -> Result<Response, Problem> {
    let (_, found) = look(&call).await?;
    Ok(json(StatusCode::OK, &found))
}

/// `PUT /v1/items/{item}/substitutes`
pub async fn substitute(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Substitutes = call.json(body).await?;
    let (item, _) = look(&call).await?;
    let codes = asked.substitutes.clone();
    let read = move |book: &Book| {
        let mut clerk = Clerk::new(book);
        let others = codes.iter().enumerate();
        let others =
            others.filter_map(|(index, code)| clerk.item(code, || format!("/substitutes/{index}")));
        let others: Vec<ItemId> = others.collect();
        clerk.flaws.or(others)
    };
    let substitutes = call.app.ask(read).await??;
    let command = Command::PutSubstitutes { item, substitutes };
    let decided = call.decide(command, &asked).await?;
    Ok(decided.answer(StatusCode::OK, &asked))
}

/// The item that the path names, and what may be given instead; for a customer there is none.
async fn look(call: &Call) -> Result<(ItemId, Substitutes), Problem> {
    let code = call.parameter("item").to_owned();
    let own = call.caller.customer().is_none();
    let look = move |book: &Book| {
        let item = book.company.item_by_code(&code).filter(|_| own)?;
        let others = book.company.substitutes_of(item).iter();
        let substitutes = others
            .map(|other| book.company.items[other.index()].code.clone())
            .collect();
        Some((item, Substitutes { substitutes }))
    };
    let found = call.app.ask(look).await?;
    found.ok_or_else(|| items::absent(call.parameter("item")))
}

fn rows(asked: &Put, clerk: &mut Clerk) -> Option<Command> {
    let mut rows = Vec::with_capacity(asked.supplier_stock.len());
    for (index, row) in asked.supplier_stock.iter().enumerate() {
        rows.extend(understood(row, clerk, &format!("/supplier_stock/{index}")));
    }
    Some(Command::PutSupplierStock(rows))
}

fn understood(row: &Row, clerk: &mut Clerk, place: &str) -> Option<(Offered, OnTerms)> {
    let at = |field: &str| format!("{place}/{field}");
    let site = clerk.site(&row.site, || at("site"));
    let item = clerk.item(&row.item, || at("item"))?;
    let quantity = match row.quantity {
        Some(stated) => Some(clerk.quantity(item, stated, row.unit, at)?),
        None => None,
    };
    let currency = clerk.book.policy.currency;
    let flaws: &mut Flaws = &mut clerk.flaws;
    let cost = flaws.money(row.cost, currency, || at("cost"))?;
    let offered = Offered {
        item,
        site: site?,
        supplier: row.supplier.clone(),
    };
    let terms = OnTerms {
        quantity,
        lead_days: row.lead_days,
        cost,
        stays: row.stays,
    };
    Some((offered, terms))
}

fn shown(book: &Book, (offered, terms): (&Offered, &OnTerms)) -> Shown {
    Shown {
        supplier: offered.supplier.clone(),
        item: book.company.items[offered.item.index()].code.clone(),
        site: book.company.sites[offered.site.index()].code.clone(),
        quantity: terms.quantity,
        lead_days: terms.lead_days,
        cost: amount(terms.cost, book.policy.currency),
    }
}

/// Of which item.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SupplierStockQuery")]
struct ListQuery {
    /// Code of the item.
    item: String,
    /// Rows, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// What suppliers could deliver.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "SupplierStockList")]
struct List {
    /// By site and supplier.
    supplier_stock: Vec<Shown>,
}

/// What a supplier could deliver of an item to a site.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "SupplierStock")]
struct Shown {
    /// The supplier's code.
    supplier: String,
    /// Code of the item.
    item: String,
    /// Code of the site that it would come to.
    site: String,
    /// How much is left, base units; null where the supplier makes as much as is called off.
    quantity: Option<Quantity>,
    /// Days from the call-off until the goods are at the site.
    lead_days: u16,
    /// What one call-off costs beyond the goods.
    cost: Amount,
}

/// What suppliers have by now.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SupplierStockPut")]
struct Put {
    /// At most 1,000 rows; each replaces that of the same supplier, item and site.
    supplier_stock: Vec<Row>,
}

/// What a supplier has by now.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SupplierStockRow")]
struct Row {
    /// A code of at most 40 characters for the supplier.
    supplier: String,
    /// Code of the item.
    item: String,
    /// Code of the site that it would come to.
    site: String,
    /// How much there is; 0 takes the row away unless it stays; left out where as much is made as is called off.
    quantity: Option<Decimal>,
    /// A unit of the item; the base unit when left out.
    unit: Option<Unit>,
    /// Days from the call-off until the goods are at the site, 0 to 730.
    lead_days: u16,
    /// What one call-off costs beyond the goods, major units of the policy's currency.
    #[serde(default)]
    cost: Decimal,
    /// True when the terms stay while there is nothing; else a row with nothing is taken away.
    #[serde(default)]
    stays: bool,
}

/// How many rows were noted.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "SupplierStockNoted")]
struct Noted {
    /// That many.
    noted: usize,
}

/// What may be given instead of an item.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
struct Substitutes {
    /// Codes of items, at most 10, the best first.
    substitutes: Vec<String>,
}
