//! A document as text or as a table of cells, with the places of its fields marked. Whatever stands
//! in a document is shown as text.

use super::desk::Desk;
use super::evidence::Shown;
use intake::request::Written;
use intake::{Evidence, Format, Place};
use maud::{Markup, html};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a document that are shown.
pub(super) const SHOWN_BYTES_MAX: usize = 128 << 10;
/// Rows of a table of cells.
const ROWS_MAX: usize = 500;

/// A field with its number, which its mark is named after.
pub(super) type Numbered<'s> = (usize, &'s Shown);

/// Which mark each field is at, by the number of the field that the mark is named after: fields
/// that stand within one another share the outer one's.
pub(super) type Marks = BTreeMap<usize, usize>;

/// The document with its marks, and which field is at which.
pub(super) fn document(
    desk: &Desk,
    format: Format,
    bytes: &[u8],
    shown: &[Numbered],
) -> (Markup, Marks) {
    let is_text = !bytes.iter().take(SHOWN_BYTES_MAX).any(|byte| *byte == 0);
    let in_cells = |(_, field): &Numbered| {
        field.evidence.span.is_none() && matches!(field.evidence.place, Place::Cell { .. })
    };
    let start = &bytes[..bytes.len().min(SHOWN_BYTES_MAX)];
    match (shown.iter().any(in_cells), is_text) {
        (true, true) => {
            let (table, marks) = cells(desk, shown);
            let (source, _) = text(format, start, &[]);
            (html! { (table) (source) }, marks)
        }
        (true, false) => cells(desk, shown),
        (false, true) => text(format, start, shown),
        (false, false) => {
            let note = html! { p.muted { (desk.words().document.binary) } };
            (note, Marks::new())
        }
    }
}

/// A piece of a document: plain, or the place of a field.
#[derive(Debug, PartialEq, Eq)]
struct Piece<'d> {
    bytes: &'d [u8],
    field: Option<usize>,
}

/// A marked stretch of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    from: usize,
    to: usize,
    field: usize,
}

/// Where fields stand in a document: stretches that do not overlap, in order.
fn stretches(bytes: &[u8], shown: &[Numbered]) -> (Vec<Stretch>, Marks) {
    let lines = line_starts(bytes);
    let spans = shown.iter().filter_map(|&(field, shown)| {
        let (from, to) = match shown.evidence.span {
            Some((from, to)) => (from as usize, to as usize),
            None => in_columns(bytes, &lines, &shown.evidence)?,
        };
        (from < to && to <= bytes.len()).then_some(Stretch { from, to, field })
    });
    let mut spans: Vec<Stretch> = spans.collect();
    spans.sort_by_key(|span| (span.from, Reverse(span.to), span.field));
    let (mut apart, mut marks) = (Vec::new(), Marks::new());
    for span in spans {
        match apart.last().copied() {
            Some(Stretch { to, field, .. }) if span.to <= to => {
                marks.insert(span.field, field);
            }
            // Two fields that share some bytes and not others: the first is marked.
            Some(Stretch { to, .. }) if span.from < to => {}
            Some(_) | None => {
                marks.insert(span.field, span.field);
                apart.push(span);
            }
        }
    }
    (apart, marks)
}

fn line_starts(bytes: &[u8]) -> Vec<usize> {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    [0].into_iter()
        .chain(ends.map(|(end, _)| end + 1))
        .collect()
}

/// The bytes of columns of a line, where the text of the evidence stands in them.
fn in_columns(bytes: &[u8], lines: &[usize], evidence: &Evidence) -> Option<(usize, usize)> {
    let Place::Columns { line, start, end } = evidence.place else {
        return None;
    };
    let first = lines.get(usize::try_from(line).ok()?.checked_sub(1)?)?;
    let from = first.checked_add(usize::try_from(start).ok()?.checked_sub(1)?)?;
    let to = first
        .checked_add(usize::try_from(end).ok()?)?
        .min(bytes.len());
    let text = std::str::from_utf8(bytes.get(from..to)?).ok()?;
    // Columns may count letters and the line may hold longer ones: then nothing is marked.
    let stated = evidence.text.trim();
    let blanks = text.len() - text.trim_start().len();
    let from = from + blanks;
    (!stated.is_empty() && text.trim() == stated).then_some((from, from + stated.len()))
}

