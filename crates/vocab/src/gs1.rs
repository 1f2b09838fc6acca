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

gs1_key!(
    /// A Serial Shipping Container Code: the number of one carton, pallet or other logistic unit.
    Sscc, 18, 18, "an SSCC of 18 digits with a right check digit"
);

/// Digits of an SSCC without its check digit.
const SSCC_BODY_DIGITS: usize = 17;
/// How long a GS1 company prefix may be (GS1 General Specifications, section 1.4.4).
const PREFIX_DIGITS: std::ops::RangeInclusive<usize> = 4..=12;

impl Sscc {
    /// The code of one logistic unit: an extension digit (0 to 9, free to use), the GS1 company
    /// prefix (4 to 12 digits) and a serial number that the company has given to no other unit.
    ///
    /// `None` when the prefix is none or the serial has more digits than prefix and extension leave.
    pub fn new(extension: u8, company_prefix: &str, serial: u64) -> Option<Sscc> {
        if extension > 9 || !Sscc::is_prefix(company_prefix) {
            return None;
        }
        let width = SSCC_BODY_DIGITS - 1 - company_prefix.len();
        let body = format!("{extension}{company_prefix}{serial:0width$}");
        if body.len() != SSCC_BODY_DIGITS {
            return None;
        }
        Sscc::parse(&format!("{body}{}", check_digit(&body)?))
    }

    /// The code of the unit that a company numbered so, from 0: when the digits of the serial are used
    /// up, the extension digit counts on.
    ///
    /// `None` when the prefix is none, or all numbers under it are given.
    pub fn numbered(company_prefix: &str, number: u64) -> Option<Sscc> {
        let digits = (SSCC_BODY_DIGITS - 1).checked_sub(company_prefix.len())?;
        let serials = 10u64.pow(u32::try_from(digits).ok()?);
        let extension = u8::try_from(number / serials).ok()?;
        Sscc::new(extension, company_prefix, number % serials)
    }

    /// Whether a text may be a GS1 company prefix: 4 to 12 digits.
    pub fn is_prefix(text: &str) -> bool {
        PREFIX_DIGITS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    }
}

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

    #[test]
    fn a_container_code_is_made_of_extension_prefix_serial_and_check_digit() {
        // The example of the GS1 General Specifications, section 7.9.1.
        let code = Sscc::new(3, "7610425", 2_123_456).unwrap();
        assert_eq!(code.to_string(), "376104250021234569");
        assert_eq!(Sscc::parse(&code.to_string()), Some(code));
        assert_eq!(Sscc::new(0, "7299999", 0).unwrap().to_string().len(), 18);
    }

    #[test]
    fn numbers_go_on_with_the_extension_digit_and_end() {
        let number = |number| Sscc::numbered("729999900001", number).map(|code| code.to_string());
        assert_eq!(number(0).unwrap(), "072999990000100003");
        assert_eq!(&number(9_999).unwrap()[..17], "07299999000019999");
        assert_eq!(&number(10_000).unwrap()[..17], "17299999000010000");
        assert_eq!(number(100_000), None);
        assert_eq!(Sscc::numbered("72", 0), None);
    }

    #[test]
    fn a_serial_that_would_run_into_the_prefix_makes_no_code() {
        assert!(Sscc::new(0, "7299999", 999_999_999).is_some());
        assert_eq!(Sscc::new(0, "7299999", 1_000_000_000), None);
        assert_eq!(Sscc::new(10, "7299999", 1), None);
        assert_eq!(Sscc::new(0, "72A9999", 1), None);
        assert_eq!(Sscc::new(0, "729", 1), None);
    }
}
