//! The audit trail: who signed in, changed rights, or read and changed personal data, in rows that
//! are only ever added and are chained by their hashes.
//!
//! What is done to orders and the company's data is in the journal, with its actor; here is what
//! the journal does not know. People are named by number only, and no secret is ever noted.

use crate::fault::{Fault, FaultKind};
use crate::file::{KeptFile, Layout, check_size, number};
use crate::seal::seal_fields;
use crate::words::words;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use serde_json::{Map, Value};
use std::path::Path;
use vocab::{ActorId, Instant};

#[cfg(test)]
mod tests;

/// Longest subject of an entry, in bytes.
pub const AUDIT_SUBJECT_BYTES_MAX: usize = 200;
/// Longest detail of an entry, in bytes of JSON.
pub const AUDIT_DETAIL_BYTES_MAX: usize = 4 << 10;
/// Longest request id of an entry, in bytes.
pub const AUDIT_REQUEST_BYTES_MAX: usize = 200;
/// Entries that one call of [`Audit::note_all`] takes at most.
pub const AUDIT_NOTE_MAX: usize = 1_000;
/// Entries that one call of [`Audit::list`] returns at most.
pub const AUDIT_PAGE_MAX: usize = 200;

/// Entries that are verified at once.
const VERIFY_PAGE: usize = 1_000;
/// The file's name in the data directory.
const FILE: &str = "audit.db";
/// The columns of an entry, in the order that [`stored`] reads them.
const COLUMNS: &str = "nth, at, actor, what, subject, detail, request, hash";

const LAYOUT: Layout = Layout {
    name: "an audit trail of format 1",
    application_id: 0x4b45_5055, // KEPU
    tables: "
        CREATE TABLE entry (
          nth INTEGER PRIMARY KEY,
          at INTEGER NOT NULL,
          actor INTEGER NOT NULL,
          what TEXT NOT NULL,
          subject TEXT NOT NULL,
          detail TEXT NOT NULL,
          request TEXT NOT NULL,
          hash BLOB NOT NULL
        ) STRICT;
        CREATE INDEX entry_by_actor ON entry (actor, nth);
        CREATE INDEX entry_by_what ON entry (what, nth);
        CREATE INDEX entry_by_subject ON entry (subject, nth);
        CREATE TABLE head (
          one INTEGER PRIMARY KEY CHECK (one = 1),
          nth INTEGER NOT NULL,
          hash BLOB NOT NULL
        ) STRICT;
        CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry
          BEGIN SELECT RAISE (ABORT, 'an entry of the audit trail is never changed'); END;
        CREATE TRIGGER entry_is_not_removed BEFORE DELETE ON entry
          BEGIN SELECT RAISE (ABORT, 'an entry of the audit trail is never removed'); END;",
    upgrades: &[],
    settings: "",
};

words! {
    /// What somebody did. The words are stored and never change.
    Audited {
        /// Signed in.
        SignedIn = "signed_in",
        /// Tried to sign in with a wrong login or password.
        SignInFailed = "sign_in_failed",
        /// Was locked out after too many wrong passwords.
        LockedOut = "locked_out",
        /// Signed out.
        SignedOut = "signed_out",
        /// Ended all sessions of a user.
        SessionsEnded = "sessions_ended",
        /// Made a user.
        UserCreated = "user_created",
        /// Changed a user, or disabled or enabled one.
        UserChanged = "user_changed",
        /// Gave a user a password.
        PasswordSet = "password_set",
        /// Made an access key.
        KeyCreated = "key_created",
        /// Revoked an access key.
        KeyRevoked = "key_revoked",
        /// Made a webhook.
        WebhookCreated = "webhook_created",
        /// Changed a webhook, or disabled or enabled one.
        WebhookChanged = "webhook_changed",
        /// Gave a webhook a new secret.
        WebhookSecretRotated = "webhook_secret_rotated",
        /// Had a webhook tell again what it told before.
        WebhookReplayed = "webhook_replayed",
        /// Removed a webhook.
        WebhookDeleted = "webhook_deleted",
        /// Made or changed a recipient of business documents.
        RecipientPut = "recipient_put",
        /// Removed a recipient of business documents.
        RecipientRemoved = "recipient_removed",
        /// Had a message to a recipient sent again.
        MessageSentAgain = "message_sent_again",
        /// Read names, addresses or a document of a person.
        PersonalDataRead = "personal_data_read",
        /// Changed names or addresses.
        PersonalDataChanged = "personal_data_changed",
        /// Erased names and addresses.
        PersonalDataErased = "personal_data_erased",
        /// Took data out.
        Exported = "exported",
        /// Brought data in.
        Imported = "imported",
        /// Changed the policy.
        PolicyChanged = "policy_changed",
        /// Saved a view that others see.
        ViewSaved = "view_saved",
        /// Removed a view that others saw.
        ViewDeleted = "view_deleted",
        /// Revoked a lesson.
        LessonRevoked = "lesson_revoked",
    }
}

