//! The way in and out: with a password, by the company's identity provider, and for the very first
//! user by the link that the server tells when it starts.

mod page;
mod provider;
mod welcome;
mod words;

use super::desk::Desk;
use super::form;
use crate::access::{self, COOKIE, Policy};
use crate::admission::Lane;
use crate::call::{Call, located};
use crate::openapi::Operation;
use crate::problem::Problem;
use crate::router::{Route, Verb};
use crate::trail;
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use keep::{Audited, SignIn, User};
use page::Said;
use serde::Deserialize;
use vocab::ActorId;

/// Where signing in leads when nothing else was asked for.
const HOME: &str = super::today::PLACE;
/// Longest address to come back to, in bytes.
const BACK_BYTES_MAX: usize = 500;

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/sign-in",
        policy: Policy::Public,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(async move { ask(&call) }),
        operation: Operation::NONE,
    },
    Route {
        verb: Verb::Post,
        path: "/sign-in",
        policy: Policy::Public,
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(enter(call, body)),
        operation: Operation::NONE,
    },
    Route {
        verb: Verb::Post,
        path: "/sign-in/provider",
        policy: Policy::Public,
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(provider::begin(call, body)),
        operation: Operation::NONE,
    },
    Route {
        verb: Verb::Get,
        path: "/sign-in/back",
        policy: Policy::Public,
        lane: Lane::Interactive,
        handler: |call, _| Box::pin(provider::finish(call)),
        operation: Operation::NONE,
    },
    Route {
        verb: Verb::Get,
        path: "/welcome",
        policy: Policy::Public,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(welcome::ask(call)),
        operation: Operation::NONE,
    },
    Route {
        verb: Verb::Post,
        path: "/welcome",
        policy: Policy::Public,
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(welcome::found(call, body)),
        operation: Operation::NONE,
    },
    Route {
        verb: Verb::Post,
        path: "/sign-out",
        policy: Policy::Console,
        lane: Lane::Interactive,
        handler: |call, _| Box::pin(leave(call)),
        operation: Operation::NONE,
    },
];

/// Leads a browser that is not signed in to the form, and from there back to this path.
pub fn redirect(path: &str) -> Response {
    let to: String = path.chars().filter(|c| !"&#+%".contains(*c)).collect();
    located(
        StatusCode::SEE_OTHER.into_response(),
        &format!("/sign-in?to={}", local(&to)),
    )
}

/// Where to go afterwards.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Target {
    to: String,
}

/// What the form sends.
#[derive(Deserialize)]
struct Entry {
    login: String,
    password: String,
    #[serde(default)]
    to: String,
}

fn ask(call: &Call) -> Result<Response, Problem> {
    let target: Target = call.query().unwrap_or_default();
    let desk = Desk::of(call);
    let said = match is_safe(&call.head) {
        true => Said::Nothing,
        false => Said::Unsafe,
    };
    Ok(page::page(call, &desk, "", &target.to, said))
}

async fn enter(call: Call, body: Body) -> Result<Response, Problem> {
    let entry: Entry = form::read(&call, body).await?;
    let desk = Desk::of(&call);
    if !is_safe(&call.head) {
        return Ok(page::page(
            &call,
            &desk,
            &entry.login,
            &entry.to,
            Said::Unsafe,
        ));
    }
    let Entry {
        login,
        password,
        to,
    } = entry;
    let asked = login.clone();
    let now = call.app.now().at;
    let came = call
        .app
        .blocking(move |app| app.users.sign_in(&asked, &password, now))
        .await??;
    let said = match came {
        SignIn::SignedIn(user) => return let_in(&call, user, local(&to)).await,
        SignIn::Wrong => Said::Wrong,
        SignIn::Locked { until } => Said::Locked(until),
        SignIn::Disabled(_) => Said::Disabled,
        SignIn::Busy => Said::Busy,
    };
    note_failure(&call, &login, said).await?;
    Ok(page::page(&call, &desk, &login, &to, said))
}

/// Notes an attempt that failed, by the user if there is one: a login that nobody has may be a
/// password that was typed in the wrong field.
async fn note_failure(call: &Call, login: &str, said: Said) -> Result<(), Problem> {
    let what = match said {
        Said::Wrong | Said::Disabled => Audited::SignInFailed,
        Said::Locked(_) => Audited::LockedOut,
        Said::Nothing | Said::Busy | Said::Unsafe | Said::Provider | Said::NoRole => return Ok(()),
    };
    let login = login.trim().to_lowercase();
    let known = call
        .app
        .blocking(move |app| app.users.by_login(&login))
        .await??;
    let (actor, subject) = match known {
        Some(user) => (user.actor, trail::user(user.actor)),
        None => (ActorId::default(), "user:unknown".to_owned()),
    };
    call.note_as(actor, what, subject, &[]).await
}

/// Opens a session for someone who has shown who they are, and goes on.
async fn let_in(call: &Call, user: User, to: &str) -> Result<Response, Problem> {
    let now = call.app.now().at;
    let opened = call
        .app
        .blocking(move |app| app.users.open_session(user.actor, now))
        .await??;
    let Some(secret) = opened else {
        let desk = Desk::of(call);
        return Ok(page::page(call, &desk, "", to, Said::Disabled));
    };
    let subject = trail::user(user.actor);
    call.note_as(user.actor, Audited::SignedIn, subject, &[])
        .await?;
    let response = located(StatusCode::SEE_OTHER.into_response(), local(to));
    Ok(remember(response, secret.reveal(), ""))
}

async fn leave(call: Call) -> Result<Response, Problem> {
    access::check_site(&call.head)?;
    let secret = super::cookie(&call.head.headers, COOKIE).map(str::to_owned);
    if let Some(secret) = secret {
        call.app
            .blocking(move |app| app.users.end_session(&secret))
            .await??;
        let subject = trail::user(call.caller.actor());
        call.note(Audited::SignedOut, subject, &[]).await?;
    }
    let response = located(StatusCode::SEE_OTHER.into_response(), "/sign-in");
    Ok(remember(response, "", "; Max-Age=0"))
}

/// Sets the cookie of the session. Scripts do not see it, and it goes over TLS only; browsers take
/// what comes from their own machine for safe.
fn remember(mut response: Response, secret: &str, age: &str) -> Response {
    let cookie = format!("{COOKIE}={secret}; Path=/; Secure; HttpOnly; SameSite=Lax{age}");
    let cookie = HeaderValue::from_str(&cookie).expect("secrets are plain letters");
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// Whether a browser keeps the cookie and nobody on the way reads the password: over TLS, which a
/// proxy before this server ends and tells, or from this machine.
fn is_safe(head: &Parts) -> bool {
    let text = |name: &str| header_text(&head.headers, name);
    let host = text("host")
        .rsplit_once(':')
        .map_or(text("host"), |(name, port)| {
            match port.bytes().all(|byte| byte.is_ascii_digit()) {
                true => name,
                false => text("host"),
            }
        });
    let here = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
    here || text("x-forwarded-proto") == "https"
}

fn header_text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

/// The path, if it is one of this server; anything else leads home.
fn local(to: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
    let own = to.starts_with('/') && !to.starts_with("//");
    match own && to.len() <= BACK_BYTES_MAX && to.bytes().all(plain) {
        true => to,
        false => HOME,
    }
}
