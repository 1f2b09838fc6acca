//! What every handler holds: the engine, the views, the stores, and the limits.

use crate::admission::Admission;
use crate::directory::Directory;
use crate::importing::Importing;
use crate::known::Known;
use crate::live::Live;
use crate::outgoing::Seller;
use crate::pipe::PIPES_MAX;
use crate::problem::{Code, Problem};
use crate::trail::Looks;
use book::Book;
use connect::channel::Configured;
use connect::llm;
use connect::oidc::Provider;
use connect::webhook::Dispatcher;
use engine::{BULK_LANE_MAX, Envelope, Handle, Moment, Records, Reply, Unavailable};
use keep::{
    AccessKeys, Audit, Channels, DocumentStore, Jobs, Lessons, Outbox, SavedViews, Users, Vault,
    Webhooks,
};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, MutexGuard, OwnedSemaphorePermit, Semaphore, SemaphorePermit, oneshot};
use views::Reader;
use views::feed::Feed;

/// Pieces of bulk requests that wait for the writer; the rest of its lane is for others.
const PIECES_AT_ONCE: usize = BULK_LANE_MAX / 2;

/// Pages that are drawn at once, each by a process.
const DRAWINGS_AT_ONCE: usize = 2;

/// The server's numbers. The defaults are what `kept serve` runs with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest JSON body, in bytes.
    pub json_bytes: usize,
    /// Largest body of a bulk request, in bytes.
    pub bulk_bytes: u64,
    /// The most lines of a bulk request.
    pub bulk_lines: usize,
    /// Largest document, in bytes; not above [`keep::DOCUMENT_BYTES_MAX`].
    pub document_bytes: usize,
    /// Requests that are worked on at once; more are told to come back.
    pub requests_at_once: usize,
    /// Requests of one key that are worked on at once.
    pub requests_per_key: usize,
    /// Requests that one key may send in a second, and at once; at least 1. A bulk request is one.
    pub requests_per_second: u32,
    /// What each lane lets in.
    pub lanes: LaneLimits,
    /// Documents that are taken in at once, as each is held in memory; more wait.
    pub uploads_at_once: usize,
    /// Open connections; more wait to be accepted.
    pub connections: usize,
    /// Streams of events that are open at once, and long polls that wait; well below `connections`.
    pub streams: usize,
    /// Those of them that are one caller's.
    pub streams_per_caller: usize,
    /// After how long a stream gives a sign of life where nothing happens.
    pub heartbeat: Duration,
    /// Size of a request's head, in bytes; at least 8192.
    pub head_bytes: usize,
    /// Header fields of a request.
    pub headers: usize,
    /// How long a client may take for the head of a request, and be idle between two.
    pub head_time: Duration,
    /// How long a request may take from its head to the head of its answer.
    pub request_time: Duration,
    /// How long a client may take nothing of its answer.
    pub write_time: Duration,
    /// How long a read waits for the views to reach the record that `Kept-After` names.
    pub views_time: Duration,
    /// How long open requests may take after the server was told to stop.
    pub stop_time: Duration,
}

/// What a lane lets in: what it can do within `wait`, by what it was seen doing, and for a tenth of
/// a second `burst_bytes` of requests. A request counts 1 KiB at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneLimit {
    /// How long the next request may have to wait.
    pub wait: Duration,
    /// How much is let in at once when the lane was not full before.
    pub burst_bytes: u64,
}

/// The lanes' limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneLimits {
    /// Cancels and releases.
    pub first: LaneLimit,
    /// Single orders and questions.
    pub interactive: LaneLimit,
    /// Reads; they may wait for the views.
    pub reading: LaneLimit,
    /// Bulk requests, of which each counts at most 512 KiB.
    pub bulk: LaneLimit,
    /// Documents.
    pub background: LaneLimit,
}

