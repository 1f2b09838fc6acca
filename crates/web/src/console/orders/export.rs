//! The list as a CSV file that spreadsheet programs open: everything that fits the filter, or the
//! orders that were ticked.

use super::asked::Asked;
use super::filter;
use super::words::{ENGLISH, HEBREW};
use crate::call::{Call, typed};
use crate::console::desk::{Desk, Names};
use crate::console::show;
use crate::problem::Problem;
use crate::state::App;
use axum::extract::Query;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use import::{BYTE_ORDER_MARK, LINE_END, csv_line, guarded};
use views::{OrderFilter, OrderRow, PAGE_MAX};
use vocab::{Day, OrderId};

/// Where the file is.
pub(super) const PATH: &str = "/orders.csv";
/// The most orders of one file; more are asked to be narrowed.
const ORDERS_MAX: usize = 100_000;

/// The titles: words for programs, the same in every language.
const TITLES: [&str; 16] = [
    "order",
    "customer",
    "customer_name",
    "po_number",
    "ship_to",
    "placed",
    "requested",
    "first_promised",
    "promised",
    "delivered",
    "lines",
    "backordered",
    "value",
    "currency",
    "state",
    "holds",
];

/// What came of an export.
enum Export {
    File(String),
    TooMany,
}

pub(super) async fn file(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let asked = Asked::of(&call.head.uri).without(&[]);
    let ticked = ticked(&call);
    let looking = desk.clone();
    let export = desk.load(&call, move |app, names| match ticked.is_empty() {
        true => filtered(&looking, &asked, app, names),
        false => chosen(&looking, &ticked, app, names),
    });
    match export.await?? {
        Export::File(text) => Ok(download(&desk, text)),
        Export::TooMany => {
            let words = desk.language.pick(&ENGLISH, &HEBREW);
            let title = (words.too_many)(&show::number(ORDERS_MAX as u64));
            Ok(desk.notice(422, &title, words.too_many_how))
        }
    }
}

/// The orders that the address names one by one.
pub(super) fn ticked(call: &Call) -> Vec<OrderId> {
    let pairs: Query<Vec<(String, String)>> =
        Query::try_from_uri(&call.head.uri).unwrap_or_default();
    let mut ticked: Vec<OrderId> = Vec::new();
    for (_, number) in pairs.0.iter().filter(|(name, _)| name == "order") {
        if let Some(id) = OrderId::parse_number(number).filter(|id| !ticked.contains(id)) {
            ticked.push(id);
        }
        if ticked.len() == super::bulk::ORDERS_MAX {
            break;
        }
    }
    ticked
}

fn filtered(
    desk: &Desk,
    asked: &Asked,
    app: &App,
    names: &mut Names<'_>,
) -> Result<Export, Problem> {
    let narrowed = filter::narrowed(asked, desk.today, desk.customer, &app.views)?;
    let mut file = begun();
    if !narrowed.flaws.is_empty() {
        return Ok(Export::File(file));
    }
    let (mut after, mut written) = (None, 0);
    loop {
        let page = app.views.orders(&narrowed.filter, after, PAGE_MAX)?;
        written += page.items.len();
        if written > ORDERS_MAX {
            return Ok(Export::TooMany);
        }
        for order in &page.items {
            file += &line(desk, order, names);
        }
        after = page.next;
        if after.is_none() {
            return Ok(Export::File(file));
        }
    }
}

fn chosen(
    desk: &Desk,
    ticked: &[OrderId],
    app: &App,
    names: &mut Names<'_>,
) -> Result<Export, Problem> {
    let mut file = begun();
    for id in ticked {
        if let Some(order) = one(app, *id, desk)? {
            file += &line(desk, &order, names);
        }
    }
    Ok(Export::File(file))
}

/// An order as it stands in the list.
pub(super) fn one(app: &App, id: OrderId, desk: &Desk) -> Result<Option<OrderRow>, Problem> {
    let filter = OrderFilter {
        customer: desk.customer,
        ..OrderFilter::default()
    };
    // The list goes from the newest back: the first behind the next order is this one.
    let after = Some(OrderId(id.0.saturating_add(1)).into());
    let page = app.views.orders(&filter, after, 1)?;
    Ok(page.items.into_iter().find(|order| order.id == id))
}

fn begun() -> String {
    format!("{BYTE_ORDER_MARK}{}{LINE_END}", csv_line(TITLES))
}

fn line(desk: &Desk, order: &OrderRow, names: &mut Names<'_>) -> String {
    let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    let text = |text: Option<&str>| guarded(text.unwrap_or_default()).into_owned();
    let value = order.value.to_string();
    let (value, currency) = value.split_once(' ').unwrap_or((&value, ""));
    let (placed, minute) = desk.local(order.placed);
    let holds: Vec<&str> = order
        .holds
        .iter()
        .map(|hold| hold.kind().as_str())
        .collect();
    let cells: [String; TITLES.len()] = [
        order.number.clone(),
        text(Some(&order.customer_code)),
        text(names.customer(order.customer).as_deref()),
        text(order.po_number.as_deref()),
        text(order.ship_to_code.as_deref()),
        format!("{placed} {:02}:{:02}", minute / 60, minute % 60),
        day(order.requested),
        day(order.first_promised),
        day(order.promised),
        day(order.delivered),
        order.lines.to_string(),
        order.backordered.0.to_string(),
        value.to_owned(),
        currency.to_owned(),
        order.state.as_str().to_owned(),
        holds.join(" "),
    ];
    csv_line(cells) + LINE_END
}

fn download(desk: &Desk, text: String) -> Response {
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let mut response = typed(StatusCode::OK, kind, text.into_bytes());
    let saved = format!("attachment; filename=\"orders-{}.csv\"", desk.today);
    let saved = HeaderValue::from_str(&saved).expect("a day is plain letters");
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, saved);
    response
}
