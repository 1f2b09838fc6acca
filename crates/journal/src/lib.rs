//! The journal: an append-only, checksummed, hash-chained log of batches, with snapshots.
//!
//! It knows nothing of orders: a batch is bytes. Everything else that Kept stores about orders is
//! a cache of this log and can be rebuilt from it. What is on disk is told in `FORMAT.md`.
//!
//! **Invariants.** A record that [`Journal::append`] answered with `Ok` is durable, and is read back
//! byte for byte or not at all: damage is a [`Fault`] that names the record, never silence. Records
//! are numbered from 1 without a gap, each names the hash of the one before it, and only the
//! holder of the current epoch can append.

mod chain;
mod fault;
mod memory;
mod record;
mod snapshot;
mod sqlite;

#[cfg(test)]
mod suite;

pub use fault::{Fault, FaultKind};
pub use memory::{DiskFault, FaultPlan, MemoryJournal, SimulatedDisk};
pub use record::{
    BUILD_BYTES_MAX, Batch, BookId, Hash, Head, NUMBER_MAX, PAYLOAD_BYTES_MAX, Record,
};
pub use snapshot::{
    Draft, LatestSnapshot, SNAPSHOT_BYTES_MAX, SNAPSHOTS_KEPT, SkippedSnapshot, Snapshot,
    WriteState,
};
pub use sqlite::{READ_BYTES_MAX, Reader, SqliteJournal, Verified};

/// A log that one writer appends to. Each back end passes the same suite of tests.
///
/// After a fault of a kind that [`FaultKind::poisons`], the handle refuses to write until the
/// journal is reopened: the head that is then read tells what was kept, and a *different* batch
/// is never tried at the same place before that is known. [`FaultKind::Full`] is known to have
/// kept nothing: the same record may be tried again.
pub trait Journal: Send {
    /// Where the log ends, and the epoch that may append to it.
    fn head(&self) -> Result<Head, Fault>;

    /// Takes the leadership: from now on only records of `epoch` are appended. Durable on return.
    ///
    /// Refused as [`FaultKind::Fenced`] unless `epoch` is greater than the current one.
    fn fence(&mut self, epoch: u64) -> Result<(), Fault>;

    /// Adds a record after the head. Durable on return.
    ///
    /// Refused, with nothing written, when the record does not follow the head
    /// ([`FaultKind::OutOfOrder`], [`FaultKind::Forked`]), is of another book or epoch, or is too
    /// large.
    fn append(&mut self, record: &Record) -> Result<(), Fault>;

    /// Up to `limit` records from number `from` on, verified: hashes and chain. Fewer may come
    /// back (see [`READ_BYTES_MAX`]), but none only when `from` is past the head.
    fn read(&self, from: u64, limit: usize) -> Result<Vec<Record>, Fault>;

    /// Begins a snapshot of the state after record `seq`. A snapshot is a cache: a failure here, or
    /// in saving it, does not poison the journal.
    fn draft_snapshot(&self, seq: u64) -> Result<Box<dyn Draft>, Fault>;

    /// Keeps a snapshot of the state after record `seq` at once.
    fn save_snapshot(&self, seq: u64, state: &[u8]) -> Result<(), Fault> {
        let draft = self.draft_snapshot(seq)?;
        draft.save(&mut |to| to.write_all(state))
    }

    /// The newest snapshot that is whole and belongs to this history; what was passed over, and
    /// why, is told along with it.
    fn latest_snapshot(&self) -> Result<LatestSnapshot, Fault>;
}
