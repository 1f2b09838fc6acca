//! The quick starts of `docs/quickstart.md`, run as they stand there.

use super::python::{installed, python};
use super::served::Served;
use super::{demo, fresh, said};
use std::path::Path;
use std::process::Command;

const DOCUMENT: &str = include_str!("../../../../docs/quickstart.md");

/// The program in this language.
fn program(language: &str) -> &'static str {
    let fence = format!("\n```{language}\n");
    let mut blocks = DOCUMENT.split(&fence).skip(1);
    let block = blocks.next().unwrap().split("\n```").next().unwrap();
    assert!(blocks.next().is_none(), "one program in {language}");
    block
}

/// What a program says to a company of its own; it must end well.
fn runs(name: &str, mut command: Command) -> String {
    let served = Served::to_master(&demo(name));
    command.env("KEPT_URL", format!("http://{}", served.address));
    command.env("KEPT_KEY", &served.secret);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    said(&output)
}

/// The program as a file of this name.
fn file(folder: &Path, name: &str, language: &str) -> std::path::PathBuf {
    std::fs::create_dir_all(folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, program(language)).unwrap();
    path
}

/// The order that was placed, once.
fn one_order(said: &str, placed: &str) {
    let orders: Vec<&str> = said.lines().filter(|line| line.contains(placed)).collect();
    assert!(!orders.is_empty(), "{said}");
    assert!(
        said.contains("SO-1000") && !said.contains("SO-100037"),
        "{said}"
    );
}

#[test]
fn the_quick_start_with_curl_places_an_order() {
    if installed("curl").is_none() {
        return;
    }
    let mut shell = Command::new("sh");
    shell.args(["-euc", program("sh")]);
    one_order(&runs("quick-curl", shell), "CURL-1");
}

#[test]
fn the_quick_start_in_python_places_an_order() {
    let Some(python) = python() else { return };
    let mut command = Command::new(python);
    command.arg(file(&fresh("quick-python-file"), "quickstart.py", "python"));
    one_order(&runs("quick-python", command), "placed SO-");
}

#[test]
fn the_quick_start_in_javascript_places_an_order() {
    let Some(mut node) = installed("node") else {
        return;
    };
    node.arg(file(
        &fresh("quick-node-file"),
        "quickstart.mjs",
        "javascript",
    ));
    one_order(&runs("quick-node", node), "placed SO-");
}
