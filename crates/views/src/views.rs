//! The writing side: opens `views.db`, folds batches into it, and builds it anew when it must.

use crate::fault::Fault;
use crate::fold::{Codes, Fold};
use crate::reader::{Progress, Reader};
use crate::row::{Columns, signed};
use crate::schema::{APPLICATION_ID, TABLES, VERSION};
use engine::Batch;
use journal::{Hash, Record};
use rusqlite::{Connection, params};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use vocab::{ContentHash, Instant};

/// The most journal records that one transaction folds.
pub const RECORDS_MAX: usize = 256;

/// Prepared statements that the writer keeps: all of them.
const STATEMENTS_MAX: usize = 128;
/// The page cache, in KiB.
const CACHE_KIB: i32 = 64 * 1024;
/// Pages of the write-ahead log after which it is copied into the file: 32 MiB.
const CHECKPOINT_PAGES: i32 = 8_192;
/// How long to wait for a reader of another program.
const LOCK_WAIT: Duration = Duration::from_secs(10);

/// The views of one data directory; there is one at a time.
pub struct Views {
    connection: Connection,
    path: PathBuf,
    folded: Folded,
    progress: Arc<Progress>,
    codes: Codes,
    /// True when the journal was seen to be the one that was folded.
    same_history: bool,
}

/// How far the fold has come, as the table `progress` tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Folded {
    seq: u64,
    at: Option<Instant>,
    /// Hash of that record, when it came with one.
    hash: Option<Hash>,
}

impl Views {
    /// Opens the views in a file, or makes an empty one: when there is none, when it is of another
    /// version, and when it is damaged. What is missing is folded by [`Views::catch_up`].
    ///
    /// # Errors
    /// When the directory can't be written.
    pub fn open(path: &Path) -> Result<Views, Fault> {
        let (connection, folded) = match open_existing(path) {
            Ok(Some(opened)) => opened,
            Ok(None) => create(path)?,
            Err(fault) if fault.calls_for_rebuild() => create(path)?,
            Err(fault) => return Err(fault),
        };
        let progress = Arc::new(Progress::default());
        progress.set(folded.seq);
        Ok(Views {
            connection,
            path: path.to_owned(),
            folded,
            progress,
            codes: Codes::default(),
            same_history: false,
        })
    }

    /// A reader of these views.
    pub fn reader(&self) -> Reader {
        Reader::new(&self.path, Arc::clone(&self.progress))
    }

    /// The last folded journal record; 0 while there is none.
    pub fn seq(&self) -> u64 {
        self.folded.seq
    }

    /// Folds one batch, which stands in journal record `seq`. A batch that was folded before
    /// changes nothing.
    ///
    /// # Errors
    /// When it does not follow the last one, does not fit what was folded, or the file fails;
    /// nothing is changed then.
    pub fn fold(&mut self, seq: u64, batch: &Batch) -> Result<(), Fault> {
        if seq <= self.folded.seq {
            return Ok(());
        }
        self.transact(|fold| {
            fold.batch(seq, batch)?;
            Ok(Folded {
                seq,
                at: Some(batch.moment.at),
                hash: None,
            })
        })
    }

    /// Folds what the journal has up to record `up_to`, many records in one transaction; the last
    /// record that is folded then. A journal with another history than was folded, such as an
    /// older backup, is folded from its first record.
    ///
    /// # Errors
    /// As [`Views::fold`], and when the journal can't be read.
    pub fn catch_up(&mut self, journal: &journal::Reader, up_to: u64) -> Result<u64, Fault> {
        if !self.same_history && !self.is_of(journal)? {
            self.clear()?;
        }
        self.same_history = true;
        while self.folded.seq < up_to {
            let left = usize::try_from(up_to - self.folded.seq).unwrap_or(RECORDS_MAX);
            let records = journal.read(self.folded.seq + 1, left.min(RECORDS_MAX))?;
            let Some(last) = records.last() else {
                break;
            };
            let folded = Folded {
                seq: last.seq,
                at: Some(last.at),
                hash: Some(last.hash()),
            };
            self.transact(|fold| {
                for record in &records {
                    fold.batch(record.seq, &decode(record)?)?;
                }
                Ok(folded)
            })?;
        }
        Ok(self.folded.seq)
    }

