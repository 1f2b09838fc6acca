//! The kinds of things that are wrong with files.

use serde::{Deserialize, Serialize};

/// What kind of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ImportProblemCode"))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// All files together are larger than is taken.
    FilesTooLarge,
    /// There is nothing in the file.
    Empty,
    /// The text is not UTF-8.
    NotUtf8,
    /// The workbook can't be read.
    BadWorkbook,
    /// The JSON is not a list of objects.
    NotObjects,
    /// A quote is not closed, or goes on behind its end.
    BadQuotes,
    /// There are more rows, or more text, than are taken.
    TooManyRows,
    /// There are more columns than are taken.
    TooManyColumns,
    /// A cell is longer than is taken.
    CellTooLong,
    /// A row has another number of cells than the titles.
    CellCount,
    /// Two columns, or two keys of an object, are called the same.
    ColumnTwice,
    /// A column that has to be there is not.
    ColumnMissing,
    /// The mapping names a field that files of this kind do not have.
    NoSuchField,
    /// The mapping names a column that is not in the file.
    NoSuchColumn,
    /// What stands in the cell is not what belongs there.
    Unfit,
    /// The code leads to nothing.
    Unknown,
    /// The amount is out of range, or has more decimals than its currency.
    BadAmount,
    /// It stands in an earlier row already.
    Repeated,
    /// Rows of one item and site are more than is taken together.
    SumTooLarge,
    /// The quantity is out of range, or no whole number of the base unit.
    NotWhole,
    /// Supply of this reference is announced already, and otherwise.
    AnnouncedOtherwise,
    /// The item is counted in another base unit already.
    BaseUnitStays,
    /// The unit is the base unit itself, which has no ratio.
    IsBaseUnit,
    /// The item has no such unit.
    NotItsUnit,
    /// The price list is in another currency.
    OtherCurrency,
    /// The row needs a ship-to, and names none.
    ShipToMissing,
    /// The row says something else of the customer than its first row.
    Differs,
    /// The customer has a default ship-to already.
    TwoDefaults,
    /// What belongs to one record is too much for the journal.
    RecordTooLarge,
    /// A rule of the book says no.
    Refused,
}

impl Code {
    /// Every code.
    pub const ALL: [Code; 30] = [
        Code::FilesTooLarge,
        Code::Empty,
        Code::NotUtf8,
        Code::BadWorkbook,
        Code::NotObjects,
        Code::BadQuotes,
        Code::TooManyRows,
        Code::TooManyColumns,
        Code::CellTooLong,
        Code::CellCount,
        Code::ColumnTwice,
        Code::ColumnMissing,
        Code::NoSuchField,
        Code::NoSuchColumn,
        Code::Unfit,
        Code::Unknown,
        Code::BadAmount,
        Code::Repeated,
        Code::SumTooLarge,
        Code::NotWhole,
        Code::AnnouncedOtherwise,
        Code::BaseUnitStays,
        Code::IsBaseUnit,
        Code::NotItsUnit,
        Code::OtherCurrency,
        Code::ShipToMissing,
        Code::Differs,
        Code::TwoDefaults,
        Code::RecordTooLarge,
        Code::Refused,
    ];
}
