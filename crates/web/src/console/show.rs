//! How values look: days, moments, money, quantities, codes, badges.

use super::desk::Desk;
use super::text::Words;
use book::Stage;
use maud::{Markup, html};
use views::{LineRow, OrderRow, OrderState};
use vocab::{Currency, Day, Instant, Money, Price, Quantity};

/// A code, number or name of unknown direction, kept apart from the text around it.
pub(super) fn code(text: &str) -> Markup {
    html! { bdi { (text) } }
}

/// `22 Nov`, with the year when it is another than today's.
pub(super) fn day_text(desk: &Desk, day: Day) -> String {
    let (year, month, number) = day.to_civil();
    let name = desk.words().months[(month as usize - 1) % 12];
    match desk.today.to_civil().0 == year {
        true => format!("{number} {name}"),
        false => format!("{number} {name} {year}"),
    }
}

pub(super) fn day(desk: &Desk, day: Day) -> Markup {
    html! { time datetime=(day) { (day_text(desk, day)) } }
}

/// A day, or the word for none.
pub(super) fn day_or(desk: &Desk, value: Option<Day>, none: &str) -> Markup {
    match value {
        Some(value) => day(desk, value),
        None => html! { span.muted { (none) } },
    }
}

/// Hours and minutes, with the day unless it is today.
pub(super) fn clock(desk: &Desk, at: Instant) -> String {
    let (day, minute) = desk.local(at);
    time(desk, day, minute)
}

/// A minute of a local day, with the day unless it is today.
pub(super) fn time(desk: &Desk, day: Day, minute: i64) -> String {
    let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
    match day == desk.today {
        true => clock,
        false => format!("{}, {clock}", day_text(desk, day)),
    }
}

pub(super) fn moment(desk: &Desk, at: Instant) -> Markup {
    html! { time datetime=(at) { (clock(desk, at)) } }
}

/// Digits in groups of three.
fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

pub(super) fn number(number: u64) -> String {
    grouped(&number.to_string())
}

/// A number that may be below zero.
pub(super) fn signed(number: i64) -> String {
    let digits = grouped(&number.unsigned_abs().to_string());
    match number < 0 {
        true => format!("-{digits}"),
        false => digits,
    }
}

pub(super) fn quantity(quantity: Quantity) -> String {
    number(quantity.0)
}

/// `12,345.60 ILS`.
pub(super) fn money_text(money: Money) -> String {
    let text = money.to_string();
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.as_str()),
    };
    let end = rest.find(['.', ' ']).unwrap_or(rest.len());
    format!("{sign}{}{}", grouped(&rest[..end]), &rest[end..])
}

pub(super) fn money(money: Money) -> Markup {
    html! { bdi.num { (money_text(money)) } }
}

/// A price with what it is for, unless that is one.
pub(super) fn price_text(price: Price, currency: Currency) -> String {
    let minor = price.minor;
    let amount = money_text(Money { minor, currency });
    match price.basis {
        1 => amount,
        basis => format!("{amount} / {}", number(u64::from(basis))),
    }
}

/// A quantity of base units in the unit that was ordered, where that is whole: `3 case = 36`.
pub(super) fn ordered(line: &LineRow, quantity: Quantity) -> String {
    let size = line.unit_size.map_or(1, u64::from).max(1);
    match (size, quantity.0 % size) {
        (2.., 0) => format!(
            "{} × {} = {}",
            number(quantity.0 / size),
            size,
            number(quantity.0)
        ),
        _ => number(quantity.0),
    }
}

/// Thousandths as per cent.
pub(super) fn sure(thousandths: u16) -> String {
    match thousandths % 10 {
        0 => format!("{}%", thousandths / 10),
        tenth => format!("{}.{tenth}%", thousandths / 10),
    }
}

pub(super) fn stage(words: &Words, stage: Stage) -> &'static str {
    match stage {
        Stage::Promised => words.states.promised,
        Stage::Released => words.states.released,
        Stage::Picked => words.states.picked,
        Stage::Packed => words.states.packed,
        Stage::Shipped => words.states.shipped,
        Stage::Delivered => words.states.delivered,
    }
}

/// One of the facts about a thing.
pub(super) fn fact(name: &str, value: Markup) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

/// A badge: its tone is a class, its meaning the text.
pub(super) fn badge(tone: &str, text: &str) -> Markup {
    html! { span class={ "badge " (tone) } { (text) } }
}

/// The state of an order in one or two badges.
pub(super) fn order_badges(words: &Words, order: &OrderRow) -> Markup {
    let backordered = !order.backordered.is_zero();
    html! {
        @match order.state {
            OrderState::Held => (badge("bad", words.states.held)),
            OrderState::Cancelled => (badge("quiet", words.states.cancelled)),
            OrderState::Closed => (badge("good", words.states.delivered)),
            OrderState::Open => {
                @if backordered { (badge("warn", words.states.backordered)) " " }
                @if let Some(text) = progress(words, order) { (badge("info", &text)) }
            }
        }
    }
}

/// How far the goods of an open order have come.
fn progress(words: &Words, order: &OrderRow) -> Option<String> {
    let (first, last) = (order.stage_first?, order.stage_last?);
    let partly = first != last || (!order.backordered.is_zero() && last > Stage::Promised);
    let name = stage(words, last);
    Some(match partly {
        true => (words.states.partly)(name),
        false => name.to_owned(),
    })
}

/// How a promised day stands to the day that was wanted.
pub(super) fn against_wanted(words: &Words, promised: Day, wanted: Option<Day>) -> Markup {
    let Some(days) = wanted.map(|wanted| promised.since(wanted)) else {
        return html! {};
    };
    match days {
        1.. => badge("warn", &(words.order.late)(&days.to_string())),
        0 => html! { span.ok { (words.order.on_time) } },
        _ => html! { span.ok { ((words.order.early)(&days.unsigned_abs().to_string())) } },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_and_numbers_are_grouped() {
        let ils = |minor| Money {
            minor,
            currency: Currency::ILS,
        };
        assert_eq!(money_text(ils(123_456_789)), "1,234,567.89 ILS");
        assert_eq!(money_text(ils(-5)), "-0.05 ILS");
        let yen = Currency::parse("JPY").unwrap();
        assert_eq!(
            money_text(Money {
                minor: 1_500,
                currency: yen
            }),
            "1,500 JPY"
        );
        assert_eq!(number(999), "999");
        assert_eq!(number(1_000_000), "1,000,000");
        assert_eq!(
            (sure(1000), sure(855)),
            ("100%".to_owned(), "85.5%".to_owned())
        );
    }
}
