//! One customer: its terms, its credit, where its goods go, and its orders.

use super::{LIST, credit, words};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::frame::{Section, page as frame};
use crate::console::listing::Address;
use crate::console::settings::LESSONS;
use crate::console::show;
use crate::problem::Problem;
use axum::http::StatusCode;
use axum::response::Response;
use keep::Scope;
use maud::{Markup, html};
use views::{Counts, Cursor, CustomerView, OrderFilter, OrderRow, OrderState, PAGE_MAX, Page};
use vocab::Money;

/// Open orders that are shown; all of them are in the list of orders.
const OPEN_ROWS: usize = 20;
/// Finished orders that are shown.
const FINISHED_ROWS: usize = 10;

/// Everything that the page shows.
struct Shown {
    view: CustomerView,
    name: Option<String>,
    /// Where its goods go: name and address, in the order of the ship-tos.
    addresses: Vec<Option<String>>,
    open: Page<OrderRow, Cursor>,
    finished: Page<OrderRow, Cursor>,
    counts: Counts,
}

/// `GET /customers/{customer}`
pub(super) async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let words = words(&desk);
    let Some(shown) = load(&desk, &call).await? else {
        return Ok(desk.notice(404, words.missing, words.missing_how));
    };
    let code = &shown.view.summary.customer.code;
    let title = shown.name.as_deref().unwrap_or(code);
    let content = content(&desk, &shown);
    let page = frame(&desk, Section::Customers, title, &shown.counts, &content);
    Ok(desk.answer(StatusCode::OK, page))
}

async fn load(desk: &Desk, call: &Call) -> Result<Option<Shown>, Problem> {
    let code = call.parameter("customer").to_owned();
    desk.load(call, move |app, names| {
        let Some(row) = app.views.customer_by_code(&code)? else {
            return Ok(None);
        };
        let Some(view) = app.views.customer_view(row.id)? else {
            return Ok(None);
        };
        let orders = |states: [OrderState; 2], rows| {
            let filter = OrderFilter {
                customer: Some(row.id),
                states: states.to_vec(),
                ..OrderFilter::default()
            };
            app.views.orders(&filter, None, rows)
        };
        Ok(Some(Shown {
            name: names.customer(row.id),
            addresses: view
                .ship_tos
                .iter()
                .map(|one| names.ship_to(one.id))
                .collect(),
            open: orders([OrderState::Open, OrderState::Held], OPEN_ROWS)?,
            finished: orders([OrderState::Closed, OrderState::Cancelled], FINISHED_ROWS)?,
            counts: app.views.counts()?,
            view,
        }))
    })
    .await?
}

fn content(desk: &Desk, shown: &Shown) -> Markup {
    let words = words(desk);
    let customer = &shown.view.summary.customer;
    let orders = Address::of("/orders").with("customer", &customer.code);
    let lessons = Address::of(LESSONS).with("customer", &customer.code);
    html! {
        div.head {
            div {
                h1 dir="auto" { (shown.name.as_deref().unwrap_or(&customer.code)) }
                p.lead {
                    (show::code(&customer.code))
                    @if customer.blocked { " " (show::badge("bad", words.blocked)) }
                }
            }
            @if desk.may(Scope::OrdersRead) {
                a.button.quiet href=(orders.text()) { (words.all_orders) }
            }
            @if desk.may(Scope::DocumentsRead) {
                a.button.quiet href=(lessons.text()) { (words.lessons) }
            }
        }
        @if customer.blocked { p.callout.bad { (words.blocked_how) } }
        (facts(desk, &shown.view))
        section.panel {
            header { h2 { (words.credit) } }
            (credit::meter(desk, &shown.view.summary))
            p.hint { (words.credit_note) }
        }
        (ship_tos(desk, shown))
        (order_panel(desk, words.open_panel, &shown.open.items, words.none_open))
        (order_panel(desk, words.finished_panel, &shown.finished.items, words.none_finished))
        p { a href=(LIST) { (words.back) } }
    }
}

