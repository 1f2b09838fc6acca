//! An order and its parts: lines, schedule lines, holds; the moves are one file each.

pub mod amend;
pub mod arena;
pub mod cancel;
pub mod fulfil;
pub mod hold;
pub mod package;
pub(crate) mod packed;
pub mod place;
pub mod promising;
pub mod reschedule;
pub mod retell;
pub mod seen;
pub mod short;
pub mod step;
pub mod terms;

use crate::Few;
use minicbor::data::Type;
use minicbor::encode::{Error, Write};
use minicbor::{Decode, Decoder, Encode, Encoder, decode};
use serde::{Deserialize, Serialize};
use vocab::{
    Currency, CustomerId, Day, Instant, ItemId, OrderId, Price, Quantity, RequestId, ShipToId,
    SiteId, SupplyId, Unit,
};

pub use hold::{Hold, HoldKind};
pub use package::{Labelled, Package, PackageKind};
pub use seen::Seen;
pub use terms::{Reach, Terms};
pub use vocab::Split;

/// The most lines of one order.
pub const LINES_MAX: usize = 10_000;
/// The longest PO number and reference, in characters.
pub const REFERENCE_MAX: usize = 80;

/// An order as asked for: by a person, a program, or a request that passed the gate.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct OrderDraft {
    /// Who buys.
    #[n(0)]
    pub customer: CustomerId,
    /// Where to deliver; `None` is the customer's default.
    #[n(1)]
    pub ship_to: Option<ShipToId>,
    /// True when the document states an address that is not known as a ship-to of the customer.
    #[n(2)]
    pub address_in_doubt: bool,
    /// The customer's purchase order number.
    #[n(3)]
    pub po_number: Option<String>,
    /// Currency of the stated prices; `None` when nothing is stated.
    #[n(4)]
    pub currency: Option<Currency>,
    /// When the customer wants it; `None` is as soon as possible.
    #[n(5)]
    pub requested: Option<Day>,
    /// Nothing but a reservation, for a cart or a quote: it is cancelled at this moment unless it is
    /// confirmed before.
    #[n(6)]
    pub expires: Option<Instant>,
    /// What is ordered. At least one line.
    #[n(7)]
    pub lines: Vec<LineDraft>,
    /// How it wants to be served.
    #[cbor(n(8), skip_if = "Terms::are_none")]
    #[serde(default)]
    pub terms: Terms,
}

/// A line as asked for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct LineDraft {
    /// The item.
    #[n(0)]
    pub item: StatedItem,
    /// How much, in base units of the item. More than zero.
    #[n(1)]
    pub quantity: Quantity,
    /// The unit that it was ordered in, for display.
    #[n(2)]
    pub unit: Unit,
    /// The price that the customer states, for base units; `None` when nothing is stated.
    #[n(3)]
    pub stated_price: Option<Price>,
    /// When this line is wanted, if other than the order.
    #[n(4)]
    pub requested: Option<Day>,
}

/// Which item a line names. Stored as a number when it is known, and as a text when it is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatedItem {
    /// One of the catalogue.
    Known(ItemId),
    /// None that is known; what the document calls it.
    Unknown(String),
}

impl<C> Encode<C> for StatedItem {
    fn encode<W: Write>(
        &self,
        to: &mut Encoder<W>,
        context: &mut C,
    ) -> Result<(), Error<W::Error>> {
        match self {
            StatedItem::Known(item) => item.encode(to, context),
            StatedItem::Unknown(text) => text.encode(to, context),
        }
    }
}

impl<'b, C> Decode<'b, C> for StatedItem {
    fn decode(from: &mut Decoder<'b>, context: &mut C) -> Result<StatedItem, decode::Error> {
        match from.datatype()? == Type::String {
            true => String::decode(from, context).map(StatedItem::Unknown),
            false => ItemId::decode(from, context).map(StatedItem::Known),
        }
    }
}

impl StatedItem {
    /// The item, if known.
    pub fn known(&self) -> Option<ItemId> {
        match self {
            StatedItem::Known(item) => Some(*item),
            StatedItem::Unknown(_) => None,
        }
    }
}

