//! Gives what stands in a line to the columns of a table: by place first, then by kind.

use super::{Cell, Column};
use crate::page::Area;
use crate::printed::text::{Line, Piece};
use crate::printed::value::Habits;
use crate::sheet::role::Role;
use crate::sheet::words::known_currency;

/// How much a text weighs against a column of another kind, in units of the page.
const MISFIT: i64 = 20_000;
/// The most characters of a unit beside a number.
const UNIT_CHARS_MAX: usize = 5;
/// A gap that parts cells has at least this share of the widest between words.
const WIDE_PERCENT: u32 = 80;
/// Edges are aligned within this part of the height of the print.
const ALIGNED_PARTS: u32 = 8;
/// The most characters of a line number.
const LINE_NO_CHARS_MAX: usize = 6;

/// Gives each piece of a line its column: the nearest that takes its kind, from left to right.
pub(super) fn assign(line: &Line, band: &[Column], habits: &Habits) -> Vec<Cell> {
    if band.is_empty() {
        return Vec::new();
    }
    let pieces = cut_line(line, band, habits);
    let mut best: Vec<Vec<(i64, usize)>> = Vec::with_capacity(pieces.len());
    for piece in &pieces {
        let mut row = Vec::with_capacity(band.len());
        let mut least = (i64::MAX, 0);
        for (at, column) in band.iter().enumerate() {
            let before = best.last().map_or((0, 0), |last| (last[at].0, at));
            let cost = cost(piece, column, habits);
            let again = i64::from(piece.area.height()) * repeats(column.role, piece, habits);
            let stay = before
                .0
                .saturating_add(if best.is_empty() { 0 } else { again });
            let (from, came) = if stay < least.0 { (stay, at) } else { least };
            row.push((from.saturating_add(cost), came));
            if before.0 < least.0 {
                least = before;
            }
        }
        best.push(row);
    }
    joined(pieces, &path(&best), band)
}

/// How much it costs, in heights of the text, that a piece stands in the column of the one before:
/// two numbers hardly ever do.
fn repeats(role: Role, piece: &Piece, habits: &Habits) -> i64 {
    match role {
        Role::LineNo => 8,
        Role::Quantity | Role::UnitPrice | Role::Amount | Role::PriceBasis
            if number_in(&piece.text, habits) =>
        {
            8
        }
        Role::Unit | Role::DeliveryDate => 1,
        _ => 0,
    }
}

/// The columns of the cheapest way through a table of costs, each with where it came from.
fn path(best: &[Vec<(i64, usize)>]) -> Vec<usize> {
    let cheapest = |last: &Vec<(i64, usize)>| (0..last.len()).min_by_key(|at| last[*at].0);
    let mut at = best.last().and_then(cheapest).unwrap_or(0);
    let mut columns = Vec::with_capacity(best.len());
    for row in best.iter().rev() {
        columns.push(at);
        at = row[at].1;
    }
    columns.reverse();
    columns
}

fn joined(pieces: Vec<Piece>, columns: &[usize], band: &[Column]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for (piece, column) in pieces.into_iter().zip(columns) {
        let goes_on = |last: &&mut Cell| last.column == *column && last.role != Role::Other;
        match cells.last_mut().filter(goes_on) {
            Some(cell) => cell.piece = cell.piece.joined(&piece),
            None => cells.push(Cell {
                column: *column,
                role: band[*column].role,
                piece,
            }),
        }
    }
    cells
}

/// How badly a text goes into a column: how far it stands from it, and whether it is of its kind.
fn cost(piece: &Piece, column: &Column, habits: &Habits) -> i64 {
    let (left, right) = column.reach;
    let gap = left.saturating_sub(piece.area.right) + piece.area.left.saturating_sub(right);
    let aside = piece.area.middle_x().abs_diff(column.area.middle_x());
    i64::from(gap) + i64::from(aside) / 8 + misfit(piece, column.role, habits)
}

fn misfit(piece: &Piece, role: Role, habits: &Habits) -> i64 {
    let fits = -i64::from(piece.area.height());
    let is_number = number_in(&piece.text, habits);
    let with_unit = || is_number && piece.text.ends_with(char::is_alphabetic);
    let is_sign = !piece.text.contains(char::is_alphanumeric) || piece.text.len() == 3;
    match role {
        Role::Quantity if with_unit() => fits * 2,
        Role::Quantity | Role::UnitPrice | Role::Amount | Role::PriceBasis if is_number => fits,
        Role::UnitPrice | Role::Amount if is_sign => 0,
        Role::Quantity if is_unit(&piece.text) => 0,
        Role::Quantity | Role::UnitPrice | Role::Amount | Role::PriceBasis => MISFIT,
        Role::DeliveryDate if habits.day(piece).is_some() => fits,
        Role::DeliveryDate => MISFIT,
        Role::LineNo if piece.text.len() <= LINE_NO_CHARS_MAX && is_number => fits,
        Role::LineNo => MISFIT,
        Role::Unit if is_bare_number(&piece.text, habits) => MISFIT / 2,
        _ => 0,
    }
}

