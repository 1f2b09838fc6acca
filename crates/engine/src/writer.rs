//! The two threads of an engine: one decides and applies, the other makes durable and answers.
//! While a batch is being fsynced, the next one fills.

use crate::batch::Batch;
use crate::clock::Clock;
use crate::core::{Applied, Core, Envelope, Sealed};
use crate::handle::{Answer, Progress, Reply, Unavailable};
use book::Book;
use crossbeam_channel::{Receiver, Sender, bounded, select};
use journal::Journal;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long the writer sleeps at most before it looks whether a reservation lapses.
const IDLE: Duration = Duration::from_millis(200);

pub(crate) type Then<T> = Box<dyn FnOnce(T) + Send>;
/// Hands an answer over once its batch is durable.
pub(crate) type Deliver = Box<dyn FnOnce() + Send>;

/// What can be sent to the writer.
pub(crate) enum Message {
    /// One command.
    One(Envelope, Then<Answer>),
    /// Several commands, answered together.
    Bulk(Vec<Envelope>, Then<Result<Vec<Reply>, Unavailable>>),
    /// A question about the state.
    Ask(Box<dyn FnOnce(&Book) -> Deliver + Send>),
    /// Save the state.
    Snapshot,
    /// Finish and end.
    Close,
}

/// Where messages come from: single commands and questions go before bulk.
pub(crate) struct Lanes {
    pub(crate) first: Receiver<Message>,
    pub(crate) bulk: Receiver<Message>,
}

/// What the committer gets: a batch if anything was changed, who waits for it, and a snapshot.
struct Commit {
    sealed: Option<Sealed>,
    waiting: Vec<Waiting>,
    snapshot: Option<(u64, Vec<u8>)>,
}

/// Who waits for a batch to be durable.
enum Waiting {
    One(Applied, Then<Answer>),
    Bulk(Vec<Applied>, Then<Result<Vec<Reply>, Unavailable>>),
    Asked(Deliver),
}

pub(crate) fn start<J: Journal + 'static>(
    core: Core,
    journal: J,
    clock: impl Clock + 'static,
    lanes: Lanes,
    progress: Arc<Progress>,
) -> Vec<JoinHandle<()>> {
    let (commits, commits_in) = bounded(1);
    let (ready, ready_in) = bounded(1);
    let decider = Decider {
        core,
        clock: Box::new(clock),
        lanes,
        commits,
        ready: ready_in,
        idle: true,
        waiting: Vec::new(),
        snapshot: false,
        closing: false,
    };
    let committer = Committer {
        journal,
        progress,
        commits: commits_in,
        ready,
    };
    let spawn = |name: &str, run: Box<dyn FnOnce() + Send>| {
        let thread = thread::Builder::new().name(name.to_owned()).spawn(run);
        thread.expect("the operating system gives the engine its threads")
    };
    vec![
        spawn("kept-decide", Box::new(move || decider.run())),
        spawn("kept-commit", Box::new(move || committer.run())),
    ]
}

struct Decider {
    core: Core,
    clock: Box<dyn Clock>,
    lanes: Lanes,
    commits: Sender<Commit>,
    ready: Receiver<()>,
    /// True when the committer has nothing to do.
    idle: bool,
    waiting: Vec<Waiting>,
    snapshot: bool,
    closing: bool,
}

impl Decider {
    fn run(mut self) {
        loop {
            self.take_messages();
            let more = self.core.work(self.clock.now());
            let something = self.core.pending() > 0 || !self.waiting.is_empty() || self.snapshot;
            if something && !self.commit() {
                return;
            }
            if self.closing
                && !more
                && self.core.pending() == 0
                && self.waiting.is_empty()
                && !self.snapshot
            {
                return;
            }
        }
    }

    /// Takes what there is; waits when there is nothing, or while the committer is busy and the
    /// batch has room.
    fn take_messages(&mut self) {
        while !self.core.is_full() {
            match self
                .lanes
                .first
                .try_recv()
                .or_else(|_| self.lanes.bulk.try_recv())
            {
                Ok(message) => self.take(message),
                Err(_) if self.closing || (self.idle && self.has_something()) => return,
                Err(_) if !self.wait() => return,
                Err(_) => {}
            }
        }
    }

    fn has_something(&self) -> bool {
        self.core.pending() > 0 || !self.waiting.is_empty() || self.snapshot
    }

    /// Waits for a message or for the committer; false when it is time to look around.
    fn wait(&mut self) -> bool {
        select! {
            recv(self.lanes.first) -> message => self.received(message.ok()),
            recv(self.lanes.bulk) -> message => self.received(message.ok()),
            recv(self.ready) -> token => {
                self.idle = token.is_ok();
                self.closing |= token.is_err();
                !self.closing && !self.has_something()
            }
            default(IDLE) => false,
        }
    }

