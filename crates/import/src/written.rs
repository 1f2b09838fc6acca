//! A record as the cells of a row, in the order of its kind's columns and in the words that an import
//! reads: what an export writes and a preview shows.

use crate::column::{Column, Need};
use std::borrow::Cow;
use std::fmt::Display;
use vocab::guard::guarded;
use vocab::{Currency, Money, Ratio, Weekday};

/// Cells of a record.
#[derive(Default)]
pub struct Written(Vec<Cell>);

struct Cell {
    text: String,
    /// True for what people wrote, which a spreadsheet program must not take for a formula.
    is_text: bool,
}

/// The columns that a record is written in.
pub fn written_columns(columns: &'static [Column]) -> impl Iterator<Item = &'static Column> {
    let kept = |column: &&Column| column.need != Need::NotKept;
    columns.iter().filter(kept)
}

impl Written {
    /// Adds what people wrote.
    pub fn text(mut self, text: impl Into<String>) -> Written {
        self.0.push(Cell {
            text: text.into(),
            is_text: true,
        });
        self
    }

    /// Adds what Kept writes: a number, a day, a word of its own.
    pub fn plain(mut self, plain: impl Display) -> Written {
        self.0.push(Cell {
            text: plain.to_string(),
            is_text: false,
        });
        self
    }

    /// Adds what may not be there.
    pub fn maybe(self, plain: Option<impl Display>) -> Written {
        match plain {
            Some(plain) => self.plain(plain),
            None => self.plain(""),
        }
    }

    /// Adds an amount in minor units.
    pub fn money(self, minor: i64, currency: Currency) -> Written {
        self.plain(Money { minor, currency }.digits().as_str())
    }

    /// As people see it.
    pub fn into_shown(self) -> Vec<String> {
        self.0.into_iter().map(|cell| cell.text).collect()
    }

    /// As it may stand in a file.
    pub fn cells(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.iter().map(|cell| match cell.is_text {
            true => guarded(&cell.text),
            false => Cow::Borrowed(cell.text.as_str()),
        })
    }
}

/// Words with blanks between them.
pub fn words(words: impl IntoIterator<Item = impl Display>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| word.to_string()).collect();
    words.join(" ")
}

/// Words with blanks between them; semicolons where a word has blanks or the like in it.
pub fn list(parts: Vec<String>) -> String {
    let is_plain = |part: &String| !part.contains([' ', ',', '\t', '\u{a0}']);
    match parts.iter().all(is_plain) {
        true => words(parts),
        false => parts.into_iter().map(|part| part + ";").collect(),
    }
}

/// The weekdays of a mask, Sunday first.
pub fn weekdays(mask: u8) -> String {
    let sunday_first = Weekday::ALL.into_iter().cycle().skip(6).take(7);
    let named = sunday_first.filter(|day| mask & day.bit() != 0);
    words(named.map(|day| format!("{day:?}").to_ascii_lowercase()[..3].to_owned()))
}

/// A ratio: base units in one, `12` or `5/2`.
pub fn ratio(ratio: Ratio) -> String {
    match ratio.denominator {
        1 => ratio.numerator.to_string(),
        denominator => format!("{}/{denominator}", ratio.numerator),
    }
}
