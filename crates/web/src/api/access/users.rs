//! Users: let in, changed, kept out.

use super::{code, customer, named};
use crate::call::{Call, json};
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::trail;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use keep::{Audited, Role, UserChange};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use vocab::{ActorId, Instant};

/// Someone who is to be let in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUser {
    /// By what they sign in: letters, digits and `. _ - + @`.
    #[schemars(length(min = 1, max = 200))]
    login: String,
    /// What they are called.
    #[schemars(length(min = 1, max = 200))]
    name: String,
    /// What they are here for.
    role: RoleWord,
    /// The number of the customer whose things alone they see; left out is the company.
    #[serde(default)]
    customer: Option<String>,
    /// A password of 12 to 128 characters; left out, they sign in by the identity provider.
    #[serde(default)]
    password: Option<String>,
}

/// What is to be changed of a user; what is left out stays.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "UserChange")]
pub(super) struct Change {
    /// What they are called.
    #[serde(default)]
    name: Option<String>,
    /// What they are here for.
    #[serde(default)]
    role: Option<RoleWord>,
    /// The number of the customer that they are bound to.
    #[serde(default)]
    customer: Option<String>,
    /// True keeps them out, false lets them in again.
    #[serde(default)]
    disabled: Option<bool>,
    /// A new password of 12 to 128 characters.
    #[serde(default)]
    password: Option<String>,
}

/// What a user is here for.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Role")]
pub(super) enum RoleWord {
    /// Sees.
    Viewer,
    /// Takes orders and settles what waits.
    Desk,
    /// Keeps stock, supply and the catalogue.
    Planner,
    /// Gets goods out and takes them back.
    Picker,
    /// Does everything.
    Admin,
}

/// A user.
#[derive(Serialize, JsonSchema)]
pub(super) struct User {
    /// The number that the journal knows them by.
    id: ActorId,
    /// By what they sign in.
    login: String,
    /// What they are called.
    name: String,
    /// What they are here for.
    role: RoleWord,
    /// What that allows.
    scopes: Vec<&'static str>,
    /// The customer whose things alone they see; null is the company.
    customer: Option<String>,
    /// When they were let in.
    created_at: Instant,
    /// Since when they are kept out; null is not.
    disabled_at: Option<Instant>,
    /// Whether they can sign in by a password.
    has_password: bool,
}

/// Users.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "UserList")]
pub(super) struct List {
    users: Vec<User>,
}

/// What came of ending sessions.
#[derive(Serialize, JsonSchema)]
pub(super) struct SignedOut {
    /// How many sessions were open.
    sessions: u64,
}

/// `GET /v1/users`
pub(super) async fn list(call: Call) -> Result<Response, Problem> {
    let users = call.app.blocking(|app| {
        let users = app.users.list()?;
        users.into_iter().map(|user| shown(app, user)).collect()
    });
    let users: Result<Vec<User>, Problem> = users.await?;
    Ok(json(StatusCode::OK, &List { users: users? }))
}

/// `GET /v1/users/{id}`
pub(super) async fn look(call: Call) -> Result<Response, Problem> {
    let id = named(&call)?;
    let user = call.app.blocking(move |app| found(app, id)).await??;
    Ok(json(StatusCode::OK, &user))
}

/// `POST /v1/users`
pub(super) async fn create(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: NewUser = call.json(body).await?;
    let now = call.app.now().at;
    let made = call.app.blocking(move |app| {
        let customer = asked.customer.as_deref().map(|code| customer(app, code));
        let new = keep::NewUser {
            login: asked.login,
            name: asked.name,
            role: asked.role.into(),
            customer: customer.transpose()?,
        };
        let user = app.users.create(new, asked.password.as_deref(), now)?;
        shown(app, user)
    });
    let user = made.await??;
    let detail = [("role", Value::from(Role::from(user.role).as_str()))];
    let subject = trail::user(user.id);
    call.note(Audited::UserCreated, subject, &detail).await?;
    Ok(json(StatusCode::CREATED, &user))
}

/// `POST /v1/users/{id}/change`
pub(super) async fn change(call: Call, body: Body) -> Result<Response, Problem> {
    let id = named(&call)?;
    let asked: Change = call.json(body).await?;
    let (now, password) = (call.app.now().at, asked.password.clone());
    let changed = changed(&asked);
    let done = call.app.blocking(move |app| {
        let customer = asked.customer.as_deref().map(|code| customer(app, code));
        let change = UserChange {
            name: asked.name,
            role: asked.role.map(Role::from),
            customer: customer.transpose()?.map(Some),
            disabled: asked.disabled,
            identity: None,
        };
        let user = app.users.change(id, change, now)?;
        if user.is_some()
            && let Some(password) = &password
        {
            app.users.set_password(id, password)?;
        }
        found(app, id)
    });
    let user = done.await??;
    if !changed.is_empty() {
        call.note(Audited::UserChanged, trail::user(id), &changed)
            .await?;
    }
    Ok(json(StatusCode::OK, &user))
}

/// `POST /v1/users/{id}/sign-out`
pub(super) async fn sign_out(call: Call) -> Result<Response, Problem> {
    let id = named(&call)?;
    let ended = call.app.blocking(move |app| {
        found(app, id)?;
        Ok::<u64, Problem>(app.users.end_sessions_of(id)?)
    });
    let sessions = ended.await??;
    call.note(Audited::SessionsEnded, trail::user(id), &[])
        .await?;
    Ok(json(StatusCode::OK, &SignedOut { sessions }))
}

/// What the trail tells of a change: which things, and what they are now where that is no personal
/// data.
fn changed(asked: &Change) -> Vec<(&'static str, Value)> {
    let told = [
        ("name", asked.name.as_ref().map(|_| Value::Bool(true))),
        (
            "role",
            asked.role.map(|role| Role::from(role).as_str().into()),
        ),
        ("customer", asked.customer.clone().map(Value::from)),
        ("disabled", asked.disabled.map(Value::Bool)),
        (
            "password",
            asked.password.as_ref().map(|_| Value::Bool(true)),
        ),
    ];
    let stated = told.into_iter();
    stated
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

fn found(app: &App, id: ActorId) -> Result<User, Problem> {
    match app.users.get(id)? {
        Some(user) => shown(app, user),
        None => Err(Problem::web(Code::NotFound)),
    }
}

fn shown(app: &App, user: keep::User) -> Result<User, Problem> {
    let customer = user.customer.map(|id| code(app, id)).transpose()?;
    Ok(User {
        scopes: user.scopes().words(),
        id: user.actor,
        login: user.login,
        name: user.name,
        role: user.role.into(),
        customer,
        created_at: user.created_at,
        disabled_at: user.disabled_at,
        has_password: user.has_password,
    })
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Role {
        match word {
            RoleWord::Viewer => Role::Viewer,
            RoleWord::Desk => Role::Desk,
            RoleWord::Planner => Role::Planner,
            RoleWord::Picker => Role::Picker,
            RoleWord::Admin => Role::Admin,
        }
    }
}

impl From<Role> for RoleWord {
    fn from(role: Role) -> RoleWord {
        match role {
            Role::Viewer => RoleWord::Viewer,
            Role::Desk => RoleWord::Desk,
            Role::Planner => RoleWord::Planner,
            Role::Picker => RoleWord::Picker,
            Role::Admin => RoleWord::Admin,
        }
    }
}
