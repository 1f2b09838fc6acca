//! The binary as its users run it: the main job, orders, backups, bad input, and its help.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]


mod bench;
mod documents;
mod help;
mod main_job;
mod orders;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The binary with some arguments.
fn kept(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kept"));
    command.args(arguments);
    command
}

/// A directory of a test's own, empty.
fn fresh(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    match std::fs::remove_dir_all(&path) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => panic!("{}: {error}", path.display()),
    }
    path
}

fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!(
        "{}{}",
        String::from_utf8_lossy(out),
        String::from_utf8_lossy(err)
    )
}

/// Runs to success.
fn run(data: &Path, arguments: &[&str]) -> String {
    let output = kept(arguments).arg("--data").arg(data).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs to success with `--json`.
fn json(data: &Path, arguments: &[&str]) -> Value {
    let text = run(data, &[arguments, &["--json"]].concat());
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{arguments:?}: {error} in {text}"))
}

/// Runs to failure; what was said.
fn refused(data: &Path, arguments: &[&str]) -> String {
    let output = kept(arguments).arg("--data").arg(data).output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(1),
        "{arguments:?}: {}",
        said(&output)
    );
    said(&output)
}

/// A founded sample company with its documents read.
fn demo(name: &str) -> PathBuf {
    let data = fresh(name);
    run(&data, &["demo", "--once"]);
    data
}
