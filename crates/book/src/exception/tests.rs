//! Stories of exceptions: raised where promises break, planned, approved, closed and taken back.

use super::*;
use crate::Command;
use crate::plan::{Step, schedules};
use crate::policy::{Autonomy, Level};
use crate::story::{Bench, check};
use crate::{decide, evolve_all};

#[test]
fn supply_that_comes_late_is_one_exception_for_all_orders_that_hang_on_it() {
    check(
        r#"
        supply PO1 purchase DC1 COFFEE 20 2026-03-05
        order C1 COFFEE 8 / po 1
          -> SO-100000
          -> 1. COFFEE 8: 8 promised DC1 of PO1 03-06>03-07
        order C2 COFFEE 8 / po 2
          -> SO-100001
          -> 1. COFFEE 8: 8 promised DC1 of PO1 03-06>03-07
        redate PO1 2026-03-15
          -> SO-100000
          -> 1. COFFEE 8: 8 backordered (SupplyLate)
          -> SO-100001
          -> 1. COFFEE 8: 8 backordered (SupplyLate)
          -> exception 0: late_supply, 8 of SO-100000.1 for 03-07, 8 of SO-100001.1 for 03-07
          -> to do: promise COFFEE
        settle 0
          -> nothing
        stock DC1 COFFEE 16
        backorders COFFEE
          -> SO-100000
          -> 1. COFFEE 8: 8 promised DC1 03-01>03-02
        settle 0
          -> nothing
        backorders COFFEE
          -> SO-100001
          -> 1. COFFEE 8: 8 promised DC1 03-01>03-02
        settle 0
          -> exception 0 mended
        settle 0
          -> refused: exception 0 is closed already (exception_closed)
        "#,
    );
}

#[test]
fn what_comes_short_is_lost_or_not_found_is_told_by_its_cause() {
    check(
        r#"
        supply PO1 purchase DC1 COFFEE 20 2026-03-05
        order C1 COFFEE 20 / po 1
          -> SO-100000
          -> 1. COFFEE 20: 20 promised DC1 of PO1 03-06>03-07
        arrive PO1 15 last
          -> SO-100000
          -> 1. COFFEE 20: 15 promised DC1 03-06>03-07, 5 backordered (SupplyLost)
          -> exception 0: short_supply, 5 of SO-100000.1 for 03-07
          -> to do: promise COFFEE
        count DC1 COFFEE 12
          -> SO-100000
          -> 1. COFFEE 20: 12 promised DC1 03-06>03-07, 8 backordered (StockMissing)
          -> exception 1: stock_missing, 3 of SO-100000.1 for 03-07
        supply PO2 purchase DC1 TEA 5 2026-03-05
        order C1 TEA 5 / po 2
          -> SO-100001
          -> 1. TEA 5: 5 promised DC1 of PO2 03-06>03-07
        lose PO2
          -> SO-100001
          -> 1. TEA 5: 5 backordered (SupplyLost)
          -> exception 2: lost_supply, 5 of SO-100001.1 for 03-07
          -> to do: promise TEA
        cancel SO-100001
          -> SO-100001 cancelled
        settle 2
          -> exception 2 mended
        leave 1
          -> exception 1 dismissed
        show work
          -> promise COFFEE
          -> promise TEA
          -> plan exception 0
        "#,
    );
}

#[test]
fn trouble_that_somebody_reports_is_told_once() {
    check(
        r#"
        stock DC1 COFFEE 9
        order C1 COFFEE 9 / po 1
          -> SO-100000
          -> 1. COFFEE 9: 9 promised DC1 03-01>03-02
        trouble carrier_delay SO-100000 1
          -> nothing
        release SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 9: 9 released DC1 03-01>03-02
        pick SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 9: 9 picked DC1 03-01>03-02
        pack SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 9: 9 packed DC1 03-01>03-02
        ship SO-100000 DC1
          -> SO-100000
          -> 1. COFFEE 9: 9 shipped DC1 03-01>03-02
        trouble carrier_delay SO-100000 1
          -> exception 0: carrier_delay, 9 of SO-100000.1 for 03-02
        trouble carrier_delay SO-100000 1
          -> nothing
        trouble carrier_delay SO-100000 1 expected 2026-03-04
          -> exception 0: carrier_delay, 9 of SO-100000.1 for 03-02
        trouble carrier_delay SO-100000 1 expected 2026-03-04
          -> nothing
        trouble carrier_delay SO-100000 1 expected 2026-02-20
          -> refused: the day that goods arrive is 2026-02-20; 2026-03-01 or later is allowed (out_of_range)
        trouble customs SO-100000 1
          -> exception 1: customs, 9 of SO-100000.1 for 03-02
        trouble customs SO-100000 2
          -> refused: row 1: there is no line "2" (unknown)
        "#,
    );
}

