//! Days and times as the formats write them. Times are UTC: a message says when something was, and
//! the company's place is no part of it.

use vocab::{Day, Instant};

/// `20261122`.
pub(super) fn ccyymmdd(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// `261122`.
pub(super) fn yymmdd(day: Day) -> String {
    ccyymmdd(day).split_off(2)
}

/// `1405`.
pub(super) fn hhmm(at: Instant) -> String {
    let minutes = at.micros_of_day() / 60_000_000;
    format!("{:02}{:02}", minutes / 60, minutes % 60)
}

/// `14:05:00Z`, whole seconds.
pub(super) fn clock(at: Instant) -> String {
    let seconds = at.micros_of_day() / 1_000_000;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}Z", seconds % 60)
}

/// `2026-11-22T14:05:00Z`, whole seconds.
pub(super) fn moment(at: Instant) -> String {
    format!("{}T{}", at.utc_day(), clock(at))
}

/// The beginning of a day, where a format asks for a moment.
pub(super) fn midnight(day: Day) -> String {
    moment(Instant::at_midnight(day))
}
