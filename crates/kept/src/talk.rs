//! What a command says: data on stdout, talk on stderr.

use crate::failure::Outcome;
use serde::Serialize;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often a progress line is drawn again.
const REDRAW: Duration = Duration::from_millis(200);

/// Prints a value as one line of JSON on stdout.
pub fn json(value: &impl Serialize) -> Outcome {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}

/// A line on stderr that tells how far long work has come; silent when nobody watches.
pub struct Progress {
    what: &'static str,
    total: u64,
    drawn: Instant,
    watched: bool,
}

impl Progress {
    /// Work of this many steps.
    pub fn new(what: &'static str, total: u64) -> Progress {
        Progress {
            what,
            total,
            drawn: Instant::now(),
            watched: std::io::stderr().is_terminal(),
        }
    }

    /// So many steps are done, of a total that shows only now.
    pub fn of(&mut self, done: u64, total: u64) {
        self.total = total;
        self.at(done);
    }

    /// So many steps are done.
    pub fn at(&mut self, done: u64) {
        if self.watched && (self.drawn.elapsed() >= REDRAW || done == self.total) {
            self.drawn = Instant::now();
            let percent = (done * 100).checked_div(self.total).unwrap_or(100);
            eprint!("\r{} {done} of {} ({percent}%) ", self.what, self.total);
            if done == self.total {
                eprintln!();
            }
        }
    }
}

/// Aligns measures and their values.
pub fn pairs(rows: &[(&str, String)]) -> String {
    let row = |(name, value): &(&str, String)| vec![(*name).to_owned(), value.clone()];
    let rows: Vec<Vec<String>> = rows.iter().map(row).collect();
    table(&["measure", "value"], &rows)
}

/// Aligns rows of text under their titles.
pub fn table(titles: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let title = titles[column].chars().count();
        cells
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
            .max(title)
    };
    let widths: Vec<usize> = (0..titles.len()).map(width).collect();
    let line = |cells: Vec<&str>| {
        let padded = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    let head = line(titles.to_vec());
    let body = rows
        .iter()
        .map(|row| line(row.iter().map(String::as_str).collect()));
    std::iter::once(head).chain(body).collect()
}
