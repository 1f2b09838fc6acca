//! Exceptions: promises in trouble by their cause, with what could be done about each, decided one by
//! one or several at once.

mod decide;
mod inbox;
mod one;
mod told;
mod words;

use super::desk::Desk;
use super::told as answered;
use crate::access::Policy;
use crate::router::Route;
use keep::Scope;
pub(super) use told::{Told, of_order, row, titles};
use words::Words;

/// Where they are listed.
pub(super) const PLACE: &str = "/exceptions";

const SEES: Policy = Policy::Page(Scope::ExceptionsRead);
const DECIDES: Policy = Policy::Page(Scope::ExceptionsDecide);

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[
    super::page(PLACE, SEES, |call, _| answered(call, inbox::page)),
    super::form(decide::SEVERAL, DECIDES, |call, body| {
        answered(call, |call| decide::approve_several(call, body))
    }),
    super::page("/exceptions/{id}", SEES, |call, _| {
        answered(call, one::page)
    }),
    super::form("/exceptions/{id}/approve", DECIDES, |call, body| {
        answered(call, |call| decide::approve(call, body))
    }),
    super::form("/exceptions/{id}/dismiss", DECIDES, |call, body| {
        answered(call, |call| decide::dismiss(call, body))
    }),
    super::form("/exceptions/{id}/revert", DECIDES, |call, body| {
        answered(call, |call| decide::revert(call, body))
    }),
];

/// The words of this part.
fn words(desk: &Desk) -> &'static Words {
    desk.language.pick(&words::ENGLISH, &words::HEBREW)
}
