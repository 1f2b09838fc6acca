//! Rows from a workbook of Excel or LibreOffice: its first sheet with anything in it, read by the reader that orders in
//! workbooks are read with, behind the limits that it has against files which unpack to very much.

use crate::problem::{Code, Problems, UNCOMPUTED, Wrong};
use crate::recognise::{Fields, Mapping};
use crate::table::{Rows, Table, Unreadable};
use intake::sheet::{CellKind, Grid, Row, recognises_workbook, sheets};
use std::borrow::Cow;

/// True for an Office Open XML or an OpenDocument workbook.
pub fn is_workbook(bytes: &[u8]) -> bool {
    recognises_workbook(bytes)
}

/// Fills a table with the first sheet that has anything in it; the others are noted.
pub fn fill(
    table: &mut Table,
    bytes: &[u8],
    fields: &Fields,
    mapping: Option<&Mapping>,
    problems: &mut Problems,
) -> Result<(), Unreadable> {
    let sheets = sheets(bytes).map_err(|message| Unreadable {
        row: None,
        wrong: Wrong::new(Code::BadWorkbook, message),
    })?;
    let mut filled = sheets.iter().filter(|sheet| !sheet.rows.is_empty());
    let Some(sheet) = filled.next() else {
        return Err(table.empty());
    };
    table.sheets_not_read = filled.map(|other| other.name.clone()).collect();
    table.fill_rows(Sheet::new(sheet), fields, mapping, problems)
}

/// The rows of a sheet, each as wide as the widest.
#[derive(Clone)]
struct Sheet<'a> {
    rows: std::slice::Iter<'a, Row>,
    width: usize,
}

impl<'a> Sheet<'a> {
    fn new(grid: &'a Grid) -> Sheet<'a> {
        let last = |row: &Row| row.cells.last().map_or(0, |cell| cell.column);
        Sheet {
            rows: grid.rows.iter(),
            width: grid.rows.iter().map(last).max().unwrap_or(0) as usize,
        }
    }
}

impl<'a> Rows<'a> for Sheet<'a> {
    fn read(&mut self, cells: &mut Vec<Cow<'a, str>>) -> Result<Option<u32>, Unreadable> {
        cells.clear();
        let Some(row) = self.rows.next() else {
            return Ok(None);
        };
        cells.resize(self.width, Cow::Borrowed(""));
        for cell in &row.cells {
            let text = match cell.kind {
                CellKind::Uncomputed => UNCOMPUTED,
                CellKind::Text | CellKind::Number | CellKind::Date | CellKind::Time => &cell.text,
            };
            cells[cell.column as usize - 1] = Cow::Borrowed(text);
        }
        Ok(Some(row.number))
    }
}
