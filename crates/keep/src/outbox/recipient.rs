//! Recipients: whose orders or releases are told, in which messages and which format.

use super::Outbox;
use super::message::{OutboxFormat, OutboxKind};
use crate::fault::{Fault, FaultKind};
use crate::file::{check_room, check_size, number};
use crate::refusal::check_name;
use crate::seal::seal_fields;
use crate::webhooks::FeedPlace;
use rusqlite::{Connection, OptionalExtension, Row, params};
use vocab::{CustomerId, SiteId};

/// The most recipients at once.
pub const RECIPIENTS_MAX: u64 = 1_000;
/// Longest name of a recipient, in bytes.
pub const RECIPIENT_NAME_BYTES_MAX: usize = 40;

/// The columns of a recipient, in the order that [`stored`] reads them.
const COLUMNS: &str = "name, customer, site, kinds, format, since_seq, since_nth, seal";

/// Whose matters a recipient is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Of the orders of a customer.
    Customer(CustomerId),
    /// Of what a site, which a warehouse of somebody else runs, is to ship.
    Site(SiteId),
}

/// Someone whom business documents are sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Its name, and that of its folder.
    pub name: String,
    /// What it is told of.
    pub whose: Whose,
    /// Which messages it wants, each once, in the order of [`OutboxKind::ALL`].
    pub kinds: Vec<OutboxKind>,
    /// The format that they are written in.
    pub format: OutboxFormat,
    /// It is told of what happens behind this place of the feed.
    pub since: FeedPlace,
}

impl Outbox {
    /// Makes a recipient, or changes it; true when it is new. One that is changed stays told of what
    /// happened since it was made.
    ///
    /// # Errors
    /// [`FaultKind::Refused`] where the name can't be shown, [`FaultKind::TooLarge`] where it or the
    /// number of recipients is.
    pub fn put(&self, recipient: &Recipient) -> Result<bool, Fault> {
        let what = "the name of a recipient";
        let checked = check_size(what, recipient.name.len(), RECIPIENT_NAME_BYTES_MAX);
        let checked = checked.and_then(|()| Ok(check_name(&recipient.name)?));
        checked.map_err(|kind| self.file.fault(kind))?;
        self.file.change("storing a recipient", |connection| {
            let known = found(connection, &recipient.name)?.map(|row| row.recipient);
            let is_new = known.is_none();
            let since = known.map_or(recipient.since, |known| known.since);
            let count = "SELECT count(*) FROM recipient";
            let kept = connection.query_row(count, [], |row| number(row, 0))?;
            match check_room("the number of recipients", kept, RECIPIENTS_MAX) {
                Err(full) if is_new => Ok(Err(full)),
                Ok(()) | Err(_) => {
                    let recipient = Recipient {
                        since,
                        ..recipient.clone()
                    };
                    store(connection, &recipient)?;
                    Ok(Ok(is_new))
                }
            }
        })
    }

    /// Removes a recipient with all that waits for it and was sent to it; false when there is none.
    pub fn remove(&self, name: &str) -> Result<bool, Fault> {
        let removed = self.file.write("removing a recipient", |connection| {
            connection.execute("DELETE FROM recipient WHERE name = ?1", [name])
        });
        Ok(removed? > 0)
    }

    /// The recipient of this name.
    pub fn recipient(&self, name: &str) -> Result<Option<Recipient>, Fault> {
        let row = self
            .file
            .read("reading a recipient", |connection| found(connection, name))?;
        row.map(|row| self.checked(row)).transpose()
    }

    /// Every recipient, by name.
    pub fn recipients(&self) -> Result<Vec<Recipient>, Fault> {
        let rows: Vec<Stored> = self.file.read("listing recipients", |connection| {
            connection
                .prepare_cached(&format!("SELECT {COLUMNS} FROM recipient ORDER BY name"))?
                .query_map([], stored)?
                .collect()
        })?;
        rows.into_iter().map(|row| self.checked(row)).collect()
    }

    fn checked(&self, row: Stored) -> Result<Recipient, Fault> {
        let name = row.recipient.name.clone();
        match seal(&row.recipient) == row.seal {
            true => Ok(row.recipient),
            false => {
                let how = "the recipient does not match its seal";
                Err(self.file.fault(FaultKind::Damaged { how }).of(name))
            }
        }
    }
}

struct Stored {
    recipient: Recipient,
    seal: [u8; 32],
}

fn found(connection: &Connection, name: &str) -> rusqlite::Result<Option<Stored>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM recipient WHERE name = ?1"))?
        .query_row([name], stored)
        .optional()
}

fn stored(row: &Row) -> rusqlite::Result<Stored> {
    let customer: Option<u32> = row.get(1)?;
    let whose = match customer {
        Some(customer) => Whose::Customer(CustomerId(customer)),
        None => Whose::Site(SiteId(row.get(2)?)),
    };
    let kinds: String = row.get(3)?;
    Ok(Stored {
        recipient: Recipient {
            name: row.get(0)?,
            whose,
            kinds: kinds.split(' ').filter_map(OutboxKind::parse).collect(),
            format: row.get(4)?,
            since: FeedPlace {
                seq: number(row, 5)?,
                nth: row.get(6)?,
            },
        },
        seal: row.get(7)?,
    })
}

fn store(connection: &Connection, recipient: &Recipient) -> rusqlite::Result<()> {
    let (customer, site) = recipient.whose.columns();
    let stored = connection
        .prepare_cached(&format!(
            "INSERT INTO recipient ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (name) DO UPDATE SET customer = excluded.customer, site = excluded.site,
               kinds = excluded.kinds, format = excluded.format, seal = excluded.seal"
        ))?
        .execute(params![
            recipient.name,
            customer,
            site,
            words(&recipient.kinds),
            recipient.format,
            recipient.since.seq as i64,
            recipient.since.nth,
            seal(recipient)
        ]);
    stored.map(drop)
}

impl Whose {
    fn columns(self) -> (Option<u32>, Option<u16>) {
        match self {
            Whose::Customer(CustomerId(number)) => (Some(number), None),
            Whose::Site(SiteId(number)) => (None, Some(number)),
        }
    }
}

fn words(kinds: &[OutboxKind]) -> String {
    let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    words.join(" ")
}

/// BLAKE3 of the whole row.
fn seal(recipient: &Recipient) -> [u8; 32] {
    let (whose, number) = match recipient.whose {
        Whose::Customer(CustomerId(number)) => ("customer", number),
        Whose::Site(SiteId(number)) => ("site", u32::from(number)),
    };
    seal_fields(&[
        recipient.name.as_bytes(),
        whose.as_bytes(),
        &number.to_le_bytes(),
        words(&recipient.kinds).as_bytes(),
        recipient.format.as_str().as_bytes(),
        &recipient.since.seq.to_le_bytes(),
        &recipient.since.nth.to_le_bytes(),
    ])
}
