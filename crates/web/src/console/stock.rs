//! Stock: what is where, what of it is free, what comes free when and who holds it.

mod ahead;
mod holders;
mod item;
pub(super) mod words;

use super::desk::Desk;
use super::frame::{Section, page as frame};
use super::listing::{Address, ROWS, find, pages, searched};
use super::{show, told};
use crate::access::Policy;
use crate::call::Call;
use crate::problem::Problem;
use crate::router::Route;
use axum::http::StatusCode;
use axum::response::Response;
use keep::Scope;
use maud::{Markup, html};
use serde::Deserialize;
use views::{Counts, Cursor, Page, SiteRef, SiteStock, StockCondition, StockFilter, StockRow};
use words::{ENGLISH, HEBREW, Words};

/// Where the list is.
const LIST: &str = "/stock";

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[
    super::page(LIST, Policy::Page(Scope::StockRead), |call, _| {
        told(call, list)
    }),
    super::page(
        "/stock/{item}",
        Policy::Page(Scope::StockRead),
        |call, _| told(call, item::page),
    ),
];

/// What the address says; what can't be narrows nothing.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    site: String,
    show: String,
    after: String,
}

struct List {
    page: Page<StockRow, Cursor>,
    sites: Vec<SiteRef>,
    counts: Counts,
}

/// `GET /stock`
async fn list(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let asked: Asked = call.query().unwrap_or_default();
    let of = asked.clone();
    let list = desk.load(&call, move |app, _| {
        let sites = app.views.sites()?;
        let filter = StockFilter {
            site: sites
                .iter()
                .find(|site| site.code == of.site)
                .map(|site| site.id),
            only: StockCondition::parse(&of.show),
            text: searched(&of.q),
        };
        Ok::<List, Problem>(List {
            page: app.views.stocks(&filter, of.after.parse().ok(), ROWS)?,
            counts: app.views.counts()?,
            sites,
        })
    });
    let list = list.await??;
    let content = content(&desk, &asked, &list);
    let page = frame(
        &desk,
        Section::Stock,
        words(&desk).title,
        &list.counts,
        &content,
    );
    Ok(desk.answer(StatusCode::OK, page))
}

/// The words of this part.
pub(super) fn words(desk: &Desk) -> &'static Words {
    desk.language.pick(&ENGLISH, &HEBREW)
}

/// The page of an item.
pub(super) fn item_address(code: &str) -> Address {
    Address::below(LIST, code)
}

impl Asked {
    /// The list narrowed like this to rows in this condition, from its beginning.
    fn address(&self, show: &str) -> Address {
        Address::of(LIST)
            .with("q", self.q.trim())
            .with("site", &self.site)
            .with("show", show)
    }

    fn narrows(&self) -> bool {
        !(self.q.trim().is_empty() && self.site.is_empty() && self.show.is_empty())
    }
}

fn content(desk: &Desk, asked: &Asked, list: &List) -> Markup {
    let words = words(desk);
    let first = asked.address(&asked.show);
    let next = list.page.next.map(|next| first.clone().after(&next));
    html! {
        div.head {
            div { h1 { (words.title) } p.lead { (words.lead) } }
            (beside(desk))
        }
        (narrow(desk, asked, &list.sites))
        (chips(desk, asked))
        @if list.page.items.is_empty() {
            (empty(desk, asked.narrows() || !asked.after.is_empty()))
        } @else {
            (table(desk, &list.page.items))
        }
        (pages(desk, (!asked.after.is_empty()).then_some(&first), next.as_ref()))
    }
}

fn narrow(desk: &Desk, asked: &Asked, sites: &[SiteRef]) -> Markup {
    let words = words(desk);
    html! {
        form.toolbar role="search" method="get" action=(LIST) {
            div.field {
                label for="q" { (words.search) }
                input type="search" id="q" name="q" value=(asked.q) placeholder=(words.search_hint)
                    maxlength=(super::listing::SEARCH_MAX) autocomplete="off" dir="auto";
            }
            (site_choice(desk, sites, &asked.site))
            @if !asked.show.is_empty() { input type="hidden" name="show" value=(asked.show); }
            (find(desk))
        }
    }
}

