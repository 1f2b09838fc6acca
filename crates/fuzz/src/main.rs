//! Tries targets with inputs made by chance, for a time: `fuzz [TARGET] [--seconds N] [--seed N]`.

use fuzz::{Failure, INPUT_BYTES_MAX, Inputs, TARGETS, Target, minimised, tried};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// Memory that trying may use, in bytes, as much as the child process that reads a document.
const MEMORY_MAX: u64 = 2 << 30;
/// After so long on one input it is given up, and everything with it.
const STUCK: Duration = Duration::from_secs(60);
/// How long each target is tried, in seconds, where nobody says.
const SECONDS: u64 = 20;
/// How it is asked.
const USAGE: &str = "fuzz [TARGET] [--seconds N] [--seed N] [--into FOLDER]";

/// What to try.
struct Asked {
    targets: Vec<&'static Target>,
    time: Duration,
    seed: u64,
    /// Where failing inputs are written.
    into: PathBuf,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let asked = match asked(&words) {
        Ok(asked) => asked,
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}\n{}", list());
            return ExitCode::from(2);
        }
    };
    match run(&asked) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(failed) => {
            eprintln!("{failed} targets failed");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{}: {error}", asked.into.display());
            ExitCode::FAILURE
        }
    }
}

fn asked(words: &[String]) -> Result<Asked, String> {
    let clock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let mut asked = Asked {
        targets: Vec::new(),
        time: Duration::from_secs(SECONDS),
        seed: clock.map_or(0, |time| time.as_secs()),
        into: PathBuf::from("target/fuzz"),
    };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        let number = |text: &String| text.parse().map_err(|_| format!("{text} is no number"));
        match word.as_str() {
            "--seconds" => asked.time = Duration::from_secs(number(value()?)?),
            "--seed" => asked.seed = number(value()?)?,
            "--into" => asked.into = PathBuf::from(value()?),
            name => {
                let target = TARGETS.iter().find(|target| target.name == name);
                asked
                    .targets
                    .push(target.ok_or_else(|| format!("there is no target {name}"))?);
            }
        }
    }
    if asked.targets.is_empty() {
        asked.targets = TARGETS.iter().collect();
    }
    Ok(asked)
}

fn list() -> String {
    let lines = TARGETS
        .iter()
        .map(|target| format!("  {:<10} {}\n", target.name, target.about));
    lines.collect()
}

/// Tries all that was asked for; how many targets failed.
fn run(asked: &Asked) -> std::io::Result<usize> {
    let limit = Rlimit {
        current: Some(MEMORY_MAX),
        maximum: Some(MEMORY_MAX),
    };
    setrlimit(Resource::As, limit)?;
    fs::create_dir_all(&asked.into)?;
    println!("seed {}", asked.seed);
    let mut failed = 0;
    for target in &asked.targets {
        failed += usize::from(!try_target(target, asked)?);
    }
    Ok(failed)
}

/// Tries a target until its time is over or it fails; whether it held.
fn try_target(target: &Target, asked: &Asked) -> std::io::Result<bool> {
    let inputs = Inputs::of(target, asked.seed, INPUT_BYTES_MAX);
    // Whatever ends the process, stack and memory included: this is the input that did it.
    let current = asked.into.join(format!("{}-current", target.name));
    let watch = Watch::over(&current);
    let (began, mut number) = (Instant::now(), 0);
    while began.elapsed() < asked.time {
        let input = inputs.number(number);
        fs::write(&current, &input)?;
        watch.begins();
        if let Err(failure) = tried(target, &input) {
            report(target, number, &input, &failure, &asked.into)?;
            fs::remove_file(current)?;
            return Ok(false);
        }
        number += 1;
    }
    let per_second = number * 1_000 / (began.elapsed().as_millis() as u64).max(1);
    println!(
        "{:<10} {number:>9} inputs, {per_second:>6} a second",
        target.name
    );
    fs::remove_file(current)?;
    Ok(true)
}

fn report(
    target: &Target,
    number: u64,
    input: &[u8],
    failure: &Failure,
    into: &Path,
) -> std::io::Result<()> {
    let small = minimised(target, input, failure);
    let path = into.join(format!("{}-{number}", target.name));
    fs::write(&path, &small)?;
    println!("{:<10} input {number} FAILS: {}", target.name, failure.said);
    let (from, to) = (input.len(), small.len());
    println!(
        "           {from} bytes made {to}, in {}; mend it, and keep it in crates/fuzz/found",
        path.display()
    );
    Ok(())
}

/// A thread that ends the process where one input never ends.
struct Watch {
    began: &'static AtomicU64,
    start: Instant,
}

impl Watch {
    fn over(current: &Path) -> Watch {
        let watch = Watch {
            // One for each target, and the process ends after the last.
            began: Box::leak(Box::default()),
            start: Instant::now(),
        };
        let (began, start, path) = (watch.began, watch.start, current.to_owned());
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_secs(1));
                let began = Duration::from_millis(began.load(Ordering::Relaxed));
                if path.exists() && start.elapsed().saturating_sub(began) > STUCK {
                    eprintln!(
                        "STUCK for {} seconds on {}",
                        STUCK.as_secs(),
                        path.display()
                    );
                    std::process::exit(1);
                }
            }
        });
        watch
    }

    fn begins(&self) {
        let millis = self.start.elapsed().as_millis() as u64;
        self.began.store(millis, Ordering::Relaxed);
    }
}
