//! Rules of time: when a backorder run is made by itself, and for which segments.
//!
//! A rule is a line: `daily at 06:00`, or `sun, wed at 13:30: win, redistribute`.

use super::{NoRationRule, Strategy};
use crate::Stamp;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use vocab::{Day, Weekday};

/// The most rules of time of a policy.
pub const TIMED_RUNS_MAX: usize = 50;
/// A run whose time is longer ago than this, in minutes, is left out: the company was closed, or the
/// rule is newer than its time.
pub const TIMED_RUN_LATE_MINUTES_MAX: i64 = 120;

const MINUTES_OF_DAY: u16 = 24 * 60;
const ALL_DAYS: u8 = (1 << Weekday::ALL.len()) - 1;

/// When a backorder run over all items is made, in the company's local time.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(with = "String")
)]
#[serde(into = "String", try_from = "String")]
pub struct TimedRun {
    /// On which days: a mask of [`Weekday::bit`]s, never empty.
    #[n(0)]
    pub weekdays: u8,
    /// At which minute of the day.
    #[n(1)]
    pub minute: u16,
    /// Orders of segments with other strategies stay as they are; empty is every strategy.
    #[n(2)]
    pub strategies: Vec<Strategy>,
}

impl TimedRun {
    /// The last time that it was to be made, if that is not too long ago to be made up for.
    pub fn due(&self, stamp: &Stamp) -> Option<Day> {
        let now = moment(stamp.today, stamp.minute);
        let days = [stamp.today, stamp.today.plus(-1)].into_iter();
        let mut days = days.filter(|day| self.is_on(*day));
        let due = days.find(|day| moment(*day, self.minute) <= now)?;
        let late = now - moment(due, self.minute);
        (late <= TIMED_RUN_LATE_MINUTES_MAX).then_some(due)
    }

    /// The next day that it is to be made on.
    pub fn next(&self, stamp: &Stamp) -> Option<Day> {
        let now = moment(stamp.today, stamp.minute);
        let mut days = (0..=7).map(|days| stamp.today.plus(days));
        days.find(|day| self.is_on(*day) && moment(*day, self.minute) > now)
    }

    fn is_on(&self, day: Day) -> bool {
        self.weekdays & day.weekday().bit() != 0
    }
}

/// Minutes since the first of all days.
fn moment(day: Day, minute: u16) -> i64 {
    i64::from(day.0) * i64::from(MINUTES_OF_DAY) + i64::from(minute)
}

fn short(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "mon",
        Weekday::Tuesday => "tue",
        Weekday::Wednesday => "wed",
        Weekday::Thursday => "thu",
        Weekday::Friday => "fri",
        Weekday::Saturday => "sat",
        Weekday::Sunday => "sun",
    }
}

impl fmt::Display for TimedRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = Weekday::ALL.into_iter();
        let days = days.filter(|day| self.weekdays & day.bit() != 0);
        let days: Vec<&str> = match self.weekdays {
            ALL_DAYS => vec!["daily"],
            _ => days.map(short).collect(),
        };
        let (hour, minute) = (self.minute / 60, self.minute % 60);
        write!(f, "{} at {hour:02}:{minute:02}", days.join(", "))?;
        if self.strategies.is_empty() {
            return Ok(());
        }
        let strategies = self.strategies.iter().map(|one| one.as_str());
        write!(f, ": {}", strategies.collect::<Vec<_>>().join(", "))
    }
}

impl FromStr for TimedRun {
    type Err = NoRationRule;

    fn from_str(text: &str) -> Result<TimedRun, NoRationRule> {
        const EXPECTED: &str = "one such as \"daily at 06:00\" or \"sun, wed at 13:30: win, gain\"";
        timed(text.trim()).ok_or_else(|| NoRationRule::new(text.trim(), EXPECTED))
    }
}

fn timed(text: &str) -> Option<TimedRun> {
    let (days, rest) = text.split_once(" at ")?;
    let (time, strategies) = match rest.split_once(": ") {
        Some((time, strategies)) => (time, words(strategies, strategy)?),
        None => (rest, Vec::new()),
    };
    let weekdays = match days.trim() {
        "daily" => ALL_DAYS,
        days => words(days, weekday)?
            .into_iter()
            .fold(0, |all, day| all | day.bit()),
    };
    Some(TimedRun {
        weekdays,
        minute: minute(time.trim())?,
        strategies,
    })
}

/// Words with commas between them, none twice.
fn words<T: PartialEq>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let mut found = Vec::new();
    for word in text.split(',') {
        let one = read(word.trim()).filter(|one| !found.contains(one))?;
        found.push(one);
    }
    Some(found)
}

fn weekday(word: &str) -> Option<Weekday> {
    let mut all = Weekday::ALL.into_iter();
    all.find(|day| short(*day) == word)
}

fn strategy(word: &str) -> Option<Strategy> {
    let mut all = Strategy::ALL.into_iter();
    all.find(|one| one.as_str() == word)
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two = |digits: &str| match digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()) {
        true => digits.parse::<u16>().ok(),
        false => None,
    };
    let (hour, minute) = (two(hour)?, two(minute)?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

impl From<TimedRun> for String {
    fn from(rule: TimedRun) -> String {
        rule.to_string()
    }
}

impl TryFrom<String> for TimedRun {
    type Error = NoRationRule;

    fn try_from(text: String) -> Result<TimedRun, NoRationRule> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocab::{ActorId, Instant};

    #[test]
    fn a_rule_of_time_reads_back_as_it_was_written() {
        for text in [
            "daily at 06:00",
            "wed, sun at 13:30",
            "fri at 00:05: win, redistribute",
        ] {
            assert_eq!(text.parse::<TimedRun>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_rule_of_time_is_told_with_examples() {
        for text in [
            "",
            "daily",
            "daily at 6:00",
            "daily at 24:00",
            "daily at 06:60",
            "daily at 06:00:",
            "daily at 06:00: pray",
            "someday at 06:00",
            "sun, sun at 06:00",
            ", at 06:00",
        ] {
            let fault = text.parse::<TimedRun>().unwrap_err().to_string();
            assert!(
                fault.contains("is no rule; expected one such as"),
                "{fault}"
            );
        }
    }

    /// When a rule was due and is due next, on the 22nd of November 2026, a Sunday.
    fn times(rule: &str, hour: u16, minute: u16) -> (Option<String>, Option<String>) {
        let rule: TimedRun = rule.parse().unwrap();
        let stamp = Stamp {
            at: Instant(0),
            today: Day::parse("2026-11-22").unwrap(),
            minute: hour * 60 + minute,
            actor: ActorId(0),
        };
        let text = |day: Option<Day>| day.map(|day| day.to_string());
        (text(rule.due(&stamp)), text(rule.next(&stamp)))
    }

    #[test]
    fn a_run_is_due_from_its_minute_on_and_not_long_after_it() {
        let day = |day: &str| Some(format!("2026-11-{day}"));
        assert_eq!(times("daily at 06:00", 5, 59), (None, day("22")));
        assert_eq!(times("daily at 06:00", 6, 0), (day("22"), day("23")));
        assert_eq!(times("daily at 06:00", 8, 0), (day("22"), day("23")));
        assert_eq!(times("daily at 06:00", 8, 1), (None, day("23")));
        assert_eq!(times("mon at 06:00", 6, 0), (None, day("23")));
        assert_eq!(times("sun at 06:00", 6, 0), (day("22"), day("29")));
        // Late in the evening, and seen after midnight.
        assert_eq!(times("sat at 23:30", 0, 30), (day("21"), day("28")));
    }
}
