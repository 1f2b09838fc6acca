//! Supply: what is announced and still to come in, the earliest due first.

mod words;

use super::desk::Desk;
use super::frame::{Section, page as frame};
use super::listing::{Address, ROWS, find, pages};
use super::{show, stock, told};
use crate::access::Policy;
use crate::call::Call;
use crate::problem::Problem;
use crate::router::Route;
use axum::http::StatusCode;
use axum::response::Response;
use keep::Scope;
use maud::{Markup, html};
use serde::Deserialize;
use views::{Counts, Cursor, Page, Reader, SiteRef, SupplyFilter, SupplyRow};
use vocab::{Day, Quantity};
use words::{ENGLISH, HEBREW, Words};

/// Where the list is.
const LIST: &str = "/supply";

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[super::page(
    LIST,
    Policy::Page(Scope::StockRead),
    |call, _| told(call, list),
)];

/// Which supply is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Show {
    Open,
    Overdue,
    All,
}

impl Show {
    const ALL: [Show; 3] = [Show::Open, Show::Overdue, Show::All];

    /// As it stands in the address; what is not said is open.
    fn as_str(self) -> &'static str {
        match self {
            Show::Open => "",
            Show::Overdue => "overdue",
            Show::All => "all",
        }
    }

    fn parse(text: &str) -> Show {
        let mut all = Show::ALL.into_iter();
        all.find(|show| show.as_str() == text).unwrap_or(Show::Open)
    }
}

/// What the address says.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    item: String,
    site: String,
    show: String,
    after: String,
}

struct List {
    page: Page<SupplyRow, Cursor>,
    sites: Vec<SiteRef>,
    counts: Counts,
    /// False when an item is asked for that is not there.
    item_known: bool,
}

/// `GET /supply`
async fn list(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let asked: Asked = call.query().unwrap_or_default();
    let (of, today) = (asked.clone(), desk.today);
    let list = desk.load(&call, move |app, _| load(&app.views, &of, today));
    let list = list.await??;
    let content = content(&desk, &asked, &list);
    let page = frame(
        &desk,
        Section::Supply,
        words(&desk).title,
        &list.counts,
        &content,
    );
    Ok(desk.answer(StatusCode::OK, page))
}

fn load(views: &Reader, asked: &Asked, today: Day) -> Result<List, Problem> {
    let sites = views.sites()?;
    let code = asked.item.trim();
    let item = match code {
        "" => None,
        code => views.item_by_code(code)?,
    };
    let show = Show::parse(&asked.show);
    let filter = SupplyFilter {
        open: show != Show::All,
        overdue_on: (show == Show::Overdue).then_some(today),
        site: sites
            .iter()
            .find(|site| site.code == asked.site)
            .map(|site| site.id),
        item: item.as_ref().map(|item| item.id),
    };
    let item_known = code.is_empty() || item.is_some();
    let page = match item_known {
        true => views.supply(&filter, asked.after.parse().ok(), ROWS)?,
        false => Page {
            items: Vec::new(),
            next: None,
        },
    };
    Ok(List {
        page,
        sites,
        counts: views.counts()?,
        item_known,
    })
}

fn words(desk: &Desk) -> &'static Words {
    desk.language.pick(&ENGLISH, &HEBREW)
}

impl Asked {
    fn address(&self, show: Show) -> Address {
        Address::of(LIST)
            .with("item", self.item.trim())
            .with("site", &self.site)
            .with("show", show.as_str())
    }

    fn narrows(&self) -> bool {
        !(self.item.trim().is_empty() && self.site.is_empty() && self.show.is_empty())
    }
}

fn content(desk: &Desk, asked: &Asked, list: &List) -> Markup {
    let words = words(desk);
    let first = asked.address(Show::parse(&asked.show));
    let next = list.page.next.map(|next| first.clone().after(&next));
    let later = !asked.after.is_empty();
    html! {
        div.head { div { h1 { (words.title) } p.lead { (words.lead) } } }
        (narrow(desk, asked, list))
        (chips(desk, asked))
        @if list.page.items.is_empty() { (empty(desk, asked.narrows() || later)) }
        @else { (table(desk, &list.page.items, true)) }
        (pages(desk, later.then_some(&first), next.as_ref()))
    }
}

