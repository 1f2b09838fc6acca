//! Pages as lines of pieces: words that stand together, in the order in which they are read.
//!
//! A page of Hebrew is mirrored first, so that whoever reads it goes from left to right too; the
//! place of a piece on the paper stays as it is shown.

use crate::page::{Area, PAGES_MAX, Page, Seen, Word};
use crate::request::{Confidence, Evidence, Field, Place};

/// Words further apart than this, in hundredths of their height, stand in different pieces.
const GAP_PERCENT: u32 = 75;
/// The most characters of a piece.
const PIECE_CHARS_MAX: usize = 2_000;

/// Words that stand together in a line.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// From 1.
    pub page: u16,
    /// Where it stands as it is read: mirrored on a page of Hebrew.
    pub area: Area,
    /// Where it stands on the paper.
    pub shown: Area,
    pub text: String,
    /// The least sure word in it.
    pub seen: Confidence,
}

/// Pieces of one height on the page, in reading order; never empty.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub page: u16,
    pub area: Area,
    pub pieces: Vec<Piece>,
}

/// Hidden words of a document.
pub(super) fn hidden(pages: &[Page]) -> impl Iterator<Item = &Word> {
    let words = pages.iter().take(PAGES_MAX).flat_map(|page| &page.words);
    words.filter(|word| word.seen == Seen::Hidden)
}

/// The lines of all pages from the top.
pub(super) fn lines(pages: &[Page]) -> Vec<Line> {
    let pages = pages.iter().take(PAGES_MAX).zip(1u16..);
    pages
        .flat_map(|(page, number)| lines_of(page, number))
        .collect()
}

impl Piece {
    /// A value that this piece states, at most this sure.
    pub fn field<T>(&self, value: T, confidence: Confidence) -> Field<T> {
        Field {
            value,
            confidence: confidence.min(self.seen),
            evidence: self.evidence(),
        }
    }

    pub fn evidence(&self) -> Evidence {
        Evidence {
            place: self.place(),
            text: self.text.clone(),
            span: None,
            part: None,
        }
    }

    pub fn place(&self) -> Place {
        Place::OnPage {
            page: self.page,
            area: self.shown,
        }
    }

    /// The same place with a part of the text.
    pub fn saying(&self, text: &str) -> Piece {
        Piece {
            text: text.trim().to_owned(),
            ..self.clone()
        }
    }

    /// True when both share some of their width.
    pub fn overlaps(&self, other: &Area) -> bool {
        self.area.left < other.right && other.left < self.area.right
    }
}

fn lines_of(page: &Page, number: u16) -> Vec<Line> {
    let rtl = is_rtl(page);
    let seen = page.words.iter().filter(|word| word.seen != Seen::Hidden);
    let mut words: Vec<(Area, &Word)> = seen
        .map(|word| (turned(word.area, page, rtl), word))
        .collect();
    words.sort_by_key(|(area, _)| (area.middle_y(), area.left));
    let mut rows: Vec<(Area, Vec<(Area, &Word)>)> = Vec::new();
    for (area, word) in words {
        match rows.last_mut().filter(|(row, _)| is_beside(row, &area)) {
            Some((row, members)) => {
                // The height of the first word stays: a row must not creep down the page.
                row.left = row.left.min(area.left);
                row.right = row.right.max(area.right);
                members.push((area, word));
            }
            None => rows.push((area, vec![(area, word)])),
        }
    }
    let lines = rows.into_iter().map(|(area, mut members)| {
        members.sort_by_key(|(area, _)| area.left);
        let pieces = pieces(&members, &page.rules, number, rtl);
        Line {
            page: number,
            area,
            pieces,
        }
    });
    lines.collect()
}

fn is_rtl(page: &Page) -> bool {
    let letters = || page.words.iter().flat_map(|word| word.text.chars());
    let hebrew = letters().filter(|c| is_hebrew(*c)).count();
    hebrew * 2 > letters().filter(|c| c.is_alphabetic()).count()
}

/// A letter that is written from right to left.
pub(super) fn is_hebrew(c: char) -> bool {
    ('א'..='ת').contains(&c)
}

fn turned(area: Area, page: &Page, rtl: bool) -> Area {
    if !rtl {
        return area;
    }
    Area {
        left: page.width.saturating_sub(area.right),
        right: page.width.saturating_sub(area.left),
        ..area
    }
}

/// True when at least half of the smaller height is shared.
fn is_beside(row: &Area, word: &Area) -> bool {
    let shared = row
        .bottom
        .min(word.bottom)
        .saturating_sub(row.top.max(word.top));
    shared * 2 >= row.height().min(word.height()).max(1)
}

fn pieces(words: &[(Area, &Word)], rules: &[Area], page: u16, rtl: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for at in 1..=words.len() {
        let is_end = at == words.len() || {
            let (before, next) = (words[at - 1], words[at]);
            let height = before.0.height().max(next.0.height()).max(1);
            let gap = next.0.left.saturating_sub(before.0.right);
            gap * 100 > height * GAP_PERCENT || is_ruled_off(before.1, next.1, rules)
        };
        if is_end {
            pieces.extend(piece(&words[from..at], page, rtl));
            from = at;
        }
    }
    pieces
}

/// True when an upright line is drawn between two words.
fn is_ruled_off(one: &Word, other: &Word, rules: &[Area]) -> bool {
    let (left, right) = if one.area.left <= other.area.left {
        (one.area, other.area)
    } else {
        (other.area, one.area)
    };
    rules.iter().any(|rule| {
        rule.height() > rule.width()
            && (rule.top..=rule.bottom).contains(&left.middle_y())
            && rule.left >= left.right.saturating_sub(left.height() / 10)
            && rule.right <= right.left + right.height() / 10
    })
}

fn piece(words: &[(Area, &Word)], page: u16, rtl: bool) -> Option<Piece> {
    let area = Area::around(words.iter().map(|(area, _)| *area))?;
    let shown = Area::around(words.iter().map(|(_, word)| word.area))?;
    let text: String = in_order(words, rtl)
        .join(" ")
        .chars()
        .take(PIECE_CHARS_MAX)
        .collect();
    let seen = words.iter().map(|(_, word)| match word.seen {
        Seen::Printed | Seen::Hidden => Confidence::STATED,
        Seen::Recognised(confidence) => confidence,
    });
    let seen = seen.min().unwrap_or(Confidence::GUESSED);
    Some(Piece {
        page,
        area,
        shown,
        text,
        seen,
    })
}

/// Runs in the other direction than the page's are turned round.
fn in_order<'a>(words: &[(Area, &'a Word)], rtl: bool) -> Vec<&'a str> {
    let is_other = |word: &str| {
        let hebrew = word.contains(is_hebrew);
        if rtl {
            !hebrew && word.contains(char::is_alphabetic)
        } else {
            hebrew
        }
    };
    let mut ordered: Vec<&str> = Vec::with_capacity(words.len());
    let mut run = 0;
    for (_, word) in words {
        if is_other(&word.text) {
            ordered.insert(ordered.len() - run, &word.text);
            run += 1;
        } else {
            ordered.push(&word.text);
            run = 0;
        }
    }
    ordered
}
