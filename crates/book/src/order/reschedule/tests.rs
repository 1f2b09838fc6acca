//! Stories of promises whose supply moves.

use crate::story::check;

#[test]
fn pegs_to_supply_that_arrives_become_stock() {
    check(
        r#"
        supply PO1 purchase DC1 COFFEE 10 2026-03-05
        order C1 COFFEE 4
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 of PO1 03-06>03-07
        arrive PO1 10
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 03-06>03-07
        show DC1 COFFEE
          -> 10 on hand, 4 reserved
        show supply PO1
          -> closed
        "#,
    );
}

#[test]
fn a_part_receipt_serves_the_earliest_goods_issue_first() {
    check(
        r#"
        supply PO1 purchase DC1 COFFEE 10 2026-03-05
        order C1 COFFEE 6 / by 2026-03-20
          -> SO-100000
          -> 1. COFFEE 6: 6 promised DC1 of PO1 03-19>03-20
        order C1 COFFEE 4
          -> SO-100001
          -> 1. COFFEE 4: 4 promised DC1 of PO1 03-06>03-07
        arrive PO1 5
          -> SO-100000
          -> 1. COFFEE 6: 1 promised DC1 03-19>03-20, 5 promised DC1 of PO1 03-19>03-20
          -> SO-100001
          -> 1. COFFEE 4: 4 promised DC1 03-06>03-07
        show supply PO1
          -> 5 open, 5 pegged, due 03-05
        arrive PO1 5
          -> SO-100000
          -> 1. COFFEE 6: 6 promised DC1 03-19>03-20
        show DC1 COFFEE
          -> 10 on hand, 10 reserved
        "#,
    );
}

#[test]
fn a_short_receipt_loses_the_pegs_that_nothing_covers() {
    check(
        r#"
        supply PO1 purchase DC1 COFFEE 10 2026-03-05
        order C1 COFFEE 6
          -> SO-100000
          -> 1. COFFEE 6: 6 promised DC1 of PO1 03-06>03-07
        order C1 COFFEE 4 / by 2026-03-20
          -> SO-100001
          -> 1. COFFEE 4: 4 promised DC1 of PO1 03-19>03-20
        arrive PO1 7 last
          -> SO-100000
          -> 1. COFFEE 6: 6 promised DC1 03-06>03-07
          -> SO-100001
          -> 1. COFFEE 4: 1 promised DC1 03-19>03-20, 3 backordered (SupplyLost)
          -> exception 0: short_supply, 3 of SO-100001.1 for 03-20
          -> to do: promise COFFEE
        show supply PO1
          -> closed
        backorders COFFEE
          -> done: promise COFFEE
        "#,
    );
}

#[test]
fn nothing_came_and_nothing_will() {
    check(
        r#"
        supply PO1 purchase DC1 COFFEE 10 2026-03-05
        order C1 COFFEE 6
          -> SO-100000
          -> 1. COFFEE 6: 6 promised DC1 of PO1 03-06>03-07
        arrive PO1 0
          -> refused: the quantity is 0; 1 to 10 are allowed (bad_quantity)
        arrive PO1 0 last
          -> SO-100000
          -> 1. COFFEE 6: 6 backordered (SupplyLost)
          -> exception 0: short_supply, 6 of SO-100000.1 for 03-07
          -> to do: promise COFFEE
        "#,
    );
}

#[test]
fn supply_that_comes_late_loses_the_promises_it_can_not_keep() {
    check(
        r#"
        supply PO1 purchase DC1 COFFEE 10 2026-03-05
        order C1 COFFEE 4
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 of PO1 03-06>03-07
        order C1 COFFEE 4 / by 2026-03-20
          -> SO-100001
          -> 1. COFFEE 4: 4 promised DC1 of PO1 03-19>03-20
        redate PO1 2026-03-10
          -> SO-100000
          -> 1. COFFEE 4: 4 backordered (SupplyLate)
          -> exception 0: late_supply, 4 of SO-100000.1 for 03-07
          -> to do: promise COFFEE
        backorders COFFEE
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 of PO1 03-11>03-12
        redate PO1 2026-03-10
          -> nothing
        redate PO1 2026-03-02
        show order SO-100000
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 of PO1 03-11>03-12
        "#,
    );
}

