//! Stories of supply that is still to come.

use crate::Command;
use crate::story::{Bench, check};
use vocab::{Quantity, SupplyId};

#[test]
fn supply_is_announced_once_under_its_reference() {
    check(
        r#"
        supply PO1 purchase DC1 COFFEE 10 2026-03-05
        supply PO1 purchase DC1 TEA 10 2026-03-05
          -> refused: row 1: supply PO1 is announced already (already_there)
        arrive PO1 10
        supply PO1 transit DC1 TEA 10 2026-03-05
        "#,
    );
}

#[test]
fn no_more_is_received_than_is_open() {
    check(
        r#"
        supply PO1 purchase DC1 COFFEE 10 2026-03-05
        arrive PO1 11
          -> refused: the quantity is 11; 1 to 10 are allowed (bad_quantity)
        arrive PO1 4
        arrive PO1 7
          -> refused: the quantity is 7; 1 to 6 are allowed (bad_quantity)
        arrive PO1 6
        arrive PO1 1
          -> refused: there is no supply "999" (unknown)
        "#,
    );
}

#[test]
fn supply_that_can_not_be_is_refused() {
    check(
        r#"
        supply PO1 purchase #9 COFFEE 10 2026-03-05
          -> refused: row 1: there is no site "9" (unknown)
        supply PO1 purchase DC1 #99 10 2026-03-05
          -> refused: row 1: there is no item "99" (unknown)
        supply PO1 purchase DC1 COFFEE 0 2026-03-05
          -> refused: row 1: the quantity is 0; 1 to 1000000000000 are allowed (bad_quantity)
        redate PO1 2026-03-05
          -> refused: there is no supply "999" (unknown)
        lose PO1
          -> refused: there is no supply "999" (unknown)
        "#,
    );
}

#[test]
fn closed_supply_is_not_received_rescheduled_or_cancelled() {
    let mut bench = Bench::after(
        "
        supply PO1 purchase DC1 COFFEE 10 2026-03-05
        arrive PO1 10
        ",
    );
    let (supply, quantity) = (SupplyId(0), Quantity(1));
    let due = bench.stamp.today;
    let commands = [
        Command::ReceiveSupply {
            supply,
            quantity,
            last: true,
        },
        Command::RescheduleSupply { supply, due },
        Command::CancelSupply { supply },
    ];
    for command in commands {
        assert_eq!(
            bench.give(&command).unwrap_err().to_string(),
            "supply 0 was received whole or cancelled before (supply_closed)"
        );
    }
}
