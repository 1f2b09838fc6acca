//! Measures: how it went in a period, each against the period before, each with the orders behind it.

mod behind;
mod charts;
mod tiles;
mod words;

use super::desk::Desk;
use super::frame::{Section, page as frame};
use super::listing::Address;
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
use views::{Counts, Measures};
use vocab::Day;
use words::{ENGLISH, HEBREW, Words};

/// Where the page is.
const PAGE: &str = "/measures";
/// The periods that can be chosen, in days up to today.
const PERIODS: [i32; 3] = [7, 30, 90];
/// The one that is shown when none is chosen.
const PERIOD: i32 = 30;

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[super::page(
    PAGE,
    Policy::Page(Scope::MeasuresRead),
    |call, _| told(call, page),
)];

/// What the address says.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    days: String,
}

/// A period and the one before it.
struct Compared {
    now: Measures,
    before: Measures,
}

/// `GET /measures`
async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let asked: Asked = call.query().unwrap_or_default();
    let days = period(&asked.days);
    let today = desk.today;
    let loaded = desk.load(&call, move |app, _| {
        let (now, before) = (first_day(today, days), first_day(today, 2 * days));
        let compared = Compared {
            now: app.views.measures(now, today)?,
            before: app.views.measures(before, now.plus(-1))?,
        };
        Ok::<(Compared, Counts), Problem>((compared, app.views.counts()?))
    });
    let (compared, counts) = loaded.await??;
    let content = content(&desk, days, &compared);
    let page = frame(
        &desk,
        Section::Measures,
        words(&desk).title,
        &counts,
        &content,
    );
    Ok(desk.answer(StatusCode::OK, page))
}

fn period(asked: &str) -> i32 {
    let mut all = PERIODS.into_iter();
    all.find(|days| days.to_string() == asked).unwrap_or(PERIOD)
}

/// The first of so many days up to this one.
fn first_day(last: Day, days: i32) -> Day {
    last.plus(1 - days)
}

fn words(desk: &Desk) -> &'static Words {
    desk.language.pick(&ENGLISH, &HEBREW)
}

fn content(desk: &Desk, days: i32, compared: &Compared) -> Markup {
    let words = words(desk);
    let now = &compared.now;
    let (from, to) = (show::day_text(desk, now.from), show::day_text(desk, now.to));
    html! {
        div.head { div {
            h1 { (words.title) }
            p.lead { ((words.lead)(&from, &to, &days.to_string())) }
        } }
        (periods(desk, days))
        @if is_empty(now) {
            div.empty {
                h2 { (words.nothing) }
                p { (words.nothing_how) }
                p { a href="/orders" { (desk.words().nav.orders) } }
            }
        } @else {
            (tiles::tiles(desk, compared))
            (charts::charts(desk, now))
        }
        (definitions(desk, now))
    }
}

/// True when there is nothing to measure.
fn is_empty(measures: &Measures) -> bool {
    let total = &measures.total;
    [total.orders, total.closed, total.cancelled, total.backlog] == [0; 4]
}

fn periods(desk: &Desk, chosen: i32) -> Markup {
    let words = words(desk);
    html! {
        ul.chips aria-label=(words.period) {
            @for days in PERIODS {
                @let address = Address::of(PAGE).with("days", &days.to_string());
                li {
                    a.chip href=(address.text()) aria-current=[(days == chosen).then_some("true")] {
                        ((words.days)(&days.to_string()))
                    }
                }
            }
        }
    }
}

/// What each figure counts, and further lists of orders that it parts into.
fn definitions(desk: &Desk, now: &Measures) -> Markup {
    let words = words(desk);
    html! {
        section {
            h2 { (words.definitions) }
            @for definition in words.defined {
                details {
                    summary { (definition.name) }
                    p { (definition.meaning) }
                    @for (measure, label) in definition.parts {
                        @if let Some(address) = behind::orders(desk, *measure, now.from, now.to) {
                            p { a href=(address.text()) { (label) } }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_ends_today_and_has_as_many_days_as_it_says() {
        let today = Day::parse("2026-11-22").unwrap();
        assert_eq!(first_day(today, 7), Day::parse("2026-11-16").unwrap());
        assert_eq!(
            (period("90"), period("8"), period("")),
            (90, PERIOD, PERIOD)
        );
    }
}
