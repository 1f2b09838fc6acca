//! Master data as it is told: items with prices, customers with their orders, sites with lanes.

use super::{OrderRow, SiteRef};
use book::Policy;
use book::company::{Arrivals, Calendar, Consent, Item, Lane};
use serde::{Deserialize, Serialize};
use vocab::{
    ActorId, Currency, CustomerId, Instant, ItemId, Money, OrderId, Price, PriceListId, ShipToId,
    SiteId, ZoneId,
};

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

/// Which items to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ItemFilter {
    /// Words that the code, the description or a GTIN begins with; all must be found, and the first
    /// [`crate::SORTED_SEARCH_MAX`] that are found are listed.
    pub text: Option<String>,
}

/// Which customers to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CustomerFilter {
    /// What the customer number begins with.
    pub prefix: Option<String>,
    /// Blocked, or not.
    pub blocked: Option<bool>,
}

/// An item with what it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemView {
    /// The item.
    #[serde(flatten)]
    pub item: ItemRow,
    /// What it costs by each price list that has it.
    pub prices: Vec<PriceRow>,
}

/// A price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PriceListRow {
    /// Its id.
    pub id: PriceListId,
    /// Its code.
    pub code: String,
    /// Its currency.
    pub currency: Currency,
}

/// What an item costs by a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PriceRow {
    /// The list.
    pub list: PriceListRow,
    /// The item.
    pub item: ItemId,
    /// The item's code.
    pub item_code: String,
    /// The price, in the list's currency.
    pub price: Price,
}

/// A customer as it stands in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CustomerSummary {
    /// The customer.
    #[serde(flatten)]
    pub customer: CustomerRow,
    /// What is owed from before, in the currency that it is charged in.
    pub owed: Money,
    /// Its orders.
    pub orders: CustomerOrders,
}

/// The orders of a customer, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CustomerOrders {
    /// Promised, backordered or on their way.
    pub open: u64,
    /// Waiting for a person.
    pub held: u64,
    /// Delivered.
    pub closed: u64,
    /// Cancelled before anything was delivered.
    pub cancelled: u64,
    /// What those that are open or held are worth, by currency.
    pub open_value: Vec<Money>,
    /// The latest one.
    pub last: Option<OrderId>,
    /// When that was placed.
    pub last_placed: Option<Instant>,
}

/// Everything about a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CustomerView {
    /// As it stands in a list.
    #[serde(flatten)]
    pub summary: CustomerSummary,
    /// The price list that is charged.
    pub price_list: PriceListRow,
    /// What is owed from before, minor units of that list's currency.
    pub receivable: i64,
    /// Global Location Number.
    pub gln: Option<String>,
    /// True when everything must come in one shipment.
    pub ship_complete: bool,
    /// True when orders bring their own address.
    pub one_time_addresses: bool,
    /// Whether it takes substitutes.
    pub substitutes: Consent,
    /// Where goods go when the order does not say.
    pub default_ship_to: Option<ShipToId>,
    /// How many part numbers of its own it has.
    pub parts: u32,
    /// Its delivery addresses, by code: the first [`crate::PAGE_MAX`].
    pub ship_tos: Vec<ShipToRow>,
    /// Its latest orders.
    pub recent: Vec<OrderRow>,
}

/// A customer's own number for one of our items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartRow {
    /// The customer's number.
    pub part: String,
    /// Our item.
    pub item: ItemId,
    /// The item's code.
    pub item_code: String,
}

/// A delivery address; the address itself is in the vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShipToRow {
    /// Its id.
    pub id: ShipToId,
    /// Whose it is.
    pub customer: CustomerId,
    /// The customer's number.
    pub customer_code: String,
    /// Code, unique within the customer.
    pub code: String,
    /// Delivery zone.
    pub zone: ZoneId,
    /// Global Location Number.
    pub gln: Option<String>,
}

/// A site and when it ships.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SiteRow {
    /// The site.
    #[serde(flatten)]
    pub site: SiteRef,
    /// When it ships.
    pub calendar: Calendar,
}

/// A policy that was put in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyRow {
    /// The journal record.
    pub seq: u64,
    /// Which event of that record, from 0.
    pub nth: u32,
    /// When.
    pub at: Instant,
    /// By whom; 0 is the configuration file.
    pub actor: ActorId,
    /// All of it.
    pub policy: Policy,
}

/// A lane from a site to a delivery zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LaneRow {
    /// From.
    pub site: SiteRef,
    /// To.
    pub zone: ZoneId,
    /// Its terms; costs are in the policy's currency.
    #[serde(flatten)]
    pub lane: Lane,
}

/// How long deliveries over a lane took, in days from goods issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransitRow {
    /// From where.
    pub site: SiteId,
    /// To where.
    pub zone: ZoneId,
    /// How many there were.
    pub deliveries: u64,
    /// Within how many days half of them arrived.
    pub usual: u16,
    /// Within how many days more of them did.
    pub arrivals: Arrivals,
}
