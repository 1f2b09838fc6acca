//! Blocks of lines that name a party: under, beside or behind a label, or an address by itself.

use super::label::is_label;
use super::part::{Part, part};
use super::party_line::{Told, told};
use super::text::{Line, Piece};
use crate::page::Area;
use crate::sheet::party::looks_like_id;

/// The most lines of a block.
const BLOCK_LINES_MAX: usize = 8;
/// Lines of a labelled block stand no further apart, in heights of a line.
const BLOCK_GAP_HEIGHTS: u32 = 2;
/// How far beside its label a block may begin, in heights of the label.
const BESIDE_HEIGHTS_MAX: u32 = 12;
/// How far behind a town its postcode may stand, in heights of the line.
const POSTCODE_HEIGHTS_MAX: u32 = 5;
/// The most characters of a postcode.
const POSTCODE_CHARS_MAX: usize = 10;
/// A block of lines that names a party.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// As its label says.
    pub part: Option<Part>,
    /// Name and address.
    pub lines: Vec<Piece>,
    /// The number that the party has, where it stands right behind the label.
    pub id: Option<Piece>,
    /// Phones, numbers and other labelled lines in it.
    pub details: Vec<Piece>,
}

/// Every labelled block above a line.
pub(super) fn labelled(lines: &[Line], end: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (index, line) in lines[..end].iter().enumerate() {
        for (at, piece) in line.pieces.iter().enumerate() {
            let (words, own) = piece.text.split_once(':').unwrap_or((&piece.text, ""));
            if let Some(part) = part(words) {
                let block = Search::new(lines, index, at, own.trim()).block(part);
                if !block.lines.is_empty() || block.id.is_some() {
                    blocks.push(block);
                }
            }
        }
    }
    blocks
}

/// Runs of lines on the first page above some line that stand below each other, in no other block.
pub(super) fn standing(lines: &[Line], end: usize, taken: &[Block]) -> Vec<Block> {
    let taken = |piece: &Piece| {
        let mut own = taken
            .iter()
            .flat_map(|block| block.lines.iter().chain(&block.details));
        own.any(|line| line.shown == piece.shown)
    };
    let mut runs: Vec<Block> = Vec::new();
    let first = lines[..end].iter().take_while(|line| line.page == 1);
    let pieces = first.flat_map(|line| {
        line.pieces
            .iter()
            .enumerate()
            .map(move |(at, piece)| (line, at, piece))
    });
    for (line, at, piece) in pieces {
        if taken(piece) {
            continue;
        }
        let run = runs.iter_mut().rev().find(|run| goes_on(run, piece));
        match (run, told(&piece.text)) {
            (Some(run), Told::Detail) => run.details.push(piece.clone()),
            (Some(run), Told::Line(_)) if run.lines.len() < BLOCK_LINES_MAX => {
                run.lines.push(with_postcode(line, at));
            }
            (None, Told::Line(_)) => runs.push(Block {
                lines: vec![piece.clone()],
                ..Block::default()
            }),
            (_, Told::Line(_) | Told::Company(_) | Told::Detail | Told::Label | Told::Nothing) => {}
        }
    }
    runs
}

/// True for the next line of a run: right below it, at its left edge or its middle.
fn goes_on(run: &Block, piece: &Piece) -> bool {
    let last = run
        .lines
        .iter()
        .chain(&run.details)
        .max_by_key(|line| line.area.bottom);
    last.is_some_and(|last| {
        let gap = piece.area.top.saturating_sub(last.area.bottom);
        let under = piece.area.top >= last.area.middle_y();
        under
            && gap <= last.area.height().max(piece.area.height())
            && in_column(piece, &run.lines[0].area)
    })
}

/// At the left edge or around the middle of another line.
fn in_column(piece: &Piece, other: &Area) -> bool {
    let near = piece.area.height() * 3 / 2;
    let middle = |area: &Area| u64::from(area.left) + u64::from(area.right);
    piece.area.left.abs_diff(other.left) <= near
        || middle(&piece.area).abs_diff(middle(other)) <= u64::from(near)
}

/// Looks for the lines of one labelled block.
struct Search<'a> {
    lines: &'a [Line],
    index: usize,
    at: usize,
    label: &'a Piece,
    /// What stands in the same piece behind the label.
    own: &'a str,
}

