//! `kept eval` on the command line.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What can be measured against what is known.
#[derive(Subcommand)]
pub enum Eval {
    /// Read every document of a directory that has a `.truth.json` beside it, and compare
    Intake(EvalIntake),
    /// Promise orders made by chance, and compare each with the best promise that there is
    Promise(EvalPromise),
    /// Run backorders made by chance, and compare each run with the best one that there is
    Backorders(EvalBackorders),
}

/// Flags of `kept eval promise`.
#[derive(Args)]
pub struct EvalPromise {
    /// How many orders
    #[arg(long, value_name = "ORDERS", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub instances: u64,
    /// Which orders: a seed makes the same ones for ever
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Flags of `kept eval intake`.
#[derive(Args)]
pub struct EvalIntake {
    /// The directory; documents are grouped by the folder they are in
    pub directory: PathBuf,
    /// Only documents in a folder of this name
    #[arg(long)]
    pub kind: Option<String>,
    /// Items, as for `kept import items`: measure also how well they are found
    #[arg(long, value_name = "FILE", requires = "customers")]
    pub catalogue: Option<PathBuf>,
    /// Customers, as for `kept import customers`: measure also how well they are found
    #[arg(long, value_name = "FILE", requires = "catalogue")]
    pub customers: Option<PathBuf>,
    /// The customers' own part numbers, as for `kept import parts`
    #[arg(long, value_name = "FILE", requires = "catalogue")]
    pub parts: Option<PathBuf>,
    /// Write the whole report as a page of HTML: every field with its interval, the reader's
    /// confidence against the truth, the worst documents, the time of a page
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// How many of the documents that pass untouched should be right, in percent: tells how many
    /// could pass then
    #[arg(long, value_name = "PERCENT", default_value_t = 99.5, value_parser = percentage)]
    pub precision: f32,
}

/// Flags of `kept eval backorders`.
#[derive(Args)]
pub struct EvalBackorders {
    /// How many problems, of 20 to 200 lines
    #[arg(long, value_name = "PROBLEMS", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub instances: u64,
    /// Which problems: a seed makes the same ones for ever
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// A part of a hundred.
fn percentage(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        Ok(_) | Err(_) => Err("expected a number from 0 to 100".to_owned()),
    }
}
