//! Reads what is on paper: the pages of a PDF or a picture, by what stands where.
//!
//! Words become lines of pieces, pieces become labels with values, blocks that name parties, and
//! tables; arithmetic then confirms or contradicts. Nothing here is certain: a labelled value is
//! [likely](crate::Confidence::LIKELY), what no label or sum confirms is
//! [guessed](crate::Confidence::GUESSED).

mod arithmetic;
mod block;
pub(crate) mod form;
mod header;
mod label;
mod line;
mod order;
mod part;
mod party;
mod party_line;
mod purpose;
mod sum;
mod table;
mod text;
mod value;

use crate::message::commands;
use crate::page::{Eyes, PAGES_MAX, Page, Sheets, Unseen};
use crate::request::{Confidence, Format, Issue, IssueCode, Place, Purpose, Reading, Severity};
use crate::xml;

/// First bytes of what is looked at rather than parsed.
const BEGINNINGS: [(&[u8], Format); 5] = [
    (b"%PDF-", Format::Pdf),
    (b"\x89PNG\r\n", Format::Picture),
    (b"\xFF\xD8\xFF", Format::Picture),
    (b"II*\0", Format::Picture),
    (b"MM\0*", Format::Picture),
];
/// How far into a file the mark of a PDF may stand (ISO 32000-1, annex H, note 13).
const PDF_MARK_WITHIN: usize = 1024;

/// What kind of paper a document is.
pub fn recognised(bytes: &[u8]) -> Option<Format> {
    let known = (BEGINNINGS.iter()).find(|(start, _)| bytes.starts_with(start));
    let head = &bytes[..bytes.len().min(PDF_MARK_WITHIN)];
    let has_mark = || head.windows(5).any(|window| window == b"%PDF-");
    known.map_or_else(
        || has_mark().then_some(Format::Pdf),
        |(_, format)| Some(*format),
    )
}

/// Looks at a document and reads its pages.
pub fn read(bytes: &[u8], format: Format, eyes: &dyn Eyes) -> Reading {
    let mut reading = Reading::empty(format, Purpose::Other);
    match eyes.look(bytes) {
        Ok(sheets) => read_sheets(sheets, &mut reading),
        Err(unseen) => reading.note(unread(&unseen, "the document")),
    }
    reading
}

fn read_sheets(sheets: Sheets, reading: &mut Reading) {
    for (page, unseen) in &sheets.unseen {
        reading.note(unread(unseen, &format!("page {page}")));
    }
    reading.pages = sheets.pages;
    reading.pages.truncate(PAGES_MAX);
    match stated(&sheets.attached) {
        Some(stated) => {
            reading.purpose = stated.purpose;
            reading.document_type = stated.document_type;
            reading.requests = stated.requests;
            stated
                .issues
                .into_iter()
                .for_each(|issue| reading.note(issue));
        }
        None => read_pages(reading),
    }
    if reading.requests.is_empty() && !reading.has(Severity::Error) {
        let message = "no order was found on its pages; enter it by hand, or send it as EDI, XML, \
                       JSON, CSV or XLSX";
        reading.note(Issue::new(
            IssueCode::NotInterpreted,
            Severity::Error,
            message,
        ));
    }
}

/// What stands on pages as a person reads it: lines of pieces, each with its place and how surely it
/// was seen.
pub(crate) fn shown(pages: &[Page]) -> Vec<Vec<(String, Place, Confidence)>> {
    let shown = |piece: &text::Piece| (piece.text.clone(), piece.place(), piece.seen);
    let lines = text::lines(pages).into_iter();
    lines
        .map(|line| line.pieces.iter().map(shown).collect())
        .collect()
}

fn read_pages(reading: &mut Reading) {
    let pages = std::mem::take(&mut reading.pages);
    if let Some(word) = text::hidden(&pages).next() {
        let message = format!(
            "the document holds text that nobody sees, such as {:?}; it is not read",
            word.text
        );
        reading.note(Issue::new(IssueCode::Refused, Severity::Doubt, message));
    }
    let lines = text::lines(&pages);
    if let Some(issue) = lines.iter().find_map(commanding) {
        reading.note(issue);
    }
    if !lines.is_empty() {
        order::read(&pages, &lines, reading);
    }
    reading.pages = pages;
}

/// That a line speaks to the program: it is text, and a person should see it.
fn commanding(line: &text::Line) -> Option<Issue> {
    line.pieces.iter().find_map(|piece| {
        let phrase = commands(&piece.text)?;
        let message = format!(
            "the document addresses the program ({phrase:?}); it is text and changes nothing"
        );
        Some(Issue::new(IssueCode::Refused, Severity::Doubt, message).at(piece.place()))
    })
}

/// The order that a document carries as XML inside it (Order-X): it wins over what is printed.
fn stated(attached: &[(String, Vec<u8>)]) -> Option<Reading> {
    let mut xml = attached.iter().filter(|(_, bytes)| xml::recognises(bytes));
    let reading = xml.next().map(|(_, bytes)| xml::read(bytes))?;
    (!reading.requests.is_empty()).then_some(reading)
}

fn unread(unseen: &Unseen, what: &str) -> Issue {
    let (code, message) = match unseen {
        Unseen::Locked => (
            IssueCode::Refused,
            format!("{what} asks for a password; ask the sender for it without one"),
        ),
        Unseen::Damaged(how) => (
            IssueCode::Syntax,
            format!("{what} is damaged and cannot be shown: {how}"),
        ),
        Unseen::TooLarge(limit) => (
            IssueCode::OverLimit,
            format!("{what} is larger than what is looked at: {limit}"),
        ),
        Unseen::NoRecognition(install) => (
            IssueCode::NotInterpreted,
            format!("{what} is a picture, and this machine can't recognise text: {install}"),
        ),
        Unseen::Blind => (
            IssueCode::NotInterpreted,
            format!("{what} is on paper, and nothing here looks at paper"),
        ),
    };
    Issue::new(code, Severity::Error, message)
}

#[cfg(test)]
mod tests;