fn narrow(desk: &Desk, asked: &Asked, list: &List) -> Markup {
    let words = words(desk);
    let show = Show::parse(&asked.show).as_str();
    html! {
        form.toolbar role="search" method="get" action=(LIST) {
            div.field {
                label for="item" { (words.item_code) }
                input type="text" id="item" name="item" value=(asked.item) dir="ltr"
                    autocomplete="off" maxlength=(super::listing::SEARCH_MAX)
                    aria-invalid=[(!list.item_known).then_some("true")]
                    aria-describedby=[(!list.item_known).then_some("item-error")];
                @if !list.item_known { p.error id="item-error" { (words.no_item) } }
            }
            (stock::site_choice(desk, &list.sites, &asked.site))
            @if !show.is_empty() { input type="hidden" name="show" value=(show); }
            (find(desk))
        }
    }
}

fn chips(desk: &Desk, asked: &Asked) -> Markup {
    let words = words(desk);
    let chosen = Show::parse(&asked.show);
    html! {
        ul.chips aria-label=(words.show) {
            @for show in Show::ALL {
                li {
                    a.chip href=(asked.address(show).text())
                        aria-current=[(show == chosen).then_some("true")] {
                        (words.shown(show))
                    }
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
                p { a href=(LIST) { (words.show_open) } }
            } @else {
                h2 { (words.none_open) }
                p { (words.none_open_how) }
                pre dir="ltr" { code { "kept import supply supply.csv" } }
            }
        }
    }
}

/// Supply as a table; the item has a column where the page is not about one.
pub(super) fn table(desk: &Desk, rows: &[SupplyRow], with_item: bool) -> Markup {
    let words = words(desk);
    let of_stock = stock::words(desk);
    html! {
        div.scroll {
            table.list.figures {
                thead { tr {
                    th scope="col" { (words.reference) }
                    @if with_item { th scope="col" { (of_stock.item) } }
                    th scope="col" { (of_stock.site) }
                    th scope="col" { (words.kind) }
                    th scope="col" { (words.due) }
                    th.end scope="col" { (words.announced) }
                    th.end scope="col" { (words.to_come) }
                    th.end scope="col" { (words.promised) }
                    th.end scope="col" { (words.free) }
                    @if desk.may(Scope::StockWrite) { th scope="col" { (words.actions) } }
                } }
                tbody { @for row in rows { (line(desk, row, with_item)) } }
            }
        }
    }
}

fn line(desk: &Desk, row: &SupplyRow, with_item: bool) -> Markup {
    let words = words(desk);
    let of_stock = stock::words(desk);
    html! {
        tr {
            th scope="row" { (show::code(&row.reference)) }
            @if with_item {
                td data-label=(of_stock.item) {
                    a href=(stock::item_address(&row.item_code).text()) { (show::code(&row.item_code)) }
                }
            }
            td data-label=(of_stock.site) { (stock::site(&row.site)) }
            td data-label=(words.kind) { (of_stock.kind(row.kind)) }
            td data-label=(words.due) { (due(desk, row)) }
            td.end data-label=(words.announced) { (show::quantity(row.quantity)) }
            td.end data-label=(words.to_come) { (some(row.open)) }
            td.end data-label=(words.promised) { (some(row.pegged)) }
            td.end data-label=(words.free) { (some(row.open.saturating_sub(row.pegged))) }
            @if desk.may(Scope::StockWrite) { td.doing { (actions(desk, row)) } }
        }
    }
}

/// What can be done with it, while something is still to come.
fn actions(desk: &Desk, row: &SupplyRow) -> Markup {
    let words = words(desk);
    let all = [
        (words.receive, "receive"),
        (words.new_day, "reschedule"),
        (words.close, "close"),
    ];
    html! {
        @if !row.closed {
            @for (label, word) in all {
                a.tap href={ (LIST) "/" (row.id) "/" (word) } {
                    (label) span.hidden { " " (row.reference) }
                }
                " "
            }
        }
    }
}

fn some(quantity: Quantity) -> Markup {
    html! {
        @if quantity.is_zero() { span.muted { "–" } } @else { (show::quantity(quantity)) }
    }
}

/// When it is due, and how that stands to today.
fn due(desk: &Desk, row: &SupplyRow) -> Markup {
    let words = words(desk);
    let late = desk.today.since(row.due);
    html! {
        (show::day(desk, row.due)) " "
        @if row.closed { (show::badge("quiet", words.closed)) }
        @else if late > 0 { (show::badge("bad", &(words.overdue)(&late.to_string()))) }
        @else if late == 0 { (show::badge("info", words.today)) }
    }
}