fn facts(desk: &Desk, view: &CustomerView) -> Markup {
    let words = words(desk);
    let (summary, list) = (&view.summary, &view.price_list);
    let limit = summary.customer.credit_limit.map(|minor| Money {
        minor,
        currency: summary.owed.currency,
    });
    let yes_or_no = |yes| html! { (if yes { words.yes } else { words.no }) };
    html! {
        dl.facts {
            (show::fact(words.price_list, html! {
                @if list.code.is_empty() { span.muted { (words.no_prices) } }
                @else { (show::code(&list.code)) " " }
                span.muted { (list.currency) }
            }))
            (show::fact(words.limit, match limit {
                Some(limit) => show::money(limit),
                None => html! { (words.no_limit) },
            }))
            (show::fact(words.owed, show::money(summary.owed)))
            (show::fact(words.open_value, credit::values(&summary.orders.open_value)))
            (show::fact(words.open_orders, html! { (show::number(summary.orders.open)) }))
            (show::fact(words.held_orders, html! { (show::number(summary.orders.held)) }))
            (show::fact(words.delivered, html! { (show::number(summary.orders.closed)) }))
            (show::fact(words.cancelled, html! { (show::number(summary.orders.cancelled)) }))
            (show::fact(words.ship_complete, yes_or_no(view.ship_complete)))
            (show::fact(words.one_time, yes_or_no(view.one_time_addresses)))
            (show::fact(words.substitutes, html! { ((words.consent)(view.substitutes)) }))
            (show::fact(words.parts, html! { (show::number(u64::from(view.parts))) }))
            @if let Some(gln) = &view.gln { (show::fact("GLN", show::code(gln))) }
        }
    }
}

fn ship_tos(desk: &Desk, shown: &Shown) -> Markup {
    let words = words(desk);
    let rows = &shown.view.ship_tos;
    html! {
        section.panel {
            header { h2 { (words.ship_tos) } }
            @if rows.is_empty() { p.muted { (words.no_ship_tos) } }
            @else {
                div.scroll {
                    table.list {
                        thead { tr {
                            th scope="col" { (words.code) }
                            th scope="col" { (words.address) }
                            th scope="col" { (words.zone) }
                            th scope="col" { "GLN" }
                        } }
                        tbody {
                            @for (row, address) in rows.iter().zip(&shown.addresses) {
                                tr {
                                    th scope="row" {
                                        (show::code(&row.code))
                                        @if shown.view.default_ship_to == Some(row.id) {
                                            " " (show::badge("quiet", words.default))
                                        }
                                    }
                                    td.wide data-label=(words.address) {
                                        @match address {
                                            Some(address) => span dir="auto" { (address) },
                                            None => span.muted { (words.no_address) },
                                        }
                                    }
                                    td data-label=(words.zone) { (row.zone) }
                                    td data-label="GLN" {
                                        @if let Some(gln) = &row.gln { (show::code(gln)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            @if rows.len() >= PAGE_MAX {
                p.hint { ((words.first_ship_tos)(&show::number(PAGE_MAX as u64))) }
            }
        }
    }
}

fn order_panel(desk: &Desk, title: &str, orders: &[OrderRow], none: &str) -> Markup {
    let words = &desk.words().orders;
    html! {
        section.panel {
            header { h2 { (title) } }
            @if orders.is_empty() { p.muted { (none) } }
            @else {
                div.scroll {
                    table.list {
                        thead { tr {
                            th scope="col" { (words.number) }
                            th scope="col" { (words.po_number) }
                            th scope="col" { (words.placed) }
                            th scope="col" { (words.requested) }
                            th scope="col" { (words.promised) }
                            th.end scope="col" { (words.value) }
                            th scope="col" { (words.state) }
                        } }
                        tbody { @for order in orders { (order_row(desk, order)) } }
                    }
                }
            }
        }
    }
}

fn order_row(desk: &Desk, order: &OrderRow) -> Markup {
    let words = &desk.words().orders;
    html! {
        tr {
            th scope="row" {
                @if desk.may(Scope::OrdersRead) {
                    a href={ "/orders/" (order.number) } { (show::code(&order.number)) }
                } @else { (show::code(&order.number)) }
            }
            td.po data-label=(words.po_number) {
                @if let Some(po_number) = &order.po_number { (show::code(po_number)) }
            }
            td data-label=(words.placed) { (show::moment(desk, order.placed)) }
            td data-label=(words.requested) { (show::day_or(desk, order.requested, words.asap)) }
            td data-label=(words.promised) { (show::day_or(desk, order.promised, "–")) }
            td.end data-label=(words.value) { (show::money(order.value)) }
            td.state { (show::order_badges(desk.words(), order)) }
        }
    }
}
