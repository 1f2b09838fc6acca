//! A file as it would be read: what is wrong with it, where each field comes from, the first rows as they
//! would be, and the button that takes it.

use super::chosen::{self, ALWAYS, CHOICE, NOTHING, TEXT};
use super::words::{self, Words};
use super::wrong::Shown;
use super::{address, allowed, labels, shown};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::{form, show};
use crate::importing::{Asker, Upload, Wanted};
use crate::problem::{Code, Problem};
use axum::body::Body;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use import::{Field, FileColumn, Kind, Mapping, Need, Preview};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// How often it is looked whether a small import has ended, before its page is shown.
const LOOKS: u32 = 40;
/// How long lies between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What takes a file.
#[derive(Deserialize)]
struct Confirmed {
    /// Which column is which field, as JSON; empty where titles are recognised.
    mapping: String,
}

/// `GET /import/{import}/{file}`
pub(super) async fn look(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let kind = allowed(&call, &desk)?;
    let Some(upload) = upload(&call) else {
        return gone(&call, &desk, kind).await;
    };
    let sent: Query<Vec<(String, String)>> =
        Query::try_from_uri(&call.head.uri).unwrap_or_default();
    let mapping = chosen::mapping(&sent.0);
    let wanted = wanted(kind, &upload, mapping.clone());
    let preview = call.app.preview_import(call.caller.actor(), wanted).await?;
    let content = content(&desk, &upload, &preview, mapping.as_ref());
    let (name, _) = words::kind(desk.language, kind);
    let title = (Words::of(desk.language).title)(name);
    shown(&call, &desk, &title, StatusCode::OK, &content).await
}

