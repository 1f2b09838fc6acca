//! Stories of allocations and protections.

use crate::story::check;

#[test]
fn a_group_gets_no_more_than_its_allocation_and_the_next_period_is_another() {
    check(
        r#"
        policy lateness_cost_bp_per_day 20000
        group C1 KEY
        stock DC1 COFFEE 100
        allocate Q1 KEY COFFEE 10 2026-03-01 2026-03-07
        allocate Q2 KEY COFFEE 5 2026-03-08 2026-03-31
        order C1 COFFEE 20
          -> SO-100000
          -> 1. COFFEE 20: 10 promised DC1 03-01>03-02, 5 promised DC1 03-08>03-09, 5 promised DC1 04-01>04-02
        show quota Q1
          -> 0 of 10: 10 open, 0 finished
        order C2 COFFEE 20
          -> SO-100001
          -> 1. COFFEE 20: 20 promised DC1 03-01>03-02
        "#,
    );
}

#[test]
fn allocations_of_all_groups_of_a_customer_hold_together() {
    check(
        r#"
        policy lateness_cost_bp_per_day 20000
        group C1 KEY WEB
        stock DC1 COFFEE 100
        allocate Q1 KEY COFFEE 10 2026-03-01 2026-12-31
        allocate Q2 WEB COFFEE 4 2026-03-01 2026-03-31
        order C1 COFFEE 20
          -> SO-100000
          -> 1. COFFEE 20: 4 promised DC1 03-01>03-02, 6 promised DC1 04-01>04-02, 10 promised DC1 01-01>01-02
        "#,
    );
}

#[test]
fn one_allocation_may_count_several_items_and_one_site() {
    check(
        r#"
        group C1 KEY
        stock DC1 COFFEE 100
        stock DC1 TEA 100
        stock DC3 TEA 100
        allocate Q1 KEY COFFEE+TEA 10 2026-03-01 2999-12-31 at DC1
        policy split_sites_max 1
        order C1 COFFEE 7, TEA 7
          -> SO-100000
          -> 1. COFFEE 7: 7 promised DC1 03-01>03-02
          -> 2. TEA 7: 3 promised DC1 03-01>03-02, 4 backordered (Allocation)
        order C1 TEA 7
          -> SO-100001
          -> 1. TEA 7: 7 promised DC3 03-01>03-02
        "#,
    );
}

#[test]
fn what_is_cancelled_counts_no_more_and_what_was_delivered_counts_for_ever() {
    check(
        r#"
        group C1 KEY
        stock DC1 COFFEE 100
        allocate Q1 KEY COFFEE 10 2026-03-01 2999-12-31
        order C1 COFFEE 8
          -> SO-100000
          -> 1. COFFEE 8: 8 promised DC1 03-01>03-02
        order C1 COFFEE 6
          -> SO-100001
          -> 1. COFFEE 6: 2 promised DC1 03-01>03-02, 4 backordered (Allocation)
        cancel SO-100000
          -> SO-100000 cancelled
          -> to do: promise COFFEE
        backorders COFFEE
          -> SO-100001
          -> 1. COFFEE 6: 6 promised DC1 03-01>03-02
        show quota Q1
          -> 4 of 10: 6 open, 0 finished
        release SO-100001 DC1
          -> SO-100001
          -> 1. COFFEE 6: 6 released DC1 03-01>03-02
        pick SO-100001 DC1
          -> SO-100001
          -> 1. COFFEE 6: 6 picked DC1 03-01>03-02
        pack SO-100001 DC1
          -> SO-100001
          -> 1. COFFEE 6: 6 packed DC1 03-01>03-02
        ship SO-100001 DC1
          -> SO-100001
          -> 1. COFFEE 6: 6 shipped DC1 03-01>03-02
        deliver SO-100001 DC1
          -> SO-100001 finished
        show quota Q1
          -> 4 of 10: 0 open, 6 finished
        allocate Q1 KEY COFFEE 20 2026-03-01 2999-12-31
        show quota Q1
          -> 14 of 20: 0 open, 6 finished
        allocate Q1 KEY COFFEE 20 2026-03-02 2999-12-31
        show quota Q1
          -> 20 of 20: 0 open, 0 finished
        "#,
    );
}