/// Supply that is ten days late, and two orders that need it.
const LATE: &str = "
    supply PO1 purchase DC1 COFFEE 20 2026-03-05
    order C1 COFFEE 8 / po 1
    order C2 COFFEE 8 / po 2
    redate PO1 2026-03-15
";

/// The supplier hurries: tried on a copy, as a planner does.
fn hurry(bench: &Bench) -> Proposal {
    let day = |text: &str| Day::parse(text).unwrap();
    let mut copy = bench.book.clone();
    let supply = SupplyId(0);
    let due = day("2026-03-04");
    let hurries = Command::RescheduleSupply { supply, due };
    let backorders = Command::PromiseBackorders { item: ItemId(0) };
    for command in [hurries, backorders.clone(), backorders] {
        let events = decide(&copy, &command, &bench.stamp).unwrap();
        evolve_all(&mut copy, &events);
    }
    let mut steps = schedules(&bench.book, &copy, &[OrderId(0), OrderId(1)].into());
    steps.push(Step::Hasten {
        supply,
        was: day("2026-03-15"),
        due,
    });
    Proposal {
        resolution: Resolution::Expedite,
        plan: Plan { steps },
        cost: 5_000,
        value: 20_000,
        shifts: Vec::new(),
        risks: vec![Risk::SupplierMustAgree],
    }
}

/// Nothing is done; the customers live with the later day.
fn later() -> Proposal {
    Proposal {
        resolution: Resolution::Repromise,
        plan: Plan::default(),
        cost: 0,
        value: 20_000,
        shifts: Vec::new(),
        risks: vec![Risk::StillLate],
    }
}

fn proposed(bench: &mut Bench, proposals: Vec<Proposal>) -> String {
    let command = Command::ProposeSolutions {
        exception: ExceptionId(0),
        proposals,
    };
    bench.tell(&command).join("\n")
}

const HURRIED: &str = "SO-100000\n\
    1. COFFEE 8: 8 promised DC1 of PO1 03-05>03-06\n\
    SO-100001\n\
    1. COFFEE 8: 8 promised DC1 of PO1 03-05>03-06";

#[test]
fn an_approved_solution_is_made_and_closes_the_exception() {
    let mut bench = Bench::after(LATE);
    let proposals = vec![hurry(&bench), later()];
    assert_eq!(
        proposed(&mut bench, proposals),
        "exception 0 has 2 proposals"
    );
    assert_eq!(
        bench.step("approve 0 0").join("\n"),
        format!(
            "{HURRIED}\n\
             made: SO-100000.1 8 waiting>03-06, SO-100001.1 8 waiting>03-06\n\
             exception 0 approved"
        )
    );
    assert_eq!(bench.step("show work"), ["promise COFFEE"]);
}

#[test]
fn a_solution_that_saw_something_else_is_refused_and_planned_anew() {
    let mut bench = Bench::after(LATE);
    let proposals = vec![hurry(&bench), later()];
    proposed(&mut bench, proposals);
    bench.step("cancel SO-100000");
    assert_eq!(
        bench.step("approve 0 0"),
        [
            "refused: row 1: the solution does not fit any more: SO-100000 is finished and can't be \
             changed any more (changed)"
        ]
    );
    assert_eq!(bench.step("settle 0"), ["to do: plan exception 0"]);
    assert_eq!(bench.step("settle 0"), ["nothing"]);
    assert_eq!(
        bench.step("approve 0 7"),
        ["refused: there is no proposal \"7\" (unknown)"]
    );
}

