//! The access keys of programs and people: who may call the API, for what, and until when.
//!
//! Only a BLAKE3 hash of a key is stored. A slow password hash would add nothing: a key is 256
//! random bits, so there is no dictionary to try, and a fast hash lets each request be checked.

mod known;

use crate::cipher::random;
use crate::documents::seal_fields;
use crate::fault::{Fault, FaultKind};
use crate::file::{KeptFile, Layout, check_size, number};
use known::Known;
use rusqlite::{OptionalExtension, Row, params};
use std::fmt;
use std::path::Path;
use vocab::{ActorId, Instant};

#[cfg(test)]
mod tests;

/// Longest name of a key's holder, in bytes.
pub const KEY_NAME_BYTES_MAX: usize = 200;
/// The most keys that one store ever gives out, revoked ones included.
pub const KEYS_MAX: u64 = 10_000;

/// What every key begins with, so that a leaked one is recognised by scanners.
const PREFIX: &str = "kept_";
/// Random bytes in a key.
const SECRET_BYTES: usize = 32;
/// The file's name in the data directory.
const FILE: &str = "access.db";
/// The columns of a key, in the order that [`stored`] reads them.
const COLUMNS: &str = "number, hash, name, scopes, created_at, expires_at, revoked_at, seal";

const LAYOUT: Layout = Layout {
    name: "a store of access keys of format 1",
    application_id: 0x4b45_5041, // KEPA
    format: 1,
    tables: "
        CREATE TABLE access_key (
          number INTEGER PRIMARY KEY,
          hash BLOB NOT NULL,
          name TEXT NOT NULL,
          scopes INTEGER NOT NULL,
          created_at INTEGER NOT NULL,
          expires_at INTEGER,
          revoked_at INTEGER,
          seal BLOB NOT NULL
        ) STRICT;",
    settings: "",
};

