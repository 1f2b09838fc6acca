//! Packed and unpacked, an order is the same; bytes that are no order are told, whatever they are.

use super::*;
use crate::Few;
use crate::order::{
    Backorder, BackorderReason, Hold, ScheduleLine, Source, Split, Stage, StatedItem,
};
use vocab::{Currency, Day, ItemId, Price, SiteId, SupplyId, Unit};

const ID: OrderId = OrderId(7);

fn plain_line() -> OrderLine {
    OrderLine {
        item: StatedItem::Known(ItemId(90_000)),
        ordered: Quantity(9),
        cancelled: Quantity::ZERO,
        unit: Unit::Each,
        price: Some(Price {
            minor: 1_250,
            basis: 1,
        }),
        stated_price: None,
        requested: None,
        backorder: None,
        schedule: Few::one(ScheduleLine {
            quantity: Quantity(9),
            site: SiteId(3),
            source: Source::OnHand,
            goods_issue: Day(20_514),
            delivery: Day(20_516),
            stage: Stage::Promised,
        }),
    }
}

fn plain() -> Order {
    Order {
        id: ID,
        customer: CustomerId(9_999),
        ship_to: Some(ShipToId(9_999)),
        po_number: Some("P1234567".to_owned()),
        currency: Currency::ILS,
        placed: Instant::at_midnight(Day(20_513)).plus_seconds(36_000),
        requested: Some(Day(20_520)),
        expires: None,
        terms: Terms::default(),
        request: None,
        state: OrderState::Open,
        lines: vec![plain_line(); 3],
        credit_released: false,
    }
}

/// An order that has everything an order can have, at the ends of its range.
fn full() -> Order {
    let part = |stage, source| ScheduleLine {
        quantity: Quantity(u64::MAX),
        site: SiteId(u16::MAX),
        source,
        goods_issue: Day(i32::MIN),
        delivery: Day(i32::MAX),
        stage,
    };
    let line = OrderLine {
        item: StatedItem::Unknown("קפה \u{0}".to_owned()),
        ordered: Quantity(u64::MAX),
        cancelled: Quantity(1),
        unit: Unit::ALL[Unit::ALL.len() - 1],
        price: Some(Price {
            minor: i64::MAX,
            basis: u32::MAX,
        }),
        stated_price: Some(Price {
            minor: i64::MIN,
            basis: 0,
        }),
        requested: Some(Day(-1)),
        backorder: Some(Backorder {
            quantity: Quantity(5),
            reason: BackorderReason::TooLate,
        }),
        schedule: Stage::ALL
            .iter()
            .map(|stage| part(*stage, Source::Inbound(SupplyId(u64::MAX))))
            .collect(),
    };
    Order {
        id: ID,
        customer: CustomerId(u32::MAX),
        ship_to: Some(ShipToId(u32::MAX)),
        po_number: Some("הזמנה 7".to_owned()),
        currency: Currency::EUR,
        placed: Instant(i64::MIN),
        requested: Some(Day(i32::MAX)),
        expires: Some(Instant(i64::MAX)),
        request: Some(RequestId(u64::MAX)),
        state: OrderState::Held {
            holds: vec![
                Hold::Review,
                Hold::Duplicate {
                    of: OrderId(u64::MAX),
                },
            ],
        },
        lines: vec![line, plain_line()],
        credit_released: true,
        terms: Terms {
            split: Split::Never,
            latest_ship: Some(Day(-1)),
            pickup: Some(SiteId(u16::MAX)),
            preferred: Some(SiteId(0)),
        },
    }
}

fn packed(order: &Order) -> Box<[u8]> {
    let mut bytes = Vec::new();
    pack(order, &mut bytes);
    bytes.into()
}

#[test]
fn an_order_comes_back_as_it_was() {
    for order in [plain(), full()] {
        assert_eq!(unpack(ID, &packed(&order)), Ok(order));
    }
}

#[test]
fn an_order_of_three_lines_takes_less_than_a_hundred_bytes() {
    assert!(packed(&plain()).len() < 100);
}

#[test]
fn an_order_cut_short_anywhere_is_told() {
    let bytes = packed(&full());
    for end in 0..bytes.len() {
        assert!(unpack(ID, &bytes[..end]).is_err(), "{end}");
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(unpack(ID, &longer), Err(Torn("bytes follow it")));
}

#[test]
fn a_flipped_bit_never_stops_the_process() {
    let bytes = packed(&full());
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        if let Ok(order) = unpack(ID, &flipped) {
            assert!(order.lines.len() <= LINES_MAX);
        }
    }
}
