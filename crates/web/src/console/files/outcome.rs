//! What came of an import: how far it is, what is in, or what was wrong.

use super::words::Words;
use super::wrong::Shown;
use super::{heading, look, shown};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::{form, show};
use crate::problem::{Code, Problem};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use import::Kind;
use keep::{Job, JobId, JobState};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;

/// A form without fields of its own.
#[derive(Deserialize)]
struct Nothing {}

/// `GET /imports/{job}`
pub(super) async fn look(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let job = found(&call).await?;
    let words = Words::of(desk.language);
    let is_empty = super::company(&call).await?.is_empty();
    let title = title(&desk, &job);
    let content = html! {
        div.head { h1 { (title) } }
        (told(&desk, &job))
        div.actions {
            @if !job.state.is_ended() {
                a.button.quiet href={ "/imports/" (job.id) } { (words.look_again) }
                (cancel_form(&desk, &job))
            }
            @if is_empty { a.button href="/start" { (words.go_on) } }
            @else { a.button.quiet href="/start" { (words.go_on) } }
            a.button.quiet href="/settings/import" { (words.all_imports) }
        }
    };
    shown(&call, &desk, &title, StatusCode::OK, &content).await
}

/// `POST /imports/{job}/cancel`
pub(super) async fn cancel(call: Call, body: Body) -> Result<Response, Problem> {
    let Nothing {} = form::read(&call, body).await?;
    let job = found(&call).await?;
    call.app.stop_import(job.id);
    Ok(form::see(&format!("/imports/{}", job.id)))
}

/// What a job is called.
pub(super) fn title(desk: &Desk, job: &Job) -> String {
    let kind = job.kind.rsplit('_').next().and_then(Kind::parse);
    match kind {
        Some(kind) => heading(desk, kind),
        None => job.kind.clone(),
    }
}

/// The job of the path: everybody who imports sees what was imported.
async fn found(call: &Call) -> Result<Job, Problem> {
    let absent = || Problem::web(Code::NotFound);
    let id = JobId::parse(call.parameter("job")).ok_or_else(absent)?;
    let job = call.app.blocking(move |app| app.jobs.get(id)).await??;
    job.ok_or_else(absent)
}

fn told(desk: &Desk, job: &Job) -> Markup {
    let words = Words::of(desk.language);
    let outcome = job
        .report
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let outcome: Value = outcome.unwrap_or_default();
    match job.state {
        JobState::Queued | JobState::Running => under_way(words, job),
        JobState::Done => taken(words, &outcome["report"]),
        JobState::Failed => failed(desk, &outcome),
        JobState::Cancelled => html! { p.callout { (words.cancelled) } },
        JobState::Interrupted => html! {
            p.callout.warn { strong { (words.interrupted) } " " (words.interrupted_how) }
        },
    }
}

fn under_way(words: &Words, job: &Job) -> Markup {
    html! {
        div.callout role="status" {
            @match job.total {
                Some(total) if job.done > 0 => p {
                    ((words.running)(&show::number(job.done), &show::number(total)))
                },
                Some(_) | None => p { (words.checking) },
            }
            @if let Some(total) = job.total {
                progress value=(job.done) max=(total) aria-hidden="true" {}
            }
        }
    }
}

fn taken(words: &Words, report: &Value) -> Markup {
    let count = |name: &str| show::number(report[name].as_u64().unwrap_or_default());
    let texts = |name: &str| {
        let all = report[name].as_array().into_iter().flatten();
        all.filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
    };
    let unused = texts("unused");
    html! {
        div.callout.good role="status" {
            p {
                strong { (words.done) } " "
                ((words.new_changed)(&count("added"), &count("changed"), &count("unchanged")))
            }
            @if !unused.is_empty() { p { ((words.unused)(&unused)) } }
        }
    }
}

fn failed(desk: &Desk, outcome: &Value) -> Markup {
    let words = Words::of(desk.language);
    let report = &outcome["report"];
    let errors = report["errors"].as_array().into_iter().flatten();
    html! {
        div.callout.bad role="status" {
            p { strong { (words.failed) } ". " (words.failed_how) }
            @if let Some(failure) = outcome["failure"].as_str() { p lang="en" dir="ltr" { (failure) } }
        }
        @if report.is_object() {
            (look::problems(desk, errors.filter_map(Shown::kept), report["errors_not_listed"].as_u64().unwrap_or_default()))
        }
    }
}

fn cancel_form(desk: &Desk, job: &Job) -> Markup {
    let path = format!("/imports/{}/cancel", job.id);
    html! {
        form method="post" action=(path) {
            (form::hidden(&desk.session, &path))
            button.danger type="submit" { (Words::of(desk.language).cancel) }
        }
    }
}
