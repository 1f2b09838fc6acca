//! Kept's own order JSON, as ordering apps and programs send it.

use super::{SampleLine, SampleOrder, major};
use serde_json::{Map, Value, json};
use vocab::Unit;

/// One order.
pub fn order(order: &SampleOrder) -> String {
    let lines: Vec<Value> = order
        .lines
        .iter()
        .zip(1..)
        .map(|(line, number)| line_object(order, line, number))
        .collect();
    let fields = [
        ("po_number", json!(order.po_number)),
        ("customer", json!(order.buyer.code)),
        ("order_date", json!(order.ordered)),
        ("requested_delivery_date", json!(order.requested)),
        ("currency", json!(order.currency)),
        ("ship_to", json!(order.ship_to.code)),
        ("notes", json!(order.note)),
        ("lines", Value::Array(lines)),
    ];
    pretty(object(fields))
}

fn line_object(order: &SampleOrder, line: &SampleLine, number: usize) -> Value {
    object([
        ("line_no", json!(number.to_string())),
        ("item", json!(line.code)),
        ("gtin", json!(line.gtin.filter(|_| line.code.is_none()))),
        ("customer_part", json!(line.part)),
        ("description", json!(line.description)),
        ("quantity", json!(line.quantity)),
        ("unit", json!(unit(line.unit))),
        (
            "unit_price",
            json!(line.price.map(|price| major(price, order.currency))),
        ),
    ])
}

fn unit(unit: Unit) -> &'static str {
    unit.as_str()
}

/// An object of what is stated; `null` is left out.
pub(super) fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let stated = fields.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(
        stated
            .map(|(name, value)| (name.to_owned(), value))
            .collect::<Map<_, _>>(),
    )
}

/// JSON with line ends, for people to read.
pub(super) fn pretty(value: Value) -> String {
    let text = serde_json::to_string_pretty(&value);
    text.expect("a JSON value has only text keys") + "\n"
}
