//! Exact decimal numbers, as documents state them: `12.50` stays twelve and fifty hundredths.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;

/// The most decimal places a [`Decimal`] keeps.
pub const SCALE_MAX: u8 = 9;

/// An exact decimal: `mantissa / 10^scale`. Kept without trailing zeros, so equal numbers are
/// equal values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Encode, Decode)]
pub struct Decimal {
    #[n(0)]
    mantissa: i64,
    #[n(1)]
    scale: u8,
}

impl Decimal {
    /// Zero.
    pub const ZERO: Decimal = Decimal {
        mantissa: 0,
        scale: 0,
    };

    /// `mantissa / 10^scale`; `None` when the scale is beyond [`SCALE_MAX`].
    pub fn new(mantissa: i64, scale: u8) -> Option<Decimal> {
        if scale > SCALE_MAX {
            return None;
        }
        let mut number = Decimal { mantissa, scale };
        while number.scale > 0 && number.mantissa % 10 == 0 {
            number.mantissa /= 10;
            number.scale -= 1;
        }
        Some(number)
    }

    /// Reads plain digits with an optional sign and decimal point: `12`, `-0.5`, `.5`, `5.`.
    /// No exponents, no grouping: the reader of a format strips what its locale adds. Zeros
    /// beyond [`SCALE_MAX`] places are dropped; other digits there make the text unreadable.
    pub fn parse(text: &str) -> Option<Decimal> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction = fraction.trim_end_matches('0');
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if digits.len() <= usize::from(digits.contains('.'))
            || !all_digits(whole)
            || !all_digits(fraction)
            || fraction.len() > SCALE_MAX as usize
        {
            return None;
        }
        let mut mantissa: i64 = 0;
        for digit in whole.bytes().chain(fraction.bytes()) {
            mantissa = mantissa
                .checked_mul(10)?
                .checked_add(i64::from(digit - b'0'))?;
        }
        Decimal::new(
            if negative { -mantissa } else { mantissa },
            fraction.len() as u8,
        )
    }

    /// A whole number.
    pub fn whole(number: i64) -> Decimal {
        Decimal {
            mantissa: number,
            scale: 0,
        }
    }

    /// The digits without the decimal point.
    pub fn mantissa(self) -> i64 {
        self.mantissa
    }

    /// How many of the digits stand after the decimal point.
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// The mantissa at another scale; `None` when it would not be exact or not fit.
    pub fn at_scale(self, scale: u8) -> Option<i64> {
        if scale >= self.scale {
            return self
                .mantissa
                .checked_mul(10i64.checked_pow(u32::from(scale - self.scale))?);
        }
        let divisor = 10i64.checked_pow(u32::from(self.scale - scale))?;
        (self.mantissa % divisor == 0).then(|| self.mantissa / divisor)
    }

    /// Exact product; `None` on overflow or too many places.
    pub fn checked_mul(self, other: Decimal) -> Option<Decimal> {
        let mut mantissa = i128::from(self.mantissa) * i128::from(other.mantissa);
        let mut scale = self.scale + other.scale;
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Decimal::new(i64::try_from(mantissa).ok()?, scale)
    }

    /// Exact sum; `None` on overflow.
    pub fn checked_add(self, other: Decimal) -> Option<Decimal> {
        let scale = self.scale.max(other.scale);
        Decimal::new(
            self.at_scale(scale)?.checked_add(other.at_scale(scale)?)?,
            scale,
        )
    }

    /// True for numbers below zero.
    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let scale = self.scale.max(other.scale);
        let widen = |d: &Decimal| i128::from(d.mantissa) * 10i128.pow(u32::from(scale - d.scale));
        widen(self).cmp(&widen(other))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return self.mantissa.fmt(f);
        }
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let width = usize::from(self.scale) + 1;
        let digits = format!("{:0width$}", self.mantissa.unsigned_abs());
        let (whole, fraction) = digits.split_at(digits.len() - usize::from(self.scale));
        write!(f, "{sign}{whole}.{fraction}")
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl serde::de::Visitor<'_> for Text {
            type Value = Decimal;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(
                    f,
                    "a decimal number of at most {SCALE_MAX} places, as text or number"
                )
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Decimal, E> {
                Decimal::parse(text)
                    .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }
            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Decimal, E> {
                Ok(Decimal::whole(number))
            }
            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Decimal, E> {
                let whole = i64::try_from(number).map(Decimal::whole);
                whole.map_err(|_| E::invalid_value(serde::de::Unexpected::Unsigned(number), &self))
            }
            // JSON numbers arrive as doubles; their shortest decimal form is what was written.
            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Decimal, E> {
                Decimal::parse(&number.to_string())
                    .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Float(number), &self))
            }
        }
        deserializer.deserialize_any(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_reads_what_documents_write_and_refuses_the_rest() {
        let cases = [
            ("12", Some("12")),
            ("12.50", Some("12.5")),
            ("-0.05", Some("-0.05")),
            (".5", Some("0.5")),
            ("5.", Some("5")),
            ("1.000000000000", Some("1")),
            ("", None),
            (".", None),
            ("1e3", None),
            ("1,000", None),
            ("99999999999999999999", None),
            ("0.1234567891", None),
        ];
        for (text, expected) in cases {
            assert_eq!(
                Decimal::parse(text).map(|d| d.to_string()).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn json_numbers_keep_their_written_digits() {
        let read = |json: &str| {
            serde_json::from_str::<Decimal>(json)
                .map(|d| d.to_string())
                .ok()
        };
        assert_eq!(read("12.1").as_deref(), Some("12.1"));
        assert_eq!(read("\"12.10\"").as_deref(), Some("12.1"));
        assert_eq!(read("7").as_deref(), Some("7"));
        assert_eq!(read("1e400"), None);
        assert_eq!(read("true"), None);
    }
}
