//! The cells of a file, brought into the order of its kind's columns, whether it came as CSV, as a
//! workbook or as JSON.

use crate::column::{self, Column, Need};
use crate::delimited::{Delimited, SEPARATORS};
use crate::kind::Kind;
use crate::problem::{Code, Problems, Wrong};
use crate::recognise::{COLUMNS_MAX, Fields, Filled, Heading, Mapping};
use crate::{Source, json, workbook};
use std::borrow::Cow;

/// The most bytes that all files of one import have together: 64 MiB.
pub const BYTES_MAX: usize = 64 << 20;
/// The most rows that all files of one import have together.
pub const ROWS_MAX: usize = 1_000_000;
/// The longest cell, in bytes.
pub const CELL_BYTES_MAX: usize = 16 << 10;
/// The most bytes that all cells of one file have together, with what a mapping says of every row.
pub const TEXT_BYTES_MAX: usize = 256 << 20;
/// How many rows are looked at to find the titles; people put a headline above them.
pub const TITLE_ROWS_MAX: usize = 10;

/// A file as rows of cells. All cells are one text, so that a million rows stay few allocations.
pub struct Table {
    /// What the file is called.
    pub file: String,
    /// What stands in it.
    pub columns: &'static [Column],
    /// Its own columns, and what they are read as.
    pub heading: Heading,
    /// Sheets of a workbook that were not looked at.
    pub sheets_not_read: Vec<String>,
    rows: Vec<Row>,
    text: String,
    /// Where each cell ends in the text, row by row.
    ends: Vec<u32>,
    /// How many rows the files before this one leave to it.
    rows_max: usize,
}

#[derive(Debug)]
struct Row {
    number: u32,
    /// One bit a column: whether the file has the cell at all.
    given: u32,
}

/// Rows of a file as it has them.
pub trait Rows<'a>: Clone {
    /// Reads the next row into `cells` and tells the number that a spreadsheet gives it; `None` at
    /// the end.
    ///
    /// # Errors
    /// When the file can't be read any further.
    fn read(&mut self, cells: &mut Vec<Cow<'a, str>>) -> Result<Option<u32>, Unreadable>;
}

/// Why the rest of a file is not read.
#[derive(Debug)]
pub struct Unreadable {
    /// At which row it ended.
    pub row: Option<u32>,
    /// Why.
    pub wrong: Wrong,
}

/// Reads files of one kind. What can't be read is told.
pub fn read(
    kind: Kind,
    sources: &[Source],
    mapping: Option<&Mapping>,
    problems: &mut Problems,
) -> Vec<Table> {
    let bytes: usize = sources.iter().map(|source| source.bytes.len()).sum();
    if bytes > BYTES_MAX {
        let file = &sources[0].name;
        problems.tell(file, None, None, || {
            let message = format!(
                "expected at most {BYTES_MAX} bytes in all files together, there are {bytes}"
            );
            Wrong::new(Code::FilesTooLarge, message)
        });
        return Vec::new();
    }
    let fields = Fields::of(column::columns(kind));
    let mut tables = Vec::with_capacity(sources.len());
    let mut rows_max = ROWS_MAX;
    for source in sources {
        let mut table = Table::new(&source.name, fields.columns, rows_max);
        if let Err(how) = table.fill(&source.bytes, &fields, mapping, problems) {
            problems.tell(&source.name, how.row, None, || how.wrong);
        }
        rows_max -= table.len();
        tables.push(table);
    }
    tables
}

