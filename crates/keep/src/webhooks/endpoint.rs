//! An endpoint: what is known of it, what may be changed, and its row.

use super::{check_description, check_kinds, check_url};
use crate::fault::FaultKind;
use crate::file::number;
use crate::seal::{marked, optional, seal_fields};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::fmt;
use vocab::{CustomerId, Instant};

/// The columns of an endpoint, in the order that [`stored`] reads them.
const COLUMNS: &str = "id, url, kinds, description, customer, secret, old_secret, old_until, \
                       created_at, disabled_at, disabled_why, told_seq, told_nth, failing_since, seal";

/// The number of an endpoint, shown as `wh_1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebhookId(pub u32);

/// A place in the feed of events: a record of the journal and a place in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedPlace {
    /// The journal record.
    pub seq: u64,
    /// The place in the record.
    pub nth: u32,
}

/// A server that is told of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its number.
    pub id: WebhookId,
    /// Where to post.
    pub url: String,
    /// The kinds of events that it is told; empty is all.
    pub kinds: Vec<String>,
    /// What it is for.
    pub description: String,
    /// Whose events alone it is told; `None` is everybody's.
    pub customer: Option<CustomerId>,
    /// Until when messages are signed with the secret before, too.
    pub old_secret_until: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
    /// Since when it is told nothing, and why; `None` is told.
    pub disabled: Option<WebhookDisabled>,
    /// How far it was told.
    pub told: FeedPlace,
    /// Since when nothing was taken, if the last try failed.
    pub failing_since: Option<Instant>,
}

/// Since when an endpoint is told nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookDisabled {
    /// The moment.
    pub at: Instant,
    /// The reason.
    pub why: String,
}

/// An endpoint to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWebhook {
    /// Where to post: an http or https address of at most
    /// [`WEBHOOK_URL_BYTES_MAX`](super::WEBHOOK_URL_BYTES_MAX) bytes.
    pub url: String,
    /// The kinds of events that it is told; empty is all.
    pub kinds: Vec<String>,
    /// What it is for.
    pub description: String,
    /// Whose events alone it is told; `None` is everybody's.
    pub customer: Option<CustomerId>,
    /// It is told of what happens behind this place.
    pub after: FeedPlace,
}

/// What is to be changed of an endpoint; `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookChange {
    /// Where to post.
    pub url: Option<String>,
    /// The kinds of events that it is told; empty is all.
    pub kinds: Option<Vec<String>>,
    /// What it is for.
    pub description: Option<String>,
    /// True to tell it nothing, false to tell it again.
    pub disabled: Option<bool>,
}

/// The reason where a person has disabled an endpoint.
const BY_HAND: &str = "disabled by hand";

impl WebhookDisabled {
    /// True when a person has disabled it, and not Kept because nothing was taken.
    pub fn is_by_hand(&self) -> bool {
        self.why == BY_HAND
    }
}

impl WebhookId {
    /// Reads `wh_1`.
    pub fn parse(text: &str) -> Option<WebhookId> {
        let id = WebhookId(text.strip_prefix("wh_")?.parse().ok()?);
        (id.to_string() == text).then_some(id)
    }
}

impl fmt::Display for WebhookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "wh_{}", self.0)
    }
}

impl NewWebhook {
    pub(super) fn check(&self) -> Result<(), FaultKind> {
        check_url(&self.url)?;
        check_kinds(&self.kinds)?;
        check_description(&self.description)
    }

    pub(super) fn made(self, id: WebhookId, now: Instant) -> Webhook {
        Webhook {
            id,
            url: self.url,
            kinds: self.kinds,
            description: self.description,
            customer: self.customer,
            old_secret_until: None,
            created_at: now,
            disabled: None,
            told: self.after,
            failing_since: None,
        }
    }
}

impl WebhookChange {
    pub(super) fn check(&self) -> Result<(), FaultKind> {
        self.url.as_deref().map_or(Ok(()), check_url)?;
        self.kinds.as_deref().map_or(Ok(()), check_kinds)?;
        self.description
            .as_deref()
            .map_or(Ok(()), check_description)
    }

    pub(super) fn apply(self, webhook: &mut Webhook, now: Instant) {
        let by_hand = || WebhookDisabled {
            at: now,
            why: BY_HAND.to_owned(),
        };
        match self.disabled {
            Some(true) => drop(webhook.disabled.get_or_insert_with(by_hand)),
            Some(false) => (webhook.disabled, webhook.failing_since) = (None, None),
            None => {}
        }
        webhook.url = self.url.unwrap_or_else(|| webhook.url.clone());
        webhook.kinds = self.kinds.unwrap_or_else(|| webhook.kinds.clone());
        webhook.description = self
            .description
            .unwrap_or_else(|| webhook.description.clone());
    }
}

