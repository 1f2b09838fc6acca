//! The arithmetic of one line: what agrees is likely, what doesn't is named.

use super::repair;
use crate::printed::arithmetic::{less, measure, near, product};
use crate::printed::table::{Cell, Row, Table};
use crate::printed::text::Piece;
use crate::printed::value::Habits;
use crate::request::{Confidence, Field, Issue, IssueCode, RequestLine, Severity};
use crate::sheet::role::Role;
use crate::sheet::words::Concept;
use vocab::Decimal;

/// The most columns of one meaning that are weighed against each other.
const COLUMNS_MAX: usize = 4;

/// The cells of a row that count, price and sum up.
pub(super) struct Numbers<'r> {
    pub quantity: Option<&'r Piece>,
    pub price: Option<&'r Piece>,
    pub amount: Option<&'r Piece>,
    /// They multiply, but for a tax or a discount that stands beside.
    agree: bool,
}

/// Chooses the cells that agree where a row has several of a meaning, else the first of each.
pub(super) fn numbers<'r>(row: &'r Row, table: &Table, habits: &Habits) -> Numbers<'r> {
    let cells = |role: Role| -> Vec<&'r Piece> {
        let cells = row.cells.iter().filter(|cell| cell.role == role);
        let numeric = cells.filter(|cell| measure(&cell.piece, habits).is_some());
        numeric.map(|cell| &cell.piece).take(COLUMNS_MAX).collect()
    };
    let mut counts = cells(Role::Quantity);
    if counts.is_empty() {
        counts = cells(Role::Unit);
    }
    let (prices, amounts) = (cells(Role::UnitPrice), cells(Role::Amount));
    let sides = Sides::of(row, table, habits);
    for quantity in &counts {
        for price in &prices {
            let agreeing = |amount: &&&Piece| sides.agree(quantity, price, amount);
            if let Some(amount) = amounts.iter().find(agreeing) {
                return Numbers {
                    quantity: Some(quantity),
                    price: Some(price),
                    amount: Some(amount),
                    agree: true,
                };
            }
        }
    }
    Numbers {
        quantity: counts.first().copied(),
        price: prices.first().copied(),
        amount: amounts.first().copied(),
        agree: false,
    }
}

/// What changes an amount besides quantity and price.
struct Sides<'r> {
    habits: &'r Habits,
    basis: Option<Decimal>,
    /// In percent.
    discount: Option<Decimal>,
    /// What may be a tax: the other amounts, and what is titled so.
    taxes: Vec<Decimal>,
}

