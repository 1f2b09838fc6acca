//! One exception: what happened, the orders in trouble, the solutions side by side; or what was done,
//! and the way back.

use super::told::{Told, happened, outcome, stake, step};
use super::{PLACE, decide, words};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::frame::{Section, page as frame};
use crate::console::keys::keys;
use crate::console::orders::who;
use crate::console::{form, refusals, show, troubles};
use crate::problem::Problem;
use crate::solutions::{Offer, Standing, Step, steps};
use axum::http::StatusCode;
use axum::response::Response;
use book::plan::Shift;
use book::{Book, Command, Refusal};
use keep::Scope;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;
use views::{BrokenRow, Counts, ExceptionRow};
use vocab::{ActorId, Currency, Day, ExceptionId, Money, Quantity};

/// Steps of a solution that are told; what they do to each order is told whole.
const STEPS_TOLD: usize = 5;
/// Rows that are shown at once; the rest is counted.
const ROWS_MAX: usize = 200;

/// What is told above it.
pub(super) enum Notice {
    Nothing,
    /// A first yes was noted.
    Noted,
    /// It has changed since it was looked at.
    Stale,
    Refused(Refusal),
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    noted: Option<String>,
}

/// Everything that the page shows.
struct Shown {
    told: Told,
    broken: Vec<(BrokenRow, Option<String>)>,
    made: Option<Made>,
    costs: Currency,
    actors: HashMap<ActorId, String>,
    counts: Counts,
}

/// What was done about it.
struct Made {
    steps: Vec<Step>,
    shifts: Vec<Shift>,
    cost: i64,
    /// Why it can't be taken back.
    kept: Option<Refusal>,
}

/// `GET /exceptions/{id}`
pub(super) async fn page(call: Call) -> Result<Response, Problem> {
    let asked: Asked = call.query().unwrap_or_default();
    let notice = match asked.noted {
        Some(_) => Notice::Noted,
        None => Notice::Nothing,
    };
    match id(&call) {
        Some(id) => answer(&call, id, notice).await,
        None => Ok(missing(&Desk::of(&call))),
    }
}

/// The exception that the address names.
pub(super) fn id(call: &Call) -> Option<ExceptionId> {
    call.parameter("id").parse().ok().map(ExceptionId)
}

fn missing(desk: &Desk) -> Response {
    let words = words(desk);
    desk.notice(404, words.missing, words.missing_how)
}

/// The page as an answer.
pub(super) async fn answer(
    call: &Call,
    id: ExceptionId,
    notice: Notice,
) -> Result<Response, Problem> {
    let address = format!("/exceptions/{id}");
    let desk = Desk::of(call).at(&address);
    let Some(shown) = load(&desk, call, id).await? else {
        return Ok(missing(&desk));
    };
    let status = match notice {
        Notice::Nothing | Notice::Noted => StatusCode::OK,
        Notice::Stale | Notice::Refused(_) => StatusCode::CONFLICT,
    };
    let title = happened(&desk, &shown.told);
    let content = content(&desk, &shown, &title, &notice);
    let page = frame(&desk, Section::Exceptions, &title, &shown.counts, &content);
    Ok(desk.answer(status, page))
}

async fn load(desk: &Desk, call: &Call, id: ExceptionId) -> Result<Option<Shown>, Problem> {
    let stamp = call.stamp();
    desk.load(call, move |app, names| {
        let Some(view) = app.views.exception(id)? else {
            return Ok(None);
        };
        let mut broken = app.views.broken(id)?;
        broken.truncate(ROWS_MAX);
        let (row, shifts, proposal) = (view.exception, view.shifts, view.made);
        let closed_by = row.closed.as_ref().map(|closed| closed.by);
        let told = move |book: &Book| {
            let made = proposal.map(|proposal| {
                let back = Command::RevertSolution { exception: id };
                Made {
                    steps: steps(book, &proposal.plan),
                    shifts,
                    cost: proposal.cost,
                    kept: book::decide(book, &back, &stamp).err(),
                }
            });
            (Told::of(book, row), made, book.policy.currency)
        };
        let (told, made, costs) = app.engine.ask(told)?;
        let offers = told.standing.iter().flat_map(|standing| &standing.offers);
        let actors = offers.flat_map(|offer| offer.approvals.iter().copied());
        let actors: HashMap<ActorId, String> = actors
            .chain(closed_by)
            .filter_map(|actor| Some((actor, names.actor(actor)?)))
            .collect();
        Ok(Some(Shown {
            told,
            made,
            costs,
            actors,
            broken: broken
                .into_iter()
                .map(|row| {
                    let name = names.customer(row.customer);
                    (row, name)
                })
                .collect(),
            counts: app.views.counts()?,
        }))
    })
    .await?
}

fn content(desk: &Desk, shown: &Shown, title: &str, notice: &Notice) -> Markup {
    let words = words(desk);
    let row = &shown.told.row;
    html! {
        div.head {
            div {
                h1 { (title) " " (show::badge("bad", troubles::kind(desk.language, row.kind))) }
                p.lead { (stake(desk, row)) " · " (words.raised) " " (show::moment(desk, row.raised)) }
            }
            a.button.quiet data-key="u" href=(PLACE) { (words.list) }
        }
        (told(desk, notice))
        @match &shown.told.standing {
            Some(standing) => (undecided(desk, shown, standing)),
            None => (decided(desk, shown)),
        }
        (promises(desk, shown))
    }
}

