//! The thread that decides: takes messages while the committer is busy, and hands it a batch as
//! soon as it is free.

use super::save::{Saving, ToSave};
use super::{Commit, Earlier, Ends, Waiting};
use crate::clock::Clock;
use crate::core::{Core, ENTRIES_MAX, Envelope, LOOK_AHEAD};
use crate::handle::Reply;
use crate::lane::{Message, Then, drain};
use crossbeam_channel::{Receiver, Sender, never, select};
use std::time::Duration;

/// How long the writer sleeps at most before it looks whether a reservation lapses.
const IDLE: Duration = Duration::from_millis(200);

pub(super) struct Decider {
    core: Core,
    clock: Box<dyn Clock>,
    ends: Ends,
    commits: Sender<Commit>,
    ready: Receiver<usize>,
    /// True when the committer has nothing to do.
    idle: bool,
    /// Who waits for the batch in the making, and how many answers they wait for.
    waiting: Vec<Waiting>,
    answers: usize,
    /// True when the book has more work of its own than was done at once.
    more: bool,
    saving: Saving,
    closing: bool,
}

impl Drop for Decider {
    /// However it ends, whoever still waits in a lane is told.
    fn drop(&mut self) {
        self.ends.door.end();
        drain(&self.ends.first);
        drain(&self.ends.bulk);
    }
}

impl Decider {
    pub(super) fn new(
        core: Core,
        clock: Box<dyn Clock>,
        ends: Ends,
        commits: Sender<Commit>,
        ready: Receiver<usize>,
    ) -> Decider {
        Decider {
            core,
            clock,
            ends,
            commits,
            ready,
            idle: true,
            waiting: Vec::new(),
            answers: 0,
            more: false,
            saving: Saving::default(),
            closing: false,
        }
    }

    pub(super) fn run(mut self) {
        loop {
            self.take_messages();
            self.more = self.core.work(self.clock.now());
            let finished = self.closing && !self.more && self.lanes_are_empty();
            if finished {
                // The last snapshot is taken when everything is done.
                self.saving.ask();
            }
            let nothing = !finished && !self.has_something();
            let goes_on = nothing || self.commit(finished);
            if finished || !goes_on {
                return;
            }
        }
    }

    /// Takes what there is; waits when there is nothing, or while the committer is busy and the
    /// batch has room.
    fn take_messages(&mut self) {
        while !self.is_full() {
            let Ends { first, bulk, .. } = &self.ends;
            match first.try_recv().or_else(|_| bulk.try_recv()) {
                Ok(message) => self.take(message),
                Err(_) if self.closing || (self.idle && self.has_something()) => return,
                Err(_) if !self.wait() => return,
                Err(_) => {}
            }
        }
    }

    /// A batch is also full when very many wait for it, though they changed nothing.
    fn is_full(&self) -> bool {
        self.core.is_full() || self.answers >= ENTRIES_MAX
    }

    fn has_something(&self) -> bool {
        self.core.pending() > 0 || !self.waiting.is_empty() || self.saving.is_due() || self.more
    }

    fn lanes_are_empty(&self) -> bool {
        self.ends.first.is_empty() && self.ends.bulk.is_empty()
    }

    /// Waits for a message or for the committer; false when it is time to look around. Single
    /// commands do not wake this thread while the committer is busy: they are decided together when
    /// it is free, which costs each of them less than waking would.
    fn wait(&mut self) -> bool {
        let nobody = never();
        let first = match self.idle {
            true => &self.ends.first,
            false => &nobody,
        };
        select! {
            recv(first) -> message => self.received(message.ok()),
            recv(self.ends.bulk) -> message => self.received(message.ok()),
            recv(self.ready) -> journaled => {
                let free = self.is_free(journaled.ok());
                self.closing |= !free;
                !self.closing && !self.has_something()
            }
            default(IDLE) => !self.idle,
        }
    }

    /// Notes whether the committer is free again, with how many bytes it has journaled, or gone for
    /// good.
    fn is_free(&mut self, journaled: Option<usize>) -> bool {
        self.idle = journaled.is_some();
        self.saving.journaled(journaled.unwrap_or(0));
        self.idle
    }

    /// All handles gone is a close.
    fn received(&mut self, message: Option<Message>) -> bool {
        self.take(message.unwrap_or(Message::Close));
        true
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::One(envelope, then) => self.take_one(&envelope, then),
            Message::Looking(envelope, look) => {
                let then = look(self.core.book());
                self.take_one(&envelope, then);
            }
            Message::Bulk(envelopes, then) => self.take_bulk(envelopes, then),
            Message::Ask(question) => {
                let deliver = question(self.core.book());
                self.wait_for(1, Waiting::Asked(deliver));
            }
            Message::Copy(hand_over) => {
                let deliver = hand_over(self.core.freeze());
                self.wait_for(1, Waiting::Asked(deliver));
            }
            Message::Snapshot => self.saving.ask(),
            Message::Close => self.closing = true,
        }
    }

    fn take_one(&mut self, envelope: &Envelope, then: Then<Reply>) {
        let applied = self.core.apply(envelope, self.clock.now());
        self.wait_for(1, Waiting::One(applied, then));
    }

    /// Bulk that does not fit into one batch goes on in the next; all of it is answered with the
    /// last.
    fn take_bulk(&mut self, sent: Vec<Envelope>, then: Then<Vec<Reply>>) {
        let mut earlier = Earlier::default();
        let mut applied = Vec::with_capacity(sent.len());
        for (at, envelope) in sent.iter().enumerate() {
            if at % LOOK_AHEAD == 0 {
                let end = sent.len().min(at + LOOK_AHEAD);
                self.core.look_ahead(&sent[at..end]);
            }
            if self.core.is_full() {
                let part = std::mem::take(&mut applied);
                self.wait_for(part.len(), Waiting::Part(part, earlier.share()));
                if !self.commit(false) {
                    return;
                }
            }
            applied.push(self.core.apply(envelope, self.clock.now()));
        }
        let answers = applied.len();
        let bulk = Waiting::Bulk {
            applied,
            earlier,
            then,
            sent,
        };
        self.wait_for(answers, bulk);
    }

    fn wait_for(&mut self, answers: usize, waiting: Waiting) {
        self.waiting.push(waiting);
        self.answers += answers;
    }

    /// Hands the batch to the committer, when that is free, and with the last one the state to be
    /// saved whatever else is; false when the committer is gone for good.
    fn commit(&mut self, last: bool) -> bool {
        if !self.idle {
            let journaled = self.ready.recv().ok();
            if !self.is_free(journaled) {
                return false;
            }
        }
        self.idle = false;
        self.answers = 0;
        let sealed = self.core.seal();
        let commit = Commit {
            sealed,
            waiting: std::mem::take(&mut self.waiting),
            to_save: self.take_state(last),
        };
        self.commits.send(commit).is_ok()
    }

    /// The state, frozen, when it is due to be saved.
    fn take_state(&mut self, last: bool) -> Option<ToSave> {
        let wanted = (last || self.saving.is_due()) && self.core.seq() > 0;
        wanted.then(|| ToSave {
            seq: self.core.seq(),
            state: self.core.snapshot(),
            ticket: self.saving.begin(),
        })
    }
}
