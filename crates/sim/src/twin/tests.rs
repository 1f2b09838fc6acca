//! Some simulated days: the book stays whole, a seed lives the same days, trouble costs, people sleep.

use super::*;
use vocab::Day;

fn lived(days: u16, seed: u64, trouble_percent: u32) -> Report {
    let options = Options {
        days,
        seed,
        trouble_percent,
        orders_per_day: 90,
    };
    simulate(options, &mut |_| {})
}

#[test]
fn ten_days_of_thrice_the_trouble_leave_every_invariant_whole() {
    let report = lived(10, 1, 300);
    assert!(report.invariants_ok, "{:?}", report.broken_invariants);
    assert!((700..1_100).contains(&report.orders), "{report:#?}");
    for kind in [
        "price",
        "unknown_item",
        "review_of_a_cancellation",
        "late_supply",
        "short_pick",
    ] {
        assert!(report.exceptions[kind].raised > 0, "{kind}: {report:#?}");
    }
    let codes: Vec<&str> = report.refused.keys().copied().collect();
    let expected = [
        "credit_exceeded",
        "document_known",
        "nothing_to_cancel",
        "stock_committed",
        "too_far_along",
        "unknown",
    ];
    assert!(
        codes.iter().all(|code| expected.contains(code)),
        "{codes:?}"
    );
}

#[test]
fn without_trouble_hardly_anybody_is_needed_and_with_it_things_go_worse() {
    let (calm, troubled) = (lived(8, 1, 0), lived(8, 1, 300));
    assert!(calm.touchless_line_share > 0.99, "{calm:#?}");
    assert!(calm.otif > 0.9, "{calm:#?}");
    assert!(troubled.touchless_line_share < calm.touchless_line_share);
    assert!(troubled.otif < calm.otif);
    assert!(troubled.order_accuracy < calm.order_accuracy);
    assert!(troubled.cost_per_order > calm.cost_per_order);
    assert!(calm.order_to_release_minutes_p50 < 30, "{calm:#?}");
}

#[test]
fn a_seed_lives_the_same_days_again_and_another_one_others() {
    let first = lived(2, 7, 100);
    assert_eq!(first, lived(2, 7, 100));
    assert_ne!(first.digest, lived(2, 8, 100).digest);
}

#[test]
fn exceptions_are_open_or_went_one_of_two_ways() {
    let report = lived(5, 2, 200);
    assert!(!report.exceptions.is_empty());
    for (kind, counts) in &report.exceptions {
        let gone = counts.resolved_automatically + counts.approved;
        assert_eq!(counts.raised, gone + counts.open, "{kind}: {counts:?}");
    }
}

#[test]
fn people_work_from_eight_to_five_and_sunday_to_thursday() {
    let day = |text| Day::parse(text).unwrap();
    let done = |text, hour: u16, minute: u16, work| {
        let from = Moment {
            day: day(text),
            minute: hour * 60 + minute,
        };
        let at = desk::worked(from, work);
        format!("{} {:02}:{:02}", at.day, at.minute / 60, at.minute % 60)
    };
    assert_eq!(done("2026-03-01", 9, 0, 4), "2026-03-01 09:04");
    assert_eq!(done("2026-03-01", 6, 30, 4), "2026-03-01 08:04");
    assert_eq!(done("2026-03-01", 16, 58, 5), "2026-03-02 08:03");
    // Thursday evening, and Friday: Sunday it is.
    assert_eq!(done("2026-03-05", 16, 58, 5), "2026-03-08 08:03");
    assert_eq!(done("2026-03-06", 10, 0, 5), "2026-03-08 08:05");
}

#[test]
fn what_is_due_comes_in_the_order_of_its_moment_and_then_of_its_noting() {
    let mut agenda = Agenda::default();
    let at = |minute| Moment {
        day: FIRST_DAY,
        minute,
    };
    let order = |number| Task::Change(vocab::OrderId(number));
    agenda.note(at(20), order(1));
    agenda.note(at(10), order(2));
    agenda.note(at(20), order(3));
    let mut due = || match agenda.due(at(20)) {
        Some(Task::Change(order)) => Some(order.0),
        _ => None,
    };
    assert_eq!(
        [due(), due(), due(), due()],
        [Some(2), Some(1), Some(3), None]
    );
    agenda.note(at(30), order(4));
    assert!(agenda.due(at(29)).is_none());
}
