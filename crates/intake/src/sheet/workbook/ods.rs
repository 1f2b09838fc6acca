//! OpenDocument spreadsheets (ODF 1.3 part 3, section 9) to grids.
//!
//! All sheets are one part, `content.xml`. A cell says its value beside the text that it shows; rows
//! and cells that are alike are written once, with how often they repeat.

mod cell;

use super::filling::{Filling, Run};
use super::package::{self, Package};
use super::{Fault, SHEETS_MAX, attribute, broken, each_start, hidden};
use crate::request::Issue;
use crate::sheet::decode::decode;
use crate::sheet::grid::{Grid, Room};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;

/// The part that holds the sheets.
const CONTENT: &str = "content.xml";
/// The part that tells what the others are (ODF 1.3 part 2, 3.2).
const MANIFEST: &str = "META-INF/manifest.xml";
/// The file that a package begins with, unpacked, and what it says (part 2, 3.3); templates begin so too.
const FIRST: &[u8] = b"mimetype";
const MEDIA_TYPE: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
/// Bytes of a file's head in a zip before its name; the last two count those between name and
/// content (APPNOTE 4.3.7).
const HEAD_BYTES: usize = 30;

/// True for a package that begins by saying that it is a spreadsheet.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    let Some((head, named)) = bytes.split_at_checked(HEAD_BYTES) else {
        return false;
    };
    let extra = usize::from(u16::from_le_bytes([head[28], head[29]]));
    let content = named.strip_prefix(FIRST).and_then(|rest| rest.get(extra..));
    head.starts_with(package::BEGINNING)
        && content.is_some_and(|content| content.starts_with(MEDIA_TYPE))
}

/// Reads the visible sheets.
pub(super) fn grids(
    package: &mut Package<'_>,
    issues: &mut Vec<Issue>,
) -> Result<Vec<Grid>, Fault> {
    if is_encrypted(package)? {
        return Err(Fault::Encrypted);
    }
    let xml = package.part(CONTENT)?;
    let text = decode(&xml);
    let mut content = Content::new(&text);
    let mut hidden_styles = HiddenStyles::default();
    let (mut grids, mut room) = (Vec::new(), Room::new());
    let mut sheets = 0;
    while sheets < SHEETS_MAX
        && let Some(element) = content.next_start()?
    {
        match element.local_name().as_ref() {
            "table" => {
                sheets += 1;
                let name = attribute(&element, "name").unwrap_or_default();
                if hidden_styles.hide(&element) {
                    issues.push(hidden(&name));
                    content.skip(&element)?;
                    continue;
                }
                let filling = Filling::new(name, &mut room, issues);
                grids.push(content.sheet(filling)?);
            }
            // Remembered copies of others' sheets, and what cells held before they were changed.
            "dde-links" | "tracked-changes" => content.skip(&element)?,
            _ => hidden_styles.note(&element),
        }
    }
    Ok(grids)
}

fn is_encrypted(package: &mut Package<'_>) -> Result<bool, Fault> {
    let mut is_encrypted = false;
    if let Some(manifest) = package.part_if_there(MANIFEST)? {
        each_start(&manifest, MANIFEST, |element| {
            is_encrypted |= element.local_name().as_ref() == "encryption-data";
        })?;
    }
    Ok(is_encrypted)
}

/// The styles of sheets that are not displayed.
#[derive(Default)]
struct HiddenStyles {
    names: HashSet<String>,
    /// The style whose properties are read.
    current: String,
}

impl HiddenStyles {
    /// Takes note of a style, or of the properties in it.
    fn note(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "style" => self.current = attribute(element, "name").unwrap_or_default(),
            "table-properties" if attribute(element, "display").as_deref() == Some("false") => {
                self.names.insert(self.current.clone());
            }
            _ => {}
        }
    }

    /// True when the style of a sheet hides it.
    fn hide(&self, sheet: &BytesStart<'_>) -> bool {
        attribute(sheet, "style-name").is_some_and(|style| self.names.contains(&style))
    }
}

/// The events of the content, an empty element as one that starts and ends.
struct Content<'a> {
    reader: Reader<&'a [u8]>,
}

impl<'a> Content<'a> {
    fn new(text: &'a str) -> Content<'a> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Content { reader }
    }

    fn next(&mut self) -> Result<Event<'a>, Fault> {
        let event = self.reader.read_event();
        event.map_err(|error| broken(CONTENT, &error))
    }

    /// The next element that starts; `None` at the end.
    fn next_start(&mut self) -> Result<Option<BytesStart<'a>>, Fault> {
        loop {
            match self.next()? {
                Event::Start(element) => return Ok(Some(element)),
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// The next event inside of an element that has begun; `None` where it ends.
    fn inside(&mut self, name: &str) -> Result<Option<Event<'a>>, Fault> {
        match self.next()? {
            Event::End(end) if end.local_name().as_ref() == name => Ok(None),
            Event::Eof => Err(Fault::Damaged(format!(
                "the part {CONTENT} ends inside a {name}"
            ))),
            event => Ok(Some(event)),
        }
    }

    /// Passes over the rest of an element that has begun.
    fn skip(&mut self, element: &BytesStart<'_>) -> Result<(), Fault> {
        let skipped = self.reader.read_to_end(element.to_end().name());
        skipped.map_err(|error| broken(CONTENT, &error))?;
        Ok(())
    }

    /// Reads the rest of a sheet, as much as there is room for.
    fn sheet(&mut self, mut grid: Filling<'_>) -> Result<Grid, Fault> {
        let mut row = 1u32;
        let mut has_room = true;
        while let Some(event) = self.inside("table")? {
            let Event::Start(element) = event else {
                continue;
            };
            match element.local_name().as_ref() {
                "table-row" if has_room => {
                    let end = row.saturating_add(repeated(&element, "number-rows-repeated"));
                    has_room = grid.add_rows(row..end, self.row()?);
                    row = end;
                }
                // Groups of rows and columns, whose rows are the sheet's.
                "table-rows" | "table-header-rows" | "table-row-group" => {}
                _ => self.skip(&element)?,
            }
        }
        Ok(grid.done())
    }

    /// Reads the rest of a row.
    fn row(&mut self) -> Result<Vec<Run>, Fault> {
        let mut runs = Vec::new();
        let mut column = 1u32;
        while let Some(event) = self.inside("table-row")? {
            let Event::Start(element) = event else {
                continue;
            };
            let columns = repeated(&element, "number-columns-repeated");
            match element.local_name().as_ref() {
                "table-cell" => {
                    let cell = cell::draft(&element, self)?.cell(column);
                    runs.extend(cell.map(|cell| Run { cell, columns }));
                }
                // Beneath a merged cell: whatever stands there is not seen.
                "covered-table-cell" => self.skip(&element)?,
                _ => {
                    self.skip(&element)?;
                    continue;
                }
            }
            column = column.saturating_add(columns);
        }
        Ok(runs)
    }
}

/// How often an element counts.
fn repeated(element: &BytesStart<'_>, name: &str) -> u32 {
    let said = attribute(element, name).and_then(|said| said.parse().ok());
    said.unwrap_or(1)
}

#[cfg(test)]
mod tests;
