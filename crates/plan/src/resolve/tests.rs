//! Stories of trouble, and what is proposed. Every proposal can be approved as it stands.

use super::{Terms, resolve};
use book::exception::Proposal;
use book::plan::Shift;
use book::story::after;
use book::{Command, decide, evolve_all, invariant};
use vocab::{Day, ExceptionId};

const FIRST: ExceptionId = ExceptionId(0);

/// What is proposed for the first exception of a story, a line each.
fn proposed(story: &str) -> Vec<String> {
    let (book, stamp) = after(story);
    let proposals = resolve(&book, FIRST, &Terms::default(), &stamp);
    let propose = Command::ProposeSolutions {
        exception: FIRST,
        proposals: proposals.clone(),
    };
    for proposal in 0..proposals.len() as u16 {
        let mut tried = book.clone();
        let approve = Command::ApproveProposal {
            exception: FIRST,
            proposal,
            seen: None,
        };
        for command in [&propose, &approve] {
            let events = decide(&tried, command, &stamp).expect("what is proposed can be made");
            evolve_all(&mut tried, &events);
        }
        assert_eq!(invariant::violations(&tried), []);
        assert!(
            tried.exceptions.is_empty(),
            "a solution closes the exception"
        );
    }
    proposals.iter().map(told).collect()
}

fn told(proposal: &Proposal) -> String {
    let day =
        |day: Option<Day>| day.map_or("no day".to_owned(), |day| day.to_string()[5..].to_owned());
    let shift = |row: &Shift| {
        let (was, becomes) = (day(row.was), day(row.becomes));
        format!("{}.{} {was}>{becomes}", row.order.number(), row.line)
    };
    let shifts: Vec<String> = proposal.shifts.iter().map(shift).collect();
    let risks: Vec<&str> = proposal.risks.iter().map(|risk| risk.as_str()).collect();
    let (resolution, cost) = (proposal.resolution.as_str(), proposal.cost);
    let text = format!(
        "{resolution} {cost}: {}; {}",
        shifts.join(", "),
        risks.join(", ")
    );
    text.trim_end_matches("; ").to_owned()
}

#[test]
fn late_supply_is_hurried_or_the_customers_are_told_a_later_day() {
    let story = "
        supply PO1 purchase DC1 COFFEE 20 2026-03-05
        order C1 COFFEE 8 / po 1
        order C2 COFFEE 8 / po 2
        redate PO1 2026-03-15
        backorders COFFEE
        backorders COFFEE
    ";
    assert_eq!(
        proposed(story),
        [
            "expedite 1000: SO-100000.1 03-07>03-07, SO-100001.1 03-07>03-07; supplier_must_agree",
            "repromise 1600: SO-100000.1 03-07>03-17, SO-100001.1 03-07>03-17; \
             customer_must_agree, still_late",
        ]
    );
}

#[test]
fn an_order_that_can_wait_gives_way_to_one_that_cannot() {
    let story = "
        stock DC1 COFFEE 8
        supply PO1 purchase DC1 COFFEE 20 2026-03-10
        supply PO2 transit DC1 COFFEE 8 2026-03-02
        order C1 COFFEE 8 / by 2026-03-20 po 1
        order C2 COFFEE 8 / po 2
        lose PO2
        backorders COFFEE
    ";
    assert_eq!(
        proposed(story),
        [
            "priority_swap 0: SO-100001.1 03-04>03-02",
            "repromise 640: SO-100001.1 03-04>03-12; customer_must_agree, still_late",
        ]
    );
}

#[test]
fn what_nothing_covers_is_cancelled_or_waited_for() {
    let story = "
        order C1 COFFEE 8, TEA 2 / po 1
        stock DC1 TEA 2
        trouble shortage SO-100000 1
    ";
    assert_eq!(
        proposed(story),
        [
            "cancel 3200: SO-100000.1 no day>no day; customer_must_agree",
            "split 3420: SO-100000.1 no day>no day, SO-100000.2 no day>03-02; \
             customer_must_agree, still_late",
        ]
    );
}

#[test]
fn an_order_that_was_kept_together_is_sent_in_parts_when_that_is_sooner() {
    let story = "
        policy split_sites_max 1
        policy lateness_cost_bp_per_day 2000
        policy backorder_cost_bp 20000
        supply PO1 purchase DC1 COFFEE 9 2026-03-05
        order C1 COFFEE 9 / to A po 1
        redate PO1 2026-03-25
        backorders COFFEE
        stock DC2 COFFEE 5
        stock DC3 COFFEE 4
    ";
    assert_eq!(
        proposed(story),
        [
            "expedite 450: SO-100000.1 03-07>03-07; supplier_must_agree",
            "split 7000: SO-100000.1 03-07>03-03",
            "repromise 36000: SO-100000.1 03-07>03-27; customer_must_agree, still_late",
        ]
    );
}