/// Something that is to be noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Instant,
    /// By whom; 0 is nobody that is known, or Kept itself.
    pub actor: ActorId,
    /// What.
    pub what: Audited,
    /// To whom or what, such as `user:3` or `customer:17`; at most [`AUDIT_SUBJECT_BYTES_MAX`]
    /// bytes, without personal data.
    pub subject: String,
    /// What else is worth knowing, at most [`AUDIT_DETAIL_BYTES_MAX`] bytes of JSON; without
    /// secrets and personal data.
    pub detail: Map<String, Value>,
    /// The request in which it happened, at most [`AUDIT_REQUEST_BYTES_MAX`] bytes; empty for none.
    pub request: String,
}

/// An entry of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its place, from 1.
    pub nth: u64,
    /// What was noted.
    pub entry: AuditEntry,
}

/// Which entries to list; everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// By this actor.
    pub actor: Option<ActorId>,
    /// Of this kind.
    pub what: Option<Audited>,
    /// To this subject.
    pub subject: Option<String>,
}

impl AuditFilter {
    /// The conditions that were asked for, and their values.
    fn conditions(&self, before: Option<u64>) -> (String, Vec<rusqlite::types::Value>) {
        let before = before.map_or(i64::MAX, |nth| i64::try_from(nth).unwrap_or(i64::MAX));
        let (mut conditions, mut values) = (vec!["nth < ?"], vec![before.into()]);
        if let Some(actor) = self.actor {
            conditions.push("actor = ?");
            values.push(actor.0.into());
        }
        if let Some(what) = self.what {
            conditions.push("what = ?");
            values.push(what.as_str().to_owned().into());
        }
        if let Some(subject) = &self.subject {
            conditions.push("subject = ?");
            values.push(subject.clone().into());
        }
        (conditions.join(" AND "), values)
    }
}

/// The audit trail of a data directory; may be used by several threads and processes at once.
#[derive(Debug)]
pub struct Audit {
    file: KeptFile,
}

impl Audit {
    /// Opens the trail in a data directory, or founds it.
    pub fn open(directory: &Path) -> Result<Audit, Fault> {
        let file = KeptFile::open(&directory.join(FILE), LAYOUT)?;
        Ok(Audit { file })
    }

    /// Adds an entry; its place. Durable on return.
    ///
    /// # Errors
    /// [`FaultKind::TooLarge`] where the subject, the detail or the request id is.
    pub fn note(&self, entry: &AuditEntry) -> Result<u64, Fault> {
        self.note_all(std::slice::from_ref(entry))
    }

    /// Adds up to [`AUDIT_NOTE_MAX`] entries, all or none; the place of the last one. Durable on
    /// return.
    ///
    /// # Errors
    /// [`FaultKind::TooLarge`] as [`Audit::note`].
    pub fn note_all(&self, entries: &[AuditEntry]) -> Result<u64, Fault> {
        let written = entries.iter().map(written).collect::<Result<Vec<_>, _>>();
        let written = written
            .and_then(|written| {
                check_size("the number of entries", entries.len(), AUDIT_NOTE_MAX)?;
                Ok(written)
            })
            .map_err(|kind| self.file.fault(kind))?;
        self.file.write("noting in the audit trail", |connection| {
            let (mut nth, mut hash) = head(connection)?;
            for (entry, detail) in entries.iter().zip(&written) {
                nth += 1;
                hash = chained(&hash, nth, entry, detail);
                insert(connection, nth, entry, detail, &hash)?;
            }
            connection.execute(
                "INSERT OR REPLACE INTO head (one, nth, hash) VALUES (1, ?1, ?2)",
                params![nth as i64, hash],
            )?;
            Ok(nth)
        })
    }

