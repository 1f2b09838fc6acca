//! The queue: messages are asked for, written, sent or given up, and listed.

use super::message::{
    AskedMessage, OutboxFilter, OutboxMessage, OutboxSettled, OutboxState, OutboxTrouble,
    WrittenMessage,
};
use super::{Outbox, last_said, move_on};
use crate::fault::{Fault, FaultKind};
use crate::file::{check_size, number};
use crate::webhooks::{FeedPlace, cut};
use rusqlite::{Connection, OptionalExtension, Row, params};
use vocab::{ContentHash, Instant};

/// Messages that wait at most; more are refused, and asked for later.
pub const OUTBOX_WAITING_MAX: u64 = 10_000;
/// Messages that were sent or given up; beyond it the oldest is forgotten.
pub const OUTBOX_ENDED_MAX: u64 = 100_000;
/// Orders of which it is known what a recipient was told last; beyond it the oldest is forgotten.
pub const OUTBOX_TOLD_MAX: u64 = 1_000_000;
/// Largest message, in bytes.
pub const OUTBOX_CONTENT_BYTES_MAX: usize = 16 << 20;
/// Messages that one call of [`Outbox::messages`] or [`Outbox::due`] returns at most.
pub const OUTBOX_PAGE_MAX: usize = 201;
/// Longest sentence about a message, in bytes; what is longer is cut.
const TOLD_BYTES_MAX: usize = 1_000;

/// The columns of a message, in the order that [`stored`] reads them.
const COLUMNS: &str = "number, recipient, kind, of_order, subject, seq, nth, again, asked_at, state, \
                       tried, due_at, ended_at, told, file";

impl Outbox {
    /// How many messages wait.
    pub fn waiting(&self) -> Result<u64, Fault> {
        self.file.read("counting messages", waiting)
    }

    /// Stores messages, due now, and that the feed was read as far as `to`, in one step. Of what is to
    /// be told as it is then, one message waits at a time.
    ///
    /// # Errors
    /// [`FaultKind::TooLarge`] where more than [`OUTBOX_WAITING_MAX`] would wait.
    pub fn ask(&self, asked: &[AskedMessage], to: FeedPlace, now: Instant) -> Result<(), Fault> {
        self.file.change("storing messages", |connection| {
            for one in asked {
                insert(connection, one, false, now)?;
            }
            let (what, wait) = ("the number of waiting messages", waiting(connection)?);
            if let Err(full) = check_size(what, wait as usize, OUTBOX_WAITING_MAX as usize) {
                return Ok(Err(full));
            }
            move_on(connection, to)?;
            Ok(Ok(()))
        })
    }

