//! What the timeline tells: one closed list of everything that can happen to an order, its
//! request, its document and its returns.

use book::event::{Amendment, CancelReason};
use book::order::{Backorder, Hold, HoldKind, Stage};
use book::request::{DeclineReason, Intent, ParkReason, ReadAs};
use book::returns::Disposition;
use serde::{Deserialize, Serialize};
use vocab::{Day, OrderId, Quantity, RequestId, ReturnId, SiteId};

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
