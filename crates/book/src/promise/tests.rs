//! Stories of what is promised from where and for when.

use super::outlook;
use crate::Command;
use crate::company::{Lane, LaneDraft};
use crate::order::Source;
use crate::story::{Bench, check};
use vocab::{ItemId, Weekday, ZoneId};

/// What could still be promised of the stories' first item, one line each.
fn prospects(bench: &Bench) -> Vec<String> {
    let told = |one: &super::Prospect| {
        let site = &bench.book.company.sites[one.site.index()].code;
        let of = match one.source {
            Source::OnHand => String::new(),
            Source::Inbound(id) => format!(" of {}", bench.book.stock.supplies[&id].reference),
        };
        format!("{} {} {site}{of}", one.day, one.quantity)
    };
    let all = outlook(&bench.book, ItemId(0), &bench.stamp);
    all.iter().map(told).collect()
}

#[test]
fn what_no_order_holds_could_be_promised_from_its_first_day_on() {
    let mut bench = Bench::after(
        "
        stock DC1 COFFEE 10
        stock DC2 COFFEE 4
        supply PO1 purchase DC1 COFFEE 5 2026-03-09
        supply TR1 transit DC1 COFFEE 3 2026-03-05
        order C1 COFFEE 6
        ",
    );
    assert_eq!(
        prospects(&bench),
        [
            "2026-03-01 4 DC1",
            "2026-03-01 4 DC2",
            "2026-03-06 3 DC1 of TR1",
            "2026-03-10 5 DC1 of PO1",
        ]
    );
    bench.step("lose TR1");
    bench.step("redate PO1 2026-03-12");
    assert_eq!(prospects(&bench)[2..], ["2026-03-13 5 DC1 of PO1"]);
}

#[test]
fn stock_is_promised_before_goods_in_transit_and_purchase_orders() {
    check(
        r#"
        policy lateness_cost_bp_per_day 5000
        stock DC1 COFFEE 3
        supply PO1 purchase DC1 COFFEE 3 2026-03-09
        supply TR1 transit DC1 COFFEE 3 2026-03-05
        order C1 COFFEE 12
          -> SO-100000
          -> 1. COFFEE 12: 3 promised DC1 03-01>03-02, 3 promised DC1 of TR1 03-06>03-07, 3 promised DC1 of PO1 03-10>03-11, 3 backordered (NoSupply)
        "#,
    );
}

#[test]
fn goods_leave_as_late_as_the_requested_day_allows() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 1 / by 2026-03-10
          -> SO-100000
          -> 1. COFFEE 1: 1 promised DC1 03-09>03-10
        order C1 COFFEE 1
          -> SO-100001
          -> 1. COFFEE 1: 1 promised DC1 03-01>03-02
        order C1 COFFEE 1 / by 2026-02-20
          -> SO-100002
          -> 1. COFFEE 1: 1 promised DC1 03-01>03-02
        "#,
    );
}

#[test]
fn supply_that_is_in_time_serves_a_later_day() {
    check(
        r#"
        supply PO1 purchase DC1 COFFEE 10 2026-03-05
        order C1 COFFEE 1 / by 2026-03-10
          -> SO-100000
          -> 1. COFFEE 1: 1 promised DC1 of PO1 03-09>03-10
        order C1 COFFEE 1 / by 2026-03-02
          -> SO-100001
          -> 1. COFFEE 1: 1 promised DC1 of PO1 03-06>03-07
        "#,
    );
}

#[test]
fn two_lines_of_one_order_do_not_share_stock() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 7, COFFEE 7
          -> SO-100000
          -> 1. COFFEE 7: 7 promised DC1 03-01>03-02
          -> 2. COFFEE 7: 3 promised DC1 03-01>03-02, 4 backordered (NoSupply)
        show DC1 COFFEE
          -> 10 on hand, 10 reserved
        "#,
    );
}

#[test]
fn two_lines_for_different_days_do_not_share_stock() {
    check(
        r#"
        policy lateness_cost_bp_per_day 5000
        stock DC1 COFFEE 10
        order C1 COFFEE 7 by 2026-03-09, COFFEE 7
          -> SO-100000
          -> 1. COFFEE 7: 7 promised DC1 03-08>03-09
          -> 2. COFFEE 7: 3 promised DC1 03-01>03-02, 4 backordered (NoSupply)
        show DC1 COFFEE
          -> 10 on hand, 10 reserved
        "#,
    );
}

#[test]
fn the_cheapest_site_that_is_in_time_serves_the_order() {
    check(
        r#"
        stock DC1 COFFEE 100
        stock DC2 COFFEE 100
        stock DC3 COFFEE 100
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC1 03-01>03-02
        order C1 COFFEE 95
          -> SO-100001
          -> 1. COFFEE 95: 95 promised DC2 03-01>03-03
        "#,
    );
}

#[test]
fn a_late_site_is_taken_when_being_late_costs_less() {
    check(
        r#"
        stock DC2 COFFEE 100
        stock DC3 COFFEE 100
        order C1 COFFEE 10
          -> SO-100000
          -> 1. COFFEE 10: 10 promised DC2 03-01>03-03
        policy lateness_cost_bp_per_day 5000
        order C1 COFFEE 10
          -> SO-100001
          -> 1. COFFEE 10: 10 promised DC3 03-01>03-02
        "#,
    );
}