#[test]
fn a_changed_order_counts_anew() {
    check(
        r#"
        group C1 KEY
        stock DC1 COFFEE 100
        allocate Q1 KEY COFFEE 10 2026-03-01 2999-12-31
        order C1 COFFEE 8
          -> SO-100000
          -> 1. COFFEE 8: 8 promised DC1 03-01>03-02
        amend SO-100000 line 1 qty 12
          -> SO-100000
          -> 1. COFFEE 12: 10 promised DC1 03-01>03-02, 2 backordered (Allocation)
          -> to do: promise COFFEE
        amend SO-100000 line 1 qty 9
          -> SO-100000
          -> 1. COFFEE 9: 9 promised DC1 03-01>03-02
        amend SO-100000 by 2026-03-20
          -> SO-100000
          -> 1. COFFEE 9: 9 promised DC1 03-19>03-20
        show quota Q1
          -> 1 of 10: 9 open, 0 finished
        hold SO-100000
          -> SO-100000 held for review
          -> 1. COFFEE 9
        show quota Q1
          -> 10 of 10: 0 open, 0 finished
        "#,
    );
}

#[test]
fn what_is_kept_for_a_group_is_left_alone_by_others() {
    check(
        r#"
        policy lateness_cost_bp_per_day 20000
        group C1 KEY
        group C2 WEB
        stock DC1 COFFEE 10
        supply PO1 purchase DC1 COFFEE 10 2026-03-05
        protect 1 P1 KEY COFFEE 8 2026-03-01 2026-03-31
        order C2 COFFEE 20
          -> SO-100000
          -> 1. COFFEE 20: 2 promised DC1 03-01>03-02, 10 promised DC1 of PO1 03-06>03-07, 8 backordered (Protected)
        order C1 COFFEE 5
          -> SO-100001
          -> 1. COFFEE 5: 5 promised DC1 03-01>03-02
        show quota P1
          -> 3 of 8: 5 open, 0 finished
        "#,
    );
}

#[test]
fn goods_that_come_behind_the_period_are_not_kept() {
    check(
        r#"
        group C1 KEY
        stock DC1 COFFEE 5
        supply PO1 purchase DC1 COFFEE 10 2026-04-05
        protect 1 P1 KEY COFFEE 8 2026-03-01 2026-03-31
        order C2 COFFEE 12
          -> SO-100000
          -> 1. COFFEE 12: 10 promised DC1 of PO1 04-06>04-07, 2 backordered (Protected)
        "#,
    );
}

#[test]
fn who_has_a_protection_of_higher_priority_may_take_what_is_kept_for_others() {
    check(
        r#"
        group C1 KEY
        group C5 KEY
        group C2 WEB
        stock DC1 COFFEE 10
        protect 1 P1 KEY COFFEE 3 2026-03-01 2026-03-31
        protect 2 P2 WEB COFFEE 5 2026-03-01 2026-03-31
        order C3 COFFEE 4
          -> SO-100000
          -> 1. COFFEE 4: 2 promised DC1 03-01>03-02, 2 backordered (Protected)
        order C1 COFFEE 4
          -> SO-100001
          -> 1. COFFEE 4: 4 promised DC1 03-01>03-02
        order C2 COFFEE 6
          -> SO-100002
          -> 1. COFFEE 6: 4 promised DC1 03-01>03-02, 2 backordered (NoSupply)
        "#,
    );
}

