//! Stories of holds and their release.

use crate::story::check;

#[test]
fn an_order_is_promised_when_its_last_hold_falls() {
    check(
        r#"
        stock DC1 COFFEE 100
        order C1 COFFEE 1 / po 1
          -> SO-100000
          -> 1. COFFEE 1: 1 promised DC1 03-01>03-02
        order C1 COFFEE 5 at 9.00 / po 1 doubted
          -> SO-100001 held for duplicate of SO-100000, address, price of 1 (900 not 1000)
          -> 1. COFFEE 5
        unhold SO-100001 price
          -> SO-100001 held for duplicate of SO-100000, address
          -> 1. COFFEE 5
        unhold SO-100001 duplicate
          -> SO-100001 held for address
          -> 1. COFFEE 5
        unhold SO-100001 duplicate
          -> refused: SO-100001 has no hold of kind duplicate (not_held)
        unhold SO-100001 address
          -> SO-100001
          -> 1. COFFEE 5: 5 promised DC1 03-01>03-02
        show DC1 COFFEE
          -> 100 on hand, 6 reserved
        "#,
    );
}

#[test]
fn a_hold_for_review_sets_free_what_is_not_released() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
        release SO-100000 DC1 1:4
          -> SO-100000
          -> 1. COFFEE 10: 4 released DC1 03-01>03-02, 6 promised DC1 03-01>03-02
        order C1 COFFEE 3
          -> SO-100001
          -> 1. COFFEE 3: 3 backordered (NoSupply)
        hold SO-100000
          -> SO-100000 held for review
          -> 1. COFFEE 10: 4 released DC1 03-01>03-02
          -> to do: promise COFFEE
        hold SO-100000
          -> nothing
        show DC1 COFFEE
          -> 10 on hand, 4 reserved
        backorders COFFEE
          -> SO-100001
          -> 1. COFFEE 3: 3 promised DC1 03-01>03-02
        backorders COFFEE
          -> done: promise COFFEE
        unhold SO-100000 review
          -> SO-100000
          -> 1. COFFEE 10: 4 released DC1 03-01>03-02, 3 promised DC1 03-01>03-02, 3 backordered (NoSupply)
        show DC1 COFFEE
          -> 10 on hand, 10 reserved
        "#,
    );
}

#[test]
fn holding_forgets_backorders_until_the_release() {
    check(
        r#"
        order C1 COFFEE 5
          -> SO-100000
          -> 1. COFFEE 5: 5 backordered (NoSupply)
        hold SO-100000
          -> SO-100000 held for review
          -> 1. COFFEE 5
          -> to do: promise COFFEE
        stock DC1 COFFEE 5
        unhold SO-100000 review
          -> SO-100000
          -> 1. COFFEE 5: 5 promised DC1 03-01>03-02
        "#,
    );
}

#[test]
fn an_unknown_item_must_be_resolved_before_its_hold_falls() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 ?beans 3, OLD 1
          -> SO-100000 held for unknown_item of 1, unknown_item of 2
          -> 1. ?beans 3
          -> 2. OLD 1
        unhold SO-100000 unknown_item
          -> refused: line 1 still names no item that may be ordered; resolve or cancel it (hold_stands)
        amend SO-100000 line 1 is COFFEE
          -> SO-100000 held for unknown_item of 1, unknown_item of 2
          -> 1. COFFEE 3
          -> 2. OLD 1
        unhold SO-100000 unknown_item
          -> refused: line 2 still names no item that may be ordered; resolve or cancel it (hold_stands)
        item OLD sold
        unhold SO-100000 unknown_item
          -> SO-100000
          -> 1. COFFEE 3: 3 promised DC1 03-01>03-02
          -> 2. OLD 1: 1 backordered (NoSupply)
        "#,
    );
}

