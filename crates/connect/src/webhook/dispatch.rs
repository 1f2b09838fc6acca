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
use super::post::{Message, Outcome, post};
use super::schedule::delay_before;
use super::target::Target;
use crate::client::{Client, Reach};
use crate::{Cause, Clock, Unreachable, chance};
use crossbeam_channel::Sender;
use keep::{DeliverySettled, WebhookDelivery, WebhookId, Webhooks};
use run::{Ended, Run};
use std::error::Error;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
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
pub enum Fault {
    /// The feed can't be read.
    Feed(views::Fault),
    /// The store failed.
    Store(keep::Fault),
    /// The operating system gave no thread.
    Thread(std::io::Error),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Feed(_) => f.write_str("the feed of events can't be read"),
            Fault::Store(_) => f.write_str("the store of webhooks failed"),
            Fault::Thread(_) => f.write_str("there is no thread to send webhooks with"),
        }
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Fault::Feed(fault) => Some(fault),
            Fault::Store(fault) => Some(fault),
            Fault::Thread(error) => Some(error),
        }
    }
}

/// The times that webhooks go by.
#[derive(Clone)]
pub struct Clocks {
    /// The company's: what is due and what was tried is told by it.
    pub company: Clock,
    /// The world's: messages are stamped with it, and receivers compare it with theirs.
    pub world: Clock,
}

/// Sends webhooks. May be shared by several threads: one runs it, others ask.
pub struct Dispatcher {
    webhooks: Arc<Webhooks>,
    feed: Feed,
    client: Client,
    clocks: Clocks,
    chance: u64,
    sent: AtomicU64,
    failed: AtomicU64,
    dead: AtomicU64,
}

impl Dispatcher {
    /// A dispatcher. `reach` is [`Reach::Public`] unless the operator allows more; `chance` is any
    /// number, from which the spread of retries follows.
    pub fn new(
        webhooks: Arc<Webhooks>,
        feed: Feed,
        reach: Reach,
        clocks: Clocks,
        chance: u64,
    ) -> Dispatcher {
        Dispatcher {
            webhooks,
            feed,
            client: Client::new(reach),
            clocks,
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

    /// Checks what can be told of an endpoint's address without looking up its name.
    ///
    /// # Errors
    /// When nothing would ever be posted there, with the reason.
    pub fn check(&self, url: &str) -> Result<(), Unreachable> {
        self.client.check(url)
    }

    /// Posts a `ping` at once and tells what came of it. Nothing is stored and nothing retried.
    /// Blocks for [`crate::client::REQUEST_TIME_MAX`] at most.
    ///
    /// # Errors
    /// When the store fails. `None` is: there is no such endpoint.
    pub fn ping(&self, endpoint: WebhookId) -> Result<Option<Outcome>, keep::Fault> {
        let now = (self.clocks.company)();
        let known = self.webhooks.with_secrets(endpoint, now)?;
        let (id, payload) = message::ping(endpoint, now);
        let message = Message {
            id: &id,
            payload: &payload,
        };
        let stamp = (self.clocks.world)();
        let post = |to: Target| post(&self.client, &to.webhook.url, &to.secrets, message, stamp);
        Ok(known.and_then(Target::new).map(post))
    }

    /// Sends until `stop` is set; then it returns within a second and leaves the tries that are
    /// under way to themselves: they are tried again. Blocks: give it a thread of its own.
    ///
    /// # Errors
    /// When the feed or the store fails. Nothing is lost: run it again.
    pub fn run(&self, stop: &AtomicBool) -> Result<(), Fault> {
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

impl Dispatcher {
    /// Tries a delivery on a thread of its own.
    fn begin(
        &self,
        target: &Target,
        delivery: WebhookDelivery,
        place: Place,
        ended: Sender<Ended>,
    ) -> Result<(), Fault> {
        let (client, url) = (self.client.clone(), target.webhook.url.clone());
        let (secrets, attempt_at) = (target.secrets.clone(), (self.clocks.company)());
        let stamp = (self.clocks.world)();
        let attempt = move || {
            let began = Stopwatch::now();
            let message = Message {
                id: &delivery.id,
                payload: &delivery.payload,
            };
            // A library that panics on what a stranger answers must not take the place for ever.
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                post(&client, &url, &secrets, message, stamp)
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
    fn settled(
        &self,
        delivery: &WebhookDelivery,
        outcome: &Outcome,
        now: Instant,
    ) -> DeliverySettled {
        let asked = match outcome {
            Outcome::Taken(_) => return DeliverySettled::Taken,
            Outcome::Gone => return DeliverySettled::Dead,
            Outcome::Refused { asked, .. } => *asked,
            Outcome::Unreached(_) => None,
        };
        let chance = self.chance ^ chance::number(&delivery.id);
        match delay_before(delivery.tried + 1, chance, asked) {
            Some(delay) => DeliverySettled::Again(now.plus_seconds(delay.as_secs() as i64)),
            None => DeliverySettled::Dead,
        }
    }

    fn count(&self, settled: DeliverySettled) {
        let counted = match settled {
            DeliverySettled::Taken => [Some(&self.sent), None],
            DeliverySettled::Again(_) => [Some(&self.failed), None],
            DeliverySettled::Dead => [Some(&self.failed), Some(&self.dead)],
        };
        for counter in counted.into_iter().flatten() {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }
}
