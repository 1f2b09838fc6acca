//! Tables of lines: a band of titles, columns by alignment and kind, and the rows below them.

mod cells;
mod forms;
mod rows;
mod settle;
mod sums;
mod titles;
mod untitled;

use super::label::spoken;
use super::text::{Line, Piece};
use super::value::Habits;
use crate::page::Area;
use crate::sheet::role::Role;
use crate::sheet::words::Concept;
pub(super) use rows::states_sum;
use std::ops::Range;

/// A title of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub role: Role,
    pub area: Area,
    /// From where to where its content stands: between upright rules, or as far as the title.
    pub reach: (u32, u32),
    pub text: String,
}

/// A table: titles, and where its body ends among the lines.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// One list of columns for each line of an item; one list where all is in one line.
    bands: Vec<Vec<Column>>,
    /// Which lines hold its titles.
    pub titles: Range<usize>,
    /// The line behind its body.
    pub end: usize,
    /// Items that were found without columns.
    forms: Vec<Row>,
}

/// What stands in one column of one line.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// Index of its column among those of the table, band by band.
    column: usize,
    pub role: Role,
    pub piece: Piece,
}

/// An item of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// What stands in each column.
    pub cells: Vec<Cell>,
    /// Texts above its numbers that belong to it.
    pub before: Vec<Piece>,
    /// Texts below it that go on.
    pub more: Vec<Piece>,
}

impl Row {
    /// The content of the first column of a meaning.
    pub fn cell(&self, role: Role) -> Option<&Piece> {
        let found = self.cells.iter().find(|cell| cell.role == role);
        found.map(|cell| &cell.piece)
    }
}

/// All tables of a document, from the top: those with titles, else one that shows by its
/// arithmetic, else items that are written as forms.
pub(super) fn tables(lines: &[Line]) -> Vec<Table> {
    let mut tables = titles::tables(lines);
    tables.iter_mut().for_each(|table| table.settle(lines));
    let habits = Habits::of(lines);
    let has_items = |table: &Table| !table.rows(lines, &habits).is_empty();
    if tables.iter().any(has_items) {
        return tables;
    }
    let other = untitled::table(lines, &habits).or_else(|| forms::table(lines, &habits));
    other.map_or(tables, |table| vec![table])
}

impl Table {
    /// The items of its body.
    pub fn rows(&self, lines: &[Line], habits: &Habits) -> Vec<Row> {
        if !self.forms.is_empty() {
            return self.forms.clone();
        }
        let mut rows = rows::rows(self, lines, habits);
        sums::settle(&mut rows, habits);
        rows
    }

    /// True when the title of the description speaks of an item number too.
    pub fn describes_parts(&self) -> bool {
        let text = self
            .column(Role::Description)
            .map(|column| spoken(&column.text));
        text.is_some_and(|words| {
            words.contains(&Concept::Item) || words.contains(&Concept::Material)
        })
    }

    /// True when the title over a cell speaks of something.
    pub fn says(&self, cell: &Cell, concept: Concept) -> bool {
        let column = self.bands.iter().flatten().nth(cell.column);
        column.is_some_and(|column| spoken(&column.text).contains(&concept))
    }

    /// True when it counts once and sums up nowhere: there is nothing that its quantities could
    /// agree with, and nothing that they could be mistaken for.
    pub fn is_plain(&self) -> bool {
        let count = |role| {
            let columns = self.bands.iter().flatten();
            columns.filter(|column| column.role == role).count()
        };
        count(Role::Quantity) == 1 && count(Role::PackSize) == 0 && count(Role::Amount) == 0
    }

    /// True when it has a column of this meaning.
    pub fn has(&self, role: Role) -> bool {
        self.column(role).is_some()
    }

    fn column(&self, role: Role) -> Option<&Column> {
        let mut columns = self.bands.iter().flatten();
        columns.find(|column| column.role == role)
    }
}

#[cfg(test)]
mod tests;
