//! Papers of a shipment, as PDF: labels, packing slips, pick lists. They tell who goods go to, to whoever
//! packs and ships them.

use super::orders::{absent, named};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, typed};
use crate::openapi::{Answer, Form, Operation, Part, Place};
use crate::outgoing::{Gathering, Unknown};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use connect::outbound::paper::{self, LabelSize};
use connect::outbound::{Message, Unsayable};
use keep::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use views::ShipmentRow;

/// Tells what a format had no room or letters for.
const LOSSES: HeaderName = HeaderName::from_static("kept-losses");

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/v1/shipments/{shipment}/labels",
        handler: |call, _| Box::pin(labels(call)),
        operation: Operation {
            id: "get_labels",
            summary: "The labels of a shipment, one a package with an SSCC, with GS1-128 bar codes.",
            query: Some(Form::of::<LabelQuery>()),
            ..OPERATION
        },
        ..ROUTE
    },
    Route {
        path: "/v1/shipments/{shipment}/packing-slip",
        handler: |call, _| Box::pin(packing_slip(call)),
        operation: Operation {
            id: "get_packing_slip",
            summary: "The packing slip (delivery note) of a shipment.",
            query: Some(Form::of::<PaperQuery>()),
            ..OPERATION
        },
        ..ROUTE
    },
    Route {
        path: "/v1/orders/{number}/pick-list",
        handler: |call, _| Box::pin(pick_list(call)),
        operation: Operation {
            id: "get_pick_list",
            summary: "What of an order is released at a site and to be picked there.",
            query: Some(Form::of::<PickQuery>()),
            ..OPERATION
        },
        ..ROUTE
    },
];

/// What all of them have in common.
const ROUTE: Route = Route {
    verb: Verb::Get,
    path: "",
    policy: Policy::Scope(Scope::FulfilmentWrite),
    lane: Lane::Reading,
    handler: |call, _| Box::pin(labels(call)),
    operation: OPERATION,
};

const OPERATION: Operation = Operation {
    part: Part::Fulfilment,
    headers: &[Place::KEPT_AFTER],
    answers: &[Answer::of::<String>(200, "application/pdf")],
    problems: GATHERED,
    ..Operation::NONE
};

/// Problems of what is gathered to be sent or printed.
pub const GATHERED: &[Kind] = &[
    Kind::Web(Code::BadQuery),
    Kind::Web(Code::BadHeader),
    Kind::Web(Code::NotFound),
    Kind::Web(Code::Unsayable),
    Kind::Web(Code::ViewsBehind),
];

/// `GET /v1/shipments/{shipment}/labels`
pub async fn labels(call: Call) -> Result<Response, Problem> {
    let query: LabelQuery = call.query()?;
    let (language, size) = (query.language.word(), query.size.word());
    let printed = of_shipment(&call, move |gathering, row| {
        let facts = gathering.despatch(row, row.at)?;
        Ok(paper::label(language, size, &facts)?)
    });
    let name = format!("labels-{}.pdf", call.parameter("shipment"));
    Ok(answered(&printed.await?, PDF, &name))
}

/// `GET /v1/shipments/{shipment}/packing-slip`
pub async fn packing_slip(call: Call) -> Result<Response, Problem> {
    let query: PaperQuery = call.query()?;
    let language = query.language.word();
    let printed = of_shipment(&call, move |gathering, row| {
        let facts = gathering.despatch(row, row.at)?;
        Ok(paper::packing_slip(language, &facts)?)
    });
    let name = format!("packing-slip-{}.pdf", call.parameter("shipment"));
    Ok(answered(&printed.await?, PDF, &name))
}

/// `GET /v1/orders/{number}/pick-list`
pub async fn pick_list(call: Call) -> Result<Response, Problem> {
    let query: PickQuery = call.query()?;
    let (id, at) = (named(&call)?, call.app.now().at);
    let language = query.language.word();
    let code = query.site;
    let printed = gathered(&call, move |gathering| {
        let site = gathering.views.site_by_code(&code)?;
        let site = site.ok_or(Unknown::Absent)?.site.id;
        let facts = gathering.pick_list(id, site, at)?;
        Ok(paper::pick_list(language, &facts)?)
    });
    let printed = printed.await.map_err(|problem| match problem.kind() {
        Kind::Web(Code::NotFound) => absent(id).because("nothing is to be picked there"),
        Kind::Web(_) | Kind::Book(_) => problem,
    });
    let name = format!("pick-list-{}.pdf", call.parameter("number"));
    Ok(answered(&printed?, PDF, &name))
}

