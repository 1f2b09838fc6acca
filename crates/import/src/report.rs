//! What came of an import, for a person and for a program.

use crate::Source;
use crate::kind::Kind;
use crate::plan::Tally;
use crate::problem::{Problem, Problems};
use crate::table::Table;
use serde::Serialize;
use std::fmt::Write;

/// What came of an import.
#[derive(Debug, Serialize)]
pub struct Report {
    /// True when every row was right, and, but for a dry run, everything is in.
    pub ok: bool,
    /// What was imported.
    pub kind: Kind,
    /// From which files.
    pub files: Vec<String>,
    /// True when it was only checked.
    pub dry_run: bool,
    /// Rows in the files, without titles and blank ones.
    pub rows: usize,
    /// Records that are new. Nothing was added when `ok` is false.
    pub added: u64,
    /// Records that were there and differed.
    pub changed: u64,
    /// Records that were there just so.
    pub unchanged: u64,
    /// Columns that Kept has no place for.
    pub not_kept: Vec<&'static str>,
    /// What is wrong.
    pub errors: Vec<Problem>,
    /// How many more things are wrong than are listed.
    pub errors_not_listed: u64,
}

impl Report {
    /// A report; nothing was added or changed when there are problems.
    pub fn new(
        kind: Kind,
        sources: &[Source],
        tables: &[Table],
        tally: Tally,
        problems: Problems,
        dry_run: bool,
    ) -> Report {
        let ok = problems.is_empty();
        let (errors, errors_not_listed) = problems.into_listed();
        let Tally {
            added,
            changed,
            unchanged,
        } = if ok { tally } else { Tally::default() };
        let mut not_kept: Vec<_> = tables
            .iter()
            .flat_map(|table| table.not_kept.clone())
            .collect();
        not_kept.sort_unstable();
        not_kept.dedup();
        Report {
            ok,
            kind,
            files: sources.iter().map(|source| source.name.clone()).collect(),
            dry_run,
            rows: tables.iter().map(Table::len).sum(),
            added,
            changed,
            unchanged,
            not_kept,
            errors,
            errors_not_listed,
        }
    }

    /// How many things are wrong.
    pub fn wrong(&self) -> u64 {
        self.errors.len() as u64 + self.errors_not_listed
    }

    /// The report as text.
    pub fn text(&self) -> String {
        let mut text = lines(&self.errors, self.errors_not_listed);
        if self.ok {
            text += &self.summary();
        }
        text
    }

    fn summary(&self) -> String {
        let Report {
            kind,
            rows,
            added,
            changed,
            unchanged,
            ..
        } = self;
        let mut text = format!(
            "{}: {rows} rows, {added} added, {changed} changed, {unchanged} as before\n",
            kind.as_str()
        );
        if !self.not_kept.is_empty() {
            text += &format!("not kept: {}\n", self.not_kept.join(", "));
        }
        if self.dry_run {
            text += "everything fits; nothing was changed in this dry run\n";
        }
        text
    }
}

/// All problems, a line each.
pub fn said(problems: Problems) -> String {
    let (listed, more) = problems.into_listed();
    lines(&listed, more)
}

fn lines(listed: &[Problem], more: u64) -> String {
    let mut text = String::new();
    listed.iter().for_each(|one| line(&mut text, one));
    if more > 0 {
        text += &format!("and {more} more\n");
    }
    text
}

fn line(text: &mut String, error: &Problem) {
    text.push_str(&error.file);
    // Writing to a text does not fail.
    let _ = match (error.row, &error.column) {
        (Some(row), Some(column)) => write!(text, " row {row}, {column}"),
        (Some(row), None) => write!(text, " row {row}"),
        (None, _) => Ok(()),
    };
    text.push_str(": ");
    text.push_str(&error.message);
    text.push('\n');
}
