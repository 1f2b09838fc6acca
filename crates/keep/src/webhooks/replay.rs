//! Replay: telling an endpoint again what it was told, or could not be told, before.

use super::Webhooks;
use super::deliveries::{WEBHOOK_WAITING_MAX, waiting};
use super::endpoint::{FeedPlace, Stored, WebhookId, row_of, store};
use crate::fault::{Fault, FaultKind};
use rusqlite::{Connection, params};
use vocab::Instant;

/// What is to be told again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replay {
    /// The delivery with this webhook-id, as long as it is kept.
    One(String),
    /// Every delivery that was given up, the oldest first, as far as so many may wait; those that
    /// don't fit stay given up.
    Dead,
    /// Everything in the feed behind this place. A place that the endpoint has not come to yet
    /// changes nothing.
    After(FeedPlace),
}

impl Webhooks {
    /// Has an endpoint told again; how many deliveries are due now, without those that the feed is
    /// still to be read for. `None` when there is no such endpoint.
    pub fn replay(
        &self,
        endpoint: WebhookId,
        replay: &Replay,
        now: Instant,
    ) -> Result<Option<u64>, Fault> {
        self.file.change("replaying deliveries", |connection| {
            let row = row_of(connection, endpoint)?.map(Stored::verified);
            let row = match row {
                Some(Ok(row)) => row,
                Some(Err(damaged)) => return Ok(Err(damaged)),
                None => return Ok(Ok(None)),
            };
            let due: Result<u64, FaultKind> = match replay {
                Replay::One(id) => Ok(one(connection, endpoint, id, now)?),
                Replay::Dead => Ok(dead(connection, endpoint, now)?),
                Replay::After(place) => Ok(after(connection, row, *place)?),
            };
            Ok(due.map(Some))
        })
    }
}

fn one(
    connection: &Connection,
    endpoint: WebhookId,
    id: &str,
    now: Instant,
) -> rusqlite::Result<u64> {
    let due = connection.execute(
        "UPDATE delivery SET state = 'waiting', tried = 0, due_at = ?3
         WHERE endpoint = ?1 AND id = ?2",
        params![endpoint.0, id, now.0],
    );
    Ok(due? as u64)
}

fn dead(connection: &Connection, endpoint: WebhookId, now: Instant) -> rusqlite::Result<u64> {
    let room = WEBHOOK_WAITING_MAX.saturating_sub(waiting(connection, endpoint)?);
    let due = connection.execute(
        "UPDATE delivery SET state = 'waiting', tried = 0, due_at = ?2 WHERE arrival IN
           (SELECT arrival FROM delivery WHERE endpoint = ?1 AND state = 'dead'
            ORDER BY seq, nth LIMIT ?3)",
        params![endpoint.0, now.0, room as i64],
    );
    Ok(due? as u64)
}

/// Sets an endpoint back. What was taken or given up since is forgotten, so that it is stored anew;
/// what waits is told anyway.
fn after(connection: &Connection, mut row: Stored, place: FeedPlace) -> rusqlite::Result<u64> {
    if place >= row.webhook.told {
        return Ok(0);
    }
    connection.execute(
        "DELETE FROM delivery
         WHERE endpoint = ?1 AND (seq, nth) > (?2, ?3) AND state <> 'waiting'",
        params![row.webhook.id.0, place.seq as i64, place.nth],
    )?;
    row.webhook.told = place;
    store(connection, &row)?;
    Ok(0)
}