const PDF: &str = "application/pdf";

/// The language of a paper.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "PaperLanguage")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Hebrew.
    He,
}

impl Language {
    fn word(self) -> paper::Language {
        match self {
            Language::En => paper::Language::English,
            Language::He => paper::Language::Hebrew,
        }
    }
}

/// The size of a label.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "LabelSize")]
enum Size {
    /// 105 × 148 mm.
    #[default]
    A6,
    /// 4 × 6 inches.
    FourBySix,
}

impl Size {
    fn word(self) -> LabelSize {
        match self {
            Size::A6 => LabelSize::A6,
            Size::FourBySix => LabelSize::FourBySix,
        }
    }
}

/// How labels are printed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LabelQuery {
    /// In which language; English when absent.
    #[serde(default)]
    language: Language,
    /// Of which size; A6 when absent.
    #[serde(default)]
    size: Size,
}

/// How a paper is printed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PaperQuery {
    /// In which language; English when absent.
    #[serde(default)]
    language: Language,
}

/// What is to be picked.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PickQuery {
    /// Code of the site.
    site: String,
    /// In which language; English when absent.
    #[serde(default)]
    language: Language,
}

/// What is made of the shipment that the path names, if the caller may see it.
///
/// # Errors
/// `not_found`, `unsayable`, `views_behind`.
pub async fn of_shipment<T: Send + 'static>(
    call: &Call,
    make: impl FnOnce(&Gathering<'_>, &ShipmentRow) -> Result<T, Unknown> + Send + 'static,
) -> Result<T, Problem> {
    let id = call.parameter("shipment").to_owned();
    let caller = call.caller.clone();
    gathered(call, move |gathering| {
        let row = gathering.shipment(&id)?;
        let row = row.filter(|row| caller.may_see(row.customer));
        make(gathering, &row.ok_or(Unknown::Absent)?)
    })
    .await
}

/// What is made of what the views and the vault know now; whose personal data it tells is noted.
///
/// # Errors
/// `not_found`, `unsayable`, `views_behind`.
pub async fn gathered<T: Send + 'static>(
    call: &Call,
    make: impl FnOnce(&Gathering<'_>) -> Result<T, Unknown> + Send + 'static,
) -> Result<T, Problem> {
    call.catch_up().await?;
    let (actor, request) = (call.caller.actor(), call.request_id().to_owned());
    let made = call.app.blocking(move |app| {
        let seq = app.engine.durable();
        if !app.views.wait_for(seq, app.limits.views_time) {
            return Err(Problem::web(Code::ViewsBehind));
        }
        let gathering = Gathering::new(app);
        let made = make(&gathering)?;
        app.note_looks(actor, &gathering.looked_at(), &request)?;
        Ok(made)
    });
    made.await?
}

/// A file to look at or keep, with what was lost on the way in a header.
pub fn answered(message: &Message, kind: &'static str, name: &str) -> Response {
    let kind = HeaderValue::from_static(kind);
    let mut response = typed(StatusCode::OK, kind, message.bytes.clone());
    let headers = response.headers_mut();
    let told = format!("inline; filename=\"{name}\"");
    if let Ok(told) = HeaderValue::from_str(&told) {
        headers.insert(header::CONTENT_DISPOSITION, told);
    }
    let losses: Vec<String> = message.losses.iter().map(ToString::to_string).collect();
    match HeaderValue::from_str(&losses.join("; ")) {
        Ok(losses) if !losses.is_empty() => drop(headers.insert(LOSSES, losses)),
        Ok(_) | Err(_) => {}
    }
    response
}

impl From<Unknown> for Problem {
    fn from(unknown: Unknown) -> Problem {
        match unknown {
            Unknown::Absent => Problem::web(Code::NotFound),
            Unknown::Unsayable(why) => Problem::from(why),
            Unknown::Views(fault) => Problem::from(fault),
            Unknown::Vault(fault) => Problem::from(fault),
            Unknown::Journal(fault) => Problem::from(fault),
        }
    }
}

impl From<Unsayable> for Problem {
    fn from(why: Unsayable) -> Problem {
        Problem::web(Code::Unsayable).because(why.to_string())
    }
}
