//! Workbooks to grids: Office Open XML and OpenDocument, both of them XML in a zip.
//!
//! Cells are streamed, so a file whose declared range is the whole sheet costs nothing; every part
//! is inflated behind a limit, so that a small file cannot become a large memory.

mod digits;
mod filling;
mod ods;
mod ooxml;
mod package;

use super::decode::decode;
use super::grid::Grid;
use crate::request::{Format, Issue, IssueCode, Severity};
use filling::Filling;
use package::Package;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

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

/// The two kinds of workbooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Office Open XML, `.xlsx`.
    Ooxml,
    /// OpenDocument, `.ods`.
    Ods,
}

impl Kind {
    /// Tells a workbook by its content.
    pub fn of(bytes: &[u8]) -> Option<Kind> {
        if ods::is_workbook(bytes) {
            return Some(Kind::Ods);
        }
        package::holds(bytes, "xl/workbook.xml").then_some(Kind::Ooxml)
    }

    pub fn format(self) -> Format {
        match self {
            Kind::Ooxml => Format::Xlsx,
            Kind::Ods => Format::Ods,
        }
    }
}

/// Reads the visible sheets of a workbook of this kind. What is the matter with single sheets goes to
/// `issues`.
pub(super) fn grids(
    kind: Option<Kind>,
    bytes: &[u8],
    issues: &mut Vec<Issue>,
) -> Result<Vec<Grid>, Fault> {
    let mut package = Package::open(bytes)?;
    match kind {
        Some(Kind::Ooxml) => ooxml::grids(&mut package, issues),
        Some(Kind::Ods) => ods::grids(&mut package, issues),
        None => Err(Fault::Damaged("the package is no workbook".to_owned())),
    }
}

fn hidden(name: &str) -> Issue {
    let message = format!("the sheet \"{name}\" is hidden and was not read");
    Issue::new(IssueCode::NotInterpreted, Severity::Notice, message)
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

/// Appends what an event says in characters; references to unknown entities say nothing.
fn append_text(text: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(part) => text.push_str(part),
        Event::CData(part) => text.push_str(part),
        Event::GeneralRef(reference) => {
            let written = format!("&{};", &**reference);
            if let Ok(resolved) = quick_xml::escape::unescape(&written) {
                text.push_str(&resolved);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
pub(super) mod tests;
