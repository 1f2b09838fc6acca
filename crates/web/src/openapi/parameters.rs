//! Parameters of paths, queries and headers.

use super::Form;
use super::forms::Forms;
use crate::api::bulk::LINES_KEY_BYTES_MAX;
use crate::router::Route;
use schemars::JsonSchema;
use serde_json::{Value, json};

/// A header that is read.
pub struct Place {
    name: &'static str,
    about: &'static str,
    form: Form,
}

impl Place {
    const fn new(name: &'static str, form: Form, about: &'static str) -> Place {
        Place { name, about, form }
    }

    /// Whether it makes repeats harmless.
    pub fn is_key(&self) -> bool {
        self.name == Place::IDEMPOTENCY_KEY.name
    }

    /// Makes a repeat harmless.
    pub const IDEMPOTENCY_KEY: Place = Place::new(
        "Idempotency-Key",
        Form::of::<KeyText>(),
        "Any text that you use for this command only. When it comes again with the same body, it \
         is not carried out again and the answer is the same. Recommended for every command.",
    );
    /// Makes the repeat of many lines harmless.
    pub const LINE_KEYS: Place = Place::new(
        "Idempotency-Key",
        Form::of::<LinesKeyText>(),
        "Any text that you use for this body only: the key of each line is made of it and the \
         line's number, where the line has no `idempotency_key` of its own.",
    );
    /// Reads what was written.
    pub const KEPT_AFTER: Place = Place::new(
        "Kept-After",
        Form::of::<u64>(),
        "The number that the `Kept-Seq` header of an earlier answer told: the answer will include \
         what that command changed.",
    );
    /// Where a stream that broke goes on.
    pub const LAST_EVENT_ID: Place = Place::new(
        "Last-Event-ID",
        Form::of::<String>(),
        "The `id` of the last event that came; counts instead of `after`. Browsers send it by \
         themselves when they open a stream again.",
    );
    /// Acts only on what was seen.
    pub const IF_MATCH: Place = Place::new(
        "If-Match",
        Form::of::<String>(),
        "The `ETag` of an earlier look at the order: when the order has changed since, nothing is \
         done and the answer is 412 `changed`.",
    );
    /// Answers with nothing when nothing has changed.
    pub const IF_NONE_MATCH: Place = Place::new(
        "If-None-Match",
        Form::of::<String>(),
        "The `ETag` of an earlier answer: when nothing has changed since, the answer is 304 \
         without a body.",
    );
    /// What a document is called.
    pub const FILE_NAME: Place = Place::new(
        "X-File-Name",
        Form::of::<String>(),
        "What the file is called; `filename` of Content-Disposition is read, too.",
    );
    /// Who sent a document.
    pub const SENDER: Place = Place::new(
        "X-Sender",
        Form::of::<String>(),
        "Who sent the document, where it doesn't say so itself: an e-mail address, or a customer's \
         code or GLN. Without it, the holder of the key.",
    );
}

/// What makes a repeat recognisable.
#[derive(JsonSchema)]
#[schemars(transparent, inline)]
struct KeyText(
    #[expect(dead_code, reason = "tells a form")]
    #[schemars(length(min = 1, max = 255))]
    String,
);

/// The same of many lines.
#[derive(JsonSchema)]
#[schemars(transparent, inline)]
struct LinesKeyText(
    #[expect(dead_code, reason = "tells a form")]
    #[schemars(length(min = 1, max = LINES_KEY_BYTES_MAX))]
    String,
);

/// The parameters of a route as OpenAPI tells them.
pub(super) fn of(route: &Route, forms: &mut Forms) -> Vec<Value> {
    let mut all: Vec<Value> = in_path(route.path);
    if let Some(query) = route.operation.query {
        all.extend(in_query(query, forms));
    }
    for place in route.operation.headers {
        let (name, about) = (place.name, place.about);
        let schema = forms.read(place.form);
        all.push(json!({"name": name, "in": "header", "description": about, "schema": schema}));
    }
    all
}

fn in_path(path: &str) -> Vec<Value> {
    let names = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let told = |name: &str| {
        let (about, schema) = named(name);
        json!({
            "name": name, "in": "path", "required": true, "description": about, "schema": schema,
        })
    };
    names.map(told).collect()
}

/// What the parameters of paths are; the same name means the same everywhere.
fn named(name: &str) -> (&'static str, Value) {
    let text = || json!({"type": "string", "minLength": 1});
    let number = || json!({"type": "integer", "minimum": 0});
    match name {
        "number" => (
            "An order number, such as `SO-100042`.",
            json!({"type": "string", "pattern": "^SO-[0-9]+$"}),
        ),
        "hash" => (
            "The id of a document.",
            json!({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
        ),
        "id" => ("The number that the API gave it.", number()),
        "item" => ("An item code.", text()),
        "customer" => ("A customer number.", text()),
        "ship_to" => ("Code of a ship-to, unique within the customer.", text()),
        "site" => ("Code of a site.", text()),
        "zone" => (
            "The number of a delivery zone.",
            json!({"type": "integer", "minimum": 0, "maximum": 9999}),
        ),
        "import" => (
            "What the file holds.",
            json!({"type": "string", "enum": import::Kind::ALL.map(import::Kind::as_str)}),
        ),
        "job" => (
            "The number of a job, such as `job_1`.",
            json!({"type": "string", "pattern": "^job_[0-9]+$"}),
        ),
        "list" => ("Code of a price list.", text()),
        "webhook" => (
            "The id of a webhook, such as `wh_1`.",
            json!({"type": "string", "pattern": "^wh_[0-9]+$"}),
        ),
        "code" => ("The code of a kind of problem.", text()),
        "kind" => ("What it is about; see the description.", text()),
        _ => ("", text()),
    }
}

/// The fields of the query's struct, each a parameter.
fn in_query(query: Form, forms: &mut Forms) -> Vec<Value> {
    let schema = forms.read(query);
    let form = forms.looked_up(&schema);
    let required = |name: &str| {
        let names = form["required"].as_array();
        names.is_some_and(|names| names.iter().any(|known| known == name))
    };
    let fields = form["properties"].as_object().into_iter().flatten();
    let told = |(name, field): (&String, &Value)| {
        let mut schema = field.clone();
        let about = schema
            .as_object_mut()
            .and_then(|schema| schema.remove("description"))
            .unwrap_or_default();
        json!({
            "name": name, "in": "query", "required": required(name),
            "description": about, "schema": present(schema),
        })
    };
    fields.map(told).collect()
}

/// A parameter that is there is not null.
fn present(schema: Value) -> Value {
    if let Some(of) = schema["anyOf"].as_array()
        && let Some(form) = of.iter().find(|form| form["type"] != "null")
    {
        return form.clone();
    }
    let mut schema = schema;
    if let Some(kinds) = schema["type"].as_array() {
        let kind = kinds.iter().find(|kind| **kind != "null").cloned();
        schema["type"] = kind.unwrap_or_default();
    }
    if let Some(fields) = schema.as_object_mut()
        && fields.get("default").is_some_and(Value::is_null)
    {
        fields.remove("default");
    }
    schema
}
