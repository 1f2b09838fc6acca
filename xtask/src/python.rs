//! The Python tools of the suite, in a virtual environment of their own under `target/python`.

use crate::child::{run, works};
use crate::{Outcome, packages};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is installed, each with its version: a requirements file as pip reads it.
const TOOLS: &str = include_str!("../python-tools.txt");
/// Fails when a module that the tests use is missing.
const IMPORTS: &str = "\
import standardwebhooks, schemathesis, zxingcpp, importlib.util
assert importlib.util.find_spec('axe_playwright_python')";
/// Names the interpreter to use instead; the tests look for it by the same name.
const INTERPRETER: &str = "KEPT_PYTHON";
/// The Debian packages that make virtual environments.
const PACKAGES: &[&str] = &["python3", "python3-venv"];
/// Written last: what the environment holds.
const STAMP: &str = "tools.txt";

/// Makes sure that the tools are there. Quick when they are; takes a network when they are not.
///
/// # Errors
/// When they are not there and can't be installed, or the interpreter of `KEPT_PYTHON` lacks one.
pub fn install_tools() -> Outcome {
    if let Some(interpreter) = std::env::var_os(INTERPRETER) {
        return check(Path::new(&interpreter));
    }
    let home = crate::root().join("target/python");
    if holds_tools(&home) {
        return Ok(());
    }
    println!("installing the Python tools of the suite into target/python");
    install_into(&home).map_err(|problem| format!("{problem}\n{ADVICE}"))
}

const ADVICE: &str = "the tests need Python 3.10 or newer with the packages of \
                      xtask/python-tools.txt; KEPT_PYTHON may name an interpreter that has them";

fn install_into(home: &Path) -> Outcome {
    make_environment(home)?;
    let mut pip = Command::new(interpreter(home));
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps"])
        .args(["--disable-pip-version-check", "--requirement"])
        .arg(crate::root().join("xtask/python-tools.txt"));
    run(pip)?;
    check(&interpreter(home))?;
    let stamp = home.join(STAMP);
    fs::write(&stamp, TOOLS).map_err(|error| format!("{}: {error}", stamp.display()))
}

/// Debian's Python comes without the module that makes environments; it is a package of its own.
fn make_environment(home: &Path) -> Outcome {
    let venv = || {
        let mut command = Command::new("python3");
        command.args(["-m", "venv", "--clear"]).arg(home);
        command
    };
    if works(venv()) {
        return Ok(());
    }
    packages::install(PACKAGES)?;
    run(venv())
}

fn holds_tools(home: &Path) -> bool {
    let stamped = fs::read_to_string(home.join(STAMP)).is_ok_and(|stamp| stamp == TOOLS);
    stamped && starts(&interpreter(home), "")
}

fn check(interpreter: &Path) -> Outcome {
    match starts(interpreter, IMPORTS) {
        true => Ok(()),
        false => Err(format!(
            "{} lacks standardwebhooks, schemathesis, axe-playwright-python or zxing-cpp",
            interpreter.display()
        )),
    }
}

fn starts(interpreter: &Path, program: &str) -> bool {
    let mut command = Command::new(interpreter);
    command.args(["-c", program]);
    works(command)
}

fn interpreter(home: &Path) -> PathBuf {
    home.join("bin/python")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_python_tool_has_one_version() {
        let tools = TOOLS.lines().filter(|line| !line.starts_with('#'));
        for tool in tools {
            let (name, version) = tool.split_once("==").expect("name==version");
            let plain = |text: &str| {
                text.chars()
                    .all(|c| c.is_alphanumeric() || "._-".contains(c))
            };
            assert!(
                plain(name) && plain(version) && !version.is_empty(),
                "{tool}"
            );
        }
    }

    #[test]
    fn an_interpreter_without_the_tools_is_told() {
        let problem = check(Path::new("false")).unwrap_err();
        assert!(
            problem.contains("false lacks standardwebhooks"),
            "{problem}"
        );
    }
}
