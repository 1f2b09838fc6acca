//! What of an item comes free when, as a chart: of all sites together or of one.

use super::{item_address, words};
use crate::console::chart::{Chart, Mark, Series, Shape};
use crate::console::desk::Desk;
use crate::console::show;
use maud::{Markup, html};
use views::{Availability, SiteAvailability, SiteRef, StockView, SupplyRow, available};

/// The fewest and the most days that are shown; between them, a week more than the last supply.
const DAYS_MIN: i32 = 28;
const DAYS_MAX: i32 = 180;

/// The panel's content: which site, the chart, and what it means.
pub(super) fn panel(desk: &Desk, stock: &StockView, site: Option<&SiteRef>) -> Markup {
    let words = words(desk);
    let ahead = available(stock, desk.today, days(desk, stock));
    html! {
        header {
            h2 { (words.ahead) }
            @if ahead.sites.len() > 1 { (choice(desk, stock, &ahead, site)) }
        }
        (chart(desk, stock, &ahead, site))
        p.hint { (words.ahead_note) }
    }
}

fn days(desk: &Desk, stock: &StockView) -> usize {
    let last = stock.supply.iter().map(|supply| supply.due).max();
    let until = last.map_or(0, |due| due.since(desk.today).saturating_add(8));
    until.clamp(DAYS_MIN, DAYS_MAX) as usize
}

fn choice(
    desk: &Desk,
    stock: &StockView,
    ahead: &Availability,
    chosen: Option<&SiteRef>,
) -> Markup {
    let words = words(desk);
    let page = item_address(&stock.item.item.code);
    let one = |code: &str, label: Markup| {
        let address = format!("{}#ahead", page.clone().with("site", code).text());
        let here = chosen.map_or("", |site| &site.code) == code;
        html! { li { a.chip href=(address) aria-current=[here.then_some("true")] { (label) } } }
    };
    html! {
        ul.chips aria-label=(words.site) {
            (one("", html! { (words.all_together) }))
            @for row in &ahead.sites { (one(&row.site.code, show::code(&row.site.code))) }
        }
    }
}

fn chart(desk: &Desk, stock: &StockView, ahead: &Availability, chosen: Option<&SiteRef>) -> Markup {
    let words = words(desk);
    let of = chosen.and_then(|site| ahead.sites.iter().find(|row| row.site.id == site.id));
    let values = of.map_or(&ahead.total, |row| &row.free);
    let mut series = vec![Series {
        name: words.free,
        tone: "one",
        values: values.iter().copied().map(Some).collect(),
    }];
    let safety = safety(ahead, of);
    if safety > 0 {
        series.push(Series {
            name: words.safety,
            tone: "two",
            values: vec![Some(safety); values.len()],
        });
    }
    let title = (words.ahead_of)(of.map_or(words.all_together, |row| &row.site.code));
    let chart = Chart {
        title: &title,
        from: ahead.from,
        shape: Shape::Steps,
        series,
        marks: marks(desk, stock, of),
        behind: None,
        written: show::signed,
        day_name: words.day,
        table_name: words.as_table,
    };
    chart.draw(desk)
}

fn safety(ahead: &Availability, of: Option<&SiteAvailability>) -> i64 {
    let units = |row: &SiteAvailability| i64::try_from(row.safety.0).unwrap_or(i64::MAX);
    match of {
        Some(row) => units(row),
        None => ahead.sites.iter().map(units).fold(0, i64::saturating_add),
    }
}

/// The days on which supply comes in.
fn marks(desk: &Desk, stock: &StockView, of: Option<&SiteAvailability>) -> Vec<Mark> {
    let words = words(desk);
    let comes_here = |supply: &&SupplyRow| of.is_none_or(|row| row.site.id == supply.site.id);
    let mark = |supply: &SupplyRow| Mark {
        day: supply.due.max(desk.today),
        text: (words.comes_in)(&show::quantity(supply.open), &supply.reference),
    };
    stock.supply.iter().filter(comes_here).map(mark).collect()
}
