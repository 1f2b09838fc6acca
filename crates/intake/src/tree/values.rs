//! Days and numbers as nested documents write them, read without guessing where that is possible.

use vocab::decimal::SCALE_MAX;
use vocab::{Day, Decimal, Instant};

/// A text read as a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dated {
    /// That day.
    Day(Day),
    /// It could be read day-first or month-first; this is the day-first reading.
    Ambiguous(Day),
    /// The system's way of saying "no date": zeros, or the first or last day of its calendar.
    Unset,
    /// Not a date.
    Unreadable,
}

/// Reads `2026-11-22` with or without a time, `20261122`, `20261122T0800`, `2026/11/22`,
/// `22.11.2026`, `22/11/2026`, `11/22/2026` and Unix seconds or milliseconds.
pub fn day(text: &str) -> Dated {
    let text = text.trim();
    let head = text.split(['T', ' ']).next().unwrap_or(text);
    if is_unset(head) {
        return Dated::Unset;
    }
    if let Some(day) = with_month_name(text) {
        return Dated::Day(day);
    }
    let digits = head.bytes().all(|b| b.is_ascii_digit());
    match (digits, head.len()) {
        (true, 8 | 12 | 14) => known(civil(&head[..4], &head[4..6], &head[6..8])),
        (true, 10) => known(unix(head, 1_000_000)),
        (true, 13) => known(unix(head, 1_000)),
        (true, _) => Dated::Unreadable,
        (false, _) => separated(head),
    }
}

/// Reads a number as machines write it: plain digits, a trailing minus (SAP), an exponent (JSON).
/// More places than [`SCALE_MAX`] are rounded half away from zero.
pub fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    if let Some(number) = Decimal::parse(text) {
        return Some(number);
    }
    if let Some(positive) = text.strip_suffix('-') {
        return Decimal::parse(&format!("-{}", positive.trim_end()));
    }
    match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => shifted(mantissa, exponent.parse().ok()?),
        None => rounded(text),
    }
}

/// Reads a number as people write it: also `1,234.50`, `1.234,50`, `12,5` and a currency sign.
/// A lone comma before exactly three digits groups thousands.
pub fn written_decimal(text: &str) -> Option<Decimal> {
    let bare = |c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '-' | '+');
    let text = text.trim().trim_matches(bare);
    if let Some(number) = decimal(text) {
        return Some(number);
    }
    let (comma, point) = (text.rfind(','), text.rfind('.'));
    let decimal_comma = match (comma, point) {
        (Some(comma), Some(point)) => comma > point,
        (Some(comma), None) => text.len() - comma != 4 || text.starts_with("0,"),
        (None, _) => false,
    };
    let plain = if decimal_comma {
        text.replace(['.', ' ', '\u{a0}'], "").replace(',', ".")
    } else {
        text.replace([',', ' ', '\u{a0}', '\''], "")
    };
    decimal(&plain)
}

/// `total / count`, when that is exact within [`SCALE_MAX`] places.
pub fn divided(total: Decimal, count: Decimal) -> Option<Decimal> {
    let scale = SCALE_MAX;
    let above = i128::from(total.mantissa()) * 10i128.pow(u32::from(scale + count.scale()));
    let below = i128::from(count.mantissa()) * 10i128.pow(u32::from(total.scale()));
    if below == 0 || above % below != 0 {
        return None;
    }
    Decimal::new(i64::try_from(above / below).ok()?, scale)
}

/// `Wed, 14 Nov 2012 19:26:23 +0000` (RFC 5322), `14-Nov-2012`, `November 14, 2012`.
fn with_month_name(text: &str) -> Option<Day> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let words = || {
        text.split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|w| !w.is_empty())
    };
    let month = words().find_map(|word| {
        let short = word.get(..3)?.to_ascii_lowercase();
        MONTHS.iter().position(|month| *month == short)
    })?;
    let number = |lengths: [usize; 2]| {
        let digits = |word: &&str| word.bytes().all(|b| b.is_ascii_digit());
        words()
            .find(|word| lengths.contains(&word.len()) && digits(word))?
            .parse::<u32>()
            .ok()
    };
    Day::from_civil(number([4, 4])? as i32, month as u32 + 1, number([1, 2])?)
}

fn known(day: Option<Day>) -> Dated {
    day.map_or(Dated::Unreadable, Dated::Day)
}

fn is_unset(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let zeros = !digits.is_empty() && digits.bytes().all(|b| b == b'0');
    zeros || matches!(digits.get(..8), Some("00010101" | "99991231"))
}

