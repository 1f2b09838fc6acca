//! A company that something happens to, and a dispatcher that tells of it.

use crate::client::Reach;
use crate::webhook::{Clocks, Counts, Dispatcher};
use crate::{Clock, python};
use book::Command;
use book::company::{Calendar, Site};
use engine::{Engine, Moment};
use journal::{BookId, SqliteJournal};
use keep::{DeliveryRow, FeedPlace, NewWebhook, Vault, WebhookId, Webhooks};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use views::Views;
use views::feed::Feed;
use vocab::{CustomerId, Day, Instant};

pub struct World {
    engine: Engine,
    directory: PathBuf,
    stop: Arc<AtomicBool>,
    micros: Arc<AtomicI64>,
    pub dispatcher: Arc<Dispatcher>,
    pub webhooks: Arc<Webhooks>,
}

/// A dispatcher that runs.
pub struct Running {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl World {
    pub fn new() -> World {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("kept-connect-{}-{number}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&directory).unwrap();
        let path = directory.join("journal.db");
        let journal = SqliteJournal::create(&path, BookId([7; 16])).unwrap();
        let (following, feeding) = (journal.reader().unwrap(), journal.reader().unwrap());
        let (engine, _) = Engine::open(journal, moment).unwrap();
        let mut views = Views::open(&directory.join("views.db")).unwrap();
        let feed = Feed::new(feeding, views.reader());
        let (stop, handle) = (Arc::new(AtomicBool::new(false)), engine.handle());
        let stopped = stop.clone();
        std::thread::spawn(move || views::follow(&mut views, &following, &handle, &stopped));
        // The reference library compares with its own clock.
        let micros = Arc::new(AtomicI64::new(python::now() * 1_000_000));
        let told = micros.clone();
        let clock: Clock = Arc::new(move || Instant(told.load(Ordering::Relaxed)));
        let clocks = Clocks {
            company: clock.clone(),
            world: clock,
        };
        let vault = Vault::open(&directory).unwrap();
        let webhooks = Arc::new(Webhooks::open(&directory, &vault).unwrap());
        let dispatcher = Dispatcher::new(webhooks.clone(), feed, Reach::Anywhere, clocks, 7);
        World {
            engine,
            directory,
            stop,
            micros,
            dispatcher: Arc::new(dispatcher),
            webhooks,
        }
    }

    /// Something happens: the feed has one event more, `site.changed`.
    pub fn happen(&self) {
        let site = Site {
            code: "DC-NORTH".to_owned(),
            name: "North".to_owned(),
            calendar: Calendar {
                weekdays: 127,
                holidays: Vec::new(),
                cutoff_minute: 840,
            },
            zone: None,
        };
        let answer = self
            .engine
            .handle()
            .own(Command::PutSites(vec![site]))
            .unwrap();
        answer.outcome.unwrap();
    }

    /// Adds an endpoint that is told everything from the beginning; the secret of its messages.
    pub fn add(&self, url: String) -> (WebhookId, String) {
        self.add_for(url, &[], None)
    }

    pub fn add_for(
        &self,
        url: String,
        kinds: &[&str],
        customer: Option<CustomerId>,
    ) -> (WebhookId, String) {
        let new = NewWebhook {
            url,
            kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            description: String::new(),
            customer,
            after: FeedPlace::default(),
        };
        let (secret, webhook) = self.webhooks.create(new, self.now()).unwrap();
        (webhook.id, secret.reveal().to_owned())
    }

    /// The first delivery.
    pub fn delivery(&self) -> DeliveryRow {
        let deliveries = self
            .webhooks
            .deliveries(WebhookId(1), None, None, 100)
            .unwrap();
        deliveries.into_iter().last().unwrap()
    }

    /// Why the endpoint is disabled, if it is.
    pub fn disabled(&self) -> Option<String> {
        let webhook = self.webhooks.get(WebhookId(1)).unwrap().unwrap();
        webhook.disabled.map(|disabled| disabled.why)
    }

    /// Goes on to the moment of the next try.
    pub fn next_try(&self) {
        let due = self.webhooks.next_due().unwrap().unwrap();
        self.micros.store(due.0, Ordering::Relaxed);
    }

    pub fn now(&self) -> Instant {
        Instant(self.micros.load(Ordering::Relaxed))
    }

    pub fn later(&self, seconds: i64) {
        self.micros
            .fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }

    pub fn run(&self) -> Running {
        let (stop, dispatcher) = (Arc::new(AtomicBool::new(false)), self.dispatcher.clone());
        let stopped = stop.clone();
        let thread = std::thread::spawn(move || {
            assert!(dispatcher.run(&stopped).is_ok(), "the dispatcher failed");
        });
        Running { stop, thread }
    }

    /// Waits until this many messages were taken, tries failed, and messages given up.
    pub fn await_counts(&self, sent: u64, failed: u64, dead: u64) {
        let counts = Counts { sent, failed, dead };
        until(&format!("{counts:?}"), || {
            self.dispatcher.counts() == counts
        });
    }
}

impl Running {
    pub fn stop(self) {
        self.stop.store(true, Ordering::Release);
        self.thread.join().unwrap();
    }
}

/// How long a test waits for something on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until something holds.
pub fn until(what: &str, holds: impl Fn() -> bool) {
    let began = std::time::Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

fn moment() -> Moment {
    let today = Day::parse("2026-11-22").unwrap();
    Moment {
        at: Instant::at_midnight(today),
        today,
        minute: 0,
    }
}
