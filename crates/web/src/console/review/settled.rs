//! What became of a request: told where it was decided, and to whoever comes too late.

use crate::console::desk::Desk;
use crate::console::{reasons, show};
use maud::{Markup, html};
use views::{RequestRow, RequestState};

/// What came of the request that was looked at before this page; nothing while it waits.
pub(super) fn banner(desk: &Desk, was: Option<&RequestRow>) -> Markup {
    let Some(request) = was else {
        return html! {};
    };
    let decided = matches!(
        request.state,
        RequestState::Accepted | RequestState::Declined
    );
    html! {
        @if decided { p.done role="status" { (became(desk, request)) } }
    }
}

/// What became of a request, with the way to its order.
pub(super) fn became(desk: &Desk, request: &RequestRow) -> Markup {
    let words = &desk.words().review;
    html! {
        @if let Some(po_number) = &request.po_number { (show::code(po_number)) " · " }
        @match (request.order, request.declined) {
            (Some(order), _) => {
                a href={ "/orders/" (order.number()) } { ((words.settled_order)(&order.number())) }
            }
            (None, Some(reason)) => ((words.settled_declined)(reasons::decline(desk.words(), reason))),
            (None, None) => (words.pending),
        }
    }
}
