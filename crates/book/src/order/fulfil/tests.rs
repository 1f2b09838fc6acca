//! Stories of goods on their way.

use crate::story::check;

#[test]
fn an_order_goes_from_release_to_delivery() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
        release SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 released DC1 03-01>03-02
        pick SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 picked DC1 03-01>03-02
        pack SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 packed DC1 03-01>03-02
        ship SO-100000 DC1 tracking TRK1
          -> SO-100000
          -> 1. COFFEE 10: 10 shipped DC1 03-01>03-02
        show DC1 COFFEE
          -> 0 on hand, 0 reserved
        deliver SO-100000 DC1
          -> SO-100000 finished
        show DC1 COFFEE
          -> 0 on hand, 0 reserved
        show credit C1
          -> 0 on order
        deliver SO-100000 DC1
          -> refused: SO-100000 is finished and can't be changed any more (order_finished)
        "#,
    );
}

#[test]
fn goods_move_in_parts() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
        release SO-100000 DC1 1:8
          -> SO-100000
          -> 1. COFFEE 10: 8 released DC1 03-01>03-02, 2 promised DC1 03-01>03-02
        pick SO-100000 DC1 1:6
          -> SO-100000
          -> 1. COFFEE 10: 6 picked DC1 03-01>03-02, 2 released DC1 03-01>03-02, 2 promised DC1 03-01>03-02
        pack SO-100000 DC1 1:4
          -> SO-100000
          -> 1. COFFEE 10: 4 packed DC1 03-01>03-02, 2 picked DC1 03-01>03-02, 2 released DC1 03-01>03-02, 2 promised DC1 03-01>03-02
        ship SO-100000 DC1 1:2
          -> SO-100000
          -> 1. COFFEE 10: 2 shipped DC1 03-01>03-02, 2 packed DC1 03-01>03-02, 2 picked DC1 03-01>03-02, 2 released DC1 03-01>03-02, 2 promised DC1 03-01>03-02
        deliver SO-100000 DC1 1:1
          -> SO-100000
          -> 1. COFFEE 10: 1 delivered DC1 03-01>03-02, 1 shipped DC1 03-01>03-02, 2 packed DC1 03-01>03-02, 2 picked DC1 03-01>03-02, 2 released DC1 03-01>03-02, 2 promised DC1 03-01>03-02
        show DC1 COFFEE
          -> 8 on hand, 8 reserved
        release SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 1 delivered DC1 03-01>03-02, 1 shipped DC1 03-01>03-02, 2 packed DC1 03-01>03-02, 2 picked DC1 03-01>03-02, 4 released DC1 03-01>03-02
        pick SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 1 delivered DC1 03-01>03-02, 1 shipped DC1 03-01>03-02, 2 packed DC1 03-01>03-02, 6 picked DC1 03-01>03-02
        pack SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 1 delivered DC1 03-01>03-02, 1 shipped DC1 03-01>03-02, 8 packed DC1 03-01>03-02
        ship SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 1 delivered DC1 03-01>03-02, 9 shipped DC1 03-01>03-02
        deliver SO-100000 DC1
          -> SO-100000 finished
        "#,
    );
}

#[test]
fn parts_that_meet_again_become_one() {
    check(
        r#"
        stock DC1 COFFEE 3
        order C1 COFFEE 3
          -> SO-100000
          -> 1. COFFEE 3: 3 promised DC1 03-01>03-02
        release SO-100000 DC1 1:1
          -> SO-100000
          -> 1. COFFEE 3: 1 released DC1 03-01>03-02, 2 promised DC1 03-01>03-02
        release SO-100000 DC1 1:1
          -> SO-100000
          -> 1. COFFEE 3: 2 released DC1 03-01>03-02, 1 promised DC1 03-01>03-02
        release SO-100000 DC1 1:1
          -> SO-100000
          -> 1. COFFEE 3: 3 released DC1 03-01>03-02
        "#,
    );
}

