//! Events: what happened, as a stream or by asking again, and what kinds there are.

use super::paging;
use crate::access::{Policy, admit};
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::live::{Following, Told, opened};
use crate::openapi::{Answer, Form, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use crate::state::App;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use keep::Scope;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::sync::broadcast;
use views::feed::{EventData, EventKind, FeedFilter, FeedId, FeedPage};
use vocab::{ActorId, Instant};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/events",
        policy: POLICY,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(events(call)),
        operation: Operation {
            id: "list_events",
            part: Part::Integration,
            summary: "What happened, in the order it happened: a page of JSON, or with `Accept: \
                      text/event-stream` a stream of server-sent events that goes on for as long \
                      as you listen. A key of one customer gets the events of that customer.",
            query: Some(Form::of::<EventQuery>()),
            headers: &[Place::LAST_EVENT_ID, Place::KEPT_AFTER],
            answers: &[
                Answer::json::<List>(200),
                Answer::of::<String>(200, crate::live::KIND),
            ],
            problems: &[
                Kind::Web(Code::BadQuery),
                Kind::Web(Code::BadCursor),
                Kind::Web(Code::BadHeader),
                Kind::Web(Code::ViewsBehind),
            ],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/events/types",
        policy: POLICY,
        lane: Lane::Reading,
        handler: |_, _| Box::pin(async { Ok(types()) }),
        operation: Operation {
            id: "list_event_types",
            part: Part::Integration,
            summary: "Every type of event: what it means, and the form of its data.",
            answers: &[Answer::json::<TypeList>(200)],
            ..Operation::NONE
        },
    },
];

const POLICY: Policy = Policy::Scope(Scope::EventsRead);
/// The longest that an answer waits for something to happen, in seconds.
const WAIT_MAX: u64 = 30;
/// Reads of the feed for one answer, while nothing is found that was asked for.
const READS_MAX: usize = 32;
/// The word for the place behind everything that has happened.
const NOW: &str = "now";

/// `GET /v1/events`
async fn events(call: Call) -> Result<Response, Problem> {
    let query: EventQuery = call.query()?;
    let filter = FeedFilter {
        kinds: kinds(query.types.as_deref().unwrap_or_default())?,
        customer: call.caller.customer(),
    };
    call.catch_up().await?;
    let after = place(&call, &query)?;
    match wants_stream(&call.head.headers) {
        true => stream(call, after, filter),
        false => page(call, &query, after, &filter).await,
    }
}

fn stream(call: Call, at: FeedId, filter: FeedFilter) -> Result<Response, Problem> {
    let place = call.app.live().enter(call.caller.actor())?;
    let (to, response) = opened();
    // The places that requests have are for those who are answered soon: the call ends here.
    let Call { app, head, .. } = call;
    let following = Following {
        app,
        policy: POLICY,
        head,
        filter,
        at,
        to,
    };
    tokio::spawn(following.run(place));
    Ok(response)
}

async fn page(
    mut call: Call,
    query: &EventQuery,
    after: FeedId,
    filter: &FeedFilter,
) -> Result<Response, Problem> {
    let (limit, wait) = (paging::size(query.limit)?, waiting(query.wait)?);
    if wait.is_zero() {
        return Ok(shown(&read(&call, after, limit, filter).await?));
    }
    let place = call.app.live().enter(call.caller.actor())?;
    let heard = call.app.live().listen()?;
    let mut page = read(&call, after, limit, filter).await?;
    if page.events.is_empty() && page.caught_up {
        call.inside = None;
        let something = until_heard(heard, page.next, filter);
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = call.app.live().stopped() => {}
            () = something => {}
        }
        // The key may have been revoked meanwhile.
        admit(&call.app, POLICY, &call.head).await?;
        page = read(&call, page.next, limit, filter).await?;
    }
    drop(place);
    Ok(shown(&page))
}

/// Reads on until something is found, everything is read or it has become too much for one answer.
async fn read(
    call: &Call,
    after: FeedId,
    limit: usize,
    filter: &FeedFilter,
) -> Result<FeedPage, Problem> {
    let live = call.app.live();
    let mut page = live.read(&call.app, after, limit, filter).await?;
    for _ in 1..READS_MAX {
        if !page.events.is_empty() || page.caught_up {
            break;
        }
        page = live.read(&call.app, page.next, limit, filter).await?;
    }
    Ok(page)
}

/// Ready when something happened that is asked for, or it is not known what did.
async fn until_heard(
    mut heard: broadcast::Receiver<Arc<Told>>,
    after: FeedId,
    filter: &FeedFilter,
) {
    while let Ok(told) = heard.recv().await {
        if told.broken || told.events.iter().any(|event| event.fits(after, filter)) {
            return;
        }
    }
}

