//! The arithmetic of one line: what agrees is likely, what doesn't is named, and what was misread
//! in a picture is put right where only one reading agrees.

use super::numeral;
use crate::printed::table::Row;
use crate::printed::text::Piece;
use crate::printed::value::Habits;
use crate::request::{Confidence, Field, Issue, IssueCode, RequestLine, Severity};
use crate::sheet::role::Role;
use vocab::Decimal;

/// The most columns of one meaning that are weighed against each other.
const COLUMNS_MAX: usize = 4;

/// The cells of a row that count, price and sum up.
pub(super) struct Numbers<'r> {
    pub quantity: Option<&'r Piece>,
    pub price: Option<&'r Piece>,
    pub amount: Option<&'r Piece>,
}

/// Chooses the cells that agree where a row has several of a meaning, else the first of each.
pub(super) fn numbers<'r>(row: &'r Row, habits: &Habits) -> Numbers<'r> {
    let cells = |role: Role| -> Vec<&'r Piece> {
        let cells = row.cells.iter().filter(|(other, _)| *other == role);
        let numeric = cells.filter(|(_, piece)| numeral(piece, habits).is_some());
        numeric.map(|(_, piece)| piece).take(COLUMNS_MAX).collect()
    };
    let mut counts = cells(Role::Quantity);
    if counts.is_empty() {
        counts = cells(Role::Unit);
    }
    let (prices, amounts) = (cells(Role::UnitPrice), cells(Role::Amount));
    let basis = (row.cell(Role::PriceBasis)).and_then(|piece| Some(numeral(piece, habits)?.0));
    let agrees = |count: &Piece, price: &Piece, amount: &Piece| {
        let value = |piece| Some(numeral(piece, habits)?.0);
        let expected = value(count).and_then(|count| product(count, value(price)?, basis));
        expected
            .zip(value(amount))
            .is_some_and(|(expected, stated)| {
                expected != Decimal::ZERO && near(expected, stated, 1)
            })
    };
    for quantity in &counts {
        for price in &prices {
            let agreeing = amounts
                .iter()
                .find(|amount| agrees(quantity, price, amount));
            if let Some(amount) = agreeing {
                return Numbers {
                    quantity: Some(quantity),
                    price: Some(price),
                    amount: Some(amount),
                };
            }
        }
    }
    Numbers {
        quantity: counts.first().copied(),
        price: prices.first().copied(),
        amount: amounts.first().copied(),
    }
}

/// Checks a line, and says what is the matter with it.
pub(super) fn check(line: &mut RequestLine, row: &Row, amount: Option<Decimal>) -> Vec<Issue> {
    let mut issues: Vec<Issue> = [uncounted(line, row), unnamed(line, row)]
        .into_iter()
        .flatten()
        .collect();
    match (comes_to(line), amount) {
        (Some(expected), Some(stated)) if !near(expected, stated, 1) => {
            let message = format!("quantity times price is {expected}, the line says {stated}");
            issues.push(doubt(IssueCode::BadTotal, row.cell(Role::Amount), message));
            weaken(line);
        }
        // Nothing times anything is nothing: that confirms no quantity.
        (Some(expected), Some(_)) if expected != Decimal::ZERO => {}
        _ => weaken(line),
    }
    issues
}

fn doubt(code: IssueCode, piece: Option<&Piece>, message: String) -> Issue {
    Issue {
        place: piece.map(Piece::place),
        ..Issue::new(code, Severity::Doubt, message)
    }
}

fn uncounted(line: &RequestLine, row: &Row) -> Option<Issue> {
    match &line.quantity {
        None => Some(doubt(
            IssueCode::Missing,
            row.cells.first().map(|(_, piece)| piece),
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

/// What no arithmetic confirms is a guess.
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

/// A price is for one, or for a power of ten.
pub(in crate::printed) fn product(
    quantity: Decimal,
    price: Decimal,
    basis: Option<Decimal>,
) -> Option<Decimal> {
    let product = quantity.checked_mul(price)?;
    let shift = match basis.map(|basis| basis.to_string()).as_deref() {
        None | Some("1") => return Some(product),
        Some("10") => 1,
        Some("100") => 2,
        Some("1000") => 3,
        Some(_) => return None,
    };
    Decimal::new(product.mantissa(), product.scale() + shift)
}

/// Equal but for the rounding of so many lines: a hundredth each.
pub(in crate::printed) fn near(a: Decimal, b: Decimal, lines: usize) -> bool {
    let gap = Decimal::new(-b.mantissa(), b.scale()).and_then(|negative| a.checked_add(negative));
    let allowed = Decimal::new(i64::try_from(lines).unwrap_or(i64::MAX), 2);
    let size = gap.and_then(|gap| {
        if gap.is_negative() {
            Decimal::new(-gap.mantissa(), gap.scale())
        } else {
            Some(gap)
        }
    });
    matches!((size, allowed), (Some(size), Some(allowed)) if size <= allowed)
}
