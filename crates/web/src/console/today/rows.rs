//! A group as a panel: how many, what to do, the first few rows, and the way to all.

use super::group::{Found, Group, Rows};
use super::words;
use crate::console::desk::Desk;
use crate::console::orders::who;
use crate::console::settings::{ChannelStanding, Standing, channel_state, webhook_state};
use crate::console::{channel, exceptions, reasons, show, stock, supply};
use keep::AccessKey;
use maud::{Markup, html};
use views::{DocumentRow, OrderRow, RequestRow, StockRow};
use vocab::Currency;

pub(super) fn panel(desk: &Desk, found: &Found, currency: Currency) -> Markup {
    let words = words(desk);
    let about = words.group(found.group);
    html! {
        section.panel {
            header {
                h2 { (about.name) " " span.count.(tone(found.group)) { (show::number(found.count)) } }
                a href=(found.group.address(desk).text()) { (about.all) }
            }
            p.hint { (about.how) }
            (rows(desk, &found.rows, currency))
        }
    }
}

/// How urgent it is, as a colour; the count and the name say it too.
fn tone(group: Group) -> &'static str {
    match group {
        Group::Keys
        | Group::Webhooks
        | Group::Channels
        | Group::Held
        | Group::Exceptions
        | Group::Late
        | Group::OverdueSupply => "bad",
        Group::Leaving(_) => "info",
        Group::Review | Group::Backordered | Group::NothingFree | Group::Unreadable => "warn",
    }
}

fn rows(desk: &Desk, rows: &Rows, currency: Currency) -> Markup {
    match rows {
        Rows::Orders(orders) => table(
            &order_titles(desk),
            orders.iter().map(|row| order(desk, row)),
        ),
        Rows::Requests(requests) => table(
            &request_titles(desk),
            requests.iter().map(|row| request(desk, row, currency)),
        ),
        Rows::Exceptions(all) => table(
            &exceptions::titles(desk),
            all.iter().map(|told| exceptions::row(desk, told)),
        ),
        Rows::Supply(rows) => supply::table(desk, rows, true),
        Rows::Stock(rows) => table(
            &stock_titles(desk),
            rows.iter().map(|row| scarce(desk, row)),
        ),
        Rows::Documents(documents) => table(
            &document_titles(desk),
            documents.iter().map(|row| document(desk, row)),
        ),
        Rows::Webhooks(failing) => table(
            &webhook_titles(desk),
            failing.iter().map(|one| webhook(desk, one)),
        ),
        Rows::Channels(failing) => table(
            &channel_titles(desk),
            failing.iter().map(|one| failing_channel(desk, one)),
        ),
        Rows::Keys(keys) => table(&key_titles(desk), keys.iter().map(|key| expires(desk, key))),
    }
}

fn table(titles: &[&str], rows: impl Iterator<Item = Markup>) -> Markup {
    html! {
        div.scroll {
            table.list {
                thead { tr { @for title in titles { th scope="col" { (title) } } } }
                tbody { @for row in rows { (row) } }
            }
        }
    }
}

fn order_titles(desk: &Desk) -> [&'static str; 6] {
    let words = &desk.words().orders;
    [
        words.number,
        words.customer,
        words.po_number,
        words.requested,
        words.promised,
        words.state,
    ]
}

fn order(desk: &Desk, (row, name): &(OrderRow, Option<String>)) -> Markup {
    let words = &desk.words().orders;
    html! {
        tr {
            th scope="row" { a href={ "/orders/" (row.number) } { (show::code(&row.number)) } }
            td.who { (who(name.as_deref(), &row.customer_code)) }
            td.po data-label=(words.po_number) {
                @if let Some(po_number) = &row.po_number { (show::code(po_number)) }
            }
            td data-label=(words.requested) { (show::day_or(desk, row.requested, words.asap)) }
            td data-label=(words.promised) {
                (show::day_or(desk, row.promised, "–")) " "
                @if let Some(promised) = row.promised.filter(|day| Some(*day) > row.requested) {
                    (show::against_wanted(desk.words(), promised, row.requested))
                }
            }
            td.state { (show::order_badges(desk.words(), row)) }
        }
    }
}