/// An order that is not finished. Closed and cancelled orders leave the book and live in the views.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Order {
    /// Its id.
    #[n(0)]
    pub id: OrderId,
    /// Who buys.
    #[n(1)]
    pub customer: CustomerId,
    /// Where to deliver.
    #[n(2)]
    pub ship_to: Option<ShipToId>,
    /// The customer's purchase order number.
    #[n(3)]
    pub po_number: Option<String>,
    /// Currency of the prices.
    #[n(4)]
    pub currency: Currency,
    /// When it was placed.
    #[n(5)]
    pub placed: Instant,
    /// When the customer wants it; `None` is as soon as possible.
    #[n(6)]
    pub requested: Option<Day>,
    /// It is not confirmed, and its reservations lapse at this moment.
    #[n(7)]
    pub expires: Option<Instant>,
    /// The request that it came from.
    #[n(8)]
    pub request: Option<RequestId>,
    /// Held or open.
    #[n(9)]
    pub state: OrderState,
    /// The lines; line numbers count from 1 in this order and never change.
    #[n(10)]
    pub lines: Vec<OrderLine>,
    /// True when a person released a credit hold: it is not set again.
    #[n(11)]
    pub credit_released: bool,
    /// How it wants to be served.
    #[cbor(n(12), skip_if = "Terms::are_none")]
    pub terms: Terms,
}

/// What may happen to an order next.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum OrderState {
    /// Nothing is reserved until every hold is released.
    #[n(0)]
    Held {
        /// Why. Never empty.
        #[n(0)]
        holds: Vec<Hold>,
    },
    /// Accepted: each line is promised, backordered or on its way.
    #[n(1)]
    Open,
}

/// One line of an order. `ordered = cancelled + backordered + the sum of its schedule lines` once
/// the order is open; a held order has no schedule.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OrderLine {
    /// The item.
    #[n(0)]
    pub item: StatedItem,
    /// What was ordered, base units, amendments included.
    #[n(1)]
    pub ordered: Quantity,
    /// The part of it that was cancelled.
    #[n(2)]
    pub cancelled: Quantity,
    /// The unit that it was ordered in.
    #[n(3)]
    pub unit: Unit,
    /// The price charged, from the price list; `None` while an item or price is missing.
    #[n(4)]
    pub price: Option<Price>,
    /// The price that the customer stated.
    #[n(5)]
    pub stated_price: Option<Price>,
    /// When this line is wanted, if other than the order.
    #[n(6)]
    pub requested: Option<Day>,
    /// What could not be given a date.
    #[n(7)]
    pub backorder: Option<Backorder>,
    /// The promised and moving parts, in the order of their promise.
    #[n(8)]
    pub schedule: Few<ScheduleLine>,
}

/// A quantity without a date, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Backorder {
    /// How much.
    #[n(0)]
    pub quantity: Quantity,
    /// Why.
    #[n(1)]
    pub reason: BackorderReason,
}

/// Why a quantity has no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BackorderReason {
    /// No stock and no supply that is not already promised.
    #[n(0)]
    NoSupply,
    /// No site has a lane to the delivery zone.
    #[n(1)]
    NoLane,
    /// The supply that covered it was cancelled or came short.
    #[n(2)]
    SupplyLost,
    /// The supply that covered it comes too late for its promise.
    #[n(3)]
    SupplyLate,
    /// A count found less than was thought.
    #[n(4)]
    StockMissing,
    /// An allocation of one of the customer's groups is used up.
    #[n(5)]
    Allocation,
    /// What is there is kept for other groups.
    #[n(6)]
    Protected,
    /// It could only leave after the latest day that the order allows.
    #[n(7)]
    TooLate,
}

/// One (date, quantity) slice of a line, pegged to the supply that covers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct ScheduleLine {
    /// How much.
    #[n(0)]
    pub quantity: Quantity,
    /// From where.
    #[n(1)]
    pub site: SiteId,
    /// Which supply covers it.
    #[cbor(n(4), skip_if = "Source::is_on_hand")]
    pub source: Source,
    /// The day it leaves.
    #[n(2)]
    pub goods_issue: Day,
    /// The day it arrives.
    #[n(3)]
    pub delivery: Day,
    /// How far it has come.
    #[cbor(n(5), skip_if = "Stage::is_first")]
    pub stage: Stage,
}

/// The supply that a schedule line is pegged to.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Stock at the site.
    #[default]
    #[n(0)]
    OnHand,
    /// Supply that is still to come in at the site.
    #[n(1)]
    Inbound(#[n(0)] SupplyId),
}

impl Source {
    fn is_on_hand(&self) -> bool {
        *self == Source::OnHand
    }
}

/// How far a schedule line has come. Ordered: each stage is reached from the one before it.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Encode,
    Decode,
    Serialize,
    Deserialize,
)]
#[cbor(index_only)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Promised and reserved.
    #[default]
    #[n(0)]
    Promised,
    /// Handed to the site to be picked.
    #[n(1)]
    Released,
    /// Picked.
    #[n(2)]
    Picked,
    /// Packed.
    #[n(3)]
    Packed,
    /// On its way; no longer in stock.
    #[n(4)]
    Shipped,
    /// Received by the customer.
    #[n(5)]
    Delivered,
}

