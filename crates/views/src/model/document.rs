//! Documents as they are told, and the requests that were read from them.

use super::{Concern, TimelineEntry};
use book::request::{DeclineReason, Intent, ParkReason, ReadAs, RequestDraft};
use serde::{Deserialize, Serialize};
use vocab::{ActorId, ContentHash, CustomerId, Day, Instant, OrderId, RequestId};

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
    /// With a reason for review that is about this.
    pub concern: Option<Concern>,
    /// Wanted on this day or before.
    pub wanted_by: Option<Day>,
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
    /// When the customer wants it, where that is stated.
    pub requested: Option<Day>,
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
