//! The orders behind a figure, as an address of the list of orders.

use crate::console::desk::Desk;
use crate::console::listing::Address;
use keep::Scope;
use views::{Measure, OrderFilter};
use vocab::Day;

/// The orders that a measure counts over some days; `None` for a person who may not see orders.
pub(super) fn orders(desk: &Desk, measure: Measure, from: Day, to: Day) -> Option<Address> {
    desk.may(Scope::OrdersRead)
        .then(|| address(&measure.orders(from, to)))
}

/// The address of the list that a filter of a measure narrows.
fn address(filter: &OrderFilter) -> Address {
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let said = |said: Option<bool>| match said {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let state = filter.states.first().map_or("", |state| state.as_str());
    Address::of("/orders")
        .with("state", state)
        .with("placed_from", &day(filter.placed_from))
        .with("placed_to", &day(filter.placed_to))
        .with("finished_from", &day(filter.finished_from))
        .with("finished_to", &day(filter.finished_to))
        .with("backlog_of", &day(filter.backlog_of))
        .with("touchless", said(filter.touchless))
        .with("began_held", said(filter.began_held))
        .with("on_time_in_full", said(filter.on_time_in_full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_leads_to_the_orders_that_it_counts() {
        let (from, to) = (Day(0), Day(1));
        let told = Measure::ALL.map(|measure| {
            let address = address(&measure.orders(from, to));
            address.text().replace("1970-01-0", "")
        });
        let expected = [
            "/orders?placed_from=1&placed_to=2",
            "/orders?placed_from=1&placed_to=2&touchless=yes",
            "/orders?placed_from=1&placed_to=2&touchless=no",
            "/orders?placed_from=1&placed_to=2&began_held=yes",
            "/orders?state=closed&finished_from=1&finished_to=2",
            "/orders?state=closed&finished_from=1&finished_to=2&on_time_in_full=yes",
            "/orders?state=closed&finished_from=1&finished_to=2&on_time_in_full=no",
            "/orders?state=cancelled&finished_from=1&finished_to=2",
            "/orders?backlog_of=2",
        ];
        assert_eq!(told, expected);
    }
}