#[test]
fn supply_that_is_given_up_loses_all_its_promises() {
    check(
        r#"
        supply PO1 purchase DC1 COFFEE 10 2026-03-05
        supply PO2 purchase DC1 COFFEE 10 2026-03-12
        order C1 COFFEE 4
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 of PO1 03-06>03-07
        lose PO1
          -> SO-100000
          -> 1. COFFEE 4: 4 backordered (SupplyLost)
          -> exception 0: lost_supply, 4 of SO-100000.1 for 03-07
          -> to do: promise COFFEE
        backorders COFFEE
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 of PO2 03-13>03-14
        backorders COFFEE
          -> done: promise COFFEE
        lose PO1
          -> refused: there is no supply "999" (unknown)
        "#,
    );
}

#[test]
fn a_count_takes_from_the_youngest_promises() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 4
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 03-01>03-02
        order C1 COFFEE 4
          -> SO-100001
          -> 1. COFFEE 4: 4 promised DC1 03-01>03-02
        count DC1 COFFEE 9
        count DC1 COFFEE 5
          -> SO-100001
          -> 1. COFFEE 4: 1 promised DC1 03-01>03-02, 3 backordered (StockMissing)
          -> exception 0: stock_missing, 3 of SO-100001.1 for 03-02
          -> to do: promise COFFEE
        show DC1 COFFEE
          -> 5 on hand, 5 reserved
        count DC1 COFFEE 8
        backorders COFFEE
          -> SO-100001
          -> 1. COFFEE 4: 4 promised DC1 03-01>03-02
        "#,
    );
}

#[test]
fn a_count_can_not_take_what_is_being_picked() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 8
          -> SO-100000
          -> 1. COFFEE 8: 8 promised DC1 03-01>03-02
        release SO-100000 DC1 1:5
          -> SO-100000
          -> 1. COFFEE 8: 5 released DC1 03-01>03-02, 3 promised DC1 03-01>03-02
        count DC1 COFFEE 4
          -> refused: 1 of the missing goods are being picked or packed; cancel those first (stock_committed)
        count DC1 COFFEE 5
          -> SO-100000
          -> 1. COFFEE 8: 5 released DC1 03-01>03-02, 3 backordered (StockMissing)
          -> exception 0: stock_missing, 3 of SO-100000.1 for 03-02
          -> to do: promise COFFEE
        show DC1 COFFEE
          -> 5 on hand, 5 reserved
        "#,
    );
}

#[test]
fn other_promises_of_the_line_stay_when_one_is_lost() {
    check(
        r#"
        policy lateness_cost_bp_per_day 20000
        stock DC1 COFFEE 3
        supply PO1 purchase DC1 COFFEE 3 2026-03-05
        supply PO2 transit DC1 COFFEE 3 2026-03-06
        order C1 COFFEE 9
          -> SO-100000
          -> 1. COFFEE 9: 3 promised DC1 03-01>03-02, 3 promised DC1 of PO1 03-06>03-07, 3 promised DC1 of PO2 03-07>03-08
        lose PO1
          -> SO-100000
          -> 1. COFFEE 9: 3 promised DC1 03-01>03-02, 3 promised DC1 of PO2 03-07>03-08, 3 backordered (SupplyLost)
          -> exception 0: lost_supply, 3 of SO-100000.1 for 03-08
          -> to do: promise COFFEE
        arrive PO2 2 last
          -> SO-100000
          -> 1. COFFEE 9: 3 promised DC1 03-01>03-02, 2 promised DC1 03-07>03-08, 4 backordered (SupplyLost)
          -> exception 1: short_supply, 1 of SO-100000.1 for 03-08
        "#,
    );
}