impl<'r> Sides<'r> {
    fn of(row: &Row, table: &Table, habits: &'r Habits) -> Sides<'r> {
        let value = |piece: &Piece| Some(measure(piece, habits)?.value);
        let is_discount = |cell: &&Cell| table.says(cell, Concept::Discount);
        let discount = row.cells.iter().find(is_discount);
        let is_tax = |cell: &&Cell| cell.role == Role::Amount || table.says(cell, Concept::Tax);
        let taxes = row.cells.iter().filter(is_tax).take(COLUMNS_MAX);
        Sides {
            habits,
            basis: row.cell(Role::PriceBasis).and_then(value),
            discount: discount.and_then(|cell| percent(&cell.piece, habits)),
            taxes: taxes.filter_map(|cell| value(&cell.piece)).collect(),
        }
    }

    /// True when quantity times price is the amount: as it is, less the discount, or with the tax
    /// that stands beside. Nothing times anything is nothing, which proves nothing.
    fn agree(&self, quantity: &Piece, price: &Piece, amount: &Piece) -> bool {
        let value = |piece: &Piece| Some(measure(piece, self.habits)?.value);
        let expected = value(quantity)
            .zip(value(price))
            .and_then(|(quantity, price)| product(quantity, price, self.basis));
        let Some((expected, stated)) = expected.zip(value(amount)) else {
            return false;
        };
        let is_stated = |whole: Decimal| near(whole, stated, 1);
        let reduced = self.discount.and_then(|percent| less(expected, percent));
        let mut taxes = self.taxes.iter();
        expected != Decimal::ZERO
            && stated != Decimal::ZERO
            && (is_stated(expected)
                || reduced.is_some_and(is_stated)
                || taxes.any(|tax| expected.checked_add(*tax).is_some_and(is_stated)))
    }
}

/// `10`, `10.00`, `10 %`.
fn percent(piece: &Piece, habits: &Habits) -> Option<Decimal> {
    let bare = piece.saying(piece.text.trim_end_matches(['%', ' ']));
    let value = measure(&bare, habits)?.value;
    (value > Decimal::ZERO && value < Decimal::whole(100)).then_some(value)
}

/// Checks a line, and says what is the matter with it.
pub(super) fn check(
    line: &mut RequestLine,
    row: &Row,
    table: &Table,
    numbers: &Numbers<'_>,
    amount: Option<Decimal>,
) -> Vec<Issue> {
    let mut issues: Vec<Issue> = [uncounted(line, row), unnamed(line, row)]
        .into_iter()
        .flatten()
        .collect();
    if numbers.agree {
        return issues;
    }
    let expected = comes_to(line);
    match (expected, amount) {
        (Some(expected), Some(stated)) if !near(expected, stated, 1) => {
            let repaired = repair::repair(line, numbers, stated);
            issues.push(repaired.unwrap_or_else(|| contradiction(numbers, expected, stated)));
            weaken(line);
        }
        _ if amount.is_none() && expected != Some(Decimal::ZERO) && table.is_plain() => {}
        _ => weaken(line),
    }
    issues
}

fn contradiction(numbers: &Numbers<'_>, expected: Decimal, stated: Decimal) -> Issue {
    let message = format!("quantity times price is {expected}, the line says {stated}");
    doubt(IssueCode::BadTotal, numbers.amount, message)
}

pub(super) fn doubt(code: IssueCode, piece: Option<&Piece>, message: String) -> Issue {
    Issue {
        place: piece.map(Piece::place),
        ..Issue::new(code, Severity::Doubt, message)
    }
}

fn uncounted(line: &RequestLine, row: &Row) -> Option<Issue> {
    match &line.quantity {
        None => Some(doubt(
            IssueCode::Missing,
            row.cells.first().map(|cell| &cell.piece),
            "the line has no quantity".to_owned(),
        )),
        Some(quantity) if quantity.value <= Decimal::ZERO => Some(doubt(
            IssueCode::BadQuantity,
            row.cell(Role::Quantity),
            format!("expected a quantity above zero, found {}", quantity.value),
        )),
        Some(_) => None,
    }
}

fn unnamed(line: &RequestLine, row: &Row) -> Option<Issue> {
    let names = [
        &line.buyer_part,
        &line.supplier_part,
        &line.gtin,
        &line.description,
    ];
    let message = || "the line names no item".to_owned();
    let is_unnamed = names.iter().all(|field| field.is_none());
    is_unnamed.then(|| doubt(IssueCode::Missing, row.cell(Role::Quantity), message()))
}

/// What arithmetic could confirm and doesn't is a guess.
fn weaken(line: &mut RequestLine) {
    let guess =
        |field: &mut Field<Decimal>| field.confidence = field.confidence.min(Confidence::GUESSED);
    line.quantity.iter_mut().for_each(guess);
    line.unit_price.iter_mut().for_each(guess);
}

/// Quantity times price, for the units that the price is for.
pub(in crate::printed) fn comes_to(line: &RequestLine) -> Option<Decimal> {
    let (quantity, price) = (
        line.quantity.as_ref()?.value,
        line.unit_price.as_ref()?.value,
    );
    let basis = line.price_basis.as_ref().map(|basis| basis.value);
    product(quantity, price, basis)
}
