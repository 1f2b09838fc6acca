//! Stories of changed orders.

use crate::story::check;

#[test]
fn a_larger_line_keeps_its_promise_and_is_promised_the_rest() {
    check(
        r#"
        policy lateness_cost_bp_per_day 5000
        stock DC1 COFFEE 12
        supply PO1 purchase DC1 COFFEE 10 2026-03-05
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
        amend SO-100000 line 1 qty 15
          -> SO-100000
          -> 1. COFFEE 15: 12 promised DC1 03-01>03-02, 3 promised DC1 of PO1 03-06>03-07
        "#,
    );
}

#[test]
fn a_smaller_line_gives_up_what_has_no_date_then_its_latest_promise() {
    check(
        r#"
        policy lateness_cost_bp_per_day 5000
        stock DC1 COFFEE 5
        supply PO1 purchase DC1 COFFEE 3 2026-03-05
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 5 promised DC1 03-01>03-02, 3 promised DC1 of PO1 03-06>03-07, 2 backordered (NoSupply)
        amend SO-100000 line 1 qty 9
          -> SO-100000
          -> 1. COFFEE 9: 5 promised DC1 03-01>03-02, 3 promised DC1 of PO1 03-06>03-07, 1 backordered (NoSupply)
          -> to do: promise COFFEE
        amend SO-100000 line 1 qty 7
          -> SO-100000
          -> 1. COFFEE 7: 5 promised DC1 03-01>03-02, 2 promised DC1 of PO1 03-06>03-07
        amend SO-100000 line 1 qty 4
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 03-01>03-02
        show supply PO1
          -> 3 open, 0 pegged, due 03-05
        show DC1 COFFEE
          -> 5 on hand, 4 reserved
        "#,
    );
}

#[test]
fn two_lines_that_grow_together_do_not_share_stock() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 2, COFFEE 2
          -> SO-100000
          -> 1. COFFEE 2: 2 promised DC1 03-01>03-02
          -> 2. COFFEE 2: 2 promised DC1 03-01>03-02
        amend SO-100000 line 1 qty 8, line 2 qty 8
          -> SO-100000
          -> 1. COFFEE 8: 8 promised DC1 03-01>03-02
          -> 2. COFFEE 8: 2 promised DC1 03-01>03-02, 6 backordered (NoSupply)
          -> to do: promise COFFEE
        show DC1 COFFEE
          -> 10 on hand, 10 reserved
        "#,
    );
}

#[test]
fn what_one_line_gives_up_another_takes_in_the_same_change() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 8, COFFEE 2
          -> SO-100000
          -> 1. COFFEE 8: 8 promised DC1 03-01>03-02
          -> 2. COFFEE 2: 2 promised DC1 03-01>03-02
        amend SO-100000 line 2 qty 8, line 1 qty 2
          -> SO-100000
          -> 1. COFFEE 2: 2 promised DC1 03-01>03-02
          -> 2. COFFEE 8: 8 promised DC1 03-01>03-02
        "#,
    );
}

#[test]
fn quantity_and_day_of_a_line_change_in_one_step() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 8
          -> SO-100000
          -> 1. COFFEE 8: 8 promised DC1 03-01>03-02
        amend SO-100000 line 1 qty 10, line 1 by 2026-03-09
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-08>03-09
        amend SO-100000 line 1 by soon, line 1 qty 3
          -> SO-100000
          -> 1. COFFEE 3: 3 promised DC1 03-01>03-02
        show DC1 COFFEE
          -> 10 on hand, 3 reserved
        "#,
    );
}

#[test]
fn a_line_cut_to_what_is_released_gives_up_the_rest_with_its_day() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 8
          -> SO-100000
          -> 1. COFFEE 8: 8 promised DC1 03-01>03-02
        release SO-100000 DC1 1:3
          -> SO-100000
          -> 1. COFFEE 8: 3 released DC1 03-01>03-02, 5 promised DC1 03-01>03-02
        amend SO-100000 line 1 qty 3, line 1 by 2026-03-09
          -> SO-100000
          -> 1. COFFEE 3: 3 released DC1 03-01>03-02
        show DC1 COFFEE
          -> 10 on hand, 3 reserved
        "#,
    );
}

