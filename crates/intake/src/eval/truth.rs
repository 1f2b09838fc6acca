//! The right reading of a document, as its JSON states it.

use serde_json::{Map, Value};
use vocab::Decimal;

/// How two texts of a field are held equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letter by letter: numbers of orders, parts and parties, dates, currencies.
    Exact,
    /// By what grounding understands: `EA` is `each`. Other words letter by letter.
    Unit,
    /// Without regard to case, punctuation and blanks: names, addresses, descriptions.
    Loose,
    /// By value.
    Number,
}

/// The fields of a header that are compared, with their paths in the truth.
pub(super) const HEADER_FIELDS: [(&str, Kind); 9] = [
    ("po_number", Kind::Exact),
    ("order_date", Kind::Exact),
    ("requested_delivery_date", Kind::Exact),
    ("currency", Kind::Exact),
    ("buyer.name", Kind::Loose),
    ("buyer.id", Kind::Exact),
    ("ship_to.name", Kind::Loose),
    ("ship_to.id", Kind::Exact),
    ("ship_to.address", Kind::Loose),
];

/// The fields of a line. Those behind [`LINE_FIELDS_ALWAYS`] count only where the truth has them.
pub(super) const LINE_FIELDS: [(&str, Kind); 12] = [
    ("line_no", Kind::Exact),
    ("buyer_part", Kind::Exact),
    ("supplier_part", Kind::Exact),
    ("gtin", Kind::Exact),
    ("description", Kind::Loose),
    ("qty", Kind::Number),
    ("uom", Kind::Unit),
    ("unit_price", Kind::Number),
    ("requested_delivery_date", Kind::Exact),
    ("price_basis_qty", Kind::Number),
    ("units_per_traded_unit", Kind::Number),
    ("ship_to_id", Kind::Exact),
];

/// How many of [`LINE_FIELDS`] every line has.
pub(super) const LINE_FIELDS_ALWAYS: usize = 8;

/// What our own data call the customer and the place of delivery of an order.
const OUR_CUSTOMER: &str = "_customer_code";
const OUR_SHIP_TO: &str = "_ship_to_code";
/// What our catalogue calls the item of a line; the second is another word for the first.
const OUR_ITEM: [&str; 2] = ["_item_code", "_canonical_sku"];
/// How much a line orders, in base units of its item.
const BASE_QUANTITY: &str = "_base_qty";

/// One field of the truth: `None` is not compared, `Some(None)` says that the document does not
/// say.
pub(super) type Expected = Option<Option<String>>;

/// The right reading of one document.
#[derive(Debug)]
pub(super) struct Truth {
    pub orders: Vec<TrueOrder>,
    /// The document must be refused or sent to a person.
    pub must_not_pass: bool,
}

/// The right reading of one order.
#[derive(Debug)]
pub(super) struct TrueOrder {
    pub header: [Expected; 9],
    pub lines: Vec<[Expected; 12]>,
    pub ours: OurOrder,
}

/// What the company's own data say of an order, where the truth tells it.
#[derive(Debug)]
pub(super) struct OurOrder {
    pub customer: Expected,
    pub ship_to: Expected,
    /// One for each line of the truth.
    pub lines: Vec<OurLine>,
}

/// What the company's own data say of a line, where the truth tells it.
#[derive(Debug)]
pub(super) struct OurLine {
    pub item: Expected,
    pub ship_to: Expected,
    pub base_quantity: Expected,
}

impl Truth {
    pub fn parse(json: &[u8]) -> Result<Truth, String> {
        let value: Value = serde_json::from_slice(json).map_err(|e| format!("not JSON: {e}"))?;
        let document = value.as_object().ok_or("expected a JSON object")?;
        let orders = match document.get("orders") {
            None => vec![order(document)?],
            Some(Value::Array(orders)) => orders
                .iter()
                .map(|value| order(value.as_object().ok_or("an order is not a JSON object")?))
                .collect::<Result<_, String>>()?,
            Some(_) => return Err("\"orders\" is not a list".to_owned()),
        };
        let said = |object: &Map<String, Value>| object.contains_key("_expect");
        let must_not_pass = said(document)
            || (document.get("orders").and_then(Value::as_array))
                .is_some_and(|orders| orders.iter().filter_map(Value::as_object).any(said));
        Ok(Truth {
            orders,
            must_not_pass,
        })
    }
}

fn order(object: &Map<String, Value>) -> Result<TrueOrder, String> {
    let mut header = [const { None }; 9];
    for (slot, (path, kind)) in header.iter_mut().zip(HEADER_FIELDS) {
        *slot = expected(object, path, kind)?;
    }
    let stated = match object.get("lines") {
        None | Some(Value::Null) => &[],
        Some(Value::Array(lines)) => lines.as_slice(),
        Some(_) => return Err("\"lines\" is not a list".to_owned()),
    };
    Ok(TrueOrder {
        header,
        lines: stated.iter().map(line).collect::<Result<_, _>>()?,
        ours: OurOrder {
            customer: expected(object, OUR_CUSTOMER, Kind::Exact)?,
            ship_to: expected(object, OUR_SHIP_TO, Kind::Exact)?,
            lines: stated.iter().map(our_line).collect::<Result<_, _>>()?,
        },
    })
}

fn line(value: &Value) -> Result<[Expected; 12], String> {
    let object = value.as_object().ok_or("a line is not a JSON object")?;
    let mut fields = [const { None }; 12];
    for (slot, (path, kind)) in fields.iter_mut().zip(LINE_FIELDS) {
        *slot = expected(object, path, kind)?;
    }
    Ok(fields)
}

fn our_line(value: &Value) -> Result<OurLine, String> {
    let object = value.as_object().ok_or("a line is not a JSON object")?;
    let [item, other_word] = OUR_ITEM;
    let item = match expected(object, item, Kind::Exact)? {
        None => expected(object, other_word, Kind::Exact)?,
        told => told,
    };
    Ok(OurLine {
        item,
        ship_to: expected(object, OUR_SHIP_TO, Kind::Exact)?,
        base_quantity: expected(object, BASE_QUANTITY, Kind::Number)?,
    })
}

fn expected(object: &Map<String, Value>, path: &str, kind: Kind) -> Result<Expected, String> {
    let value = match path.split_once('.') {
        None => object.get(path),
        Some((outer, inner)) => match object.get(outer) {
            Some(Value::Object(party)) => party.get(inner),
            Some(Value::Null) => Some(&Value::Null),
            _ => None,
        },
    };
    match value {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(None)),
        Some(Value::String(text)) if kind != Kind::Number => Ok(Some(Some(text.clone()))),
        Some(value @ (Value::String(_) | Value::Number(_))) => {
            let number: Decimal = serde_json::from_value(value.clone())
                .map_err(|_| format!("{path} is not a number: {value}"))?;
            Ok(Some(Some(number.to_string())))
        }
        Some(value) => Err(format!("{path} is neither text nor number: {value}")),
    }
}
