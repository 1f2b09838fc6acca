//! The single view of an order: what it is, why it waits, how it is promised, where it came from,
//! and everything that happened to it.

pub(super) mod cancel;
mod lines;

use super::desk::Desk;
use super::evidence::Doubts;
use super::frame::{Section, page as frame};
use super::original::{self, Original};
use super::timeline::{Told, timeline};
use super::{actions, form, orders::who, reasons, show, told};
use crate::access::Policy;
use crate::call::Call;
use crate::problem::Problem;
use crate::router::Route;
use axum::http::StatusCode;
use axum::response::Response;
use book::Stage;
use book::order::{Hold, HoldKind};
use keep::Scope;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;
use views::{Counts, OrderState, OrderView, ReturnRow};
use vocab::OrderId;

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[
    super::page(
        "/orders/{number}",
        Policy::Page(Scope::OrdersRead),
        |call, _| told(call, page),
    ),
    super::page(
        "/orders/{number}/cancel",
        Policy::Page(Scope::OrdersWrite),
        |call, _| told(call, cancel::page),
    ),
    super::first(
        "/orders/{number}/cancel",
        Policy::Page(Scope::OrdersWrite),
        |call, body| told(call, |call| actions::cancel(call, body)),
    ),
    super::first(
        "/orders/{number}/release",
        Policy::Page(Scope::HoldsRelease),
        |call, body| told(call, |call| actions::release(call, body)),
    ),
];

/// Everything that the page shows.
pub(super) struct Shown {
    pub(super) view: OrderView,
    pub(super) counts: Counts,
    customer: Option<String>,
    ship_to: Option<String>,
    original: Option<Original>,
    told: Told,
}

/// What came of a form that was sent before, as the address says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Came {
    pub(super) done: Option<String>,
}

pub(super) async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let Some(shown) = load(&desk, &call).await? else {
        let words = &desk.words().order;
        return Ok(desk.notice(404, words.missing, words.missing_how));
    };
    let came: Came = call.query().unwrap_or_default();
    let content = content(&desk, &shown, came.done.as_deref());
    let title = &shown.view.order.number;
    Ok(desk.answer(
        StatusCode::OK,
        frame(&desk, Section::Orders, title, &shown.counts, &content),
    ))
}

/// The order that the address names.
pub(super) async fn load(desk: &Desk, call: &Call) -> Result<Option<Shown>, Problem> {
    let Some(id) = OrderId::parse_number(call.parameter("number")) else {
        return Ok(None);
    };
    desk.load(call, move |app, names| {
        let Some(view) = app.views.order(id)? else {
            return Ok(None);
        };
        let request = match view.order.request {
            Some(request) => app.views.request(request)?,
            None => None,
        };
        let original = match request {
            Some(request) => original::load(app, request.request.document, request.request.index)?,
            None => None,
        };
        let actors = view.timeline.iter().filter_map(|entry| {
            let name = names.actor(entry.actor)?;
            Some((entry.actor, name))
        });
        let actors: HashMap<_, _> = actors.collect();
        Ok(Some(Shown {
            counts: app.views.counts()?,
            customer: names.customer(view.order.customer),
            ship_to: view.order.ship_to.and_then(|id| names.ship_to(id)),
            original,
            told: Told {
                sites: app.views.sites()?,
                actors,
            },
            view,
        }))
    })
    .await?
}

fn content(desk: &Desk, shown: &Shown, done: Option<&str>) -> Markup {
    let words = desk.words();
    let view = &shown.view;
    let panels = original::panels(desk, shown.original.as_ref(), &Doubts::new());
    html! {
        (came(desk, done))
        (head(desk, shown))
        @if !view.order.holds.is_empty() { (holds(desk, view)) }
        div.beside {
            div {
                section aria-labelledby="lines" {
                    h2 id="lines" { (words.order.lines) }
                    (lines::table(desk, view))
                }
                (lines::decisions(desk, view))
                (returns(desk, &view.returns))
                section aria-labelledby="history" {
                    h2 id="history" { (words.order.history) }
                    (timeline(desk, &view.timeline, &shown.told))
                }
            }
            section.evidence aria-labelledby="document" {
                h2 id="document" { (words.document.title) }
                @if view.order.document.is_some() {
                    (panels.document)
                    details open[view.order.state == OrderState::Held] {
                        summary { (words.document.fields) }
                        (panels.fields)
                    }
                } @else { p.muted { (words.document.none) } }
            }
        }
    }
}

