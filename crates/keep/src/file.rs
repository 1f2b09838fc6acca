//! A kept SQLite file: how it is opened, copied, and what SQLite's errors mean here.

use crate::fault::{Fault, FaultKind};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags, Row, Transaction, TransactionBehavior, ffi};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long to wait for a lock that another connection holds for a moment.
const LOCK_WAIT: Duration = Duration::from_secs(5);
/// Pages that one step of a backup copies: 4 MiB.
const BACKUP_STEP_PAGES: i32 = 1024;

/// What tells one kind of kept file from another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// What such a file is called in faults.
    pub(crate) name: &'static str,
    /// SQLite's application id.
    pub(crate) application_id: i32,
    /// The tables of format 1.
    pub(crate) tables: &'static str,
    /// What leads from each format to the next; a new file goes all the way.
    pub(crate) upgrades: &'static [&'static str],
    /// Settings of a connection.
    pub(crate) settings: &'static str,
}

impl Layout {
    /// The format that files of this layout have once they are open.
    fn format(&self) -> i32 {
        1 + self.upgrades.len() as i32
    }
}

/// One file with a connection that writes and one that only reads, so that readers do not wait
/// for a flush. Shared between threads.
#[derive(Debug)]
pub(crate) struct KeptFile {
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    layout: Layout,
    path: PathBuf,
    place: String,
}

impl KeptFile {
    /// Opens a file, or founds it where there is none; one of an older format is carried over.
    /// Its directory must exist.
    pub(crate) fn open(path: &Path, layout: Layout) -> Result<KeptFile, Fault> {
        let place = path.display().to_string();
        let opening = |error| failed(&place, "opening", error);
        let create = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let writer = connect(path, create).map_err(opening)?;
        let tables: u32 = count_tables(&writer).map_err(opening)?;
        if tables == 0 {
            found(&writer, &layout).map_err(|error| failed(&place, "creating", error))?;
        }
        check_format(&writer, &layout, &place)?;
        upgrade(&writer, &layout).map_err(|error| failed(&place, "upgrading", error))?;
        set_up(&writer, &layout).map_err(opening)?;
        let reader = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(opening)?;
        let (writer, reader, path) = (Mutex::new(writer), Mutex::new(reader), path.to_owned());
        Ok(KeptFile {
            writer,
            reader,
            layout,
            path,
            place,
        })
    }

    /// Runs one transaction, durable on return.
    pub(crate) fn write<T>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Fault> {
        self.change(doing, |connection| work(connection).map(Ok))
    }

    /// Runs one transaction that may be refused, and then leaves everything as it was; durable on
    /// return.
    pub(crate) fn change<T>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<Result<T, FaultKind>>,
    ) -> Result<T, Fault> {
        let mut connection = lock(&self.writer);
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| self.failed(doing, error))?;
        let done = work(&transaction).map_err(|error| self.failed(doing, error))?;
        let done = done.map_err(|refused| self.fault(refused))?;
        transaction
            .commit()
            .map_err(|error| self.failed(doing, error))?;
        Ok(done)
    }

    /// Copies the whole write-ahead log into the file and empties it, so that what was deleted is
    /// in neither. Fails when another connection keeps reading.
    pub(crate) fn fold(&self) -> Result<(), Fault> {
        let doing = "folding the write-ahead log";
        let fold = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy: u32 = lock(&self.writer)
            .query_row(fold, [], |row| row.get(0))
            .map_err(|error| self.failed(doing, error))?;
        match busy {
            0 => Ok(()),
            _ => Err(self.fault(FaultKind::Io { doing })),
        }
    }

    /// Runs a query.
    pub(crate) fn read<T>(
        &self,
        doing: &'static str,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Fault> {
        query(&lock(&self.reader)).map_err(|error| self.failed(doing, error))
    }

    /// Copies the file as it is at this moment into one new file, while others go on writing.
    /// An existing file is not overwritten; after a failure there is none.
    pub(crate) fn backup(&self, to: &Path) -> Result<(), Fault> {
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
        let copied = self
            .copy(&draft)
            .map_err(|error| self.failed("backing up", error))
            .and_then(|()| publish(&draft, to).map_err(io));
        if copied.is_err() {
            // The first fault is the one to report; a leftover draft is removed next time.
            let _ = fs::remove_file(&draft);
        }
        copied
    }

    /// A fault of this file.
    pub(crate) fn fault(&self, kind: FaultKind) -> Fault {
        Fault::new(kind, self.place.as_str())
    }

    fn failed(&self, doing: &'static str, error: rusqlite::Error) -> Fault {
        failed(&self.place, doing, error)
    }

    fn copy(&self, draft: &Path) -> rusqlite::Result<()> {
        let source = connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut copy = Connection::open(draft)?;
        copy.execute_batch(self.layout.settings)?;
        // The open transaction holds the moment still: without it, each write would start the
        // copy over.
        let moment = source.unchecked_transaction()?;
        count_tables(&moment)?;
        copy_pages(&source, &mut copy)?;
        copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
        copy.close().map_err(|(_, error)| error)
    }
}