#[test]
fn a_resolved_item_may_bring_a_price_difference_to_light() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 ?beans 3 at 7.00
          -> SO-100000 held for unknown_item of 1
          -> 1. ?beans 3
        amend SO-100000 line 1 is COFFEE
          -> SO-100000 held for unknown_item of 1, price of 1 (700 not 1000)
          -> 1. COFFEE 3
        unhold SO-100000 unknown_item
          -> SO-100000 held for price of 1 (700 not 1000)
          -> 1. COFFEE 3
        unhold SO-100000 price
          -> SO-100000
          -> 1. COFFEE 3: 3 promised DC1 03-01>03-02
        "#,
    );
}

#[test]
fn a_line_that_was_cancelled_needs_no_item() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 ?beans 3, COFFEE 2
          -> SO-100000 held for unknown_item of 1
          -> 1. ?beans 3
          -> 2. COFFEE 2
        cancel SO-100000 1
          -> SO-100000 held for unknown_item of 1
          -> 1. ?beans 3: 3 cancelled
          -> 2. COFFEE 2
        unhold SO-100000 unknown_item
          -> SO-100000
          -> 1. ?beans 3: 3 cancelled
          -> 2. COFFEE 2: 2 promised DC1 03-01>03-02
        amend SO-100000 line 1 qty 2
          -> refused: row 1: line 1 was cancelled before its item and price were known; add another line (too_far_along)
        amend SO-100000 by 2026-03-09
          -> SO-100000
          -> 1. ?beans 3: 3 cancelled
          -> 2. COFFEE 2: 2 promised DC1 03-08>03-09
        "#,
    );
}

#[test]
fn a_missing_price_is_taken_from_the_list_when_it_is_there() {
    check(
        r#"
        stock DC1 LAMP 10
        order C1 LAMP 2
          -> SO-100000 held for no_price of 1
          -> 1. LAMP 2
        unhold SO-100000 no_price
          -> refused: line 1 still has no price in the customer's price list (hold_stands)
        price LAMP 30.00
        unhold SO-100000 no_price
          -> SO-100000
          -> 1. LAMP 2: 2 promised DC1 03-01>03-02
        show credit C1
          -> 6000 on order
        "#,
    );
}

#[test]
fn a_price_that_was_missing_may_differ_from_the_stated_one() {
    check(
        r#"
        stock DC1 LAMP 10
        order C1 LAMP 2 at 25.00
          -> SO-100000 held for no_price of 1
          -> 1. LAMP 2
        price LAMP 30.00
        unhold SO-100000 no_price
          -> SO-100000 held for price of 1 (2500 not 3000)
          -> 1. LAMP 2
        unhold SO-100000 price
          -> SO-100000
          -> 1. LAMP 2: 2 promised DC1 03-01>03-02
        "#,
    );
}

#[test]
fn a_cancelled_line_needs_no_price() {
    check(
        r#"
        order C1 LAMP 2, COFFEE 1
          -> SO-100000 held for no_price of 1
          -> 1. LAMP 2
          -> 2. COFFEE 1
        cancel SO-100000 1
          -> SO-100000 held for no_price of 1
          -> 1. LAMP 2: 2 cancelled
          -> 2. COFFEE 1
        unhold SO-100000 no_price
          -> SO-100000
          -> 1. LAMP 2: 2 cancelled
          -> 2. COFFEE 1: 1 backordered (NoSupply)
        amend SO-100000 line 1 qty 2
          -> refused: row 1: line 1 was cancelled before its item and price were known; add another line (too_far_along)
        "#,
    );
}

#[test]
fn an_address_hold_stands_until_there_is_a_ship_to() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C5 COFFEE 1
          -> SO-100000 held for address
          -> 1. COFFEE 1
        unhold SO-100000 address
          -> refused: the order has no ship-to; set one first (hold_stands)
        customer C5 ship_to A 1
        amend SO-100000 to A
          -> SO-100000 held for address
          -> 1. COFFEE 1
        unhold SO-100000 address
          -> SO-100000
          -> 1. COFFEE 1: 1 promised DC1 03-01>03-02
        "#,
    );
}

