//! What the timeline tells: one closed list of everything that can happen to an order, its
//! request, its document and its returns.

use book::event::{Amendment, CancelReason};
use book::exception::{Cause, Kind};
use book::order::{Backorder, Hold, HoldKind, Stage};
use book::plan::Shift;
use book::request::{DeclineReason, Intent, ParkReason, ReadAs};
use book::returns::Disposition;
use serde::{Deserialize, Serialize};
use vocab::{Day, ExceptionId, OrderId, Price, Quantity, RequestId, ReturnId, SiteId};

/// One thing that happened, with its circumstances. The JSON of the column `timeline.detail`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Happening {
    /// The document came in.
    DocumentReceived,
    /// The document was read.
    DocumentRead {
        /// What it turned out to be.
        read_as: ReadAs,
    },
    /// A request was found in the document.
    RequestRaised {
        /// Which.
        request: RequestId,
        /// What the sender wants.
        intent: Intent,
        /// Confidence of the least certain field, in thousandths.
        confidence: u16,
    },
    /// The gate sent the request to a person.
    RequestParked {
        /// Why.
        reasons: Vec<ParkReason>,
    },
    /// The request became an order, or was carried out on one.
    RequestAccepted {
        /// Which.
        request: RequestId,
        /// The order.
        order: OrderId,
        /// What a person put right in it before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        corrected: Vec<Correction>,
    },
    /// A person turned the request down.
    RequestDeclined {
        /// Why.
        reason: DeclineReason,
    },
    /// The order was placed.
    Placed {
        /// How many lines.
        lines: u32,
        /// Why it was held at once; empty when it was open.
        holds: Vec<Hold>,
    },
    /// Goods did not leave on their day; they leave on another.
    Postponed {
        /// From where.
        site: SiteId,
        /// The day that they were to leave on.
        was: Day,
        /// The day that they leave.
        goods_issue: Day,
        /// The day that they arrive.
        delivery: Day,
    },
    /// Goods on their way arrive on another day, or turn back.
    DeliveryChanged {
        /// From where.
        site: SiteId,
        /// Line numbers.
        lines: Vec<u16>,
        /// The day that they were to arrive on.
        was: Day,
        /// The day that they arrive; `None` when they turn back.
        delivery: Option<Day>,
    },
    /// A picker found less than was released.
    PickedShort {
        /// Where.
        site: SiteId,
        /// Line number and how much is missing.
        lines: Vec<(u16, Quantity)>,
    },
    /// Lines were promised, or promised anew.
    Promised {
        /// What each line was given.
        lines: Vec<PromisedLine>,
    },
    /// Holds were set.
    HoldsSet {
        /// Which.
        holds: Vec<Hold>,
    },
    /// The holds of a kind were released.
    HoldReleased {
        /// Which kind.
        hold: HoldKind,
    },
    /// The order was changed.
    Amended {
        /// How, in order.
        changes: Vec<Amendment>,
    },
    /// Quantities were cancelled.
    Cancelled {
        /// Line number and how much of it.
        lines: Vec<(u16, Quantity)>,
        /// Why.
        reason: CancelReason,
    },
    /// Goods moved on.
    Advanced {
        /// To this stage.
        to: Stage,
        /// At this site.
        site: SiteId,
        /// Line number and how much of it.
        lines: Vec<(u16, Quantity)>,
        /// The carrier's tracking number.
        tracking: Option<String>,
    },
    /// Nothing more can happen to the order.
    Finished {
        /// True when nothing was delivered.
        cancelled: bool,
    },
    /// Promises of the order are in trouble.
    PromiseBroken {
        /// Of which exception.
        exception: ExceptionId,
        /// What kind of trouble.
        trouble: Kind,
        /// What it comes from.
        cause: Cause,
        /// Line numbers.
        lines: Vec<u16>,
    },
    /// A plan moved the days of the order.
    Planned {
        /// For which exception; none is a backorder run.
        exception: Option<ExceptionId>,
        /// Which lines, from when to when.
        shifts: Vec<Shift>,
    },
    /// A return was agreed.
    ReturnPlaced {
        /// Its id.
        return_order: ReturnId,
        /// To which site.
        site: SiteId,
    },
    /// Returned goods came in.
    ReturnReceived {
        /// Which return.
        return_order: ReturnId,
        /// Line number of the return, how much, and what becomes of it.
        lines: Vec<(u16, Quantity, Disposition)>,
    },
    /// Nothing more is expected of a return.
    ReturnClosed {
        /// Which return.
        return_order: ReturnId,
    },
}

/// What a line was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromisedLine {
    /// Line number.
    pub line: u16,
    /// How much has a date, base units.
    pub promised: Quantity,
    /// When the last of it arrives.
    pub delivery: Option<Day>,
    /// What has no date, and why.
    pub backorder: Option<Backorder>,
}

/// One thing that a person put right in a request. Line numbers count from 1: those of the request
/// as it was read, and of the order for a line that was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Correction {
    /// No order could be formed of it; a person did.
    Formed {
        /// How many lines it was given.
        lines: u32,
    },
    /// Another customer.
    Customer {
        /// Number of the one that was read.
        from: String,
        /// Number of the one that was meant.
        to: String,
    },
    /// Another place of delivery.
    ShipTo,
    /// Another purchase order number.
    PoNumber {
        /// As it was read.
        from: Option<String>,
        /// As it is.
        to: Option<String>,
    },
    /// Wanted on another day.
    Requested {
        /// The line; `None` for the whole order.
        line: Option<u16>,
        /// As it was read; `None` is as soon as possible.
        from: Option<Day>,
        /// As it is.
        to: Option<Day>,
    },
    /// Another item.
    Item {
        /// The line.
        line: u16,
        /// Its code, or what the document calls it.
        from: String,
        /// Its code, or what the document calls it.
        to: String,
    },
    /// Another quantity, base units.
    Quantity {
        /// The line.
        line: u16,
        /// As it was read.
        from: Quantity,
        /// As it is.
        to: Quantity,
    },
    /// Another stated price, for base units.
    Price {
        /// The line.
        line: u16,
        /// As it was read.
        from: Option<Price>,
        /// As it is.
        to: Option<Price>,
    },
    /// A line that the document does not have, or that was not found in it.
    LineAdded {
        /// Its number in the order.
        line: u16,
        /// Its item.
        item: String,
        /// How much, base units.
        quantity: Quantity,
    },
    /// A line that is no part of the order.
    LineRemoved {
        /// Its number in the request.
        line: u16,
        /// Its item.
        item: String,
        /// How much was read, base units.
        quantity: Quantity,
    },
}