/// A row of the table.
pub(super) struct Stored {
    pub(super) webhook: Webhook,
    /// The secrets, encrypted.
    pub(super) secret: Vec<u8>,
    pub(super) old_secret: Option<Vec<u8>>,
    seal: [u8; 32],
}

impl Stored {
    pub(super) fn new(webhook: Webhook, secret: Vec<u8>) -> Stored {
        Stored {
            webhook,
            secret,
            old_secret: None,
            seal: [0; 32],
        }
    }

    /// The row, if it is as it was written.
    pub(super) fn verified(self) -> Result<Stored, FaultKind> {
        match self.sealed() == self.seal {
            true => Ok(self),
            false => Err(FaultKind::Damaged {
                how: "the webhook does not match its seal",
            }),
        }
    }

    /// BLAKE3 of the whole row: an address that was changed on disk is noticed.
    fn sealed(&self) -> [u8; 32] {
        let webhook = &self.webhook;
        let customer = webhook.customer.map(|customer| customer.0.to_le_bytes());
        let why = webhook.disabled.as_ref().map(|disabled| &disabled.why);
        seal_fields(&[
            &webhook.id.0.to_le_bytes(),
            webhook.url.as_bytes(),
            kinds_text(&webhook.kinds).as_bytes(),
            webhook.description.as_bytes(),
            &optional(customer.as_ref().map(|bytes| &bytes[..])),
            &self.secret,
            &optional(self.old_secret.as_deref()),
            &marked(webhook.old_secret_until),
            &webhook.created_at.0.to_le_bytes(),
            &marked(webhook.disabled.as_ref().map(|disabled| disabled.at)),
            &optional(why.map(String::as_bytes)),
            &webhook.told.seq.to_le_bytes(),
            &webhook.told.nth.to_le_bytes(),
            &marked(webhook.failing_since),
        ])
    }
}

pub(super) fn row_of(connection: &Connection, id: WebhookId) -> rusqlite::Result<Option<Stored>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM endpoint WHERE id = ?1"))?
        .query_row([id.0], stored)
        .optional()
}

pub(super) fn every(connection: &Connection) -> rusqlite::Result<Vec<Stored>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM endpoint ORDER BY id"))?
        .query_map([], stored)?
        .collect()
}

pub(super) fn store(connection: &Connection, row: &Stored) -> rusqlite::Result<()> {
    // Deliveries refer to the row: it is changed in place.
    let sql = format!(
        "INSERT INTO endpoint ({COLUMNS})
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
         ON CONFLICT (id) DO UPDATE SET url = ?2, kinds = ?3, description = ?4, secret = ?6,
           old_secret = ?7, old_until = ?8, disabled_at = ?10, disabled_why = ?11, told_seq = ?12,
           told_nth = ?13, failing_since = ?14, seal = ?15"
    );
    let webhook = &row.webhook;
    let disabled = webhook.disabled.as_ref();
    let stored = connection.prepare_cached(&sql)?.execute(params![
        webhook.id.0,
        webhook.url,
        kinds_text(&webhook.kinds),
        webhook.description,
        webhook.customer.map(|customer| customer.0),
        row.secret,
        row.old_secret,
        webhook.old_secret_until.map(|at| at.0),
        webhook.created_at.0,
        disabled.map(|disabled| disabled.at.0),
        disabled.map(|disabled| &disabled.why),
        webhook.told.seq as i64,
        webhook.told.nth,
        webhook.failing_since.map(|at| at.0),
        row.sealed(),
    ]);
    stored.map(drop)
}

fn stored(row: &Row) -> rusqlite::Result<Stored> {
    let moment = |index| Ok(row.get::<_, Option<i64>>(index)?.map(Instant));
    let disabled_at: rusqlite::Result<_> = moment(9);
    let why: Option<String> = row.get(10)?;
    let kinds: String = row.get(2)?;
    let webhook = Webhook {
        id: WebhookId(row.get(0)?),
        url: row.get(1)?,
        kinds: read_kinds(&kinds)?,
        description: row.get(3)?,
        customer: row.get::<_, Option<u32>>(4)?.map(CustomerId),
        old_secret_until: moment(7)?,
        created_at: Instant(row.get(8)?),
        disabled: disabled_at?
            .zip(why)
            .map(|(at, why)| WebhookDisabled { at, why }),
        told: FeedPlace {
            seq: number(row, 11)?,
            nth: row.get(12)?,
        },
        failing_since: moment(13)?,
    };
    Ok(Stored {
        webhook,
        secret: row.get(5)?,
        old_secret: row.get(6)?,
        seal: row.get(14)?,
    })
}

fn kinds_text(kinds: &[String]) -> String {
    serde_json::Value::from(kinds.to_vec()).to_string()
}

fn read_kinds(text: &str) -> rusqlite::Result<Vec<String>> {
    serde_json::from_str(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(2, rusqlite::types::Type::Text, error.into())
    })
}
