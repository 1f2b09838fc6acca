//! `cargo xtask mutants`: bugs are planted in a copy of the tree, one at a time, and the simulator
//! must find each. It tells what the simulator is worth.

mod planted;

use crate::child::cargo;
use crate::steps::Tally;
use crate::{Outcome, child};
use planted::PLANTED;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// Seeds within which a bug must be found.
const SEEDS: u32 = 10_000;
/// A bug that keeps the simulator busy for longer was not found.
const TIME_MAX: Duration = Duration::from_secs(600);
/// What of the tree is copied.
const COPIED: [&str; 5] = ["Cargo.toml", "Cargo.lock", "crates", "samples", "xtask"];
/// Of a build that fails so many lines are told.
const LINES_TOLD: usize = 12;

/// A planted bug: a place in the source, and what stands there instead.
pub struct Mutant {
    /// What the bug does, in a sentence.
    name: &'static str,
    /// The file, from the root of the workspace.
    file: &'static str,
    /// What stands there, once.
    before: &'static str,
    /// What is put in its place.
    after: &'static str,
    /// Who must find it.
    finder: Finder,
}

/// Who finds a bug.
#[derive(Clone, Copy)]
enum Finder {
    /// The simulator, within [`SEEDS`] seeds.
    Simulator,
    /// The tests of a crate whose names contain a text: what the simulator does not run, because
    /// its disk is simulated and its process has one thread.
    Tests(&'static str, &'static str),
}

/// Plants every bug, or those whose sentence contains a text, and looks for each.
///
/// # Errors
/// When one is not found, or does not build.
pub fn run(only: Option<&str>) -> Outcome<Tally> {
    let tree = Tree::copy()?;
    tree.build()?;
    tree.play(1)?.map_or(Ok(()), |found| {
        Err(format!(
            "the tree itself fails before a bug is planted: {found}"
        ))
    })?;
    let wanted = |mutant: &&Mutant| only.is_none_or(|text| mutant.name.contains(text));
    let mut tally = Tally::default();
    for mutant in PLANTED.iter().filter(wanted) {
        let began = Instant::now();
        let source = tree.plant(mutant)?;
        let found = tree.find(mutant.finder);
        write(&tree.file(mutant), &source)?;
        let (word, told) = match found {
            Ok(Some(found)) => ("found", found),
            Ok(None) => ("MISSED", "nothing fails".to_owned()),
            Err(problem) => ("BROKEN", problem),
        };
        match word {
            "found" => tally.passed += 1,
            _ => tally.failed += 1,
        }
        let seconds = began.elapsed().as_secs_f64();
        println!("{word:<6} {seconds:>5.1} s  {}: {told}", mutant.name);
    }
    println!("{} of {} found", tally.passed, tally.passed + tally.failed);
    Ok(tally)
}

/// A copy of the tree, built apart.
struct Tree {
    root: PathBuf,
}

impl Tree {
    /// Copies the tree into the target directory, so that what was built there is used again.
    fn copy() -> Outcome<Tree> {
        let root = child::target()?.join("mutants");
        let tree = root.join("tree");
        fs::create_dir_all(&tree).map_err(|error| problem(&tree, &error))?;
        for name in COPIED {
            copy(&crate::root().join(name), &tree.join(name))?;
        }
        Ok(Tree { root })
    }

    /// Plants a bug; the source without it.
    fn plant(&self, mutant: &Mutant) -> Outcome<String> {
        let source = read(&self.file(mutant))?;
        write(&self.file(mutant), &planted(&source, mutant)?)?;
        Ok(source)
    }

    fn file(&self, mutant: &Mutant) -> PathBuf {
        self.root.join("tree").join(mutant.file)
    }

    /// Builds what finds a bug and lets it look: what it found.
    fn find(&self, finder: Finder) -> Outcome<Option<String>> {
        match finder {
            Finder::Simulator => self.build().and_then(|()| self.play(SEEDS)),
            Finder::Tests(package, name) => self.test(package, name),
        }
    }

    /// Runs some tests until one fails: which one.
    fn test(&self, package: &str, name: &str) -> Outcome<Option<String>> {
        let mut test = self.cargo(&["test", "--package", package, "--lib", name]);
        let told = self.end(&mut test)?;
        let failed = told.lines().find(|line| line.ends_with(" ... FAILED"));
        let passed = told
            .lines()
            .any(|line| line.starts_with("test result: ok."));
        match failed {
            Some(line) => Ok(Some(line.to_owned())),
            None if passed => Ok(None),
            None => Err(first_lines(&told)),
        }
    }

