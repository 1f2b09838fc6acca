//! The handle that everyone else holds: commands in, answers out, questions about the state.

use crate::batch::Outcome;
use crate::clock::Clock;
use crate::core::Envelope;
use crate::fault::Fault;
use crate::lane::{Deliver, Door, Lane, Message, Then};
use crate::recover::{Recovered, replay};
use crate::writer::{self, Ends};
use book::{Book, Command, Frozen};
use crossbeam_channel::bounded;
use journal::Journal;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Commands and questions that wait before the door says "later".
pub const LANE_MAX: usize = 16_384;
/// Bulk messages that wait before the next one has to.
pub const BULK_LANE_MAX: usize = 64;
/// The most commands of one bulk message.
pub const BULK_MAX: usize = 4_096;

/// What came of a command, durably.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The record that it stands in, or the last one before it when it changed nothing.
    pub seq: u64,
    /// What came of it.
    pub outcome: Outcome,
    /// True when the key was answered before and this is the same answer again.
    pub repeated: bool,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// The lane is full; try again in a moment. Nothing was done.
    Busy,
    /// The engine has stopped. Whether the command was kept shows after a restart; send it again
    /// with the same key.
    Stopped,
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unavailable::Busy => "too many commands are waiting; try again in a moment",
            Unavailable::Stopped => {
                "the engine has stopped; start it again and repeat the command with the same key"
            }
        })
    }
}

impl std::error::Error for Unavailable {}

/// A durable reply, or none.
pub type Answer = Result<Reply, Unavailable>;

/// Where the journal stands, for those who wait for it.
#[derive(Default)]
pub(crate) struct Progress {
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
struct State {
    durable: u64,
    stopped: Option<String>,
}

impl Progress {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn reached(&self, seq: u64) {
        let mut state = self.lock();
        state.durable = state.durable.max(seq);
        self.moved.notify_all();
    }

    pub(crate) fn stopped(&self, why: &str) {
        self.lock().stopped.get_or_insert_with(|| why.to_owned());
        self.moved.notify_all();
    }
}

/// An open engine: three threads, one that decides, one that makes durable, one that saves snapshots.
pub struct Engine {
    handle: Handle,
    threads: Vec<JoinHandle<()>>,
}

/// What commands are sent through. Cheap to clone.
#[derive(Clone)]
pub struct Handle {
    first: Lane,
    bulk: Lane,
    door: Arc<Door>,
    progress: Arc<Progress>,
    company: Arc<AtomicU64>,
}

impl Engine {
    /// Recovers the state from the journal, takes the leadership and starts.
    ///
    /// # Errors
    /// When the journal fails or does not replay.
    pub fn open<J: Journal + 'static>(
        mut journal: J,
        clock: impl Clock + 'static,
    ) -> Result<(Engine, RecoveryNote), Fault> {
        let epoch = journal.head()?.epoch + 1;
        journal.fence(epoch)?;
        let Recovered {
            core,
            snapshot,
            replayed,
            skipped,
        } = replay(&journal)?;
        let progress = Arc::new(Progress::default());
        progress.reached(core.seq());
        let door = Arc::new(Door::default());
        let handle = Handle {
            first: Lane::new(LANE_MAX, &door),
            bulk: Lane::new(BULK_LANE_MAX, &door),
            door,
            progress,
            company: Arc::default(),
        };
        let ends = Ends {
            first: handle.first.receiver(),
            bulk: handle.bulk.receiver(),
            door: Arc::clone(&handle.door),
            progress: Arc::clone(&handle.progress),
        };
        let threads = writer::start(core, journal, epoch, clock, ends);
        let skipped = skipped
            .iter()
            .map(|s| format!("snapshot {}: {}", s.seq, s.reason))
            .collect();
        let note = RecoveryNote {
            snapshot,
            replayed,
            skipped,
        };
        Ok((Engine { handle, threads }, note))
    }

    /// The handle.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Finishes what was sent, saves a snapshot, and ends the threads. Handles answer
    /// [`Unavailable::Stopped`] from then on.
    pub fn close(self) {
        let Engine { handle, threads } = self;
        handle.door.close();
        handle.first.send_close();
        for thread in threads {
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
        }
    }
}

/// How a state was recovered, for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryNote {
    /// The record that the snapshot stands at; 0 when everything was replayed.
    pub snapshot: u64,
    /// Records that were replayed.
    pub replayed: u64,
    /// Snapshots that could not be used.
    pub skipped: Vec<String>,
}

impl Handle {
    /// Sends a command; `then` is called with the answer once it is durable, on the engine's
    /// thread: it must be quick.
    ///
    /// # Errors
    /// [`Unavailable`] when the lane is full or the engine has stopped; `then` is not called. When
    /// the engine stops later on, `then` is called with [`Unavailable::Stopped`].
    pub fn submit(
        &self,
        envelope: Envelope,
        then: impl FnOnce(Answer) + Send + 'static,
    ) -> Result<(), Unavailable> {
        let then = self.counting(changes_company(&envelope.command), then);
        self.first.offer(Message::One(envelope, then))
    }

