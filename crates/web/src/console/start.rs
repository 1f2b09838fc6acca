//! The guide on an empty book: what to bring in, one step after the other, up to the first order.

use super::desk::Desk;
use super::files::words::{self, Words};
use super::files::{self, Company, IMPORT, company};
use super::frame::{Section, page as frame};
use super::{form, page, show, told};
use crate::call::Call;
use crate::problem::Problem;
use crate::router::Route;
use axum::http::StatusCode;
use axum::response::Response;
use import::Kind;
use keep::Scope;
use maud::{Markup, html};

/// Where the guide is.
pub(super) const PLACE: &str = "/start";

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[page(PLACE, IMPORT, |call, _| told(call, look))];

/// The imports of each step but the last; those behind the bar are for whoever has them.
const STEPS: [(&[Kind], &[Kind]); 4] = [
    (&[Kind::Sites, Kind::Lanes], &[]),
    (&[Kind::Items, Kind::Prices], &[]),
    (&[Kind::Customers], &[Kind::Parts]),
    (&[Kind::Stock], &[Kind::Supply]),
];

/// The way to the guide, where the page of an empty book would be.
///
/// # Errors
/// When the engine or the views fail.
pub(super) async fn instead(call: &Call, desk: &Desk) -> Result<Option<Response>, Problem> {
    if !desk.is_of_the_company() || !desk.may(Scope::CatalogueWrite) {
        return Ok(None);
    }
    let is_empty = company(call).await?.is_empty();
    Ok(is_empty.then(|| form::see(PLACE)))
}

/// `GET /start`
async fn look(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let company = company(&call).await?;
    let content = content(&desk, &company);
    let counts = call.app.blocking(|app| app.views.counts()).await??;
    let title = Words::of(desk.language).start;
    let page = frame(&desk, Section::Settings, title, &counts, &content);
    Ok(desk.answer(StatusCode::OK, page))
}

fn content(desk: &Desk, company: &Company) -> Markup {
    let words = Words::of(desk.language);
    let done: Vec<bool> = STEPS
        .iter()
        .map(|(needed, _)| needed.iter().all(|kind| company.has(*kind)))
        .chain([company.has_orders])
        .collect();
    let next = done.iter().position(|done| !done);
    let ready = next.is_none_or(|next| next == STEPS.len());
    html! {
        div.head {
            div { h1 { (words.start) } p.lead { (words.start_lead) } }
        }
        @if ready {
            p.callout.good { strong { (words.complete) } " " (words.complete_how) }
        }
        ol.steps {
            @for (place, (needed, further)) in STEPS.iter().enumerate() {
                (step(desk, place, done[place], next == Some(place), &html! {
                    ul.bring {
                        @for kind in *needed { (bring(desk, company, *kind, false, next == Some(place))) }
                        @for kind in *further { (bring(desk, company, *kind, true, false)) }
                    }
                }))
            }
            (step(desk, STEPS.len(), done[STEPS.len()], next == Some(STEPS.len()), &html! {
                (first_order(desk, next == Some(STEPS.len())))
            }))
        }
    }
}

fn step(desk: &Desk, place: usize, done: bool, next: bool, content: &Markup) -> Markup {
    let words = Words::of(desk.language);
    let (title, lead) = words.steps[place];
    html! {
        li.panel id={ "step-" (place + 1) } aria-current=[next.then_some("step")] {
            header {
                h2 { (place + 1) ". " (title) }
                @if done { (show::badge("good", words.step_done)) }
                @else if next { (show::badge("info", words.step_next)) }
            }
            p.muted { (lead) }
            (content)
        }
    }
}

/// One import of a step: how much is there, and the way to it.
fn bring(desk: &Desk, company: &Company, kind: Kind, optional: bool, main: bool) -> Markup {
    let words = Words::of(desk.language);
    let (_, lead) = words::kind(desk.language, kind);
    let path = files::address(kind);
    let class = match main && !company.has(kind) {
        true => "button",
        false => "button quiet",
    };
    html! {
        li {
            div {
                strong { (files::heading(desk, kind)) }
                @if optional { " " span.muted { "(" (words.optional) ")" } }
                @if company.has(kind) { " " (there(desk, company, kind)) }
                span.about { (lead) }
            }
            div.actions {
                a href={ (path) "/template" } { (words.template) }
                a class=(class) href=(path) { (words.bring) span.hidden { ": " (files::heading(desk, kind)) } }
            }
        }
    }
}

/// How much of a kind is there.
pub(super) fn there(desk: &Desk, company: &Company, kind: Kind) -> Markup {
    let words = Words::of(desk.language);
    let text = match company.count(kind) {
        Some(count) => show::number(count as u64),
        None if company.has(kind) => words.step_done.to_owned(),
        None => String::new(),
    };
    html! { @if !text.is_empty() { (show::badge("good", &text)) } }
}

/// The ways that an order comes in.
fn first_order(desk: &Desk, main: bool) -> Markup {
    let words = Words::of(desk.language);
    let class = if main { "button" } else { "button quiet" };
    html! {
        @if desk.may(Scope::DocumentsRead) {
            div.actions { a class=(class) href="/documents" { (words.send) } }
        }
        p.muted { (words.by_programs) }
    }
}
