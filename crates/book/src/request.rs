//! Requests that were read from documents, and the gate that weighs them: accept without a touch,
//! or send to a person with the reasons.

use crate::command::Change;
use crate::event::CancelReason;
use crate::order::{Order, OrderDraft, OrderLine, Stage, amend, cancel, place};
use crate::refusal::Code;
use crate::work::Work;
use crate::{Book, Event, Events, Refusal, Stamp};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use vocab::{ContentHash, OrderId, RequestId};

/// The most doubts that one request carries.
pub const DOUBTS_MAX: usize = 100;
/// The most requests of one document.
pub const REQUESTS_MAX: usize = 5_000;

/// What a document turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReadAs {
    /// One or more orders, changes or cancellations.
    #[n(0)]
    Requests,
    /// Something else that is known: an invoice, a forecast, an acknowledgement.
    #[n(1)]
    Other,
    /// Nothing that could be read; a person should look.
    #[n(2)]
    Unreadable,
}

/// What the sender wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// A new order.
    #[n(0)]
    Place,
    /// A change to an order; always weighed by a person.
    #[n(1)]
    Change,
    /// The cancellation of an order.
    #[n(2)]
    Cancel,
}

/// A request as it was read and grounded in the catalogue. No personal data: addresses and names
/// are in the reading, in the document store.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct RequestDraft {
    /// What the sender wants.
    #[n(0)]
    pub intent: Intent,
    /// The order, when one could be formed; a customer or line that is missing prevents it.
    #[n(1)]
    pub order: Option<OrderDraft>,
    /// Confidence of the least certain field, in thousandths.
    #[n(2)]
    pub confidence: u16,
    /// What the reader or the grounding doubts.
    #[n(3)]
    pub doubts: Vec<Doubt>,
}

/// One doubt about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Doubt {
    /// What is doubted.
    #[n(0)]
    pub code: DoubtCode,
    /// Line number, when it is about one.
    #[n(1)]
    pub line: Option<u16>,
}

/// The kinds of doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum DoubtCode {
    /// No customer could be found.
    #[n(0)]
    UnknownCustomer,
    /// Several customers fit.
    #[n(1)]
    AmbiguousCustomer,
    /// No item could be found for a line.
    #[n(2)]
    UnknownItem,
    /// Several items fit a line.
    #[n(3)]
    AmbiguousItem,
    /// The quantity is missing, zero, negative, absurd or not a whole number of pieces.
    #[n(4)]
    BadQuantity,
    /// The unit is not one of the item's.
    #[n(5)]
    BadUnit,
    /// The price can't be read.
    #[n(6)]
    BadPrice,
    /// A date cannot be.
    #[n(7)]
    BadDate,
    /// There is no line.
    #[n(8)]
    NoLines,
    /// Stated amounts do not add up.
    #[n(9)]
    BadTotal,
    /// The document is damaged or cut off.
    #[n(10)]
    Damaged,
    /// The reader doubts something else; the reading says what.
    #[n(11)]
    Reader,
    /// The address is not one of the customer's.
    #[n(12)]
    Address,
    /// There is no purchase order number.
    #[n(13)]
    NoPoNumber,
    /// The document holds the same order twice.
    #[n(14)]
    Repeated,
}

/// Why the gate did not let a request through.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum ParkReason {
    /// The reader or the grounding has a doubt.
    #[n(0)]
    Doubt(#[n(0)] Doubt),
    /// The least certain field is below the policy's bar.
    #[n(1)]
    LowConfidence {
        /// Of that field, in thousandths.
        #[n(0)]
        confidence: u16,
        /// The bar.
        #[n(1)]
        required: u16,
    },
    /// The order is worth more than the policy lets through.
    #[n(2)]
    HighValue {
        /// Its value, minor units.
        #[n(0)]
        value: i64,
        /// The most that passes.
        #[n(1)]
        allowed: i64,
    },
    /// The requested day is further away than the policy allows, or past by more than a day.
    #[n(3)]
    RequestedDay {
        /// Days from today; negative is past.
        #[n(0)]
        days: i32,
        /// The most that passes.
        #[n(1)]
        allowed: u16,
    },
    /// It changes an order; a person decides.
    #[n(4)]
    ChangesOrder,
    /// It cancels an order that is not there, or not cancellable as a whole.
    #[n(5)]
    CannotCancel,
    /// The book refused the order; the code says why.
    #[n(6)]
    Refused {
        /// Code of the refusal.
        #[n(0)]
        code: String,
    },
    /// The PO number is one that was sent before, with this content or another.
    #[n(7)]
    DuplicateOf {
        /// The order that it was.
        #[n(0)]
        order: OrderId,
    },
}

/// Why a person declined a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeclineReason {
    /// It is not an order.
    #[n(0)]
    NotAnOrder,
    /// It was received before.
    #[n(1)]
    Duplicate,
    /// We don't want it, or the customer took it back.
    #[n(2)]
    Unwanted,
}