fn request_titles(desk: &Desk) -> [&'static str; 4] {
    let words = desk.words();
    [
        words.orders.po_number,
        words.orders.customer,
        words.review.why,
        words.review.waiting_since,
    ]
}

fn request(desk: &Desk, (row, name): &(RequestRow, Option<String>), currency: Currency) -> Markup {
    let words = desk.words();
    html! {
        tr {
            th scope="row" {
                a href={ "/review/" (row.id) } {
                    @match &row.po_number {
                        Some(po_number) => (show::code(po_number)),
                        None => ((words.review.request)(&row.id.to_string())),
                    }
                }
            }
            td.who {
                @match &row.customer_code {
                    Some(code) => (who(name.as_deref(), code)),
                    None => span.muted { (words.review.unknown_customer) },
                }
            }
            td.wide data-label=(words.review.why) {
                @if let Some(reason) = row.reasons.first() { (reasons::park(words, reason, currency)) }
                @if row.reasons.len() > 1 { " " span.muted { "+" (row.reasons.len() - 1) } }
            }
            td data-label=(words.review.waiting_since) { (show::moment(desk, row.raised)) }
        }
    }
}

fn stock_titles(desk: &Desk) -> [&'static str; 4] {
    let words = stock::words(desk);
    [words.item, words.site, words.on_hand, words.inbound]
}

fn scarce(desk: &Desk, row: &StockRow) -> Markup {
    let words = stock::words(desk);
    html! {
        tr {
            th scope="row" {
                a href=(stock::item_address(&row.item_code).text()) { (show::code(&row.item_code)) }
                @if !row.description.is_empty() {
                    span.about { bdi { (row.description) } }
                }
            }
            td data-label=(words.site) { (stock::site(&row.stock.site)) }
            td data-label=(words.on_hand) { (show::quantity(row.stock.on_hand)) }
            td data-label=(words.inbound) { (show::quantity(row.inbound)) }
        }
    }
}

fn document_titles(desk: &Desk) -> [&'static str; 2] {
    let words = words(desk);
    [words.document, words.received]
}

fn document(desk: &Desk, row: &DocumentRow) -> Markup {
    let words = words(desk);
    html! {
        tr {
            th scope="row" {
                a href={ "/documents/" (row.document) } download { ((words.numbered)(&row.arrival.to_string())) }
            }
            td data-label=(words.received) { (show::moment(desk, row.received)) }
        }
    }
}

fn webhook_titles(desk: &Desk) -> [&'static str; 3] {
    let words = words(desk);
    [words.server, words.given_up, desk.words().orders.state]
}

fn webhook(desk: &Desk, one: &Standing) -> Markup {
    let words = words(desk);
    html! {
        tr {
            th scope="row" {
                a href=(one.address()) { (show::code(&one.webhook.url)) }
                @if !one.webhook.description.is_empty() {
                    span.about { bdi { (one.webhook.description) } }
                }
            }
            td data-label=(words.given_up) { (show::number(one.dead)) }
            td.state { (webhook_state(desk, &one.webhook)) }
        }
    }
}

fn channel_titles(desk: &Desk) -> [&'static str; 2] {
    [words(desk).channel, desk.words().orders.state]
}

fn failing_channel(desk: &Desk, one: &ChannelStanding) -> Markup {
    html! {
        tr {
            th scope="row" {
                bdi { (channel::name(desk, &one.about.name)) }
                span.about { (show::code(&one.about.place)) }
            }
            td.state { (channel_state(desk, &one.state)) }
        }
    }
}

fn key_titles(desk: &Desk) -> [&'static str; 2] {
    let words = words(desk);
    [words.key, words.expires]
}

fn expires(desk: &Desk, key: &AccessKey) -> Markup {
    let words = words(desk);
    html! {
        tr {
            th scope="row" { span dir="auto" { (key.name) } }
            td data-label=(words.expires) {
                @if let Some(at) = key.expires_at { (show::moment(desk, at)) }
            }
        }
    }
}
