//! The forms of what public events say: codes and numbers that people use, no names and no
//! addresses. Quantities are in base units of the item.

use crate::model::TermsTold;
#[cfg(feature = "schema")]
use schemars::JsonSchema;
use serde::Serialize;
use vocab::{ContentHash, Currency, Day, Instant, Money};

/// Lines, items or codes that one event tells at most; how many more there are is said beside them.
pub const TOLD_MAX: usize = 100;

/// An amount of money: `{"amount": "12.50", "currency": "ILS"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventAmount")
)]
pub struct Amount {
    /// Major units, with the digits of the currency.
    pub amount: String,
    /// ISO 4217.
    pub currency: Currency,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Amount {
        Amount {
            amount: money.digits().as_str().to_owned(),
            currency: money.currency,
        }
    }
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventOrder")
)]
pub struct Order {
    /// Its number, such as `SO-100000`.
    pub order: String,
    /// Number of the customer.
    pub customer: String,
    /// The customer's purchase order number.
    pub po_number: Option<String>,
}

/// An order that was placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventOrderPlaced")
)]
pub struct OrderPlaced {
    /// Which order, and whose.
    #[serde(flatten)]
    pub order: Order,
    /// Code of the ship-to.
    pub ship_to: Option<String>,
    /// Value of its lines.
    pub value: Amount,
    /// The day it is wanted; none is as soon as possible.
    pub requested_delivery_date: Option<Day>,
    /// The request that it came from.
    pub request: Option<u64>,
    /// Its lines: the first 100.
    pub lines: Vec<PlacedLine>,
    /// How many more lines it has.
    pub more_lines: u32,
}

/// A line as it was placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventPlacedLine")
)]
pub struct PlacedLine {
    /// Line number, from 1.
    pub line: u16,
    /// Item code; none when the line names no known item.
    pub item: Option<String>,
    /// How much, base units.
    pub quantity: u64,
}

/// A line and how much of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventLineQuantity")
)]
pub struct LineQuantity {
    /// Line number, from 1.
    pub line: u16,
    /// How much, base units.
    pub quantity: u64,
}

/// An order that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventOrderHeld")
)]
pub struct OrderHeld {
    /// Which order, and whose.
    #[serde(flatten)]
    pub order: Order,
    /// Kinds of the holds that were set: credit, price, no_price, unknown_item, address, duplicate,
    /// currency, review.
    pub holds: Vec<String>,
}

/// Holds that were released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventOrderHoldReleased")
)]
pub struct OrderHoldReleased {
    /// Which order, and whose.
    #[serde(flatten)]
    pub order: Order,
    /// Their kind, as in `order.held`.
    pub hold: String,
}

/// What lines were promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventOrderPromised")
)]
pub struct OrderPromised {
    /// Which order, and whose.
    #[serde(flatten)]
    pub order: Order,
    /// The day the last of what is told here arrives.
    pub last_delivery_date: Option<Day>,
    /// The slices of the lines that were promised: the first 100.
    pub slices: Vec<Slice>,
    /// How many more slices there are.
    pub more_slices: u32,
}

/// One (date, quantity) slice of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventSlice")
)]
pub struct Slice {
    /// Line number, from 1.
    pub line: u16,
    /// How much, base units.
    pub quantity: u64,
    /// Code of the site that it leaves from.
    pub site: String,
    /// The day it leaves.
    pub goods_issue_date: Day,
    /// The day it arrives.
    pub delivery_date: Day,
}

/// What of an order has no date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventOrderBackordered")
)]
pub struct OrderBackordered {
    /// Which order, and whose.
    #[serde(flatten)]
    pub order: Order,
    /// The lines: the first 100.
    pub lines: Vec<BackorderedLine>,
    /// How many more lines there are.
    pub more_lines: u32,
}

/// What of a line has no date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventBackorderedLine")
)]
pub struct BackorderedLine {
    /// Line number, from 1.
    pub line: u16,
    /// How much, base units.
    pub quantity: u64,
    /// Why: no_supply, no_lane, supply_lost, supply_late, stock_missing, allocation, protected.
    pub reason: String,
}

/// How an order was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventOrderAmended")
)]
pub struct OrderAmended {
    /// Which order, and whose.
    #[serde(flatten)]
    pub order: Order,
    /// The changes, in order: the first 100.
    pub changes: Vec<Change>,
    /// How many more changes there are.
    pub more_changes: u32,
}