/// `POST /import/{import}/{file}`
pub(super) async fn confirm(call: Call, body: Body) -> Result<Response, Problem> {
    let confirmed: Confirmed = form::read(&call, body).await?;
    let desk = Desk::of(&call);
    let kind = allowed(&call, &desk)?;
    let Some(upload) = upload(&call) else {
        return gone(&call, &desk, kind).await;
    };
    let mapping: Option<Mapping> = match confirmed.mapping.as_str() {
        "" => None,
        json => Some(crate::body::parse(json.as_bytes())?),
    };
    let asker = Asker {
        actor: call.caller.actor(),
        request: call.request_id().to_owned(),
    };
    let job = call.app.begin_import(asker, wanted(kind, &upload, mapping));
    let id = job.await?.id;
    for _ in 0..LOOKS {
        let job = call.app.blocking(move |app| app.jobs.get(id)).await??;
        if job.is_none_or(|job| job.state.is_ended()) {
            break;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(form::see(&format!("/imports/{id}")))
}

/// What a field is called, and whether it has to be there.
pub(super) fn name(desk: &Desk, field: &Field) -> Markup {
    let words = Words::of(desk.language);
    html! {
        (labels::label(desk.language, field.name))
        @if field.need == Need::Required { " " (show::badge("info", words.needed)) }
    }
}

/// What is wrong, by row and column.
pub(super) fn problems(desk: &Desk, problems: impl Iterator<Item = Shown>, more: u64) -> Markup {
    let words = Words::of(desk.language);
    html! {
        section.panel {
            header { h2 { (words.wrong) } }
            div.scroll {
                table {
                    thead { tr {
                        th.end scope="col" { (words.row) }
                        th scope="col" { (words.column) }
                        th scope="col" { (words.how) }
                    } }
                    tbody {
                        @for problem in problems {
                            tr {
                                th.end scope="row" { @if let Some(row) = problem.row { (row) } }
                                td { bdi { (problem.column.as_deref().unwrap_or_default()) } }
                                td { (problem.how(desk.language)) }
                            }
                        }
                    }
                }
            }
            @if more > 0 { p.muted { ((words.more)(&show::number(more))) } }
        }
    }
}

fn upload(call: &Call) -> Option<Upload> {
    call.app.file(call.caller.actor(), call.parameter("file"))
}

fn wanted(kind: Kind, upload: &Upload, mapping: Option<Mapping>) -> Wanted {
    Wanted {
        kind,
        source: Arc::clone(&upload.source),
        mapping,
        dry_run: false,
    }
}

async fn gone(call: &Call, desk: &Desk, kind: Kind) -> Result<Response, Problem> {
    let words = Words::of(desk.language);
    let content = html! {
        div.empty {
            h1 { (words.gone) }
            p { (words.gone_how) }
            a.button href=(address(kind)) { (words.other_file) }
        }
    };
    let status = Problem::web(Code::NotFound).kind().about().status;
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND);
    shown(call, desk, words.gone, status, &content).await
}

fn content(desk: &Desk, upload: &Upload, preview: &Preview, mapping: Option<&Mapping>) -> Markup {
    let words = Words::of(desk.language);
    let (kind, _) = words::kind(desk.language, preview.kind);
    let found = preview.problems.iter().map(Shown::of);
    html! {
        div.head {
            div {
                h1 { ((words.title)(kind)) }
                p.lead { bdi { (upload.source.name) } " · " ((words.rows)(&show::number(preview.rows as u64))) }
            }
            a.button.quiet href=(address(preview.kind)) { (words.other_file) }
        }
        div data-still {
            (verdict(desk, upload, preview, mapping))
            @if !preview.ok { (problems(desk, found, preview.problems_not_listed)) }
            (columns(desk, upload, preview))
            @if !preview.first.is_empty() { (first_rows(desk, preview)) }
        }
    }
}

/// Whether it can be taken, and the button that does it.
fn verdict(desk: &Desk, upload: &Upload, preview: &Preview, mapping: Option<&Mapping>) -> Markup {
    let words = Words::of(desk.language);
    let path = format!("{}/{}", address(preview.kind), upload.id);
    let wrong = preview.problems.len() as u64 + preview.problems_not_listed;
    let [added, changed, unchanged] =
        [preview.added, preview.changed, preview.unchanged].map(show::number);
    let written = mapping.map(|mapping| serde_json::to_string(mapping).unwrap_or_default());
    html! {
        @if preview.ok {
            div.callout.good {
                p {
                    @if preview.added + preview.changed == 0 { (words.nothing_new) }
                    @else { strong { (words.fits) } " " ((words.new_changed)(&added, &changed, &unchanged)) }
                }
                @if preview.added + preview.changed > 0 {
                    form.decide method="post" action=(path) {
                        (form::hidden(&desk.session, &path))
                        input type="hidden" name="mapping" value=(written.unwrap_or_default());
                        button type="submit" {
                            ((words.import_rows)(&show::number(preview.rows as u64)))
                        }
                    }
                } @else {
                    p { a href="/settings/import" { (words.all_imports) } }
                }
            }
        } @else {
            div.callout.bad {
                p { strong { ((words.wrong_count)(&show::number(wrong))) } " " (words.wrong_how) }
            }
        }
    }
}

/// Where each field is read from, to be chosen otherwise.
fn columns(desk: &Desk, upload: &Upload, preview: &Preview) -> Markup {
    let words = Words::of(desk.language);
    let path = format!("{}/{}", address(preview.kind), upload.id);
    let unused = preview
        .columns
        .iter()
        .filter(|column| column.fields.is_empty());
    let unused: Vec<&str> = unused.map(|column| column.title.as_str()).collect();
    html! {
        section.panel {
            header { h2 { (words.columns) } p.muted { (words.columns_lead) } }
            @if !unused.is_empty() { p.muted { ((words.unused)(&unused.join(", "))) } }
            @if !preview.sheets_not_read.is_empty() {
                p.muted { ((words.sheets)(&preview.sheets_not_read.join(", "))) }
            }
            form method="get" action=(path) {
                div.scroll {
                    table.list.mapping {
                        thead { tr {
                            th scope="col" { (words.field) }
                            th scope="col" { (words.read_from) }
                            th scope="col" { (words.cells) }
                            th scope="col" { (words.example) }
                        } }
                        tbody {
                            @for field in preview.fields.iter().filter(|field| chosen::is_kept(field)) {
                                (field_row(desk, field, &preview.columns))
                            }
                        }
                    }
                }
                div.actions { button.quiet type="submit" { (words.read_again) } }
            }
        }
    }
}

fn field_row(desk: &Desk, field: &Field, columns: &[FileColumn]) -> Markup {
    let words = Words::of(desk.language);
    let label = labels::label(desk.language, field.name);
    let now = chosen::choice(field);
    let read = columns
        .iter()
        .find(|column| Some(&column.title) == field.column.as_ref());
    let samples = read.map_or_else(String::new, |column| column.samples.join(" · "));
    html! {
        tr {
            th scope="row" { (name(desk, field)) }
            td data-label=(words.read_from) {
                select name={ (CHOICE) (field.name) } aria-label=(label) {
                    option value=(NOTHING) selected[now == NOTHING] { (words.nowhere) }
                    @for column in columns {
                        @let value = chosen::column(&column.title);
                        option value=(value) selected[now == value] { (column.title) }
                    }
                    option value=(ALWAYS) selected[now == ALWAYS] { (words.always) }
                }
                " "
                input type="text" dir="auto" autocomplete="off" name={ (TEXT) (field.name) }
                    value=(field.always.as_deref().unwrap_or_default())
                    aria-label=((words.always_text)(label));
            }
            td.muted data-label=(words.cells) { bdi { (samples) } }
            td.muted data-label=(words.example) { bdi { (field.example) } }
        }
    }
}

/// The first rows, in the fields that have anything in them.
fn first_rows(desk: &Desk, preview: &Preview) -> Markup {
    let words = Words::of(desk.language);
    let kept = preview.fields.iter().filter(|field| chosen::is_kept(field));
    let is_filled = |place: usize| {
        let mut rows = preview.first.iter();
        rows.any(|row| row.cells.get(place).is_some_and(|cell| !cell.is_empty()))
    };
    let filled: Vec<(usize, &Field)> = kept
        .enumerate()
        .filter(|(place, _)| is_filled(*place))
        .collect();
    html! {
        section.panel {
            header { h2 { (words.first) } p.muted { (words.first_lead) } }
            div.scroll {
                table.cells {
                    thead { tr {
                        th.end scope="col" { (words.row) }
                        th scope="col" { span.hidden { (words.state) } }
                        @for (_, field) in &filled {
                            th scope="col" { (labels::label(desk.language, field.name)) }
                        }
                    } }
                    tbody {
                        @for row in &preview.first {
                            @let (tone, word) = words::mark(desk.language, row.mark);
                            tr {
                                th.end scope="row" { (row.row) }
                                td { (show::badge(tone, word)) }
                                @for (place, _) in &filled {
                                    td dir="auto" { (row.cells.get(*place).map_or("", String::as_str)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
