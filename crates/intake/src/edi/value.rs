//! Numbers and dates as EDI writes them.

use vocab::{Day, Decimal, Weekday};

/// Two-digit years from this one on belong to the 1900s.
const PIVOT_YEAR: i32 = 70;

/// What a comma in a number means where nothing else in it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comma {
    /// ISO 9735: both point and comma mark the decimals.
    Decimal,
    /// X12 knows the point only; a comma groups thousands.
    Group,
}

/// A number with a decimal point or decimal comma, `25`, `0,5`, `1,250.00`, `1.250,00`.
///
/// With both marks, or with one repeated, the last kind is the decimal mark and the other groups
/// thousands.
pub(crate) fn number(text: &str, comma: Comma) -> Option<Decimal> {
    let text = text.trim();
    let text = text
        .strip_suffix('-')
        .map_or_else(|| text.to_owned(), |body| format!("-{body}"));
    let commas = text.matches(',').count();
    let points = text.matches('.').count();
    match (commas, points) {
        (0, _) => Decimal::parse(&text),
        (1, 0) if comma == Comma::Decimal => Decimal::parse(&text.replace(',', ".")),
        (1, 0) => grouped(&format!("{text}.")),
        _ => grouped(&text),
    }
}

fn grouped(text: &str) -> Option<Decimal> {
    let last = text.rfind([',', '.'])?;
    let mark = char::from(text.as_bytes()[last]);
    let group = if mark == ',' { '.' } else { ',' };
    let single = text.matches(mark).count() == 1;
    let (whole, fraction) = if single {
        text.split_at(last)
    } else {
        (text, "")
    };
    let separator = if single { group } else { mark };
    let mut groups = whole.trim_start_matches('-').split(separator);
    let first = groups.next().is_some_and(|g| (1..=3).contains(&g.len()));
    if !first || !groups.all(|g| g.len() == 3) {
        return None;
    }
    Decimal::parse(&format!(
        "{}{}",
        whole.replace(separator, ""),
        fraction.replace(mark, ".")
    ))
}

/// `digits` as a number whose last `scale` digits are decimals, as TRADACOMS implies them; a
/// written point wins.
pub(crate) fn implied(text: &str, scale: u8) -> Option<Decimal> {
    if text.contains(['.', ',']) {
        return number(text, Comma::Decimal);
    }
    let whole = Decimal::parse(text)?;
    Decimal::new(whole.at_scale(0)?, scale)
}

/// A day without a format qualifier: `20260131`, `260131`, `202601311200`, `2026-01-31`.
pub(crate) fn day(text: &str) -> Option<Day> {
    let text = text.trim();
    if let Some(day) = Day::parse(text) {
        return Some(day);
    }
    match text.len() {
        6 => short_day(text),
        8 | 12 | 14 => full_day(text.get(..8)?),
        10 => short_day(text.get(..6)?),
        _ => None,
    }
}

/// A day of EDIFACT in a format of code list 2379; of a period, its last day.
///
/// `None` for a text that does not fit its format. Formats that are not days (durations, times)
/// are `None` too.
pub(crate) fn qualified_day(text: &str, format: &str) -> Option<Day> {
    let text = text.trim();
    match format {
        "2" => Some((text.get(4..6)?, text.get(2..4)?, text.get(..2)?)).and_then(two_digits),
        "3" => Some((text.get(4..6)?, text.get(..2)?, text.get(2..4)?)).and_then(two_digits),
        "4" => civil(text.get(4..8)?, text.get(2..4)?, text.get(..2)?),
        "101" | "201" | "202" | "301" | "302" => short_day(text.get(..6)?),
        "102" | "203" | "204" | "205" | "303" | "304" => full_day(text.get(..8)?),
        "609" => month_end(&format!("{}{}", century(text.get(..2)?)?, text.get(2..4)?)),
        "610" => month_end(text),
        "615" => week_end(&format!("{}{}", century(text.get(..2)?)?, text.get(2..4)?)),
        "616" => week_end(text),
        "713" => short_day(last(text, 10)?.get(..6)?),
        "717" => short_day(last(text, 6)?),
        "715" => qualified_day(last(text, 4)?, "615"),
        "716" => week_end(last(text, 6)?),
        "718" => full_day(last(text, 8)?),
        "719" => full_day(last(text, 12)?.get(..8)?),
        "" => day(text),
        _ => None,
    }
}

