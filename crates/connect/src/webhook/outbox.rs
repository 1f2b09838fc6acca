//! What the dispatcher needs of the store of endpoints and deliveries.

use super::sign::SigningSecret;
use std::time::Duration;
use views::feed::{FeedEvent, FeedId};
use vocab::{CustomerId, Instant};

/// The most deliveries of an endpoint that wait in the store. What happens beyond waits in the
/// journal.
pub const WAITING_MAX: u64 = 1_000;

/// A server that is told of events.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Its number.
    pub id: u32,
    /// Where to post.
    pub url: String,
    /// The kinds of events that it is told; empty is all.
    pub kinds: Vec<String>,
    /// Whose events it is told; none is everybody's.
    pub customer: Option<CustomerId>,
    /// What messages are signed with, the newest first.
    pub secrets: Vec<SigningSecret>,
    /// How far it was told.
    pub after: FeedId,
    /// Since when nothing was taken, if the last try failed.
    pub failing_since: Option<Instant>,
}

impl Endpoint {
    /// Whether it is told of an event.
    pub fn wants(&self, event: &FeedEvent) -> bool {
        let kind = event.kind.as_str();
        let of_kind = self.kinds.is_empty() || self.kinds.iter().any(|wanted| wanted == kind);
        let of_customer = self.customer.is_none() || self.customer == event.customer;
        of_kind && of_customer
    }
}

/// A message for an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The webhook-id.
    pub id: String,
    /// The place of the event in the feed.
    pub event: FeedId,
    /// The kind of the event.
    pub kind: String,
    /// The message, byte for byte.
    pub payload: Vec<u8>,
    /// How often it was tried since it was stored or replayed.
    pub tried: u32,
}

/// A try that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When it began.
    pub at: Instant,
    /// How long it took.
    pub took: Duration,
    /// The status that was answered, if any was.
    pub status: Option<u16>,
    /// What came of it, in a sentence.
    pub told: String,
}

/// What becomes of a delivery after a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The endpoint has it.
    Taken,
    /// It is tried again at this moment.
    Again(Instant),
    /// It is not tried any more, unless somebody replays it.
    Dead,
}

/// The store; every change is durable when it returns.
pub trait Outbox: Send + Sync {
    /// What can go wrong.
    type Fault;

    /// The endpoints that are enabled.
    fn endpoints(&self) -> Result<Vec<Endpoint>, Self::Fault>;
    /// How many deliveries of an endpoint wait.
    fn waiting(&self, endpoint: u32) -> Result<u64, Self::Fault>;
    /// Stores deliveries and how far the feed was read, in one step. Ids that are there already are
    /// left alone.
    fn enqueue(
        &self,
        endpoint: u32,
        deliveries: Vec<Delivery>,
        after: FeedId,
        now: Instant,
    ) -> Result<(), Self::Fault>;
    /// When the next delivery of an enabled endpoint is to be tried.
    fn next_due(&self) -> Result<Option<Instant>, Self::Fault>;
    /// The deliveries of an endpoint that are to be tried, the oldest events first.
    fn due(&self, endpoint: u32, now: Instant, limit: usize) -> Result<Vec<Delivery>, Self::Fault>;
    /// Records a try.
    fn record(&self, id: &str, attempt: &Attempt, next: Next) -> Result<(), Self::Fault>;
    /// Disables an endpoint and says why.
    fn disable(&self, endpoint: u32, why: &str, now: Instant) -> Result<(), Self::Fault>;
}