    /// Up to `limit` (at most [`OUTBOX_PAGE_MAX`]) messages that are to be sent now, the oldest first. A
    /// message waits for those to the same recipient that were asked for before it.
    pub fn due(&self, now: Instant, limit: usize) -> Result<Vec<OutboxMessage>, Fault> {
        let limit = limit.min(OUTBOX_PAGE_MAX) as i64;
        self.file.read("reading messages", |connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM message WHERE state = 'waiting' AND due_at <= ?1
                       AND NOT EXISTS (SELECT 1 FROM message AS before
                         WHERE before.recipient = message.recipient AND before.state = 'waiting'
                           AND before.number < message.number AND before.due_at > ?1)
                     ORDER BY number LIMIT ?2"
                ))?
                .query_map(params![now.0, limit], stored)?
                .collect()
        })
    }

    /// What a message says; none before it is written and when it has ended.
    pub fn content(&self, number: u64) -> Result<Option<WrittenMessage>, Fault> {
        let row = self.file.read("reading a message", |connection| {
            connection
                .prepare_cached(
                    "SELECT kind, file, content, said, told FROM message
                     WHERE number = ?1 AND content IS NOT NULL",
                )?
                .query_row([number as i64], |row| {
                    let said: Option<[u8; 32]> = row.get(3)?;
                    Ok(WrittenMessage {
                        kind: row.get(0)?,
                        file: row.get(1)?,
                        content: row.get(2)?,
                        said: said.map(ContentHash),
                        told: row.get(4)?,
                    })
                })
                .optional()
        })?;
        row.map(|row| self.opened(number, row)).transpose()
    }

    /// Keeps what a message says until it is sent.
    ///
    /// # Errors
    /// [`FaultKind::TooLarge`] where it is.
    pub fn write(&self, number: u64, written: &WrittenMessage) -> Result<(), Fault> {
        let size = written.content.len();
        let checked = check_size("a message", size, OUTBOX_CONTENT_BYTES_MAX);
        checked.map_err(|kind| self.file.fault(kind))?;
        let bound = bound(number, &written.file);
        let sealed = self.key.seal(&bound, &written.content);
        let sealed =
            sealed.map_err(|error| self.file.fault(FaultKind::NoRandomness).because(error))?;
        self.file.write("storing a message", |connection| {
            let update =
                "UPDATE message SET kind = ?2, file = ?3, content = ?4, said = ?5, told = ?6
                          WHERE number = ?1";
            let said = written.said.map(|said| said.0);
            let (kind, file, told) = (
                written.kind,
                &written.file,
                cut(&written.told, TOLD_BYTES_MAX),
            );
            let row = params![number as i64, kind, file, sealed, said, told];
            connection.execute(update, row).map(drop)
        })
    }

    /// What tells apart what a recipient was told of something last, if it was.
    pub fn told(&self, recipient: &str, subject: &str) -> Result<Option<ContentHash>, Fault> {
        let said = self.file.read("reading what was told", |connection| {
            last_said(connection, recipient, subject)
        });
        Ok(said?.map(ContentHash))
    }

    /// Records a try. What was sent or given up is not kept, only that it was.
    pub fn settle(&self, number: u64, settled: &OutboxSettled, now: Instant) -> Result<(), Fault> {
        let number = number as i64;
        self.file.write("recording a message", |connection| {
            let end = |state: OutboxState, told: Option<&str>| {
                let update = "UPDATE message SET state = ?2, tried = tried + 1, ended_at = ?3,
                                told = coalesce(?4, told), due_at = NULL, content = NULL
                              WHERE number = ?1";
                connection.execute(update, params![number, state, now.0, told])
            };
            match settled {
                OutboxSettled::Nothing => {
                    connection.execute("DELETE FROM message WHERE number = ?1", [number])?;
                }
                OutboxSettled::Again(due, why) => {
                    let update = "UPDATE message SET tried = tried + 1, due_at = ?2, told = ?3
                                  WHERE number = ?1";
                    connection.execute(update, params![number, due.0, cut(why, TOLD_BYTES_MAX)])?;
                }
                OutboxSettled::Sent => {
                    end(OutboxState::Sent, None)?;
                    note_told(connection, number)?;
                    forget_oldest(connection)?;
                }
                OutboxSettled::Dead(why) => {
                    end(OutboxState::Dead, Some(cut(why, TOLD_BYTES_MAX)))?;
                    forget_oldest(connection)?;
                }
            }
            Ok(())
        })
    }

    /// Has a message that has ended sent again, as a new one: the number of the new one. One that was
    /// given up makes room for it. `None` when there is no such message, or it waits.
    pub fn again(&self, number: u64, now: Instant) -> Result<Option<u64>, Fault> {
        self.file.write("sending a message again", |connection| {
            let ended = found(connection, number)?;
            let ended = ended.filter(|message| message.state != OutboxState::Waiting);
            let Some(message) = ended else {
                return Ok(None);
            };
            if message.state == OutboxState::Dead {
                connection.execute("DELETE FROM message WHERE number = ?1", [number as i64])?;
            }
            insert(connection, &message.asked, true, now)?;
            Ok(u64::try_from(connection.last_insert_rowid()).ok())
        })
    }

    /// Forgets a message that was given up; false when there is none.
    pub fn dismiss(&self, number: u64) -> Result<bool, Fault> {
        let removed = self.file.write("forgetting a message", |connection| {
            let dead = "DELETE FROM message WHERE number = ?1 AND state = 'dead'";
            connection.execute(dead, [number as i64])
        });
        Ok(removed? > 0)
    }

    /// The message with this number.
    pub fn message(&self, number: u64) -> Result<Option<OutboxMessage>, Fault> {
        self.file
            .read("reading a message", |connection| found(connection, number))
    }

    /// Up to `limit` (at most [`OUTBOX_PAGE_MAX`]) messages before a number, the latest first.
    pub fn messages(
        &self,
        filter: &OutboxFilter,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<OutboxMessage>, Fault> {
        let limit = limit.min(OUTBOX_PAGE_MAX) as i64;
        let before = before.and_then(|number| i64::try_from(number).ok());
        let before = before.unwrap_or(i64::MAX);
        self.file.read("listing messages", |connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM message WHERE number < ?1
                       AND (?2 IS NULL OR recipient = ?2) AND (?3 IS NULL OR of_order = ?3)
                       AND (?4 IS NULL OR state = ?4)
                     ORDER BY number DESC LIMIT ?5"
                ))?
                .query_map(
                    params![before, filter.recipient, filter.order, filter.state, limit],
                    stored,
                )?
                .collect()
        })
    }

    /// What keeps messages from being sent; none where nothing does.
    pub fn trouble(&self) -> Result<Option<OutboxTrouble>, Fault> {
        self.file.read("looking for trouble", |connection| {
            let count = |condition: &str| {
                let sql = format!("SELECT count(*) FROM message WHERE {condition}");
                connection.query_row(&sql, [], |row| number(row, 0))
            };
            let (dead, failing) = (count("state = 'dead'")?, count(FAILING)?);
            if dead + failing == 0 {
                return Ok(None);
            }
            let last = format!(
                "SELECT told FROM message WHERE state = 'dead' OR ({FAILING})
                 ORDER BY number DESC LIMIT 1"
            );
            let told = connection.query_row(&last, [], |row| row.get(0))?;
            Ok(Some(OutboxTrouble {
                dead,
                failing,
                told,
            }))
        })
    }

    /// Decrypts every message that waits.
    pub(super) fn verify_messages(&self) -> Result<(), Fault> {
        let numbers: Vec<i64> = self.file.read("listing messages", |connection| {
            connection
                .prepare("SELECT number FROM message WHERE content IS NOT NULL")?
                .query_map([], |row| row.get(0))?
                .collect()
        })?;
        let numbers = numbers
            .into_iter()
            .filter_map(|one| u64::try_from(one).ok());
        for number in numbers {
            self.content(number)?;
        }
        Ok(())
    }

    fn opened(&self, number: u64, row: WrittenMessage) -> Result<WrittenMessage, Fault> {
        let opened = self.key.open(&bound(number, &row.file), &row.content);
        let damaged = || {
            let how = "the message does not open with the vault's key";
            let fault = self.file.fault(FaultKind::Damaged { how });
            fault.of(format!("message {number}"))
        };
        let content = opened.ok_or_else(damaged)?;
        Ok(WrittenMessage { content, ..row })
    }
}