/// One change; what it does not touch is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventChange")
)]
pub struct Change {
    /// What was changed: quantity, requested_delivery_date, ship_to, line_added, item, terms, expires.
    pub change: &'static str,
    /// Line number; none is the whole order.
    pub line: Option<u16>,
    /// The new quantity, base units.
    pub quantity: Option<u64>,
    /// The new day; none is as soon as possible.
    pub requested_delivery_date: Option<Day>,
    /// Code of the new ship-to.
    pub ship_to: Option<String>,
    /// Code of the item that the line now names.
    pub item: Option<String>,
    /// The new terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<TermsTold>,
    /// When the reservation lapses now; none when it was confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Instant>,
}

/// What of an order was cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventOrderLinesCancelled")
)]
pub struct OrderLinesCancelled {
    /// Which order, and whose.
    #[serde(flatten)]
    pub order: Order,
    /// The lines: the first 100.
    pub lines: Vec<LineQuantity>,
    /// How many more lines there are.
    pub more_lines: u32,
    /// Why: customer, seller, expired.
    pub reason: String,
}

/// Goods of an order that did not leave on their day, and leave on another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventOrderPostponed")
)]
pub struct OrderPostponed {
    /// Which order, and whose.
    #[serde(flatten)]
    pub order: Order,
    /// Code of the site.
    pub site: String,
    /// The day that the goods were to leave on.
    pub was: Day,
    /// The day that they leave.
    pub leaves: Day,
    /// The day that they arrive.
    pub arrives: Day,
}

/// Goods of an order on their way that arrive on another day, or turn back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventOrderDeliveryChanged")
)]
pub struct OrderDeliveryChanged {
    /// Which order, and whose.
    #[serde(flatten)]
    pub order: Order,
    /// Code of the site that the goods left.
    pub site: String,
    /// Line numbers: the first 100.
    pub lines: Vec<u16>,
    /// How many more lines there are.
    pub more_lines: u32,
    /// The day that the goods were to arrive on.
    pub was: Day,
    /// The day that they arrive; null when they turn back.
    pub arrives: Option<Day>,
}

/// Goods of an order that were not where they were to be picked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventOrderPickedShort")
)]
pub struct OrderPickedShort {
    /// Which order, and whose.
    #[serde(flatten)]
    pub order: Order,
    /// Code of the site.
    pub site: String,
    /// The lines, with what is missing: the first 100.
    pub lines: Vec<LineQuantity>,
    /// How many more lines there are.
    pub more_lines: u32,
}

/// Goods of an order that went on by one stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventGoodsMoved")
)]
pub struct GoodsMoved {
    /// Which order, and whose.
    #[serde(flatten)]
    pub order: Order,
    /// Code of the site.
    pub site: String,
    /// The lines: the first 100.
    pub lines: Vec<LineQuantity>,
    /// How many more lines there are.
    pub more_lines: u32,
    /// The carrier's tracking number, if one was given.
    pub tracking: Option<String>,
}

/// A request that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventRequestRaised")
)]
pub struct RequestRaised {
    /// Its id.
    pub request: u64,
    /// Id of the document.
    pub document: ContentHash,
    /// Which of the document's requests, from 0.
    pub index: u32,
    /// What the sender wants: place, change, cancel.
    pub intent: String,
    /// Number of the customer, when one was found.
    pub customer: Option<String>,
    /// The customer's purchase order number.
    pub po_number: Option<String>,
    /// Confidence of the least certain field, in thousandths.
    pub confidence: u16,
}

/// A request that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventRequestInReview")
)]
pub struct RequestInReview {
    /// Its id.
    pub request: u64,
    /// Why: the first 100 reasons.
    pub reasons: Vec<Reason>,
}

/// Why a request waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventReason")
)]
pub struct Reason {
    /// low_confidence, high_value, requested_day, changes_order, cannot_cancel, refused,
    /// duplicate_of, or the code of a doubt such as unknown_item.
    pub reason: String,
    /// Line number, when it is about one.
    pub line: Option<u16>,
}

/// A request that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventRequestAccepted")
)]
pub struct RequestAccepted {
    /// Its id.
    pub request: u64,
    /// The order that it became or changed, and whose.
    #[serde(flatten)]
    pub order: Order,
}

/// A request that was declined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventRequestDeclined")
)]
pub struct RequestDeclined {
    /// Its id.
    pub request: u64,
    /// Why: not_an_order, duplicate, unwanted.
    pub reason: String,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventDocument")
)]
pub struct Document {
    /// Its id: the hash of its bytes.
    pub document: ContentHash,
}

/// A document that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventDocumentRead")
)]
pub struct DocumentRead {
    /// Its id: the hash of its bytes.
    pub document: ContentHash,
    /// What it turned out to be: requests, other, unreadable.
    pub read_as: String,
}

/// A return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventReturn")
)]
pub struct Return {
    /// Its id.
    #[serde(rename = "return")]
    pub id: u64,
    /// The order that the goods came by, and whose.
    #[serde(flatten)]
    pub order: Order,
}

