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
            "description" | "format" | "default" | "title" => true,
            "$ref" => {
                let name = told.as_str().unwrap().rsplit('/').next().unwrap();
                return check(all, name, value).map_err(|fault| format!("{at}: {fault}"));
            }
            "type" => is_of(told, value),
            "enum" => told.as_array().unwrap().contains(value),
            "const" => told == value,
            // Each says something of values of one type only.
            "minimum" => number(value).is_none_or(|value| Some(value) >= number(told)),
            "maximum" => number(value).is_none_or(|value| Some(value) <= number(told)),
            "minLength" | "maxLength" | "minItems" | "maxItems" => true,
            "pattern" => value.as_str().is_none_or(|text| fits(told, text)),
            "allOf" => told
                .as_array()
                .unwrap()
                .iter()
                .all(|one| held(all, one, value, at).is_ok()),
            "anyOf" | "oneOf" => told
                .as_array()
                .unwrap()
                .iter()
                .any(|one| held(all, one, value, at).is_ok()),
            "required" => told
                .as_array()
                .unwrap()
                .iter()
                .all(|name| value.get(name.as_str().unwrap()).is_some()),
            "additionalProperties" if told.is_object() => value.as_object().is_some_and(|fields| {
                let known = |name: &str| schema["properties"].get(name).is_some();
                let others = fields.iter().filter(|(name, _)| !known(name));
                others
                    .into_iter()
                    .all(|(_, value)| held(all, told, value, at).is_ok())
            }),
            "additionalProperties" if told == true => true,
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
                let known = |name: &str| told.get(name).is_some();
                let open = schema["additionalProperties"].is_object();
                open || value
                    .as_object()
                    .is_none_or(|fields| fields.keys().all(|name| known(name)))
            }
            "items" => {
                for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                    held(all, told, value, &format!("{at}/{index}"))?;
                }
                true
            }
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

fn number(value: &Value) -> Option<i128> {
    let negative = value.as_i64().map(i128::from);
    negative.or_else(|| value.as_u64().map(i128::from))
}

/// The patterns that the API tells, each with what it means.
fn fits(pattern: &Value, text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match pattern.as_str().unwrap() {
        "^[0-9a-f]{64}$" => text.len() == 64,
        "^[A-Z]{3}$" => text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
        "^[0-9]{8,14}$" => (8..=14).contains(&text.len()) && digits(text),
        "^[0-9]{13}$" => text.len() == 13 && digits(text),
        "^[0-9]{18}$" => text.len() == 18 && digits(text),
        "^[0-9]+-[0-9]+$" => text
            .split_once('-')
            .is_some_and(|(seq, nth)| digits(seq) && digits(nth)),
        other => panic!("unknown pattern {other}"),
    }
}
