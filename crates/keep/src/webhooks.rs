//! Webhooks: who is told of events, what messages are signed with, and what waits to be told.
//!
//! An endpoint remembers how far in the feed it was told. What happened since becomes deliveries,
//! in one step with moving on, so that nothing is lost and nothing is told twice by a crash.

mod deliveries;
mod endpoint;
mod replay;

#[cfg(test)]
mod tests;

use crate::cipher::{Key, random};
use crate::fault::{Fault, FaultKind};
use crate::file::{KeptFile, Layout, check_room, check_size, number};
use crate::refusal::Refusal;
use crate::secret::Secret;
use crate::vault::Vault;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use endpoint::{Stored, every, row_of, store};
use rusqlite::Connection;
use std::path::Path;
use vocab::Instant;

pub use deliveries::{
    DeliveryAttempt, DeliveryRow, DeliverySettled, DeliveryState, WEBHOOK_DEAD_MAX,
    WEBHOOK_PAGE_MAX, WEBHOOK_PAYLOAD_BYTES_MAX, WEBHOOK_TAKEN_MAX, WEBHOOK_WAITING_MAX,
    WebhookDelivery,
};
pub use endpoint::{FeedPlace, NewWebhook, Webhook, WebhookChange, WebhookDisabled, WebhookId};
pub use replay::Replay;

/// The most endpoints at once.
pub const WEBHOOKS_MAX: u64 = 100;
/// Longest address of an endpoint, in bytes.
pub const WEBHOOK_URL_BYTES_MAX: usize = 2_000;
/// Longest description of an endpoint, and longest reason for disabling it, in bytes.
pub const WEBHOOK_TEXT_BYTES_MAX: usize = 500;
/// The most kinds of events that an endpoint names.
pub const WEBHOOK_KINDS_MAX: usize = 100;
/// Longest name of a kind of event, in bytes.
pub const WEBHOOK_KIND_BYTES_MAX: usize = 100;

/// What every secret begins with, as Standard Webhooks asks for; base64 follows.
const SECRET_PREFIX: &str = "whsec_";
/// Random bytes in a secret.
const SECRET_BYTES: usize = 32;
/// The use of the key that secrets are encrypted with; it is derived from the vault's.
const KEY_USE: &str = "kept 2026 webhook secrets 1";
/// The file's name in the data directory.
const FILE: &str = "webhooks.db";

const LAYOUT: Layout = Layout {
    name: "a store of webhooks of format 1",
    application_id: 0x4b45_5057, // KEPW
    tables: "
        CREATE TABLE endpoint (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          url TEXT NOT NULL,
          kinds TEXT NOT NULL,
          description TEXT NOT NULL,
          customer INTEGER,
          secret BLOB NOT NULL,
          old_secret BLOB,
          old_until INTEGER,
          created_at INTEGER NOT NULL,
          disabled_at INTEGER,
          disabled_why TEXT,
          told_seq INTEGER NOT NULL,
          told_nth INTEGER NOT NULL,
          failing_since INTEGER,
          seal BLOB NOT NULL
        ) STRICT;
        CREATE TABLE delivery (
          arrival INTEGER PRIMARY KEY AUTOINCREMENT,
          id TEXT NOT NULL UNIQUE,
          endpoint INTEGER NOT NULL REFERENCES endpoint (id) ON DELETE CASCADE,
          seq INTEGER NOT NULL,
          nth INTEGER NOT NULL,
          kind TEXT NOT NULL,
          payload BLOB NOT NULL,
          state TEXT NOT NULL,
          tried INTEGER NOT NULL,
          due_at INTEGER,
          tried_at INTEGER,
          took INTEGER,
          status INTEGER,
          told TEXT,
          seal BLOB NOT NULL
        ) STRICT;
        CREATE INDEX delivery_due ON delivery (due_at, endpoint) WHERE due_at IS NOT NULL;
        CREATE INDEX delivery_by_state ON delivery (endpoint, state, tried_at, arrival);
        CREATE INDEX delivery_by_place ON delivery (endpoint, seq, nth);",
    upgrades: &[],
    settings: "PRAGMA foreign_keys = ON;",
};