impl<'a> Search<'a> {
    fn new(lines: &'a [Line], index: usize, at: usize, own: &'a str) -> Search<'a> {
        let label = &lines[index].pieces[at];
        Search {
            lines,
            index,
            at,
            label,
            own,
        }
    }

    fn block(&self, part: Part) -> Block {
        let mut block = Block {
            part: Some(part),
            ..Block::default()
        };
        if let Some(head) = self.head() {
            if looks_like_id(&head.text) {
                block.id = Some(head);
            } else {
                block.lines.push(head);
            }
        }
        let mut last = self.label.area;
        for row in &self.lines[self.index + 1..] {
            let gap = row.area.top.saturating_sub(last.bottom);
            if row.page != self.label.page
                || gap > last.height() * BLOCK_GAP_HEIGHTS
                || block.lines.len() >= BLOCK_LINES_MAX
            {
                break;
            }
            let Some(at) = self.next(row, &block) else {
                continue;
            };
            last = row.pieces[at].area;
            if !block.takes(row, at) {
                break;
            }
        }
        block
    }

    /// What stands behind or beside the label.
    fn head(&self) -> Option<Piece> {
        if !self.own.is_empty() {
            return Some(behind(self.label, self.own));
        }
        let line = &self.lines[self.index];
        let next = line.pieces.get(self.at + 1)?;
        let gap = next.area.left.saturating_sub(self.label.area.right);
        let is_beside = gap < self.label.area.height() * BESIDE_HEIGHTS_MAX
            && is_content(next)
            && (self.label.text.ends_with(':') || !self.has_text_below());
        is_beside.then(|| with_postcode(line, self.at + 1))
    }

    /// True when the next line has something at the label's own edge.
    fn has_text_below(&self) -> bool {
        let limit = self.label.area.bottom + self.label.area.height() * BLOCK_GAP_HEIGHTS;
        let rows = self.lines[self.index + 1..].iter();
        let mut near = rows.take_while(|row| row.page == self.label.page && row.area.top <= limit);
        near.any(|row| {
            let mut pieces = row.pieces.iter();
            pieces.any(|piece| in_column(piece, &self.label.area) && is_content(piece))
        })
    }

    /// The piece of a row that goes on with the block: below its first or its last line, or below
    /// the label itself.
    fn next(&self, row: &Line, block: &Block) -> Option<usize> {
        let wide = match self.own {
            "" => 0,
            _ => self.label.area.height() * 2,
        };
        let ends = [block.lines.first(), block.lines.last()];
        let follows = |piece: &Piece| {
            let mut ends = ends.iter().flatten();
            ends.any(|line| {
                in_column(piece, &line.area) || piece.area.left.abs_diff(line.area.left) <= wide
            })
        };
        let found = |fits: &dyn Fn(&Piece) -> bool| row.pieces.iter().position(fits);
        if block.lines.is_empty() {
            return found(&|piece| self.is_mine(piece));
        }
        found(&follows).or_else(|| found(&|piece| in_column(piece, &self.label.area)))
    }

    /// The first line below a label: at its edge, or nearer to it than to any other label beside it.
    fn is_mine(&self, piece: &Piece) -> bool {
        let label = self.label;
        if in_column(piece, &label.area) || piece.overlaps(&label.area) {
            return true;
        }
        let heads = self.lines[self.index].pieces.iter();
        let heads: Vec<&Piece> = heads.filter(|head| part(&head.text).is_some()).collect();
        let apart = |head: &Piece| {
            let middles = head.area.middle_x().abs_diff(piece.area.middle_x());
            middles.min(head.area.left.abs_diff(piece.area.left))
        };
        let nearest = heads.iter().min_by_key(|head| apart(head));
        heads.len() > 1 && nearest.is_some_and(|head| head.shown == label.shown)
    }
}

impl Block {
    /// Takes a piece in; `false` where something else begins.
    fn takes(&mut self, row: &Line, at: usize) -> bool {
        let piece = &row.pieces[at];
        match told(&piece.text) {
            Told::Line(text) if text == piece.text => self.lines.push(with_postcode(row, at)),
            Told::Line(text) => self.lines.push(behind(piece, text)),
            Told::Company(text) => self.lines = vec![behind(piece, text)],
            Told::Detail => self.details.push(piece.clone()),
            Told::Label if self.lines.is_empty() && part(&piece.text).is_none() => {
                self.details.push(piece.clone());
            }
            Told::Label => return false,
            Told::Nothing => {}
        }
        true
    }
}

/// Neither a label nor the name of a part.
fn is_content(piece: &Piece) -> bool {
    !is_label(&piece.text) && part(piece.text.trim_end_matches(':')).is_none()
}

/// The last part of a piece, which begins where its share of the letters says.
fn behind(piece: &Piece, own: &str) -> Piece {
    let whole = piece.text.chars().count().max(1) as u64;
    let width = u64::from(piece.area.width());
    let own_width = (width * own.chars().count() as u64 / whole).min(width);
    let mut found = piece.saying(own);
    found.area.left = piece.area.right - own_width as u32;
    found
}

/// A piece with the postcode that stands a little further.
fn with_postcode(line: &Line, at: usize) -> Piece {
    let piece = &line.pieces[at];
    let next = line.pieces.get(at + 1).filter(|next| {
        let gap = next.area.left.saturating_sub(piece.area.right);
        let is_code = |c: char| c.is_ascii_digit() || c == '-';
        gap <= piece.area.height() * POSTCODE_HEIGHTS_MAX
            && (4..=POSTCODE_CHARS_MAX).contains(&next.text.len())
            && next.text.chars().all(is_code)
    });
    match next {
        Some(next) => piece.joined(next),
        None => piece.clone(),
    }
}
