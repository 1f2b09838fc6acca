//! The judge against the run, over problems made by chance and stories.

use super::super::run;
use super::*;
use book::plan::Shift;
use book::story::after;
use book::{Command, Policy, decide, evolve_all, invariant};
use sim::rationing::Rationing;

/// How late goods come by some plan, over that by the best one.
fn excess(one: &Rationing, plan: &Plan) -> f64 {
    let judged = best(&one.book, one.item, &one.stamp).expect("no quotas");
    let [late, least] =
        [plan, &judged].map(|plan| score(&one.book, one.item, plan, &one.stamp).late);
    assert!(least <= late && least > 0, "{least} {late}");
    late as f64 / least as f64
}

fn by_turn(one: &Rationing) -> Plan {
    run(&one.book, Some(&BTreeSet::from([one.item])), &one.stamp).plan
}

#[test]
fn the_book_can_make_the_best_run_and_nobody_who_gains_only_loses() {
    for number in 0..3 {
        let one = Rationing::new(1, number, 40);
        let plan = best(&one.book, one.item, &one.stamp).unwrap();
        let shifts = book::plan::shifts(&one.book, &plan);
        let is_late = |shift: &&Shift| {
            let wanted = one
                .book
                .orders
                .get(shift.order)
                .and_then(|order| order.requested);
            shift.is_loss()
                && shift
                    .becomes
                    .is_none_or(|day| wanted.is_none_or(|wanted| day > wanted))
        };
        let losers = shifts.iter().filter(is_late).map(|shift| shift.order);
        let losers: Vec<OrderId> = losers.collect();
        let claims = single(&one.book, one.item, &one.stamp);
        let spared = claims.iter().filter(|claim| !claim.may_lose());
        let spared: Vec<OrderId> = spared.map(|claim| claim.order.id).collect();
        assert!(spared.len() > 5 && !losers.is_empty());
        assert!(losers.iter().all(|order| !spared.contains(order)));
        let mut book = one.book.clone();
        let command = Command::MakePlan(plan);
        let events = decide(&book, &command, &one.stamp).expect("the best run can be made");
        evolve_all(&mut book, &events);
        assert_eq!(invariant::violations(&book), []);
    }
}

#[test]
fn the_run_is_never_better_than_the_best_and_better_than_nothing() {
    for number in 0..3 {
        let one = Rationing::new(2, number, 40);
        assert!(excess(&one, &by_turn(&one)) <= excess(&one, &Plan::default()));
    }
}

#[test]
fn a_run_that_ignores_priority_is_further_from_the_best() {
    let (mut right, mut wrong) = (0.0, 0.0);
    for number in 0..5 {
        let one = Rationing::new(3, number, 40);
        right += excess(&one, &by_turn(&one));
        let mut blind = one.clone();
        let policy = Policy {
            priority: Vec::new(),
            ..blind.book.policy.clone()
        };
        let events = decide(&blind.book, &Command::SetPolicy(policy), &one.stamp).unwrap();
        evolve_all(&mut blind.book, &events);
        wrong += excess(&one, &by_turn(&blind));
    }
    assert!(wrong > 1.1 * right, "{wrong} {right}");
}

#[test]
fn one_shipment_and_quotas_are_not_judged() {
    let story = "
        stock DC1 COFFEE 8
        order C1 COFFEE 8 / po 1
        order C3 COFFEE 8 / po 2";
    let (book, stamp) = after(story);
    assert_eq!(
        score(&book, ItemId(0), &Plan::default(), &stamp).units,
        Quantity(8)
    );
    let (book, stamp) = after(&format!(
        "{story}\ngroup C1 KEY\nallocate Q1 KEY COFFEE 5 2026-03-01 2026-03-31"
    ));
    assert_eq!(best(&book, ItemId(0), &stamp), None);
}
