//! Quotas: what groups of customers may get at most and what is kept for them, what is taken of that and
//! left, and who is in the groups.

mod edit;
mod words;

use super::desk::Desk;
use super::frame::{Section, page as frame};
use super::listing::{Address, ROWS, find, pages};
use super::{show, stock, told};
use crate::access::Policy;
use crate::api::groups::members;
use crate::api::quotas::{List, cursor, page as of_book};
use crate::call::Call;
use crate::problem::Problem;
use crate::quotas::Shown;
use crate::router::Route;
use axum::http::StatusCode;
use axum::response::Response;
use book::Book;
use keep::Scope;
use maud::{Markup, html};
use serde::Deserialize;
use views::Counts;
use words::{ENGLISH, HEBREW, Words};

/// Where the list is.
const LIST: &str = "/quotas";
/// Where one is made or changed.
const EDIT: &str = "/quotas/edit";
/// Where one is ended.
const END: &str = "/quotas/end";
/// Customers of a group that are named; the count tells of all.
const MEMBERS_NAMED: usize = 20;
/// Groups that are shown.
const GROUPS_SHOWN: usize = 200;

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[
    super::page(LIST, Policy::Page(Scope::StockRead), |call, _| {
        told(call, list)
    }),
    super::page(EDIT, Policy::Page(Scope::StockWrite), |call, _| {
        told(call, edit::ask)
    }),
    super::form(EDIT, Policy::Page(Scope::StockWrite), |call, body| {
        told(call, |call| edit::put(call, body))
    }),
    super::form(END, Policy::Page(Scope::StockWrite), |call, body| {
        told(call, |call| edit::end(call, body))
    }),
];

/// What the address says.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    item: String,
    after: String,
    put: String,
    ended: String,
}

/// A group, and the first of its customers.
struct Group {
    code: String,
    count: usize,
    customers: Vec<String>,
}

fn words(desk: &Desk) -> &'static Words {
    desk.language.pick(&ENGLISH, &HEBREW)
}

/// `GET /quotas`
async fn list(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let asked: Asked = call.query().unwrap_or_default();
    let (item, after) = (asked.item.trim().to_owned(), cursor(&asked.after).ok());
    let sees_customers = desk.may(Scope::CustomersRead);
    let shown = call.app.ask(move |book| {
        let item = Some(item.as_str()).filter(|item| !item.is_empty());
        let groups = match sees_customers {
            true => groups(book),
            false => Vec::new(),
        };
        (of_book(book, item, after, ROWS), groups)
    });
    let (list, groups) = shown.await?;
    let load = desk.load(&call, |app, _| Ok::<Counts, Problem>(app.views.counts()?));
    let counts = load.await??;
    let content = content(&desk, &asked, &list, &groups);
    let page = frame(&desk, Section::Stock, words(&desk).title, &counts, &content);
    Ok(desk.answer(StatusCode::OK, page))
}

fn groups(book: &Book) -> Vec<Group> {
    let company = &book.company;
    let all = members(book).into_iter().take(GROUPS_SHOWN);
    let group = |(id, members): (vocab::GroupId, Vec<vocab::CustomerId>)| {
        let first = members.iter().take(MEMBERS_NAMED);
        Group {
            code: company.groups.code(id).to_owned(),
            count: members.len(),
            customers: first
                .map(|id| company.customers[id.index()].code.clone())
                .collect(),
        }
    };
    all.map(group).collect()
}

fn content(desk: &Desk, asked: &Asked, list: &List, groups: &[Group]) -> Markup {
    let words = words(desk);
    let first = Address::of(LIST).with("item", asked.item.trim());
    let next = list.next.as_ref().map(|next| first.clone().after(next));
    let later = !asked.after.is_empty();
    html! {
        div.head {
            div { h1 { (words.title) } p.lead { (words.lead) } }
            @if desk.may(Scope::StockWrite) { a.button href=(EDIT) { (words.new) } }
        }
        @if !asked.put.is_empty() { p.done role="status" { ((words.put)(&asked.put)) } }
        @if !asked.ended.is_empty() { p.done role="status" { ((words.ended)(&asked.ended)) } }
        (narrow(desk, asked))
        @if list.quotas.is_empty() {
            div.empty { h2 { (words.none) } p { (words.none_how) } }
        } @else { (table(desk, &list.quotas)) }
        (pages(desk, later.then_some(&first), next.as_ref()))
        @if !groups.is_empty() { (grouped(desk, groups)) }
    }
}

