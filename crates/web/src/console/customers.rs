//! Customers: who buys, what is open, and how that stands to the credit limit.

mod credit;
mod one;
mod words;

use super::desk::Desk;
use super::frame::{Section, page as frame};
use super::listing::{Address, ROWS, SEARCH_MAX, find, pages, searched};
use super::{orders, show, told};
use crate::access::Policy;
use crate::call::Call;
use crate::problem::Problem;
use crate::router::Route;
use axum::http::StatusCode;
use axum::response::Response;
use keep::Scope;
use maud::{Markup, html};
use serde::Deserialize;
use views::{Counts, Cursor, CustomerFilter, CustomerSummary, Page};
use words::{ENGLISH, HEBREW, Words};

/// Where the list is.
const LIST: &str = "/customers";

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[
    super::page(LIST, Policy::Page(Scope::CustomersRead), |call, _| {
        told(call, list)
    }),
    super::page(
        "/customers/{customer}",
        Policy::Page(Scope::CustomersRead),
        |call, _| told(call, one::page),
    ),
];

/// What the address says; what can't be narrows nothing.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    blocked: String,
    after: String,
}

struct List {
    page: Page<CustomerSummary, Cursor>,
    /// What they are called, in the same order.
    names: Vec<Option<String>>,
    counts: Counts,
}

/// `GET /customers`
async fn list(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let asked: Asked = call.query().unwrap_or_default();
    let filter = CustomerFilter {
        prefix: searched(&asked.q),
        blocked: blocked(&asked.blocked),
    };
    let after: Option<Cursor> = asked.after.parse().ok();
    let list = desk.load(&call, move |app, names| {
        let page = app.views.customers(&filter, after, ROWS)?;
        let rows = page.items.iter();
        Ok::<List, Problem>(List {
            names: rows.map(|row| names.customer(row.customer.id)).collect(),
            counts: app.views.counts()?,
            page,
        })
    });
    let list = list.await??;
    let content = content(&desk, &asked, &list);
    let page = frame(
        &desk,
        Section::Customers,
        words(&desk).title,
        &list.counts,
        &content,
    );
    Ok(desk.answer(StatusCode::OK, page))
}

fn blocked(asked: &str) -> Option<bool> {
    match asked {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn words(desk: &Desk) -> &'static Words {
    desk.language.pick(&ENGLISH, &HEBREW)
}

impl Asked {
    fn address(&self, blocked: &str) -> Address {
        Address::of(LIST)
            .with("q", self.q.trim())
            .with("blocked", blocked)
    }
}

fn content(desk: &Desk, asked: &Asked, list: &List) -> Markup {
    let words = words(desk);
    let later = !asked.after.is_empty();
    let narrowed = later || !(asked.q.trim().is_empty() && asked.blocked.is_empty());
    let first = asked.address(&asked.blocked);
    let next = list.page.next.map(|next| first.clone().after(&next));
    html! {
        div.head { div { h1 { (words.title) } p.lead { (words.lead) } } }
        (narrow(desk, asked))
        (chips(desk, asked))
        @if list.page.items.is_empty() { (empty(desk, narrowed)) } @else { (table(desk, list)) }
        (pages(desk, later.then_some(&first), next.as_ref()))
    }
}

fn narrow(desk: &Desk, asked: &Asked) -> Markup {
    let words = words(desk);
    html! {
        form.toolbar role="search" method="get" action=(LIST) {
            div.field {
                label for="q" { (words.search) }
                input type="search" id="q" name="q" value=(asked.q) placeholder=(words.search_hint)
                    maxlength=(SEARCH_MAX) autocomplete="off" dir="auto";
            }
            @if blocked(&asked.blocked).is_some() {
                input type="hidden" name="blocked" value=(asked.blocked);
            }
            (find(desk))
        }
    }
}

fn chips(desk: &Desk, asked: &Asked) -> Markup {
    let words = words(desk);
    let chosen = blocked(&asked.blocked);
    html! {
        ul.chips aria-label=(words.show) {
            @for (word, label) in [("", words.all), ("no", words.not_blocked), ("yes", words.blocked)] {
                li {
                    a.chip href=(asked.address(word).text())
                        aria-current=[(blocked(word) == chosen).then_some("true")] { (label) }
                }
            }
        }
    }
}

fn empty(desk: &Desk, narrowed: bool) -> Markup {
    let words = words(desk);
    html! {
        div.empty {
            @if narrowed {
                h2 { (words.none_found) }
                p { (words.none_found_how) }
                p { a href=(LIST) { (words.show_all) } }
            } @else {
                h2 { (words.none_yet) }
                p { (words.none_yet_how) }
                pre dir="ltr" { code { "kept import customers customers.csv" } }
            }
        }
    }
}

fn table(desk: &Desk, list: &List) -> Markup {
    let words = words(desk);
    html! {
        div.scroll {
            table.list.figures {
                thead { tr {
                    th scope="col" { (words.customer) }
                    th.end scope="col" { (words.open_orders) }
                    th.end scope="col" { (words.held_orders) }
                    th.end scope="col" { (words.open_value) }
                    th scope="col" { (words.credit) }
                    th scope="col" { (words.last_order) }
                } }
                tbody {
                    @for (row, name) in list.page.items.iter().zip(&list.names) {
                        (line(desk, row, name.as_deref()))
                    }
                }
            }
        }
    }
}

fn line(desk: &Desk, row: &CustomerSummary, name: Option<&str>) -> Markup {
    let words = words(desk);
    let address = Address::below(LIST, &row.customer.code);
    html! {
        tr {
            th.who scope="row" {
                a href=(address.text()) { (orders::who(name, &row.customer.code)) }
                @if row.customer.blocked { " " (show::badge("bad", words.blocked)) }
            }
            td.end data-label=(words.open_orders) { (count(row.orders.open)) }
            td.end data-label=(words.held_orders) { (count(row.orders.held)) }
            td.end data-label=(words.open_value) { (credit::values(&row.orders.open_value)) }
            td data-label=(words.credit) { (credit::meter(desk, row)) }
            td data-label=(words.last_order) {
                @if let Some(placed) = row.orders.last_placed { (show::moment(desk, placed)) }
                @else { span.muted { "–" } }
            }
        }
    }
}

fn count(count: u64) -> Markup {
    html! { @if count == 0 { span.muted { "–" } } @else { (show::number(count)) } }
}