/// The ways to what limits and hands out stock.
fn beside(desk: &Desk) -> Markup {
    let words = words(desk);
    html! {
        a.button.quiet href="/quotas" { (words.quotas) }
        @if desk.may(Scope::ExceptionsRead) {
            a.button.quiet href="/backorders" { (words.hand_out) }
        }
    }
}

/// A choice among the sites, for toolbars.
pub(super) fn site_choice(desk: &Desk, sites: &[SiteRef], chosen: &str) -> Markup {
    let words = words(desk);
    html! {
        div.field {
            label for="site" { (words.site) }
            select id="site" name="site" {
                option value="" { (words.all_sites) }
                @for site in sites {
                    option value=(site.code) selected[site.code == chosen] {
                        (site.code) @if !site.name.is_empty() { " · " (site.name) }
                    }
                }
            }
        }
    }
}

fn chips(desk: &Desk, asked: &Asked) -> Markup {
    let words = words(desk);
    let chosen = StockCondition::parse(&asked.show);
    let one = |show: Option<StockCondition>, label: &str| {
        let address = asked.address(show.map_or("", StockCondition::as_str));
        html! {
            li {
                a.chip href=(address.text()) aria-current=[(show == chosen).then_some("true")] {
                    (label)
                }
            }
        }
    };
    html! {
        ul.chips aria-label=(words.show) {
            (one(None, words.all))
            @for condition in StockCondition::ALL { (one(Some(condition), words.condition(condition))) }
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
                pre dir="ltr" { code { "kept import stock stock.csv" } }
            }
        }
    }
}

fn table(desk: &Desk, rows: &[StockRow]) -> Markup {
    let words = words(desk);
    html! {
        div.scroll {
            table.list.figures {
                thead { tr {
                    th scope="col" { (words.item) }
                    th scope="col" { (words.site) }
                    (balance_titles(words))
                    th.end scope="col" { (words.inbound) }
                } }
                tbody { @for row in rows { (line(desk, row)) } }
            }
        }
    }
}

fn line(desk: &Desk, row: &StockRow) -> Markup {
    let words = words(desk);
    html! {
        tr {
            th scope="row" {
                a href=(item_address(&row.item_code).text()) { (show::code(&row.item_code)) }
                @if !row.description.is_empty() {
                    span.about { bdi { (row.description) } }
                }
            }
            td data-label=(words.site) { (site(&row.stock.site)) }
            (balance(words, &row.stock))
            td.end data-label=(words.inbound) {
                @if row.inbound.is_zero() { span.muted { "–" } }
                @else { (show::quantity(row.inbound)) }
            }
        }
    }
}

/// A site by its code, with its name where it has one.
pub(super) fn site(site: &SiteRef) -> Markup {
    html! {
        (show::code(&site.code))
        @if !site.name.is_empty() { " " span.muted dir="auto" { (site.name) } }
    }
}

fn balance_titles(words: &Words) -> Markup {
    html! {
        th.end scope="col" { (words.on_hand) }
        th.end scope="col" { (words.reserved) }
        th.end scope="col" { (words.free) }
        th.end scope="col" { (words.safety) }
    }
}

/// What is at a site, and what of it is free.
fn balance(words: &Words, stock: &SiteStock) -> Markup {
    html! {
        td.end data-label=(words.on_hand) { (show::quantity(stock.on_hand)) }
        td.end data-label=(words.reserved) { (show::quantity(stock.reserved)) }
        td.end data-label=(words.free) {
            @if let Some(badge) = scarce(words, stock) { (badge) " " }
            (show::quantity(stock.free))
        }
        td.end data-label=(words.safety) {
            @if stock.safety.is_zero() { span.muted { "–" } } @else { (show::quantity(stock.safety)) }
        }
    }
}

/// A badge for stock that is used up, or eaten into.
fn scarce(words: &Words, stock: &SiteStock) -> Option<Markup> {
    match (stock.free.is_zero(), stock.free < stock.safety) {
        (true, _) => Some(show::badge("bad", words.nothing_free)),
        (false, true) => Some(show::badge("warn", words.below_safety)),
        (false, false) => None,
    }
}
