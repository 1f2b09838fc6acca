//! Stories of requests and the gate.

use crate::story::check;

#[test]
fn a_request_that_nobody_doubts_becomes_an_order_without_a_touch() {
    check(
        r#"
        stock DC1 COFFEE 10
        document mail
        show work
          -> read document a5d56811b40e
        read mail place C1 COFFEE 4 / po 4711
          -> request 0 raised
        weigh 0
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 03-01>03-02
          -> request 0 accepted as SO-100000
        show work
        "#,
    );
}

#[test]
fn a_document_comes_in_once() {
    check(
        r#"
        document mail
        document mail
          -> refused: document a5d56811b40e was received before (document_known)
        read mail other
        read mail other
          -> refused: there is no unread document "a5d56811b40e" (unknown)
        read fax other
          -> refused: there is no unread document "d1b367c9cd49" (unknown)
        "#,
    );
}

#[test]
fn the_gate_parks_what_a_reader_doubts() {
    check(
        r#"
        document mail
        read mail place C1 COFFEE 4 ; confidence 849 ; doubt 1
          -> request 0 raised
        weigh 0
          -> request 0 parked: Doubt(Doubt { code: BadUnit, line: Some(1) }); LowConfidence { confidence: 849, required: 850 }
        weigh 0
          -> refused: the gate sent it to review before; a person decides now (request_settled)
        show work
        "#,
    );
}

#[test]
fn the_gate_parks_a_requested_day_out_of_reach() {
    check(
        r#"
        document a
        read a place C1 COFFEE 4 / by 2026-02-27
          -> request 0 raised
        weigh 0
          -> request 0 parked: RequestedDay { days: -2, allowed: 365 }
        document b
        read b place C1 COFFEE 4 / by 2027-03-02
          -> request 1 raised
        weigh 1
          -> request 1 parked: RequestedDay { days: 366, allowed: 365 }
        document c
        read c place C1 COFFEE 4 / by 2026-02-28
          -> request 2 raised
        weigh 2
          -> SO-100000
          -> 1. COFFEE 4: 4 backordered (NoSupply)
          -> request 2 accepted as SO-100000
        "#,
    );
}

#[test]
fn the_gate_parks_what_is_worth_too_much() {
    check(
        r#"
        policy touchless_value_max 3999
        document a
        read a place C1 COFFEE 4
          -> request 0 raised
        weigh 0
          -> request 0 parked: HighValue { value: 4000, allowed: 3999 }
        "#,
    );
}

#[test]
fn the_gate_parks_a_known_po_number() {
    check(
        r#"
        order C1 COFFEE 1 / po 7
          -> SO-100000
          -> 1. COFFEE 1: 1 backordered (NoSupply)
        document a
        read a place C1 COFFEE 4 / po 7
          -> request 0 raised
        weigh 0
          -> request 0 parked: DuplicateOf { order: OrderId(0) }
        accept 0
          -> SO-100001 held for duplicate of SO-100000
          -> 1. COFFEE 4
          -> request 0 accepted as SO-100001
        "#,
    );
}

#[test]
fn the_gate_parks_what_the_book_refuses_and_what_is_no_order() {
    check(
        r#"
        document a
        read a place C4 COFFEE 4
          -> request 0 raised
        weigh 0
          -> request 0 parked: Refused { code: "customer_blocked" }
        document b
        read b place
          -> request 1 raised
        weigh 1
          -> request 1 parked: Doubt(Doubt { code: NoLines, line: None })
        accept 1
          -> refused: no order could be formed of it; give one with customer and lines (request_incomplete)
        accept 1 C1 COFFEE 3
          -> SO-100000
          -> 1. COFFEE 3: 3 backordered (NoSupply)
          -> request 1 accepted as SO-100000
        "#,
    );
}

#[test]
fn a_person_accepts_a_request_as_corrected() {
    check(
        r#"
        stock DC1 COFFEE 10
        document a
        read a place C1 COFFEE 4 / po 7 ; confidence 500
          -> request 0 raised
        weigh 0
          -> request 0 parked: LowConfidence { confidence: 500, required: 850 }
        accept 0 C1 COFFEE 5 / po 7
          -> SO-100000
          -> 1. COFFEE 5: 5 promised DC1 03-01>03-02
          -> request 0 accepted as SO-100000
        accept 0
          -> refused: request 0 is settled already (request_settled)
        decline 0
          -> refused: request 0 is settled already (request_settled)
        weigh 0
          -> refused: request 0 is settled already (request_settled)
        accept 9
          -> refused: there is no request "9" (unknown)
        "#,
    );
}