fn shown(page: &FeedPage) -> Response {
    json(StatusCode::OK, page)
}

fn wants_stream(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter();
    let mut kinds = accepted
        .filter_map(|value: &HeaderValue| value.to_str().ok())
        .flat_map(|text| text.split(','))
        .filter_map(|kind| kind.split(';').next());
    kinds.any(|kind| kind.trim().eq_ignore_ascii_case(crate::live::KIND))
}

/// Where to go on.
fn place(call: &Call, query: &EventQuery) -> Result<FeedId, Problem> {
    let stated = call.header("last-event-id")?.or(query.after.as_deref());
    let unusable = |detail: String| Problem::web(Code::BadCursor).because(detail);
    match stated {
        None | Some("") => Ok(FeedId::default()),
        Some(NOW) => Ok(call.app.live().latest()),
        Some(text) => reached(&call.app, text).map_err(unusable),
    }
}

/// The place that a text names, if the feed has come to it.
///
/// # Errors
/// What would have been allowed.
pub fn reached(app: &App, text: &str) -> Result<FeedId, String> {
    let id = text.parse::<FeedId>();
    let id = id.map_err(|error| format!("{error}, or `{NOW}`"))?;
    let durable = app.engine.durable();
    match id.seq > durable {
        true => Err(format!(
            "nothing has happened at {id} yet: the last record is {durable}; read from the \
             beginning if the data was restored from an older backup"
        )),
        false => Ok(id),
    }
}

fn kinds(types: &str) -> Result<Vec<EventKind>, Problem> {
    let names = types
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let kind = |name: &str| {
        EventKind::parse(name).ok_or_else(|| {
            let detail = format!("types: there are no events {name:?}; see /v1/events/types");
            Problem::web(Code::BadQuery).because(detail)
        })
    };
    names.map(kind).collect()
}

/// How long to wait.
fn waiting(stated: Option<u64>) -> Result<Duration, Problem> {
    match stated.unwrap_or(0) {
        seconds if seconds > WAIT_MAX => {
            let detail = format!("wait is {seconds}; 0 to {WAIT_MAX} are allowed");
            Err(Problem::web(Code::BadQuery).because(detail))
        }
        seconds => Ok(Duration::from_secs(seconds)),
    }
}

/// `GET /v1/events/types`
fn types() -> Response {
    static TYPES: LazyLock<TypeList> = LazyLock::new(|| TypeList {
        types: EventKind::ALL.iter().map(|kind| told_type(*kind)).collect(),
    });
    json(StatusCode::OK, &*TYPES)
}

fn told_type(kind: EventKind) -> Type {
    let whole = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut forms = whole.for_serialize().into_generator();
    Type {
        r#type: kind,
        meaning: kind.meaning().trim(),
        data: kind.schema(&mut forms),
    }
}

/// Which events are asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EventQuery {
    /// `next` of the page before, or the id of an event: only what came after it. `now` leaves out
    /// all that has happened; without it everything is told, from the first event on.
    after: Option<String>,
    /// Only events of these types, with commas between them; see `/v1/events/types`.
    types: Option<String>,
    /// Events on the page, 1 to 200; 50 when absent. Streams do not look at it.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
    /// Seconds to wait for something to happen when nothing is there, 0 to 30; 0 when absent.
    /// Streams do not look at it.
    #[schemars(range(min = 0, max = 30))]
    wait: Option<u64>,
}

/// A page of events.
#[derive(JsonSchema)]
#[schemars(rename = "EventList")]
#[expect(dead_code, reason = "tells the form of views::feed::FeedPage")]
struct List {
    /// The events, in the order they happened.
    events: Vec<Event>,
    /// Hand this in as `after` to go on; it moves also where nothing was found.
    next: FeedId,
    /// False when more is there already.
    caught_up: bool,
}

/// Something that happened.
#[derive(JsonSchema)]
#[schemars(rename = "Event")]
#[expect(dead_code, reason = "tells the form of views::feed::FeedEvent")]
struct Event {
    /// Its place; the `id` of the stream.
    id: FeedId,
    /// What kind of thing happened.
    r#type: EventKind,
    /// When it happened.
    timestamp: Instant,
    /// Who did it; 0 is Kept itself.
    actor: ActorId,
    /// What it says; `/v1/events/types` tells the form that each type has.
    data: EventData,
}

/// Every type of event.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "EventTypeList")]
struct TypeList {
    types: Vec<Type>,
}

/// A type of event.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "EventTypeAbout")]
struct Type {
    r#type: EventKind,
    /// What it means.
    meaning: &'static str,
    /// The form of its data, as JSON Schema.
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    data: Schema,
}