fn civil(year: &str, month: &str, day: &str) -> Option<Day> {
    Day::from_civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn unix(text: &str, micros_each: i64) -> Option<Day> {
    let micros = text.parse::<i64>().ok()?.checked_mul(micros_each)?;
    Some(Instant(micros).utc_day())
}

fn separated(text: &str) -> Dated {
    let parts: Vec<&str> = text.splitn(4, ['-', '/', '.']).collect();
    let [a, b, c] = parts[..] else {
        return Dated::Unreadable;
    };
    // ISO days may carry a zone right behind them: `2026-11-22Z`, `2026-11-22+02:00`.
    let c = c.split(['Z', '+']).next().unwrap_or(c);
    match (a.len(), c.len()) {
        (4, 1..=2) => known(civil(a, b, c)),
        (1..=2, 4) => day_or_month_first(text.contains('.'), a, b, c),
        _ => Dated::Unreadable,
    }
}

fn day_or_month_first(dots: bool, a: &str, b: &str, year: &str) -> Dated {
    match (civil(year, b, a), civil(year, a, b)) {
        (Some(day), None) | (None, Some(day)) => Dated::Day(day),
        (Some(day), Some(other)) if dots || day == other => Dated::Day(day),
        (Some(day), Some(_)) => Dated::Ambiguous(day),
        (None, None) => Dated::Unreadable,
    }
}

/// `mantissa * 10^exponent`, for exponents that a decimal can hold at all.
fn shifted(mantissa: &str, exponent: i32) -> Option<Decimal> {
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = whole.len() + fraction.len();
    if digits > 40 || !(-30..=30).contains(&exponent) {
        return None;
    }
    let (sign, whole) = match whole.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", whole),
    };
    let all = format!("{whole}{fraction}");
    let point = whole.len() as i32 + exponent;
    let zeros = |count: i32| "0".repeat(count.max(0) as usize);
    let padded = format!(
        "{}{all}{}",
        zeros(1 - point),
        zeros(point - all.len() as i32)
    );
    let (whole, fraction) = padded.split_at_checked(point.max(1) as usize)?;
    decimal_of_digits(&format!("{sign}{whole}.{fraction}"))
}

fn decimal_of_digits(text: &str) -> Option<Decimal> {
    Decimal::parse(text).or_else(|| rounded(text))
}

fn rounded(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.')?;
    let kept = fraction.get(..usize::from(SCALE_MAX))?;
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let cut = Decimal::parse(&format!("{whole}.{kept}"))?;
    if fraction.as_bytes().get(usize::from(SCALE_MAX)) < Some(&b'5') {
        return Some(cut);
    }
    let last_place = if whole.starts_with('-') { -1 } else { 1 };
    cut.checked_add(Decimal::new(last_place, SCALE_MAX)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_the_forms_that_systems_write() {
        let cases = [
            ("2026-11-22", "2026-11-22"),
            ("2026-11-22T23:59:59-08:00", "2026-11-22"),
            ("2026-11-22 12:53:30 -0800", "2026-11-22"),
            ("2026-11-22Z", "2026-11-22"),
            ("2026-11-22+02:00", "2026-11-22"),
            ("20261122", "2026-11-22"),
            ("202611220900", "2026-11-22"),
            ("2026/11/2", "2026-11-02"),
            ("22.11.2026", "2026-11-22"),
            ("11/22/2026", "2026-11-22"),
            ("Sun, 22 Nov 2026 08:00:00 +0200", "2026-11-22"),
            ("November 22, 2026", "2026-11-22"),
            ("22-NOV-2026", "2026-11-22"),
            ("1415219610", "2014-11-05"),
            ("1415219610000", "2014-11-05"),
        ];
        for (text, expected) in cases {
            let expected = Dated::Day(Day::parse(expected).unwrap());
            assert_eq!(day(text), expected, "{text}");
        }
        assert!(matches!(day("03/04/2026"), Dated::Ambiguous(_)));
        assert_eq!(
            day("04/04/2026"),
            Dated::Day(Day::parse("2026-04-04").unwrap())
        );
        for text in ["00000000", "0000-00-00", "0001-01-01T00:00:00", "99991231"] {
            assert_eq!(day(text), Dated::Unset, "{text}");
        }
        for text in [
            "",
            "soon",
            "2026-13-01",
            "20261301",
            "12",
            "é-é-é",
            "2026-11",
        ] {
            assert_eq!(day(text), Dated::Unreadable, "{text}");
        }
    }

    #[test]
    fn a_number_is_exact_in_every_notation() {
        let machine = [
            ("12.50", Some("12.5")),
            ("10.000-", Some("-10")),
            ("1e3", Some("1000")),
            ("1.5E-2", Some("0.015")),
            ("-2.5e1", Some("-25")),
            ("0.12345678951", Some("0.12345679")),
            ("1e400", None),
            ("12,5", None),
            ("", None),
            ("e", None),
        ];
        for (text, expected) in machine {
            assert_eq!(
                decimal(text).map(|d| d.to_string()).as_deref(),
                expected,
                "{text}"
            );
        }
        let written = [
            ("1,234.50", "1234.5"),
            ("1.234,50", "1234.5"),
            ("12,5", "12.5"),
            ("1,000", "1000"),
            ("0,125", "0.125"),
            ("€ 9.90", "9.9"),
        ];
        for (text, expected) in written {
            assert_eq!(
                written_decimal(text).unwrap().to_string(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_line_amount_divides_into_a_unit_price_only_when_exact() {
        let parse = |text| Decimal::parse(text).unwrap();
        assert_eq!(divided(parse("17.95"), parse("2")), Some(parse("8.975")));
        assert_eq!(divided(parse("10"), parse("3")), None);
        assert_eq!(divided(parse("10"), parse("0")), None);
    }
}
