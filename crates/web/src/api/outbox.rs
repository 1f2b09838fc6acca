//! The outbox: what was sent to whom, what waits, what could not be sent, and sending it again.

use super::paging;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Body as Reads, Form, Operation, Part};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use crate::trail;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use keep::{Audited, OutboxFilter, OutboxMessage, OutboxState, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::feed::FeedId;
use vocab::Instant;

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/outbox",
        policy: Policy::Scope(Scope::CustomersRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_outbox",
            part: Part::Integration,
            summary: "Messages to recipients, the latest first: what was sent, what waits, and what \
                      could not be sent, with the reason.",
            query: Some(Form::of::<Query>()),
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/outbox/{message}/send-again",
        policy: Policy::Scope(Scope::WebhooksManage),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(again(call, body)),
        operation: Operation {
            id: "send_again",
            part: Part::Integration,
            summary: "Send a message that was sent or given up once more, as things are now and under a \
                      number of its own.",
            body: Some(Reads::json::<super::supply::Nothing>()),
            answers: &[Answer::json::<Message>(200)],
            problems: &[
                Kind::Web(Code::NotFound),
                Kind::Web(Code::MalformedJson),
                Kind::Web(Code::UnknownField),
                Kind::Web(Code::BadValue),
                Kind::Web(Code::TooLarge),
                Kind::Web(Code::UnsupportedMediaType),
            ],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Delete,
        path: "/v1/outbox/{message}",
        policy: Policy::Scope(Scope::WebhooksManage),
        lane: Lane::Interactive,
        handler: |call, _| Box::pin(dismiss(call)),
        operation: Operation {
            id: "dismiss_message",
            part: Part::Integration,
            summary: "Forget a message that was given up.",
            answers: &[Answer::empty(204)],
            problems: &[Kind::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
];

/// Which messages are asked for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OutboxQuery")]
struct Query {
    /// Only those to this recipient.
    recipient: Option<String>,
    /// Only those of the order with this number.
    order: Option<String>,
    /// Only those that are here: `waiting`, `sent` or `dead`.
    #[schemars(extend("enum" = states()))]
    state: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Messages on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// Messages, the latest first.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OutboxList")]
pub(crate) struct List {
    pub(crate) messages: Vec<Message>,
    /// Hand this in as `after` for the next page; null on the last.
    pub(crate) next: Option<String>,
}

/// A message to a recipient.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OutboxMessage")]
pub(crate) struct Message {
    /// Its number, which is the control number of its interchange and no other message's.
    pub(crate) number: u64,
    /// The name of its recipient.
    pub(crate) recipient: String,
    /// `confirmation`, `change`, `ship_notice`, `invoice` or `warehouse_order`.
    pub(crate) message: &'static str,
    /// Number of the order.
    pub(crate) order: String,
    /// What it is of: the number of the order, or the id of the shipment or release.
    pub(crate) of: String,
    /// The event that asked for it.
    pub(crate) event: FeedId,
    /// `waiting`, `sent` or `dead`: given up.
    pub(crate) state: &'static str,
    /// How often it was tried.
    pub(crate) tries: u32,
    /// When it was asked for.
    pub(crate) asked_at: Instant,
    /// When it is tried next; null when it is not.
    pub(crate) due_at: Option<Instant>,
    /// When it was sent or given up; null while it waits.
    pub(crate) ended_at: Option<Instant>,
    /// The name of its file in the folder of the recipient; null before it is written.
    pub(crate) file: Option<String>,
    /// Why it was not sent, or what the format had no room or letters for; else empty.
    pub(crate) told: String,
}

/// `GET /v1/outbox`
async fn list(call: Call) -> Result<Response, Problem> {
    let query: Query = call.query()?;
    let limit = paging::size(query.limit)?;
    let before = query.after.as_deref().map(str::parse::<u64>).transpose();
    let before = before.map_err(|_| Problem::web(Code::BadCursor))?;
    let filter = OutboxFilter {
        recipient: query.recipient,
        order: query.order,
        state: query.state.as_deref().map(known).transpose()?,
    };
    Ok(json(
        StatusCode::OK,
        &page(&call, filter, before, limit).await?,
    ))
}

/// A page of messages, the latest first; a customer sees none.
///
/// # Errors
/// When the store fails.
pub(crate) async fn page(
    call: &Call,
    filter: OutboxFilter,
    before: Option<u64>,
    limit: usize,
) -> Result<List, Problem> {
    let rows = match call.caller.customer() {
        Some(_) => Vec::new(),
        None => {
            let look = move |app: &crate::App| app.outbox.messages(&filter, before, limit + 1);
            call.app.blocking(look).await??
        }
    };
    let last = rows.get(limit.saturating_sub(1));
    let last = last.filter(|_| rows.len() > limit);
    let next = last.map(|row| row.number.to_string());
    let messages = rows.into_iter().take(limit).map(Message::from).collect();
    Ok(List { messages, next })
}

/// `POST /v1/outbox/{message}/send-again`
async fn again(call: Call, body: Body) -> Result<Response, Problem> {
    let _: super::supply::Nothing = call.json(body).await?;
    Ok(json(StatusCode::OK, &send_again(&call).await?))
}

/// Has the message that the path names sent once more.
///
/// # Errors
/// `not_found`.
pub(crate) async fn send_again(call: &Call) -> Result<Message, Problem> {
    let (number, now) = (named(call)?, call.app.now().at);
    let asked = call.app.blocking(move |app| {
        let new = app.outbox.again(number, now)?.ok_or_else(absent)?;
        let message = app.outbox.message(new)?.ok_or_else(absent)?;
        Ok::<_, Problem>(Message::from(message))
    });
    let message = asked.await??;
    let detail = [("as", message.number.into())];
    call.note(Audited::MessageSentAgain, trail::message(number), &detail)
        .await?;
    Ok(message)
}

/// `DELETE /v1/outbox/{message}`
async fn dismiss(call: Call) -> Result<Response, Problem> {
    forget(&call).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Forgets the message that the path names, which was given up.
///
/// # Errors
/// `not_found`.
pub(crate) async fn forget(call: &Call) -> Result<(), Problem> {
    let number = named(call)?;
    let dismissed = call.app.blocking(move |app| app.outbox.dismiss(number));
    match dismissed.await?? {
        true => Ok(()),
        false => Err(absent()),
    }
}

fn named(call: &Call) -> Result<u64, Problem> {
    let number = call.parameter("message").parse();
    number.map_err(|_| absent())
}

fn absent() -> Problem {
    Problem::web(Code::NotFound).because("there is no such message that has ended")
}

fn known(word: &str) -> Result<OutboxState, Problem> {
    let told = || format!("state is {word}; there are {}", states().join(", "));
    OutboxState::parse(word).ok_or_else(|| Problem::web(Code::BadQuery).because(told()))
}

fn states() -> Vec<&'static str> {
    let states = OutboxState::ALL.iter();
    states.map(|state| state.as_str()).collect()
}

impl From<OutboxMessage> for Message {
    fn from(row: OutboxMessage) -> Message {
        let event = row.asked.event;
        Message {
            number: row.number,
            recipient: row.asked.recipient,
            message: row.asked.kind.as_str(),
            order: row.asked.order,
            of: row.asked.subject,
            event: FeedId {
                seq: event.seq,
                nth: event.nth,
            },
            state: row.state.as_str(),
            tries: row.tried,
            asked_at: row.asked_at,
            due_at: row.due_at,
            ended_at: row.ended_at,
            file: row.file,
            told: row.told,
        }
    }
}
