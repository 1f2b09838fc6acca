//! The dispatcher while it runs: what is due begins as far as there is room, and what has ended is
//! recorded.

use super::feeding::Feeding;
use super::{Dispatcher, FAILING_DAYS_MAX, Fault};
use crate::webhook::lanes::{Lanes, Place, SWIFT_AT_ONCE_MAX, TRIES_AT_ONCE_MAX};
use crate::webhook::outbox::{Attempt, Delivery, Endpoint, Next, Outbox};
use crate::webhook::post::Outcome;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::HashSet;
use std::time::{Duration, Instant as Stopwatch};
use vocab::Instant;

/// How long a change of an endpoint may take to be noticed.
pub const NOTICE: Duration = Duration::from_millis(500);
/// Deliveries that are looked at for an endpoint in a turn; those that are under way are among
/// them.
const DUE_MAX: usize = 2 * SWIFT_AT_ONCE_MAX;

/// The dispatcher while it runs.
pub struct Run<'d, O> {
    dispatcher: &'d Dispatcher<O>,
    endpoints: Vec<Endpoint>,
    noticed: Option<Stopwatch>,
    feeding: Feeding,
    lanes: Lanes,
    /// Ids of the deliveries that are being tried.
    under_way: HashSet<String>,
    ended: (Sender<Ended>, Receiver<Ended>),
}

/// A try that has ended.
pub struct Ended {
    pub place: Place,
    pub delivery: Delivery,
    pub attempt_at: Instant,
    pub took: Duration,
    pub outcome: Outcome,
}

impl<'d, O: Outbox> Run<'d, O> {
    pub fn new(dispatcher: &'d Dispatcher<O>) -> Run<'d, O> {
        Run {
            dispatcher,
            endpoints: Vec::new(),
            noticed: None,
            feeding: Feeding::default(),
            lanes: Lanes::default(),
            under_way: HashSet::new(),
            ended: bounded(TRIES_AT_ONCE_MAX),
        }
    }

    fn now(&self) -> Instant {
        (self.dispatcher.clock)()
    }

    pub fn notice_changes(&mut self) -> Result<(), Fault<O::Fault>> {
        if self
            .noticed
            .is_some_and(|noticed| noticed.elapsed() < NOTICE)
        {
            return Ok(());
        }
        self.endpoints = self.dispatcher.outbox.endpoints().map_err(Fault::Store)?;
        self.noticed = Some(Stopwatch::now());
        self.feeding.notice(&self.endpoints);
        let known = |id| self.endpoints.iter().any(|endpoint| endpoint.id == id);
        self.lanes.retain(known);
        Ok(())
    }

    pub fn read_feed(&mut self) -> Result<bool, Fault<O::Fault>> {
        let Dispatcher { feed, outbox, .. } = self.dispatcher;
        self.feeding
            .turn(feed, outbox, &self.endpoints, (self.dispatcher.clock)())
    }

    /// Begins the tries that are due, as far as there is room. Each endpoint is the first in its
    /// turn.
    pub fn begin_due(&mut self) -> Result<(), Fault<O::Fault>> {
        let (now, outbox) = (self.now(), &self.dispatcher.outbox);
        let next = outbox.next_due().map_err(Fault::Store)?;
        if self.endpoints.is_empty() || next.is_none_or(|due| due > now) {
            return Ok(());
        }
        self.endpoints.rotate_left(1);
        for endpoint in &self.endpoints {
            if !self.lanes.has_room(endpoint.id) {
                continue;
            }
            let due = outbox
                .due(endpoint.id, now, DUE_MAX)
                .map_err(Fault::Store)?;
            for delivery in due {
                if self.under_way.contains(&delivery.id) {
                    continue;
                }
                let Some(place) = self.lanes.enter(endpoint.id) else {
                    break;
                };
                self.under_way.insert(delivery.id.clone());
                let ended = self.ended.0.clone();
                self.dispatcher.begin(endpoint, delivery, place, ended)?;
            }
        }
        Ok(())
    }

    /// Records the tries that have ended; waits for one up to this long.
    pub fn settle(&mut self, wait: Duration) -> Result<(), Fault<O::Fault>> {
        let mut ended = self.ended.1.recv_timeout(wait).ok();
        while let Some(settled) = ended {
            self.record(settled)?;
            ended = self.ended.1.try_recv().ok();
        }
        Ok(())
    }

    fn record(&mut self, ended: Ended) -> Result<(), Fault<O::Fault>> {
        let Ended {
            place,
            delivery,
            attempt_at,
            took,
            outcome,
        } = ended;
        let endpoint = place.endpoint();
        let next = self.dispatcher.next(&delivery, &outcome, self.now());
        let attempt = Attempt {
            at: attempt_at,
            took,
            status: outcome.status(),
            told: outcome.to_string(),
        };
        self.lanes.leave(place, next == Next::Taken, took);
        self.under_way.remove(&delivery.id);
        let outbox = &self.dispatcher.outbox;
        outbox
            .record(&delivery.id, &attempt, next)
            .map_err(Fault::Store)?;
        self.dispatcher.count(next);
        match self.given_up(endpoint, &outcome) {
            Some(why) => self.disable(endpoint, &why),
            None => Ok(()),
        }
    }

    /// Why an endpoint is not to be told any more, if so.
    fn given_up(&self, endpoint: u32, outcome: &Outcome) -> Option<String> {
        match outcome {
            Outcome::Taken(_) => None,
            Outcome::Gone => Some(outcome.to_string()),
            Outcome::Refused { .. } | Outcome::Unreached(_) => {
                let endpoint = self.endpoints.iter().find(|known| known.id == endpoint)?;
                let end = endpoint
                    .failing_since?
                    .plus_seconds(FAILING_DAYS_MAX * 86_400);
                let over = self.now() >= end;
                over.then(|| {
                    format!("it took nothing for {FAILING_DAYS_MAX} days; last: {outcome}")
                })
            }
        }
    }

    fn disable(&mut self, endpoint: u32, why: &str) -> Result<(), Fault<O::Fault>> {
        let now = self.now();
        self.endpoints.retain(|known| known.id != endpoint);
        let outbox = &self.dispatcher.outbox;
        outbox.disable(endpoint, why, now).map_err(Fault::Store)
    }
}
