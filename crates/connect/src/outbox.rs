//! The outbox at work: what the feed tells becomes messages for those who want them, and each of them a
//! file in the folder of its recipient.
//!
//! One thread reads the feed, has messages written and puts them where they go. A message is written once,
//! under a number of its own, and kept until it is there: what is tried again is the same file. What fails
//! is told in the console and tried again for days.

mod asked;
mod folder;
#[cfg(test)]
mod tests;

pub use folder::Folder;

use crate::outbound::Unsayable;
use crate::webhook::delay_before;
use crate::{Clock, chance};
use asked::{KINDS, asked};
use keep::{
    AskedMessage, Channels, FeedPlace, OUTBOX_WAITING_MAX, Outbox, OutboxKind, OutboxMessage,
    OutboxSettled, OutboxTrouble, Recipient, WrittenMessage,
};
use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use views::Reader;
use views::feed::{Feed, FeedFilter, FeedId};
use vocab::{ContentHash, Instant, SiteId};

/// What the outbox is called among the channels.
pub const NAME: &str = "outbox";
/// Events that are read at once.
const PAGE: usize = 200;
/// Messages that are sent before the feed is looked at again.
const ROUND: usize = 100;
/// Room for messages below which no more events are read.
const ROOM_MIN: u64 = OUTBOX_WAITING_MAX / 2;
/// Records after which it is stored how far the feed was read, though nobody wanted anything.
const FAR: u64 = 10_000;
/// How long it is waited for news before the outbox is looked at again, also whether to stop.
const WAIT: Duration = Duration::from_millis(200);

/// Who gathers what messages say and writes them.
pub trait Compose {
    /// A message as this kind, under its number, in the format of its recipient.
    ///
    /// # Errors
    /// Why there is none.
    fn compose(
        &self,
        message: &OutboxMessage,
        kind: OutboxKind,
        to: &Recipient,
    ) -> Result<Composed, Uncomposed>;
}

/// A message as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    /// Its bytes.
    pub content: Vec<u8>,
    /// What the name of a file of it ends in.
    pub ending: &'static str,
    /// What tells it from what was told of the same before: a hash of all that it says but its number
    /// and time. None where it is told once.
    pub said: Option<ContentHash>,
    /// What the format had no room or letters for; empty where nothing was lost.
    pub lost: String,
}

/// Why a message is not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uncomposed {
    /// There is nothing to tell now; what changes that asks for another message.
    Nothing,
    /// It can't be said until somebody puts right what is missing.
    Unsayable(String),
    /// Something failed; it is tried again.
    Failed(String),
}

impl From<Unsayable> for Uncomposed {
    fn from(why: Unsayable) -> Uncomposed {
        Uncomposed::Unsayable(why.to_string())
    }
}

/// What stops the outbox.
#[derive(Debug)]
pub enum Fault {
    /// The feed or the views can't be read.
    Views(views::Fault),
    /// The store failed.
    Store(keep::Fault),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Views(_) => f.write_str("the feed of events can't be read"),
            Fault::Store(_) => f.write_str("the store of the outbox failed"),
        }
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Fault::Views(fault) => Some(fault),
            Fault::Store(fault) => Some(fault),
        }
    }
}

impl From<views::Fault> for Fault {
    fn from(fault: views::Fault) -> Fault {
        Fault::Views(fault)
    }
}

impl From<keep::Fault> for Fault {
    fn from(fault: keep::Fault) -> Fault {
        Fault::Store(fault)
    }
}

/// Sends what waits in the outbox.
pub struct Sender {
    outbox: Arc<Outbox>,
    channels: Arc<Channels>,
    feed: Feed,
    views: Reader,
    folder: Folder,
    clock: Clock,
}

impl Sender {
    /// A sender; `channels` is where it tells what fails.
    pub fn new(
        outbox: Arc<Outbox>,
        channels: Arc<Channels>,
        (feed, views): (Feed, Reader),
        folder: Folder,
        clock: Clock,
    ) -> Sender {
        Sender {
            outbox,
            channels,
            feed,
            views,
            folder,
            clock,
        }
    }

    /// Sends until `stop` is set. Blocks: give it a thread of its own.
    ///
    /// # Errors
    /// When the feed or a store fails. Nothing is lost: run it again.
    pub fn run(&self, composer: &dyn Compose, stop: &AtomicBool) -> Result<(), Fault> {
        let mut after = feed_id(self.outbox.place()?);
        let mut known = None;
        while !stop.load(Ordering::Acquire) {
            let read = self.follow(&mut after)?;
            let sent = self.send(composer, stop)?;
            if known.is_none() || read || sent {
                let trouble = self.outbox.trouble()?;
                self.tell(&mut known, trouble)?;
            }
            if !read && !sent {
                self.feed.wait(after, WAIT);
            }
        }
        Ok(())
    }

    /// Reads on in the feed, and asks for the messages that come of it. True when anything was asked for.
    fn follow(&self, after: &mut FeedId) -> Result<bool, Fault> {
        let latest = self.feed.latest();
        if after.seq >= latest.seq && after.nth == latest.nth {
            return Ok(false);
        }
        let recipients = self.outbox.recipients()?;
        if recipients.is_empty() && self.outbox.skip(feed_place(latest))? {
            *after = latest;
            return Ok(false);
        }
        if self.outbox.waiting()? > ROOM_MIN {
            return Ok(false);
        }
        let filter = FeedFilter {
            kinds: KINDS.to_vec(),
            customer: None,
        };
        let page = self.feed.read(Some(*after), PAGE, &filter)?;
        let sites = self.sites(&recipients)?;
        let events = page.events.iter();
        let asked: Vec<AskedMessage> = events
            .flat_map(|event| asked(event, &recipients, &sites))
            .collect();
        let far = page.next.seq.saturating_sub(self.outbox.place()?.seq) >= FAR;
        if !asked.is_empty() || far {
            self.outbox.ask(&asked, feed_place(page.next), self.now())?;
        }
        *after = match page.caught_up {
            true => FeedId {
                nth: u32::MAX,
                ..page.next
            },
            false => page.next,
        };
        Ok(!asked.is_empty() || !page.caught_up)
    }

