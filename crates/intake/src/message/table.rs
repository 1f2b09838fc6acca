//! Tables pasted into a message: lines with tabs, bars or wide gaps, read as a sheet is.

use super::text::span_place;
use crate::request::{Evidence, Place, RequestLine};
use crate::sheet;

/// The fewest lines of a table: titles and one row.
const LINES_MIN: usize = 2;
/// The most tables of one message.
const TABLES_MAX: usize = 20;

/// A table in a message.
#[derive(Debug)]
pub(super) struct Table {
    /// Its first and its last line, counted from 1.
    pub first: u32,
    pub last: u32,
    pub lines: Vec<RequestLine>,
}

/// A line of the message: where it begins, and its cells with where they begin.
struct Row<'t> {
    start: usize,
    number: u32,
    cells: Vec<(usize, &'t str)>,
}

/// The tables of a message that name goods with quantities.
pub(super) fn tables(text: &str) -> Vec<Table> {
    let (mut found, mut open, mut start) = (Vec::new(), Vec::<Row>::new(), 0);
    for (number, line) in (1..).zip(text.split('\n')) {
        let cells = cells(line);
        if cells.len() < 2 {
            found.extend(table(text, &open));
            open.clear();
        } else {
            open.push(Row {
                start,
                number,
                cells,
            });
        }
        start += line.len() + 1;
    }
    found.extend(table(text, &open));
    found.truncate(TABLES_MAX);
    found
}

/// The cells of a line, each with its first byte in the line; none where nothing parts it.
fn cells(line: &str) -> Vec<(usize, &str)> {
    let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
    let parts: Vec<&str> = if line.contains('\t') {
        line.split('\t').collect()
    } else if inner.contains('|') {
        inner.split('|').collect()
    } else {
        line.trim()
            .split("  ")
            .filter(|part| !part.trim().is_empty())
            .collect()
    };
    let offset = |part: &str| part.as_ptr() as usize - line.as_ptr() as usize;
    let trimmed = parts.into_iter().map(str::trim);
    trimmed.map(|part| (offset(part), part)).collect()
}

fn table(text: &str, rows: &[Row]) -> Option<Table> {
    // The line of dashes below the titles.
    let is_rule = |row: &&Row| {
        !row.cells
            .iter()
            .all(|(_, cell)| cell.chars().all(|c| matches!(c, '-' | ':' | '=')))
    };
    let rows: Vec<&Row> = rows.iter().filter(is_rule).collect();
    let (first, last) = (rows.first()?.number, rows.last()?.number);
    if rows.len() < LINES_MIN {
        return None;
    }
    let written: Vec<String> = rows.iter().map(|row| separated(row)).collect();
    let reading = sheet::read(written.join("\n").as_bytes());
    let mut lines: Vec<RequestLine> = reading
        .requests
        .into_iter()
        .flat_map(|request| request.lines)
        .collect();
    for line in &mut lines {
        line.each_proof(&mut |evidence| move_out(evidence, text, &rows));
    }
    (!lines.is_empty()).then_some(Table { first, last, lines })
}

/// A row with tabs between its cells, quoted where a cell has quotes.
fn separated(row: &Row) -> String {
    let quoted = row.cells.iter().map(|(_, cell)| match cell.contains('"') {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => (*cell).to_owned(),
    });
    quoted.collect::<Vec<_>>().join("\t")
}

/// Evidence that names a cell becomes evidence that names columns of the message.
fn move_out(evidence: &mut Evidence, text: &str, rows: &[&Row]) {
    let Place::Cell { row, column, .. } = evidence.place else {
        return;
    };
    let row = rows.get((row as usize).saturating_sub(1));
    let cell = row.and_then(|row| Some((row, row.cells.get((column as usize).checked_sub(1)?)?)));
    if let Some((row, (offset, cell))) = cell {
        let start = row.start + offset;
        let end = start + cell.len();
        evidence.place = span_place(text, row.number, start, end);
        evidence.span = Some((start as u32, end as u32));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_table_is_read_by_its_titles_and_stands_in_the_message() {
        let text = "Hi,\n| Item | Qty |\n|---|---|\n| Penne | 20 |\nThanks";
        let tables = tables(text);
        let line = &tables[0].lines[0];
        let amount = line.quantity.as_ref().expect("a quantity");
        let (start, end) = amount.evidence.span.expect("a span");
        assert_eq!((tables[0].first, tables[0].last), (2, 4));
        assert_eq!(&text[start as usize..end as usize], "20");
        let (line, start, end) = (4, 11, 12);
        assert_eq!(amount.evidence.place, Place::Columns { line, start, end });
    }

    #[test]
    fn words_with_wide_gaps_are_no_table() {
        assert!(tables("Dana   Levi\nSales   North").is_empty());
    }
}