/// A column of numbers that are never negative.
pub(crate) fn number(row: &Row, index: usize) -> rusqlite::Result<u64> {
    let stored: i64 = row.get(index)?;
    u64::try_from(stored).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(index, stored))
}

/// Flushes a finished draft and gives it its name, durably: a crash leaves all or nothing.
pub(crate) fn publish(draft: &Path, to: &Path) -> io::Result<()> {
    File::open(draft)?.sync_all()?;
    fs::rename(draft, to)?;
    match to.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => File::open(parent)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}

/// Refuses what is over its limit.
pub(crate) fn check_size(what: &'static str, size: usize, limit: usize) -> Result<(), FaultKind> {
    let (size, limit) = (size as u64, limit as u64);
    match size > limit {
        true => Err(FaultKind::TooLarge { what, size, limit }),
        false => Ok(()),
    }
}

/// Refuses one more where so many are kept already.
pub(crate) fn check_room(what: &'static str, kept: u64, limit: u64) -> Result<(), FaultKind> {
    match kept >= limit {
        true => Err(FaultKind::TooLarge {
            what,
            size: kept + 1,
            limit,
        }),
        false => Ok(()),
    }
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(LOCK_WAIT)?;
    Ok(connection)
}

/// A panic of another holder cannot leave a connection in mid-transaction: dropping rolls back.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

fn count_tables(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
}

fn found(connection: &Connection, layout: &Layout) -> rusqlite::Result<()> {
    let transaction = connection.unchecked_transaction()?;
    transaction.execute_batch(layout.tables)?;
    transaction.pragma_update(None, "application_id", layout.application_id)?;
    transaction.pragma_update(None, "user_version", 1)?;
    transaction.commit()
}

/// Carries a file over to the newest format, all the way or not at all.
fn upgrade(connection: &Connection, layout: &Layout) -> rusqlite::Result<()> {
    let format = |connection: &Connection| {
        connection.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0))
    };
    if format(connection)? == layout.format() {
        return Ok(());
    }
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    // Another process may have carried it over in the meantime.
    let done = format(&transaction)?.max(1) as usize - 1;
    for step in layout.upgrades.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", layout.format())?;
    transaction.commit()
}

fn check_format(connection: &Connection, layout: &Layout, place: &str) -> Result<(), Fault> {
    let number = |pragma: &str| -> Result<i32, Fault> {
        connection
            .pragma_query_value(None, pragma, |row| row.get(0))
            .map_err(|error| failed(place, "reading the format", error))
    };
    let (application, format) = (number("application_id")?, number("user_version")?);
    let known = application == layout.application_id && (1..=layout.format()).contains(&format);
    match known {
        true => Ok(()),
        false => {
            let found = format!("application id {application:#010x}, format {format}");
            Err(Fault::new(
                FaultKind::WrongFormat {
                    expected: layout.name,
                    found,
                },
                place,
            ))
        }
    }
}

fn set_up(connection: &Connection, layout: &Layout) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(layout.settings)?;
    // What is found in the log may have come there by a write whose flush failed: it is copied
    // and flushed anew before anything is built upon it.
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}

fn copy_pages(source: &Connection, copy: &mut Connection) -> rusqlite::Result<()> {
    let backup = Backup::new(source, copy)?;
    loop {
        match backup.step(BACKUP_STEP_PAGES)? {
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

/// The fault that an error of SQLite stands for.
fn failed(place: &str, doing: &'static str, error: rusqlite::Error) -> Fault {
    use rusqlite::Error as E;
    let malformed = FaultKind::Damaged {
        how: "the SQLite file is malformed",
    };
    let kind = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => FaultKind::Full,
        Some(ErrorCode::NotADatabase) => FaultKind::WrongFormat {
            expected: "a kept SQLite file",
            found: "a file that is no SQLite database".to_owned(),
        },
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::Unknown) => malformed,
        Some(_) => FaultKind::Io { doing },
        None => match error {
            E::FromSqlConversionFailure(..)
            | E::IntegralValueOutOfRange(..)
            | E::InvalidColumnType(..)
            | E::Utf8Error(..) => malformed,
            _ => FaultKind::Io { doing },
        },
    };
    Fault::new(kind, place).because(error)
}
