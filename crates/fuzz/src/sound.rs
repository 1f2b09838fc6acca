//! What holds of every reading, whatever was read.

use intake::mail::{self, Piece};
use intake::request::{ISSUES_MAX, LINES_MAX, REQUESTS_MAX};
use intake::{Place, Reading};
use serde_json::Value;

/// Checks the reading of a document: it comes out of the child process as it went in, keeps the limits,
/// and every place in it lies within the document.
///
/// # Panics
/// When something of this does not hold.
pub fn check(bytes: &[u8], reading: &Reading) {
    let told = serde_json::to_value(reading).expect("a reading is JSON");
    let read: Reading = serde_json::from_value(told.clone()).expect("the JSON of a reading is one");
    assert_eq!(
        &read, reading,
        "a reading is the same after it was told as JSON"
    );
    limits(reading);
    let pieces = match reading.parts.is_empty() {
        true => Vec::new(),
        false => mail::pieces(bytes),
    };
    let within = Within {
        bytes,
        pages: reading.pages.len(),
        pieces,
    };
    within.each(&told);
}

fn limits(reading: &Reading) {
    let lines: usize = (reading.requests.iter())
        .map(|request| request.lines.len())
        .sum();
    assert!(reading.requests.len() <= REQUESTS_MAX, "requests");
    assert!(lines <= LINES_MAX, "{lines} lines");
    assert!(reading.issues.len() <= ISSUES_MAX, "issues");
    for issue in &reading.issues {
        let Some(request) = issue.request else {
            assert_eq!(issue.line, None, "a line of no request: {issue:?}");
            continue;
        };
        let request = reading.requests.get(request as usize);
        let lines = request.map(|request| request.lines.len());
        let lines = lines.unwrap_or_else(|| panic!("an issue of no request: {issue:?}"));
        let is_there = issue.line.is_none_or(|line| (line as usize) < lines);
        assert!(is_there, "an issue of no line: {issue:?}");
    }
}

/// The document that places have to lie in.
struct Within<'a> {
    bytes: &'a [u8],
    pages: usize,
    pieces: Vec<Piece>,
}

impl Within<'_> {
    /// Checks every proof in a reading, wherever it stands.
    fn each(&self, value: &Value) {
        match value {
            Value::Object(fields) => {
                if fields.contains_key("place") {
                    self.proof(value);
                }
                fields.values().for_each(|value| self.each(value));
            }
            Value::Array(values) => values.iter().for_each(|value| self.each(value)),
            _ => {}
        }
    }

    fn proof(&self, proof: &Value) {
        let place = serde_json::from_value(proof["place"].clone());
        let place: Place = place.expect("a place is one");
        assert!(self.is_place(&place), "no place: {proof}");
        let length = match proof["part"].as_u64() {
            None => self.bytes.len(),
            Some(part) => self.piece(part).bytes.len(),
        };
        if let (Some(start), Some(end)) = (proof["span"][0].as_u64(), proof["span"][1].as_u64()) {
            let is_within = start <= end && end <= length as u64;
            assert!(is_within, "beyond the {length} bytes: {proof}");
        }
    }

    fn piece(&self, part: u64) -> &Piece {
        let piece = self.pieces.get(part as usize);
        piece.unwrap_or_else(|| panic!("a place in part {part} of {}", self.pieces.len()))
    }

    fn is_place(&self, place: &Place) -> bool {
        match place {
            Place::Segment { number, .. } => *number > 0,
            // The whole document, where nothing is named.
            Place::Path(_) => true,
            Place::Cell { row, column, .. } => *row > 0 && *column > 0,
            Place::Columns { line, start, end } => *line > 0 && *start > 0 && start <= end,
            Place::OnPage { page, area } => {
                *page > 0
                    && usize::from(*page) <= self.pages
                    && area.left <= area.right
                    && area.top <= area.bottom
            }
        }
    }
}
