//! Labels and the values that belong to them: on the label's own line, beside it or below it.

use super::text::{Line, Piece};
use crate::sheet::role::{Role, Spelling, title};
use crate::sheet::words::{Concept, concepts, split};

/// The most words of a label.
const LABEL_WORDS_MAX: usize = 6;
/// How many lines below a label its value may stand in.
const LINES_BELOW_MAX: usize = 3;
/// How far below, in heights of the label.
const HEIGHTS_BELOW_MAX: u32 = 4;

/// A label where it stands.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub role: Role,
    pub spoken: Vec<Concept>,
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
            if let Some((role, words, own)) = label(&piece.text) {
                let own = (!own.is_empty()).then(|| piece.saying(own));
                found.push(Label {
                    role,
                    spoken: spoken(words),
                    line: index,
                    at,
                    own,
                });
            }
        }
    }
    found
}

impl Label {
    pub fn says(&self, concept: Concept) -> bool {
        self.spoken.contains(&concept)
    }

    /// Where its value may stand, the likeliest first.
    pub fn values<'a>(&'a self, lines: &'a [Line]) -> Vec<&'a Piece> {
        let line = &lines[self.line];
        let beside = line
            .pieces
            .get(self.at + 1)
            .filter(|next| !is_label(&next.text));
        let own = self.own.iter().chain(beside);
        own.chain(below(lines, self.line, &line.pieces[self.at]))
            .collect()
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
    label(text).is_some()
}

/// The label that a text is or begins with, and what stands behind it. Without a colon every word
/// of the label must be known, and what is behind must look like a value.
fn label(text: &str) -> Option<(Role, &str, &str)> {
    if let Some((before, behind)) = text
        .split_once(':')
        .filter(|(_, rest)| !rest.starts_with('/'))
    {
        let is_time = before.ends_with(|c: char| c.is_ascii_digit());
        let role = known(before.trim());
        return role
            .filter(|_| !is_time)
            .map(|role| (role, before, behind.trim()));
    }
    let ends: Vec<usize> = (text.match_indices(' ').map(|(at, _)| at))
        .chain([text.len()])
        .collect();
    let ends = ends.iter().take(LABEL_WORDS_MAX).rev();
    let mut labels = ends.filter_map(|end| Some((known(&text[..*end])?, *end)));
    let (role, end) = labels.next()?;
    let behind = text[end..].trim();
    let is_value = behind.is_empty()
        || behind.starts_with(|c: char| c.is_ascii_digit() || c == '#')
        || !behind.contains(' ') && behind.contains(|c: char| c.is_ascii_digit());
    is_value.then_some((role, &text[..end], behind))
}

fn known(text: &str) -> Option<Role> {
    let title = title(text, Spelling::Exact).filter(|title| !title.has_stranger);
    title.map(|title| title.role)
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
