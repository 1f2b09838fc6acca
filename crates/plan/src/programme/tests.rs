//! Small programmes whose minimum is known.

use super::*;

/// Two depots, one truck each: 7 pieces are wanted; the near depot has 4 of them.
fn depots() -> (Programme, [Variable; 2]) {
    let mut programme = Programme::default();
    let (near, far) = (programme.choice(10.0), programme.choice(12.0));
    let from_near = programme.variable(1.0, 4.0);
    let from_far = programme.variable(1.5, 7.0);
    programme.at_most(vec![(from_near, 1.0), (near, -4.0)], 0.0);
    programme.at_most(vec![(from_far, 1.0), (far, -7.0)], 0.0);
    programme.exactly(vec![(from_near, 1.0), (from_far, 1.0)], 7.0);
    (programme, [from_near, from_far])
}

fn check(solver: Solver) {
    let (mut programme, [from_near, from_far]) = depots();
    let found = programme.minimum(solver).expect("the far depot has all");
    assert!((found.cost - 22.5).abs() < 1e-6, "{}", found.cost);
    assert!(found.value(from_far) > 6.5 && found.value(from_near) < 0.5);
    programme.at_most(vec![(from_far, 1.0)], 2.0);
    assert!(programme.minimum(solver).is_err(), "4 and 2 are not 7");
}

#[test]
fn one_truck_is_cheaper_than_two() {
    check(Solver::Microlp);
}

#[cfg(feature = "highs")]
#[test]
fn highs_agrees() {
    check(Solver::Highs);
}
