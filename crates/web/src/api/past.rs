//! An order as it was before a command: retold from the journal, so that a repeated move is answered
//! as it was the first time.

use super::orders::current;
use crate::call::{Call, idempotency_key};
use crate::problem::Problem;
use crate::state::App;
use book::{Event, Order};
use std::collections::BTreeSet;
use vocab::{IdempotencyKey, OrderId};

/// Happenings of an order that are retold at most; the lists tell more of one.
const HAPPENINGS_MAX: usize = 1_000;

/// The order right before the command that this record holds under the key of the call. `None` when
/// more has happened to it than is retold.
///
/// # Errors
/// `bad_header`, `views_behind`; when the journal can't be read.
pub async fn before(call: &Call, order: OrderId, seq: u64) -> Result<Option<Order>, Problem> {
    let Some(key) = call.stated_key()? else {
        return Ok(None);
    };
    let key = idempotency_key(call.caller.actor(), key.as_bytes())?;
    let view = current(call, move |app| app.views.order(order)).await?;
    let Some(told) = view.map(|view| view.timeline) else {
        return Ok(None);
    };
    if told.len() > HAPPENINGS_MAX {
        return Ok(None);
    }
    let records = told.iter().map(|entry| entry.seq);
    let mut records: BTreeSet<u64> = records.filter(|record| *record < seq).collect();
    records.insert(seq);
    let retell = move |app: &App| retold(app, order, &records, seq, key);
    call.app.blocking(retell).await?
}

/// What these records tell of an order, up to the entry of the last one that has this key.
fn retold(
    app: &App,
    id: OrderId,
    records: &BTreeSet<u64>,
    last: u64,
    key: IdempotencyKey,
) -> Result<Option<Order>, Problem> {
    let mut order = None;
    for seq in records {
        let Some(batch) = app.records.batch(*seq)? else {
            return Ok(None);
        };
        for entry in &batch.entries {
            if *seq == last && entry.key == Some(key) {
                return Ok(order);
            }
            for event in entry.outcome.iter().flatten() {
                if event.about_order() == Some(id) && !take(&mut order, event) {
                    return Ok(None);
                }
            }
        }
    }
    Ok(None)
}

/// False for what can't have happened to it.
fn take(order: &mut Option<Order>, event: &Event) -> bool {
    match order {
        Some(order) => order.take(event).is_ok(),
        None => {
            *order = Order::placed_by(event);
            order.is_some()
        }
    }
}
