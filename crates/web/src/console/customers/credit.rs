//! What a customer owes and has on order, against its credit limit.

use super::words;
use crate::console::desk::Desk;
use crate::console::show;
use crate::console::text::Language;
use maud::{Markup, html};
use views::CustomerSummary;
use vocab::Money;

/// From this share of the limit on, the meter warns.
const NEARLY_PER_CENT: i64 = 80;

/// Amounts in several currencies, each on its line.
pub(super) fn values(values: &[Money]) -> Markup {
    html! {
        @if values.is_empty() { span.muted { "–" } }
        @for value in values { div { (show::money(*value)) } }
    }
}

/// What is owed and on order together, in the currency that the customer is charged in.
pub(super) fn used(row: &CustomerSummary) -> Money {
    let currency = row.owed.currency;
    let same = row
        .orders
        .open_value
        .iter()
        .filter(|value| value.currency == currency);
    let open = same.fold(0i64, |sum, value| sum.saturating_add(value.minor));
    Money {
        minor: row.owed.minor.saturating_add(open),
        currency,
    }
}

/// How much of the limit is used, as a bar with its words; only words where there is no limit.
pub(super) fn meter(desk: &Desk, row: &CustomerSummary) -> Markup {
    let words = words(desk);
    let Some(limit) = row.customer.credit_limit else {
        return html! { span.muted { (words.no_limit) } };
    };
    let (used, share) = (used(row), share(used(row).minor, limit));
    let limit = Money {
        minor: limit,
        currency: used.currency,
    };
    let text = (words.of_limit)(&show::money_text(used), &show::money_text(limit));
    let full = share.min(100);
    // It fills from where the line begins.
    let from = match desk.language {
        Language::English => 0,
        Language::Hebrew => 100 - full,
    };
    html! {
        svg class={ "meter " (tone(share)) } viewBox="0 0 100 8" preserveAspectRatio="none"
            aria-hidden="true" {
            rect x=(from) y="0" width=(full) height="8" {}
        }
        span.about { (text) " · " bdi { (share) "%" } }
    }
}

/// Which part of the limit is used, per cent; a limit of nothing is used up by anything.
fn share(used: i64, limit: i64) -> i64 {
    let used = i128::from(used.max(0));
    match limit {
        1.. => i64::try_from(used * 100 / i128::from(limit)).unwrap_or(i64::MAX),
        _ if used > 0 => 100,
        _ => 0,
    }
}

fn tone(share: i64) -> &'static str {
    match share {
        100.. => "bad",
        NEARLY_PER_CENT.. => "warn",
        _ => "good",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_a_limit_holds_for_any_amount() {
        assert_eq!(share(50, 200), 25);
        assert_eq!(share(-50, 200), 0);
        assert_eq!((share(1, 0), share(0, 0)), (100, 0));
        assert_eq!(share(i64::MAX, 1), i64::MAX);
        assert_eq!((tone(79), tone(80), tone(100)), ("good", "warn", "bad"));
    }
}
