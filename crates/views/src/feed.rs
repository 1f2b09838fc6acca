//! Public events, read straight from the durable journal: what the world is told, in the order it
//! happened, from any place on. Only what the views have folded is told, so that whoever hears of an
//! order can read it.

pub mod data;
mod kind;
mod names;
mod tell;

pub use kind::{EventData, EventKind};

use crate::Reader;
use crate::fault::Fault;
use book::{Event, Stamp};
use engine::Batch;
use names::Names;
#[cfg(feature = "schema")]
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
#[cfg(feature = "schema")]
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tell::ROOM;
use vocab::{ActorId, CustomerId, Instant};

/// The most events that one read gives.
pub const EVENTS_MAX: usize = 500;
/// Records that one read looks at, at most.
pub const RECORDS_MAX: u64 = 256;
/// Events of the book after which a read looks at no further record.
pub const LOOKED_AT_MAX: usize = 16_384;

/// The place of an event, written `SEQ-NTH`: the same for the same event for ever, and later for a
/// later one. Also says how far someone has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedId {
    /// The journal record.
    pub seq: u64,
    /// The place in the record. Places are not dense.
    pub nth: u32,
}

impl FeedId {
    /// Which event of the record the public one tells of, from 0: with the record, what shipments and
    /// releases are known by.
    pub fn event(self) -> u32 {
        self.nth / ROOM
    }
}

/// One public event; its JSON is what streams, polls and webhooks send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeedEvent {
    /// Its place.
    pub id: FeedId,
    /// What kind of thing happened.
    #[serde(rename = "type")]
    pub kind: EventKind,
    /// When.
    #[serde(rename = "timestamp")]
    pub at: Instant,
    /// By whom; 0 is Kept itself.
    pub actor: ActorId,
    /// The customer that it is about, if it is about one.
    #[serde(skip)]
    pub customer: Option<CustomerId>,
    /// What it says.
    pub data: EventData,
}

/// Which events to read; everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedFilter {
    /// Of one of these kinds; empty is all.
    pub kinds: Vec<EventKind>,
    /// About this customer. What is about no customer is left out.
    pub customer: Option<CustomerId>,
}

/// Some events, and how far was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeedPage {
    /// The events, in the order they happened.
    pub events: Vec<FeedEvent>,
    /// Hand this in as `after` to go on. It also moves when no event fitted.
    pub next: FeedId,
    /// True when nothing more is there at the moment; see [`Feed::wait`].
    pub caught_up: bool,
}

/// The feed of one journal. Cheap to clone; reads come one after the other.
#[derive(Clone)]
pub struct Feed {
    journal: Arc<Mutex<Decoded>>,
    views: Reader,
}

/// The journal, and the record that was decoded last: large ones are told in several reads.
struct Decoded {
    journal: journal::Reader,
    latest: Option<(u64, Arc<Batch>)>,
}

impl Feed {
    /// A feed of what a journal has and these views of it have folded.
    pub fn new(journal: journal::Reader, views: Reader) -> Feed {
        let latest = None;
        Feed {
            journal: Arc::new(Mutex::new(Decoded { journal, latest })),
            views,
        }
    }

    /// The place behind everything that can be told now.
    pub fn latest(&self) -> FeedId {
        FeedId {
            seq: self.views.seq(),
            nth: u32::MAX,
        }
    }

    /// Waits until there may be something behind `after`, or the time is over.
    pub fn wait(&self, after: FeedId, timeout: Duration) -> bool {
        self.views.wait_for(after.seq.saturating_add(1), timeout)
    }

    /// Up to `limit` events behind `after` (from the first one on, if that is `None`) that fit the
    /// filter; `limit` is brought to 1 to [`EVENTS_MAX`]. One read looks at no more than
    /// [`RECORDS_MAX`] records, and at no further one after [`LOOKED_AT_MAX`] events: it may give
    /// few events or none and still not have caught up.
    ///
    /// # Errors
    /// When the journal or the views can't be read.
    pub fn read(
        &self,
        after: Option<FeedId>,
        limit: usize,
        filter: &FeedFilter,
    ) -> Result<FeedPage, Fault> {
        let (after, folded) = (after.unwrap_or_default(), self.views.seq());
        let mut reading = Reading {
            filter,
            limit: limit.clamp(1, EVENTS_MAX),
            events: Vec::new(),
            next: after,
            looked_at: 0,
        };
        // What was read in part may have more behind it.
        for seq in after.seq.max(1)..=folded.min(after.seq.saturating_add(RECORDS_MAX)) {
            if reading.is_enough() {
                break;
            }
            let batch = self.decoded(seq)?;
            let views = &self.views;
            views.ask("telling events", |views| {
                reading.record(&mut Names::of(views), seq, &batch)
            })?;
        }
        Ok(FeedPage {
            caught_up: !reading.is_enough() && reading.next.seq >= folded,
            events: reading.events,
            next: reading.next,
        })
    }

