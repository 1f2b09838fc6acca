//! The clocks that stamp commands: the wall clock in the company's time zone, and the demo's own
//! clock, on which days pass in minutes.

use crate::failure::{Failure, Outcome};
use engine::Moment;
use jiff::tz::TimeZone;
use std::sync::{Arc, Mutex, PoisonError};
use std::time;
use vocab::{Day, Instant};

/// A clock that can be read from every thread. Cheap to clone.
#[derive(Clone)]
pub struct CompanyClock(Arc<Kind>);

enum Kind {
    /// The machine's clock, shown in a time zone.
    Wall {
        zone: TimeZone,
        cached: Mutex<Cached>,
    },
    /// A clock of its own: where it started, and how fast it runs.
    Paced(Paced),
}

/// The offset of the zone, kept for the minute that it was looked up in.
struct Cached {
    minute: i64,
    offset_seconds: i64,
}

struct Paced {
    company: Instant,
    since: time::Instant,
    /// Company seconds in a real second; 0 stands still.
    pace: u32,
}

const MICROS: i64 = 1_000_000;
const MINUTE: i64 = 60 * MICROS;

impl CompanyClock {
    /// The wall clock of a time zone (IANA name, `Asia/Jerusalem`).
    pub fn wall(zone: &str) -> Outcome<CompanyClock> {
        let found = TimeZone::get(zone);
        let zone = found.map_err(|error| {
            Failure::because(
                format!("\"{zone}\" is not a time zone like Asia/Jerusalem"),
                error,
            )
        })?;
        let cached = Mutex::new(Cached {
            minute: i64::MIN,
            offset_seconds: 0,
        });
        Ok(CompanyClock(Arc::new(Kind::Wall { zone, cached })))
    }

    /// A clock that starts at a moment of the company and runs at a pace: company seconds in a
    /// real second, 0 for one that stands still.
    pub fn paced(start: Instant, pace: u32) -> CompanyClock {
        let since = time::Instant::now();
        CompanyClock(Arc::new(Kind::Paced(Paced {
            company: start,
            since,
            pace,
        })))
    }

    /// Now.
    pub fn now(&self) -> Moment {
        match &*self.0 {
            Kind::Wall { zone, cached } => wall_moment(zone, cached),
            Kind::Paced(paced) => {
                let passed = paced.since.elapsed().as_micros() as i64 * i64::from(paced.pace);
                shown(Instant(paced.company.0 + passed), 0)
            }
        }
    }

    /// The company's day at a moment.
    pub fn day_of(&self, at: Instant) -> Day {
        let offset_seconds = match &*self.0 {
            Kind::Wall { zone, .. } => offset_seconds(zone, at),
            Kind::Paced(_) => 0,
        };
        shown(at, offset_seconds).today
    }
}

/// How far a zone is ahead of UTC at a moment.
fn offset_seconds(zone: &TimeZone, at: Instant) -> i64 {
    let timestamp = jiff::Timestamp::from_microsecond(at.0).unwrap_or_default();
    i64::from(zone.to_offset(timestamp).seconds())
}

/// What the machine's clock says.
pub fn wall_instant() -> Instant {
    let now = time::SystemTime::now()
        .duration_since(time::UNIX_EPOCH)
        .unwrap_or_default();
    Instant(now.as_micros() as i64)
}

fn wall_moment(zone: &TimeZone, cached: &Mutex<Cached>) -> Moment {
    let at = wall_instant();
    let minute = at.0.div_euclid(MINUTE);
    let mut cached = cached.lock().unwrap_or_else(PoisonError::into_inner);
    if cached.minute != minute {
        cached.offset_seconds = offset_seconds(zone, at);
        cached.minute = minute;
    }
    shown(at, cached.offset_seconds)
}

fn shown(at: Instant, offset_seconds: i64) -> Moment {
    let local = Instant(at.0 + offset_seconds * MICROS);
    let minute = (local.micros_of_day() / MINUTE) as u16;
    Moment {
        at,
        today: local.utc_day(),
        minute,
    }
}

/// The moment at which a day has this many minutes behind it, on a paced clock.
pub fn at(day: Day, minute: u16) -> Instant {
    Instant::at_midnight(day).plus_seconds(i64::from(minute) * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_companys_day_is_that_of_its_time_zone() {
        let zone = TimeZone::get("Asia/Jerusalem").unwrap();
        let late = Instant::parse("2026-07-01T22:30:00Z").unwrap();
        let moment = shown(late, offset_seconds(&zone, late));
        assert_eq!(
            (moment.today.to_string().as_str(), moment.minute),
            ("2026-07-02", 90)
        );
        let clock = CompanyClock::wall("Asia/Jerusalem").unwrap();
        assert_eq!(clock.day_of(late).to_string(), "2026-07-02");
    }

    #[test]
    fn a_clock_without_pace_stands_still() {
        let clock = CompanyClock::paced(at(Day(20_000), 600), 0);
        assert_eq!((clock.now().today, clock.now().minute), (Day(20_000), 600));
    }
}
