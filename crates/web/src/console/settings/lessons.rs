//! What Kept learned: each lesson with what the documents say, what it means, what taught it, and the way
//! to end it.

mod words;

use super::{Tab, done, shown};
use crate::api::lessons::{customer_called, end, found};
use crate::call::Call;
use crate::console::desk::{Desk, Names};
use crate::console::field::Field;
use crate::console::listing::Address;
use crate::console::orders::who;
use crate::console::source::visible;
use crate::console::{form, show};
use crate::learning::Told;
use crate::problem::Problem;
use crate::state::App;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use keep::Scope;
use maud::{Markup, html};
use serde::Deserialize;
use vocab::LessonId;
use words::Words;

/// Where the list stands.
pub(in crate::console) const LIST: &str = "/settings/lessons";
/// Lessons on one page.
const PAGE: usize = 50;
/// Requests that are named in the list, of those that taught a lesson.
const TAUGHT_BY_MAX: usize = 3;

/// What the address asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// Number of a customer; empty is all.
    customer: String,
    /// Present to see those that have ended, too.
    ended: Option<String>,
    /// The last one of the page before.
    after: Option<u64>,
    /// What was done on the page before.
    done: Option<String>,
}

/// A lesson with the names of people.
struct Row {
    told: Told,
    customer: Option<String>,
    ended_by: Option<String>,
}

/// `GET /settings/lessons`
pub(super) async fn list(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let asked: Asked = call.query().unwrap_or_default();
    let customer = match asked.customer.is_empty() {
        true => call.caller.customer(),
        false => Some(customer_called(&call, asked.customer.clone()).await?),
    };
    let (ended, before) = (asked.ended.is_some(), asked.after.map(LessonId));
    let rows = desk.load(&call, move |app, names| {
        let lessons = app.lessons.list(customer, ended, before, PAGE + 1)?;
        rows(app, names, lessons)
    });
    let mut rows = rows.await??;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|row| row.told.lesson.id);
    let words = Words::of(&desk);
    let content = html! {
        @if asked.done.is_some() { p.done role="status" { (words.revoked_now) } }
        p.lead { (words.lead) }
        (filter(words, &asked))
        @if rows.is_empty() {
            div.empty { h2 { (words.none) } p { (words.none_how) } }
        } @else { (table(&desk, words, &rows)) }
        @if let Some(next) = next {
            nav.pages { a.button rel="next" href=(behind(&asked, next).text()) { (words.older) } }
        }
    };
    shown(&call, &desk, Tab::Lessons, StatusCode::OK, &content).await
}

fn rows(app: &App, names: &mut Names<'_>, lessons: Vec<keep::Lesson>) -> Result<Vec<Row>, Problem> {
    let told = Told::all(app, lessons)?.into_iter();
    let row = |told: Told| Row {
        customer: names.customer(told.lesson.lesson.customer),
        ended_by: told.lesson.ended.and_then(|(_, _, by)| names.actor(by)),
        told,
    };
    Ok(told.map(row).collect())
}

/// The same list behind this lesson.
fn behind(asked: &Asked, after: LessonId) -> Address {
    let list = Address::of(LIST).with("customer", &asked.customer);
    let ended = asked.ended.as_deref().unwrap_or_default();
    list.with("ended", ended).after(&after)
}

fn filter(words: &Words, asked: &Asked) -> Markup {
    let ended = Field {
        name: "ended",
        label: words.with_ended,
        ..Field::NONE
    };
    html! {
        form.toolbar method="get" action=(LIST) {
            div.field {
                label for="customer" { (words.customer_number) }
                input type="text" id="customer" name="customer" value=(asked.customer) dir="ltr"
                    autocomplete="off";
            }
            (ended.tick(asked.ended.is_some()))
            button.quiet type="submit" { (words.show) }
        }
    }
}

fn table(desk: &Desk, words: &Words, rows: &[Row]) -> Markup {
    html! {
        div.scroll {
            table.list {
                thead { tr {
                    th scope="col" { (words.said) }
                    th scope="col" { (words.means) }
                    th scope="col" { (words.customer) }
                    th scope="col" { (words.taught_by) }
                    th.end scope="col" { (words.used) }
                    th scope="col" { (words.state) }
                } }
                tbody {
                    @for row in rows {
                        tr {
                            th scope="row" {
                                a href=(path(&row.told)) { (said(words, &row.told)) }
                            }
                            td data-label=(words.means) { (words.meaning(desk, &row.told.meaning)) }
                            td data-label=(words.customer) { (who(row.customer.as_deref(), &row.told.customer)) }
                            td data-label=(words.taught_by) { (taught_by(words, &row.told)) }
                            td.end data-label=(words.used) { (show::number(row.told.lesson.used)) }
                            td.state { (state(desk, words, row)) }
                        }
                    }
                }
            }
        }
    }
}

