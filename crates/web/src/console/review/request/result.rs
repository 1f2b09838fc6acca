//! What accepting would come to, before anything is done: the order as it would be placed with its
//! promise, or what changes in one that is there.

use super::Page;
use super::weighed::{Outcome, Weighed};
use crate::console::desk::Desk;
use crate::console::foresee::standing;
use crate::console::{reasons, refusals, show};
use book::Order;
use book::order::{OrderLine, StatedItem};
use maud::{Markup, html};
use vocab::{Money, OrderId, Quantity};

/// Lines that are shown; more are counted.
const LINES_MAX: usize = 100;

/// The part of the page that tells it.
pub(super) fn result(page: &Page<'_>, weighed: &Weighed) -> Markup {
    let words = page.words;
    html! {
        section.result aria-labelledby="result" {
            h2 id="result" { (words.result) }
            @match &weighed.result {
                None => p.muted { (words.not_yet) },
                Some(Err(refusal)) => div.callout.warn { (refusals::refused(page.desk, refusal)) },
                Some(Ok(outcome)) => {
                    p {
                        @match weighed.draft.is_some() {
                            true => (words.as_corrected),
                            false => (words.as_read),
                        }
                        " " (standing(page.desk, &outcome.after, outcome.finished))
                    }
                    (holds(page, outcome))
                    @if outcome.before.is_none() {
                        p.muted {
                            (page.words.ship_to) ": " bdi { (place(outcome, &outcome.after)) }
                            " · " (page.words.requested) ": " (wanted(page.desk, &outcome.after))
                        }
                    }
                    @match &outcome.before {
                        Some((before, _)) => (changes(page, outcome, before)),
                        None => (placed(page, outcome)),
                    }
                },
            }
        }
    }
}

fn holds(page: &Page<'_>, outcome: &Outcome) -> Markup {
    let words = page.desk.words();
    let holds = outcome.after.holds();
    html! {
        @if !holds.is_empty() {
            div.callout.warn {
                p { strong { (page.words.held) } }
                ul.reasons {
                    @for hold in holds { li { (reasons::hold(words, hold, outcome.currency)) } }
                }
            }
        }
    }
}

/// A new order.
fn placed(page: &Page<'_>, outcome: &Outcome) -> Markup {
    let words = &page.desk.words().order;
    let lines = &outcome.after.lines;
    html! {
        div.scroll {
            table.lines {
                thead { tr {
                    th scope="col" { "#" }
                    th scope="col" { (words.item) }
                    th.end scope="col" { (words.quantity) }
                    th.end scope="col" { (words.price) }
                    th scope="col" { (page.words.arrives) }
                } }
                @for (number, line) in (1..).zip(lines.iter().take(LINES_MAX)) {
                    tbody { tr {
                        td.muted { (number) }
                        th scope="row" { (item(page.desk, outcome, line)) }
                        td.end data-label=(words.quantity) { bdi.num { (show::quantity(line.ordered)) } }
                        td.end data-label=(words.price) { (price(page.desk, outcome, line)) }
                        td data-label=(page.words.arrives) { (arrival(page, outcome, line)) }
                    } }
                }
                tfoot { tr {
                    th colspan="3" scope="row" { (page.words.value) }
                    td.end { strong { (show::money(value(&outcome.after))) } }
                    td { (more(page, lines.len())) }
                } }
            }
        }
    }
}

fn more(page: &Page<'_>, lines: usize) -> Markup {
    let left = lines.saturating_sub(LINES_MAX);
    html! { @if left > 0 { span.muted { ((page.words.more_lines)(&left.to_string())) } } }
}

fn item(desk: &Desk, outcome: &Outcome, line: &OrderLine) -> Markup {
    let named = line.item.known().and_then(|id| outcome.items.get(&id));
    html! {
        @match (named, &line.item) {
            (Some((code, description)), _) => {
                (show::code(code)) span.about { bdi { (description) } }
            }
            (None, StatedItem::Unknown(text)) => {
                (show::badge("bad", desk.words().order.unknown_item)) " " (show::code(text))
            }
            (None, StatedItem::Known(_)) => "–",
        }
    }
}

fn price(desk: &Desk, outcome: &Outcome, line: &OrderLine) -> Markup {
    let differs =
        |stated: &vocab::Price| line.price.is_none_or(|list| stated.difference_bp(list) > 0);
    let stated = line.stated_price.filter(differs);
    html! {
        @match line.price {
            Some(price) => bdi.num { (show::price_text(price, outcome.currency)) },
            None => "–",
        }
        @if let Some(stated) = stated {
            span.about {
                ((desk.words().order.stated_price)(&show::price_text(stated, outcome.currency)))
            }
        }
    }
}

