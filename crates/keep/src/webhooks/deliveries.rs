//! Deliveries: messages that wait to be taken, were taken lately, or were given up.

use super::endpoint::{FeedPlace, Stored as Endpoint, WebhookId, row_of, store};
use super::{WEBHOOK_TEXT_BYTES_MAX, Webhooks, cut};
use crate::fault::{Fault, FaultKind};
use crate::file::{check_size, number};
use crate::seal::seal_fields;
use crate::words::words;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::time::Duration;
use vocab::Instant;

/// Deliveries that wait for one endpoint at most; more are refused, and happen later.
pub const WEBHOOK_WAITING_MAX: u64 = 2_000;
/// Deliveries that were given up, of one endpoint; beyond it the oldest is forgotten.
pub const WEBHOOK_DEAD_MAX: u64 = 1_000;
/// Deliveries that were taken, of one endpoint; beyond it the oldest is forgotten.
pub const WEBHOOK_TAKEN_MAX: u64 = 100;
/// Largest message, in bytes.
pub const WEBHOOK_PAYLOAD_BYTES_MAX: usize = 1 << 20;
/// Deliveries that one call of [`Webhooks::deliveries`] or [`Webhooks::due`] returns at most.
pub const WEBHOOK_PAGE_MAX: usize = 200;

/// The columns of a delivery, in the order that [`stored`] reads them.
const COLUMNS: &str =
    "id, endpoint, seq, nth, kind, state, tried, due_at, tried_at, took, status, told";

words! {
    /// Where a delivery has come to. The words are stored and never change.
    DeliveryState {
        /// It is to be tried, for the first time or again.
        Waiting = "waiting",
        /// The endpoint has it.
        Taken = "taken",
        /// It is not tried any more, unless somebody replays it.
        Dead = "dead",
    }
}

/// A message for an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookDelivery {
    /// The webhook-id, which no other message has.
    pub id: String,
    /// The place of the event in the feed.
    pub event: FeedPlace,
    /// The kind of the event.
    pub kind: String,
    /// The message, byte for byte; at most [`WEBHOOK_PAYLOAD_BYTES_MAX`].
    pub payload: Vec<u8>,
    /// How often it was tried since it was stored or replayed.
    pub tried: u32,
}

/// A try that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryAttempt {
    /// When it began.
    pub at: Instant,
    /// How long it took; microseconds are kept.
    pub took: Duration,
    /// The status that was answered, if any was.
    pub status: Option<u16>,
    /// What came of it, in a sentence; cut at [`WEBHOOK_TEXT_BYTES_MAX`].
    pub told: String,
}

/// What becomes of a delivery after a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliverySettled {
    /// The endpoint has it.
    Taken,
    /// It is tried again at this moment.
    Again(Instant),
    /// It is given up, until somebody replays it.
    Dead,
}

/// A delivery as it is listed, without its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRow {
    /// The webhook-id.
    pub id: String,
    /// For whom it is.
    pub endpoint: WebhookId,
    /// The place of the event in the feed.
    pub event: FeedPlace,
    /// The kind of the event.
    pub kind: String,
    /// Where it has come to.
    pub state: DeliveryState,
    /// How often it was tried since it was stored or replayed.
    pub tried: u32,
    /// When it is tried next, while it waits.
    pub due_at: Option<Instant>,
    /// The last try, if there was one.
    pub last: Option<DeliveryAttempt>,
}

impl Webhooks {
    /// How many deliveries of an endpoint wait.
    pub fn waiting(&self, endpoint: WebhookId) -> Result<u64, Fault> {
        self.file.read("counting deliveries", |connection| {
            waiting(connection, endpoint)
        })
    }

    /// How many deliveries of an endpoint were given up, and nobody replayed; at most
    /// [`WEBHOOK_DEAD_MAX`].
    pub fn dead(&self, endpoint: WebhookId) -> Result<u64, Fault> {
        self.file.read("counting deliveries", |connection| {
            count(connection, endpoint, DeliveryState::Dead)
        })
    }

