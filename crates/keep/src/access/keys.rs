//! The access keys of programs and people: who may call the API, for what, and until when.
//!
//! Only a BLAKE3 hash of a key is stored. A slow password hash would add nothing: a key is 256
//! random bits, so there is no dictionary to try, and a fast hash lets each request be checked.

use super::known::Known;
use super::scope::{CUSTOMER_SCOPES, Scopes};
use super::{FILE, LAYOUT, SECRET_BYTES, hex, next_actor};
use crate::cipher::random;
use crate::fault::{Fault, FaultKind};
use crate::file::{KeptFile, check_room, check_size, number};
use crate::refusal::{Refusal, check_name};
use crate::seal::{marked, seal_fields};
use crate::secret::Secret;
use rusqlite::{OptionalExtension, Row, params};
use std::path::Path;
use vocab::{ActorId, CustomerId, Instant};

#[cfg(test)]
mod tests;

/// Longest name of a key's holder, in bytes.
pub const KEY_NAME_BYTES_MAX: usize = 200;
/// The most keys that one store ever gives out, revoked ones included.
pub const KEYS_MAX: u64 = 10_000;

/// What every key begins with, so that a leaked one is recognised by scanners.
const PREFIX: &str = "kept_";
/// The columns of a key, in the order that [`stored`] reads them.
const COLUMNS: &str =
    "number, hash, name, scopes, created_at, expires_at, revoked_at, customer, seal";

/// What is known of a key; the key itself is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    /// Its number, which journaled commands carry as their actor.
    pub actor: ActorId,
    /// Whom it was given to.
    pub name: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// The one customer whose things it sees and changes; `None` is not bound to one.
    pub customer: Option<CustomerId>,
    /// When it was made.
    pub created_at: Instant,
    /// From when on it does not work any more; `None` is never.
    pub expires_at: Option<Instant>,
    /// When it was revoked; `None` is not.
    pub revoked_at: Option<Instant>,
}

/// A key to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// Whom it is for, at most [`KEY_NAME_BYTES_MAX`] bytes.
    pub name: String,
    /// What it may be used for; of [`CUSTOMER_SCOPES`] where it is one customer's.
    pub scopes: Scopes,
    /// The one customer whose things it sees and changes; `None` is not bound to one.
    pub customer: Option<CustomerId>,
    /// From when on it does not work any more; `None` is never.
    pub expires_at: Option<Instant>,
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
    known: Known<ActorId, (AccessKey, blake3::Hash)>,
}

impl AccessKeys {
    /// Opens the store in a data directory, or founds it.
    pub fn open(directory: &Path) -> Result<AccessKeys, Fault> {
        let file = KeptFile::open(&directory.join(FILE), LAYOUT)?;
        let known = Known::default();
        Ok(AccessKeys { file, known })
    }

    /// Makes a key. This is the only time that its secret can be seen.
    ///
    /// # Errors
    /// [`FaultKind::Refused`] where the name can't be shown, or a customer's key asks for more than
    /// customers may; [`FaultKind::TooLarge`] where the name or the number of keys is.
    pub fn create(&self, new: NewKey, now: Instant) -> Result<(Secret, AccessKey), Fault> {
        check(&new).map_err(|kind| self.file.fault(kind))?;
        let random: [u8; SECRET_BYTES] =
            random().map_err(|error| self.file.fault(FaultKind::NoRandomness).because(error))?;
        self.file.change("storing an access key", |connection| {
            let count = "SELECT count(*) FROM access_key";
            let given = connection.query_row(count, [], |row| number(row, 0))?;
            if let Err(full) = check_room("the number of access keys", given, KEYS_MAX) {
                return Ok(Err(full));
            }
            let key = AccessKey {
                actor: next_actor(connection)?,
                name: new.name,
                scopes: new.scopes,
                customer: new.customer,
                created_at: now,
                expires_at: new.expires_at,
                revoked_at: None,
            };
            let secret = Secret::new(format!("{PREFIX}{}_{}", key.actor, hex(&random)));
            insert(connection, &key, secret.hash())?;
            Ok(Ok((secret, key)))
        })
    }

    /// The key with this number.
    pub fn get(&self, actor: ActorId) -> Result<Option<AccessKey>, Fault> {
        let row = self.row(actor)?;
        row.map(|row| self.verified(row).map(|(key, _)| key))
            .transpose()
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
        self.known.put(actor, (key.clone(), hash), read);
        Ok(judged(key, hash, secret, now))
    }

    /// What [`AccessKeys::find`] says, when that needs no look into the file: it never waits for
    /// the disk.
    pub fn find_known(&self, secret: &str, now: Instant) -> Option<Found> {
        let (key, hash) = self.known.get(&stated_number(secret)?)?;
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

fn check(new: &NewKey) -> Result<(), FaultKind> {
    check_size("the name of a key", new.name.len(), KEY_NAME_BYTES_MAX)?;
    check_name(&new.name)?;
    let closed = new.scopes.without(CUSTOMER_SCOPES).iter().next();
    match (new.customer, closed) {
        (Some(_), Some(scope)) => Err(Refusal::ScopeNotForCustomers(scope).into()),
        (Some(_), None) | (None, _) => Ok(()),
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
            scopes: Scopes::from_bits(row.get(3)?),
            created_at: Instant(row.get(4)?),
            expires_at: row.get::<_, Option<i64>>(5)?.map(Instant),
            revoked_at: row.get::<_, Option<i64>>(6)?.map(Instant),
            customer: row.get::<_, Option<u32>>(7)?.map(CustomerId),
        },
        hash: blake3::Hash::from_bytes(row.get(1)?),
        seal: row.get(8)?,
    })
}

fn insert(
    connection: &rusqlite::Connection,
    key: &AccessKey,
    hash: blake3::Hash,
) -> rusqlite::Result<usize> {
    connection.execute(
        &format!("INSERT INTO access_key ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
        params![
            key.actor.0,
            hash.as_bytes(),
            key.name,
            key.scopes.bits(),
            key.created_at.0,
            key.expires_at.map(|at| at.0),
            key.revoked_at.map(|at| at.0),
            key.customer.map(|customer| customer.0),
            seal(key, hash)
        ],
    )
}

/// BLAKE3 of everything known of a key: a scope or an end that was changed on disk is noticed. The
/// key of no customer has the seal that it had before keys had customers.
fn seal(key: &AccessKey, hash: blake3::Hash) -> [u8; 32] {
    let (number, scopes) = (key.actor.0.to_le_bytes(), key.scopes.bits().to_le_bytes());
    let (made, expires, revoked) = (
        key.created_at.0.to_le_bytes(),
        marked(key.expires_at),
        marked(key.revoked_at),
    );
    let customer = key.customer.map(|customer| customer.0.to_le_bytes());
    let mut fields: Vec<&[u8]> = vec![
        &number,
        hash.as_bytes(),
        key.name.as_bytes(),
        &scopes,
        &made,
        &expires,
        &revoked,
    ];
    fields.extend(customer.as_ref().map(|bytes| &bytes[..]));
    seal_fields(&fields)
}

/// The number in `kept_<number>_<64 hexadecimal digits>`.
fn stated_number(secret: &str) -> Option<ActorId> {
    let (number, digits) = secret.strip_prefix(PREFIX)?.split_once('_')?;
    let number = number.parse().ok().map(ActorId)?;
    (digits.len() == 2 * SECRET_BYTES).then_some(number)
}
