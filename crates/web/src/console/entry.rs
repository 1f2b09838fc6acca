//! An order that a person types: what is typed is looked up, the promise is shown, then it is placed.

mod added;
mod found;
mod lines;
mod offered;
mod typed;
mod words;

use super::desk::Desk;
use super::field::{Field, Kind};
use super::form::{self, Sent};
use super::frame::{Section, page as frame};
use super::{actions, refusals, show, told};
use crate::access::Policy;
use crate::api::resolve;
use crate::call::{Call, json};
use crate::problem::{Kind as ProblemKind, Problem};
use crate::router::Route;
pub(super) use added::{Added, drafts};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::{Command, Event, Refusal};
use found::Suggestions;
use keep::Scope;
use lines::Lines;
use maud::{Markup, html};
use offered::Offered;
use serde::Deserialize;
pub(super) use typed::Flaws;
use typed::{Flaw, Typed};
use views::Counts;
use words::{ENGLISH, HEBREW, Words};

/// Where an order is typed, and placed.
pub(super) const PATH: &str = "/orders/new";
/// Where items are looked for while one types.
const ITEMS_PATH: &str = "/orders/new/items";
/// Where customers are looked for while one types.
pub(super) const CUSTOMERS_PATH: &str = "/orders/new/customers";

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[
    super::page(PATH, Policy::SharedPage(Scope::OrdersWrite), |call, _| {
        told(call, page)
    }),
    super::form(
        PATH,
        Policy::SharedPage(Scope::OrdersWrite),
        |call, body| told(call, |call| place(call, body)),
    ),
    super::page(
        ITEMS_PATH,
        Policy::SharedPage(Scope::OrdersWrite),
        |call, _| told(call, items),
    ),
    super::page(
        CUSTOMERS_PATH,
        Policy::Page(Scope::OrdersWrite),
        |call, _| told(call, customers),
    ),
];

/// What was made of what was typed.
enum Checked {
    /// Nothing was asked for yet.
    Open,
    /// It can't be placed so.
    Wrong(Flaws),
    /// The book says no, whatever is typed into which field.
    Refused(Markup),
    /// It can be placed, and this would come of it.
    Ready(Box<Offered>),
}

/// What the page shows.
struct Shown {
    typed: Typed,
    /// What the fields were found to mean.
    known: found::Known,
    checked: Checked,
    counts: Counts,
}

/// `GET /orders/new`
async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let sent = Sent::of(call.query().unwrap_or_default());
    let mut typed = Typed::of(&sent);
    let known = found::look_up(&desk, &call, &mut typed).await?;
    let checked = match sent.get("do") {
        Some("look") => check(&desk, &call, &typed, &known).await?,
        Some(_) | None => Checked::Open,
    };
    let counts = call.app.blocking(|app| app.views.counts()).await??;
    let shown = Shown {
        typed,
        known,
        checked,
        counts,
    };
    let status = match shown.checked {
        Checked::Open | Checked::Ready(_) => StatusCode::OK,
        Checked::Wrong(_) | Checked::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let content = content(&desk, words, &shown);
    Ok(desk.answer(
        status,
        frame(&desk, Section::Orders, words.title, &shown.counts, &content),
    ))
}

/// `POST /orders/new`: places what the page showed. What can't be placed any more is shown again,
/// with the reason.
async fn place(call: Call, body: Body) -> Result<Response, Problem> {
    let sent = Sent::of(form::read(&call, body).await?);
    let typed = Typed::of(&sent);
    let again = || form::see(&typed.address());
    let Ok(document) = typed.document(call.app.now().today) else {
        return Ok(again());
    };
    let only = call.caller.customer();
    let drafted = move |book: &book::Book| resolve::draft(book, &document, only);
    let Ok(draft) = call.app.ask(drafted).await? else {
        return Ok(again());
    };
    let command = Command::PlaceOrder(draft);
    let given = actions::give(&call, command, None, sent.get("once")).await?;
    let Ok(events) = given.outcome else {
        return Ok(again());
    };
    actions::wait_for(&call, given.seq).await?;
    let placed = events.iter().find_map(|event| match event {
        Event::OrderPlaced { order, .. } => Some(order.number()),
        _ => None,
    });
    let number = placed.unwrap_or_default();
    Ok(form::see(&format!("/orders/{number}?done=placed")))
}

