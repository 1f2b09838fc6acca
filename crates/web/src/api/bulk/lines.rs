//! Lines out of a body that comes in any pieces.

use crate::problem::{Code, Problem};
use axum::body::Bytes;
use std::io::BufRead;
use std::ops::Range;

/// The lines of a body, of which a part has come.
pub struct Lines {
    /// The piece that came last; `at` bytes of it were taken.
    piece: Bytes,
    at: usize,
    /// A line that began in an earlier piece.
    begun: Vec<u8>,
    /// True when that line was taken.
    taken: bool,
    /// The number of the line that comes next, from 1.
    number: usize,
    /// The longest line, in bytes.
    limit: usize,
}

/// One line that is not blank.
pub struct Line<'a> {
    /// Its number in the body, from 1.
    pub number: usize,
    bytes: &'a [u8],
    limit: usize,
}

/// Where a line is.
enum Place {
    Begun,
    Piece(Range<usize>),
}

impl Line<'_> {
    /// Its bytes.
    ///
    /// # Errors
    /// `too_large` when it is over the limit.
    pub fn bytes(&self) -> Result<&[u8], Problem> {
        match self.bytes.len() > self.limit {
            true => {
                let limit = self.limit;
                let detail = format!("the line is longer than {limit} bytes");
                Err(Problem::web(Code::TooLarge).because(detail))
            }
            false => Ok(self.bytes),
        }
    }
}

impl Lines {
    /// No lines yet; a line may have `limit` bytes.
    pub fn new(limit: usize) -> Lines {
        Lines {
            piece: Bytes::new(),
            at: 0,
            begun: Vec::new(),
            taken: false,
            number: 1,
            limit,
        }
    }

    /// Takes more of the body in, when the whole lines of what came before were taken.
    pub fn push(&mut self, piece: Bytes) {
        (self.piece, self.at) = (piece, 0);
    }

    /// The next whole line.
    pub fn next_line(&mut self) -> Option<Line<'_>> {
        loop {
            let place = self.advance()?;
            if !self.at_place(&place).trim_ascii().is_empty() {
                return Some(self.line(&place));
            }
        }
    }

    /// The last line, which needs no end, when nothing more comes.
    pub fn last_line(&mut self) -> Option<Line<'_>> {
        let blank = self.taken || self.begun.trim_ascii().is_empty();
        self.number += 1;
        (!blank).then(|| self.line(&Place::Begun))
    }

    /// The number of the line that comes next.
    pub fn next_number(&self) -> usize {
        self.number
    }

    fn line(&self, place: &Place) -> Line<'_> {
        Line {
            number: self.number - 1,
            bytes: self.at_place(place),
            limit: self.limit,
        }
    }

    fn at_place(&self, place: &Place) -> &[u8] {
        match place {
            Place::Begun => &self.begun,
            Place::Piece(range) => &self.piece[range.clone()],
        }
    }

    /// Goes past the next whole line; what is left without an end is kept.
    fn advance(&mut self) -> Option<Place> {
        if std::mem::take(&mut self.taken) {
            self.begun.clear();
        }
        let start = self.at;
        let rest = &self.piece[start..];
        // Reading from memory does not fail.
        self.at += (&mut &*rest).skip_until(b'\n').unwrap_or(rest.len());
        let ended = self.piece[start..self.at].ends_with(b"\n");
        let end = self.at - usize::from(ended);
        if ended && self.begun.is_empty() {
            self.number += 1;
            return Some(Place::Piece(start..end));
        }
        self.keep(start..end);
        self.taken = ended;
        self.number += usize::from(ended);
        ended.then_some(Place::Begun)
    }

    /// Of a line that is too long no more is kept than shows it.
    fn keep(&mut self, range: Range<usize>) {
        let room = (self.limit + 1).saturating_sub(self.begun.len());
        let kept = &self.piece[range];
        self.begun.extend_from_slice(&kept[..kept.len().min(room)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &Line) -> String {
        let text = line.bytes().map(String::from_utf8_lossy);
        format!("{}{}", line.number, text.unwrap_or("-".into()))
    }

    /// The numbered lines of a body that comes in these parts; `-` is one that is too long.
    fn check(parts: &[&str], expected: &str) {
        let mut lines = Lines::new(5);
        let mut found = Vec::new();
        for part in parts {
            lines.push(Bytes::copy_from_slice(part.as_bytes()));
            while let Some(line) = lines.next_line() {
                found.push(told(&line));
            }
        }
        found.extend(lines.last_line().map(|line| told(&line)));
        assert_eq!(found.join(" "), expected, "{parts:?}");
    }

    #[test]
    fn lines_are_the_same_however_the_body_comes() {
        check(&["a\nb\n"], "1a 2b");
        check(&["a", "\nb", "\n", "c"], "1a 2b 3c");
        check(&["\n\n", " \r\n", "d\n"], "4d");
        check(&["abcdef\ng"], "1- 2g");
        check(&["abcd", "efgh", "ijkl", "m\nn\n"], "1- 2n");
        check(&["abcdefg"], "1-");
        check(&["abcdefg", "\n", "abcde\n"], "1- 2abcde");
        check(&["", ""], "");
    }
}