#[test]
fn a_held_order_can_not_be_released_to_a_site() {
    check(
        r#"
        order C5 COFFEE 1
          -> SO-100000 held for address
          -> 1. COFFEE 1
        release SO-100000 DC1
          -> refused: SO-100000 is held; release its holds first (order_held)
        unhold SO-100000 review
          -> refused: SO-100000 has no hold of kind review (not_held)
        "#,
    );
}

#[test]
fn a_credit_hold_is_set_on_release_when_the_customer_ordered_on_meanwhile() {
    check(
        r#"
        stock DC1 COFFEE 500
        order C2 COFFEE 60 / doubted
          -> SO-100000 held for address
          -> 1. COFFEE 60
        order C2 COFFEE 60
          -> SO-100001
          -> 1. COFFEE 60: 60 promised DC1 03-01>03-02
        unhold SO-100000 address
          -> SO-100000 held for credit (120000 of 100000)
          -> 1. COFFEE 60
        show credit C2
          -> 60000 on order
        unhold SO-100000 credit
          -> SO-100000
          -> 1. COFFEE 60: 60 promised DC1 03-01>03-02
        show credit C2
          -> 120000 on order
        hold SO-100000
          -> SO-100000 held for review
          -> 1. COFFEE 60
        show credit C2
          -> 60000 on order
        unhold SO-100000 review
          -> SO-100000
          -> 1. COFFEE 60: 60 promised DC1 03-01>03-02
        show credit C2
          -> 120000 on order
        "#,
    );
}

#[test]
fn a_price_that_was_missing_may_lead_over_the_credit_limit() {
    check(
        r#"
        stock DC1 LAMP 10
        order C2 LAMP 2
          -> SO-100000 held for no_price of 1
          -> 1. LAMP 2
        price LAMP 501.00
        unhold SO-100000 no_price
          -> SO-100000 held for credit (100200 of 100000)
          -> 1. LAMP 2
        "#,
    );
}

#[test]
fn a_price_that_can_not_be_added_up_keeps_the_hold() {
    check(
        r#"
        order C1 LAMP 1000000000000
          -> SO-100000 held for no_price of 1
          -> 1. LAMP 1000000000000
        price LAMP 9999999999.99
        unhold SO-100000 no_price
          -> refused: the order is worth more than can be added up; split it (value_too_large)
        "#,
    );
}

#[test]
fn what_is_on_its_way_arrives_though_the_order_is_held() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 2
          -> SO-100000
          -> 1. COFFEE 2: 2 promised DC1 03-01>03-02
        release SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 2: 2 released DC1 03-01>03-02
        pick SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 2: 2 picked DC1 03-01>03-02
        pack SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 2: 2 packed DC1 03-01>03-02
        ship SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 2: 2 shipped DC1 03-01>03-02
        hold SO-100000
          -> SO-100000 held for review
          -> 1. COFFEE 2: 2 shipped DC1 03-01>03-02
        deliver SO-100000 DC1
          -> SO-100000 finished
        show credit C1
          -> 0 on order
        "#,
    );
}

#[test]
fn a_held_order_whose_lines_are_all_cancelled_is_finished() {
    check(
        r#"
        order C1 ?beans 1, LAMP 1
          -> SO-100000 held for unknown_item of 1, no_price of 2
          -> 1. ?beans 1
          -> 2. LAMP 1
        cancel SO-100000 1
          -> SO-100000 held for unknown_item of 1, no_price of 2
          -> 1. ?beans 1: 1 cancelled
          -> 2. LAMP 1
        cancel SO-100000 2
          -> SO-100000 cancelled
        unhold SO-100000 no_price
          -> refused: SO-100000 is finished and can't be changed any more (order_finished)
        show credit C1
          -> 0 on order
        "#,
    );
}
