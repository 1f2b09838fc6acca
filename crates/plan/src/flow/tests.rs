//! Small problems, judged by an integer programme that knows nothing of paths.

use super::*;
use crate::programme::{Programme, Solver};
use sim::chance::Chance;

fn want(quantity: u64, costs: &[i64]) -> Want {
    let costs = costs.iter().map(|cost| (*cost >= 0).then_some(*cost));
    Want {
        quantity,
        costs: costs.collect(),
    }
}

fn cost(wants: &[Want], flow: &Flow) -> i64 {
    let rows = wants.iter().zip(flow);
    let parts = rows.flat_map(|(want, parts)| parts.iter().map(move |part| (want, part)));
    parts
        .map(|(want, (pool, quantity))| want.costs[*pool].expect("a way") * *quantity as i64)
        .sum()
}

#[test]
fn who_has_another_way_makes_room_for_who_has_none() {
    let wants = [want(3, &[0, 1]), want(3, &[0, 9])];
    let flow = cheapest(&[3, 3], &wants).unwrap();
    assert_eq!(flow, [vec![(1, 3)], vec![(0, 3)]]);
}

#[test]
fn what_does_not_suffice_is_told() {
    let wants = [want(3, &[0, -1]), want(3, &[0, 9])];
    assert_eq!(cheapest(&[2, 9], &wants), None);
}

#[test]
fn too_many_pairs_are_not_tried() {
    let pools = vec![1; PAIRS_MAX + 1];
    assert_eq!(cheapest(&pools, &[want(0, &[])]), None);
}

/// The same problem as rows of a programme; `None` where it can't be done.
fn judged(pools: &[u64], wants: &[Want]) -> Option<i64> {
    let mut programme = Programme::default();
    let mut from = vec![Vec::new(); pools.len()];
    for want in wants {
        let mut terms = Vec::new();
        for (pool, cost) in want.costs.iter().enumerate() {
            if let Some(cost) = cost {
                let variable = programme.variable(*cost as f64, want.quantity as f64);
                terms.push((variable, 1.0));
                from[pool].push((variable, 1.0));
            }
        }
        if terms.is_empty() {
            return None;
        }
        programme.exactly(terms, want.quantity as f64);
    }
    for (size, terms) in pools.iter().zip(from) {
        programme.at_most(terms, *size as f64);
    }
    let found = programme.minimum(Solver::Microlp).ok()?;
    Some(found.cost.round() as i64)
}

#[test]
fn nothing_is_cheaper_than_what_is_found() {
    let mut chance = Chance::new(3);
    let (mut met, mut unmet) = (0, 0);
    for number in 0..300 {
        let count = chance.between(1, 7);
        let pools: Vec<u64> = (0..count).map(|_| chance.between(0, 9)).collect();
        let wants: Vec<Want> = (0..chance.between(1, 8))
            .map(|_| Want {
                quantity: chance.between(1, 6),
                costs: (0..count)
                    .map(|_| chance.permille(800).then(|| chance.below(30) as i64))
                    .collect(),
            })
            .collect();
        let found = cheapest(&pools, &wants);
        let least = found.as_ref().map(|flow| cost(&wants, flow));
        assert_eq!(least, judged(&pools, &wants), "problem {number}");
        let Some(flow) = found else {
            unmet += 1;
            continue;
        };
        met += 1;
        for (want, parts) in wants.iter().zip(&flow) {
            assert_eq!(parts.iter().map(|part| part.1).sum::<u64>(), want.quantity);
        }
        let taken = |pool| flow.iter().flatten().filter(move |part| part.0 == pool);
        for (pool, size) in pools.iter().enumerate() {
            assert!(taken(pool).map(|part| part.1).sum::<u64>() <= *size);
        }
    }
    assert!(met > 100 && unmet > 20, "{met} {unmet}");
}