fn told(desk: &Desk, notice: &Notice) -> Markup {
    let words = words(desk);
    match notice {
        Notice::Nothing => html! {},
        Notice::Noted => html! { p.done role="status" { (words.noted) } },
        Notice::Stale => html! { p.callout.warn role="alert" { (words.stale) } },
        Notice::Refused(refusal) => html! {
            div.callout.warn role="alert" { (refusals::refused(desk, refusal)) }
        },
    }
}

/// What could be done, and leaving it as it is.
fn undecided(desk: &Desk, shown: &Shown, standing: &Standing) -> Markup {
    let words = words(desk);
    let path = format!("/exceptions/{}/dismiss", shown.told.row.id);
    html! {
        section aria-labelledby="solutions" {
            h2 id="solutions" { (words.solutions) }
            @if standing.planning {
                p.callout.info role="status" { b { (words.planning) } " " (words.planning_how) }
            } @else if standing.offers.is_empty() {
                div.callout.warn {
                    b { (words.nothing_found) }
                    p { (words.nothing_found_how) }
                    p { a href="/supply" { (words.by_hand_supply) } " · " a href="/stock" { (words.by_hand_stock) } }
                }
            }
            div.solutions {
                @for (place, offer) in standing.offers.iter().enumerate() {
                    (solution(desk, shown, offer, if place == 0 { "a" } else { "" }))
                }
            }
            @if standing.held_back > 0 {
                p.muted { ((words.held_back)(&standing.held_back.to_string())) }
            }
            @if desk.may(Scope::ExceptionsDecide) {
                form.decide method="post" action=(path) {
                    (form::hidden(&desk.session, &path))
                    button.quiet type="submit" data-key="d" { (words.dismiss) }
                    span.muted { (words.dismiss_how) }
                }
                (keys(desk, &[("a", words.approve), ("d", words.dismiss), ("u", words.list)]))
            }
        }
    }
}

fn solution(desk: &Desk, shown: &Shown, offer: &Offer, key: &str) -> Markup {
    let words = words(desk);
    let (proposal, currency) = (&offer.proposal, shown.costs);
    let (name, cost) = words.cost(proposal.cost, currency);
    let moved = show::money(Money {
        minor: proposal.value,
        currency,
    });
    html! {
        article.panel {
            header { h3 { (troubles::resolution(desk.language, proposal.resolution)) } }
            dl.facts {
                (show::fact(name, cost))
                (show::fact(words.moves_value, moved))
            }
            p { b { (outcome(desk, &proposal.shifts)) } }
            @if !proposal.risks.is_empty() {
                ul.reasons aria-label=(words.risks) {
                    @for risk in &proposal.risks { li { (troubles::risk(desk.language, *risk)) } }
                }
            }
            (steps_told(desk, &offer.steps))
            (shifts(desk, &proposal.shifts))
            @if proposal.plan.inverse().is_err() { p.muted { (words.no_way_back) } }
            @if offer.needs_two { (approvals(desk, shown, offer)) }
            @if desk.may(Scope::ExceptionsDecide) && offer.is_open_to(desk.scopes()) {
                (decide::button(desk, shown.told.row.id, offer, key))
            }
        }
    }
}

/// That two must say yes, and who did.
fn approvals(desk: &Desk, shown: &Shown, offer: &Offer) -> Markup {
    let words = words(desk);
    let names: Vec<String> = offer
        .approvals
        .iter()
        .map(|actor| called(shown, *actor))
        .collect();
    html! {
        p.callout.info {
            (words.needs_two) " "
            @match names.is_empty() {
                true => (words.nobody_yet),
                false => ((words.said_yes)(&names.join(", "))),
            }
        }
    }
}

fn called(shown: &Shown, actor: ActorId) -> String {
    let name = shown.actors.get(&actor).cloned();
    name.unwrap_or_else(|| actor.to_string())
}

fn steps_told(desk: &Desk, steps: &[Step]) -> Markup {
    let further = steps.len().saturating_sub(STEPS_TOLD);
    html! {
        @if !steps.is_empty() {
            ul {
                @for one in steps.iter().take(STEPS_TOLD) { li { (step(desk, one)) } }
                @if further > 0 { li.muted { ((words(desk).more_steps)(&further.to_string())) } }
            }
        }
    }
}

/// Who gets goods when, before and after.
fn shifts(desk: &Desk, shifts: &[Shift]) -> Markup {
    let words = words(desk);
    html! {
        @if !shifts.is_empty() {
            details open[shifts.len() <= STEPS_TOLD] {
                summary { (words.who_gets) }
                div.scroll {
                    table.diff.list {
                        thead { tr {
                            th scope="col" { (desk.words().orders.number) }
                            th scope="col" { (words.before) }
                            th scope="col" { (words.after) }
                        } }
                        tbody { @for shift in shifts.iter().take(ROWS_MAX) { (shifted(desk, shift)) } }
                    }
                }
                (cut(desk, shifts.len() as u64))
            }
        }
    }
}