/// True for a number, with a unit behind a stroke if need be.
pub(super) fn number_in(text: &str, habits: &Habits) -> bool {
    let first = text.split('/').next().unwrap_or_default();
    habits.number(first).is_some_and(|number| {
        let before = number.before.trim();
        !before.contains(char::is_alphabetic) || known_currency(before).is_some()
    })
}

fn is_bare_number(text: &str, habits: &Habits) -> bool {
    (habits.number(text)).is_some_and(|number| number.behind.is_empty())
}

/// The pieces of a line. What stands too close to be told apart by its gaps is told apart by the
/// columns that it stands under.
fn cut_line(line: &Line, band: &[Column], habits: &Habits) -> Vec<Piece> {
    let mut whole: Vec<Piece> = line.pieces.iter().rev().cloned().collect();
    let mut parts: Vec<Piece> = Vec::with_capacity(whole.len());
    while let Some(piece) = whole.pop() {
        let is_taken = |column: &Column| {
            let others = whole.iter().chain(&parts);
            others
                .map(|other| other.area)
                .any(|area| column.area.left < area.right && area.left < column.area.right)
        };
        match cut(&piece, band, habits, &is_taken) {
            Some((left, right)) => {
                parts.push(left);
                whole.push(right);
            }
            None => parts.push(piece),
        }
    }
    parts
}

/// Parts a piece where its words go over from one column into another that is else empty.
fn cut(
    piece: &Piece,
    band: &[Column],
    habits: &Habits,
    is_taken: &dyn Fn(&Column) -> bool,
) -> Option<(Piece, Piece)> {
    let words: Vec<Area> = piece.word_areas().collect();
    let columns = columns_of(piece, &words, band, habits);
    (1..words.len()).find_map(|at| {
        let (from, to) = (*columns.get(at - 1)?, *columns.get(at)?);
        if from == to || is_taken(&band[to]) {
            return None;
        }
        let (left, right) = piece.cut(at)?;
        let length = columns[at..].iter().take_while(|column| **column == to);
        let next = right
            .cut(length.count())
            .map_or(right.clone(), |(next, _)| next);
        let has_number = number_in(&left.text, habits) || starts_number(&right.text);
        let is_seen = has_number && is_wide(&words, at) || is_aligned(&words[at], &band[to]);
        let fits = is_of(&left, band[from].role, habits) && is_of(&next, band[to].role, habits);
        (fits && is_seen).then_some((left, right))
    })
}

/// The column that each word of a piece stands nearest to; a unit stays with its quantity.
fn columns_of(piece: &Piece, words: &[Area], band: &[Column], habits: &Habits) -> Vec<usize> {
    let has_units = band.iter().any(|column| column.role == Role::Unit);
    let texts: Vec<&str> = piece.text.split(' ').collect();
    let mut columns: Vec<usize> = words.iter().map(|word| nearest(word, band)).collect();
    for at in 1..columns.len().min(texts.len()) {
        let counts = band[columns[at - 1]].role == Role::Quantity;
        let counted = is_bare_number(texts[at - 1], habits) && is_unit(texts[at]);
        if counts && counted && !has_units {
            columns[at] = columns[at - 1];
        }
    }
    columns
}

fn starts_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// True when hardly any words of a piece stand further apart.
fn is_wide(words: &[Area], at: usize) -> bool {
    let gap = |at: usize| words[at].left.saturating_sub(words[at - 1].right);
    (1..words.len()).all(|other| gap(other) * WIDE_PERCENT <= gap(at) * 100)
}

/// True when a word begins where a title begins: in print of one width, gaps tell nothing.
fn is_aligned(word: &Area, column: &Column) -> bool {
    let aside = word.left.abs_diff(column.area.left);
    column.role != Role::Other && aside * ALIGNED_PARTS <= word.height()
}

/// Index of the column that a word stands nearest to.
fn nearest(word: &Area, band: &[Column]) -> usize {
    let distance = |column: &Column| {
        let (left, right) = column.reach;
        let gap = left.saturating_sub(word.right) + word.left.saturating_sub(right);
        (gap, word.middle_x().abs_diff(column.area.middle_x()))
    };
    let columns = 0..band.len();
    columns.min_by_key(|at| distance(&band[*at])).unwrap_or(0)
}

/// True when a text alone looks like what belongs into a column.
fn is_of(piece: &Piece, role: Role, habits: &Habits) -> bool {
    let text = piece.text.as_str();
    let is_unit = is_unit(text);
    match role {
        Role::Quantity | Role::UnitPrice | Role::Amount => number_in(text, habits) || is_unit,
        Role::LineNo | Role::PriceBasis | Role::PackSize => number_in(text, habits),
        Role::DeliveryDate => habits.day(piece).is_some(),
        Role::Unit => is_unit,
        Role::Item | Role::BuyerPart | Role::SupplierPart | Role::Gtin => {
            !text.contains(' ') && text.contains(|c: char| c.is_ascii_digit())
        }
        Role::Description => text.contains(char::is_alphabetic) && !is_bare_number(text, habits),
        _ => true,
    }
}

/// A short word, such as a unit is.
pub(super) fn is_unit(text: &str) -> bool {
    let text = text.trim_end_matches('.');
    let short = text.chars().count() <= UNIT_CHARS_MAX && !text.is_empty();
    short && text.chars().all(char::is_alphabetic)
}
