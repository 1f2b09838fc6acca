//! The forms of everything that is read and written, collected while routes are told.

use super::Form;
use crate::problem::Flaw;
use schemars::generate::{Contract, SchemaSettings};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};

/// Forms by name. What is read and what is written differ: a field that may be left out in a
/// request is always there in an answer.
pub struct Forms {
    reading: SchemaGenerator,
    writing: SchemaGenerator,
}

impl Default for Forms {
    fn default() -> Forms {
        let generator = |contract: Contract| {
            let settings = SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
                settings.contract = contract;
            });
            settings.into_generator()
        };
        Forms {
            reading: generator(Contract::Deserialize),
            writing: generator(Contract::Serialize),
        }
    }
}

impl Forms {
    /// The form of something that is read.
    pub fn read(&mut self, form: Form) -> Value {
        Value::from((form.schema)(&mut self.reading))
    }

    /// The form of something that is written.
    pub fn written(&mut self, form: Form) -> Value {
        Value::from((form.schema)(&mut self.writing))
    }

    /// What a reference leads to, among what is read.
    pub fn looked_up(&self, schema: &Value) -> Value {
        let name = schema["$ref"]
            .as_str()
            .and_then(|path| path.rsplit('/').next());
        let found = name.and_then(|name| self.reading.definitions().get(name));
        found.cloned().unwrap_or_else(|| schema.clone())
    }

    /// Every form that was referred to.
    ///
    /// # Panics
    /// When one name stands for two forms: then the description would lie.
    pub fn all(mut self) -> Map<String, Value> {
        let mut all = self.reading.take_definitions(true);
        for (name, form) in self.writing.take_definitions(true) {
            let known = all.entry(name.clone()).or_insert_with(|| form.clone());
            assert_eq!(
                *known, form,
                "{name} is read and written in different forms"
            );
        }
        all
    }
}

/// A problem (RFC 9457).
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "problems are written by hand, for speed; this tells their form"
)]
pub(super) struct Problem {
    /// The address of a page that explains this kind of problem.
    r#type: String,
    /// What it is called.
    title: String,
    /// The HTTP status.
    status: u16,
    /// The kind of problem; stable.
    code: String,
    /// What exactly is the matter this time.
    detail: String,
    /// Which row of the command is meant.
    #[schemars(skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
    /// What is wrong with the body, at most 20 things.
    #[schemars(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Flaw>,
    /// The request's id; also in the header `X-Request-Id`.
    #[schemars(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}