    /// Stores deliveries, due now, and that the endpoint was told as far as `to`, in one step. Ids
    /// that are there already are left alone. False, and nothing is done, when the endpoint was not
    /// told as far as `from`, because somebody has moved it meanwhile, or when there is none.
    ///
    /// # Errors
    /// [`FaultKind::TooLarge`] where a message is, or more than [`WEBHOOK_WAITING_MAX`] would wait.
    pub fn enqueue(
        &self,
        endpoint: WebhookId,
        deliveries: &[WebhookDelivery],
        from: FeedPlace,
        to: FeedPlace,
        now: Instant,
    ) -> Result<bool, Fault> {
        let largest = deliveries.iter().map(|one| one.payload.len()).max();
        check_size("a message", largest.unwrap_or(0), WEBHOOK_PAYLOAD_BYTES_MAX)
            .map_err(|kind| self.file.fault(kind))?;
        self.file.change("storing deliveries", |connection| {
            let mut row = match at_place(connection, endpoint, from)? {
                Ok(Some(row)) => row,
                Ok(None) => return Ok(Ok(false)),
                Err(damaged) => return Ok(Err(damaged)),
            };
            for delivery in deliveries {
                insert(connection, endpoint, delivery, now)?;
            }
            let (what, wait) = (
                "the number of waiting messages",
                waiting(connection, endpoint)?,
            );
            if let Err(full) = check_size(what, wait as usize, WEBHOOK_WAITING_MAX as usize) {
                return Ok(Err(full));
            }
            row.webhook.told = to;
            store(connection, &row)?;
            Ok(Ok(true))
        })
    }

    /// When the next delivery of an enabled endpoint is to be tried.
    pub fn next_due(&self) -> Result<Option<Instant>, Fault> {
        self.file.read("looking for deliveries", |connection| {
            connection
                .prepare_cached(
                    "SELECT due_at FROM delivery WHERE due_at IS NOT NULL AND endpoint IN
                       (SELECT id FROM endpoint WHERE disabled_at IS NULL)
                     ORDER BY due_at LIMIT 1",
                )?
                .query_row([], |row| row.get(0).map(Instant))
                .optional()
        })
    }

    /// Up to `limit` (at most [`WEBHOOK_PAGE_MAX`]) deliveries of an endpoint that are to be tried,
    /// those of the oldest events first.
    pub fn due(
        &self,
        endpoint: WebhookId,
        now: Instant,
        limit: usize,
    ) -> Result<Vec<WebhookDelivery>, Fault> {
        let limit = limit.min(WEBHOOK_PAGE_MAX) as i64;
        let rows: Vec<_> = self.file.read("reading deliveries", |connection| {
            connection
                .prepare_cached(
                    "SELECT id, seq, nth, kind, payload, tried, seal FROM delivery
                     WHERE endpoint = ?1 AND state = 'waiting' AND due_at <= ?2
                     ORDER BY seq, nth LIMIT ?3",
                )?
                .query_map(params![endpoint.0, now.0, limit], message)?
                .collect()
        })?;
        rows.into_iter()
            .map(|(delivery, kept)| self.whole(endpoint, delivery, kept))
            .collect()
    }

    /// Records a try: of a delivery that is gone meanwhile, nothing.
    pub fn record(
        &self,
        id: &str,
        attempt: &DeliveryAttempt,
        settled: DeliverySettled,
    ) -> Result<(), Fault> {
        self.file.change("recording a delivery", |connection| {
            let endpoint = note(connection, id, attempt, settled)?;
            let Some(endpoint) = endpoint else {
                return Ok(Ok(()));
            };
            forget_oldest(
                connection,
                endpoint,
                DeliveryState::Taken,
                WEBHOOK_TAKEN_MAX,
            )?;
            forget_oldest(connection, endpoint, DeliveryState::Dead, WEBHOOK_DEAD_MAX)?;
            note_failing(connection, endpoint, attempt.at, settled)
        })
    }

