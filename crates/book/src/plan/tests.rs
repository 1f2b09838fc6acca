//! Stories of plans: supply that is traded between orders, and what is refused because the book went on.

use super::*;
use crate::stock::supply::SupplyKind;
use crate::story::Bench;
use crate::{Command, Few};
use vocab::{ItemId, SiteId, SupplyId};

/// The first order doesn't need its coffee before the 20th; the second one waits for it.
const TWO_ORDERS: &str = "
    stock DC1 COFFEE 8
    supply PO1 purchase DC1 COFFEE 20 2026-03-10
    order C1 COFFEE 8 / by 2026-03-20 po 1
    order C2 COFFEE 8 / po 2
";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A line that is promised from the source of another one, on these days.
fn with(
    line: &[LineSchedule],
    other: &[LineSchedule],
    leaves: &str,
    arrives: &str,
) -> Vec<LineSchedule> {
    let mut part = other[0].schedule[0];
    (part.goods_issue, part.delivery) = (day(leaves), day(arrives));
    vec![LineSchedule {
        schedule: Few::one(part),
        ..line[0].clone()
    }]
}

/// The first order takes what comes on the 10th, the second one what is there.
fn trade(bench: &Bench, leaves: &str) -> Plan {
    let line = |order: u64| promised_of_all(&bench.book.orders.get(OrderId(order)).unwrap());
    let (first, second) = (line(0), line(1));
    let schedule = |order, was: &[LineSchedule], becomes| Step::Schedule {
        order: OrderId(order),
        was: was.to_vec(),
        becomes,
    };
    let now = with(&second, &first, leaves, "2026-03-02");
    let later = with(&first, &second, "2026-03-19", "2026-03-20");
    Plan {
        steps: vec![schedule(1, &second, now), schedule(0, &first, later)],
    }
}

fn told(bench: &mut Bench, plan: &Plan) -> String {
    bench.tell(&Command::MakePlan(plan.clone())).join("\n")
}

#[test]
fn two_orders_trade_their_supply_in_one_step() {
    let mut bench = Bench::after(TWO_ORDERS);
    let plan = trade(&bench, "2026-03-01");
    assert_eq!(
        told(&mut bench, &plan),
        "SO-100000\n\
         1. COFFEE 8: 8 promised DC1 of PO1 03-19>03-20\n\
         SO-100001\n\
         1. COFFEE 8: 8 promised DC1 03-01>03-02\n\
         made: SO-100001.1 03-12>03-02"
    );
}

#[test]
fn a_plan_can_be_taken_back() {
    let mut bench = Bench::after(TWO_ORDERS);
    let before = bench.book.clone();
    let plan = trade(&bench, "2026-03-01");
    told(&mut bench, &plan);
    told(&mut bench, &plan.inverse().unwrap());
    assert_eq!(
        schedules(&before, &bench.book, &[OrderId(0), OrderId(1)].into()),
        []
    );
}

#[test]
fn a_plan_that_saw_another_promise_is_refused() {
    let mut bench = Bench::after(TWO_ORDERS);
    let plan = trade(&bench, "2026-03-01");
    bench.step("amend SO-100001 line 1 qty 9");
    assert_eq!(
        told(&mut bench, &plan),
        "refused: row 1: SO-100001 is not promised any more as the plan has it; plan it again (changed)"
    );
}

#[test]
fn a_plan_counts_only_on_what_is_there() {
    let mut bench = Bench::after(TWO_ORDERS);
    let plan = trade(&bench, "2026-03-01");
    let half = Plan {
        steps: plan.steps[..1].to_vec(),
    };
    assert_eq!(
        told(&mut bench, &half),
        "refused: less of COFFEE is free at DC1 than the plan counts on; plan it again (changed)"
    );
}

#[test]
fn goods_leave_and_arrive_on_days_that_the_calendar_has() {
    let mut bench = Bench::after(TWO_ORDERS);
    let yesterday = trade(&bench, "2026-02-28");
    assert_eq!(
        told(&mut bench, &yesterday),
        "refused: row 1: SO-100001: goods can't leave on the day of the plan; plan it again (changed)"
    );
    let two_days = trade(&bench, "2026-03-02");
    assert_eq!(
        told(&mut bench, &two_days),
        "refused: row 1: SO-100001: goods don't arrive on the day of the plan; plan it again (changed)"
    );
}

#[test]
fn a_plan_that_loses_goods_on_the_way_is_refused() {
    let mut bench = Bench::after(TWO_ORDERS);
    let mut plan = trade(&bench, "2026-03-01");
    let Step::Schedule { becomes, .. } = &mut plan.steps[0] else {
        unreachable!("it schedules");
    };
    becomes[0].schedule = Few::none();
    assert_eq!(
        told(&mut bench, &plan),
        "refused: row 1: a plan leaves the lines and their quantities as they are (bad_quantity)"
    );
}

#[test]
fn goods_that_are_brought_over_can_be_promised_in_the_same_plan() {
    let mut bench =
        Bench::after("stock DC2 COFFEE 5\n order C1 COFFEE 5 / to A by 2026-03-02 po 1");
    let was = promised_of_all(&bench.book.orders.get(OrderId(0)).unwrap());
    let mut part = was[0].schedule[0];
    (part.site, part.goods_issue, part.delivery) =
        (SiteId(0), day("2026-03-01"), day("2026-03-02"));
    let becomes = vec![LineSchedule {
        schedule: Few::one(part),
        ..was[0].clone()
    }];
    let plan = Plan {
        steps: vec![
            Step::Schedule {
                order: OrderId(0),
                was,
                becomes,
            },
            Step::Move {
                item: ItemId(0),
                from: SiteId(1),
                to: SiteId(0),
                quantity: Quantity(5),
            },
        ],
    };
    assert_eq!(
        told(&mut bench, &plan),
        "SO-100000\n\
         1. COFFEE 5: 5 promised DC1 03-01>03-02\n\
         made: SO-100000.1 03-03>03-02"
    );
    assert_eq!(
        told(&mut bench, &plan.inverse().unwrap()).lines().count(),
        3
    );
}