#[test]
fn an_order_is_split_only_when_the_split_costs_less() {
    check(
        r#"
        stock DC1 COFFEE 5
        stock DC2 TEA 5
        stock DC3 COFFEE 5
        stock DC3 TEA 5
        order C1 COFFEE 5, TEA 5
          -> SO-100000
          -> 1. COFFEE 5: 5 promised DC3 03-01>03-02
          -> 2. TEA 5: 5 promised DC3 03-01>03-02
        cancel SO-100000
          -> SO-100000 cancelled
        policy split_cost 0
        order C1 COFFEE 5, TEA 5
          -> SO-100001
          -> 1. COFFEE 5: 5 promised DC1 03-01>03-02
          -> 2. TEA 5: 5 promised DC2 03-01>03-03
        cancel SO-100001
          -> SO-100001 cancelled
        policy split_sites_max 1
        order C1 COFFEE 5, TEA 5
          -> SO-100002
          -> 1. COFFEE 5: 5 promised DC1 03-01>03-02
          -> 2. TEA 5: 5 backordered (NoSupply)
        cancel SO-100002
          -> SO-100002 cancelled
          -> to do: promise TEA
        policy backorder_cost_bp 100000
        order C1 COFFEE 5, TEA 5
          -> SO-100003
          -> 1. COFFEE 5: 5 promised DC3 03-01>03-02
          -> 2. TEA 5: 5 promised DC3 03-01>03-02
        "#,
    );
}

#[test]
fn three_sites_serve_one_order_when_the_policy_allows() {
    check(
        r#"
        policy split_cost 0
        policy split_sites_max 3
        policy backorder_cost_bp 100000
        stock DC1 COFFEE 1
        stock DC2 COFFEE 1
        stock DC3 COFFEE 1
        order C1 COFFEE 3
          -> SO-100000
          -> 1. COFFEE 3: 1 promised DC1 03-01>03-02, 1 promised DC3 03-01>03-02, 1 promised DC2 03-01>03-03
        "#,
    );
}

#[test]
fn who_takes_one_shipment_only_waits_for_the_last_line() {
    check(
        r#"
        stock DC1 COFFEE 5
        stock DC2 TEA 5
        supply PO1 purchase DC1 TEA 5 2026-03-09
        order C3 COFFEE 5, TEA 5
          -> SO-100000
          -> 1. COFFEE 5: 5 promised DC1 03-10>03-11
          -> 2. TEA 5: 5 promised DC1 of PO1 03-10>03-11
        "#,
    );
}

#[test]
fn who_takes_one_shipment_only_gets_what_is_there_where_it_arrives_with_what_is_yet_to_come() {
    let mut bench = Bench::after(
        "
        stock DC1 COFFEE 5
        supply PO1 purchase DC1 COFFEE 5 2026-03-05
        ",
    );
    let on_tuesdays = LaneDraft {
        site: "DC1".to_owned(),
        zone: ZoneId(1),
        lane: Lane {
            transit_days: 1,
            delivery_weekdays: Weekday::Tuesday.bit(),
            cost_per_shipment: 1_000,
            cost_per_kilogram: 100,
            arrivals: crate::company::Arrivals::NONE,
        },
    };
    bench.tell(&Command::PutLanes(vec![on_tuesdays]));
    assert_eq!(
        bench.step("order C3 COFFEE 5 / by 2026-03-10"),
        ["SO-100000", "1. COFFEE 5: 5 promised DC1 03-09>03-10"]
    );
}

#[test]
fn after_the_cut_off_goods_leave_the_next_working_day() {
    check(
        r#"
        stock DC1 COFFEE 10
        clock 2026-03-01 15:59
        order C1 COFFEE 1
          -> SO-100000
          -> 1. COFFEE 1: 1 promised DC1 03-01>03-02
        clock 2026-03-01 16:00
        order C1 COFFEE 1
          -> SO-100001
          -> 1. COFFEE 1: 1 promised DC1 03-02>03-03
        site DC1 closed 2026-03-02 closed 2026-03-03
        order C1 COFFEE 1
          -> SO-100002
          -> 1. COFFEE 1: 1 promised DC1 03-04>03-05
        "#,
    );
}

#[test]
fn supply_is_ready_some_working_days_after_it_is_due() {
    check(
        r#"
        supply PO1 purchase DC1 COFFEE 10 2026-03-05
        order C1 COFFEE 1
          -> SO-100000
          -> 1. COFFEE 1: 1 promised DC1 of PO1 03-06>03-07
        policy receiving_days 3
        order C1 COFFEE 1
          -> SO-100001
          -> 1. COFFEE 1: 1 promised DC1 of PO1 03-08>03-09
        site DC1 closed 2026-03-06
        order C1 COFFEE 1
          -> SO-100002
          -> 1. COFFEE 1: 1 promised DC1 of PO1 03-09>03-10
        "#,
    );
}

#[test]
fn an_address_without_a_lane_is_backordered() {
    check(
        r#"
        stock DC1 COFFEE 10
        order C1 COFFEE 1 / to N
          -> SO-100000
          -> 1. COFFEE 1: 1 backordered (NoLane)
        "#,
    );
}

#[test]
fn cheap_goods_that_are_there_are_promised_however_dear_their_freight() {
    check(
        r#"
        stock DC3 TEA 10
        order C1 TEA 1, TEA 1
          -> SO-100000
          -> 1. TEA 1: 1 promised DC3 03-01>03-02
          -> 2. TEA 1: 1 promised DC3 03-01>03-02
        "#,
    );
}