fn path(told: &Told) -> String {
    format!("{LIST}/{}", told.lesson.id)
}

fn said(words: &Words, told: &Told) -> Markup {
    html! {
        @match &told.said {
            Some(said) => bdi { "\u{201c}" (visible(said)) "\u{201d}" },
            None => span.muted { (words.said_nothing) },
        }
    }
}

/// The newest requests that taught it, and how many more did.
fn taught_by(words: &Words, told: &Told) -> Markup {
    let more = told.lesson.taught.saturating_sub(TAUGHT_BY_MAX as u64);
    html! {
        @for (nth, taught) in told.taught_by.iter().take(TAUGHT_BY_MAX).enumerate() {
            @if nth > 0 { ", " }
            a href=(format!("/review/{}", taught.request)) { ((words.request)(&taught.request.to_string())) }
        }
        @if more > 0 { " " span.muted { ((words.more)(&show::number(more))) } }
    }
}

fn state(desk: &Desk, words: &Words, row: &Row) -> Markup {
    let lesson = &row.told.lesson;
    html! {
        @match lesson.ended {
            Some((how, at, _)) => {
                (show::badge("quiet", words.ended(how))) " "
                span.about {
                    (show::moment(desk, at))
                    @if let Some(by) = &row.ended_by { " · " bdi { (by) } }
                }
            }
            None if row.told.relied_on => (show::badge("good", words.relied_on)),
            None => (show::badge("info", words.proposed)),
        }
    }
}

/// `GET /settings/lessons/{lesson}`
pub(super) async fn look(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let lesson = found(&call).await?.lesson;
    let row = desk.load(&call, move |app, names| {
        let row = rows(app, names, vec![lesson])?.pop();
        let teachers = row.iter().flat_map(|row| &row.told.taught_by);
        let teachers: Vec<Option<String>> = teachers.map(|taught| names.actor(taught.by)).collect();
        Ok::<_, Problem>((row, teachers))
    });
    let (row, teachers) = row.await??;
    let Some(row) = row else {
        return Err(Problem::web(crate::problem::Code::NotFound));
    };
    let words = Words::of(&desk);
    let path = format!("{}/revoke", path(&row.told));
    let content = html! {
        h2 { (said(words, &row.told)) }
        p.lead { (words.meaning(&desk, &row.told.meaning)) }
        dl.facts {
            (show::fact(words.customer, who(row.customer.as_deref(), &row.told.customer)))
            (show::fact(words.state, state(&desk, words, &row)))
            (show::fact(words.used, html! {
                (show::number(row.told.lesson.used))
                @if let Some(at) = row.told.lesson.used_at { " · " (show::moment(&desk, at)) }
            }))
        }
        h3 { (words.taught_by) }
        ul {
            @for (taught, by) in row.told.taught_by.iter().zip(&teachers) {
                li {
                    a href=(format!("/review/{}", taught.request)) { ((words.request)(&taught.request.to_string())) }
                    " · " (show::moment(&desk, taught.at))
                    @if let Some(by) = by { " · " bdi { (by) } }
                }
            }
        }
        @if row.told.lesson.ended.is_none() && desk.may(Scope::RequestsDecide) {
            p { (words.revoke_lead) }
            form.decide method="post" action=(path) {
                (form::hidden(&desk.session, &path))
                button.danger type="submit" { (words.revoke) }
                a.button.quiet href=(LIST) { (words.back) }
            }
        } @else { p { a.button.quiet href=(LIST) { (words.back) } } }
    };
    shown(&call, &desk, Tab::Lessons, StatusCode::OK, &content).await
}

/// `POST /settings/lessons/{lesson}/revoke`
pub(super) async fn revoke(call: Call, body: Body) -> Result<Response, Problem> {
    let _: serde::de::IgnoredAny = form::read(&call, body).await?;
    let told = found(&call).await?;
    end(&call, told.lesson.id).await?;
    Ok(done(LIST, "revoked"))
}
