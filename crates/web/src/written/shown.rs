//! An order as its placing is answered.

use super::{named, quoted, serialized, text, whole};
use crate::api::forms::{Amount, Line, Order, Slice, UnitPrice, WayForm};
use vocab::{Day, Money};

/// The order as JSON.
pub fn shown(to: &mut Vec<u8>, order: &Order) {
    let Order {
        number,
        state,
        customer,
        ship_to,
        po_number,
        placed_at,
        requested_delivery_date,
        terms,
        expires,
        value,
        holds,
        lines,
        considered,
    } = order;
    named(to, "{\"number\":", number.as_str(), text);
    named(to, ",\"state\":", state.as_str(), text);
    named(to, ",\"customer\":", *customer, text);
    named(to, ",\"ship_to\":", ship_to, |to, code| {
        or_null(to, *code, text)
    });
    named(to, ",\"po_number\":", po_number, |to, po| {
        or_null(to, *po, text)
    });
    named(to, ",\"placed_at\":", placed_at, quoted);
    named(
        to,
        ",\"requested_delivery_date\":",
        requested_delivery_date,
        day,
    );
    if let Some(terms) = terms {
        named(to, ",\"terms\":", terms, serialized);
    }
    if let Some(moment) = expires {
        named(to, ",\"expires\":", moment, quoted);
    }
    named(to, ",\"value\":", value, amount);
    named(to, ",\"holds\":", holds, serialized);
    named(to, ",\"lines\":", lines, |to, lines| list(to, lines, line));
    named(to, ",\"considered\":", considered, |to, ways| {
        list(to, ways, way)
    });
    to.push(b'}');
}

fn line(to: &mut Vec<u8>, line: &Line) {
    let Line {
        line: number,
        item,
        quantity,
        unit,
        unit_price,
        requested_delivery_date,
        schedule,
        backorder,
    } = line;
    named(to, "{\"line\":", u64::from(*number), whole);
    named(to, ",\"item\":", *item, text);
    named(to, ",\"quantity\":", quantity.0, whole);
    named(to, ",\"unit\":", unit.as_str(), text);
    named(to, ",\"unit_price\":", unit_price, |to, one| {
        or_null(to, *one, price)
    });
    named(
        to,
        ",\"requested_delivery_date\":",
        requested_delivery_date,
        day,
    );
    named(to, ",\"schedule\":", schedule, |to, slices| {
        list(to, slices, slice)
    });
    named(to, ",\"backorder\":", backorder, serialized);
    to.push(b'}');
}

fn slice(to: &mut Vec<u8>, slice: &Slice) {
    let Slice {
        quantity,
        site,
        source,
        goods_issue_date,
        delivery_date,
        stage,
    } = slice;
    named(to, "{\"quantity\":", quantity.0, whole);
    named(to, ",\"site\":", site.as_ref(), text);
    named(to, ",\"source\":", *source, text);
    named(to, ",\"goods_issue_date\":", goods_issue_date, quoted);
    named(to, ",\"delivery_date\":", delivery_date, quoted);
    named(to, ",\"stage\":", stage, serialized);
    to.push(b'}');
}

fn way(to: &mut Vec<u8>, way: &WayForm) {
    let WayForm {
        sites,
        cost,
        last_delivery_date,
        backordered,
        chosen,
    } = way;
    named(to, "{\"sites\":", sites, |to, sites| {
        list(to, sites, |to, site| text(to, site))
    });
    named(to, ",\"cost\":", cost, amount);
    named(to, ",\"last_delivery_date\":", last_delivery_date, day);
    named(to, ",\"backordered\":", backordered.0, whole);
    named(to, ",\"chosen\":", chosen, serialized);
    to.push(b'}');
}

fn amount(to: &mut Vec<u8>, amount: &Amount) {
    let Amount { amount, currency } = amount;
    named(to, "{\"amount\":", *amount, digits);
    named(to, ",\"currency\":", currency.as_str(), text);
    to.push(b'}');
}

