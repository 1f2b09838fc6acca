//! The cells of a file, brought into the order of its kind's columns, whether it came as CSV or
//! JSON.

use crate::column::{self, Column, Need};
use crate::delimited::Rows;
use crate::kind::Kind;
use crate::problem::{Problems, quoted};
use crate::{Source, json};
use std::borrow::Cow;

/// The most bytes that all files of one import have together: 64 MiB.
pub const BYTES_MAX: usize = 64 << 20;
/// The most rows that all files of one import have together: what one command of the book takes.
pub const ROWS_MAX: usize = book::company::ROWS_MAX;
/// The longest cell, in bytes.
pub const CELL_BYTES_MAX: usize = 16 << 10;

/// A file as rows of cells. All cells are one text, so that a million rows stay few allocations.
#[derive(Debug)]
pub struct Table {
    /// What the file is called.
    pub file: String,
    /// What stands in it.
    pub columns: &'static [Column],
    rows: Vec<Row>,
    text: String,
    /// Where each cell ends in the text, row by row.
    ends: Vec<u32>,
    /// How many rows the files before this one leave to it.
    rows_max: usize,
    /// Titles of columns that are in the file and not kept.
    pub not_kept: Vec<&'static str>,
}

#[derive(Debug)]
struct Row {
    number: u32,
    /// One bit a column: whether the file has the cell at all.
    given: u32,
}

/// Reads files of one kind. A file that can't be read as a whole gives no table.
pub fn read(kind: Kind, sources: &[Source], problems: &mut Problems) -> Vec<Table> {
    let bytes: usize = sources.iter().map(|source| source.bytes.len()).sum();
    if bytes > BYTES_MAX {
        let file = &sources[0].name;
        problems.tell(file, None, None, || {
            format!("expected at most {BYTES_MAX} bytes in all files together, there are {bytes}")
        });
        return Vec::new();
    }
    let mut tables = Vec::with_capacity(sources.len());
    let mut rows_max = ROWS_MAX;
    for source in sources {
        let mut table = Table::new(&source.name, column::columns(kind), rows_max);
        if let Err(how) = table.fill(&source.bytes, problems) {
            problems.tell(&source.name, how.row, None, || how.message);
        }
        rows_max -= table.len();
        tables.push(table);
    }
    tables
}

/// Why the rest of a file is not read.
#[derive(Debug)]
pub struct Unreadable {
    /// At which row it ended.
    pub row: Option<u32>,
    /// Why.
    pub message: String,
}

impl Table {
    fn new(file: &str, columns: &'static [Column], rows_max: usize) -> Table {
        assert!(columns.len() <= 32, "a row has a bit for each column");
        Table {
            file: file.to_owned(),
            columns,
            rows: Vec::new(),
            text: String::new(),
            ends: Vec::new(),
            rows_max,
            not_kept: Vec::new(),
        }
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The number of a row.
    pub fn number(&self, row: usize) -> u32 {
        self.rows[row].number
    }

    /// A cell without the blanks around it; `None` when the file does not have it.
    pub fn cell(&self, row: usize, column: usize) -> Option<&str> {
        let given = self.rows[row].given & (1 << column) != 0;
        let cell = row * self.columns.len() + column;
        let start = cell.checked_sub(1).map_or(0, |before| self.ends[before]);
        given.then(|| &self.text[start as usize..self.ends[cell] as usize])
    }

    /// Adds a row whose cells stand in the order of the columns; one without any content is
    /// passed over.
    pub fn push(
        &mut self,
        number: u32,
        cells: &[Option<Cow<'_, str>>],
        problems: &mut Problems,
    ) -> Result<(), Unreadable> {
        let is_empty =
            |cell: &Option<Cow<'_, str>>| cell.as_deref().is_none_or(|c| c.trim().is_empty());
        if cells.iter().all(is_empty) {
            return Ok(());
        }
        if self.rows.len() == self.rows_max {
            let message =
                format!("expected at most {ROWS_MAX} rows in all files together, there are more");
            return Err(Unreadable {
                row: Some(number),
                message,
            });
        }
        let mut given = 0;
        for (place, cell) in cells.iter().enumerate() {
            if let Some(cell) = cell {
                given |= 1 << place;
                let cell = self.within_limit(number, place, cell.trim(), problems);
                self.text.push_str(cell);
            }
            self.ends.push(self.text.len() as u32);
        }
        self.rows.push(Row { number, given });
        Ok(())
    }

    fn within_limit<'c>(
        &self,
        number: u32,
        place: usize,
        cell: &'c str,
        problems: &mut Problems,
    ) -> &'c str {
        if cell.len() <= CELL_BYTES_MAX {
            return cell;
        }
        let column = self.columns[place].name;
        problems.tell(&self.file, Some(number), Some(column), || {
            format!(
                "expected at most {CELL_BYTES_MAX} bytes in a cell, there are {}",
                cell.len()
            )
        });
        ""
    }

