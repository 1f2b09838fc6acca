//! The two tables of a journal file: see `FORMAT.md`, section 2.

use super::READ_BYTES_MAX;
use super::connection::{APPLICATION_ID, Database, FORMAT};
use crate::chain::Chain;
use crate::fault::{Fault, FaultKind};
use crate::record::{BookId, Hash, Head, Record};
use rusqlite::{OptionalExtension, Row, params};
use vocab::{ContentHash, Instant};

const TABLES: &str = "
CREATE TABLE journal (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  book BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  seal BLOB NOT NULL
) STRICT;
CREATE TABLE record (
  seq INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL,
  previous BLOB NOT NULL,
  schema INTEGER NOT NULL,
  build TEXT NOT NULL,
  at INTEGER NOT NULL,
  state BLOB,
  hash BLOB NOT NULL,
  payload BLOB NOT NULL
) STRICT;
";

/// The epoch and the number are checked by the statement that inserts: no gap between the two.
const APPEND: &str = "
INSERT INTO record (seq, epoch, previous, schema, build, at, state, hash, payload)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM journal
WHERE epoch = ?2 AND (SELECT coalesce(max(seq), 0) FROM record) = ?1 - 1";

const READ: &str = "
SELECT seq, epoch, previous, schema, build, at, state, hash, payload
FROM record WHERE seq >= ?1 ORDER BY seq LIMIT ?2";

/// Lays out an empty database as the journal of a book.
pub(super) fn create(database: &Database, book: BookId) -> Result<(), Fault> {
    database.run("creating the journal", |connection| {
        let transaction = connection.unchecked_transaction()?;
        transaction.execute_batch(TABLES)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", FORMAT)?;
        transaction.execute(
            "INSERT INTO journal (one, book, epoch, seal) VALUES (1, ?1, 0, ?2)",
            params![book.0, seal(book, 0)],
        )?;
        transaction.commit()
    })
}

/// Where the log ends; the last record is verified.
pub(super) fn head(database: &Database) -> Result<Head, Fault> {
    let (book, epoch) = leadership(database)?;
    let last = database.run("reading the head", |connection| {
        connection.query_row("SELECT coalesce(max(seq), 0) FROM record", [], |row| {
            number(row, 0)
        })
    })?;
    let hash = match read(database, book, last.max(1), 1)?.pop() {
        Some(record) => record.hash(),
        None => book.genesis(),
    };
    Ok(Head {
        book,
        seq: last,
        hash,
        epoch,
    })
}

/// Adds a record, whose hash is given. The transaction is durable on return.
pub(super) fn append(database: &Database, record: &Record, hash: Hash) -> Result<(), Fault> {
    let inserted = insert(database, record, hash).map_err(|error| {
        let mut fault = database.failed("appending", error);
        if matches!(fault.kind, FaultKind::Io { .. }) {
            fault.kind = FaultKind::UnknownOutcome;
        }
        fault.at(record.seq)
    })?;
    match inserted {
        1 => Ok(()),
        _ => Err(refused(database, record)?),
    }
}

/// Writes the epoch that may append from now on.
pub(super) fn fence(database: &Database, book: BookId, epoch: u64) -> Result<(), Fault> {
    let changed = database.run("taking the leadership", |connection| {
        connection.execute(
            "UPDATE journal SET epoch = ?1, seal = ?2 WHERE epoch < ?1",
            params![epoch as i64, seal(book, epoch)],
        )
    })?;
    match changed {
        1 => Ok(()),
        _ => {
            let (_, current) = leadership(database)?;
            Err(database.fault(FaultKind::Fenced {
                current,
                offered: epoch,
            }))
        }
    }
}

/// Up to `limit` records from number `from` (at least 1) on, verified.
pub(super) fn read(
    database: &Database,
    book: BookId,
    from: u64,
    limit: usize,
) -> Result<Vec<Record>, Fault> {
    let failed = |error| database.failed("reading records", error).at(from);
    let Some(previous) = before(database, book, from)? else {
        return Ok(Vec::new());
    };
    let mut chain = Chain::after(previous, database.place());
    let (mut records, mut bytes) = (Vec::new(), 0);
    let mut statement = database.connection.prepare_cached(READ).map_err(failed)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement
        .query(params![from as i64, limit])
        .map_err(failed)?;
    while bytes < READ_BYTES_MAX {
        let next = chain.next_seq();
        let failed = |error| failed(error).at(next);
        let Some(row) = rows.next().map_err(failed)? else {
            break;
        };
        let (record, hash) = decode(row, book).map_err(failed)?;
        chain.take(&record, hash)?;
        bytes += record.payload.len();
        records.push(record);
    }
    Ok(records)
}

