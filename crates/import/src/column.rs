//! The columns of each kind of file: one table that the readers, the error messages and
//! `docs/import.md` share.

use crate::kind::Kind;
use crate::{customers, items, parts, prices, sites, stock};

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its title, compared without regard to case.
    pub name: &'static str,
    /// Whether it has to be there.
    pub need: Need,
    /// What stands in a cell, to complete "expected ...".
    pub expected: &'static str,
    /// A cell of the example row in the documentation.
    pub example: &'static str,
}

/// Whether a column has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It does, and has something in every row.
    Required,
    /// Without it, what is there stays; an empty cell empties it.
    Optional,
    /// It may stand in the file, and Kept has no place for it.
    NotKept,
}

/// A column that has to be there.
pub const fn required(name: &'static str, expected: &'static str, example: &'static str) -> Column {
    let need = Need::Required;
    Column {
        name,
        need,
        expected,
        example,
    }
}

/// A column that may be there.
pub const fn optional(name: &'static str, expected: &'static str, example: &'static str) -> Column {
    let need = Need::Optional;
    Column {
        name,
        need,
        expected,
        example,
    }
}

/// A column that may be there and is not kept.
pub const fn not_kept(name: &'static str, expected: &'static str, example: &'static str) -> Column {
    let need = Need::NotKept;
    Column {
        name,
        need,
        expected,
        example,
    }
}

/// The columns of a kind, in the order that they are documented in.
pub fn columns(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::Sites => sites::SITES,
        Kind::Lanes => sites::LANES,
        Kind::Items => items::COLUMNS,
        Kind::Prices => prices::COLUMNS,
        Kind::Customers => customers::COLUMNS,
        Kind::Parts => parts::COLUMNS,
        Kind::Stock => stock::STOCK,
        Kind::Supply => stock::SUPPLY,
    }
}

/// The place of a title among the columns.
pub fn position(columns: &[Column], title: &str) -> Option<usize> {
    columns
        .iter()
        .position(|column| column.name.eq_ignore_ascii_case(title.trim()))
}

/// The names of some columns, for a message.
pub fn names<'a>(columns: impl IntoIterator<Item = &'a Column>) -> String {
    let names: Vec<&str> = columns.into_iter().map(|column| column.name).collect();
    names.join(", ")
}

/// The example row as it stands in a CSV file.
pub fn example(columns: &[Column]) -> String {
    let cell = |column: &Column| match column.example.contains(',') {
        true => format!("\"{}\"", column.example),
        false => column.example.to_owned(),
    };
    columns.iter().map(cell).collect::<Vec<_>>().join(",")
}