/// Cuts a document at its stretches.
fn pieces<'d>(bytes: &'d [u8], stretches: &[Stretch]) -> Vec<Piece<'d>> {
    let mut pieces = Vec::new();
    let mut end = 0;
    for Stretch { from, to, field } in stretches {
        pieces.push(Piece {
            bytes: &bytes[end..*from],
            field: None,
        });
        pieces.push(Piece {
            bytes: &bytes[*from..*to],
            field: Some(*field),
        });
        end = *to;
    }
    pieces.push(Piece {
        bytes: &bytes[end..],
        field: None,
    });
    pieces
}

fn text(format: Format, bytes: &[u8], shown: &[Numbered]) -> (Markup, Marks) {
    let utf8 = match std::str::from_utf8(bytes) {
        Ok(_) => true,
        // The end may be cut within a letter.
        Err(error) => error.error_len().is_none(),
    };
    let terminator = terminator(format, bytes);
    let shown_as = |bytes: &[u8]| broken(&visible(&decoded(bytes, utf8)), terminator);
    let (stretches, marks) = stretches(bytes, shown);
    let pieces = pieces(bytes, &stretches);
    let markup = html! {
        pre.source tabindex="0" { code {
            @for piece in &pieces {
                @match piece.field {
                    None => (shown_as(piece.bytes)),
                    Some(field) => mark id=(format!("p{field}")) data-field=(field) {
                        a href=(format!("#f{field}")) { (shown_as(piece.bytes)) }
                    },
                }
            }
        } }
    };
    (markup, marks)
}

/// Bytes as text: UTF-8, or ISO 8859-1 where they are not.
fn decoded(bytes: &[u8], utf8: bool) -> Cow<'_, str> {
    match utf8 {
        true => String::from_utf8_lossy(bytes),
        false => bytes
            .iter()
            .map(|byte| char::from(*byte))
            .collect::<String>()
            .into(),
    }
}

/// Makes what would hide or turn text visible: control characters as their pictures, marks of
/// direction (UAX 9) by their code.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    let hides = |letter: char| {
        matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}'
            | '\u{61c}' | '\u{feff}')
    };
    let odd = |letter: char| hides(letter) || (letter.is_control() && !"\n\r\t".contains(letter));
    if !text.contains(odd) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            letter if hides(letter) => shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(letter))),
            letter if odd(letter) => {
                shown.push(char::from_u32(0x2400 + u32::from(letter)).unwrap_or('\u{fffd}'));
            }
            letter => shown.push(letter),
        }
    }
    Cow::Owned(shown)
}

/// What ends a segment of EDI that was sent without line breaks.
fn terminator(format: Format, bytes: &[u8]) -> Option<char> {
    let edi = match format.written() {
        Written::Segments if format == Format::X12 => bytes.get(105).copied().map(char::from),
        Written::Segments => Some('\''),
        Written::Fields
        | Written::Rows
        | Written::Workbook
        | Written::Paper
        | Written::Words
        | Written::Letters
        | Written::Unknown => None,
    };
    edi.filter(|end| !end.is_alphanumeric() && !bytes.contains(&b'\n'))
}

/// Text with a line break after each segment.
fn broken(text: &str, terminator: Option<char>) -> String {
    match terminator {
        Some(end) => text.replace(end, &format!("{end}\n")),
        None => text.to_owned(),
    }
}

/// The cells that fields were read from, as tables, one a sheet.
fn cells(desk: &Desk, shown: &[Numbered]) -> (Markup, Marks) {
    let mut sheets: BTreeMap<&str, Cells> = BTreeMap::new();
    let mut marks = Marks::new();
    for &(number, field) in shown {
        if let Place::Cell { sheet, row, column } = &field.evidence.place {
            let cells = sheets.entry(sheet).or_default();
            let (mark, _) = *cells.entry((*row, *column)).or_insert((number, field));
            marks.insert(number, mark);
        }
    }
    let markup = html! {
        p.muted { (desk.words().document.cells) }
        @for (sheet, cells) in &sheets {
            div.scroll { (sheet_table(sheet, cells)) }
        }
    };
    (markup, marks)
}

/// Cells by row and column, each with the field that was read from it.
type Cells<'s> = BTreeMap<(u32, u32), Numbered<'s>>;

