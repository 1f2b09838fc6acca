//! What continuous integration and developers run; `cargo xtask help` lists it.

mod child;
mod fuzz;
mod main_job;
mod mutants;
mod packages;
mod print;
mod python;
mod steps;
mod test;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use test::Length;

const HELP: &str = "\
cargo xtask test [--long]            everything that must be green before a change lands;
                                     --long plays 10,000 seeds of the simulator, not 1,000, plants
                                     bugs, and runs the hostile tests in full (about an hour)
cargo xtask tidy                     the rules of the house that the compiler doesn't know
cargo xtask sim [SEED|--seeds N|--seconds N] [--from SEED]
                                     play one seed of the fault simulator, or many fresh ones
cargo xtask mutants [TEXT]           plant bugs, those whose sentence contains TEXT, and find each
cargo xtask fuzz [TARGET] [--seconds N] [--seed N] [--guided]
                                     try every parser, or one, with samples that chance changes, each for
                                     20 seconds; --guided tries one under libFuzzer, led by coverage
cargo xtask python                   install the Python tools of the tests into target/python
cargo xtask print                    print the sample documents that come on paper, before a refresh
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
        ["test"] => test::run(Length::Normal),
        ["test", "--long"] => test::run(Length::Long),
        ["tidy"] => tidy::run(&root()),
        ["sim", options @ ..] => test::simulate(options),
        ["fuzz", options @ ..] => fuzz::run(options),
        ["mutants"] => mutants::run(None).and_then(steps::Tally::all_passed),
        ["mutants", text] => mutants::run(Some(text)).and_then(steps::Tally::all_passed),
        ["python"] => python::install_tools(),
        ["print"] => print::run_all(),
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
