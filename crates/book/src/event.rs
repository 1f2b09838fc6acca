//! The facts of the book. Each event carries the decision, so an old journal replays the same
//! under newer rules.
//!
//! This enum is the stored form: variant and field numbers (`#[n(..)]`) are never reused, fields
//! are only added, as options. What is nothing at the end of a row is left out: what orders seldom
//! have comes last. The two events that every order causes are written
//! packed, see [`write()`]. `golden/events.txt` holds the bytes of every event for ever.

mod packed;

use crate::company::{Customer, Item, Lane, Site};
use crate::exception::{Broken, Cause, Closing, Kind, Proposal};
use crate::order::{Backorder, Hold, HoldKind, Labelled, ScheduleLine, Stage, StatedItem, Terms};
use crate::plan::{LastRun, Shift};
use crate::policy::Autonomy;
use crate::quota::Quota;
use crate::request::{DeclineReason, ParkReason, ReadAs, RequestDraft};
use crate::returns::{Disposition, ReturnLine};
use crate::stock::supplier::{Offered, OnTerms};
use crate::stock::supply::SupplyKind;
use crate::work::Work;
use crate::{Few, Policy, company::ShipTo};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use vocab::{
    ActorId, ContentHash, Currency, CustomerId, Day, ExceptionId, GroupId, Instant, ItemId,
    OrderId, Price, PriceListId, Quantity, QuotaId, RequestId, ReturnId, ShipToId, SiteId,
    SupplyId, Unit, ZoneId,
};

pub use packed::{bytes_at_most, cbor_bytes, read, write};

/// What one command caused, in order. Empty when it changed nothing.
pub type Events = Vec<Event>;