/// A request that is not settled.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Request {
    /// The document it stands in.
    #[n(0)]
    pub document: ContentHash,
    /// Which of the document's requests.
    #[n(1)]
    pub index: u32,
    /// What it asks for.
    #[n(2)]
    pub draft: RequestDraft,
    /// Why it waits for a person; empty while the gate has not weighed it.
    #[n(3)]
    pub parked: Vec<ParkReason>,
}

pub(crate) fn receive_document(book: &Book, document: ContentHash) -> Result<Events, Refusal> {
    if book.has_document(document) {
        let message = format!("document {} was received before", document.short());
        return Err(Refusal::new(Code::DocumentKnown, message));
    }
    Ok(vec![Event::DocumentReceived { document }])
}

pub(crate) fn record_reading(
    book: &Book,
    document: ContentHash,
    read_as: ReadAs,
    drafts: &[RequestDraft],
) -> Result<Events, Refusal> {
    if !book.work.contains(&Work::ReadDocument { document }) {
        return Err(Refusal::unknown("unread document", document.short()));
    }
    if drafts.len() > REQUESTS_MAX {
        return Err(Refusal::too_many("requests", drafts.len(), REQUESTS_MAX));
    }
    let raised = (0u32..)
        .zip(drafts)
        .map(|(index, draft)| Event::RequestRaised {
            request: RequestId(book.next.request + u64::from(index)),
            document,
            index,
            draft: RequestDraft {
                doubts: draft.doubts.iter().take(DOUBTS_MAX).copied().collect(),
                ..draft.clone()
            },
        });
    Ok([Event::DocumentRead { document, read_as }]
        .into_iter()
        .chain(raised)
        .collect())
}

/// The gate: lets a request through when nothing speaks against it, parks it otherwise.
pub(crate) fn weigh(book: &Book, id: RequestId, stamp: &Stamp) -> Result<Events, Refusal> {
    let request = find(book, id)?;
    if !request.parked.is_empty() {
        let message = "the gate sent it to review before; a person decides now";
        return Err(Refusal::new(Code::RequestSettled, message));
    }
    let draft = &request.draft;
    let mut reasons = doubts(book, draft, stamp);
    if reasons.is_empty() {
        match carry_out(book, id, draft, stamp) {
            Ok(events) => return Ok(events),
            Err(reason) => reasons.push(reason),
        }
    }
    Ok(vec![Event::RequestParked {
        request: id,
        reasons,
    }])
}

fn doubts(book: &Book, draft: &RequestDraft, stamp: &Stamp) -> Vec<ParkReason> {
    let mut reasons: Vec<ParkReason> = draft
        .doubts
        .iter()
        .copied()
        .map(ParkReason::Doubt)
        .collect();
    let required = book.policy.confidence_min;
    if draft.confidence < required {
        reasons.push(ParkReason::LowConfidence {
            confidence: draft.confidence,
            required,
        });
    }
    let requested = draft.order.as_ref().and_then(|order| order.requested);
    if let Some(days) = requested.map(|day| day.since(stamp.today)) {
        let allowed = book.policy.requested_days_max;
        if days < -1 || days > i32::from(allowed) {
            reasons.push(ParkReason::RequestedDay { days, allowed });
        }
    }
    reasons
}

/// What a request that nobody doubts comes to.
fn carry_out(
    book: &Book,
    id: RequestId,
    draft: &RequestDraft,
    stamp: &Stamp,
) -> Result<Events, ParkReason> {
    let Some(order) = &draft.order else {
        let code = DoubtCode::NoLines;
        return Err(ParkReason::Doubt(Doubt { code, line: None }));
    };
    match draft.intent {
        Intent::Change => carry_out_change(book, id, order, stamp),
        Intent::Cancel => carry_out_cancellation(book, id, order),
        Intent::Place => {
            let po_number = order.po_number.as_deref();
            if let Some(order) = po_number.and_then(|po| book.order_by_po(order.customer, po)) {
                return Err(ParkReason::DuplicateOf { order });
            }
            let events = accepted(book, id, order, stamp).map_err(refused)?;
            check_order_value(book, &events)?;
            Ok(events)
        }
    }
}

/// A change is made as far as the book can: it refuses what is released already, and what the credit
/// doesn't bear.
fn carry_out_change(
    book: &Book,
    id: RequestId,
    draft: &OrderDraft,
    stamp: &Stamp,
) -> Result<Events, ParkReason> {
    let order = named_order(book, draft).filter(|_| book.policy.touchless_change);
    let order = order.ok_or(ParkReason::ChangesOrder)?;
    let allowed = book.policy.touchless_value_max;
    let events = change(book, id, &order, draft, stamp).map_err(refused)?;
    match events
        .iter()
        .map(|event| changed_value(&order, event))
        .sum::<i64>()
    {
        value if value > allowed => Err(ParkReason::HighValue { value, allowed }),
        _ => Ok(events),
    }
}

/// What an order is worth once an event has changed it, minor units; zero for any other event.
fn changed_value(order: &Order, event: &Event) -> i64 {
    let Event::OrderAmended { changes, .. } = event else {
        return 0;
    };
    let mut after = order.clone();
    for change in changes {
        after
            .amend(change)
            .expect("a line that is changed was found");
    }
    after.value()
}