#[test]
fn another_day_promises_anew_what_is_not_released() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 8, TEA 1 by 2026-03-06
          -> SO-100000
          -> 1. COFFEE 8: 8 promised DC1 03-01>03-02
          -> 2. TEA 1: 1 backordered (NoSupply)
        release SO-100000 DC1 1:3
          -> SO-100000
          -> 1. COFFEE 8: 3 released DC1 03-01>03-02, 5 promised DC1 03-01>03-02
          -> 2. TEA 1: 1 backordered (NoSupply)
        amend SO-100000 by 2026-03-09
          -> SO-100000
          -> 1. COFFEE 8: 3 released DC1 03-01>03-02, 5 promised DC1 03-08>03-09
          -> 2. TEA 1: 1 backordered (NoSupply)
          -> to do: promise TEA
        amend SO-100000 by soon
          -> SO-100000
          -> 1. COFFEE 8: 3 released DC1 03-01>03-02, 5 promised DC1 03-01>03-02
          -> 2. TEA 1: 1 backordered (NoSupply)
        "#,
    );
}

#[test]
fn another_address_promises_anew_unless_goods_are_released() {
    check(
        r#"
        stock DC1 COFFEE 10
        stock DC2 COFFEE 10
        order C1 COFFEE 8
          -> SO-100000
          -> 1. COFFEE 8: 8 promised DC1 03-01>03-02
        amend SO-100000 to B
          -> SO-100000
          -> 1. COFFEE 8: 8 promised DC2 03-01>03-02
        release SO-100000 DC2 1:1
          -> SO-100000
          -> 1. COFFEE 8: 1 released DC2 03-01>03-02, 7 promised DC2 03-01>03-02
        amend SO-100000 to A
          -> refused: row 1: goods are released to the old address already (too_far_along)
        amend SO-100000 to C2:A
          -> refused: row 1: ship-to A belongs to another customer (foreign_ship_to)
        "#,
    );
}

#[test]
fn a_line_is_added_at_the_list_price_only() {
    check(
        r#"
        stock DC1 TEA 10
        order C1 COFFEE 1
          -> SO-100000
          -> 1. COFFEE 1: 1 backordered (NoSupply)
        amend SO-100000 add TEA 4
          -> SO-100000
          -> 1. COFFEE 1: 1 backordered (NoSupply)
          -> 2. TEA 4: 4 promised DC1 03-01>03-02
          -> to do: promise COFFEE
        amend SO-100000 add TEA 4 at 4.00
          -> refused: row 1: the list price is 500 minor units for 1 (price_differs)
        amend SO-100000 add LAMP 1
          -> refused: row 1: the customer's price list has no price for LAMP (price_differs)
        amend SO-100000 add OLD 1
          -> refused: row 1: there is no orderable item "OLD" (unknown)
        amend SO-100000 add ?beans 1
          -> refused: row 1: there is no item "beans" (unknown)
        amend SO-100000 add TEA 7, add TEA 1
          -> SO-100000
          -> 1. COFFEE 1: 1 backordered (NoSupply)
          -> 2. TEA 4: 4 promised DC1 03-01>03-02
          -> 3. TEA 7: 6 promised DC1 03-01>03-02, 1 backordered (NoSupply)
          -> 4. TEA 1: 1 backordered (NoSupply)
        "#,
    );
}

#[test]
fn a_change_may_not_lead_over_the_credit_limit() {
    check(
        r#"
        stock DC1 COFFEE 500
        order C2 COFFEE 100
          -> SO-100000
          -> 1. COFFEE 100: 100 promised DC1 03-01>03-02
        amend SO-100000 line 1 qty 101
          -> refused: 1000 minor units more would exceed the credit limit (credit_exceeded)
        amend SO-100000 line 1 qty 90
          -> SO-100000
          -> 1. COFFEE 90: 90 promised DC1 03-01>03-02
        amend SO-100000 add COFFEE 10
          -> SO-100000
          -> 1. COFFEE 90: 90 promised DC1 03-01>03-02
          -> 2. COFFEE 10: 10 promised DC1 03-01>03-02
        show credit C2
          -> 100000 on order
        "#,
    );
}

