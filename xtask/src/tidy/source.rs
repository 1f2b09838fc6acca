//! Rules for Rust files: how they begin, what they are called, how long they are, and which
//! attributes they leave out.

use super::Finding;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc"];

/// Lines with code; a file with more tells several stories.
const CODE_LINES_MAX: usize = 900;

/// What a line may not hold, and what to do instead. (Put together, so that this file may name it.)
const INSTEAD: &[(&str, &str)] = &[
    (
        concat!("#[al", "low("),
        "use `#[expect(…, reason = \"…\")]`, which tells when it is over",
    ),
    (
        concat!("#![al", "low("),
        "use `#[expect(…, reason = \"…\")]` on the item that needs it",
    ),
    (
        concat!("#[ign", "ore"),
        "a test that isn't run is no test; run it or remove it",
    ),
    (concat!("to", "do!("), "finish it, or leave it out"),
    (concat!("unimple", "mented!("), "finish it, or leave it out"),
    (concat!("db", "g!("), "remove what was for one look only"),
];

/// Checks a Rust file.
pub fn check(path: &str, text: &str) -> Vec<Finding> {
    let mut findings: Vec<Finding> = [check_opening(text), check_name(path), check_length(text)]
        .into_iter()
        .flatten()
        .map(|what| Finding::new(path, 1, what))
        .collect();
    for (line, code) in (1..).zip(text.lines()) {
        let code = code.trim_start();
        let what = INSTEAD
            .iter()
            .find(|(unwanted, _)| !is_comment(code) && code.contains(unwanted));
        if let Some((unwanted, what)) = what {
            findings.push(Finding::new(path, line, format!("`{unwanted}`: {what}")));
        }
        if declared_module(code).is_some_and(|name| EMPTY_NAMES.contains(&name)) {
            findings.push(Finding::new(
                path,
                line,
                "name the module for what is inside",
            ));
        }
    }
    findings
}

/// The line that the tests of a file begin at; beyond its end where it has none.
pub fn tests_from(path: &str, text: &str) -> usize {
    if path.ends_with("/tests.rs") || path.split('/').any(|folder| folder == "tests") {
        return 1;
    }
    let begin = text
        .find("#[cfg(test)]\nmod ")
        .map(|at| text[..at].lines().count());
    begin.unwrap_or(usize::MAX)
}

/// Whether rustdoc would run an example of a text.
pub fn has_doc_test(text: &str) -> bool {
    let documented = text.lines().filter_map(|line| {
        let line = line.trim_start();
        line.strip_prefix("///")
            .or_else(|| line.strip_prefix("//!"))
    });
    let fences = documented.filter_map(|line| line.trim_start().strip_prefix("```"));
    fences.step_by(2).any(|language| {
        let first = language.split(',').next().unwrap_or_default().trim();
        ["", "rust", "should_panic", "no_run", "compile_fail"].contains(&first)
    })
}

fn check_opening(text: &str) -> Option<String> {
    let told = text
        .lines()
        .next()
        .is_some_and(|line| line.starts_with("//! "));
    (!told).then(|| "open the file with one `//!` sentence that says what it is".to_owned())
}

fn check_name(path: &str) -> Option<String> {
    let stem = path.rsplit('/').next()?.strip_suffix(".rs")?;
    if stem == "mod" {
        return Some(
            "call it after its folder and put it beside: `stock.rs` and `stock/`".to_owned(),
        );
    }
    EMPTY_NAMES
        .contains(&stem)
        .then(|| "name the file for what is inside".to_owned())
}

fn check_length(text: &str) -> Option<String> {
    let is_code = |line: &&str| !line.trim().is_empty() && !is_comment(line.trim_start());
    let lines = text.lines().filter(is_code).count();
    (lines > CODE_LINES_MAX).then(|| {
        format!("{lines} lines of code are more than {CODE_LINES_MAX}; tell fewer stories")
    })
}

fn is_comment(line: &str) -> bool {
    line.starts_with("//")
}

fn declared_module(code: &str) -> Option<&str> {
    let declared = code
        .trim_start_matches("pub ")
        .trim_start_matches("pub(crate) ");
    let name = declared.strip_prefix("mod ")?;
    Some(name.trim_end_matches(['{', ' ', ';']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, text: &str) -> Vec<String> {
        check(path, text).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn a_tidy_file_has_no_findings() {
        assert!(
            told(
                "src/stock.rs",
                "//! Stock is a ledger.\n\npub mod supply;\n"
            )
            .is_empty()
        );
    }

    #[test]
    fn every_rule_finds_what_breaks_it() {
        let attribute = format!("//! A.\n{}dead_code)]\nfn a() {{}}", INSTEAD[0].0);
        let skipped = format!("//! A.\n#[test]\n    {}]\nfn a() {{}}", INSTEAD[2].0);
        let long = format!("//! A.\n{}", "fn a() {}\n".repeat(CODE_LINES_MAX + 1));
        let cases = [
            ("src/a.rs", "use std::fmt;", "src/a.rs:1: open the file"),
            ("src/a.rs", "", "src/a.rs:1: open the file"),
            (
                "src/stock/mod.rs",
                "//! A.",
                "src/stock/mod.rs:1: call it after its folder",
            ),
            ("src/utils.rs", "//! A.", "src/utils.rs:1: name the file"),
            (
                "src/a.rs",
                "//! A.\npub mod helpers;",
                "src/a.rs:2: name the module",
            ),
            (
                "src/a.rs",
                "//! A.\nmod common {\n}",
                "src/a.rs:2: name the module",
            ),
            ("src/a.rs", &attribute, "src/a.rs:2: `#[al"),
            ("src/a.rs", &skipped, "src/a.rs:3: `#[ign"),
            ("src/a.rs", &long, "src/a.rs:1: 901 lines of code"),
        ];
        for (path, text, expected) in cases {
            let findings = told(path, text);
            assert!(
                findings.len() == 1 && findings[0].starts_with(expected),
                "{findings:?}"
            );
        }
    }

    #[test]
    fn comments_and_blank_lines_are_not_code() {
        let text = format!("//! A.\n{}", "// why\n\n".repeat(CODE_LINES_MAX + 1));
        assert!(told("src/a.rs", &text).is_empty());
    }

    #[test]
    fn only_rust_in_documentation_is_a_test() {
        let cases = [
            ("//! ```json\n//! {}\n//! ```", false),
            ("/// ```text\n/// a\n/// ```", false),
            ("/// ```\n/// assert!(true);\n/// ```", true),
            ("    /// ```no_run\n    /// a();\n    /// ```", true),
            ("// ```\n// a\n// ```", false),
        ];
        for (text, expected) in cases {
            assert_eq!(has_doc_test(text), expected, "{text}");
        }
    }
}
