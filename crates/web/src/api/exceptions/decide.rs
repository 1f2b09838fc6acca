//! Deciding about an exception: approving a solution, leaving it as it is, taking a solution back.

use super::forms::{Approved, moved};
use super::{absent, named};
use crate::call::Call;
use crate::openapi::{Answer, Body as Reads, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::solutions::{Kept, Version, may_approve};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::{Command, Event, Refusal, refusal};
use engine::Envelope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vocab::ExceptionId;

/// What deciding has in common.
pub const OPERATION: Operation = Operation {
    part: Part::Exceptions,
    headers: &[Place::IDEMPOTENCY_KEY],
    body: Some(Reads::json::<Nothing>()),
    answers: &[Answer::json::<Closed>(200)],
    problems: &[
        Kind::Web(Code::NotFound),
        Kind::Web(Code::BadHeader),
        Kind::Web(Code::MalformedJson),
        Kind::Web(Code::UnknownField),
        Kind::Web(Code::BadValue),
        Kind::Web(Code::TooLarge),
        Kind::Web(Code::UnsupportedMediaType),
        Kind::Book(refusal::Code::KeyReused),
    ],
    ..Operation::NONE
};

/// Which solution is approved.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SolutionApproval")]
pub struct Approval {
    /// Its `number`.
    solution: u16,
    /// Its `seen`, as it was looked at.
    seen: Version,
}

/// Nothing has to be said.
#[derive(Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ExceptionDecision")]
struct Nothing {}

/// What came of it.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ExceptionDecided")]
struct Closed {
    /// The exception.
    exception: ExceptionId,
    /// The exception that was raised anew; null when none was.
    raised: Option<ExceptionId>,
}

/// `POST /v1/exceptions/{id}/approve`
pub async fn approve(call: Call, body: Body) -> Result<Response, Problem> {
    let exception = known(&call).await?;
    let asked: Approval = call.json(body).await?;
    check(&call, exception, asked.solution).await?;
    let command = approval(exception, asked.solution, asked.seen);
    let decided = match call.decide(command, &asked).await {
        Ok(decided) => decided,
        Err(problem) => {
            if problem.kind() == Kind::Book(refusal::Code::Changed) {
                plan_anew(&call, exception).await?;
            }
            return Err(problem);
        }
    };
    let shifts = decided.events.iter().find_map(|event| match event {
        Event::PlanMade { shifts, .. } => Some(shifts),
        _ => None,
    });
    let approved = Approved {
        exception,
        made: shifts.is_some(),
        changes: shifts.map(|shifts| moved(shifts)).unwrap_or_default(),
    };
    Ok(decided.answer(StatusCode::OK, &approved))
}

/// `POST /v1/exceptions/{id}/dismiss` and `POST /v1/exceptions/{id}/revert`
pub async fn close(
    call: Call,
    body: Body,
    command: fn(ExceptionId) -> Command,
) -> Result<Response, Problem> {
    let exception = known(&call).await?;
    let asked: Nothing = call.json(body).await?;
    let decided = call.decide(command(exception), &asked).await?;
    let raised = decided.events.iter().find_map(|event| match event {
        Event::ExceptionRaised { exception, .. } => Some(*exception),
        _ => None,
    });
    let closed = Closed { exception, raised };
    Ok(decided.answer(StatusCode::OK, &closed))
}

/// The command that approves a solution as it was seen.
pub fn approval(exception: ExceptionId, number: u16, seen: Version) -> Command {
    Command::ApproveProposal {
        exception,
        proposal: number,
        seen: Some(seen.0),
    }
}

/// Refuses what the rules of trust offer nobody, and what releases an order where the caller may not.
///
/// # Errors
/// `unknown`; `forbidden`.
pub async fn check(call: &Call, exception: ExceptionId, number: u16) -> Result<(), Problem> {
    let scopes = call.caller.scopes();
    let look = move |book: &book::Book| may_approve(book, exception, number, scopes);
    match call.app.ask(look).await? {
        Ok(()) => Ok(()),
        Err(Kept::Back) => {
            let message = format!("solution {number} is not offered");
            Err(Problem::from(Refusal::new(refusal::Code::Unknown, message)))
        }
        Err(Kept::Held) => {
            let detail = "this releases an order from its holds, which needs holds:release";
            Err(Problem::web(Code::Forbidden).because(detail))
        }
    }
}

/// What was stale is worked out anew.
///
/// # Errors
/// When the engine does not answer. That the exception is closed meanwhile is none.
pub async fn plan_anew(call: &Call, exception: ExceptionId) -> Result<(), Problem> {
    let envelope = Envelope {
        key: None,
        actor: call.caller.actor(),
        seen: None,
        command: Command::SettleException { exception },
    };
    call.app.submit(envelope).await.map(drop)
}

/// The exception that the path names, if there ever was one.
async fn known(call: &Call) -> Result<ExceptionId, Problem> {
    let id = named(call)?;
    let raised = |book: &book::Book| book.exceptions_raised();
    match id.0 < call.app.ask(raised).await? {
        true => Ok(id),
        false => Err(absent(id)),
    }
}