/// The webhooks of a data directory; may be used by several threads at once.
#[derive(Debug)]
pub struct Webhooks {
    file: KeptFile,
    key: Key,
}

impl Webhooks {
    /// Opens the store in a data directory, or founds it. Secrets are encrypted with a key that is
    /// derived from the vault's.
    pub fn open(directory: &Path, vault: &Vault) -> Result<Webhooks, Fault> {
        let file = KeptFile::open(&directory.join(FILE), LAYOUT)?;
        let key = vault.key_for(KEY_USE);
        Ok(Webhooks { file, key })
    }

    /// Makes an endpoint, and the secret that its messages are signed with.
    ///
    /// # Errors
    /// [`FaultKind::Refused`] where the address can't be one, [`FaultKind::TooLarge`] where a text
    /// or the number of endpoints is.
    pub fn create(&self, new: NewWebhook, now: Instant) -> Result<(Secret, Webhook), Fault> {
        new.check().map_err(|kind| self.file.fault(kind))?;
        let secret = self.random_secret()?;
        let webhook = self.file.change("storing a webhook", |connection| {
            let count = "SELECT count(*) FROM endpoint";
            let kept = connection.query_row(count, [], |row| number(row, 0))?;
            if let Err(full) = check_room("the number of webhooks", kept, WEBHOOKS_MAX) {
                return Ok(Err(full));
            }
            let webhook = new.made(next_id(connection)?, now);
            let sealed = match self.sealed(webhook.id, &secret) {
                Ok(sealed) => sealed,
                Err(kind) => return Ok(Err(kind)),
            };
            let stored = Stored::new(webhook, sealed);
            store(connection, &stored)?;
            Ok(Ok(stored.webhook))
        })?;
        Ok((shown(&secret), webhook))
    }

    /// Changes an endpoint, and tells what it is now; `None` when there is no such endpoint. What
    /// waits while it is disabled is told when it is enabled again.
    ///
    /// # Errors
    /// As [`Webhooks::create`].
    pub fn change(
        &self,
        id: WebhookId,
        change: WebhookChange,
        now: Instant,
    ) -> Result<Option<Webhook>, Fault> {
        change.check().map_err(|kind| self.file.fault(kind))?;
        self.edit(id, "changing a webhook", |stored| {
            change.apply(&mut stored.webhook, now);
            Ok(())
        })
    }

    /// Disables an endpoint and says why; the reason is cut at [`WEBHOOK_TEXT_BYTES_MAX`].
    pub fn disable(
        &self,
        id: WebhookId,
        why: &str,
        now: Instant,
    ) -> Result<Option<Webhook>, Fault> {
        let why = cut(why, WEBHOOK_TEXT_BYTES_MAX).to_owned();
        self.edit(id, "disabling a webhook", |stored| {
            let disabled = WebhookDisabled { at: now, why };
            stored.webhook.disabled.get_or_insert(disabled);
            Ok(())
        })
    }

    /// Gives an endpoint a new secret; until `old_until` messages are signed with the one before,
    /// too. `None` when there is no such endpoint.
    pub fn rotate(&self, id: WebhookId, old_until: Instant) -> Result<Option<Secret>, Fault> {
        let secret = self.random_secret()?;
        let edited = self.edit(id, "changing a webhook's secret", |stored| {
            // Each of the two is bound to its place: the old one is sealed anew.
            let old = self.opened(id, &stored.secret)?;
            let (old, new) = (self.sealed_old(id, &old)?, self.sealed(id, &secret)?);
            (stored.secret, stored.old_secret) = (new, Some(old));
            stored.webhook.old_secret_until = Some(old_until);
            Ok(())
        })?;
        Ok(edited.map(|_| shown(&secret)))
    }

