//! The writing side: opens `views.db`, folds batches into it, and builds it anew when it must.

use crate::ahead::Ahead;
use crate::fault::Fault;
use crate::fold::{Codes, Fold};
use crate::reader::{Progress, Reader};
use crate::row::{Columns, signed};
use crate::schema::{APPLICATION_ID, TABLES, VERSION};
use engine::Batch;
use journal::{Hash, Record};
use rusqlite::{Connection, params};
use std::io::ErrorKind;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant as Clock};
use vocab::{ContentHash, Instant};

/// Events after which a transaction ends with the record: the memory of a transaction stays small,
/// and what the search index writes at its end pays.
const EVENTS_AT_ONCE: usize = 65_536;
/// Batches that are decoded while the ones before them are folded.
const BATCHES_AHEAD: usize = 2;
/// Bytes of new words that the search index gathers before it sorts and writes them: more than a
/// transaction has, so that each writes them once.
const SEARCH_BYTES: usize = 16 << 20;
/// Prepared statements that the writer keeps: all of them.
const STATEMENTS_MAX: usize = 128;
/// The page cache, in KiB.
const CACHE_KIB: i32 = 64 * 1024;
/// Pages of the write-ahead log after which it is copied into the file: 64 MiB. Pages that several
/// transactions change are copied once.
const CHECKPOINT_PAGES: i32 = 16_384;
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
pub(crate) struct Folded {
    seq: u64,
    at: Option<Instant>,
    /// Hash of that record, when it came with one.
    hash: Option<Hash>,
}

impl Folded {
    /// What is folded with this record.
    pub(crate) fn to(record: &Record) -> Folded {
        Folded {
            seq: record.seq,
            at: Some(record.at),
            hash: Some(record.hash()),
        }
    }
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

    /// Folds what the journal has up to record `up_to`; the last record that is folded then. A
    /// journal with another history than was folded, such as an older backup, is folded from its
    /// first record.
    ///
    /// # Errors
    /// As [`Views::fold`], and when the journal can't be read.
    pub fn catch_up(&mut self, journal: &journal::Reader, up_to: u64) -> Result<u64, Fault> {
        self.start_over_unless_of(journal)?;
        let mut ahead = Ahead::of(journal, self.folded.seq, up_to);
        let read = std::thread::scope(|scope| {
            let (decoded, batches) = sync_channel(BATCHES_AHEAD);
            let folding = scope.spawn(|| self.fold_all(batches));
            let read = send_all(&mut ahead, decoded);
            let folded = folding.join();
            folded.unwrap_or_else(|panic| resume_unwind(panic))?;
            read
        });
        read.map(|()| self.folded.seq)
    }

    /// Folds what comes, in transactions.
    fn fold_all(&mut self, batches: Receiver<(Folded, Batch)>) -> Result<(), Fault> {
        while self.fold_some(|| Ok(batches.recv().ok()), None)? {}
        Ok(())
    }

    /// Folds what the journal has up to record `up_to` in one transaction, but ends with the record
    /// that takes it beyond `until`, or that is enough for a transaction.
    ///
    /// # Errors
    /// As [`Views::catch_up`].
    pub(crate) fn catch_up_until(
        &mut self,
        journal: &journal::Reader,
        up_to: u64,
        until: Clock,
    ) -> Result<(), Fault> {
        self.start_over_unless_of(journal)?;
        let mut ahead = Ahead::of(journal, self.folded.seq, up_to);
        self.fold_some(|| ahead.next(), Some(until)).map(drop)
    }

    /// Folds one transaction of what `next` gives; false when that was nothing.
    fn fold_some(
        &mut self,
        mut next: impl FnMut() -> Result<Option<(Folded, Batch)>, Fault>,
        until: Option<Clock>,
    ) -> Result<bool, Fault> {
        let is_late = || until.is_some_and(|until| Clock::now() >= until);
        let mut given = next()?;
        if given.is_none() {
            return Ok(false);
        }
        let mut folded = self.folded;
        self.transact(|fold| {
            while let Some((to, batch)) = given.take() {
                fold.batch(to.seq, &batch)?;
                folded = to;
                if fold.events() < EVENTS_AT_ONCE && !is_late() {
                    given = next()?;
                }
            }
            Ok(folded)
        })?;
        Ok(true)
    }

    fn start_over_unless_of(&mut self, journal: &journal::Reader) -> Result<(), Fault> {
        if !self.same_history && !self.is_of(journal)? {
            self.clear()?;
        }
        self.same_history = true;
        Ok(())
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

/// Sends every batch to whoever folds them, until that fails.
fn send_all(ahead: &mut Ahead<'_>, to: SyncSender<(Folded, Batch)>) -> Result<(), Fault> {
    while let Some(batch) = ahead.next()? {
        if to.send(batch).is_err() {
            break;
        }
    }
    Ok(())
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
             INSERT INTO order_search (order_search, rank) VALUES ('hashsize', {SEARCH_BYTES});
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