    /// All handles gone is a close.
    fn received(&mut self, message: Option<Message>) -> bool {
        self.take(message.unwrap_or(Message::Close));
        true
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::One(envelope, then) => {
                let applied = self.core.apply(&envelope, self.clock.now());
                self.waiting.push(Waiting::One(applied, then));
            }
            Message::Bulk(envelopes, then) => {
                let moment = self.clock.now();
                let applied = envelopes
                    .iter()
                    .map(|e| self.core.apply(e, moment))
                    .collect();
                self.waiting.push(Waiting::Bulk(applied, then));
            }
            Message::Ask(question) => {
                let deliver = question(self.core.book());
                self.waiting.push(Waiting::Asked(deliver));
            }
            Message::Snapshot => self.snapshot = true,
            Message::Close => {
                self.closing = true;
                self.snapshot = true;
            }
        }
    }

    /// Hands the batch to the committer, when that is free; false when it is gone for good.
    fn commit(&mut self) -> bool {
        if !self.idle && self.ready.recv().is_err() {
            return false;
        }
        let sealed = self.core.seal();
        let snapshot =
            std::mem::take(&mut self.snapshot).then(|| (self.core.seq(), self.core.snapshot()));
        let waiting = std::mem::take(&mut self.waiting);
        self.idle = false;
        self.commits
            .send(Commit {
                sealed,
                waiting,
                snapshot,
            })
            .is_ok()
    }
}

struct Committer<J> {
    journal: J,
    progress: Arc<Progress>,
    commits: Receiver<Commit>,
    ready: Sender<()>,
}

impl<J: Journal> Committer<J> {
    fn run(mut self) {
        while let Ok(commit) = self.commits.recv() {
            if let Err(fault) = self.make_durable(commit.sealed) {
                self.progress.stopped(&in_full(&fault));
                commit.waiting.into_iter().for_each(Waiting::give_up);
                return;
            }
            // The next batch is fsynced while these answers go out.
            let _ = self.ready.send(());
            for waiting in commit.waiting {
                waiting.answer(&self.journal, self.progress_seq());
            }
            if let Some((seq, state)) = commit.snapshot {
                self.save_snapshot(seq, &state);
            }
        }
        self.progress.stopped("it was closed");
    }

    fn progress_seq(&self) -> u64 {
        self.journal.head().map_or(0, |head| head.seq)
    }

    fn make_durable(&mut self, sealed: Option<Sealed>) -> Result<(), journal::Fault> {
        let Some(Sealed { seq, batch }) = sealed else {
            return Ok(());
        };
        let record = self.journal.head()?.next(batch);
        assert_eq!(
            record.seq, seq,
            "batches are appended in the order they were decided in"
        );
        self.journal.append(&record)?;
        self.progress.reached(seq);
        Ok(())
    }

    /// A snapshot is a cache: without it the next start replays more.
    fn save_snapshot(&mut self, seq: u64, state: &[u8]) {
        if let Err(fault) = self.journal.save_snapshot(seq, state) {
            eprintln!(
                "kept: the snapshot was not saved, the journal is whole: {}",
                in_full(&fault)
            );
        }
    }
}

impl Waiting {
    fn answer(self, journal: &dyn Journal, seq: u64) {
        match self {
            Waiting::One(applied, then) => then(reply(applied, journal, seq)),
            Waiting::Bulk(applied, then) => {
                then(
                    applied
                        .into_iter()
                        .map(|one| reply(one, journal, seq))
                        .collect(),
                );
            }
            Waiting::Asked(deliver) => deliver(),
        }
    }

    fn give_up(self) {
        match self {
            Waiting::One(_, then) => then(Err(Unavailable::Stopped)),
            Waiting::Bulk(_, then) => then(Err(Unavailable::Stopped)),
            // Whoever asked sees the channel close.
            Waiting::Asked(_) => {}
        }
    }
}

fn reply(applied: Applied, journal: &dyn Journal, seq: u64) -> Answer {
    match applied {
        Applied::Decided(outcome) => Ok(Reply {
            seq,
            outcome,
            repeated: false,
        }),
        Applied::Repeated { seq, nth } => look_up(journal, seq, nth),
    }
}

/// The answer that a key got the first time, from the journal.
fn look_up(journal: &dyn Journal, seq: u64, nth: u32) -> Answer {
    let records = journal.read(seq, 1).map_err(|_| Unavailable::Stopped)?;
    let record = records.first().ok_or(Unavailable::Stopped)?;
    let batch = Batch::decode(&record.payload).map_err(|_| Unavailable::Stopped)?;
    let entry = batch
        .entries
        .into_iter()
        .nth(nth as usize)
        .ok_or(Unavailable::Stopped)?;
    Ok(Reply {
        seq,
        outcome: entry.outcome,
        repeated: true,
    })
}

/// A fault with everything beneath it.
fn in_full(fault: &dyn std::error::Error) -> String {
    let mut text = fault.to_string();
    let mut cause = fault.source();
    while let Some(beneath) = cause {
        text.push_str(": ");
        text.push_str(&beneath.to_string());
        cause = beneath.source();
    }
    text
}
