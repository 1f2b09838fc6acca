//! The outbox: who business documents are sent to, what waits to be sent, and what was sent.
//!
//! A message has a number that no other ever gets; it is also its control number. What a message says is
//! kept, encrypted, from when it was written until it is where it goes: a repeat is the same bytes. How far
//! the feed was read moves in one step with what that asked for, so that a crash loses and doubles nothing.

mod message;
mod queue;
mod recipient;

#[cfg(test)]
mod tests;

use crate::cipher::Key;
use crate::fault::Fault;
use crate::file::{KeptFile, Layout, number};
use crate::vault::Vault;
use crate::webhooks::FeedPlace;
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;

pub use message::{
    AskedMessage, OutboxFilter, OutboxFormat, OutboxKind, OutboxMessage, OutboxSettled,
    OutboxState, OutboxTrouble, WrittenMessage,
};
pub use queue::{
    OUTBOX_CONTENT_BYTES_MAX, OUTBOX_ENDED_MAX, OUTBOX_PAGE_MAX, OUTBOX_TOLD_MAX,
    OUTBOX_WAITING_MAX,
};
pub use recipient::{RECIPIENT_NAME_BYTES_MAX, RECIPIENTS_MAX, Recipient, Whose};

/// The use of the key that messages are encrypted with; it is derived from the vault's.
const KEY_USE: &str = "kept 2026 outbox messages 1";
/// The file's name in the data directory.
const FILE: &str = "outbox.db";

const LAYOUT: Layout = Layout {
    name: "an outbox of format 1",
    application_id: 0x4b45_504f, // KEPO
    tables: "
        CREATE TABLE place (
          one INTEGER PRIMARY KEY CHECK (one = 1),
          seq INTEGER NOT NULL,
          nth INTEGER NOT NULL
        ) STRICT;
        INSERT INTO place VALUES (1, 0, 0);
        CREATE TABLE recipient (
          name TEXT PRIMARY KEY,
          customer INTEGER,
          site INTEGER,
          kinds TEXT NOT NULL,
          format TEXT NOT NULL,
          since_seq INTEGER NOT NULL,
          since_nth INTEGER NOT NULL,
          seal BLOB NOT NULL,
          CHECK ((customer IS NULL) <> (site IS NULL))
        ) STRICT;
        CREATE TABLE message (
          number INTEGER PRIMARY KEY AUTOINCREMENT,
          recipient TEXT NOT NULL REFERENCES recipient (name) ON DELETE CASCADE,
          kind TEXT NOT NULL,
          of_order TEXT NOT NULL,
          subject TEXT NOT NULL,
          seq INTEGER NOT NULL,
          nth INTEGER NOT NULL,
          again INTEGER NOT NULL,
          asked_at INTEGER NOT NULL,
          state TEXT NOT NULL,
          tried INTEGER NOT NULL,
          due_at INTEGER,
          ended_at INTEGER,
          told TEXT NOT NULL,
          file TEXT,
          content BLOB,
          said BLOB
        ) STRICT;
        CREATE INDEX message_waiting ON message (recipient, number) WHERE state = 'waiting';
        CREATE INDEX message_by_order ON message (of_order, number);
        CREATE TABLE told (
          nth INTEGER PRIMARY KEY AUTOINCREMENT,
          recipient TEXT NOT NULL REFERENCES recipient (name) ON DELETE CASCADE,
          subject TEXT NOT NULL,
          said BLOB NOT NULL,
          UNIQUE (recipient, subject)
        ) STRICT;",
    upgrades: &[],
    settings: "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
};

/// The outbox of a data directory; may be used by several threads at once.
#[derive(Debug)]
pub struct Outbox {
    file: KeptFile,
    key: Key,
}

impl Outbox {
    /// Opens the store in a data directory, or founds it. Messages are encrypted with a key that is
    /// derived from the vault's.
    pub fn open(directory: &Path, vault: &Vault) -> Result<Outbox, Fault> {
        let file = KeptFile::open(&directory.join(FILE), LAYOUT)?;
        let key = vault.key_for(KEY_USE);
        Ok(Outbox { file, key })
    }

    /// How far the feed was read.
    pub fn place(&self) -> Result<FeedPlace, Fault> {
        self.file.read("reading the outbox", |connection| {
            let place = "SELECT seq, nth FROM place";
            connection.query_row(place, [], |row| {
                let (seq, nth) = (number(row, 0)?, row.get(1)?);
                Ok(FeedPlace { seq, nth })
            })
        })
    }

    /// Moves on to a place of the feed, where there is no recipient that anything before it could be for;
    /// false, and nothing is done, where there is one.
    pub fn skip(&self, to: FeedPlace) -> Result<bool, Fault> {
        self.file.write("moving on", |connection| {
            let none = "SELECT NOT EXISTS (SELECT 1 FROM recipient)";
            let none: bool = connection.query_row(none, [], |row| row.get(0))?;
            if none {
                move_on(connection, to)?;
            }
            Ok(none)
        })
    }

    /// Decrypts every message and checks every recipient; how many recipients there are.
    pub fn verify(&self) -> Result<u64, Fault> {
        let count = self.recipients()?.len() as u64;
        self.verify_messages()?;
        Ok(count)
    }

    /// Copies the store as it is at this moment into one new file, while others go on writing. An
    /// existing file is not overwritten ([`crate::FaultKind::Exists`]).
    pub fn backup(&self, to: &Path) -> Result<(), Fault> {
        self.file.backup(to)
    }
}

fn move_on(connection: &Connection, to: FeedPlace) -> rusqlite::Result<()> {
    let moved = "UPDATE place SET seq = ?1, nth = ?2";
    let seq = i64::try_from(to.seq).unwrap_or(i64::MAX);
    connection.execute(moved, params![seq, to.nth]).map(drop)
}

/// What a recipient was told of something last: BLAKE3 of the message without its number and time.
fn last_said(
    connection: &Connection,
    recipient: &str,
    subject: &str,
) -> rusqlite::Result<Option<[u8; 32]>> {
    connection
        .prepare_cached("SELECT said FROM told WHERE recipient = ?1 AND subject = ?2")?
        .query_row([recipient, subject], |row| row.get(0))
        .optional()
}
