//! The vault: personal data, each subject's encrypted with a key of its own.
//!
//! The master key in `vault.key` wraps the subjects' keys. Erasing a subject destroys its wrapped
//! key along with its data, so that even the master key opens nothing that is left. A backup
//! taken before an erasure still holds the subject: restore it, and erase again what the journal
//! says was erased since.

mod master;
mod personal;

#[cfg(test)]
mod tests;

use crate::cipher::Key;
use crate::fault::{Fault, FaultKind};
use crate::file::{KeptFile, Layout, check_size, number};
use rusqlite::{OptionalExtension, params};
use std::path::Path;

pub use personal::{PERSONAL_BYTES_MAX, Personal, SubjectId, SubjectKind};

/// Largest number of a subject: what SQLite's signed integers hold.
pub const SUBJECT_NUMBER_MAX: u64 = i64::MAX as u64;
/// Subjects that one call of [`Vault::all`] returns at most.
pub const SUBJECTS_MAX: usize = 1_000;

/// Subjects that [`Vault::named`] looks through at most: each has to be decrypted.
pub const SUBJECTS_SEARCHED_MAX: usize = 20_000;

/// The files' names in the data directory.
const FILE: &str = "vault.db";
const KEY_FILE: &str = "vault.key";

/// What is encrypted under a key is bound to its use, so that neither passes for the other.
const KEY_USE: &[u8] = b"kept vault 1 key ";
const DATA_USE: &[u8] = b"kept vault 1 data ";

const LAYOUT: Layout = Layout {
    name: "a vault of format 1",
    application_id: 0x4b45_5056, // KEPV
    tables: "
        CREATE TABLE vault (
          one INTEGER PRIMARY KEY CHECK (one = 1),
          proof BLOB NOT NULL
        ) STRICT;
        CREATE TABLE subject (
          kind INTEGER NOT NULL,
          number INTEGER NOT NULL,
          key BLOB NOT NULL,
          data BLOB NOT NULL,
          PRIMARY KEY (kind, number)
        ) STRICT, WITHOUT ROWID;",
    upgrades: &[],
    settings: "PRAGMA secure_delete = ON;",
};

/// The personal data of a data directory; may be used by several threads at once.
#[derive(Debug)]
pub struct Vault {
    file: KeptFile,
    master: Key,
}

impl Vault {
    /// Opens the vault in a data directory, or founds it, and with it `vault.key`, readable by
    /// the owner only. Keep a copy of that file apart from the backups: without it a vault is
    /// noise, and with it anyone reads it.
    ///
    /// Refused when there is data and the key file is missing ([`FaultKind::KeyMissing`]) or of
    /// another vault ([`FaultKind::KeyWrong`]).
    pub fn open(directory: &Path) -> Result<Vault, Fault> {
        let file = KeptFile::open(&directory.join(FILE), LAYOUT)?;
        let master = master::open(&file, &directory.join(KEY_FILE))?;
        Ok(Vault { file, master })
    }

    /// Keeps what is known of a subject, in place of what was known; under a new key. Durable on
    /// return.
    pub fn put(&self, subject: SubjectId, personal: &Personal) -> Result<(), Fault> {
        self.put_all(&[(subject, personal)])
    }

    /// Keeps what is known of several subjects, as [`Vault::put`] does: all of them or none.
    pub fn put_all(&self, people: &[(SubjectId, &Personal)]) -> Result<(), Fault> {
        let seal = |(subject, personal): &(SubjectId, &Personal)| {
            self.seal(*subject, personal)
                .map(|sealed| (*subject, sealed))
        };
        let sealed = people.iter().map(seal).collect::<Result<Vec<_>, Fault>>()?;
        self.file.write("storing personal data", |connection| {
            let mut insert = connection.prepare_cached(
                "INSERT OR REPLACE INTO subject (kind, number, key, data)
                 VALUES (?1, ?2, ?3, ?4)",
            )?;
            for (subject, (key, data)) in &sealed {
                insert.execute(params![
                    subject.kind.code(),
                    subject.number as i64,
                    key,
                    data
                ])?;
            }
            Ok(())
        })
    }

