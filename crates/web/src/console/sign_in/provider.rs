//! Signing in by the company's identity provider (OpenID Connect): there and back.

use super::page::{self, Said};
use super::{HOME, is_safe, let_in, local};
use crate::call::{Call, located};
use crate::console::desk::Desk;
use crate::console::{cookie, form};
use crate::problem::{Code, Problem};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use connect::oidc::{SIGN_IN_SECONDS_MAX, SignedIn};
use keep::{Fault, Identity, NewUser, User, UserChange, Users};
use serde::Deserialize;
use vocab::Instant;

/// The cookie that binds a sign-in that was begun to its browser.
const BEGUN: &str = "__Host-kept_begun";
/// Letters of a login that is made of what the provider tells.
const LOGIN_LETTERS: &str = "._-+@";

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    to: String,
}

/// `POST /sign-in/provider`
pub(super) async fn begin(call: Call, body: Body) -> Result<Response, Problem> {
    let entry: Entry = form::read(&call, body).await?;
    if call.app.provider.is_none() {
        return Err(Problem::web(Code::NotFound));
    }
    if !is_safe(&call.head) {
        return Ok(page::page(
            &call,
            &Desk::of(&call),
            "",
            &entry.to,
            Said::Unsafe,
        ));
    }
    let to = local(&entry.to).to_owned();
    let begun = call.app.blocking(move |app| {
        let provider = app.provider.as_ref()?;
        Some(provider.begin(&to))
    });
    match begun.await? {
        Some(Ok(begun)) => {
            let response = located(StatusCode::SEE_OTHER.into_response(), &begun.url);
            Ok(kept(response, &begun.cookie, SIGN_IN_SECONDS_MAX))
        }
        Some(Err(fault)) => {
            eprintln!("sign-in by the identity provider: {fault}");
            Ok(page::page(
                &call,
                &Desk::of(&call),
                "",
                &entry.to,
                Said::Provider,
            ))
        }
        None => Err(Problem::web(Code::NotFound)),
    }
}

/// `GET /sign-in/back`: where the provider sends the browser.
pub(super) async fn finish(call: Call) -> Result<Response, Problem> {
    let begun = cookie(&call.head.headers, BEGUN)
        .unwrap_or_default()
        .to_owned();
    let query = call.head.uri.query().unwrap_or_default().to_owned();
    let came = call.app.blocking(move |app| {
        let provider = app.provider.as_ref()?;
        Some(provider.finish(&begun, &query))
    });
    let came = came.await?.ok_or_else(|| Problem::web(Code::NotFound))?;
    let desk = Desk::of(&call);
    let person = match came {
        Ok(person) => person,
        Err(fault) => {
            eprintln!("sign-in by the identity provider: {fault}");
            return Ok(page::page(&call, &desk, "", HOME, Said::Provider));
        }
    };
    let to = local(&person.return_to).to_owned();
    let now = call.app.now().at;
    let user = call
        .app
        .blocking(move |app| known(&app.users, &person, now))
        .await??;
    let response = match user {
        Some(user) if user.disabled_at.is_none() => let_in(&call, user, &to).await?,
        Some(_) => page::page(&call, &desk, "", &to, Said::Disabled),
        None => page::page(&call, &desk, "", &to, Said::NoRole),
    };
    Ok(kept(response, "", 0))
}

/// The user that this person is. Someone new is made a user when a role is meant for them; the role
/// of someone known follows what the provider says. `None` when no role is meant for them.
fn known(users: &Users, person: &SignedIn, now: Instant) -> Result<Option<User>, Fault> {
    let identity = Identity {
        issuer: person.issuer.clone(),
        subject: person.subject.clone(),
    };
    let known = users.by_identity(&identity)?;
    match (known, person.role) {
        (Some(user), Some(role)) if user.role != role && user.customer.is_none() => {
            let change = UserChange {
                role: Some(role),
                ..UserChange::default()
            };
            users.change(user.actor, change, now)
        }
        (Some(user), _) => Ok(Some(user)),
        (None, None) => Ok(None),
        (None, Some(role)) => {
            let new = NewUser {
                login: login(person),
                name: person.name.clone().unwrap_or_else(|| login(person)),
                role,
                customer: None,
            };
            let user = users.create(new, None, now)?;
            let change = UserChange {
                identity: Some(Some(identity)),
                ..UserChange::default()
            };
            users.change(user.actor, change, now)
        }
    }
}

/// A login for someone new, unique by the provider's own id: an address alone may change hands.
fn login(person: &SignedIn) -> String {
    let stated = match &person.email {
        Some(email) if person.email_verified => email.as_str(),
        Some(_) | None => "user",
    };
    let plain = |c: &char| c.is_ascii_alphanumeric() || LOGIN_LETTERS.contains(*c);
    let stated: String = stated.chars().filter(plain).take(60).collect();
    let id = format!("{}\n{}", person.issuer, person.subject);
    let hash = blake3::hash(id.as_bytes()).to_hex();
    format!("{stated}+{}", &hash[..8])
}

/// Sets the cookie of a sign-in that was begun, or takes it away. It comes back from another site.
fn kept(mut response: Response, value: &str, seconds: i64) -> Response {
    let cookie =
        format!("{BEGUN}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    let cookie = HeaderValue::from_str(&cookie).expect("the cookie is made of plain letters");
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
