//! Puts characters together to words: along their baselines, whichever way those run.

use hayro::kurbo::{Point, Rect, Vec2};
use intake::page::{Area, Seen, WORDS_MAX, Word};
use std::cmp::Ordering;

/// A gap of more than this share of the type size parts two words.
const GAP: f64 = 0.22;
/// A gap of more than this share parts two words when a blank is drawn there as well: one without
/// room is no blank to the eye.
const BLANK: f64 = 0.06;
/// Characters whose baselines differ by less than this share of the type size stand on one line.
const SAME_LINE: f64 = 0.35;
/// The same character drawn again within this share of the type size is bold type made by drawing
/// twice.
const DRAWN_TWICE: f64 = 0.12;
/// How far a letter reaches above and below its baseline, as shares of the type size.
const ASCENT: f64 = 0.75;
const DESCENT: f64 = 0.22;
/// Type smaller than this many points is not seen by a person.
const SMALLEST: f64 = 2.0;

/// One character as it is drawn, in points from the top left corner of the page.
#[derive(Clone, Debug)]
pub struct Glyph {
    /// What it says: mostly one character, several for a ligature.
    pub text: String,
    /// Where its baseline begins.
    pub origin: Point,
    /// Where the next character would begin.
    pub end: Point,
    /// The type size.
    pub size: f64,
    /// True when a person would not see it.
    pub is_hidden: bool,
}

impl Glyph {
    /// About the middle of its ink.
    pub fn middle(&self) -> Point {
        let foot = self.origin.midpoint(self.end);
        let (_, down) = Way::of(self).axes();
        foot - down * self.size * ASCENT / 2.5
    }

    /// True when a person does not see it, or can't read it.
    fn is_unread(&self) -> bool {
        self.is_hidden || self.size < SMALLEST
    }
}

/// Which way a baseline runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Right,
    Down,
    Left,
    Up,
}

impl Way {
    fn of(glyph: &Glyph) -> Way {
        let run = glyph.end - glyph.origin;
        match (run.x.abs() >= run.y.abs(), run.x >= 0.0, run.y >= 0.0) {
            (true, true, _) => Way::Right,
            (true, false, _) => Way::Left,
            (false, _, true) => Way::Down,
            (false, _, false) => Way::Up,
        }
    }

    /// The direction of the text, and that from the head of a letter to its foot.
    fn axes(self) -> (Vec2, Vec2) {
        let (right, down) = (Vec2::new(1.0, 0.0), Vec2::new(0.0, 1.0));
        match self {
            Way::Right => (right, down),
            Way::Down => (down, -right),
            Way::Left => (-right, -down),
            Way::Up => (-down, right),
        }
    }
}

/// A character by its place along its line and across the lines.
struct Set<'g> {
    glyph: &'g Glyph,
    way: Way,
    start: f64,
    end: f64,
    across: f64,
}

