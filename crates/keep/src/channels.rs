//! How the channels that documents come in by are doing: the last document, what fails, how far a
//! mailbox was read, which messages came before, and what was spent on a second reader.

mod spending;

use crate::fault::{Fault, FaultKind};
use crate::file::{KeptFile, Layout, check_room, check_size, number};
use crate::seal::{marked, optional, seal_fields};
use rusqlite::{Connection, OptionalExtension, Row, params};
pub use spending::Spent;
use std::path::Path;
use vocab::{ContentHash, Instant};

#[cfg(test)]
mod tests;

/// Longest name of a channel, in bytes.
pub const CHANNEL_NAME_BYTES_MAX: usize = 100;
/// Longest sentence about what fails, in bytes; what is longer is cut.
pub const CHANNEL_TROUBLE_BYTES_MAX: usize = 500;
/// The most channels that there ever were.
pub const CHANNELS_MAX: u64 = 1_000;

/// The file's name in the data directory.
const FILE: &str = "channels.db";
/// The columns of a channel, in the order that [`stored`] reads them.
const COLUMNS: &str =
    "name, last_document, last_at, failing_since, trouble, uid_validity, uid, seal";

const LAYOUT: Layout = Layout {
    name: "a store of channels of format 1",
    application_id: 0x4b45_5043, // KEPC
    tables: "
        CREATE TABLE channel (
          name TEXT PRIMARY KEY,
          last_document BLOB,
          last_at INTEGER,
          failing_since INTEGER,
          trouble TEXT NOT NULL,
          uid_validity INTEGER,
          uid INTEGER,
          seal BLOB NOT NULL
        ) STRICT;
        CREATE TABLE message (
          identity BLOB PRIMARY KEY,
          document BLOB NOT NULL,
          seal BLOB NOT NULL
        ) STRICT;",
    upgrades: &[spending::TABLES],
    settings: "",
};

/// How a channel is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelState {
    /// The last document that came in by it, and when.
    pub last: Option<(ContentHash, Instant)>,
    /// Since when it fails; none while it works.
    pub failing_since: Option<Instant>,
    /// What fails, in a sentence; empty while it works.
    pub trouble: String,
    /// How far it was read, for a mailbox.
    pub place: Option<MailboxPlace>,
}

/// A place in a mailbox: messages up to it were taken (RFC 9051, section 2.3.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailboxPlace {
    /// The value under which its numbers hold.
    pub uid_validity: u32,
    /// The highest number that was taken.
    pub uid: u32,
}

/// The channels of a data directory; may be used by several threads at once.
#[derive(Debug)]
pub struct Channels {
    file: KeptFile,
}

impl Channels {
    /// Opens the store in a data directory, or founds it.
    pub fn open(directory: &Path) -> Result<Channels, Fault> {
        let file = KeptFile::open(&directory.join(FILE), LAYOUT)?;
        Ok(Channels { file })
    }

    /// How a channel is doing; one that nothing is known of is new.
    pub fn state(&self, name: &str) -> Result<ChannelState, Fault> {
        let row = self
            .file
            .read("reading a channel", |connection| find(connection, name))?;
        match row.map(|row| row.verified(name)) {
            None => Ok(ChannelState::default()),
            Some(Ok(state)) => Ok(state),
            Some(Err(kind)) => Err(self.file.fault(kind).of(name)),
        }
    }

    /// Notes that a document came in by a channel.
    pub fn took(&self, name: &str, document: ContentHash, at: Instant) -> Result<(), Fault> {
        self.change(name, |state| state.last = Some((document, at)))
    }

    /// Notes that a channel works; writes only where it failed.
    pub fn works(&self, name: &str) -> Result<(), Fault> {
        if self.state(name)?.failing_since.is_none() {
            return Ok(());
        }
        self.change(name, |state| {
            state.failing_since = None;
            state.trouble.clear();
        })
    }

    /// Notes what fails, in a sentence without secrets; since when is kept from the first time.
    pub fn fails(&self, name: &str, trouble: &str, at: Instant) -> Result<(), Fault> {
        let trouble = cut(trouble);
        self.change(name, |state| {
            state.failing_since = state.failing_since.or(Some(at));
            state.trouble = trouble;
        })
    }

    /// Notes how far a mailbox was read.
    pub fn reached(&self, name: &str, place: MailboxPlace) -> Result<(), Fault> {
        self.change(name, |state| state.place = Some(place))
    }

    /// The document that a message came in as first, if it came before.
    pub fn message(&self, identity: ContentHash) -> Result<Option<ContentHash>, Fault> {
        let row = self.file.read("knowing a message", |connection| {
            first(connection, identity).optional()
        })?;
        row.map(|row| self.verified(identity, row)).transpose()
    }

    /// The document that a message came in as first: the one under which its identity is known, or
    /// else this one, under which it is known from now on.
    pub fn first_of(
        &self,
        identity: ContentHash,
        document: ContentHash,
    ) -> Result<ContentHash, Fault> {
        let row = self.file.write("knowing a message", |connection| {
            connection.execute(
                "INSERT INTO message (identity, document, seal) VALUES (?1, ?2, ?3)
                 ON CONFLICT (identity) DO NOTHING",
                params![identity.0, document.0, message_seal(identity, document)],
            )?;
            first(connection, identity)
        })?;
        self.verified(identity, row)
    }

