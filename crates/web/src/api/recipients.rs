//! Recipients: who business documents are sent to by themselves, which ones, and in which format.

use super::flaws::clipped;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Body as Reads, Operation, Part};
use crate::outgoing::{is_of_sites, is_written};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use crate::state::App;
use crate::trail;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use connect::channel::{NAME_CHARS_MAX, is_name};
use keep::{Audited, FeedPlace, OutboxFormat, OutboxKind, Scope, Whose};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json as value};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/recipients",
        policy: MANAGE,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_recipients",
            part: Part::Integration,
            summary: "Everybody whom business documents are sent to by themselves, by name.",
            answers: &[Answer::json::<List>(200)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Put,
        path: "/v1/recipients/{recipient}",
        policy: MANAGE,
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(put(call, body)),
        operation: Operation {
            id: "put_recipient",
            part: Part::Integration,
            summary: "Have documents sent from now on: of a customer's orders, or of what a site that a \
                      warehouse of somebody else runs is to ship. Each is a file in the folder of the \
                      recipient's name.",
            body: Some(Reads::json::<Put>()),
            answers: &[
                Answer::json::<Recipient>(200),
                Answer::json::<Recipient>(201),
            ],
            problems: openapi::JSON,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Delete,
        path: "/v1/recipients/{recipient}",
        policy: MANAGE,
        lane: Lane::Interactive,
        handler: |call, _| Box::pin(remove(call)),
        operation: Operation {
            id: "remove_recipient",
            part: Part::Integration,
            summary: "Have nothing more sent to a recipient. What was sent to it is listed no longer; \
                      its files stay.",
            answers: &[Answer::empty(204)],
            problems: &[Kind::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
];

const MANAGE: Policy = Policy::Scope(Scope::WebhooksManage);

/// What is sent to a recipient.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RecipientPut")]
pub(crate) struct Put {
    /// Number of the customer whose orders it is told of; either this or `site`.
    #[serde(default)]
    pub(crate) customer: Option<String>,
    /// Code of the site whose releases it is told of.
    #[serde(default)]
    pub(crate) site: Option<String>,
    /// Of a customer: `confirmation` (the answer to an order), `change` (what became of it since),
    /// `ship_notice`, `invoice`; of a site: `warehouse_order`.
    #[schemars(length(min = 1, max = 10), extend("items" = messages()))]
    pub(crate) messages: Vec<String>,
    /// `x12`, `edifact`, `ubl`, `cxml` (no invoices); of a site `x12` or `csv`.
    #[schemars(extend("enum" = formats()))]
    pub(crate) format: String,
}

/// Someone whom documents are sent to.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Recipient {
    /// Its name, and that of its folder.
    pub(crate) name: String,
    /// Number of the customer whose orders it is told of.
    pub(crate) customer: Option<String>,
    /// Code of the site whose releases it is told of.
    pub(crate) site: Option<String>,
    /// Which messages are sent to it.
    pub(crate) messages: Vec<&'static str>,
    /// The format that they are written in.
    pub(crate) format: &'static str,
}

/// Recipients.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RecipientList")]
pub(crate) struct List {
    pub(crate) recipients: Vec<Recipient>,
    /// Where the folders of the recipients are.
    pub(crate) folder: String,
}

/// `GET /v1/recipients`
async fn list(call: Call) -> Result<Response, Problem> {
    Ok(json(StatusCode::OK, &all(&call).await?))
}

/// Every recipient.
///
/// # Errors
/// When a store fails.
pub(crate) async fn all(call: &Call) -> Result<List, Problem> {
    let recipients = call.app.blocking(|app| {
        let recipients = app.outbox.recipients()?;
        recipients.into_iter().map(|one| shown(app, one)).collect()
    });
    let recipients: Result<Vec<Recipient>, Problem> = recipients.await?;
    Ok(List {
        recipients: recipients?,
        folder: call.app.outbox_folder.place.clone(),
    })
}

/// `PUT /v1/recipients/{recipient}`
async fn put(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Put = call.json(body).await?;
    let name = call.parameter("recipient").to_owned();
    let (is_new, recipient) = put_one(&call, name, asked).await?;
    let status = match is_new {
        true => StatusCode::CREATED,
        false => StatusCode::OK,
    };
    Ok(json(status, &recipient))
}

/// Puts a recipient, and tells whether it is a new one.
///
/// # Errors
/// `bad_value` with what is wrong; when a store fails.
pub(crate) async fn put_one(
    call: &Call,
    name: String,
    asked: Put,
) -> Result<(bool, Recipient), Problem> {
    if !is_name(&name) {
        let detail = format!(
            "the name of a recipient has small letters, digits and hyphens, at most {NAME_CHARS_MAX}"
        );
        return Err(Problem::at_field("name", detail));
    }
    let subject = trail::recipient(&name);
    let put = call.app.blocking(move |app| {
        let recipient = asked.checked(app, name)?;
        let is_new = app.outbox.put(&recipient)?;
        Ok::<_, Problem>((is_new, shown(app, recipient)?))
    });
    let (is_new, recipient) = put.await??;
    let detail = [
        ("messages", recipient.messages.clone().into()),
        ("format", recipient.format.into()),
    ];
    call.note(Audited::RecipientPut, subject, &detail).await?;
    Ok((is_new, recipient))
}

/// `DELETE /v1/recipients/{recipient}`
async fn remove(call: Call) -> Result<Response, Problem> {
    remove_one(&call).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Has nothing more sent to the recipient that the path names.
///
/// # Errors
/// `not_found`.
pub(crate) async fn remove_one(call: &Call) -> Result<(), Problem> {
    let name = call.parameter("recipient").to_owned();
    let subject = trail::recipient(&name);
    let removed = call.app.blocking({
        let name = name.clone();
        move |app| app.outbox.remove(&name)
    });
    match removed.await?? {
        true => {
            call.note(Audited::RecipientRemoved, subject, &[]).await?;
            Ok(())
        }
        false => {
            let detail = format!("there is no recipient \"{}\"", clipped(&name));
            Err(Problem::web(Code::NotFound).because(detail))
        }
    }
}

impl Put {
    fn checked(self, app: &App, name: String) -> Result<keep::Recipient, Problem> {
        let whose = whose(app, self.customer.as_deref(), self.site.as_deref())?;
        let format = OutboxFormat::parse(&self.format);
        let format =
            format.ok_or_else(|| Problem::at_field("format", "there is no such format"))?;
        let asked = self.messages.iter().enumerate();
        let asked = asked.map(|(nth, word)| {
            let field = format!("messages/{nth}");
            message(word, whose, format).map_err(|why| Problem::at_field(&field, why))
        });
        let asked = asked.collect::<Result<Vec<OutboxKind>, Problem>>()?;
        let kinds = OutboxKind::ALL.iter().copied();
        let kinds: Vec<OutboxKind> = kinds.filter(|kind| asked.contains(kind)).collect();
        if kinds.is_empty() {
            return Err(Problem::at_field("messages", "at least one is sent"));
        }
        if kinds.contains(&OutboxKind::Change) && !kinds.contains(&OutboxKind::Confirmation) {
            let why = "what changes is what was confirmed: take confirmation, too";
            return Err(Problem::at_field("messages", why));
        }
        let since = app.feed.latest();
        Ok(keep::Recipient {
            name,
            whose,
            kinds,
            format,
            since: FeedPlace {
                seq: since.seq,
                nth: since.nth,
            },
        })
    }
}

fn whose(app: &App, customer: Option<&str>, site: Option<&str>) -> Result<Whose, Problem> {
    match (customer, site) {
        (Some(code), None) => Ok(Whose::Customer(super::access::customer(app, code)?)),
        (None, Some(code)) => {
            let row = app.views.site_by_code(code)?;
            let absent = || Problem::at_field("site", "there is no such site");
            Ok(Whose::Site(row.ok_or_else(absent)?.site.id))
        }
        (Some(_), Some(_)) | (None, None) => {
            let why = "a recipient is told of the orders of a customer or of what a site ships";
            Err(Problem::at_field("customer", why))
        }
    }
}

/// A message that is sent of these matters in this format.
fn message(word: &str, whose: Whose, format: OutboxFormat) -> Result<OutboxKind, &'static str> {
    let kind = OutboxKind::parse(word).ok_or("there is no such message")?;
    let is_of_site = matches!(whose, Whose::Site(_));
    match (is_of_sites(kind) == is_of_site, is_written(kind, format)) {
        (true, true) => Ok(kind),
        (true, false) => Err("the format has no such message"),
        (false, _) if is_of_site => Err("a site is sent warehouse_order only"),
        (false, _) => Err("orders to warehouses are of a site"),
    }
}

fn shown(app: &App, one: keep::Recipient) -> Result<Recipient, Problem> {
    let (customer, site) = match one.whose {
        Whose::Customer(id) => (Some(super::access::code(app, id)?), None),
        Whose::Site(id) => {
            let mut sites = app.views.sites()?.into_iter();
            (None, sites.find(|site| site.id == id).map(|site| site.code))
        }
    };
    Ok(Recipient {
        name: one.name,
        customer,
        site,
        messages: one.kinds.iter().map(|kind| kind.as_str()).collect(),
        format: one.format.as_str(),
    })
}

fn messages() -> Value {
    let words: Vec<&str> = OutboxKind::ALL.iter().map(|kind| kind.as_str()).collect();
    value!({"type": "string", "enum": words})
}

fn formats() -> Vec<&'static str> {
    let formats = OutboxFormat::ALL.iter();
    formats.map(|format| format.as_str()).collect()
}
