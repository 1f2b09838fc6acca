//! What a webhook was told and is to be told: the list, a try, telling it again.

use super::{absent, found, named, reached, stored, told};
use crate::api::paging;
use crate::call::{Call, json};
use crate::problem::{Code, Problem};
use crate::trail;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use connect::webhook::Outcome;
use keep::{Audited, DeliveryAttempt, DeliveryRow, DeliveryState};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::feed::FeedId;
use vocab::Instant;

/// Which deliveries are asked for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WebhookDeliveryQuery")]
pub(super) struct Query {
    /// Only those that are here: `waiting`, `taken` or `dead`.
    #[schemars(extend("enum" = states()))]
    state: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Deliveries on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// Deliveries, those of the latest events first.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookDeliveryList")]
pub(super) struct List {
    deliveries: Vec<Delivery>,
    /// Hand this in as `after` for the next page; null on the last.
    next: Option<FeedId>,
}

/// A message for a webhook.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookDelivery")]
struct Delivery {
    /// The `webhook-id` that it is sent with.
    id: String,
    /// The event that it tells of.
    event: FeedId,
    /// The type of the event.
    r#type: String,
    /// `waiting`, `taken` or `dead`.
    state: &'static str,
    /// How often it was tried since it became a message or was replayed.
    tries: u32,
    /// When it is tried next; null when it is not.
    due_at: Option<Instant>,
    /// The last try; null before the first.
    last: Option<Attempt>,
}

/// A try.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookAttempt")]
struct Attempt {
    /// When it began.
    at: Instant,
    /// How long it took, in milliseconds.
    took_ms: u64,
    /// The status that was answered; null when none was.
    status: Option<u16>,
    /// What came of it, in a sentence.
    outcome: String,
}

/// What came of a ping.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookPinged")]
pub(super) struct Pinged {
    /// Whether the server took it.
    taken: bool,
    /// The status that was answered; null when none was.
    status: Option<u16>,
    /// What came of it, in a sentence.
    outcome: String,
}

/// What a webhook is to be told again.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
#[schemars(rename = "WebhookReplay")]
pub(super) enum Replay {
    /// One message.
    Delivery {
        /// Its id.
        id: String,
    },
    /// Every message that is dead, the oldest first, as far as so many may wait.
    Dead {},
    /// All that happened behind a place of the feed, as far as the webhook was told.
    After {
        /// The id of an event.
        place: String,
    },
}

/// A webhook that is told again.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookReplayed")]
pub(super) struct Replayed {
    /// Messages that are due now, without those that the feed is still to be read for.
    due: u64,
    /// The webhook.
    webhook: super::Webhook,
}

/// `POST /v1/webhooks/{webhook}/ping`
pub(super) async fn ping(call: Call) -> Result<Response, Problem> {
    let id = named(&call)?;
    let outcome = call.app.blocking(move |app| app.dispatcher.ping(id));
    let outcome = outcome.await??.ok_or_else(absent)?;
    let pinged = Pinged {
        taken: matches!(outcome, Outcome::Taken(_)),
        status: outcome.status(),
        outcome: outcome.to_string(),
    };
    Ok(json(StatusCode::OK, &pinged))
}

/// `GET /v1/webhooks/{webhook}/deliveries`
pub(super) async fn list(call: Call) -> Result<Response, Problem> {
    let (id, query): (_, Query) = (named(&call)?, call.query()?);
    let limit = paging::size(query.limit)?;
    let state = query.state.as_deref().map(known).transpose()?;
    let behind = query.after.as_deref().map(str::parse::<FeedId>).transpose();
    let behind = behind.map_err(|_| Problem::web(Code::BadCursor))?;
    let rows = call.app.blocking(move |app| {
        app.webhooks.get(id)?.ok_or_else(absent)?;
        let before = behind.map(stored);
        Ok::<_, Problem>(app.webhooks.deliveries(id, state, before, limit)?)
    });
    let rows = rows.await??;
    let last = rows.last().filter(|_| rows.len() == limit);
    let next = last.map(|row| told(row.event));
    let deliveries = rows.into_iter().map(Delivery::from).collect();
    Ok(json(StatusCode::OK, &List { deliveries, next }))
}

/// `POST /v1/webhooks/{webhook}/replay`
pub(super) async fn replay(call: Call, body: Body) -> Result<Response, Problem> {
    let (id, now) = (named(&call)?, call.app.now().at);
    let asked: Replay = call.json(body).await?;
    let detail = [("what", asked.word().into())];
    let done = call.app.blocking(move |app| {
        let replay = match asked {
            Replay::Delivery { id } => keep::Replay::One(id),
            Replay::Dead {} => keep::Replay::Dead,
            Replay::After { place } => keep::Replay::After(stored(reached(app, "place", &place)?)),
        };
        let due = app.webhooks.replay(id, &replay, now)?.ok_or_else(absent)?;
        match (&replay, due) {
            (keep::Replay::One(_), 0) => Err(Problem::at_field("id", "no such message is kept")),
            _ => Ok(Replayed {
                due,
                webhook: found(app, id)?,
            }),
        }
    });
    let done = done.await??;
    call.note(Audited::WebhookReplayed, trail::webhook(id), &detail)
        .await?;
    Ok(json(StatusCode::OK, &done))
}

impl Replay {
    fn word(&self) -> &'static str {
        match self {
            Replay::Delivery { .. } => "delivery",
            Replay::Dead {} => "dead",
            Replay::After { .. } => "after",
        }
    }
}

impl From<DeliveryRow> for Delivery {
    fn from(row: DeliveryRow) -> Delivery {
        Delivery {
            id: row.id,
            event: told(row.event),
            r#type: row.kind,
            state: row.state.as_str(),
            tries: row.tried,
            due_at: row.due_at,
            last: row.last.map(Attempt::from),
        }
    }
}

impl From<DeliveryAttempt> for Attempt {
    fn from(attempt: DeliveryAttempt) -> Attempt {
        Attempt {
            at: attempt.at,
            took_ms: u64::try_from(attempt.took.as_millis()).unwrap_or(u64::MAX),
            status: attempt.status,
            outcome: attempt.told,
        }
    }
}

fn known(word: &str) -> Result<DeliveryState, Problem> {
    let told = || format!("state is {word}; there are {}", states().join(", "));
    DeliveryState::parse(word).ok_or_else(|| Problem::web(Code::BadQuery).because(told()))
}

fn states() -> Vec<&'static str> {
    let states = DeliveryState::ALL.iter();
    states.map(|state| state.as_str()).collect()
}