/// True for formats of code list 2379 that name a length of time or a time of day, not a day.
pub(crate) fn is_duration(format: &str) -> bool {
    format.len() == 3 && (format.starts_with('8') || format.starts_with('4'))
}

fn last(text: &str, len: usize) -> Option<&str> {
    text.get(text.len().checked_sub(len)?..)
}

fn full_day(text: &str) -> Option<Day> {
    civil(text.get(..4)?, text.get(4..6)?, text.get(6..8)?)
}

fn short_day(text: &str) -> Option<Day> {
    two_digits((text.get(..2)?, text.get(2..4)?, text.get(4..6)?))
}

fn two_digits((year, month, day): (&str, &str, &str)) -> Option<Day> {
    Day::from_civil(century(year)?, digits(month)?, digits(day)?)
}

fn civil(year: &str, month: &str, day: &str) -> Option<Day> {
    Day::from_civil(digits(year)? as i32, digits(month)?, digits(day)?)
}

fn century(year: &str) -> Option<i32> {
    let year = digits(year)? as i32;
    Some(if year >= PIVOT_YEAR {
        1900 + year
    } else {
        2000 + year
    })
}

fn month_end(text: &str) -> Option<Day> {
    let (year, month) = (digits(text.get(..4)?)? as i32, digits(text.get(4..6)?)?);
    (28..=31)
        .rev()
        .find_map(|day| Day::from_civil(year, month, day))
}

fn week_end(text: &str) -> Option<Day> {
    let (year, week) = (digits(text.get(..4)?)? as i32, digits(text.get(4..6)?)?);
    Day::from_iso_week(year, week, Weekday::Sunday)
}

fn digits(text: &str) -> Option<u32> {
    let all = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    all.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_point_or_comma() {
        let cases = [
            ("25", Some("25")),
            ("0,5", Some("0.5")),
            ("1,250.00", Some("1250")),
            ("1.250,75", Some("1250.75")),
            ("1.250.000", None),
            ("1,250,000", Some("1250000")),
            ("12,50,1", None),
            ("5-", Some("-5")),
            ("ten", None),
            (",", None),
        ];
        for (text, expected) in cases {
            let read = number(text, Comma::Decimal).map(|n| n.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
        assert_eq!(number("1,250", Comma::Group), Some(Decimal::whole(1250)));
        assert_eq!(number("1,25", Comma::Group), None);
    }

    #[test]
    fn implied_decimals_count_from_the_right_unless_a_point_is_written() {
        let read = |text| implied(text, 4).map(|n| n.to_string());
        assert_eq!(read("12500").as_deref(), Some("1.25"));
        assert_eq!(read("1.25").as_deref(), Some("1.25"));
        assert_eq!(read("x"), None);
    }

    #[test]
    fn a_date_is_read_by_its_format_and_a_period_by_its_end() {
        let cases = [
            ("20260131", "102", Some("2026-01-31")),
            ("260131", "101", Some("2026-01-31")),
            ("991231", "101", Some("1999-12-31")),
            ("202601312359", "203", Some("2026-01-31")),
            ("20260131235959000", "304", Some("2026-01-31")),
            ("31012026", "4", Some("2026-01-31")),
            ("310126", "2", Some("2026-01-31")),
            ("202602", "610", Some("2026-02-28")),
            ("202653", "616", Some("2027-01-03")),
            ("202654", "616", None),
            ("2026010120260131", "718", Some("2026-01-31")),
            ("20260101-20260131", "718", Some("2026-01-31")),
            ("20260230", "102", None),
            ("20260131", "", Some("2026-01-31")),
            ("14", "804", None),
            ("é", "102", None),
        ];
        for (text, format, expected) in cases {
            let read = qualified_day(text, format).map(|day| day.to_string());
            assert_eq!(read.as_deref(), expected, "{text} as {format}");
        }
    }
}
