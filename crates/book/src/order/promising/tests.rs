//! Stories of backorders and what comes free for them.

use crate::story::check;

#[test]
fn an_order_waits_when_there_is_nothing_and_is_promised_when_goods_come() {
    check(
        r#"
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 10 backordered (NoSupply)
        show work
        stock DC1 COFFEE 6
          -> to do: promise COFFEE
        show work
          -> promise COFFEE
        backorders COFFEE
          -> SO-100000
          -> 1. COFFEE 10: 6 promised DC1 03-01>03-02, 4 backordered (NoSupply)
        backorders COFFEE
          -> done: promise COFFEE
        stock DC2 COFFEE 6
          -> to do: promise COFFEE
        backorders COFFEE
          -> SO-100000
          -> 1. COFFEE 10: 6 promised DC1 03-01>03-02, 4 promised DC2 03-01>03-03
        backorders COFFEE
          -> done: promise COFFEE
        "#,
    );
}

#[test]
fn the_oldest_order_is_promised_first_and_one_at_a_time() {
    check(
        r#"
        order C1 COFFEE 4
          -> SO-100000
          -> 1. COFFEE 4: 4 backordered (NoSupply)
        order C1 COFFEE 4
          -> SO-100001
          -> 1. COFFEE 4: 4 backordered (NoSupply)
        order C1 COFFEE 4
          -> SO-100002
          -> 1. COFFEE 4: 4 backordered (NoSupply)
        stock DC1 COFFEE 9
          -> to do: promise COFFEE
        backorders COFFEE
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 03-01>03-02
        backorders COFFEE
          -> SO-100001
          -> 1. COFFEE 4: 4 promised DC1 03-01>03-02
        backorders COFFEE
          -> SO-100002
          -> 1. COFFEE 4: 1 promised DC1 03-01>03-02, 3 backordered (NoSupply)
        backorders COFFEE
          -> done: promise COFFEE
        "#,
    );
}

#[test]
fn two_backordered_lines_of_one_order_do_not_share_stock() {
    check(
        r#"
        order C1 COFFEE 4, TEA 1, COFFEE 4
          -> SO-100000
          -> 1. COFFEE 4: 4 backordered (NoSupply)
          -> 2. TEA 1: 1 backordered (NoSupply)
          -> 3. COFFEE 4: 4 backordered (NoSupply)
        stock DC1 COFFEE 6
          -> to do: promise COFFEE
        backorders COFFEE
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 03-01>03-02
          -> 2. TEA 1: 1 backordered (NoSupply)
          -> 3. COFFEE 4: 2 promised DC1 03-01>03-02, 2 backordered (NoSupply)
        backorders COFFEE
          -> done: promise COFFEE
        show DC1 COFFEE
          -> 6 on hand, 6 reserved
        "#,
    );
}

#[test]
fn announced_supply_gives_backorders_a_date() {
    check(
        r#"
        order C1 COFFEE 4
          -> SO-100000
          -> 1. COFFEE 4: 4 backordered (NoSupply)
        supply PO1 purchase DC1 COFFEE 10 2026-03-05
          -> to do: promise COFFEE
        backorders COFFEE
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 of PO1 03-06>03-07
        show supply PO1
          -> 10 open, 4 pegged, due 03-05
        "#,
    );
}

#[test]
fn a_backorder_without_a_lane_waits_for_the_lane() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 4 / to N
          -> SO-100000
          -> 1. COFFEE 4: 4 backordered (NoLane)
        backorders COFFEE
          -> nothing
        amend SO-100000 to A
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 03-01>03-02
          -> to do: promise COFFEE
        "#,
    );
}

#[test]
fn safety_stock_is_kept_back_until_it_is_lowered() {
    check(
        r#"
        item COFFEE safety DC1 8
        stock DC1 COFFEE 10
        order C1 COFFEE 5
          -> SO-100000
          -> 1. COFFEE 5: 2 promised DC1 03-01>03-02, 3 backordered (NoSupply)
        item COFFEE safety DC1 0
          -> to do: promise COFFEE
        backorders COFFEE
          -> SO-100000
          -> 1. COFFEE 5: 5 promised DC1 03-01>03-02
        "#,
    );
}

#[test]
fn who_takes_one_shipment_only_gets_one_after_a_backorder_too() {
    check(
        r#"
        stock DC1 TEA 5
        order C3 COFFEE 4, TEA 5
          -> SO-100000
          -> 1. COFFEE 4: 4 backordered (NoSupply)
          -> 2. TEA 5: 5 promised DC1 03-01>03-02
        supply PO1 purchase DC1 COFFEE 10 2026-03-09
          -> to do: promise COFFEE
        backorders COFFEE
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 of PO1 03-10>03-11
          -> 2. TEA 5: 5 promised DC1 03-10>03-11
        backorders COFFEE
          -> done: promise COFFEE
        "#,
    );
}

#[test]
fn what_an_order_gives_up_when_it_is_promised_anew_goes_to_who_waits_for_it() {
    check(
        r#"
        stock DC1 TEA 5
        order C3 COFFEE 9, TEA 5
          -> SO-100000
          -> 1. COFFEE 9: 9 backordered (NoSupply)
          -> 2. TEA 5: 5 promised DC1 03-01>03-02
        order C1 TEA 2
          -> SO-100001
          -> 1. TEA 2: 2 backordered (NoSupply)
        stock DC2 COFFEE 9
          -> to do: promise COFFEE
        backorders COFFEE
          -> SO-100000
          -> 1. COFFEE 9: 9 promised DC2 03-01>03-03
          -> 2. TEA 5: 5 backordered (NoSupply)
          -> to do: promise TEA
        backorders TEA
          -> SO-100001
          -> 1. TEA 2: 2 promised DC1 03-01>03-02
        "#,
    );
}

#[test]
fn a_line_that_waited_for_the_sake_of_another_is_promised_when_that_one_is_cancelled() {
    check(
        r#"
        stock DC1 COFFEE 9
        stock DC2 TEA 1
        order C1 COFFEE 9, TEA 1
          -> SO-100000
          -> 1. COFFEE 9: 9 promised DC1 03-01>03-02
          -> 2. TEA 1: 1 backordered (NoSupply)
        cancel SO-100000 1
          -> SO-100000
          -> 1. COFFEE 9: 9 cancelled
          -> 2. TEA 1: 1 backordered (NoSupply)
          -> to do: promise TEA
        backorders TEA
          -> SO-100000
          -> 1. COFFEE 9: 9 cancelled
          -> 2. TEA 1: 1 promised DC2 03-01>03-03
        "#,
    );
}

#[test]
fn a_held_order_does_not_wait_in_line() {
    check(
        r#"
        order C1 COFFEE 4
          -> SO-100000
          -> 1. COFFEE 4: 4 backordered (NoSupply)
        hold SO-100000
          -> SO-100000 held for review
          -> 1. COFFEE 4
          -> to do: promise COFFEE
        stock DC1 COFFEE 9
        backorders COFFEE
          -> done: promise COFFEE
        backorders #99
          -> refused: there is no item "99" (unknown)
        "#,
    );
}
