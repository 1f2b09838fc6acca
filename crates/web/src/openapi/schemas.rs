//! The forms of bodies, as JSON Schema. The tests hold every answer against them.

use book::order::{BackorderReason, HoldKind, Stage};
use serde::Serialize;
use serde_json::{Value, json};
use vocab::Unit;

/// Every form by its name.
pub fn all() -> Value {
    let mut all = json!({
        "Anything": {"type": "object"},
        "Text": {"type": "string"},
        "Day": {"type": "string", "format": "date"},
        "Instant": {"type": "string", "format": "date-time"},
        "Hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "Count": {"type": "integer", "minimum": 0},
        "Decimal": {
            "description": "A number with at most nine places. Text is exact; a JSON number is \
                            taken as it is written, to 15 digits.",
            "type": ["string", "number"],
        },
        "OrderState": {"enum": ["held", "open", "closed", "cancelled"]},
        "HoldKind": {"enum": HoldKind::ALL.map(HoldKind::as_str)},
        "Stage": {"enum": Stage::ALL.map(Stage::as_str)},
        "Unit": {"enum": words(&UNITS)},
        "BackorderReason": {"enum": words(&REASONS)},
    });
    let forms = [shared(), orders(), moves(), documents(), service()];
    for form in forms {
        let (Some(all), Value::Object(form)) = (all.as_object_mut(), form) else {
            continue;
        };
        all.extend(form);
    }
    all
}

const UNITS: [Unit; 20] = [
    Unit::Each,
    Unit::Pack,
    Unit::Case,
    Unit::Layer,
    Unit::Pallet,
    Unit::Dozen,
    Unit::Gram,
    Unit::Kilogram,
    Unit::Millilitre,
    Unit::Litre,
    Unit::Metre,
    Unit::SquareMetre,
    Unit::Pound,
    Unit::Hundred,
    Unit::Thousand,
    Unit::Pair,
    Unit::Set,
    Unit::Hour,
    Unit::Foot,
    Unit::Roll,
];

const REASONS: [BackorderReason; 5] = [
    BackorderReason::NoSupply,
    BackorderReason::NoLane,
    BackorderReason::SupplyLost,
    BackorderReason::SupplyLate,
    BackorderReason::StockMissing,
];

fn words(values: &[impl Serialize]) -> Value {
    serde_json::to_value(values).expect("words are always JSON")
}

fn shared() -> Value {
    json!({
        "Amount": object(&["amount", "currency"], json!({
            "amount": {"type": "string"},
            "currency": {"type": "string"},
        })),
        "UnitPrice": object(&["amount", "per"], json!({
            "amount": {"type": "string"},
            "per": {"type": "integer", "description": "Base units that the amount buys."},
        })),
        "Hold": object(&["kind", "detail"], json!({
            "kind": of("HoldKind"),
            "line": of("Count"),
            "detail": of("Text"),
        })),
        "Slice": object(
            &["quantity", "site", "source", "goods_issue_date", "delivery_date", "stage"],
            json!({
                "quantity": of("Count"),
                "site": of("Text"),
                "source": {"enum": ["on_hand", "inbound"]},
                "goods_issue_date": of("Day"),
                "delivery_date": of("Day"),
                "stage": of("Stage"),
            }),
        ),
        "Backorder": object(&["quantity", "reason"], json!({
            "quantity": of("Count"),
            "reason": of("BackorderReason"),
        })),
        "Way": object(&["sites", "cost", "last_delivery_date", "backordered", "chosen"], json!({
            "sites": list("Text"),
            "cost": of("Amount"),
            "last_delivery_date": or_null("Day"),
            "backordered": of("Count"),
            "chosen": {"type": "boolean"},
        })),
        "Line": object(
            &[
                "line", "item", "quantity", "unit", "unit_price", "requested_delivery_date",
                "schedule", "backorder",
            ],
            json!({
                "line": of("Count"),
                "item": of("Text"),
                "quantity": {"type": "integer", "description": "In base units of the item."},
                "unit": of("Unit"),
                "unit_price": or_null("UnitPrice"),
                "requested_delivery_date": or_null("Day"),
                "schedule": list("Slice"),
                "backorder": or_null("Backorder"),
            }),
        ),
    })
}

