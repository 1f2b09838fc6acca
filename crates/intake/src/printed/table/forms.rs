//! Items that are written as little forms: each value behind its label, one item below the other.

use super::{Cell, Row, Table};
use crate::printed::label::labels;
use crate::printed::text::{Line, Piece};
use crate::printed::value::Habits;
use crate::sheet::role::Role;

/// The most items that are read so.
const ITEMS_MAX: usize = 1_000;
/// What an item may begin with: its number, its name, how much of it.
const BEGINNINGS: [Role; 7] = [
    Role::LineNo,
    Role::Item,
    Role::BuyerPart,
    Role::SupplierPart,
    Role::Gtin,
    Role::Description,
    Role::Quantity,
];
/// What it may state besides.
const DETAILS: [Role; 5] = [
    Role::Unit,
    Role::UnitPrice,
    Role::PriceBasis,
    Role::Amount,
    Role::DeliveryDate,
];

/// The items of a document without tables.
pub(super) fn table(lines: &[Line], habits: &Habits) -> Option<Table> {
    let items = items(lines, habits);
    let (first, _) = items.first()?;
    Some(Table {
        bands: Vec::new(),
        titles: *first..*first,
        end: lines.len(),
        forms: items.iter().map(|(_, row)| row.clone()).collect(),
    })
}

/// Each item with the line that it begins in.
fn items(lines: &[Line], habits: &Habits) -> Vec<(usize, Row)> {
    let mut items: Vec<(usize, Row)> = Vec::new();
    let labels = labels(lines);
    for label in labels.iter().filter(|label| !label.is_rough) {
        let Some(value) = label.values(lines).first().copied() else {
            continue;
        };
        let is_new = BEGINNINGS.contains(&label.role)
            && items
                .last()
                .is_none_or(|(_, row)| row.cell(label.role).is_some());
        if is_new && items.len() < ITEMS_MAX {
            items.push((label.line, Row::default()));
        }
        let is_of_line = BEGINNINGS.contains(&label.role) || DETAILS.contains(&label.role);
        if let Some((_, row)) = items.last_mut().filter(|_| is_of_line) {
            row.state(label.role, value);
        }
    }
    items.retain(|(_, row)| row.is_item(habits));
    items
}

impl Row {
    fn state(&mut self, role: Role, value: &Piece) {
        if self.cell(role).is_none() {
            self.cells.push(Cell {
                column: self.cells.len(),
                role,
                piece: value.clone(),
            });
        }
    }

    /// True when something is named and counted.
    fn is_item(&self, habits: &Habits) -> bool {
        let counts = self.cell(Role::Quantity);
        let is_named = self
            .cells
            .iter()
            .any(|cell| cell.role != Role::LineNo && BEGINNINGS[..6].contains(&cell.role));
        is_named && counts.is_some_and(|piece| habits.number(&piece.text).is_some())
    }
}
