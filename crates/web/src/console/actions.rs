//! What the forms do: a command in the caller's name, and waiting until the lists know of it.

use crate::call::{Call, fingerprint, idempotency_key};
use crate::problem::Problem;
use book::Command;
use book::order::Seen;
use engine::{Envelope, Reply};

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
