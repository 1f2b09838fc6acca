//! The arithmetic of a line: numbers with their units, quantity times price, and what is equal but
//! for rounding.

use super::text::Piece;
use super::value::Habits;
use vocab::Decimal;

/// What rules of a table are taken for, with blanks and signs of money behind them.
const RULES: [char; 8] = ['|', '¦', '[', ']', '{', '}', ' ', '$'];
/// Signs of money that stand in front of a number.
const SIGNS: [char; 4] = ['$', '€', '£', '₪'];

/// A number as it stands in a cell.
pub(super) struct Measure {
    pub value: Decimal,
    /// What stands with it: `10 EA`, `4.61/Ea`; empty without.
    pub unit: String,
    /// Another locale would read another number.
    pub is_ambiguous: bool,
}

/// The number of a cell, with the unit behind it or behind a stroke.
pub(super) fn measure(piece: &Piece, habits: &Habits) -> Option<Measure> {
    let text = piece.text.trim_matches(RULES);
    let (number, unit) = text.split_once('/').unwrap_or((text, ""));
    // What is recognised in front of a sign of money is a rule of the table.
    let behind_sign = || habits.number(number.rsplit_once(SIGNS)?.1);
    let number = habits.number(number).or_else(behind_sign)?;
    let beside = if unit.is_empty() { number.behind } else { unit };
    Some(Measure {
        value: number.value,
        unit: beside.trim().to_owned(),
        is_ambiguous: number.ambiguous,
    })
}

/// Quantity times price; a price is for one, or for a power of ten.
pub(super) fn product(
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

/// What is left of an amount behind a discount of so many percent.
pub(super) fn less(amount: Decimal, percent: Decimal) -> Option<Decimal> {
    let rest = difference(Decimal::whole(100), percent)?;
    let whole = amount.checked_mul(rest)?;
    Decimal::new(whole.mantissa(), whole.scale() + 2)
}

/// Equal but for the rounding of so many lines: a hundredth each.
pub(super) fn near(a: Decimal, b: Decimal, lines: usize) -> bool {
    let allowed = Decimal::new(i64::try_from(lines).unwrap_or(i64::MAX), 2);
    let size = difference(a, b).and_then(|gap| {
        if gap.is_negative() {
            difference(Decimal::ZERO, gap)
        } else {
            Some(gap)
        }
    });
    matches!((size, allowed), (Some(size), Some(allowed)) if size <= allowed)
}

fn difference(a: Decimal, b: Decimal) -> Option<Decimal> {
    a.checked_add(Decimal::new(-b.mantissa(), b.scale())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn a_price_is_for_one_or_for_a_power_of_ten() {
        let check = |basis: Option<&str>| {
            let product = product(number("250"), number("3.2"), basis.map(number));
            product.map(|product| product.to_string())
        };
        assert_eq!(check(None).as_deref(), Some("800"));
        assert_eq!(check(Some("100")).as_deref(), Some("8"));
        assert_eq!(check(Some("12")), None);
    }

    #[test]
    fn a_discount_is_taken_off_and_a_cent_of_rounding_forgiven() {
        assert_eq!(less(number("80"), number("12.5")), Some(number("70")));
        assert!(near(number("10.004"), number("10.01"), 1));
        assert!(!near(number("10"), number("10.02"), 1));
        assert!(near(number("10"), number("10.02"), 2));
    }
}
