//! Lines out of a body that comes in any pieces.

use crate::problem::{Code, Problem};

/// The lines of a body, of which a part has come.
pub struct Lines {
    /// What has come and was not taken.
    bytes: Vec<u8>,
    /// The number of the line that `bytes` begins with, from 1.
    number: usize,
    /// The longest line, in bytes.
    limit: usize,
    /// True inside a line that is over the limit: the rest of it is dropped.
    skipping: bool,
    finished: bool,
}

/// Some whole lines.
pub struct Whole {
    bytes: Vec<u8>,
    first: usize,
    limit: usize,
}

/// One line that is not blank.
pub struct Line<'a> {
    /// Its number in the body, from 1.
    pub number: usize,
    bytes: &'a [u8],
    limit: usize,
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
            bytes: Vec::new(),
            number: 1,
            limit,
            skipping: false,
            finished: false,
        }
    }

    /// Takes more of the body in. Of a line that is too long no more is kept than shows it.
    pub fn push(&mut self, mut data: &[u8]) {
        if self.skipping {
            let end = data.iter().position(|byte| *byte == b'\n');
            let Some(end) = end else {
                return;
            };
            data = &data[end..];
            self.skipping = false;
        }
        self.bytes.extend_from_slice(data);
        if !data.contains(&b'\n') && self.bytes.len() > self.limit {
            self.bytes.truncate(self.limit + 1);
            self.skipping = true;
        }
    }

    /// Nothing more comes: the last line needs no end.
    pub fn finish(&mut self) {
        self.finished = true;
    }

    /// The whole lines that have come.
    pub fn take_whole(&mut self) -> Whole {
        let end = match self.finished {
            true => self.bytes.len(),
            false => {
                let last = self.bytes.iter().rposition(|byte| *byte == b'\n');
                last.map_or(0, |last| last + 1)
            }
        };
        let rest = self.bytes.split_off(end);
        let whole = Whole {
            bytes: std::mem::replace(&mut self.bytes, rest),
            first: self.number,
            limit: self.limit,
        };
        self.number += whole.bytes.iter().filter(|byte| **byte == b'\n').count();
        whole
    }

    /// The number of the line that comes next.
    pub fn next_number(&self) -> usize {
        self.number
    }
}

impl Whole {
    /// The lines that are not blank.
    pub fn iter(&self) -> impl Iterator<Item = Line<'_>> {
        let lines = self.bytes.split(|byte| *byte == b'\n').zip(self.first..);
        lines
            .map(|(bytes, number)| Line {
                number,
                bytes,
                limit: self.limit,
            })
            .filter(|line| !line.bytes.trim_ascii().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbered lines of a body that comes in these parts; `-` is one that is too long.
    fn check(parts: &[&str], expected: &str) {
        let mut lines = Lines::new(5);
        let mut found = Vec::new();
        let mut take = |lines: &mut Lines| {
            for line in lines.take_whole().iter() {
                let text = line
                    .bytes()
                    .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
                found.push(format!("{}{}", line.number, text.unwrap_or("-".to_owned())));
            }
        };
        for part in parts {
            lines.push(part.as_bytes());
            take(&mut lines);
        }
        lines.finish();
        take(&mut lines);
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
