//! Which columns the list has: each person's browser keeps the choice.

use super::asked::Asked;
use super::words::{ENGLISH, HEBREW};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::form::Sent;
use crate::console::{cookie, form};
use crate::problem::Problem;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use maud::{Markup, html};

/// The cookie that keeps the choice, as words with dots between them.
const COOKIE: &str = "kept_columns";
/// How long it is kept, in seconds: a year.
const COOKIE_SECONDS: u32 = 365 * 24 * 3600;
/// Where the form of the choice is sent.
pub(super) const PATH: &str = "/orders/columns";

/// A column besides the order's number and state, which are always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Customer,
    PoNumber,
    ShipTo,
    Placed,
    Requested,
    FirstPromised,
    Promised,
    Delivered,
    Lines,
    Backordered,
    Value,
}

impl Column {
    /// Every column, in the order that they are shown.
    pub(super) const ALL: [Column; 11] = [
        Column::Customer,
        Column::PoNumber,
        Column::ShipTo,
        Column::Placed,
        Column::Requested,
        Column::FirstPromised,
        Column::Promised,
        Column::Delivered,
        Column::Lines,
        Column::Backordered,
        Column::Value,
    ];

    /// What is shown to whoever has not chosen.
    const DEFAULT: [Column; 6] = [
        Column::Customer,
        Column::PoNumber,
        Column::Placed,
        Column::Requested,
        Column::Promised,
        Column::Value,
    ];

    /// Its word in the cookie, the form and the export.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Column::Customer => "customer",
            Column::PoNumber => "po_number",
            Column::ShipTo => "ship_to",
            Column::Placed => "placed",
            Column::Requested => "requested",
            Column::FirstPromised => "first_promised",
            Column::Promised => "promised",
            Column::Delivered => "delivered",
            Column::Lines => "lines",
            Column::Backordered => "backordered",
            Column::Value => "value",
        }
    }

    /// Its title.
    pub(super) fn title(self, desk: &Desk) -> &'static str {
        let words = desk.language.pick(&ENGLISH, &HEBREW);
        let shared = &desk.words().orders;
        match self {
            Column::Customer => shared.customer,
            Column::PoNumber => shared.po_number,
            Column::ShipTo => words.ship_to,
            Column::Placed => shared.placed,
            Column::Requested => shared.requested,
            Column::FirstPromised => words.first_promised,
            Column::Promised => shared.promised,
            Column::Delivered => words.delivered,
            Column::Lines => words.lines,
            Column::Backordered => words.backordered,
            Column::Value => shared.value,
        }
    }
}

/// The columns that this browser's person chose, in their order.
pub(super) fn chosen(call: &Call) -> Vec<Column> {
    match cookie(&call.head.headers, COOKIE) {
        Some(words) => among(|column| words.split('.').any(|word| word == column.as_str())),
        None => Column::DEFAULT.to_vec(),
    }
}

fn among(wanted: impl Fn(Column) -> bool) -> Vec<Column> {
    Column::ALL
        .into_iter()
        .filter(|column| wanted(*column))
        .collect()
}

/// The choice of columns.
pub(super) fn chooser(desk: &Desk, asked: &Asked, chosen: &[Column]) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        details.menu {
            summary { (words.columns) }
            div {
                form method="post" action=(PATH) {
                    (form::hidden(&desk.session, PATH))
                    input type="hidden" name="list" value=(asked.query());
                    @for column in Column::ALL {
                        label.option {
                            input type="checkbox" name="column" value=(column.as_str())
                                checked[chosen.contains(&column)];
                            (column.title(desk))
                        }
                    }
                    button type="submit" { (words.columns_save) }
                }
            }
        }
    }
}

/// Keeps a choice and goes back to the list.
pub(super) async fn choose(call: Call, body: Body) -> Result<Response, Problem> {
    let sent = Sent::of(form::read(&call, body).await?);
    let chosen = among(|column| sent.all("column").any(|word| word == column.as_str()));
    let list = Asked::parse(sent.get("list").unwrap_or_default());
    let mut response = form::see(&list.address());
    let words: Vec<&str> = chosen.iter().map(|column| column.as_str()).collect();
    let kept = format!(
        "{COOKIE}={}; Path=/; Max-Age={COOKIE_SECONDS}; SameSite=Lax",
        words.join(".")
    );
    let kept = HeaderValue::from_str(&kept).expect("cookies are made of plain letters");
    response.headers_mut().append(header::SET_COOKIE, kept);
    Ok(response)
}
