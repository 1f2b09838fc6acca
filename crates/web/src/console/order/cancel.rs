//! Before an order is cancelled: what is there now, and what will be left.

use super::{Shown, cancellable, load, may_cancel};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::frame::{Section, page as frame};
use crate::console::{form, show, timeline};
use crate::problem::Problem;
use axum::http::StatusCode;
use axum::response::Response;
use book::event::CancelReason;
use maud::{Markup, html};
use views::LineRow;

pub(in crate::console) async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let Some(shown) = load(&desk, &call).await? else {
        let words = &desk.words().order;
        return Ok(desk.notice(404, words.missing, words.missing_how));
    };
    let title = (desk.words().actions.cancel_title)(&shown.view.order.number);
    let content = html! {
        h1 { (title) }
        @if may_cancel(&shown.view) { (confirmation(&desk, &shown)) }
        @else { p { (desk.words().actions.cancel_nothing) } }
    };
    Ok(desk.answer(
        StatusCode::OK,
        frame(&desk, Section::Orders, &title, &shown.counts, &content),
    ))
}

fn confirmation(desk: &Desk, shown: &Shown) -> Markup {
    let words = desk.words();
    let number = &shown.view.order.number;
    let path = format!("/orders/{number}/cancel");
    html! {
        p.lead { (words.actions.cancel_lead) }
        div.scroll {
            table.diff {
                thead { tr {
                    th scope="col" { "#" }
                    th scope="col" { (words.order.item) }
                    th.end scope="col" { (words.actions.now) }
                    th.end scope="col" { (words.actions.after) }
                } }
                tbody { @for line in &shown.view.order_lines { (row(line)) } }
            }
        }
        form.decide method="post" action=(path) {
            (form::hidden(&desk.session, &path))
            (reason_field(desk))
            button.danger type="submit" { (words.actions.cancel_confirm) }
            a.button.quiet href={ "/orders/" (number) } { (words.actions.back) }
        }
    }
}

/// Whose wish it can be.
const REASONS: [(&str, CancelReason); 2] = [
    ("customer", CancelReason::Customer),
    ("seller", CancelReason::Seller),
];

/// The field that asks whose wish it is.
pub(in crate::console) fn reason_field(desk: &Desk) -> Markup {
    html! {
        label for="reason" { (desk.words().actions.reason) }
        select id="reason" name="reason" {
            @for (word, reason) in REASONS {
                option value=(word) { (timeline::cancel_reason(desk, reason)) }
            }
        }
    }
}

/// Reads what [`reason_field`] sends.
pub(in crate::console) fn parse_reason(word: &str) -> Option<CancelReason> {
    let known = REASONS.iter().find(|(known, _)| *known == word);
    known.map(|(_, reason)| *reason)
}

fn row(line: &LineRow) -> Markup {
    let now = line.ordered.saturating_sub(line.cancelled);
    let after = now.saturating_sub(cancellable(line));
    html! {
        tr {
            td.muted { (line.number) }
            th scope="row" {
                (show::code(&line.item_code))
                span.about { bdi { (line.description) } }
            }
            td.end { @if now == after { (show::quantity(now)) } @else { del { (show::quantity(now)) } } }
            td.end { @if now == after { (show::quantity(after)) } @else { ins { (show::quantity(after)) } } }
        }
    }
}
