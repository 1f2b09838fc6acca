//! Days and instants as plain numbers; the calendar arithmetic is exact and needs no time zone.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A calendar day: days since 1970-01-01 (proleptic Gregorian). JSON form: `"2026-11-22"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
#[cbor(transparent)]
pub struct Day(#[n(0)] pub i32);

/// Day of the week, Monday first as in ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// All seven, in ISO order.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// As they follow the first day that there is, a Tuesday.
    const FROM_FIRST: [Weekday; 7] = [
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
        Weekday::Monday,
    ];

    /// This day's bit in a mask of weekdays: Monday is bit 0.
    #[inline]
    pub fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl Day {
    /// A civil date; `None` unless it exists in the years 1900 to 2999.
    ///
    /// Algorithm: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
    pub fn from_civil(year: i32, month: u32, day: u32) -> Option<Day> {
        if !(1900..=2999).contains(&year) || !(1..=12).contains(&month) || day < 1 {
            return None;
        }
        if day > days_in_month(year, month) {
            return None;
        }
        let shifted_year = if month <= 2 { year - 1 } else { year };
        let era = shifted_year.div_euclid(400);
        let year_of_era = shifted_year.rem_euclid(400);
        let month_from_march = (month as i32 + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + day as i32 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Day(era * 146_097 + day_of_era - 719_468))
    }

    /// Year, month and day, also of days that no calendar reaches. Hinnant, `civil_from_days`.
    pub fn to_civil(self) -> (i32, u32, u32) {
        let shifted = i64::from(self.0) + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year as i32, month as u32, day as u32)
    }

    /// The Monday of an ISO 8601 week, for year-week dates; `None` for a week that is not there.
    pub fn from_iso_week(year: i32, week: u32, weekday: Weekday) -> Option<Day> {
        let january_4 = Day::from_civil(year, 1, 4)?;
        let first_monday = january_4.0 - january_4.weekday() as i32;
        let next_year = Day::from_civil(year + 1, 1, 4)?;
        let next_monday = next_year.0 - next_year.weekday() as i32;
        let monday = first_monday + 7 * (week as i32 - 1);
        (week >= 1 && monday < next_monday).then_some(Day(monday + weekday as i32))
    }

    /// Reads `2026-11-22`.
    pub fn parse(text: &str) -> Option<Day> {
        let mut parts = text.trim().splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if year.len() != 4 || month.len() != 2 || day.len() != 2 {
            return None;
        }
        Day::from_civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The day of the week.
    #[inline]
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday, three days after a Monday. 2^31 is 2 more than a multiple of 7:
        // days counted from the first one that there is need no sign.
        let from_first = self.0 as u32 ^ (1 << 31);
        Weekday::FROM_FIRST[(from_first % 7) as usize]
    }

    /// This many days later; stays put at the end of representable time.
    #[inline]
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// Days from `earlier` to this day.
    #[inline]
    pub fn since(self, earlier: Day) -> i32 {
        self.0.saturating_sub(earlier.0)
    }
}

fn days_in_month(year: i32, month: u32) -> u32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.digits() {
            Some(digits) => f.write_str(text(&digits)),
            None => {
                let (year, month, day) = self.to_civil();
                write!(f, "{year:04}-{month:02}-{day:02}")
            }
        }
    }
}

impl Day {
    /// `2026-11-22`, for the years that have four digits: answers are full of days, and formatting
    /// them piece by piece costs ten times as much.
    fn digits(self) -> Option<[u8; 10]> {
        let (year, month, day) = self.to_civil();
        let year = u32::try_from(year).ok().filter(|year| *year <= 9_999)?;
        let digit = |number: u32| b'0' + (number % 10) as u8;
        let mut digits = *b"0000-00-00";
        for (place, number) in [
            (0, year / 1_000),
            (1, year / 100),
            (2, year / 10),
            (3, year),
            (5, month / 10),
            (6, month),
            (8, day / 10),
            (9, day),
        ] {
            digits[place] = digit(number);
        }
        Some(digits)
    }
}

fn text(digits: &[u8]) -> &str {
    std::str::from_utf8(digits).expect("digits and the signs between them are text")
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.digits() {
            Some(digits) => serializer.serialize_str(text(&digits)),
            None => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Day::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!("expected a date like 2026-11-22, got \"{text}\""))
        })
    }
}

