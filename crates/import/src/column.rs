//! The columns of each kind of file: one table that the readers, the error messages and
//! `docs/import.md` share.

use crate::also::Names;
use crate::delimited;
use crate::kind::Kind;
use crate::{
    customers, groups, items, parts, prices, quotas, sites, stock, substitutes, supplier_stock,
};
use serde::Serialize;

/// A column, which is a field of what is imported.
#[derive(Debug)]
pub struct Column {
    /// Its title.
    pub name: &'static str,
    /// Whether it has to be there.
    pub need: Need,
    /// What stands in a cell, to complete "expected ...".
    pub expected: &'static str,
    /// Its cells in the two example rows of the documentation and the template.
    pub examples: [&'static str; 2],
    /// Other titles that are read as it, with commas between them.
    pub also: Names,
}

impl Column {
    /// Other titles that are read as it, nearest first.
    pub fn also(&self) -> impl Iterator<Item = &'static str> {
        self.also.split(", ").filter(|name| !name.is_empty())
    }
}

/// Whether a column has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// It does, and has something in every row.
    Required,
    /// Without it, what is there stays; an empty cell empties it.
    Optional,
    /// It may stand in the file, and Kept has no place for it.
    NotKept,
}

/// A column that has to be there.
pub const fn required(
    name: &'static str,
    expected: &'static str,
    examples: [&'static str; 2],
    also: Names,
) -> Column {
    Column {
        name,
        need: Need::Required,
        expected,
        examples,
        also,
    }
}

/// A column that may be there.
pub const fn optional(
    name: &'static str,
    expected: &'static str,
    examples: [&'static str; 2],
    also: Names,
) -> Column {
    Column {
        need: Need::Optional,
        ..required(name, expected, examples, also)
    }
}

/// A column that may be there and is not kept.
pub const fn not_kept(
    name: &'static str,
    expected: &'static str,
    examples: [&'static str; 2],
    also: Names,
) -> Column {
    Column {
        need: Need::NotKept,
        ..required(name, expected, examples, also)
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
        Kind::Groups => groups::COLUMNS,
        Kind::Stock => stock::STOCK,
        Kind::Receipts => stock::RECEIPTS,
        Kind::Supply => stock::SUPPLY,
        Kind::Quotas => quotas::COLUMNS,
        Kind::SupplierStock => supplier_stock::COLUMNS,
        Kind::Substitutes => substitutes::COLUMNS,
    }
}

/// The place of a field among the columns.
pub fn position(columns: &[Column], name: &str) -> Option<usize> {
    columns.iter().position(|column| column.name == name)
}

/// The names of some columns, for a message.
pub fn names<'a>(columns: impl IntoIterator<Item = &'a Column>) -> String {
    let names: Vec<&str> = columns.into_iter().map(|column| column.name).collect();
    names.join(", ")
}

/// An example row as it stands in a CSV file.
pub fn example(columns: &[Column], row: usize) -> String {
    let cells = columns.iter().map(|column| column.examples[row]);
    delimited::line(cells)
}
