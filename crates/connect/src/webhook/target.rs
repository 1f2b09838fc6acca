//! An endpoint as the dispatcher needs it: what it wants to be told, and what its messages are
//! signed with.

use super::sign::SigningSecret;
use keep::{FeedPlace, Secret, Webhook, WebhookId};
use views::feed::{FeedEvent, FeedId};

/// An endpoint that is told of events.
#[derive(Clone, Debug)]
pub struct Target {
    pub webhook: Webhook,
    /// What messages are signed with, the newest first.
    pub secrets: Vec<SigningSecret>,
}

impl Target {
    /// An endpoint as it is in the store; `None` when its secrets aren't of the form that
    /// Standard Webhooks asks for.
    pub fn new((webhook, secrets): (Webhook, Vec<Secret>)) -> Option<Target> {
        let secrets = secrets
            .iter()
            .map(|secret| SigningSecret::parse(secret.reveal()));
        let secrets: Option<Vec<SigningSecret>> = secrets.collect();
        let secrets = secrets.filter(|secrets| !secrets.is_empty())?;
        Some(Target { webhook, secrets })
    }

    /// Its number.
    pub fn id(&self) -> WebhookId {
        self.webhook.id
    }

    /// Whether it is told of an event.
    pub fn wants(&self, event: &FeedEvent) -> bool {
        let (webhook, kind) = (&self.webhook, event.kind.as_str());
        let of_kind = webhook.kinds.is_empty() || webhook.kinds.iter().any(|known| known == kind);
        let of_customer = webhook.customer.is_none() || webhook.customer == event.customer;
        of_kind && of_customer
    }
}

/// A place in the feed as the feed knows it.
pub fn feed_id(place: FeedPlace) -> FeedId {
    FeedId {
        seq: place.seq,
        nth: place.nth,
    }
}

/// A place in the feed as the store knows it.
pub fn feed_place(id: FeedId) -> FeedPlace {
    FeedPlace {
        seq: id.seq,
        nth: id.nth,
    }
}
