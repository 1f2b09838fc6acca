//! What a simulated life came to: counts, or the failure with its last steps.

use super::coverage::{Condition, Coverage, Phase};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use vocab::ContentHash;

/// Steps that a failure tells.
const STEPS_TOLD: usize = 60;

/// How often something was done and refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Done.
    pub done: u64,
    /// Refused.
    pub refused: u64,
}

/// What one or several lives came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many lives it sums up.
    pub lives: u64,
    /// Decided commands by name.
    pub commands: BTreeMap<&'static str, Counts>,
    /// Refusals by code.
    pub refusals: BTreeMap<&'static str, u64>,
    /// What was reached, in pairs.
    pub coverage: Coverage,
    /// Durable batches.
    pub batches: u64,
    /// Answers that clients got, repeated ones included.
    pub answers: u64,
    /// Answers that were given again for a repeated key.
    pub repeats: u64,
    /// Restarts, all of them with a recovery.
    pub recoveries: u64,
    /// Recoveries that began with a snapshot.
    pub from_snapshot: u64,
    /// Hash of the last state; of several lives, that of the last one.
    pub hash: ContentHash,
}

impl Report {
    /// Adds the counts of another life.
    pub fn add(&mut self, other: &Report) {
        self.lives += other.lives;
        for (name, counts) in &other.commands {
            let sum = self.commands.entry(name).or_default();
            sum.done += counts.done;
            sum.refused += counts.refused;
        }
        for (code, count) in &other.refusals {
            *self.refusals.entry(code).or_default() += count;
        }
        self.coverage.add(&other.coverage);
        self.batches += other.batches;
        self.answers += other.answers;
        self.repeats += other.repeats;
        self.recoveries += other.recoveries;
        self.from_snapshot += other.from_snapshot;
        self.hash = other.hash;
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<22}{:>12}{:>12}", "command", "done", "refused")?;
        for (name, counts) in &self.commands {
            writeln!(f, "{name:<22}{:>12}{:>12}", counts.done, counts.refused)?;
        }
        writeln!(f, "\n{:<22}{:>12}", "refusal", "times")?;
        for (name, count) in &self.refusals {
            writeln!(f, "{name:<22}{count:>12}")?;
        }
        let conditions = Condition::ALL.map(Condition::name);
        table(
            f,
            "command of an order",
            &conditions,
            &self.coverage.command_rows(),
        )?;
        let phases = Phase::ALL.map(Phase::name);
        table(f, "fault", &phases, &self.coverage.trouble_rows())?;
        let missed = self.coverage.never_reached();
        writeln!(f, "\nnever reached: {} pairs", missed.len())?;
        missed.iter().try_for_each(|pair| writeln!(f, "  {pair}"))?;
        let rows = [
            ("durable batches", self.batches),
            ("answers", self.answers),
            ("repeated answers", self.repeats),
            ("recoveries", self.recoveries),
            ("... from a snapshot", self.from_snapshot),
        ];
        writeln!(f)?;
        for (name, count) in rows {
            writeln!(f, "{name:<22}{count:>12}")?;
        }
        writeln!(f, "state {}", self.hash)
    }
}

fn table(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    columns: &[&str],
    rows: &[(&'static str, Vec<u64>)],
) -> fmt::Result {
    write!(f, "\n{title:<22}")?;
    for column in columns {
        write!(f, "{column:>14}")?;
    }
    writeln!(f)?;
    for (name, counts) in rows {
        write!(f, "{name:<22}")?;
        for count in counts {
            write!(f, "{count:>14}")?;
        }
        writeln!(f)?;
    }
    Ok(())
}

/// A property that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The seed that shows it.
    pub seed: u64,
    /// What does not hold, and where.
    pub what: String,
    /// The last steps before.
    pub steps: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {} fails: {}", self.seed, self.what)?;
        writeln!(f, "the last steps:")?;
        for step in &self.steps {
            writeln!(f, "  {step}")?;
        }
        write!(f, "to see it again: cargo xtask sim {}", self.seed)
    }
}

impl std::error::Error for Failure {}

/// The last steps, kept outside of the simulated world so that they outlive its panics.
#[derive(Debug, Default)]
pub(super) struct Trace {
    steps: VecDeque<String>,
    count: u64,
}

impl Trace {
    /// Notes a step; what is to follow is told before it is done, since it may panic.
    pub(super) fn step(&mut self, what: impl fmt::Display) {
        self.count += 1;
        if self.steps.len() == STEPS_TOLD {
            self.steps.pop_front();
        }
        self.steps.push_back(format!("{:>5} {what}", self.count));
    }

    pub(super) fn into_steps(self) -> Vec<String> {
        self.steps.into()
    }
}
