//! Stories of goods that a picker does not find.

use crate::story::check;

#[test]
fn what_a_picker_does_not_find_comes_from_another_site() {
    check(
        r#"
        stock DC1 COFFEE 8
        stock DC2 COFFEE 8
        order C1 COFFEE 8 / po 1
          -> SO-100000
          -> 1. COFFEE 8: 8 promised DC1 03-01>03-02
        release SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 8: 8 released DC1 03-01>03-02
        short SO-100000 DC1 1:3
          -> SO-100000
          -> 1. COFFEE 8: 5 released DC1 03-01>03-02, 3 backordered (StockMissing)
          -> exception 0: short_pick, 3 of SO-100000.1 for 03-02
          -> to do: promise COFFEE
        show work
          -> promise COFFEE
          -> plan exception 0
        pick SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 8: 5 picked DC1 03-01>03-02, 3 backordered (StockMissing)
        backorders COFFEE
          -> SO-100000
          -> 1. COFFEE 8: 5 picked DC1 03-01>03-02, 3 promised DC2 03-01>03-03
        settle 0
          -> nothing
        "#,
    );
}

#[test]
fn what_was_not_released_here_cannot_be_missing() {
    check(
        r#"
        stock DC1 COFFEE 8
        order C1 COFFEE 8 / po 1
          -> SO-100000
          -> 1. COFFEE 8: 8 promised DC1 03-01>03-02
        short SO-100000 DC1 1:3
          -> refused: row 1: 0 are released at this site; 1 to that many can be missing (not_at_stage)
        release SO-100000 DC1 1:5
          -> SO-100000
          -> 1. COFFEE 8: 5 released DC1 03-01>03-02, 3 promised DC1 03-01>03-02
        short SO-100000 DC1 1:6
          -> refused: row 1: 5 are released at this site; 1 to that many can be missing (not_at_stage)
        short SO-100000 DC1 2:1
          -> refused: row 2: there is no line "2" (unknown)
        short SO-100000 DC1
          -> refused: at least one line that was picked short is needed (empty)
        hold SO-100000
          -> SO-100000 held for review
          -> 1. COFFEE 8: 5 released DC1 03-01>03-02
        short SO-100000 DC1 1:1
          -> refused: SO-100000 is held; release its holds first (order_held)
        "#,
    );
}
