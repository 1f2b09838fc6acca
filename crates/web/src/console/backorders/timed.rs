//! Backorder runs that are made by themselves: what came of the last one, and when the next one comes.

use super::{PLACE, words};
use crate::console::desk::Desk;
use crate::console::show;
use crate::rationing::Timed;
use book::plan::{LastRun, RunEnd};
use maud::{Markup, html};

/// Both, where the policy has rules for them or one was ever made.
pub(super) fn panel(desk: &Desk, timed: &Timed) -> Markup {
    let words = words(desk);
    html! {
        @if timed.last.is_some() || timed.next.is_some() {
            section.panel {
                header { h2 { (words.by_itself) } }
                @if let Some(last) = &timed.last {
                    p { (told(desk, last)) " " span.muted { ((words.by_rule)(&last.rule.to_string())) } }
                }
                @match &timed.next {
                    Some(next) => p {
                        ((words.next)(&show::time(desk, next.due, next.rule.minute.into())))
                        " " span.muted { ((words.by_rule)(&next.rule.to_string())) }
                    },
                    None => p.muted { (words.no_next) },
                }
            }
        }
    }
}

/// What came of the last one, in a line, if that was today.
pub(in crate::console) fn of_today(desk: &Desk, timed: &Timed) -> Markup {
    let last = timed.last.as_ref().filter(|run| run.due == desk.today);
    html! {
        @if let Some(last) = last {
            p.callout.(tone(last)) { a href=(PLACE) { (told(desk, last)) } }
        }
    }
}

fn tone(last: &LastRun) -> &'static str {
    match last.end {
        RunEnd::Made { .. } => "info",
        RunEnd::GivenUp => "warn",
    }
}

fn told(desk: &Desk, last: &LastRun) -> String {
    let words = words(desk);
    let when = show::time(desk, last.due, last.rule.minute.into());
    let number = |count: u32| show::number(count.into());
    match last.end {
        RunEnd::Made {
            gains,
            losses,
            left,
        } => {
            let made = (words.made_by_itself)(&when, &number(gains), &number(losses));
            match left {
                0 => made,
                left => format!("{made} {}", (words.left)(&number(left))),
            }
        }
        RunEnd::GivenUp => (words.given_up)(&when),
    }
}
