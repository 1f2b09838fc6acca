//! What came of an import, for a person and for a program.

use crate::kind::Kind;
use crate::plan::Tally;
use crate::problem::{Problem, Problems};
use crate::recognise::listed;
use crate::table::Table;
use crate::{Import, Source};
use serde::Serialize;
use std::fmt::Write;

/// What came of an import.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// Receipts that were received before, by the same rows, and were not received again.
    pub repeated: u64,
    /// Fields that Kept has no place for.
    pub not_kept: Vec<&'static str>,
    /// Columns that nothing fits and that were not read.
    pub unused: Vec<String>,
    /// Sheets of a workbook that were not looked at.
    pub sheets_not_read: Vec<String>,
    /// What is wrong.
    pub errors: Vec<Problem>,
    /// How many more things are wrong than are listed.
    pub errors_not_listed: u64,
}

impl Report {
    /// A report; nothing was added or changed when there are problems.
    pub fn new(job: &Import<'_>, tables: &[Table], tally: &Tally, problems: Problems) -> Report {
        let ok = problems.is_empty();
        let (errors, errors_not_listed) = problems.into_listed();
        let counted = |number: u64| if ok { number } else { 0 };
        let mut unused: Vec<String> = Vec::new();
        for column in tables.iter().flat_map(|table| table.heading.unused()) {
            if !unused.contains(&column.title) {
                unused.push(column.title.clone());
            }
        }
        let mut not_kept: Vec<_> = tables.iter().flat_map(Table::not_kept).collect();
        not_kept.sort_unstable();
        not_kept.dedup();
        let name = |source: &Source| source.name.clone();
        Report {
            ok,
            kind: job.kind,
            files: job.sources.iter().map(name).collect(),
            dry_run: job.dry_run,
            rows: tables.iter().map(Table::len).sum(),
            added: counted(tally.added),
            changed: counted(tally.changed),
            unchanged: counted(tally.unchanged),
            repeated: 0,
            not_kept,
            unused,
            sheets_not_read: sheets_not_read(tables),
            errors,
            errors_not_listed,
        }
    }

    /// Takes account of receipts that were received before.
    pub fn repeat(&mut self, rows: u64) {
        self.repeated = rows;
        self.added = self.added.saturating_sub(rows);
        self.unchanged += rows;
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
        if self.repeated > 0 {
            text += &format!(
                "{} rows were received before, by the same rows, and were not received again\n",
                self.repeated
            );
        }
        for (what, names) in [
            ("not kept", self.not_kept.join(", ")),
            ("not recognised, not read", listed(self.unused.iter())),
            ("sheets not read", listed(self.sheets_not_read.iter())),
        ] {
            if !names.is_empty() {
                text += &format!("{what}: {names}\n");
            }
        }
        if self.dry_run {
            text += "everything fits; nothing was changed in this dry run\n";
        }
        text
    }
}

fn sheets_not_read(tables: &[Table]) -> Vec<String> {
    let sheets = tables.iter().flat_map(|table| &table.sheets_not_read);
    sheets.cloned().collect()
}

/// All problems, a line each.
pub fn said(problems: Problems) -> String {
    let (listed, more) = problems.into_listed();
    lines(&listed, more)
}

/// Problems, a line each, and how many more there are.
pub fn lines(listed: &[Problem], more: u64) -> String {
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
