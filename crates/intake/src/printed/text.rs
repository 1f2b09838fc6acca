//! Pages as lines of pieces: words that stand together, in the order in which they are read.
//!
//! A page of Hebrew is mirrored first, so that whoever reads it goes from left to right too; the
//! place of a piece on the paper stays as it is shown. Lines that are drawn, or typed with dashes,
//! part pieces from each other and lines from the next.

use crate::page::{Area, PAGES_MAX, Page, Seen, Word, is_hebrew};
use crate::request::{Confidence, Evidence, Field, Place};

/// Words further apart than this, in hundredths of their height, stand in different pieces.
const GAP_PERCENT: u32 = 75;
/// The same in hundredths of the width of their letters, for words that were recognised in a
/// picture: their boxes are as low as their letters.
const LETTERS_GAP_PERCENT: u32 = 140;
/// The most characters of a piece.
const PIECE_CHARS_MAX: usize = 2_000;
/// A word of at least so many dashes is a line that is typed.
const DASHES_MIN: usize = 3;
/// A level rule parts two lines where it runs below at least this share of one.
const RULED_PERCENT: u32 = 50;

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
    /// The upright rules left and right of it, where there are both.
    pub between: Option<(u32, u32)>,
    /// Its words from the left, each where it stands as it is read.
    words: Vec<(Area, Word)>,
    /// On a page that is read from right to left.
    rtl: bool,
}

/// Pieces of one height on the page, in reading order; never empty.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub page: u16,
    pub area: Area,
    pub pieces: Vec<Piece>,
    /// A level rule is drawn between it and the line above.
    pub is_ruled_off: bool,
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

    /// How far each of its words reaches, from the left.
    pub fn word_areas(&self) -> impl Iterator<Item = Area> {
        self.words.iter().map(|(area, _)| *area)
    }

    /// What stands left of its word number `at`, and the rest; `None` where one would be empty.
    pub fn cut(&self, at: usize) -> Option<(Piece, Piece)> {
        let (left, right) = self.words.split_at_checked(at)?;
        let part = |words| {
            let found = piece(words, self.page, self.rtl)?;
            Some(Piece {
                between: self.between,
                ..found
            })
        };
        Some((part(left)?, part(right)?))
    }

    /// This piece and one that stands to the right of it, as one.
    pub fn joined(&self, other: &Piece) -> Piece {
        let words: Vec<(Area, Word)> = self.words.iter().chain(&other.words).cloned().collect();
        Piece {
            text: format!("{} {}", self.text, other.text),
            area: self.area.with(other.area),
            shown: self.shown.with(other.shown),
            seen: self.seen.min(other.seen),
            words,
            ..self.clone()
        }
    }

    /// True when both share some of their width.
    pub fn overlaps(&self, other: &Area) -> bool {
        self.area.left < other.right && other.left < self.area.right
    }
}

fn lines_of(page: &Page, number: u16) -> Vec<Line> {
    let sheet = Sheet::of(page, number);
    let mut lines: Vec<Line> = Vec::new();
    for (area, mut words) in sheet.rows() {
        words.sort_by_key(|(area, _)| area.left);
        let above = lines.last().map(|line| line.area);
        lines.push(Line {
            page: number,
            area,
            pieces: sheet.pieces(&words, &area),
            is_ruled_off: above.is_some_and(|above| sheet.is_parted(&above, &area)),
        });
    }
    lines
}

/// A page as it is read: words, and the rules between them, from the left.
struct Sheet {
    page: u16,
    rtl: bool,
    words: Vec<(Area, Word)>,
    upright: Vec<Area>,
    level: Vec<Area>,
}

impl Sheet {
    fn of(page: &Page, number: u16) -> Sheet {
        let rtl = page.is_rtl();
        let seen = page.words.iter().filter(|word| word.seen != Seen::Hidden);
        let (typed, words): (Vec<&Word>, Vec<&Word>) = seen.partition(|word| is_typed_rule(word));
        let (bars, dashes): (Vec<&Word>, Vec<&Word>) =
            typed.into_iter().partition(|word| is_bar(word));
        let place = |word: &&Word| (turned(word.area, page, rtl), (*word).clone());
        let mut words: Vec<(Area, Word)> = words.iter().map(place).collect();
        words.sort_by_key(|(area, _)| (area.middle_y(), area.left));
        let drawn = page.rules.iter().map(|rule| turned(*rule, page, rtl));
        let (mut upright, mut level): (Vec<Area>, Vec<Area>) =
            drawn.partition(|rule| rule.height() > rule.width());
        upright.extend(bars.iter().map(|word| turned(word.area, page, rtl)));
        level.extend(dashes.iter().map(|word| turned(word.area, page, rtl)));
        Sheet {
            page: number,
            rtl,
            words,
            upright,
            level,
        }
    }

