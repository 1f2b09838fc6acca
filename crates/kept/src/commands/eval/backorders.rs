//! `kept eval backorders`: how near a backorder run is to the best one that there is.

use crate::cli::EvalBackorders;
use crate::failure::{Failure, Outcome};
use crate::talk::{self, Progress};
use book::plan::Plan;
use plan::ration::exact::{Score, best, score};
use plan::ration::run;
use serde::Serialize;
use sim::rationing::Rationing;
use std::collections::BTreeSet;
use std::time::Instant;

/// The fewest and the most lines of a problem that the gap is measured on.
const LINES: (u64, u64) = (20, 200);
/// The lines of the large one.
const LARGE_LINES: u64 = 2_000;

/// What `kept eval backorders` prints.
#[derive(Serialize)]
struct Report {
    /// Problems that were compared.
    instances: usize,
    /// Priority-weighted lateness after the run over that of the best run, less one.
    mean_gap: f64,
    p99_gap: f64,
    max_gap: f64,
    /// Of the lateness that the best run takes away, how much the run takes away.
    recovered: f64,
    /// Out of all units, how many come in time: before the run, after it, and after the best one.
    in_time_before: f64,
    in_time: f64,
    in_time_best: f64,
    run_microseconds: f64,
    best_microseconds: f64,
    /// One of 2,000 lines, 8 sites and 14 days.
    large: Compared,
}

/// One problem: what it was, what a run makes of it, and the best.
#[derive(Clone, Copy, Serialize)]
struct Compared {
    #[serde(skip)]
    before: Score,
    #[serde(skip)]
    after: Score,
    #[serde(skip)]
    best: Score,
    gap: f64,
    run_seconds: f64,
    best_seconds: f64,
}

/// Runs problems of rationing made by chance, and compares each run with the best one.
pub fn backorders(options: &EvalBackorders, json: bool) -> Outcome {
    let mut progress = Progress::new("running problem", options.instances);
    let mut all = Vec::new();
    for number in 0..options.instances {
        let lines = LINES.0 + number * (LINES.1 - LINES.0) / options.instances;
        all.push(compared(&Rationing::new(options.seed, number, lines))?);
        progress.at(number + 1);
    }
    let large = compared(&Rationing::new(options.seed, 0, LARGE_LINES))?;
    let report = Report::new(all, large);
    match json {
        true => talk::json(&report),
        false => {
            print!("{}", report.text());
            Ok(())
        }
    }
}

fn compared(one: &Rationing) -> Outcome<Compared> {
    let (found, run_seconds) =
        timed(|| run(&one.book, Some(&BTreeSet::from([one.item])), &one.stamp).plan);
    let (judged, best_seconds) = timed(|| best(&one.book, one.item, &one.stamp));
    let judged = judged.ok_or_else(|| Failure::new("a problem has no best run"))?;
    let score = |plan| score(&one.book, one.item, plan, &one.stamp);
    let (after, best) = (score(&found), score(&judged));
    Ok(Compared {
        before: score(&Plan::default()),
        after,
        best,
        gap: match best.late {
            0 => 0.0,
            least => after.late as f64 / least as f64 - 1.0,
        },
        run_seconds,
        best_seconds,
    })
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed().as_secs_f64())
}

impl Report {
    fn new(mut all: Vec<Compared>, large: Compared) -> Report {
        all.sort_by(|one, other| other.gap.total_cmp(&one.gap));
        let sum = |of: fn(&Compared) -> f64| all.iter().map(of).sum::<f64>();
        let count = all.len().max(1) as f64;
        let units = sum(|one| one.best.units.0 as f64);
        let taken = sum(|one| (one.before.late - one.after.late) as f64);
        let most = sum(|one| (one.before.late - one.best.late) as f64);
        Report {
            instances: all.len(),
            mean_gap: sum(|one| one.gap) / count,
            p99_gap: all.get(all.len() / 100).map_or(0.0, |one| one.gap),
            max_gap: all.first().map_or(0.0, |one| one.gap),
            recovered: taken / most,
            in_time_before: sum(|one| one.before.in_time.0 as f64) / units,
            in_time: sum(|one| one.after.in_time.0 as f64) / units,
            in_time_best: sum(|one| one.best.in_time.0 as f64) / units,
            run_microseconds: sum(|one| one.run_seconds) / count * 1e6,
            best_microseconds: sum(|one| one.best_seconds) / count * 1e6,
            large,
        }
    }

    fn text(&self) -> String {
        let share = |share: f64| format!("{:.2}%", share * 100.0);
        let micros = |micros: f64| format!("{micros:.0} µs");
        let seconds = |seconds: f64| format!("{seconds:.3} s");
        talk::pairs(&[
            ("problems", self.instances.to_string()),
            ("later than the best run, mean", share(self.mean_gap)),
            ("99 of 100 within", share(self.p99_gap)),
            ("worst", share(self.max_gap)),
            ("of the lateness that can go, went", share(self.recovered)),
            ("units in time before", share(self.in_time_before)),
            ("after the run", share(self.in_time)),
            ("after the best run", share(self.in_time_best)),
            ("a run takes", micros(self.run_microseconds)),
            ("the best one takes", micros(self.best_microseconds)),
            (
                "2,000 lines, 8 sites, 14 days: later",
                share(self.large.gap),
            ),
            ("the run takes", seconds(self.large.run_seconds)),
            ("the best run takes", seconds(self.large.best_seconds)),
        ])
    }
}