#[test]
fn a_yes_counts_for_the_solution_and_the_promises_that_were_looked_at() {
    let mut bench = Bench::after(LATE);
    let proposals = vec![hurry(&bench), later()];
    proposed(&mut bench, proposals);
    let version = |bench: &Bench, index| bench.book.exceptions[&ExceptionId(0)].version(index);
    let approve = |bench: &mut Bench, seen| {
        let command = Command::ApproveProposal {
            exception: ExceptionId(0),
            proposal: 0,
            seen,
        };
        bench.tell(&command).join("\n")
    };
    let (first, second) = (version(&bench, 0), version(&bench, 1));
    let changed = "refused: exception 0 has changed since it was looked at (changed)";
    assert_eq!(approve(&mut bench, second), changed);
    // The same solution, but another order is in trouble too.
    bench.step("order C1 TEA 4 / po 3");
    let raise = Command::RaiseException {
        expected: None,
        kind: Kind::LateSupply,
        cause: bench.book.exceptions[&ExceptionId(0)].cause.clone(),
        lines: vec![(OrderId(2), 1)],
    };
    bench.tell(&raise);
    assert_eq!(approve(&mut bench, first), changed);
    let now = version(&bench, 0);
    assert!(approve(&mut bench, now).ends_with("exception 0 approved"));
}

#[test]
fn two_persons_approve_what_moves_more_than_the_policy_lets_one_approve() {
    let mut bench = Bench::after(LATE);
    bench.step("policy second_approver_value 19999");
    let proposals = vec![hurry(&bench)];
    proposed(&mut bench, proposals);
    assert_eq!(
        bench.step("approve 0 0"),
        ["exception 0 waits for a second yes"]
    );
    assert_eq!(
        bench.step("approve 0 0"),
        ["refused: you approved it already; somebody else must approve it too (second_approver)"]
    );
    bench.stamp.actor = vocab::ActorId(8);
    let told = bench.step("approve 0 0");
    assert_eq!(told.last().unwrap(), "exception 0 approved");
}

#[test]
fn what_the_autonomy_rules_let_through_is_made_without_a_person() {
    let rule = |level, value_max| Autonomy {
        resolution: Resolution::Expedite,
        kind: Some(Kind::LateSupply),
        value_max,
        level,
    };
    for (rule, last) in [
        (rule(Level::Auto, 20_000), "exception 0 automatic"),
        (rule(Level::Auto, 19_999), "exception 0 has 2 proposals"),
        (rule(Level::Suggest, 20_000), "exception 0 has 2 proposals"),
        (rule(Level::Shadow, 20_000), "exception 0 has 2 proposals"),
    ] {
        let mut bench = Bench::after(LATE);
        let mut policy = bench.book.policy.clone();
        policy.autonomy = vec![rule];
        bench.give(&Command::SetPolicy(policy)).unwrap();
        let proposals = vec![later(), hurry(&bench)];
        let told = proposed(&mut bench, proposals);
        assert_eq!(told.lines().last(), Some(last), "{rule:?}");
    }
}

#[test]
fn a_solution_can_be_taken_back_unless_somebody_was_told() {
    let mut bench = Bench::after(LATE);
    let proposals = vec![hurry(&bench), later()];
    proposed(&mut bench, proposals);
    bench.step("approve 0 0");
    assert_eq!(
        bench.step("revert 0"),
        ["refused: the supplier was told; change the supply instead (cannot_revert)"]
    );
    let mut bench = Bench::after(LATE);
    proposed(&mut bench, vec![later()]);
    bench.step("approve 0 0");
    assert_eq!(
        bench.step("revert 0"),
        [
            "exception 0 taken back",
            "exception 1: late_supply, 8 of SO-100000.1 for 03-07, 8 of SO-100001.1 for 03-07"
        ]
    );
    assert_eq!(
        bench.step("revert 0"),
        [
            "refused: nothing was made of it, it was taken back, or it is too long ago \
             (cannot_revert)"
        ]
    );
}