impl Stage {
    /// Every stage in order.
    pub const ALL: [Stage; 6] = [
        Stage::Promised,
        Stage::Released,
        Stage::Picked,
        Stage::Packed,
        Stage::Shipped,
        Stage::Delivered,
    ];

    fn is_first(&self) -> bool {
        *self == Stage::Promised
    }

    /// The stage that this one is reached from; `None` for the first.
    pub fn before(self) -> Option<Stage> {
        match self {
            Stage::Promised => None,
            Stage::Released => Some(Stage::Promised),
            Stage::Picked => Some(Stage::Released),
            Stage::Packed => Some(Stage::Picked),
            Stage::Shipped => Some(Stage::Packed),
            Stage::Delivered => Some(Stage::Shipped),
        }
    }

    /// The word that is shown and stored by the views.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Promised => "promised",
            Stage::Released => "released",
            Stage::Picked => "picked",
            Stage::Packed => "packed",
            Stage::Shipped => "shipped",
            Stage::Delivered => "delivered",
        }
    }
}

impl ScheduleLine {
    /// Whether it lies in stock at a site and is to leave it on this day.
    pub fn is_to_leave(&self, site: SiteId, day: Day) -> bool {
        self.waits_in_stock() && self.site == site && self.goods_issue == day
    }

    /// Whether it is on its way from a site and is to arrive on this day.
    pub fn is_to_arrive(&self, site: SiteId, day: Day) -> bool {
        self.stage == Stage::Shipped && self.site == site && self.delivery == day
    }

    /// Whether it lies in stock and has not left.
    pub fn waits_in_stock(&self) -> bool {
        self.stage < Stage::Shipped && self.source == Source::OnHand
    }
}

impl OrderLine {
    /// What is left of the line after cancellations.
    pub fn open_quantity(&self) -> Quantity {
        self.ordered - self.cancelled
    }

    /// How much has come exactly this far.
    pub fn at_stage(&self, stage: Stage) -> Quantity {
        self.schedule
            .iter()
            .filter(|s| s.stage == stage)
            .map(|s| s.quantity)
            .sum()
    }

    /// How much of it lies at a site, having come exactly this far.
    pub fn ready(&self, site: SiteId, stage: Stage) -> Quantity {
        let here = |part: &&ScheduleLine| {
            part.stage == stage && part.site == site && part.source == Source::OnHand
        };
        let here = self.schedule.iter().filter(here);
        here.map(|part| part.quantity).sum()
    }

    /// How much has come this far or further.
    pub fn from_stage(&self, stage: Stage) -> Quantity {
        self.schedule
            .iter()
            .filter(|s| s.stage >= stage)
            .map(|s| s.quantity)
            .sum()
    }

    /// Value of what is left of the line, minor units; zero without a price.
    pub fn value(&self) -> i64 {
        self.price
            .and_then(|price| price.amount(self.open_quantity()))
            .unwrap_or(0)
    }

    /// True when nothing of it can happen any more.
    pub fn is_finished(&self) -> bool {
        self.at_stage(Stage::Delivered) == self.open_quantity()
    }
}

impl Order {
    /// Value of everything that is not cancelled, minor units.
    pub fn value(&self) -> i64 {
        self.lines
            .iter()
            .map(OrderLine::value)
            .fold(0, i64::saturating_add)
    }

    /// True when nothing can happen to any line any more.
    pub fn is_finished(&self) -> bool {
        self.lines.iter().all(OrderLine::is_finished)
    }

    /// When a line is wanted.
    pub fn requested_for(&self, line: &OrderLine) -> Option<Day> {
        line.requested.or(self.requested)
    }

    /// Every part of its schedules, with the item.
    pub fn parts(&self) -> impl Iterator<Item = (ItemId, &ScheduleLine)> {
        let known = |line: &'_ OrderLine| line.item.known();
        let lines = self
            .lines
            .iter()
            .filter_map(move |line| Some((known(line)?, line)));
        lines.flat_map(|(item, line)| line.schedule.iter().map(move |part| (item, part)))
    }

    /// The reasons it is held for; empty when it is open.
    pub fn holds(&self) -> &[Hold] {
        match &self.state {
            OrderState::Held { holds } => holds,
            OrderState::Open => &[],
        }
    }

    /// A line by its number, which counts from 1.
    pub fn line(&self, number: u16) -> Option<&OrderLine> {
        self.lines.get(usize::from(number).checked_sub(1)?)
    }
}
