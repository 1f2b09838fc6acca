//! The thread that makes batches durable, and only then answers.

use super::save::{Saves, ToSave, not_saved};
use super::{Commit, Waiting, in_full};
use crate::batch::{Batch, Entry, Outcome};
use crate::core::{Applied, PAYLOAD_BYTES, Sealed};
use crate::fault::Fault;
use crate::handle::{Progress, Reply};
use crate::lane::Door;
use crossbeam_channel::{Receiver, Sender};
use journal::{FaultKind, Journal, Record};
use std::collections::VecDeque;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// How long to wait before it is tried again whether a full disk has room.
const ROOM_WAIT: Duration = Duration::from_millis(100);
/// The largest memory that is kept from one batch to the next.
const SPARE_BYTES_MAX: usize = 2 * PAYLOAD_BYTES;
/// Batches that are kept at hand for repeated keys: a sender that starts anew repeats its last.
const REPEATED_BATCHES: usize = 4;

pub(super) struct Committer<J> {
    pub(super) journal: J,
    /// The leadership that this engine took: never the journal's, which may be another's by now.
    pub(super) epoch: u64,
    pub(super) progress: Arc<Progress>,
    pub(super) door: Arc<Door>,
    pub(super) commits: Receiver<Commit>,
    /// Told that this thread is free again, with the bytes that it has journaled.
    pub(super) ready: Sender<usize>,
    /// Memory for the next payload.
    pub(super) spare: Vec<u8>,
    pub(super) saves: Saves,
}

impl<J: Journal> Committer<J> {
    pub(super) fn run(mut self) {
        while let Ok(mut commit) = self.commits.recv() {
            if let Err(fault) = self.serve(&mut commit) {
                // Whoever waits is told by being dropped, here and in the lanes.
                return self.stop(&in_full(&fault));
            }
        }
        self.stop(match self.door.is_closing() {
            true => "it was closed",
            false => "the thread that decides has stopped by a defect; see the log",
        });
    }

    fn stop(&self, why: &str) {
        self.door.close();
        self.progress.stopped(why);
    }

    fn serve(&mut self, commit: &mut Commit) -> Result<(), Fault> {
        let sealed = commit.sealed.take();
        let (seq, bytes) = self.make_durable(sealed.as_ref())?;
        // The next batch may be handed over while these answers go out; when this was the last,
        // the decider is gone.
        let _ = self.ready.send(bytes);
        let mut answers = Answers::new(&self.journal, seq, sealed);
        for waiting in std::mem::take(&mut commit.waiting) {
            answers.give(waiting)?;
        }
        if let Some(to_save) = commit.to_save.take() {
            self.save(to_save);
        }
        Ok(())
    }

    /// Writes and appends the batch, if there is one; the number of the last durable record, and the
    /// bytes of the payload.
    fn make_durable(&mut self, sealed: Option<&Sealed>) -> Result<(u64, usize), Fault> {
        let head = self.journal.head()?;
        let Some(sealed) = sealed else {
            return Ok((head.seq, 0));
        };
        // The journal refuses it when the epoch or the number are not its own.
        let (seq, epoch) = (sealed.seq, self.epoch);
        let next = head.next(sealed.written(std::mem::take(&mut self.spare)));
        let record = Record { seq, epoch, ..next };
        self.append(&record)?;
        self.progress.reached(seq);
        let bytes = record.payload.len();
        self.reuse(record.payload);
        Ok((seq, bytes))
    }

    /// Keeps the memory of a payload for the next one: fresh memory costs more than what is written
    /// to it.
    fn reuse(&mut self, payload: Vec<u8>) {
        if payload.capacity() <= SPARE_BYTES_MAX {
            self.spare = payload;
        }
    }

    /// A full disk has kept nothing: the same record is tried until there is room, and meanwhile
    /// the lanes fill and say "later".
    fn append(&mut self, record: &Record) -> Result<(), Fault> {
        let mut told = false;
        loop {
            match self.journal.append(record) {
                Err(fault) if fault.kind == FaultKind::Full && !self.door.is_closing() => {
                    if !std::mem::replace(&mut told, true) {
                        eprintln!("kept: {fault}; commands wait for it");
                    }
                    thread::sleep(ROOM_WAIT);
                }
                appended => return Ok(appended?),
            }
        }
    }

