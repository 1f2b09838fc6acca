//! From the feed into the store: what happened becomes deliveries for those who want it.

use super::Fault;
use crate::webhook::message::{payload, webhook_id};
use crate::webhook::outbox::{Delivery, Endpoint, Outbox, WAITING_MAX};
use std::collections::{BTreeMap, HashMap};
use views::feed::{Feed, FeedFilter, FeedId, FeedPage};
use vocab::Instant;

/// Events that are read at once.
const PAGE: usize = 200;
/// Records after which it is stored how far an endpoint was told, though it wanted none of them.
const FAR: u64 = 10_000;

/// How far each endpoint was told.
#[derive(Default)]
pub struct Feeding(HashMap<u32, Told>);

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
    pub fn notice(&mut self, endpoints: &[Endpoint]) {
        self.0
            .retain(|id, _| endpoints.iter().any(|endpoint| endpoint.id == *id));
        for endpoint in endpoints {
            let told = self
                .0
                .entry(endpoint.id)
                .or_insert_with(|| Told::at(endpoint.after));
            if told.stored != endpoint.after {
                *told = Told::at(endpoint.after);
            }
        }
    }

    /// Reads a page for everybody who is behind; endpoints at the same place share one. True when
    /// anything was read.
    pub fn turn<O: Outbox>(
        &mut self,
        feed: &Feed,
        outbox: &O,
        endpoints: &[Endpoint],
        now: Instant,
    ) -> Result<bool, Fault<O::Fault>> {
        let latest = feed.latest().seq;
        let mut behind: BTreeMap<FeedId, Vec<&Endpoint>> = BTreeMap::new();
        for endpoint in endpoints {
            let Some(told) = self
                .0
                .get(&endpoint.id)
                .filter(|told| told.is_behind(latest))
            else {
                continue;
            };
            let waiting = outbox.waiting(endpoint.id).map_err(Fault::Store)?;
            if waiting < WAITING_MAX {
                behind.entry(told.after).or_default().push(endpoint);
            }
        }
        for (after, endpoints) in &behind {
            let page = feed.read(Some(*after), PAGE, &FeedFilter::default());
            let page = page.map_err(Fault::Feed)?;
            for endpoint in endpoints {
                self.tell(outbox, endpoint, &page, now)
                    .map_err(Fault::Store)?;
            }
        }
        Ok(!behind.is_empty())
    }

    fn tell<O: Outbox>(
        &mut self,
        outbox: &O,
        endpoint: &Endpoint,
        page: &FeedPage,
        now: Instant,
    ) -> Result<(), O::Fault> {
        let Some(told) = self.0.get_mut(&endpoint.id) else {
            return Ok(());
        };
        let deliveries = deliveries(endpoint, page);
        if !deliveries.is_empty() || page.next.seq.saturating_sub(told.stored.seq) >= FAR {
            outbox.enqueue(endpoint.id, deliveries, page.next, now)?;
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

fn deliveries(endpoint: &Endpoint, page: &FeedPage) -> Vec<Delivery> {
    let wanted = page.events.iter().filter(|event| endpoint.wants(event));
    let delivery = |event: &views::feed::FeedEvent| Delivery {
        id: webhook_id(endpoint.id, event.id),
        event: event.id,
        kind: event.kind.as_str().to_owned(),
        payload: payload(event),
        tried: 0,
    };
    wanted.map(delivery).collect()
}
