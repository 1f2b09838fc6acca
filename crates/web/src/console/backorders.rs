//! Backorder runs: what handing goods out anew would change, and the yes to it.

mod timed;
mod words;

use super::desk::Desk;
use super::form::{self, Sent};
use super::frame::{Section, page as frame};
use super::listing::Address;
use super::priority::points;
use super::{refusals, show, told};
use crate::access::Policy;
use crate::call::Call;
use crate::problem::{Code, Kind, Problem};
use crate::rationing::{self, Change, Looked};
use crate::router::Route;
use crate::solutions::Version;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::{Refusal, refusal};
use keep::Scope;
use maud::{Markup, html};
use serde::Deserialize;
pub(super) use timed::of_today;
use views::Counts;
use vocab::{Day, Quantity};
use words::{ENGLISH, HEBREW, Words};

/// Where runs are looked at and made.
const PLACE: &str = "/backorders";

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[
    super::page(PLACE, Policy::Page(Scope::ExceptionsRead), |call, _| {
        told(call, page)
    }),
    super::form(PLACE, Policy::Page(Scope::StockWrite), |call, body| {
        told(call, |call| make(call, body))
    }),
];

/// What the address says.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    items: String,
    look: String,
    made: String,
}

/// What the page tells.
enum Shown {
    /// Nothing was looked at yet.
    Nothing,
    Looked(Looked),
    /// Something wrong was typed.
    Refused(Refusal),
}

/// What is told above it.
enum Notice {
    Nothing,
    /// So many lines gained and so many lost.
    Made(String, String),
    /// It would come out otherwise by now.
    Stale,
}

/// A look at what a run for an item would change.
pub(super) fn of_item(code: &str) -> Address {
    Address::of(PLACE).with("items", code).with("look", "yes")
}

fn words(desk: &Desk) -> &'static Words {
    desk.language.pick(&ENGLISH, &HEBREW)
}

/// The codes that were typed: between commas, semicolons and blanks; none is all items.
fn items(typed: &str) -> Option<Vec<String>> {
    let codes = typed.split(|sign: char| matches!(sign, ',' | ';') || sign.is_whitespace());
    let codes: Vec<String> = codes
        .filter(|code| !code.is_empty())
        .map(str::to_owned)
        .collect();
    (!codes.is_empty()).then_some(codes)
}

/// `GET /backorders`
async fn page(call: Call) -> Result<Response, Problem> {
    let asked: Asked = call.query().unwrap_or_default();
    let notice = match asked.made.split_once('-') {
        Some((gains, losses)) => Notice::Made(gains.to_owned(), losses.to_owned()),
        None => Notice::Nothing,
    };
    let shown = match asked.look.is_empty() {
        true => Shown::Nothing,
        false => looked(&call, &asked.items).await?,
    };
    answer(&call, &asked.items, &notice, &shown).await
}

async fn looked(call: &Call, typed: &str) -> Result<Shown, Problem> {
    let looked = rationing::look(call, items(typed)).await?;
    Ok(looked.map_or_else(Shown::Refused, Shown::Looked))
}

/// `POST /backorders`
async fn make(call: Call, body: Body) -> Result<Response, Problem> {
    let sent = Sent::of(form::read(&call, body).await?);
    let typed = sent.get("items").unwrap_or_default().to_owned();
    let seen: Option<Version> = sent.get("seen").and_then(|seen| seen.parse().ok());
    let seen = seen.ok_or_else(|| Problem::web(Code::BadValue))?;
    match rationing::make(&call, items(&typed), seen).await {
        Ok(made) => {
            let came = format!("{}-{}", made.gains, made.losses);
            let address = Address::of(PLACE).with("items", &typed).with("made", &came);
            Ok(form::see(address.text()))
        }
        Err(problem) if problem.kind() == Kind::Book(refusal::Code::Changed) => {
            let shown = looked(&call, &typed).await?;
            answer(&call, &typed, &Notice::Stale, &shown).await
        }
        Err(problem) => Err(problem),
    }
}

