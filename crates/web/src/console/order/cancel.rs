//! The form that cancels an order, or some of its lines.

use super::act::{Flaws, Kind, LINES_SHOWN_MAX};
use super::look::{Note, asked, back, does, head, noted, path};
use super::words::{ENGLISH, HEBREW};
use super::{Shown, cancellable, load, may_cancel};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::form::Sent;
use crate::console::frame::{Section, page as frame};
use crate::console::{show, timeline};
use crate::problem::Problem;
use axum::http::StatusCode;
use axum::response::Response;
use book::event::CancelReason;
use maud::{Markup, html};
use views::LineRow;

/// Whose wish it can be.
const REASONS: [(&str, CancelReason); 2] = [
    ("customer", CancelReason::Customer),
    ("seller", CancelReason::Seller),
];

/// `GET /orders/{number}/cancel`
pub(in crate::console) async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let Some(shown) = load(&desk, &call).await? else {
        let words = &desk.words().order;
        return Ok(desk.notice(404, words.missing, words.missing_how));
    };
    let content = form(&desk, &shown, &asked(&call), &Note::None);
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let title = (words.cancel_title)(&shown.view.order.number);
    let page = frame(&desk, Section::Orders, &title, &shown.counts, &content);
    Ok(desk.answer(StatusCode::OK, page))
}

/// The field that asks whose wish it is.
pub(in crate::console) fn reason_field(desk: &Desk) -> Markup {
    reasons(desk, None)
}

/// Reads what [`reason_field`] sends.
pub(in crate::console) fn parse_reason(word: &str) -> Option<CancelReason> {
    let known = REASONS.iter().find(|(known, _)| *known == word);
    known.map(|(_, reason)| *reason)
}

fn reasons(desk: &Desk, chosen: Option<&str>) -> Markup {
    html! {
        label for="reason" { (desk.words().actions.reason) }
        select id="reason" name="reason" {
            @for (word, reason) in REASONS {
                option value=(word) selected[chosen == Some(word)] {
                    (timeline::cancel_reason(desk, reason))
                }
            }
        }
    }
}

/// The form, with what was chosen.
pub(super) fn form(desk: &Desk, shown: &Shown, sent: &Sent, note: &Note) -> Markup {
    let (words, actions) = (desk.language.pick(&ENGLISH, &HEBREW), &desk.words().actions);
    let title = (words.cancel_title)(&shown.view.order.number);
    html! {
        (head(desk, shown, &title))
        (noted(desk, &Flaws::default(), note))
        @if may_cancel(&shown.view) {
            p.lead { (actions.cancel_lead) }
            form.fields-of method="get" action=(path(shown)) {
                (does(Kind::Cancel))
                @if shown.view.order_lines.len() > 1 { (lines(desk, shown, sent)) }
                div.actions { (reasons(desk, sent.get("reason"))) }
                div.actions {
                    button.danger type="submit" { (words.look) }
                    (back(desk, shown))
                }
            }
        } @else {
            p { (actions.cancel_nothing) }
            p { (back(desk, shown)) }
        }
    }
}

fn lines(desk: &Desk, shown: &Shown, sent: &Sent) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let lines = shown.view.order_lines.iter();
    let left = lines.filter(|line| !cancellable(line).is_zero());
    html! {
        fieldset aria-describedby="lines-hint" {
            legend { (words.cancel_lines) }
            p.hint id="lines-hint" { (words.cancel_lines_hint) }
            @for line in left.take(LINES_SHOWN_MAX) { (tick(line, sent)) }
        }
    }
}

fn tick(line: &LineRow, sent: &Sent) -> Markup {
    let number = line.number.to_string();
    html! {
        label.option {
            input type="checkbox" name="line" value=(number)
                checked[sent.all("line").any(|ticked| ticked == number)];
            span {
                span.muted { (number) } " " (show::code(&line.item_code)) " · "
                bdi.num { (show::quantity(cancellable(line))) }
            }
        }
    }
}
