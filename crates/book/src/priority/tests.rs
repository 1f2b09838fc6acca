//! Stories of priority: who is served first when there is not enough for all.

use super::*;
use crate::story::{Bench, check};

#[test]
fn what_comes_goes_to_whoever_waits_with_the_most_points() {
    check(
        r#"
        group C2 KEY
        policy priority group KEY: 500
        order C1 COFFEE 8
          -> SO-100000
          -> 1. COFFEE 8: 8 backordered (NoSupply)
        order C2 COFFEE 8
          -> SO-100001
          -> 1. COFFEE 8: 8 backordered (NoSupply)
        stock DC1 COFFEE 8
          -> to do: promise COFFEE
        backorders COFFEE
          -> SO-100001
          -> 1. COFFEE 8: 8 promised DC1 03-01>03-02
        backorders COFFEE
          -> done: promise COFFEE
        "#,
    );
}

#[test]
fn points_are_told_by_what_they_are_given_for() {
    let mut bench = Bench::after(
        "group C1 KEY WEB
        policy priority group KEY: 500
        policy priority group WEB: 300
        policy priority late: 10
        policy priority age: 2
        policy priority value: 3 per 1000
        order C1 COFFEE 8 / by 2026-03-10
        clock 2026-03-06 09:00",
    );
    let order = bench.book.orders.get(OrderId(0)).unwrap().into_owned();
    let value = order.value();
    let standing = |bench: &Bench| Priorities::of(&bench.book, bench.stamp.today).standing(&order);
    let expected = Standing {
        customer: 500,
        late: 10 * 10,
        broken: 0,
        age: 2 * 5,
        value: 3 * (value / 1_000),
    };
    assert_eq!(standing(&bench), expected);
    // Urgency and age have an end.
    bench.step("clock 2027-03-06 09:00");
    let standing = standing(&bench);
    assert_eq!((standing.late, standing.age), (10 * 60, 2 * 90));
}

#[test]
fn the_first_segment_that_fits_says_what_a_run_may_do() {
    let bench = Bench::after(
        "group C1 KEY
        policy priority group KEY: 500
        policy segment from 501: win
        policy segment group KEY: redistribute
        policy segment any: lose
        order C1 COFFEE 8
        order C2 COFFEE 8",
    );
    let priorities = Priorities::of(&bench.book, bench.stamp.today);
    let strategy = |id| {
        let order = bench.book.orders.get(OrderId(id)).unwrap();
        priorities.strategy(&order, priorities.standing(&order).points())
    };
    assert_eq!(strategy(0), Strategy::Redistribute);
    assert_eq!(strategy(1), Strategy::Lose);
}