#[test]
fn a_held_order_is_changed_without_a_promise() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 5 / doubted
          -> SO-100000 held for address
          -> 1. COFFEE 5
        amend SO-100000 line 1 qty 9, to B, by 2026-03-09, add TEA 1
          -> SO-100000 held for address
          -> 1. COFFEE 9
          -> 2. TEA 1
        show DC1 COFFEE
          -> 10 on hand, 0 reserved
        "#,
    );
}

#[test]
fn a_change_can_not_take_back_what_is_released() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 5
          -> SO-100000
          -> 1. COFFEE 5: 5 promised DC1 03-01>03-02
        release SO-100000 DC1 1:2
          -> SO-100000
          -> 1. COFFEE 5: 2 released DC1 03-01>03-02, 3 promised DC1 03-01>03-02
        pick SO-100000 DC1 1:2
          -> SO-100000
          -> 1. COFFEE 5: 2 picked DC1 03-01>03-02, 3 promised DC1 03-01>03-02
        pack SO-100000 DC1 1:2
          -> SO-100000
          -> 1. COFFEE 5: 2 packed DC1 03-01>03-02, 3 promised DC1 03-01>03-02
        ship SO-100000 DC1 1:2
          -> SO-100000
          -> 1. COFFEE 5: 2 shipped DC1 03-01>03-02, 3 promised DC1 03-01>03-02
        amend SO-100000 line 1 qty 1
          -> refused: row 1: 2 of line 1 are released already; at least that many must stay (too_far_along)
        amend SO-100000 line 1 qty 2
          -> SO-100000
          -> 1. COFFEE 2: 2 shipped DC1 03-01>03-02
        deliver SO-100000 DC1
          -> SO-100000 finished
        amend SO-100000 line 1 qty 3
          -> refused: SO-100000 is finished and can't be changed any more (order_finished)
        "#,
    );
}

#[test]
fn a_change_to_what_is_delivered_already_finishes_the_order() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 5
          -> SO-100000
          -> 1. COFFEE 5: 5 promised DC1 03-01>03-02
        release SO-100000 DC1 1:2
          -> SO-100000
          -> 1. COFFEE 5: 2 released DC1 03-01>03-02, 3 promised DC1 03-01>03-02
        pick SO-100000 DC1 1:2
          -> SO-100000
          -> 1. COFFEE 5: 2 picked DC1 03-01>03-02, 3 promised DC1 03-01>03-02
        pack SO-100000 DC1 1:2
          -> SO-100000
          -> 1. COFFEE 5: 2 packed DC1 03-01>03-02, 3 promised DC1 03-01>03-02
        ship SO-100000 DC1 1:2
          -> SO-100000
          -> 1. COFFEE 5: 2 shipped DC1 03-01>03-02, 3 promised DC1 03-01>03-02
        deliver SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 5: 2 delivered DC1 03-01>03-02, 3 promised DC1 03-01>03-02
        amend SO-100000 line 1 qty 2
          -> SO-100000 finished
        show DC1 COFFEE
          -> 8 on hand, 0 reserved
        show credit C1
          -> 0 on order
        "#,
    );
}

