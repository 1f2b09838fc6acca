//! The first user of a company: made by whoever has the link that the server told at its start.

use super::page::Said;
use super::words::{ENGLISH, HEBREW};
use super::{HOME, is_safe, let_in, page};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::field::{Field, Kind};
use crate::console::{form, frame};
use crate::problem::Problem;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use keep::{FaultKind, NewUser, Role};
use maud::html;
use serde::Deserialize;

/// Where the form is sent.
const PATH: &str = "/welcome";

#[derive(Default, Deserialize)]
#[serde(default)]
struct Link {
    token: String,
}

/// What the form sends.
#[derive(Default, Deserialize)]
struct Entry {
    link: String,
    name: String,
    login: String,
    password: String,
}

/// What is wrong, and with which field.
#[derive(Default)]
struct Wrong {
    field: &'static str,
    how: String,
}

/// `GET /welcome`
pub(super) async fn ask(call: Call) -> Result<Response, Problem> {
    let link: Link = call.query().unwrap_or_default();
    if !is_safe(&call.head) {
        return Ok(page::page(&call, &Desk::of(&call), "", HOME, Said::Unsafe));
    }
    match holds(&call, &link.token).await? {
        true => {
            let entry = Entry {
                link: link.token,
                ..Entry::default()
            };
            Ok(asked(&Desk::of(&call), &entry, &Wrong::default()))
        }
        false => Ok(gone(&Desk::of(&call))),
    }
}

/// `POST /welcome`
pub(super) async fn found(call: Call, body: Body) -> Result<Response, Problem> {
    let entry: Entry = form::read(&call, body).await?;
    let desk = Desk::of(&call);
    if !is_safe(&call.head) || !holds(&call, &entry.link).await? {
        return Ok(gone(&desk));
    }
    let user = NewUser {
        login: entry.login.trim().to_owned(),
        name: entry.name.trim().to_owned(),
        role: Role::Admin,
        customer: None,
    };
    let (password, now) = (entry.password.clone(), call.app.now().at);
    let made = call
        .app
        .blocking(move |app| app.users.create(user, Some(&password), now))
        .await?;
    match made {
        Ok(user) => let_in(&call, user, HOME).await,
        Err(fault) => match &fault.kind {
            FaultKind::Refused(refusal) => {
                let wrong = Wrong {
                    field: refusal.field(),
                    how: refusal.to_string(),
                };
                Ok(asked(&desk, &entry, &wrong))
            }
            _ => Err(Problem::from(fault)),
        },
    }
}

/// Whether this is the link, and still nobody can sign in.
async fn holds(call: &Call, token: &str) -> Result<bool, Problem> {
    // Compared as hashes, so that the time taken tells nothing.
    let hash = |text: &str| blake3::hash(text.as_bytes());
    let expected = call.app.welcome.as_deref();
    if !expected.is_some_and(|expected| hash(expected) == hash(token)) {
        return Ok(false);
    }
    let users = call.app.blocking(|app| app.users.list()).await??;
    Ok(users.is_empty())
}

fn gone(desk: &Desk) -> Response {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    desk.notice(404, words.no_welcome, words.no_welcome_how)
}

fn asked(desk: &Desk, entry: &Entry, wrong: &Wrong) -> Response {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let error = |field: &str| {
        if wrong.field == field {
            wrong.how.as_str()
        } else {
            ""
        }
    };
    let content = html! {
        div.door {
            h1 { (words.welcome) }
            p.lead { (words.welcome_lead) }
            form.fields method="post" action=(PATH) {
                (form::hidden(&desk.session, PATH))
                input type="hidden" name="link" value=(entry.link);
                (Field { name: "name", label: words.name, value: &entry.name, error: error("name"),
                    required: true, ..Field::NONE }.input(Kind::Text))
                (Field { name: "login", label: words.login, value: &entry.login,
                    hint: words.login_hint, error: error("login"), required: true }
                    .input(Kind::Login))
                (Field { name: "password", label: words.password, hint: words.password_hint,
                    error: error("password"), required: true, ..Field::NONE }
                    .input(Kind::NewPassword))
                div.actions { button type="submit" { (words.create) } }
            }
        }
    };
    let status = match wrong.field {
        "" => StatusCode::OK,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    desk.answer(status, frame::bare(desk, words.welcome, &content))
}
