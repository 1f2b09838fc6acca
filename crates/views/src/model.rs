//! What the queries answer: rows of the views as serialisable structs, with codes beside the ids.

mod company;
mod export;
mod filter;
mod measure;
mod stock;
mod work;

pub use company::{
    CustomerFilter, CustomerOrders, CustomerSummary, CustomerView, ItemFilter, ItemView, LaneRow,
    PartRow, PriceListRow, PriceRow, ShipToRow, SiteRow,
};
pub use export::{Cell, Export, ExportRows};
pub use filter::{Cursor, NoCursor, OrderFilter, OrderSort};
pub use measure::{CycleTime, DayMeasures, Measure, Measures, TotalMeasures};
pub use stock::{
    Availability, HolderRow, Holding, ReturnFilter, ShipmentFilter, ShipmentRow, SiteAvailability,
    StockCondition, StockFilter, StockRow, SupplyFilter,
};
pub use work::{Needs, SiteWork, Today, WorkFilter, WorkRow};

use crate::happening::Happening;
use book::order::{Backorder, Hold, HoldKind};
use book::request::{DeclineReason, Intent, ParkReason, ReadAs, RequestDraft};
use book::stock::supply::SupplyKind;
use book::{Stage, company::Item};
use serde::{Deserialize, Serialize};
use vocab::{
    ActorId, ContentHash, CustomerId, Day, Instant, ItemId, Money, OrderId, Price, Quantity,
    RequestId, ReturnId, ShipToId, SiteId, SupplyId, Unit,
};

/// One page of a list, and where the next one begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Page<T, C> {
    /// The rows, in the order of the list.
    pub items: Vec<T>,
    /// Hand this in as `after` for the next page; `None` on the last.
    pub next: Option<C>,
}

/// What has become of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Waits for a person; nothing is reserved.
    Held,
    /// Promised, backordered or on its way.
    Open,
    /// Delivered, as far as it was not cancelled.
    Closed,
    /// Cancelled before anything was delivered.
    Cancelled,
}

/// What has become of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Not weighed by the gate yet.
    Pending,
    /// Waits for a person.
    Review,
    /// Became an order, or was carried out on one.
    Accepted,
    /// Turned down by a person.
    Declined,
}

/// How far a document has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    /// Kept, and not read yet.
    Received,
    /// Read; see [`DocumentRow::read_as`].
    Read,
}

/// What has become of a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReturnState {
    /// Goods are still expected.
    Expected,
    /// Nothing more is expected.
    Closed,
}

/// Which requests to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequestFilter {
    /// In this state.
    pub state: Option<RequestState>,
    /// Read from this document.
    pub document: Option<ContentHash>,
    /// Of this customer.
    pub customer: Option<CustomerId>,
}

/// Which documents to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DocumentFilter {
    /// Come this far.
    pub state: Option<DocumentState>,
    /// Read as this.
    pub read_as: Option<ReadAs>,
}

/// Where a request stands among those in review, the oldest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReviewPlace {
    /// The one before it.
    pub previous: Option<RequestId>,
    /// The one after it.
    pub next: Option<RequestId>,
    /// How many are before it.
    pub before: u64,
    /// How many are in review, itself included if it is.
    pub waiting: u64,
}

/// An order as it stands in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderRow {
    /// Its id.
    pub id: OrderId,
    /// Its number, as people see it.
    pub number: String,
    /// What has become of it.
    pub state: OrderState,
    /// Who buys.
    pub customer: CustomerId,
    /// The customer's number.
    pub customer_code: String,
    /// Where to deliver.
    pub ship_to: Option<ShipToId>,
    /// Code of that address, unique within the customer.
    pub ship_to_code: Option<String>,
    /// The customer's purchase order number.
    pub po_number: Option<String>,
    /// Why it is held; empty when it is not.
    pub holds: Vec<Hold>,
    /// The stage that the least advanced promised goods have reached; `None` when there are none.
    pub stage_first: Option<Stage>,
    /// The stage that the most advanced goods have reached.
    pub stage_last: Option<Stage>,
    /// How much has no date, base units.
    pub backordered: Quantity,
    /// Value of everything that is not cancelled.
    pub value: Money,
    /// How many lines it has.
    pub lines: u32,
    /// When it was placed.
    pub placed: Instant,
    /// When the customer wants it; `None` is as soon as possible.
    pub requested: Option<Day>,
    /// When the last of what has a date arrives, as promised now.
    pub promised: Option<Day>,
    /// When the last of it would have arrived by the first promise.
    pub first_promised: Option<Day>,
    /// The day the last goods were delivered.
    pub delivered: Option<Day>,
    /// The day from which nothing could happen to it any more.
    pub finished: Option<Day>,
    /// True when it was made of a request that no person touched.
    pub touchless: bool,
    /// True when it is closed, nothing was cancelled and the last goods came in time.
    pub on_time_in_full: bool,
    /// When its reservations lapse.
    pub expires: Option<Instant>,
    /// The request that it came from.
    pub request: Option<RequestId>,
    /// The document that the request stands in.
    pub document: Option<ContentHash>,
    /// The journal record of its latest change.
    pub seq: u64,
}

