//! One request: why it waits, what was read, and the document that it was read from.

use super::{buyer, size};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::evidence::Doubts;
use crate::console::frame::{Section, page as frame};
use crate::console::original::{self, Original, Panels};
use crate::console::timeline::{Told, timeline};
use crate::console::{form, reasons, show};
use crate::problem::Problem;
use axum::http::StatusCode;
use axum::response::Response;
use book::request::{DeclineReason, Intent, ParkReason};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;
use views::{Counts, RequestRow, RequestState, RequestView};
use vocab::{Currency, RequestId};

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    done: Option<String>,
}

struct Shown {
    view: RequestView,
    name: Option<String>,
    original: Option<Original>,
    counts: Counts,
    told: Told,
    currency: Currency,
}

pub(super) async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let Some(shown) = load(&desk, &call).await? else {
        let words = &desk.words().review;
        return Ok(desk.notice(404, words.missing, words.missing_how));
    };
    let asked: Asked = call.query().unwrap_or_default();
    let content = html! {
        (crate::console::order::came(&desk, asked.done.as_deref()))
        (content(&desk, &shown))
    };
    let title = (desk.words().review.request)(&shown.view.request.id.to_string());
    Ok(desk.answer(
        StatusCode::OK,
        frame(&desk, Section::Review, &title, &shown.counts, &content),
    ))
}

async fn load(desk: &Desk, call: &Call) -> Result<Option<Shown>, Problem> {
    let Ok(id) = call.parameter("id").parse().map(RequestId) else {
        return Ok(None);
    };
    let currency = call.app.ask(|book| book.policy.currency).await?;
    desk.load(call, move |app, names| {
        let Some(view) = app.views.request(id)? else {
            return Ok(None);
        };
        let actors = view.timeline.iter().filter_map(|entry| {
            let name = names.actor(entry.actor)?;
            Some((entry.actor, name))
        });
        let actors: HashMap<_, _> = actors.collect();
        Ok(Some(Shown {
            name: view.request.customer.and_then(|id| names.customer(id)),
            original: original::load(app, view.request.document, view.request.index)?,
            counts: app.views.counts()?,
            told: Told {
                sites: app.views.sites()?,
                actors,
            },
            currency,
            view,
        }))
    })
    .await?
}

fn content(desk: &Desk, shown: &Shown) -> Markup {
    let words = desk.words();
    let request = &shown.view.request;
    let panels = original::panels(desk, shown.original.as_ref(), &doubts(desk, request));
    html! {
        div.head {
            div {
                h1 {
                    (reasons::intent(words, request.intent)) " "
                    @match &request.po_number {
                        Some(po_number) => (show::code(po_number)),
                        None => span.muted { (words.review.no_po) },
                    }
                    " " (state_badge(desk, request.state))
                }
                p.lead {
                    (buyer(desk, request, shown.name.as_deref()))
                    " · " (size(desk, request))
                    " · " (words.review.waiting_since) " " (show::moment(desk, request.raised))
                }
            }
        }
        (standing(desk, shown))
        (evidence(desk, shown, &panels))
    }
}

/// What is doubted about each line, to be told beside its fields.
fn doubts(desk: &Desk, request: &RequestRow) -> Doubts {
    let mut doubts = Doubts::new();
    for reason in &request.reasons {
        if let ParkReason::Doubt(doubt) = reason
            && let Some(line) = doubt.line
        {
            let text = reasons::doubt(desk.words(), doubt.code);
            doubts.entry(usize::from(line)).or_default().push(text);
        }
    }
    doubts
}

fn evidence(desk: &Desk, shown: &Shown, panels: &Panels) -> Markup {
    let words = desk.words();
    html! {
        div.beside {
            div {
                section aria-labelledby="fields" {
                    h2 id="fields" { (words.document.fields) }
                    (panels.fields)
                }
                section aria-labelledby="history" {
                    h2 id="history" { (words.order.history) }
                    (timeline(desk, &shown.view.timeline, &shown.told))
                }
            }
            section.evidence aria-labelledby="document" {
                h2 id="document" { (words.document.title) }
                (panels.document)
            }
        }
    }
}

fn state_badge(desk: &Desk, state: RequestState) -> Markup {
    let states = &desk.words().states;
    match state {
        RequestState::Pending => show::badge("info", states.pending),
        RequestState::Review => show::badge("warn", states.in_review),
        RequestState::Accepted => show::badge("good", states.accepted),
        RequestState::Declined => show::badge("quiet", states.declined),
    }
}

/// Why it waits and what can be done; or what became of it.
fn standing(desk: &Desk, shown: &Shown) -> Markup {
    let words = &desk.words().review;
    let request = &shown.view.request;
    match request.state {
        RequestState::Review => waiting(desk, shown),
        RequestState::Pending => html! { p { (words.pending) } },
        RequestState::Accepted => html! {
            p {
                @if let Some(order) = request.order {
                    a href={ "/orders/" (order.number()) } { ((words.settled_order)(&order.number())) }
                }
            }
        },
        RequestState::Declined => html! {
            p {
                @if let Some(reason) = request.declined {
                    ((words.settled_declined)(reasons::decline(desk.words(), reason)))
                }
            }
        },
    }
}

fn waiting(desk: &Desk, shown: &Shown) -> Markup {
    let words = desk.words();
    let request = &shown.view.request;
    html! {
        section.holds aria-labelledby="why" {
            h2 id="why" { (words.review.why) }
            ul.reasons {
                @for reason in &request.reasons {
                    li { (reasons::park(words, reason, shown.currency)) }
                }
            }
            @if !request.complete { p { (words.review.incomplete) } }
            div.decide {
                @if request.complete { (accept(desk, request)) }
                (decline(desk, request))
            }
        }
    }
}

fn accept(desk: &Desk, request: &RequestRow) -> Markup {
    let words = &desk.words().review;
    let path = format!("/review/{}/accept", request.id);
    let label = match request.intent {
        Intent::Place => words.accept_place,
        Intent::Change => words.accept_change,
        Intent::Cancel => words.accept_cancel,
    };
    html! {
        form method="post" action=(path) {
            (form::hidden(&desk.session, &path))
            button type="submit" { (label) }
        }
    }
}

fn decline(desk: &Desk, request: &RequestRow) -> Markup {
    let words = desk.words();
    let path = format!("/review/{}/decline", request.id);
    html! {
        form method="post" action=(path) {
            (form::hidden(&desk.session, &path))
            label for="reason" { (words.review.decline_reason) }
            select id="reason" name="reason" {
                @for (word, reason) in [
                    ("not_an_order", DeclineReason::NotAnOrder),
                    ("duplicate", DeclineReason::Duplicate),
                    ("unwanted", DeclineReason::Unwanted),
                ] {
                    option value=(word) { (reasons::decline(words, reason)) }
                }
            }
            button.danger type="submit" { (words.review.decline) }
        }
    }
}
