//! Users and keys: who may sign in, which programs may call, and the trail of what was done with
//! both and with personal data.

mod audit;
mod keys;
mod users;

use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Body as Reads, Form, Operation, Part};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use crate::state::App;
use axum::http::StatusCode;
use axum::response::Response;
use keep::Scope;
use schemars::JsonSchema;
use serde::Serialize;
use vocab::{ActorId, CustomerId};

/// The routes of this part.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/me",
        policy: Policy::Key,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(me(call)),
        operation: Operation {
            id: "get_me",
            part: Part::Access,
            summary: "What this key is called, and what it may be used for.",
            answers: &[Answer::json::<Me>(200)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/keys",
        policy: Policy::Scope(Scope::AccessManage),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(keys::list(call)),
        operation: Operation {
            id: "list_keys",
            part: Part::Access,
            summary: "Every key, in the order they were made; never the secrets.",
            answers: &[Answer::json::<keys::List>(200)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/keys",
        policy: Policy::Scope(Scope::AccessManage),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(keys::create(call, body)),
        operation: Operation {
            id: "create_key",
            part: Part::Access,
            summary: "Make a key. Its secret is in this answer and nowhere else.",
            body: Some(Reads::json::<keys::NewKey>()),
            answers: &[Answer::json::<keys::Made>(201)],
            problems: openapi::JSON,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Delete,
        path: "/v1/keys/{id}",
        policy: Policy::Scope(Scope::AccessManage),
        lane: Lane::Interactive,
        handler: |call, _| Box::pin(keys::revoke(call)),
        operation: Operation {
            id: "revoke_key",
            part: Part::Access,
            summary: "Revoke a key, for good. Revoking it again changes nothing.",
            answers: &[Answer::json::<keys::Key>(200)],
            problems: &[Kind::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/users",
        policy: Policy::Scope(Scope::AccessManage),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(users::list(call)),
        operation: Operation {
            id: "list_users",
            part: Part::Access,
            summary: "Everyone who was ever let in to the console.",
            answers: &[Answer::json::<users::List>(200)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/users",
        policy: Policy::Scope(Scope::AccessManage),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(users::create(call, body)),
        operation: Operation {
            id: "create_user",
            part: Part::Access,
            summary: "Let someone in to the console, with a password or by the identity provider.",
            body: Some(Reads::json::<users::NewUser>()),
            answers: &[Answer::json::<users::User>(201)],
            problems: openapi::JSON,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/users/{id}",
        policy: Policy::Scope(Scope::AccessManage),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(users::look(call)),
        operation: Operation {
            id: "get_user",
            part: Part::Access,
            summary: "One user.",
            answers: &[Answer::json::<users::User>(200)],
            problems: &[Kind::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/users/{id}/change",
        policy: Policy::Scope(Scope::AccessManage),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(users::change(call, body)),
        operation: Operation {
            id: "change_user",
            part: Part::Access,
            summary: "Change a user's name, role, customer or password, or keep the user out. What is \
                      left out stays. Another role or password, and keeping out, end all sessions.",
            body: Some(Reads::json::<users::Change>()),
            answers: &[Answer::json::<users::User>(200)],
            problems: USER_CHANGE,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/users/{id}/sign-out",
        policy: Policy::Scope(Scope::AccessManage),
        lane: Lane::Interactive,
        handler: |call, _| Box::pin(users::sign_out(call)),
        operation: Operation {
            id: "sign_out_user",
            part: Part::Access,
            summary: "End all sessions of a user.",
            answers: &[Answer::json::<users::SignedOut>(200)],
            problems: &[Kind::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/audit",
        policy: Policy::Scope(Scope::AuditRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(audit::list(call)),
        operation: Operation {
            id: "list_audit",
            part: Part::Access,
            summary: "What was done with access and personal data, the latest first. What was done \
                      with orders and the company is in the events, each with who did it.",
            query: Some(Form::of::<audit::Query>()),
            answers: &[Answer::json::<audit::List>(200)],
            problems: &[Kind::Web(Code::BadQuery), Kind::Web(Code::BadCursor)],
            ..Operation::NONE
        },
    },
];

/// Problems of changing a user.
const USER_CHANGE: &[Kind] = &[
    Kind::Web(Code::NotFound),
    Kind::Web(Code::MalformedJson),
    Kind::Web(Code::UnknownField),
    Kind::Web(Code::BadValue),
    Kind::Web(Code::TooLarge),
    Kind::Web(Code::UnsupportedMediaType),
];

/// Who calls.
#[derive(Serialize, JsonSchema)]
struct Me {
    /// The key's number.
    id: ActorId,
    /// What it is called.
    name: String,
    /// What it may be used for.
    scopes: Vec<&'static str>,
    /// The customer whose things alone it sees and does; null is no bound.
    customer: Option<String>,
}

async fn me(call: Call) -> Result<Response, Problem> {
    let customer = match call.caller.customer() {
        Some(id) => Some(code_of(&call, id).await?),
        None => None,
    };
    let me = Me {
        id: call.caller.actor(),
        name: call.caller.name().to_owned(),
        scopes: call.caller.scopes().words(),
        customer,
    };
    Ok(json(StatusCode::OK, &me))
}

/// The number that the path names.
fn named(call: &Call) -> Result<ActorId, Problem> {
    let id = call.parameter("id").parse().map(ActorId);
    id.map_err(|_| Problem::web(Code::NotFound))
}

async fn code_of(call: &Call, id: CustomerId) -> Result<String, Problem> {
    call.app.blocking(move |app| code(app, id)).await?
}

/// The customer's number; empty for one that the lists don't know yet.
pub(super) fn code(app: &App, id: CustomerId) -> Result<String, Problem> {
    let found = app.views.customer(id)?;
    Ok(found.map(|row| row.code).unwrap_or_default())
}

/// The customer with this number.
pub(super) fn customer(app: &App, code: &str) -> Result<CustomerId, Problem> {
    let found = app.views.customer_by_code(code)?.map(|row| row.id);
    found.ok_or_else(|| Problem::at_field("customer", format!("there is no customer {code}")))
}