/// Everything about one order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderView {
    /// As it stands in a list.
    #[serde(flatten)]
    pub order: OrderRow,
    /// Its lines, by number.
    pub order_lines: Vec<LineRow>,
    /// What the promise weighed, the latest decision first.
    pub decisions: Vec<Decision>,
    /// Everything that happened to it, its request and its document, in order.
    pub timeline: Vec<TimelineEntry>,
    /// Returns of its goods.
    pub returns: Vec<ReturnRow>,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineRow {
    /// Counts from 1.
    pub number: u16,
    /// The item; `None` when the line names none that is known.
    pub item: Option<ItemId>,
    /// The item's code, or what the document calls it.
    pub item_code: String,
    /// The item's description; empty when it is not known.
    pub description: String,
    /// What was ordered, base units, amendments included.
    pub ordered: Quantity,
    /// The part of it that was cancelled.
    pub cancelled: Quantity,
    /// The unit that it was ordered in.
    pub unit: Unit,
    /// Base units in one of that unit, if it is a whole number and the item is known.
    pub unit_size: Option<u32>,
    /// The price charged.
    pub price: Option<Price>,
    /// The price that the customer stated.
    pub stated_price: Option<Price>,
    /// Value of what is not cancelled; zero without a price.
    pub value: Money,
    /// When it is wanted: the line's own day, or the order's.
    pub requested: Option<Day>,
    /// What has no date, and why.
    pub backorder: Option<Backorder>,
    /// The promised and moving parts.
    pub schedule: Vec<ScheduleRow>,
}

/// A site, with its code and what the place is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SiteRef {
    /// Its id.
    pub id: SiteId,
    /// The user's code.
    pub code: String,
    /// What the place is called.
    pub name: String,
}

/// One (date, quantity) slice of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScheduleRow {
    /// How much, base units.
    pub quantity: Quantity,
    /// From where.
    pub site: SiteRef,
    /// Which supply covers it.
    pub source: SourceRow,
    /// The day it leaves.
    pub goods_issue: Day,
    /// The day it arrives.
    pub delivery: Day,
    /// How far it has come.
    pub stage: Stage,
}

/// The supply that a schedule line is pegged to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum SourceRow {
    /// Stock at the site.
    OnHand,
    /// Supply that is still to come in.
    Inbound {
        /// Which.
        supply: SupplyId,
        /// The user's reference.
        reference: String,
        /// What kind.
        kind: SupplyKind,
        /// When it is due in.
        due: Day,
    },
}

/// One decision of the promise: the ways that it weighed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// The journal record that it stands in.
    pub seq: u64,
    /// When it was taken.
    pub at: Instant,
    /// The best ways, the chosen one first.
    pub ways: Vec<Way>,
}

/// One way to serve an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Way {
    /// From these sites.
    pub sites: Vec<SiteRef>,
    /// Freight, split, lateness and backorder cost together.
    pub cost: Money,
    /// When the last of it would arrive; `None` when nothing has a date.
    pub last_delivery: Option<Day>,
    /// How much would have no date, base units.
    pub backordered: Quantity,
    /// True for the one that was taken.
    pub chosen: bool,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimelineEntry {
    /// The journal record that it stands in.
    pub seq: u64,
    /// Which event of that record, from 0.
    pub nth: u32,
    /// When.
    pub at: Instant,
    /// By whom; 0 is Kept itself.
    pub actor: ActorId,
    /// What.
    #[serde(flatten)]
    pub happening: Happening,
}

/// A request as it stands in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestRow {
    /// Its id.
    pub id: RequestId,
    /// What has become of it.
    pub state: RequestState,
    /// What the sender wants.
    pub intent: Intent,
    /// The document it stands in.
    pub document: ContentHash,
    /// Which of the document's requests, from 0.
    pub index: u32,
    /// Who buys, when that is known.
    pub customer: Option<CustomerId>,
    /// The customer's number.
    pub customer_code: Option<String>,
    /// The customer's purchase order number.
    pub po_number: Option<String>,
    /// Lines of the order that could be formed; 0 when none could.
    pub lines: u32,
    /// True when an order could be formed, so that it can be accepted as it is.
    pub complete: bool,
    /// Confidence of the least certain field, in thousandths.
    pub confidence: u16,
    /// Why the gate sent it to a person.
    pub reasons: Vec<ParkReason>,
    /// The order that it became or changed.
    pub order: Option<OrderId>,
    /// Why it was declined.
    pub declined: Option<DeclineReason>,
    /// When it was read.
    pub raised: Instant,
    /// When it was accepted or declined.
    pub settled: Option<Instant>,
    /// Who accepted or declined it; 0 is Kept itself, without a touch.
    pub settled_by: Option<ActorId>,
    /// The journal record of its latest change.
    pub seq: u64,
}

