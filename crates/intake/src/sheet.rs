//! Reader of order sheets: CSV in its dialects, Office Open XML and OpenDocument workbooks.
//!
//! All become grids of cells; titles and labels are understood by the words that they are made of,
//! so a sheet needs no template. What a title says is [likely](crate::Confidence::LIKELY), what is
//! inferred is [guessed](crate::Confidence::GUESSED); nothing is certain in a sheet.

pub(crate) mod dates;
pub(crate) mod decode;
mod delimited;
mod grid;
mod label;
mod lines;
mod locale;
pub(crate) mod numbers;
mod orders;
pub(crate) mod party;
pub(crate) mod purpose;
pub(crate) mod role;
mod rows;
mod table;
pub(crate) mod words;
mod workbook;

use crate::request::{Format, Issue, IssueCode, Purpose, Reading, Severity};
use dates::DateRead;
use decode::decode;
use delimited::Dialect;
pub use grid::{
    CELL_BYTES_MAX, CELLS_MAX, COLUMNS_MAX, Cell, Grid, Kind as CellKind, Row, TEXT_BYTES_MAX,
};
use locale::Locale;
use numbers::Point;
use table::{Table, tables};
use vocab::{Day, Decimal};
pub use workbook::{
    PART_BYTES_MAX, PARTS_BYTES_MAX, PARTS_MAX, SHEETS_MAX, STRINGS_BYTES_MAX, STRINGS_MAX,
};

/// The fewest rows that make separated values of a text.
const ROWS_MIN: usize = 2;

/// True for text in which a separator makes columns.
pub fn recognises(bytes: &[u8]) -> bool {
    let text = decode(bytes);
    let controls = |c: char| c.is_control() && !c.is_whitespace();
    !text.contains(controls)
        && text.lines().take(ROWS_MIN).count() == ROWS_MIN
        && Dialect::of(&text).is_some()
}

/// Reads separated values.
pub fn read(bytes: &[u8]) -> Reading {
    let mut reading = Reading::empty(Format::Csv, Purpose::Other);
    let text = decode(bytes);
    let Some(dialect) = Dialect::of(&text) else {
        let message = "no comma, semicolon, tab or bar makes columns of this text";
        reading.note(Issue::new(IssueCode::NotAnOrder, Severity::Error, message));
        return reading;
    };
    let mut issues = Vec::new();
    let grid = delimited::grid(&text, dialect, &mut issues);
    interpret(&[grid], Some(dialect.separator), issues, reading)
}

/// True for an Office Open XML or an OpenDocument workbook.
pub fn recognises_workbook(bytes: &[u8]) -> bool {
    workbook::Kind::of(bytes).is_some()
}

/// Reads a workbook.
pub fn read_workbook(bytes: &[u8]) -> Reading {
    let kind = workbook::Kind::of(bytes);
    let format = kind.map_or(Format::Unknown, workbook::Kind::format);
    let mut reading = Reading::empty(format, Purpose::Other);
    let mut issues = Vec::new();
    match workbook::grids(kind, bytes, &mut issues) {
        Ok(grids) => interpret(&grids, None, issues, reading),
        Err(fault) => {
            reading.note(fault.issue());
            reading
        }
    }
}

/// The visible sheets of a workbook, for those who know what stands in them.
///
/// # Errors
/// What is the matter, when any part of it can't be read: it is damaged, encrypted, or larger than
/// the limits of this module, also unpacked.
pub fn sheets(bytes: &[u8]) -> Result<Vec<Grid>, String> {
    let mut issues = Vec::new();
    let grids = workbook::grids(workbook::Kind::of(bytes), bytes, &mut issues);
    let grids = grids.map_err(|fault| fault.issue().message)?;
    let wrong = issues
        .into_iter()
        .find(|issue| issue.severity == Severity::Error);
    wrong.map_or(Ok(grids), |issue| Err(issue.message))
}

fn interpret(
    grids: &[Grid],
    separator: Option<u8>,
    issues: Vec<Issue>,
    mut reading: Reading,
) -> Reading {
    for issue in issues {
        reading.note(issue);
    }
    let tables: Vec<Vec<Table>> = grids.iter().map(tables).collect();
    reading.purpose = purpose::purpose(grids, &tables);
    let is_order = matches!(
        reading.purpose,
        Purpose::Order | Purpose::Change | Purpose::Cancellation
    );
    if is_order {
        let locale = Locale::of(grids, &tables, separator);
        orders::read(grids, &tables, &locale, &mut reading);
    }
    if reading.requests.is_empty() {
        reading.note(nothing_ordered(is_order, &tables));
    }
    reading
}

fn nothing_ordered(is_order: bool, tables: &[Vec<Table>]) -> Issue {
    let message = if !is_order {
        "the sheet says that it is not an order"
    } else if tables.iter().all(Vec::is_empty) {
        "no row of titles was found: expected at least a quantity and an item, such as \
         \"Item, Quantity\""
    } else {
        "a table of items was found, and no line with a quantity in it"
    };
    Issue::new(IssueCode::NotAnOrder, Severity::Doubt, message)
}

/// The days that a date may mean: day first, and month first where that is another one.
pub(crate) fn days_of(text: &str) -> Option<(Day, Option<Day>)> {
    Some(match dates::read(text)? {
        DateRead::Certain(day) => (day, None),
        DateRead::Either {
            day_first,
            month_first,
        } => (day_first, Some(month_first)),
    })
}

/// A plain number with its marks between thousands and before the fraction.
pub(crate) fn number_of(text: &str) -> Option<Decimal> {
    numbers::read(text, Some(Point::Dot)).map(|number| number.value)
}

/// A day that may be read in two ways, read in the known one; `None` where there is one way only.
pub(crate) fn reread_day(text: &str, day_first: bool) -> Option<Day> {
    match dates::read(text)? {
        DateRead::Certain(_) => None,
        DateRead::Either {
            day_first: one,
            month_first: other,
        } => Some(if day_first { one } else { other }),
    }
}

/// A number that may be read in two ways, read in the known one; `None` where there is one way
/// only.
pub(crate) fn reread_number(text: &str, decimal_comma: bool) -> Option<Decimal> {
    let point = if decimal_comma {
        Point::Comma
    } else {
        Point::Dot
    };
    let is_open = numbers::read(text, None)?.ambiguous;
    is_open.then(|| numbers::read(text, Some(point)).map(|number| number.value))?
}

#[cfg(test)]
mod tests;
