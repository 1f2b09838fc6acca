//! Stories of cancelled orders.

use crate::story::check;

#[test]
fn a_cancelled_order_gives_back_exactly_what_it_had() {
    check(
        r#"
        policy lateness_cost_bp_per_day 5000
        stock DC1 COFFEE 10
        supply PO1 purchase DC1 COFFEE 5 2026-03-05
        order C1 COFFEE 3
          -> SO-100000
          -> 1. COFFEE 3: 3 promised DC1 03-01>03-02
        order C1 COFFEE 20
          -> SO-100001
          -> 1. COFFEE 20: 7 promised DC1 03-01>03-02, 5 promised DC1 of PO1 03-06>03-07, 8 backordered (NoSupply)
        cancel SO-100001
          -> SO-100001 cancelled
          -> to do: promise COFFEE
        show DC1 COFFEE
          -> 10 on hand, 3 reserved
        show supply PO1
          -> 5 open, 0 pegged, due 03-05
        show credit C1
          -> 3000 on order
        show work
          -> promise COFFEE
        "#,
    );
}

#[test]
fn a_line_is_cancelled_alone() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 3, COFFEE 4
          -> SO-100000
          -> 1. COFFEE 3: 3 promised DC1 03-01>03-02
          -> 2. COFFEE 4: 4 promised DC1 03-01>03-02
        cancel SO-100000 1
          -> SO-100000
          -> 1. COFFEE 3: 3 cancelled
          -> 2. COFFEE 4: 4 promised DC1 03-01>03-02
        cancel SO-100000 1
          -> refused: everything is picked, shipped or cancelled already; goods that shipped can be returned (nothing_to_cancel)
        cancel SO-100000 9
          -> refused: there is no line "9" (unknown)
        cancel SO-100000 2
          -> SO-100000 cancelled
        cancel SO-100000
          -> refused: SO-100000 is finished and can't be changed any more (order_finished)
        "#,
    );
}

#[test]
fn what_is_released_can_be_cancelled_and_what_is_picked_can_not() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
        release SO-100000 DC1 1:7
          -> SO-100000
          -> 1. COFFEE 10: 7 released DC1 03-01>03-02, 3 promised DC1 03-01>03-02
        pick SO-100000 DC1 1:4
          -> SO-100000
          -> 1. COFFEE 10: 4 picked DC1 03-01>03-02, 3 released DC1 03-01>03-02, 3 promised DC1 03-01>03-02
        cancel SO-100000
          -> SO-100000
          -> 1. COFFEE 10: 4 picked DC1 03-01>03-02, 6 cancelled
        show DC1 COFFEE
          -> 10 on hand, 4 reserved
        cancel SO-100000
          -> refused: everything is picked, shipped or cancelled already; goods that shipped can be returned (nothing_to_cancel)
        pack SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 4 packed DC1 03-01>03-02, 6 cancelled
        ship SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 4 shipped DC1 03-01>03-02, 6 cancelled
        cancel SO-100000
          -> refused: everything is picked, shipped or cancelled already; goods that shipped can be returned (nothing_to_cancel)
        deliver SO-100000 DC1
          -> SO-100000 finished
        cancel SO-100000
          -> refused: SO-100000 is finished and can't be changed any more (order_finished)
        "#,
    );
}

#[test]
fn cancelling_the_rest_of_a_partly_delivered_order_finishes_it() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
        release SO-100000 DC1 1:4
          -> SO-100000
          -> 1. COFFEE 10: 4 released DC1 03-01>03-02, 6 promised DC1 03-01>03-02
        pick SO-100000 DC1 1:4
          -> SO-100000
          -> 1. COFFEE 10: 4 picked DC1 03-01>03-02, 6 promised DC1 03-01>03-02
        pack SO-100000 DC1 1:4
          -> SO-100000
          -> 1. COFFEE 10: 4 packed DC1 03-01>03-02, 6 promised DC1 03-01>03-02
        ship SO-100000 DC1 1:4
          -> SO-100000
          -> 1. COFFEE 10: 4 shipped DC1 03-01>03-02, 6 promised DC1 03-01>03-02
        deliver SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 4 delivered DC1 03-01>03-02, 6 promised DC1 03-01>03-02
        cancel SO-100000
          -> SO-100000 finished
        show DC1 COFFEE
          -> 6 on hand, 0 reserved
        show credit C1
          -> 0 on order
        "#,
    );
}

#[test]
fn goods_that_come_free_are_promised_to_who_waits() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
        order C1 COFFEE 4
          -> SO-100001
          -> 1. COFFEE 4: 4 backordered (NoSupply)
        cancel SO-100000
          -> SO-100000 cancelled
          -> to do: promise COFFEE
        show work
          -> promise COFFEE
        backorders COFFEE
          -> SO-100001
          -> 1. COFFEE 4: 4 promised DC1 03-01>03-02
        backorders COFFEE
          -> done: promise COFFEE
        backorders COFFEE
          -> nothing
        "#,
    );
}

#[test]
fn a_cancelled_backorder_waits_no_more() {
    check(
        r#"
        order C1 COFFEE 4
          -> SO-100000
          -> 1. COFFEE 4: 4 backordered (NoSupply)
        order C1 COFFEE 5
          -> SO-100001
          -> 1. COFFEE 5: 5 backordered (NoSupply)
        cancel SO-100000
          -> SO-100000 cancelled
          -> to do: promise COFFEE
        stock DC1 COFFEE 9
        backorders COFFEE
          -> SO-100001
          -> 1. COFFEE 5: 5 promised DC1 03-01>03-02
        backorders COFFEE
          -> done: promise COFFEE
        "#,
    );
}

#[test]
fn cancelling_a_held_order_counts_nothing_against_the_credit() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C2 COFFEE 3, TEA 2 / doubted
          -> SO-100000 held for address
          -> 1. COFFEE 3
          -> 2. TEA 2
        cancel SO-100000 1
          -> SO-100000 held for address
          -> 1. COFFEE 3: 3 cancelled
          -> 2. TEA 2
        show credit C2
          -> 0 on order
        unhold SO-100000 address
          -> SO-100000
          -> 1. COFFEE 3: 3 cancelled
          -> 2. TEA 2: 2 backordered (NoSupply)
        show credit C2
          -> 1000 on order
        "#,
    );
}
