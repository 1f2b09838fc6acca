//! The description of the API (OpenAPI 3.1), made from the table of routes and the forms of their
//! bodies.

mod forms;
mod page;
mod parameters;

use crate::access::Policy;
use crate::api::bulk::NDJSON;
use crate::problem::{Code, Kind};
use crate::router::Route;
use book::refusal;
use forms::Forms;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub use page::reference;
pub use parameters::Place;

/// What is told of a route.
pub struct Operation {
    /// Its name, unique.
    pub id: &'static str,
    /// Which part of the API it belongs to.
    pub part: Part,
    /// What it does.
    pub summary: &'static str,
    /// The form of its query: a struct whose fields are the parameters.
    pub query: Option<Form>,
    /// Headers that it reads.
    pub headers: &'static [Place],
    /// The body that it reads.
    pub body: Option<Body>,
    /// What it answers when all is well.
    pub answers: &'static [Answer],
    /// Problems of its own; those that every route has are not listed.
    pub problems: &'static [Kind],
    /// Further problems, beside those that it shares with others of its sort.
    pub also: &'static [Kind],
}

/// The parts of the API, in the order that the reference tells them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Placing orders, looking at them, changing them.
    Orders,
    /// Promises in trouble, and what is done about them.
    Exceptions,
    /// Documents and the requests that were read from them.
    Documents,
    /// Items, customers, prices, sites, lanes.
    MasterData,
    /// Stock and supply.
    Stock,
    /// Getting goods out, and back.
    Fulfilment,
    /// Events, webhooks, jobs, exports.
    Integration,
    /// Measures, policy.
    Management,
    /// Users, keys, the audit trail.
    Access,
    /// The server itself.
    Service,
}

impl Part {
    /// Every part.
    pub const ALL: [Part; 10] = [
        Part::Orders,
        Part::Exceptions,
        Part::Documents,
        Part::MasterData,
        Part::Stock,
        Part::Fulfilment,
        Part::Integration,
        Part::Management,
        Part::Access,
        Part::Service,
    ];

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Part::Orders => "Orders",
            Part::Exceptions => "Exceptions",
            Part::Documents => "Documents and requests",
            Part::MasterData => "Items, customers, prices, sites",
            Part::Stock => "Stock and supply",
            Part::Fulfilment => "Fulfilment and returns",
            Part::Integration => "Events, webhooks, jobs",
            Part::Management => "Measures and policy",
            Part::Access => "Users and keys",
            Part::Service => "The server",
        }
    }
}

/// The form of a value, as JSON Schema.
#[derive(Clone, Copy)]
pub struct Form {
    schema: fn(&mut SchemaGenerator) -> Schema,
}

impl Form {
    /// The form of this type.
    pub const fn of<T: JsonSchema>() -> Form {
        Form {
            schema: |forms| forms.subschema_for::<T>(),
        }
    }
}

/// A body that is read.
pub enum Body {
    /// JSON of this form.
    Json(Form),
    /// JSON of this form on each line.
    Lines(Form),
    /// Bytes of any kind.
    Bytes,
}

impl Body {
    /// JSON of this type.
    pub const fn json<T: JsonSchema>() -> Body {
        Body::Json(Form::of::<T>())
    }

    /// JSON of this type on each line.
    pub const fn lines<T: JsonSchema>() -> Body {
        Body::Lines(Form::of::<T>())
    }
}

/// An answer.
pub struct Answer {
    status: u16,
    content: Option<(&'static str, Form)>,
}

impl Answer {
    /// JSON of this type.
    pub const fn json<T: JsonSchema>(status: u16) -> Answer {
        Answer::of::<T>(status, "application/json")
    }

    /// JSON of this type on each line.
    pub const fn lines<T: JsonSchema>(status: u16) -> Answer {
        Answer::of::<T>(status, NDJSON)
    }

    /// A page for people.
    pub const fn page(status: u16) -> Answer {
        Answer::of::<String>(status, "text/html")
    }

    /// A value of this type, written as this media type.
    pub const fn of<T: JsonSchema>(status: u16, kind: &'static str) -> Answer {
        Answer {
            status,
            content: Some((kind, Form::of::<T>())),
        }
    }

