//! Orders: a list that is searched, narrowed and sorted, in pages that stay put while orders come
//! in, and what can be done to several of them at once.

mod asked;
mod bulk;
mod chips;
mod columns;
mod export;
mod filter;
mod saved;
mod table;
mod toolbar;
mod words;

use super::desk::Desk;
use super::frame::{Section, page as frame};
use super::{documents, entry, keys, show, told};
use crate::access::Policy;
use crate::call::Call;
use crate::problem::Problem;
use crate::router::Route;
use asked::{Asked, Name};
use axum::http::StatusCode;
use axum::response::Response;
use filter::Flaws;
use keep::{SavedView, Scope};
use maud::{Markup, html};
use saved::Draft;
use views::{Counts, Cursor, OrderRow, Page, SiteRef};
use words::{ENGLISH, HEBREW};

/// Rows of one page.
const ROWS: usize = 50;
/// The id of the form that the ticks of the rows belong to.
const BULK_FORM: &str = "bulk";

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[
    super::page(
        "/orders",
        Policy::SharedPage(Scope::OrdersRead),
        |call, _| told(call, page),
    ),
    super::form(
        columns::PATH,
        Policy::SharedPage(Scope::OrdersRead),
        |call, body| told(call, |call| columns::choose(call, body)),
    ),
    super::form(
        saved::PATH,
        Policy::SharedPage(Scope::OrdersRead),
        |call, body| told(call, |call| saved::add(call, body)),
    ),
    super::form(
        saved::DELETE_PATH,
        Policy::SharedPage(Scope::OrdersRead),
        |call, body| told(call, |call| saved::delete_one(call, body)),
    ),
    super::page(
        export::PATH,
        Policy::SharedPage(Scope::OrdersRead),
        |call, _| told(call, export::file),
    ),
    super::page(bulk::PATH, Policy::Page(Scope::OrdersRead), |call, _| {
        told(call, bulk::page)
    }),
    super::form(bulk::PATH, Policy::Page(Scope::OrdersRead), |call, body| {
        told(call, |call| bulk::carry_out(call, body))
    }),
];

/// What the page shows.
struct List {
    page: Page<OrderRow, Cursor>,
    names: Vec<Option<String>>,
    flaws: Flaws,
    sites: Vec<SiteRef>,
    views: Vec<SavedView>,
    counts: Counts,
}

async fn page(call: Call) -> Result<Response, Problem> {
    let asked = Asked::of(&call.head.uri);
    answer(call, asked, Draft::default()).await
}

/// The list, and a view that could not be saved.
async fn answer(call: Call, asked: Asked, draft: Draft) -> Result<Response, Problem> {
    let status = match draft.is_wrong() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let desk = Desk::of(&call).at(&asked.address());
    let list = load(&desk, &call, asked.clone()).await?;
    let columns = columns::chosen(&call);
    let content = content(&desk, &asked, &columns, &list, &draft);
    let title = desk.words().orders.title;
    Ok(desk.answer(
        status,
        frame(&desk, Section::Orders, title, &list.counts, &content),
    ))
}

/// The ways in which an order comes in by hand.
fn begin(desk: &Desk) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        div.actions {
            @if desk.may(Scope::OrdersWrite) { a.button href=(entry::PATH) { (words.new_order) } }
            @if desk.may(Scope::DocumentsWrite) && desk.is_of_the_company() {
                a.button.quiet href=(documents::PATH) { (words.documents) }
            }
        }
    }
}

async fn load(desk: &Desk, call: &Call, asked: Asked) -> Result<List, Problem> {
    let (today, own) = (desk.today, desk.customer);
    let views = saved::views(call);
    desk.load(call, move |app, names| {
        let narrowed = filter::narrowed(&asked, today, own, &app.views)?;
        let page = match narrowed.flaws.is_empty() {
            true => app
                .views
                .orders(&narrowed.filter, filter::cursor(&asked), ROWS)?,
            false => Page {
                items: Vec::new(),
                next: None,
            },
        };
        let named = page.items.iter().map(|row| names.customer(row.customer));
        Ok(List {
            names: named.collect(),
            page,
            flaws: narrowed.flaws,
            sites: app.views.sites()?,
            views: views(&app.saved_views)?,
            counts: app.views.counts()?,
        })
    })
    .await?
}

fn content(
    desk: &Desk,
    asked: &Asked,
    columns: &[columns::Column],
    list: &List,
    draft: &Draft,
) -> Markup {
    let nothing_asked = asked.narrowings().next().is_none() && !asked.has(Name::After);
    html! {
        div.head {
            h1 { (desk.words().orders.title) }
            (toolbar::search(desk, asked))
            (begin(desk))
        }
        (saved::tabs(desk, asked, &list.views))
        (chips::chips(desk, asked, &list.counts))
        (tools(desk, asked, columns, list, draft))
        (chips::narrowings(desk, asked))
        @if list.page.items.is_empty() {
            (empty(desk, nothing_asked))
        } @else {
            (table::table(desk, asked, columns, list))
            (pages(desk, asked, list))
            @if desk.is_of_the_company() { (bulk::bar(desk, list)) }
        }
    }
}

/// What narrows the list further, and what can be made of it.
fn tools(
    desk: &Desk,
    asked: &Asked,
    columns: &[columns::Column],
    list: &List,
    draft: &Draft,
) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        div.tools {
            (toolbar::filters(desk, asked, &list.flaws, &list.sites))
            div.actions {
                (keys::keys(desk, &words.keys))
                (saved::tools(desk, asked, &list.views, draft))
                (columns::chooser(desk, asked, columns))
                a.button.quiet href=(asked.without(&[]).address_at(export::PATH)) download { (words.export) }
            }
        }
    }
}

/// The way to the other pages.
fn pages(desk: &Desk, asked: &Asked, list: &List) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        nav.pages aria-label=(words.pages) {
            @if asked.has(Name::After) {
                a.button.quiet href=(asked.without(&[]).address()) { (words.first_page) }
            }
            @if let Some(next) = list.page.next {
                @let next = asked.with(Name::After, &next.to_string());
                a.button rel="next" href=(next.address()) { (words.next_page) }
            }
        }
    }
}

fn empty(desk: &Desk, nothing_yet: bool) -> Markup {
    let words = &desk.words().orders;
    html! {
        div.empty {
            @if nothing_yet {
                h2 { (words.none_yet) }
                p { (words.none_yet_how) }
                @if desk.may(Scope::DocumentsWrite) {
                    pre dir="ltr" { code {
                        "curl -X POST http://localhost:8650/v1/documents \\\n"
                        "  -H \"Authorization: Bearer kept_…\" \\\n"
                        "  --data-binary @order.xml"
                    } }
                }
            } @else {
                h2 { (words.none_found) }
                p { (words.none_found_how) }
            }
        }
    }
}

/// A customer's name with the number, or the number alone.
pub(super) fn who(name: Option<&str>, code: &str) -> Markup {
    html! {
        @if let Some(name) = name { span.name dir="auto" { (name) } " " }
        span.muted { (show::code(code)) }
    }
}
