//! A store of endpoints and deliveries in memory.

use crate::webhook::{Attempt, Delivery, Endpoint, Next, Outbox, SigningSecret};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard};
use views::feed::FeedId;
use vocab::Instant;

pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";

#[derive(Clone, Default)]
pub struct Store(Arc<Mutex<Kept>>);

#[derive(Default)]
pub struct Kept {
    pub endpoints: Vec<Endpoint>,
    pub disabled: Vec<(u32, String)>,
    pub deliveries: Vec<Stored>,
    pub most_waiting: u64,
}

pub struct Stored {
    pub endpoint: u32,
    pub delivery: Delivery,
    /// When it is due; none is taken or dead.
    pub due: Option<Instant>,
    pub attempts: Vec<Attempt>,
}

impl Store {
    pub fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap()
    }

    pub fn add(&self, id: u32, url: String) {
        self.kept().endpoints.push(Endpoint {
            id,
            url,
            kinds: Vec::new(),
            customer: None,
            secrets: vec![SigningSecret::parse(SECRET).unwrap()],
            after: FeedId::default(),
            failing_since: None,
        });
    }

    /// What was told of each try of the first delivery.
    pub fn told(&self) -> Vec<String> {
        let kept = self.kept();
        kept.deliveries[0]
            .attempts
            .iter()
            .map(|attempt| attempt.told.clone())
            .collect()
    }

    pub fn replay(&self, now: Instant) {
        for kept in &mut self.kept().deliveries {
            kept.due = Some(now);
            kept.delivery.tried = 0;
        }
    }
}

impl Kept {
    fn enabled(&self, id: u32) -> bool {
        self.endpoints.iter().any(|endpoint| endpoint.id == id)
    }

    fn endpoint(&mut self, id: u32) -> Option<&mut Endpoint> {
        self.endpoints.iter_mut().find(|endpoint| endpoint.id == id)
    }

    fn waiting(&self, endpoint: u32) -> u64 {
        let waits = |kept: &&Stored| kept.endpoint == endpoint && kept.due.is_some();
        self.deliveries.iter().filter(waits).count() as u64
    }
}

impl Outbox for Store {
    type Fault = Infallible;

    fn endpoints(&self) -> Result<Vec<Endpoint>, Infallible> {
        Ok(self.kept().endpoints.clone())
    }

    fn waiting(&self, endpoint: u32) -> Result<u64, Infallible> {
        Ok(self.kept().waiting(endpoint))
    }

    fn enqueue(
        &self,
        endpoint: u32,
        deliveries: Vec<Delivery>,
        after: FeedId,
        now: Instant,
    ) -> Result<(), Infallible> {
        let mut kept = self.kept();
        for delivery in deliveries {
            if kept
                .deliveries
                .iter()
                .any(|known| known.delivery.id == delivery.id)
            {
                continue;
            }
            kept.deliveries.push(Stored {
                endpoint,
                delivery,
                due: Some(now),
                attempts: Vec::new(),
            });
        }
        kept.most_waiting = kept.most_waiting.max(kept.waiting(endpoint));
        kept.endpoint(endpoint).unwrap().after = after;
        Ok(())
    }

    fn next_due(&self) -> Result<Option<Instant>, Infallible> {
        let kept = self.kept();
        let enabled = kept
            .deliveries
            .iter()
            .filter(|one| kept.enabled(one.endpoint));
        Ok(enabled.filter_map(|one| one.due).min())
    }

    fn due(&self, endpoint: u32, now: Instant, limit: usize) -> Result<Vec<Delivery>, Infallible> {
        let kept = self.kept();
        let due = kept
            .deliveries
            .iter()
            .filter(|one| one.endpoint == endpoint && one.due.is_some_and(|due| due <= now));
        Ok(due.take(limit).map(|one| one.delivery.clone()).collect())
    }

    fn record(&self, id: &str, attempt: &Attempt, next: Next) -> Result<(), Infallible> {
        let mut kept = self.kept();
        let one = kept
            .deliveries
            .iter_mut()
            .find(|one| one.delivery.id == id)
            .unwrap();
        one.attempts.push(attempt.clone());
        one.delivery.tried += 1;
        one.due = match next {
            Next::Taken | Next::Dead => None,
            Next::Again(due) => Some(due),
        };
        let id = one.endpoint;
        if let Some(endpoint) = kept.endpoint(id) {
            endpoint.failing_since = match next {
                Next::Taken => None,
                Next::Again(_) | Next::Dead => endpoint.failing_since.or(Some(attempt.at)),
            };
        }
        Ok(())
    }

    fn disable(&self, endpoint: u32, why: &str, _: Instant) -> Result<(), Infallible> {
        let mut kept = self.kept();
        kept.endpoints.retain(|known| known.id != endpoint);
        kept.disabled.push((endpoint, why.to_owned()));
        Ok(())
    }
}
