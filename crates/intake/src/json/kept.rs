//! Kept's own order JSON, as files and the HTTP API take it: one order, or `{"orders": [...]}`.
//!
//! ```json
//! {
//!   "po_number": "PO-1007",
//!   "customer": "C-1001",
//!   "order_date": "2026-11-22",
//!   "requested_delivery_date": "2026-12-01",
//!   "currency": "ILS",
//!   "ship_to": "ST-1",
//!   "notes": "Call before delivery",
//!   "lines": [
//!     {"line_no": "1", "item": "OIL-5", "quantity": "12", "unit": "case",
//!      "unit_price": "10.50", "price_basis": "1"}
//!   ]
//! }
//! ```
//! `customer` and `ship_to` are codes or GLNs. A line names its goods by `item` (our code), `gtin`
//! or `customer_part`. Quantities and prices are text or numbers with `.` and at most nine places.
//! Only `lines` with `quantity` are needed; a field that is not listed here is refused by name.

use crate::request::Stated;
use crate::tree::clerk::{Clerk, add_notes, lines_within_limit, requests_within_limit};
use crate::tree::{Node, Step, Value};
use crate::{Format, IssueCode, OrderRequest, Party, Purpose, Reading, RequestLine, Severity};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use vocab::{Currency, Day, Decimal, Instant, Split};

/// One order as JSON. `Text` is [`String`], or [`Borrowed`] where the body outlives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "OrderDocument")
)]
#[serde(deny_unknown_fields)]
pub struct OrderDocument<Text = String> {
    /// The customer's order number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub po_number: Option<Text>,
    /// Who orders: customer code or GLN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Text>,
    /// Date of the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_date: Option<Day>,
    /// When delivery is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_delivery_date: Option<Day>,
    /// ISO 4217 currency of the prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Where to: ship-to code or GLN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ship_to: Option<Text>,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Text>,
    /// How the order wants to be served. A program says it; in a document it is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<TermsDocument<Text>>,
    /// For a cart or a quote: nothing but a reservation, which lapses at this moment unless it is
    /// confirmed before. In a document it is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Instant>,
    /// The lines, at most [`crate::request::LINES_MAX`].
    pub lines: Vec<LineDocument<Text>>,
    /// Makes a repeat recognisable, where the sender has no header to say it in. Not part of the
    /// order, and not written with it.
    #[serde(skip_serializing)]
    pub idempotency_key: Option<Text>,
}

/// The terms of one order as JSON; `Text` as in [`OrderDocument`]. What is left out is not limited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "TermsDocument")
)]
#[serde(deny_unknown_fields)]
pub struct TermsDocument<Text = String> {
    /// How far it may be split; `freely` when absent. The customer may allow less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
    /// Nothing leaves after this day: what can't leave by then waits without a date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_ship_date: Option<Day>,
    /// The goods are fetched at this site (its code), and no address is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pickup_site: Option<Text>,
    /// The site (its code) that everything comes from whenever it can give all of it in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_site: Option<Text>,
}

/// One line as JSON; `Text` as in [`OrderDocument`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "LineDocument")
)]
#[serde(deny_unknown_fields)]
pub struct LineDocument<Text = String> {
    /// The sender's line number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_no: Option<Text>,
    /// Our item code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<Text>,
    /// GTIN of the goods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gtin: Option<Text>,
    /// The customer's part number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_part: Option<Text>,
    /// Description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// How many, in `unit`.
    pub quantity: Decimal,
    /// Unit of measure; the item's sales unit when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    /// Price of `price_basis` units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<Decimal>,
    /// How many units the price is for; one when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_basis: Option<Decimal>,
    /// When delivery of this line is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_delivery_date: Option<Day>,
}

/// Text that stays in the JSON it was read from, unless it had to be unescaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Borrowed<'a>(Cow<'a, str>);

impl AsRef<str> for Borrowed<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Serialize for Borrowed<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Borrowed<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Borrowed<'a>, D::Error> {
        from.deserialize_str(BorrowedVisitor)
    }
}

struct BorrowedVisitor;

