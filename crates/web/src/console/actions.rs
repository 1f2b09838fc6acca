//! What the forms do: one command each, then back to the page, which shows what came of it.

use super::desk::Desk;
use super::form;
use crate::call::{Call, fingerprint, idempotency_key};
use crate::problem::{Code, Problem};
use axum::body::Body;
use axum::response::Response;
use book::event::CancelReason;
use book::order::{HoldKind, Seen};
use book::{Command, Event};
use engine::{Envelope, Reply};
use serde::Deserialize;
use vocab::OrderId;

#[derive(Deserialize)]
struct Release {
    kind: HoldKind,
}

#[derive(Deserialize)]
struct Cancel {
    reason: CancelReason,
}

pub(super) async fn release(call: Call, body: Body) -> Result<Response, Problem> {
    let Release { kind } = form::read(&call, body).await?;
    let order = order(&call)?;
    let to = format!("/orders/{}?done=released", order.number());
    carry_out(call, Command::ReleaseHold { order, kind }, |_| to).await
}

pub(super) async fn cancel(call: Call, body: Body) -> Result<Response, Problem> {
    let Cancel { reason } = form::read(&call, body).await?;
    let order = order(&call)?;
    let to = format!("/orders/{}?done=cancelled", order.number());
    let lines = Vec::new();
    let command = Command::CancelOrder {
        order,
        lines,
        reason,
    };
    carry_out(call, command, |_| to).await
}

fn order(call: &Call) -> Result<OrderId, Problem> {
    let number = OrderId::parse_number(call.parameter("number"));
    number.ok_or_else(|| Problem::web(Code::NotFound))
}

/// Gives a command in the caller's name. What is given `once` and comes again gets the answer that
/// it got the first time.
///
/// # Errors
/// When the engine does not answer. A refusal is an answer.
pub(super) async fn give(
    call: &Call,
    command: Command,
    seen: Option<Seen>,
    once: Option<&str>,
) -> Result<Reply, Problem> {
    let actor = call.caller.actor();
    let path = call.head.uri.path();
    let key = match once {
        Some(once) => {
            let stands_for = fingerprint(&mut Vec::new(), command.name(), path, |_| {});
            Some((idempotency_key(actor, once.as_bytes())?, stands_for))
        }
        None => None,
    };
    let envelope = Envelope {
        key,
        actor,
        seen,
        command,
    };
    call.app.submit(envelope).await
}

/// Waits until the lists know of a record. Should they be late, a page shows the state before for a
/// moment.
pub(super) async fn wait_for(call: &Call, seq: u64) -> Result<(), Problem> {
    let time = call.app.limits.views_time;
    let waited = call.app.blocking(move |app| app.views.wait_for(seq, time));
    waited.await.map(drop)
}

/// Gives the command, waits until the lists know of it, and sends the browser on. A refusal is
/// shown as a page.
async fn carry_out(
    call: Call,
    command: Command,
    to: impl FnOnce(&[Event]) -> String,
) -> Result<Response, Problem> {
    let reply = give(&call, command, None, None).await?;
    let events = match reply.outcome {
        Ok(events) => events,
        Err(refusal) => {
            let desk = Desk::of(&call);
            let title = desk.words().actions.refused;
            return Ok(desk.notice(409, title, &refusal.message));
        }
    };
    wait_for(&call, reply.seq).await?;
    Ok(form::see(&to(&events)))
}
