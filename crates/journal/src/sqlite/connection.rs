//! A connection to a journal file: how it is opened, and what SQLite's errors mean here.

use crate::fault::{Fault, FaultKind};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// `KEPJ`: tells a journal from other SQLite files.
pub(super) const APPLICATION_ID: i32 = 0x4b45_504a;
/// The version of the tables.
pub(super) const FORMAT: i32 = 1;
/// Since this version SQLite's write-ahead log has no known way to lose a commit.
const SQLITE_VERSION_MIN: i32 = 3_051_003;

const PAGE_BYTES: u32 = 16 << 10;
/// After a long read has let it grow, the write-ahead log is cut back to this many bytes.
const LOG_BYTES_KEPT: u32 = 64 << 20;
/// How long to wait for a lock that another connection holds for a moment.
const LOCK_WAIT: Duration = Duration::from_secs(5);

/// A connection, and the file's name for faults.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) connection: Connection,
    place: String,
}

impl Database {
    /// A new, empty database.
    pub(super) fn create(path: &Path) -> Result<Database, Fault> {
        let database = Database::connect(path, OpenFlags::SQLITE_OPEN_CREATE)?;
        database.run("creating the journal", |connection| {
            connection.pragma_update(None, "page_size", PAGE_BYTES)
        })?;
        let tables: u32 = database.run("creating the journal", |connection| {
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        })?;
        if tables > 0 {
            return Err(database.fault(FaultKind::Exists));
        }
        database.prepare_to_write()?;
        Ok(database)
    }

    /// An existing journal, to be written.
    pub(super) fn open(path: &Path) -> Result<Database, Fault> {
        let database = Database::connect(path, OpenFlags::empty())?;
        database.check_format()?;
        database.prepare_to_write()?;
        Ok(database)
    }

    /// An existing journal, to be read while another connection may be writing.
    pub(super) fn open_to_read(path: &Path) -> Result<Database, Fault> {
        let database = Database::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        database.check_format()?;
        Ok(database)
    }

    /// Copies what it can of the write-ahead log into the database file, and flushes it.
    pub(super) fn fold(&self) -> Result<(), Fault> {
        self.checkpoint("PRAGMA wal_checkpoint(PASSIVE)")
            .map(|_| ())
    }

    /// Copies all of the write-ahead log into the database file, and flushes it.
    pub(super) fn fold_whole(&self) -> Result<(), Fault> {
        match self.checkpoint("PRAGMA wal_checkpoint(TRUNCATE)")? {
            0 => Ok(()),
            _ => Err(self.fault(FaultKind::Io {
                doing: "recovering, while a reader holds on,",
            })),
        }
    }

    /// Runs a statement; its errors become faults.
    pub(super) fn run<T>(
        &self,
        doing: &'static str,
        statement: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Fault> {
        statement(&self.connection).map_err(|error| self.failed(doing, error))
    }

    /// The fault that an error of SQLite stands for.
    pub(super) fn failed(&self, doing: &'static str, error: rusqlite::Error) -> Fault {
        failed(&self.place, doing, error)
    }

    /// A fault of this file.
    pub(super) fn fault(&self, kind: FaultKind) -> Fault {
        Fault::new(kind, self.place.as_str())
    }

    /// The file's name in faults.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Database, Fault> {
        let place = path.display().to_string();
        if rusqlite::version_number() < SQLITE_VERSION_MIN {
            let kind = FaultKind::OldSqlite {
                found: rusqlite::version(),
            };
            return Err(Fault::new(kind, place));
        }
        let mode = match flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) {
            true => OpenFlags::empty(),
            false => OpenFlags::SQLITE_OPEN_READ_WRITE,
        };
        let flags = flags | mode | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)
            .and_then(|connection| connection.busy_timeout(LOCK_WAIT).map(|()| connection))
            .map_err(|error| failed(&place, "opening the journal", error))?;
        Ok(Database { connection, place })
    }

    fn check_format(&self) -> Result<(), Fault> {
        let number = |pragma: &str| -> Result<i32, Fault> {
            self.run("reading the format of the journal", |connection| {
                connection.pragma_query_value(None, pragma, |row| row.get(0))
            })
        };
        let (application, format) = (number("application_id")?, number("user_version")?);
        if (application, format) != (APPLICATION_ID, FORMAT) {
            let found = format!("application id {application:#010x}, format {format}");
            return Err(self.fault(FaultKind::NotAJournal { found }));
        }
        // Nothing is ever deleted, so that a free page can only be damage; SQLite would write
        // the next record over whatever the damaged list points to.
        match number("freelist_count")? {
            0 => Ok(()),
            count => Err(Fault::damaged(
                format!("{count} pages are listed as free"),
                self.place(),
            )),
        }
    }

    fn prepare_to_write(&self) -> Result<(), Fault> {
        let mode: String = self.run("entering write-ahead mode", |connection| {
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))
        })?;
        if mode != "wal" {
            return Err(self.fault(FaultKind::Io {
                doing: "entering write-ahead mode",
            }));
        }
        self.run("setting up the connection", |connection| {
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.pragma_update(None, "wal_autocheckpoint", 0)?;
            connection.pragma_update(None, "journal_size_limit", LOG_BYTES_KEPT)
        })
    }

    /// Answers 1 when another connection kept the checkpoint from being complete.
    fn checkpoint(&self, pragma: &str) -> Result<u32, Fault> {
        self.run("folding the write-ahead log", |connection| {
            connection.query_row(pragma, [], |row| row.get(0))
        })
    }
}

/// The fault that an error of SQLite stands for.
fn failed(place: &str, doing: &'static str, error: rusqlite::Error) -> Fault {
    use rusqlite::Error as E;
    let kind = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => FaultKind::Full,
        Some(ErrorCode::NotADatabase) => FaultKind::NotAJournal {
            found: "a file that is no SQLite database".to_owned(),
        },
        // A statement that SQLite does not understand: the tables are not the journal's.
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::Unknown) => malformed(),
        Some(_) => FaultKind::Io { doing },
        None => match error {
            E::FromSqlConversionFailure(..)
            | E::IntegralValueOutOfRange(..)
            | E::InvalidColumnType(..)
            | E::Utf8Error(..)
            | E::QueryReturnedNoRows => malformed(),
            _ => FaultKind::Io { doing },
        },
    };
    Fault::new(kind, place).because(error)
}

fn malformed() -> FaultKind {
    FaultKind::Damaged {
        how: "the SQLite file is malformed".to_owned(),
    }
}
