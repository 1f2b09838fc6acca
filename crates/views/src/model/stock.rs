//! Stock as it is told: what is where, who holds it, and what comes free when.

use super::{ItemRow, SiteRef, SourceRow};
use book::Stage;
use book::order::{BackorderReason, Labelled};
use book::returns::Left;
use book::stock::supply::SupplyKind;
use serde::{Deserialize, Serialize};
use vocab::{
    CustomerId, Day, Instant, ItemId, OrderId, Quantity, ReturnId, SiteId, SupplyId, Unit,
};

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

/// What of an order may come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returnable {
    /// Who bought.
    pub customer: CustomerId,
    /// The items of its lines, from line 1 on; `None` where a line names none that is known.
    pub items: Vec<Option<ItemId>>,
    /// What was sent and is not agreed to come back yet, nor has come.
    pub left: Left,
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

/// Which stock to list; everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StockFilter {
    /// At this site.
    pub site: Option<SiteId>,
    /// In this condition.
    pub only: Option<StockCondition>,
    /// Words that the item's code, description or a GTIN begins with, as in
    /// [`super::ItemFilter::text`].
    pub text: Option<String>,
}

/// A condition that stock may be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StockCondition {
    /// Something is on hand.
    OnHand,
    /// Less is free than is to be kept back.
    BelowSafety,
    /// Nothing is free.
    NothingFree,
    /// Announced supply is still to come.
    Inbound,
}

impl StockCondition {
    /// Every condition, in the order they are listed in.
    pub const ALL: [StockCondition; 4] = [
        StockCondition::OnHand,
        StockCondition::BelowSafety,
        StockCondition::NothingFree,
        StockCondition::Inbound,
    ];

    /// The word that is accepted by the API.
    pub fn as_str(self) -> &'static str {
        match self {
            StockCondition::OnHand => "on_hand",
            StockCondition::BelowSafety => "below_safety",
            StockCondition::NothingFree => "nothing_free",
            StockCondition::Inbound => "inbound",
        }
    }

    /// Reads the word of [`StockCondition::as_str`].
    pub fn parse(text: &str) -> Option<StockCondition> {
        let mut all = StockCondition::ALL.into_iter();
        all.find(|condition| condition.as_str() == text)
    }
}

/// Stock of an item at a site as it stands in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StockRow {
    /// The item.
    pub item: ItemId,
    /// Its code.
    pub item_code: String,
    /// Its description.
    pub description: String,
    /// What one of it is.
    pub base_unit: Unit,
    /// Where.
    #[serde(flatten)]
    pub stock: SiteStock,
    /// How much is still to come in of announced supply.
    pub inbound: Quantity,
    /// The part of that that is promised.
    pub pegged: Quantity,
}

/// A line that holds an item, or waits for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HolderRow {
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
    /// How much, base units.
    pub quantity: Quantity,
    /// What of it.
    #[serde(flatten)]
    pub holds: Holding,
}

/// How a line holds an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "holding", rename_all = "snake_case")]
pub enum Holding {
    /// It is promised and has not left.
    Promised {
        /// From where.
        site: SiteRef,
        /// What covers it.
        #[serde(flatten)]
        source: SourceRow,
        /// The day it leaves.
        goods_issue: Day,
        /// The day it arrives.
        delivery: Day,
        /// How far it has come.
        stage: Stage,
    },
    /// It has no date.
    Backordered {
        /// Why.
        reason: BackorderReason,
    },
    /// The order is held: nothing is reserved for it.
    Waiting,
}

/// What of an item is free to promise, day by day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Availability {
    /// The first day.
    pub from: Day,
    /// By site: those that have or await any.
    pub sites: Vec<SiteAvailability>,
    /// Of all sites together, at the end of each day from the first on.
    pub total: Vec<i64>,
}

/// What of an item is free at a site, day by day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SiteAvailability {
    /// Where.
    pub site: SiteRef,
    /// Kept back from every promise, so not to be had of what is free.
    pub safety: Quantity,
    /// What comes in on each day and is not promised. What is overdue comes on the first.
    pub inbound: Vec<i64>,
    /// On hand, not reserved, with what has come in: at the end of each day.
    pub free: Vec<i64>,
}

/// Which supply to list; everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SupplyFilter {
    /// Only what is still to come, the earliest due first. Else everything, the latest announced
    /// first.
    pub open: bool,
    /// Only what was due before this day and is still to come.
    pub overdue_on: Option<Day>,
    /// To this site.
    pub site: Option<SiteId>,
    /// Of this item.
    pub item: Option<ItemId>,
}

/// Which returns to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReturnFilter {
    /// In this state.
    pub state: Option<ReturnState>,
    /// Of this customer.
    pub customer: Option<CustomerId>,
    /// Of goods that came by this order.
    pub order: Option<OrderId>,
}

/// Which shipments to list; everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShipmentFilter {
    /// Of this order.
    pub order: Option<OrderId>,
    /// Of this customer.
    pub customer: Option<CustomerId>,
    /// From this site.
    pub site: Option<SiteId>,
    /// With this tracking number.
    pub tracking: Option<String>,
}

/// Goods that left a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShipmentRow {
    /// The journal record.
    pub seq: u64,
    /// Which event of that record, from 0.
    pub nth: u32,
    /// When they left.
    pub at: Instant,
    /// The local day that they left on.
    pub day: Day,
    /// The order.
    pub order: OrderId,
    /// Its number, as people see it.
    pub number: String,
    /// Who bought.
    pub customer: CustomerId,
    /// The customer's number.
    pub customer_code: String,
    /// From where.
    pub site: SiteRef,
    /// The carrier's tracking number.
    pub tracking: Option<String>,
    /// Line number and how much of it, base units.
    pub lines: Vec<(u16, Quantity)>,
    /// What they were packed in; empty when nobody said.
    pub packages: Vec<Labelled>,
}

impl ShipmentRow {
    /// What the shipment is known by: the journal record, and the event of it that it left with.
    pub fn id(&self) -> String {
        format!("{}-{}", self.seq, self.nth)
    }
}
