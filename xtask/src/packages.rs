//! The Debian packages that the tests need, installed where they are missing.

use crate::Outcome;
use crate::child::{run, works};
use std::process::Command;

/// What tests start, each with an argument that makes it end well at once, and the package that
/// brings it.
const PROGRAMS: &[(&[&str], &str)] = &[
    (&["chromium", "--version"], "chromium"),
    (&["chromedriver", "--version"], "chromium-driver"),
    (&["curl", "--version"], "curl"),
    (&["node", "--version"], "nodejs"),
    (&["tesseract", "--version"], "tesseract-ocr"),
    (
        &["tesseract", "-l", "heb", "--print-parameters"],
        "tesseract-ocr-heb",
    ),
];

/// Makes sure that the programs are there which the tests start.
///
/// # Errors
/// When one is not there and can't be installed.
pub fn install_programs() -> Outcome {
    let packages: Vec<&str> = missing().map(|(_, package)| package).collect();
    if packages.is_empty() {
        return Ok(());
    }
    install(&packages).map_err(|problem| format!("{problem}\n{}", advice()))?;
    match missing().next() {
        None => Ok(()),
        Some((program, package)) => Err(format!(
            "apt-get installed {package}, but `{}` does not work",
            program.join(" ")
        )),
    }
}

/// Installs Debian packages.
///
/// # Errors
/// When `apt-get` is missing or fails.
pub fn install(packages: &[&str]) -> Outcome {
    println!("installing {} by apt-get", packages.join(" and "));
    apt_get(&["update", "-qq"])?;
    apt_get(&[&INSTALL[..], packages].concat())
}

const INSTALL: [&str; 4] = ["install", "-qq", "--yes", "--no-install-recommends"];

fn missing() -> impl Iterator<Item = (&'static [&'static str], &'static str)> {
    let starts = |program: &[&str]| {
        program.split_first().is_some_and(|(program, arguments)| {
            let mut command = Command::new(program);
            command.args(arguments);
            works(command)
        })
    };
    PROGRAMS
        .iter()
        .copied()
        .filter(move |(program, _)| !starts(program))
}

fn apt_get(arguments: &[&str]) -> Outcome {
    let mut command = match is_root() {
        true => Command::new("apt-get"),
        false => Command::new("sudo"),
    };
    if !is_root() {
        command.args(["--non-interactive", "apt-get"]);
    }
    command
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive");
    run(command)
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn advice() -> String {
    let known = PROGRAMS
        .iter()
        .map(|(program, package)| format!("{} (in Debian {package})", program[0]));
    let known: Vec<String> = known.collect();
    format!("the tests start {}", known.join(", "))
}