    /// Nothing: the status says it all.
    pub const fn empty(status: u16) -> Answer {
        Answer {
            status,
            content: None,
        }
    }

    /// The status.
    #[cfg(test)]
    pub fn status(&self) -> u16 {
        self.status
    }
}

impl Operation {
    /// Nothing: what an operation does not say.
    pub const NONE: Operation = Operation {
        id: "",
        part: Part::Service,
        summary: "",
        query: None,
        headers: &[],
        body: None,
        answers: &[],
        problems: &[],
        also: &[],
    };
}

/// Problems of operations that read JSON.
pub const JSON: &[Kind] = &[
    Kind::Web(Code::MalformedJson),
    Kind::Web(Code::UnknownField),
    Kind::Web(Code::BadValue),
    Kind::Web(Code::TooLarge),
    Kind::Web(Code::UnsupportedMediaType),
];

/// Problems of lists.
pub const LIST: &[Kind] = &[
    Kind::Web(Code::BadQuery),
    Kind::Web(Code::BadCursor),
    Kind::Web(Code::BadHeader),
    Kind::Web(Code::ViewsBehind),
];

/// Problems of looks at one thing.
pub const LOOK: &[Kind] = &[
    Kind::Web(Code::NotFound),
    Kind::Web(Code::BadHeader),
    Kind::Web(Code::ViewsBehind),
];

/// Problems of operations that read an order.
pub const WRITE: &[Kind] = &[
    Kind::Web(Code::MalformedJson),
    Kind::Web(Code::UnknownField),
    Kind::Web(Code::BadValue),
    Kind::Web(Code::BadHeader),
    Kind::Web(Code::TooLarge),
    Kind::Web(Code::UnsupportedMediaType),
    Kind::Book(refusal::Code::CustomerBlocked),
    Kind::Book(refusal::Code::KeyReused),
    Kind::Book(refusal::Code::TooMany),
    Kind::Book(refusal::Code::Empty),
    Kind::Book(refusal::Code::OutOfRange),
    Kind::Book(refusal::Code::BadQuantity),
    Kind::Book(refusal::Code::BadText),
    Kind::Book(refusal::Code::ValueTooLarge),
];

/// Problems of operations that put what the company knows: items, customers, prices, sites.
pub const PUT: &[Kind] = &[
    Kind::Web(Code::NotFound),
    Kind::Web(Code::MalformedJson),
    Kind::Web(Code::UnknownField),
    Kind::Web(Code::BadValue),
    Kind::Web(Code::BadHeader),
    Kind::Web(Code::TooLarge),
    Kind::Web(Code::UnsupportedMediaType),
    Kind::Book(refusal::Code::KeyReused),
    Kind::Book(refusal::Code::Unknown),
    Kind::Book(refusal::Code::AlreadyThere),
    Kind::Book(refusal::Code::TooMany),
    Kind::Book(refusal::Code::Empty),
    Kind::Book(refusal::Code::OutOfRange),
    Kind::Book(refusal::Code::BadQuantity),
    Kind::Book(refusal::Code::BadText),
];

/// Problems of operations on an order that is there.
pub const MOVE: &[Kind] = &[
    Kind::Web(Code::NotFound),
    Kind::Web(Code::MalformedJson),
    Kind::Web(Code::UnknownField),
    Kind::Web(Code::BadValue),
    Kind::Web(Code::BadQuery),
    Kind::Web(Code::BadHeader),
    Kind::Web(Code::TooLarge),
    Kind::Web(Code::UnsupportedMediaType),
    Kind::Book(refusal::Code::Changed),
    Kind::Book(refusal::Code::KeyReused),
    Kind::Book(refusal::Code::OrderFinished),
    Kind::Book(refusal::Code::Unknown),
];

/// Problems of routes that read a body: it may be packed wrongly, or too much.
const READING: &[Kind] = &[
    Kind::Web(Code::BadValue),
    Kind::Web(Code::TooLarge),
    Kind::Web(Code::UnsupportedMediaType),
];

/// Problems that every route may answer with.
const ALWAYS: &[Kind] = &[
    Kind::Web(Code::UnknownHost),
    Kind::Web(Code::Busy),
    Kind::Web(Code::Stopped),
    Kind::Web(Code::Timeout),
    Kind::Web(Code::Internal),
];

/// Problems of routes that ask for a key.
const GUARDED: &[Kind] = &[
    Kind::Web(Code::Unauthorized),
    Kind::Web(Code::Forbidden),
    Kind::Web(Code::KeyBusy),
    Kind::Web(Code::RateLimited),
];

/// The description.
pub fn document<'r>(routes: impl Iterator<Item = &'r Route>) -> Value {
    let mut forms = Forms::default();
    let mut paths: Map<String, Value> = Map::new();
    for route in routes {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.verb.as_str().to_ascii_lowercase()] = operation(route, &mut forms);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Kept",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Orders in, promises out. Problems are RFC 9457 problem details; their \
                            type is the address of a page that explains them.",
            "license": {"name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT"},
        },
        "tags": Part::ALL.map(|part| json!({"name": part.title()})),
        "paths": paths,
        "components": {
            "schemas": forms.all(),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    })
}

