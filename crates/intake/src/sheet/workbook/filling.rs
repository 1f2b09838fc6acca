//! A grid while it is filled, as long as the document's limits leave room.

use crate::request::{Issue, IssueCode, Severity};
use crate::sheet::grid::{
    CELL_BYTES_MAX, CELLS_MAX, COLUMNS_MAX, Cell, Grid, Room, Row, TEXT_BYTES_MAX,
};
use std::ops::Range;

/// The same cell in columns side by side.
pub(super) struct Run {
    /// The first of them.
    pub cell: Cell,
    /// How many there are, itself included.
    pub columns: u32,
}

impl Run {
    fn cells(&self) -> impl Iterator<Item = Cell> {
        let first = self.cell.column;
        let columns = first..first.saturating_add(self.columns);
        columns
            .take_while(|column| *column <= COLUMNS_MAX)
            .map(|column| Cell {
                column,
                ..self.cell.clone()
            })
    }
}

/// A grid that grows cell by cell.
pub(super) struct Filling<'a> {
    grid: Grid,
    room: &'a mut Room,
    issues: &'a mut Vec<Issue>,
}

impl<'a> Filling<'a> {
    /// An empty grid. What is too much for it goes to `issues`.
    pub fn new(name: String, room: &'a mut Room, issues: &'a mut Vec<Issue>) -> Filling<'a> {
        Filling {
            grid: Grid {
                name,
                rows: Vec::new(),
            },
            room,
            issues,
        }
    }

    /// What the sheet is called.
    pub fn name(&self) -> &str {
        &self.grid.name
    }

    /// Adds a filled cell; false when the document is full, and nothing more may be added.
    pub fn add(&mut self, row: u32, cell: Cell) -> bool {
        !self.takes(row, &cell) || self.push(row, cell)
    }

    /// Adds the same runs to many rows; false when the document is full.
    pub fn add_rows(&mut self, rows: Range<u32>, mut runs: Vec<Run>) -> bool {
        runs.retain(|run| self.takes(rows.start, &run.cell));
        if runs.is_empty() {
            return true;
        }
        // Every turn fills a cell, so the room ends what a file may repeat for ever.
        rows.into_iter().all(|row| {
            let mut cells = runs.iter().flat_map(Run::cells);
            cells.all(|cell| self.push(row, cell))
        })
    }

    /// Whether a cell is small and far enough to the left to be read at all.
    fn takes(&mut self, row: u32, cell: &Cell) -> bool {
        let is_large = cell.text.len() > CELL_BYTES_MAX;
        if is_large {
            self.issues.push(large(row, cell));
        }
        !is_large && cell.column <= COLUMNS_MAX
    }

    fn push(&mut self, row: u32, cell: Cell) -> bool {
        if !self.room.take(&cell) {
            self.issues.push(full());
            return false;
        }
        match self.grid.rows.last_mut() {
            Some(last) if last.number == row => last.cells.push(cell),
            _ => self.grid.rows.push(Row {
                number: row,
                cells: vec![cell],
            }),
        }
        true
    }

    /// The grid, in order.
    pub fn done(mut self) -> Grid {
        sort(&mut self.grid);
        self.grid
    }
}

fn full() -> Issue {
    let message = format!(
        "more than {CELLS_MAX} filled cells or {TEXT_BYTES_MAX} bytes in them; the rest was not read"
    );
    Issue::new(IssueCode::OverLimit, Severity::Error, message)
}

fn large(row: u32, cell: &Cell) -> Issue {
    let (column, bytes) = (cell.column, cell.text.len());
    let message = format!(
        "row {row}, column {column}: a cell of {bytes} bytes was not read; at most {CELL_BYTES_MAX} are"
    );
    Issue::new(IssueCode::OverLimit, Severity::Error, message)
}

/// Rows and cells may be out of order or twice in a damaged file; the first of equals stays.
fn sort(grid: &mut Grid) {
    grid.rows.sort_by_key(|row| row.number);
    grid.rows.dedup_by(|later, first| {
        let same = later.number == first.number;
        if same {
            first.cells.append(&mut later.cells);
        }
        same
    });
    for row in &mut grid.rows {
        row.cells.sort_by_key(|cell| cell.column);
        row.cells.dedup_by_key(|cell| cell.column);
    }
}
