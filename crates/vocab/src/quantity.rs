//! Quantities in an item's base unit, and the exact ratios between its units.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub, SubAssign};

/// A whole number of an item's base units (eaches, grams, millilitres: the item says which).
///
/// Never negative in stock and orders; subtraction below zero is a bug and stops the process.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Encode,
    Decode,
    Serialize,
    Deserialize,
)]
#[cbor(transparent)]
#[serde(transparent)]
pub struct Quantity(#[n(0)] pub u64);

/// The largest quantity one order line or stock movement may carry: 10^12 base units, so that
/// sums over everything the book can hold still fit 64 bits.
pub const QUANTITY_MAX: Quantity = Quantity(1_000_000_000_000);

impl Quantity {
    /// Nothing.
    pub const ZERO: Quantity = Quantity(0);

    /// True when there is nothing.
    #[inline]
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// What is left after taking `other`, or nothing when `other` is more.
    #[inline]
    pub fn saturating_sub(self, other: Quantity) -> Quantity {
        Quantity(self.0.saturating_sub(other.0))
    }

    /// What is left after taking `other`; `None` when there is not that much.
    #[inline]
    pub fn checked_sub(self, other: Quantity) -> Option<Quantity> {
        self.0.checked_sub(other.0).map(Quantity)
    }
}

impl Add for Quantity {
    type Output = Quantity;
    #[inline]
    fn add(self, other: Quantity) -> Quantity {
        Quantity(
            self.0
                .checked_add(other.0)
                .expect("quantities stay below QUANTITY_MAX"),
        )
    }
}

impl AddAssign for Quantity {
    #[inline]
    fn add_assign(&mut self, other: Quantity) {
        *self = *self + other;
    }
}

impl Sub for Quantity {
    type Output = Quantity;
    #[inline]
    fn sub(self, other: Quantity) -> Quantity {
        Quantity(
            self.0
                .checked_sub(other.0)
                .expect("a quantity is never below zero"),
        )
    }
}

impl SubAssign for Quantity {
    #[inline]
    fn sub_assign(&mut self, other: Quantity) {
        *self = *self - other;
    }
}

impl Sum for Quantity {
    fn sum<I: Iterator<Item = Quantity>>(quantities: I) -> Quantity {
        quantities.fold(Quantity::ZERO, Add::add)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An exact ratio of whole numbers: one of a unit is `numerator / denominator` base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
pub struct Ratio {
    /// Base units in `denominator` of this unit. At least 1.
    #[n(0)]
    pub numerator: u32,
    /// At least 1.
    #[n(1)]
    pub denominator: u32,
}

impl Ratio {
    /// One for one.
    pub const ONE: Ratio = Ratio {
        numerator: 1,
        denominator: 1,
    };

    /// `number` base units in one of this unit.
    pub fn of(number: u32) -> Ratio {
        Ratio {
            numerator: number,
            denominator: 1,
        }
    }

    /// A decimal number of this unit in base units, when that is a whole number within
    /// [`QUANTITY_MAX`]; `None` otherwise: 2.5 cases of 12 are 30, 2.5 cases of 5 are refused.
    pub fn to_base(self, amount: crate::Decimal) -> Option<Quantity> {
        if self == Ratio::ONE && amount.scale() == 0 {
            // Most of all: whole pieces, without a division of 128 bits.
            let base = u64::try_from(amount.mantissa()).ok().map(Quantity)?;
            return (base <= QUANTITY_MAX).then_some(base);
        }
        let scale = 10i128.pow(u32::from(amount.scale()));
        let divisor = i128::from(self.denominator) * scale;
        let product = i128::from(amount.mantissa()) * i128::from(self.numerator);
        if divisor == 0 || product < 0 || product % divisor != 0 {
            return None;
        }
        let base = u64::try_from(product / divisor).ok().map(Quantity)?;
        (base <= QUANTITY_MAX).then_some(base)
    }

    /// Base units as a number of this unit, when it is exact.
    pub fn from_base(self, quantity: Quantity) -> Option<u64> {
        let product = u128::from(quantity.0) * u128::from(self.denominator);
        let divisor = u128::from(self.numerator);
        (divisor != 0 && product % divisor == 0).then(|| (product / divisor) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Decimal;

    #[test]
    fn half_a_case_is_taken_only_when_it_is_whole_pieces() {
        let base = |text: &str, per_case| {
            Ratio::of(per_case)
                .to_base(Decimal::parse(text).unwrap())
                .map(|q| q.0)
        };
        assert_eq!(base("2.5", 12), Some(30));
        assert_eq!(base("2.5", 5), None);
        assert_eq!(base("-1", 12), None);
        assert_eq!(base("9000000000000000", 1_000_000), None);
    }
}