/// A return that was agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventReturnPlaced")
)]
pub struct ReturnPlaced {
    /// Which return.
    #[serde(flatten)]
    pub of: Return,
    /// Code of the site that the goods come back to.
    pub site: String,
    /// Its lines: the first 100.
    pub lines: Vec<ReturnLine>,
    /// How many more lines it has.
    pub more_lines: u32,
}

/// A line of a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventReturnLine")
)]
pub struct ReturnLine {
    /// Line number of the return, from 1.
    pub line: u16,
    /// Item code.
    pub item: String,
    /// How much was agreed, base units.
    pub quantity: u64,
}

/// Returned goods that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventReturnReceived")
)]
pub struct ReturnReceived {
    /// Which return.
    #[serde(flatten)]
    pub of: Return,
    /// What came in: the first 100.
    pub lines: Vec<ReturnedLine>,
    /// How many more lines there are.
    pub more_lines: u32,
}

/// What came in of a line of a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventReturnedLine")
)]
pub struct ReturnedLine {
    /// Line number of the return, from 1.
    pub line: u16,
    /// How much, base units.
    pub quantity: u64,
    /// What becomes of it: restock, scrap.
    pub disposition: String,
}

/// Stock that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventStockChanged")
)]
pub struct StockChanged {
    /// How: received, moved, counted, scrapped.
    pub change: &'static str,
    /// Item code.
    pub item: String,
    /// Code of the site.
    pub site: String,
    /// Code of the site that it was moved to.
    pub to_site: Option<String>,
    /// How much, base units: of a count, what was found.
    pub quantity: u64,
}

/// Announced supply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventSupply")
)]
pub struct Supply {
    /// Its id.
    pub supply: u64,
    /// The user's reference.
    pub reference: String,
    /// Item code.
    pub item: String,
    /// Code of the site that it comes to.
    pub site: String,
}

/// Supply that was announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventSupplyAnnounced")
)]
pub struct SupplyAnnounced {
    /// Which.
    #[serde(flatten)]
    pub of: Supply,
    /// in_transit or purchase_order.
    pub kind: String,
    /// How much, base units.
    pub quantity: u64,
    /// The day it is due in.
    pub due_date: Day,
}

/// Supply that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventSupplyReceived")
)]
pub struct SupplyReceived {
    /// Which.
    #[serde(flatten)]
    pub of: Supply,
    /// How much came in, base units.
    pub quantity: u64,
}

/// Supply that is due on another day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventSupplyRescheduled")
)]
pub struct SupplyRescheduled {
    /// Which.
    #[serde(flatten)]
    pub of: Supply,
    /// The new day.
    pub due_date: Day,
}

/// Items that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventItems")
)]
pub struct Items {
    /// Item codes: the first 100.
    pub items: Vec<String>,
    /// How many more there are.
    pub more: u32,
}

/// Customers that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventCustomers")
)]
pub struct Customers {
    /// Customer numbers: the first 100.
    pub customers: Vec<String>,
    /// How many more there are.
    pub more: u32,
}

/// Prices that were set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventPrices")
)]
pub struct Prices {
    /// Code of the price list.
    pub price_list: String,
    /// Its currency.
    pub currency: Currency,
    /// Item codes: the first 100.
    pub items: Vec<String>,
    /// How many more there are.
    pub more: u32,
}

/// Sites that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventSites")
)]
pub struct Sites {
    /// Their codes.
    pub sites: Vec<String>,
}

/// Lanes that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventLanesOf")
)]
pub struct LanesOf {
    /// Codes of the sites that they leave from, each once.
    pub sites: Vec<String>,
}

/// The policy; it is read by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventPolicy")
)]
pub struct Policy {
    /// Currency of freight and policy costs.
    pub currency: Currency,
}

/// Promises in trouble.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventExceptionRaised")
)]
pub struct ExceptionRaised {
    /// The exception.
    pub exception: u64,
    /// What kind of trouble, such as `late_supply`.
    pub trouble: String,
    /// The promises: the first 100.
    pub lines: Vec<BrokenLine>,
    /// How many more there are.
    pub more_lines: u32,
}

/// A promise in trouble.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventBrokenLine")
)]
pub struct BrokenLine {
    /// Number of the order.
    pub order: String,
    /// Line number.
    pub line: u16,
    /// How much of it, base units.
    pub quantity: u64,
    /// When the customer was to have it; none when no day was ever named.
    pub promised: Option<Day>,
}

/// An exception that was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(JsonSchema),
    schemars(rename = "EventExceptionClosed")
)]
pub struct ExceptionClosed {
    /// The exception.
    pub exception: u64,
    /// How: `approved`, `automatic`, `mended` or `dismissed`.
    pub how: String,
}
