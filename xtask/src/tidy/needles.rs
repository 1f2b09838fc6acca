//! Texts that no committed file may hold: unfinished work, places of one machine, registry hosts.

use super::{Finding, source};

/// Marks of unfinished work, as whole words. (They are put together here, so that this file may
/// name them.)
const UNFINISHED: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
];

/// How git marks the two sides of a conflict, at the start of a line.
const CONFLICTS: [&str; 2] = [concat!("<<<<", "<<< "), concat!(">>>>", ">>> ")];

/// Folders that mean something on one machine only.
const MACHINE_PATHS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/tm", "p/"),
];

/// Hosts of package registries: cargo knows them, a text that names one is a leftover.
const REGISTRIES: &[&str] = &[
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("npmjs", ".org"),
    concat!("npmjs", ".com"),
    concat!("golang", ".org"),
    concat!("rubygems", ".org"),
];

/// The only source that the lock file may name.
const LOCK_SOURCE: &str = concat!(
    "source = \"registry+https://github.com/rust-lang/crates",
    ".io-index\""
);

/// Checks every line of a text.
pub fn check(path: &str, text: &str) -> Vec<Finding> {
    if path == "Cargo.lock" {
        return check_lock(path, text);
    }
    let tests_from = source::tests_from(path, text);
    let mut findings = Vec::new();
    for (line, words) in (1..).zip(text.lines()) {
        let mut find = |what: String| findings.push(Finding::new(path, line, what));
        for mark in UNFINISHED.iter().filter(|mark| holds_word(words, mark)) {
            find(format!("finish what `{mark}` stands for, or leave it out"));
        }
        if CONFLICTS.iter().any(|mark| words.starts_with(mark)) {
            find("settle the conflict that git marked here".to_owned());
        }
        for place in MACHINE_PATHS
            .iter()
            .filter(|place| line < tests_from && holds_path(words, place))
        {
            find(format!(
                "`{place}` exists on one machine only; name the place relative to something"
            ));
        }
        for host in REGISTRIES.iter().filter(|host| words.contains(**host)) {
            find(format!(
                "don't name the registry `{host}`; cargo's own settings do"
            ));
        }
    }
    findings
}

fn check_lock(path: &str, text: &str) -> Vec<Finding> {
    let sources = (1..)
        .zip(text.lines())
        .filter(|(_, line)| line.starts_with("source = "));
    sources
        .filter(|(_, line)| *line != LOCK_SOURCE)
        .map(|(line, _)| Finding::new(path, line, "take the package from cargo's own registry"))
        .collect()
}

/// Whether a word stands alone in a line.
fn holds_word(line: &str, word: &str) -> bool {
    let mut words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.any(|found| found == word)
}

/// Whether an absolute path stands in a line: nothing of a longer path is before it.
fn holds_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || "._-/}".contains(letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, text: &str) -> Vec<String> {
        check(path, text).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn unfinished_work_is_found_where_it_is_a_word() {
        let text = format!("fn a() {{}}\n// {}: the rest", UNFINISHED[0]);
        assert_eq!(
            told("a.rs", &text),
            [format!(
                "a.rs:2: finish what `{}` stands for, or leave it out",
                UNFINISHED[0]
            )]
        );
        assert!(told("a.rs", &format!("const {}S: u8 = 1;", UNFINISHED[0])).is_empty());
    }

    #[test]
    fn a_conflict_that_git_marked_is_found() {
        let text = format!("one\n{}HEAD\ntwo\n", CONFLICTS[0]);
        let expected = "docs/a.md:2: settle the conflict that git marked here";
        assert_eq!(told("docs/a.md", &text), [expected]);
        assert!(told("a.rs", &format!("    let a = {}1;", CONFLICTS[0])).is_empty());
    }

    #[test]
    fn a_place_of_one_machine_is_found_outside_of_tests() {
        let line = format!("let path = \"{}a\";", MACHINE_PATHS[2]);
        assert_eq!(told("src/a.rs", &line).len(), 1);
        assert_eq!(told("docs/a.md", &line).len(), 1);
        assert!(told("tests/a.rs", &line).is_empty());
        assert!(told("src/a/tests.rs", &line).is_empty());
        assert!(told("src/a.rs", &format!("#[cfg(test)]\nmod tests {{\n{line}")).is_empty());
        assert!(
            told(
                "src/a.rs",
                &format!("https://example.com{}", MACHINE_PATHS[0])
            )
            .is_empty()
        );
    }

    #[test]
    fn the_lock_file_names_one_source_and_other_files_name_none() {
        assert!(told("Cargo.lock", LOCK_SOURCE).is_empty());
        assert_eq!(
            told("Cargo.lock", "source = \"git+https://example.com\"").len(),
            1
        );
        assert_eq!(told("a.toml", LOCK_SOURCE).len(), 1);
    }
}
