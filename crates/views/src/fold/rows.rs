//! New rows of a table, inserted many to a statement: most of what a small insert costs is the
//! statement around it.

use crate::fault::Fault;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};

/// Rows of one statement; times the columns this stays far below the 32,766 values that SQLite takes.
const ROWS_MAX: usize = 64;

/// A value of a row.
pub(super) enum Cell {
    Null,
    Number(i64),
    /// One that the program knows.
    Word(&'static str),
    Text(String),
}

/// Rows that wait to be inserted into one table.
pub(super) struct Rows<const COLUMNS: usize> {
    /// Inserts one row, and as many as a statement takes.
    one: String,
    many: String,
    waiting: Vec<Cell>,
}

impl<const COLUMNS: usize> Rows<COLUMNS> {
    /// None yet.
    pub(super) fn of(table: &str) -> Rows<COLUMNS> {
        Rows::merged(table, "")
    }

    /// None yet, of a table that may have some of them; what is done with those.
    pub(super) fn merged(table: &str, conflict: &str) -> Rows<COLUMNS> {
        Rows {
            one: insert(table, COLUMNS, 1, conflict),
            many: insert(table, COLUMNS, ROWS_MAX, conflict),
            waiting: Vec::new(),
        }
    }

    /// Adds a row; when there are enough for a statement, they are inserted.
    pub(super) fn add(&mut self, views: &Connection, row: [Cell; COLUMNS]) -> Result<(), Fault> {
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
fn insert(table: &str, columns: usize, rows: usize, conflict: &str) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    let rows = vec![row; rows].join(", ");
    format!("INSERT OR FAIL INTO {table} VALUES {rows} {conflict}")
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Cell::Null => ValueRef::Null,
            Cell::Number(number) => ValueRef::Integer(*number),
            Cell::Word(word) => ValueRef::Text(word.as_bytes()),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

macro_rules! number {
    ($($int:ty),+) => {
        $(impl From<$int> for Cell {
            fn from(number: $int) -> Cell {
                Cell::Number(number.into())
            }
        })+
    };
}

number!(i64, i32, u32, u8);

impl From<&'static str> for Cell {
    fn from(word: &'static str) -> Cell {
        Cell::Word(word)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Null, T::into)
    }
}
