//! The binary as its users run it: the main job, orders, backups, bad input, and its help.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bench;
mod channels;
mod described;
mod documents;
mod eval;
mod exceptions;
mod help;
mod hostile;
mod learned;
mod mailing;
mod main_job;
mod orders;
mod python;
mod quickstart;
mod race;
mod rationing;
mod second;
mod served;
mod simulate;
mod troubles;
mod users;
mod webhooks;

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

/// A founded sample company with its documents read: made once for a build, and copied.
fn demo(name: &str) -> PathBuf {
    let binary = std::fs::metadata(env!("CARGO_BIN_EXE_kept")).unwrap();
    let built = binary
        .modified()
        .unwrap()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let made = folder.join(format!("demo-of-{}", built.as_nanos()));
    let lock = std::fs::File::create(folder.join("demo.lock")).unwrap();
    lock.lock().unwrap();
    if !made.exists() {
        let data = fresh("demo-in-the-making");
        run(&data, &["demo", "--once"]);
        std::fs::rename(&data, &made).unwrap();
    }
    drop(lock);
    let data = fresh(name);
    copy(&made, &data);
    data
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(std::fs::copy(&path, &target).unwrap()),
        }
    }
}
