//! Labels and the values that belong to them: on the label's own line, beside it or below it.

use super::text::{Line, Piece};
use crate::request::Confidence;
use crate::sheet::dates;
use crate::sheet::role::{Role, Spelling, Title, title};
use crate::sheet::words::{Concept, concepts, known_currency, split};

/// The most words of a label.
const LABEL_WORDS_MAX: usize = 6;
/// The most labels in one piece.
const LABELS_MAX: usize = 12;
/// How many lines below a label its value may stand in.
const LINES_BELOW_MAX: usize = 3;
/// How far below, in heights of the label.
const HEIGHTS_BELOW_MAX: u32 = 4;

/// A label where it stands.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub role: Role,
    pub spoken: Vec<Concept>,
    /// Its words, folded.
    pub words: Vec<String>,
    /// Some word of it is not known, or it is known only with a mistake forgiven.
    pub is_rough: bool,
    /// Index of its line.
    pub line: usize,
    /// Index of its piece in the line.
    pub at: usize,
    /// What stands in the same piece behind it.
    pub own: Option<Piece>,
}

/// All labels of a document, from the top.
pub(super) fn labels(lines: &[Line]) -> Vec<Label> {
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        for (at, piece) in line.pieces.iter().enumerate() {
            let said = labels_in(&piece.text, spelling(piece));
            found.extend(said.into_iter().map(|said| Label {
                role: said.role,
                spoken: spoken(said.words),
                words: split(said.words),
                is_rough: said.is_rough,
                line: index,
                at,
                own: (!said.own.is_empty()).then(|| piece.saying(said.own)),
            }));
        }
    }
    found
}

/// Where text was recognised in a picture, a wrong letter is forgiven.
pub(super) fn spelling(piece: &Piece) -> Spelling {
    if piece.seen < Confidence::STATED {
        Spelling::Forgiving
    } else {
        Spelling::Exact
    }
}

impl Label {
    pub fn says(&self, concept: Concept) -> bool {
        self.spoken.contains(&concept)
    }

    /// Where its value may stand, the likeliest first.
    pub fn values<'a>(&'a self, lines: &'a [Line]) -> Vec<&'a Piece> {
        let line = &lines[self.line];
        let own = self.own.iter().chain(self.next(line));
        own.chain(below(lines, self.line, &line.pieces[self.at]))
            .collect()
    }

    /// What stands behind it in its own line.
    pub fn beside<'a>(&'a self, lines: &'a [Line]) -> Option<&'a Piece> {
        self.own.as_ref().or_else(|| self.next(&lines[self.line]))
    }

    fn next<'a>(&self, line: &'a Line) -> Option<&'a Piece> {
        let next = line.pieces.get(self.at + 1);
        next.filter(|next| !is_label(&next.text))
    }
}

/// Pieces under a piece, up to the first that is a label.
pub(super) fn below<'a>(
    lines: &'a [Line],
    index: usize,
    piece: &'a Piece,
) -> impl Iterator<Item = &'a Piece> {
    let limit = piece.area.bottom + piece.area.height() * HEIGHTS_BELOW_MAX;
    let rows = lines[index + 1..].iter().take(LINES_BELOW_MAX);
    rows.take_while(move |row| row.page == piece.page && row.area.top <= limit)
        .filter_map(move |row| row.pieces.iter().find(|under| under.overlaps(&piece.area)))
        .take_while(|under| !is_label(&under.text))
}

/// True when a text is a label or begins with one.
pub(super) fn is_label(text: &str) -> bool {
    let said = said(text, Spelling::Exact);
    said.is_some_and(|said| !said.is_rough)
}

/// A label inside of a text.
struct Said<'a> {
    role: Role,
    words: &'a str,
    is_rough: bool,
    /// What stands behind it.
    own: &'a str,
}

/// The label that a text begins with, and those that follow behind its value, each with a colon:
/// `PO: 4711 Date: 27.01.2027`.
fn labels_in(text: &str, spelling: Spelling) -> Vec<Said<'_>> {
    let mut found: Vec<Said<'_>> = Vec::new();
    let mut rest = said(text, spelling);
    while let Some(mut label) = rest.take().filter(|_| found.len() < LABELS_MAX) {
        if let Some(at) = next_label(label.own) {
            let (own, behind) = label.own.split_at(at);
            label.own = own.trim();
            rest = said(behind, spelling);
        }
        found.push(label);
    }
    found
}

