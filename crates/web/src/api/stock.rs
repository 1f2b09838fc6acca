//! Stock: what is where, who holds it, what could still be promised; and goods that come, move, are
//! counted or thrown away without an order.

mod moves;

use super::items::absent;
use super::orders::current;
use super::paging;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Form, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::http::StatusCode;
use axum::response::Response;
use book::order::{BackorderReason, Source};
use book::promise::{Prospect, outlook};
use book::stock::supply::SupplyKind;
use book::{Book, Stage};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::{
    Cursor, HolderRow, Holding, SiteStock, SourceRow, StockCondition, StockFilter, StockRow,
    StockView, SupplyRow,
};
use vocab::{Day, Quantity, SupplyId, Unit};

pub use moves::{Changed, Goods, ROUTES as MOVES, ask_clerk};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/stock",
        policy: Policy::Scope(Scope::StockRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_stock",
            part: Part::Stock,
            summary: "Stock by item and site.",
            query: Some(Form::of::<ListQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/stock/{item}",
        policy: Policy::Scope(Scope::StockRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(look(call)),
        operation: Operation {
            id: "get_stock",
            part: Part::Stock,
            summary: "Stock of an item by site, what is to come of it, and what could still be \
                      promised from which day on.",
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<Detailed>(200)],
            problems: openapi::LOOK,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/stock/{item}/holders",
        policy: Policy::Scope(Scope::StockRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(holders(call)),
        operation: Operation {
            id: "list_holders",
            part: Part::Stock,
            summary: "The order lines that hold an item or wait for it, the newest order first.",
            query: Some(Form::of::<HoldersQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<Holders>(200)],
            problems: HOLDERS,
            ..Operation::NONE
        },
    },
];

/// Problems of the list of holders.
const HOLDERS: &[Kind] = &[
    Kind::Web(Code::NotFound),
    Kind::Web(Code::BadQuery),
    Kind::Web(Code::BadCursor),
    Kind::Web(Code::BadHeader),
    Kind::Web(Code::ViewsBehind),
];

/// `GET /v1/stock`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    let after = paging::behind(query.after.as_deref())?;
    call.catch_up().await?;
    let page = call.app.blocking(move |app| {
        let mut filter = StockFilter {
            only: query.only,
            text: paging::text(query.q),
            ..StockFilter::default()
        };
        if let Some(code) = query.site {
            let Some(row) = app.views.site_by_code(&code)? else {
                return Ok(paging::none());
            };
            filter.site = Some(row.site.id);
        }
        app.views.stocks(&filter, after, limit)
    });
    let page = page.await?.map_err(Problem::from)?;
    let list = List {
        stock: page.items.iter().map(row).collect(),
        next: page.next,
    };
    Ok(json(StatusCode::OK, &list))
}

/// `GET /v1/stock/{item}`
pub async fn look(call: Call) -> Result<Response, Problem> {
    call.catch_up().await?;
    let code = call.parameter("item").to_owned();
    let view = current(&call, move |app| {
        let item = app.views.item_by_code(&code)?;
        item.map_or(Ok(None), |item| app.views.stock(item.id))
    });
    let view = view.await?;
    let view = view.ok_or_else(|| absent(call.parameter("item")))?;
    let (item, stamp) = (view.item.id, call.stamp());
    let prospects = move |book: &Book| {
        let told = outlook(book, item, &stamp);
        told.iter().map(|one| prospect(book, one)).collect()
    };
    let available: Vec<Available> = call.app.ask(prospects).await?;
    Ok(json(StatusCode::OK, &detailed(&view, available)))
}

/// `GET /v1/stock/{item}/holders`
pub async fn holders(call: Call) -> Result<Response, Problem> {
    let query: HoldersQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    let after = paging::behind(query.after.as_deref())?;
    call.catch_up().await?;
    let code = call.parameter("item").to_owned();
    let page = current(&call, move |app| {
        let item = app.views.item_by_code(&code)?;
        let page = item.map(|item| app.views.holders(item.id, after, limit));
        page.transpose()
    });
    let page = page.await?.ok_or_else(|| absent(call.parameter("item")))?;
    let list = Holders {
        holders: page.items.iter().map(holder).collect(),
        next: page.next,
    };
    Ok(json(StatusCode::OK, &list))
}

/// What a list of stock may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StockQuery")]
struct ListQuery {
    /// Only at the site with this code.
    site: Option<String>,
    /// Only stock in this condition.
    only: Option<StockCondition>,
    /// Words that the item's code, description or a GTIN begins with; all must be found.
    q: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Rows on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// What a list of holders may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HolderQuery")]
struct HoldersQuery {
    /// `next` of the page before.
    after: Option<String>,
    /// Rows from which on no further order is begun, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// A page of stock.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "StockList")]
struct List {
    /// A row for each item at each site.
    stock: Vec<Row>,
    /// Hand it in as `after` for the next page; null on the last.
    #[schemars(with = "Option<String>")]
    next: Option<Cursor>,
}

/// An item at a site. Quantities are base units.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "StockRow")]
struct Row {
    /// Code of the item.
    item: String,
    /// What it is.
    description: String,
    /// The unit that it is counted in.
    base_unit: Unit,
    #[serde(flatten)]
    stock: AtSite,
    /// How much is still to come.
    #[schemars(with = "u64")]
    inbound: Quantity,
    /// The part of that that is promised.
    #[schemars(with = "u64")]
    inbound_reserved: Quantity,
}

/// What of an item is at a site, in base units.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "StockAtSite")]
struct AtSite {
    /// Code of the site.
    site: String,
    /// Physically there.
    #[schemars(with = "u64")]
    on_hand: Quantity,
    /// The part of it that is promised and has not left.
    #[schemars(with = "u64")]
    reserved: Quantity,
    /// On hand and not reserved.
    #[schemars(with = "u64")]
    free: Quantity,
    /// What is kept back from every promise.
    #[schemars(with = "u64")]
    safety: Quantity,
}

/// Stock of an item. Quantities are base units.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "Stock")]
struct Detailed {
    /// Code of the item.
    item: String,
    /// What it is.
    description: String,
    /// The unit that it is counted in.
    base_unit: Unit,
    /// By site: those that ever had any, or keep some back.
    sites: Vec<AtSite>,
    /// What is still to come, the earliest due first; at most 500.
    inbound: Vec<Inbound>,
    /// What an order that is placed now could still be promised, the earliest first.
    available: Vec<Available>,
}

/// Supply that is still to come.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "InboundSupply")]
struct Inbound {
    /// Its number.
    supply: u64,
    /// The reference that it was announced with.
    reference: String,
    /// On its way, or ordered from a supplier.
    kind: SupplyKind,
    /// Code of the site that it comes to.
    site: String,
    /// How much is still to come.
    #[schemars(with = "u64")]
    open: Quantity,
    /// The part of it that is promised.
    #[schemars(with = "u64")]
    reserved: Quantity,
    /// When it is due in.
    due: Day,
}

/// Goods that no order holds. Safety stock is not among them.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "AvailableGoods")]
struct Available {
    /// The first day that they can leave.
    goods_issue_date: Day,
    /// Code of the site.
    site: String,
    /// The supply that they come with; null is stock.
    supply: Option<u64>,
    /// How much.
    #[schemars(with = "u64")]
    quantity: Quantity,
}

/// A page of order lines.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "HolderList")]
struct Holders {
    /// The lines; a line that is promised in parts stands once for each.
    holders: Vec<Holder>,
    /// Hand it in as `after` for the next page; null on the last.
    #[schemars(with = "Option<String>")]
    next: Option<Cursor>,
}

/// An order line that holds an item, or waits for it. Only what is promised has a place and days.
#[derive(JsonSchema, Serialize)]
struct Holder {
    /// Number of the order.
    number: String,
    /// Number of the customer.
    customer: String,
    /// The line.
    line: u16,
    /// How much, base units.
    quantity: Quantity,
    /// How it is held.
    holding: How,
    /// Code of the site that it leaves.
    site: Option<String>,
    /// The supply that covers it; null is stock.
    supply: Option<u64>,
    /// When it leaves.
    goods_issue_date: Option<Day>,
    /// When it arrives.
    delivery_date: Option<Day>,
    /// How far it has come.
    stage: Option<Stage>,
    /// Why what is backordered has no date.
    reason: Option<BackorderReason>,
}

/// How a line holds an item.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Holding")]
enum How {
    /// It is promised and has not left.
    Promised,
    /// It has no date.
    Backordered,
    /// The order is held, and reserves nothing.
    Waiting,
}

fn row(row: &StockRow) -> Row {
    Row {
        item: row.item_code.clone(),
        description: row.description.clone(),
        base_unit: row.base_unit,
        stock: at_site(&row.stock),
        inbound: row.inbound,
        inbound_reserved: row.pegged,
    }
}

fn at_site(stock: &SiteStock) -> AtSite {
    AtSite {
        site: stock.site.code.clone(),
        on_hand: stock.on_hand,
        reserved: stock.reserved,
        free: stock.free,
        safety: stock.safety,
    }
}

fn detailed(view: &StockView, available: Vec<Available>) -> Detailed {
    let item = &view.item.item;
    let inbound = |row: &SupplyRow| Inbound {
        supply: row.id.0,
        reference: row.reference.clone(),
        kind: row.kind,
        site: row.site.code.clone(),
        open: row.open,
        reserved: row.pegged,
        due: row.due,
    };
    Detailed {
        item: item.code.clone(),
        description: item.description.clone(),
        base_unit: item.base_unit,
        sites: view.sites.iter().map(at_site).collect(),
        inbound: view.supply.iter().map(inbound).collect(),
        available,
    }
}

fn prospect(book: &Book, prospect: &Prospect) -> Available {
    Available {
        goods_issue_date: prospect.day,
        site: book.company.sites[prospect.site.index()].code.clone(),
        supply: match prospect.source {
            Source::OnHand => None,
            Source::Inbound(SupplyId(id)) => Some(id),
        },
        quantity: prospect.quantity,
    }
}

fn holder(row: &HolderRow) -> Holder {
    let bare = Holder {
        number: row.number.clone(),
        customer: row.customer_code.clone(),
        line: row.line,
        quantity: row.quantity,
        holding: How::Waiting,
        site: None,
        supply: None,
        goods_issue_date: None,
        delivery_date: None,
        stage: None,
        reason: None,
    };
    match &row.holds {
        Holding::Promised {
            site,
            source,
            goods_issue,
            delivery,
            stage,
        } => Holder {
            holding: How::Promised,
            site: Some(site.code.clone()),
            supply: match source {
                SourceRow::OnHand => None,
                SourceRow::Inbound { supply, .. } => Some(supply.0),
            },
            goods_issue_date: Some(*goods_issue),
            delivery_date: Some(*delivery),
            stage: Some(*stage),
            ..bare
        },
        Holding::Backordered { reason } => Holder {
            holding: How::Backordered,
            reason: Some(*reason),
            ..bare
        },
        Holding::Waiting => bare,
    }
}
