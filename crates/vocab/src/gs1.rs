//! GS1 identification keys with their check digits (GS1 General Specifications, section 7.9).

use minicbor::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// True when the last digit of an all-digit key is its modulo-10 check digit.
pub fn check_digit_holds(digits: &str) -> bool {
    let Some((body, last)) = digits.split_at_checked(digits.len().saturating_sub(1)) else {
        return false;
    };
    !body.is_empty() && last.bytes().next().map(|d| d.wrapping_sub(b'0')) == check_digit(body)
}

/// The modulo-10 check digit for the digits before it; `None` unless all are digits.
pub fn check_digit(body: &str) -> Option<u8> {
    let mut sum = 0u32;
    for (place, byte) in body.bytes().rev().enumerate() {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        sum += if place % 2 == 0 { 3 * digit } else { digit };
    }
    Some(((10 - sum % 10) % 10) as u8)
}

macro_rules! gs1_key {
    ($(#[$doc:meta])* $name:ident, $lengths:pat, $width:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        #[cbor(transparent)]
        pub struct $name(#[n(0)] u64);

        impl $name {
            /// Reads the digits, blanks ignored; `None` for a wrong length or check digit.
            pub fn parse(text: &str) -> Option<$name> {
                let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
                let fits = matches!(digits.len(), $lengths) && check_digit_holds(&digits);
                fits.then(|| digits.parse().ok().map($name)).flatten()
            }

            /// The key as a number, without leading zeros.
            pub fn number(self) -> u64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:0width$}", self.0, width = $width)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                $name::parse(&text).ok_or_else(|| {
                    serde::de::Error::custom(format!(
                        concat!("expected ", $expected, ", got \"{}\""), text
                    ))
                })
            }
        }
    };
}

gs1_key!(
    /// A Global Trade Item Number: GTIN-8, -12, -13 or -14, equal when they name the same item.
    Gtin, 8 | 12 | 13 | 14, 14, "a GTIN of 8, 12, 13 or 14 digits with a right check digit"
);
gs1_key!(
    /// A Global Location Number.
    Gln, 13, 13, "a GLN of 13 digits with a right check digit"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gtin_is_the_same_with_and_without_leading_zeros() {
        assert_eq!(Gtin::parse("4006381333931"), Gtin::parse("04006381333931"));
        assert_eq!(
            Gtin::parse("4006381333931").unwrap().to_string(),
            "04006381333931"
        );
        assert_eq!(Gtin::parse("4006381333932"), None);
        assert_eq!(Gtin::parse("400638133393"), None);
        assert_eq!(Gtin::parse("κόσμε"), None);
    }
}
