//! Office Open XML workbooks (ECMA-376 part 1, section 18) to grids.
//!
//! Cells are streamed, so a file whose declared range is the whole sheet costs nothing; every part
//! is inflated behind a limit, so that a small file cannot become a large memory.

mod package;
mod sheet;
mod strings;
mod styles;

use super::decode::decode;
use super::grid::{Grid, Room};
use crate::request::{Issue, IssueCode, Severity};
use package::Package;
pub(super) use package::is_workbook;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use strings::strings;
use styles::Styles;

/// The most bytes of one part of a workbook, inflated.
pub const PART_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// The most bytes of all parts together, inflated.
pub const PARTS_BYTES_MAX: u64 = 96 * 1024 * 1024;
/// The most files in the package.
pub const PARTS_MAX: usize = 2_000;
/// The most sheets that are read.
pub const SHEETS_MAX: usize = 64;
/// The most shared strings, and bytes of them together.
pub const STRINGS_MAX: usize = 500_000;
/// The most bytes of all shared strings together.
pub const STRINGS_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Why a workbook, or a part of it, was not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A limit was reached.
    Limit(String),
    /// Damaged or of another form.
    Damaged(String),
    /// Encrypted.
    Encrypted,
}

impl Fault {
    pub fn issue(self) -> Issue {
        let (code, message) = match self {
            Fault::Limit(message) => (IssueCode::OverLimit, message),
            Fault::Damaged(message) => (IssueCode::Syntax, message),
            Fault::Encrypted => (
                IssueCode::Refused,
                "the workbook is encrypted; send it without a password".to_owned(),
            ),
        };
        Issue::new(code, Severity::Error, message)
    }
}

/// A sheet as the workbook lists it.
#[derive(Debug)]
struct Listed {
    name: String,
    relation: String,
    hidden: bool,
}

/// Reads the visible sheets. What is the matter with single sheets goes to `issues`.
pub(super) fn grids(bytes: &[u8], issues: &mut Vec<Issue>) -> Result<Vec<Grid>, Fault> {
    let mut package = Package::open(bytes)?;
    let (listed, starts_1904) = workbook(&package.part("xl/workbook.xml")?)?;
    let targets = relations(&package.part("xl/_rels/workbook.xml.rels")?)?;
    let strings = match package.part_if_there("xl/sharedStrings.xml")? {
        Some(xml) => strings(&xml)?,
        None => Vec::new(),
    };
    let styles = match package.part_if_there("xl/styles.xml")? {
        Some(xml) => Styles::read(&xml, starts_1904)?,
        None => Styles::plain(starts_1904),
    };
    let mut grids = Vec::new();
    let mut room = Room::new();
    for listed in listed.into_iter().take(SHEETS_MAX) {
        if listed.hidden {
            issues.push(hidden(&listed.name));
            continue;
        }
        let Some(path) = targets.get(&listed.relation) else {
            continue;
        };
        let read = package
            .part(path)
            .and_then(|xml| sheet::grid(&xml, listed.name, &strings, &styles, &mut room, issues));
        match read {
            Ok(grid) => grids.push(grid),
            Err(fault) => issues.push(fault.issue()),
        }
    }
    Ok(grids)
}

fn hidden(name: &str) -> Issue {
    let message = format!("the sheet \"{name}\" is hidden and was not read");
    Issue::new(IssueCode::NotInterpreted, Severity::Notice, message)
}

/// The sheets, and whether days are counted from 1904.
fn workbook(xml: &[u8]) -> Result<(Vec<Listed>, bool), Fault> {
    let mut sheets = Vec::new();
    let mut starts_1904 = false;
    each_start(xml, "workbook.xml", |element| {
        match element.local_name().as_ref() {
            "sheet" => sheets.push(Listed {
                name: attribute(element, "name").unwrap_or_default(),
                relation: attribute(element, "id").unwrap_or_default(),
                hidden: attribute(element, "state").is_some_and(|state| state != "visible"),
            }),
            "workbookPr" => {
                let said = attribute(element, "date1904");
                starts_1904 = said.is_some_and(|said| matches!(said.as_str(), "1" | "true"));
            }
            _ => {}
        }
    })?;
    Ok((sheets, starts_1904))
}

/// Relation id to path of the part.
fn relations(xml: &[u8]) -> Result<HashMap<String, String>, Fault> {
    let mut targets = HashMap::new();
    each_start(xml, "workbook.xml.rels", |element| {
        if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
            let path = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("xl/{target}"),
            };
            targets.insert(id, path);
        }
    })?;
    Ok(targets)
}

/// Calls `visit` with each element that starts.
fn each_start(xml: &[u8], part: &str, mut visit: impl FnMut(&BytesStart<'_>)) -> Result<(), Fault> {
    let text = decode(xml);
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => visit(&element),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(error) => return Err(broken(part, &error)),
        }
    }
}

fn broken(part: &str, error: &quick_xml::Error) -> Fault {
    Fault::Damaged(format!("the part {part} is not well-formed XML: {error}"))
}

/// The attribute of this local name, entities resolved.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let mut readable = attributes.with_checks(false).flatten();
    let attribute = readable.find(|a| a.key.local_name().as_ref() == name)?;
    Some(unescaped(attribute.value.as_ref()))
}

/// Text with the five predefined entities and character references resolved; others stay as they
/// are, for nothing is ever expanded.
fn unescaped(text: &str) -> String {
    match quick_xml::escape::unescape(text) {
        Ok(text) => text.into_owned(),
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
pub(super) mod tests;
