//! What happens, told to those who listen: one thread reads the feed once and tells every stream;
//! who falls behind reads for itself.

mod following;
mod stream;

pub use following::Following;
pub use stream::{Frame, KIND, opened};

use crate::problem::{Code, Problem};
use crate::state::{App, Limits};
use axum::body::Bytes;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{Semaphore, broadcast, watch};
use views::feed::{EVENTS_MAX, EventKind, Feed, FeedFilter, FeedId, FeedPage};
use vocab::{ActorId, CustomerId};

/// Pages of events that are kept for streams that are not yet told of them.
const PAGES_KEPT: usize = 64;
/// How long the thread waits for something to happen before it looks whether anyone still listens.
const WAIT: Duration = Duration::from_millis(500);
/// Reads of the feed at once by those who catch up; more wait.
const READS_AT_ONCE: usize = 2;

/// Everyone who listens.
pub struct Live {
    feed: Feed,
    told: broadcast::Sender<Arc<Told>>,
    /// The thread that tells, while anyone listens.
    teller: Arc<Mutex<Option<JoinHandle<()>>>>,
    reads: Semaphore,
    streams: Arc<Mutex<Streams>>,
    stopping: watch::Sender<bool>,
}

/// Some events, in order, and how far they go.
pub struct Told {
    /// The place behind the last of them.
    pub next: FeedId,
    /// What happened.
    pub events: Vec<ToldEvent>,
    /// The feed can't be read: nothing more comes.
    pub broken: bool,
}

/// One event as streams send it.
pub struct ToldEvent {
    id: FeedId,
    kind: EventKind,
    customer: Option<CustomerId>,
    frame: Bytes,
}

/// How many streams are open.
struct Streams {
    all: usize,
    of: FxHashMap<ActorId, usize>,
    most: usize,
    most_of_one: usize,
}

/// The place of a stream; given back when it is dropped.
pub struct Place {
    streams: Arc<Mutex<Streams>>,
    actor: ActorId,
}

impl Live {
    /// Nobody listens yet.
    pub fn new(feed: Feed, limits: &Limits) -> Live {
        Live {
            feed,
            told: broadcast::Sender::new(PAGES_KEPT),
            teller: Arc::default(),
            reads: Semaphore::new(READS_AT_ONCE),
            streams: Arc::new(Mutex::new(Streams {
                all: 0,
                of: FxHashMap::default(),
                most: limits.streams,
                most_of_one: limits.streams_per_caller,
            })),
            stopping: watch::Sender::new(false),
        }
    }

    /// Room for one more who listens.
    ///
    /// # Errors
    /// `busy` when there are as many as there may be, `key_busy` when they are this caller's.
    pub fn enter(&self, actor: ActorId) -> Result<Place, Problem> {
        let mut streams = lock(&self.streams);
        if streams.all >= streams.most {
            return Err(
                Problem::web(Code::Busy).because("as many streams are open as there may be")
            );
        }
        let of_one = streams.of.get(&actor).copied().unwrap_or(0);
        if of_one >= streams.most_of_one {
            let detail = format!("{of_one} streams are open by this caller; close one of them");
            return Err(Problem::web(Code::KeyBusy).because(detail));
        }
        streams.all += 1;
        streams.of.insert(actor, of_one + 1);
        Ok(Place {
            streams: Arc::clone(&self.streams),
            actor,
        })
    }

    /// Everything that becomes readable from now on. What is readable already is not among it: read
    /// that afterwards.
    ///
    /// # Errors
    /// `busy` when the system has no thread for it.
    pub fn listen(&self) -> Result<broadcast::Receiver<Arc<Told>>, Problem> {
        let mut teller = lock(&self.teller);
        let heard = self.told.subscribe();
        if teller.as_ref().is_none_or(JoinHandle::is_finished) {
            let telling = Telling {
                feed: self.feed.clone(),
                told: self.told.clone(),
                teller: Arc::clone(&self.teller),
                after: self.feed.latest(),
            };
            let thread = std::thread::Builder::new().name("kept-events".to_owned());
            let spawned = thread.spawn(move || telling.run());
            *teller = Some(spawned.map_err(|_| Problem::web(Code::Busy))?);
        }
        Ok(heard)
    }

    /// Reads the feed off the threads that serve.
    ///
    /// # Errors
    /// `internal` when it can't be read.
    pub async fn read(
        &self,
        app: &App,
        after: FeedId,
        limit: usize,
        filter: &FeedFilter,
    ) -> Result<FeedPage, Problem> {
        let permit = self.reads.acquire().await;
        let _permit = permit.expect("the semaphore is never closed");
        let (feed, filter) = (self.feed.clone(), filter.clone());
        let page = app.blocking(move |_| feed.read(Some(after), limit, &filter));
        Ok(page.await??)
    }

    /// The place behind everything that can be told now.
    pub fn latest(&self) -> FeedId {
        self.feed.latest()
    }

    /// Ends every stream, and every one that begins.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Ready when streams are to end.
    pub async fn stopped(&self) {
        let mut stopping = self.stopping.subscribe();
        // The sender is ours: it is there.
        drop(stopping.wait_for(|stopping| *stopping).await);
    }
}

impl ToldEvent {
    /// Whether it is behind this place and among what is asked for.
    pub fn fits(&self, after: FeedId, filter: &FeedFilter) -> bool {
        self.id > after
            && (filter.kinds.is_empty() || filter.kinds.contains(&self.kind))
            && (filter.customer.is_none() || filter.customer == self.customer)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut streams = lock(&self.streams);
        streams.all -= 1;
        let left = streams.of.get(&self.actor).map_or(0, |open| open - 1);
        match left {
            0 => streams.of.remove(&self.actor),
            left => streams.of.insert(self.actor, left),
        };
    }
}

/// The work of the thread that tells.
struct Telling {
    feed: Feed,
    told: broadcast::Sender<Arc<Told>>,
    teller: Arc<Mutex<Option<JoinHandle<()>>>>,
    after: FeedId,
}

impl Telling {
    fn run(mut self) {
        let mut caught_up = true;
        while !self.is_unheard() {
            if caught_up && !self.feed.wait(self.after, WAIT) {
                continue;
            }
            let all = FeedFilter::default();
            let told = match self.feed.read(Some(self.after), EVENTS_MAX, &all) {
                Ok(page) => {
                    (self.after, caught_up) = (page.next, page.caught_up);
                    Told::of(&page)
                }
                Err(fault) => {
                    eprintln!("kept: events can't be told: {fault}");
                    Told::broken(self.after)
                }
            };
            let broken = told.broken;
            // Whoever listened may have gone.
            drop(self.told.send(Arc::new(told)));
            if broken {
                return;
            }
        }
    }

    /// Whether nobody listens any more; whoever comes then starts another thread.
    fn is_unheard(&self) -> bool {
        let mut teller = lock(&self.teller);
        let unheard = self.told.receiver_count() == 0;
        if unheard {
            *teller = None;
        }
        unheard
    }
}

impl Told {
    fn of(page: &FeedPage) -> Told {
        let told = |event: &views::feed::FeedEvent| ToldEvent {
            id: event.id,
            kind: event.kind,
            customer: event.customer,
            frame: Frame::event(event).bytes(),
        };
        Told {
            next: page.next,
            events: page.events.iter().map(told).collect(),
            broken: false,
        }
    }

    fn broken(next: FeedId) -> Told {
        Told {
            next,
            events: Vec::new(),
            broken: true,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
