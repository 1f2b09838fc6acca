//! Admission: whoever is let in is answered soon; whoever would have to wait too long is told so
//! at once, before anything is read of what was sent.
//!
//! Each lane measures how much it gets done while it is busy, and lets in as much as it can do
//! within its bound. What a lane lets in is small against what another one needs, so that none
//! waits for another; cancels and releases have a lane of their own, which is refused last.

use crate::problem::{Code, Problem};
use crate::state::{LaneLimit, LaneLimits, Limits};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use vocab::ActorId;

/// Which requests wait for one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Cancels and releases: they make room, and come first.
    First,
    /// One order, one question: someone waits for the answer.
    Interactive,
    /// Looks at what is there: they may wait for the views.
    Reading,
    /// Many orders at once.
    Bulk,
    /// Documents: they are read when there is time.
    Background,
}

impl Lane {
    /// Every lane.
    const ALL: [Lane; 5] = [
        Lane::First,
        Lane::Interactive,
        Lane::Reading,
        Lane::Bulk,
        Lane::Background,
    ];

    fn limit(self, limits: &LaneLimits) -> LaneLimit {
        match self {
            Lane::First => limits.first,
            Lane::Interactive => limits.interactive,
            Lane::Reading => limits.reading,
            Lane::Bulk => limits.bulk,
            Lane::Background => limits.background,
        }
    }
}

/// How much a bulk request counts at most, in bytes: no more of it is worked on at once.
const BULK_BYTES_MAX: u64 = 512 << 10;
/// How much any request counts at least, in bytes.
const REQUEST_BYTES_MIN: u64 = 1 << 10;
/// How long a lane has to be busy before what it did is taken for what it can do.
const WINDOW: Duration = Duration::from_millis(20);
/// How long a lane may have more inside than it can do within its bound.
const BURST: Duration = Duration::from_millis(100);
/// What the rate of a key is counted in; so much may come at once.
const SECOND: Duration = Duration::from_secs(1);
/// How much a window counts against all before it: one part in this many.
const MEMORY: f64 = 2.0;

/// The lanes and the keys.
pub struct Admission {
    lanes: [Mutex<Gauge>; 5],
    keys: Mutex<FxHashMap<ActorId, Use>>,
    per_key: usize,
    /// How long a key's share of a second lasts for one request.
    step: Duration,
}

/// What a key makes use of.
#[derive(Clone, Copy)]
struct Use {
    inside: usize,
    /// When all of its rate is free again, had no more come (GCRA's theoretical arrival time).
    free: Instant,
}

/// One lane. Work is counted in bytes of requests.
struct Gauge {
    /// The most that one has to wait for.
    bound: Duration,
    /// Let in for a moment, whatever was measured: a lane that was idle has measured little.
    burst: u64,
    /// Since when there is more inside than can be done within the bound.
    over: Option<Instant>,
    /// Let in and not answered.
    inside: u64,
    /// Since when there is something inside.
    busy: Option<Instant>,
    /// What was done in the window, and in how much time.
    done: u64,
    time: Duration,
    /// What gets done in a busy second.
    rate: f64,
}

/// A place in a lane; given back when it is dropped.
pub struct Ticket {
    admission: Arc<Admission>,
    lane: Lane,
    weight: u64,
}

/// One of the places that a key has; given back when it is dropped.
pub struct KeyTicket {
    admission: Arc<Admission>,
    actor: ActorId,
    /// Requests that the key may still send at this moment.
    pub left: u32,
}

impl Admission {
    /// Empty lanes.
    pub fn new(limits: &Limits) -> Admission {
        let gauge = |lane: Lane| Mutex::new(Gauge::new(lane.limit(&limits.lanes)));
        Admission {
            lanes: Lane::ALL.map(gauge),
            keys: Mutex::default(),
            per_key: limits.requests_per_key,
            step: SECOND / limits.requests_per_second.max(1),
        }
    }

