//! Child processes: cargo and the programs that it built, run in the root of the workspace.

use crate::Outcome;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A cargo command in the root of the workspace.
pub fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(arguments).current_dir(crate::root());
    command
}

/// The directory that cargo builds into.
pub fn target() -> Outcome<PathBuf> {
    let told = output(cargo(&["metadata", "--format-version=1", "--no-deps"]))?;
    let (_, rest) = told
        .split_once("\"target_directory\":\"")
        .ok_or("cargo metadata names no target directory")?;
    let (path, _) = rest.split_once('"').unwrap_or((rest, ""));
    Ok(PathBuf::from(path))
}

/// Whether a command can be started and ends well; its output is nobody's business.
pub fn works(mut command: Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Runs a command whose output goes to the terminal.
pub fn run(mut command: Command) -> Outcome {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{}: {status}", told(&command))),
        Err(error) => Err(format!("{}: {error}", told(&command))),
    }
}

/// Runs a command and returns what it wrote to stdout; stderr goes to the terminal.
pub fn output(mut command: Command) -> Outcome<String> {
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("{}: {error}", told(&command)))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    match output.status.success() {
        true => Ok(text),
        false => Err(format!("{}: {}\n{text}", told(&command), output.status)),
    }
}

/// Runs a command, passes both of its outputs on, and shows each line to `see`. Returns whether it
/// ended well.
pub fn watch(command: &mut Command, see: impl Fn(&str) + Sync) -> Outcome<bool> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|error| format!("{}: {error}", told(command)))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(|| pass_on(stdout, std::io::stdout(), &see));
        scope.spawn(|| pass_on(stderr, std::io::stderr(), &see));
    });
    let status = child
        .wait()
        .map_err(|error| format!("{}: {error}", told(command)))?;
    Ok(status.success())
}

fn pass_on(from: Option<impl Read>, mut to: impl Write, see: &impl Fn(&str)) {
    let Some(from) = from else { return };
    for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        see(&line);
        // A closed terminal is no reason to stop counting.
        let _ = writeln!(to, "{line}");
    }
}

fn told(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}