    /// Up to `limit` (at most [`WEBHOOK_PAGE_MAX`]) deliveries of an endpoint of events before this
    /// place, those of the newest events first.
    pub fn deliveries(
        &self,
        endpoint: WebhookId,
        state: Option<DeliveryState>,
        before: Option<FeedPlace>,
        limit: usize,
    ) -> Result<Vec<DeliveryRow>, Fault> {
        let limit = limit.min(WEBHOOK_PAGE_MAX) as i64;
        let before = before.unwrap_or(FeedPlace {
            seq: u64::MAX,
            nth: u32::MAX,
        });
        let seq = i64::try_from(before.seq).unwrap_or(i64::MAX);
        self.file.read("listing deliveries", |connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM delivery
                     WHERE endpoint = ?1 AND (?2 IS NULL OR state = ?2) AND (seq, nth) < (?3, ?4)
                     ORDER BY seq DESC, nth DESC LIMIT ?5"
                ))?
                .query_map(params![endpoint.0, state, seq, before.nth, limit], stored)?
                .collect()
        })
    }

    /// Checks that every message is as it was written.
    pub(super) fn verify_deliveries(&self) -> Result<(), Fault> {
        let mut after = 0_i64;
        loop {
            let rows: Vec<_> = self.file.read("reading deliveries", |connection| {
                connection
                    .prepare_cached(
                        "SELECT id, seq, nth, kind, payload, tried, seal, endpoint, arrival
                         FROM delivery WHERE arrival > ?1 ORDER BY arrival LIMIT ?2",
                    )?
                    .query_map(params![after, WEBHOOK_PAGE_MAX as i64], |row| {
                        Ok((message(row)?, WebhookId(row.get(7)?), row.get::<_, i64>(8)?))
                    })?
                    .collect()
            })?;
            let Some((_, _, last)) = rows.last() else {
                return Ok(());
            };
            after = *last;
            for ((delivery, kept), endpoint, _) in rows {
                self.whole(endpoint, delivery, kept)?;
            }
        }
    }

    fn whole(
        &self,
        endpoint: WebhookId,
        delivery: WebhookDelivery,
        kept: [u8; 32],
    ) -> Result<WebhookDelivery, Fault> {
        match seal(endpoint, &delivery) == kept {
            true => Ok(delivery),
            false => {
                let how = "the message does not match its seal";
                let fault = self.file.fault(FaultKind::Damaged { how });
                Err(fault.of(format!("delivery {}", delivery.id)))
            }
        }
    }
}

pub(super) fn waiting(connection: &Connection, endpoint: WebhookId) -> rusqlite::Result<u64> {
    count(connection, endpoint, DeliveryState::Waiting)
}

fn count(
    connection: &Connection,
    endpoint: WebhookId,
    state: DeliveryState,
) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT count(*) FROM delivery WHERE endpoint = ?1 AND state = ?2")?
        .query_row(params![endpoint.0, state], |row| number(row, 0))
}

/// The endpoint, if it was told exactly as far as this.
fn at_place(
    connection: &Connection,
    endpoint: WebhookId,
    place: FeedPlace,
) -> rusqlite::Result<Result<Option<Endpoint>, FaultKind>> {
    let row = row_of(connection, endpoint)?;
    let verified = row.map(Endpoint::verified).transpose();
    Ok(verified.map(|row| row.filter(|row| row.webhook.told == place)))
}

fn insert(
    connection: &Connection,
    endpoint: WebhookId,
    delivery: &WebhookDelivery,
    now: Instant,
) -> rusqlite::Result<()> {
    let inserted = connection
        .prepare_cached(
            "INSERT OR IGNORE INTO delivery
               (id, endpoint, seq, nth, kind, payload, state, tried, due_at, seal)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', 0, ?7, ?8)",
        )?
        .execute(params![
            delivery.id,
            endpoint.0,
            delivery.event.seq as i64,
            delivery.event.nth,
            delivery.kind,
            delivery.payload,
            now.0,
            seal(endpoint, delivery)
        ]);
    inserted.map(drop)
}

