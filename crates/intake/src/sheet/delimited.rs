//! Separated values (RFC 4180 and what people send instead) to a grid.

use super::grid::{CELL_BYTES_MAX, CELLS_MAX, COLUMNS_MAX, Cell, Grid, Kind, Row, trimmed};
use crate::request::{Issue, IssueCode, Severity};
use csv::{ReaderBuilder, StringRecord};

/// Separators that are tried.
const SEPARATORS: [u8; 4] = *b",;\t|";
/// How many rows decide which separator it is.
const SAMPLE_ROWS: usize = 60;
/// A quoted cell with more line ends than this is a quote that was never closed.
const CELL_LINES_MAX: usize = 40;

/// How the values of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub separator: u8,
    quoting: bool,
    /// Bytes of a `sep=;` line that Excel puts in front.
    skip: usize,
}

impl Dialect {
    /// Tells the dialect; `None` when no separator makes columns of this text.
    pub fn of(text: &str) -> Option<Dialect> {
        let (said, skip) = separator_line(text);
        let body = &text[skip..];
        let separator = match said {
            Some(separator) => separator,
            None => {
                SEPARATORS
                    .into_iter()
                    .map(|separator| (regularity(body, separator), separator))
                    .filter(|(score, _)| *score > 0)
                    .max_by_key(|(score, _)| *score)?
                    .1
            }
        };
        Some(Dialect {
            separator,
            quoting: true,
            skip,
        })
    }
}

/// Excel's own way to name the separator: a first line `sep=;`.
fn separator_line(text: &str) -> (Option<u8>, usize) {
    let line = text.lines().next().unwrap_or_default();
    match line.as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] => {
            let end = line.len() + text[line.len()..].find('\n').map_or(0, |at| at + 1);
            (Some(*separator), end)
        }
        _ => (None, 0),
    }
}

/// How well a separator cuts the first rows into the same number of columns.
fn regularity(text: &str, separator: u8) -> usize {
    let mut counts: Vec<usize> = Vec::new();
    let mut reader = reader(text, separator, true);
    let mut record = StringRecord::new();
    while counts.len() < SAMPLE_ROWS && reader.read_record(&mut record).unwrap_or(false) {
        counts.push(record.len());
    }
    let rows_of = |width: usize| counts.iter().filter(|&&count| count == width).count();
    let best = counts
        .iter()
        .filter(|&&width| width > 1)
        .max_by_key(|&&width| (rows_of(width), width));
    best.map_or(0, |&width| rows_of(width) * 64 + width.min(63))
}

fn reader(text: &str, separator: u8, quoting: bool) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(quoting)
        .delimiter(separator)
        .from_reader(text.as_bytes())
}

/// Reads all rows. A quote that is never closed makes quotes plain characters.
pub(super) fn grid(text: &str, dialect: Dialect, issues: &mut Vec<Issue>) -> Grid {
    match rows(&text[dialect.skip..], dialect, issues) {
        Some(grid) => grid,
        None => {
            issues.push(Issue::new(
                IssueCode::Syntax,
                Severity::Doubt,
                "a quotation mark is opened and not closed; quotes were read as plain characters",
            ));
            let plain = Dialect {
                quoting: false,
                ..dialect
            };
            rows(&text[dialect.skip..], plain, issues).unwrap_or_default()
        }
    }
}

/// `None` when a cell runs over so many lines that its quote cannot be meant.
fn rows(text: &str, dialect: Dialect, issues: &mut Vec<Issue>) -> Option<Grid> {
    let mut grid = Grid::default();
    let mut cells_read = 0;
    let mut reader = reader(text, dialect.separator, dialect.quoting);
    let first_line = if dialect.skip > 0 { 2 } else { 1 };
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).unwrap_or(false) {
        let line = record
            .position()
            .map_or(1, |position| line_of(text, position));
        if record
            .iter()
            .any(|text| text.lines().count() > CELL_LINES_MAX)
        {
            return None;
        }
        let row = row(line + first_line - 1, &record);
        cells_read += row.cells.len();
        if cells_read > CELLS_MAX {
            issues.push(Issue::new(
                IssueCode::OverLimit,
                Severity::Error,
                format!("more than {CELLS_MAX} filled cells; the rest was not read"),
            ));
            break;
        }
        if !row.cells.is_empty() {
            grid.rows.push(row);
        }
    }
    Some(grid)
}

/// The line that a record begins on: empty lines in front of it are skipped, yet not counted.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let rest = usize::try_from(position.byte()).map_or("", |at| text.get(at..).unwrap_or(""));
    let ends = rest
        .bytes()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + ends.filter(|byte| *byte == b'\n').count() as u64
}

fn row(number: u64, record: &StringRecord) -> Row {
    let mut row = Row {
        number: u32::try_from(number).unwrap_or(u32::MAX),
        cells: Vec::new(),
    };
    for (column, text) in (1..=COLUMNS_MAX).zip(record) {
        let text = trimmed(text);
        if !text.is_empty() && text.len() <= CELL_BYTES_MAX {
            row.cells.push(Cell {
                column,
                kind: Kind::Text,
                text: text.to_owned(),
            });
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        let mut issues = Vec::new();
        let Some(dialect) = Dialect::of(text) else {
            return "no columns".to_owned();
        };
        let grid = grid(text, dialect, &mut issues);
        let show = |row: &Row| {
            let cells: Vec<String> = (row.cells.iter())
                .map(|cell| format!("{}={}", cell.column, cell.text))
                .collect();
            format!("{}: {}", row.number, cells.join(" "))
        };
        let rows: Vec<String> = grid.rows.iter().map(show).collect();
        let issues: Vec<String> = issues.into_iter().map(|issue| issue.message).collect();
        [rows, issues].concat().join(" / ")
    }

    #[test]
    fn the_separator_is_the_one_that_makes_even_columns() {
        let cases = [
            ("a,b\n1,2\n", "1: 1=a 2=b / 2: 1=1 2=2"),
            ("a;b\n1,5;2,5\n", "1: 1=a 2=b / 2: 1=1,5 2=2,5"),
            ("a\tb, c\n1\t2\n", "1: 1=a 2=b, c / 2: 1=1 2=2"),
            ("a|b\n1|\n", "1: 1=a 2=b / 2: 1=1"),
            ("sep=;\na;b\n", "2: 1=a 2=b"),
            (
                "a , b\n\n\"x, \"\"y\"\"\", 2\n",
                "1: 1=a 2=b / 3: 1=x, \"y\" 2=2",
            ),
            ("only words\nand more\n", "no columns"),
            ("", "no columns"),
        ];
        for (text, expected) in cases {
            assert_eq!(check(text), expected, "{text:?}");
        }
    }

    #[test]
    fn an_unclosed_quote_does_not_swallow_the_file() {
        let text = format!("item,size\na,\"3\n{}", "b,4\n".repeat(50));
        let read = check(&text);
        assert!(read.contains("2: 1=a 2=\"3 / 3: 1=b 2=4"), "{read}");
        assert!(
            read.ends_with("quotes were read as plain characters"),
            "{read}"
        );
    }
}
