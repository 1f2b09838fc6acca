//! The lines of an order with their schedule and pegs, and the ways that the promise weighed.

use crate::console::desk::Desk;
use crate::console::{reasons, show};
use maud::{Markup, html};
use views::{Decision, LineRow, OrderView, ScheduleRow, SourceRow, Way};
use vocab::{Currency, Price};

pub(super) fn table(desk: &Desk, view: &OrderView) -> Markup {
    let words = desk.words();
    html! {
        div.scroll {
            table.lines {
                thead { tr {
                    th scope="col" { "#" }
                    th scope="col" { (words.order.item) }
                    th.end scope="col" { (words.order.quantity) }
                    th.end scope="col" { (words.order.price) }
                    th.end scope="col" { (words.orders.value) }
                    th scope="col" { (words.orders.requested) }
                } }
                @for line in &view.order_lines { (row(desk, line, view.order.value.currency)) }
            }
        }
    }
}

/// A line, and below it how it is promised.
fn row(desk: &Desk, line: &LineRow, currency: Currency) -> Markup {
    let words = desk.words();
    html! {
        tbody {
            tr {
                td.muted { (line.number) }
                th scope="row" {
                    @if line.item.is_none() { (show::badge("bad", words.order.unknown_item)) " " }
                    (show::code(&line.item_code))
                    @if !line.description.is_empty() {
                        span.about { bdi { (line.description) } }
                    }
                }
                td.end data-label=(words.order.quantity) {
                    bdi.num { (show::ordered(line, line.ordered)) }
                    @if !line.cancelled.is_zero() {
                        span.about { ((words.order.cancelled)(&show::quantity(line.cancelled))) }
                    }
                }
                td.end data-label=(words.order.price) { (price(desk, line, currency)) }
                td.end data-label=(words.orders.value) { (show::money(line.value)) }
                td data-label=(words.orders.requested) {
                    (show::day_or(desk, line.requested, words.orders.asap))
                }
            }
            tr.parts { td {} td colspan="5" { (schedule(desk, line)) } }
        }
    }
}

fn price(desk: &Desk, line: &LineRow, currency: Currency) -> Markup {
    let differs = |stated: &Price| line.price.is_none_or(|list| stated.difference_bp(list) > 0);
    let stated = line.stated_price.filter(differs);
    html! {
        @match line.price {
            Some(price) => bdi.num { (show::price_text(price, currency)) },
            None => "–",
        }
        @if let Some(stated) = stated {
            span.about { ((desk.words().order.stated_price)(&show::price_text(stated, currency))) }
        }
    }
}

fn schedule(desk: &Desk, line: &LineRow) -> Markup {
    let words = desk.words();
    html! {
        @if line.schedule.is_empty() && line.backorder.is_none() {
            span.muted { (words.order.not_promised) }
        } @else {
            ul {
                @for part in &line.schedule { li { (part_of(desk, line, part)) } }
                @if let Some(backorder) = line.backorder {
                    li {
                        (show::badge(
                            "warn",
                            &(words.order.without_date)(&show::quantity(backorder.quantity)),
                        ))
                        " " span.muted { (reasons::backorder(words, backorder.reason)) }
                    }
                }
            }
        }
    }
}

/// One promise: how much, when, how far it has come, and what covers it.
fn part_of(desk: &Desk, line: &LineRow, part: &ScheduleRow) -> Markup {
    let words = desk.words();
    let source = match &part.source {
        SourceRow::OnHand => words.order.on_hand.to_owned(),
        SourceRow::Inbound { reference, due, .. } => {
            (words.order.inbound)(reference, &show::day_text(desk, *due))
        }
    };
    html! {
        b.num { (show::quantity(part.quantity)) } " · " (show::day(desk, part.delivery)) " "
        (show::badge("info", show::stage(words, part.stage))) " "
        (show::against_wanted(words, part.delivery, line.requested)) " "
        span.muted title=(part.site.name) {
            ((words.order.from_site)(&part.site.code)) ", " (source) ", "
            ((words.order.leaves)(&show::day_text(desk, part.goods_issue)))
        }
    }
}

/// What the promise weighed, the latest decision open.
pub(super) fn decisions(desk: &Desk, view: &OrderView) -> Markup {
    let words = &desk.words().order;
    let Some((latest, earlier)) = view.decisions.split_first() else {
        return html! {};
    };
    html! {
        section aria-labelledby="ways" {
            h2 id="ways" { (words.ways) }
            p.muted { (words.ways_note) }
            (ways(desk, latest))
            @if !earlier.is_empty() {
                details {
                    summary { ((words.earlier_decisions)(&earlier.len().to_string())) }
                    @for decision in earlier {
                        h3 { (show::moment(desk, decision.at)) }
                        (ways(desk, decision))
                    }
                }
            }
        }
    }
}

fn ways(desk: &Desk, decision: &Decision) -> Markup {
    let words = &desk.words().order;
    html! {
        div.scroll {
            table.ways {
                thead { tr {
                    th scope="col" { (words.way) }
                    th.end scope="col" { (words.cost) }
                    th scope="col" { (words.last_delivery) }
                    th.end scope="col" { (words.backordered) }
                    th scope="col" { span.hidden { (words.chosen) } }
                } }
                tbody { @for way in &decision.ways { (way_row(desk, way)) } }
            }
        }
    }
}

fn way_row(desk: &Desk, way: &Way) -> Markup {
    let words = &desk.words().order;
    let names: Vec<&str> = way.sites.iter().map(|site| site.code.as_str()).collect();
    html! {
        tr class=(if way.chosen { "chosen" } else { "" }) {
            th scope="row" {
                @match names.is_empty() {
                    true => span.muted { (words.no_site) },
                    false => (show::code(&names.join(" + "))),
                }
            }
            td.end { (show::money(way.cost)) }
            td { (show::day_or(desk, way.last_delivery, "–")) }
            td.end { @if way.backordered.is_zero() { "–" } @else { (show::quantity(way.backordered)) } }
            td { @if way.chosen { (show::badge("good", words.chosen)) } }
        }
    }
}