/// A moment: microseconds since 1970-01-01T00:00:00Z. JSON form: RFC 3339 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
#[cbor(transparent)]
pub struct Instant(#[n(0)] pub i64);

const MICROS_PER_DAY: i64 = 86_400_000_000;

impl Instant {
    /// Midnight UTC of a day.
    pub fn at_midnight(day: Day) -> Instant {
        Instant(i64::from(day.0) * MICROS_PER_DAY)
    }

    /// The UTC day that this moment lies in.
    pub fn utc_day(self) -> Day {
        Day(self.0.div_euclid(MICROS_PER_DAY) as i32)
    }

    /// Microseconds since midnight UTC.
    pub fn micros_of_day(self) -> i64 {
        self.0.rem_euclid(MICROS_PER_DAY)
    }

    /// This many seconds later.
    pub fn plus_seconds(self, seconds: i64) -> Instant {
        Instant(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// Reads an RFC 3339 moment in UTC, as [`Instant`]'s `Display` writes it: `2026-11-22T14:05:00Z`,
    /// seconds optionally with up to six decimals.
    pub fn parse(text: &str) -> Option<Instant> {
        let (day, clock) = text.trim().strip_suffix('Z')?.split_once('T')?;
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
        let mut parts = clock.splitn(3, ':').map(|part| {
            (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<i64>().ok())
                .flatten()
        });
        let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
        if hour > 23 || minute > 59 || second > 59 || fraction.len() > 6 {
            return None;
        }
        let micros: i64 = match fraction {
            "" => 0,
            digits if digits.bytes().all(|b| b.is_ascii_digit()) => {
                digits.parse::<i64>().ok()? * 10i64.pow(6 - digits.len() as u32)
            }
            _ => return None,
        };
        let seconds = hour * 3600 + minute * 60 + second;
        Some(Instant(
            Instant::at_midnight(Day::parse(day)?).0 + seconds * 1_000_000 + micros,
        ))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.micros_of_day();
        let seconds = micros / 1_000_000;
        let mut clock = *b"T00:00:00";
        for (place, number) in [
            (1, seconds / 3600),
            (4, seconds / 60 % 60),
            (7, seconds % 60),
        ] {
            clock[place] += (number / 10) as u8;
            clock[place + 1] += (number % 10) as u8;
        }
        write!(f, "{}{}", self.utc_day(), text(&clock))?;
        match micros % 1_000_000 {
            0 => write!(f, "Z"),
            fraction => write!(f, ".{fraction:06}Z"),
        }
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Instant::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "expected a moment like 2026-11-22T14:05:00Z, got \"{text}\""
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_no_calendar_reaches_can_still_be_shown() {
        assert_eq!(Day(i32::MAX).to_string(), "5881580-07-11");
        assert_eq!(Day(i32::MIN).to_string(), "-5877641-06-23");
        assert_eq!(Day(i32::MAX).weekday(), Weekday::Friday);
    }

    #[test]
    fn days_read_back_and_know_their_weekday() {
        for number in (-20_000..200_000).step_by(17) {
            let (year, month, day) = Day(number).to_civil();
            assert_eq!(Day::from_civil(year, month, day), Some(Day(number)));
        }
        let day = Day::parse("2026-11-22").unwrap();
        assert_eq!(
            (day.to_string().as_str(), day.weekday()),
            ("2026-11-22", Weekday::Sunday)
        );
        assert_eq!(Day::parse("2026-02-29"), None);
        assert_eq!(Day::parse("22-11-2026"), None);
    }

    #[test]
    fn an_iso_week_starts_on_its_monday() {
        let monday =
            |year, week| Day::from_iso_week(year, week, Weekday::Monday).map(|day| day.to_string());
        assert_eq!(monday(2026, 1).as_deref(), Some("2025-12-29"));
        assert_eq!(monday(2020, 53).as_deref(), Some("2020-12-28"));
        assert_eq!(monday(2021, 53), None);
    }

    #[test]
    fn an_instant_reads_back() {
        for text in ["2026-11-22T14:05:09Z", "2026-11-22T14:05:09.000120Z"] {
            assert_eq!(Instant::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Instant::parse("2026-11-22 14:05:09"), None);
        assert_eq!(Instant::parse("2026-11-22T25:05:09Z"), None);
    }
}