fn price(to: &mut Vec<u8>, price: UnitPrice) {
    let UnitPrice { amount, per } = price;
    named(to, "{\"amount\":", amount, digits);
    named(to, ",\"per\":", u64::from(per), whole);
    to.push(b'}');
}

fn digits(to: &mut Vec<u8>, money: Money) {
    text(to, money.digits().as_str());
}

fn day(to: &mut Vec<u8>, day: &Option<Day>) {
    or_null(to, *day, quoted);
}

fn or_null<T>(to: &mut Vec<u8>, value: Option<T>, put: impl FnOnce(&mut Vec<u8>, T)) {
    match value {
        Some(value) => put(to, value),
        None => to.extend_from_slice(b"null"),
    }
}

fn list<T>(to: &mut Vec<u8>, items: &[T], put: impl Fn(&mut Vec<u8>, &T)) {
    to.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            to.push(b',');
        }
        put(to, item);
    }
    to.push(b']');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::forms::{BackorderForm, HoldForm, amount as amount_of, unit_price};
    use book::Stage;
    use book::order::{BackorderReason, HoldKind};
    use views::OrderState;
    use vocab::{Currency, Instant, Price, Quantity, Unit};

    fn full(currency: Currency) -> Order<'static> {
        let day = Day::parse("2026-12-01").unwrap();
        Order {
            number: "SO-100000".to_owned(),
            state: OrderState::Held,
            customer: "C \"1\"",
            ship_to: Some("ראשי"),
            po_number: Some("\\ \u{1}"),
            placed_at: Instant::parse("2026-11-22T07:00:00.25Z").unwrap(),
            requested_delivery_date: Some(day),
            terms: Some(views::TermsTold {
                latest_ship_date: Some(day),
                ..views::TermsTold::default()
            }),
            expires: Instant::parse("2026-11-23T07:00:00Z"),
            value: amount_of(-5, currency),
            holds: vec![HoldForm {
                kind: HoldKind::NoPrice,
                line: Some(1),
                detail: "the price list has no price".to_owned(),
            }],
            lines: vec![Line {
                line: 1,
                item: "OIL-5",
                quantity: Quantity(120),
                unit: Unit::Case,
                unit_price: Some(unit_price(
                    Price {
                        minor: 199,
                        basis: 3,
                    },
                    currency,
                )),
                requested_delivery_date: Some(day),
                schedule: vec![Slice {
                    quantity: Quantity(100),
                    site: "TLV".into(),
                    source: "on_hand",
                    goods_issue_date: day,
                    delivery_date: day,
                    stage: Stage::Promised,
                }],
                backorder: Some(BackorderForm {
                    quantity: Quantity(20),
                    reason: BackorderReason::NoSupply,
                }),
            }],
            considered: vec![WayForm {
                sites: vec!["TLV", "HFA"],
                cost: amount_of(81_980, currency),
                last_delivery_date: Some(day),
                backordered: Quantity(20),
                chosen: true,
            }],
        }
    }

    #[test]
    fn an_order_is_shown_as_serde_writes_it() {
        let currency = |code| Currency::parse(code).unwrap();
        let mut bare = full(currency("JPY"));
        (bare.ship_to, bare.po_number, bare.requested_delivery_date) = (None, None, None);
        bare.lines[0].unit_price = None;
        bare.lines[0].backorder = None;
        bare.lines[0].schedule.clear();
        bare.considered[0].last_delivery_date = None;
        let mut empty = full(currency("KWD"));
        (empty.holds, empty.lines, empty.considered) = (Vec::new(), Vec::new(), Vec::new());
        for order in [full(currency("ILS")), bare, empty] {
            let mut bytes = Vec::new();
            shown(&mut bytes, &order);
            let expected = serde_json::to_string(&order).unwrap();
            assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        }
    }
}
