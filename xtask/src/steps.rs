//! Steps that are run one after the other, each with its name and time, and counted together.

use crate::Outcome;
use std::ops::AddAssign;
use std::time::{Duration, Instant};

/// How many checks of a step passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Checks that passed.
    pub passed: u64,
    /// Checks that failed.
    pub failed: u64,
}

impl Tally {
    /// A step that is a single check.
    pub const ONE: Tally = Tally {
        passed: 1,
        failed: 0,
    };

    /// Fails when a check did.
    ///
    /// # Errors
    /// When one failed.
    pub fn all_passed(self) -> Outcome {
        match self.failed {
            0 => Ok(()),
            failed => Err(format!("{failed} failed")),
        }
    }

    /// Adds what a test runner's line of summary says, if the line is one.
    pub fn add_summary(&mut self, line: &str) {
        let line = line.trim_start();
        if line.starts_with("Summary [") || line.starts_with("test result:") {
            self.passed += number_before(line, "passed");
            self.failed += number_before(line, "failed") + number_before(line, "timed");
        }
    }
}

fn number_before(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line
        .split([' ', ',', ';'])
        .filter(|word| !word.is_empty())
        .collect();
    let found = words.windows(2).find(|pair| pair[1] == word);
    found.and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// A run of steps. A step that fails doesn't keep the others from being tried: one run tells all.
pub struct Steps {
    began: Instant,
    total: Tally,
    lines: Vec<String>,
    problems: Vec<String>,
}

impl Steps {
    /// Begins a run.
    pub fn begin() -> Steps {
        Steps {
            began: Instant::now(),
            total: Tally::default(),
            lines: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Runs one step.
    pub fn run(&mut self, name: &str, step: impl FnOnce() -> Outcome<Tally>) {
        println!("\n==> {name}");
        let began = Instant::now();
        let tally = match step() {
            Ok(tally) => tally,
            Err(problem) => {
                println!("{problem}");
                self.problems.push(format!("{name}: {problem}"));
                Tally {
                    passed: 0,
                    failed: 1,
                }
            }
        };
        self.total += tally;
        let word = if tally.failed == 0 { "ok" } else { "FAILED" };
        let line = format!("{name:<12} {word:<7} {}", told(began.elapsed()));
        println!("    {line}");
        self.lines.push(line);
    }

    /// Sums up; the last line is `N passed, N failed`.
    ///
    /// # Errors
    /// When a step failed.
    pub fn end(self) -> Outcome {
        println!(
            "\n{}\n{:<20} {}",
            self.lines.join("\n"),
            "all",
            told(self.began.elapsed())
        );
        for problem in &self.problems {
            println!("\n{problem}");
        }
        println!(
            "\n{} passed, {} failed",
            self.total.passed, self.total.failed
        );
        match self.total.failed {
            0 => Ok(()),
            _ => Err("not everything passed; see above".to_owned()),
        }
    }
}

fn told(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        60.. => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summaries_of_both_test_runners_are_counted() {
        let cases = [
            (
                "     Summary [   0.5s] 345 tests run: 345 passed, 2 skipped",
                345,
                0,
            ),
            (
                "     Summary [  61.2s] 9 tests run: 5 passed (1 slow), 3 failed, 1 timed out",
                5,
                4,
            ),
            (
                "test result: ok. 12 passed; 0 failed; 0 ignored; finished in 0.01s",
                12,
                0,
            ),
            (
                "test result: FAILED. 1 passed; 2 failed; 0 ignored; finished in 0.01s",
                1,
                2,
            ),
            ("test orders::three_passed ... ok", 0, 0),
        ];
        for (line, passed, failed) in cases {
            let mut tally = Tally::default();
            tally.add_summary(line);
            assert_eq!(tally, Tally { passed, failed }, "{line}");
        }
    }

    #[test]
    fn a_time_is_told_in_seconds_or_minutes() {
        assert_eq!(told(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(told(Duration::from_secs(125)), "2 min 05 s");
    }
}