impl Default for LaneLimits {
    fn default() -> LaneLimits {
        let limit = |millis, burst_bytes| LaneLimit {
            wait: Duration::from_millis(millis),
            burst_bytes,
        };
        LaneLimits {
            first: limit(1_000, 1 << 20),
            interactive: limit(7, 256 << 10),
            reading: limit(5_000, 512 << 10),
            bulk: limit(500, 8 << 20),
            background: limit(30_000, 64 << 20),
        }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            json_bytes: 1 << 20,
            bulk_bytes: 1 << 30,
            bulk_lines: 1_000_000,
            document_bytes: 32 << 20,
            requests_at_once: 1_024,
            requests_per_key: 768,
            requests_per_second: 100_000,
            lanes: LaneLimits::default(),
            uploads_at_once: 8,
            connections: 1_024,
            streams: 512,
            streams_per_caller: 64,
            heartbeat: Duration::from_secs(15),
            head_bytes: 32 << 10,
            headers: 64,
            head_time: Duration::from_secs(15),
            request_time: Duration::from_secs(60),
            write_time: Duration::from_secs(30),
            views_time: Duration::from_secs(5),
            stop_time: Duration::from_secs(20),
        }
    }
}

/// Draws pages of documents for people to look at, in a process of its own: documents come from
/// strangers.
pub trait Draw: Send + Sync {
    /// The page of this number, from 1, as a PNG so many pixels wide; `None` where it can't be drawn.
    /// Takes seconds for a large one.
    fn page(&self, document: Arc<[u8]>, page: u16, width: u32) -> Option<Vec<u8>>;
}

/// What an [`App`] is made of.
pub struct Setup {
    /// The engine.
    pub engine: Handle,
    /// The read side.
    pub views: Reader,
    /// Public events.
    pub feed: Feed,
    /// What the journal remembers.
    pub records: Records,
    /// The bytes of documents.
    pub documents: DocumentStore,
    /// What draws their pages.
    pub draw: Box<dyn Draw>,
    /// Personal data.
    pub vault: Vault,
    /// Which programs may call.
    pub keys: AccessKeys,
    /// Who may sign in.
    pub users: Users,
    /// What was done with access and personal data.
    pub audit: Audit,
    /// Long work that people and programs began.
    pub jobs: Jobs,
    /// How the channels that documents come in by are doing.
    pub channels: Arc<Channels>,
    /// The channels that are set up.
    pub configured: Vec<Configured>,
    /// The language model that is asked as second reader, if one is.
    pub second: Option<llm::About>,
    /// What people filter pages of the console by, under names.
    pub saved_views: SavedViews,
    /// What corrections taught; shared with whoever reads documents.
    pub lessons: Arc<Lessons>,
    /// Servers that are told what happens.
    pub webhooks: Arc<Webhooks>,
    /// What tells them.
    pub dispatcher: Arc<Dispatcher>,
    /// Who business documents are sent to, and what waits to be sent.
    pub outbox: Arc<Outbox>,
    /// The folder that they are put into.
    pub outbox_folder: Configured,
    /// Who else tells who people are, if anyone does.
    pub provider: Option<Provider>,
    /// The secret of the link by which the first user is made, while there is none.
    pub welcome: Option<String>,
    /// The company itself, as its papers and messages tell it.
    pub seller: Seller,
    /// Tells the time; the same clock as the engine's.
    pub clock: Box<dyn Fn() -> Moment + Send + Sync>,
    /// Names that the server is reached by, without port, besides the loopback ones. A request
    /// for another is refused, so that a page elsewhere can't reach the server by a name of its
    /// own (DNS rebinding).
    pub hosts: Vec<String>,
    /// True when the console asks for no key: for trying Kept out on a machine that only one
    /// person uses, with a listener that only this machine reaches.
    pub open_console: bool,
    /// The limits.
    pub limits: Limits,
}

/// The application. Cheap to clone; everything in it is shared.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// What the clones of an [`App`] share.
pub struct Shared {
    /// What it was made of.
    pub setup: Setup,
    /// One permit for each request that may be worked on.
    pub(crate) requests: Semaphore,
    /// One permit for each document that may be taken in.
    pub(crate) uploads: Semaphore,
    /// One permit for each page that may be drawn.
    pub(crate) drawings: Semaphore,
    /// Who is let in.
    pub(crate) admission: Arc<Admission>,
    /// One permit for each piece of a bulk request that may wait for the writer.
    pub(crate) pieces: Arc<Semaphore>,
    /// Codes and their ids.
    pub(crate) directory: Directory,
    /// The company as readers know it.
    pub(crate) known: Known,
    /// Held by whoever compares the policy with what was seen, and changes it.
    pub(crate) policy: Mutex<()>,
    /// Held by whoever changes some of a customer and leaves the rest as it is.
    pub(crate) customers: Mutex<()>,
    /// Files that wait to be imported, and imports under way.
    pub(crate) importing: Importing,
    /// One permit for each answer that is written while it is sent.
    pub(crate) pipes: Arc<Semaphore>,
    /// Who listens to what happens.
    pub(crate) live: Live,
    /// Who has looked at whose data lately.
    pub(crate) looks: Looks,
}