/// Writes a try to its delivery; whose it is, if it is still there.
fn note(
    connection: &Connection,
    id: &str,
    attempt: &DeliveryAttempt,
    settled: DeliverySettled,
) -> rusqlite::Result<Option<WebhookId>> {
    let (state, due_at) = match settled {
        DeliverySettled::Taken => (DeliveryState::Taken, None),
        DeliverySettled::Again(at) => (DeliveryState::Waiting, Some(at.0)),
        DeliverySettled::Dead => (DeliveryState::Dead, None),
    };
    connection
        .prepare_cached(
            "UPDATE delivery SET state = ?2, tried = tried + 1, due_at = ?3, tried_at = ?4,
               took = ?5, status = ?6, told = ?7
             WHERE id = ?1 RETURNING endpoint",
        )?
        .query_row(
            params![
                id,
                state,
                due_at,
                attempt.at.0,
                i64::try_from(attempt.took.as_micros()).unwrap_or(i64::MAX),
                attempt.status,
                cut(&attempt.told, WEBHOOK_TEXT_BYTES_MAX)
            ],
            |row| row.get(0).map(WebhookId),
        )
        .optional()
}

fn forget_oldest(
    connection: &Connection,
    endpoint: WebhookId,
    state: DeliveryState,
    kept: u64,
) -> rusqlite::Result<()> {
    let forgotten = connection
        .prepare_cached(
            "DELETE FROM delivery WHERE arrival IN
               (SELECT arrival FROM delivery WHERE endpoint = ?1 AND state = ?2
                ORDER BY tried_at DESC, arrival DESC LIMIT -1 OFFSET ?3)",
        )?
        .execute(params![endpoint.0, state, kept as i64]);
    forgotten.map(drop)
}

/// Notes of the endpoint since when it takes nothing, where a try has changed that.
fn note_failing(
    connection: &Connection,
    endpoint: WebhookId,
    at: Instant,
    settled: DeliverySettled,
) -> rusqlite::Result<Result<(), FaultKind>> {
    let row = row_of(connection, endpoint)?.map(Endpoint::verified);
    let mut row = match row {
        Some(Ok(row)) => row,
        Some(Err(damaged)) => return Ok(Err(damaged)),
        None => return Ok(Ok(())),
    };
    let since = match settled {
        DeliverySettled::Taken => None,
        DeliverySettled::Again(_) | DeliverySettled::Dead => row.webhook.failing_since.or(Some(at)),
    };
    if since != row.webhook.failing_since {
        row.webhook.failing_since = since;
        store(connection, &row)?;
    }
    Ok(Ok(()))
}

/// BLAKE3 of what never changes of a delivery.
fn seal(endpoint: WebhookId, delivery: &WebhookDelivery) -> [u8; 32] {
    seal_fields(&[
        delivery.id.as_bytes(),
        &endpoint.0.to_le_bytes(),
        &delivery.event.seq.to_le_bytes(),
        &delivery.event.nth.to_le_bytes(),
        delivery.kind.as_bytes(),
        &delivery.payload,
    ])
}

fn message(row: &Row) -> rusqlite::Result<(WebhookDelivery, [u8; 32])> {
    let delivery = WebhookDelivery {
        id: row.get(0)?,
        event: FeedPlace {
            seq: number(row, 1)?,
            nth: row.get(2)?,
        },
        kind: row.get(3)?,
        payload: row.get(4)?,
        tried: row.get(5)?,
    };
    Ok((delivery, row.get(6)?))
}

fn stored(row: &Row) -> rusqlite::Result<DeliveryRow> {
    let tried_at: Option<i64> = row.get(8)?;
    let last = tried_at.map(|at| {
        Ok::<_, rusqlite::Error>(DeliveryAttempt {
            at: Instant(at),
            took: Duration::from_micros(number(row, 9)?),
            status: row.get(10)?,
            told: row.get(11)?,
        })
    });
    Ok(DeliveryRow {
        id: row.get(0)?,
        endpoint: WebhookId(row.get(1)?),
        event: FeedPlace {
            seq: number(row, 2)?,
            nth: row.get(3)?,
        },
        kind: row.get(4)?,
        state: row.get(5)?,
        tried: row.get(6)?,
        due_at: row.get::<_, Option<i64>>(7)?.map(Instant),
        last: last.transpose()?,
    })
}
