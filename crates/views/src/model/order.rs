//! Orders as they are told: the row of a list, and everything about one.

use super::{ReturnRow, SiteRef, TermsTold};
use crate::happening::Happening;
use book::Stage;
use book::company::Confidence;
use book::order::{Backorder, Hold};
use book::stock::supply::SupplyKind;
use serde::{Deserialize, Serialize};
use vocab::{
    ActorId, ContentHash, CustomerId, Day, Instant, ItemId, Money, OrderId, Price, Quantity,
    RequestId, ShipToId, SupplyId, Unit,
};

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
    /// When its reservations lapse; `None` once it is confirmed.
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
    /// How it wants to be served; `None` when it says nothing.
    pub terms: Option<TermsTold>,
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
    /// How sure its day of delivery is while it is not delivered, as far as that is known of the lane.
    pub confidence: Confidence,
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
