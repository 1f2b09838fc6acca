//! `kept eval promise`: how near the book's promises are to the best that there are.

mod month;

use crate::cli::EvalPromise;
use crate::failure::{Failure, Outcome};
use crate::talk::{self, Progress};
use book::promise::{Freed, promise as promised};
use month::{Costs, month};
use plan::optimum::optimum;
use plan::programme::Solver;
use serde::Serialize;
use sim::sourcing::Sourcing;
use std::time::Instant;

/// What `kept eval promise` prints.
#[derive(Serialize)]
struct Report {
    /// Orders that were compared.
    instances: u64,
    /// Orders that the solver found no optimum for; they are not compared.
    unsolved: u64,
    /// Who found the optima.
    solver: &'static str,
    /// Cost of the promise over cost of the optimum, less one.
    mean_gap: f64,
    p99_gap: f64,
    max_gap: f64,
    /// Orders promised at the cost of the optimum.
    optimal: u64,
    /// How long the book takes to promise one of them.
    mean_microseconds: f64,
    /// The orders that were promised worst, by number.
    worst: Vec<Compared>,
    month: Costs,
}

/// One order, promised twice.
#[derive(Clone, Copy, Serialize)]
struct Compared {
    number: u64,
    cost: i64,
    optimum: i64,
    #[serde(skip)]
    microseconds: f64,
}

/// How many of the worst are told.
const WORST_SHOWN: usize = 5;

impl Compared {
    fn gap(&self) -> f64 {
        match self.optimum {
            0 => 0.0,
            optimum => self.cost as f64 / optimum as f64 - 1.0,
        }
    }
}

/// Promises orders made by chance, and compares each with the optimum of an integer programme.
pub fn promise(options: &EvalPromise, json: bool) -> Outcome {
    let mut progress = Progress::new("promising order", options.instances);
    let mut all = Vec::new();
    let mut unsolved = 0;
    for number in 0..options.instances {
        match compared(&Sourcing::new(options.seed, number), number)? {
            Some(one) => all.push(one),
            None => unsolved += 1,
        }
        progress.at(number + 1);
    }
    let report = Report::new(all, unsolved, month(options.seed)?);
    match json {
        true => talk::json(&report),
        false => {
            print!("{}", text(&report));
            Ok(())
        }
    }
}

/// `None` where the solver gave up.
fn compared(one: &Sourcing, number: u64) -> Outcome<Option<Compared>> {
    let start = Instant::now();
    let plan = promised(
        &one.book,
        one.destination,
        &one.asks,
        &Freed::default(),
        &one.stamp,
    );
    let microseconds = start.elapsed().as_secs_f64() * 1e6;
    let cost = book::promise::cost(
        &one.book,
        one.destination,
        &one.asks,
        &plan.lines,
        &one.stamp,
    );
    let cost = cost.ok_or_else(|| Failure::new(format!("order {number} has no lane")))?;
    let Ok(found) = optimum(
        &one.book,
        one.destination,
        &one.asks,
        &one.stamp,
        Solver::BEST,
    ) else {
        return Ok(None);
    };
    // Amounts are rounded by the part: the programme, which is not, may be a few units worse.
    let optimum = found.map_or(cost, |found| found.cost.min(cost));
    Ok(Some(Compared {
        number,
        cost,
        optimum,
        microseconds,
    }))
}

impl Report {
    fn new(mut all: Vec<Compared>, unsolved: u64, month: Costs) -> Report {
        all.sort_by(|one, other| other.gap().total_cmp(&one.gap()));
        let count = all.len().max(1) as f64;
        let mean = |of: fn(&Compared) -> f64| all.iter().map(of).sum::<f64>() / count;
        Report {
            instances: all.len() as u64,
            unsolved,
            solver: Solver::BEST.name(),
            mean_gap: mean(Compared::gap),
            p99_gap: all.get(all.len() / 100).map_or(0.0, Compared::gap),
            max_gap: all.first().map_or(0.0, Compared::gap),
            optimal: all.iter().filter(|one| one.cost == one.optimum).count() as u64,
            mean_microseconds: mean(|one| one.microseconds),
            worst: all.iter().take(WORST_SHOWN).copied().collect(),
            month,
        }
    }
}

fn text(report: &Report) -> String {
    let gap = |gap: f64| format!("{:.3}%", gap * 100.0);
    let month = &report.month;
    let over = |cost: i64| {
        let share = cost as f64 / month.hindsight_cost as f64 - 1.0;
        format!("{:.2}, {} over the bound", cost as f64 / 100.0, gap(share))
    };
    talk::pairs(&[
        ("orders", report.instances.to_string()),
        ("judged by", report.solver.to_owned()),
        ("given up by the judge", report.unsolved.to_string()),
        ("promised at the optimum", report.optimal.to_string()),
        ("dearer than the optimum, mean", gap(report.mean_gap)),
        ("99 of 100 within", gap(report.p99_gap)),
        ("worst", gap(report.max_gap)),
        (
            "a promise takes",
            format!("{:.0} µs", report.mean_microseconds),
        ),
        ("a month of orders", month.orders.to_string()),
        (
            "it costs at least, in hindsight",
            format!("{:.2}", month.hindsight_cost as f64 / 100.0),
        ),
        ("as Kept promises it", over(month.kept_cost)),
        ("from the nearest site", over(month.nearest_site_cost)),
    ])
}
