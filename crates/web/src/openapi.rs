//! The description of the API (OpenAPI 3.1), made from the table of routes.

mod schemas;

use crate::access::Policy;
use crate::api::bulk::NDJSON;
use crate::problem::{Code, Kind};
use crate::router::{Route, Verb};
use book::refusal;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What is told of a route.
pub struct Operation {
    /// Its name, unique.
    pub id: &'static str,
    /// What it does.
    pub summary: &'static str,
    /// Parameters of the query.
    pub query: &'static [Place],
    /// Headers that it reads.
    pub headers: &'static [Place],
    /// The body that it reads.
    pub body: Option<Body>,
    /// What it answers when all is well.
    pub answers: &'static [Answer],
    /// Problems of its own; those that every route has are not listed.
    pub problems: &'static [Kind],
}

/// A parameter of the query or a header.
pub struct Place {
    name: &'static str,
    about: &'static str,
    schema: Schema,
}

/// What a parameter may be.
enum Schema {
    Text,
    Number,
    Bool,
    Component(&'static str),
}

/// A body that is read.
pub enum Body {
    /// JSON of this schema.
    Json(&'static str),
    /// JSON of this schema on each line.
    Lines(&'static str),
    /// Bytes of any kind.
    Bytes,
}

/// An answer.
pub struct Answer {
    status: u16,
    kind: &'static str,
    schema: &'static str,
}

impl Answer {
    /// JSON of a schema.
    pub const fn json(status: u16, schema: &'static str) -> Answer {
        Answer {
            status,
            kind: "application/json",
            schema,
        }
    }

    /// JSON of a schema on each line.
    pub const fn lines(status: u16, schema: &'static str) -> Answer {
        Answer {
            status,
            kind: NDJSON,
            schema,
        }
    }

    /// A page for people.
    pub const fn page(status: u16) -> Answer {
        Answer {
            status,
            kind: "text/html",
            schema: "Text",
        }
    }

    /// The status and schema.
    #[cfg(test)]
    pub fn told(&self) -> (u16, &'static str) {
        (self.status, self.schema)
    }
}

impl Operation {
    /// Nothing: what an operation does not say.
    pub const NONE: Operation = Operation {
        id: "",
        summary: "",
        query: &[],
        headers: &[],
        body: None,
        answers: &[],
        problems: &[],
    };
}

impl Place {
    const fn new(name: &'static str, schema: Schema, about: &'static str) -> Place {
        Place {
            name,
            about,
            schema,
        }
    }

    /// Makes a repeat harmless.
    pub const IDEMPOTENCY_KEY: Place = Place::new(
        "Idempotency-Key",
        Schema::Text,
        "Any text that you use for this command only. When it comes again with the same body, it \
         is not carried out again and the answer is the same. Recommended for every command.",
    );
    /// Makes the repeat of many lines harmless.
    pub const LINE_KEYS: Place = Place::new(
        "Idempotency-Key",
        Schema::Text,
        "Any text that you use for this body only: the key of each line is made of it and the \
         line's number, where the line has no `idempotency_key` of its own.",
    );
    /// Reads what was written.
    pub const KEPT_AFTER: Place = Place::new(
        "Kept-After",
        Schema::Number,
        "The number that the `Kept-Seq` header of an earlier answer told: the answer will include \
         what that command changed.",
    );
    /// What a document is called.
    pub const FILE_NAME: Place = Place::new(
        "X-File-Name",
        Schema::Text,
        "What the file is called; `filename` of Content-Disposition is read, too.",
    );
    /// What a list of orders may be asked for.
    pub const LIST: &[Place] = &[
        Place::new(
            "state",
            Schema::Component("OrderState"),
            "Only orders in this state.",
        ),
        Place::new(
            "customer",
            Schema::Text,
            "Only orders of the customer with this number.",
        ),
        Place::new(
            "hold",
            Schema::Component("HoldKind"),
            "Only orders held for this reason.",
        ),
        Place::new(
            "backordered",
            Schema::Bool,
            "Only orders with a quantity without a date.",
        ),
        Place::new(
            "q",
            Schema::Text,
            "Words that order, PO, customer or item begin with.",
        ),
        Place::new("after", Schema::Text, "`next` of the page before."),
        Place::new(
            "limit",
            Schema::Number,
            "Orders on the page, 1 to 200; 50 when absent.",
        ),
    ];
}

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
];

/// Problems of operations on an order that is there.
pub const MOVE: &[Kind] = &[
    Kind::Web(Code::NotFound),
    Kind::Web(Code::MalformedJson),
    Kind::Web(Code::UnknownField),
    Kind::Web(Code::BadValue),
    Kind::Web(Code::BadHeader),
    Kind::Web(Code::UnsupportedMediaType),
    Kind::Book(refusal::Code::KeyReused),
    Kind::Book(refusal::Code::OrderFinished),
    Kind::Book(refusal::Code::NothingToCancel),
    Kind::Book(refusal::Code::NotHeld),
    Kind::Book(refusal::Code::HoldStands),
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
const GUARDED: &[Kind] = &[Kind::Web(Code::Unauthorized), Kind::Web(Code::Forbidden)];

/// The description.
pub fn document(routes: &[Route]) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in routes {
        let verb = match route.verb {
            Verb::Get => "get",
            Verb::Post => "post",
        };
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[verb] = operation(route);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Kept",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Orders in, promises out. Problems are RFC 9457 problem details; their \
                            type is the address of a page that explains them.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas::all(),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    })
}

fn operation(route: &Route) -> Value {
    let told = &route.operation;
    let mut operation = json!({
        "operationId": told.id,
        "summary": told.summary,
        "parameters": parameters(route),
        "responses": responses(route),
    });
    if let Some(body) = &told.body {
        operation["requestBody"] = request_body(body);
    }
    let scope = match route.policy {
        Policy::Public => None,
        Policy::Scope(scope) => Some(scope),
        Policy::Console => Some(keep::Scope::Console),
    };
    operation["security"] = match scope {
        None => json!([]),
        Some(scope) => json!([{"key": [scope.as_str()]}]),
    };
    operation
}

fn parameters(route: &Route) -> Vec<Value> {
    let in_path = route.path.split('/').filter_map(|part| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        let text = json!({"type": "string"});
        Some(json!({"name": name, "in": "path", "required": true, "schema": text}))
    });
    let told = |place: &Place, at: &str| {
        let schema = match place.schema {
            Schema::Text => json!({"type": "string"}),
            Schema::Number => json!({"type": "integer", "minimum": 0}),
            Schema::Bool => json!({"type": "boolean"}),
            Schema::Component(name) => reference(name),
        };
        json!({"name": place.name, "in": at, "description": place.about, "schema": schema})
    };
    let query = route
        .operation
        .query
        .iter()
        .map(|place| told(place, "query"));
    let headers = route
        .operation
        .headers
        .iter()
        .map(|place| told(place, "header"));
    in_path.chain(query).chain(headers).collect()
}

fn request_body(body: &Body) -> Value {
    let content = match body {
        Body::Json(schema) => json!({"application/json": {"schema": reference(schema)}}),
        Body::Lines(schema) => json!({NDJSON: {"schema": reference(schema)}}),
        Body::Bytes => json!({"*/*": {}}),
    };
    json!({"required": true, "content": content})
}

fn responses(route: &Route) -> Value {
    let mut by_status: BTreeMap<u16, Value> = BTreeMap::new();
    let guarded = match route.policy {
        Policy::Public => &[][..],
        Policy::Scope(_) | Policy::Console => GUARDED,
    };
    let own = route.operation.problems.iter();
    for kind in own.chain(ALWAYS).chain(guarded) {
        let about = kind.about();
        let line = format!("`{}`: {}.", kind.as_str(), about.title);
        let response = by_status.entry(about.status).or_insert_with(|| {
            let schema = json!({"schema": reference("Problem")});
            json!({"description": "", "content": {"application/problem+json": schema}})
        });
        let text = response["description"].as_str().unwrap_or_default();
        response["description"] = Value::from(format!("{text} {line}").trim());
    }
    for answer in route.operation.answers {
        let response = by_status
            .entry(answer.status)
            .or_insert_with(|| json!({"description": "Done.", "content": {}}));
        response["content"][answer.kind] = json!({"schema": reference(answer.schema)});
    }
    by_status
        .into_iter()
        .map(|(status, response)| (status.to_string(), response))
        .collect()
}

fn reference(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}