/// When the parts of a line come, and from where.
fn arrival(page: &Page<'_>, outcome: &Outcome, line: &OrderLine) -> Markup {
    let words = page.desk.words();
    let site = |id| outcome.sites.get(id).map_or("", String::as_str);
    html! {
        @if line.schedule.is_empty() && line.backorder.is_none() {
            span.muted { (words.order.not_promised) }
        }
        ul {
            @for part in &line.schedule {
                li {
                    ((page.words.part_of)(
                        &show::quantity(part.quantity),
                        &show::day_text(page.desk, part.delivery),
                        site(&part.site),
                    )) " "
                    (show::against_wanted(words, part.delivery, line.requested.or(outcome.after.requested)))
                }
            }
            @if let Some(backorder) = line.backorder {
                li {
                    (show::badge("warn", &(words.order.without_date)(&show::quantity(backorder.quantity))))
                    " " span.muted { (reasons::backorder(words, backorder.reason)) }
                }
            }
        }
    }
}

/// What changes in an order that is there.
fn changes(page: &Page<'_>, outcome: &Outcome, before: &Order) -> Markup {
    let words = page.desk.words();
    let rows = rows(outcome, before);
    let head = head_changes(page, outcome, before);
    html! {
        p { a href={ "/orders/" (OrderId::number(before.id)) } { bdi { (OrderId::number(before.id)) } } }
        @if head.is_empty() && rows.iter().all(|row| row.now == row.then) {
            p { (page.words.nothing_changes) }
        }
        div.scroll {
            table.diff {
                thead { tr {
                    th scope="col" { "#" }
                    th scope="col" { (words.order.item) }
                    th.end scope="col" { (words.actions.now) }
                    th.end scope="col" { (words.actions.after) }
                } }
                tbody {
                    @for (name, now, then) in &head {
                        tr { td {} th scope="row" { (name) } (change(now, then)) }
                    }
                    @for row in rows.iter().take(LINES_MAX) {
                        tr {
                            td.muted { (row.number) }
                            th scope="row" { (item(page.desk, outcome, row.line)) }
                            (change(&show::quantity(row.now), &show::quantity(row.then)))
                        }
                    }
                }
            }
        }
        p { (more(page, rows.len())) }
    }
}

fn change(now: &str, then: &str) -> Markup {
    html! {
        @if now == then { td.end { bdi { (now) } } td.end { bdi { (then) } } }
        @else { td.end { del { bdi { (now) } } } td.end { ins { bdi { (then) } } } }
    }
}

/// A line before and after.
struct Row<'a> {
    number: usize,
    line: &'a OrderLine,
    now: Quantity,
    then: Quantity,
}

fn rows<'a>(outcome: &'a Outcome, before: &Order) -> Vec<Row<'a>> {
    let lines = outcome.after.lines.iter().enumerate();
    let row = |(index, line): (usize, &'a OrderLine)| Row {
        number: index + 1,
        line,
        now: (before.lines.get(index)).map_or(Quantity::ZERO, OrderLine::open_quantity),
        then: line.open_quantity(),
    };
    lines.map(row).collect()
}

/// Where an order goes.
fn place(outcome: &Outcome, order: &Order) -> String {
    let code = order.ship_to.and_then(|id| outcome.ship_tos.get(&id));
    code.map_or("–", String::as_str).to_owned()
}

/// When an order is wanted.
fn wanted(desk: &Desk, order: &Order) -> String {
    match order.requested {
        Some(day) => show::day_text(desk, day),
        None => desk.words().orders.asap.to_owned(),
    }
}

/// What changes besides the lines: its name, now and then.
fn head_changes(
    page: &Page<'_>,
    outcome: &Outcome,
    before: &Order,
) -> Vec<(&'static str, String, String)> {
    let (words, after) = (page.words, &outcome.after);
    let told = |tell: &dyn Fn(&Order) -> String| (tell(before), tell(after));
    let rows = [
        (words.ship_to, told(&|order| place(outcome, order))),
        (words.requested, told(&|order| wanted(page.desk, order))),
        (words.value, told(&|order| show::money_text(value(order)))),
    ];
    let changed = rows.into_iter().filter(|(_, (now, then))| now != then);
    changed
        .map(|(name, (now, then))| (name, now, then))
        .collect()
}

/// What is not cancelled, at the prices charged.
fn value(order: &Order) -> Money {
    let amount = |line: &OrderLine| line.price?.amount(line.open_quantity());
    let amounts = order.lines.iter().filter_map(amount);
    Money {
        minor: amounts.fold(0, i64::saturating_add),
        currency: order.currency,
    }
}
