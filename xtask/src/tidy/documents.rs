//! Rules for documents: links lead somewhere, and a decision record is called what it decides.

use super::Finding;
use super::files::File;

const DECISIONS: &str = "docs/decisions/";

/// Checks that a decision record is named `NNNN-the-decision-as-a-sentence.md`.
pub fn check_name(path: &str) -> Option<Finding> {
    let name = path.strip_prefix(DECISIONS)?;
    let sentence = name
        .strip_suffix(".md")
        .and_then(|stem| stem.split_once('-'));
    let is_named = sentence.is_some_and(|(number, words)| {
        number.len() == 4
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && words.split('-').count() >= 3
            && words
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    });
    let what = "call it `NNNN-the-decision-as-a-sentence.md`, in small letters";
    (!is_named).then(|| Finding::new(path, 1, what))
}

/// Checks that the links of a document to files and headings lead somewhere.
pub fn check_links(path: &str, text: &str, files: &[File]) -> Vec<Finding> {
    let broken = links(text).filter(|(_, target)| !leads_somewhere(path, target, files));
    broken
        .map(|(line, target)| {
            let what = format!("`{target}` leads nowhere; mend the link or remove it");
            Finding::new(path, line, what)
        })
        .collect()
}

/// Every `](target)` outside of code, with its line.
fn links(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_code = false;
    let prose = (1..).zip(text.lines()).filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        !fence && !in_code
    });
    prose.flat_map(|(number, line)| {
        let targets = line
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        targets.map(move |target| (number, target))
    })
}

fn leads_somewhere(path: &str, target: &str, files: &[File]) -> bool {
    if ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| target.starts_with(scheme))
    {
        return true;
    }
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let place = if file.is_empty() {
        Some(path.to_owned())
    } else {
        resolve(path, file)
    };
    let Some(place) = place else { return false };
    let folder = format!("{}/", place.trim_end_matches('/'));
    let found = files.iter().find(|file| file.path == place);
    match found {
        None => heading.is_empty() && files.iter().any(|file| file.path.starts_with(&folder)),
        Some(_) if heading.is_empty() => true,
        Some(file) => file
            .text()
            .unwrap_or_default()
            .lines()
            .any(|line| anchor(line) == heading),
    }
}

/// The path from the root that a relative link means; none if it leaves the root.
fn resolve(path: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The anchor that a heading gets; empty where the line is none.
fn anchor(line: &str) -> String {
    let Some(heading) = line.strip_prefix('#') else {
        return String::new();
    };
    let heading = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = heading
        .chars()
        .filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    kept.map(|letter| if letter == ' ' { '-' } else { letter })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_is_named_as_a_sentence() {
        let cases = [
            ("docs/decisions/0001-one-writer-decides.md", true),
            ("docs/decisions/1-one-writer-decides.md", false),
            ("docs/decisions/0001-writer.md", false),
            ("docs/decisions/0001-One-Writer-Decides.md", false),
            ("docs/decisions/README.md", false),
            ("docs/views.md", true),
        ];
        for (path, is_named) in cases {
            assert_eq!(check_name(path).is_none(), is_named, "{path}");
        }
    }

    #[test]
    fn a_link_leads_to_a_file_a_folder_or_a_heading() {
        let file = |path: &str, text: &str| File {
            path: path.to_owned(),
            bytes: text.into(),
        };
        let files = [
            file("README.md", "# Kept\n## How to test\n"),
            file("docs/guides/desk.md", "# Order desk\n"),
        ];
        let cases = [
            ("[a](guides/desk.md)", true),
            ("[a](guides/desk.md#order-desk)", true),
            ("[a](guides/desk.md#planner)", false),
            ("[a](../README.md#how-to-test)", true),
            ("[a](guides/)", true),
            ("[a](https://example.com)", true),
            ("[a](#here) # Here", false),
            ("[a](../../README.md)", false),
            ("![picture](images/orders.png)", false),
            ("```\n[a](nowhere.md)\n```", true),
            ("[a](guides/desk.md) and [b](nowhere.md)", false),
        ];
        for (text, leads) in cases {
            assert_eq!(
                check_links("docs/a.md", text, &files).is_empty(),
                leads,
                "{text}"
            );
        }
    }
}
