//! Doing it: each order by itself, as it was seen, and what came of each.

use super::{ACT, Act, link, rows};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::form::{self, Sent};
use crate::console::frame::{Section, page as frame};
use crate::console::order::cancel;
use crate::console::orders::who;
use crate::console::orders::words::{ENGLISH, HEBREW};
use crate::console::{actions, refusals, show};
use crate::problem::{Code, Problem};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::Refusal;
use book::event::CancelReason;
use book::order::Seen;
use maud::{Markup, html};
use views::OrderRow;
use vocab::OrderId;

/// What came of one order; `None` is that it was done.
type Outcome = Result<(), Refusal>;

/// `POST /orders/bulk`
pub(in crate::console::orders) async fn carry_out(
    call: Call,
    body: Body,
) -> Result<Response, Problem> {
    let sent = Sent::of(form::read(&call, body).await?);
    let desk = Desk::of(&call);
    let Some(act) = sent.get(ACT).and_then(Act::parse) else {
        return Err(Problem::web(Code::BadValue).because("the form does not say what to do"));
    };
    act.check(&call.caller)?;
    let orders = orders(&sent);
    let reason = sent
        .get("reason")
        .and_then(cancel::parse_reason)
        .unwrap_or(CancelReason::Seller);
    let mut outcomes = Vec::with_capacity(orders.len());
    let mut seq = 0;
    for seen in &orders {
        let command = act.command(seen.order, reason);
        // The same form sent twice is done once: the second time, the answers of the first are told.
        let once = format!("{}-{}", sent.get("once").unwrap_or_default(), seen.order);
        let given = actions::give(&call, command, Some(*seen), Some(&once)).await?;
        seq = seq.max(given.seq);
        outcomes.push(given.outcome.map(drop));
    }
    actions::wait_for(&call, seq).await?;
    let ids = orders.iter().map(|seen| seen.order).collect();
    let rows = rows(&desk, &call, ids).await?;
    let counts = call.app.blocking(|app| app.views.counts()).await??;
    let content = told(&desk, act, &rows, &orders, &outcomes);
    let title = act.label(&desk);
    Ok(desk.answer(
        StatusCode::OK,
        frame(&desk, Section::Orders, &title, &counts, &content),
    ))
}

/// The orders of the form, each as it was seen.
fn orders(sent: &Sent) -> Vec<Seen> {
    let versions = sent
        .all("seen")
        .map(|hex| u64::from_str_radix(hex, 16).ok());
    let numbers = sent.all("order").map(OrderId::parse_number);
    let seen = numbers.zip(versions).filter_map(|(order, version)| {
        Some(Seen {
            order: order?,
            version: version?,
        })
    });
    seen.take(super::ORDERS_MAX).collect()
}

fn told(
    desk: &Desk,
    act: Act,
    rows: &[(OrderRow, Option<String>)],
    orders: &[Seen],
    outcomes: &[Outcome],
) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let counted = (words.done_of)(&done.to_string(), &outcomes.len().to_string());
    html! {
        div.head { h1 { (act.label(desk)) } }
        p class=(if done == outcomes.len() { "done" } else { "callout warn" }) role="status" { (counted) }
        div.scroll {
            table.list {
                thead { tr {
                    th scope="col" { (desk.words().orders.number) }
                    th scope="col" { (desk.words().orders.customer) }
                    th scope="col" { (words.came_of_it) }
                    th scope="col" { (desk.words().actions.now) }
                } }
                tbody {
                    @for (order, name) in rows {
                        @let outcome = outcome(order.id, orders, outcomes);
                        (row(desk, order, name.as_deref(), outcome))
                    }
                }
            }
        }
        p { a.button.quiet href="/orders" { (words.to_the_list) } }
    }
}

fn outcome<'o>(id: OrderId, orders: &[Seen], outcomes: &'o [Outcome]) -> Option<&'o Outcome> {
    let place = orders.iter().position(|seen| seen.order == id)?;
    outcomes.get(place)
}

fn row(desk: &Desk, order: &OrderRow, name: Option<&str>, outcome: Option<&Outcome>) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        tr {
            th scope="row" { (link(order)) }
            td.who { (who(name, &order.customer_code)) }
            td data-label=(words.came_of_it) {
                @match outcome {
                    Some(Ok(())) => (show::badge("good", words.done)),
                    Some(Err(refusal)) => (refusals::refused(desk, refusal)),
                    None => "–",
                }
            }
            td data-label=(desk.words().actions.now) {
                (show::order_badges(desk.words(), order)) " "
                @if let Some(day) = order.promised { (show::day(desk, day)) }
            }
        }
    }
}
