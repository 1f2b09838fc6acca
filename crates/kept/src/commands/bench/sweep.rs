//! `kept bench place --sweep`: orders a second against what they depend on, one thing at a time.

use super::founded::Founded;
use super::graph::{Panel, svg};
use super::place::{Run, full_speed};
use crate::cli::BenchPlace;
use crate::failure::{Doing, Outcome};
use crate::talk;
use serde::Serialize;
use sim::load::{Demand, Size};
use std::path::Path;
use std::time::Duration;

/// Seed of the demand.
const SEED: u64 = 1;
/// Into how many points the orders that are asked for are divided: each place so many of them.
const SHARES: u64 = 5;
/// Orders in a message, where something else is varied.
const BATCH: u64 = 2_048;
const BATCHES: [u64; 6] = [64, 256, 512, 1_024, 2_048, 4_096];
const LINES: [u16; 4] = [1, 3, 10, 20];
const SITES: [u16; 5] = [1, 4, 8, 16, 32];
/// Shares of the lines that want one item, in thousandths.
const HOT: [u16; 4] = [0, 500, 900, 1_000];
/// Open orders that are there before, in halves of the orders of a point.
const OPEN: [u64; 4] = [1, 5, 10, 20];

/// What `--sweep` prints.
#[derive(Serialize)]
struct Report {
    orders_a_point: u64,
    points: Vec<Point>,
}

/// One measurement.
#[derive(Serialize)]
struct Point {
    /// What is varied.
    by: &'static str,
    value: f64,
    orders_per_second: u64,
    ack_p99_us: u64,
}

impl Point {
    fn of(by: &'static str, value: f64, run: &Run) -> Point {
        Point {
            by,
            value,
            orders_per_second: run.rate() as u64,
            ack_p99_us: run.within(990),
        }
    }
}

/// What is varied: its name in the report, and over the graph.
const AXES: [(&str, &str); 5] = [
    ("orders_a_message", "orders in a message"),
    ("lines_an_order", "lines of an order"),
    ("sites", "sites, each with every item"),
    ("hot_share", "share of the lines that want one item"),
    ("open_orders", "open orders before"),
];

/// Measures every point, and draws them when a file is named.
pub fn sweep(
    directory: Option<&Path>,
    options: &BenchPlace,
    graph: Option<&Path>,
    json: bool,
) -> Outcome {
    let orders = options.orders.div_ceil(SHARES);
    let size = options.company.size(orders);
    let [batch, lines, sites, hot, _] = AXES.map(|(name, _)| name);
    let mut points = Vec::new();
    let mut add = |by, value: f64, size, batch| {
        let run = measured(directory, size, batch)?;
        points.push(Point::of(by, value, &run));
        Outcome::Ok(())
    };
    for orders in BATCHES {
        add(batch, orders as f64, size, orders)?;
    }
    for count in LINES {
        let lines_of = Size {
            lines: (count, count),
            ..size
        };
        add(lines, f64::from(count), lines_of, BATCH)?;
    }
    for count in SITES {
        let spread = Size {
            sites: count,
            ..size
        };
        add(sites, f64::from(count), spread, BATCH)?;
    }
    for share in HOT {
        let sale = Size { hot: share, ..size };
        add(hot, f64::from(share) / 1_000.0, sale, BATCH)?;
    }
    points.extend(by_open_orders(directory, size)?);
    let report = Report {
        orders_a_point: orders,
        points,
    };
    if let Some(file) = graph {
        std::fs::write(file, report.graph()).doing(|| format!("writing {}", file.display()))?;
    }
    match json {
        true => talk::json(&report),
        false => {
            print!("{}", report.text());
            Ok(())
        }
    }
}

/// One point, in a company of its own; what it leaves must be sound.
fn measured(directory: Option<&Path>, size: Size, batch: u64) -> Outcome<Run> {
    let company = Founded::new(directory, size, Duration::ZERO)?;
    let mut demand = Demand::new(SEED, size);
    let run = full_speed(&company.handle, &mut demand, size.orders, batch)?;
    company.must_hold()?;
    drop(company.end());
    Ok(run)
}

/// Points in one company whose orders become more and more.
fn by_open_orders(directory: Option<&Path>, size: Size) -> Outcome<Vec<Point>> {
    let most = size.orders * OPEN.into_iter().max().unwrap_or(0) / 2 + size.orders;
    let all = Size {
        orders: most,
        ..size
    };
    let company = Founded::new(directory, all, Duration::ZERO)?;
    let mut demand = Demand::new(SEED, all);
    let mut points = Vec::new();
    let mut open = 0;
    for before in OPEN.map(|halves| size.orders * halves / 2) {
        full_speed(&company.handle, &mut demand, before - open, BATCH)?;
        let run = full_speed(&company.handle, &mut demand, size.orders, BATCH)?;
        points.push(Point::of(AXES[4].0, before as f64, &run));
        open = before + size.orders;
    }
    company.must_hold()?;
    drop(company.end());
    Ok(points)
}

impl Report {
    fn text(&self) -> String {
        let row = |point: &Point| {
            vec![
                point.by.replace('_', " "),
                point.value.to_string(),
                point.orders_per_second.to_string(),
                format!("{} µs", point.ack_p99_us),
            ]
        };
        let rows: Vec<Vec<String>> = self.points.iter().map(row).collect();
        let titles = ["by", "value", "orders a second", "acknowledged, 99 of 100"];
        talk::table(&titles, &rows)
    }

    fn graph(&self) -> String {
        let panel = |(by, title): (&str, &str)| {
            let points = self.points.iter().filter(|point| point.by == by);
            Panel {
                title: title.to_owned(),
                points: points
                    .map(|point| (short(point.value), point.orders_per_second))
                    .collect(),
            }
        };
        svg("Durable orders a second", &AXES.map(panel))
    }
}

/// A number as the graph's axis has room for.
fn short(value: f64) -> String {
    match value {
        value if value >= 1_000_000.0 => format!("{} M", value / 1_000_000.0),
        value if value >= 100_000.0 => format!("{} k", value / 1_000.0),
        value => value.to_string(),
    }
}
