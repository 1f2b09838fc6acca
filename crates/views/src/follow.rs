//! The follower: keeps the views close behind the durable journal.

use crate::fault::Fault;
use crate::views::Views;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long the follower waits for a record before it looks whether it should stop.
const WAIT: Duration = Duration::from_millis(200);

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
    loop {
        keep_up(views, journal, durable)?;
        let ended = stop.load(Ordering::Acquire) || handle.stopped().is_some();
        if ended && handle.durable() <= views.seq() {
            return Ok(());
        }
        durable = handle.wait_beyond(views.seq(), WAIT);
    }
}

fn keep_up(views: &mut Views, journal: &journal::Reader, durable: u64) -> Result<(), Fault> {
    match views.catch_up(journal, durable) {
        Ok(_) => Ok(()),
        Err(fault) if fault.calls_for_rebuild() => views.rebuild(journal).map(drop),
        Err(fault) => Err(fault),
    }
}