    /// Words of one height each.
    fn rows(&self) -> Vec<(Area, Vec<(Area, Word)>)> {
        let mut rows: Vec<(Area, Vec<(Area, Word)>)> = Vec::new();
        for (area, word) in &self.words {
            match rows.last_mut().filter(|(row, _)| is_beside(row, area)) {
                Some((row, members)) => {
                    // The height of the first word stays: a row must not creep down the page.
                    row.left = row.left.min(area.left);
                    row.right = row.right.max(area.right);
                    members.push((*area, word.clone()));
                }
                None => rows.push((*area, vec![(*area, word.clone())])),
            }
        }
        rows
    }

    fn pieces(&self, words: &[(Area, Word)], row: &Area) -> Vec<Piece> {
        let crosses = |rule: &&Area| rule.top <= row.middle_y() && row.middle_y() <= rule.bottom;
        let rules: Vec<&Area> = self.upright.iter().filter(crosses).collect();
        let mut pieces = Vec::new();
        let mut from = 0;
        for at in 1..=words.len() {
            let is_end = at == words.len() || {
                let (before, next) = (words[at - 1].0, words[at].0);
                let gap = next.left.saturating_sub(before.right);
                let is_apart = gap > widest_blank(&words[at - 1], &words[at]);
                is_apart && !is_colon(&words[at].1) || is_ruled_off(&before, &next, &rules)
            };
            if is_end {
                let mut found = piece(&words[from..at], self.page, self.rtl);
                if let Some(piece) = &mut found {
                    piece.between = between(&piece.area, &rules);
                }
                pieces.extend(found);
                from = at;
            }
        }
        pieces
    }

    /// True when level rules run between two lines, under a good part of the lower one.
    fn is_parted(&self, above: &Area, line: &Area) -> bool {
        let between = |rule: &&Area| {
            let middle = rule.middle_y();
            above.middle_y() < middle && middle < line.middle_y()
        };
        let shared = |rule: &Area| {
            rule.right
                .min(line.right)
                .saturating_sub(rule.left.max(line.left))
        };
        let covered: u32 = self.level.iter().filter(between).map(shared).sum();
        covered > line.width() / 100 * RULED_PERCENT
    }
}

/// A line that is typed: `_____`, `-----`, `=====`, `|`.
fn is_typed_rule(word: &Word) -> bool {
    let dashes = || word.text.chars().all(|c| "_-=—".contains(c));
    is_bar(word) || word.text.chars().count() >= DASHES_MIN && dashes()
}

/// A colon by itself belongs to the label before it, however far: typed forms put them in line. In a
/// picture it may look like a semicolon.
fn is_colon(word: &Word) -> bool {
    match word.seen {
        Seen::Recognised(_) => matches!(word.text.as_str(), ":" | ";"),
        Seen::Printed | Seen::Hidden => word.text == ":",
    }
}

fn is_bar(word: &Word) -> bool {
    word.text.chars().all(|c| matches!(c, '|' | '¦'))
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

/// The widest blank between two words of one piece.
fn widest_blank(before: &(Area, Word), next: &(Area, Word)) -> u32 {
    let height = before.0.height().max(next.0.height()).max(1);
    let letters = before.1.text.chars().count() + next.1.text.chars().count();
    let letters = u32::try_from(letters).unwrap_or(u32::MAX).max(1);
    let letter = (before.0.width() + next.0.width()) / letters;
    let by_height = height * GAP_PERCENT / 100;
    match next.1.seen {
        Seen::Recognised(_) => by_height.max(letter * LETTERS_GAP_PERCENT / 100),
        Seen::Printed | Seen::Hidden => by_height,
    }
}

/// True when an upright line is drawn between two words.
fn is_ruled_off(left: &Area, right: &Area, rules: &[&Area]) -> bool {
    let slack = left.height() / 10;
    (rules.iter()).any(|rule| rule.left + slack >= left.right && rule.right <= right.left + slack)
}

/// The nearest of some upright rules on either side.
fn between(area: &Area, rules: &[&Area]) -> Option<(u32, u32)> {
    let places = || rules.iter().map(|rule| rule.middle_x());
    let left = places().filter(|x| *x <= area.middle_x()).max()?;
    let right = places().filter(|x| *x > area.middle_x()).min()?;
    Some((left, right))
}

fn piece(words: &[(Area, Word)], page: u16, rtl: bool) -> Option<Piece> {
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
        between: None,
        words: words.to_vec(),
        rtl,
    })
}

/// Runs in the other direction than the page's are turned round.
fn in_order(words: &[(Area, Word)], rtl: bool) -> Vec<&str> {
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
