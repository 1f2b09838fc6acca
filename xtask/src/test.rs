//! `cargo xtask test`: everything that must be green before a change lands, in one order, each
//! part built once.

use crate::child::{self, cargo, works};
use crate::steps::{Steps, Tally};
use crate::{Outcome, main_job, packages, tidy};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// For how long fresh seeds of the simulator are played.
pub const SIMULATED_SECONDS: u32 = 60;
/// The same for `--long`.
pub const SIMULATED_SECONDS_LONG: u32 = 600;

/// Runs all steps.
///
/// # Errors
/// When one of them fails.
pub fn run(simulated_seconds: u32) -> Outcome {
    let mut steps = Steps::begin();
    steps.run("format", || one(cargo(&["fmt", "--all", "--check"])));
    steps.run("tidy", || tidy::run(&crate::root()).map(|()| Tally::ONE));
    steps.run("browser", || {
        packages::install_browser().map(|()| Tally::ONE)
    });
    steps.run("clippy", || one(cargo(&CLIPPY)));
    steps.run("tests", tests);
    steps.run("doc", documentation);
    let mut built = Err("not built".to_owned());
    steps.run("release", || {
        built = Release::build();
        built.as_ref().map(|_| Tally::ONE).map_err(String::clone)
    });
    if let Ok(release) = &built {
        let seconds = simulated_seconds.to_string();
        steps.run("simulator", || release.simulate(&["--seconds", &seconds]));
        steps.run("main job", || {
            main_job::check(&release.kept).map(|()| Tally::ONE)
        });
    }
    steps.end()
}

/// Plays the simulator: one seed, or fresh ones for a time.
///
/// # Errors
/// When a seed breaks a property.
pub fn simulate(options: &[&str]) -> Outcome {
    let simulator = [
        "run",
        "--quiet",
        "--release",
        "-p",
        "sim",
        "--example",
        "sim",
        "--",
    ];
    child::run(cargo(&[&simulator, options].concat()))
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
fn tests() -> Outcome<Tally> {
    if !works(cargo(&["nextest", "--version"])) {
        return counted(cargo(&["test", "--workspace", "--no-fail-fast"]));
    }
    let mut tally = counted(cargo(&NEXTEST))?;
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

/// The release builds of the binary and of the simulator, made in one go so that what both use is
/// built once.
struct Release {
    kept: PathBuf,
    simulator: PathBuf,
}

impl Release {
    fn build() -> Outcome<Release> {
        let built = child::output(cargo(&RELEASE))?;
        let find = |name: &str| {
            let found =
                executables(&built).find(|path| path.file_stem().is_some_and(|stem| stem == name));
            found.ok_or_else(|| format!("the release build made no executable `{name}`"))
        };
        Ok(Release {
            kept: find("kept")?,
            simulator: find("sim")?,
        })
    }

    fn simulate(&self, options: &[&str]) -> Outcome<Tally> {
        let mut command = Command::new(&self.simulator);
        command.args(options).current_dir(crate::root());
        one(command)
    }
}

const RELEASE: [&str; 11] = [
    "build",
    "--release",
    "-p",
    "kept",
    "-p",
    "sim",
    "--bin=kept",
    "--example=sim",
    "--quiet",
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