    /// Like [`Handle::submit`], with a look at the state right before the command is decided: what
    /// was seen comes with the answer.
    ///
    /// # Errors
    /// As [`Handle::submit`]; when the engine stops before it has looked, `then` is dropped.
    pub fn submit_looking<T: Send + 'static>(
        &self,
        envelope: Envelope,
        look: impl FnOnce(&Book) -> T + Send + 'static,
        then: impl FnOnce(Result<(T, Reply), Unavailable>) + Send + 'static,
    ) -> Result<(), Unavailable> {
        let (handle, changes) = (self.clone(), changes_company(&envelope.command));
        let look = move |book: &Book| {
            let seen = look(book);
            let then = move |answer: Answer| then(answer.map(|reply| (seen, reply)));
            handle.counting(changes, then)
        };
        self.first.offer(Message::Looking(envelope, Box::new(look)))
    }

    /// Sends a command and waits for the answer.
    pub fn call(&self, envelope: Envelope) -> Answer {
        let (to, from) = bounded(1);
        // The receiver waits below; a send to it fails only when this thread is gone.
        self.submit(envelope, move |answer| drop(to.send(answer)))?;
        from.recv().unwrap_or(Err(Unavailable::Stopped))
    }

    /// Sends a command of Kept itself and waits for the answer.
    pub fn own(&self, command: Command) -> Answer {
        self.call(Envelope::own(command))
    }

    /// Sends up to [`BULK_MAX`] commands that are decided one after the other; the answers come in
    /// their order. Waits for room in the lane.
    ///
    /// # Errors
    /// [`Unavailable::Stopped`] when the engine has stopped; `then` is not called.
    pub fn submit_bulk(
        &self,
        envelopes: Vec<Envelope>,
        then: impl FnOnce(Result<Vec<Reply>, Unavailable>) + Send + 'static,
    ) -> Result<(), Unavailable> {
        self.bulk.send(self.bulk_message(envelopes, then))
    }

    /// Like [`Handle::submit_bulk`], for those who must not wait.
    ///
    /// # Errors
    /// [`Unavailable`] when the lane is full or the engine has stopped; `then` is not called.
    pub fn offer_bulk(
        &self,
        envelopes: Vec<Envelope>,
        then: impl FnOnce(Result<Vec<Reply>, Unavailable>) + Send + 'static,
    ) -> Result<(), Unavailable> {
        self.bulk.offer(self.bulk_message(envelopes, then))
    }

    fn bulk_message(
        &self,
        envelopes: Vec<Envelope>,
        then: impl FnOnce(Result<Vec<Reply>, Unavailable>) + Send + 'static,
    ) -> Message {
        assert!(
            envelopes.len() <= BULK_MAX,
            "a bulk message holds at most BULK_MAX commands"
        );
        let changes = envelopes.iter().any(|one| changes_company(&one.command));
        Message::Bulk(envelopes, self.counting(changes, then))
    }

    /// Like `then`; when the command changes the company, that is counted before it is answered.
    fn counting<T: 'static>(
        &self,
        changes: bool,
        then: impl FnOnce(Result<T, Unavailable>) + Send + 'static,
    ) -> Then<T> {
        if !changes {
            return Then::new(then);
        }
        let company = Arc::clone(&self.company);
        Then::new(move |answer| {
            company.fetch_add(1, Ordering::SeqCst);
            then(answer);
        })
    }

    /// Counts the changes of what orders are written with: policy, sites, items, customers and
    /// ship-tos. Whoever has the answer to such a command, or hears of it, sees a higher number
    /// than before; what was copied from the book under an older one may be out of date.
    pub fn company_version(&self) -> u64 {
        self.company.load(Ordering::SeqCst)
    }

    /// Asks the state. The answer comes when everything that it could have seen is durable.
    ///
    /// # Errors
    /// [`Unavailable`] when the lane is full or the engine has stopped.
    pub fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Book) -> T + Send + 'static,
    ) -> Result<T, Unavailable> {
        let (to, from) = bounded(1);
        let question = move |book: &Book| -> Deliver {
            let answer = question(book);
            Box::new(move || drop(to.send(answer)))
        };
        self.first.offer(Message::Ask(Box::new(question)))?;
        from.recv().map_err(|_| Unavailable::Stopped)
    }

    /// A copy of the state, to try things on. It shares with the book what neither changes, so that
    /// taking it doesn't stop the writer. It comes when everything that it shows is durable.
    ///
    /// # Errors
    /// [`Unavailable`] when the lane is full or the engine has stopped.
    pub fn copy(&self) -> Result<Frozen, Unavailable> {
        let (to, from) = bounded(1);
        let hand_over = move |copy: Frozen| -> Deliver { Box::new(move || drop(to.send(copy))) };
        self.first.offer(Message::Copy(Box::new(hand_over)))?;
        from.recv().map_err(|_| Unavailable::Stopped)
    }

    /// Saves a snapshot after what was sent so far; returns when it was asked for.
    ///
    /// # Errors
    /// [`Unavailable`] when the lane is full or the engine has stopped.
    pub fn save_snapshot(&self) -> Result<(), Unavailable> {
        self.first.offer(Message::Snapshot)
    }

    /// Number of the last durable record.
    pub fn durable(&self) -> u64 {
        self.progress.lock().durable
    }

    /// Waits until a record after `seq` is durable, or the time is over; the last durable number.
    pub fn wait_beyond(&self, seq: u64, timeout: Duration) -> u64 {
        let state = self.progress.lock();
        let waiting = |state: &mut State| state.durable <= seq && state.stopped.is_none();
        let waited = self
            .progress
            .moved
            .wait_timeout_while(state, timeout, waiting);
        waited.unwrap_or_else(PoisonError::into_inner).0.durable
    }

    /// Why the engine has stopped; `None` while it runs.
    pub fn stopped(&self) -> Option<String> {
        self.progress.lock().stopped.clone()
    }
}

/// Prices are not part of it: orders are written without them, and a list keeps its currency.
fn changes_company(command: &Command) -> bool {
    matches!(
        command,
        Command::SetPolicy(_)
            | Command::PutSites(_)
            | Command::PutItems(_)
            | Command::PutCustomers(_)
            | Command::PutShipTo { .. }
    )
}
