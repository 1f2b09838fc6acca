//! Measures, held against the orders that they count.

use super::lived;
use super::random::life;
use crate::{Measure, OrderFilter, OrderRow, Reader};
use vocab::Day;

fn listed(reader: &Reader, filter: &OrderFilter) -> Vec<OrderRow> {
    let page = reader.orders(filter, None, 200).unwrap();
    assert_eq!(page.next, None);
    page.items
}

#[test]
fn every_number_of_orders_is_that_of_the_list_it_leads_to() {
    for seed in 0..3 {
        let world = life(seed, |_| {});
        let reader = world.reader();
        let (from, to) = (world.moment.today.plus(-40), world.moment.today);
        let measures = reader.measures(from, to).unwrap();
        assert_eq!(measures.days.len(), 41);
        for day in &measures.days {
            let figures = &day.figures;
            let of = |measure: Measure| {
                let filter = measure.orders(figures.day, figures.day);
                listed(&reader, &filter).len() as u64
            };
            let counted = Measure::ALL.map(of);
            let (orders, closed) = (figures.orders, figures.closed);
            let told = [
                orders,
                figures.touchless,
                orders - figures.touchless,
                figures.held,
                closed,
                figures.on_time_in_full,
                closed - figures.on_time_in_full,
                figures.cancelled,
                day.backlog,
            ];
            assert_eq!(told, counted, "seed {seed}, {}", figures.day);
        }
        let total = &measures.total;
        let open = world.book.orders.len() as u64;
        assert_eq!(
            (total.backlog, total.orders),
            (open, listed(&reader, &OrderFilter::default()).len() as u64)
        );
        let lines: u64 = measures.days.iter().map(|day| day.figures.lines).sum();
        assert_eq!(total.lines, lines);
    }
}

#[test]
fn a_range_is_measured_with_its_shares_and_how_long_orders_took() {
    let world = lived();
    let today = world.moment.today;
    let measures = world.reader().measures(today.plus(-1), today).unwrap();
    let told = serde_json::to_string_pretty(&measures.total).unwrap();
    insta::assert_snapshot!(told, @r#"
    {
      "documents": 0,
      "orders": 3,
      "lines": 4,
      "value": [
        {
          "minor": 533500,
          "currency": "ILS"
        }
      ],
      "touchless_bp": 0,
      "touchless_lines_bp": 0,
      "held_bp": 3333,
      "closed": 1,
      "on_time_in_full_bp": 10000,
      "cycle": {
        "orders": 1,
        "median_minutes": 1440,
        "p90_minutes": 1440
      },
      "cancelled": 0,
      "backlog": 2
    }
    "#);
    let before = world
        .reader()
        .measures(today.plus(-9), today.plus(-8))
        .unwrap();
    assert_eq!(
        (
            before.total.touchless_bp,
            before.total.cycle,
            before.total.backlog
        ),
        (None, None, 0)
    );
}

#[test]
fn the_middle_and_the_slowest_tenth_of_orders_are_those_of_the_sorted_times() {
    let world = life(5, |_| {});
    let (from, to) = (world.moment.today.plus(-40), world.moment.today);
    let reader = world.reader();
    let cycle = reader.measures(from, to).unwrap().total.cycle.unwrap();
    let closed = listed(&reader, &Measure::Closed.orders(from, to));
    let mut days: Vec<i64> = closed
        .iter()
        .map(|row| i64::from(row.delivered.unwrap().since(row.placed.utc_day())))
        .collect();
    days.sort_unstable();
    let at = |share: usize| days[(days.len() * share).div_ceil(100) - 1] * 24 * 60;
    assert_eq!(cycle.orders as usize, days.len());
    assert_eq!((cycle.median_minutes, cycle.p90_minutes), (at(50), at(90)));
}

#[test]
fn a_range_that_is_too_long_or_turned_around_is_brought_to_one_that_is_not() {
    let world = lived();
    let today = world.moment.today;
    let turned = world.reader().measures(today, today.plus(-5)).unwrap();
    assert_eq!(
        (turned.from, turned.to, turned.days.len()),
        (today, today, 1)
    );
    let long = world.reader().measures(Day(0), Day(1_000_000)).unwrap();
    assert_eq!(long.days.len(), crate::DAYS_MAX as usize);
}

#[test]
fn every_measure_reads_back_as_its_word() {
    for measure in Measure::ALL {
        assert_eq!(Measure::parse(measure.as_str()), Some(measure));
    }
}
