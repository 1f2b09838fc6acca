//! Dates as people write them, and which of day and month they write first.

use vocab::Day;

/// Which of day and month stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// A date that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateRead {
    /// Only this day can be meant.
    Certain(Day),
    /// Either, by the habit of the sender.
    Either { day_first: Day, month_first: Day },
}

/// The first letters of the months in English, German, French, Spanish and Hebrew.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jän", "ene", "ינו"],
    &["feb", "fev", "fév", "פבר"],
    &["mar", "mär", "mrz", "מרץ", "מרס"],
    &["apr", "avr", "abr", "אפר"],
    &["may", "mai", "מאי"],
    &["jun", "juin", "יונ"],
    &["jul", "juil", "יול"],
    &["aug", "aou", "aoû", "ago", "אוג"],
    &["sep", "ספט"],
    &["oct", "okt", "אוק"],
    &["nov", "נוב"],
    &["dec", "dez", "dic", "déc", "דצמ"],
];

/// Years outside of these are not those of an order.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2099;
/// Longer texts are no dates.
const DATE_BYTES_MAX: usize = 48;
/// Serial numbers from 1990 to 2099, with some room, are taken for days.
const SERIALS: std::ops::RangeInclusive<i64> = 32_000..=74_000;

/// Reads a date; a time of day behind it is ignored.
pub(crate) fn read(text: &str) -> Option<DateRead> {
    if text.len() > DATE_BYTES_MAX {
        return None;
    }
    let mut words: Vec<&str> = Vec::new();
    let mut dotted = false;
    for word in text
        .split([' ', ',', '\u{a0}', 'T'])
        .filter(|word| !word.is_empty())
    {
        if word.contains(':') {
            break;
        }
        dotted |= word.matches('.').count() == 2;
        words.extend(word.split(['-', '/', '.']).filter(|part| !part.is_empty()));
    }
    match words.as_slice() {
        [digits] if digits.len() == 8 => compact(digits),
        // A weekday in front.
        [day, rest @ ..] if rest.len() == 3 && day.chars().all(char::is_alphabetic) => {
            three(rest, dotted)
        }
        words if words.len() == 3 => three(words, dotted),
        _ => None,
    }
}

fn three(words: &[&str], dotted: bool) -> Option<DateRead> {
    let [a, b, c] = words else { return None };
    if let Some(month) = month(b) {
        return match year(a) {
            Some(year) if a.len() == 4 => certain(year, month, number(c)?),
            _ => certain(year(c)?, month, number(a)?),
        };
    }
    if let Some(month) = month(a) {
        return certain(year(c)?, month, number(b)?);
    }
    if a.len() == 4 {
        return certain(year(a)?, number(b)?, number(c)?);
    }
    let (year, a, b) = (year(c)?, number(a)?, number(b)?);
    if dotted {
        return certain(year, b, a);
    }
    either(civil(year, b, a), civil(year, a, b))
}

fn either(day_first: Option<Day>, month_first: Option<Day>) -> Option<DateRead> {
    match (day_first, month_first) {
        (Some(a), Some(b)) if a != b => Some(DateRead::Either {
            day_first: a,
            month_first: b,
        }),
        (Some(day), _) | (None, Some(day)) => Some(DateRead::Certain(day)),
        (None, None) => None,
    }
}

/// `20260422`, or `22042026` where that is the only way.
fn compact(digits: &str) -> Option<DateRead> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| number(&digits[from..to]);
    let year_first = certain(part(0, 4)? as i32, part(4, 6)?, part(6, 8)?);
    year_first.or_else(|| {
        let year = part(4, 8)? as i32;
        either(
            civil(year, part(2, 4)?, part(0, 2)?),
            civil(year, part(0, 2)?, part(2, 4)?),
        )
    })
}

fn certain(year: i32, month: u32, day: u32) -> Option<DateRead> {
    civil(year, month, day).map(DateRead::Certain)
}

fn civil(year: i32, month: u32, day: u32) -> Option<Day> {
    YEARS
        .contains(&year)
        .then(|| Day::from_civil(year, month, day))
        .flatten()
}

