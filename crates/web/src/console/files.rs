//! Importing files: one is chosen, looked at as it would be read, its columns put right, and taken as a
//! whole or not at all.

mod chosen;
mod company;
mod labels;
mod look;
mod outcome;
pub(super) mod words;
mod wrong;

use super::desk::Desk;
use super::form;
use super::frame::{Section, page as frame};
use super::{page, show, told};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, typed};
use crate::importing::scopes;
use crate::problem::{Code, Kind as Trouble, Problem};
use crate::receipt;
use crate::router::Route;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use import::{BYTES_MAX, Kind};
use keep::Scope;
use maud::{Markup, html};
use words::Words;

pub(super) use company::{Company, company};

/// Who imports. What exactly, each kind says.
pub(super) const IMPORT: Policy = Policy::Page(Scope::CatalogueWrite);

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[
    page("/import/{import}", IMPORT, |call, _| told(call, ask)),
    Route {
        lane: Lane::Background,
        ..super::form("/import/{import}", IMPORT, |call, body| {
            told(call, |call| take(call, body))
        })
    },
    page("/import/{import}/template", IMPORT, |call, _| {
        told(call, template)
    }),
    page("/import/{import}/{file}", IMPORT, |call, _| {
        told(call, look::look)
    }),
    super::form("/import/{import}/{file}", IMPORT, |call, body| {
        told(call, |call| look::confirm(call, body))
    }),
    page("/imports/{job}", IMPORT, |call, _| {
        told(call, outcome::look)
    }),
    super::form("/imports/{job}/cancel", IMPORT, |call, body| {
        told(call, |call| outcome::cancel(call, body))
    }),
];

/// Where a kind is imported.
pub(super) fn address(kind: Kind) -> String {
    format!("/import/{}", kind.as_str())
}

/// What a kind is called where it stands alone.
pub(super) fn heading(desk: &Desk, kind: Kind) -> String {
    let (name, _) = words::kind(desk.language, kind);
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.as_str().chars()).collect()
}

/// The latest imports of everybody, with what came of them.
pub(super) fn recent(desk: &Desk, jobs: &[keep::Job]) -> Markup {
    let words = Words::of(desk.language);
    html! {
        section.panel {
            header { h2 { (words.recent) } }
            @if jobs.is_empty() { p.muted { (words.no_recent) } }
            @else {
                div.scroll {
                    table.list {
                        thead { tr {
                            th scope="col" { (words.what) }
                            th scope="col" { (words.when) }
                            th scope="col" { (words.state) }
                        } }
                        tbody {
                            @for job in jobs {
                                @let (tone, state) = words::state(desk.language, job.state);
                                tr {
                                    th scope="row" {
                                        a href={ "/imports/" (job.id) } { (outcome::title(desk, job)) }
                                    }
                                    td data-label=(words.when) { (show::moment(desk, job.created_at)) }
                                    td.state { (show::badge(tone, state)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `GET /import/{import}`
async fn ask(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let kind = allowed(&call, &desk)?;
    asked(&call, &desk, kind, "").await
}

/// `POST /import/{import}`
async fn take(call: Call, body: Body) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let kind = allowed(&call, &desk)?;
    let words = Words::of(desk.language);
    let _room = receipt::room(&call.app).await?;
    let files = match form::read_files(&call, body, BYTES_MAX).await {
        Ok((_, files)) => files,
        Err(problem) if problem.kind() == Trouble::Web(Code::TooLarge) => {
            return asked(&call, &desk, kind, words.file_hint).await;
        }
        Err(problem) => return Err(problem),
    };
    let Some(file) = files.into_iter().find(|file| !file.bytes.is_empty()) else {
        return asked(&call, &desk, kind, words.no_file).await;
    };
    let actor = call.caller.actor();
    let upload = call.app.take_file(actor, &file.name, file.bytes.into());
    Ok(form::see(&format!("{}/{}", address(kind), upload.id)))
}

/// `GET /import/{import}/template`
async fn template(call: Call) -> Result<Response, Problem> {
    let kind = allowed(&call, &Desk::of(&call))?;
    let csv = HeaderValue::from_static("text/csv; charset=utf-8");
    let text = import::BYTE_ORDER_MARK.to_owned() + &import::template(kind);
    let mut response = typed(StatusCode::OK, csv, text.into_bytes());
    let saved = format!("attachment; filename=\"{}.csv\"", kind.as_str());
    let saved = HeaderValue::from_str(&saved).expect("a word is plain letters");
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, saved);
    Ok(response)
}

/// What the path says is imported, if the person may.
fn allowed(call: &Call, desk: &Desk) -> Result<Kind, Problem> {
    let kind = Kind::parse(call.parameter("import"));
    let kind = kind.ok_or_else(|| Problem::web(Code::NotFound))?;
    match scopes(kind).iter().all(|scope| desk.may(*scope)) {
        true => Ok(kind),
        false => Err(Problem::web(Code::Forbidden)),
    }
}

/// The page that asks for a file.
async fn asked(call: &Call, desk: &Desk, kind: Kind, error: &str) -> Result<Response, Problem> {
    let words = Words::of(desk.language);
    let (name, lead) = words::kind(desk.language, kind);
    let path = address(kind);
    let described = match error {
        "" => "file-hint",
        _ => "file-hint file-error",
    };
    let content = html! {
        div.head {
            div { h1 { ((words.title)(name)) } p.lead { (lead) } }
            a.button.quiet href={ (path) "/template" } { (words.template) }
        }
        section.panel {
            form.fields method="post" action=(path) enctype="multipart/form-data" {
                (form::hidden(&desk.session, &path))
                div.field {
                    label for="file" { (words.file) }
                    input id="file" name="file" type="file" required aria-describedby=(described)
                        aria-invalid=[(!error.is_empty()).then_some("true")];
                    p.hint id="file-hint" { (words.file_hint) }
                    @if !error.is_empty() { p.error id="file-error" { (error) } }
                }
                div.actions {
                    button type="submit" { (words.look_first) }
                    a.button.quiet href="/settings/import" { (words.all_imports) }
                }
            }
        }
        (known_columns(desk, kind))
    };
    let status = match error {
        "" => StatusCode::OK,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    shown(call, desk, &(words.title)(name), status, &content).await
}

/// What can stand in a file.
fn known_columns(desk: &Desk, kind: Kind) -> Markup {
    let words = Words::of(desk.language);
    html! {
        section.panel {
            header { h2 { (words.columns_known) } p.muted { (words.columns_known_lead) } }
            // Nothing in it can have the focus, but a small screen has to be moved over it.
            div.scroll tabindex="0" role="group" aria-label=(words.columns_known) {
                table {
                    thead { tr {
                        th scope="col" { (words.field) }
                        th scope="col" { (words.example) }
                        th scope="col" { (words.expected) }
                    } }
                    tbody {
                        @for field in import::fields(kind).iter().filter(|field| chosen::is_kept(field)) {
                            tr {
                                th scope="row" { (look::name(desk, field)) }
                                td { bdi { (field.example) } }
                                td { span.about lang="en" dir="ltr" { (field.about) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A page of this part.
async fn shown(
    call: &Call,
    desk: &Desk,
    title: &str,
    status: StatusCode,
    content: &Markup,
) -> Result<Response, Problem> {
    let counts = call.app.blocking(|app| app.views.counts()).await??;
    let page = frame(desk, Section::Settings, title, &counts, content);
    Ok(desk.answer(status, page))
}
