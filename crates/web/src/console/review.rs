//! Review: requests that wait for a person, with the reasons, the fields and the document.

mod correction;
mod inbox;
mod request;
mod settled;
mod value;
mod within;
mod words;

use super::desk::Desk;
use super::orders::who;
use super::told;
use crate::access::Policy;
use crate::router::Route;
pub(super) use correction::sentence as corrected;
use keep::Scope;
use maud::{Markup, html};
pub(super) use request::unit_name;
use views::RequestRow;
use vocab::Instant;
use words::Words;

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[
    super::page("/review", Policy::Page(Scope::DocumentsRead), |call, _| {
        told(call, inbox::page)
    }),
    super::page(
        "/review/{id}",
        Policy::Page(Scope::DocumentsRead),
        |call, _| told(call, request::page),
    ),
    super::form(
        "/review/{id}/accept",
        Policy::Page(Scope::RequestsDecide),
        |call, body| told(call, |call| request::accept(call, body)),
    ),
    super::form(
        "/review/{id}/decline",
        Policy::Page(Scope::RequestsDecide),
        |call, body| told(call, |call| request::decline(call, body)),
    ),
];

/// The words of this part.
fn words(desk: &Desk) -> &'static Words {
    desk.language.pick(&words::ENGLISH, &words::HEBREW)
}

/// How many lines it has, if an order could be formed of it.
fn size(desk: &Desk, request: &RequestRow) -> String {
    let words = &desk.words().review;
    match request.complete {
        true => (words.lines)(&request.lines.to_string()),
        false => words.unformed.to_owned(),
    }
}

/// Who buys.
fn buyer(desk: &Desk, request: &RequestRow, name: Option<&str>) -> Markup {
    html! {
        @match &request.customer_code {
            Some(code) => (who(name, code)),
            None => span.muted { (desk.words().review.unknown_customer) },
        }
    }
}

/// For how long it has waited.
fn age(desk: &Desk, since: Instant) -> String {
    let minutes = desk.now.0.saturating_sub(since.0) / 60_000_000;
    (words(desk).waits)(u64::try_from(minutes).unwrap_or(0))
}
