//! Finds the columns that count, price and sum up by what their numbers do, where titles mislead:
//! they are misread, unknown, or say more than one thing.

use super::{Cell, Row};
use crate::printed::arithmetic::{measure, near, product};
use crate::printed::text::Piece;
use crate::printed::value::Habits;
use crate::sheet::role::Role;
use vocab::Decimal;

/// The most rows whose numbers are asked.
const SAMPLE_ROWS_MAX: usize = 40;
/// The most columns of numbers that are weighed against each other.
const COLUMNS_MAX: usize = 12;

/// The columns of quantity, price and amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Triple {
    quantity: usize,
    price: usize,
    amount: usize,
}

/// Gives quantity, price and amount to the columns that multiply in most rows, where those that
/// are titled so do not.
pub(super) fn settle(rows: &mut [Row], habits: &Habits) {
    let sample = &rows[..rows.len().min(SAMPLE_ROWS_MAX)];
    let columns = numeric_columns(sample, habits);
    let agreeing = |triple: &Triple| {
        let agrees = |row: &&Row| agrees(row, triple, habits);
        sample.iter().filter(agrees).count()
    };
    let all = triples(&columns);
    let titled = all.iter().filter(|triple| is_titled(sample, triple));
    let by_title = titled.map(agreeing).max().unwrap_or(0);
    let ranked = all
        .iter()
        .map(|triple| (agreeing(triple), title_matches(sample, triple), triple));
    let best = ranked.max_by_key(|(count, matches, _)| (*count, *matches));
    let Some((count, matches, triple)) = best else {
        return;
    };
    if count > by_title && count * 2 > sample.len() && matches > 0 {
        let triple = *triple;
        rows.iter_mut().for_each(|row| row.rename(&triple));
    }
}

/// Columns with a number in at least half of the rows, whose titles leave open what it is.
fn numeric_columns(rows: &[Row], habits: &Habits) -> Vec<usize> {
    let cells = || rows.iter().flat_map(|row| &row.cells);
    let is_open = |cell: &&Cell| {
        matches!(
            cell.role,
            Role::Quantity
                | Role::UnitPrice
                | Role::Amount
                | Role::Unit
                | Role::PackSize
                | Role::Other
        )
    };
    let mut columns: Vec<usize> = cells().filter(is_open).map(|cell| cell.column).collect();
    columns.sort_unstable();
    columns.dedup();
    columns.retain(|column| {
        let numbers = rows.iter().filter_map(|row| value(row, *column, habits));
        numbers.count() * 2 >= rows.len()
    });
    columns.truncate(COLUMNS_MAX);
    columns
}

fn triples(columns: &[usize]) -> Vec<Triple> {
    let mut triples = Vec::new();
    for quantity in columns {
        for price in columns {
            for amount in columns {
                let triple = Triple {
                    quantity: *quantity,
                    price: *price,
                    amount: *amount,
                };
                if quantity != price && quantity != amount && price != amount {
                    triples.push(triple);
                }
            }
        }
    }
    triples
}

/// True when quantity times price is the amount, and neither is one or nothing: that proves little.
fn agrees(row: &Row, triple: &Triple, habits: &Habits) -> bool {
    let of = |column| value(row, column, habits);
    let Some(((quantity, price), amount)) = of(triple.quantity)
        .zip(of(triple.price))
        .zip(of(triple.amount))
    else {
        return false;
    };
    let one = Decimal::whole(1);
    let proves = quantity > Decimal::ZERO && quantity != one && price != one;
    let expected = product(quantity, price, None);
    proves && amount != Decimal::ZERO && expected.is_some_and(|whole| near(whole, amount, 1))
}

fn value(row: &Row, column: usize, habits: &Habits) -> Option<Decimal> {
    Some(measure(row.column(column)?, habits)?.value)
}

fn role_of(rows: &[Row], column: usize) -> Option<Role> {
    let mut cells = rows.iter().flat_map(|row| &row.cells);
    let cell = cells.find(|cell| cell.column == column);
    cell.map(|cell| cell.role)
}

fn is_titled(rows: &[Row], triple: &Triple) -> bool {
    title_matches(rows, triple) == 3
}

/// How many of the three columns are titled as what they would be.
fn title_matches(rows: &[Row], triple: &Triple) -> usize {
    let wanted = [
        (triple.quantity, Role::Quantity),
        (triple.price, Role::UnitPrice),
        (triple.amount, Role::Amount),
    ];
    let matching = (wanted.iter()).filter(|(column, role)| role_of(rows, *column) == Some(*role));
    matching.count()
}

impl Row {
    fn column(&self, column: usize) -> Option<&Piece> {
        let found = self.cells.iter().find(|cell| cell.column == column);
        found.map(|cell| &cell.piece)
    }

    fn rename(&mut self, triple: &Triple) {
        for cell in &mut self.cells {
            cell.role = match (cell.column, cell.role) {
                (column, _) if column == triple.quantity => Role::Quantity,
                (column, _) if column == triple.price => Role::UnitPrice,
                (column, _) if column == triple.amount => Role::Amount,
                (_, Role::Quantity | Role::UnitPrice | Role::Amount) => Role::Other,
                (_, role) => role,
            };
        }
    }
}
