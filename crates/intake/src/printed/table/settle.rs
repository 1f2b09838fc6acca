//! Looks at the content of a table where its titles leave a choice.

use super::{Column, Table};
use crate::page::Area;
use crate::printed::text::Line;
use crate::printed::value::looks_like_code;
use crate::sheet::role::Role;

/// How many lines of a body are asked what a column holds.
const ITEM_LINES_MAX: usize = 4;

impl Table {
    /// A column titled "Item" may count, name or describe; "Quantity / Unit" and "Per unit" hold
    /// numbers; without a quantity the pack is one.
    pub(super) fn settle(&mut self, lines: &[Line]) {
        let body = &lines[self.titles.end..self.end];
        let first = body.iter().position(is_item_like).unwrap_or(0);
        for (at, band) in self.bands.iter_mut().enumerate() {
            let body = body.get(first + at..).unwrap_or_default();
            settle_serial(band, body);
            settle_items(band, body);
            settle_item(band, body);
            settle_description(band, body);
            for role in [Role::Unit, Role::PackSize] {
                if !has(band, Role::Quantity) {
                    rename_number(band, role, Role::Quantity, body);
                }
            }
            rename_number(band, Role::Unit, Role::PriceBasis, body);
            settle_basis(band, body);
        }
    }
}

fn has(band: &[Column], role: Role) -> bool {
    band.iter().any(|column| column.role == role)
}

/// True for a line that holds several numbers.
fn is_item_like(line: &Line) -> bool {
    let words = line.pieces.iter().flat_map(|piece| piece.text.split(' '));
    let has_digit = |word: &&str| word.contains(|c: char| c.is_ascii_digit());
    words.filter(has_digit).count() >= 2
}

/// Gives a column that holds numbers another meaning.
fn rename_number(band: &mut [Column], from: Role, to: Role, body: &[Line]) {
    let is_number = |column: &&mut Column| {
        let first = first_below(column, body);
        column.role == from && first.starts_with(|c: char| c.is_ascii_digit())
    };
    if let Some(column) = band.iter_mut().find(is_number) {
        column.role = to;
    }
}

/// Of two descriptions, the longer one describes.
fn settle_description(band: &mut [Column], body: &[Line]) {
    let length = |column: &Column| first_below(column, body).chars().count();
    let described = band
        .iter()
        .filter(|column| column.role == Role::Description);
    let Some(longest) = described.max_by_key(|column| length(column)) else {
        return;
    };
    let kept = longest.area;
    for column in band.iter_mut() {
        if column.role == Role::Description && column.area != kept {
            column.role = Role::Other;
        }
    }
}

/// Of two prices, the one that is a power of ten is what the other is for.
fn settle_basis(band: &mut [Column], body: &[Line]) {
    if has(band, Role::PriceBasis) {
        return;
    }
    let mut columns = band.iter_mut();
    if !columns.any(|column| column.role == Role::UnitPrice) {
        return;
    }
    let is_basis = |column: &&mut Column| {
        let first = first_below(column, body);
        column.role == Role::UnitPrice && matches!(first.as_str(), "1" | "10" | "100" | "1000")
    };
    if let Some(column) = columns.find(is_basis) {
        column.role = Role::PriceBasis;
    }
}

/// The text below a title in the first lines of a body, from the word on that stands there.
fn first_below(column: &Column, body: &[Line]) -> String {
    let is_under = |area: &Area| column.reach.0 < area.right && area.left < column.reach.1;
    let first = body.iter().take(ITEM_LINES_MAX);
    let mut pieces = first.flat_map(|line| &line.pieces);
    let found = pieces.find_map(|piece| {
        let at = piece.word_areas().position(|area| is_under(&area))?;
        Some(
            piece
                .cut(at)
                .map_or_else(|| piece.text.clone(), |(_, rest)| rest.text),
        )
    });
    found.unwrap_or_default()
}

/// Of an item's number and an item's name, both titled as an item, the one without digits is the
/// name.
fn settle_items(band: &mut [Column], body: &[Line]) {
    let items = band.iter().filter(|column| column.role == Role::Item);
    if has(band, Role::Description) || items.count() < 2 {
        return;
    }
    let is_name = |column: &&mut Column| {
        let text = first_below(column, body);
        column.role == Role::Item && !text.contains(|c: char| c.is_ascii_digit())
    };
    if let Some(name) = band.iter_mut().rev().find(is_name) {
        name.role = Role::Description;
    }
}

/// A first column that nobody understands and that counts from one numbers the lines.
fn settle_serial(band: &mut [Column], body: &[Line]) {
    let has_number = has(band, Role::LineNo);
    let counts = |first: &&mut Column| {
        first.role == Role::Other && !has_number && first_below(first, body) == "1"
    };
    if let Some(first) = band.first_mut().filter(counts) {
        first.role = Role::LineNo;
    }
}

fn settle_item(band: &mut [Column], body: &[Line]) {
    let (has_number, has_text) = (has(band, Role::LineNo), has(band, Role::Description));
    let Some(item) = band.iter_mut().find(|column| column.role == Role::Item) else {
        return;
    };
    let first = first_below(item, body);
    let word = first.split(' ').next().unwrap_or_default();
    let counts = word.len() <= 5 && matches!(word.trim_start_matches('0'), "1" | "10");
    if counts && !has_number {
        item.role = Role::LineNo;
    } else if !has_text && first.contains(' ') && !first.split(' ').all(looks_like_code) {
        item.role = Role::Description;
    }
}
