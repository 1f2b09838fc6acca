//! Reading one row: every cell says what was expected and what is there when it does not fit.

use crate::column::{Column, Need, position};
use crate::plan::Place;
use crate::problem::{Code, Problems, Wrong, quoted};
use crate::table::Table;
use book::company::CODE_MAX;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::ops::RangeInclusive;
use vocab::{Currency, Day, Decimal, Ratio, Weekday};

/// One row. What does not fit is told to the problems, and gives `None`; reading goes on with the
/// next cell, so that a person sees all of it at once.
pub struct Cells<'a> {
    tables: &'a [Table],
    table: &'a Table,
    place: Place,
    problems: &'a mut Problems,
}

/// Reads all rows of all files.
pub fn each(tables: &[Table], problems: &mut Problems, read: impl FnMut(&mut Cells<'_>)) {
    each_until(usize::MAX, tables, problems, read);
}

/// Reads the first rows of each file.
pub fn each_until(
    rows_max: usize,
    tables: &[Table],
    problems: &mut Problems,
    mut read: impl FnMut(&mut Cells<'_>),
) {
    for (number, table) in tables.iter().enumerate() {
        for row in 0..table.len().min(rows_max) {
            let place = Place {
                table: number as u32,
                row: row as u32,
            };
            read(&mut Cells {
                tables,
                table,
                place,
                problems,
            });
        }
    }
}

impl<'a> Cells<'a> {
    /// Where the row is.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The number of the row.
    pub fn number(&self) -> u32 {
        self.table.number(self.place.row as usize)
    }

    /// True when the file has this column.
    pub fn has(&self, column: &str) -> bool {
        self.cell(self.place, column).is_some()
    }

    /// A cell as it stands there; empty when the file does not have it.
    pub fn text(&self, column: &str) -> &'a str {
        self.cell(self.place, column).unwrap_or_default()
    }

    /// The same cell of another row.
    pub fn text_at(&self, place: Place, column: &str) -> &'a str {
        self.cell(place, column).unwrap_or_default()
    }

    fn cell(&self, place: Place, column: &str) -> Option<&'a str> {
        let table = &self.tables[place.table as usize];
        table.cell(place.row as usize, self.position(column))
    }

    fn position(&self, column: &str) -> usize {
        position(self.table.columns, column).expect("rows are read by the columns of their kind")
    }

    /// A cell that must be there.
    pub fn read<T>(&mut self, column: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let cell = self.text(column);
        let read = (!cell.is_empty()).then(|| parse(cell)).flatten();
        if read.is_none() {
            let expected = self.column(column).expected;
            self.wrong(column, Code::Unfit, || {
                format!("expected {expected}, there is {}", quoted(cell))
            });
        }
        read
    }

    /// A cell that may be there: without its column `present` stays, an empty one is `empty`.
    pub fn read_or<T>(
        &mut self,
        column: &str,
        present: T,
        empty: T,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        match self.cell(self.place, column) {
            None => Some(present),
            Some("") => Some(empty),
            Some(_) => self.read(column, parse),
        }
    }

    /// A code that must lead to something.
    pub fn find<T>(
        &mut self,
        column: &str,
        what: &str,
        find: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let code = self.read(column, code)?;
        let found = find(&code);
        if found.is_none() {
            let expected = self.column(column).expected;
            self.wrong(column, Code::Unknown, || {
                format!("expected {expected}, there is no {what} \"{code}\"")
            });
        }
        found
    }

    /// An amount from 0 to a limit (or from its negative) in minor units of a currency.
    pub fn money(
        &mut self,
        column: &str,
        currency: Currency,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        let amount = self.read(column, Decimal::parse)?;
        let digits = currency.minor_digits();
        let minor = amount
            .at_scale(digits)
            .filter(|minor| range.contains(minor));
        if minor.is_none() {
            self.wrong(column, Code::BadAmount, || {
                let one = 10i64.pow(u32::from(digits));
                let (least, most) = (range.start() / one, range.end() / one);
                format!("expected {least} to {most} with at most {digits} decimals, as {currency} has, there is {amount}")
            });
        }
        minor
    }

    /// That a key comes for the first time.
    pub fn once<K: Hash + Eq>(
        &mut self,
        seen: &mut HashMap<K, Place>,
        key: K,
        column: &str,
    ) -> Option<()> {
        match seen.entry(key) {
            Entry::Vacant(free) => {
                free.insert(self.place);
                Some(())
            }
            Entry::Occupied(taken) => {
                let (first, cell) = (self.shown(*taken.get()), quoted(self.text(column)));
                self.wrong(column, Code::Repeated, || {
                    format!("expected each once, {cell} stands in {first} already")
                });
                None
            }
        }
    }

    /// Tells what is wrong with a cell.
    pub fn wrong(&mut self, column: &str, code: Code, message: impl FnOnce() -> String) {
        let number = self.table.number(self.place.row as usize);
        self.problems
            .tell(&self.table.file, Some(number), Some(column), || {
                Wrong::new(code, message())
            });
    }

    /// A place in words.
    pub fn shown(&self, place: Place) -> String {
        let table = &self.tables[place.table as usize];
        format!("row {} of {}", table.number(place.row as usize), table.file)
    }

    fn column(&self, column: &str) -> &'static Column {
        let column = &self.table.columns[self.position(column)];
        debug_assert!(
            column.need != Need::NotKept,
            "{} is read and not kept",
            column.name
        );
        column
    }
}

