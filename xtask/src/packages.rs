//! The Debian packages that the tests need, installed where they are missing.

use crate::Outcome;
use crate::child::{run, works};
use std::process::Command;

const PACKAGES: &[&str] = &["chromium", "chromium-driver"];
/// The programs that the packages bring.
const PROGRAMS: &[&str] = &["chromium", "chromedriver"];

/// Makes sure that a browser and its driver are there.
///
/// # Errors
/// When they are not there and can't be installed.
pub fn install_browser() -> Outcome {
    if browser_is_there() {
        return Ok(());
    }
    let installed = install(PACKAGES).map_err(|problem| format!("{problem}\n{}", advice()));
    installed.and_then(|()| match browser_is_there() {
        true => Ok(()),
        false => Err(format!(
            "apt-get ended well, but {} don't start",
            PROGRAMS.join(" and ")
        )),
    })
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

fn browser_is_there() -> bool {
    PROGRAMS.iter().all(|program| {
        let mut command = Command::new(program);
        command.arg("--version");
        works(command)
    })
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
    format!(
        "the browser test needs {} on the PATH (in Debian the packages {})",
        PROGRAMS.join(" and "),
        PACKAGES.join(" and ")
    )
}
