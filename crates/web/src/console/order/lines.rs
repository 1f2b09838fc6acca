//! The lines of an order with their schedule and pegs, and the ways that the promise weighed.

use super::words::{ENGLISH, HEBREW};
use crate::console::desk::Desk;
use crate::console::evidence::{About, Sayings, place_of};
use crate::console::text::With2;
use crate::console::{reasons, show};
use book::company::Confidence;
use maud::{Markup, html};
use views::{Decision, LineRow, OrderView, ScheduleRow, SourceRow, Way};
use vocab::{Currency, Price};

/// The lines. `line_by_line` says that those of the document are those of the order.
pub(super) fn table(
    desk: &Desk,
    view: &OrderView,
    sayings: &Sayings,
    line_by_line: bool,
) -> Markup {
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
                @for line in &view.order_lines {
                    @let read = usize::from(line.number).checked_sub(1).filter(|_| line_by_line);
                    (row(desk, view, line, &Read { sayings, line: read }))
                }
            }
        }
    }
}

/// Where the document says what of a line.
struct Read<'a> {
    sayings: &'a Sayings,
    /// Which line of the document it was, from 0.
    line: Option<usize>,
}

impl Read<'_> {
    fn said(&self, desk: &Desk, about: About, content: Markup) -> Markup {
        let title = desk.language.pick(&ENGLISH, &HEBREW).in_document;
        match self.line {
            Some(line) => place_of(self.sayings, Some(line), about, title, content),
            None => content,
        }
    }
}

/// A line, and below it how it is promised.
fn row(desk: &Desk, view: &OrderView, line: &LineRow, read: &Read<'_>) -> Markup {
    let words = desk.words();
    let currency = view.order.value.currency;
    let requested = show::day_or(desk, line.requested, words.orders.asap);
    let quantity = html! { bdi.num { (show::ordered(line, line.ordered)) } };
    html! {
        tbody {
            tr {
                td.muted { (line.number) }
                th scope="row" {
                    @if line.item.is_none() { (show::badge("bad", words.order.unknown_item)) " " }
                    (read.said(desk, About::Item, show::code(&line.item_code)))
                    @if !line.description.is_empty() {
                        span.about { bdi { (line.description) } }
                    }
                }
                td.end data-label=(words.order.quantity) {
                    (read.said(desk, About::Quantity, quantity))
                    @if !line.cancelled.is_zero() {
                        span.about { ((words.order.cancelled)(&show::quantity(line.cancelled))) }
                    }
                }
                td.end data-label=(words.order.price) {
                    (read.said(desk, About::Price, price(desk, line, currency)))
                }
                td.end data-label=(words.orders.value) { (show::money(line.value)) }
                td data-label=(words.orders.requested) {
                    (read.said(desk, About::Requested, requested))
                }
            }
            tr.parts { td {} td colspan="5" { (schedule(desk, line)) (covers(desk, view, line)) } }
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

/// One promise: how much, when, and how far it has come.
fn part_of(desk: &Desk, line: &LineRow, part: &ScheduleRow) -> Markup {
    let words = desk.words();
    html! {
        b.num { (show::quantity(part.quantity)) } " · " (show::day(desk, part.delivery)) " "
        @if part.confidence != Confidence::Usual {
            span.muted title=(desk.language.pick(&ENGLISH, &HEBREW).sure) {
                (part.confidence.percent()) "%"
            }
            " "
        }
        (show::badge("info", show::stage(words, part.stage))) " "
        (show::against_wanted(words, part.delivery, line.requested)) " "
        @if desk.is_of_the_company() {
            span.muted title=(part.site.name) { ((words.order.from_site)(&part.site.code)) }
        }
    }
}

/// What covers each part of a line, and why it comes from there. Customers are not told.
fn covers(desk: &Desk, view: &OrderView, line: &LineRow) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        @if desk.is_of_the_company() && !line.schedule.is_empty() {
            details.covers {
                summary { (words.covers) }
                ul { @for part in &line.schedule { li { (covered(desk, part)) } } }
                @if let Some(decision) = view.decisions.first() { (because(desk, decision)) }
            }
        }
    }
}

fn covered(desk: &Desk, part: &ScheduleRow) -> String {
    let (words, shared) = (desk.language.pick(&ENGLISH, &HEBREW), &desk.words().order);
    let source = match &part.source {
        SourceRow::OnHand => shared.on_hand.to_owned(),
        SourceRow::Inbound { reference, due, .. } => {
            (shared.inbound)(reference, &show::day_text(desk, *due))
        }
    };
    let source = format!("{source}, {}", (shared.from_site)(&part.site.code));
    let leaves = (shared.leaves)(&show::day_text(desk, part.goods_issue));
    (words.covered)(&show::quantity(part.quantity), &source, &leaves)
}

/// The way that was taken, and the best that was not.
fn because(desk: &Desk, decision: &Decision) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let told = |way: &Way, say: With2| say(&sites(desk, way), &show::money_text(way.cost));
    let chosen = decision.ways.iter().find(|way| way.chosen);
    let other = decision.ways.iter().filter(|way| !way.chosen);
    let other = other.min_by_key(|way| way.cost.minor);
    html! {
        @if let Some(way) = chosen {
            p {
                (told(way, words.because)) " "
                @if let Some(way) = other { (told(way, words.instead)) " " }
                a href="#ways" { (words.all_ways) }
            }
        }
    }
}

/// The sites of a way.
fn sites(desk: &Desk, way: &Way) -> String {
    let codes: Vec<&str> = way.sites.iter().map(|site| site.code.as_str()).collect();
    match codes.is_empty() {
        true => desk.words().order.no_site.to_owned(),
        false => codes.join(" + "),
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
        // Nothing in it can have the focus, but a small screen has to be moved over it.
        div.scroll tabindex="0" role="group" aria-label=(words.way) {
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
    html! {
        tr class=(if way.chosen { "chosen" } else { "" }) {
            th scope="row" {
                (show::code(&sites(desk, way)))
            }
            td.end { (show::money(way.cost)) }
            td { (show::day_or(desk, way.last_delivery, "–")) }
            td.end { @if way.backordered.is_zero() { "–" } @else { (show::quantity(way.backordered)) } }
            td { @if way.chosen { (show::badge("good", words.chosen)) } }
        }
    }
}