/// A fact.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(flat)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The policy is now this.
    #[n(0)]
    PolicySet(#[n(0)] Policy),
    /// Sites were added or changed; ids are given.
    #[n(1)]
    SitesPut {
        /// Id and site.
        #[n(0)]
        sites: Vec<(SiteId, Site)>,
    },
    /// Lanes were added or changed.
    #[n(2)]
    LanesPut {
        /// From, to, terms.
        #[n(0)]
        lanes: Vec<(SiteId, ZoneId, Lane)>,
    },
    /// Items were added or changed.
    #[n(3)]
    ItemsPut {
        /// Id and item.
        #[n(0)]
        items: Vec<(ItemId, Item)>,
    },
    /// Customers were added or changed. Their open value is not part of it.
    #[n(4)]
    CustomersPut {
        /// Id and customer.
        #[n(0)]
        customers: Vec<(CustomerId, Customer)>,
    },
    /// Ship-tos were added or changed.
    #[n(5)]
    ShipTosPut {
        /// Id and ship-to.
        #[n(0)]
        ship_tos: Vec<(ShipToId, ShipTo)>,
    },
    /// Prices of a list were set.
    #[n(6)]
    PricesPut {
        /// Which list.
        #[n(0)]
        list: PriceListId,
        /// Its code.
        #[n(1)]
        code: String,
        /// Its currency.
        #[n(2)]
        currency: Currency,
        /// Item and price.
        #[n(3)]
        prices: Vec<(ItemId, Price)>,
    },
    /// Goods came in that no supply element announced.
    #[n(10)]
    StockReceived {
        /// Where.
        #[n(0)]
        site: SiteId,
        /// What.
        #[n(1)]
        item: ItemId,
        /// How much.
        #[n(2)]
        quantity: Quantity,
    },
    /// Free goods went from one site to another.
    #[n(11)]
    StockMoved {
        /// What.
        #[n(0)]
        item: ItemId,
        /// From where.
        #[n(1)]
        from: SiteId,
        /// To where.
        #[n(2)]
        to: SiteId,
        /// How much.
        #[n(3)]
        quantity: Quantity,
    },
    /// A count found this many on hand.
    #[n(12)]
    StockCounted {
        /// Where.
        #[n(0)]
        site: SiteId,
        /// What.
        #[n(1)]
        item: ItemId,
        /// How many there are.
        #[n(2)]
        counted: Quantity,
    },
    /// Free goods were thrown away.
    #[n(13)]
    StockScrapped {
        /// Where.
        #[n(0)]
        site: SiteId,
        /// What.
        #[n(1)]
        item: ItemId,
        /// How much.
        #[n(2)]
        quantity: Quantity,
    },
    /// Supply was announced.
    #[n(14)]
    SupplyAnnounced {
        /// Its id.
        #[n(0)]
        supply: SupplyId,
        /// The user's reference, unique.
        #[n(1)]
        reference: String,
        /// What kind of supply.
        #[n(2)]
        kind: SupplyKind,
        /// Where to.
        #[n(3)]
        site: SiteId,
        /// What.
        #[n(4)]
        item: ItemId,
        /// How much.
        #[n(5)]
        quantity: Quantity,
        /// When it is due in.
        #[n(6)]
        due: Day,
        /// The supplier of whose stock it was called off.
        #[cbor(n(7), skip_if = "Option::is_none")]
        supplier: Option<String>,
    },
    /// Announced supply came in, whole or in part.
    #[n(15)]
    SupplyReceived {
        /// Which.
        #[n(0)]
        supply: SupplyId,
        /// How much.
        #[n(1)]
        quantity: Quantity,
    },
    /// Announced supply has another due day.
    #[n(16)]
    SupplyRescheduled {
        /// Which.
        #[n(0)]
        supply: SupplyId,
        /// The new day.
        #[n(1)]
        due: Day,
    },
    /// Nothing more will come of announced supply; nothing is pegged to it any more.
    #[n(17)]
    SupplyClosed {
        /// Which.
        #[n(0)]
        supply: SupplyId,
    },
    /// A document came in; its bytes are in the document store.
    #[n(20)]
    DocumentReceived {
        /// Its content.
        #[n(0)]
        document: ContentHash,
    },
    /// A document was read; the reading is in the document store.
    #[n(21)]
    DocumentRead {
        /// Which.
        #[n(0)]
        document: ContentHash,
        /// What it turned out to be.
        #[n(1)]
        read_as: ReadAs,
    },
    /// A request was found in a document and waits for the gate.
    #[n(22)]
    RequestRaised {
        /// Its id.
        #[n(0)]
        request: RequestId,
        /// Where it stands.
        #[n(1)]
        document: ContentHash,
        /// Which of the document's requests, from 0.
        #[n(2)]
        index: u32,
        /// What it asks for.
        #[n(3)]
        draft: RequestDraft,
    },
    /// The gate sent a request to a person.
    #[n(23)]
    RequestParked {
        /// Which.
        #[n(0)]
        request: RequestId,
        /// Why. Never empty.
        #[n(1)]
        reasons: Vec<ParkReason>,
    },
    /// A request became an order, or was carried out on one.
    #[n(24)]
    RequestAccepted {
        /// Which.
        #[n(0)]
        request: RequestId,
        /// The order.
        #[n(1)]
        order: OrderId,
    },
    /// A person declined a request.
    #[n(25)]
    RequestDeclined {
        /// Which.
        #[n(0)]
        request: RequestId,
        /// Why.
        #[n(1)]
        reason: DeclineReason,
    },
    /// An order was placed.
    #[n(30)]
    OrderPlaced {
        /// Its id.
        #[n(0)]
        order: OrderId,
        /// Who buys.
        #[n(1)]
        customer: CustomerId,
        /// Where to deliver.
        #[n(2)]
        ship_to: Option<ShipToId>,
        /// The customer's number.
        #[n(3)]
        po_number: Option<String>,
        /// Currency charged.
        #[n(4)]
        currency: Currency,
        /// When it was placed.
        #[n(5)]
        placed: Instant,
        /// When it is wanted.
        #[n(7)]
        requested: Option<Day>,
        /// When reservations lapse.
        #[n(8)]
        expires: Option<Instant>,
        /// The request that it came from.
        #[n(9)]
        request: Option<RequestId>,
        /// The lines.
        #[n(6)]
        lines: Vec<PlacedLine>,
        /// Why it is held; empty when it is open at once.
        #[cbor(n(10), skip_if = "Vec::is_empty")]
        holds: Vec<Hold>,
        /// How it wants to be served.
        #[cbor(n(11), skip_if = "Terms::are_none")]
        terms: Terms,
    },
    /// Lines were promised anew: for each, this replaces everything that was promised and not yet
    /// released, and its backorder.
    #[n(31)]
    LinesScheduled {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// The new schedule of each line that changes.
        #[n(1)]
        lines: Vec<LineSchedule>,
        /// The best ways that were considered, the chosen one first.
        #[n(2)]
        considered: Vec<Considered>,
    },
    /// Holds were set.
    #[n(32)]
    HoldsSet {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// The holds that were added.
        #[n(1)]
        holds: Vec<Hold>,
    },
    /// All holds of a kind were released.
    #[n(33)]
    HoldReleased {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// Which kind.
        #[n(1)]
        kind: HoldKind,
    },
    /// An order was changed.
    #[n(34)]
    OrderAmended {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// What changed, in order.
        #[n(1)]
        changes: Vec<Amendment>,
    },
    /// Quantities were cancelled.
    #[n(35)]
    LinesCancelled {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// Line number and how much of it.
        #[n(1)]
        lines: Vec<(u16, Quantity)>,
        /// Why.
        #[n(2)]
        reason: CancelReason,
    },
    /// Goods of an order moved on by one stage.
    #[n(36)]
    GoodsAdvanced {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// The stage they reached.
        #[n(1)]
        to: Stage,
        /// At which site.
        #[n(2)]
        site: SiteId,
        /// Line number and how much of it.
        #[n(3)]
        lines: Vec<(u16, Quantity)>,
        /// The carrier's tracking number, when they ship.
        #[n(4)]
        tracking: Option<String>,
        /// What they are packed in, when they ship.
        #[cbor(n(5), skip_if = "Vec::is_empty")]
        packages: Vec<Labelled>,
    },
    /// Nothing more can happen to the order; it leaves the book.
    #[n(37)]
    OrderFinished {
        /// Which.
        #[n(0)]
        order: OrderId,
        /// True when everything was cancelled and nothing delivered.
        #[n(1)]
        cancelled: bool,
    },
    /// A return was agreed.
    #[n(40)]
    ReturnPlaced {
        /// Its id.
        #[n(0)]
        return_order: ReturnId,
        /// Who returns.
        #[n(1)]
        customer: CustomerId,
        /// The order that the goods came by.
        #[n(2)]
        order: OrderId,
        /// To which site.
        #[n(3)]
        site: SiteId,
        /// What.
        #[n(4)]
        lines: Vec<ReturnLine>,
        /// True for goods that turned back on their way.
        #[cbor(n(5), skip_if = "crate::policy::is_false")]
        #[serde(default, skip_serializing_if = "crate::policy::is_false")]
        turned_back: bool,
    },
    /// Returned goods came in.
    #[n(41)]
    ReturnReceived {
        /// Which return.
        #[n(0)]
        return_order: ReturnId,
        /// Line number, how much, and what becomes of it.
        #[n(1)]
        lines: Vec<(u16, Quantity, Disposition)>,
    },
    /// Nothing more is expected of a return.
    #[n(42)]
    ReturnClosed {
        /// Which.
        #[n(0)]
        return_order: ReturnId,
    },
    /// Promises are in trouble; or more of them, when the exception is open already.
    #[n(60)]
    ExceptionRaised {
        /// Its id.
        #[n(0)]
        exception: ExceptionId,
        /// What kind of trouble.
        #[n(1)]
        kind: Kind,
        /// What it comes from.
        #[n(2)]
        cause: Cause,
        /// When.
        #[n(3)]
        at: Instant,
        /// The promises.
        #[n(4)]
        broken: Vec<Broken>,
        /// When the carrier says that the goods arrive now.
        #[cbor(n(5), skip_if = "Option::is_none")]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expected: Option<Day>,
    },
    /// A planner said what could be done; this replaces what it said before.
    #[n(61)]
    SolutionsProposed {
        /// About which exception.
        #[n(0)]
        exception: ExceptionId,
        /// The best first.
        #[n(1)]
        proposals: Vec<Proposal>,
    },
    /// The first of two persons said yes.
    #[n(62)]
    ProposalApproved {
        /// Of which exception.
        #[n(0)]
        exception: ExceptionId,
        /// Which proposal, from 0.
        #[n(1)]
        proposal: u16,
        /// Who.
        #[n(2)]
        by: ActorId,
    },
    /// A plan was made; the events before it are what it changed.
    #[n(63)]
    PlanMade {
        /// Of which exception; `None` is a plan that none asked for.
        #[n(0)]
        exception: Option<ExceptionId>,
        /// Which proposal of it, from 0.
        #[n(1)]
        proposal: u16,
        /// Who gained and who lost by it.
        #[n(2)]
        shifts: Vec<Shift>,
        /// The rule that let it through without a person; `None` when a person said yes.
        #[n(3)]
        rule: Option<Autonomy>,
        /// When; `None` where it was not recorded.
        #[n(4)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Day>,
    },
    /// An exception was closed.
    #[n(64)]
    ExceptionClosed {
        /// Which.
        #[n(0)]
        exception: ExceptionId,
        /// How.
        #[n(1)]
        how: Closing,
    },
    /// What was made of an exception was taken back; the events before it are what that changed.
    #[n(65)]
    PlanReverted {
        /// Which.
        #[n(0)]
        exception: ExceptionId,
    },
    /// Goods in stock that did not leave on their day leave on another.
    #[n(66)]
    GoodsPostponed {
        /// Of which order.
        #[n(0)]
        order: OrderId,
        /// From which site.
        #[n(1)]
        site: SiteId,
        /// The day that they were to leave on.
        #[n(2)]
        was: Day,
        /// The day that they leave.
        #[n(3)]
        goods_issue: Day,
        /// The day that they arrive.
        #[n(4)]
        delivery: Day,
    },
    /// Released goods were not where they were to be picked: they are gone from stock, and their lines
    /// wait for others.
    #[n(67)]
    PickedShort {
        /// Of which order.
        #[n(0)]
        order: OrderId,
        /// At which site.
        #[n(1)]
        site: SiteId,
        /// Line number and how much is missing.
        #[n(2)]
        lines: Vec<(u16, Quantity)>,
    },
    /// Customers are in these groups now.
    #[n(70)]
    CustomersGrouped {
        /// Codes of new groups; their ids follow the last one.
        #[n(0)]
        made: Vec<String>,
        /// Customer and all of its groups, ascending.
        #[n(1)]
        customers: Vec<(CustomerId, Vec<GroupId>)>,
    },
    /// Quotas were added or changed; ids are given. What is taken of them is not part of it.
    #[n(71)]
    QuotasPut {
        /// Id and quota.
        #[n(0)]
        quotas: Vec<(QuotaId, Quota)>,
    },
    /// A quota was taken away, or its period is over.
    #[n(72)]
    QuotaEnded {
        /// Which.
        #[n(0)]
        quota: QuotaId,
    },
    /// Suppliers told what they could deliver; what is nothing is taken away.
    #[n(73)]
    SupplierStockPut {
        /// Whose and of what, and on which terms.
        #[n(0)]
        rows: Vec<(Offered, OnTerms)>,
    },
    /// What may be given instead of an item was set.
    #[n(74)]
    SubstitutesPut {
        /// Of which item.
        #[n(0)]
        item: ItemId,
        /// The best first; none when nothing may.
        #[n(1)]
        substitutes: Vec<ItemId>,
    },
    /// Free goods left a site for another one, where they are announced as supply.
    #[n(75)]
    StockSent {
        /// What.
        #[n(0)]
        item: ItemId,
        /// From where.
        #[n(1)]
        from: SiteId,
        /// How much.
        #[n(2)]
        quantity: Quantity,
    },
    /// A backorder run was made by itself; what it changed, if anything, are the events before it.
    #[n(79)]
    BackordersRun(#[n(0)] LastRun),
    /// Goods of an order on their way arrive on another day, or turn back: then as much of their lines
    /// waits.
    #[n(76)]
    DeliveryChanged {
        /// Of which order.
        #[n(0)]
        order: OrderId,
        /// From which site.
        #[n(1)]
        site: SiteId,
        /// Line numbers.
        #[n(2)]
        lines: Vec<u16>,
        /// The day that they were to arrive on.
        #[n(3)]
        was: Day,
        /// The day that they arrive on; `None` when they turn back.
        #[n(4)]
        delivery: Option<Day>,
    },
    /// The book owes the world this.
    #[n(50)]
    WorkOpened(#[n(0)] Work),
    /// The book owes it no more.
    #[n(51)]
    WorkClosed(#[n(0)] Work),
}

impl Event {
    /// The name that the golden files, the timeline and the exports use.
    pub fn name(&self) -> &'static str {
        match self {
            Event::PolicySet(_) => "policy_set",
            Event::SitesPut { .. } => "sites_put",
            Event::LanesPut { .. } => "lanes_put",
            Event::ItemsPut { .. } => "items_put",
            Event::CustomersPut { .. } => "customers_put",
            Event::ShipTosPut { .. } => "ship_tos_put",
            Event::PricesPut { .. } => "prices_put",
            Event::StockReceived { .. } => "stock_received",
            Event::StockMoved { .. } => "stock_moved",
            Event::StockCounted { .. } => "stock_counted",
            Event::StockScrapped { .. } => "stock_scrapped",
            Event::SupplyAnnounced { .. } => "supply_announced",
            Event::SupplyReceived { .. } => "supply_received",
            Event::SupplyRescheduled { .. } => "supply_rescheduled",
            Event::SupplyClosed { .. } => "supply_closed",
            Event::DocumentReceived { .. } => "document_received",
            Event::DocumentRead { .. } => "document_read",
            Event::RequestRaised { .. } => "request_raised",
            Event::RequestParked { .. } => "request_parked",
            Event::RequestAccepted { .. } => "request_accepted",
            Event::RequestDeclined { .. } => "request_declined",
            Event::OrderPlaced { .. } => "order_placed",
            Event::LinesScheduled { .. } => "lines_scheduled",
            Event::HoldsSet { .. } => "holds_set",
            Event::HoldReleased { .. } => "hold_released",
            Event::OrderAmended { .. } => "order_amended",
            Event::LinesCancelled { .. } => "lines_cancelled",
            Event::GoodsAdvanced { .. } => "goods_advanced",
            Event::OrderFinished { .. } => "order_finished",
            Event::ReturnPlaced { .. } => "return_placed",
            Event::ReturnReceived { .. } => "return_received",
            Event::ReturnClosed { .. } => "return_closed",
            Event::ExceptionRaised { .. } => "exception_raised",
            Event::SolutionsProposed { .. } => "solutions_proposed",
            Event::ProposalApproved { .. } => "proposal_approved",
            Event::PlanMade { .. } => "plan_made",
            Event::ExceptionClosed { .. } => "exception_closed",
            Event::PlanReverted { .. } => "plan_reverted",
            Event::GoodsPostponed { .. } => "goods_postponed",
            Event::PickedShort { .. } => "picked_short",
            Event::CustomersGrouped { .. } => "customers_grouped",
            Event::QuotasPut { .. } => "quotas_put",
            Event::QuotaEnded { .. } => "quota_ended",
            Event::SupplierStockPut { .. } => "supplier_stock_put",
            Event::SubstitutesPut { .. } => "substitutes_put",
            Event::StockSent { .. } => "stock_sent",
            Event::BackordersRun(_) => "backorders_run",
            Event::DeliveryChanged { .. } => "delivery_changed",
            Event::WorkOpened(_) => "work_opened",
            Event::WorkClosed(_) => "work_closed",
        }
    }
}

/// A line as it was placed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct PlacedLine {
    /// The item.
    #[n(0)]
    pub item: StatedItem,
    /// Base units.
    #[n(1)]
    pub quantity: Quantity,
    /// The unit that it was ordered in.
    #[n(2)]
    pub unit: Unit,
    /// The price charged.
    #[n(3)]
    pub price: Option<Price>,
    /// The price stated.
    #[n(4)]
    pub stated_price: Option<Price>,
    /// When this line is wanted, if other than the order.
    #[n(5)]
    pub requested: Option<Day>,
}

/// The new promise of a line.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct LineSchedule {
    /// Line number.
    #[n(0)]
    pub line: u16,
    /// What is promised; every stage is [`Stage::Promised`].
    #[n(1)]
    pub schedule: Few<ScheduleLine>,
    /// What has no date.
    #[n(2)]
    pub backorder: Option<Backorder>,
}

