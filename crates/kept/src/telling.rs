//! Webhooks while a company is served: what tells others, on a thread of its own.

use crate::clock::{CompanyClock, wall_instant};
use crate::failure::{Failure, Outcome};
use connect::client::Reach;
use connect::webhook::{Clocks, Dispatcher};
use keep::Webhooks;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;
use views::feed::Feed;

/// How long it is waited after a fault before the work goes on.
const PAUSE: Duration = Duration::from_secs(5);
/// How often it is looked meanwhile whether to stop.
const WATCH: Duration = Duration::from_millis(200);

/// What tells these webhooks of this feed.
pub fn dispatcher(
    webhooks: Arc<Webhooks>,
    feed: Feed,
    reach: Reach,
    clock: CompanyClock,
) -> Outcome<Arc<Dispatcher>> {
    let mut random = [0; size_of::<u64>()];
    getrandom::fill(&mut random)?;
    let clocks = Clocks {
        company: Arc::new(move || clock.now().at),
        world: Arc::new(wall_instant),
    };
    let chance = u64::from_le_bytes(random);
    let dispatcher = Dispatcher::new(webhooks, feed, reach, clocks, chance);
    Ok(Arc::new(dispatcher))
}

/// Tells until `stop` is set, also after faults, of which none loses anything.
pub fn spawn(dispatcher: Arc<Dispatcher>, stop: &Arc<AtomicBool>) -> thread::JoinHandle<()> {
    unwearied("webhooks wait", stop, move |stop| dispatcher.run(stop))
}

/// Works on a thread of its own until `stop` is set; after a fault, which is told, it works on.
pub fn unwearied<E: std::error::Error + Send + Sync + 'static>(
    waits: &'static str,
    stop: &Arc<AtomicBool>,
    work: impl Fn(&AtomicBool) -> Result<(), E> + Send + 'static,
) -> thread::JoinHandle<()> {
    let stop = Arc::clone(stop);
    thread::spawn(move || {
        while !stop.load(Ordering::Acquire) {
            if let Err(fault) = work(&stop) {
                eprintln!("kept: {}", Failure::because(waits, fault));
                rest(&stop);
            }
        }
    })
}

/// Waits a while, unless it is time to stop.
fn rest(stop: &AtomicBool) {
    let mut rested = Duration::ZERO;
    while rested < PAUSE && !stop.load(Ordering::Acquire) {
        thread::sleep(WATCH);
        rested += WATCH;
    }
}
