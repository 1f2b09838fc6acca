//! The inbox: what waits for a person, the oldest first, narrowed by what it waits for.

use super::value::values;
use super::within::Within;
use super::{buyer, settled, words};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::frame::{Section, page as frame};
use crate::console::source::visible;
use crate::console::{original, reasons, show};
use crate::problem::Problem;
use crate::state::App;
use axum::http::StatusCode;
use axum::response::Response;
use keep::Scope;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;
use views::{Concern, ConcernCount, Counts, Page, RequestFilter, RequestRow};
use vocab::{Currency, CustomerId, Money, RequestId};

/// Rows of one page of the inbox.
const ROWS: usize = 50;
/// Reasons of one request that are told in the inbox.
const REASONS_MAX: usize = 4;
/// Requests of which no order could be formed, whose documents are asked what they state.
const STATED_MAX: usize = 20;
/// Customers that the inbox can be narrowed to.
const CUSTOMERS_MAX: usize = 100;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    after: Option<u64>,
    was: Option<u64>,
}

/// What a document states of who orders, and by which number.
struct Stated {
    po_number: Option<String>,
    buyer: Option<String>,
}

struct Inbox {
    within: Within,
    page: Page<RequestRow, RequestId>,
    names: Vec<Option<String>>,
    values: Vec<Option<Money>>,
    /// What the documents state of requests of which no order could be formed.
    stated: HashMap<RequestId, Stated>,
    /// How many fit the filter.
    fitting: u64,
    concerns: Vec<ConcernCount>,
    soon: u64,
    customers: Vec<(String, Option<String>, u64)>,
    was: Option<RequestRow>,
    counts: Counts,
    currency: Currency,
    is_first: bool,
}

/// `GET /review`
pub(super) async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let inbox = load(&desk, &call).await?;
    let content = html! {
        (settled::banner(&desk, inbox.was.as_ref()))
        (head(&desk, &inbox))
        @if inbox.counts.in_review > 0 { (filters(&desk, &inbox)) }
        (list(&desk, &inbox))
    };
    let title = desk.words().review.title;
    Ok(desk.answer(
        StatusCode::OK,
        frame(&desk, Section::Review, title, &inbox.counts, &content),
    ))
}

async fn load(desk: &Desk, call: &Call) -> Result<Inbox, Problem> {
    let asked: Asked = call.query().unwrap_or_default();
    let within: Within = call.query().unwrap_or_default();
    let today = desk.today;
    let currency = call.app.ask(|book| book.policy.currency).await?;
    let loaded = desk.load(call, move |app, names| {
        let views = &app.views;
        let customers = views.customers_in_review(CUSTOMERS_MAX)?;
        let chosen = customers
            .iter()
            .find(|(_, code, _)| Some(code.as_str()) == within.customer());
        // Nobody of that number waits: then nothing fits.
        let nobody = within.customer().map(|_| CustomerId(u32::MAX));
        let customer = chosen.map(|(id, ..)| *id).or(nobody);
        let filter = within.filter(customer, today);
        let page = views.requests(&filter, asked.after.map(RequestId), ROWS)?;
        let soon = Within {
            soon: Some(String::new()),
            ..Within::default()
        };
        let count = |filter: &RequestFilter| views.review_place(RequestId(0), filter);
        let was = asked
            .was
            .map(|id| views.request(RequestId(id)))
            .transpose()?;
        let name = |row: &RequestRow| row.customer.and_then(|id| names.customer(id));
        Ok::<Inbox, Problem>(Inbox {
            names: page.items.iter().map(name).collect(),
            values: Vec::new(),
            stated: stated(app, &page.items)?,
            fitting: count(&filter)?.waiting,
            concerns: views.concerns()?,
            soon: count(&soon.filter(None, today))?.waiting,
            customers: customers
                .into_iter()
                .map(|(id, code, count)| (code, names.customer(id), count))
                .collect(),
            was: was.flatten().map(|view| view.request),
            counts: views.counts()?,
            within,
            page,
            currency,
            is_first: asked.after.is_none(),
        })
    });
    let mut inbox = loaded.await??;
    let ids: Vec<RequestId> = inbox.page.items.iter().map(|row| row.id).collect();
    inbox.values = call.app.ask(move |book| values(book, &ids)).await?;
    Ok(inbox)
}

fn stated(app: &App, rows: &[RequestRow]) -> Result<HashMap<RequestId, Stated>, Problem> {
    let mut stated = HashMap::new();
    let unformed = rows.iter().filter(|row| !row.complete);
    for row in unformed.take(STATED_MAX) {
        let reading = original::reading(app, row.document)?;
        let read = reading.and_then(|reading| reading.requests.into_iter().nth(row.index as usize));
        if let Some(read) = read {
            let buyer = read.buyer.name.or(read.buyer.id);
            let head = Stated {
                po_number: read.po_number.map(|field| field.value),
                buyer: buyer.map(|field| field.value),
            };
            stated.insert(row.id, head);
        }
    }
    Ok(stated)
}