fn narrow(desk: &Desk, asked: &Asked) -> Markup {
    let words = words(desk);
    html! {
        form.toolbar role="search" method="get" action=(LIST) {
            div.field {
                label for="item" { (words.item) }
                input type="text" id="item" name="item" value=(asked.item) dir="ltr"
                    autocomplete="off" maxlength=(super::listing::SEARCH_MAX);
            }
            (find(desk))
        }
    }
}

fn table(desk: &Desk, quotas: &[Shown]) -> Markup {
    let words = words(desk);
    html! {
        div.scroll {
            table.list.figures {
                thead { tr {
                    th scope="col" { (words.quota) }
                    th scope="col" { (words.group) }
                    th scope="col" { (words.kind) }
                    th scope="col" { (words.items) }
                    th scope="col" { (words.site) }
                    th scope="col" { (words.period) }
                    th.end scope="col" { (words.quantity) }
                    th.end scope="col" { (words.taken) }
                    th.end scope="col" { (words.left) }
                } }
                tbody { @for quota in quotas { (row(desk, quota)) } }
            }
        }
    }
}

fn row(desk: &Desk, quota: &Shown) -> Markup {
    let words = words(desk);
    html! {
        tr {
            th scope="row" {
                @if desk.may(Scope::StockWrite) {
                    a href=(edit::address(&quota.quota).text()) { (show::code(&quota.quota)) }
                } @else { (show::code(&quota.quota)) }
            }
            td data-label=(words.group) { (show::code(&quota.group)) }
            td data-label=(words.kind) { (kind(words, quota)) }
            td data-label=(words.items) { (items(words, &quota.items)) }
            td data-label=(words.site) {
                @match &quota.site {
                    Some(site) => (show::code(site)),
                    None => span.muted { (words.all_sites) },
                }
            }
            td data-label=(words.period) {
                (show::day(desk, quota.from)) "–" (show::day(desk, quota.to)) " "
                (running(desk, quota))
            }
            td.end data-label=(words.quantity) { (show::quantity(quota.quantity)) }
            td.end data-label=(words.taken) { (show::quantity(quota.promised + quota.finished)) }
            td.end data-label=(words.left) {
                @if quota.left.is_zero() { (show::badge("warn", words.used_up)) }
                @else { (show::quantity(quota.left)) }
            }
        }
    }
}

fn kind(words: &Words, quota: &Shown) -> Markup {
    html! {
        (words.what(quota.kind))
        @if let Some(priority) = quota.priority {
            " " span.muted { ((words.ranked)(&priority.to_string())) }
        }
    }
}

fn items(words: &Words, items: &[String]) -> Markup {
    html! {
        @if let Some(first) = items.first() {
            a href=(stock::item_address(first).text()) { (show::code(first)) }
        }
        @if items.len() > 1 {
            " " span.muted { ((words.more_items)(&show::number(items.len() as u64 - 1))) }
        }
    }
}

fn running(desk: &Desk, quota: &Shown) -> Markup {
    let words = words(desk);
    html! {
        @if desk.today < quota.from { (show::badge("quiet", words.to_come)) }
        @else { (show::badge("info", words.running)) }
    }
}

/// The groups, with who is in them.
fn grouped(desk: &Desk, groups: &[Group]) -> Markup {
    let words = words(desk);
    html! {
        section.panel {
            header { h2 { (words.groups) } p.muted { (words.groups_how) } }
            div.scroll {
                table.list {
                    thead { tr {
                        th scope="col" { (words.group) }
                        th.end scope="col" { (words.customers) }
                        th scope="col" { (words.who) }
                    } }
                    tbody { @for group in groups { (members_of(desk, group)) } }
                }
            }
        }
    }
}

fn members_of(desk: &Desk, group: &Group) -> Markup {
    let words = words(desk);
    html! {
        tr {
            th scope="row" { (show::code(&group.code)) }
            td.end data-label=(words.customers) { (show::number(group.count as u64)) }
            td.wide data-label=(words.who) {
                @for code in &group.customers {
                    a href=(Address::below("/customers", code).text()) { (show::code(code)) } " "
                }
                @if group.count > group.customers.len() { span.muted { "…" } }
            }
        }
    }
}
