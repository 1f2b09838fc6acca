//! What is exported as rows: which columns there are, and the cells of a row.

use super::{Cursor, CustomerFilter, ItemFilter, OrderFilter, StockFilter, SupplyFilter};
use serde::{Serialize, Serializer};
use std::fmt;
use vocab::{Day, Instant, Money};

/// What to export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Export {
    /// A row for each order, the newest first, whatever the filter's order.
    Orders(OrderFilter),
    /// A row for each line of these orders.
    OrderLines(OrderFilter),
    /// A row for each item and site.
    Stock(StockFilter),
    /// A row for each item.
    Items(ItemFilter),
    /// A row for each customer; names are in the vault.
    Customers(CustomerFilter),
    /// A row for each element of supply.
    Supply(SupplyFilter),
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// There is none.
    Nothing,
    /// Text. It may come from a document: whoever writes it takes care that it is no formula.
    Text(String),
    /// A number.
    Number(i64),
    /// An amount of money; its currency stands in a column of its own.
    Amount(Money),
    /// A day.
    Day(Day),
    /// A moment.
    At(Instant),
    /// Yes or no.
    Flag(bool),
}

/// Some rows of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportRows {
    /// The names of the columns.
    pub columns: &'static [&'static str],
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
    /// Hand this in as `after` to go on; `None` at the end.
    pub next: Option<Cursor>,
}

/// As it stands in CSV: nothing is empty.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Nothing => Ok(()),
            Cell::Text(text) => f.write_str(text),
            Cell::Number(number) => write!(f, "{number}"),
            Cell::Amount(money) => f.write_str(money.digits().as_str()),
            Cell::Day(day) => write!(f, "{day}"),
            Cell::At(at) => write!(f, "{at}"),
            Cell::Flag(flag) => write!(f, "{flag}"),
        }
    }
}

/// As it stands in JSON: amounts are text, so that they are exact.
impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Nothing => to.serialize_none(),
            Cell::Number(number) => to.serialize_i64(*number),
            Cell::Flag(flag) => to.serialize_bool(*flag),
            Cell::Text(_) | Cell::Amount(_) | Cell::Day(_) | Cell::At(_) => to.collect_str(self),
        }
    }
}

macro_rules! cells {
    ($($from:ty => $cell:expr,)+) => {
        $(impl From<$from> for Cell {
            fn from(value: $from) -> Cell {
                $cell(value)
            }
        })+
    };
}

cells! {
    String => Cell::Text,
    &str => |text: &str| Cell::Text(text.to_owned()),
    i64 => Cell::Number,
    u64 => |number: u64| Cell::Number(crate::row::signed(number)),
    u32 => |number: u32| Cell::Number(number.into()),
    u16 => |number: u16| Cell::Number(number.into()),
    vocab::Quantity => |quantity: vocab::Quantity| quantity.0.into(),
    vocab::Currency => |currency: vocab::Currency| currency.as_str().into(),
    Money => Cell::Amount,
    Day => Cell::Day,
    Instant => Cell::At,
    bool => Cell::Flag,
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Nothing, T::into)
    }
}
