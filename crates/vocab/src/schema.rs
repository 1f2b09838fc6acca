//! JSON Schema of the words, as the HTTP API tells them.

use crate::{
    ActorId, ContentHash, Currency, Day, Decimal, ExceptionId, Gln, Gtin, Instant, LessonId,
    Quantity, RequestId, ReturnId, Sscc, Unit, Weekday, ZoneId,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

macro_rules! told {
    ($($name:ident as $word:literal: $schema:tt,)*) => {
        $(impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                $word.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        })*
    };
}

told! {
    Day as "Day": {"type": "string", "format": "date", "description": "A day of the calendar."},
    Instant as "Instant": {
        "type": "string", "format": "date-time", "description": "A moment, in UTC.",
    },
    Quantity as "Quantity": {
        "type": "integer", "minimum": -1_000_000_000_000_i64, "maximum": 1_000_000_000_000_i64,
        "description": "In base units of the item.",
    },
    Currency as "Currency": {
        "type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217.",
    },
    Decimal as "Decimal": {
        "type": ["string", "number"],
        "description": "A number with at most nine places. Text is exact; a JSON number is taken \
                        as it is written, to 15 digits.",
    },
    ContentHash as "Hash": {
        "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "BLAKE3 of the bytes.",
    },
    Gtin as "Gtin": {
        "type": "string", "pattern": "^[0-9]{8,14}$", "description": "GTIN, with its check digit.",
    },
    Sscc as "Sscc": {
        "type": "string", "pattern": "^[0-9]{18}$", "description": "SSCC, with its check digit.",
    },
    Gln as "Gln": {
        "type": "string", "pattern": "^[0-9]{13}$", "description": "GLN, with its check digit.",
    },
    ActorId as "Actor": {
        "type": "integer", "minimum": 0, "maximum": 4_294_967_295_u32,
        "description": "Number of the key or user that did it; 0 is Kept itself.",
    },
    RequestId as "RequestId": {
        "type": "integer", "minimum": 0, "description": "A request that was read from a document.",
    },
    ExceptionId as "ExceptionId": {
        "type": "integer", "minimum": 0, "description": "Promises in trouble for one cause.",
    },
    LessonId as "LessonId": {
        "type": "integer", "minimum": 0, "description": "Something that was learned from corrections.",
    },
    ReturnId as "ReturnId": {
        "type": "integer", "minimum": 0, "description": "A return of goods.",
    },
    ZoneId as "Zone": {
        "type": "integer", "minimum": 0, "maximum": 65_535,
        "description": "A delivery zone: what lanes lead to.",
    },
}

impl JsonSchema for Weekday {
    fn schema_name() -> Cow<'static, str> {
        "Weekday".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "enum": Weekday::ALL,
            "description": "A day of the week.",
        })
    }
}

impl JsonSchema for Unit {
    fn schema_name() -> Cow<'static, str> {
        "Unit".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "enum": Unit::ALL,
            "description": "A unit of measure.",
        })
    }
}
