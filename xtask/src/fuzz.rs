//! `cargo xtask fuzz`: the parsers, tried with inputs made by chance, or led by what they reach.

use crate::Outcome;
use crate::child::{self, cargo, works};
use crate::packages;
use std::fs;
use std::path::Path;
use std::process::Command;

/// How long each target is tried under libFuzzer, in seconds, where nobody says.
const SECONDS: &str = "20";
/// What libFuzzer allows, as the crate's own driver does, in MiB, seconds and bytes; and that it learns
/// from numbers which are compared, too.
const LIMITS: [&str; 4] = [
    "-rss_limit_mb=2048",
    "-timeout=60",
    "-max_len=65536",
    "-use_value_profile=1",
];
/// What the compiler puts into every branch, so that libFuzzer sees which were taken: the flags that
/// `cargo fuzz` gives, without those of the sanitizers, which only a nightly compiler knows.
const COUNTERS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Ccodegen-units=1";

/// Tries targets: one, or all of them, one after the other.
///
/// # Errors
/// When one fails; the message names the input.
pub fn run(options: &[&str]) -> Outcome {
    let guided = options.contains(&"--guided");
    let options: Vec<&str> = options
        .iter()
        .copied()
        .filter(|option| *option != "--guided")
        .collect();
    let into = child::target()?.join("fuzz-found");
    match guided {
        true => led(&options, &into),
        false => by_chance(&options, &into),
    }
}

fn by_chance(options: &[&str], into: &Path) -> Outcome {
    let mut command = cargo(&[
        "run",
        "--quiet",
        "--profile",
        "fuzz",
        "-p",
        "fuzz",
        "--bin",
        "fuzz",
        "--",
    ]);
    command.args(options).arg("--into").arg(into);
    child::run(command)
}

fn led(options: &[&str], into: &Path) -> Outcome {
    let (target, seconds) = match options {
        [target] => (target, SECONDS),
        [target, "--seconds", seconds] => (target, *seconds),
        _ => {
            return Err(
                "name one target: cargo xtask fuzz TARGET --guided [--seconds N]".to_owned(),
            );
        }
    };
    compiler()?;
    let host = host()?;
    // A folder of its own: what is built with counters is of no use to anybody else. With `--target`, the
    // flags reach neither build scripts nor macros, which have nobody to count for.
    let built = child::target()?.join("guided");
    let mut build = cargo(&[
        "build",
        "--profile",
        "fuzz",
        "-p",
        "fuzz",
        "--bin",
        "guided",
        "--features",
        "guided",
    ]);
    build
        .args(["--target", &host])
        .arg("--target-dir")
        .arg(&built);
    child::run({
        build.env("RUSTFLAGS", COUNTERS);
        build
    })?;
    let corpus = into.join("corpus").join(target);
    fs::create_dir_all(&corpus).map_err(|error| format!("{}: {error}", corpus.display()))?;
    let mut command = Command::new(built.join(host).join("fuzz/guided"));
    command
        .env("KEPT_FUZZ", target)
        .env("KEPT_FUZZ_SAMPLES", &corpus);
    command
        .arg(format!("-max_total_time={seconds}"))
        .args(LIMITS);
    command
        .arg(format!("-artifact_prefix={}/{target}-", into.display()))
        .arg(corpus);
    child::run(command)
}

/// Makes sure that libFuzzer, which is C++, can be built.
fn compiler() -> Outcome {
    let mut compiler = Command::new("g++");
    compiler.arg("--version");
    match works(compiler) {
        true => Ok(()),
        false => packages::install(&["g++"]),
    }
}

/// The kind of machine that this is, as the compiler calls it.
fn host() -> Outcome<String> {
    let mut compiler = Command::new("rustc");
    compiler.arg("-vV");
    let told = child::output(compiler)?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| "rustc -vV names no host".to_owned())
}