    fn decoded(&self, seq: u64) -> Result<Arc<Batch>, Fault> {
        let mut decoded = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((latest, batch)) = &decoded.latest
            && *latest == seq
        {
            return Ok(Arc::clone(batch));
        }
        let unreadable = |how| Fault::Unreadable { seq, how };
        let record = decoded.journal.read(seq, 1)?.pop();
        let record = record.ok_or_else(|| unreadable("the journal does not have it".to_owned()))?;
        let batch = Arc::new(Batch::of(&record).map_err(unreadable)?);
        decoded.latest = Some((seq, Arc::clone(&batch)));
        Ok(batch)
    }
}

/// One read while it lasts.
struct Reading<'f> {
    filter: &'f FeedFilter,
    limit: usize,
    events: Vec<FeedEvent>,
    next: FeedId,
    /// Events of the book.
    looked_at: usize,
}

impl Reading<'_> {
    fn is_enough(&self) -> bool {
        self.events.len() >= self.limit || self.looked_at >= LOOKED_AT_MAX
    }

    /// Goes through what of a record is behind the place that was read to.
    fn record(&mut self, names: &mut Names<'_>, seq: u64, batch: &Batch) -> rusqlite::Result<()> {
        let begin = match self.next.seq == seq {
            true => self.next.nth.saturating_add(1),
            false => 0,
        };
        for (nth, stamp, event) in (0u32..).zip(facts(batch)).map(|(n, (s, e))| (n, s, e)) {
            let first = nth.saturating_mul(ROOM);
            if first.saturating_add(ROOM) <= begin {
                continue;
            }
            self.looked_at += 1;
            for (place, kind) in (first..).zip(tell::kinds(event)) {
                let id = FeedId { seq, nth: place };
                if place < begin {
                    continue;
                }
                if self.events.len() >= self.limit {
                    return Ok(());
                }
                if let Some(kind) = kind {
                    self.tell(names, id, kind, stamp, event)?;
                }
                self.next = id;
            }
            if self.looked_at >= LOOKED_AT_MAX {
                return Ok(());
            }
        }
        self.next = self.next.max(FeedId { seq, nth: 0 });
        Ok(())
    }

    fn tell(
        &mut self,
        names: &mut Names<'_>,
        id: FeedId,
        kind: EventKind,
        stamp: Stamp,
        event: &Event,
    ) -> rusqlite::Result<()> {
        if !self.filter.kinds.is_empty() && !self.filter.kinds.contains(&kind) {
            return Ok(());
        }
        let customer = tell::whose(names, event)?;
        if self.filter.customer.is_some() && self.filter.customer != customer {
            return Ok(());
        }
        let data = tell::data(names, event, kind)?;
        self.events.extend(data.map(|data| FeedEvent {
            id,
            kind,
            at: stamp.at,
            actor: stamp.actor,
            customer,
            data,
        }));
        Ok(())
    }
}

/// The events of a record in order, each with the stamp that it was decided under.
fn facts(batch: &Batch) -> impl Iterator<Item = (Stamp, &Event)> {
    let accepted = batch
        .entries
        .iter()
        .filter_map(|entry| Some((batch.stamp(entry), entry.outcome.as_ref().ok()?)));
    accepted.flat_map(|(stamp, events)| events.iter().map(move |event| (stamp, event)))
}

impl fmt::Display for FeedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.seq, self.nth)
    }
}

/// Why a text is no place in the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoFeedId;

impl fmt::Display for NoFeedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the id of an event is two numbers with a hyphen between them, such as 812-4")
    }
}

impl std::error::Error for NoFeedId {}

impl FromStr for FeedId {
    type Err = NoFeedId;

    fn from_str(text: &str) -> Result<FeedId, NoFeedId> {
        let (seq, nth) = text.split_once('-').ok_or(NoFeedId)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(seq) || !digits(nth) {
            return Err(NoFeedId);
        }
        Ok(FeedId {
            seq: seq.parse().map_err(|_| NoFeedId)?,
            nth: nth.parse().map_err(|_| NoFeedId)?,
        })
    }
}

impl Serialize for FeedId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FeedId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<FeedId, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl JsonSchema for FeedId {
    fn schema_name() -> Cow<'static, str> {
        "EventId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let about = "The place of an event: later for a later one, the same for ever.";
        json_schema!({"type": "string", "pattern": "^[0-9]+-[0-9]+$", "description": about})
    }
}
