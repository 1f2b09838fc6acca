//! `cargo xtask test`: everything that must be green before a change lands, in one order, each
//! part built once.

use crate::child::{self, cargo, works};
use crate::steps::{Steps, Tally};
use crate::{Outcome, main_job, mutants, packages, python, tidy};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// How much is tried of what could be tried for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Before a change lands: some minutes.
    Normal,
    /// Before a release: everything that is promised, in full.
    Long,
}

impl Length {
    /// Fresh seeds of the simulator.
    fn seeds(self) -> u32 {
        match self {
            Length::Normal => 1_000,
            Length::Long => 10_000,
        }
    }
}

/// Set for the tests that have more to try in the long suite; they look for it by this name.
const LONG: &str = "KEPT_LONG";

/// Runs all steps.
///
/// # Errors
/// When one of them fails.
pub fn run(length: Length) -> Outcome {
    let mut steps = Steps::begin();
    steps.run("format", || one(cargo(&["fmt", "--all", "--check"])));
    steps.run("tidy", || tidy::run(&crate::root()).map(|()| Tally::ONE));
    steps.run("programs", || {
        packages::install_programs().map(|()| Tally::ONE)
    });
    steps.run("python tools", || {
        python::install_tools().map(|()| Tally::ONE)
    });
    steps.run("clippy", || one(cargo(&CLIPPY)));
    steps.run("tests", || tests(length));
    steps.run("doc", documentation);
    let seeds = length.seeds().to_string();
    steps.run("simulator", || {
        simulate(&["--seeds", &seeds]).map(|()| Tally::ONE)
    });
    if length == Length::Long {
        steps.run("mutants", || mutants::run(None));
    }
    steps.run("main job", || {
        main_job::check(&build_kept()?).map(|()| Tally::ONE)
    });
    steps.end()
}

/// Plays the simulator: one seed, or fresh ones for a time.
///
/// # Errors
/// When a seed breaks a property.
pub fn simulate(options: &[&str]) -> Outcome {
    let mut simulator = Command::new(build_simulator()?);
    simulator.args(options).current_dir(crate::root());
    child::run(simulator)
}

/// Writes the golden files anew.
///
/// # Errors
/// When a test fails for another reason than its golden file.
pub fn refresh() -> Outcome {
    let mut command = cargo(&["test", "--workspace", "--lib", "--bins", "--quiet"]);
    command.env("KEPT_REFRESH", "1");
    child::run(command)?;
    println!("read the differences (`git diff`) before you keep them");
    Ok(())
}

const CLIPPY: [&str; 6] = [
    "clippy",
    "--workspace",
    "--all-targets",
    "--",
    "-D",
    "warnings",
];

fn one(command: Command) -> Outcome<Tally> {
    child::run(command).map(|()| Tally::ONE)
}

/// All tests; nextest runs them faster where it is installed, but leaves those in documentation.
fn tests(length: Length) -> Outcome<Tally> {
    let of_length = |mut command: Command| {
        if length == Length::Long {
            command.env(LONG, "1");
        }
        counted(command)
    };
    if !works(cargo(&["nextest", "--version"])) {
        return of_length(cargo(&["test", "--workspace", "--no-fail-fast"]));
    }
    let mut tally = of_length(cargo(&NEXTEST))?;
    if tidy::has_doc_tests(&crate::root())? {
        tally += counted(cargo(&["test", "--workspace", "--doc", "--no-fail-fast"]))?;
    }
    Ok(tally)
}

const NEXTEST: [&str; 7] = [
    "nextest",
    "run",
    "--workspace",
    "--no-fail-fast",
    "--color=never",
    "--status-level=fail",
    "--final-status-level=fail",
];

/// Runs a test runner and adds up its summaries. In `CI` no test skips itself and no snapshot is
/// written.
fn counted(mut command: Command) -> Outcome<Tally> {
    let tally = Mutex::new(Tally::default());
    let ended_well = child::watch(command.env("CI", "1"), |line| {
        tally
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .add_summary(line);
    })?;
    let tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    match (ended_well, tally.failed) {
        (false, 0) => Err("the tests didn't run to their end".to_owned()),
        (true, 0) if tally.passed == 0 => Err("no test was run".to_owned()),
        _ => Ok(tally),
    }
}

fn documentation() -> Outcome<Tally> {
    let mut command = cargo(&["doc", "--workspace", "--no-deps", "--quiet"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    one(command)
}

/// The binary, built as `cargo run --release` builds it.
fn build_kept() -> Outcome<PathBuf> {
    build("kept", &[])
}

/// The simulator. With `kept` named beside it, cargo chooses the same features for what both use,
/// so that nothing is built twice.
fn build_simulator() -> Outcome<PathBuf> {
    build("sim", &["-p", "kept", "-p", "sim", "--example", "sim"])
}

fn build(name: &str, what: &[&str]) -> Outcome<PathBuf> {
    let built = child::output(cargo(&[&RELEASE, what].concat()))?;
    let mut executables = executables(&built);
    let found = executables.find(|path| path.file_stem().is_some_and(|stem| stem == name));
    found.ok_or_else(|| format!("the release build made no executable `{name}`"))
}

const RELEASE: [&str; 4] = [
    "build",
    "--release",
    "--message-format",
    "json-render-diagnostics",
];

/// The executables that cargo says it made, one message a line.
fn executables(messages: &str) -> impl Iterator<Item = PathBuf> {
    let paths = messages
        .lines()
        .filter_map(|line| line.split_once("\"executable\":\""));
    paths
        .filter_map(|(_, rest)| rest.split_once('"'))
        .map(|(path, _)| PathBuf::from(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn executables_are_found_in_the_messages_of_a_build() {
        let messages = "{\"reason\":\"compiler-artifact\",\"executable\":null}\n\
            {\"reason\":\"compiler-artifact\",\"executable\":\"/t/release/kept\",\"fresh\":true}\n\
            {\"reason\":\"build-finished\",\"success\":true}";
        assert_eq!(
            executables(messages).collect::<Vec<_>>(),
            [PathBuf::from("/t/release/kept")]
        );
    }
}
