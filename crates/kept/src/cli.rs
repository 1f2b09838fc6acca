//! The command line: every subcommand and flag, defined once for parsing, help and completions.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Keeps your orders: reads them from any document, promises what can be kept, and remembers.
#[derive(Parser)]
#[command(name = "kept", version, max_term_width = 100)]
pub struct Cli {
    /// Where the journal, the document store and the vault are kept.
    #[arg(long, global = true, value_name = "DIR", env = "KEPT_DATA")]
    pub data: Option<PathBuf>,
    /// Print JSON for machines instead of text for people.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Subcommand)]
pub enum Command {
    /// Measure how fast this machine is.
    #[command(subcommand)]
    Bench(Bench),
}

/// Benchmarks.
#[derive(Subcommand)]
pub enum Bench {
    /// Place orders as fast as they are taken, durably.
    Place(BenchPlace),
}

/// Flags of `kept bench place`.
#[derive(Args)]
pub struct BenchPlace {
    /// How many orders to place.
    #[arg(long, default_value_t = 1_000_000)]
    pub orders: u64,
    /// Items in the catalogue.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub items: u32,
    /// Sites, each with every item in stock.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub sites: u16,
    /// Share of lines that want one and the same item, 0 to 1.
    #[arg(long, default_value_t = 0.0)]
    pub hot: f64,
    /// Orders sent in one message, 1 to 4096.
    #[arg(long, default_value_t = 2_048)]
    pub batch: usize,
}
