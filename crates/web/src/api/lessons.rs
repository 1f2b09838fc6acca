//! Lessons: what people's corrections taught of each customer's documents, looked at and revoked.

use super::paging;
use super::supply::Nothing;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::learning::{Meaning, Told};
use crate::openapi::{Answer, Body as Reads, Form, Operation, Part};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use crate::state::App;
use crate::trail;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use intake::FormField;
use intake::ground::Stands;
use keep::{Audited, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vocab::{ActorId, ContentHash, CustomerId, Instant, LessonId, RequestId, Unit};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/lessons",
        policy: Policy::Scope(Scope::DocumentsRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_lessons",
            part: Part::Documents,
            summary: "What corrections taught of customers' documents, the latest first, each with \
                      the requests that taught it.",
            query: Some(Form::of::<ListQuery>()),
            answers: &[Answer::json::<List>(200)],
            problems: &[
                Kind::Web(Code::BadQuery),
                Kind::Web(Code::BadCursor),
                Kind::Web(Code::NotFound),
            ],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/lessons/{lesson}/revoke",
        policy: Policy::Scope(Scope::RequestsDecide),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(revoke(call, body)),
        operation: Operation {
            id: "revoke_lesson",
            part: Part::Documents,
            summary: "Revoke a lesson: documents that come from now on are read without it. One that \
                      has ended stays as it is.",
            body: Some(Reads::json::<Nothing>()),
            answers: &[Answer::json::<Lesson>(200)],
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
];

/// `GET /v1/lessons`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    let before = query.after.as_deref().map(str::parse).transpose();
    let before = before.map_err(|_| Problem::web(Code::BadCursor))?;
    let customer = match &query.customer {
        Some(code) => Some(customer_called(&call, code.clone()).await?),
        None => call.caller.customer(),
    };
    let (before, ended) = (before.map(LessonId), query.ended);
    let page = call.app.blocking(move |app| {
        let mut lessons = app.lessons.list(customer, ended, before, limit + 1)?;
        let more = lessons.len() > limit;
        lessons.truncate(limit);
        let last = lessons.last().map(|lesson| lesson.id).filter(|_| more);
        Ok::<_, Problem>((Told::all(app, lessons)?, last))
    });
    let (lessons, last) = page.await??;
    let list = List {
        lessons: lessons.iter().map(shown).collect(),
        next: last.map(|id| id.to_string()),
    };
    Ok(json(StatusCode::OK, &list))
}

/// `POST /v1/lessons/{lesson}/revoke`
pub async fn revoke(call: Call, body: Body) -> Result<Response, Problem> {
    let _: Nothing = call.json(body).await?;
    let told = found(&call).await?;
    end(&call, told.lesson.id).await?;
    Ok(json(StatusCode::OK, &shown(&found(&call).await?)))
}

/// The lesson that the path names, if the caller may see it.
///
/// # Errors
/// `not_found` for anything else.
pub(crate) async fn found(call: &Call) -> Result<Told, Problem> {
    let absent = || Problem::web(Code::NotFound).because("there is no such lesson");
    let id = call.parameter("lesson").parse().map_err(|_| absent())?;
    let look = move |app: &App| match app.lessons.get(LessonId(id))? {
        Some(lesson) => Told::all(app, vec![lesson]),
        None => Ok(Vec::new()),
    };
    let told = call.app.blocking(look).await??.pop();
    let seen = told.filter(|told| call.caller.may_see(told.lesson.lesson.customer));
    seen.ok_or_else(absent)
}

/// Ends a lesson, and notes who did.
///
/// # Errors
/// When the store or the trail can't be written.
pub(crate) async fn end(call: &Call, id: LessonId) -> Result<(), Problem> {
    let (by, now) = (call.caller.actor(), call.app.now().at);
    let revoked = call
        .app
        .blocking(move |app| app.lessons.revoke(id, by, now));
    if revoked.await?? {
        call.note(Audited::LessonRevoked, trail::lesson(id), &[])
            .await?;
    }
    Ok(())
}

/// The customer with this number, if the caller may see it.
pub(crate) async fn customer_called(call: &Call, code: String) -> Result<CustomerId, Problem> {
    let row = call
        .app
        .blocking(move |app| app.views.customer_by_code(&code));
    let seen = row.await??.map(|row| row.id);
    let seen = seen.filter(|id| call.caller.may_see(*id));
    seen.ok_or_else(|| Problem::web(Code::NotFound).because("there is no such customer"))
}

/// What a list of lessons may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LessonQuery")]
struct ListQuery {
    /// Only lessons about the documents of the customer with this number.
    customer: Option<String>,
    /// True to be told those that were revoked or replaced, too.
    #[serde(default)]
    ended: bool,
    /// `next` of the page before.
    after: Option<String>,
    /// Lessons on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// A page of lessons.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "LessonList")]
struct List {
    lessons: Vec<Lesson>,
    /// Hand it in as `after` for the next page; null on the last.
    next: Option<String>,
}

/// What corrections taught of one customer's documents.
#[derive(JsonSchema, Serialize)]
struct Lesson {
    id: LessonId,
    /// Number of the customer.
    customer: String,
    /// What it is about: `part`, `description`, `unit`, `ship_to`, `buyer`, `sender`, `label`; or
    /// `unknown`, for one that another version of Kept wrote.
    kind: &'static str,
    /// What the documents say; null where the lesson is about saying nothing.
    said: Option<String>,
    means: Means,
    /// True when what is understood by it may pass untouched; false while it is only proposed.
    relied_on: bool,
    /// How many requests taught it.
    taught: u64,
    /// In how many documents it was used.
    used: u64,
    /// When it was used last.
    used_at: Option<Instant>,
    /// What became of it; null while it is in force.
    ended: Option<Ended>,
    /// The newest 20 of the requests that taught it.
    taught_by: Vec<Taught>,
}

/// What a text of a document means; what the kind is not about is left out.
#[derive(Default, JsonSchema, Serialize)]
#[schemars(rename = "LessonMeans")]
struct Means {
    /// Code of the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    /// The unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<Unit>,
    /// Code of the ship-to.
    #[serde(skip_serializing_if = "Option::is_none")]
    ship_to: Option<String>,
    /// The field that stands by the text: `po_number` or `requested_delivery_date`.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    /// Where it stands from there: `behind` or `below`.
    #[serde(skip_serializing_if = "Option::is_none")]
    stands: Option<&'static str>,
}

/// How a lesson ended.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "LessonEnded")]
struct Ended {
    /// `revoked` by somebody, or `replaced` by what a later correction taught.
    how: &'static str,
    at: Instant,
    by: ActorId,
}

/// A request that taught a lesson.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "LessonTaught")]
struct Taught {
    request: RequestId,
    document: ContentHash,
    /// Who accepted it.
    by: ActorId,
    at: Instant,
}

fn shown(told: &Told) -> Lesson {
    let lesson = &told.lesson;
    Lesson {
        id: lesson.id,
        customer: told.customer.clone(),
        kind: told.meaning.kind(),
        said: told.said.clone(),
        means: means(&told.meaning),
        relied_on: told.relied_on,
        taught: lesson.taught,
        used: lesson.used,
        used_at: lesson.used_at,
        ended: lesson.ended.map(|(how, at, by)| Ended {
            how: how.as_str(),
            at,
            by,
        }),
        taught_by: told.taught_by.iter().map(taught).collect(),
    }
}

fn taught(taught: &keep::LessonTaught) -> Taught {
    Taught {
        request: taught.request,
        document: taught.document,
        by: taught.by,
        at: taught.at,
    }
}

fn means(meaning: &Meaning) -> Means {
    let none = Means::default();
    match meaning {
        Meaning::Part(code, _) | Meaning::Description(code, _) => Means {
            item: Some(code.clone()),
            ..none
        },
        Meaning::Unit(unit, code) => Means {
            item: Some(code.clone()),
            unit: Some(*unit),
            ..none
        },
        Meaning::ShipTo(code) => Means {
            ship_to: Some(code.clone()),
            ..none
        },
        Meaning::Label(field, stands) => Means {
            field: Some(match field {
                FormField::PoNumber => "po_number",
                FormField::Requested => "requested_delivery_date",
            }),
            stands: Some(match stands {
                Stands::Behind => "behind",
                Stands::Below => "below",
            }),
            ..none
        },
        Meaning::Buyer | Meaning::Sender | Meaning::Unknown => none,
    }
}
