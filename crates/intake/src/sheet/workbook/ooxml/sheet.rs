//! One worksheet (section 18.3), its cells one after another.

use super::strings::TextRun;
use super::styles::{Shown, Styles};
use crate::sheet::decode::decode;
use crate::sheet::grid::{Cell, Grid, Kind, trimmed};
use crate::sheet::workbook::digits::plain_digits;
use crate::sheet::workbook::filling::Filling;
use crate::sheet::workbook::{Fault, append_text, attribute, broken};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A cell while it is read.
#[derive(Default)]
struct Draft {
    row: u32,
    column: u32,
    kind: String,
    style: usize,
    has_formula: bool,
    value: String,
    inline: TextRun,
}

/// What stands around the cell that is read.
pub(super) struct Cells<'a> {
    pub strings: &'a [String],
    pub styles: &'a Styles,
}

/// Reads the cells of a sheet, as many as there is room for.
pub(super) fn grid(xml: &[u8], cells: &Cells<'_>, mut grid: Filling<'_>) -> Result<Grid, Fault> {
    let text = decode(xml);
    let mut reader = Reader::from_str(&text);
    let (mut row, mut column) = (0u32, 0u32);
    loop {
        let event = reader
            .read_event()
            .map_err(|error| broken(grid.name(), &error))?;
        match &event {
            Event::Start(element) if element.local_name().as_ref() == "row" => {
                let said = attribute(element, "r").and_then(|r| number(&r));
                row = said.unwrap_or(row.saturating_add(1));
                column = 0;
            }
            Event::Start(element) if element.local_name().as_ref() == "c" => {
                let draft = read_cell(&mut reader, draft(element, row, column), grid.name())?;
                column = draft.column;
                let at = draft.row;
                if let Some(cell) = cells.cell(draft)
                    && !grid.add(at, cell)
                {
                    break;
                }
            }
            // An empty cell has a place of its own only when it says so.
            Event::Empty(element) if element.local_name().as_ref() == "c" => {
                column = draft(element, row, column).column;
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(grid.done())
}

fn draft(element: &BytesStart<'_>, row: u32, column: u32) -> Draft {
    let said = attribute(element, "r").and_then(|reference| position(&reference));
    let (row, column) = said.unwrap_or((row, column.saturating_add(1)));
    let style = attribute(element, "s").and_then(|style| style.parse().ok());
    Draft {
        row,
        column,
        kind: attribute(element, "t").unwrap_or_default(),
        style: style.unwrap_or(0),
        ..Draft::default()
    }
}

/// Row and column, from 1, of a reference like `AB12`.
fn position(reference: &str) -> Option<(u32, u32)> {
    let letters = reference
        .bytes()
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let (letters, digits) = reference.split_at(letters);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters.bytes().fold(0u32, |column, letter| {
        column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    Some((number(digits)?, column))
}

/// The number of a row, which counts from 1.
fn number(digits: &str) -> Option<u32> {
    digits.parse().ok().filter(|row| *row > 0)
}

/// Reads to the end of a cell.
fn read_cell(reader: &mut Reader<&[u8]>, mut draft: Draft, sheet: &str) -> Result<Draft, Fault> {
    let mut in_value = false;
    loop {
        let event = reader.read_event().map_err(|error| broken(sheet, &error))?;
        match &event {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().as_ref() == "f" =>
            {
                draft.has_formula = true;
            }
            Event::Start(element) if element.local_name().as_ref() == "v" => in_value = true,
            Event::End(element) if element.local_name().as_ref() == "v" => in_value = false,
            Event::End(element) if element.local_name().as_ref() == "c" => return Ok(draft),
            Event::Eof => {
                return Err(Fault::Damaged(format!(
                    "the sheet \"{sheet}\" ends inside a cell"
                )));
            }
            event if in_value => append_text(&mut draft.value, event),
            event => draft.inline.take(event),
        }
    }
}

impl Cells<'_> {
    /// The cell that a draft makes; `None` when it is empty.
    fn cell(&self, draft: Draft) -> Option<Cell> {
        let value = trimmed(&draft.value);
        let (kind, text) = match draft.kind.as_str() {
            _ if draft.has_formula && value.is_empty() => (Kind::Uncomputed, String::new()),
            "s" => {
                let index: usize = value.parse().ok()?;
                (Kind::Text, self.strings.get(index)?.clone())
            }
            "inlineStr" => (Kind::Text, draft.inline.text),
            "str" => (Kind::Text, value.to_owned()),
            "e" => (Kind::Uncomputed, value.to_owned()),
            "b" => (
                Kind::Text,
                if value == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            ),
            "d" => (Kind::Date, value.get(..10)?.to_owned()),
            _ => self.number(value, draft.style)?,
        };
        let text = trimmed(&text);
        if text.is_empty() && kind != Kind::Uncomputed {
            return None;
        }
        Some(Cell {
            column: draft.column,
            kind,
            text: text.to_owned(),
        })
    }

    fn number(&self, value: &str, style: usize) -> Option<(Kind, String)> {
        if value.is_empty() {
            return None;
        }
        Some(match self.styles.shown(style) {
            Shown::Date => match self.styles.day(value) {
                Some(day) => (Kind::Date, day.to_string()),
                None => (Kind::Number, plain_digits(value)),
            },
            Shown::Padded(width) => (Kind::Text, format!("{:0>width$}", plain_digits(value))),
            Shown::Time => match clock(value) {
                Some(time) => (Kind::Time, time),
                None => (Kind::Number, plain_digits(value)),
            },
            Shown::Plain => (Kind::Number, plain_digits(value)),
        })
    }
}

/// The time of a fraction of a day, to the minute; `None` for a duration of more than a day.
fn clock(value: &str) -> Option<String> {
    let day = value.parse::<f64>().ok()?;
    let minutes = (0.0..=1.0).contains(&day).then(|| (day * 1440.0).round())? as u16;
    Some(format!("{:02}:{:02}", minutes / 60, minutes % 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_places_of_cells_are_read() {
        let clocks = ["0.64583333333333337", "0", "1", "1.5"].map(clock);
        let shown = ["15:30", "00:00", "24:00"].map(|time| Some(time.to_owned()));
        assert_eq!(clocks[..3], shown);
        assert_eq!(clocks[3], None);
        assert_eq!(position("AB12"), Some((12, 28)));
        assert_eq!(position("XFD1048576"), Some((1_048_576, 16_384)));
        assert_eq!(position("12"), None);
        assert_eq!(position("A0"), None);
    }
}
