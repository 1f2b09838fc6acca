//! One process of the engine: its core, its handle on the journal, the batch that is being
//! appended, and who waits for it.

use super::Checked;
use super::client::Message;
use engine::{Applied, Batch, Core, Entry, Moment, Outcome, Sealed};
use journal::{Fault, FaultPlan, Journal, MemoryJournal, Record, SimulatedDisk};

/// A process.
pub(super) struct Machine {
    pub(super) core: Core,
    pub(super) journal: MemoryJournal,
    epoch: u64,
    /// Number of the build that runs; records are labelled with it.
    build: u32,
    waiting: Vec<Waiting>,
    pub(super) appending: Option<Appending>,
}

/// A client that waits for a batch to be durable.
pub(super) struct Waiting {
    pub(super) client: usize,
    pub(super) number: u64,
    pub(super) reused: bool,
    pub(super) applied: Applied,
}

/// A batch on its way to the disk.
pub(super) struct Appending {
    pub(super) sealed: Sealed,
    pub(super) waiting: Vec<Waiting>,
    pub(super) snapshot: Option<Vec<u8>>,
}

/// What sealing came to.
pub(super) enum Closed {
    /// The batch before is still on its way.
    Busy,
    /// Nothing was changed; these can be answered at once.
    Empty(Vec<Waiting>),
    /// A batch is on its way.
    Sealed,
}

impl Machine {
    /// Opens the journal, takes the leadership and recovers; also whether a snapshot was used.
    pub(super) fn start(
        disk: &SimulatedDisk,
        build: u32,
    ) -> Result<(Machine, bool), engine::Fault> {
        let mut journal = MemoryJournal::open(disk, FaultPlan::none())?;
        let epoch = journal.head()?.epoch + 1;
        journal.fence(epoch)?;
        let recovered = engine::replay(&journal)?;
        let machine = Machine {
            core: recovered.core,
            journal,
            epoch,
            build,
            waiting: Vec::new(),
            appending: None,
        };
        Ok((machine, recovered.snapshot > 0))
    }

    /// Decides a message; whoever sent it waits.
    pub(super) fn take(&mut self, message: &Message, moment: Moment) {
        let applied = self.core.apply(&message.envelope, moment);
        self.waiting.push(Waiting {
            client: message.client,
            number: message.number,
            reused: message.reused,
            applied,
        });
    }

    /// What came of the last message, or where it was answered before.
    pub(super) fn told(&self) -> Option<Result<&Outcome, (u64, u32)>> {
        let applied = &self.waiting.last()?.applied;
        match applied {
            Applied::Repeated { seq, nth } => Some(Err((*seq, *nth))),
            Applied::Noted { .. } | Applied::Passed(_) => self.core.outcome(applied).map(Ok),
        }
    }

    /// Closes the batch in the making.
    pub(super) fn close(&mut self, with_snapshot: bool) -> Closed {
        if self.appending.is_some() {
            return Closed::Busy;
        }
        let waiting = std::mem::take(&mut self.waiting);
        let Some(sealed) = self.core.seal() else {
            return Closed::Empty(waiting);
        };
        let snapshot = with_snapshot.then(|| self.core.snapshot().to_bytes());
        self.appending = Some(Appending {
            sealed,
            waiting,
            snapshot,
        });
        Closed::Sealed
    }

    /// Appends a batch, as the leader and the build that this process was when it started.
    pub(super) fn append(&mut self, sealed: &Sealed) -> Result<(), Fault> {
        let next = self.journal.head()?.next(sealed.written(Vec::new()));
        let (seq, epoch, build) = (sealed.seq, self.epoch, format!("build {}", self.build));
        self.journal.append(&Record {
            seq,
            epoch,
            build,
            ..next
        })
    }

    /// Saves a snapshot that the next build does not know the layout of, over the newest one.
    pub(super) fn age_snapshot(&mut self) -> Result<(), Fault> {
        let Some(mut newest) = self.journal.latest_snapshot()?.snapshot else {
            return Ok(());
        };
        // Its first byte is the number of the layout.
        newest.state[0] ^= 0x10;
        self.journal.save_snapshot(newest.seq, &newest.state)
    }

    /// The answer to a command, when these entries are durable, and whether it is an earlier one again.
    pub(super) fn answer(
        &self,
        applied: Applied,
        durable: &[Entry],
    ) -> Result<Checked<(Outcome, bool)>, Fault> {
        let (seq, nth) = match applied {
            Applied::Noted { nth } => {
                return Ok(Ok((durable[nth as usize].outcome.clone(), false)));
            }
            Applied::Passed(outcome) => return Ok(Ok((outcome, false))),
            Applied::Repeated { seq, nth } => (seq, nth),
        };
        let records = self.journal.read(seq, 1)?;
        let batch = match records.first() {
            Some(record) => Batch::decode(&record.payload),
            None => Err(format!("record {seq} of a repeated key is not there")),
        };
        let entry = batch.and_then(|batch| {
            let entry = batch.entries.into_iter().nth(nth as usize);
            entry.ok_or_else(|| format!("record {seq} has no entry {nth}"))
        });
        Ok(entry.map(|entry| (entry.outcome, true)))
    }
}
