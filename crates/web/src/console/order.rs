//! The single view of an order: what should happen next, what it is, how it is promised, where it
//! came from, and everything that happened to it.

mod act;
pub(super) mod cancel;
mod change;
mod difference;
mod goods;
mod lines;
mod look;
mod next;
pub(super) mod papers;
mod words;

use super::desk::Desk;
use super::evidence::{About, Doubts, Sayings, place_of};
use super::frame::{Section, page as frame};
use super::original::{self, Original, Panels};
use super::timeline::{Told, timeline};
use super::{exceptions, orders::who, priority, show, told};
use crate::access::Policy;
use crate::call::Call;
use crate::outgoing;
use crate::problem::Problem;
use crate::router::Route;
use crate::state::App;
use axum::http::StatusCode;
use axum::response::Response;
use book::order::{Hold, HoldKind};
use book::priority::{Priorities, Standing};
use book::{Book, Stage};
use keep::Scope;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use views::{Counts, OrderState, OrderView, ReturnRow, ShipmentFilter, ShipmentRow, TermsTold};
use vocab::{CustomerId, Day, ItemId, OrderId, SiteId, Split};
use words::{ENGLISH, HEBREW};

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[
    super::page(
        "/orders/{number}",
        Policy::SharedPage(Scope::OrdersRead),
        |call, _| told(call, page),
    ),
    super::page(
        "/orders/{number}/change",
        Policy::Page(Scope::OrdersWrite),
        |call, _| told(call, change::page),
    ),
    super::page(
        "/orders/{number}/cancel",
        Policy::Page(Scope::OrdersWrite),
        |call, _| told(call, cancel::page),
    ),
    super::page(
        "/orders/{number}/goods",
        Policy::Page(Scope::FulfilmentWrite),
        |call, _| told(call, goods::page),
    ),
    super::page(
        "/orders/{number}/act",
        Policy::Page(Scope::OrdersRead),
        |call, _| told(call, look::page),
    ),
    super::first(
        "/orders/{number}/act",
        Policy::Page(Scope::OrdersRead),
        |call, body| told(call, |call| look::carry_out(call, body)),
    ),
];

/// Everything that the page shows.
pub(super) struct Shown {
    pub(super) view: OrderView,
    pub(super) counts: Counts,
    customer: Option<String>,
    ship_to: Option<String>,
    original: Option<Original>,
    /// What left for it, the latest first.
    shipments: Vec<ShipmentRow>,
    /// Open exceptions that it is in, if the person may see them.
    trouble: Vec<exceptions::Told>,
    /// Its priority, where the policy gives points for anything.
    priority: Option<Standing>,
    /// The bins that its goods lie in, for whoever fetches them.
    pub(super) bins: Bins,
    pub(super) told: Told,
}

/// Bins by item and site.
pub(super) type Bins = BTreeMap<(ItemId, SiteId), String>;

/// The bins of these items.
fn bins(book: &Book, items: &BTreeSet<ItemId>) -> Bins {
    let rows = items.iter().flat_map(|id| {
        let item = book.company.items.get(id.index());
        let bins = item.map(|item| item.bins.clone()).unwrap_or_default();
        bins.into_iter().map(|(site, bin)| ((*id, site), bin))
    });
    rows.collect()
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

/// The order that the address names, if the person may see it.
pub(super) async fn load(desk: &Desk, call: &Call) -> Result<Option<Shown>, Problem> {
    let Some(id) = OrderId::parse_number(call.parameter("number")) else {
        return Ok(None);
    };
    let own = desk.customer;
    let today = call.stamp().today;
    let sees_trouble = desk.is_of_the_company() && desk.may(Scope::ExceptionsRead);
    let fetches = desk.may(Scope::FulfilmentWrite);
    desk.load(call, move |app, names| {
        let view = app.views.order(id)?;
        let Some(view) = view.filter(|view| own.is_none_or(|own| own == view.order.customer))
        else {
            return Ok(None);
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
            original: document(app, &view, own)?,
            shipments: shipments(app, id)?,
            trouble: match sees_trouble {
                true => exceptions::Told::all(app, app.views.exceptions_of(id)?)?.0,
                false => Vec::new(),
            },
            priority: match sees_trouble {
                true => app.engine.ask(move |book| standing(book, id, today))?,
                false => None,
            },
            bins: match fetches {
                true => {
                    let items = view.order_lines.iter().filter_map(|line| line.item);
                    let items = items.collect();
                    app.engine.ask(move |book| bins(book, &items))?
                }
                false => Bins::new(),
            },
            told: Told {
                sites: app.views.sites()?,
                actors,
            },
            view,
        }))
    })
    .await?
}

