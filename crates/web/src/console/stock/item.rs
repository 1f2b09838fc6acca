//! One item: what it is, where it lies, what comes free when, what comes in and who holds it.

use super::{ahead, balance, balance_titles, holders, site, words};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::frame::{Section, page as frame};
use crate::console::listing::{Address, ROWS};
use crate::console::{backorders, goods, show, supply};
use crate::problem::Problem;
use axum::http::StatusCode;
use axum::response::Response;
use book::company::Item;
use keep::Scope;
use maud::{Markup, html};
use serde::Deserialize;
use views::{Counts, Cursor, HolderRow, Page, SiteRef, StockView};
use vocab::{Quantity, Ratio};

/// What the address says.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    site: String,
    after: String,
    done: String,
}

/// Everything that the page shows.
struct Shown {
    stock: StockView,
    holders: Page<HolderRow, Cursor>,
    /// Who they are, in the same order.
    names: Vec<Option<String>>,
    counts: Counts,
}

/// `GET /stock/{item}`
pub(super) async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let asked: Asked = call.query().unwrap_or_default();
    let words = words(&desk);
    let Some(shown) = load(&desk, &call, &asked).await? else {
        return Ok(desk.notice(404, words.missing, words.missing_how));
    };
    let content = content(&desk, &asked, &shown);
    let title = &shown.stock.item.item.code;
    let page = frame(&desk, Section::Stock, title, &shown.counts, &content);
    Ok(desk.answer(StatusCode::OK, page))
}

async fn load(desk: &Desk, call: &Call, asked: &Asked) -> Result<Option<Shown>, Problem> {
    let code = call.parameter("item").to_owned();
    let after: Option<Cursor> = asked.after.parse().ok();
    desk.load(call, move |app, names| {
        let Some(item) = app.views.item_by_code(&code)? else {
            return Ok(None);
        };
        let Some(stock) = app.views.stock(item.id)? else {
            return Ok(None);
        };
        let holders = app.views.holders(item.id, after, ROWS)?;
        let rows = holders.items.iter();
        Ok(Some(Shown {
            names: rows.map(|row| names.customer(row.customer)).collect(),
            counts: app.views.counts()?,
            holders,
            stock,
        }))
    })
    .await?
}

fn content(desk: &Desk, asked: &Asked, shown: &Shown) -> Markup {
    let words = words(desk);
    let (item, stock) = (&shown.stock.item.item, &shown.stock);
    let orders = Address::of("/orders").with("item", &item.code);
    let site = stock.sites.iter().map(|row| &row.site);
    let inbound = stock.supply.iter().map(|row| &row.site);
    let site: Option<&SiteRef> = site.chain(inbound).find(|site| site.code == asked.site);
    html! {
        (goods::done(desk, &asked.done))
        div.head {
            div {
                h1 { (show::code(&item.code)) }
                p.lead { span.name dir="auto" { (item.description) } }
                @if !item.orderable { p { (show::badge("quiet", words.not_orderable)) } }
            }
            @if desk.may(Scope::OrdersRead) {
                a.button.quiet href=(orders.text()) { (words.orders) }
            }
            @if desk.may(Scope::ExceptionsRead) {
                a.button.quiet href=(backorders::of_item(&item.code).text()) { (words.hand_out) }
            }
        }
        (facts(desk, item))
        (by_site(desk, stock))
        section.panel id="ahead" { (ahead::panel(desk, stock, site)) }
        section.panel { (coming_in(desk, stock)) }
        (holders::panel(desk, &item.code, &shown.holders, &shown.names, !asked.after.is_empty()))
    }
}

/// What is announced of the item: the next [`ROWS`], and where the rest is.
fn coming_in(desk: &Desk, stock: &StockView) -> Markup {
    let words = words(desk);
    let next = &stock.supply[..stock.supply.len().min(ROWS)];
    let all = Address::of("/supply").with("item", &stock.item.item.code);
    html! {
        header {
            h2 { (words.supply) }
            @if next.len() < stock.supply.len() {
                a href=(all.text()) { ((words.all_supply)(&show::number(stock.supply.len() as u64))) }
            }
        }
        @if next.is_empty() { p.muted { (words.no_supply) } }
        @else { (supply::table(desk, next, false)) }
    }
}

fn facts(desk: &Desk, item: &Item) -> Markup {
    let words = words(desk);
    html! {
        dl.facts {
            (show::fact(words.base_unit, html! { (words.unit(item.base_unit)) }))
            (show::fact(words.sales_unit, html! { (words.unit(item.sales_unit)) }))
            @if !item.units.is_empty() {
                (show::fact(words.units, html! {
                    @for (unit, ratio) in &item.units {
                        div { ((words.marks)(words.unit(*unit), &ratio_text(*ratio))) }
                    }
                }))
            }
            (show::fact(words.weight, html! { (weight(desk, item.weight_grams)) }))
            @if !item.gtins.is_empty() {
                div.wide {
                    dt { (words.gtins) }
                    @for (gtin, unit) in &item.gtins {
                        dd { (show::code(&gtin.to_string())) " " span.muted { (words.unit(*unit)) } }
                    }
                }
            }
        }
    }
}

fn ratio_text(ratio: Ratio) -> String {
    let whole = show::number(u64::from(ratio.numerator));
    match ratio.denominator {
        1 => whole,
        parts => format!("{whole}/{}", show::number(u64::from(parts))),
    }
}

/// Grams, from a kilogram on as kilograms to the gram.
fn weight(desk: &Desk, grams: u32) -> String {
    let words = words(desk);
    if grams < 1_000 {
        return (words.grams)(&grams.to_string());
    }
    let (whole, rest) = (u64::from(grams / 1_000), grams % 1_000);
    let decimals = format!("{rest:03}");
    match decimals.trim_end_matches('0') {
        "" => (words.kilograms)(&show::number(whole)),
        decimals => (words.kilograms)(&format!("{}.{decimals}", show::number(whole))),
    }
}

fn by_site(desk: &Desk, stock: &StockView) -> Markup {
    let words = words(desk);
    let sum = |of: fn(&views::SiteStock) -> Quantity| stock.sites.iter().map(of).sum::<Quantity>();
    html! {
        section.panel {
            header {
                h2 { (words.by_site) }
                @if desk.may(Scope::StockWrite) {
                    a href={ (super::item_address(&stock.item.item.code).text()) "/count" } { (words.count) }
                }
            }
            @if stock.sites.is_empty() { p.muted { (words.never_any) } }
            @else {
                div.scroll {
                    table.list.figures {
                        thead { tr { th scope="col" { (words.site) } (balance_titles(words)) } }
                        tbody {
                            @for row in &stock.sites {
                                tr { th scope="row" { (site(&row.site)) } (balance(words, row)) }
                            }
                        }
                        @if stock.sites.len() > 1 {
                            tfoot { tr {
                                th scope="row" { (words.all_together) }
                                @for (label, of) in sums(words) {
                                    td.end data-label=(label) { (show::quantity(sum(of))) }
                                }
                            } }
                        }
                    }
                }
            }
        }
    }
}

type Part = fn(&views::SiteStock) -> Quantity;

fn sums(words: &super::Words) -> [(&'static str, Part); 4] {
    [
        (words.on_hand, |row| row.on_hand),
        (words.reserved, |row| row.reserved),
        (words.free, |row| row.free),
        (words.safety, |row| row.safety),
    ]
}