macro_rules! scopes {
    ($($(#[$doc:meta])* $bit:literal $name:ident = $word:literal,)*) => {
        /// What a key may be used for. The bits are stored and never change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Scope {
            $($(#[$doc])* $name,)*
        }

        impl Scope {
            /// Every scope.
            pub const ALL: &'static [Scope] = &[$(Scope::$name,)*];

            /// The word for it in commands and problems.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Scope::$name => $word,)*
                }
            }

            fn bit(self) -> u32 {
                match self {
                    $(Scope::$name => 1 << $bit,)*
                }
            }
        }
    };
}

scopes! {
    /// See orders.
    0 OrdersRead = "orders:read",
    /// Place and cancel orders.
    1 OrdersWrite = "orders:write",
    /// See documents and what was read from them.
    2 DocumentsRead = "documents:read",
    /// Send documents.
    3 DocumentsWrite = "documents:write",
    /// Ask what could be promised.
    4 AvailabilityRead = "availability:read",
    /// Use the console.
    5 Console = "console",
    /// Release orders from their holds.
    6 HoldsRelease = "holds:release",
}

impl Scope {
    /// Reads the word of [`Scope::as_str`].
    pub fn parse(word: &str) -> Option<Scope> {
        Scope::ALL
            .iter()
            .copied()
            .find(|scope| scope.as_str() == word)
    }
}

/// A set of scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u32);

impl Scopes {
    /// True when the scope is one of them.
    pub fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// The scopes, in the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL
            .iter()
            .copied()
            .filter(move |scope| self.contains(*scope))
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Scopes {
        Scopes(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
}

/// A key as it is shown once, to whoever it was made for. `Debug` does not print it.
pub struct Secret(String);

impl Secret {
    /// The text to send as `Authorization: Bearer …`.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// What is known of a key; the key itself is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    /// Its number, which journaled commands carry as their actor.
    pub actor: ActorId,
    /// Whom it was given to.
    pub name: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Instant,
    /// From when on it does not work any more; `None` is never.
    pub expires_at: Option<Instant>,
    /// When it was revoked; `None` is not.
    pub revoked_at: Option<Instant>,
}

/// What came of looking for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The key may be used.
    Valid(AccessKey),
    /// It was a key until this moment.
    Expired(Instant),
    /// It was a key and was revoked.
    Revoked,
    /// It never was a key.
    Unknown,
}

/// The access keys of a data directory; may be used by several threads and processes at once.
#[derive(Debug)]
pub struct AccessKeys {
    file: KeptFile,
    known: Known,
}

impl AccessKeys {
    /// Opens the store in a data directory, or founds it.
    pub fn open(directory: &Path) -> Result<AccessKeys, Fault> {
        let (file, known) = (
            KeptFile::open(&directory.join(FILE), LAYOUT)?,
            Known::default(),
        );
        Ok(AccessKeys { file, known })
    }

    /// Makes a key. This is the only time that its secret can be seen.
    pub fn create(
        &self,
        name: &str,
        scopes: Scopes,
        now: Instant,
        expires_at: Option<Instant>,
    ) -> Result<(Secret, AccessKey), Fault> {
        check_size("the name of a key", name.len(), KEY_NAME_BYTES_MAX)
            .map_err(|kind| self.file.fault(kind))?;
        let random: [u8; SECRET_BYTES] =
            random().map_err(|error| self.file.fault(FaultKind::NoRandomness).because(error))?;
        let made = self.file.write("storing an access key", |connection| {
            let given: u64 = connection.query_row(
                "SELECT coalesce(max(number), 0) FROM access_key",
                [],
                |row| number(row, 0),
            )?;
            if given >= KEYS_MAX {
                return Ok(None);
            }
            let key = AccessKey {
                actor: ActorId(given as u32 + 1),
                name: name.to_owned(),
                scopes,
                created_at: now,
                expires_at,
                revoked_at: None,
            };
            let secret = Secret(format!("{PREFIX}{}_{}", key.actor, hex(&random)));
            let hash = blake3::hash(secret.0.as_bytes());
            insert(connection, &key, hash)?;
            Ok(Some((secret, key)))
        })?;
        let full = FaultKind::TooLarge {
            what: "the number of access keys",
            size: KEYS_MAX + 1,
            limit: KEYS_MAX,
        };
        made.ok_or_else(|| self.file.fault(full))
    }

    /// Every key, in the order they were made.
    pub fn list(&self) -> Result<Vec<AccessKey>, Fault> {
        let rows: Vec<Stored> = self.file.read("listing the access keys", |connection| {
            connection
                .prepare_cached(&format!("SELECT {COLUMNS} FROM access_key ORDER BY number"))?
                .query_map([], stored)?
                .collect()
        })?;
        rows.into_iter()
            .map(|row| self.verified(row).map(|(key, _)| key))
            .collect()
    }

    /// Revokes a key, for good; false when there is no such key or it is revoked already.
    pub fn revoke(&self, actor: ActorId, now: Instant) -> Result<bool, Fault> {
        let Some(row) = self.row(actor)? else {
            return Ok(false);
        };
        let (mut key, hash) = self.verified(row)?;
        if key.revoked_at.is_some() {
            return Ok(false);
        }
        key.revoked_at = Some(now);
        let revoked = self.file.write("revoking an access key", |connection| {
            connection.execute(
                "UPDATE access_key SET revoked_at = ?2, seal = ?3
                 WHERE number = ?1 AND revoked_at IS NULL",
                params![actor.0, now.0, seal(&key, hash)],
            )
        })?;
        self.known.clear();
        Ok(revoked > 0)
    }

    /// Looks for the key with this secret. The comparison takes the same time wherever the
    /// secret differs. A key that another process revokes is refused within 200 ms.
    pub fn find(&self, secret: &str, now: Instant) -> Result<Found, Fault> {
        if let Some(found) = self.find_known(secret, now) {
            return Ok(found);
        }
        let Some(actor) = stated_number(secret) else {
            return Ok(Found::Unknown);
        };
        let read = std::time::Instant::now();
        let Some(row) = self.row(actor)? else {
            return Ok(Found::Unknown);
        };
        let (key, hash) = self.verified(row)?;
        self.known.put(key.clone(), hash, read);
        Ok(judged(key, hash, secret, now))
    }

    /// What [`AccessKeys::find`] says, when that needs no look into the file: it never waits for
    /// the disk.
    pub fn find_known(&self, secret: &str, now: Instant) -> Option<Found> {
        let (key, hash) = self.known.get(stated_number(secret)?)?;
        Some(judged(key, hash, secret, now))
    }

    /// Copies the store as it is at this moment into one new file, while others go on writing.
    /// An existing file is not overwritten ([`FaultKind::Exists`]).
    pub fn backup(&self, to: &Path) -> Result<(), Fault> {
        self.file.backup(to)
    }

    fn row(&self, actor: ActorId) -> Result<Option<Stored>, Fault> {
        self.file.read("reading an access key", |connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM access_key WHERE number = ?1"
                ))?
                .query_row([actor.0], stored)
                .optional()
        })
    }

    fn verified(&self, row: Stored) -> Result<(AccessKey, blake3::Hash), Fault> {
        let Stored {
            key,
            hash,
            seal: kept,
        } = row;
        match seal(&key, hash) == kept {
            true => Ok((key, hash)),
            false => {
                let how = "the access key does not match its seal";
                Err(self
                    .file
                    .fault(FaultKind::Damaged { how })
                    .of(format!("key {}", key.actor)))
            }
        }
    }
}