/// The latest shipments of an order.
fn shipments(app: &App, order: OrderId) -> Result<Vec<ShipmentRow>, Problem> {
    let filter = ShipmentFilter {
        order: Some(order),
        ..ShipmentFilter::default()
    };
    let page = app
        .views
        .shipments(&filter, None, papers::SHIPMENTS_SHOWN_MAX)?;
    Ok(page.items)
}

fn standing(book: &Book, id: OrderId, today: Day) -> Option<Standing> {
    let order = book.orders.get(id)?;
    let weighed = !book.policy.priority.is_empty();
    weighed.then(|| Priorities::of(book, today).standing(&order))
}

/// The document that the order came in, if the person may see it.
fn document(
    app: &App,
    view: &OrderView,
    own: Option<CustomerId>,
) -> Result<Option<Original>, Problem> {
    let request = match view.order.request {
        Some(request) => app.views.request(request)?,
        None => None,
    };
    match request.map(|view| view.request) {
        Some(row) if original::is_open_to(app, row.document, own)? => {
            original::load(app, row.document, row.index)
        }
        Some(_) | None => Ok(None),
    }
}

fn content(desk: &Desk, shown: &Shown, done: Option<&str>) -> Markup {
    let words = desk.words();
    let view = &shown.view;
    let panels = original::panels(desk, shown.original.as_ref(), &Doubts::new());
    html! {
        (came(desk, done))
        (head(desk, shown))
        (exceptions::of_order(desk, &shown.trouble))
        @if desk.is_of_the_company() { (next::panel(desk, view)) }
        (facts(desk, shown, &panels.sayings))
        div.beside {
            div {
                section aria-labelledby="lines" {
                    h2 id="lines" { (words.order.lines) }
                    (lines::table(desk, view, &panels.sayings, is_line_by_line(shown)))
                }
                @if desk.is_of_the_company() { (lines::decisions(desk, view)) }
                @if desk.is_of_the_company() { (papers::section(desk, view, &shown.shipments)) }
                (returns(desk, &view.returns))
                section aria-labelledby="history" {
                    h2 id="history" { (words.order.history) }
                    (timeline(desk, &view.timeline, &shown.told))
                }
            }
            (evidence(desk, shown, &panels))
        }
    }
}

/// The document beside the order.
fn evidence(desk: &Desk, shown: &Shown, panels: &Panels) -> Markup {
    let words = &desk.words().document;
    let is_hidden = shown.original.is_none() && !desk.is_of_the_company();
    html! {
        section.evidence aria-labelledby="document" {
            h2 id="document" { (words.title) }
            @if shown.view.order.document.is_some() && !is_hidden {
                (panels.document)
                details open[shown.view.order.state == OrderState::Held] {
                    summary { (words.fields) }
                    (panels.fields)
                    (panels.remarks)
                }
            } @else { p.muted { (words.none) } }
        }
    }
}

fn is_line_by_line(shown: &Shown) -> bool {
    let read = shown.original.as_ref().and_then(Original::request);
    read.is_some_and(|read| outgoing::is_line_by_line(&shown.view, read))
}

/// What came of a form.
pub(super) fn came(desk: &Desk, done: Option<&str>) -> Markup {
    let actions = &desk.words().actions;
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let said = match done {
        Some("placed") => actions.done_placed,
        Some("released") => actions.done_released,
        Some("cancelled") => actions.done_cancelled,
        Some("accepted") => actions.done_accepted,
        Some("declined") => actions.done_declined,
        Some("held") => words.done_held,
        Some("confirmed") => words.done_confirmed,
        Some("changed") => words.done_changed,
        Some("moved") => words.done_moved,
        Some("short") => words.done_short,
        Some(_) | None => return html! {},
    };
    html! { p.done role="status" { (said) } }
}