#[test]
fn a_delivered_line_may_grow_again_while_the_order_is_open() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 2, TEA 1
          -> SO-100000
          -> 1. COFFEE 2: 2 promised DC1 03-01>03-02
          -> 2. TEA 1: 1 backordered (NoSupply)
        release SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 2: 2 released DC1 03-01>03-02
          -> 2. TEA 1: 1 backordered (NoSupply)
        pick SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 2: 2 picked DC1 03-01>03-02
          -> 2. TEA 1: 1 backordered (NoSupply)
        pack SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 2: 2 packed DC1 03-01>03-02
          -> 2. TEA 1: 1 backordered (NoSupply)
        ship SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 2: 2 shipped DC1 03-01>03-02
          -> 2. TEA 1: 1 backordered (NoSupply)
        deliver SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 2: 2 delivered DC1 03-01>03-02
          -> 2. TEA 1: 1 backordered (NoSupply)
        amend SO-100000 line 1 qty 3
          -> SO-100000
          -> 1. COFFEE 3: 2 delivered DC1 03-01>03-02, 1 promised DC1 03-01>03-02
          -> 2. TEA 1: 1 backordered (NoSupply)
          -> to do: promise TEA
        "#,
    );
}

#[test]
fn what_was_cancelled_does_not_count() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 5, TEA 1
          -> SO-100000
          -> 1. COFFEE 5: 5 promised DC1 03-01>03-02
          -> 2. TEA 1: 1 backordered (NoSupply)
        cancel SO-100000 1
          -> SO-100000
          -> 1. COFFEE 5: 5 cancelled
          -> 2. TEA 1: 1 backordered (NoSupply)
          -> to do: promise TEA
        amend SO-100000 line 1 qty 2
          -> SO-100000
          -> 1. COFFEE 7: 2 promised DC1 03-01>03-02, 5 cancelled
          -> 2. TEA 1: 1 backordered (NoSupply)
        show credit C1
          -> 2500 on order
        "#,
    );
}

#[test]
fn changes_that_make_no_sense_are_refused_whole() {
    check(
        r#"
        order C1 COFFEE 5
          -> SO-100000
          -> 1. COFFEE 5: 5 backordered (NoSupply)
        amend SO-100000 nothing
          -> refused: at least one change is needed (empty)
        amend SO-100000 line 1 qty 3, line 2 qty 1
          -> refused: row 2: there is no line "2" (unknown)
        amend SO-100000 line 0 qty 1
          -> refused: row 1: there is no line "0" (unknown)
        amend SO-100000 line 1 qty 0
          -> refused: row 1: the quantity is 0; 1 to 1000000000000 are allowed (bad_quantity)
        amend SO-100000 line 1 is TEA
          -> refused: row 1: line 1 names a known item; add another line instead (too_far_along)
        amend SO-100000 line 1 by 1950-01-01
          -> refused: row 1: the requested day is 1950-01-01; a day within 3650 days of 2026-03-01 is allowed (out_of_range)
        amend SO-100009 line 1 qty 1
          -> refused: there is no order "SO-100009" (unknown)
        show order SO-100000
          -> SO-100000
          -> 1. COFFEE 5: 5 backordered (NoSupply)
        "#,
    );
}

#[test]
fn a_change_whose_value_can_not_be_added_up_is_refused() {
    check(
        r#"
        price COFFEE 9999999999.99
        order C1 COFFEE 1
          -> SO-100000
          -> 1. COFFEE 1: 1 backordered (NoSupply)
        amend SO-100000 line 1 qty 1000000000000
          -> refused: the order is worth more than can be added up; split it (value_too_large)
        "#,
    );
}

#[test]
fn who_takes_one_shipment_only_is_promised_anew_as_a_whole() {
    check(
        r#"
        stock DC1 COFFEE 10
        stock DC1 TEA 10
        supply PO1 purchase DC1 TEA 10 2026-03-09
        order C3 COFFEE 5, TEA 5
          -> SO-100000
          -> 1. COFFEE 5: 5 promised DC1 03-01>03-02
          -> 2. TEA 5: 5 promised DC1 03-01>03-02
        amend SO-100000 line 2 qty 15
          -> SO-100000
          -> 1. COFFEE 5: 5 promised DC1 03-10>03-11
          -> 2. TEA 15: 10 promised DC1 03-10>03-11, 5 promised DC1 of PO1 03-10>03-11
        "#,
    );
}