/// What would come of it, or what is wrong with it.
async fn check(
    desk: &Desk,
    call: &Call,
    typed: &Typed,
    known: &found::Known,
) -> Result<Checked, Problem> {
    let mut flaws = known.flaws.clone();
    let document = match typed.document(desk.today) {
        Ok(document) if flaws.is_empty() => document,
        Ok(_) => return Ok(Checked::Wrong(flaws)),
        Err(more) => {
            flaws.extend(more);
            return Ok(Checked::Wrong(flaws));
        }
    };
    let only = call.caller.customer();
    let stamp = call.stamp();
    let asked = move |book: &book::Book| {
        let draft = resolve::draft(book, &document, only)?;
        offered::offered(book, draft, &stamp)
    };
    Ok(match call.app.ask(asked).await? {
        Ok(offered) => Checked::Ready(Box::new(offered)),
        Err(problem) => match problem.kind() {
            ProblemKind::Book(code) => Checked::Refused(refusals::refused(
                desk,
                &Refusal::new(code, problem.detail()),
            )),
            ProblemKind::Web(_) => Checked::Wrong(typed.flaws(&problem)),
        },
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Search {
    q: String,
}

/// `GET /orders/new/items?q=`
async fn items(call: Call) -> Result<Response, Problem> {
    let Search { q } = call.query().unwrap_or_default();
    let found = call
        .app
        .blocking(move |app| found::items(app, &q))
        .await??;
    Ok(json(StatusCode::OK, &Suggestions::of(found)))
}

/// `GET /orders/new/customers?q=`
async fn customers(call: Call) -> Result<Response, Problem> {
    let Search { q } = call.query().unwrap_or_default();
    let desk = Desk::of(&call);
    let found = desk
        .load(&call, move |app, names| found::customers(app, names, &q))
        .await??;
    Ok(json(StatusCode::OK, &Suggestions::of(found)))
}

fn content(desk: &Desk, words: &'static Words, shown: &Shown) -> Markup {
    let no_flaws = Flaws::new();
    let flaws = match &shown.checked {
        Checked::Wrong(flaws) => flaws,
        Checked::Open | Checked::Refused(_) | Checked::Ready(_) => &no_flaws,
    };
    html! {
        div.head { div { h1 { (words.title) } p.lead { (words.lead) } } }
        @match &shown.checked {
            Checked::Open => {},
            Checked::Wrong(flaws) => div.callout.bad role="alert" {
                p { ((words.wrong)(&flaws.len().to_string())) }
            },
            Checked::Refused(why) => div.callout.bad role="alert" { p { (why) } },
            Checked::Ready(offered) => (offered::panel(desk, words, offered, &shown.typed)),
        }
        form.entry method="get" action=(PATH) {
            section.panel aria-labelledby="who" {
                h2 id="who" { (words.order) }
                div.pair { (head_fields(desk, words, shown, flaws)) }
            }
            section.panel aria-labelledby="what" {
                h2 id="what" { (words.lines) }
                p.hint { (words.item_hint) }
                (lines::table(words, &Lines {
                    typed: &shown.typed.lines,
                    known: &shown.known,
                    flaws,
                    with_days: false,
                }))
                div.actions {
                    button.quiet type="submit" name="do" value="more" { (words.more_lines) }
                }
            }
            div.actions {
                button type="submit" name="do" value="look" { (words.look) }
                a.button.quiet href="/orders" { (desk.words().actions.back) }
            }
        }
    }
}

fn head_fields(desk: &Desk, words: &'static Words, shown: &Shown, flaws: &Flaws) -> Markup {
    let (typed, known) = (&shown.typed, &shown.known);
    let error = |name: &str| flaws.get(name).map_or("", |flaw| words.flaw(*flaw));
    let field = Field::NONE;
    html! {
        @if desk.is_of_the_company() { (customer(words, shown, error("customer"))) }
        (Field { name: "po", label: desk.words().orders.po_number, value: &typed.po_number,
            hint: words.po_hint, error: error("po"), ..field }.input(Kind::Code))
        (Field { name: "wanted", label: desk.words().orders.requested, value: &typed.wanted,
            hint: words.wanted_hint, error: error("wanted"), ..field }.input(Kind::Day))
        @if !known.ship_tos.is_empty() {
            @let usual = [("", words.usual_address)].into_iter();
            @let others = known.ship_tos.iter().map(|choice| (choice.code.as_str(), choice.about.as_str()));
            (Field { name: "ship_to", label: words.ship_to, value: &typed.ship_to,
                error: error("ship_to"), ..field }.choice(usual.chain(others)))
        }
    }
}

/// The field of the customer: what is typed is looked for; where several fit, one is chosen.
fn customer(words: &'static Words, shown: &Shown, error: &str) -> Markup {
    let value = &shown.typed.customer;
    let about = shown.known.customer.as_deref().unwrap_or_default();
    let hint = match about.is_empty() {
        true => words.customer_hint,
        false => about,
    };
    let field = Field {
        name: "customer",
        label: words.customer,
        value,
        hint,
        error,
        required: false,
    };
    match shown.known.customers.as_slice() {
        [] => field.suggested(Kind::Text, CUSTOMERS_PATH),
        several => {
            let first = [("", words.choose)].into_iter();
            let options = several
                .iter()
                .map(|one| (one.code.as_str(), one.about.as_str()));
            field.choice(first.chain(options))
        }
    }
}

/// What a code stands for, where that is known.
fn about(text: Option<&str>) -> Markup {
    html! { @if let Some(text) = text { span.about { (show::code(text)) } } }
}

impl Words {
    fn flaw(&self, flaw: Flaw) -> &'static str {
        match flaw {
            Flaw::NoCustomer => self.no_customer,
            Flaw::UnknownCustomer => self.unknown_customer,
            Flaw::SeveralCustomers => self.several_customers,
            Flaw::ShipTo => self.bad_ship_to,
            Flaw::Day => self.bad_day,
            Flaw::Text => self.bad_text,
            Flaw::NoLines => self.no_lines,
            Flaw::NoItem => self.no_item,
            Flaw::UnknownItem => self.unknown_item,
            Flaw::SeveralItems => self.several_items,
            Flaw::Quantity => self.bad_quantity,
            Flaw::Unit => self.bad_unit,
        }
    }
}
