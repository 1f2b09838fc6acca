//! The Python tools that the suite runs.

use std::path::{Path, PathBuf};

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

fn skipped<T>(missing: &str) -> Option<T> {
    assert!(std::env::var_os("CI").is_none(), "{missing}");
    eprintln!("skipped: {missing}");
    None
}