async fn answer(
    call: &Call,
    typed: &str,
    notice: &Notice,
    shown: &Shown,
) -> Result<Response, Problem> {
    let desk = Desk::of(call).at(PLACE);
    let nobody_loses = call.app.ask(|book| book.policy.segments.is_empty()).await?;
    let load = desk.load(call, |app, _| Ok::<Counts, Problem>(app.views.counts()?));
    let counts = load.await??;
    let by_itself = rationing::timed(call).await?;
    let words = words(&desk);
    let content = html! {
        div.head { div { h1 { (words.title) } p.lead { (words.lead) } } }
        (noticed(words, notice))
        (asking(words, typed))
        @if nobody_loses {
            p.callout.info {
                (words.nobody_loses) " "
                @if desk.may(Scope::PolicyRead) { a href="/settings/policy" { (words.policy) } }
            }
        }
        (run(&desk, typed, shown))
        (timed::panel(&desk, &by_itself))
    };
    let status = match (notice, shown) {
        (Notice::Stale, _) => StatusCode::CONFLICT,
        (_, Shown::Refused(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        (Notice::Nothing | Notice::Made(..), Shown::Nothing | Shown::Looked(_)) => StatusCode::OK,
    };
    let page = frame(&desk, Section::Stock, words.title, &counts, &content);
    Ok(desk.answer(status, page))
}

fn noticed(words: &Words, notice: &Notice) -> Markup {
    match notice {
        Notice::Nothing => html! {},
        Notice::Made(gains, losses) => html! {
            p.done role="status" { ((words.made)(gains, losses)) }
        },
        Notice::Stale => html! { p.callout.warn role="alert" { (words.stale) } },
    }
}

fn asking(words: &Words, typed: &str) -> Markup {
    html! {
        form.toolbar method="get" action=(PLACE) role="search" {
            input type="hidden" name="look" value="yes";
            div.field {
                label for="items" { (words.items) }
                input type="text" id="items" name="items" value=(typed) dir="auto"
                    placeholder=(words.all_items) autocomplete="off";
            }
            button type="submit" { (words.look) }
        }
    }
}

fn run(desk: &Desk, typed: &str, shown: &Shown) -> Markup {
    let words = words(desk);
    let looked = match shown {
        Shown::Nothing => return html! {},
        Shown::Refused(refusal) => {
            return html! {
                div.callout.warn role="alert" { (refusals::refused(desk, refusal)) }
            };
        }
        Shown::Looked(looked) => looked,
    };
    let number = |count: usize| show::number(count as u64);
    html! {
        section aria-labelledby="changes" {
            h2 id="changes" { (words.would_change) }
            p { ((words.sum)(&number(looked.gains), &number(looked.losses), &number(looked.orders))) }
            @if looked.changes.is_empty() {
                p.callout.info { (words.nothing) }
            } @else {
                (table(desk, &looked.changes))
                @if looked.changes.len() < looked.gains + looked.losses {
                    p.muted { ((words.first_of)(&number(looked.changes.len()))) }
                }
                @if desk.may(Scope::StockWrite) {
                    form.decide method="post" action=(PLACE) {
                        (form::hidden(&desk.session, PLACE))
                        input type="hidden" name="items" value=(typed);
                        input type="hidden" name="seen" value=(looked.seen.to_string());
                        button type="submit" data-key="a" { (words.make) }
                        p.muted { (words.make_how) }
                    }
                }
            }
        }
    }
}

fn table(desk: &Desk, changes: &[Change]) -> Markup {
    let words = words(desk);
    html! {
        div.scroll {
            table.list data-rows {
                thead { tr {
                    th scope="col" { (words.order) }
                    th scope="col" { (words.customer) }
                    th scope="col" { (words.item) }
                    th scope="col" { (words.before) }
                    th scope="col" { (words.after) }
                    th scope="col" { (words.why) }
                } }
                tbody { @for change in changes { (row(desk, change)) } }
            }
        }
    }
}

fn row(desk: &Desk, change: &Change) -> Markup {
    let words = words(desk);
    html! {
        tr {
            th scope="row" {
                a href={ "/orders/" (change.order) } { bdi { (change.order) "." (change.line) } }
            }
            td data-label=(words.customer) { (show::code(&change.customer)) }
            td data-label=(words.item) { @if let Some(item) = &change.item { (show::code(item)) } }
            td data-label=(words.before) { (when(desk, change.was, change.waited)) }
            td data-label=(words.after) { (after(desk, change)) }
            td data-label=(words.why) { (why(desk, change)) }
        }
    }
}

fn after(desk: &Desk, change: &Change) -> Markup {
    let words = words(desk);
    let (tone, word) = match change.is_loss {
        true => ("bad", words.worse),
        false => ("good", words.better),
    };
    html! { (when(desk, change.becomes, change.waits)) " " (show::badge(tone, word)) }
}

/// The day that the last of a line arrives, or how much of it has none.
fn when(desk: &Desk, day: Option<Day>, waits: Quantity) -> Markup {
    let words = words(desk);
    match day {
        Some(day) => show::day(desk, day),
        None => html! { ((words.no_day)(&show::quantity(waits))) },
    }
}

/// What the policy lets happen, its points, and who takes the goods.
fn why(desk: &Desk, change: &Change) -> Markup {
    let words = words(desk);
    html! {
        ((words.strategy)(change.strategy)) " · " (points(desk, &change.priority))
        @if let Some(taker) = &change.lost_to {
            br;
            a href={ "/orders/" (taker) } { ((words.lost_to)(taker)) }
        }
    }
}