    /// Lets a request of this many bytes in.
    ///
    /// # Errors
    /// `busy` when it would have to wait longer than the lane's bound.
    pub fn enter(self: &Arc<Self>, lane: Lane, bytes: u64) -> Result<Ticket, Problem> {
        let most = match lane {
            Lane::Bulk => BULK_BYTES_MAX,
            Lane::First | Lane::Interactive | Lane::Reading | Lane::Background => u64::MAX,
        };
        let weight = bytes.clamp(REQUEST_BYTES_MIN, most);
        match self.gauge(lane).enter(weight, Instant::now()) {
            true => Ok(Ticket {
                admission: Arc::clone(self),
                lane,
                weight,
            }),
            false => Err(Problem::web(Code::Busy)),
        }
    }

    /// Lets a request of this key in.
    ///
    /// # Errors
    /// `key_busy` when the key has as many inside as one may; `rate_limited` when it has sent a
    /// second's worth of requests within less.
    pub fn enter_key(self: &Arc<Self>, actor: ActorId) -> Result<KeyTicket, Problem> {
        self.enter_key_at(actor, Instant::now())
    }

    fn enter_key_at(self: &Arc<Self>, actor: ActorId, now: Instant) -> Result<KeyTicket, Problem> {
        let mut keys = self.keys();
        let of_key = keys.entry(actor).or_insert(Use {
            inside: 0,
            free: now,
        });
        if of_key.inside >= self.per_key {
            return Err(Problem::web(Code::KeyBusy));
        }
        let free = of_key.free.max(now) + self.step;
        let Some(room) = SECOND.checked_sub(free.saturating_duration_since(now)) else {
            return Err(Problem::web(Code::RateLimited));
        };
        of_key.inside += 1;
        of_key.free = free;
        drop(keys);
        Ok(KeyTicket {
            admission: Arc::clone(self),
            actor,
            left: u32::try_from(room.as_nanos() / self.step.as_nanos()).unwrap_or(u32::MAX),
        })
    }

    fn gauge(&self, lane: Lane) -> MutexGuard<'_, Gauge> {
        self.lanes[lane as usize]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn keys(&self) -> MutexGuard<'_, FxHashMap<ActorId, Use>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.admission
            .gauge(self.lane)
            .leave(self.weight, Instant::now());
    }
}

impl Drop for KeyTicket {
    fn drop(&mut self) {
        let mut keys = self.admission.keys();
        // As many keys are remembered as there are.
        if let Some(of_key) = keys.get_mut(&self.actor) {
            of_key.inside -= 1;
        }
    }
}

impl Gauge {
    fn new(limit: LaneLimit) -> Gauge {
        Gauge {
            bound: limit.wait,
            burst: limit.burst_bytes,
            over: None,
            inside: 0,
            busy: None,
            done: 0,
            time: Duration::ZERO,
            rate: 0.0,
        }
    }

    fn enter(&mut self, weight: u64, now: Instant) -> bool {
        if self.inside >= self.room(now) {
            return false;
        }
        self.busy.get_or_insert(now);
        self.inside += weight;
        true
    }

    fn leave(&mut self, weight: u64, now: Instant) {
        self.inside -= weight;
        self.done += weight;
        let Some(since) = self.busy else {
            return;
        };
        self.time += now.saturating_duration_since(since);
        self.busy = (self.inside > 0).then_some(now);
        // Requests that come together leave together: as much must have left as is still inside,
        // if that does not take too long.
        let told = self.done >= self.inside || self.time >= 2 * self.bound;
        if self.time >= WINDOW && told {
            let rate = self.done as f64 / self.time.as_secs_f64();
            self.rate = match self.rate {
                0.0 => rate,
                before => before + (rate - before) / MEMORY,
            };
            (self.done, self.time) = (0, Duration::ZERO);
        }
    }

