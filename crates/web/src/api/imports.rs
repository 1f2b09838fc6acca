//! Imports: a file is sent, looked at as it would be read, and imported by a job, all or nothing.

use super::documents::file_name;
use super::flaws::clipped;
use super::jobs;
use crate::access::Policy;
use crate::admission::Lane;
use crate::body;
use crate::call::{Call, json, located, typed};
use crate::importing::{Asker, Upload, Wanted, scopes};
use crate::openapi::{self, Answer, Body as Reads, Operation, Part, Place};
use crate::problem::{Code, Kind as Trouble, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use import::{BYTES_MAX, Kind, Mapping, Preview};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vocab::Instant;

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        path: "/v1/uploads",
        policy: IMPORTING,
        lane: Lane::Background,
        handler: |call, body| Box::pin(upload(call, body)),
        operation: Operation {
            id: "upload_file",
            part: Part::Integration,
            summary: "Send a file to import: CSV, a workbook or JSON. It waits for an hour, for \
                      who sent it.",
            headers: &[Place::FILE_NAME],
            body: Some(Reads::Bytes),
            answers: &[Answer::json::<Uploaded>(201)],
            problems: &[Trouble::Web(Code::TooLarge), Trouble::Web(Code::BadValue)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/imports/{import}/preview",
        policy: IMPORTING,
        lane: Lane::Bulk,
        handler: |call, body| Box::pin(preview(call, body)),
        operation: Operation {
            id: "preview_import",
            part: Part::Integration,
            summary: "How a file would be read, what its first rows would become, and what is wrong \
                      with it. Nothing is changed.",
            body: Some(Reads::json::<Asked>()),
            answers: &[Answer::json::<Preview>(200)],
            problems: openapi::JSON,
            also: &[Trouble::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/imports/{import}",
        policy: IMPORTING,
        lane: Lane::Bulk,
        handler: |call, body| Box::pin(start(call, body)),
        operation: Operation {
            id: "start_import",
            part: Part::Integration,
            summary: "Import a file, all of it or nothing; the job tells how far it is and what came \
                      of it.",
            body: Some(Reads::json::<Asked>()),
            answers: &[Answer::json::<jobs::Shown>(202)],
            problems: openapi::JSON,
            also: &[Trouble::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/imports/{import}/template",
        policy: IMPORTING,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(template(call)),
        operation: Operation {
            id: "get_import_template",
            part: Part::Integration,
            summary: "A CSV file to fill in: the titles and two example rows.",
            answers: &[Answer::of::<String>(200, "text/csv")],
            problems: &[Trouble::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
];

/// Who imports anything; what exactly, each kind says.
const IMPORTING: Policy = Policy::AnyScope(&[
    Scope::CatalogueWrite,
    Scope::CustomersWrite,
    Scope::StockWrite,
]);

/// `POST /v1/uploads`
pub async fn upload(call: Call, body: Body) -> Result<Response, Problem> {
    let room = call.app.uploads().acquire().await;
    let _room = room.map_err(|_| Problem::web(Code::Busy))?;
    let bytes = body::read(body, &call.head.headers, BYTES_MAX).await?;
    if bytes.is_empty() {
        return Err(Problem::web(Code::BadValue).because("the body is empty"));
    }
    let name = file_name(&call.head.headers);
    let upload = call.app.take_file(call.caller.actor(), &name, bytes.into());
    Ok(json(StatusCode::CREATED, &Uploaded::of(&upload)))
}

/// `POST /v1/imports/{import}/preview`
pub async fn preview(call: Call, body: Body) -> Result<Response, Problem> {
    let kind = allowed(&call)?;
    let asked: Asked = call.json(body).await?;
    let wanted = asked.wanted(&call, kind)?;
    let preview = call.app.preview_import(call.caller.actor(), wanted).await?;
    Ok(json(StatusCode::OK, &preview))
}

/// `POST /v1/imports/{import}`
pub async fn start(call: Call, body: Body) -> Result<Response, Problem> {
    let kind = allowed(&call)?;
    let asked: Asked = call.json(body).await?;
    let wanted = asked.wanted(&call, kind)?;
    let asker = Asker {
        actor: call.caller.actor(),
        request: call.request_id().to_owned(),
    };
    let job = call.app.begin_import(asker, wanted).await?;
    let address = format!("/v1/jobs/{}", job.id);
    Ok(located(
        json(StatusCode::ACCEPTED, &jobs::shown(&job)),
        &address,
    ))
}

/// `GET /v1/imports/{import}/template`
pub async fn template(call: Call) -> Result<Response, Problem> {
    let kind = named(&call)?;
    let csv = HeaderValue::from_static("text/csv; charset=utf-8");
    Ok(typed(
        StatusCode::OK,
        csv,
        import::template(kind).into_bytes(),
    ))
}

/// What the path says is imported.
fn named(call: &Call) -> Result<Kind, Problem> {
    let word = call.parameter("import");
    Kind::parse(word).ok_or_else(|| {
        let kinds = Kind::ALL.map(Kind::as_str).join(", ");
        let detail = format!(
            "there is no import \"{}\"; there are {kinds}",
            clipped(word)
        );
        Problem::web(Code::NotFound).because(detail)
    })
}

/// What the path says is imported, if the caller may.
fn allowed(call: &Call) -> Result<Kind, Problem> {
    let kind = named(call)?;
    let held = call.caller.scopes();
    let missing = scopes(kind).iter().find(|scope| !held.contains(**scope));
    match missing {
        None => Ok(kind),
        Some(scope) => {
            let (kind, scope) = (kind.as_str(), scope.as_str());
            let detail = format!("importing {kind} needs a key with the scope {scope}");
            Err(Problem::web(Code::Forbidden).because(detail))
        }
    }
}

/// A file that waits to be imported.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "Upload")]
struct Uploaded {
    /// What imports name it by.
    upload: String,
    /// What it is called.
    name: String,
    /// Its size.
    bytes: usize,
    /// Until when it waits.
    until: Instant,
}

/// What to import.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ImportAsked")]
struct Asked {
    /// The file that was sent.
    upload: String,
    /// Where fields come from: the title of a column, `{"always": "each"}`, or null where it comes from none.
    /// Fields that are left out are recognised.
    mapping: Option<Mapping>,
    /// Check everything and change nothing.
    #[serde(default)]
    dry_run: bool,
}

impl Asked {
    fn wanted(self, call: &Call, kind: Kind) -> Result<Wanted, Problem> {
        let file = call.app.file(call.caller.actor(), &self.upload);
        let missing = || {
            let detail = "no file of yours waits under this id any more; send it again";
            Problem::at_field("upload", detail.to_owned())
        };
        Ok(Wanted {
            kind,
            source: file.ok_or_else(missing)?.source,
            mapping: self.mapping,
            dry_run: self.dry_run,
        })
    }
}

impl Uploaded {
    fn of(upload: &Upload) -> Uploaded {
        Uploaded {
            upload: upload.id.clone(),
            name: upload.source.name.clone(),
            bytes: upload.source.bytes.len(),
            until: upload.until,
        }
    }
}
