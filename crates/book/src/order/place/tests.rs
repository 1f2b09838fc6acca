//! Stories of placing orders.

use crate::order::LINES_MAX;
use crate::story::{Bench, check};

#[test]
fn an_order_is_promised_from_stock_in_the_step_that_places_it() {
    check(
        r#"
        stock DC1 COFFEE 100
        order C1 COFFEE 10 / po 4711
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
        show DC1 COFFEE
          -> 100 on hand, 10 reserved
        show credit C1
          -> 10000 on order
        "#,
    );
}

#[test]
fn an_order_over_the_credit_limit_is_held_and_reserves_nothing() {
    check(
        r#"
        stock DC1 COFFEE 200
        order C2 COFFEE 60
          -> SO-100000
          -> 1. COFFEE 60: 60 promised DC1 03-01>03-02
        order C2 COFFEE 41
          -> SO-100001 held for credit (101000 of 100000)
          -> 1. COFFEE 41
        order C2 COFFEE 40
          -> SO-100002
          -> 1. COFFEE 40: 40 promised DC1 03-01>03-02
        show DC1 COFFEE
          -> 200 on hand, 100 reserved
        show credit C2
          -> 100000 on order
        "#,
    );
}

#[test]
fn what_a_customer_owes_counts_against_the_limit() {
    check(
        r#"
        stock DC1 COFFEE 200
        customer C2 owes 990.00
        order C2 COFFEE 1
          -> SO-100000
          -> 1. COFFEE 1: 1 promised DC1 03-01>03-02
        order C2 TEA 1
          -> SO-100001 held for credit (100500 of 100000)
          -> 1. TEA 1
        "#,
    );
}

#[test]
fn a_stated_price_beyond_the_tolerance_is_held() {
    check(
        r#"
        stock DC1 COFFEE 100
        order C1 COFFEE 1 at 10.10
          -> SO-100000
          -> 1. COFFEE 1: 1 promised DC1 03-01>03-02
        order C1 COFFEE 1 at 10.11
          -> SO-100001 held for price of 1 (1011 not 1000)
          -> 1. COFFEE 1
        order C1 COFFEE 1 at 9.00, COFFEE 1, COFFEE 2 at 11.00
          -> SO-100002 held for price of 1 (900 not 1000), price of 3 (1100 not 1000)
          -> 1. COFFEE 1
          -> 2. COFFEE 1
          -> 3. COFFEE 2
        "#,
    );
}

#[test]
fn an_item_without_a_price_is_held() {
    check(
        r#"
        stock DC1 LAMP 10
        order C1 LAMP 1
          -> SO-100000 held for no_price of 1
          -> 1. LAMP 1
        "#,
    );
}

#[test]
fn an_unknown_or_withdrawn_item_is_held() {
    check(
        r#"
        order C1 ?beans 3, OLD 2, COFFEE 1
          -> SO-100000 held for unknown_item of 1, unknown_item of 2
          -> 1. ?beans 3
          -> 2. OLD 2
          -> 3. COFFEE 1
        "#,
    );
}

#[test]
fn an_address_that_is_missing_or_in_doubt_is_held() {
    check(
        r#"
        order C5 COFFEE 1
          -> SO-100000 held for address
          -> 1. COFFEE 1
        order C1 COFFEE 1 / doubted
          -> SO-100001 held for address
          -> 1. COFFEE 1
        "#,
    );
}

#[test]
fn a_po_number_that_came_before_is_held_whatever_its_case_and_blanks() {
    check(
        r#"
        order C1 COFFEE 1 / po Po-7
          -> SO-100000
          -> 1. COFFEE 1: 1 backordered (NoSupply)
        order C1 COFFEE 2 / po po-7
          -> SO-100001 held for duplicate of SO-100000
          -> 1. COFFEE 2
        order C2 COFFEE 2 / po po-7
          -> SO-100002
          -> 1. COFFEE 2: 2 backordered (NoSupply)
        "#,
    );
}

#[test]
fn a_po_number_leads_to_the_first_order_until_that_one_is_finished() {
    check(
        r#"
        order C1 COFFEE 1 / po 7
          -> SO-100000
          -> 1. COFFEE 1: 1 backordered (NoSupply)
        order C1 COFFEE 1 / po 7
          -> SO-100001 held for duplicate of SO-100000
          -> 1. COFFEE 1
        cancel SO-100001
          -> SO-100001 cancelled
          -> to do: promise COFFEE
        order C1 COFFEE 1 / po 7
          -> SO-100002 held for duplicate of SO-100000
          -> 1. COFFEE 1
        cancel SO-100000
          -> SO-100000 cancelled
        order C1 COFFEE 1 / po 7
          -> SO-100003 held for duplicate of SO-100000
          -> 1. COFFEE 1
        order C1 COFFEE 1 / po 7
          -> SO-100004 held for duplicate of SO-100003
          -> 1. COFFEE 1
        "#,
    );
}

#[test]
fn prices_in_another_currency_are_held() {
    check(
        r#"
        order C1 COFFEE 1 at 10.00 / in USD
          -> SO-100000 held for currency (USD not ILS)
          -> 1. COFFEE 1
        order C1 COFFEE 1 at 10.00 / in ILS
          -> SO-100001
          -> 1. COFFEE 1: 1 backordered (NoSupply)
        "#,
    );
}

