//! The dispatcher while it runs: what is due begins as far as there is room, and what has ended is
//! recorded.

use super::feeding::Feeding;
use super::{Dispatcher, FAILING_DAYS_MAX, Fault};
use crate::webhook::lanes::{Lanes, Place, SWIFT_AT_ONCE_MAX, TRIES_AT_ONCE_MAX};
use crate::webhook::post::Outcome;
use crate::webhook::target::Target;
use crossbeam_channel::{Receiver, Sender, bounded};
use keep::{DeliveryAttempt, DeliverySettled, WebhookDelivery, WebhookId};
use std::collections::HashSet;
use std::time::{Duration, Instant as Stopwatch};
use vocab::Instant;

/// How long a change of an endpoint may take to be noticed.
const NOTICE: Duration = Duration::from_millis(500);
/// Deliveries that are looked at for an endpoint in a turn; those that are under way are among
/// them.
const DUE_MAX: usize = 2 * SWIFT_AT_ONCE_MAX;

/// The dispatcher while it runs.
pub struct Run<'d> {
    dispatcher: &'d Dispatcher,
    targets: Vec<Target>,
    noticed: Option<Stopwatch>,
    feeding: Feeding,
    lanes: Lanes,
    /// Ids of the deliveries that are being tried.
    under_way: HashSet<String>,
    ended: (Sender<Ended>, Receiver<Ended>),
    /// Counts up, so that another endpoint is the first each time.
    turn: usize,
}

/// A try that has ended.
pub struct Ended {
    pub place: Place,
    pub delivery: WebhookDelivery,
    pub attempt_at: Instant,
    pub took: Duration,
    pub outcome: Outcome,
}

impl<'d> Run<'d> {
    pub fn new(dispatcher: &'d Dispatcher) -> Run<'d> {
        Run {
            dispatcher,
            targets: Vec::new(),
            noticed: None,
            feeding: Feeding::default(),
            lanes: Lanes::default(),
            under_way: HashSet::new(),
            ended: bounded(TRIES_AT_ONCE_MAX),
            turn: 0,
        }
    }

    fn now(&self) -> Instant {
        (self.dispatcher.clocks.company)()
    }

    pub fn notice_changes(&mut self) -> Result<(), Fault> {
        if self
            .noticed
            .is_some_and(|noticed| noticed.elapsed() < NOTICE)
        {
            return Ok(());
        }
        let at_work = self.dispatcher.webhooks.at_work(self.now());
        let at_work = at_work.map_err(Fault::Store)?;
        self.targets = at_work.into_iter().filter_map(Target::new).collect();
        self.noticed = Some(Stopwatch::now());
        self.feeding.notice(&self.targets);
        let known = |id| self.targets.iter().any(|target| target.id() == id);
        self.lanes.retain(known);
        Ok(())
    }

    pub fn read_feed(&mut self) -> Result<bool, Fault> {
        let Dispatcher { feed, webhooks, .. } = self.dispatcher;
        self.feeding.turn(feed, webhooks, &self.targets, self.now())
    }

    /// Begins the tries that are due, as far as there is room.
    pub fn begin_due(&mut self) -> Result<(), Fault> {
        let (now, webhooks) = (self.now(), &self.dispatcher.webhooks);
        let next = webhooks.next_due().map_err(Fault::Store)?;
        if self.targets.is_empty() || next.is_none_or(|due| due > now) {
            return Ok(());
        }
        self.turn = self.turn.wrapping_add(1);
        let (last, first) = self.targets.split_at(self.turn % self.targets.len());
        for target in first.iter().chain(last) {
            if !self.lanes.has_room(target.id()) {
                continue;
            }
            let due = webhooks
                .due(target.id(), now, DUE_MAX)
                .map_err(Fault::Store)?;
            for delivery in due {
                if self.under_way.contains(&delivery.id) {
                    continue;
                }
                let Some(place) = self.lanes.enter(target.id()) else {
                    break;
                };
                self.under_way.insert(delivery.id.clone());
                let ended = self.ended.0.clone();
                self.dispatcher.begin(target, delivery, place, ended)?;
            }
        }
        Ok(())
    }

    /// Records the tries that have ended; waits for one up to this long.
    pub fn settle(&mut self, wait: Duration) -> Result<(), Fault> {
        let mut ended = self.ended.1.recv_timeout(wait).ok();
        while let Some(settled) = ended {
            self.record(settled)?;
            ended = self.ended.1.try_recv().ok();
        }
        Ok(())
    }

    fn record(&mut self, ended: Ended) -> Result<(), Fault> {
        let Ended {
            place,
            delivery,
            attempt_at,
            took,
            outcome,
        } = ended;
        let endpoint = place.endpoint();
        let settled = self.dispatcher.settled(&delivery, &outcome, self.now());
        let attempt = DeliveryAttempt {
            at: attempt_at,
            took,
            status: outcome.status(),
            told: outcome.to_string(),
        };
        self.lanes
            .leave(place, settled == DeliverySettled::Taken, took);
        self.under_way.remove(&delivery.id);
        let webhooks = &self.dispatcher.webhooks;
        webhooks
            .record(&delivery.id, &attempt, settled)
            .map_err(Fault::Store)?;
        self.dispatcher.count(settled);
        match self.given_up(endpoint, &outcome) {
            Some(why) => self.disable(endpoint, &why),
            None => Ok(()),
        }
    }

    /// Why an endpoint is not to be told any more, if so.
    fn given_up(&self, endpoint: WebhookId, outcome: &Outcome) -> Option<String> {
        match outcome {
            Outcome::Taken(_) => None,
            Outcome::Gone => Some(outcome.to_string()),
            Outcome::Refused { .. } | Outcome::Unreached(_) => {
                let mut targets = self.targets.iter();
                let target = targets.find(|target| target.id() == endpoint)?;
                let since = target.webhook.failing_since?;
                let over = self.now() >= since.plus_seconds(FAILING_DAYS_MAX * 86_400);
                over.then(|| {
                    format!("it took nothing for {FAILING_DAYS_MAX} days; last: {outcome}")
                })
            }
        }
    }

    fn disable(&mut self, endpoint: WebhookId, why: &str) -> Result<(), Fault> {
        let now = self.now();
        self.targets.retain(|target| target.id() != endpoint);
        let webhooks = &self.dispatcher.webhooks;
        webhooks
            .disable(endpoint, why, now)
            .map(drop)
            .map_err(Fault::Store)
    }
}