    /// Up to `limit` (at most [`AUDIT_PAGE_MAX`]) entries before the place `before`, the newest
    /// first. The place of the last one leads to the next page.
    pub fn list(
        &self,
        filter: &AuditFilter,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<AuditRow>, Fault> {
        let (conditions, mut values) = filter.conditions(before);
        values.push((limit.min(AUDIT_PAGE_MAX) as i64).into());
        let rows: Vec<Stored> = self.file.read("listing the audit trail", |connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM entry WHERE {conditions} ORDER BY nth DESC LIMIT ?"
                ))?
                .query_map(params_from_iter(values), stored)?
                .collect()
        })?;
        Ok(rows.into_iter().map(|row| row.row).collect())
    }

    /// Checks that every entry is as it was written, that none is missing, and tells how many there
    /// are.
    ///
    /// # Errors
    /// [`FaultKind::Damaged`] with the first entry that does not fit.
    pub fn verify(&self) -> Result<u64, Fault> {
        let damaged = |nth: u64, how| {
            let fault = self.file.fault(FaultKind::Damaged { how });
            fault.of(format!("entry {nth}"))
        };
        let (last, last_hash) = self.file.read("reading the audit trail", head)?;
        let (mut nth, mut hash) = (0, [0; 32]);
        loop {
            let page = self.after(nth)?;
            for Stored {
                row,
                detail,
                hash: kept,
            } in &page
            {
                if row.nth != nth + 1 {
                    return Err(damaged(nth + 1, "the entry is missing"));
                }
                nth = row.nth;
                hash = chained(&hash, nth, &row.entry, detail);
                if hash != *kept {
                    return Err(damaged(nth, "the entry is not as it was written"));
                }
                if nth == last && hash != last_hash {
                    return Err(damaged(
                        nth,
                        "the entry is not the one that was written last",
                    ));
                }
            }
            if page.len() < VERIFY_PAGE {
                break;
            }
        }
        match nth >= last {
            true => Ok(nth),
            false => Err(damaged(nth + 1, "the entry is missing")),
        }
    }

    /// Copies the trail as it is at this moment into one new file, while others go on writing. An
    /// existing file is not overwritten ([`FaultKind::Exists`]).
    pub fn backup(&self, to: &Path) -> Result<(), Fault> {
        self.file.backup(to)
    }

    fn after(&self, nth: u64) -> Result<Vec<Stored>, Fault> {
        self.file.read("reading the audit trail", |connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM entry WHERE nth > ?1 ORDER BY nth LIMIT ?2"
                ))?
                .query_map(params![nth as i64, VERIFY_PAGE as i64], stored)?
                .collect()
        })
    }
}

/// The detail as it is stored.
fn written(entry: &AuditEntry) -> Result<String, FaultKind> {
    let detail = Value::Object(entry.detail.clone()).to_string();
    let (subject, request) = (entry.subject.len(), entry.request.len());
    check_size("the subject of an entry", subject, AUDIT_SUBJECT_BYTES_MAX)?;
    check_size(
        "the detail of an entry",
        detail.len(),
        AUDIT_DETAIL_BYTES_MAX,
    )?;
    check_size("the request of an entry", request, AUDIT_REQUEST_BYTES_MAX)?;
    Ok(detail)
}

/// Place and hash of the last entry; zeros before the first.
fn head(connection: &Connection) -> rusqlite::Result<(u64, [u8; 32])> {
    let head = connection
        .query_row("SELECT nth, hash FROM head", [], |row| {
            Ok((number(row, 0)?, row.get(1)?))
        })
        .optional()?;
    Ok(head.unwrap_or((0, [0; 32])))
}

/// The hash of an entry: of everything in it, and of the one before.
fn chained(before: &[u8; 32], nth: u64, entry: &AuditEntry, detail: &str) -> [u8; 32] {
    seal_fields(&[
        before,
        &nth.to_le_bytes(),
        &entry.at.0.to_le_bytes(),
        &entry.actor.0.to_le_bytes(),
        entry.what.as_str().as_bytes(),
        entry.subject.as_bytes(),
        detail.as_bytes(),
        entry.request.as_bytes(),
    ])
}

fn insert(
    connection: &Connection,
    nth: u64,
    entry: &AuditEntry,
    detail: &str,
    hash: &[u8; 32],
) -> rusqlite::Result<()> {
    let sql = format!("INSERT INTO entry ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    let inserted = connection.prepare_cached(&sql)?.execute(params![
        nth as i64,
        entry.at.0,
        entry.actor.0,
        entry.what,
        entry.subject,
        detail,
        entry.request,
        hash
    ]);
    inserted.map(drop)
}

/// A row of the table.
struct Stored {
    row: AuditRow,
    /// The detail, byte for byte.
    detail: String,
    hash: [u8; 32],
}

fn stored(row: &Row) -> rusqlite::Result<Stored> {
    let detail: String = row.get(5)?;
    let parsed = serde_json::from_str(&detail).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(5, rusqlite::types::Type::Text, error.into())
    })?;
    let entry = AuditEntry {
        at: Instant(row.get(1)?),
        actor: ActorId(row.get(2)?),
        what: row.get(3)?,
        subject: row.get(4)?,
        detail: parsed,
        request: row.get(6)?,
    };
    Ok(Stored {
        row: AuditRow {
            nth: number(row, 0)?,
            entry,
        },
        detail,
        hash: row.get(7)?,
    })
}