#[test]
fn one_order_may_be_held_for_many_reasons() {
    check(
        r#"
        order C1 COFFEE 1 / po 1
          -> SO-100000
          -> 1. COFFEE 1: 1 backordered (NoSupply)
        order C1 ?beans 1, LAMP 1, COFFEE 1 at 1.00 / po 1 in USD doubted
          -> SO-100001 held for duplicate of SO-100000, address, currency (USD not ILS), unknown_item of 1, no_price of 2, price of 3 (100 not 1000)
          -> 1. ?beans 1
          -> 2. LAMP 1
          -> 3. COFFEE 1
        "#,
    );
}

#[test]
fn an_order_that_breaks_a_rule_is_refused_whole() {
    check(
        r#"
        order C4 COFFEE 1
          -> refused: customer C4 is blocked for new orders (customer_blocked)
        order #99 COFFEE 1
          -> refused: there is no customer "99" (unknown)
        order C1
          -> refused: at least one line is needed (empty)
        order C1 COFFEE 1, COFFEE 0
          -> refused: row 2: the quantity is 0; 1 to 1000000000000 are allowed (bad_quantity)
        order C1 COFFEE 1000000000001
          -> refused: row 1: the quantity is 1000000000001; 1 to 1000000000000 are allowed (bad_quantity)
        order C1 #99 1
          -> refused: row 1: there is no item "99" (unknown)
        order C1 COFFEE 1 pallet
          -> refused: row 1: there is no unit of item COFFEE "pallet" (unknown)
        order C1 COFFEE 1 / by 2199-01-01
          -> refused: the requested day is 2199-01-01; a day within 3650 days of 2026-03-01 is allowed (out_of_range)
        order C1 COFFEE 1, TEA 1 by 1950-01-01
          -> refused: row 2: the requested day is 1950-01-01; a day within 3650 days of 2026-03-01 is allowed (out_of_range)
        order C1 COFFEE 1 / expires 2026-03-01T09:00:00Z
          -> refused: the reservation would lapse before it is made (in_the_past)
        "#,
    );
}

#[test]
fn an_order_whose_value_can_not_be_added_up_is_refused() {
    check(
        r#"
        price COFFEE 9999999999.99
        order C1 COFFEE 1000000000000
          -> refused: the order is worth more than can be added up; split it (value_too_large)
        order C1 COFFEE 1000
          -> SO-100000
          -> 1. COFFEE 1000: 1000 backordered (NoSupply)
        order C1 COFFEE 1001
          -> refused: the order is worth more than can be added up; split it (value_too_large)
        "#,
    );
}

#[test]
fn open_orders_of_a_customer_stay_within_what_can_be_added_up() {
    let mut bench = Bench::after("price COFFEE 9999999999999.99");
    let refused = (0..=1_000).find(|_| bench.quick_step("order C1 COFFEE 1").is_err());
    assert_eq!(refused, Some(1_000));
    assert_eq!(
        bench.step("order C1 COFFEE 1"),
        [
            "refused: the open orders of the customer are worth more than can be added up (value_too_large)"
        ]
    );
}

#[test]
fn an_order_of_ten_thousand_lines_is_handled_in_one_breath() {
    let mut bench = Bench::after(
        "stock DC1 COFFEE 15000
         stock DC2 COFFEE 12000
         supply PO1 purchase DC1 COFFEE 1000 2026-03-05",
    );
    let rows = vec!["COFFEE 3"; LINES_MAX].join(", ");
    let longer: Vec<String> = (1..=LINES_MAX)
        .map(|line| format!("line {line} qty 4"))
        .collect();
    for line in [
        format!("order C1 {rows}"),
        format!("amend SO-100000 {}", longer.join(", ")),
        "amend SO-100000 by 2026-03-20".to_owned(),
        "hold SO-100000".to_owned(),
        "unhold SO-100000 review".to_owned(),
        "release SO-100000 DC1".to_owned(),
        "cancel SO-100000".to_owned(),
    ] {
        bench.quick_step(&line).unwrap();
    }
    assert!(bench.book.orders.is_empty());
}

#[test]
fn a_case_is_twelve_pieces() {
    check(
        r#"
        stock DC1 COFFEE 100
        order C1 COFFEE 2 case
          -> SO-100000
          -> 1. COFFEE 24: 24 promised DC1 03-01>03-02
        show DC1 COFFEE
          -> 100 on hand, 24 reserved
        "#,
    );
}

#[test]
fn a_reservation_lapses_at_its_moment_unless_it_is_confirmed() {
    check(
        r#"
        stock DC1 COFFEE 100
        order C1 COFFEE 10 / expires 2026-03-02T09:00:00Z
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
        order C1 COFFEE 20 / expires 2026-03-02T09:00:00Z
          -> SO-100001
          -> 1. COFFEE 20: 20 promised DC1 03-01>03-02
        release SO-100001 DC1 1:1
          -> refused: SO-100001 is a reservation; confirm it first (not_confirmed)
        amend SO-100001 confirm
          -> SO-100001
          -> 1. COFFEE 20: 20 promised DC1 03-01>03-02
        clock 2026-03-02 08:59
        lapse
          -> nothing
        clock 2026-03-02 09:00
        lapse
          -> SO-100000 cancelled
        lapse
          -> nothing
        show DC1 COFFEE
          -> 100 on hand, 20 reserved
        "#,
    );
}

#[test]
fn a_held_order_lapses_too() {
    check(
        r#"
        order C5 COFFEE 10 / expires 2026-03-02T09:00:00Z
          -> SO-100000 held for address
          -> 1. COFFEE 10
        clock 2026-03-02 09:00
        lapse
          -> SO-100000 cancelled
        "#,
    );
}
