//! The packed form of an open order: an order of three lines takes about 70 bytes instead of 700,
//! which is what lets ten million of them stay in memory.

use super::{LINES_MAX, Order, OrderLine, OrderState};
use crate::packed::{LineHead, Packer, Torn, Unpacker, when};
use vocab::{CustomerId, Instant, OrderId, Quantity, RequestId, ShipToId};

/// What an order has beyond its customer, currency and lines.
mod has {
    pub(super) const SHIP_TO: u64 = 1;
    pub(super) const PO_NUMBER: u64 = 1 << 1;
    pub(super) const REQUESTED: u64 = 1 << 2;
    pub(super) const EXPIRES: u64 = 1 << 3;
    pub(super) const REQUEST: u64 = 1 << 4;
    pub(super) const HOLDS: u64 = 1 << 5;
    pub(super) const CREDIT_RELEASED: u64 = 1 << 6;
}

/// In the mark of a line: a part of it was cancelled.
const CANCELLED: u64 = 1;

/// Packs an order. Its id is not part of it: the place says it.
pub(crate) fn pack(order: &Order, scratch: &mut Vec<u8>) -> Box<[u8]> {
    scratch.clear();
    let mut to = Packer {
        bytes: scratch,
        today: order.placed.utc_day(),
    };
    let holds = order.holds();
    to.number(
        when(order.ship_to.is_some(), has::SHIP_TO)
            | when(order.po_number.is_some(), has::PO_NUMBER)
            | when(order.requested.is_some(), has::REQUESTED)
            | when(order.expires.is_some(), has::EXPIRES)
            | when(order.request.is_some(), has::REQUEST)
            | when(!holds.is_empty(), has::HOLDS)
            | when(order.credit_released, has::CREDIT_RELEASED),
    );
    to.wide(order.placed.0);
    to.number(order.customer.0.into());
    order.ship_to.iter().for_each(|id| to.number(id.0.into()));
    if let Some(po_number) = &order.po_number {
        to.run(po_number.as_bytes());
    }
    to.currency(order.currency);
    order.requested.iter().for_each(|day| to.day(*day));
    order.expires.iter().for_each(|at| to.signed(at.0));
    order.request.iter().for_each(|id| to.number(id.0));
    if !holds.is_empty() {
        to.rare(&holds);
    }
    to.number(order.lines.len() as u64);
    order.lines.iter().for_each(|line| pack_line(line, &mut to));
    scratch.as_slice().into()
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
