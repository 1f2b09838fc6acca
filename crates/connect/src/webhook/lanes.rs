//! Who may be tried now: a slow endpoint has little room, so that the others always have some.

use keep::WebhookId;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// The most tries at once.
pub const TRIES_AT_ONCE_MAX: usize = 32;
/// The most of them that may be of slow endpoints.
pub const SLOW_AT_ONCE_MAX: usize = 16;
/// The most tries at once of one endpoint that is swift.
pub const SWIFT_AT_ONCE_MAX: usize = 4;
/// An endpoint that takes longer than this is slow.
const SWIFT_TIME_MAX: Duration = Duration::from_secs(2);

/// The tries that are under way. An endpoint is slow until it has taken a message swiftly, and
/// becomes slow again with one that it didn't.
#[derive(Debug, Default)]
pub struct Lanes {
    swift: HashSet<WebhookId>,
    under_way: HashMap<WebhookId, usize>,
    /// How many of the tries began as those of a slow endpoint.
    slow_under_way: usize,
}

/// A try that is under way; hand it back when it has ended.
#[derive(Debug)]
pub struct Place {
    endpoint: WebhookId,
    slow: bool,
}

impl Place {
    /// Whose it is.
    pub fn endpoint(&self) -> WebhookId {
        self.endpoint
    }
}

impl Lanes {
    /// Whether there is a place for a try of this endpoint.
    pub fn has_room(&self, endpoint: WebhookId) -> bool {
        let under_way = self.under_way.get(&endpoint).copied().unwrap_or(0);
        let all: usize = self.under_way.values().sum();
        let room = match self.is_slow(endpoint) {
            true => under_way == 0 && self.slow_under_way < SLOW_AT_ONCE_MAX,
            false => under_way < SWIFT_AT_ONCE_MAX,
        };
        room && all < TRIES_AT_ONCE_MAX
    }

    fn is_slow(&self, endpoint: WebhookId) -> bool {
        !self.swift.contains(&endpoint)
    }

    /// A place for a try of this endpoint, if there is one.
    pub fn enter(&mut self, endpoint: WebhookId) -> Option<Place> {
        if !self.has_room(endpoint) {
            return None;
        }
        let slow = self.is_slow(endpoint);
        *self.under_way.entry(endpoint).or_default() += 1;
        self.slow_under_way += usize::from(slow);
        Some(Place { endpoint, slow })
    }

    /// A try has ended; whether the message was taken, and how long that took.
    pub fn leave(&mut self, place: Place, taken: bool, took: Duration) {
        if let Some(under_way) = self.under_way.get_mut(&place.endpoint) {
            *under_way -= 1;
        }
        self.under_way.retain(|_, under_way| *under_way > 0);
        self.slow_under_way -= usize::from(place.slow);
        match taken && took <= SWIFT_TIME_MAX {
            true => self.swift.insert(place.endpoint),
            false => self.swift.remove(&place.endpoint),
        };
    }

    /// Forgets endpoints that are not among these.
    pub fn retain(&mut self, known: impl Fn(WebhookId) -> bool) {
        self.swift.retain(|endpoint| known(*endpoint));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SWIFT: Duration = Duration::from_millis(80);
    const SLOW: Duration = Duration::from_secs(9);

    fn fill(lanes: &mut Lanes, endpoint: u32) -> usize {
        std::iter::from_fn(|| lanes.enter(WebhookId(endpoint))).count()
    }

    fn prove(lanes: &mut Lanes, endpoint: u32, taken: bool, took: Duration) {
        let place = lanes.enter(WebhookId(endpoint)).unwrap();
        lanes.leave(place, taken, took);
    }

    #[test]
    fn an_endpoint_earns_its_room_by_taking_messages_swiftly() {
        let mut lanes = Lanes::default();
        assert_eq!(fill(&mut lanes, 1), 1);
        for (taken, took, room) in [(true, SWIFT, 4), (true, SLOW, 1), (false, SWIFT, 1)] {
            let mut lanes = Lanes::default();
            prove(&mut lanes, 1, true, SWIFT);
            prove(&mut lanes, 1, taken, took);
            assert_eq!(fill(&mut lanes, 1), room, "{taken} {took:?}");
        }
    }

    #[test]
    fn however_many_endpoints_hang_the_swift_ones_have_room() {
        let mut lanes = Lanes::default();
        prove(&mut lanes, 1_000, true, SWIFT);
        let hanging: usize = (0..100).map(|endpoint| fill(&mut lanes, endpoint)).sum();
        assert_eq!(hanging, SLOW_AT_ONCE_MAX);
        assert_eq!(fill(&mut lanes, 1_000), SWIFT_AT_ONCE_MAX);
    }

    #[test]
    fn there_is_an_end_to_tries_at_once() {
        let mut lanes = Lanes::default();
        (0..100).for_each(|endpoint| prove(&mut lanes, endpoint, true, SWIFT));
        let all: usize = (0..100).map(|endpoint| fill(&mut lanes, endpoint)).sum();
        assert_eq!(all, TRIES_AT_ONCE_MAX);
    }
}
