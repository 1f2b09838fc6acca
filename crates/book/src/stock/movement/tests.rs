//! Stories of stock that no order asked for.

use crate::Command;
use crate::story::{Bench, check};
use vocab::quantity::QUANTITY_MAX;
use vocab::{ItemId, SiteId};

#[test]
fn only_free_stock_is_moved_and_scrapped() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 6
          -> SO-100000
          -> 1. COFFEE 6: 6 promised DC1 03-01>03-02
        move COFFEE DC1 DC2 5
          -> refused: 5 asked for, 4 free; the rest is promised to orders (stock_reserved)
        move COFFEE DC1 DC2 4
        scrap DC1 COFFEE 1
          -> refused: 1 asked for, 0 free; the rest is promised to orders (stock_reserved)
        scrap DC2 COFFEE 4
        show DC1 COFFEE
          -> 6 on hand, 6 reserved
        show DC2 COFFEE
          -> 0 on hand, 0 reserved
        "#,
    );
}

#[test]
fn moved_goods_may_serve_who_waits() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 6 / to B
          -> SO-100000
          -> 1. COFFEE 6: 6 backordered (NoSupply)
        move COFFEE DC1 DC2 10
          -> to do: promise COFFEE
        backorders COFFEE
          -> SO-100000
          -> 1. COFFEE 6: 6 promised DC2 03-01>03-02
        "#,
    );
}

#[test]
fn places_and_quantities_that_can_not_be_are_refused() {
    check(
        r#"
        stock #9 COFFEE 1
          -> refused: row 1: there is no site "9" (unknown)
        stock DC1 #99 1
          -> refused: row 1: there is no item "99" (unknown)
        stock DC1 COFFEE 0
          -> refused: row 1: the quantity is 0; 1 to 1000000000000 are allowed (bad_quantity)
        stock DC1 COFFEE 1000000000001
          -> refused: row 1: the quantity is 1000000000001; 1 to 1000000000000 are allowed (bad_quantity)
        count DC1 COFFEE 1000000000001
          -> refused: the quantity is 1000000000001; 1 to 1000000000000 are allowed (bad_quantity)
        scrap DC1 COFFEE 0
          -> refused: the quantity is 0; 1 to 1000000000000 are allowed (bad_quantity)
        "#,
    );
}

#[test]
fn goods_beyond_what_can_be_added_up_are_refused() {
    let mut bench = Bench::new();
    let row = (SiteId(0), ItemId(0), QUANTITY_MAX);
    bench
        .give(&Command::ReceiveStock(vec![row; 999_999]))
        .unwrap();
    let answers: Vec<String> = [
        "stock DC2 COFFEE 1000000000000",
        "stock DC2 COFFEE 1",
        "count DC3 COFFEE 1",
    ]
    .iter()
    .flat_map(|line| bench.step(line))
    .collect();
    assert_eq!(
        answers,
        [
            "refused: row 1: the quantity is 1; 1 to 0 are allowed (bad_quantity)",
            "refused: the quantity is 1; 1 to 0 are allowed (bad_quantity)",
        ]
    );
}