    fn verified(
        &self,
        identity: ContentHash,
        (first, seal): (ContentHash, [u8; 32]),
    ) -> Result<ContentHash, Fault> {
        match seal == message_seal(identity, first) {
            true => Ok(first),
            false => {
                let how = "a message does not match its seal";
                Err(self.file.fault(FaultKind::Damaged { how }).of(identity))
            }
        }
    }

    /// Copies the store as it is at this moment into one new file, while others go on writing. An
    /// existing file is not overwritten ([`FaultKind::Exists`]).
    pub fn backup(&self, to: &Path) -> Result<(), Fault> {
        self.file.backup(to)
    }

    fn change(&self, name: &str, change: impl FnOnce(&mut ChannelState)) -> Result<(), Fault> {
        check_size("the name of a channel", name.len(), CHANNEL_NAME_BYTES_MAX)
            .map_err(|kind| self.file.fault(kind))?;
        self.file.change("noting a channel", |connection| {
            let mut state = match find(connection, name)?.map(|row| row.verified(name)) {
                Some(Ok(state)) => state,
                Some(Err(damaged)) => return Ok(Err(damaged)),
                None => match room(connection)? {
                    Ok(()) => ChannelState::default(),
                    Err(full) => return Ok(Err(full)),
                },
            };
            change(&mut state);
            store(connection, name, &state).map(Ok)
        })
    }
}

/// As much of a sentence as is kept.
fn cut(text: &str) -> String {
    let end =
        (0..=text.len().min(CHANNEL_TROUBLE_BYTES_MAX)).rfind(|at| text.is_char_boundary(*at));
    text[..end.unwrap_or(0)].to_owned()
}

/// A row of the table.
struct Stored {
    state: ChannelState,
    seal: [u8; 32],
}

impl Stored {
    fn verified(self, name: &str) -> Result<ChannelState, FaultKind> {
        match seal(name, &self.state) == self.seal {
            true => Ok(self.state),
            false => Err(FaultKind::Damaged {
                how: "the channel does not match its seal",
            }),
        }
    }
}

fn find(connection: &Connection, name: &str) -> rusqlite::Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM channel WHERE name = ?1");
    connection.query_row(&sql, [name], stored).optional()
}

fn room(connection: &Connection) -> rusqlite::Result<Result<(), FaultKind>> {
    let count = "SELECT count(*) FROM channel";
    let kept = connection.query_row(count, [], |row| number(row, 0))?;
    Ok(check_room("the number of channels", kept, CHANNELS_MAX))
}

fn stored(row: &Row) -> rusqlite::Result<Stored> {
    let document = row.get::<_, Option<[u8; 32]>>(1)?.map(ContentHash);
    let at = row.get::<_, Option<i64>>(2)?.map(Instant);
    let (uid_validity, uid): (Option<u32>, Option<u32>) = (row.get(5)?, row.get(6)?);
    let place = uid_validity.zip(uid);
    let state = ChannelState {
        last: document.zip(at),
        failing_since: row.get::<_, Option<i64>>(3)?.map(Instant),
        trouble: row.get(4)?,
        place: place.map(|(uid_validity, uid)| MailboxPlace { uid_validity, uid }),
    };
    let seal = row.get(7)?;
    Ok(Stored { state, seal })
}

fn store(connection: &Connection, name: &str, state: &ChannelState) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT OR REPLACE INTO channel ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    );
    let stored = connection.execute(
        &sql,
        params![
            name,
            state.last.map(|(document, _)| document.0),
            state.last.map(|(_, at)| at.0),
            state.failing_since.map(|at| at.0),
            state.trouble,
            state.place.map(|place| place.uid_validity),
            state.place.map(|place| place.uid),
            seal(name, state)
        ],
    );
    stored.map(drop)
}

/// The document that a message is known as, and the seal of that.
fn first(
    connection: &Connection,
    identity: ContentHash,
) -> rusqlite::Result<(ContentHash, [u8; 32])> {
    let sql = "SELECT document, seal FROM message WHERE identity = ?1";
    connection.query_row(sql, [identity.0], |row| {
        Ok((ContentHash(row.get(0)?), row.get(1)?))
    })
}

/// BLAKE3 of the whole row.
fn seal(name: &str, state: &ChannelState) -> [u8; 32] {
    let document = state.last.map(|(document, _)| document.0);
    let place = state.place.map(|place| {
        let (validity, uid) = (place.uid_validity.to_le_bytes(), place.uid.to_le_bytes());
        [validity, uid].concat()
    });
    seal_fields(&[
        name.as_bytes(),
        &optional(document.as_ref().map(|bytes| &bytes[..])),
        &marked(state.last.map(|(_, at)| at)),
        &marked(state.failing_since),
        state.trouble.as_bytes(),
        &optional(place.as_deref()),
    ])
}

fn message_seal(identity: ContentHash, document: ContentHash) -> [u8; 32] {
    seal_fields(&[&identity.0, &document.0])
}