/// Where in a value the next label begins: some known words before a colon.
fn next_label(text: &str) -> Option<usize> {
    let (before, behind) = text.split_once(':')?;
    let starts: Vec<usize> = before.match_indices(' ').map(|(at, _)| at + 1).collect();
    let longest = starts.len().saturating_sub(LABEL_WORDS_MAX);
    let is_site = behind.starts_with('/');
    let known = |at: &&usize| known(&before[**at..], Spelling::Exact).is_some();
    starts[longest..]
        .iter()
        .find(known)
        .filter(|_| !is_site)
        .copied()
}

/// The label that a text is or begins with. Without a colon every word of the label must be known,
/// and what is behind must look like a value.
fn said(text: &str, spelling: Spelling) -> Option<Said<'_>> {
    if is_date(text) {
        return None;
    }
    let colon = text
        .split_once(':')
        .filter(|(_, rest)| !rest.starts_with('/'));
    match colon {
        Some((before, behind)) => with_colon(before.trim(), behind.trim(), spelling),
        None if spelling == Spelling::Forgiving => {
            without_colon(text, Spelling::Exact).or_else(|| without_colon(text, spelling))
        }
        None => without_colon(text, spelling),
    }
}

/// "Jan 8, 2027" and "Day 8/1/2027" are dates, though they begin with words that label others.
fn is_date(text: &str) -> bool {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let has_label = dates::read(rest).is_some() && !first.eq_ignore_ascii_case("day");
    dates::read(text).is_some() && !has_label
}

fn with_colon<'a>(words: &'a str, own: &'a str, spelling: Spelling) -> Option<Said<'a>> {
    if words.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let exact = known(words, Spelling::Exact);
    let role = exact.or_else(|| rough(words, spelling))?;
    Some(Said {
        role,
        words,
        is_rough: exact.is_none(),
        own,
    })
}

fn without_colon(text: &str, spelling: Spelling) -> Option<Said<'_>> {
    let ends: Vec<usize> = (text.match_indices(' ').map(|(at, _)| at))
        .chain([text.len()])
        .collect();
    let ends = ends.iter().take(LABEL_WORDS_MAX).rev();
    let mut labels = ends.filter_map(|end| Some((known(&text[..*end], spelling)?, *end)));
    let (role, end) = labels.next()?;
    let own = text[end..].trim();
    looks_like_value(own).then_some(Said {
        role,
        words: &text[..end],
        is_rough: spelling == Spelling::Forgiving,
        own,
    })
}

/// Nothing, a number, a word with a digit in it, a date or a currency.
fn looks_like_value(text: &str) -> bool {
    text.is_empty()
        || text.starts_with(|c: char| c.is_ascii_digit() || c == '#')
        || !text.contains(' ') && text.contains(|c: char| c.is_ascii_digit())
        || dates::read(text).is_some()
        || known_currency(text).is_some()
}

fn known(text: &str, spelling: Spelling) -> Option<Role> {
    spelt(text, spelling)
        .filter(|title| !title.has_stranger)
        .map(|title| title.role)
}

/// What a label may mean that has a name or a mistake in it.
fn rough(text: &str, spelling: Spelling) -> Option<Role> {
    let found = spelt(text, spelling).filter(|title| !title.is_mostly_strange);
    found.map(|title| title.role)
}

/// What a title means; in a picture a zero may be the letter.
fn spelt(text: &str, spelling: Spelling) -> Option<Title> {
    match spelling {
        Spelling::Exact => title(text, spelling),
        Spelling::Forgiving => title(&text.replace('0', "O"), spelling),
    }
}

/// What the words of a text speak of.
pub(super) fn spoken(text: &str) -> Vec<Concept> {
    let words = split(text);
    words
        .iter()
        .filter_map(|word| concepts(word))
        .flatten()
        .copied()
        .collect()
}