    /// What may be inside so that the next one need not wait longer than the bound. A burst may be
    /// more than that, when it is over soon; and someone is always let in.
    fn room(&mut self, now: Instant) -> u64 {
        let room = (self.rate * self.bound.as_secs_f64()) as u64;
        if self.inside < room {
            self.over = None;
            return room;
        }
        let over = *self.over.get_or_insert(now);
        match now.saturating_duration_since(over) <= BURST {
            true => room.max(self.burst),
            false => room.max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lane that may make one wait for 100 ms and lets bursts of 4 in.
    fn gauge() -> Gauge {
        Gauge::new(LaneLimit {
            wait: Duration::from_millis(100),
            burst_bytes: 4,
        })
    }

    /// Keeps a lane full while it gets one done in each `step`, for a second; how many are inside.
    fn kept_full(gauge: &mut Gauge, start: Instant, step: Duration) -> u64 {
        let mut now = start;
        while now < start + Duration::from_secs(1) {
            while gauge.enter(1, now) {}
            now += step;
            gauge.leave(1, now);
        }
        gauge.inside
    }

    #[test]
    fn a_lane_lets_in_what_it_can_do_within_its_bound() {
        let start = Instant::now();
        for (micros, inside) in [(100, 990..=1_000), (1_000, 98..=100), (50_000, 1..=4)] {
            let found = kept_full(&mut gauge(), start, Duration::from_micros(micros));
            assert!(inside.contains(&found), "{micros} µs each: {found} inside");
        }
    }

    #[test]
    fn a_lane_that_becomes_slower_lets_in_less() {
        let (mut gauge, start) = (gauge(), Instant::now());
        let fast = kept_full(&mut gauge, start, Duration::from_micros(100));
        let later = start + Duration::from_secs(1);
        let slow = kept_full(&mut gauge, later, Duration::from_millis(1));
        assert!(fast > 900 && slow < 150, "{fast} then {slow}");
    }

    #[test]
    fn requests_that_work_side_by_side_are_not_taken_for_slow() {
        let (mut gauge, mut now) = (gauge(), Instant::now());
        for _ in 0..20 {
            // Four take 50 ms together, one after the other they would take 200.
            (0..4).for_each(|_| assert!(gauge.enter(1, now)));
            now += Duration::from_millis(50);
            (0..4).for_each(|_| gauge.leave(1, now));
        }
        assert!((7..=8).contains(&gauge.room(now)));
    }

    #[test]
    fn a_burst_is_let_in_when_it_is_over_soon() {
        let (mut gauge, start) = (gauge(), Instant::now());
        let all = |gauge: &mut Gauge, now| (0..10).filter(|_| gauge.enter(1, now)).count();
        assert_eq!(all(&mut gauge, start), 4);
        // They stay inside: it is not over.
        let later = start + Duration::from_millis(200);
        assert_eq!(all(&mut gauge, later), 0);
        (0..4).for_each(|_| gauge.leave(1, later));
        assert!(all(&mut gauge, later) > 0);
    }

    #[test]
    fn idle_time_does_not_count() {
        let (mut gauge, mut now) = (gauge(), Instant::now());
        for _ in 0..1_000 {
            assert!(gauge.enter(1, now));
            now += Duration::from_micros(100);
            gauge.leave(1, now);
            now += Duration::from_secs(1);
        }
        let room = gauge.room(now);
        assert!((900..=1_000).contains(&room), "{room}");
    }

    #[test]
    fn a_key_gets_its_share_and_no_more() {
        let limits = Limits {
            requests_per_key: 2,
            ..Limits::default()
        };
        let admission = Arc::new(Admission::new(&limits));
        let first = admission.enter_key(ActorId(1)).unwrap();
        let _second = admission.enter_key(ActorId(1)).unwrap();
        let refused = admission.enter_key(ActorId(1)).err().unwrap();
        assert_eq!(refused, Problem::web(Code::KeyBusy));
        assert!(admission.enter_key(ActorId(2)).is_ok());
        drop(first);
        assert!(admission.enter_key(ActorId(1)).is_ok());
    }

    #[test]
    fn a_key_sends_as_many_requests_in_a_second_as_its_rate_and_then_again() {
        let limits = Limits {
            requests_per_second: 10,
            ..Limits::default()
        };
        let admission = Arc::new(Admission::new(&limits));
        let start = Instant::now();
        let enter = |millis| {
            let now = start + Duration::from_millis(millis);
            admission
                .enter_key_at(ActorId(1), now)
                .map(|ticket| ticket.left)
        };
        let lefts: Vec<u32> = (0..10).map_while(|_| enter(0).ok()).collect();
        assert_eq!(lefts, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
        assert_eq!(enter(50), Err(Problem::web(Code::RateLimited)));
        assert_eq!(enter(100), Ok(0));
        assert_eq!(enter(100), Err(Problem::web(Code::RateLimited)));
        assert_eq!(enter(5_000), Ok(9));
    }
}