    /// Hands a state on to be saved; that is not waited for.
    fn save(&self, to_save: ToSave) {
        match self.journal.draft_snapshot(to_save.seq) {
            // The saving thread lives as long as this one sends.
            Ok(draft) => drop(self.saves.send((draft, to_save))),
            Err(fault) => not_saved(&fault),
        }
    }
}

/// Gives answers out once everything up to record `seq` is durable.
struct Answers<'a> {
    journal: &'a dyn Journal,
    seq: u64,
    /// The batch that is durable now.
    entries: Vec<Entry>,
    /// Batches that repeated keys were found in, the newest last.
    repeated: VecDeque<(u64, Batch)>,
}

impl<'a> Answers<'a> {
    fn new(journal: &'a dyn Journal, seq: u64, sealed: Option<Sealed>) -> Answers<'a> {
        Answers {
            journal,
            seq,
            entries: sealed.map_or_else(Vec::new, |sealed| sealed.batch.entries),
            repeated: VecDeque::new(),
        }
    }

    fn give(&mut self, waiting: Waiting) -> Result<(), Fault> {
        match waiting {
            Waiting::One(applied, then) => then.answer(self.reply(applied)?),
            Waiting::Part(applied, earlier) => earlier.add(self.replies(applied)?),
            Waiting::Bulk {
                applied,
                earlier,
                then,
                sent,
            } => {
                let replies = self.replies(applied)?;
                then.answer(earlier.before(replies));
                drop(sent);
            }
            Waiting::Asked(deliver) => deliver(),
        }
        Ok(())
    }

    fn replies(&mut self, applied: Vec<Applied>) -> Result<Vec<Reply>, Fault> {
        applied.into_iter().map(|one| self.reply(one)).collect()
    }

    fn reply(&mut self, applied: Applied) -> Result<Reply, Fault> {
        match applied {
            Applied::Noted { nth } => {
                // Each is answered once.
                let noted = &mut self.entries[nth as usize].outcome;
                let outcome = std::mem::replace(noted, Ok(Vec::new()));
                Ok(self.now(outcome))
            }
            Applied::Passed(outcome) => Ok(self.now(outcome)),
            Applied::Repeated { seq, nth } => self.repeat(seq, nth),
        }
    }

    fn now(&self, outcome: Outcome) -> Reply {
        Reply {
            seq: self.seq,
            outcome,
            repeated: false,
        }
    }

    /// The answer that a key got the first time, from the journal.
    fn repeat(&mut self, seq: u64, nth: u32) -> Result<Reply, Fault> {
        let entry = self.batch(seq)?.entries.get(nth as usize);
        let how = || format!("it has no entry {nth}, where a key was answered");
        let entry = entry.ok_or_else(|| Fault::unreadable(seq, how()))?;
        Ok(Reply {
            seq,
            outcome: entry.outcome.clone(),
            repeated: true,
        })
    }

    fn batch(&mut self, seq: u64) -> Result<&Batch, Fault> {
        let at = self.repeated.iter().position(|(kept, _)| *kept == seq);
        let at = match at {
            Some(at) => at,
            None => self.fetch(seq)?,
        };
        Ok(&self.repeated[at].1)
    }

    fn fetch(&mut self, seq: u64) -> Result<usize, Fault> {
        let records = self.journal.read(seq, 1)?;
        let missing = || Fault::unreadable(seq, "it is not there any more".to_owned());
        let record = records.first().ok_or_else(missing)?;
        let batch = Batch::of(record).map_err(|how| Fault::unreadable(seq, how))?;
        if self.repeated.len() == REPEATED_BATCHES {
            self.repeated.pop_front();
        }
        self.repeated.push_back((seq, batch));
        Ok(self.repeated.len() - 1)
    }
}