/// A code: at most [`CODE_MAX`] characters, none of them a control character.
pub fn code(cell: &str) -> Option<String> {
    line(cell, CODE_MAX)
}

/// One line of text with at most so many characters.
pub fn line(cell: &str, characters_max: usize) -> Option<String> {
    let fits = cell.chars().count() <= characters_max && !cell.chars().any(char::is_control);
    fits.then(|| cell.to_owned())
}

/// A whole number within a range.
pub fn whole<N: TryFrom<u64>>(cell: &str, range: RangeInclusive<u64>) -> Option<N> {
    let digits = cell.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.then(|| cell.parse().ok()).flatten()?;
    range.contains(&number).then(|| N::try_from(number).ok())?
}

/// A ratio of whole numbers from 1 on: `12` or `5/2`.
pub fn ratio(cell: &str) -> Option<Ratio> {
    let (numerator, denominator) = cell.split_once('/').unwrap_or((cell, "1"));
    let number = |text: &str| whole(text.trim(), 1..=u64::from(u32::MAX));
    Some(Ratio {
        numerator: number(numerator)?,
        denominator: number(denominator)?,
    })
}

/// Yes or no.
pub fn flag(cell: &str) -> Option<bool> {
    match cell.to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "כן" => Some(true),
        "false" | "no" | "n" | "0" | "לא" => Some(false),
        _ => None,
    }
}

/// The mask of weekdays, each in full or by its first three letters.
pub fn weekdays(cell: &str) -> Option<u8> {
    let bit = |word: &str| {
        let word = word.to_ascii_lowercase();
        let named = Weekday::ALL.into_iter().find(|day| {
            let name = format!("{day:?}").to_ascii_lowercase();
            word == name || word == name[..3]
        });
        named.map(Weekday::bit)
    };
    words(cell).try_fold(0, |mask, word| Some(mask | bit(word)?))
}

/// A clock time in minutes since midnight, `00:00` to `24:00`.
pub fn clock(cell: &str) -> Option<u16> {
    let (hour, minute) = cell.split_once(':')?;
    let part = |text: &str, most| {
        (text.len() <= 2)
            .then(|| whole::<u16>(text, 0..=most))
            .flatten()
    };
    let minutes = part(hour, 24)? * 60 + part(minute, 59)?;
    (minute.len() == 2 && minutes <= 24 * 60).then_some(minutes)
}

/// Days, in order and each once.
pub fn days(cell: &str, count_max: usize) -> Option<Vec<Day>> {
    let mut days = words(cell).map(Day::parse).collect::<Option<Vec<Day>>>()?;
    days.sort_unstable();
    days.dedup();
    (days.len() <= count_max).then_some(days)
}

/// What blanks, commas and semicolons separate.
pub fn words(cell: &str) -> impl Iterator<Item = &str> {
    let separates = |c: char| c.is_whitespace() || c == ',' || c == ';';
    cell.split(separates).filter(|word| !word.is_empty())
}