#[test]
fn what_two_sites_and_all_sites_keep_adds_up() {
    check(
        r#"
        group C1 KEY
        stock DC1 COFFEE 10
        stock DC3 COFFEE 2
        supply PO1 purchase DC1 COFFEE 10 2026-04-05
        protect 1 P1 KEY COFFEE 10 2026-03-01 2026-04-30 at DC1
        protect 1 P2 KEY COFFEE 10 2026-03-01 2026-03-31
        order C2 COFFEE 20
          -> SO-100000
          -> 1. COFFEE 20: 2 promised DC1 of PO1 04-06>04-07, 18 backordered (Protected)
        "#,
    );
}

#[test]
fn when_the_period_is_over_what_was_kept_goes_to_who_waits() {
    check(
        r#"
        group C1 KEY
        stock DC1 COFFEE 10
        protect 1 P1 KEY COFFEE 8 2026-03-01 2026-03-02
        order C2 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 2 promised DC1 03-01>03-02, 8 backordered (Protected)
        clock 2026-03-02 12:00
        lapse
          -> nothing
        clock 2026-03-03 12:00
        lapse
          -> quota 0 ended
          -> to do: promise COFFEE
        backorders COFFEE
          -> SO-100000
          -> 1. COFFEE 10: 2 promised DC1 03-01>03-02, 8 promised DC1 03-03>03-04
        show quota P1
          -> ended
        "#,
    );
}

#[test]
fn who_takes_one_shipment_only_keeps_within_the_allocation_of_its_day() {
    check(
        r#"
        group C3 KEY
        stock DC1 COFFEE 10
        supply PO1 purchase DC1 TEA 5 2026-03-09
        allocate Q1 KEY COFFEE 10 2026-03-01 2026-03-07
        allocate Q2 KEY COFFEE 4 2026-03-08 2026-03-31
        order C3 COFFEE 5, TEA 5
          -> SO-100000
          -> 1. COFFEE 5: 5 promised DC1 04-01>04-02
          -> 2. TEA 5: 5 promised DC1 of PO1 04-01>04-02
        "#,
    );
}

#[test]
fn a_customer_that_joins_a_group_brings_its_open_orders_along() {
    check(
        r#"
        policy lateness_cost_bp_per_day 20000
        group C2 KEY
        stock DC1 COFFEE 100
        allocate Q1 KEY COFFEE 10 2026-03-01 2026-03-31
        order C1 COFFEE 8
          -> SO-100000
          -> 1. COFFEE 8: 8 promised DC1 03-01>03-02
        show quota Q1
          -> 10 of 10: 0 open, 0 finished
        group C1 KEY WEB
        show quota Q1
          -> 2 of 10: 8 open, 0 finished
        order C1 COFFEE 8
          -> SO-100001
          -> 1. COFFEE 8: 2 promised DC1 03-01>03-02, 6 promised DC1 04-01>04-02
        group C1
        show quota Q1
          -> 10 of 10: 0 open, 0 finished
        "#,
    );
}

#[test]
fn a_quota_that_makes_no_sense_is_refused() {
    check(
        r#"
        allocate Q1 KEY COFFEE 10 2026-03-01 2026-03-31
          -> refused: row 1: there is no group "KEY" (unknown)
        group C1 KEY
        allocate Q1 KEY COFFEE 10 2026-03-31 2026-03-01
          -> refused: row 1: the period is 2026-03-31 to 2026-03-01; a first and a last day of the years 1900 to 2999 is allowed (out_of_range)
        allocate Q1 KEY #99 10 2026-03-01 2026-03-31
          -> refused: row 1: there is no item "99" (unknown)
        protect 1 Q1 KEY COFFEE+TEA 10 2026-03-01 2026-03-31
          -> refused: row 1: 2 items at once; at most 1 are allowed (too_many)
        end Q1
          -> refused: there is no quota "Q1" (unknown)
        group #99 KEY
          -> refused: row 1: there is no customer "99" (unknown)
        group C1 A B C D E F G H I
          -> refused: row 1: 9 groups at once; at most 8 are allowed (too_many)
        "#,
    );
}
