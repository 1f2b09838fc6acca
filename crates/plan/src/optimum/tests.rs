//! The judge is judged: what it finds keeps every rule, and no promise of the book costs less.

use super::*;
use book::promise::{Freed, promise};
use sim::sourcing::Sourcing;

/// How far an amount that is rounded line by line may be from the sum: a unit for each part,
/// shipment and line.
fn rounding(lines: &[LineSchedule]) -> f64 {
    let parts = lines.iter().map(|line| line.schedule.len() + 2);
    1.0 + 2.0 * parts.sum::<usize>() as f64
}

fn judged(number: u64, solver: Solver) -> (Sourcing, Option<Optimum>) {
    let one = Sourcing::new(11, number);
    let found = optimum(&one.book, one.destination, &one.asks, &one.stamp, solver);
    let found = found.unwrap_or_else(|unsolved| panic!("problem {number}: {unsolved}"));
    (one, found)
}

#[test]
fn no_promise_of_the_book_costs_less_than_the_optimum() {
    for number in 0..60 {
        let (one, found) = judged(number, Solver::Microlp);
        let freed = Freed::default();
        let plan = promise(&one.book, one.destination, &one.asks, &freed, &one.stamp);
        let Some(found) = found else {
            assert!(plan.lines.iter().all(|line| line.schedule.is_empty()));
            continue;
        };
        let cost = book::promise::cost(
            &one.book,
            one.destination,
            &one.asks,
            &plan.lines,
            &one.stamp,
        );
        let cost = cost.expect("the book ships over lanes");
        assert_eq!(cost, plan.considered[0].cost, "problem {number}");
        let slack = rounding(&found.lines);
        assert!(
            (found.cost as f64 - found.unrounded).abs() <= slack,
            "problem {number}: {found:?}"
        );
        assert!(
            cost as f64 >= found.unrounded - rounding(&plan.lines),
            "problem {number}: {cost}"
        );
    }
}

#[test]
fn the_optimum_takes_no_more_than_there_is() {
    for number in 0..60 {
        let (one, Some(found)) = judged(number, Solver::Microlp) else {
            continue;
        };
        let mut taken: BTreeMap<(ItemId, SiteId, Source), Quantity> = BTreeMap::new();
        for (ask, line) in one.asks.iter().zip(&found.lines) {
            let waits = line.backorder.map_or(Quantity::ZERO, |part| part.quantity);
            let promised: Quantity = line.schedule.iter().map(|part| part.quantity).sum();
            assert_eq!(promised + waits, ask.quantity);
            for part in &line.schedule {
                let pool = taken.entry((ask.item, part.site, part.source)).or_default();
                *pool += part.quantity;
            }
        }
        for ((item, site, source), quantity) in taken {
            let free = match source {
                Source::OnHand => free_on_hand(&one.book, item, site),
                Source::Inbound(id) => one.book.stock.supplies[&id].open,
            };
            assert!(quantity <= free, "problem {number}: {quantity} of {free}");
        }
    }
}

#[cfg(feature = "highs")]
#[test]
fn both_solvers_find_the_same_optimum() {
    for number in 0..200 {
        let costs = [Solver::Microlp, Solver::Highs].map(|solver| {
            let (_, found) = judged(number, solver);
            found.map_or(0.0, |found| found.unrounded)
        });
        assert!(
            (costs[0] - costs[1]).abs() < 0.01,
            "problem {number}: {costs:?}"
        );
    }
}