/// One way to serve an order that the promise weighed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Considered {
    /// From these sites.
    #[n(0)]
    pub sites: Few<SiteId>,
    /// Freight, split, lateness and backorder cost together, minor units of the book's currency.
    #[n(1)]
    pub cost: i64,
    /// When the last of it would arrive; `None` when nothing has a date.
    #[n(2)]
    pub last_delivery: Option<Day>,
    /// How much of the order would have no date.
    #[cbor(n(3), skip_if = "is_nothing")]
    pub backordered: Quantity,
}

fn is_nothing(quantity: &Quantity) -> bool {
    quantity.is_zero()
}

/// One change to an order.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Amendment {
    /// A line has another quantity (ordered, cancellations not counted).
    #[n(0)]
    Quantity {
        /// Line number.
        #[n(0)]
        line: u16,
        /// The new open quantity, base units.
        #[n(1)]
        quantity: Quantity,
    },
    /// The order, or one line, is wanted on another day.
    #[n(1)]
    Requested {
        /// Line number; `None` is the whole order.
        #[n(0)]
        line: Option<u16>,
        /// The new day; `None` is as soon as possible.
        #[n(1)]
        day: Option<Day>,
    },
    /// The order goes elsewhere.
    #[n(2)]
    ShipTo {
        /// The new address.
        #[n(0)]
        ship_to: ShipToId,
    },
    /// The order is served on other terms.
    #[n(5)]
    Terms {
        /// The new terms.
        #[n(0)]
        terms: Terms,
    },
    /// A reservation lapses at another moment, or never: then it is confirmed.
    #[n(6)]
    Expires {
        /// The new moment; `None` is never.
        #[n(0)]
        at: Option<Instant>,
    },
    /// A line was added.
    #[n(3)]
    LineAdded {
        /// The line.
        #[n(0)]
        line: PlacedLine,
    },
    /// A line that named no known item now names one.
    #[n(4)]
    ItemResolved {
        /// Line number.
        #[n(0)]
        line: u16,
        /// The item.
        #[n(1)]
        item: ItemId,
        /// Its list price.
        #[n(2)]
        price: Option<Price>,
    },
}

/// Why something was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// The customer asked for it.
    #[n(0)]
    Customer,
    /// We can't or won't deliver.
    #[n(1)]
    Seller,
    /// The reservation lapsed.
    #[n(2)]
    Expired,
}

#[cfg(test)]
mod tests;