    fn fill(&mut self, bytes: &[u8], problems: &mut Problems) -> Result<(), Unreadable> {
        let text = utf8(bytes)?;
        match text.trim_start().bytes().next() {
            None => Err(whole(format!(
                "expected a title row and rows like {}, the file is empty",
                column::example(self.columns)
            ))),
            Some(b'[' | b'{') => json::fill(self, text, problems),
            Some(_) => self.fill_delimited(text, problems),
        }
    }

    fn fill_delimited(&mut self, text: &str, problems: &mut Problems) -> Result<(), Unreadable> {
        let mut rows = Rows::new(text);
        let (mut cells, mut slots) = (Vec::new(), Vec::new());
        let mut titles = None;
        while let Some(number) = rows.read(&mut cells).map_err(malformed)? {
            let Some(places) = &titles else {
                titles = self.titles(&cells, problems);
                if titles.is_none() {
                    return Ok(());
                }
                continue;
            };
            if cells.len() != places.len() && cells.iter().any(|cell| !cell.trim().is_empty()) {
                let (expected, there) = (places.len(), cells.len());
                problems.tell(&self.file, Some(number), None, || {
                    format!("expected {expected} cells, as in the title row, there are {there}")
                });
                continue;
            }
            slots.clear();
            slots.resize(self.columns.len(), None);
            for (cell, place) in cells.drain(..).zip(places) {
                slots[*place] = Some(cell);
            }
            self.push(number, &slots, problems)?;
        }
        Ok(())
    }

    /// Which column each title names; `None` when one is wrong, and all that is wrong is told.
    fn titles(&mut self, titles: &[Cow<'_, str>], problems: &mut Problems) -> Option<Vec<usize>> {
        let columns = self.columns;
        let (mut places, mut wrong) = (Vec::with_capacity(titles.len()), false);
        for title in titles {
            let place = column::position(columns, title);
            let message = match place {
                None => unknown(columns, title),
                Some(place) if places.contains(&place) => "the column stands twice".to_owned(),
                Some(place) => {
                    places.push(place);
                    self.note_not_kept(place);
                    continue;
                }
            };
            wrong = true;
            problems.tell(&self.file, Some(1), Some(title.trim()), || message);
        }
        for (place, column) in columns.iter().enumerate() {
            if column.need == Need::Required && !places.contains(&place) {
                wrong = true;
                problems.tell(&self.file, Some(1), Some(column.name), || missing(columns));
            }
        }
        (!wrong).then_some(places)
    }

    /// Remembers that the file has a column, if it is one that is not kept.
    pub fn note_not_kept(&mut self, place: usize) {
        let column = &self.columns[place];
        if column.need == Need::NotKept && !self.not_kept.contains(&column.name) {
            self.not_kept.push(column.name);
        }
    }
}

/// What is said of a column that is not known.
pub fn unknown(columns: &[Column], title: &str) -> String {
    let known = column::names(columns);
    format!(
        "expected one of the columns {known}, there is {}",
        quoted(title.trim())
    )
}

fn missing(columns: &[Column]) -> String {
    let required = columns
        .iter()
        .filter(|column| column.need == Need::Required);
    format!(
        "the column is missing; {} are required",
        column::names(required)
    )
}

fn utf8(bytes: &[u8]) -> Result<&str, Unreadable> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        whole(format!(
            "expected UTF-8, line {line} is something else; \
             in a spreadsheet program save it as \"CSV UTF-8\""
        ))
    })
}

fn whole(message: String) -> Unreadable {
    Unreadable { row: None, message }
}

fn malformed(error: crate::delimited::Malformed) -> Unreadable {
    Unreadable {
        row: Some(error.row),
        message: error.how.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::*;

    #[test]
    fn a_row_beyond_the_limit_ends_the_reading() {
        let mut table = Table::new("f.csv", column::columns(Kind::Stock), 2);
        let text = b"site,item,quantity\nA,B,1\n\nA,B,2\nA,B,3\nA,B,4\n";
        let stopped = table.fill(text, &mut Problems::default()).unwrap_err();
        let said = "expected at most 1000000 rows in all files together, there are more";
        assert_eq!((stopped.row, stopped.message.as_str()), (Some(5), said));
        let rows: Vec<_> = (0..table.len())
            .map(|row| (table.number(row), table.cell(row, 2)))
            .collect();
        assert_eq!(rows, [(2, Some("1")), (4, Some("2"))]);
    }
}