fn carry_out_cancellation(
    book: &Book,
    id: RequestId,
    draft: &OrderDraft,
) -> Result<Events, ParkReason> {
    let untouched = |order: &Cow<Order>| {
        order
            .lines
            .iter()
            .all(|line| line.from_stage(Stage::Released).is_zero())
    };
    let order = named_order(book, draft).filter(untouched);
    match order.filter(|_| book.policy.touchless_cancellation) {
        Some(order) => cancellation(book, id, order.id).map_err(refused),
        None => Err(ParkReason::CannotCancel),
    }
}

fn cancellation(book: &Book, request: RequestId, order: OrderId) -> Result<Events, Refusal> {
    let mut events = cancel::cancel(book, order, &[], CancelReason::Customer)?;
    events.push(Event::RequestAccepted { request, order });
    Ok(events)
}

/// The open order that a change or cancellation names by customer and PO number.
fn named_order<'a>(book: &'a Book, draft: &OrderDraft) -> Option<Cow<'a, Order>> {
    let id = book.order_by_po(draft.customer, draft.po_number.as_deref()?)?;
    book.orders.get(id)
}

fn refused(refusal: Refusal) -> ParkReason {
    ParkReason::Refused {
        code: refusal.code.as_str().to_owned(),
    }
}

fn check_order_value(book: &Book, events: &Events) -> Result<(), ParkReason> {
    let allowed = book.policy.touchless_value_max;
    let value = events.iter().map(placed_value).fold(0, i64::saturating_add);
    if value > allowed {
        return Err(ParkReason::HighValue { value, allowed });
    }
    Ok(())
}

fn placed_value(event: &Event) -> i64 {
    let Event::OrderPlaced { lines, .. } = event else {
        return 0;
    };
    let amounts = lines
        .iter()
        .filter_map(|line| line.price?.amount(line.quantity));
    amounts.fold(0, i64::saturating_add)
}

fn accepted(
    book: &Book,
    request: RequestId,
    draft: &OrderDraft,
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    let mut events = place::place(book, draft, Some(request), stamp)?;
    let order = OrderId(book.next.order);
    events.push(Event::RequestAccepted { request, order });
    Ok(events)
}

/// A person accepts a request, as it was read or as corrected.
pub(crate) fn accept(
    book: &Book,
    id: RequestId,
    corrected: Option<&OrderDraft>,
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    let request = find(book, id)?;
    let Some(draft) = corrected.or(request.draft.order.as_ref()) else {
        let message = "no order could be formed of it; give one with customer and lines";
        return Err(Refusal::new(Code::RequestIncomplete, message));
    };
    let named = || {
        let missing = || {
            Refusal::unknown(
                "open order with PO number",
                draft.po_number.as_deref().unwrap_or(""),
            )
        };
        named_order(book, draft).ok_or_else(missing)
    };
    match request.draft.intent {
        Intent::Place => accepted(book, id, draft, stamp),
        Intent::Cancel => cancellation(book, id, named()?.id),
        Intent::Change => change(book, id, &*named()?, draft, stamp),
    }
}

fn change(
    book: &Book,
    request: RequestId,
    order: &Order,
    draft: &OrderDraft,
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    let mut events = match changes(order, draft).as_slice() {
        [] => Events::new(),
        changes => amend::amend(book, order.id, changes, stamp)?,
    };
    events.push(Event::RequestAccepted {
        request,
        order: order.id,
    });
    Ok(events)
}

/// The changes that bring an order to what a change request says. Lines are matched by item, the
/// first with the first; a line that the request does not name stays as it is.
fn changes(order: &Order, draft: &OrderDraft) -> Vec<Change> {
    let mut changes = Vec::new();
    if draft.requested.is_some() && draft.requested != order.requested {
        changes.push(Change::Requested {
            line: None,
            day: draft.requested,
        });
    }
    if let Some(ship_to) = draft.ship_to.filter(|_| draft.ship_to != order.ship_to) {
        changes.push(Change::ShipTo(ship_to));
    }
    let mut left: Vec<(u16, &OrderLine)> = (1u16..).zip(&order.lines).collect();
    for line in &draft.lines {
        let same = left.iter().position(|(_, other)| other.item == line.item);
        match same.map(|index| left.remove(index)) {
            Some((number, old)) if old.open_quantity() != line.quantity => {
                changes.push(Change::Quantity {
                    line: number,
                    quantity: line.quantity,
                });
            }
            Some(_) => {}
            None => changes.push(Change::AddLine(line.clone())),
        }
    }
    changes
}

pub(crate) fn decline(
    book: &Book,
    id: RequestId,
    reason: DeclineReason,
) -> Result<Events, Refusal> {
    find(book, id)?;
    Ok(vec![Event::RequestDeclined {
        request: id,
        reason,
    }])
}

fn find(book: &Book, id: RequestId) -> Result<&Request, Refusal> {
    match book.requests.get(&id) {
        Some(request) => Ok(request),
        None if id.0 < book.next.request => {
            let message = format!("request {id} is settled already");
            Err(Refusal::new(Code::RequestSettled, message))
        }
        None => Err(Refusal::unknown("request", id)),
    }
}

#[cfg(test)]
mod tests;