#[test]
fn a_person_declines_a_request() {
    check(
        r#"
        document a
        read a place C1 COFFEE 4 ; confidence 500
          -> request 0 raised
        decline 0
          -> request 0 declined: Unwanted
        show work
        "#,
    );
}

#[test]
fn a_change_is_made_as_far_as_nothing_of_it_is_released() {
    check(
        r#"
        policy touchless_change true
        stock DC1 COFFEE 10
        stock DC2 COFFEE 7
        order C1 COFFEE 4, COFFEE 1 / po 7
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 03-01>03-02
          -> 2. COFFEE 1: 1 promised DC1 03-01>03-02
        document a
        read a change C1 COFFEE 6, COFFEE 2, TEA 1 / po 7 by 2026-03-09 to B
          -> request 0 raised
        weigh 0
          -> SO-100000
          -> 1. COFFEE 6: 6 promised DC2 03-08>03-09
          -> 2. COFFEE 2: 1 promised DC2 03-08>03-09, 1 backordered (NoSupply)
          -> 3. TEA 1: 1 backordered (NoSupply)
          -> to do: promise COFFEE
          -> request 0 accepted as SO-100000
        release SO-100000 DC2 1:6
          -> SO-100000
          -> 1. COFFEE 6: 6 released DC2 03-08>03-09
          -> 2. COFFEE 2: 1 promised DC2 03-08>03-09, 1 backordered (NoSupply)
          -> 3. TEA 1: 1 backordered (NoSupply)
        document b
        read b change C1 COFFEE 4 / po 7
          -> request 1 raised
        weigh 1
          -> request 1 parked: Refused { code: "too_far_along" }
        "#,
    );
}

#[test]
fn a_change_that_makes_an_order_worth_too_much_is_looked_at() {
    check(
        r#"
        policy touchless_change true
        policy touchless_value_max 3000
        stock DC1 COFFEE 100
        order C1 COFFEE 2 / po 7
          -> SO-100000
          -> 1. COFFEE 2: 2 promised DC1 03-01>03-02
        document a
        read a change C1 COFFEE 40 / po 7
          -> request 0 raised
        weigh 0
          -> request 0 parked: HighValue { value: 40000, allowed: 3000 }
        "#,
    );
}

#[test]
fn a_company_looks_at_every_change_unless_it_says_otherwise() {
    check(
        r#"
        order C1 COFFEE 4 / po 7
          -> SO-100000
          -> 1. COFFEE 4: 4 backordered (NoSupply)
        document a
        read a change C1 COFFEE 4 / po 7
          -> request 0 raised
        weigh 0
          -> request 0 parked: ChangesOrder
        accept 0
          -> request 0 accepted as SO-100000
        "#,
    );
}

#[test]
fn a_change_to_an_order_that_is_not_there_is_refused() {
    check(
        r#"
        document a
        read a change C1 COFFEE 4 / po 7
          -> request 0 raised
        weigh 0
          -> request 0 parked: ChangesOrder
        accept 0
          -> refused: there is no open order with PO number "7" (unknown)
        "#,
    );
}

#[test]
fn a_cancellation_is_carried_out_while_nothing_is_released() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 4 / po 7
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 03-01>03-02
        document a
        read a cancel C1 COFFEE 4 / po 7
          -> request 0 raised
        weigh 0
          -> SO-100000 cancelled
          -> request 0 accepted as SO-100000
        show DC1 COFFEE
          -> 10 on hand, 0 reserved
        "#,
    );
}

#[test]
fn a_cancellation_of_goods_on_their_way_is_looked_at() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 4 / po 7
          -> SO-100000
          -> 1. COFFEE 4: 4 promised DC1 03-01>03-02
        release SO-100000 DC1 1:1
          -> SO-100000
          -> 1. COFFEE 4: 1 released DC1 03-01>03-02, 3 promised DC1 03-01>03-02
        document a
        read a cancel C1 COFFEE 4 / po 7
          -> request 0 raised
        weigh 0
          -> request 0 parked: CannotCancel
        accept 0
          -> SO-100000 cancelled
          -> request 0 accepted as SO-100000
        "#,
    );
}

#[test]
fn a_cancellation_is_looked_at_when_the_policy_says_so() {
    check(
        r#"
        policy touchless_cancellation false
        order C1 COFFEE 4 / po 7
          -> SO-100000
          -> 1. COFFEE 4: 4 backordered (NoSupply)
        document a
        read a cancel C1 COFFEE 4 / po 7
          -> request 0 raised
        weigh 0
          -> request 0 parked: CannotCancel
        accept 0
          -> SO-100000 cancelled
          -> to do: promise COFFEE
          -> request 0 accepted as SO-100000
        "#,
    );
}
