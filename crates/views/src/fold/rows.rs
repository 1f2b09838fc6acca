//! New rows of a table, inserted many to a statement: most of what a small insert costs is the
//! statement around it.

use crate::fault::Fault;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// Rows of one statement; times the columns this stays far below the 32,766 values that SQLite takes.
const ROWS_MAX: usize = 64;

/// Rows that wait to be inserted into one table.
pub(super) struct Rows<const COLUMNS: usize> {
    /// Inserts one row, and as many as a statement takes.
    one: String,
    many: String,
    waiting: Vec<Value>,
}

impl<const COLUMNS: usize> Rows<COLUMNS> {
    /// None yet.
    pub(super) fn of(table: &str) -> Rows<COLUMNS> {
        Rows {
            one: insert(table, COLUMNS, 1),
            many: insert(table, COLUMNS, ROWS_MAX),
            waiting: Vec::new(),
        }
    }

    /// Adds a row; when there are enough for a statement, they are inserted.
    pub(super) fn add(&mut self, views: &Connection, row: [Value; COLUMNS]) -> Result<(), Fault> {
        self.waiting.extend(row);
        if self.waiting.len() == ROWS_MAX * COLUMNS {
            let rows = params_from_iter(self.waiting.drain(..));
            views.prepare_cached(&self.many)?.execute(rows)?;
        }
        Ok(())
    }

    /// Inserts what waits.
    pub(super) fn write(&mut self, views: &Connection) -> Result<(), Fault> {
        let mut statement = views.prepare_cached(&self.one)?;
        for row in self.waiting.chunks(COLUMNS) {
            statement.execute(params_from_iter(row))?;
        }
        self.waiting.clear();
        Ok(())
    }
}

/// `OR FAIL`: whoever fails here gives the whole transaction up, so SQLite need not be able to take
/// back half a statement, which would also make FTS5 flush its index each time.
fn insert(table: &str, columns: usize, rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    let rows = vec![row; rows].join(", ");
    format!("INSERT OR FAIL INTO {table} VALUES {rows}")
}