    /// Throws everything away and folds the whole journal; the last record that is folded then.
    ///
    /// # Errors
    /// As [`Views::catch_up`].
    pub fn rebuild(&mut self, journal: &journal::Reader) -> Result<u64, Fault> {
        self.clear()?;
        self.same_history = true;
        self.catch_up(journal, journal.head()?.seq)
    }

    /// True when the last folded record stands in this journal just so.
    fn is_of(&self, journal: &journal::Reader) -> Result<bool, Fault> {
        let Folded { seq, hash, .. } = self.folded;
        if seq == 0 {
            return Ok(true);
        }
        let record = journal.read(seq, 1)?;
        Ok(record
            .first()
            .is_some_and(|record| Some(record.hash()) == hash))
    }

    /// Makes the file anew and empty.
    fn clear(&mut self) -> Result<(), Fault> {
        let (connection, folded) = create(&self.path)?;
        self.connection = connection;
        self.folded = folded;
        self.codes = Codes::default();
        self.progress.start_over();
        Ok(())
    }

    fn transact(
        &mut self,
        work: impl FnOnce(&mut Fold<'_>) -> Result<Folded, Fault>,
    ) -> Result<(), Fault> {
        let transaction = self.connection.transaction()?;
        let mut fold = Fold::new(&transaction, &mut self.codes, self.folded.seq);
        let folded = match work(&mut fold).and_then(|folded| fold.finish().map(|()| folded)) {
            Ok(folded) => folded,
            Err(fault) => {
                // What the failed transaction wrote is gone, and so must what was learnt of it.
                self.codes = Codes::default();
                return Err(fault);
            }
        };
        transaction
            .prepare_cached("UPDATE progress SET seq = ?1, at = ?2, hash = ?3")?
            .execute(params![
                signed(folded.seq),
                folded.at.map(|at| at.0),
                folded.hash.map(|hash| hash.0)
            ])?;
        transaction.commit()?;
        self.folded = folded;
        self.progress.set(folded.seq);
        Ok(())
    }
}

fn decode(record: &Record) -> Result<Batch, Fault> {
    let unreadable = |how| Fault::Unreadable {
        seq: record.seq,
        how,
    };
    Batch::of(record).map_err(unreadable)
}

/// The file if it is there and of this version.
fn open_existing(path: &Path) -> Result<Option<(Connection, Folded)>, Fault> {
    if !path.exists() {
        return Ok(None);
    }
    let opening = "opening";
    let connection = Connection::open(path).map_err(Fault::database(opening))?;
    let version = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
    let read = || -> rusqlite::Result<Option<Folded>> {
        if (version("application_id")?, version("user_version")?) != (APPLICATION_ID, VERSION) {
            return Ok(None);
        }
        set_up(&connection)?;
        let row = connection.query_row("SELECT seq, at, hash FROM progress", [], |row| {
            Ok(Folded {
                seq: row.number(0)?,
                at: row.get::<_, Option<i64>>(1)?.map(Instant),
                hash: row.get::<_, Option<[u8; 32]>>(2)?.map(ContentHash),
            })
        });
        row.map(Some)
    };
    let folded = read().map_err(Fault::database(opening))?;
    Ok(folded.map(|folded| (connection, folded)))
}

fn create(path: &Path) -> Result<(Connection, Folded), Fault> {
    for suffix in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(suffix);
        match std::fs::remove_file(&file) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(cause) => {
                return Err(Fault::File {
                    path: file.into(),
                    cause,
                });
            }
        }
    }
    let make = || -> rusqlite::Result<Connection> {
        let connection = Connection::open(path)?;
        set_up(&connection)?;
        connection.execute_batch(&format!(
            "BEGIN; {TABLES}
             INSERT INTO progress (one, seq, currency) VALUES (1, 0, '{}');
             PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}; COMMIT;",
            book::Policy::default().currency
        ))?;
        Ok(connection)
    };
    let connection = make().map_err(Fault::database("creating"))?;
    Ok((connection, Folded::default()))
}

/// Losing the last transactions with the power is harmless: they are folded again.
fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(LOCK_WAIT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "temp_store", "MEMORY")
}
