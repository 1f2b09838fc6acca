//! The dispatcher: follows the feed for each endpoint, posts what is due, and records what came of
//! it.
//!
//! One thread reads, decides and records; each try has a thread of its own while it lasts. The feed
//! is the queue: the store holds a window of it for each endpoint, and a message is out of that
//! window only when it was taken or is dead. What ends without being recorded is tried again.

mod feeding;
mod run;
#[cfg(test)]
mod tests;

use super::lanes::Place;
use super::message;
use super::outbox::{Delivery, Endpoint, Next, Outbox};
use super::post::{Message, Outcome, post};
use super::schedule::delay_before;
use crate::client::{Client, Reach};
use crate::{Cause, Clock, Unreachable, chance};
use crossbeam_channel::Sender;
use run::{Ended, Run};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant as Stopwatch};
use views::feed::Feed;
use vocab::Instant;

/// How long the dispatcher waits for news before it looks again, also whether it should stop.
const WAIT: Duration = Duration::from_millis(100);
/// An endpoint that took nothing for this long is disabled.
pub const FAILING_DAYS_MAX: i64 = 5;

/// How many messages went out since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages that were taken.
    pub sent: u64,
    /// Tries that failed.
    pub failed: u64,
    /// Messages that were given up.
    pub dead: u64,
}

/// What stops the dispatcher.
#[derive(Debug)]
pub enum Fault<S> {
    /// The feed can't be read.
    Feed(views::Fault),
    /// The store failed.
    Store(S),
    /// The operating system gave no thread.
    Thread(std::io::Error),
}

/// Sends webhooks. May be shared by several threads: one runs it, others ask.
pub struct Dispatcher<O> {
    outbox: O,
    feed: Feed,
    client: Client,
    clock: Clock,
    chance: u64,
    sent: AtomicU64,
    failed: AtomicU64,
    dead: AtomicU64,
}

impl<O: Outbox> Dispatcher<O> {
    /// A dispatcher. `reach` is [`Reach::Public`] unless the operator allows more; `chance` is any
    /// number, from which the spread of retries follows.
    pub fn new(outbox: O, feed: Feed, reach: Reach, clock: Clock, chance: u64) -> Dispatcher<O> {
        Dispatcher {
            outbox,
            feed,
            client: Client::new(reach),
            clock,
            chance,
            sent: AtomicU64::default(),
            failed: AtomicU64::default(),
            dead: AtomicU64::default(),
        }
    }

    /// How many messages went out since the start.
    pub fn counts(&self) -> Counts {
        Counts {
            sent: self.sent.load(Ordering::Relaxed),
            failed: self.failed.load(Ordering::Relaxed),
            dead: self.dead.load(Ordering::Relaxed),
        }
    }

    /// Posts a `ping` at once and tells what came of it. Nothing is stored and nothing retried.
    /// Blocks for [`crate::client::REQUEST_TIME_MAX`] at most.
    pub fn ping(&self, endpoint: &Endpoint) -> Outcome {
        let now = (self.clock)();
        let (id, payload) = message::ping(endpoint.id, now);
        let message = Message {
            id: &id,
            payload: &payload,
        };
        post(&self.client, &endpoint.url, &endpoint.secrets, message, now)
    }

    /// Sends until `stop` is set; then it returns within a second and leaves the tries that are
    /// under way to themselves: they are tried again. Blocks: give it a thread of its own.
    ///
    /// # Errors
    /// When the feed or the store fails. Nothing is lost: run it again.
    pub fn run(&self, stop: &AtomicBool) -> Result<(), Fault<O::Fault>> {
        let mut run = Run::new(self);
        while !stop.load(Ordering::Acquire) {
            run.notice_changes()?;
            let read = run.read_feed()?;
            run.begin_due()?;
            run.settle(if read { Duration::ZERO } else { WAIT })?;
        }
        Ok(())
    }
}

impl<O: Outbox> Dispatcher<O> {
    /// Tries a delivery on a thread of its own.
    fn begin(
        &self,
        endpoint: &Endpoint,
        delivery: Delivery,
        place: Place,
        ended: Sender<Ended>,
    ) -> Result<(), Fault<O::Fault>> {
        let (client, url) = (self.client.clone(), endpoint.url.clone());
        let (secrets, attempt_at) = (endpoint.secrets.clone(), (self.clock)());
        let attempt = move || {
            let began = Stopwatch::now();
            let message = Message {
                id: &delivery.id,
                payload: &delivery.payload,
            };
            // A library that panics on what a stranger answers must not take the place for ever.
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                post(&client, &url, &secrets, message, attempt_at)
            }));
            let broken = Outcome::Unreached(Unreachable::because(Cause::Broken));
            // Nobody listens any more when the dispatcher has stopped.
            let _ = ended.send(Ended {
                place,
                attempt_at,
                took: began.elapsed(),
                outcome: outcome.unwrap_or(broken),
                delivery,
            });
        };
        let thread = std::thread::Builder::new().name("webhook".to_owned());
        thread.spawn(attempt).map(drop).map_err(Fault::Thread)
    }

    /// What becomes of a delivery after this outcome.
    fn next(&self, delivery: &Delivery, outcome: &Outcome, now: Instant) -> Next {
        let asked = match outcome {
            Outcome::Taken(_) => return Next::Taken,
            Outcome::Gone => return Next::Dead,
            Outcome::Refused { asked, .. } => *asked,
            Outcome::Unreached(_) => None,
        };
        let chance = self.chance ^ chance::number(&delivery.id);
        match delay_before(delivery.tried + 1, chance, asked) {
            Some(delay) => Next::Again(now.plus_seconds(delay.as_secs() as i64)),
            None => Next::Dead,
        }
    }

    fn count(&self, next: Next) {
        let counted = match next {
            Next::Taken => [Some(&self.sent), None],
            Next::Again(_) => [Some(&self.failed), None],
            Next::Dead => [Some(&self.failed), Some(&self.dead)],
        };
        for counter in counted.into_iter().flatten() {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }
}