#[test]
fn supply_that_the_plan_orders_covers_what_it_promises() {
    let mut bench = Bench::after("order C1 COFFEE 5 / po 1");
    let was = promised_of_all(&bench.book.orders.get(OrderId(0)).unwrap());
    let part = crate::ScheduleLine {
        quantity: Quantity(5),
        site: SiteId(0),
        source: crate::Source::Inbound(SupplyId(0)),
        goods_issue: day("2026-03-06"),
        delivery: day("2026-03-07"),
        stage: Stage::Promised,
    };
    let becomes = vec![LineSchedule {
        line: 1,
        schedule: Few::one(part),
        backorder: None,
    }];
    let announce = |id| Step::Announce {
        supply: SupplyId(id),
        reference: "PO9".to_owned(),
        kind: SupplyKind::PurchaseOrder,
        site: SiteId(0),
        item: ItemId(0),
        quantity: Quantity(6),
        due: day("2026-03-05"),
        supplier: None,
    };
    let schedule = Step::Schedule {
        order: OrderId(0),
        was,
        becomes,
    };
    let stale = Plan {
        steps: vec![announce(7), schedule.clone()],
    };
    assert_eq!(
        told(&mut bench, &stale),
        "refused: row 1: other supply was announced meanwhile; plan it again (changed)"
    );
    let plan = Plan {
        steps: vec![announce(0), schedule],
    };
    assert_eq!(
        told(&mut bench, &plan),
        "SO-100000\n\
         1. COFFEE 5: 5 promised DC1 of PO9 03-06>03-07\n\
         to do: promise COFFEE\n\
         made: SO-100000.1 5 waiting>03-07"
    );
    assert!(matches!(plan.inverse(), Err(Step::Announce { .. })));
}

#[test]
fn goods_that_missed_their_day_leave_on_the_next() {
    let mut bench = Bench::after(
        "
        stock DC1 COFFEE 8
        order C1 COFFEE 8 / po 1
        release SO-100000 DC1 1:5
        ",
    );
    let day = |text: &str| Day::parse(text).unwrap();
    let postpone = |becomes| Plan {
        steps: vec![Step::Postpone {
            order: OrderId(0),
            parts: vec![(SiteId(0), day("2026-03-01"), day(becomes))],
        }],
    };
    drop(bench.step("clock 2026-03-03 9:00"));
    let told = bench.tell(&Command::MakePlan(postpone("2026-03-02")));
    let refused = "refused: row 1: SO-100000: goods can't leave on the day of the plan; \
                   plan it again (changed)";
    assert_eq!(told, [refused]);
    let told = bench.tell(&Command::MakePlan(postpone("2026-03-03")));
    let done = [
        "SO-100000",
        "1. COFFEE 8: 5 released DC1 03-03>03-04, 3 promised DC1 03-03>03-04",
        "made: SO-100000.1 03-02>03-04",
    ];
    assert_eq!(told, done);
    let told = bench.tell(&Command::MakePlan(postpone("2026-03-03")));
    let refused = "refused: row 1: nothing of SO-100000 is to leave on 2026-03-01; \
                   plan it again (changed)";
    assert_eq!(told, [refused]);
}

/// There is coffee for the second order meanwhile, and the plan takes it from there.
fn takes_what_came(quota: &str) -> String {
    let mut bench = Bench::after(TWO_ORDERS);
    bench.step("stock DC1 COFFEE 8");
    quota.lines().for_each(|line| drop(bench.step(line.trim())));
    let mut plan = trade(&bench, "2026-03-01");
    plan.steps.truncate(1);
    told(&mut bench, &plan)
}

#[test]
fn a_plan_gives_nobody_more_than_quotas_leave() {
    let used_up = "group C2 KEY
        allocate Q1 KEY COFFEE 7 2026-03-01 2026-03-08";
    let kept_for_others = "group C3 KEY
        protect 1 Q1 KEY COFFEE 1 2026-03-01 2026-03-08";
    for quota in [used_up, kept_for_others] {
        assert_eq!(
            takes_what_came(quota),
            "refused: quotas leave less of COFFEE to C2 than the plan counts on; plan it again (changed)"
        );
    }
}

#[test]
fn a_plan_may_use_all_that_quotas_leave() {
    let leaves_enough = "group C2 KEY
        group C3 WEB
        allocate Q1 KEY COFFEE 8 2026-03-01 2026-03-08
        allocate Q2 KEY COFFEE 0 2026-03-09 2026-03-31
        protect 1 Q3 WEB COFFEE 20 2026-03-15 2026-03-31";
    assert_eq!(
        takes_what_came(leaves_enough),
        "SO-100001\n\
         1. COFFEE 8: 8 promised DC1 03-01>03-02\n\
         made: SO-100001.1 03-12>03-02"
    );
}

#[test]
fn a_shift_that_was_written_before_losses_were_named_can_be_read() {
    let shift = Shift::days(OrderId(7), 2, None, Some(day("2026-03-02")));
    let bytes = minicbor::to_vec((7u64, 2u16, None::<i32>, Some(20_514i32))).unwrap();
    assert_eq!(minicbor::decode::<Shift>(&bytes).unwrap(), shift);
    assert_eq!(minicbor::to_vec(shift).unwrap(), bytes);
}
