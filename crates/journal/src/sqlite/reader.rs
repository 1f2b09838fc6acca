//! Reading a journal file beside its writer: records, verification, backup.

use super::connection::Database;
use super::{rows, witness};
use crate::fault::{Fault, FaultKind};
use crate::record::{BookId, Hash, Head, Record};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ffi};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Records that one step of a verification reads at most.
const VERIFY_STEP: usize = 256;
/// Pages that one step of a backup copies: 16 MiB.
const BACKUP_STEP_PAGES: i32 = 1024;

/// A read-only handle on a journal file, with its own connection. Each call sees everything that
/// was acknowledged before it.
#[derive(Debug)]
pub struct Reader {
    database: Database,
    path: PathBuf,
    book: BookId,
}

/// What a verification has found to be whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// First record.
    pub from: u64,
    /// Last record; `from - 1` when there was none.
    pub to: u64,
    /// Hash of the last record; none when there was none.
    pub hash: Option<Hash>,
    /// Payload bytes read.
    pub bytes: u64,
}

impl Reader {
    /// Opens a journal, or a backup of one, to be read.
    pub fn open(path: &Path) -> Result<Reader, Fault> {
        let database = Database::open_to_read(path)?;
        let (book, _) = rows::leadership(&database)?;
        Ok(Reader {
            database,
            path: path.to_owned(),
            book,
        })
    }

    /// The book that the journal belongs to.
    pub fn book(&self) -> BookId {
        self.book
    }

    /// Where the log ends; the last record is verified.
    pub fn head(&self) -> Result<Head, Fault> {
        rows::head(&self.database)
    }

    /// Up to `limit` records from number `from` on: see [`crate::Journal::read`].
    pub fn read(&self, from: u64, limit: usize) -> Result<Vec<Record>, Fault> {
        rows::read(&self.database, self.book, from.max(1), limit)
    }

    /// Verifies the records `from..=to`: every hash and every link. Up to the head, if `to` is
    /// `None`, and then also that the head is not before the last record that was acknowledged.
    /// `progress` is told the number of the last verified record from time to time. Memory is
    /// bounded, and the writer is not held up.
    pub fn verify(
        &self,
        from: u64,
        to: Option<u64>,
        mut progress: impl FnMut(u64),
    ) -> Result<Verified, Fault> {
        let from = from.max(1);
        let to = match to {
            Some(to) => to,
            None => {
                witness::check(&self.path, &self.database, self.book)?;
                self.head()?.seq
            }
        };
        let mut verified = Verified {
            from,
            to: from - 1,
            hash: None,
            bytes: 0,
        };
        while verified.to < to {
            let next = verified.to + 1;
            let limit = usize::try_from(to - verified.to)
                .unwrap_or(VERIFY_STEP)
                .min(VERIFY_STEP);
            let records = self.read(next, limit)?;
            let missing = || self.database.fault(FaultKind::Missing).at(next);
            let last = records.last().ok_or_else(missing)?;
            verified.to = last.seq;
            verified.hash = Some(last.hash());
            verified.bytes += records
                .iter()
                .map(|record| record.payload.len() as u64)
                .sum::<u64>();
            progress(verified.to);
        }
        Ok(verified)
    }

    /// Copies the journal, as it is at this moment, into one new file, while the writer goes on;
    /// the copy is verified from its first record. `progress` is told pages copied, of how many.
    ///
    /// An existing file is not overwritten ([`FaultKind::Exists`]); after a failure there is none.
    pub fn backup(&self, to: &Path, progress: impl FnMut(u64, u64)) -> Result<Verified, Fault> {
        let place = to.display().to_string();
        let io = |error| {
            Fault::new(
                FaultKind::Io {
                    doing: "backing up",
                },
                &place,
            )
            .because(error)
        };
        if to.try_exists().map_err(io)? {
            return Err(Fault::new(FaultKind::Exists, place));
        }
        let mut draft = to.as_os_str().to_owned();
        draft.push(".part");
        let draft = PathBuf::from(draft);
        if draft.try_exists().map_err(io)? {
            fs::remove_file(&draft).map_err(io)?;
        }
        let copied = self.copy(&draft, progress).and_then(|verified| {
            keep(&draft, to).map_err(io)?;
            Ok(verified)
        });
        if copied.is_err() {
            // The first fault is the one to report; a leftover draft is removed next time.
            let _ = fs::remove_file(&draft);
        }
        copied
    }

    fn copy(&self, draft: &Path, progress: impl FnMut(u64, u64)) -> Result<Verified, Fault> {
        let failed = |error| self.database.failed("backing up", error);
        let source = Database::open_to_read(&self.path)?;
        let mut copy = Connection::open(draft).map_err(failed)?;
        copy_pages(&source.connection, &mut copy, progress).map_err(failed)?;
        let single = "PRAGMA journal_mode = DELETE";
        copy.query_row(single, [], |_| Ok(())).map_err(failed)?;
        copy.close().map_err(|(_, error)| failed(error))?;
        Reader::open(draft)?.verify(1, None, |_| {})
    }
}

/// The open read transaction holds the moment still: without it, each append would start the
/// copy over.
fn copy_pages(
    source: &Connection,
    copy: &mut Connection,
    mut progress: impl FnMut(u64, u64),
) -> rusqlite::Result<()> {
    let moment = source.unchecked_transaction()?;
    moment.query_row("SELECT count(*) FROM journal", [], |_| Ok(()))?;
    let backup = Backup::new(source, copy)?;
    loop {
        let step = backup.step(BACKUP_STEP_PAGES)?;
        let (left, all) = (
            backup.progress().remaining as u64,
            backup.progress().pagecount as u64,
        );
        progress(all - left, all);
        match step {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            // Busy or locked: nobody else should hold either file.
            _ => {
                let busy = ffi::Error::new(ffi::SQLITE_BUSY);
                return Err(rusqlite::Error::SqliteFailure(busy, None));
            }
        }
    }
}

/// Gives the draft its name, durably.
fn keep(draft: &Path, to: &Path) -> std::io::Result<()> {
    File::open(draft)?.sync_all()?;
    fs::rename(draft, to)?;
    match to.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => File::open(parent)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}