impl Table {
    fn new(file: &str, columns: &'static [Column], rows_max: usize) -> Table {
        assert!(columns.len() <= 32, "a row has a bit for each column");
        Table {
            file: file.to_owned(),
            columns,
            heading: Heading::default(),
            sheets_not_read: Vec::new(),
            rows: Vec::new(),
            text: String::new(),
            ends: Vec::new(),
            rows_max,
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

    /// True when the file has every column that has to be there, or no row at all.
    pub fn is_complete(&self) -> bool {
        self.rows.is_empty() || self.heading.is_complete(self.columns)
    }

    /// Fields that the file has and that are not kept.
    pub fn not_kept(&self) -> impl Iterator<Item = &'static str> {
        let fields = self.columns.iter().zip(&self.heading.fields);
        let not_kept =
            fields.filter(|(column, field)| column.need == Need::NotKept && field.is_some());
        not_kept.map(|(column, _)| column.name)
    }

    fn fill(
        &mut self,
        bytes: &[u8],
        fields: &Fields,
        mapping: Option<&Mapping>,
        problems: &mut Problems,
    ) -> Result<(), Unreadable> {
        if workbook::is_workbook(bytes) {
            return workbook::fill(self, bytes, fields, mapping, problems);
        }
        let text = utf8(bytes)?;
        match text.trim_start().bytes().next() {
            None => Err(self.empty()),
            Some(b'[' | b'{') => json::fill(self, text, fields, mapping, problems),
            Some(_) => {
                let rows = separated(text, fields, mapping);
                self.fill_rows(rows, fields, mapping, problems)
            }
        }
    }

    /// What is said of a file with nothing in it.
    pub fn empty(&self) -> Unreadable {
        let example = column::example(self.columns, 0);
        Unreadable {
            row: None,
            wrong: Wrong::new(
                Code::Empty,
                format!("expected a title row and rows like {example}, the file is empty"),
            ),
        }
    }

    /// Fills it with the rows below the titles.
    pub fn fill_rows<'a>(
        &mut self,
        mut rows: impl Rows<'a>,
        fields: &Fields,
        mapping: Option<&Mapping>,
        problems: &mut Problems,
    ) -> Result<(), Unreadable> {
        let (_, titles) = title_row(rows.clone(), fields, mapping);
        let mut cells = Vec::new();
        while let Some(number) = rows.read(&mut cells)? {
            if number < titles {
                continue;
            }
            within_columns(number, cells.len())?;
            let cells: Vec<&str> = cells.iter().map(|cell| &**cell).collect();
            let mut heading = self.head(number, &cells, fields, mapping, problems);
            let read = self.fill_below(rows, &mut heading, problems);
            self.heading = heading;
            return read;
        }
        Err(self.empty())
    }

    /// Understands the titles, and tells what is wrong with them.
    pub fn head(
        &self,
        number: u32,
        titles: &[&str],
        fields: &Fields,
        mapping: Option<&Mapping>,
        problems: &mut Problems,
    ) -> Heading {
        let (heading, wrong) = Heading::of(fields, titles, mapping);
        for (column, wrong) in wrong {
            problems.tell(&self.file, Some(number), Some(&column), || wrong);
        }
        heading
    }

    fn fill_below<'a>(
        &mut self,
        mut rows: impl Rows<'a>,
        heading: &mut Heading,
        problems: &mut Problems,
    ) -> Result<(), Unreadable> {
        let expected = heading.titles.len();
        let mut cells = Vec::new();
        while let Some(number) = rows.read(&mut cells)? {
            let beyond = cells.get(expected..).unwrap_or_default();
            if beyond.iter().all(|cell| cell.trim().is_empty()) {
                cells.truncate(expected);
            }
            let there = cells.len();
            if there != expected && !is_blank(cells.iter()) {
                problems.tell(&self.file, Some(number), None, || {
                    let message = format!(
                        "expected {expected} cells, as in the title row, there are {there}"
                    );
                    Wrong::new(Code::CellCount, message)
                });
                continue;
            }
            let cells: Vec<Option<&str>> = (cells.iter())
                .map(|cell| Some(vocab::guard::taken_off(cell.trim())))
                .collect();
            self.push(number, &cells, heading, problems)?;
        }
        Ok(())
    }

    /// Adds a row whose cells stand in the order of the file's own columns; one without any content
    /// is passed over.
    pub fn push(
        &mut self,
        number: u32,
        cells: &[Option<&str>],
        heading: &mut Heading,
        problems: &mut Problems,
    ) -> Result<(), Unreadable> {
        if is_blank(cells.iter().flatten()) {
            return Ok(());
        }
        if self.rows.len() == self.rows_max || self.text.len() > TEXT_BYTES_MAX {
            let message = format!(
                "expected at most {ROWS_MAX} rows in all files together and {TEXT_BYTES_MAX} bytes of \
                 text in one, there are more"
            );
            return Err(Unreadable {
                row: Some(number),
                wrong: Wrong::new(Code::TooManyRows, message),
            });
        }
        for (place, cell) in cells.iter().enumerate() {
            heading.sample(place, cell.unwrap_or_default());
        }
        let mut given = 0;
        for (place, filled) in heading.fields.iter().enumerate() {
            let cell = match filled {
                None => None,
                Some(Filled::Always(always)) => Some(always.as_str()),
                Some(Filled::Column(column)) => cells.get(*column).copied().flatten(),
            };
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
            let there = cell.len();
            let message =
                format!("expected at most {CELL_BYTES_MAX} bytes in a cell, there are {there}");
            Wrong::new(Code::CellTooLong, message)
        });
        ""
    }
}

