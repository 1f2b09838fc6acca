//! Money in minor units, and prices as exact ratios of money to quantity.

use crate::{Currency, Decimal, Quantity};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount of one currency in its minor unit (agorot, cents).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; may be negative for credits.
    #[n(0)]
    pub minor: i64,
    /// The currency.
    #[n(1)]
    pub currency: Currency,
}

/// Bytes of the longest amount in digits: a sign, 19 digits and a point, rounded up.
const DIGITS_BYTES: usize = 24;

/// An amount in major units, such as `-12.50`, without its currency.
#[derive(Clone, Copy, Debug)]
pub struct Digits {
    /// Filled from the end.
    bytes: [u8; DIGITS_BYTES],
    start: usize,
}

impl Money {
    /// The amount in major units, with as many places as the currency has.
    pub fn digits(self) -> Digits {
        let places = usize::from(self.currency.minor_digits());
        let mut digits = Digits {
            bytes: [0; DIGITS_BYTES],
            start: DIGITS_BYTES,
        };
        let (mut rest, mut count) = (self.minor.unsigned_abs(), 0);
        // There is always a digit before the point.
        while rest > 0 || count <= places {
            if count == places && places > 0 {
                digits.put(b'.');
            }
            digits.put(b'0' + (rest % 10) as u8);
            (rest, count) = (rest / 10, count + 1);
        }
        if self.minor < 0 {
            digits.put(b'-');
        }
        digits
    }
}

impl Digits {
    /// As text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[self.start..]).expect("digits, a point and a sign are text")
    }

    fn put(&mut self, byte: u8) {
        self.start -= 1;
        self.bytes[self.start] = byte;
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.digits().as_str(), self.currency)
    }
}

/// A price: `minor` minor units of the price list's currency for `basis` base units of the item.
///
/// Kept as a ratio so that 1.99 for a pack of three is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Price {
    /// Minor units for `basis` base units. Not negative.
    #[n(0)]
    pub minor: i64,
    /// Base units that the amount buys. At least 1.
    #[n(1)]
    pub basis: u32,
}

impl Price {
    /// The amount for a quantity, rounded half up to the minor unit, once; `None` on overflow.
    #[inline]
    pub fn amount(self, quantity: Quantity) -> Option<i64> {
        let product = i128::from(self.minor) * i128::from(quantity.0);
        let amount = match i128::from(self.basis) {
            // Most prices are by the piece, and dividing 128 bits takes longer than the rest.
            1 => product,
            basis => (2 * product + basis).div_euclid(2 * basis),
        };
        i64::try_from(amount).ok()
    }

    /// The price that a document states: `amount` (in major units) for `basis` base units.
    ///
    /// Exact: fractions of a minor unit widen the basis. `None` when negative or too large.
    pub fn stated(amount: Decimal, basis: u32, currency: Currency) -> Option<Price> {
        if amount.is_negative() || basis == 0 {
            return None;
        }
        let digits = currency.minor_digits();
        if let Some(minor) = amount.at_scale(digits) {
            return Some(Price { minor, basis });
        }
        let widened = 10u32
            .checked_pow(u32::from(amount.scale() - digits))?
            .checked_mul(basis)?;
        Some(Price {
            minor: amount.mantissa(),
            basis: widened,
        })
    }

    /// How far `self` is from `other`, in basis points of `other`, rounded up: 100 is one percent.
    pub fn difference_bp(self, other: Price) -> u64 {
        let mine = i128::from(self.minor) * i128::from(other.basis);
        let theirs = i128::from(other.minor) * i128::from(self.basis);
        match (mine - theirs).unsigned_abs() {
            0 => 0,
            _ if theirs == 0 => u64::MAX,
            gap => {
                u64::try_from((gap * 10_000).div_ceil(theirs.unsigned_abs())).unwrap_or(u64::MAX)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_told_with_the_places_of_its_currency() {
        for (minor, currency, expected) in [
            (0, "ILS", "0.00 ILS"),
            (5, "ILS", "0.05 ILS"),
            (-1_250, "ILS", "-12.50 ILS"),
            (1_250, "JPY", "1250 JPY"),
            (0, "JPY", "0 JPY"),
            (-7, "KWD", "-0.007 KWD"),
            (i64::MIN, "ILS", "-92233720368547758.08 ILS"),
        ] {
            let currency = Currency::parse(currency).unwrap();
            assert_eq!(Money { minor, currency }.to_string(), expected);
        }
    }

    #[test]
    fn an_amount_is_rounded_once_half_up() {
        let three_for_199 = Price {
            minor: 199,
            basis: 3,
        };
        assert_eq!(three_for_199.amount(Quantity(3)), Some(199));
        assert_eq!(three_for_199.amount(Quantity(1)), Some(66));
        assert_eq!(Price { minor: 1, basis: 2 }.amount(Quantity(1)), Some(1));
        assert_eq!(
            Price {
                minor: i64::MAX,
                basis: 1
            }
            .amount(Quantity(9)),
            None
        );
    }

    #[test]
    fn a_stated_price_keeps_fractions_of_a_cent() {
        let stated = |text| Price::stated(Decimal::parse(text).unwrap(), 1, Currency::EUR);
        assert_eq!(
            stated("12.50"),
            Some(Price {
                minor: 1250,
                basis: 1
            })
        );
        assert_eq!(
            stated("0.0125"),
            Some(Price {
                minor: 125,
                basis: 100
            })
        );
        assert_eq!(stated("-1"), None);
    }

    #[test]
    fn a_price_difference_is_told_in_basis_points() {
        let list = Price {
            minor: 1000,
            basis: 1,
        };
        assert_eq!(
            Price {
                minor: 1010,
                basis: 1
            }
            .difference_bp(list),
            100
        );
        assert_eq!(
            Price {
                minor: 6000,
                basis: 6
            }
            .difference_bp(list),
            0
        );
    }

    #[test]
    fn money_is_shown_with_the_digits_of_its_currency() {
        let show = |minor, code| {
            Money {
                minor,
                currency: Currency::parse(code).unwrap(),
            }
            .to_string()
        };
        assert_eq!(show(-5, "ILS"), "-0.05 ILS");
        assert_eq!(show(1500, "JPY"), "1500 JPY");
        assert_eq!(show(1500, "KWD"), "1.500 KWD");
    }
}