impl<'g> Set<'g> {
    fn new(glyph: &'g Glyph) -> Set<'g> {
        let way = Way::of(glyph);
        let (along, across) = way.axes();
        let (start, end) = (
            along.dot(glyph.origin.to_vec2()),
            along.dot(glyph.end.to_vec2()),
        );
        Set {
            glyph,
            way,
            start,
            end,
            across: across.dot(glyph.origin.to_vec2()),
        }
    }
}

/// The words of a page, line by line; those that a person does not see come last.
pub fn assemble(glyphs: &[Glyph], frame: Rect) -> Vec<Word> {
    let mut sets: Vec<Set<'_>> = glyphs.iter().map(Set::new).collect();
    sets.sort_by(|one, other| {
        let layer = |set: &Set<'_>| (set.glyph.is_unread(), set.way);
        (layer(one).cmp(&layer(other))).then(order(one.across, other.across))
    });
    let mut words = Vec::new();
    for mut line in lines(sets) {
        line.sort_by(|one, other| order(one.start, other.start));
        words.extend(
            split(&line)
                .into_iter()
                .filter_map(|word| formed(word, frame)),
        );
    }
    words.truncate(WORDS_MAX);
    words
}

fn order(one: f64, other: f64) -> Ordering {
    one.total_cmp(&other)
}

/// Characters on one baseline, of those sorted by their baselines.
fn lines(sets: Vec<Set<'_>>) -> Vec<Vec<Set<'_>>> {
    let mut lines: Vec<Vec<Set<'_>>> = Vec::new();
    for set in sets {
        match lines.last_mut() {
            Some(line) if is_on(&line[line.len() - 1], &set) => line.push(set),
            _ => lines.push(vec![set]),
        }
    }
    lines
}

fn is_on(last: &Set<'_>, set: &Set<'_>) -> bool {
    let size = last.glyph.size.min(set.glyph.size);
    let is_alike = last.way == set.way && last.glyph.is_unread() == set.glyph.is_unread();
    is_alike && (set.across - last.across).abs() < size * SAME_LINE
}

/// The words of a line: parted by blanks and gaps.
fn split<'s, 'g>(line: &'s [Set<'g>]) -> Vec<Vec<&'s Set<'g>>> {
    let mut words: Vec<Vec<&Set<'_>>> = Vec::new();
    let mut gap = GAP;
    for set in line {
        if set.glyph.text.chars().all(char::is_whitespace) {
            gap = BLANK;
            continue;
        }
        match words.last_mut() {
            Some(word) if is_again(word, set) => {}
            Some(word) if is_next(word[word.len() - 1], set, gap) => word.push(set),
            _ => words.push(vec![set]),
        }
        gap = GAP;
    }
    words
}

fn is_next(last: &Set<'_>, set: &Set<'_>, gap: f64) -> bool {
    set.start - last.end < last.glyph.size.max(set.glyph.size) * gap
}

fn is_again(word: &[&Set<'_>], set: &Set<'_>) -> bool {
    let near = set.glyph.size * DRAWN_TWICE;
    (word.iter().rev().take(2))
        .any(|last| last.glyph.text == set.glyph.text && (set.start - last.start).abs() < near)
}

fn formed(word: Vec<&Set<'_>>, frame: Rect) -> Option<Word> {
    let text: String = word.iter().map(|set| set.glyph.text.trim()).collect();
    let area = (word.iter().map(|set| area(set, frame))).reduce(Area::with)?;
    let is_hidden = word.iter().any(|set| set.glyph.is_unread());
    let text = apart(text.chars().filter(|c| !c.is_control()));
    let seen = if is_hidden {
        Seen::Hidden
    } else {
        Seen::Printed
    };
    (!text.is_empty()).then(|| Word {
        text: as_read(text),
        area,
        seen,
    })
}

/// Text with the Latin letters that were cast in one piece taken apart (Unicode, U+FB00 to U+FB06).
fn apart(text: impl Iterator<Item = char>) -> String {
    text.fold(String::new(), |mut text, c| {
        match c {
            '\u{fb00}' => text.push_str("ff"),
            '\u{fb01}' => text.push_str("fi"),
            '\u{fb02}' => text.push_str("fl"),
            '\u{fb03}' => text.push_str("ffi"),
            '\u{fb04}' => text.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => text.push_str("st"),
            c => text.push(c),
        }
        text
    })
}

/// The box of a character, cut at the edges of the page.
fn area(set: &Set<'_>, frame: Rect) -> Area {
    let (_, down) = set.way.axes();
    let Glyph {
        origin, end, size, ..
    } = set.glyph;
    let corners = Rect::from_points(
        *origin - down * *size * ASCENT,
        *end + down * *size * DESCENT,
    );
    crate::pdf::area(corners.intersect(frame))
}

/// A word in the order in which it is read: what is drawn from the left of Hebrew is its end.
fn as_read(text: String) -> String {
    if !text.chars().any(is_hebrew) {
        return text;
    }
    let mut read = String::with_capacity(text.len());
    let mut number = String::new();
    for c in text.chars().rev() {
        if c.is_ascii_alphanumeric() || (matches!(c, '.' | ',' | ':' | '/') && !number.is_empty()) {
            number.insert(0, c);
        } else {
            read.push_str(&std::mem::take(&mut number));
            read.push(mirrored(c));
        }
    }
    read + &number
}

fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{05FF}' | '\u{FB1D}'..='\u{FB4F}')
}

fn mirrored(c: char) -> char {
    match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_cast_in_one_piece_are_searched_for_one_by_one() {
        assert_eq!(apart("Ka\u{fb03}ra Co\u{fb00}ee".chars()), "Kaffira Coffee");
    }
}
