//! Rows of separated values (RFC 4180), each with the number that a spreadsheet gives it.
//!
//! Read by hand because blank lines count as rows there, and because a quote that is never closed
//! must be an error and not the rest of the file in one cell.

use crate::problem::{Code, Wrong};
use crate::table::{Rows, Unreadable};
use std::borrow::Cow;

/// What may separate cells: the first of those that the first line has most of.
pub const SEPARATORS: [u8; 3] = *b",;\t";

/// Rows of a text.
#[derive(Clone)]
pub struct Delimited<'a> {
    text: &'a str,
    at: usize,
    separator: u8,
    row: u32,
}

impl<'a> Delimited<'a> {
    /// Rows of a text; the first line tells whether commas, semicolons or tabs separate.
    pub fn new(text: &'a str) -> Delimited<'a> {
        let first = text.lines().next().unwrap_or_default();
        let count = |separator| first.bytes().filter(|byte| *byte == separator).count();
        let mut separator = SEPARATORS[0];
        for other in SEPARATORS {
            if count(other) > count(separator) {
                separator = other;
            }
        }
        Delimited::by(text, separator)
    }

    /// Rows of a text whose separator is known.
    pub fn by(text: &'a str, separator: u8) -> Delimited<'a> {
        Delimited {
            text,
            at: 0,
            separator,
            row: 0,
        }
    }

    fn next_row(&mut self, cells: &mut Vec<Cow<'a, str>>) -> Result<Option<u32>, Unreadable> {
        cells.clear();
        if self.at == self.text.len() {
            return Ok(None);
        }
        self.row += 1;
        loop {
            cells.push(match self.next_byte() {
                Some(b'"') => self.quoted()?,
                _ => Cow::Borrowed(self.plain()),
            });
            if self.next_byte() != Some(self.separator) {
                self.end_line();
                return Ok(Some(self.row));
            }
            self.at += 1;
        }
    }

    fn next_byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn ends_cell(&self, byte: u8) -> bool {
        byte == self.separator || matches!(byte, b'\r' | b'\n')
    }

    fn plain(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let end = rest.bytes().position(|byte| self.ends_cell(byte));
        let cell = &rest[..end.unwrap_or(rest.len())];
        self.at += cell.len();
        cell
    }

    /// A cell in quotes; two quotes in it are one.
    fn quoted(&mut self) -> Result<Cow<'a, str>, Unreadable> {
        let text = self.text;
        let mut cell = Cow::Borrowed("");
        loop {
            let rest = &text[self.at + 1..];
            let Some(end) = rest.find('"') else {
                return Err(self.malformed("a quote is opened in this row and never closed"));
            };
            cell += &rest[..end];
            self.at += end + 2;
            match self.next_byte() {
                Some(b'"') => cell += "\"",
                Some(byte) if !self.ends_cell(byte) => {
                    return Err(self.malformed(
                        "a separator or the end of the row should follow a closing quote; \
                         a quote within a quoted cell is written twice",
                    ));
                }
                _ => return Ok(cell),
            }
        }
    }

    fn end_line(&mut self) {
        let rest = &self.text[self.at..];
        let end = ["\r\n", "\n", "\r"]
            .into_iter()
            .find(|end| rest.starts_with(end));
        self.at += end.map_or(0, str::len);
    }

    fn malformed(&self, how: &'static str) -> Unreadable {
        Unreadable {
            row: Some(self.row),
            wrong: Wrong::new(Code::BadQuotes, how),
        }
    }
}

impl<'a> Rows<'a> for Delimited<'a> {
    fn read(&mut self, cells: &mut Vec<Cow<'a, str>>) -> Result<Option<u32>, Unreadable> {
        self.next_row(cells)
    }
}

/// Cells as a line, without its end.
pub fn line(cells: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut line = String::new();
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            line.push(',');
        }
        let cell = cell.as_ref();
        let is_plain = cell.trim() == cell && !cell.contains([',', ';', '\t', '"', '\r', '\n']);
        match is_plain {
            true => line.push_str(cell),
            false => line += &format!("\"{}\"", cell.replace('"', "\"\"")),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let mut rows = Delimited::new(text);
        let (mut cells, mut shown) = (Vec::new(), String::new());
        loop {
            match rows.read(&mut cells) {
                Ok(Some(row)) => shown += &format!("{row}: {}\n", cells.join("|")),
                Ok(None) => return shown,
                Err(error) => {
                    return shown + &format!("{}! {}\n", error.row.unwrap(), error.wrong.message);
                }
            }
        }
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_shows_them() {
        let text = "a,b\r\n1,\"two\nlines\"\r\n\r\n3,\"say \"\"hi\"\"\"\n4,5\" pipe";
        let shown = "1: a|b\n2: 1|two\nlines\n3: \n4: 3|say \"hi\"\n5: 4|5\" pipe\n";
        assert_eq!(read(text), shown);
        assert_eq!(read("a;b\r1;2\r"), "1: a|b\n2: 1|2\n");
        assert_eq!(read("a\tb\n1\t2,5\n"), "1: a|b\n2: 1|2,5\n");
        assert_eq!(read("a;b;c,d\n1;2;\n"), "1: a|b|c,d\n2: 1|2|\n");
        assert_eq!(read(""), "");
    }

    #[test]
    fn a_line_that_is_written_reads_the_same() {
        let cells = [
            "",
            "a,b",
            "say \"hi\"",
            "two\nlines",
            " blank ",
            "a;b",
            "plain",
        ];
        let shown = format!("1: {}\n", cells.join("|"));
        assert_eq!(read(&line(cells)), shown);
    }

    #[test]
    fn a_quote_that_does_not_close_names_its_row() {
        assert_eq!(
            read("a,b\n1,\"x"),
            "1: a|b\n2! a quote is opened in this row and never closed\n"
        );
        assert!(read("a,b\n\"x\"y,1\n").contains("2! a separator or the end of the row"));
    }
}