fn operation(route: &Route, forms: &mut Forms) -> Value {
    let told = &route.operation;
    let mut operation = json!({
        "operationId": told.id,
        "tags": [told.part.title()],
        "summary": told.summary,
        "parameters": parameters::of(route, forms),
        "responses": responses(route, forms),
    });
    if let Some(body) = &told.body {
        operation["requestBody"] = request_body(body, forms);
    }
    operation["security"] = match route.policy {
        Policy::Scope(scope) => json!([{"key": [scope.as_str()]}]),
        // Alternatives, of which one is enough.
        Policy::AnyScope(scopes) => scopes
            .iter()
            .map(|scope| json!({"key": [scope.as_str()]}))
            .collect(),
        Policy::Key => json!([{"key": []}]),
        Policy::Public | Policy::Console | Policy::Page(_) | Policy::SharedPage(_) => json!([]),
    };
    operation
}

fn request_body(body: &Body, forms: &mut Forms) -> Value {
    let content = match body {
        Body::Json(form) => json!({"application/json": {"schema": forms.read(*form)}}),
        Body::Lines(form) => json!({NDJSON: {"schema": forms.read(*form)}}),
        Body::Bytes => json!({"application/octet-stream": {}}),
    };
    json!({"required": true, "content": content})
}

fn responses(route: &Route, forms: &mut Forms) -> Value {
    let mut by_status: BTreeMap<u16, Value> = BTreeMap::new();
    for kind in problems(route) {
        let about = kind.about();
        let line = format!("`{}`: {}.", kind.as_str(), about.title);
        let response = by_status.entry(about.status).or_insert_with(|| {
            let schema = json!({"schema": forms.written(Form::of::<forms::Problem>())});
            json!({"description": "", "content": {"application/problem+json": schema}})
        });
        let text = response["description"].as_str().unwrap_or_default();
        response["description"] = Value::from(format!("{text} {line}").trim());
    }
    for answer in route.operation.answers {
        let response = by_status
            .entry(answer.status)
            .or_insert_with(|| json!({"description": "Done."}));
        if let Some((kind, form)) = answer.content {
            response["content"][kind] = json!({"schema": forms.written(form)});
        }
    }
    by_status
        .into_iter()
        .map(|(status, response)| (status.to_string(), response))
        .collect()
}

/// Every problem that a route may answer with, each once.
fn problems(route: &Route) -> Vec<Kind> {
    let guarded = match route.policy {
        Policy::Public | Policy::Console | Policy::Page(_) | Policy::SharedPage(_) => &[][..],
        Policy::Scope(_) | Policy::AnyScope(_) | Policy::Key => GUARDED,
    };
    let told = &route.operation;
    let reading = match told.body {
        Some(_) => READING,
        None => &[],
    };
    let all = [told.problems, told.also, reading, ALWAYS, guarded];
    let mut kinds: Vec<Kind> = Vec::new();
    for kind in all.into_iter().flatten() {
        if !kinds.contains(kind) {
            kinds.push(*kind);
        }
    }
    kinds
}