/// Goods that left on the day that they were ordered, and are to arrive on the next one.
const ON_THE_ROAD: &str = "
    stock DC1 COFFEE 20
    order C1 COFFEE 8 / po 1
    release SO-100000 DC1
    pick SO-100000 DC1
    pack SO-100000 DC1
    ship SO-100000 DC1
";

#[test]
fn what_a_carrier_delays_is_told_a_later_day_or_sent_again_where_that_is_sooner() {
    let story = format!(
        "{ON_THE_ROAD}
        trouble carrier_delay SO-100000 1 expected 2026-03-09"
    );
    assert_eq!(
        proposed(&story),
        [
            "repromise 560: SO-100000.1 03-02>03-09; customer_must_agree, still_late",
            "resend 2800: SO-100000.1 03-02>03-02",
        ]
    );
}

#[test]
fn a_delay_without_a_day_is_reckoned_in_delivery_days() {
    let story = format!("{ON_THE_ROAD} trouble carrier_delay SO-100000 1");
    assert_eq!(
        proposed(&story),
        [
            "repromise 160: SO-100000.1 03-02>03-04; customer_must_agree, still_late",
            "resend 2800: SO-100000.1 03-02>03-02",
        ]
    );
}

#[test]
fn what_customs_hold_arrives_later_and_is_not_sent_again() {
    let story = format!("{ON_THE_ROAD} trouble customs SO-100000 1");
    assert_eq!(
        proposed(&story),
        ["repromise 160: SO-100000.1 03-02>03-04; customer_must_agree, still_late"]
    );
}

#[test]
fn a_delivery_that_failed_is_tried_again_on_the_next_delivery_day_or_taken_back() {
    let story = format!(
        "{ON_THE_ROAD}
        clock 2026-03-02 15:00
        trouble failed_delivery SO-100000 1"
    );
    assert_eq!(
        proposed(&story),
        [
            "redeliver 80: SO-100000.1 03-02>03-03; customer_must_agree, still_late",
            "take_back 4600: SO-100000.1 03-02>no day; customer_must_agree",
        ]
    );
}

#[test]
fn a_delivery_that_failed_before_its_day_is_tried_again_after_it() {
    let story = "
        stock DC1 COFFEE 20
        stock DC1 TEA 20
        order C1 COFFEE 8, TEA 2 / by 2026-03-04 po 1
        release SO-100000 DC1
        pick SO-100000 DC1
        pack SO-100000 DC1
        ship SO-100000 DC1
        trouble failed_delivery SO-100000 1";
    assert_eq!(
        proposed(story),
        [
            "redeliver 80: SO-100000.1 03-04>03-05; customer_must_agree, still_late",
            "take_back 4600: SO-100000.1 03-04>no day; customer_must_agree",
        ]
    );
}

#[test]
fn an_order_that_waits_for_a_yes_goes_on_or_is_cancelled() {
    let story = "
        stock DC1 COFFEE 9
        order C1 COFFEE 9 / po 1
        hold SO-100000
        clock 2026-03-04 09:00
        trouble stuck SO-100000 1
    ";
    assert_eq!(
        proposed(story),
        [
            "release 1450: SO-100000.1 no day>03-05",
            "cancel 3600: SO-100000.1 no day>no day; customer_must_agree",
        ]
    );
}

#[test]
fn an_order_that_lacks_something_can_only_be_cancelled_by_the_planner() {
    let story = "
        order C1 ?SUGAR 9, COFFEE 2 / po 1
        trouble stuck SO-100000 1
    ";
    assert_eq!(
        proposed(story),
        ["cancel 800: SO-100000.1 no day>no day; customer_must_agree"]
    );
}

#[test]
fn an_exception_that_is_closed_needs_nothing() {
    let (book, stamp) = after("stock DC1 COFFEE 5");
    assert_eq!(resolve(&book, FIRST, &Terms::default(), &stamp), []);
}

#[test]
fn what_is_short_is_called_off_sent_from_elsewhere_or_given_as_another_item() {
    let story = "
        clock 2026-03-01 09:00
        site DC2 zone 1
        stock DC1 COFFEE 20
        stock DC2 TEA 30
        substitute COFFEE TEA
        supplier ACME COFFEE DC2 6 lead 3 cost 8.00
        supplier BETA COFFEE DC2 any lead 9
        order C1 COFFEE 12 / to B by 2026-03-05
        trouble shortage SO-100000 1";
    let expected = [
        "substitute 1120: SO-100000.1 no day>03-05; customer_must_agree",
        "other_supplier 2440: SO-100000.1 no day>03-12; supplier_must_agree",
        "transfer 3200: SO-100000.1 no day>03-05",
        "other_supplier 3240: SO-100000.1 no day>03-12; supplier_must_agree",
        "cancel 4800: SO-100000.1 no day>no day; customer_must_agree",
    ];
    assert_eq!(proposed(story), expected);
}
