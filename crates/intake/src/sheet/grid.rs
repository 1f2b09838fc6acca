//! What CSV files and workbooks have in common: named grids of filled cells.

use crate::request::{Evidence, Place};

/// The most filled cells that are read of one document.
pub const CELLS_MAX: usize = 1_000_000;
/// The most columns of a sheet; Excel itself stops at 16,384.
pub const COLUMNS_MAX: u32 = 1_024;
/// The most bytes of one cell; Excel itself stops at 32,767 characters.
pub const CELL_BYTES_MAX: usize = 64 * 1024;

/// The most bytes of all cells of one document together. A text that a workbook holds once may stand
/// in each of a million cells.
pub const TEXT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What a cell holds besides its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, to be understood by the locale of the document.
    Text,
    /// A number in plain digits with a decimal point.
    Number,
    /// A date; its text is `2026-11-22`.
    Date,
    /// A time of day without a date; its text is `15:30`.
    Time,
    /// A formula whose result the file does not hold.
    Uncomputed,
}

/// A filled cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Column, from 1.
    pub column: u32,
    /// What its text is.
    pub kind: Kind,
    /// Without blanks at either end.
    pub text: String,
}

/// A row with at least one filled cell, cells by column.
#[derive(Clone, Debug)]
pub struct Row {
    /// Row, from 1.
    pub number: u32,
    /// Its filled cells.
    pub cells: Vec<Cell>,
}

/// A sheet: rows by number.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// Empty for CSV.
    pub name: String,
    /// Its rows that have anything in them.
    pub rows: Vec<Row>,
}

/// What may still be read of a document.
#[derive(Debug)]
pub(super) struct Room {
    cells: usize,
    bytes: usize,
}

impl Room {
    /// The room of a whole document.
    pub fn new() -> Room {
        Room {
            cells: CELLS_MAX,
            bytes: TEXT_BYTES_MAX,
        }
    }

    /// Takes the room of a cell; false when there is none left.
    pub fn take(&mut self, cell: &Cell) -> bool {
        let fits = self.cells > 0 && self.bytes >= cell.text.len();
        if fits {
            self.cells -= 1;
            self.bytes -= cell.text.len();
        }
        fits
    }
}

impl Row {
    /// The cell in a column.
    pub fn at(&self, column: u32) -> Option<&Cell> {
        let index = self.cells.binary_search_by_key(&column, |cell| cell.column);
        index.ok().map(|index| &self.cells[index])
    }
}

impl Grid {
    /// The proof of what stands in a cell.
    pub(super) fn evidence(&self, row: u32, cell: &Cell) -> Evidence {
        let place = Place::Cell {
            sheet: self.name.clone(),
            row,
            column: cell.column,
        };
        Evidence {
            place,
            text: cell.text.clone(),
            span: None,
            part: None,
        }
    }
}

/// A text without the blanks around it, the no-break, zero-width and direction marks included.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
    })
}
