//! For how long a model that fails is left alone.

use std::time::{Duration, Instant};

/// Failures in a row before it is left alone.
pub const FAILURES_MAX: u32 = 3;
/// The first pause; each failure after it doubles the next.
pub const PAUSE_MIN: Duration = Duration::from_secs(60);
/// The longest pause, also of those that the endpoint asks for.
pub const PAUSE_MAX: Duration = Duration::from_secs(3_600);

/// How often it failed in a row, and till when it is left alone.
#[derive(Debug, Default)]
pub struct Pause {
    failures: u32,
    until: Option<Instant>,
}

impl Pause {
    /// True while it is left alone.
    pub fn is_on(&self, now: Instant) -> bool {
        self.until.is_some_and(|until| now < until)
    }

    /// It answered.
    pub fn worked(&mut self) {
        *self = Pause::default();
    }

    /// It failed once more.
    pub fn failed(&mut self, now: Instant) {
        self.failures = self.failures.saturating_add(1);
        if let Some(doublings) = self.failures.checked_sub(FAILURES_MAX) {
            let factor = 2u32.saturating_pow(doublings);
            self.begin(now, PAUSE_MIN.saturating_mul(factor));
        }
    }

    /// Leaves it alone for a time, and never shorter than before.
    pub fn begin(&mut self, now: Instant, time: Duration) {
        let until = now + time.min(PAUSE_MAX);
        self.until = self.until.max(Some(until));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_fails_three_times_in_a_row_is_left_alone_for_longer_and_longer() {
        let mut pause = Pause::default();
        let mut now = Instant::now();
        let mut told = Vec::new();
        for _ in 0..10 {
            pause.failed(now);
            let is_on = |seconds: &u64| pause.is_on(now + Duration::from_secs(*seconds));
            let seconds = [0, 59, 119, 239, 479, 959, 1_919, 3_599, 3_600];
            let last = seconds.into_iter().rfind(is_on);
            told.push(last.map_or(0, |last| last + 1));
            now += Duration::from_secs(3_600);
        }
        assert_eq!(told, [0, 0, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        pause.worked();
        assert!(!pause.is_on(now));
    }

    #[test]
    fn a_pause_that_the_endpoint_asks_for_ends_within_an_hour() {
        let (mut pause, now) = (Pause::default(), Instant::now());
        pause.begin(now, Duration::MAX);
        assert!(pause.is_on(now + Duration::from_secs(3_599)));
        assert!(!pause.is_on(now + PAUSE_MAX));
    }
}
