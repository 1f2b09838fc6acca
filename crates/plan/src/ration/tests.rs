//! Stories of goods that do not suffice for all.

use super::*;
use book::plan::{RunEnd, Step};
use book::story::after;
use book::{Command, decide, evolve_all, invariant};
use vocab::Day;

/// What a run after a story changes: who is served when, and for whom somebody else is later.
fn changes(story: &str) -> Vec<String> {
    let (mut book, stamp) = after(story);
    let run = run(&book, None, &stamp);
    let told = run.shifts.iter().map(shown).collect();
    let events = decide(&book, &Command::MakePlan(run.plan), &stamp).expect("a run can be made");
    evolve_all(&mut book, &events);
    assert_eq!(invariant::violations(&book), []);
    told
}

fn shown(shift: &Shift) -> String {
    let when = |day: Option<Day>, waits: Quantity| match day {
        Some(day) => day.to_string(),
        None => format!("{waits} waiting"),
    };
    let to = shift
        .lost_to
        .map_or(String::new(), |order| format!(" for {}", order.number()));
    let was = when(shift.was, shift.waited);
    let becomes = when(shift.becomes, shift.waits);
    format!(
        "{}.{}: {was} to {becomes}{to}",
        shift.order.number(),
        shift.line
    )
}

/// The first customer has all that there is; the second one is worth more and waits for the 10th.
const HOT: &str = "
    group C2 KEY
    policy priority group KEY: 500
    stock DC1 COFFEE 8
    supply PO1 purchase DC1 COFFEE 20 2026-03-10
    order C1 COFFEE 8 / po 1
    order C2 COFFEE 8 / po 2
";

#[test]
fn nobody_loses_unless_the_policy_says_so() {
    assert_eq!(changes(HOT), [""; 0]);
}

#[test]
fn who_wins_takes_from_who_may_lose() {
    let segments = "
        policy segment group KEY: win
        policy segment any: redistribute";
    assert_eq!(
        changes(&format!("{HOT}{segments}")),
        [
            "SO-100000.1: 2026-03-02 to 2026-03-12 for SO-100001",
            "SO-100001.1: 2026-03-12 to 2026-03-02",
        ]
    );
}

#[test]
fn more_points_come_first_among_those_that_are_redistributed() {
    let segments = "
        policy segment any: redistribute";
    assert_eq!(
        changes(&format!("{HOT}{segments}")),
        [
            "SO-100000.1: 2026-03-02 to 2026-03-12 for SO-100001",
            "SO-100001.1: 2026-03-12 to 2026-03-02",
        ]
    );
}

#[test]
fn who_fills_up_keeps_what_nobody_before_needs() {
    let story = "
        stock DC1 COFFEE 8
        order C1 COFFEE 5 / po 1
        order C2 COFFEE 5 / po 2
        policy segment any: fill";
    assert_eq!(changes(story), [""; 0]);
}

#[test]
fn who_loses_takes_what_all_others_leave() {
    let story = "
        group C2 KEY
        stock DC1 COFFEE 8
        order C1 COFFEE 8 / po 1
        order C2 COFFEE 5 / po 2
        policy segment group KEY: gain
        policy segment any: lose";
    assert_eq!(
        changes(story),
        [
            "SO-100000.1: 2026-03-02 to 5 waiting for SO-100001",
            "SO-100001.1: 5 waiting to 2026-03-02",
        ]
    );
}

#[test]
fn nobody_loses_again_while_it_rests() {
    let segments = "
        policy segment group KEY: win
        policy segment any: redistribute";
    let tea = "
        stock DC1 TEA 8
        order C1 TEA 8 / po 3
        order C2 TEA 8 / po 4";
    let again = |days: u16| {
        let story = format!("{HOT}{tea}{segments}\npolicy loss_rest_days {days}");
        let (mut book, stamp) = after(&story);
        let [coffee, tea] = [ItemId(0), ItemId(1)].map(|item| BTreeSet::from([item]));
        let plan = run(&book, Some(&coffee), &stamp).plan;
        let events = decide(&book, &Command::MakePlan(plan), &stamp).unwrap();
        evolve_all(&mut book, &events);
        let losses = run(&book, Some(&tea), &stamp).shifts;
        losses.iter().any(|shift| shift.lost_to.is_some())
    };
    assert!(again(0));
    assert!(!again(30));
}

#[test]
fn a_customer_of_one_shipment_keeps_one() {
    let story = "
        group C3 KEY
        stock DC1 COFFEE 8
        stock DC1 TEA 8
        supply PO1 purchase DC1 COFFEE 20 2026-03-10
        order C1 COFFEE 8 / po 1
        order C3 COFFEE 8, TEA 8 / po 2
        policy segment group KEY: win
        policy segment any: redistribute";
    assert_eq!(changes(story).len(), 3);
}

/// The first customer has the stock and wants it in two weeks; the second one waits for supply.
const LATER: &str = "
    stock DC1 COFFEE 8
    supply PO1 purchase DC1 COFFEE 8 2026-03-05
    order C1 COFFEE 8 / by 2026-03-16 po 1
    order C2 COFFEE 8 / po 2
    policy segment any: redistribute";

#[test]
fn who_wants_goods_later_leaves_stock_to_who_wants_them_now() {
    assert_eq!(changes(LATER), ["SO-100001.1: 2026-03-07 to 2026-03-02"]);
}

#[test]
fn nobody_leaves_stock_for_supply_that_is_overdue() {
    let (book, stamp) = after(LATER);
    let on = |day: &str| Stamp {
        today: Day::parse(day).unwrap(),
        ..stamp
    };
    let steps = |day| run(&book, None, &on(day)).plan.steps;
    let names_first =
        |step: &Step| matches!(step, Step::Schedule { order, .. } if order.number() == "SO-100000");
    assert!(steps("2026-03-05").iter().any(names_first));
    assert!(!steps("2026-03-06").iter().any(names_first));
}

#[test]
fn a_run_leaves_what_was_sold_meanwhile_and_makes_the_rest() {
    let story = format!(
        "{HOT}
        stock DC1 TEA 8
        supply PO2 purchase DC1 TEA 20 2026-03-10
        order C1 TEA 6 / po 3
        order C2 TEA 6 / po 4
        policy segment group KEY: win
        policy segment any: redistribute
        policy backorder_run daily at 08:30
        clock 2026-03-01 09:00"
    );
    let (mut book, stamp) = after(&story);
    let planned = crate::attend::timed_run(&book, &stamp).expect("a run is due");
    let (sold, _) = after(&format!("{story}\n redate PO2 2026-03-20"));
    book.clone_from(&sold);
    let events = decide(&book, &planned, &stamp).expect("the coffee is as it was");
    let Some(Event::BackordersRun(run)) = events.last() else {
        panic!("it is told what came of it");
    };
    assert_eq!(
        run.end,
        RunEnd::Made {
            gains: 1,
            losses: 1,
            left: 2,
        }
    );
    evolve_all(&mut book, &events);
    assert_eq!(invariant::violations(&book), []);
}