impl<'de> Visitor<'de> for BorrowedVisitor {
    type Value = Borrowed<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Borrowed<'de>, E> {
        Ok(Borrowed(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Borrowed<'de>, E> {
        Ok(Borrowed(Cow::Owned(text.to_owned())))
    }
}

const ORDER_FIELDS: [&str; 8] = [
    "po_number",
    "customer",
    "order_date",
    "requested_delivery_date",
    "currency",
    "ship_to",
    "notes",
    "lines",
];

const LINE_FIELDS: [&str; 10] = [
    "line_no",
    "item",
    "gtin",
    "customer_part",
    "description",
    "quantity",
    "unit",
    "unit_price",
    "price_basis",
    "requested_delivery_date",
];

/// Reads bytes that must be Kept's own JSON, as the API does.
pub fn read(bytes: &[u8]) -> Reading {
    super::read_as(bytes, read_tree)
}

/// True when a value looks like Kept's order: lines with goods by our names, hardly anything else.
pub fn recognises(root: Node) -> bool {
    let order = root.at("orders").unwrap_or(root);
    let Some(line) = order.at("lines") else {
        return false;
    };
    let known = |node: Node, fields: &[&str]| {
        let (mut ours, mut others) = (0, 0);
        for child in node.children() {
            match fields.contains(&child.name()) {
                true => ours += 1,
                false => others += 1,
            }
        }
        ours > 3 * others
    };
    let goods = ["item", "gtin", "customer_part"]
        .iter()
        .any(|name| line.at(name).is_some());
    goods && known(order, &ORDER_FIELDS) && known(line, &LINE_FIELDS)
}

/// Reads one order or `{"orders": [...]}`.
pub fn read_tree(root: Node) -> Reading {
    let mut reading = Reading::empty(Format::KeptJson, Purpose::Order);
    reading.document_type = "Kept order".to_owned();
    let wrapped: Vec<Node> = root.named("orders").collect();
    let count = requests_within_limit(&mut reading, wrapped.len());
    let mut clerk = Clerk::new(&mut reading);
    if wrapped.is_empty() {
        order(&mut clerk, root);
        return reading;
    }
    refuse_unknown(&mut clerk, root, &["orders"]);
    for node in wrapped.into_iter().take(count) {
        order(&mut clerk, node);
    }
    reading
}

fn order(clerk: &mut Clerk, node: Node) {
    let mut request = OrderRequest::empty(Purpose::Order);
    if node.value() != Value::Branch || node.children().any(|child| child.step() == Step::Item) {
        expected(clerk, node, "an order object");
        return clerk.finish(request);
    }
    refuse_unknown(clerk, node, &ORDER_FIELDS);
    request.po_number = text(clerk, node, "po_number");
    request.order_date = day(clerk, node, "order_date");
    request.requested_delivery_date = day(clerk, node, "requested_delivery_date");
    request.currency = scalar(clerk, node, "currency").and_then(|found| clerk.currency_of(found));
    request.buyer = party(text(clerk, node, "customer"));
    request.ship_to = party(text(clerk, node, "ship_to"));
    add_notes(&mut request, scalar(clerk, node, "notes"));
    let lines = node.all("lines");
    let count = lines_within_limit(clerk, lines.len());
    for (number, item) in lines.into_iter().take(count).enumerate() {
        clerk.line = Some(number);
        request.lines.push(line(clerk, item));
    }
    clerk.finish(request);
}

fn party(id: Stated<String>) -> Party {
    Party {
        id,
        ..Party::default()
    }
}

fn line(clerk: &mut Clerk, node: Node) -> RequestLine {
    if node.value() != Value::Branch || node.step() != Step::MemberItem {
        expected(clerk, node, "a list of line objects");
        return RequestLine::default();
    }
    refuse_unknown(clerk, node, &LINE_FIELDS);
    RequestLine {
        line_no: text(clerk, node, "line_no"),
        buyer_part: text(clerk, node, "customer_part"),
        supplier_part: text(clerk, node, "item"),
        gtin: text(clerk, node, "gtin"),
        description: text(clerk, node, "description"),
        quantity: number(clerk, node, "quantity"),
        uom: text(clerk, node, "unit"),
        unit_price: number(clerk, node, "unit_price"),
        price_basis: number(clerk, node, "price_basis"),
        requested_delivery_date: day(clerk, node, "requested_delivery_date"),
        ..RequestLine::default()
    }
}

fn refuse_unknown(clerk: &mut Clerk, node: Node, fields: &[&str]) {
    for child in node
        .children()
        .filter(|child| !fields.contains(&child.name()))
    {
        let name = crate::tree::clerk::clip(child.name());
        let message = format!(
            "'{name}' is not a field here; known are {}",
            fields.join(", ")
        );
        clerk.note(
            IssueCode::BadValue,
            Severity::Error,
            Some(child.place()),
            message,
        );
    }
}

fn text(clerk: &mut Clerk, node: Node, name: &str) -> Stated<String> {
    scalar(clerk, node, name)?.field()
}

fn day(clerk: &mut Clerk, node: Node, name: &str) -> Stated<Day> {
    let found = scalar(clerk, node, name)?;
    match Day::parse(found.text()) {
        Some(day) => Some(crate::Field::stated(day, found.evidence())),
        None => {
            let message = "expected a date as YYYY-MM-DD";
            clerk.note(
                IssueCode::BadDate,
                Severity::Error,
                Some(found.place()),
                message,
            );
            None
        }
    }
}

fn number(clerk: &mut Clerk, node: Node, name: &str) -> Stated<Decimal> {
    let found = scalar(clerk, node, name)?;
    clerk.decimal_of(found)
}

/// The text or number of a field; other values are an error, `null` is as good as absent.
fn scalar<'t>(clerk: &mut Clerk, node: Node<'t>, name: &str) -> Option<Node<'t>> {
    let found = node.at(name)?;
    let alone = found.step() == Step::Member;
    match found.value() {
        Value::Text | Value::Number if alone => Some(found).filter(|n| !n.text().is_empty()),
        Value::Null => None,
        Value::Text | Value::Number | Value::Bool | Value::Branch => {
            expected(clerk, found, "a text or a number");
            None
        }
    }
}

fn expected(clerk: &mut Clerk, node: Node, what: &str) {
    let message = format!("expected {what}");
    clerk.note(
        IssueCode::BadValue,
        Severity::Error,
        Some(node.place()),
        message,
    );
}
