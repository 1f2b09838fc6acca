//! Stories of goods that come back.

use crate::story::check;

#[test]
fn goods_that_come_back_go_into_stock_or_to_waste() {
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
        ship SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 shipped DC1 03-01>03-02
        return SO-100000 C1 DC2 / COFFEE 4
          -> return 0 agreed
        returned 0 1:1 restock
        returned 0 1:4 scrap
          -> refused: row 1: 3 are still expected on line 1 (return_too_large)
        returned 0 1:3 scrap
          -> return 0 closed
        returned 0 1:1 restock
          -> refused: return 0 is closed (return_closed)
        show DC2 COFFEE
          -> 1 on hand, 0 reserved
        "#,
    );
}

#[test]
fn no_more_comes_back_than_was_sent() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
        return SO-100000 C1 DC1 / COFFEE 1
          -> refused: row 1: 0 were sent and 0 are agreed to come back already (return_too_large)
        release SO-100000 DC1 1:6
          -> SO-100000
          -> 1. COFFEE 10: 6 released DC1 03-01>03-02, 4 promised DC1 03-01>03-02
        pick SO-100000 DC1 1:6
          -> SO-100000
          -> 1. COFFEE 10: 6 picked DC1 03-01>03-02, 4 promised DC1 03-01>03-02
        pack SO-100000 DC1 1:6
          -> SO-100000
          -> 1. COFFEE 10: 6 packed DC1 03-01>03-02, 4 promised DC1 03-01>03-02
        ship SO-100000 DC1 1:6
          -> SO-100000
          -> 1. COFFEE 10: 6 shipped DC1 03-01>03-02, 4 promised DC1 03-01>03-02
        return SO-100000 C1 DC1 / COFFEE 4, COFFEE 3
          -> refused: row 1: 6 were sent and 0 are agreed to come back already (return_too_large)
        return SO-100000 C1 DC1 / COFFEE 4
          -> return 0 agreed
        return SO-100000 C1 DC1 / COFFEE 3
          -> refused: row 1: 6 were sent and 4 are agreed to come back already (return_too_large)
        return SO-100000 C2 DC1 / COFFEE 1
          -> refused: row 1: there is no order of this customer "SO-100000" (unknown)
        return SO-100000 C1 DC1 / TEA 1
          -> refused: row 1: 0 were sent and 0 are agreed to come back already (return_too_large)
        return SO-100009 C1 DC1 / COFFEE 1
          -> refused: there is no order "SO-100009" (unknown)
        "#,
    );
}

#[test]
fn a_settled_return_still_counts_against_what_was_sent() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
        release SO-100000 DC1 1:6
          -> SO-100000
          -> 1. COFFEE 10: 6 released DC1 03-01>03-02, 4 promised DC1 03-01>03-02
        pick SO-100000 DC1 1:6
          -> SO-100000
          -> 1. COFFEE 10: 6 picked DC1 03-01>03-02, 4 promised DC1 03-01>03-02
        pack SO-100000 DC1 1:6
          -> SO-100000
          -> 1. COFFEE 10: 6 packed DC1 03-01>03-02, 4 promised DC1 03-01>03-02
        ship SO-100000 DC1 1:6
          -> SO-100000
          -> 1. COFFEE 10: 6 shipped DC1 03-01>03-02, 4 promised DC1 03-01>03-02
        return SO-100000 C1 DC1 / COFFEE 6
          -> return 0 agreed
        returned 0 1:6 restock
          -> return 0 closed
        return SO-100000 C1 DC1 / COFFEE 1
          -> refused: row 1: 6 were sent and 6 are agreed to come back already (return_too_large)
        "#,
    );
}

#[test]
fn goods_of_a_finished_order_may_come_back() {
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
        ship SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 shipped DC1 03-01>03-02
        deliver SO-100000 DC1
          -> SO-100000 finished
        return SO-100000 C1 DC1 / COFFEE 2
          -> return 0 agreed
        returned 0 1:2 restock
          -> return 0 closed
        show DC1 COFFEE
          -> 2 on hand, 0 reserved
        "#,
    );
}

#[test]
fn goods_that_come_back_may_serve_who_waits() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
        order C1 COFFEE 2
          -> SO-100001
          -> 1. COFFEE 2: 2 backordered (NoSupply)
        release SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 released DC1 03-01>03-02
        pick SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 picked DC1 03-01>03-02
        pack SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 packed DC1 03-01>03-02
        ship SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 shipped DC1 03-01>03-02
        return SO-100000 C1 DC1 / COFFEE 3
          -> return 0 agreed
        returned 0 1:3 restock
          -> return 0 closed
          -> to do: promise COFFEE
        backorders COFFEE
          -> SO-100001
          -> 1. COFFEE 2: 2 promised DC1 03-01>03-02
        "#,
    );
}

