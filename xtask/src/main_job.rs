//! The main job of the release binary: the sample company's documents become orders, and what the
//! journal holds is sound.

use crate::Outcome;
use crate::child::output;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The least that the sample company must show.
const DOCUMENTS_MIN: usize = 30;
const FORMATS_MIN: usize = 8;
const ACCEPTED_PERCENT_MIN: usize = 80;

/// Runs `kept demo --once` and `kept verify` in a directory of their own and checks what they say.
///
/// # Errors
/// When a command fails or says less than it must.
pub fn check(kept: &Path) -> Outcome {
    let data = Scratch::new()?;
    let demo = told(kept, &data.0, &["demo", "--once"])?;
    enough(&demo)?;
    let verified = told(kept, &data.0, &["verify"])?;
    print!("{verified}");
    match verified.replace(' ', "").contains("\"ok\":true") {
        true => Ok(()),
        false => Err(format!(
            "`kept verify --json` doesn't say \"ok\": true but {verified}"
        )),
    }
}

fn told(kept: &Path, data: &Path, command: &[&str]) -> Outcome<String> {
    let mut child = Command::new(kept);
    child.args(command).arg("--json").arg("--data").arg(data);
    output(child)
}

fn enough(demo: &str) -> Outcome {
    let outcomes: Vec<&str> = values(demo, "outcome").collect();
    let formats: BTreeSet<&str> = values(demo, "kind").collect();
    let (documents, formats) = (outcomes.len(), formats.len());
    let accepted = outcomes
        .iter()
        .filter(|outcome| **outcome == "accepted")
        .count();
    println!("{documents} documents in {formats} formats, {accepted} accepted without a touch");
    let wanted = [
        (
            documents >= DOCUMENTS_MIN,
            format!("{DOCUMENTS_MIN} documents"),
        ),
        (formats >= FORMATS_MIN, format!("{FORMATS_MIN} formats")),
        (
            accepted * 100 >= documents * ACCEPTED_PERCENT_MIN,
            format!("{ACCEPTED_PERCENT_MIN} % accepted"),
        ),
    ];
    match wanted.iter().find(|(fulfilled, _)| !fulfilled) {
        None => Ok(()),
        Some((_, what)) => Err(format!(
            "the demo must show at least {what}; it said\n{demo}"
        )),
    }
}

/// The strings that a JSON text gives under this name.
fn values<'a>(json: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let named = format!("\"{name}\"");
    let mut rest = json;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once(&named)?;
        rest = after;
        let value = after
            .trim_start()
            .strip_prefix(':')?
            .trim_start()
            .strip_prefix('"')?;
        value.split('"').next()
    })
}

/// A directory that is gone afterwards.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Outcome<Scratch> {
        let path = std::env::temp_dir().join(format!("kept-main-job-{}", std::process::id()));
        match std::fs::create_dir(&path) {
            Ok(()) => Ok(Scratch(path)),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What can't be removed is left to the system; the job itself is done.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo(documents: usize, formats: usize, accepted: usize) -> String {
        let document = |number: usize| {
            let outcome = if number < accepted {
                "accepted"
            } else {
                "review"
            };
            format!(
                "{{\"kind\": \"{}\", \"outcome\":\"{outcome}\"}}",
                number % formats
            )
        };
        (0..documents).map(document).collect()
    }

    #[test]
    fn a_demo_that_shows_enough_is_enough() {
        assert_eq!(enough(&demo(44, 16, 36)), Ok(()));
    }

    #[test]
    fn a_demo_that_shows_too_little_is_told_what_is_missing() {
        let cases = [
            (demo(29, 16, 29), "at least 30 documents"),
            (demo(44, 7, 44), "at least 8 formats"),
            (demo(44, 16, 35), "at least 80 % accepted"),
            ("{\"documents\": []}".to_owned(), "at least 30 documents"),
        ];
        for (told, problem) in cases {
            let said = enough(&told).unwrap_err();
            assert!(said.contains(problem), "{said}");
        }
    }
}