impl Deref for App {
    type Target = Setup;

    fn deref(&self) -> &Setup {
        &self.0.setup
    }
}

impl App {
    /// An application.
    pub fn new(setup: Setup) -> App {
        let requests = Semaphore::new(setup.limits.requests_at_once);
        let uploads = Semaphore::new(setup.limits.uploads_at_once);
        let admission = Arc::new(Admission::new(&setup.limits));
        let live = Live::new(setup.feed.clone(), &setup.limits);
        App(Arc::new(Shared {
            setup,
            drawings: Semaphore::new(DRAWINGS_AT_ONCE),
            admission,
            pieces: Arc::new(Semaphore::new(PIECES_AT_ONCE)),
            requests,
            uploads,
            directory: Directory::default(),
            known: Known::default(),
            policy: Mutex::default(),
            customers: Mutex::default(),
            importing: Importing::default(),
            pipes: Arc::new(Semaphore::new(PIPES_MAX)),
            live,
            looks: Looks::default(),
        }))
    }

    /// Now.
    pub fn now(&self) -> Moment {
        (self.clock)()
    }

    /// Runs work that blocks (SQLite, the engine's state) off the threads that serve.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&App) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let app = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&app)).await;
        done.map_err(|_| Problem::web(Code::Internal))
    }

    /// Asks the state of the book, as of what is durable.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Book) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let answer = self.blocking(|app| app.engine.ask(question)).await?;
        answer.map_err(Problem::from)
    }

    /// Sends a command; the reply is durable.
    pub async fn submit(&self, envelope: Envelope) -> Result<Reply, Problem> {
        let (to, from) = oneshot::channel();
        // The receiver is gone when the client has given up; the command stands all the same.
        self.engine
            .submit(envelope, move |answer| drop(to.send(answer)))?;
        let answer = from.await.unwrap_or(Err(Unavailable::Stopped));
        answer.map_err(Problem::from)
    }

    /// Sends a command, with a look at the book right before it is decided; the reply is durable.
    pub async fn submit_looking<T: Send + 'static>(
        &self,
        envelope: Envelope,
        look: impl FnOnce(&Book) -> T + Send + 'static,
    ) -> Result<(T, Reply), Problem> {
        let (to, from) = oneshot::channel();
        let told = move |answer| drop(to.send(answer));
        self.engine.submit_looking(envelope, look, told)?;
        let answer = from.await.unwrap_or(Err(Unavailable::Stopped));
        answer.map_err(Problem::from)
    }

    pub(crate) fn requests(&self) -> &Semaphore {
        &self.0.requests
    }

    pub(crate) fn admission(&self) -> &Arc<Admission> {
        &self.0.admission
    }

    /// Waits until another piece of a bulk request may be sent to the writer.
    pub(crate) async fn permit_piece(&self) -> OwnedSemaphorePermit {
        let permit = Arc::clone(&self.0.pieces).acquire_owned().await;
        permit.expect("the semaphore is never closed")
    }

    /// Waits until nobody else is about to change the policy.
    pub(crate) async fn changing_policy(&self) -> MutexGuard<'_, ()> {
        self.0.policy.lock().await
    }

    /// Waits until nobody else is about to change some of a customer.
    pub(crate) async fn changing_customers(&self) -> MutexGuard<'_, ()> {
        self.0.customers.lock().await
    }

    pub(crate) fn directory(&self) -> &Directory {
        &self.0.directory
    }

    pub(crate) fn known(&self) -> &Known {
        &self.0.known
    }

    pub(crate) fn importing(&self) -> &Importing {
        &self.0.importing
    }

    pub(crate) fn pipes(&self) -> &Arc<Semaphore> {
        &self.0.pipes
    }

    pub(crate) fn live(&self) -> &Live {
        &self.0.live
    }

    pub(crate) fn looks(&self) -> &Looks {
        &self.0.looks
    }

    /// Waits until a page may be drawn.
    pub(crate) async fn permit_drawing(&self) -> SemaphorePermit<'_> {
        let permit = self.0.drawings.acquire().await;
        permit.expect("the semaphore is never closed")
    }

    pub(crate) fn uploads(&self) -> &Semaphore {
        &self.0.uploads
    }
}
