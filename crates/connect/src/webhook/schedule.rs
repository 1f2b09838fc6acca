//! When a message that was not taken is tried again.

use std::time::Duration;
use vocab::{Day, Instant};

const SECOND: u64 = 1;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// Seconds before each try, counted from the one before: the schedule that the specification names.
const DELAYS: [u64; 10] = [
    0,
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
];

/// How often a message is tried before it is dead: over three days.
pub const TRIES_MAX: u32 = DELAYS.len() as u32;
/// A delay is this share longer at most, in percent, so that what failed together isn't tried again
/// together.
const JITTER_PERCENT: u64 = 10;
/// The longest time that a receiver may ask for.
const ASKED_MAX: Duration = Duration::from_secs(24 * HOUR);

/// How long to wait before the next try of a message that was tried `tried` times. `None` when it
/// was tried often enough. `chance` is any number that differs from message to message; `asked` is
/// what the receiver asked for, which makes the time longer, never shorter, and at most 24 hours.
pub fn delay_before(tried: u32, chance: u64, asked: Option<Duration>) -> Option<Duration> {
    let delay = *DELAYS.get(usize::try_from(tried).ok()?)?;
    let jitter = delay * 1_000 * JITTER_PERCENT / 100;
    let delay = Duration::from_millis(delay * 1_000 + mixed(chance, tried) % (jitter + 1));
    let asked = asked.unwrap_or_default().min(ASKED_MAX);
    Some(delay.max(asked))
}

/// The header `Retry-After`: seconds, or a moment as HTTP writes it.
pub fn retry_after(value: &str, now: Instant) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let micros = http_date(value)?.0.saturating_sub(now.0);
    Some(Duration::from_micros(u64::try_from(micros).unwrap_or(0)))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that HTTP allows to be sent.
fn http_date(text: &str) -> Option<Instant> {
    let (_, rest) = text.strip_suffix(" GMT")?.split_once(", ")?;
    let parts: Vec<&str> = rest.split(' ').collect();
    let [day, month, year, clock] = parts[..] else {
        return None;
    };
    let month = MONTHS.iter().position(|name| *name == month)? as u32 + 1;
    let day = Day::from_civil(year.parse().ok()?, month, day.parse().ok()?)?;
    Instant::parse(&format!("{day}T{clock}Z"))
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Spreads a number that differs a little into one that differs a lot (SplitMix64).
fn mixed(chance: u64, tried: u32) -> u64 {
    let mut mixed =
        chance.wrapping_add(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(u64::from(tried) + 1));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_tried_ten_times_over_three_days() {
        let seconds: Vec<u64> = (0..)
            .map_while(|tried| delay_before(tried, 7, None))
            .map(|delay| delay.as_secs())
            .collect();
        assert_eq!(seconds.len(), TRIES_MAX as usize);
        for (delay, named) in seconds.iter().zip(DELAYS) {
            assert!(
                (named..=named + named / 10).contains(delay),
                "{delay} for {named}"
            );
        }
        assert!(seconds.iter().sum::<u64>() > 75 * HOUR);
    }

    #[test]
    fn what_failed_together_is_not_tried_again_together() {
        let delay = |chance| delay_before(3, chance, None).unwrap().as_secs() / 10;
        let mut delays: Vec<u64> = (0..100).map(delay).collect();
        delays.sort_unstable();
        delays.dedup();
        assert!(delays.len() > 10, "{delays:?}");
        assert_eq!(delay_before(3, 42, None), delay_before(3, 42, None));
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_but_not_for_less_and_not_for_weeks() {
        let asked = |seconds| delay_before(1, 7, Some(Duration::from_secs(seconds))).unwrap();
        assert!(asked(1) >= Duration::from_secs(5));
        assert_eq!(asked(600), Duration::from_secs(600));
        assert_eq!(asked(u64::MAX), Duration::from_secs(24 * HOUR));
    }

    #[test]
    fn retry_after_is_seconds_or_a_moment() {
        let now = Instant::parse("1994-11-06T08:49:00Z").unwrap();
        let cases = [
            ("120", Some(120)),
            (" 5 ", Some(5)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(37)),
            ("Sun, 06 Nov 1994 08:48:37 GMT", Some(0)),
            ("Sun, 06 Nov 1994 25:48:37 GMT", None),
            ("-5", None),
            ("soon", None),
            ("", None),
        ];
        for (value, seconds) in cases {
            let told = retry_after(value, now).map(|time| time.as_secs());
            assert_eq!(told, seconds, "{value}");
        }
    }
}
