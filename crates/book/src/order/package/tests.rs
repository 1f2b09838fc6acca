//! Stories of what goods leave in.

use crate::story::check;

/// Ten of line 1 and six of line 2 are packed.
fn packed(policy: &str, rest: &str) -> String {
    format!(
        "{policy}
        stock DC1 COFFEE 10
        stock DC1 TEA 6
        order C1 COFFEE 10, TEA 6
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
          -> 2. TEA 6: 6 promised DC1 03-01>03-02
        release SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 released DC1 03-01>03-02
          -> 2. TEA 6: 6 released DC1 03-01>03-02
        pick SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 picked DC1 03-01>03-02
          -> 2. TEA 6: 6 picked DC1 03-01>03-02
        pack SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 packed DC1 03-01>03-02
          -> 2. TEA 6: 6 packed DC1 03-01>03-02
        {rest}"
    )
}

const NUMBERED: &str = "policy company_prefix 7299999";

#[test]
fn what_nobody_packed_ships_in_one_carton_with_a_number() {
    check(&packed(
        NUMBERED,
        "ship SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 shipped DC1 03-01>03-02
          -> 2. TEA 6: 6 shipped DC1 03-01>03-02
          -> carton 072999990000000006 1:10 2:6",
    ));
}

#[test]
fn without_a_company_prefix_nothing_is_told_of_a_carton_that_nobody_packed() {
    check(&packed(
        "",
        "ship SO-100000 DC1 1:4
          -> SO-100000
          -> 1. COFFEE 10: 4 shipped DC1 03-01>03-02, 6 packed DC1 03-01>03-02
          -> 2. TEA 6: 6 packed DC1 03-01>03-02
        ship SO-100000 DC1 carton 1:6 carton 2:6
          -> SO-100000
          -> 1. COFFEE 10: 10 shipped DC1 03-01>03-02
          -> 2. TEA 6: 6 shipped DC1 03-01>03-02
          -> carton 1:6
          -> carton 2:6",
    ));
}

#[test]
fn packages_say_what_ships_and_no_number_is_given_twice() {
    check(&packed(
        NUMBERED,
        "ship SO-100000 DC1 pallet grams 9000 carton on 1 1:2 carton on 1 1:2 2:1
          -> SO-100000
          -> 1. COFFEE 10: 4 shipped DC1 03-01>03-02, 6 packed DC1 03-01>03-02
          -> 2. TEA 6: 1 shipped DC1 03-01>03-02, 5 packed DC1 03-01>03-02
          -> pallet 072999990000000006 9000 grams
          -> carton 072999990000000013 on 1 1:2
          -> carton 072999990000000020 on 1 1:2 2:1
        ship SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 10: 10 shipped DC1 03-01>03-02
          -> 2. TEA 6: 6 shipped DC1 03-01>03-02
          -> carton 072999990000000037 1:6 2:5",
    ));
}

#[test]
fn what_is_packed_is_what_ships() {
    check(&packed(
        NUMBERED,
        "ship SO-100000 DC1 1:4 carton 1:3
          -> refused: packed must be what ships, line by line (bad_quantity)
        ship SO-100000 DC1 carton 1:11
          -> refused: row 1: 10 are packed at this site; 1 to that many can advance (not_at_stage)
        ship SO-100000 DC1 carton 1:4 carton
          -> refused: row 2: at least one line of the package is needed (empty)
        ship SO-100000 DC1 carton on 1 1:4
          -> refused: row 1: there is no earlier package \"1\" (unknown)
        ship SO-100000 DC1 pallet carton on 1 carton on 2 carton on 3 1:4
          -> refused: row 4: 4 packages in each other at once; at most 3 are allowed (too_many)
        ship SO-100000 DC1 carton grams 0 1:4
          -> refused: row 1: weight_grams is 0; 1 to 40000000 is allowed (out_of_range)
        deliver SO-100000 DC1 carton 1:4
          -> refused: row 1: 0 are shipped at this site; 1 to that many can advance (not_at_stage)",
    ));
}

#[test]
fn a_company_prefix_has_four_to_twelve_digits() {
    check(
        "policy company_prefix 729
          -> refused: company_prefix is 729; 4 to 12 digits is allowed (out_of_range)
        policy company_prefix 72999x
          -> refused: company_prefix is 72999x; 4 to 12 digits is allowed (out_of_range)",
    );
}