fn head(desk: &Desk, inbox: &Inbox) -> Markup {
    let words = words(desk);
    let (fitting, all) = (inbox.fitting, inbox.counts.in_review);
    let lead = match (fitting, all) {
        (_, 0) => words.lead_none.to_owned(),
        (fitting, all) if fitting == all => (words.lead)(&show::number(all)),
        (fitting, all) => (words.lead_part)(&show::number(fitting), &show::number(all)),
    };
    let first = inbox.page.items.first().filter(|_| inbox.is_first);
    html! {
        div.head {
            div { h1 { (desk.words().review.title) } p.lead { (lead) } }
            @if let Some(first) = first.filter(|_| desk.may(Scope::RequestsDecide)) {
                a.button data-key="n" href={ "/review/" (first.id) (inbox.within.query()) } { (words.begin) }
            }
        }
    }
}

fn filters(desk: &Desk, inbox: &Inbox) -> Markup {
    let words = words(desk);
    let within = &inbox.within;
    let about = |about: Option<Concern>, soon: bool| Within {
        about,
        soon: soon.then(|| "yes".to_owned()),
        customer: within.customer.clone(),
    };
    html! {
        nav.chips aria-label=(words.narrow) {
            (chip(words.all, inbox.counts.in_review, &about(None, false), within))
            @if inbox.soon > 0 { (chip(words.soon, inbox.soon, &about(None, true), within)) }
            @for one in &inbox.concerns {
                (chip((words.about)(one.concern), one.requests, &about(Some(one.concern), false), within))
            }
        }
        @if inbox.customers.len() > 1 { (customers(desk, inbox)) }
    }
}

fn chip(name: &str, count: u64, leads_to: &Within, within: &Within) -> Markup {
    html! {
        a.chip href={ "/review" (leads_to.query()) } aria-current=[(leads_to == within).then_some("true")] {
            (name) " " b { (show::number(count)) }
        }
    }
}

fn customers(desk: &Desk, inbox: &Inbox) -> Markup {
    let words = words(desk);
    let within = &inbox.within;
    html! {
        form.toolbar method="get" action="/review" {
            @if let Some(concern) = within.about { input type="hidden" name="about" value=(concern.as_str()); }
            @if within.soon.is_some() { input type="hidden" name="soon" value="yes"; }
            div.field {
                label for="customer" { (words.of_customer) }
                select id="customer" name="customer" {
                    option value="" { (words.any_customer) }
                    @for (code, name, count) in &inbox.customers {
                        option value=(code) selected[within.customer() == Some(code)] {
                            (code) @if let Some(name) = name { " · " (name) } " (" (show::number(*count)) ")"
                        }
                    }
                }
            }
            button.quiet type="submit" { (words.apply) }
        }
    }
}

fn list(desk: &Desk, inbox: &Inbox) -> Markup {
    let (words, shared) = (words(desk), &desk.words().review);
    html! {
        @if !inbox.page.items.is_empty() {
            ul.inbox data-rows {
                @for (place, request) in inbox.page.items.iter().enumerate() {
                    (card(desk, inbox, place, request))
                }
            }
        } @else if inbox.within.is_narrow() {
            div.empty {
                h2 { (words.none_here) }
                p { (words.none_here_how) }
                p { a.button.quiet href="/review" { (words.whole_inbox) } }
            }
        } @else {
            div.empty { h2 { (shared.none) } p { (shared.none_how) } }
        }
        @if let Some(next) = inbox.page.next {
            nav.pages {
                a.button.quiet rel="next" href=(inbox.within.address("/review", "after", &next.to_string())) {
                    (words.newer)
                }
            }
        }
    }
}

fn card(desk: &Desk, inbox: &Inbox, place: usize, request: &RequestRow) -> Markup {
    let (words, shared) = (words(desk), desk.words());
    let name = inbox.names.get(place).and_then(Option::as_deref);
    let value = inbox.values.get(place).copied().flatten();
    let stated = inbox.stated.get(&request.id);
    let read = || stated?.po_number.as_deref();
    let po_number = request.po_number.as_deref().or_else(read);
    let unknown = stated.and_then(|stated| stated.buyer.as_deref());
    let further = request.reasons.len().saturating_sub(REASONS_MAX);
    html! {
        li {
            a.cover href={ "/review/" (request.id) (inbox.within.query()) } {
                (reasons::intent(shared, request.intent)) " "
                @match po_number {
                    Some(po_number) => (show::code(&visible(po_number))),
                    None => span.muted { (shared.review.no_po) },
                }
            }
            p {
                @match unknown.filter(|_| request.customer.is_none()) {
                    Some(stated) => bdi { (visible(stated)) },
                    None => (buyer(desk, request, name)),
                }
            }
            p {
                (super::size(desk, request))
                @if let Some(value) = value { " · " (show::money(value)) }
                @if let Some(day) = request.requested {
                    " · " span class=(if day.since(desk.today) <= 1 { "doubt" } else { "" }) {
                        ((words.wanted)(&show::day_text(desk, day)))
                    }
                }
            }
            ul.reasons {
                @for reason in request.reasons.iter().take(REASONS_MAX) {
                    li { (reasons::park(shared, reason, inbox.currency)) }
                }
                @if further > 0 { li.muted { ((words.further)(&further.to_string())) } }
            }
            p.muted.since {
                time datetime=(request.raised) title=(show::clock(desk, request.raised)) {
                    (super::age(desk, request.raised))
                }
            }
        }
    }
}
