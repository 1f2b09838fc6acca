//! Webhooks: servers that are told what happens, what they were told, and telling them again.

mod deliveries;

use super::{access, events};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json, located};
use crate::openapi::{self, Answer, Body as Reads, Form, Operation, Part};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use crate::state::App;
use crate::trail;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use keep::{Audited, FeedPlace, Scope, WebhookId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use views::feed::{EventKind, FeedId};
use vocab::Instant;

/// The routes of this part.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/webhooks",
        policy: MANAGE,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_webhooks",
            part: Part::Integration,
            summary: "Every webhook, in the order they were made; never the secrets.",
            answers: &[Answer::json::<List>(200)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/webhooks",
        policy: MANAGE,
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(create(call, body)),
        operation: Operation {
            id: "create_webhook",
            part: Part::Integration,
            summary: "Have a server told what happens from now on, or from a place on. The secret \
                      that its messages are signed with is in this answer and nowhere else.",
            body: Some(Reads::json::<NewWebhook>()),
            answers: &[Answer::json::<Made>(201)],
            problems: openapi::JSON,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/webhooks/{webhook}",
        policy: MANAGE,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(look(call)),
        operation: Operation {
            id: "get_webhook",
            part: Part::Integration,
            summary: "One webhook: what it is told, whether it takes it, how much waits.",
            answers: &[Answer::json::<Webhook>(200)],
            problems: &[Kind::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/webhooks/{webhook}/change",
        policy: MANAGE,
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(change(call, body)),
        operation: Operation {
            id: "change_webhook",
            part: Part::Integration,
            summary: "Change where a webhook posts to and what it is told, disable it, or enable it \
                      again: then it is told what happened meanwhile. What is left out stays.",
            body: Some(Reads::json::<Change>()),
            answers: &[Answer::json::<Webhook>(200)],
            problems: CHANGE,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Delete,
        path: "/v1/webhooks/{webhook}",
        policy: MANAGE,
        lane: Lane::Interactive,
        handler: |call, _| Box::pin(delete(call)),
        operation: Operation {
            id: "delete_webhook",
            part: Part::Integration,
            summary: "Remove a webhook with all that waits for it.",
            answers: &[Answer::empty(204)],
            problems: &[Kind::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/webhooks/{webhook}/rotate-secret",
        policy: MANAGE,
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(rotate(call, body)),
        operation: Operation {
            id: "rotate_webhook_secret",
            part: Part::Integration,
            summary: "Sign with another secret, which is in this answer and nowhere else. For a \
                      while messages are signed with the one before, too.",
            body: Some(Reads::json::<Rotate>()),
            answers: &[Answer::json::<Made>(200)],
            problems: CHANGE,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/webhooks/{webhook}/ping",
        policy: MANAGE,
        lane: Lane::Background,
        handler: |call, _| Box::pin(deliveries::ping(call)),
        operation: Operation {
            id: "ping_webhook",
            part: Part::Integration,
            summary: "Post a `ping` at once, also to a webhook that is disabled, and tell what came \
                      of it. It is not tried again and not listed.",
            answers: &[Answer::json::<deliveries::Pinged>(200)],
            problems: &[Kind::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/webhooks/{webhook}/deliveries",
        policy: MANAGE,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(deliveries::list(call)),
        operation: Operation {
            id: "list_webhook_deliveries",
            part: Part::Integration,
            summary: "Messages for a webhook, those of the latest events first: what waits, what was \
                      taken lately, and what is dead, each with its last try.",
            query: Some(Form::of::<deliveries::Query>()),
            answers: &[Answer::json::<deliveries::List>(200)],
            problems: &[
                Kind::Web(Code::NotFound),
                Kind::Web(Code::BadQuery),
                Kind::Web(Code::BadCursor),
            ],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/webhooks/{webhook}/replay",
        policy: MANAGE,
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(deliveries::replay(call, body)),
        operation: Operation {
            id: "replay_webhook",
            part: Part::Integration,
            summary: "Tell a webhook again: one message, all that are dead, or all that happened \
                      behind a place.",
            body: Some(Reads::json::<deliveries::Replay>()),
            answers: &[Answer::json::<deliveries::Replayed>(200)],
            problems: CHANGE,
            ..Operation::NONE
        },
    },
];

const MANAGE: Policy = Policy::Scope(Scope::WebhooksManage);
/// Problems of what is done with a webhook.
const CHANGE: &[Kind] = &[
    Kind::Web(Code::NotFound),
    Kind::Web(Code::MalformedJson),
    Kind::Web(Code::UnknownField),
    Kind::Web(Code::BadValue),
    Kind::Web(Code::TooLarge),
    Kind::Web(Code::UnsupportedMediaType),
];
/// How long messages are signed with the secret before, too, in hours, if nobody says.
pub const OLD_SECRET_HOURS: u32 = 24;
/// The longest that they are, in hours: a week.
pub const OLD_SECRET_HOURS_MAX: u32 = 168;

/// A server to be told what happens.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewWebhook {
    /// Where to post: an `https` address that the public internet reaches, if the operator does not
    /// allow more.
    #[schemars(length(min = 8, max = 2000))]
    url: String,
    /// The types of events that it is told; left out or empty is all. `/v1/events/types` lists them.
    #[serde(default)]
    #[schemars(with = "Vec<EventKind>", length(max = 100))]
    types: Vec<String>,
    /// What it is for.
    #[serde(default)]
    #[schemars(length(max = 500))]
    description: String,
    /// The number of the customer whose events alone it is told; left out is everybody's.
    #[serde(default)]
    customer: Option<String>,
    /// It is told of what happened behind this place of the feed, the id of an event; left out is
    /// from now on.
    #[serde(default)]
    after: Option<String>,
}

/// What is to be changed of a webhook; what is left out or null stays.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WebhookChange")]
struct Change {
    /// Where to post.
    #[serde(default)]
    #[schemars(length(min = 8, max = 2000))]
    url: Option<String>,
    /// The types of events that it is told; empty is all.
    #[serde(default)]
    #[schemars(with = "Option<Vec<EventKind>>", length(max = 100))]
    types: Option<Vec<String>>,
    /// What it is for.
    #[serde(default)]
    #[schemars(length(max = 500))]
    description: Option<String>,
    /// True to tell it nothing, false to tell it again.
    #[serde(default)]
    disabled: Option<bool>,
}

/// How to change a secret.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WebhookRotation")]
struct Rotate {
    /// For how many hours messages are signed with the secret before, too; 24 when left out.
    #[serde(default)]
    #[schemars(range(max = OLD_SECRET_HOURS_MAX))]
    old_hours: Option<u32>,
}

/// A server that is told what happens.
#[derive(Serialize, JsonSchema)]
struct Webhook {
    /// Its id, such as `wh_1`.
    #[schemars(with = "String")]
    #[serde(serialize_with = "as_text")]
    id: WebhookId,
    /// Where to post.
    url: String,
    /// The types of events that it is told; empty is all.
    types: Vec<String>,
    /// What it is for.
    description: String,
    /// The number of the customer whose events alone it is told; null is everybody's.
    customer: Option<String>,
    /// When it was made.
    created_at: Instant,
    /// Since when it is told nothing, and why; null is told.
    disabled: Option<Disabled>,
    /// Since when nothing was taken; null when the last try was.
    failing_since: Option<Instant>,
    /// Messages that wait to be taken.
    waiting: u64,
    /// The place of the feed up to which events have become messages.
    told: FeedId,
    /// Until when messages are signed with the secret before, too; null is never.
    old_secret_until: Option<Instant>,
}

/// Since when a webhook is told nothing.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookDisabled")]
struct Disabled {
    /// The moment.
    at: Instant,
    /// The reason.
    why: String,
}

/// A webhook with its new secret.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MadeWebhook")]
struct Made {
    /// What its messages are signed with. It is never told again.
    secret: String,
    /// The webhook.
    webhook: Webhook,
}

/// Webhooks.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookList")]
struct List {
    webhooks: Vec<Webhook>,
}

/// `GET /v1/webhooks`
async fn list(call: Call) -> Result<Response, Problem> {
    let webhooks = call.app.blocking(|app| {
        let webhooks = app.webhooks.list()?;
        webhooks.into_iter().map(|one| shown(app, one)).collect()
    });
    let webhooks: Result<Vec<Webhook>, Problem> = webhooks.await?;
    Ok(json(
        StatusCode::OK,
        &List {
            webhooks: webhooks?,
        },
    ))
}

/// `POST /v1/webhooks`
async fn create(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: NewWebhook = call.json(body).await?;
    let now = call.app.now().at;
    let made = call.app.blocking(move |app| {
        let new = asked.checked(app)?;
        let (secret, webhook) = app.webhooks.create(new, now)?;
        let webhook = shown(app, webhook)?;
        let secret = secret.reveal().to_owned();
        Ok::<_, Problem>(Made { secret, webhook })
    });
    let made = made.await??;
    let (id, types) = (made.webhook.id, made.webhook.types.clone());
    let detail = [("types", types.into())];
    call.note(Audited::WebhookCreated, trail::webhook(id), &detail)
        .await?;
    let address = format!("/v1/webhooks/{id}");
    Ok(located(json(StatusCode::CREATED, &made), &address))
}

impl NewWebhook {
    fn checked(self, app: &App) -> Result<keep::NewWebhook, Problem> {
        check_url(app, &self.url)?;
        check_types(&self.types)?;
        let customer = self.customer.as_deref();
        let customer = customer.map(|code| access::customer(app, code));
        let after = match &self.after {
            Some(place) => reached(app, "after", place)?,
            None => app.feed.latest(),
        };
        Ok(keep::NewWebhook {
            url: self.url,
            kinds: self.types,
            description: self.description,
            customer: customer.transpose()?,
            after: stored(after),
        })
    }
}

/// `GET /v1/webhooks/{webhook}`
async fn look(call: Call) -> Result<Response, Problem> {
    let id = named(&call)?;
    let webhook = call.app.blocking(move |app| found(app, id)).await??;
    Ok(json(StatusCode::OK, &webhook))
}

/// `POST /v1/webhooks/{webhook}/change`
async fn change(call: Call, body: Body) -> Result<Response, Problem> {
    let (id, now) = (named(&call)?, call.app.now().at);
    let asked: Change = call.json(body).await?;
    let fields = asked.fields();
    let changed = call.app.blocking(move |app| {
        asked
            .url
            .as_deref()
            .map_or(Ok(()), |url| check_url(app, url))?;
        asked.types.as_deref().map_or(Ok(()), check_types)?;
        let change = keep::WebhookChange {
            url: asked.url,
            kinds: asked.types,
            description: asked.description,
            disabled: asked.disabled,
        };
        let changed = app.webhooks.change(id, change, now)?;
        shown(app, changed.ok_or_else(absent)?)
    });
    let changed = changed.await??;
    if !fields.is_empty() {
        let detail = [("fields", fields.into())];
        call.note(Audited::WebhookChanged, trail::webhook(id), &detail)
            .await?;
    }
    Ok(json(StatusCode::OK, &changed))
}

impl Change {
    /// The fields that are there.
    fn fields(&self) -> Vec<&'static str> {
        let fields = [
            ("url", self.url.is_some()),
            ("types", self.types.is_some()),
            ("description", self.description.is_some()),
            ("disabled", self.disabled.is_some()),
        ];
        let there = fields.into_iter().filter(|(_, there)| *there);
        there.map(|(name, _)| name).collect()
    }
}

/// `DELETE /v1/webhooks/{webhook}`
async fn delete(call: Call) -> Result<Response, Problem> {
    let id = named(&call)?;
    let deleted = call.app.blocking(move |app| app.webhooks.delete(id));
    match deleted.await?? {
        true => {
            call.note(Audited::WebhookDeleted, trail::webhook(id), &[])
                .await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        false => Err(absent()),
    }
}

/// `POST /v1/webhooks/{webhook}/rotate-secret`
async fn rotate(call: Call, body: Body) -> Result<Response, Problem> {
    let (id, now) = (named(&call)?, call.app.now().at);
    let asked: Rotate = call.json(body).await?;
    let hours = asked.old_hours.unwrap_or(OLD_SECRET_HOURS);
    if hours > OLD_SECRET_HOURS_MAX {
        let detail = format!("{hours} is more than {OLD_SECRET_HOURS_MAX}, a week");
        return Err(Problem::at_field("old_hours", detail));
    }
    let until = now.plus_seconds(i64::from(hours) * 3_600);
    let made = call.app.blocking(move |app| {
        let secret = app.webhooks.rotate(id, until)?.ok_or_else(absent)?;
        let secret = secret.reveal().to_owned();
        let webhook = found(app, id)?;
        Ok::<_, Problem>(Made { secret, webhook })
    });
    let made = made.await??;
    let detail = [("old_until", until.to_string().into())];
    call.note(Audited::WebhookSecretRotated, trail::webhook(id), &detail)
        .await?;
    Ok(json(StatusCode::OK, &made))
}

/// The webhook that the path names.
fn named(call: &Call) -> Result<WebhookId, Problem> {
    WebhookId::parse(call.parameter("webhook")).ok_or_else(absent)
}

fn absent() -> Problem {
    Problem::web(Code::NotFound).because("there is no such webhook")
}

fn found(app: &App, id: WebhookId) -> Result<Webhook, Problem> {
    shown(app, app.webhooks.get(id)?.ok_or_else(absent)?)
}

fn shown(app: &App, webhook: keep::Webhook) -> Result<Webhook, Problem> {
    let customer = webhook.customer.map(|id| access::code(app, id));
    Ok(Webhook {
        waiting: app.webhooks.waiting(webhook.id)?,
        id: webhook.id,
        url: webhook.url,
        types: webhook.kinds,
        description: webhook.description,
        customer: customer.transpose()?,
        created_at: webhook.created_at,
        disabled: webhook.disabled.map(|disabled| Disabled {
            at: disabled.at,
            why: disabled.why,
        }),
        failing_since: webhook.failing_since,
        told: told(webhook.told),
        old_secret_until: webhook.old_secret_until,
    })
}

/// Refuses an address that would never be posted to.
fn check_url(app: &App, url: &str) -> Result<(), Problem> {
    let checked = app.dispatcher.check(url);
    checked.map_err(|unreachable| Problem::at_field("url", unreachable.to_string()))
}

/// Refuses types of events that there are not.
fn check_types(types: &[String]) -> Result<(), Problem> {
    let unknown = |name: &String| EventKind::parse(name).is_none();
    match types.iter().position(unknown) {
        None => Ok(()),
        Some(nth) => {
            let detail = "there are no events of this type; see /v1/events/types";
            Err(Problem::at_field(&format!("types/{nth}"), detail))
        }
    }
}

/// A place of the feed that something has happened at.
fn reached(app: &App, field: &str, place: &str) -> Result<FeedId, Problem> {
    events::reached(app, place).map_err(|detail| Problem::at_field(field, detail))
}

fn as_text<S: Serializer>(id: &WebhookId, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(id)
}

fn stored(place: FeedId) -> FeedPlace {
    FeedPlace {
        seq: place.seq,
        nth: place.nth,
    }
}

fn told(place: FeedPlace) -> FeedId {
    FeedId {
        seq: place.seq,
        nth: place.nth,
    }
}
