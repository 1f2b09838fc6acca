//! The main job of the release binary: the sample company's documents become orders, and what the
//! journal holds is sound.

use crate::Outcome;
use crate::child::output;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The least that the sample company must show.
const DOCUMENTS_MIN: u64 = 30;
const FORMATS_MIN: u64 = 8;
const ACCEPTED_PERCENT_MIN: u64 = 80;

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
    let [documents, formats, accepted] =
        ["documents", "formats", "accepted"].map(|name| number(demo, name));
    let (documents, formats, accepted) = (documents?, formats?, accepted?);
    println!("{documents} documents in {formats} formats, {accepted} accepted without a touch");
    let wanted = [
        (
            documents >= DOCUMENTS_MIN,
            format!("at least {DOCUMENTS_MIN} documents"),
        ),
        (
            formats >= FORMATS_MIN,
            format!("at least {FORMATS_MIN} formats"),
        ),
        (
            accepted * 100 >= documents * ACCEPTED_PERCENT_MIN,
            format!("at least {ACCEPTED_PERCENT_MIN} % accepted"),
        ),
    ];
    match wanted.iter().find(|(fulfilled, _)| !fulfilled) {
        None => Ok(()),
        Some((_, what)) => Err(format!("the demo must show {what}; it said\n{demo}")),
    }
}

/// The whole number that a JSON text gives under this name, where it first does.
fn number(json: &str, name: &str) -> Outcome<u64> {
    let missing = || format!("`kept demo --once --json` gives no number \"{name}\" but\n{json}");
    let (_, rest) = json
        .split_once(&format!("\"{name}\""))
        .ok_or_else(missing)?;
    let value = rest
        .trim_start()
        .strip_prefix(':')
        .ok_or_else(missing)?
        .trim_start();
    let digits = value
        .split(|letter: char| !letter.is_ascii_digit())
        .next()
        .unwrap_or("");
    digits.parse().map_err(|_| missing())
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

    fn demo(documents: u64, formats: u64, accepted: u64) -> String {
        format!("{{\"documents\": {documents}, \"formats\":{formats}, \"accepted\": {accepted}}}")
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
            ("{\"documents\": 44}".to_owned(), "no number \"formats\""),
            (
                "{\"documents\": \"many\"}".to_owned(),
                "no number \"documents\"",
            ),
        ];
        for (told, problem) in cases {
            let said = enough(&told).unwrap_err();
            assert!(said.contains(problem), "{said}");
        }
    }
}
