//! The files of the workspace, as git would commit them.

use crate::Outcome;
use std::fs;
use std::path::Path;

/// A file of the workspace.
pub struct File {
    /// Its path from the root, with `/`.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl File {
    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes)
            .ok()
            .filter(|text| !text.contains('\0'))
    }
}

/// Deeper folders than these are not ours.
const DEPTH_MAX: usize = 12;

/// Reads all files, but not what `.gitignore` names, sorted by path.
///
/// # Errors
/// When a file or folder can't be read.
pub fn all(root: &Path) -> Outcome<Vec<File>> {
    let ignored = fs::read_to_string(root.join(".gitignore")).unwrap_or_default();
    let mut files = Vec::new();
    gather(root, "", &ignored, DEPTH_MAX, &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn gather(root: &Path, folder: &str, ignored: &str, depth: usize, to: &mut Vec<File>) -> Outcome {
    let told = |error: std::io::Error| format!("{folder}: {error}");
    for entry in fs::read_dir(root.join(folder)).map_err(told)? {
        let entry = entry.map_err(told)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() {
            name
        } else {
            format!("{folder}/{name}")
        };
        let kind = entry.file_type().map_err(told)?;
        if path == ".git" || is_ignored(&path, ignored) {
            continue;
        }
        if kind.is_dir() && depth > 0 {
            gather(root, &path, ignored, depth - 1, to)?;
        } else if kind.is_file() {
            let bytes = fs::read(entry.path()).map_err(|error| format!("{path}: {error}"))?;
            to.push(File { path, bytes });
        }
    }
    Ok(())
}

/// Knows the two forms of pattern that our `.gitignore` uses: `/path` and `*ending`.
fn is_ignored(path: &str, ignored: &str) -> bool {
    ignored
        .lines()
        .any(|pattern| match pattern.strip_prefix('*') {
            Some(ending) => path.ends_with(ending),
            None => pattern
                .strip_prefix('/')
                .is_some_and(|name| name.trim_end_matches('/') == path),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_ignores_is_left_out() {
        let ignored = "/target\n/kept-data/\n*.snap.new\n";
        let cases = [
            ("target", true),
            ("kept-data", true),
            ("crates/book/target", false),
            ("crates/book/a.snap.new", true),
            ("crates/book/a.snap", false),
        ];
        for (path, expected) in cases {
            assert_eq!(is_ignored(path, ignored), expected, "{path}");
        }
    }
}