/// Everything about one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestView {
    /// As it stands in a list.
    #[serde(flatten)]
    pub request: RequestRow,
    /// What it asks for.
    pub draft: RequestDraft,
    /// Everything that happened to it and its document, in order.
    pub timeline: Vec<TimelineEntry>,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentRow {
    /// Place in the order of arrival, from 1.
    pub arrival: u64,
    /// Its content.
    pub document: ContentHash,
    /// How far it has come.
    pub state: DocumentState,
    /// What it turned out to be; `None` until it is read.
    pub read_as: Option<ReadAs>,
    /// When it came in.
    pub received: Instant,
    /// Who sent it.
    pub received_by: ActorId,
    /// When it was read.
    pub read: Option<Instant>,
    /// The requests in it: the first [`crate::PAGE_MAX`].
    pub requests: Vec<RequestId>,
}

/// An item of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemRow {
    /// Its id.
    pub id: ItemId,
    /// The item.
    #[serde(flatten)]
    pub item: Item,
}

/// A customer. Its name is in the vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CustomerRow {
    /// Its id.
    pub id: CustomerId,
    /// Its number.
    pub code: String,
    /// True when no order may be taken.
    pub blocked: bool,
    /// The most that may be owed and on order together, minor units; `None` is without limit.
    pub credit_limit: Option<i64>,
}

/// Stock of an item at a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SiteStock {
    /// Where.
    pub site: SiteRef,
    /// Physically there, base units.
    pub on_hand: Quantity,
    /// The part of it that is promised and has not left.
    pub reserved: Quantity,
    /// On hand and not reserved.
    pub free: Quantity,
    /// Kept back from every promise.
    pub safety: Quantity,
}

/// Announced supply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SupplyRow {
    /// Its id.
    pub id: SupplyId,
    /// The user's reference.
    pub reference: String,
    /// What kind.
    pub kind: SupplyKind,
    /// Where to.
    pub site: SiteRef,
    /// What.
    pub item: ItemId,
    /// The item's code.
    pub item_code: String,
    /// How much was announced, base units.
    pub quantity: Quantity,
    /// How much is still to come.
    pub open: Quantity,
    /// The part of it that is promised.
    pub pegged: Quantity,
    /// When it is due in.
    pub due: Day,
    /// True when nothing more will come.
    pub closed: bool,
}

/// Stock and open supply of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StockView {
    /// The item.
    pub item: ItemRow,
    /// By site: those that ever had any, or keep some back.
    pub sites: Vec<SiteStock>,
    /// Open supply, the earliest first.
    pub supply: Vec<SupplyRow>,
}

/// A return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReturnRow {
    /// Its id.
    pub id: ReturnId,
    /// What has become of it.
    pub state: ReturnState,
    /// Who returns.
    pub customer: CustomerId,
    /// The customer's number.
    pub customer_code: String,
    /// The order that the goods came by.
    pub order: OrderId,
    /// Its number, as people see it.
    pub number: String,
    /// To which site.
    pub site: SiteRef,
    /// When it was agreed.
    pub placed: Instant,
    /// What.
    pub return_lines: Vec<ReturnLineRow>,
}

/// A line of a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReturnLineRow {
    /// Counts from 1.
    pub number: u16,
    /// The item.
    pub item: ItemId,
    /// Its code.
    pub item_code: String,
    /// How much was agreed, base units.
    pub agreed: Quantity,
    /// How much went back into stock.
    pub restocked: Quantity,
    /// How much was thrown away.
    pub scrapped: Quantity,
}

/// What the head of every page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Orders that are promised, backordered or on their way.
    pub open: u64,
    /// Orders that wait for a person.
    pub held: u64,
    /// Orders with a quantity that has no date.
    pub backordered: u64,
    /// Requests that wait for a person.
    pub in_review: u64,
    /// Documents that are not read yet.
    pub unread: u64,
    /// Held orders by the kind of their holds; an order with two kinds counts in both.
    pub holds: Vec<HoldCount>,
    /// The journal record that all this is as of.
    pub seq: u64,
    /// The moment of that record; `None` while there is none.
    pub at: Option<Instant>,
}

/// How many orders a kind of hold keeps waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HoldCount {
    /// The kind.
    pub kind: HoldKind,
    /// How many.
    pub orders: u64,
}

/// What happened on one day, by the company's local calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DailyFigures {
    /// The day.
    pub day: Day,
    /// Documents that came in.
    pub documents: u64,
    /// Orders placed.
    pub orders: u64,
    /// Their lines.
    pub lines: u64,
    /// Orders made of a request that no person touched.
    pub touchless: u64,
    /// Their lines.
    pub touchless_lines: u64,
    /// Requests sent to a person.
    pub parked: u64,
    /// Requests turned down.
    pub declined: u64,
    /// Orders that began with a hold.
    pub held: u64,
    /// Orders of which nothing can happen any more and something was delivered.
    pub closed: u64,
    /// Of those: nothing was cancelled, and the last goods arrived no later than the requested
    /// day (without one: the first promised day).
    pub on_time_in_full: u64,
    /// Orders cancelled before anything was delivered.
    pub cancelled: u64,
    /// The first order that was placed.
    pub first_order: Option<OrderId>,
    /// The last order that was placed.
    pub last_order: Option<OrderId>,
}