fn sheet_table(sheet: &str, cells: &Cells) -> Markup {
    let columns: BTreeSet<u32> = cells.keys().map(|(_, column)| *column).collect();
    let rows: BTreeSet<u32> = cells.keys().map(|(row, _)| *row).collect();
    html! {
        table.cells {
            caption { bdi { (visible(sheet)) } }
            thead { tr {
                td {}
                @for column in &columns { th scope="col" { (column_name(*column)) } }
            } }
            tbody {
                @for row in rows.iter().take(ROWS_MAX) {
                    tr {
                        th scope="row" { (row) }
                        @for column in &columns { td {
                            @if let Some((field, shown)) = cells.get(&(*row, *column)) {
                                mark id=(format!("p{field}")) data-field=(field) {
                                    a href=(format!("#f{field}")) {
                                        bdi { (visible(&shown.evidence.text)) }
                                    }
                                }
                            }
                        } }
                    }
                }
            }
        }
    }
}

/// `B7`, as sheets call it. Row and column count from 1.
pub(super) fn cell_name(row: u32, column: u32) -> String {
    format!("{}{row}", column_name(column))
}

fn column_name(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column;
    while left > 0 {
        let digit = (left - 1) % 26;
        letters.push(char::from(b'A' + digit as u8));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(span: (u32, u32)) -> Shown {
        let place = Place::Path(String::new());
        let (text, span) = (String::new(), Some(span));
        Shown::at(Evidence {
            place,
            text,
            span,
            part: None,
        })
    }

    #[test]
    fn a_document_is_cut_at_its_fields_and_nothing_is_lost() {
        let bytes = b"PO1*1*24*CA~";
        let spans = [(4, 5), (7, 8), (6, 8), (7, 9), (9, 99), (11, 11)];
        let fields = spans.map(field);
        let numbered: Vec<Numbered> = fields.iter().enumerate().collect();
        let (stretches, marks) = stretches(bytes, &numbered);
        assert_eq!(marks, Marks::from([(0, 0), (1, 2), (2, 2)]));
        let pieces = pieces(bytes, &stretches);
        let whole: Vec<u8> = pieces
            .iter()
            .flat_map(|piece| piece.bytes)
            .copied()
            .collect();
        assert_eq!(whole, bytes);
        let marked: Vec<_> = pieces
            .iter()
            .filter_map(|p| p.field.map(|f| (f, p.bytes)))
            .collect();
        assert_eq!(marked, [(0, &b"1"[..]), (2, &b"24"[..])]);
    }

    #[test]
    fn columns_are_marked_where_the_text_is_as_it_was_read() {
        let evidence = |line, start, end, text: &str| Evidence {
            place: Place::Columns { line, start, end },
            text: text.to_owned(),
            span: None,
            part: None,
        };
        let bytes = b"EDK01 ILS\nEDK02   77\n";
        let lines = line_starts(bytes);
        let cases = [
            (evidence(1, 7, 9, "ILS"), Some((6, 9))),
            (evidence(2, 6, 10, "77"), Some((18, 20))),
            (evidence(2, 6, 10, "78"), None),
            (evidence(9, 1, 2, "ED"), None),
            (evidence(0, 0, 2, "ED"), None),
        ];
        for (evidence, expected) in cases {
            assert_eq!(
                in_columns(bytes, &lines, &evidence),
                expected,
                "{evidence:?}"
            );
        }
    }

    #[test]
    fn nothing_of_a_document_becomes_markup_or_turns_the_text_around() {
        let (markup, _) = text(Format::Unknown, b"<script>alert(1)</script>&amp;\"'", &[]);
        let page = markup.into_string();
        assert!(
            page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;"),
            "{page}"
        );
        assert!(!page.contains("<script>"));
        assert_eq!(visible("a\u{202e}b\u{1}c\n"), "a⟨U+202E⟩b␁c\n");
    }

    #[test]
    fn columns_are_named_as_sheets_name_them() {
        let names: Vec<String> = [1, 26, 27, 52, 703].map(column_name).into();
        assert_eq!(names, ["A", "Z", "AA", "AZ", "AAA"]);
    }

    #[test]
    fn edi_without_line_breaks_is_shown_a_segment_a_line() {
        assert_eq!(
            broken("UNH+1'BGM+220'", terminator(Format::Edifact, b"UNH+1'")),
            "UNH+1'\nBGM+220'\n"
        );
        assert_eq!(terminator(Format::Edifact, b"UNH+1'\nBGM"), None);
    }
}
