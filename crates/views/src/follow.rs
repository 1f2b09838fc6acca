//! The follower: keeps the views close behind the durable journal.

use crate::fault::Fault;
use crate::views::Views;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long the follower waits for a record before it looks whether it should stop.
const WAIT: Duration = Duration::from_millis(200);

/// How long a turn of folding takes, the last record of it excepted.
const TURN: Duration = Duration::from_millis(50);
/// The writer is at work until nothing has become durable for this long.
const AT_WORK: Duration = Duration::from_millis(100);
/// How many times as long as it folded the follower rests while the writer is at work: on a machine
/// whose cores are all busy, each moment of it is one that orders wait for.
const REST: u32 = 7;
/// Views that are this far behind are late.
const LATE: Duration = Duration::from_secs(5);
/// The same rest while the views are late: half of a core, so that orders that come in more slowly
/// than they are folded by that are never shown much later than this.
const REST_WHEN_LATE: u32 = 1;
/// The longest rest.
const REST_MAX: Duration = Duration::from_secs(1);

/// Folds every record as it becomes durable, until `stop` is set or the engine has stopped; what
/// is durable by then is folded first. Views that are damaged or of another history are built
/// anew. Blocks: give it a thread of its own.
///
/// # Errors
/// When the journal can't be read, or views that were just built anew fail again. The book does
/// not depend on it: start the follower again.
pub fn follow(
    views: &mut Views,
    journal: &journal::Reader,
    handle: &engine::Handle,
    stop: &AtomicBool,
) -> Result<(), Fault> {
    let mut pace = Pace::new(handle.durable(), Instant::now());
    loop {
        let since = Instant::now();
        keep_up(views, journal, handle.durable(), since + TURN)?;
        let (folded, durable) = (views.seq(), handle.durable());
        let ended = stop.load(Ordering::Acquire) || handle.stopped().is_some();
        if ended && durable <= folded {
            return Ok(());
        }
        let rest = pace.rest(folded, durable, since, Instant::now());
        if !ended {
            // The writer goes first.
            std::thread::sleep(rest);
        }
        handle.wait_beyond(folded, WAIT);
    }
}

/// How the follower shares the machine with the writer.
struct Pace {
    /// The last record that became durable, and when it was seen.
    newest: (u64, Instant),
    /// A record that may not be folded yet, and since when it is awaited.
    awaited: (u64, Instant),
}

impl Pace {
    fn new(durable: u64, now: Instant) -> Pace {
        Pace {
            newest: (durable, now),
            awaited: (durable, now),
        }
    }

    /// How long to rest after a turn that began at `since`.
    fn rest(&mut self, folded: u64, durable: u64, since: Instant, now: Instant) -> Duration {
        if durable > self.newest.0 {
            self.newest = (durable, now);
        }
        if folded >= self.awaited.0 {
            self.awaited = (durable, now);
        }
        if now - self.newest.1 >= AT_WORK {
            return Duration::ZERO;
        }
        let times = match now - self.awaited.1 >= LATE {
            true => REST_WHEN_LATE,
            false => REST,
        };
        ((now - since) * times).min(REST_MAX)
    }
}

fn keep_up(
    views: &mut Views,
    journal: &journal::Reader,
    durable: u64,
    until: Instant,
) -> Result<(), Fault> {
    match views.catch_up_until(journal, durable, until) {
        Ok(()) => Ok(()),
        Err(fault) if fault.calls_for_rebuild() => views.rebuild(journal).map(drop),
        Err(fault) => Err(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When a turn of 10 ms ended, what was folded and durable by then, and the rest after it.
    const TURNS: [(u64, u64, u64, u64); 7] = [
        (10, 1, 4, 70),
        (2_000, 2, 8, 70),
        (4_000, 3, 9, 70),
        (5_100, 3, 10, 10),
        (6_000, 4, 11, 70),
        (6_090, 5, 11, 70),
        (6_100, 6, 11, 0),
    ];

    #[test]
    fn the_follower_rests_while_orders_come_in_less_when_it_is_late_and_not_after_them() {
        let start = Instant::now();
        let mut pace = Pace::new(4, start);
        for (at, folded, durable, rest) in TURNS {
            let now = start + Duration::from_millis(at);
            let found = pace.rest(folded, durable, now - Duration::from_millis(10), now);
            assert_eq!(found, Duration::from_millis(rest), "at {at} ms");
        }
    }
}