/// The rows of separated values: cut by the separator that the most titles are found with.
fn separated<'a>(text: &'a str, fields: &Fields, mapping: Option<&Mapping>) -> Delimited<'a> {
    let mut best = Delimited::new(text);
    let fitting = |rows: &Delimited<'a>| title_row(rows.clone(), fields, mapping).0;
    for separator in SEPARATORS {
        let other = Delimited::by(text, separator);
        if fitting(&other) > fitting(&best) {
            best = other;
        }
    }
    best
}

/// How many titles the row has that has the most, and its number; the first one with anything in it
/// when none has.
fn title_row<'a>(
    mut rows: impl Rows<'a>,
    fields: &Fields,
    mapping: Option<&Mapping>,
) -> (usize, u32) {
    let (mut best, mut cells) = ((0, 1), Vec::new());
    let mut first = None;
    for _ in 0..TITLE_ROWS_MAX {
        let Ok(Some(number)) = rows.read(&mut cells) else {
            break;
        };
        if cells.len() > COLUMNS_MAX || is_blank(cells.iter()) {
            continue;
        }
        first.get_or_insert(number);
        let titles: Vec<&str> = cells.iter().map(|cell| &**cell).collect();
        let fitting = Heading::of(fields, &titles, mapping).0.fitting();
        if fitting > best.0 {
            best = (fitting, number);
        }
    }
    match best {
        (0, _) => (0, first.unwrap_or(1)),
        best => best,
    }
}

/// That a row has no more columns than are read.
pub fn within_columns(row: u32, columns: usize) -> Result<(), Unreadable> {
    match columns <= COLUMNS_MAX {
        true => Ok(()),
        false => Err(Unreadable {
            row: Some(row),
            wrong: Wrong::new(
                Code::TooManyColumns,
                format!("expected at most {COLUMNS_MAX} columns, there are {columns}"),
            ),
        }),
    }
}

fn is_blank(cells: impl IntoIterator<Item = impl AsRef<str>>) -> bool {
    let mut cells = cells.into_iter();
    cells.all(|cell| cell.as_ref().trim().is_empty())
}

fn utf8(bytes: &[u8]) -> Result<&str, Unreadable> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let message = format!(
            "expected UTF-8, line {line} is something else; \
             in a spreadsheet program save it as a workbook (.xlsx) or as \"CSV UTF-8\""
        );
        Unreadable {
            row: None,
            wrong: Wrong::new(Code::NotUtf8, message),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(rows_max: usize, text: &str) -> (Table, Result<(), Unreadable>) {
        let fields = Fields::of(column::columns(Kind::Stock));
        let mut table = Table::new("f.csv", fields.columns, rows_max);
        let read = table.fill(text.as_bytes(), &fields, None, &mut Problems::default());
        (table, read)
    }

    #[test]
    fn a_row_beyond_the_limit_ends_the_reading() {
        let (table, read) = fill(2, "site,item,quantity\nA,B,1\n\nA,B,2\nA,B,3\nA,B,4\n");
        let stopped = read.unwrap_err();
        assert_eq!(stopped.row, Some(5));
        assert!(
            stopped
                .wrong
                .message
                .starts_with("expected at most 1000000 rows"),
            "{}",
            stopped.wrong.message
        );
        let rows: Vec<_> = (0..table.len())
            .map(|row| (table.number(row), table.cell(row, 2)))
            .collect();
        assert_eq!(rows, [(2, Some("1")), (4, Some("2"))]);
    }

    #[test]
    fn titles_are_found_below_a_headline() {
        let comma = "Stock of 22 November,,\n,,\nitem,warehouse,qty,,\nTEA,NORTH,5,,\n";
        let semicolon = "Stock of Haifa, Acre\n\nitem;warehouse;qty\nTEA;NORTH;5\n";
        for text in [comma, semicolon] {
            let (table, read) = fill(9, text);
            read.unwrap();
            let row: Vec<_> = (0..4).map(|column| table.cell(0, column)).collect();
            assert_eq!(
                (table.number(0), row),
                (4, vec![Some("NORTH"), Some("TEA"), Some("5"), None])
            );
        }
    }

    #[test]
    fn a_file_of_too_many_columns_is_not_read() {
        let text = format!("site,item,quantity{}\n", ",x".repeat(COLUMNS_MAX));
        let stopped = fill(9, &text).1.unwrap_err();
        assert_eq!(
            stopped.wrong.message,
            "expected at most 1024 columns, there are 1027"
        );
    }
}