fn number(text: &str) -> Option<u32> {
    let ordinal = |c: char| c.is_ascii_alphabetic();
    let digits = text.trim_end_matches(ordinal);
    let plain = digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

fn year(text: &str) -> Option<i32> {
    let year = number(text)? as i32;
    match text.len() {
        4 => Some(year),
        2 => Some(2000 + year),
        _ => None,
    }
}

fn month(word: &str) -> Option<u32> {
    if !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let word = word.to_lowercase();
    let word = word
        .strip_prefix('ב')
        .filter(|rest| rest.chars().count() > 2)
        .unwrap_or(&word);
    let index = MONTHS
        .iter()
        .position(|starts| starts.iter().any(|start| word.starts_with(start)))?;
    Some(index as u32 + 1)
}

/// The order that a date gives away, if it does.
pub(crate) fn habit(text: &str) -> Option<DateOrder> {
    let mut parts = text.split([' ', '/', '-', '.']);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    year(c)?;
    if !matches!(read(text)?, DateRead::Certain(_)) || a.len() > 2 || b.len() > 2 {
        return None;
    }
    match (number(a)?, number(b)?) {
        (13..=31, 1..=12) => Some(DateOrder::DayFirst),
        (1..=12, 13..=31) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// The day of a spreadsheet's serial number; the time of day is dropped.
pub(crate) fn day_of_serial(serial: &str, starts_1904: bool) -> Option<Day> {
    let whole: i64 = serial.split(['.', 'E', 'e']).next()?.parse().ok()?;
    // Day 0 is 1899-12-30: Excel holds 1900 for a leap year, and so days agree after February 1900.
    let start = if starts_1904 {
        Day::from_civil(1904, 1, 1)?
    } else {
        Day::from_civil(1900, 1, 1)?.plus(-2)
    };
    SERIALS.contains(&whole).then(|| start.plus(whole as i32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        let cases = [
            ("2026-04-22", "2026-04-22"),
            ("2026/4/2", "2026-04-02"),
            ("20260422", "2026-04-22"),
            ("22042026", "2026-04-22"),
            ("04/22/2026", "2026-04-22"),
            ("22/04/26", "2026-04-22"),
            ("02.04.2026", "2026-04-02"),
            ("02/04/2026", "2026-04-02 or 2026-02-04"),
            ("04/04/2026", "2026-04-04"),
            ("22-Apr-26", "2026-04-22"),
            ("April 22, 2026", "2026-04-22"),
            ("Wed, 22 Apr 2026", "2026-04-22"),
            ("22. April 2026", "2026-04-22"),
            ("22 באפריל 2026", "2026-04-22"),
            ("2 mai 2026", "2026-05-02"),
            ("2026-04-22T10:00:00Z", "2026-04-22"),
            ("04/22/2026 04:12", "2026-04-22"),
            ("31/02/2026", "-"),
            ("ASAP", "-"),
            ("4711", "-"),
            ("12345678", "-"),
            ("", "-"),
        ];
        for (text, expected) in cases {
            let read = match read(text) {
                None => "-".to_owned(),
                Some(DateRead::Certain(day)) => day.to_string(),
                Some(DateRead::Either {
                    day_first,
                    month_first,
                }) => format!("{day_first} or {month_first}"),
            };
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn one_clear_date_tells_the_habit() {
        assert_eq!(habit("22/04/2026"), Some(DateOrder::DayFirst));
        assert_eq!(habit("04/22/2026"), Some(DateOrder::MonthFirst));
        assert_eq!(habit("04/02/2026"), None);
        assert_eq!(habit("2026-04-22"), None);
    }

    #[test]
    fn a_serial_number_is_a_day_of_its_calendar() {
        let day = |serial, starts_1904| day_of_serial(serial, starts_1904).map(|d| d.to_string());
        assert_eq!(day("46348", false).as_deref(), Some("2026-11-22"));
        assert_eq!(day("46348.75", false).as_deref(), Some("2026-11-22"));
        assert_eq!(day("44886", true).as_deref(), Some("2026-11-22"));
        assert_eq!(day("4711", false), None);
        assert_eq!(day("x", false), None);
    }
}
