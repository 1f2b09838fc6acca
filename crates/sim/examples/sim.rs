//! Lives simulated lives: one seed, or fresh ones for a time.
//!
//! `cargo run --release -p sim --example sim -- SEED`
//! `cargo run --release -p sim --example sim -- --seconds N [--from SEED]`

use sim::fault::{self, Report};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const USAGE: &str = "expected: SEED, or: --seconds N [--from SEED]";

/// What was asked for.
enum Asked {
    /// One life.
    Seed(u64),
    /// As many lives as fit into the time.
    Time { time: Duration, from: u64 },
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let lived = match asked(&args) {
        Some(Asked::Seed(seed)) => fault::run(seed).map(|report| println!("{report}")),
        Some(Asked::Time { time, from }) => live_for(time, from),
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
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).ok();
    let (seconds, from) = match args {
        [seed] => return Some(Asked::Seed(seed.parse().ok()?)),
        ["--seconds", seconds] => (seconds, now()?.as_secs() << 20),
        ["--seconds", seconds, "--from", from] => (seconds, from.parse().ok()?),
        _ => return None,
    };
    let time = Duration::from_secs(seconds.parse().ok()?);
    Some(Asked::Time { time, from })
}

fn live_for(time: Duration, from: u64) -> Result<(), fault::Failure> {
    let (start, mut sum, mut seed) = (Instant::now(), Report::default(), from);
    while start.elapsed() < time {
        sum.add(&fault::run(seed)?);
        seed += 1;
    }
    let lives = seed - from;
    let seconds = start.elapsed().as_secs_f64();
    println!("{sum}");
    println!(
        "seeds {from} to {}: {:.1} a second",
        seed - 1,
        lives as f64 / seconds
    );
    Ok(())
}