    /// Removes an endpoint and what waits for it; false when there is none.
    pub fn delete(&self, id: WebhookId) -> Result<bool, Fault> {
        let removed = self.file.write("removing a webhook", |connection| {
            connection.execute("DELETE FROM endpoint WHERE id = ?1", [id.0])
        });
        Ok(removed? > 0)
    }

    /// The endpoint with this id.
    pub fn get(&self, id: WebhookId) -> Result<Option<Webhook>, Fault> {
        let row = self
            .file
            .read("reading a webhook", |connection| row_of(connection, id))?;
        row.map(|row| self.verified(row).map(|stored| stored.webhook))
            .transpose()
    }

    /// Every endpoint, in the order they were made.
    pub fn list(&self) -> Result<Vec<Webhook>, Fault> {
        let rows = self.file.read("listing webhooks", every)?;
        rows.into_iter()
            .map(|row| self.verified(row).map(|stored| stored.webhook))
            .collect()
    }

    /// The endpoints that are enabled, each with what messages are signed with at this moment, the
    /// newest secret first.
    pub fn at_work(&self, now: Instant) -> Result<Vec<(Webhook, Vec<Secret>)>, Fault> {
        let rows = self.file.read("listing webhooks", every)?;
        let enabled = rows
            .into_iter()
            .filter(|row| row.webhook.disabled.is_none());
        enabled
            .map(|row| {
                let stored = self.verified(row)?;
                let secrets = self.secrets(&stored, now)?;
                Ok((stored.webhook, secrets))
            })
            .collect()
    }

    /// An endpoint, enabled or not, with what messages are signed with at this moment, the newest
    /// secret first.
    pub fn with_secrets(
        &self,
        id: WebhookId,
        now: Instant,
    ) -> Result<Option<(Webhook, Vec<Secret>)>, Fault> {
        let row = self
            .file
            .read("reading a webhook", |connection| row_of(connection, id))?;
        let Some(row) = row else { return Ok(None) };
        let stored = self.verified(row)?;
        let secrets = self.secrets(&stored, now)?;
        Ok(Some((stored.webhook, secrets)))
    }

    /// Decrypts every secret and checks every row; how many endpoints there are.
    pub fn verify(&self) -> Result<u64, Fault> {
        let rows = self.file.read("listing webhooks", every)?;
        let count = rows.len() as u64;
        for row in rows {
            let stored = self.verified(row)?;
            self.secrets(&stored, Instant(i64::MIN))?;
        }
        self.verify_deliveries()?;
        Ok(count)
    }

    /// Copies the store as it is at this moment into one new file, while others go on writing. An
    /// existing file is not overwritten ([`FaultKind::Exists`]).
    pub fn backup(&self, to: &Path) -> Result<(), Fault> {
        self.file.backup(to)
    }

    /// Changes the row of an endpoint in one step.
    fn edit(
        &self,
        id: WebhookId,
        doing: &'static str,
        edit: impl FnOnce(&mut Stored) -> Result<(), FaultKind>,
    ) -> Result<Option<Webhook>, Fault> {
        self.file.change(doing, |connection| {
            let Some(row) = row_of(connection, id)? else {
                return Ok(Ok(None));
            };
            let edited = row.verified().and_then(|mut stored| {
                edit(&mut stored)?;
                Ok(stored)
            });
            match edited {
                Ok(stored) => {
                    store(connection, &stored)?;
                    Ok(Ok(Some(stored.webhook)))
                }
                Err(kind) => Ok(Err(kind)),
            }
        })
    }

    fn verified(&self, row: Stored) -> Result<Stored, Fault> {
        let id = row.webhook.id;
        row.verified().map_err(|kind| self.file.fault(kind).of(id))
    }

    /// The secrets that work at a moment, the newest first.
    fn secrets(&self, stored: &Stored, now: Instant) -> Result<Vec<Secret>, Fault> {
        let id = stored.webhook.id;
        let old_works = stored.webhook.old_secret_until.is_some_and(|end| now < end);
        let old = stored.old_secret.as_ref().filter(|_| old_works);
        let opened = self.opened(id, &stored.secret).and_then(|secret| {
            let old = old.map(|sealed| self.opened_old(id, sealed)).transpose()?;
            Ok([Some(secret), old].into_iter().flatten())
        });
        let opened = opened.map_err(|kind| self.file.fault(kind).of(id))?;
        Ok(opened.map(|secret| shown(&secret)).collect())
    }

