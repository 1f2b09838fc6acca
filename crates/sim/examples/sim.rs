//! Lives simulated lives: one seed, a number of them, or fresh ones for a time.
//!
//! `cargo run --release -p sim --example sim -- SEED`
//! `cargo run --release -p sim --example sim -- --seeds N [--from SEED]`
//! `cargo run --release -p sim --example sim -- --seconds N [--from SEED]`

use sim::fault::{self, Failure, Report};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const USAGE: &str = "expected: SEED, or: --seeds N [--from SEED], or: --seconds N [--from SEED]";

/// What was asked for.
enum Asked {
    /// One life.
    Seed(u64),
    /// Many lives, beginning with this seed.
    Many { until: Until, from: u64 },
}

/// When it is enough.
#[derive(Clone, Copy)]
enum Until {
    Lives(u64),
    Time(Duration),
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let lived = match asked(&args) {
        Some(Asked::Seed(seed)) => fault::run(seed).map(|report| println!("{report}")),
        Some(Asked::Many { until, from }) => live_many(until, from),
        None => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match lived {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Without a seed to begin with, the clock gives one, so that every run sees fresh ones.
fn asked(args: &[&str]) -> Option<Asked> {
    let (unit, number, from) = match args {
        [seed] => return Some(Asked::Seed(seed.parse().ok()?)),
        [unit, number] => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
            (unit, number, now.as_secs() << 20)
        }
        [unit, number, "--from", from] => (unit, number, from.parse().ok()?),
        _ => return None,
    };
    let number = number.parse().ok()?;
    let until = match *unit {
        "--seeds" => Until::Lives(number),
        "--seconds" => Until::Time(Duration::from_secs(number)),
        _ => return None,
    };
    Some(Asked::Many { until, from })
}

/// Lives on every core. Of several failures the lowest seed is told.
fn live_many(until: Until, from: u64) -> Result<(), Failure> {
    let start = Instant::now();
    let (next, failed) = (AtomicU64::new(0), AtomicBool::new(false));
    let (sum, first) = (Mutex::new(Report::default()), Mutex::new(None::<Failure>));
    let enough = |nth: u64| match until {
        Until::Lives(lives) => nth >= lives,
        Until::Time(time) => start.elapsed() >= time,
    };
    let live = || {
        let mut own = Report::default();
        while !failed.load(Ordering::Relaxed) {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            if enough(nth) {
                break;
            }
            match fault::run(from + nth) {
                Ok(report) => own.add(&report),
                Err(failure) => {
                    failed.store(true, Ordering::Relaxed);
                    let mut first = first.lock().expect("no holder panics");
                    let lower = first.as_ref().is_none_or(|old| failure.seed < old.seed);
                    *first = if lower { Some(failure) } else { first.take() };
                }
            }
        }
        sum.lock().expect("no holder panics").add(&own);
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(live))));
    match first.into_inner().expect("no holder panics") {
        Some(failure) => Err(failure),
        None => {
            let sum = sum.into_inner().expect("no holder panics");
            tell(&sum, from, start.elapsed());
            Ok(())
        }
    }
}

fn tell(sum: &Report, from: u64, time: Duration) {
    println!("{sum}");
    println!(
        "{} seeds from {from} on: {:.0} a minute",
        sum.lives,
        sum.lives as f64 * 60.0 / time.as_secs_f64()
    );
}
