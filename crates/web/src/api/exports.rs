//! Exports: everything of a kind as CSV, written as it is read, so that no size matters. Cells that a
//! spreadsheet program would take for formulas are guarded.

use super::flaws::clipped;
use super::order_list::{self, ListQuery};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::Call;
use crate::openapi::{self, Answer, Form, Operation, Part, Place};
use crate::pipe::{Pipe, piped};
use crate::problem::{Code, Kind as Trouble, Problem};
use crate::router::{Route, Verb};
use crate::state::App;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use import::{BYTE_ORDER_MARK, Kind, LINE_END, csv_line, guarded};
use keep::{Audited, Scope};
use std::io::{self, Write};
use views::{Cell, Export};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/exports/orders",
        policy: Policy::Scope(Scope::OrdersRead),
        lane: Lane::Bulk,
        handler: |call, _| Box::pin(orders(call, "orders", Export::Orders)),
        operation: Operation {
            id: "export_orders",
            part: Part::Integration,
            summary: "Orders as CSV, a row each, the newest first: all that fit the conditions.",
            query: Some(Form::of::<ListQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: CSV,
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/exports/order-lines",
        policy: Policy::Scope(Scope::OrdersRead),
        lane: Lane::Bulk,
        handler: |call, _| Box::pin(orders(call, "order-lines", Export::OrderLines)),
        operation: Operation {
            id: "export_order_lines",
            part: Part::Integration,
            summary: "Lines of orders as CSV, a row each: of all orders that fit the conditions.",
            query: Some(Form::of::<ListQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: CSV,
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/exports/{import}",
        policy: Policy::AnyScope(&[Scope::CatalogueRead, Scope::CustomersRead, Scope::StockRead]),
        lane: Lane::Bulk,
        handler: |call, _| Box::pin(master(call)),
        operation: Operation {
            id: "export",
            part: Part::Integration,
            summary: "Everything of a kind as CSV, as an import reads it back unchanged.",
            answers: CSV,
            problems: &[Trouble::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
];

/// What exports are answered by.
const CSV: &[Answer] = &[Answer::of::<String>(200, "text/csv")];

/// `GET /v1/exports/orders` and `GET /v1/exports/order-lines`
async fn orders(
    call: Call,
    what: &'static str,
    export: fn(views::OrderFilter) -> Export,
) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    query.check_whole()?;
    call.catch_up().await?;
    let caller = call.caller.clone();
    let filter = call
        .app
        .blocking(move |app| order_list::asked(app, &caller, query));
    let titles = export(views::OrderFilter::default()).columns();
    let export = filter.await??.map(export);
    note(&call, what).await?;
    let write = move |app: &App, to: &mut Pipe| rows(app, export.as_ref(), titles, to);
    answered(&call, what, write)
}

/// `GET /v1/exports/{import}`
async fn master(call: Call) -> Result<Response, Problem> {
    let kind = allowed(&call)?;
    note(&call, kind.as_str()).await?;
    let actor = call.caller.actor();
    let write = move |app: &App, to: &mut Pipe| {
        let written = import::export(&app.target(actor), kind, to);
        written.map(drop).map_err(io::Error::other)
    };
    answered(&call, kind.as_str(), write)
}

/// Who takes data out is noted before it is out.
async fn note(call: &Call, what: &str) -> Result<(), Problem> {
    call.note(Audited::Exported, format!("export:{what}"), &[])
        .await
}

fn answered(
    call: &Call,
    what: &str,
    write: impl FnOnce(&App, &mut Pipe) -> io::Result<()> + Send + 'static,
) -> Result<Response, Problem> {
    let csv = HeaderValue::from_static("text/csv; charset=utf-8");
    let mut response = piped(&call.app, csv, write)?;
    let saved = format!(
        "attachment; filename=\"{what}-{}.csv\"",
        call.app.now().today
    );
    let saved = HeaderValue::from_str(&saved).expect("a word and a day are plain letters");
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, saved);
    Ok(response)
}

/// Writes an export of the views piece by piece; without one, the titles alone.
fn rows(app: &App, export: Option<&Export>, titles: &[&str], to: &mut Pipe) -> io::Result<()> {
    write!(to, "{BYTE_ORDER_MARK}{}{LINE_END}", csv_line(titles))?;
    let Some(export) = export else {
        return Ok(());
    };
    let mut after = None;
    loop {
        let piece = app.views.export(export, after).map_err(io::Error::other)?;
        for row in &piece.rows {
            write!(to, "{}{LINE_END}", csv_line(row.iter().map(cell)))?;
        }
        after = piece.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => guarded(text).into_owned(),
        Cell::Nothing
        | Cell::Number(_)
        | Cell::Amount(_)
        | Cell::Day(_)
        | Cell::At(_)
        | Cell::Flag(_) => cell.to_string(),
    }
}

/// What the path says is exported, if the caller may; the company's lists are not its customers'.
fn allowed(call: &Call) -> Result<Kind, Problem> {
    let word = call.parameter("import");
    let kind = Kind::parse(word).filter(|_| call.caller.customer().is_none());
    let kind = kind.ok_or_else(|| {
        let detail = format!("there is no export \"{}\"", clipped(word));
        Problem::web(Code::NotFound).because(detail)
    })?;
    let scope = scope(kind);
    match call.caller.scopes().contains(scope) {
        true => Ok(kind),
        false => {
            let (kind, scope) = (kind.as_str(), scope.as_str());
            let detail = format!("exporting {kind} needs a key with the scope {scope}");
            Err(Problem::web(Code::Forbidden).because(detail))
        }
    }
}

/// What it takes to export this.
pub fn scope(kind: Kind) -> Scope {
    match kind {
        Kind::Sites | Kind::Lanes | Kind::Items | Kind::Prices | Kind::Substitutes => {
            Scope::CatalogueRead
        }
        Kind::Customers | Kind::Parts | Kind::Groups => Scope::CustomersRead,
        Kind::Stock | Kind::Receipts | Kind::Supply | Kind::Quotas | Kind::SupplierStock => {
            Scope::StockRead
        }
    }
}
