//! The habits of one document: its decimal point and its order of day and month.

use super::dates::{self, DateOrder, DateRead};
use super::grid::{Cell, Grid, Kind};
use super::numbers::{self, Numeral, Point};
use super::role::Role;
use super::table::Table;
use crate::page::is_hebrew;
use crate::request::Confidence;
use vocab::Day;

/// How many cells are asked for their habits.
const CELLS_ASKED_MAX: usize = 100_000;

/// What the values of a document give away about it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Locale {
    point: Option<Point>,
    dates: Option<DateOrder>,
}

/// A day with what else it could have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DayRead {
    pub day: Day,
    pub confidence: Confidence,
    /// The other day that the same text may mean.
    pub other: Option<Day>,
}

impl Locale {
    /// Asks all numbers and dates; the majority decides, and a semicolon as separator speaks for
    /// the decimal comma.
    pub fn of(grids: &[Grid], tables: &[Vec<Table>], separator: Option<u8>) -> Locale {
        let numbers = numbers_of(grids, tables).filter_map(numbers::habit);
        let point = majority(numbers, Point::Dot, Point::Comma);
        let point = point.or((separator == Some(b';')).then_some(Point::Comma));
        let texts = || texts_of(grids).take(CELLS_ASKED_MAX);
        let dates = majority(
            texts().filter_map(dates::habit),
            DateOrder::DayFirst,
            DateOrder::MonthFirst,
        );
        let is_hebrew = || texts().any(|text| text.contains(is_hebrew));
        // Who writes a decimal comma, or Hebrew, writes the day first.
        let habit = (point == Some(Point::Comma) || dates.is_none() && is_hebrew())
            .then_some(DateOrder::DayFirst);
        Locale {
            point,
            dates: dates.or(habit),
        }
    }

    pub fn number<'a>(&self, cell: &'a Cell) -> Option<Numeral<'a>> {
        match cell.kind {
            Kind::Number => numbers::read(&cell.text, Some(Point::Dot)),
            Kind::Text => numbers::read(&cell.text, self.point),
            Kind::Date | Kind::Time | Kind::Uncomputed => None,
        }
    }

    pub fn day(&self, cell: &Cell) -> Option<DayRead> {
        let certain = |day| DayRead {
            day,
            confidence: Confidence::LIKELY,
            other: None,
        };
        let serial = || dates::day_of_serial(&cell.text, false);
        match cell.kind {
            Kind::Time | Kind::Uncomputed => None,
            Kind::Date => Day::parse(&cell.text).map(certain),
            Kind::Number => dates::read(&cell.text)
                .and_then(|read| self.choose(read))
                .or_else(|| serial().map(certain)),
            Kind::Text => {
                let guessed = |day| DayRead {
                    confidence: Confidence::GUESSED,
                    ..certain(day)
                };
                let read = dates::read(&cell.text).and_then(|read| self.choose(read));
                read.or_else(|| serial().map(guessed))
            }
        }
    }

    fn choose(&self, read: DateRead) -> Option<DayRead> {
        let (day_first, month_first) = match read {
            DateRead::Certain(day) => {
                return Some(DayRead {
                    day,
                    confidence: Confidence::LIKELY,
                    other: None,
                });
            }
            DateRead::Either {
                day_first,
                month_first,
            } => (day_first, month_first),
        };
        Some(match self.dates {
            Some(order) => DayRead {
                day: match order {
                    DateOrder::DayFirst => day_first,
                    DateOrder::MonthFirst => month_first,
                },
                confidence: Confidence::LIKELY,
                other: None,
            },
            None => DayRead {
                day: month_first,
                confidence: Confidence::GUESSED,
                other: Some(day_first),
            },
        })
    }
}

fn texts_of(grids: &[Grid]) -> impl Iterator<Item = &str> {
    let rows = grids.iter().flat_map(|grid| &grid.rows);
    let cells = rows.flat_map(|row| &row.cells);
    cells
        .filter(|cell| cell.kind == Kind::Text)
        .map(|cell| cell.text.as_str())
}

/// The texts in the columns that hold numbers.
fn numbers_of<'a>(grids: &'a [Grid], tables: &'a [Vec<Table>]) -> impl Iterator<Item = &'a str> {
    const ROLES: [Role; 3] = [Role::Quantity, Role::UnitPrice, Role::Amount];
    let tables = grids
        .iter()
        .zip(tables)
        .flat_map(|(grid, tables)| tables.iter().map(move |table| (grid, table)));
    let cells = tables.flat_map(|(grid, table)| {
        let rows = grid.rows[table.body.clone()].iter();
        rows.flat_map(move |row| ROLES.iter().filter_map(move |role| table.cell(row, *role)))
    });
    cells
        .take(CELLS_ASKED_MAX)
        .filter(|cell| cell.kind == Kind::Text)
        .map(|cell| cell.text.as_str())
}

fn majority<T: PartialEq + Copy>(votes: impl Iterator<Item = T>, one: T, other: T) -> Option<T> {
    let (mut ones, mut others) = (0usize, 0usize);
    for vote in votes {
        ones += usize::from(vote == one);
        others += usize::from(vote == other);
    }
    match ones.cmp(&others) {
        std::cmp::Ordering::Greater => Some(one),
        std::cmp::Ordering::Less => Some(other),
        std::cmp::Ordering::Equal => None,
    }
}
