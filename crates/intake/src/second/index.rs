//! Where each text, number and day stands in a document, found at once for all of them.

use super::Text;
use crate::ground::code::code;
use crate::request::Evidence;
use crate::sheet::days_of;
use crate::sheet::numbers::{self, Point};
use std::collections::HashMap;
use std::hash::Hash;
use vocab::{Day, Decimal};

/// The most words of a value that is looked for.
const WORDS_MAX: usize = 10;
/// The most words of a number: `1 250 000`.
const NUMBER_WORDS_MAX: usize = 3;
/// The most words of a day: `Tuesday, 28 April 2026`.
const DAY_WORDS_MAX: usize = 4;
/// What parts words besides blanks: `PO#4711`, `qty:12`.
const MARKS: [char; 7] = [':', '#', '=', '(', ')', '[', ']'];

/// What stands around a word.
const QUOTES: [char; 4] = ['"', '\'', '“', '”'];
/// What stands behind the last word of a sentence or a part of one.
const ENDS: [char; 5] = ['.', ',', ';', '!', '?'];

/// A place in a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    /// Which of all words it begins with.
    pub word: u32,
    line: usize,
    piece: usize,
    start: usize,
    end: usize,
}

/// Where everything stands.
#[derive(Debug, Default)]
pub(super) struct Index {
    texts: HashMap<String, Vec<At>>,
    numbers: HashMap<Decimal, Vec<At>>,
    days: HashMap<Day, Vec<At>>,
}

impl Index {
    pub fn of(text: &Text) -> Index {
        let mut index = Index::default();
        let mut word = 0;
        for (line, pieces) in text.lines.iter().enumerate() {
            for (piece, found) in pieces.iter().enumerate() {
                let words = words(&found.said);
                for from in 0..words.len() {
                    let at = At {
                        word,
                        line,
                        piece,
                        start: words[from].0,
                        end: words[from].1,
                    };
                    index.add(&found.said, at, &words[from..]);
                    word += 1;
                }
            }
        }
        index
    }

    /// Notes all that begins with the first of these words.
    fn add(&mut self, said: &str, at: At, words: &[(usize, usize)]) {
        for (length, (_, end)) in (1..=WORDS_MAX).zip(words) {
            let at = At { end: *end, ..at };
            let text = &said[at.start..at.end];
            note(&mut self.texts, code(text), at);
            if length <= NUMBER_WORDS_MAX && is_in_digits(text) {
                for point in [Point::Dot, Point::Comma] {
                    if let Some(number) = numbers::read(text, Some(point)) {
                        note(&mut self.numbers, number.value, at);
                    }
                }
            }
            if length <= DAY_WORDS_MAX
                && let Some((day, other)) = days_of(text)
            {
                note(&mut self.days, day, at);
                other
                    .into_iter()
                    .for_each(|other| note(&mut self.days, other, at));
            }
        }
    }

    /// Where a text stands, the nearest to a word; punctuation and case do not count.
    pub fn text(&self, text: &str, near: u32) -> Option<At> {
        let key = code(text);
        (!key.is_empty()).then(|| nearest(self.texts.get(&key), near))?
    }

    /// Where a number stands, with either decimal mark.
    pub fn number(&self, number: Decimal, near: u32) -> Option<At> {
        nearest(self.numbers.get(&number), near)
    }

    /// Where a day stands, day or month first.
    pub fn day(&self, day: Day, near: u32) -> Option<At> {
        nearest(self.days.get(&day), near)
    }
}

impl At {
    pub fn evidence(self, text: &Text) -> Evidence {
        text.lines[self.line][self.piece].evidence(self.start, self.end)
    }
}

/// Of several, the shortest and then the nearest.
fn nearest(found: Option<&Vec<At>>, near: u32) -> Option<At> {
    let length = |at: &At| at.end - at.start;
    let found = found?.iter();
    found
        .min_by_key(|at| (at.word.abs_diff(near), length(at)))
        .copied()
}

fn note<K: Eq + Hash>(places: &mut HashMap<K, Vec<At>>, key: K, at: At) {
    places.entry(key).or_default().push(at);
}

/// True where a day or a number stands in a text that may be read in two ways: `04/05/2026`, `1.200`.
/// Two readers that choose alike choose by the same habit, and confirm nothing.
pub(super) fn is_open(text: &str) -> bool {
    let words = words(text);
    let windows = (0..words.len()).flat_map(|from| {
        let ends = words[from..].iter().take(DAY_WORDS_MAX);
        ends.map(move |(_, end)| (from, *end))
    });
    let mut texts = windows.map(|(from, end)| &text[words[from].0..end]);
    texts.any(|text| {
        let day = days_of(text);
        let number = || numbers::read(text, None).filter(|_| is_in_digits(text));
        match day {
            Some((_, other)) => other.is_some(),
            None => number().is_some_and(|number| number.ambiguous),
        }
    })
}

/// True where the first word and the last have digits, as those of `1 250` and of `x12` do.
fn is_in_digits(text: &str) -> bool {
    let has =
        |word: Option<&str>| word.is_some_and(|word| word.contains(|c: char| c.is_ascii_digit()));
    has(text.split_whitespace().next()) && has(text.split_whitespace().next_back())
}

/// Where each word begins and ends, without the marks of its sentence.
fn words(said: &str) -> Vec<(usize, usize)> {
    let parts = |c: char| c.is_whitespace() || MARKS.contains(&c);
    let word = |word: &str| {
        let opened = word.trim_start_matches(QUOTES);
        let start = opened.as_ptr() as usize - said.as_ptr() as usize;
        let plain = opened.trim_end_matches(QUOTES).trim_end_matches(ENDS);
        (!plain.is_empty()).then_some((start, start + plain.len()))
    };
    said.split(parts).filter_map(word).collect()
}