#[test]
fn a_return_of_nothing_or_to_nowhere_is_refused() {
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
        ship SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 shipped DC1 03-01>03-02
        return SO-100000 C1 #9 / COFFEE 1
          -> refused: there is no site "9" (unknown)
        return SO-100000 #99 DC1 / COFFEE 1
          -> refused: there is no customer "99" (unknown)
        return SO-100000 C1 DC1 / #99 1
          -> refused: row 1: there is no item "99" (unknown)
        return SO-100000 C1 DC1 / COFFEE 1, COFFEE 18446744073709551615
          -> refused: row 2: the quantity is 18446744073709551615; 1 to 1000000000000 are allowed (bad_quantity)
        return SO-100000 C1 DC1 / COFFEE 0
          -> refused: row 1: the quantity is 0; 1 to 1000000000000 are allowed (bad_quantity)
        returned 5 1:1 scrap
          -> refused: there is no return "5" (unknown)
        "#,
    );
}

#[test]
fn what_the_customer_keeps_may_be_agreed_again() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
        release SO-100000 DC1 1:6
          -> SO-100000
          -> 1. COFFEE 10: 6 released DC1 03-01>03-02, 4 promised DC1 03-01>03-02
        pick SO-100000 DC1 1:6
          -> SO-100000
          -> 1. COFFEE 10: 6 picked DC1 03-01>03-02, 4 promised DC1 03-01>03-02
        pack SO-100000 DC1 1:6
          -> SO-100000
          -> 1. COFFEE 10: 6 packed DC1 03-01>03-02, 4 promised DC1 03-01>03-02
        ship SO-100000 DC1 1:6
          -> SO-100000
          -> 1. COFFEE 10: 6 shipped DC1 03-01>03-02, 4 promised DC1 03-01>03-02
        return SO-100000 C1 DC1 / COFFEE 6
          -> return 0 agreed
        returned 0 1:2 scrap
        keep 0
          -> return 0 closed
        keep 0
          -> refused: return 0 is closed (return_closed)
        keep 1
          -> refused: there is no return "1" (unknown)
        return SO-100000 C1 DC1 / COFFEE 5
          -> refused: row 1: 6 were sent and 2 are agreed to come back already (return_too_large)
        return SO-100000 C1 DC1 / COFFEE 4
          -> return 1 agreed
        "#,
    );
}

#[test]
fn no_more_comes_back_of_a_finished_order_than_its_records_leave() {
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
        ship SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 shipped DC1 03-01>03-02
        deliver SO-100000 DC1
          -> SO-100000 finished
        return SO-100000 C1 DC1 / COFFEE 4, COFFEE 7; left after 0: COFFEE 10
          -> refused: row 1: 10 of what was sent may still come back (return_too_large)
        return SO-100000 C1 DC1 / TEA 1; left after 0: COFFEE 10
          -> refused: row 1: 0 of what was sent may still come back (return_too_large)
        return SO-100000 C1 DC1 / COFFEE 10; left after 0: COFFEE 10
          -> return 0 agreed
        "#,
    );
}

#[test]
fn two_returns_of_a_finished_order_that_are_agreed_at_once_take_no_more_than_was_sent() {
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
        ship SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 shipped DC1 03-01>03-02
        deliver SO-100000 DC1
          -> SO-100000 finished
        return SO-100000 C1 DC1 / COFFEE 7; left after 0: COFFEE 10
          -> return 0 agreed
        return SO-100000 C1 DC1 / COFFEE 7; left after 0: COFFEE 10
          -> refused: row 1: 3 of what was sent may still come back (return_too_large)
        return SO-100000 C1 DC1 / COFFEE 3; left after 0: COFFEE 10
          -> return 1 agreed
        returned 1 1:3 scrap
          -> return 1 closed
        return SO-100000 C1 DC1 / COFFEE 1; left after 0: COFFEE 10
          -> refused: row 1: returns were settled since the records were read; they are to be read again (changed)
        return SO-100000 C1 DC1 / COFFEE 1; left after 2: COFFEE 0
          -> refused: row 1: 0 of what was sent may still come back (return_too_large)
        "#,
    );
}
