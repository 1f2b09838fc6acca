//! The journal in one SQLite file: the embedded default.
//!
//! **Why a lock file, not `locking_mode=EXCLUSIVE`.** Views, verification and backup read the
//! journal while the writer appends; SQLite's exclusive mode would shut them out. So the database
//! stays in normal locking mode, [`Reader`]s have read-only connections of their own, and a second
//! *writer* is kept out by a lock on the file beside it (see [`witness`]).
//!
//! **Why these sizes.** Measured with `examples/append.rs`: pages of 16 KiB write records of 50 KB
//! to 1 MB with the least waste. A checkpoint stalls one append: with one every MiB the slowest of a
//! hundred appends takes 3 to 13 ms, every 4 MiB 6 to 26 ms. Seldom ones append more in all, but the
//! writer does not fill what is lost by frequent ones. A checkpointer on a thread of its own, tried in a throw-away script, gave 8 to 20 %
//! more at batches of 51 KB and longer stalls at 410 KB, where both share the disk; it was left out.

mod connection;
mod reader;
mod rows;
mod witness;

#[cfg(test)]
mod tests;

use crate::Journal;
use crate::chain::{check_append, check_fence};
use crate::fault::{Fault, FaultKind};
use crate::record::{BookId, Head, Record};
use crate::snapshot::{Draft, LatestSnapshot, Snapshots};
use connection::Database;
use std::path::{Path, PathBuf};
use witness::Witness;

pub use reader::{Reader, Verified};

/// A read returns early once it has gathered this many bytes of payload.
pub const READ_BYTES_MAX: usize = 32 << 20;

/// The write-ahead log is copied into the database file once this many bytes were appended.
const CHECKPOINT_BYTES: usize = 1 << 20;

/// The writer's handle on a journal file; there is at most one at a time.
#[derive(Debug)]
pub struct SqliteJournal {
    database: Database,
    witness: Witness,
    snapshots: Snapshots,
    path: PathBuf,
    head: Head,
    /// Bytes appended since the last checkpoint.
    unfolded: usize,
    poisoned: bool,
}

impl SqliteJournal {
    /// Founds the journal of a book in a new file. Its directory must exist.
    pub fn create(path: &Path, book: BookId) -> Result<SqliteJournal, Fault> {
        let witness = Witness::lock(path)?;
        rows::create(&Database::create(path)?, book)?;
        SqliteJournal::recover(path, witness)
    }

    /// Opens an existing journal for writing: recovers what a crash has left, and checks that
    /// everything that was acknowledged is still there.
    pub fn open(path: &Path) -> Result<SqliteJournal, Fault> {
        let witness = Witness::lock(path)?;
        SqliteJournal::recover(path, witness)
    }

    /// A reader of this journal, with its own connection: for another thread.
    pub fn reader(&self) -> Result<Reader, Fault> {
        Reader::open(&self.path)
    }

    fn recover(path: &Path, witness: Witness) -> Result<SqliteJournal, Fault> {
        let database = Database::open(path)?;
        let head = rows::head(&database)?;
        witness::check(path, &database, head.book)?;
        // What is found in the log may have come there by a write whose flush failed: it is copied
        // and flushed anew before anything is built upon it.
        database.fold_whole()?;
        let snapshots = Snapshots::beside(path, head.book);
        let path = path.to_owned();
        Ok(SqliteJournal {
            database,
            witness,
            snapshots,
            path,
            head,
            unfolded: 0,
            poisoned: false,
        })
    }

    fn check_writable(&self) -> Result<(), Fault> {
        match self.poisoned {
            true => Err(self.database.fault(FaultKind::Poisoned)),
            false => Ok(()),
        }
    }

    fn append_checked(&mut self, record: &Record) -> Result<(), Fault> {
        self.check_writable()?;
        check_append(&self.head, record, self.database.place())?;
        if self.unfolded >= CHECKPOINT_BYTES {
            self.database.fold()?;
            self.unfolded = 0;
        }
        let hash = record.hash();
        rows::append(&self.database, record, hash)?;
        self.head = Head {
            seq: record.seq,
            hash,
            ..self.head
        };
        self.unfolded += record.payload.len();
        self.witness.note(&self.head)
    }

    fn fence_checked(&mut self, epoch: u64) -> Result<(), Fault> {
        self.check_writable()?;
        check_fence(&self.head, epoch, self.database.place())?;
        rows::fence(&self.database, self.head.book, epoch)?;
        self.head.epoch = epoch;
        Ok(())
    }

    fn note<T>(&mut self, result: Result<T, Fault>) -> Result<T, Fault> {
        self.poisoned |= result.as_ref().is_err_and(|fault| fault.kind.poisons());
        result
    }
}

impl Journal for SqliteJournal {
    fn head(&self) -> Result<Head, Fault> {
        Ok(self.head)
    }

    fn fence(&mut self, epoch: u64) -> Result<(), Fault> {
        let result = self.fence_checked(epoch);
        self.note(result)
    }

    fn append(&mut self, record: &Record) -> Result<(), Fault> {
        let result = self.append_checked(record);
        self.note(result)
    }

    fn read(&self, from: u64, limit: usize) -> Result<Vec<Record>, Fault> {
        rows::read(&self.database, self.head.book, from.max(1), limit)
    }

    fn draft_snapshot(&self, seq: u64) -> Result<Box<dyn Draft>, Fault> {
        let hash = rows::hash_of(&self.database, seq)?;
        let hash = hash.ok_or_else(|| self.database.fault(FaultKind::Missing).at(seq))?;
        Ok(self.snapshots.draft(seq, hash))
    }

    fn latest_snapshot(&self) -> Result<LatestSnapshot, Fault> {
        self.snapshots
            .latest(|seq| rows::hash_of(&self.database, seq))
    }
}
