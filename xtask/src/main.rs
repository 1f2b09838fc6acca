//! What continuous integration and developers run; `cargo xtask help` lists it.

mod child;
mod main_job;
mod packages;
mod steps;
mod test;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test [--long]            everything that must be green before a change lands;
                                     --long plays the simulator for ten minutes, not one
cargo xtask tidy                     the rules of the house that the compiler doesn't know
cargo xtask sim [SEED|--seconds N]   play one seed of the fault simulator, or fresh ones for a time
cargo xtask refresh                  write the golden files anew, to be read before they are kept
cargo xtask help                     this text
";

/// What every command returns; the text says what went wrong.
type Outcome<T = ()> = Result<T, String>;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Outcome {
    match words {
        ["test"] => test::run(test::SIMULATED_SECONDS),
        ["test", "--long"] => test::run(test::SIMULATED_SECONDS_LONG),
        ["tidy"] => tidy::run(&root()),
        ["sim", options @ ..] => test::simulate(options),
        ["refresh"] => test::refresh(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!("there is no `{}`\n{HELP}", other.join(" "))),
    }
}

/// The root of the workspace.
fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask
        .parent()
        .expect("xtask is a member of the workspace")
        .to_owned()
}
