//! Keys: made, listed, revoked.

use super::{code, customer, named};
use crate::call::{Call, json};
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::trail;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use keep::{AccessKey, Audited, Scope, Scopes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vocab::{ActorId, Instant};

/// A key to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewKey {
    /// What it is called: the program or the partner that gets it.
    #[schemars(length(min = 1, max = 200))]
    name: String,
    /// What it may be used for.
    #[schemars(extend("items" = serde_json::json!({"type": "string", "enum": words()})))]
    scopes: Vec<String>,
    /// The number of the customer whose things alone it sees and does; left out is no bound.
    #[serde(default)]
    customer: Option<String>,
    /// From when on it does not work any more; left out is never.
    #[serde(default)]
    expires_at: Option<Instant>,
}

/// A key; its secret is not kept.
#[derive(Serialize, JsonSchema)]
pub(super) struct Key {
    /// Its number, which the journal knows its holder by.
    id: ActorId,
    /// What it is called.
    name: String,
    /// What it may be used for.
    scopes: Vec<&'static str>,
    /// The customer whose things alone it sees and does; null is no bound.
    customer: Option<String>,
    /// When it was made.
    created_at: Instant,
    /// From when on it does not work any more; null is never.
    expires_at: Option<Instant>,
    /// When it was revoked; null is not.
    revoked_at: Option<Instant>,
}

/// A key that was made.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MadeKey")]
pub(super) struct Made {
    /// What to send as `Authorization: Bearer …`. It is never told again.
    secret: String,
    /// The key.
    key: Key,
}

/// Keys.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "KeyList")]
pub(super) struct List {
    keys: Vec<Key>,
}

/// `GET /v1/keys`
pub(super) async fn list(call: Call) -> Result<Response, Problem> {
    let keys = call.app.blocking(|app| {
        let keys = app.keys.list()?;
        keys.into_iter().map(|key| shown(app, key)).collect()
    });
    let keys: Result<Vec<Key>, Problem> = keys.await?;
    Ok(json(StatusCode::OK, &List { keys: keys? }))
}

/// `POST /v1/keys`
pub(super) async fn create(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: NewKey = call.json(body).await?;
    let scopes = scopes(&asked.scopes)?;
    let now = call.app.now().at;
    if asked.expires_at.is_some_and(|end| end <= now) {
        return Err(Problem::at_field(
            "expires_at",
            "a moment after now is needed",
        ));
    }
    let made = call.app.blocking(move |app| {
        let customer = match &asked.customer {
            Some(code) => Some(customer(app, code)?),
            None => None,
        };
        let key = keep::NewKey {
            name: asked.name,
            scopes,
            customer,
            expires_at: asked.expires_at,
        };
        let (secret, key) = app.keys.create(key, now)?;
        Ok::<_, Problem>(Made {
            secret: secret.reveal().to_owned(),
            key: shown(app, key)?,
        })
    });
    let made = made.await??;
    let detail = [("scopes", made.key.scopes.clone().into())];
    let subject = trail::key(made.key.id);
    call.note(Audited::KeyCreated, subject, &detail).await?;
    Ok(json(StatusCode::CREATED, &made))
}

/// `DELETE /v1/keys/{id}`
pub(super) async fn revoke(call: Call) -> Result<Response, Problem> {
    let (id, now) = (named(&call)?, call.app.now().at);
    let revoked = call
        .app
        .blocking(move |app| app.keys.revoke(id, now))
        .await??;
    if revoked {
        call.note(Audited::KeyRevoked, trail::key(id), &[]).await?;
    }
    let key = call.app.blocking(move |app| match app.keys.get(id)? {
        Some(key) => shown(app, key),
        None => Err(Problem::web(Code::NotFound)),
    });
    Ok(json(StatusCode::OK, &key.await??))
}

/// The scopes of these words.
fn scopes(given: &[String]) -> Result<Scopes, Problem> {
    let known = |word: &String| {
        let scope = Scope::parse(word).filter(|scope| *scope != Scope::Console);
        let told = || format!("{word} is no scope; there are {}", words().join(", "));
        scope.ok_or_else(|| Problem::at_field("scopes", told()))
    };
    given.iter().map(known).collect()
}

/// The scopes that keys have. The console is opened by signing in.
fn words() -> Vec<&'static str> {
    let scopes = Scope::ALL.iter().filter(|scope| **scope != Scope::Console);
    scopes.map(|scope| scope.as_str()).collect()
}

fn shown(app: &App, key: AccessKey) -> Result<Key, Problem> {
    let customer = key.customer.map(|id| code(app, id)).transpose()?;
    Ok(Key {
        id: key.actor,
        name: key.name,
        scopes: key.scopes.words(),
        customer,
        created_at: key.created_at,
        expires_at: key.expires_at,
        revoked_at: key.revoked_at,
    })
}