/// What came of a form.
pub(super) fn came(desk: &Desk, done: Option<&str>) -> Markup {
    let actions = &desk.words().actions;
    let said = match done {
        Some("placed") => actions.done_placed,
        Some("released") => actions.done_released,
        Some("cancelled") => actions.done_cancelled,
        Some("accepted") => actions.done_accepted,
        Some("declined") => actions.done_declined,
        Some(_) | None => return html! {},
    };
    html! { p.done role="status" { (said) } }
}

fn head(desk: &Desk, shown: &Shown) -> Markup {
    let words = desk.words();
    let order = &shown.view.order;
    html! {
        div.head {
            div {
                h1 { (show::code(&order.number)) " " (show::order_badges(words, order)) }
                p.lead { (who(shown.customer.as_deref(), &order.customer_code)) }
            }
            @if may_cancel(&shown.view) {
                a.button.danger href={ "/orders/" (order.number) "/cancel" } { (words.actions.cancel_order) }
            }
        }
        dl.facts {
            (fact(words.orders.po_number, &html! {
                @match &order.po_number { Some(text) => (show::code(text)), None => "–" }
            }))
            (fact(words.orders.placed, &show::moment(desk, order.placed)))
            (fact(words.orders.requested, &show::day_or(desk, order.requested, words.orders.asap)))
            (fact(words.orders.promised, &promised(desk, &shown.view)))
            (fact(words.orders.value, &show::money(order.value)))
            div.wide {
                dt { (words.order.ship_to) }
                dd {
                    @if let Some(place) = &shown.ship_to { span dir="auto" { (place) } " " }
                    @match &order.ship_to_code {
                        Some(code) => span.muted { (show::code(code)) },
                        None => "–",
                    }
                }
            }
            @if let Some(expires) = order.expires {
                (fact(words.order.expires, &show::moment(desk, expires)))
            }
        }
    }
}

fn fact(name: &str, value: &Markup) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

fn promised(desk: &Desk, view: &OrderView) -> Markup {
    let words = desk.words();
    html! {
        @match view.order.promised {
            Some(day) => {
                (show::day(desk, day)) " "
                (show::against_wanted(words, day, view.order.requested))
            }
            None => span.muted { (words.order.not_promised) },
        }
        @if !view.order.backordered.is_zero() {
            " " (show::badge("warn", &(words.order.without_date)(&show::quantity(view.order.backordered))))
        }
    }
}

/// True while something of the order is not picked yet.
pub(super) fn may_cancel(view: &OrderView) -> bool {
    let open = matches!(view.order.state, OrderState::Open | OrderState::Held);
    open && view
        .order_lines
        .iter()
        .any(|line| !cancellable(line).is_zero())
}

/// How much of a line is not picked yet.
pub(super) fn cancellable(line: &views::LineRow) -> vocab::Quantity {
    let picked = line
        .schedule
        .iter()
        .filter(|part| part.stage >= Stage::Picked);
    let picked: vocab::Quantity = picked.map(|part| part.quantity).sum();
    line.ordered
        .saturating_sub(line.cancelled)
        .saturating_sub(picked)
}

fn holds(desk: &Desk, view: &OrderView) -> Markup {
    let words = desk.words();
    let order = &view.order;
    let mut kinds: Vec<HoldKind> = order.holds.iter().map(Hold::kind).collect();
    kinds.dedup();
    html! {
        section.holds aria-labelledby="holds" {
            h2 id="holds" { (words.holds.title) }
            ul {
                @for kind in kinds {
                    li {
                        div {
                            h3 { (reasons::kind(words, kind)) }
                            @for hold in order.holds.iter().filter(|hold| hold.kind() == kind) {
                                p { (reasons::hold(words, hold, order.value.currency)) }
                            }
                            p.muted { (reasons::remedy(words, kind)) }
                        }
                        (release(desk, &order.number, kind))
                    }
                }
            }
        }
    }
}

fn release(desk: &Desk, number: &str, kind: HoldKind) -> Markup {
    let words = desk.words();
    let path = format!("/orders/{number}/release");
    html! {
        form method="post" action=(path) {
            (form::hidden(&desk.session, &path))
            input type="hidden" name="kind" value=(kind.as_str());
            button type="submit" { ((words.holds.release)(reasons::kind(words, kind))) }
        }
    }
}

fn returns(desk: &Desk, returns: &[ReturnRow]) -> Markup {
    let words = &desk.words().order;
    html! {
        @if !returns.is_empty() {
            section aria-labelledby="returns" {
                h2 id="returns" { (words.returns) }
                ul {
                    @for line in returns.iter().flat_map(|row| &row.return_lines) {
                        li {
                            ((words.return_line)(
                                &line.item_code,
                                &show::quantity(line.agreed),
                                &show::quantity(line.restocked + line.scrapped),
                            ))
                        }
                    }
                }
            }
        }
    }
}
