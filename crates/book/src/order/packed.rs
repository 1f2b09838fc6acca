//! The packed form of an open order: an order of three lines takes about 70 bytes instead of 700,
//! which is what lets ten million of them stay in memory.

use super::{Hold, LINES_MAX, Order, OrderLine, OrderState, Terms};
use crate::event::{LineSchedule, PlacedLine};
use crate::packed::{LineHead, Packer, Torn, Unpacker, when};
use vocab::{Currency, CustomerId, Day, Instant, OrderId, Quantity, RequestId, ShipToId};

/// What an order has beyond its customer, currency and lines.
mod has {
    pub(super) const SHIP_TO: u64 = 1;
    pub(super) const PO_NUMBER: u64 = 1 << 1;
    pub(super) const REQUESTED: u64 = 1 << 2;
    pub(super) const EXPIRES: u64 = 1 << 3;
    pub(super) const REQUEST: u64 = 1 << 4;
    pub(super) const HOLDS: u64 = 1 << 5;
    pub(super) const CREDIT_RELEASED: u64 = 1 << 6;
    pub(super) const TERMS: u64 = 1 << 7;
}

/// In the mark of a line: a part of it was cancelled.
const CANCELLED: u64 = 1;

/// What an order has beside its lines.
pub(crate) struct Head<'a> {
    pub(crate) customer: CustomerId,
    pub(crate) ship_to: Option<ShipToId>,
    pub(crate) po_number: Option<&'a str>,
    pub(crate) currency: Currency,
    pub(crate) placed: Instant,
    pub(crate) requested: Option<Day>,
    pub(crate) expires: Option<Instant>,
    pub(crate) request: Option<RequestId>,
    pub(crate) holds: &'a [Hold],
    pub(crate) credit_released: bool,
    pub(crate) terms: Terms,
}

/// Packs an order. Its id is not part of it: the place says it.
pub(crate) fn pack(order: &Order, bytes: &mut Vec<u8>) {
    let head = Head {
        customer: order.customer,
        ship_to: order.ship_to,
        po_number: order.po_number.as_deref(),
        currency: order.currency,
        placed: order.placed,
        requested: order.requested,
        expires: order.expires,
        request: order.request,
        holds: order.holds(),
        credit_released: order.credit_released,
        terms: order.terms,
    };
    let mut to = pack_head(&head, order.lines.len(), bytes);
    order.lines.iter().for_each(|line| pack_line(line, &mut to));
}

/// Packs an order as it is placed, without making it first. Each line goes with its schedule, if
/// there are any.
pub(crate) fn pack_placed(
    head: &Head<'_>,
    lines: &[PlacedLine],
    schedules: &[LineSchedule],
    bytes: &mut Vec<u8>,
) {
    let mut to = pack_head(head, lines.len(), bytes);
    let mut schedules = schedules.iter();
    for line in lines {
        to.line(&line.head(), 0);
        match schedules.next() {
            Some(promised) => to.schedule(&promised.schedule, promised.backorder),
            None => to.schedule(&[], None),
        }
    }
}

fn pack_head<'a>(head: &Head<'_>, lines: usize, bytes: &'a mut Vec<u8>) -> Packer<'a> {
    let mut to = Packer {
        bytes,
        today: head.placed.utc_day(),
    };
    to.number(
        when(head.ship_to.is_some(), has::SHIP_TO)
            | when(head.po_number.is_some(), has::PO_NUMBER)
            | when(head.requested.is_some(), has::REQUESTED)
            | when(head.expires.is_some(), has::EXPIRES)
            | when(head.request.is_some(), has::REQUEST)
            | when(!head.holds.is_empty(), has::HOLDS)
            | when(head.credit_released, has::CREDIT_RELEASED)
            | when(!head.terms.are_none(), has::TERMS),
    );
    to.wide(head.placed.0);
    to.number(head.customer.0.into());
    head.ship_to.iter().for_each(|id| to.number(id.0.into()));
    if let Some(po_number) = head.po_number {
        to.run(po_number.as_bytes());
    }
    to.currency(head.currency);
    head.requested.iter().for_each(|day| to.day(*day));
    head.expires.iter().for_each(|at| to.signed(at.0));
    head.request.iter().for_each(|id| to.number(id.0));
    if !head.holds.is_empty() {
        to.rare(&head.holds);
    }
    if !head.terms.are_none() {
        to.rare(&head.terms);
    }
    to.number(lines as u64);
    to
}

fn pack_line(line: &OrderLine, to: &mut Packer<'_>) {
    let head = LineHead {
        item: &line.item,
        quantity: line.ordered,
        unit: line.unit,
        price: line.price,
        stated_price: line.stated_price,
        requested: line.requested,
    };
    let cancelled = !line.cancelled.is_zero();
    to.line(&head, when(cancelled, CANCELLED));
    if cancelled {
        to.number(line.cancelled.0);
    }
    to.schedule(&line.schedule, line.backorder);
}

/// Reads what [`pack`] wrote, whole.
pub(crate) fn unpack(id: OrderId, bytes: &[u8]) -> Result<Order, Torn> {
    let mut from = Unpacker::new(bytes);
    let has = from.number()?;
    let placed = Instant(from.wide()?);
    from.today = placed.utc_day();
    let customer = CustomerId(from.small()?);
    let ship_to = from.given(has & has::SHIP_TO, |from| from.small().map(ShipToId))?;
    let po_number = from.given(has & has::PO_NUMBER, Unpacker::text)?;
    let currency = from.currency()?;
    let requested = from.given(has & has::REQUESTED, Unpacker::day)?;
    let expires = from.given(has & has::EXPIRES, |from| from.signed().map(Instant))?;
    let request = from.given(has & has::REQUEST, |from| from.number().map(RequestId))?;
    let holds = from.given(has & has::HOLDS, Unpacker::rare)?;
    let terms = from.given(has & has::TERMS, Unpacker::rare)?;
    let lines = from.list(LINES_MAX, unpack_line)?;
    from.end()?;
    Ok(Order {
        id,
        customer,
        ship_to,
        po_number,
        currency,
        placed,
        requested,
        expires,
        request,
        state: match holds {
            Some(holds) => OrderState::Held { holds },
            None => OrderState::Open,
        },
        lines,
        credit_released: has & has::CREDIT_RELEASED != 0,
        terms: terms.unwrap_or_default(),
    })
}

fn unpack_line(from: &mut Unpacker<'_>) -> Result<OrderLine, Torn> {
    let line = from.line()?;
    let cancelled = from.given(line.mark & CANCELLED, Unpacker::number)?;
    let (schedule, backorder) = from.schedule()?;
    Ok(OrderLine {
        item: line.item,
        ordered: line.quantity,
        cancelled: Quantity(cancelled.unwrap_or(0)),
        unit: line.unit,
        price: line.price,
        stated_price: line.stated_price,
        requested: line.requested,
        backorder,
        schedule,
    })
}

#[cfg(test)]
mod tests;