#[test]
fn no_stage_is_skipped() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
        pick SO-100000 DC1
          -> refused: 0 are released at this site; 1 to that many can advance (not_at_stage)
        ship SO-100000 DC1
          -> refused: 0 are packed at this site; 1 to that many can advance (not_at_stage)
        deliver SO-100000 DC1 1:1
          -> refused: row 1: 0 are shipped at this site; 1 to that many can advance (not_at_stage)
        release SO-100000 DC2
          -> refused: 0 are promised at this site; 1 to that many can advance (not_at_stage)
        release SO-100000 DC1 1:11
          -> refused: row 1: 10 are promised at this site; 1 to that many can advance (not_at_stage)
        release SO-100000 DC1 1:0
          -> refused: row 1: 10 are promised at this site; 1 to that many can advance (not_at_stage)
        release SO-100000 DC1 2:1
          -> refused: there is no line "2" (unknown)
        release SO-100000 DC1 1:6 1:6
          -> refused: row 1: 10 are promised at this site; 1 to that many can advance (not_at_stage)
        release SO-100000 #9
          -> refused: there is no site "9" (unknown)
        release SO-100001 DC1
          -> refused: there is no order "SO-100001" (unknown)
        "#,
    );
}

#[test]
fn goods_that_are_still_to_come_in_can_not_be_released() {
    check(
        r#"
        policy lateness_cost_bp_per_day 5000
        stock DC1 COFFEE 4
        supply PO1 purchase DC1 COFFEE 6 2026-03-05
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 4 promised DC1 03-01>03-02, 6 promised DC1 of PO1 03-06>03-07
        release SO-100000 DC1 1:10
          -> refused: row 1: 4 are in stock, 6 are still to come in (not_in_stock)
        release SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 4 released DC1 03-01>03-02, 6 promised DC1 of PO1 03-06>03-07
        release SO-100000 DC1
          -> refused: 0 are promised at this site; 1 to that many can advance (not_at_stage)
        "#,
    );
}

#[test]
fn parts_that_leave_on_different_days_leave_one_after_the_other() {
    check(
        r#"
        policy lateness_cost_bp_per_day 5000
        stock DC1 COFFEE 10
        order C1 COFFEE 3, COFFEE 3 by 2026-03-06
          -> SO-100000
          -> 1. COFFEE 3: 3 promised DC1 03-01>03-02
          -> 2. COFFEE 3: 3 promised DC1 03-05>03-06
        amend SO-100000 line 1 qty 5
          -> SO-100000
          -> 1. COFFEE 5: 5 promised DC1 03-01>03-02
          -> 2. COFFEE 3: 3 promised DC1 03-05>03-06
        amend SO-100000 line 1 by 2026-03-04
          -> SO-100000
          -> 1. COFFEE 5: 5 promised DC1 03-03>03-04
          -> 2. COFFEE 3: 3 promised DC1 03-05>03-06
        release SO-100000 DC1 1:4 2:1
          -> SO-100000
          -> 1. COFFEE 5: 4 released DC1 03-03>03-04, 1 promised DC1 03-03>03-04
          -> 2. COFFEE 3: 1 released DC1 03-05>03-06, 2 promised DC1 03-05>03-06
        pick SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 5: 4 picked DC1 03-03>03-04, 1 promised DC1 03-03>03-04
          -> 2. COFFEE 3: 1 picked DC1 03-05>03-06, 2 promised DC1 03-05>03-06
        show order SO-100000
          -> SO-100000
          -> 1. COFFEE 5: 4 picked DC1 03-03>03-04, 1 promised DC1 03-03>03-04
          -> 2. COFFEE 3: 1 picked DC1 03-05>03-06, 2 promised DC1 03-05>03-06
        "#,
    );
}

#[test]
fn every_site_moves_its_own_goods() {
    check(
        r#"
        policy split_cost 0
        stock DC1 COFFEE 5
        stock DC2 COFFEE 5
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 5 promised DC1 03-01>03-02, 5 promised DC2 03-01>03-03
        release SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 5 released DC1 03-01>03-02, 5 promised DC2 03-01>03-03
        release SO-100000 DC2
          -> SO-100000
          -> 1. COFFEE 10: 5 released DC1 03-01>03-02, 5 released DC2 03-01>03-03
        pick SO-100000 DC2
          -> SO-100000
          -> 1. COFFEE 10: 5 released DC1 03-01>03-02, 5 picked DC2 03-01>03-03
        show order SO-100000
          -> SO-100000
          -> 1. COFFEE 10: 5 released DC1 03-01>03-02, 5 picked DC2 03-01>03-03
        "#,
    );
}