fn judged(key: AccessKey, hash: blake3::Hash, secret: &str, now: Instant) -> Found {
    // Equality of `blake3::Hash` is constant in time.
    if blake3::hash(secret.as_bytes()) != hash {
        return Found::Unknown;
    }
    match (key.revoked_at, key.expires_at) {
        (Some(_), _) => Found::Revoked,
        (None, Some(end)) if end <= now => Found::Expired(end),
        (None, _) => Found::Valid(key),
    }
}

/// A row of the table.
struct Stored {
    key: AccessKey,
    hash: blake3::Hash,
    seal: [u8; 32],
}

fn stored(row: &Row) -> rusqlite::Result<Stored> {
    Ok(Stored {
        key: AccessKey {
            actor: ActorId(row.get(0)?),
            name: row.get(2)?,
            scopes: Scopes(row.get(3)?),
            created_at: Instant(row.get(4)?),
            expires_at: row.get::<_, Option<i64>>(5)?.map(Instant),
            revoked_at: row.get::<_, Option<i64>>(6)?.map(Instant),
        },
        hash: blake3::Hash::from_bytes(row.get(1)?),
        seal: row.get(7)?,
    })
}

fn insert(
    connection: &rusqlite::Connection,
    key: &AccessKey,
    hash: blake3::Hash,
) -> rusqlite::Result<usize> {
    connection.execute(
        &format!("INSERT INTO access_key ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
        params![
            key.actor.0,
            hash.as_bytes(),
            key.name,
            key.scopes.0,
            key.created_at.0,
            key.expires_at.map(|at| at.0),
            key.revoked_at.map(|at| at.0),
            seal(key, hash)
        ],
    )
}

/// BLAKE3 of everything known of a key: a scope or an end that was changed on disk is noticed.
fn seal(key: &AccessKey, hash: blake3::Hash) -> [u8; 32] {
    let moment = |at: Option<Instant>| at.map_or([0; 9], marked);
    seal_fields(&[
        &key.actor.0.to_le_bytes(),
        hash.as_bytes(),
        key.name.as_bytes(),
        &key.scopes.0.to_le_bytes(),
        &key.created_at.0.to_le_bytes(),
        &moment(key.expires_at),
        &moment(key.revoked_at),
    ])
}

/// A moment that is there, told from one that is not by its first byte.
fn marked(at: Instant) -> [u8; 9] {
    let mut bytes = [1; 9];
    bytes[1..].copy_from_slice(&at.0.to_le_bytes());
    bytes
}

/// The number in `kept_<number>_<64 hexadecimal digits>`.
fn stated_number(secret: &str) -> Option<ActorId> {
    let (number, digits) = secret.strip_prefix(PREFIX)?.split_once('_')?;
    let number = number.parse().ok().map(ActorId)?;
    (digits.len() == 2 * SECRET_BYTES).then_some(number)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