/// The hash stored beside a record, if there is one.
pub(super) fn hash_of(database: &Database, seq: u64) -> Result<Option<Hash>, Fault> {
    Ok(link(database, seq)?.map(|(hash, _)| hash))
}

/// The book, and the epoch that may append.
pub(super) fn leadership(database: &Database) -> Result<(BookId, u64), Fault> {
    let (book, epoch, stored): ([u8; 16], u64, [u8; 32]) =
        database.run("reading the leadership", |connection| {
            let row = "SELECT book, epoch, seal FROM journal";
            connection.query_row(row, [], |row| {
                Ok((row.get(0)?, number(row, 1)?, row.get(2)?))
            })
        })?;
    match stored == seal(BookId(book), epoch) {
        true => Ok((BookId(book), epoch)),
        false => Err(Fault::damaged(
            "book and epoch do not match their seal",
            database.place(),
        )),
    }
}

fn insert(database: &Database, record: &Record, hash: Hash) -> rusqlite::Result<usize> {
    database.connection.prepare_cached(APPEND)?.execute(params![
        record.seq as i64,
        record.epoch as i64,
        record.previous.0,
        record.schema,
        record.build,
        record.at.0,
        record.state.map(|state| state.0),
        hash.0,
        record.payload,
    ])
}

/// Why an append was turned down inside its transaction.
fn refused(database: &Database, record: &Record) -> Result<Fault, Fault> {
    let (_, current) = leadership(database)?;
    let kind = match current == record.epoch {
        false => FaultKind::Fenced {
            current,
            offered: record.epoch,
        },
        true => FaultKind::OutOfOrder {
            expected: head(database)?.seq + 1,
        },
    };
    Ok(database.fault(kind).at(record.seq))
}

/// What a record numbered `from` must link to; none when that record is not there.
fn before(database: &Database, book: BookId, from: u64) -> Result<Option<Head>, Fault> {
    let genesis = Head::genesis(book);
    match from - 1 {
        0 => Ok(Some(genesis)),
        seq => {
            let link = link(database, seq)?;
            Ok(link.map(|(hash, epoch)| Head {
                seq,
                hash,
                epoch,
                ..genesis
            }))
        }
    }
}

fn link(database: &Database, seq: u64) -> Result<Option<(Hash, u64)>, Fault> {
    let Ok(seq) = i64::try_from(seq) else {
        return Ok(None);
    };
    let row = database.run("reading a record's hash", |connection| {
        let mut statement =
            connection.prepare_cached("SELECT hash, epoch FROM record WHERE seq = ?1")?;
        statement
            .query_row([seq], |row| Ok((ContentHash(row.get(0)?), number(row, 1)?)))
            .optional()
    });
    row.map_err(|fault| fault.at(seq as u64))
}

fn decode(row: &Row, book: BookId) -> rusqlite::Result<(Record, Hash)> {
    let state: Option<[u8; 32]> = row.get(6)?;
    let record = Record {
        book,
        seq: number(row, 0)?,
        epoch: number(row, 1)?,
        previous: ContentHash(row.get(2)?),
        schema: row.get(3)?,
        build: row.get(4)?,
        at: Instant(row.get(5)?),
        state: state.map(ContentHash),
        payload: row.get(8)?,
    };
    Ok((record, ContentHash(row.get(7)?)))
}

/// A number that SQLite keeps as a signed one; numbers over [`crate::NUMBER_MAX`] are never written.
fn number(row: &Row, index: usize) -> rusqlite::Result<u64> {
    let stored: i64 = row.get(index)?;
    u64::try_from(stored).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(index, stored))
}

/// What shows that book and epoch are as written.
fn seal(book: BookId, epoch: u64) -> [u8; 32] {
    blake3::hash(&[&book.0[..], &epoch.to_le_bytes()].concat()).into()
}
