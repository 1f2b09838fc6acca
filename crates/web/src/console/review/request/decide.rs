//! Deciding: nothing is accepted that was not shown before, and nothing typed is lost.

use super::typed::{LINES_TYPED_MAX, Typed, TypedLine};
use super::weighed::Weighed;
use super::{DECLINE_REASONS, Looked, Notice, look, missing, shown, weighed};
use crate::call::Call;
use crate::console::actions;
use crate::console::desk::Desk;
use crate::console::form::{self, Sent, see};
use crate::console::review::within::Within;
use crate::problem::{Code, Problem};
use axum::body::Body;
use axum::extract::Query;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use book::{Command, Refusal, refusal};

/// The largest form, in bytes: a line has about 200, and letters that are not Latin take six each.
const FORM_BYTES_MAX: usize = 1 << 20;

/// `POST /review/{id}/accept`
pub(in crate::console::review) async fn accept(
    call: Call,
    body: Body,
) -> Result<Response, Problem> {
    let sent = form::read_large(&call, body, FORM_BYTES_MAX).await?;
    let desk = Desk::of(&call);
    let within = within(&sent);
    let mut typed = Typed::of(&sent);
    let changed = touched(&mut typed, &sent);
    let looked = look(&desk, &call, within.clone(), None, Some(typed.clone())).await?;
    let Some(looked) = looked else {
        return Ok(missing(&desk));
    };
    let Some(weighed) = weighed(&desk, &call, &looked, Some(typed)).await? else {
        return settled(&desk, &call, &looked).await;
    };
    let accepts = sent.get("do") == Some("accept") && !changed;
    let (status, notice) = match (accepts, weighed.result.is_some()) {
        (true, true) if sent.get("checked") == Some(&weighed.mark()) => {
            match carry_out(&call, &looked, &weighed).await? {
                Ok(()) => return Ok(see(&onward(&looked, &within))),
                Err(refusal) if refusal.code == refusal::Code::RequestSettled => {
                    return meanwhile(&desk, &call, within).await;
                }
                Err(refusal) => (StatusCode::CONFLICT, Notice::Refused(refusal)),
            }
        }
        (true, true) => (StatusCode::OK, Notice::Look),
        (true, false) => (StatusCode::UNPROCESSABLE_ENTITY, Notice::Nothing),
        (false, _) => (StatusCode::OK, Notice::Nothing),
    };
    shown(&desk, &call, &looked, Some(&weighed), true, status, notice).await
}

/// `POST /review/{id}/decline`
pub(in crate::console::review) async fn decline(
    call: Call,
    body: Body,
) -> Result<Response, Problem> {
    let sent = form::read_large(&call, body, FORM_BYTES_MAX).await?;
    let desk = Desk::of(&call);
    let word = sent.get("reason").unwrap_or_default();
    let known = DECLINE_REASONS.iter().find(|(known, _)| *known == word);
    let Some((_, reason)) = known.copied() else {
        return Err(Problem::web(Code::BadValue).because("the form does not say why"));
    };
    let within = within(&sent);
    let Some(looked) = look(&desk, &call, within.clone(), None, None).await? else {
        return Ok(missing(&desk));
    };
    let request = looked.view.request.id;
    let command = Command::DeclineRequest { request, reason };
    let reply = actions::give(&call, command, None, None).await?;
    match reply.outcome {
        Ok(_) => {
            actions::wait_for(&call, reply.seq).await?;
            Ok(see(&onward(&looked, &within)))
        }
        Err(_) => meanwhile(&desk, &call, within).await,
    }
}

/// Which part of the inbox is worked through, as the form tells it.
fn within(sent: &Sent) -> Within {
    let query = sent.get("within").unwrap_or_default();
    let uri = format!("/{query}").parse::<Uri>();
    let within = uri.ok().and_then(|uri| Query::try_from_uri(&uri).ok());
    within.map_or_else(Within::default, |Query(within)| within)
}

/// Takes what was chosen, and adds a line where one was asked for; whether anything was.
fn touched(typed: &mut Typed, sent: &Sent) -> bool {
    match sent.get("take").and_then(|take| take.split_once(':')) {
        Some(("customer", code)) => {
            typed.customer = code.to_owned();
            // The address was the other customer's.
            typed.ship_to = String::new();
            return true;
        }
        Some((number, code)) => {
            let number = number.parse::<usize>().ok();
            if let Some(line) = number.and_then(|number| typed.lines.get_mut(number)) {
                line.item = code.to_owned();
            }
            return true;
        }
        None => {}
    }
    let adds = sent.get("do") == Some("add") && typed.lines.len() < LINES_TYPED_MAX;
    if adds {
        typed.lines.push(TypedLine::default());
    }
    adds
}

/// Accepts what was shown, if the order that it changes still is as it was.
async fn carry_out(
    call: &Call,
    looked: &Looked,
    weighed: &Weighed,
) -> Result<Result<(), Refusal>, Problem> {
    let before = weighed
        .outcome()
        .and_then(|outcome| outcome.before.as_ref());
    let command = Command::AcceptRequest {
        request: looked.view.request.id,
        draft: weighed.draft.clone(),
    };
    let seen = before.map(|(_, seen)| *seen);
    let reply = actions::give(call, command, seen, None).await?;
    match reply.outcome {
        Ok(_) => {
            let (request, draft) = (looked.view.request.id, weighed.draft.clone());
            call.app.learn(request, draft, call.caller.actor()).await;
            actions::wait_for(call, reply.seq).await?;
            Ok(Ok(()))
        }
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// The next one that waits, or the inbox; both tell what became of this one.
fn onward(looked: &Looked, within: &Within) -> String {
    let path = match looked.place.next {
        Some(next) => format!("/review/{next}"),
        None => "/review".to_owned(),
    };
    within.address(&path, "was", &looked.view.request.id.to_string())
}

/// The page of a request that was settled before the form came.
async fn meanwhile(desk: &Desk, call: &Call, within: Within) -> Result<Response, Problem> {
    actions::wait_for(call, call.app.engine.durable()).await?;
    match look(desk, call, within, None, None).await? {
        Some(looked) => settled(desk, call, &looked).await,
        None => Ok(missing(desk)),
    }
}

/// Who sent the same form twice goes on; anyone else is told who was faster.
async fn settled(desk: &Desk, call: &Call, looked: &Looked) -> Result<Response, Problem> {
    if looked.view.request.settled_by == Some(call.caller.actor()) {
        return Ok(see(&onward(looked, &looked.within)));
    }
    let status = StatusCode::CONFLICT;
    shown(desk, call, looked, None, false, status, Notice::Meanwhile).await
}
