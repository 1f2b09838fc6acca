//! Some lives that are lived again with every change, and what the simulator itself is worth.

use super::*;

/// Seeds of no particular history, and below them one line for each defect that the simulator
/// found, so that it stays found.
const SEEDS: std::ops::Range<u64> = 0..12;

fn live(seed: u64) -> Report {
    run(seed).unwrap_or_else(|failure| panic!("{failure}"))
}

#[test]
fn whatever_fails_nothing_acknowledged_is_lost_and_nothing_is_oversold() {
    let mut sum = Report::default();
    SEEDS.for_each(|seed| sum.add(&live(seed)));
    println!("{sum}");
}

#[test]
fn a_seed_lives_the_same_life_every_time() {
    assert_eq!(live(7), live(7));
    assert_ne!(live(7).hash, live(8).hash);
}
