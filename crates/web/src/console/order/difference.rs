//! What would be different in an order, as a table of before and after.

use super::Shown;
use super::words::{ENGLISH, HEBREW};
use crate::console::desk::Desk;
use crate::console::foresee::{Foreseen, standing};
use crate::console::{reasons, show};
use book::order::{OrderLine, ScheduleLine, StatedItem};
use maud::{Markup, html};
use std::collections::BTreeMap;
use vocab::{ItemId, Money};

/// The codes of what an order names.
pub(super) struct Names {
    pub(super) items: BTreeMap<ItemId, String>,
    pub(super) ship_to_before: Option<String>,
    pub(super) ship_to_after: Option<String>,
}

/// What is shown with one name, before and after.
struct Row {
    what: Markup,
    now: Markup,
    after: Markup,
}

/// Everything that would be different; the order as a whole stands first.
pub(super) fn table(
    desk: &Desk,
    shown: &Shown,
    foreseen: &Foreseen,
    names: &Names,
    tracking: Option<&str>,
) -> Markup {
    let (words, shared) = (desk.language.pick(&ENGLISH, &HEBREW), desk.words());
    let lines = lines(desk, shown, foreseen, names);
    let stay = foreseen.after.lines.len() - lines.len();
    html! {
        div.scroll {
            table.diff.list {
                thead { tr {
                    th scope="col" { (words.what) }
                    th scope="col" { (shared.actions.now) }
                    th scope="col" { (shared.actions.after) }
                } }
                tbody {
                    @for row in whole(desk, foreseen, names, tracking).iter().chain(&lines) {
                        tr {
                            th scope="row" { (row.what) }
                            td data-label=(shared.actions.now) { (row.now) }
                            td data-label=(shared.actions.after) { (row.after) }
                        }
                    }
                }
            }
        }
        @if stay > 0 { p.muted { ((words.stays)(&stay.to_string())) } }
    }
}

/// What is different in the order as a whole.
fn whole(desk: &Desk, foreseen: &Foreseen, names: &Names, tracking: Option<&str>) -> Vec<Row> {
    let (words, shared) = (desk.language.pick(&ENGLISH, &HEBREW), desk.words());
    let (before, after) = (&foreseen.before, &foreseen.after);
    let mut rows = vec![Row {
        what: html! { (words.order) },
        now: standing(desk, before, false),
        after: standing(desk, after, foreseen.finished),
    }];
    let mut differs = |what: &str, now: Markup, after: Markup| {
        if now.0 != after.0 {
            let what = html! { (what) };
            rows.push(Row { what, now, after });
        }
    };
    let day = |day| show::day_or(desk, day, shared.orders.asap);
    differs(
        shared.orders.requested,
        day(before.requested),
        day(after.requested),
    );
    let code = |code: &Option<String>| show::code(code.as_deref().unwrap_or("–"));
    differs(
        shared.order.ship_to,
        code(&names.ship_to_before),
        code(&names.ship_to_after),
    );
    let money = |order: &book::Order| {
        show::money(Money {
            minor: order.value(),
            currency: order.currency,
        })
    };
    differs(shared.orders.value, money(before), money(after));
    let moment = |order: &book::Order| match order.expires {
        Some(at) => show::moment(desk, at),
        None => show::code("–"),
    };
    differs(shared.order.expires, moment(before), moment(after));
    differs(
        words.tracking,
        show::code("–"),
        show::code(tracking.unwrap_or("–")),
    );
    rows
}

/// The lines that are different.
fn lines(desk: &Desk, shown: &Shown, foreseen: &Foreseen, names: &Names) -> Vec<Row> {
    let after = (1u16..).zip(&foreseen.after.lines);
    let changed = after.filter_map(|(number, line)| {
        let before = foreseen.before.line(number);
        (before != Some(line)).then_some((number, before, line))
    });
    let row = |(number, before, line): (u16, Option<&OrderLine>, &OrderLine)| Row {
        what: html! {
            span.muted { (number) } " " (show::code(&item(names, line)))
        },
        now: before.map_or_else(|| html! { "–" }, |line| state(desk, shown, names, line)),
        after: state(desk, shown, names, line),
    };
    changed.map(row).collect()
}

fn item(names: &Names, line: &OrderLine) -> String {
    match &line.item {
        StatedItem::Known(id) => names.items.get(id).cloned().unwrap_or_default(),
        StatedItem::Unknown(text) => text.clone(),
    }
}

/// How a line stands: its item where it was unknown, how much, and how that is promised.
fn state(desk: &Desk, shown: &Shown, names: &Names, line: &OrderLine) -> Markup {
    let shared = desk.words();
    html! {
        @match &line.item {
            StatedItem::Known(_) => {},
            StatedItem::Unknown(_) => {
                (show::badge("bad", shared.order.unknown_item)) " " (show::code(&item(names, line))) " · "
            },
        }
        b.num { (show::quantity(line.open_quantity())) }
        @if let Some(day) = line.requested {
            " · " (shared.orders.requested) " " (show::day(desk, day))
        }
        @if !line.schedule.is_empty() || line.backorder.is_some() {
            ul {
                @for part in line.schedule.iter() { li { (promised(desk, shown, part)) } }
                @if let Some(backorder) = line.backorder {
                    li {
                        (show::badge(
                            "warn",
                            &(shared.order.without_date)(&show::quantity(backorder.quantity)),
                        ))
                        " " span.muted { (reasons::backorder(shared, backorder.reason)) }
                    }
                }
            }
        } @else if !line.open_quantity().is_zero() {
            div.muted { (shared.order.not_promised) }
        }
    }
}

fn promised(desk: &Desk, shown: &Shown, part: &ScheduleLine) -> Markup {
    let words = desk.words();
    html! {
        span.num { (show::quantity(part.quantity)) } " · " (show::day(desk, part.delivery)) " · "
        (show::stage(words, part.stage)) " "
        span.muted { ((words.order.from_site)(shown.told.site(part.site))) }
    }
}