fn orders() -> Value {
    let order = json!({
        "number": of("Text"),
        "state": of("OrderState"),
        "customer": of("Text"),
        "ship_to": or_null("Text"),
        "po_number": or_null("Text"),
        "placed_at": of("Instant"),
        "requested_delivery_date": or_null("Day"),
        "value": of("Amount"),
        "holds": list("Hold"),
        "lines": list("Line"),
        "considered": list("Way"),
    });
    let detailed = with(
        &order,
        json!({
            "document": or_null("Hash"),
            "history": list("Happened"),
        }),
    );
    let summary = json!({
        "number": of("Text"),
        "state": of("OrderState"),
        "customer": of("Text"),
        "ship_to": or_null("Text"),
        "po_number": or_null("Text"),
        "placed_at": of("Instant"),
        "requested_delivery_date": or_null("Day"),
        "promised_delivery_date": or_null("Day"),
        "delivered_date": or_null("Day"),
        "value": of("Amount"),
        "holds": list("Hold"),
        "backordered": of("Count"),
        "lines": of("Count"),
    });
    json!({
        "OrderDocument": object(&["lines"], json!({
            "po_number": or_null("Text"),
            "customer": or_null("Text"),
            "order_date": or_null("Day"),
            "requested_delivery_date": or_null("Day"),
            "currency": or_null("Text"),
            "ship_to": or_null("Text"),
            "notes": or_null("Text"),
            "lines": list("LineDocument"),
            "idempotency_key": or_null("Text"),
        })),
        "LineDocument": object(&["quantity"], json!({
            "line_no": or_null("Text"),
            "item": or_null("Text"),
            "gtin": or_null("Text"),
            "customer_part": or_null("Text"),
            "description": or_null("Text"),
            "quantity": of("Decimal"),
            "unit": or_null("Text"),
            "unit_price": or_null("Decimal"),
            "price_basis": or_null("Decimal"),
            "requested_delivery_date": or_null("Day"),
        })),
        "BulkLine": {"anyOf": [of("BulkPlaced"), of("BulkProblem")]},
        "BulkPlaced": object(&["line", "status", "number", "state", "last_delivery_date",
                               "backordered", "seq"], json!({
            "line": of("Count"),
            "status": {"enum": [201]},
            "number": of("Text"),
            "state": of("OrderState"),
            "last_delivery_date": or_null("Day"),
            "backordered": {"type": "boolean"},
            "seq": of("Count"),
            "replayed": {"type": "boolean"},
        })),
        "BulkProblem": object(&["line", "status", "code", "detail"], json!({
            "line": of("Count"),
            "status": of("Count"),
            "code": of("Text"),
            "detail": of("Text"),
            "errors": list("Flaw"),
        })),
        "Order": whole(order),
        "OrderDetailed": whole(detailed),
        "OrderSummary": whole(summary),
        "OrderList": object(&["orders", "next"], json!({
            "orders": list("OrderSummary"),
            "next": or_null("Text"),
        })),
        "Happened": object(&["at", "seq", "actor", "what"], json!({
            "at": of("Instant"),
            "seq": of("Count"),
            "actor": of("Count"),
            "what": of("Text"),
            "stage": of("Stage"),
            "tracking": of("Text"),
        })),
        "Availability": whole(json!({
            "complete": {"type": "boolean", "description": "True when all of it has a date."},
            "last_delivery_date": or_null("Day"),
            "value": of("Amount"),
            "holds": list("Hold"),
            "lines": list("Line"),
            "considered": list("Way"),
        })),
    })
}

fn moves() -> Value {
    json!({
        "Cancellation": object(&["reason"], json!({
            "reason": {"enum": ["customer", "seller"]},
            "lines": list("Count"),
        })),
        "Cancelled": whole(json!({
            "number": of("Text"),
            "cancelled": {"type": "array", "items": object(&["line", "quantity"], json!({
                "line": of("Count"),
                "quantity": of("Count"),
            }))},
            "finished": {"type": "boolean"},
        })),
        "Release": object(&["kind"], json!({"kind": of("HoldKind")})),
        "Released": whole(json!({
            "number": of("Text"),
            "released": of("HoldKind"),
            "promised": {"type": "boolean"},
            "holds_set": list("Hold"),
        })),
    })
}

fn documents() -> Value {
    json!({
        "Received": whole(json!({"id": of("Hash")})),
        "Document": whole(json!({
            "id": of("Hash"),
            "state": {"enum": ["received", "read"]},
            "read_as": {"enum": ["requests", "other", "unreadable", null]},
            "received_at": of("Instant"),
            "received_by": of("Count"),
            "read_at": or_null("Instant"),
            "requests": list("Request"),
        })),
        "Request": whole(json!({
            "id": of("Count"),
            "intent": {"enum": ["place", "change", "cancel"]},
            "state": {"enum": ["pending", "review", "accepted", "declined"]},
            "customer": or_null("Text"),
            "po_number": or_null("Text"),
            "lines": of("Count"),
            "confidence": {"type": "integer", "minimum": 0, "maximum": 1000},
            "reasons": list("Reason"),
            "order": or_null("Text"),
            "declined": {"enum": ["not_an_order", "duplicate", "unwanted", null]},
        })),
        "Reason": object(&["code", "detail"], json!({
            "code": of("Text"),
            "line": of("Count"),
            "detail": of("Text"),
        })),
    })
}

fn service() -> Value {
    json!({
        "Health": whole(json!({
            "status": {"enum": ["ok", "stopped"]},
            "version": of("Text"),
            "seq": of("Count"),
            "views_seq": of("Count"),
            "views_behind": of("Count"),
        })),
        "Problem": object(&["type", "title", "status", "code", "detail"], json!({
            "type": of("Text"),
            "title": of("Text"),
            "status": of("Count"),
            "code": of("Text"),
            "detail": of("Text"),
            "row": of("Count"),
            "errors": list("Flaw"),
            "request_id": of("Text"),
        })),
        "Flaw": whole(json!({
            "pointer": {"type": "string", "description": "JSON pointer (RFC 6901) into the body."},
            "detail": of("Text"),
        })),
    })
}

fn of(name: &str) -> Value {
    super::reference(name)
}

fn list(name: &str) -> Value {
    json!({"type": "array", "items": of(name)})
}

fn or_null(name: &str) -> Value {
    json!({"anyOf": [of(name), {"type": "null"}]})
}

fn object(required: &[&str], properties: Value) -> Value {
    json!({
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": false,
    })
}

/// An object of which every field is always there.
fn whole(properties: Value) -> Value {
    let names: Vec<&str> = properties
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect();
    let required: Vec<String> = names.into_iter().map(str::to_owned).collect();
    object(
        &required.iter().map(String::as_str).collect::<Vec<_>>(),
        properties,
    )
}

fn with(properties: &Value, more: Value) -> Value {
    let mut all = properties.clone();
    if let (Some(all), Value::Object(more)) = (all.as_object_mut(), more) {
        all.extend(more);
    }
    all
}