    fn random_secret(&self) -> Result<[u8; SECRET_BYTES], Fault> {
        random().map_err(|error| self.file.fault(FaultKind::NoRandomness).because(error))
    }

    fn sealed(&self, id: WebhookId, secret: &[u8; SECRET_BYTES]) -> Result<Vec<u8>, FaultKind> {
        self.seal(&bound(id, "new"), secret)
    }

    fn sealed_old(&self, id: WebhookId, secret: &[u8; SECRET_BYTES]) -> Result<Vec<u8>, FaultKind> {
        self.seal(&bound(id, "old"), secret)
    }

    fn seal(&self, bound: &[u8], secret: &[u8; SECRET_BYTES]) -> Result<Vec<u8>, FaultKind> {
        let sealed = self.key.seal(bound, secret);
        sealed.map_err(|_| FaultKind::NoRandomness)
    }

    fn opened(&self, id: WebhookId, sealed: &[u8]) -> Result<[u8; SECRET_BYTES], FaultKind> {
        self.open_bound(&bound(id, "new"), sealed)
    }

    fn opened_old(&self, id: WebhookId, sealed: &[u8]) -> Result<[u8; SECRET_BYTES], FaultKind> {
        self.open_bound(&bound(id, "old"), sealed)
    }

    fn open_bound(&self, bound: &[u8], sealed: &[u8]) -> Result<[u8; SECRET_BYTES], FaultKind> {
        let opened = self.key.open(bound, sealed);
        let secret = opened.and_then(|plain| plain.try_into().ok());
        secret.ok_or(FaultKind::Damaged {
            how: "the secret does not open with the vault's key",
        })
    }
}

/// What a secret is bound to: its endpoint, and whether it is the newest.
fn bound(id: WebhookId, place: &str) -> Vec<u8> {
    format!("kept webhooks 1 {place} secret of {id}").into_bytes()
}

fn shown(secret: &[u8; SECRET_BYTES]) -> Secret {
    Secret::new(format!("{SECRET_PREFIX}{}", STANDARD.encode(secret)))
}

/// The id for the next endpoint; none is used again.
fn next_id(connection: &Connection) -> rusqlite::Result<WebhookId> {
    let last = connection.query_row(
        "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'endpoint'), 0)",
        [],
        |row| row.get::<_, u32>(0),
    )?;
    Ok(WebhookId(last + 1))
}

/// As much of a text as fits, in whole characters.
pub(crate) fn cut(text: &str, bytes: usize) -> &str {
    let whole = text
        .char_indices()
        .map(|(at, letter)| at + letter.len_utf8());
    &text[..whole.take_while(|end| *end <= bytes).last().unwrap_or(0)]
}

fn check_url(url: &str) -> Result<(), FaultKind> {
    check_size("the address of a webhook", url.len(), WEBHOOK_URL_BYTES_MAX)?;
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme));
    let visible = |byte: u8| byte.is_ascii_graphic();
    match rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(visible)) {
        true => Ok(()),
        false => Err(Refusal::WebhookUrl.into()),
    }
}

fn check_kinds(kinds: &[String]) -> Result<(), FaultKind> {
    check_size(
        "the number of kinds of events",
        kinds.len(),
        WEBHOOK_KINDS_MAX,
    )?;
    let longest = kinds.iter().map(String::len).max().unwrap_or(0);
    check_size("a kind of event", longest, WEBHOOK_KIND_BYTES_MAX)
}

fn check_description(text: &str) -> Result<(), FaultKind> {
    check_size(
        "the description of a webhook",
        text.len(),
        WEBHOOK_TEXT_BYTES_MAX,
    )
}