    /// What is known of a subject.
    pub fn get(&self, subject: SubjectId) -> Result<Option<Personal>, Fault> {
        let Ok(number) = i64::try_from(subject.number) else {
            return Ok(None);
        };
        let row = self.file.read("reading personal data", |connection| {
            connection
                .prepare_cached("SELECT key, data FROM subject WHERE kind = ?1 AND number = ?2")?
                .query_row(params![subject.kind.code(), number], |row| {
                    Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?))
                })
                .optional()
        })?;
        row.map(|(key, data)| self.unseal(subject, &key, &data))
            .transpose()
    }

    /// Up to `limit` (at most [`SUBJECTS_MAX`]) subjects of a kind whose number is `from` or
    /// more, by number.
    pub fn all(
        &self,
        kind: SubjectKind,
        from: u64,
        limit: usize,
    ) -> Result<Vec<(SubjectId, Personal)>, Fault> {
        let Ok(from) = i64::try_from(from) else {
            return Ok(Vec::new());
        };
        let rows: Vec<(u64, Vec<u8>, Vec<u8>)> =
            self.file.read("reading personal data", |connection| {
                connection
                    .prepare_cached(
                        "SELECT number, key, data FROM subject
                         WHERE kind = ?1 AND number >= ?2 ORDER BY number LIMIT ?3",
                    )?
                    .query_map(
                        params![kind.code(), from, limit.min(SUBJECTS_MAX) as i64],
                        |row| Ok((number(row, 0)?, row.get(1)?, row.get(2)?)),
                    )?
                    .collect()
            })?;
        rows.into_iter()
            .map(|(number, key, data)| {
                let subject = SubjectId { kind, number };
                Ok((subject, self.unseal(subject, &key, &data)?))
            })
            .collect()
    }

    /// The subjects of a kind with this text in one of their names, in whatever case, by number:
    /// up to `limit`, among the first [`SUBJECTS_SEARCHED_MAX`].
    pub fn named(
        &self,
        kind: SubjectKind,
        text: &str,
        limit: usize,
    ) -> Result<Vec<(SubjectId, Personal)>, Fault> {
        let text = text.to_lowercase();
        let mut found = Vec::new();
        let (mut from, mut searched) = (0, 0);
        while found.len() < limit && searched < SUBJECTS_SEARCHED_MAX {
            let page = self.all(kind, from, SUBJECTS_MAX)?;
            let Some((last, _)) = page.last() else {
                break;
            };
            from = last.number.saturating_add(1);
            searched += page.len();
            found.extend(page.into_iter().filter(|(_, known)| known.is_called(&text)));
        }
        found.truncate(limit);
        Ok(found)
    }

    /// Destroys a subject's key and data, in the file and in its write-ahead log; whether there
    /// was any. Durable on return. After a fault, erase again.
    pub fn erase(&self, subject: SubjectId) -> Result<bool, Fault> {
        let Ok(number) = i64::try_from(subject.number) else {
            return Ok(false);
        };
        let erased = self.file.write("erasing personal data", |connection| {
            connection.execute(
                "DELETE FROM subject WHERE kind = ?1 AND number = ?2",
                params![subject.kind.code(), number],
            )
        })?;
        self.file.fold()?;
        Ok(erased > 0)
    }

    /// Decrypts everything, and tells of how many subjects.
    pub fn verify(&self) -> Result<u64, Fault> {
        let mut subjects = 0;
        for kind in SubjectKind::ALL {
            let mut from = 0;
            loop {
                let page = self.all(kind, from, SUBJECTS_MAX)?;
                let Some((last, _)) = page.last() else {
                    break;
                };
                subjects += page.len() as u64;
                from = last.number.saturating_add(1);
            }
        }
        Ok(subjects)
    }

    /// Copies the vault as it is at this moment into one new file, without `vault.key`. An
    /// existing file is not overwritten ([`FaultKind::Exists`]).
    pub fn backup(&self, to: &Path) -> Result<(), Fault> {
        self.file.backup(to)
    }

    /// A key for another store, which only who has the master key can make again.
    pub(crate) fn key_for(&self, purpose: &str) -> Key {
        Key::from_bytes(blake3::derive_key(purpose, self.master.bytes()))
    }

    /// A new key for the subject, wrapped, and the data encrypted with it.
    fn seal(&self, subject: SubjectId, personal: &Personal) -> Result<(Vec<u8>, Vec<u8>), Fault> {
        let refuse = |kind| self.file.fault(kind).of(subject);
        if subject.number > SUBJECT_NUMBER_MAX {
            let (size, limit) = (subject.number, SUBJECT_NUMBER_MAX);
            return Err(refuse(FaultKind::TooLarge {
                what: "a subject's number",
                size,
                limit,
            }));
        }
        let plain = personal.encode();
        check_size("personal data", plain.len(), PERSONAL_BYTES_MAX).map_err(refuse)?;
        let sealed = Key::random().and_then(|key| {
            let data = key.seal(&subject.bound(DATA_USE), &plain)?;
            Ok((
                self.master.seal(&subject.bound(KEY_USE), key.bytes())?,
                data,
            ))
        });
        sealed.map_err(|error| refuse(FaultKind::NoRandomness).because(error))
    }

    fn unseal(&self, subject: SubjectId, key: &[u8], data: &[u8]) -> Result<Personal, Fault> {
        let damaged = |how| self.file.fault(FaultKind::Damaged { how }).of(subject);
        let key = self
            .master
            .open(&subject.bound(KEY_USE), key)
            .and_then(|bytes| Some(Key::from_bytes(bytes.try_into().ok()?)))
            .ok_or_else(|| damaged("the key is not this subject's as it was written"))?;
        let plain = key
            .open(&subject.bound(DATA_USE), data)
            .ok_or_else(|| damaged("the data is not this subject's as it was written"))?;
        // The cause is left out: it could quote the data.
        Personal::decode(&plain).ok_or_else(|| damaged("the data is of an unknown form"))
    }
}
