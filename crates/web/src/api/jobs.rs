//! Jobs: long work that somebody began, how far it has come, and what came of it.

use super::paging;
use super::supply::Nothing;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{Answer, Body as Reads, Form, Operation, Part};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use keep::{Job, JobId, JobState, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use vocab::{ActorId, Instant};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/jobs",
        policy: Policy::Key,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_jobs",
            part: Part::Integration,
            summary: "Your jobs, the latest first; everybody's for a key that manages access.",
            query: Some(Form::of::<ListQuery>()),
            answers: &[Answer::json::<List>(200)],
            problems: &[Kind::Web(Code::BadQuery), Kind::Web(Code::BadCursor)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/jobs/{job}",
        policy: Policy::Key,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(look(call)),
        operation: Operation {
            id: "get_job",
            part: Part::Integration,
            summary: "One job: how far it has come, and what came of it.",
            answers: &[Answer::json::<Shown>(200)],
            problems: &[Kind::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/jobs/{job}/cancel",
        policy: Policy::Key,
        lane: Lane::First,
        handler: |call, body| Box::pin(cancel(call, body)),
        operation: Operation {
            id: "cancel_job",
            part: Part::Integration,
            summary: "Ask a job to end before it changes anything. One that has begun to change \
                      things is carried through, as it is all or nothing.",
            body: Some(Reads::json::<Nothing>()),
            answers: &[Answer::json::<Shown>(202)],
            problems: &[
                Kind::Web(Code::NotFound),
                Kind::Web(Code::MalformedJson),
                Kind::Web(Code::UnknownField),
                Kind::Web(Code::BadValue),
                Kind::Web(Code::TooLarge),
                Kind::Web(Code::UnsupportedMediaType),
            ],
            ..Operation::NONE
        },
    },
];

/// `GET /v1/jobs`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    let before = query
        .after
        .as_deref()
        .map(|text| JobId::parse(text).ok_or_else(|| Problem::web(Code::BadCursor)));
    let (before, whose) = (before.transpose()?, whose(&call));
    let jobs = call
        .app
        .blocking(move |app| app.jobs.list(whose, before, limit + 1));
    let mut jobs = jobs.await??;
    let more = jobs.len() > limit;
    jobs.truncate(limit);
    let last = jobs.last().filter(|_| more);
    let list = List {
        next: last.map(|job| job.id.to_string()),
        jobs: jobs.iter().map(shown).collect(),
    };
    Ok(json(StatusCode::OK, &list))
}

/// `GET /v1/jobs/{job}`
pub async fn look(call: Call) -> Result<Response, Problem> {
    let job = found(&call).await?;
    Ok(json(StatusCode::OK, &shown(&job)))
}

/// `POST /v1/jobs/{job}/cancel`
pub async fn cancel(call: Call, body: Body) -> Result<Response, Problem> {
    let _: Nothing = call.json(body).await?;
    let job = found(&call).await?;
    call.app.stop_import(job.id);
    Ok(json(StatusCode::ACCEPTED, &shown(&found(&call).await?)))
}

/// Whose jobs the caller sees; `None` is everybody's.
fn whose(call: &Call) -> Option<ActorId> {
    let manages = call.caller.scopes().contains(Scope::AccessManage);
    (!manages).then(|| call.caller.actor())
}

async fn found(call: &Call) -> Result<Job, Problem> {
    let absent = || Problem::web(Code::NotFound).because("there is no such job of yours");
    let id = JobId::parse(call.parameter("job")).ok_or_else(absent)?;
    let whose = whose(call);
    let job = call.app.blocking(move |app| app.jobs.get(id)).await??;
    let seen = job.filter(|job| whose.is_none_or(|own| own == job.actor));
    seen.ok_or_else(absent)
}

/// What a list of jobs may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "JobQuery")]
struct ListQuery {
    /// `next` of the page before.
    after: Option<String>,
    /// Jobs on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// A page of jobs.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "JobList")]
struct List {
    /// The jobs.
    jobs: Vec<Shown>,
    /// Hand it in as `after` for the next page; null on the last.
    next: Option<String>,
}

/// A job.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "Job")]
pub struct Shown {
    /// Its number, such as `job_1`.
    job: String,
    /// What is done, such as `import_items`, or `check_items` in a dry run.
    kind: String,
    /// Where it has come to.
    #[schemars(with = "State")]
    state: &'static str,
    /// Steps that are done.
    done: u64,
    /// Steps that there are, once that is known.
    total: Option<u64>,
    /// Who began it.
    actor: ActorId,
    /// When it was begun.
    created_at: Instant,
    /// When it ended.
    ended_at: Option<Instant>,
    /// What came of it; null until it has ended.
    #[schemars(with = "Option<import::Report>")]
    report: Option<Value>,
    /// Why it could not be carried through; null unless it could not.
    failure: Option<String>,
}

/// Where a job has come to.
#[derive(JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "JobState")]
#[expect(dead_code, reason = "tells the words of keep::JobState")]
enum State {
    /// It waits for its turn.
    Queued,
    /// It is being done.
    Running,
    /// It is done.
    Done,
    /// It could not be done; nothing was changed when there is a report.
    Failed,
    /// Kept was stopped before it was done.
    Interrupted,
    /// It was cancelled before it changed anything.
    Cancelled,
}

/// A job as it is told.
pub fn shown(job: &Job) -> Shown {
    let outcome = job
        .report
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let (mut report, mut failure) = (None, None);
    if let Some(Value::Object(mut outcome)) = outcome {
        report = outcome.remove("report");
        failure = outcome.remove("failure");
    }
    Shown {
        job: job.id.to_string(),
        kind: job.kind.clone(),
        state: JobState::as_str(job.state),
        done: job.done,
        total: job.total,
        actor: job.actor,
        created_at: job.created_at,
        ended_at: job.ended_at,
        report,
        failure: failure.and_then(|text| text.as_str().map(str::to_owned)),
    }
}
