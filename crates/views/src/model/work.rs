//! What is to be done: the work lists of the sites, and what needs a person today.

use super::{DocumentRow, RequestRow, SiteRef, StockRow, SupplyRow};
use book::Stage;
use serde::{Deserialize, Serialize};
use vocab::{CustomerId, Day, ItemId, OrderId, Quantity, SiteId};

/// Which work to list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkFilter {
    /// To leave on this day or before.
    pub due: Day,
    /// At this site.
    pub site: Option<SiteId>,
    /// At this stage: promised is to be released, released to be picked, picked to be packed, packed
    /// to be shipped.
    pub stage: Option<Stage>,
}

/// Goods that are there and are to leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WorkRow {
    /// The order.
    pub order: OrderId,
    /// Its number, as people see it.
    pub number: String,
    /// Who buys.
    pub customer: CustomerId,
    /// The customer's number.
    pub customer_code: String,
    /// The line's number.
    pub line: u16,
    /// The item.
    pub item: ItemId,
    /// The item's code.
    pub item_code: String,
    /// The item's description.
    pub description: String,
    /// How much, base units.
    pub quantity: Quantity,
    /// From where.
    pub site: SiteRef,
    /// The day they are to leave.
    pub goods_issue: Day,
    /// The day they are to arrive.
    pub delivery: Day,
    /// How far they have come.
    pub stage: Stage,
}

/// What needs a person on a day, the most urgent first in each list; for orders see
/// [`crate::Reader::needs`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Today {
    /// The day.
    pub day: Day,
    /// Requests in review, the oldest first.
    pub review: Needs<RequestRow>,
    /// Orders with goods to leave today or before, by site; see [`SiteWork`].
    pub leaving: Vec<SiteWork>,
    /// Supply that should have come, the earliest due first.
    pub overdue_supply: Needs<SupplyRow>,
    /// Balances of which nothing is free, by item code.
    pub nothing_free: Needs<StockRow>,
    /// Documents of the last [`crate::UNREADABLE_DAYS`] days that nobody could read, the newest first.
    pub unreadable: Needs<DocumentRow>,
    /// The journal record that all this is as of.
    pub seq: u64,
}

/// How many need a person, and the first of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Needs<T> {
    /// How many.
    pub count: u64,
    /// The first [`crate::TODAY_ROWS`].
    pub first: Vec<T>,
}

/// How many orders have goods at a site that are there and are to leave. An order that leaves from
/// several sites counts at each of them, by its least advanced goods and the earliest of its days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SiteWork {
    /// The site.
    pub site: SiteRef,
    /// Orders by the stage that their goods have come to: promised, released, picked, packed.
    pub stages: [u64; 4],
    /// Orders of which something was to leave before this day.
    pub overdue: u64,
}