fn head(desk: &Desk, shown: &Shown) -> Markup {
    let order = &shown.view.order;
    html! {
        div.head {
            div {
                h1 { (show::code(&order.number)) " " (show::order_badges(desk.words(), order)) }
                p.lead { (buyer(shown)) }
            }
            (deeds(desk, &shown.view))
        }
    }
}

/// Who buys.
fn buyer(shown: &Shown) -> Markup {
    who(shown.customer.as_deref(), &shown.view.order.customer_code)
}

/// What can be done to the order as it stands, by this person.
fn deeds(desk: &Desk, view: &OrderView) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let number = &view.order.number;
    html! {
        @if is_open(view) && desk.is_of_the_company() && desk.may(Scope::OrdersWrite) {
            div.actions {
                a.button.quiet href={ "/orders/" (number) "/change" } { (words.change) }
                @if may_hold(view) {
                    a.button.quiet href={ "/orders/" (number) "/act?do=hold" } { (words.hold) }
                }
                @if may_cancel(view) {
                    a.button.danger href={ "/orders/" (number) "/cancel" } { (words.cancel) }
                }
            }
        }
    }
}

fn facts(desk: &Desk, shown: &Shown, sayings: &Sayings) -> Markup {
    let words = desk.words();
    let order = &shown.view.order;
    let title = desk.language.pick(&ENGLISH, &HEBREW).in_document;
    let said = |about, content| place_of(sayings, None, about, title, content);
    let requested = show::day_or(desk, order.requested, words.orders.asap);
    html! {
        dl.facts {
            (fact(words.orders.po_number, &html! {
                @match &order.po_number {
                    Some(text) => (said(About::PoNumber, show::code(text))),
                    None => "–",
                }
            }))
            (fact(words.orders.placed, &show::moment(desk, order.placed)))
            (fact(words.orders.requested, &said(About::Requested, requested)))
            (fact(words.orders.promised, &promised(desk, &shown.view)))
            (fact(words.orders.value, &show::money(order.value)))
            @if let Some(standing) = &shown.priority {
                (fact(words.order.priority, &priority::points(desk, standing)))
            }
            div.wide {
                dt { (words.order.ship_to) }
                dd { (said(About::ShipTo, ship_to(shown))) }
            }
            @if let Some(expires) = order.expires {
                (fact(words.order.expires, &show::moment(desk, expires)))
            }
            @if let Some(terms) = &shown.view.terms {
                div.wide {
                    dt { (desk.language.pick(&ENGLISH, &HEBREW).terms) }
                    dd { (terms_text(desk, terms)) }
                }
            }
        }
    }
}

/// How the order wants to be served, in words.
fn terms_text(desk: &Desk, terms: &TermsTold) -> String {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let split = match terms.split {
        Split::Freely => None,
        Split::ByLine => Some(words.whole_lines.to_owned()),
        Split::Never => Some(words.one_shipment.to_owned()),
    };
    let latest = terms
        .latest_ship_date
        .map(|day| (words.latest_ship)(&show::day_text(desk, day)));
    let pickup = terms.pickup_site.as_deref().map(words.pickup);
    let preferred = terms.preferred_site.as_deref().map(words.preferred);
    let all: Vec<String> = [split, latest, pickup, preferred]
        .into_iter()
        .flatten()
        .collect();
    all.join(", ")
}

fn ship_to(shown: &Shown) -> Markup {
    html! {
        @if let Some(place) = &shown.ship_to { span dir="auto" { (place) } " " }
        @match &shown.view.order.ship_to_code {
            Some(code) => span.muted { (show::code(code)) },
            None => "–",
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

/// True until everything has arrived or is cancelled.
fn is_open(view: &OrderView) -> bool {
    match view.order.state {
        OrderState::Open | OrderState::Held => true,
        OrderState::Closed | OrderState::Cancelled => false,
    }
}

/// True while an order is not held for a look and something of it can still be kept back.
fn may_hold(view: &OrderView) -> bool {
    let for_a_look = |hold: &Hold| hold.kind() == HoldKind::Review;
    may_cancel(view) && !view.order.holds.iter().any(for_a_look)
}

/// True while something of the order is not picked yet.
pub(super) fn may_cancel(view: &OrderView) -> bool {
    is_open(view)
        && view
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