    /// Runs a command, for as long as a bug may take; what it said.
    fn end(&self, command: &mut Command) -> Outcome<String> {
        let path = self.root.join("told.txt");
        let out = fs::File::create(&path).map_err(|error| problem(&path, &error))?;
        let err = out.try_clone();
        let err = err.map_err(|error| problem(&path, &error))?;
        let child = command.stdout(out).stderr(err).spawn();
        wait(child.map_err(|error| error.to_string())?)?;
        read(&path)
    }

    /// Cargo in this tree.
    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = cargo(arguments);
        command.current_dir(self.root.join("tree"));
        command.env("CARGO_TARGET_DIR", self.root.join("target"));
        command.env("CARGO_INCREMENTAL", "1");
        command
    }

    /// Builds the simulator, quickly rather than well.
    fn build(&self) -> Outcome {
        let built = self.cargo(&BUILD).output();
        let built = built.map_err(|error| error.to_string())?;
        match built.status.success() {
            true => Ok(()),
            false => Err(first_lines(&String::from_utf8_lossy(&built.stderr))),
        }
    }

    /// Plays seeds until one fails: which one, and what it found.
    fn play(&self, seeds: u32) -> Outcome<Option<String>> {
        let simulator = self.root.join("target/debug/examples/sim");
        let mut play = Command::new(simulator);
        play.args(["--seeds", &seeds.to_string(), "--from", "0"]);
        Ok(failure(&self.end(&mut play)?))
    }
}

const BUILD: [&str; 10] = [
    "build",
    "--quiet",
    "--package",
    "sim",
    "--example",
    "sim",
    "--config",
    "profile.dev.opt-level=1",
    "--config",
    "profile.dev.debug=false",
];

fn first_lines(told: &str) -> String {
    told.lines().take(LINES_TOLD).collect::<Vec<_>>().join("\n")
}

/// Waits for a child, for as long as a bug may take.
fn wait(mut child: Child) -> Outcome {
    let began = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(_)) => return Ok(()),
            Ok(None) if began.elapsed() < TIME_MAX => {
                std::thread::sleep(Duration::from_millis(20));
            }
            Ok(None) => {
                // It may have ended by itself in this moment.
                let _ = child.kill();
                return child.wait().map(|_| ()).map_err(|error| error.to_string());
            }
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// The first sentence of what the simulator says of a failure.
fn failure(told: &str) -> Option<String> {
    let mut lines = told.lines();
    let line = lines.find(|line| line.starts_with("seed ") && line.contains(" fails: "))?;
    Some(line.chars().take(160).collect())
}

/// The source with the bug in it.
fn planted(source: &str, mutant: &Mutant) -> Outcome<String> {
    match source.matches(mutant.before).count() {
        1 => Ok(source.replace(mutant.before, mutant.after)),
        count => Err(format!(
            "{}: expected once, found {count} times: {:?} (for the bug: {})",
            mutant.file, mutant.before, mutant.name
        )),
    }
}

/// Copies what has changed, so that cargo builds only that.
fn copy(from: &Path, to: &Path) -> Outcome {
    if from.is_dir() {
        fs::create_dir_all(to).map_err(|error| problem(to, &error))?;
        for entry in fs::read_dir(from).map_err(|error| problem(from, &error))? {
            let name = entry.map_err(|error| problem(from, &error))?.file_name();
            copy(&from.join(&name), &to.join(&name))?;
        }
        return Ok(());
    }
    let bytes = fs::read(from).map_err(|error| problem(from, &error))?;
    match fs::read(to) {
        Ok(old) if old == bytes => Ok(()),
        _ => fs::write(to, bytes).map_err(|error| problem(to, &error)),
    }
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| problem(path, &error))
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| problem(path, &error))
}

fn problem(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_planted_bug_still_fits_its_place() {
        for mutant in PLANTED {
            let source = read(&crate::root().join(mutant.file)).unwrap();
            let with_bug = planted(&source, mutant).unwrap_or_else(|problem| panic!("{problem}"));
            assert_ne!(with_bug, source, "{}", mutant.name);
        }
        let names: BTreeSet<&str> = PLANTED.iter().map(|mutant| mutant.name).collect();
        assert!(names.len() == PLANTED.len() && names.len() >= 30);
    }

    #[test]
    fn a_failure_is_told_by_its_seed_and_property() {
        let told = "thread panicked\nseed 7 fails: never_oversold does not hold\nthe last steps:";
        let expected = "seed 7 fails: never_oversold does not hold";
        assert_eq!(failure(told).as_deref(), Some(expected));
        assert_eq!(failure("seeds 0 to 9: 80 a second"), None);
    }
}
