//! The rules of the house that the compiler doesn't know. Each finding names its place and says
//! what to do.

mod documents;
mod edges;
mod files;
mod needles;
mod source;

use crate::Outcome;
use files::File;
use std::fmt;
use std::path::Path;

/// Something that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, relative to the root of the workspace.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Finding {
        Finding {
            path: path.to_owned(),
            line,
            what: what.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// Checks every file of the workspace.
///
/// # Errors
/// When a rule is broken or a file can't be read.
pub fn run(root: &Path) -> Outcome {
    let files = files::all(root)?;
    let findings = findings(&files);
    findings.iter().for_each(|finding| println!("{finding}"));
    match findings.len() {
        0 => {
            println!("{} files are tidy", files.len());
            Ok(())
        }
        count => Err(format!("{count} findings of tidy; each says what to do")),
    }
}

/// Whether documentation holds code that rustdoc would run.
///
/// # Errors
/// When a file can't be read.
pub fn has_doc_tests(root: &Path) -> Outcome<bool> {
    let files = files::all(root)?;
    let texts = files
        .iter()
        .filter(|file| file.path.ends_with(".rs"))
        .filter_map(|file| file.text());
    Ok(texts.into_iter().any(source::has_doc_test))
}

fn findings(files: &[File]) -> Vec<Finding> {
    let mut findings = edges::check(files);
    for file in files {
        findings.extend(documents::check_name(&file.path));
        let Some(text) = file.text() else { continue };
        findings.extend(needles::check(&file.path, text));
        match file.path.rsplit('.').next() {
            Some("rs") => findings.extend(source::check(&file.path, text)),
            Some("md") => findings.extend(documents::check_links(&file.path, text, files)),
            Some(_) | None => {}
        }
    }
    findings
}