fn shifted(desk: &Desk, shift: &Shift) -> Markup {
    let words = words(desk);
    let number = shift.order.number();
    let tone = match (shift.is_gain(), shift.is_loss()) {
        (true, _) => "good",
        (_, true) => "bad",
        (false, false) => "",
    };
    html! {
        tr {
            th scope="row" { a href={ "/orders/" (number) } { bdi { (number) "." (shift.line) } } }
            td data-label=(words.before) { (arrives(desk, shift.was, shift.waited)) }
            td data-label=(words.after) { span class=(tone) { (arrives(desk, shift.becomes, shift.waits)) } }
        }
    }
}

/// When a line arrives, or how much of it has no day.
fn arrives(desk: &Desk, on: Option<Day>, waits: Quantity) -> Markup {
    match waits.is_zero() {
        true => day(desk, on),
        false => {
            let quantity = show::quantity(waits);
            html! { ((desk.words().order.without_date)(&quantity)) }
        }
    }
}

fn day(desk: &Desk, day: Option<Day>) -> Markup {
    show::day_or(desk, day, words(desk).no_day)
}

fn cut(desk: &Desk, all: u64) -> Markup {
    let shown = ROWS_MAX as u64;
    html! {
        @if all > shown {
            p.muted { ((words(desk).first_of)(&show::number(shown), &show::number(all))) }
        }
    }
}

/// What was done, and the way back.
fn decided(desk: &Desk, shown: &Shown) -> Markup {
    let words = words(desk);
    let row = &shown.told.row;
    let by = row.closed.as_ref().map(|closed| called(shown, closed.by));
    html! {
        section aria-labelledby="done" {
            h2 id="done" { (words.was_done) }
            p { (closed(desk, row, by.as_deref())) }
            @if let Some(made) = &shown.made {
                @let (name, cost) = words.cost(made.cost, shown.costs);
                dl.facts { (show::fact(name, cost)) }
                (steps_told(desk, &made.steps))
                (shifts(desk, &made.shifts))
                @if row.closed.as_ref().is_some_and(|closed| closed.reverted.is_none()) {
                    (way_back(desk, row.id, made.kept.as_ref()))
                }
            }
        }
    }
}

fn way_back(desk: &Desk, id: ExceptionId, kept: Option<&Refusal>) -> Markup {
    let words = words(desk);
    let path = format!("/exceptions/{id}/revert");
    html! {
        @match kept {
            Some(refusal) => div.callout.info { b { (words.stays) } (refusals::refused(desk, refusal)) },
            None if desk.may(Scope::ExceptionsDecide) => form.decide method="post" action=(path) {
                (form::hidden(&desk.session, &path))
                button.quiet type="submit" data-key="b" { (words.take_back) }
                span.muted { (words.take_back_how) }
            },
            None => {},
        }
    }
}

/// How it was closed, by whom or by which rule, and when; nothing while it is open.
pub(super) fn closed(desk: &Desk, row: &ExceptionRow, by: Option<&str>) -> Markup {
    let words = words(desk);
    let Some(closed) = &row.closed else {
        return html! {};
    };
    let who = match closed.by {
        ActorId(0) => words.itself.to_owned(),
        actor => by.map_or_else(|| actor.to_string(), str::to_owned),
    };
    html! {
        (show::badge("good", troubles::closing(desk.language, closed.how))) " "
        @if let Some(resolution) = closed.resolution { (troubles::resolution(desk.language, resolution)) ". " }
        span.muted {
            ((words.closed)(&who, &show::clock(desk, closed.at)))
            @if let Some(rule) = &closed.rule { " · " ((words.by_rule)(rule)) }
            @if let Some(at) = closed.reverted { " · " ((words.reverted)(&show::clock(desk, at))) }
        }
    }
}

/// The orders in trouble.
fn promises(desk: &Desk, shown: &Shown) -> Markup {
    let (words, orders) = (words(desk), &desk.words().orders);
    html! {
        section aria-labelledby="promises" {
            h2 id="promises" { (words.promises) }
            div.scroll {
                table.list data-rows {
                    thead { tr {
                        th scope="col" { (orders.number) }
                        th scope="col" { (orders.customer) }
                        th scope="col" { (words.what) }
                        th scope="col" { (words.promised) }
                        th scope="col" { (words.now) }
                    } }
                    tbody {
                        @for (row, name) in &shown.broken {
                            tr {
                                th scope="row" { a href={ "/orders/" (row.number) } { bdi { (row.number) "." (row.line) } } }
                                td.who { (who(name.as_deref(), &row.customer_code)) }
                                td data-label=(words.quantity) { (show::quantity(row.quantity)) " " (show::code(&row.item_code)) }
                                td data-label=(words.promised) { (day(desk, row.promised)) }
                                td data-label=(words.now) { (day(desk, row.now)) }
                            }
                        }
                    }
                }
            }
            (cut(desk, shown.told.row.lines))
        }
    }
}
