//! From the feed into the store: what happened becomes deliveries for those who want it.

use super::Fault;
use crate::webhook::message::{payload, webhook_id};
use crate::webhook::target::{Target, feed_id, feed_place};
use keep::{WEBHOOK_WAITING_MAX, WebhookDelivery, WebhookId, Webhooks};
use std::collections::{BTreeMap, HashMap};
use views::feed::{Feed, FeedEvent, FeedFilter, FeedId, FeedPage};
use vocab::Instant;

/// Events that are read at once.
pub const PAGE: usize = 200;
/// Records after which it is stored how far an endpoint was told, though it wanted none of them.
const FAR: u64 = 10_000;

/// How far each endpoint was told.
#[derive(Default)]
pub struct Feeding(HashMap<WebhookId, Told>);

struct Told {
    /// As it is in the store.
    stored: FeedId,
    /// As it is in truth: what nobody wants needs no writing.
    after: FeedId,
    caught_up: bool,
}

impl Feeding {
    /// Takes over endpoints as they were just read from the store: those that are new, and those
    /// that someone has moved to another place in the feed.
    pub fn notice(&mut self, targets: &[Target]) {
        self.0
            .retain(|id, _| targets.iter().any(|target| target.id() == *id));
        for target in targets {
            let place = feed_id(target.webhook.told);
            let told = self.0.entry(target.id()).or_insert_with(|| Told::at(place));
            if told.stored != place {
                *told = Told::at(place);
            }
        }
    }

    /// Reads a page for everybody who is behind; endpoints at the same place share one. True when
    /// anything was read.
    pub fn turn(
        &mut self,
        feed: &Feed,
        webhooks: &Webhooks,
        targets: &[Target],
        now: Instant,
    ) -> Result<bool, Fault> {
        let latest = feed.latest().seq;
        let mut behind: BTreeMap<FeedId, Vec<&Target>> = BTreeMap::new();
        for target in targets {
            let told = self.0.get(&target.id());
            let Some(told) = told.filter(|told| told.is_behind(latest)) else {
                continue;
            };
            let waiting = webhooks.waiting(target.id()).map_err(Fault::Store)?;
            if waiting + PAGE as u64 <= WEBHOOK_WAITING_MAX {
                behind.entry(told.after).or_default().push(target);
            }
        }
        for (after, targets) in &behind {
            let page = feed.read(Some(*after), PAGE, &FeedFilter::default());
            let page = page.map_err(Fault::Feed)?;
            for target in targets {
                self.tell(webhooks, target, &page, now)
                    .map_err(Fault::Store)?;
            }
        }
        Ok(!behind.is_empty())
    }

    fn tell(
        &mut self,
        webhooks: &Webhooks,
        target: &Target,
        page: &FeedPage,
        now: Instant,
    ) -> Result<(), keep::Fault> {
        let Some(told) = self.0.get_mut(&target.id()) else {
            return Ok(());
        };
        let deliveries = deliveries(target, page);
        if !deliveries.is_empty() || page.next.seq.saturating_sub(told.stored.seq) >= FAR {
            let (from, to) = (feed_place(told.stored), feed_place(page.next));
            if !webhooks.enqueue(target.id(), &deliveries, from, to, now)? {
                // Somebody has moved or removed it: the next notice tells where it is.
                self.0.remove(&target.id());
                return Ok(());
            }
            told.stored = page.next;
        }
        (told.after, told.caught_up) = (page.next, page.caught_up);
        Ok(())
    }
}

impl Told {
    fn at(after: FeedId) -> Told {
        Told {
            stored: after,
            after,
            caught_up: false,
        }
    }

    fn is_behind(&self, latest: u64) -> bool {
        !self.caught_up || self.after.seq < latest
    }
}

fn deliveries(target: &Target, page: &FeedPage) -> Vec<WebhookDelivery> {
    let delivery = |event: &FeedEvent| WebhookDelivery {
        id: webhook_id(target.id(), event.id),
        event: feed_place(event.id),
        kind: event.kind.as_str().to_owned(),
        payload: payload(event),
        tried: 0,
    };
    let wanted = page.events.iter().filter(|event| target.wants(event));
    wanted.map(delivery).collect()
}
