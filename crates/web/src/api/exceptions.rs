//! Exceptions: promises in trouble by their cause, with what could be done about each, and what was.

mod decide;
mod forms;

use super::paging;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Body as Reads, Form, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use crate::solutions::{Standing, source, standing};
use axum::http::StatusCode;
use axum::response::Response;
use book::{Command, refusal};
pub use decide::{approval, check, plan_anew};
use forms::{Detailed, Exception, List};
pub use forms::{Moved, moved};
use keep::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use views::{ExceptionFilter, ExceptionRow};
use vocab::ExceptionId;

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/exceptions",
        policy: Policy::Scope(Scope::ExceptionsRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_exceptions",
            part: Part::Exceptions,
            summary: "Exceptions, one for each cause: those that are open the most valuable first, \
                      those that are closed the latest closed first.",
            query: Some(Form::of::<ListQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/exceptions/{id}",
        policy: Policy::Scope(Scope::ExceptionsRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(find(call)),
        operation: Operation {
            id: "get_exception",
            part: Part::Exceptions,
            summary: "One exception: the promises in trouble, what could be done with what it costs \
                      and changes, or what was done and whether it can be taken back.",
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<Detailed>(200)],
            problems: openapi::LOOK,
            ..Operation::NONE
        },
    },
    Route {
        path: "/v1/exceptions/{id}/approve",
        handler: |call, body| Box::pin(decide::approve(call, body)),
        operation: Operation {
            id: "approve_solution",
            summary: "Approve a solution as it was looked at. What has changed since is refused, and \
                      worked out anew; beyond the policy's value a second person must approve too.",
            body: Some(Reads::json::<decide::Approval>()),
            answers: &[Answer::json::<forms::Approved>(200)],
            also: &[
                Kind::Book(refusal::Code::Unknown),
                Kind::Book(refusal::Code::Changed),
                Kind::Book(refusal::Code::ExceptionClosed),
                Kind::Book(refusal::Code::SecondApprover),
            ],
            ..decide::OPERATION
        },
        ..DECIDING
    },
    Route {
        path: "/v1/exceptions/{id}/dismiss",
        handler: |call, body| {
            let command = |exception| Command::CloseException { exception };
            Box::pin(decide::close(call, body, command))
        },
        operation: Operation {
            id: "dismiss_exception",
            summary: "Leave an exception as it is: its promises stay as they are now.",
            also: &[Kind::Book(refusal::Code::ExceptionClosed)],
            ..decide::OPERATION
        },
        ..DECIDING
    },
    Route {
        path: "/v1/exceptions/{id}/revert",
        handler: |call, body| {
            let command = |exception| Command::RevertSolution { exception };
            Box::pin(decide::close(call, body, command))
        },
        operation: Operation {
            id: "revert_solution",
            summary: "Take the solution of an exception back: promises are as they were before, and \
                      what is in trouble by that is raised anew.",
            also: &[
                Kind::Book(refusal::Code::CannotRevert),
                Kind::Book(refusal::Code::Changed),
            ],
            ..decide::OPERATION
        },
        ..DECIDING
    },
];

/// What the routes that decide have in common.
const DECIDING: Route = Route {
    verb: Verb::Post,
    path: "",
    policy: Policy::Scope(Scope::ExceptionsDecide),
    lane: Lane::First,
    handler: |call, _| Box::pin(find(call)),
    operation: decide::OPERATION,
};

/// `GET /v1/exceptions`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let after = paging::behind(query.after.as_deref())?;
    let limit = paging::size(query.limit)?;
    let filter = ExceptionFilter {
        closed: query.state == State::Closed,
        kind: query.kind,
        order: None,
    };
    call.catch_up().await?;
    let page = call
        .app
        .blocking(move |app| app.views.exceptions(&filter, after, limit))
        .await??;
    let next = page.next.map(|next| next.to_string());
    let shown = move |book: &book::Book| {
        let rows = page.items.iter();
        let exceptions = rows.map(|row| exception(book, row).0).collect();
        json(StatusCode::OK, &List { exceptions, next })
    };
    call.app.ask(shown).await
}

/// `GET /v1/exceptions/{id}`
pub async fn find(call: Call) -> Result<Response, Problem> {
    let id = named(&call)?;
    call.catch_up().await?;
    let found = call.app.blocking(move |app| {
        let view = app.views.exception(id)?;
        let broken = match &view {
            Some(_) => app.views.broken(id)?,
            None => Vec::new(),
        };
        Ok::<_, Problem>(view.map(|view| (view, broken)))
    });
    let (view, broken) = found.await??.ok_or_else(|| absent(id))?;
    let stamp = call.stamp();
    let shown = move |book: &book::Book| {
        let (row, standing) = exception(book, &view.exception);
        let made = forms::made(book, &view, &stamp);
        let detailed = Detailed::of(row, &broken, standing, made, book.policy.currency);
        json(StatusCode::OK, &detailed)
    };
    call.app.ask(shown).await
}

/// The exception as it is listed, and what the book offers about it.
fn exception(book: &book::Book, row: &ExceptionRow) -> (Exception, Option<Standing>) {
    let standing = standing(book, row.id).filter(|_| row.closed.is_none());
    let source = source(book, &row.cause);
    let costs = book.policy.currency;
    (
        Exception::of(row, source, standing.as_ref(), costs),
        standing,
    )
}

/// The exception that the path names.
///
/// # Errors
/// `not_found` for anything that is no number.
pub fn named(call: &Call) -> Result<ExceptionId, Problem> {
    let id = call.parameter("id").parse().map(ExceptionId);
    id.map_err(|_| Problem::web(Code::NotFound))
}

/// There is no such exception.
pub fn absent(id: ExceptionId) -> Problem {
    Problem::web(Code::NotFound).because(format!("there is no exception {id}"))
}

/// What the list may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ExceptionListQuery")]
struct ListQuery {
    /// Open ones when absent.
    #[serde(default)]
    state: State,
    /// Only exceptions of this kind.
    kind: Option<book::exception::Kind>,
    /// `next` of the page before.
    after: Option<String>,
    /// Exceptions on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// Whether something is left to be decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ExceptionState")]
enum State {
    #[default]
    Open,
    Closed,
}
