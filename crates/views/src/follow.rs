//! The follower: keeps the views close behind the durable journal.

use crate::fault::Fault;
use crate::views::Views;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long the follower waits for a record before it looks whether it should stop.
const WAIT: Duration = Duration::from_millis(200);

/// Records that are folded at once at most; each may hold one order or thousands.
const RECORDS_AT_ONCE: u64 = 1_024;
/// How long a fold should take: the number of records follows from that.
const TURN: Duration = Duration::from_millis(50);
/// The writer is at work until nothing has become durable for this long.
const AT_WORK: Duration = Duration::from_millis(100);
/// How many times as long as it folded the follower rests while the writer is at work: on a machine
/// whose cores are all busy, each moment of it is one that orders wait for.
const REST: u32 = 7;
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
    let mut durable = handle.durable();
    let (mut at_once, mut seen, mut moved) = (1, durable, Instant::now());
    loop {
        let (since, from) = (Instant::now(), views.seq());
        keep_up(views, journal, durable.min(from + at_once))?;
        if let Some(folded @ 1..) = views.seq().checked_sub(from) {
            at_once = in_a_turn(folded, since.elapsed());
        }
        let ended = stop.load(Ordering::Acquire) || handle.stopped().is_some();
        if ended && handle.durable() <= views.seq() {
            return Ok(());
        }
        if handle.durable() > seen {
            (seen, moved) = (handle.durable(), Instant::now());
        }
        if !ended && moved.elapsed() < AT_WORK {
            // The writer goes first.
            std::thread::sleep((since.elapsed() * REST).min(REST_MAX));
        }
        durable = handle.wait_beyond(views.seq(), WAIT);
    }
}

/// How many records are folded in a turn, when so many took so long.
fn in_a_turn(folded: u64, took: Duration) -> u64 {
    let each = took.as_nanos() as u64 / folded;
    (TURN.as_nanos() as u64 / each.max(1)).clamp(1, RECORDS_AT_ONCE)
}

fn keep_up(views: &mut Views, journal: &journal::Reader, durable: u64) -> Result<(), Fault> {
    match views.catch_up(journal, durable) {
        Ok(_) => Ok(()),
        Err(fault) if fault.calls_for_rebuild() => views.rebuild(journal).map(drop),
        Err(fault) => Err(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_records_are_folded_one_by_one_and_small_ones_many_at_once() {
        let turns = [(1, 300), (10, 100), (1_000, 40), (64, 0)];
        let found = turns.map(|(folded, millis)| in_a_turn(folded, Duration::from_millis(millis)));
        assert_eq!(found, [1, 5, 1_024, 1_024]);
    }
}
