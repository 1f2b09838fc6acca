//! The text of a document as a second reader is shown it: lines of pieces, each with its place.

use crate::mail;
use crate::message::MESSAGE_BYTES_MAX;
use crate::printed;
use crate::request::{Confidence, Evidence, OrderRequest, Place, Reading, Written};
use crate::sheet::decode::decode;
use serde::{Deserialize, Serialize};

/// A document with a longer text, in characters, is not shown to a second reader: what it left out
/// would look like a difference.
pub const TEXT_CHARS_MAX: usize = 24_000;

/// The text of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub(super) lines: Vec<Vec<Piece>>,
}

/// Words that stand together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Piece {
    pub said: String,
    pub place: Place,
    pub part: Option<u16>,
    /// Where its first byte stands, in a text.
    pub from: Option<u32>,
    /// How surely its letters are known.
    pub seen: Confidence,
}

impl Text {
    /// The text of a document from which this was read; `None` of one that is no text, is written in a
    /// format of its own (EDI, XML, JSON, sheets), or is too long. Parses what strangers sent:
    /// call it where documents are read.
    pub fn of(bytes: &[u8], reading: &Reading) -> Option<Text> {
        let structured = reading.requests.iter().any(is_structured);
        let lines = match reading.format.written() {
            _ if structured => return None,
            Written::Paper => of_pages(reading),
            Written::Words => {
                let shown = &bytes[..bytes.len().min(MESSAGE_BYTES_MAX)];
                of_words(&decode(shown), None)
            }
            Written::Letters => of_letters(bytes, reading)?,
            Written::Segments
            | Written::Fields
            | Written::Rows
            | Written::Workbook
            | Written::Unknown => return None,
        };
        let chars = |piece: &Piece| piece.said.chars().count();
        let length: usize = lines.iter().flatten().map(chars).sum();
        (1..=TEXT_CHARS_MAX)
            .contains(&length)
            .then_some(Text { lines })
    }

    /// Its lines, pieces parted by blanks.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.lines.iter().map(|line| {
            let said: Vec<&str> = line.iter().map(|piece| piece.said.as_str()).collect();
            said.join("   ")
        })
    }

    /// How surely the letters of a proof are known; `None` where it stands nowhere in this text.
    pub(super) fn seen(&self, proof: &Evidence) -> Option<Confidence> {
        let Place::OnPage { page, area } = &proof.place else {
            return Some(Confidence::STATED);
        };
        let beside = |piece: &&Piece| match &piece.place {
            Place::OnPage { page: at, area: of } => {
                let level = of.left < area.right && area.left < of.right;
                at == page && level && of.top < area.bottom && area.top < of.bottom
            }
            _ => false,
        };
        let pieces = self.lines.iter().flatten().filter(beside);
        pieces.map(|piece| piece.seen).min()
    }
}

impl Piece {
    /// What stands from one byte of it to another.
    pub fn evidence(&self, start: usize, end: usize) -> Evidence {
        let chars = |text: &str| text.chars().count() as u32;
        let (before, text) = (&self.said[..start], &self.said[start..end]);
        let place = match &self.place {
            Place::Columns {
                line, start: first, ..
            } => Place::Columns {
                line: *line,
                start: first + chars(before),
                end: (first + chars(before) + chars(text)).saturating_sub(1),
            },
            place => place.clone(),
        };
        let span = self
            .from
            .map(|from| (from + start as u32, from + end as u32));
        Evidence {
            place,
            text: text.to_owned(),
            span,
            part: self.part,
        }
    }
}

/// True for an order that stands in a format of its own, such as XML inside a PDF.
fn is_structured(request: &OrderRequest) -> bool {
    let places = request.lines.iter().filter_map(|line| {
        let proof = &line.quantity.as_ref()?.evidence;
        Some(&proof.place)
    });
    places
        .into_iter()
        .any(|place| matches!(place, Place::Segment { .. } | Place::Path(_)))
}

fn of_pages(reading: &Reading) -> Vec<Vec<Piece>> {
    let part_of = |page: u16| {
        let mut last = 0;
        (0..).zip(&reading.parts).find_map(|(number, part)| {
            last += part.pages;
            (page <= last).then_some(number)
        })
    };
    let piece = |(said, place, seen)| {
        let part = match &place {
            Place::OnPage { page, .. } => part_of(*page),
            _ => None,
        };
        Piece {
            said,
            place,
            part,
            from: None,
            seen,
        }
    };
    let lines = printed::shown(&reading.pages).into_iter();
    lines
        .map(|line| line.into_iter().map(piece).collect())
        .collect()
}

/// A text line by line; lines without words are left out.
fn of_words(text: &str, part: Option<u16>) -> Vec<Vec<Piece>> {
    let mut from = 0;
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let said = line.trim_end();
        if !said.is_empty() {
            lines.push(vec![Piece {
                said: said.to_owned(),
                place: Place::Columns {
                    line: number,
                    start: 1,
                    end: said.chars().count() as u32,
                },
                part,
                from: u32::try_from(from).ok(),
                seen: Confidence::STATED,
            }]);
        }
        from += line.len();
    }
    lines
}

/// Subject, bodies and pages of an e-mail; `None` where something in it has a format of its own.
fn of_letters(bytes: &[u8], reading: &Reading) -> Option<Vec<Vec<Piece>>> {
    let mut lines = match reading.document_type.trim() {
        "" => Vec::new(),
        subject => vec![vec![Piece {
            said: subject.to_owned(),
            place: Place::Path("Subject".to_owned()),
            part: None,
            from: None,
            seen: Confidence::STATED,
        }]],
    };
    let pieces = mail::pieces(bytes);
    for (number, (part, piece)) in (0..).zip(reading.parts.iter().zip(&pieces)) {
        match part.format.written() {
            Written::Words | Written::Rows => {
                lines.extend(of_words(&decode(&piece.bytes), Some(number)));
            }
            // Pages follow; what nothing reads has no text.
            Written::Paper | Written::Unknown => {}
            Written::Letters | Written::Segments | Written::Fields | Written::Workbook => {
                return None;
            }
        }
    }
    lines.extend(of_pages(reading));
    Some(lines)
}
