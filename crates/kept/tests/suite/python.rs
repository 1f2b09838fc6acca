//! Programs of others that the suite runs: the Python tools, and what is installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An interpreter that has the packages of `xtask/python-tools.txt`; without one, a test says so and
/// skips itself, except in `CI`.
pub fn python() -> Option<PathBuf> {
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/python/bin/python");
    let interpreter = std::env::var_os("KEPT_PYTHON").map_or(usual, PathBuf::from);
    if interpreter.exists() {
        return Some(interpreter);
    }
    skipped("there are no Python tools; run `cargo xtask python`")
}

/// A program that is installed; as [`python`].
pub fn installed(name: &str) -> Option<Command> {
    let mut asked = Command::new(name);
    let asked = asked.arg("--version").stdout(Stdio::null()).status();
    match asked.is_ok_and(|status| status.success()) {
        true => Some(Command::new(name)),
        false => skipped(&format!("there is no {name}")),
    }
}

fn skipped<T>(missing: &str) -> Option<T> {
    assert!(std::env::var_os("CI").is_none(), "{missing}");
    eprintln!("skipped: {missing}");
    None
}