    /// The sites of recipients by their codes, as the feed names them.
    fn sites(&self, recipients: &[Recipient]) -> Result<HashMap<String, SiteId>, Fault> {
        let wanted = |one: &Recipient| matches!(one.whose, keep::Whose::Site(_));
        if !recipients.iter().any(wanted) {
            return Ok(HashMap::new());
        }
        let sites = self.views.sites()?.into_iter();
        Ok(sites.map(|site| (site.code, site.id)).collect())
    }

    /// Sends what is due; true when anything was.
    fn send(&self, composer: &dyn Compose, stop: &AtomicBool) -> Result<bool, Fault> {
        let due = self.outbox.due(self.now(), ROUND)?;
        let mut failed = HashSet::new();
        for message in &due {
            let recipient = &message.asked.recipient;
            // What comes later must not overtake what failed.
            if stop.load(Ordering::Acquire) || failed.contains(recipient) {
                continue;
            }
            let settled = self.try_one(composer, message)?;
            if let OutboxSettled::Again(..) = settled {
                failed.insert(recipient.clone());
            }
            self.outbox.settle(message.number, &settled, self.now())?;
        }
        Ok(!due.is_empty())
    }

    fn try_one(
        &self,
        composer: &dyn Compose,
        message: &OutboxMessage,
    ) -> Result<OutboxSettled, Fault> {
        let Some(to) = self.outbox.recipient(&message.asked.recipient)? else {
            return Ok(OutboxSettled::Nothing);
        };
        let written = match self.outbox.content(message.number)? {
            Some(written) => Ok(written),
            None => self.write(composer, message, &to)?,
        };
        let put = written.and_then(|written| {
            let put = self.folder.put(&to.name, &written.file, &written.content);
            put.map_err(|error| Uncomposed::Failed(format!("{}: {error}", self.folder.place())))
        });
        Ok(match put {
            Ok(()) => OutboxSettled::Sent,
            Err(Uncomposed::Nothing) => OutboxSettled::Nothing,
            Err(Uncomposed::Unsayable(why)) => OutboxSettled::Dead(why),
            Err(Uncomposed::Failed(why)) => self.again(message, why),
        })
    }

    /// Has a message written, and keeps it until it is sent.
    fn write(
        &self,
        composer: &dyn Compose,
        message: &OutboxMessage,
        to: &Recipient,
    ) -> Result<Result<WrittenMessage, Uncomposed>, Fault> {
        let told = self.outbox.told(&to.name, &message.asked.subject)?;
        let kind = kind_now(message, told.is_some());
        if !message.again && !to.kinds.contains(&kind) {
            return Ok(Err(Uncomposed::Nothing));
        }
        let composed = match composer.compose(message, kind, to) {
            Ok(composed) => composed,
            Err(why) => return Ok(Err(why)),
        };
        if !message.again && told.is_some() && told == composed.said {
            return Ok(Err(Uncomposed::Nothing));
        }
        let written = WrittenMessage {
            kind,
            file: file_name(message, kind, composed.ending),
            content: composed.content,
            said: composed.said,
            told: composed.lost,
        };
        self.outbox.write(message.number, &written)?;
        Ok(Ok(written))
    }

    fn again(&self, message: &OutboxMessage, why: String) -> OutboxSettled {
        let chance = chance::number(&message.number.to_string());
        match delay_before(message.tried + 1, chance, None) {
            Some(delay) => {
                let due = self.now().plus_seconds(delay.as_secs() as i64);
                OutboxSettled::Again(due, why)
            }
            None => OutboxSettled::Dead(why),
        }
    }

    /// Tells what keeps messages from being sent, where that is news.
    fn tell(
        &self,
        known: &mut Option<Option<OutboxTrouble>>,
        trouble: Option<OutboxTrouble>,
    ) -> Result<(), Fault> {
        if known.as_ref() == Some(&trouble) {
            return Ok(());
        }
        match &trouble {
            None => self.channels.works(NAME)?,
            Some(trouble) => self.channels.fails(NAME, &sentence(trouble), self.now())?,
        }
        *known = Some(trouble);
        Ok(())
    }

    fn now(&self) -> Instant {
        (self.clock)()
    }
}

/// The first answer to an order is a confirmation, what comes later a change.
fn kind_now(message: &OutboxMessage, is_told: bool) -> OutboxKind {
    match message.asked.kind {
        OutboxKind::Confirmation if is_told && !message.again => OutboxKind::Change,
        kind => kind,
    }
}

/// `000000017-ship-notice-12-0.x12`: files sort as they were asked for.
fn file_name(message: &OutboxMessage, kind: OutboxKind, ending: &str) -> String {
    let kind = kind.as_str().replace('_', "-");
    let (number, subject) = (message.number, &message.asked.subject);
    format!("{number:09}-{kind}-{subject}.{ending}")
}

fn sentence(trouble: &OutboxTrouble) -> String {
    let OutboxTrouble {
        dead,
        failing,
        told,
    } = trouble;
    format!("messages that were given up: {dead}, that wait after a failure: {failing}; {told}")
}

fn feed_id(place: FeedPlace) -> FeedId {
    FeedId {
        seq: place.seq,
        nth: place.nth,
    }
}

fn feed_place(id: FeedId) -> FeedPlace {
    FeedPlace {
        seq: id.seq,
        nth: id.nth,
    }
}