/// Messages that wait although they were tried.
const FAILING: &str = "state = 'waiting' AND tried > 0";

/// What a message is bound to: its number and the name of its file.
fn bound(number: u64, file: &str) -> Vec<u8> {
    format!("kept outbox 1 message {number} {file}").into_bytes()
}

fn waiting(connection: &Connection) -> rusqlite::Result<u64> {
    let count = "SELECT count(*) FROM message WHERE state = 'waiting'";
    connection.query_row(count, [], |row| number(row, 0))
}

fn insert(
    connection: &Connection,
    asked: &AskedMessage,
    again: bool,
    now: Instant,
) -> rusqlite::Result<()> {
    // What is not written yet will say how things are then.
    let inserted = connection
        .prepare_cached(
            "INSERT INTO message
               (recipient, kind, of_order, subject, seq, nth, again, asked_at, state, tried, due_at, told)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'waiting', 0, ?8, ''
             WHERE ?7 OR NOT EXISTS (SELECT 1 FROM message WHERE state = 'waiting'
               AND recipient = ?1 AND kind = ?2 AND subject = ?4 AND content IS NULL)",
        )?
        .execute(params![
            asked.recipient,
            asked.kind,
            asked.order,
            asked.subject,
            asked.event.seq as i64,
            asked.event.nth,
            again,
            now.0
        ]);
    inserted.map(drop)
}

/// Notes what a message that was sent said, where that matters.
fn note_told(connection: &Connection, number: i64) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT OR REPLACE INTO told (recipient, subject, said)
         SELECT recipient, subject, said FROM message WHERE number = ?1 AND said IS NOT NULL",
        [number],
    )?;
    let forgotten = connection.execute(
        "DELETE FROM told WHERE nth <= (SELECT max(nth) FROM told) - ?1",
        [OUTBOX_TOLD_MAX as i64],
    );
    forgotten.map(drop)
}

fn forget_oldest(connection: &Connection) -> rusqlite::Result<()> {
    let forgotten = connection.execute(
        "DELETE FROM message WHERE state <> 'waiting'
           AND number <= (SELECT max(number) FROM message) - ?1",
        [OUTBOX_ENDED_MAX as i64],
    );
    forgotten.map(drop)
}

fn found(connection: &Connection, number: u64) -> rusqlite::Result<Option<OutboxMessage>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM message WHERE number = ?1"))?
        .query_row([i64::try_from(number).unwrap_or(i64::MAX)], stored)
        .optional()
}

fn stored(row: &Row) -> rusqlite::Result<OutboxMessage> {
    Ok(OutboxMessage {
        number: number(row, 0)?,
        asked: AskedMessage {
            recipient: row.get(1)?,
            kind: row.get(2)?,
            order: row.get(3)?,
            subject: row.get(4)?,
            event: FeedPlace {
                seq: number(row, 5)?,
                nth: row.get(6)?,
            },
        },
        again: row.get(7)?,
        asked_at: Instant(row.get(8)?),
        state: row.get(9)?,
        tried: row.get(10)?,
        due_at: row.get::<_, Option<i64>>(11)?.map(Instant),
        ended_at: row.get::<_, Option<i64>>(12)?.map(Instant),
        told: row.get(13)?,
        file: row.get(14)?,
    })
}
