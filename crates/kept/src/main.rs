//! Kept, the binary: parses the command line and hands over to one file a command.

mod cli;
mod commands;
mod failure;
mod talk;

use clap::Parser;
use cli::{Bench, Cli, Command};
use std::process::ExitCode;

/// Orders are made on one thread and dropped on another; the system allocator pays for that with
/// a third of the writer's time (`kept bench place`, glibc 2.36).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("kept: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> failure::Outcome {
    let data = cli.data.as_deref();
    match &cli.command {
        Command::Bench(Bench::Place(options)) => commands::bench::place(data, options, cli.json),
    }
}
