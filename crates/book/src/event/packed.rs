//! The stored form of events: most as CBOR by their numbers, and the two that every order causes as
//! a byte string of packed values, a third of the size and of the work.

use super::{Considered, Event, LineSchedule, PlacedLine};
use crate::Few;
use crate::order::{LINES_MAX, StatedItem};
use crate::packed::{LineHead, Packer, Torn, Unpacker, when};
use crate::promise::CONSIDERED_MAX;
use minicbor::data::Type;
use minicbor::encode::Write;
use minicbor::{Decoder, Encode, Encoder, decode, encode};
use vocab::{CustomerId, Day, Instant, OrderId, Quantity, RequestId, ShipToId, SiteId};

/// The first packed number says which event it is: the number of the variant.
const ORDER_PLACED: u64 = 30;
const LINES_SCHEDULED: u64 = 31;

/// What a placed order has beyond its customer, currency and lines.
mod placed_has {
    pub(super) const SHIP_TO: u64 = 1;
    pub(super) const PO_NUMBER: u64 = 1 << 1;
    pub(super) const REQUESTED: u64 = 1 << 2;
    pub(super) const EXPIRES: u64 = 1 << 3;
    pub(super) const REQUEST: u64 = 1 << 4;
    pub(super) const HOLDS: u64 = 1 << 5;
    pub(super) const TERMS: u64 = 1 << 6;
}

/// What a considered way has beyond its cost and sites.
mod way_has {
    pub(super) const LAST_DELIVERY: u64 = 1;
    pub(super) const BACKORDERED: u64 = 1 << 1;
}

/// Writes events, in memory of the caller's that is used again and again.
///
/// # Errors
/// When the sink fails.
pub fn write<W: Write>(
    events: &[Event],
    to: &mut Encoder<W>,
    scratch: &mut Vec<u8>,
) -> Result<(), encode::Error<W::Error>> {
    to.array(events.len() as u64)?;
    for event in events {
        scratch.clear();
        match pack(event, scratch) {
            true => to.bytes(scratch)?,
            false => to.encode(event)?,
        };
    }
    Ok(())
}

/// How many bytes [`write()`] takes for these events, at most: of what every order causes without
/// writing it.
pub fn bytes_at_most(events: &[Event]) -> usize {
    LIST_BYTES + events.iter().map(event_bytes).sum::<usize>()
}

/// The heads of lists and byte strings take less, each.
const LIST_BYTES: usize = 16;
/// A placed order without its PO number, holds and lines.
const PLACED_BYTES: usize = 128;
/// A placed line without the text of an unknown item.
const LINE_BYTES: usize = 80;
/// A line's schedule without its parts.
const SCHEDULE_BYTES: usize = 80;
/// A part of a schedule.
const PART_BYTES: usize = 48;
/// A considered way without its sites.
const WAY_BYTES: usize = 48;
/// A site.
const SITE_BYTES: usize = 3;

fn event_bytes(event: &Event) -> usize {
    if let Event::OrderPlaced {
        po_number,
        lines,
        holds,
        ..
    } = event
    {
        let texts = lines.iter().map(|line| match &line.item {
            StatedItem::Known(_) => 0,
            StatedItem::Unknown(text) => text.len(),
        });
        let holds = match holds.as_slice() {
            [] => 0,
            _ => cbor_bytes(holds),
        };
        let po_number = po_number.as_ref().map_or(0, String::len);
        PLACED_BYTES + po_number + holds + lines.len() * LINE_BYTES + texts.sum::<usize>()
    } else if let Event::LinesScheduled {
        lines, considered, ..
    } = event
    {
        let parts = lines.iter().map(|line| line.schedule.len());
        let sites = considered.iter().map(|way| way.sites.len());
        LIST_BYTES
            + lines.len() * SCHEDULE_BYTES
            + parts.sum::<usize>() * PART_BYTES
            + considered.len() * WAY_BYTES
            + sites.sum::<usize>() * SITE_BYTES
    } else {
        cbor_bytes(event)
    }
}

/// How many bytes a value takes as CBOR.
pub fn cbor_bytes<T: Encode<()>>(value: &T) -> usize {
    let mut to = Encoder::new(Counter(0));
    to.encode(value).expect("counting does not fail");
    to.into_writer().0
}

/// Counts what is written to it.
struct Counter(usize);

impl Write for Counter {
    type Error = std::convert::Infallible;

    fn write_all(&mut self, bytes: &[u8]) -> Result<(), Self::Error> {
        self.0 += bytes.len();
        Ok(())
    }
}

/// Reads what [`write()`] wrote, and events that were stored before some were packed.
///
/// # Errors
/// When the bytes are not a list of events.
pub fn read(from: &mut Decoder<'_>) -> Result<Vec<Event>, decode::Error> {
    let count = from
        .array()?
        .ok_or_else(|| decode::Error::message("a list has no length"))?;
    let mut events = Vec::with_capacity(count.min(EVENTS_AHEAD) as usize);
    for _ in 0..count {
        events.push(read_one(from)?);
    }
    Ok(events)
}

/// Room that is made for a list before its events are seen.
const EVENTS_AHEAD: u64 = 64;

fn read_one(from: &mut Decoder<'_>) -> Result<Event, decode::Error> {
    if from.datatype()? != Type::Bytes {
        return from.decode();
    }
    let at = from.position();
    unpack(from.bytes()?).map_err(|torn| decode::Error::message(torn.0).at(at))
}

/// Packs an event, if it is one that is stored so.
fn pack(event: &Event, bytes: &mut Vec<u8>) -> bool {
    let today = Day(0);
    let mut to = Packer { bytes, today };
    if matches!(event, Event::OrderPlaced { .. }) {
        pack_placed(event, &mut to);
    } else if let Event::LinesScheduled {
        order,
        lines,
        considered,
    } = event
    {
        pack_scheduled(*order, lines, considered, &mut to);
    }
    !bytes.is_empty()
}

fn pack_placed(event: &Event, to: &mut Packer<'_>) {
    let Event::OrderPlaced {
        order,
        customer,
        ship_to,
        po_number,
        currency,
        placed,
        requested,
        expires,
        request,
        lines,
        holds,
        terms,
    } = event
    else {
        return;
    };
    to.number(ORDER_PLACED);
    to.number(
        when(ship_to.is_some(), placed_has::SHIP_TO)
            | when(po_number.is_some(), placed_has::PO_NUMBER)
            | when(requested.is_some(), placed_has::REQUESTED)
            | when(expires.is_some(), placed_has::EXPIRES)
            | when(request.is_some(), placed_has::REQUEST)
            | when(!holds.is_empty(), placed_has::HOLDS)
            | when(!terms.are_none(), placed_has::TERMS),
    );
    to.number(order.0);
    to.wide(placed.0);
    to.today = placed.utc_day();
    to.number(customer.0.into());
    ship_to.iter().for_each(|id| to.number(id.0.into()));
    if let Some(po_number) = po_number {
        to.run(po_number.as_bytes());
    }
    to.currency(*currency);
    requested.iter().for_each(|day| to.day(*day));
    expires.iter().for_each(|at| to.signed(at.0));
    request.iter().for_each(|id| to.number(id.0));
    if !holds.is_empty() {
        to.rare(holds);
    }
    if !terms.are_none() {
        to.rare(terms);
    }
    to.number(lines.len() as u64);
    lines.iter().for_each(|line| to.line(&line.head(), 0));
}

impl PlacedLine {
    /// What it has in common with a line as it stands.
    pub(crate) fn head(&self) -> LineHead<'_> {
        LineHead {
            item: &self.item,
            quantity: self.quantity,
            unit: self.unit,
            price: self.price,
            stated_price: self.stated_price,
            requested: self.requested,
        }
    }
}

fn pack_scheduled(
    order: OrderId,
    lines: &[LineSchedule],
    considered: &[Considered],
    to: &mut Packer<'_>,
) {
    to.number(LINES_SCHEDULED);
    to.number(order.0);
    let first = lines.iter().find_map(|line| line.schedule.first());
    let base = first.map_or(Day(0), |part| part.goods_issue);
    to.day(base);
    to.today = base;
    to.number(lines.len() as u64);
    for line in lines {
        to.number(line.line.into());
        to.schedule(&line.schedule, line.backorder);
    }
    to.number(considered.len() as u64);
    considered.iter().for_each(|way| pack_way(way, to));
}

fn pack_way(way: &Considered, to: &mut Packer<'_>) {
    to.number(
        when(way.last_delivery.is_some(), way_has::LAST_DELIVERY)
            | when(!way.backordered.is_zero(), way_has::BACKORDERED),
    );
    to.signed(way.cost);
    way.last_delivery.iter().for_each(|day| to.day(*day));
    if !way.backordered.is_zero() {
        to.number(way.backordered.0);
    }
    to.number(way.sites.len() as u64);
    way.sites.iter().for_each(|site| to.number(site.0.into()));
}

fn unpack(bytes: &[u8]) -> Result<Event, Torn> {
    let mut from = Unpacker::new(bytes);
    let event = match from.number()? {
        ORDER_PLACED => unpack_placed(&mut from)?,
        LINES_SCHEDULED => unpack_scheduled(&mut from)?,
        _ => return Err(Torn("this build knows no packed event of that number")),
    };
    from.end()?;
    Ok(event)
}

fn unpack_placed(from: &mut Unpacker<'_>) -> Result<Event, Torn> {
    let has = from.number()?;
    let order = OrderId(from.number()?);
    let placed = Instant(from.wide()?);
    from.today = placed.utc_day();
    Ok(Event::OrderPlaced {
        order,
        customer: CustomerId(from.small()?),
        ship_to: from.given(has & placed_has::SHIP_TO, |from| from.small().map(ShipToId))?,
        po_number: from.given(has & placed_has::PO_NUMBER, Unpacker::text)?,
        currency: from.currency()?,
        placed,
        requested: from.given(has & placed_has::REQUESTED, Unpacker::day)?,
        expires: from.given(has & placed_has::EXPIRES, |from| from.signed().map(Instant))?,
        request: from.given(has & placed_has::REQUEST, |from| {
            from.number().map(RequestId)
        })?,
        holds: from
            .given(has & placed_has::HOLDS, Unpacker::rare)?
            .unwrap_or_default(),
        terms: from
            .given(has & placed_has::TERMS, Unpacker::rare)?
            .unwrap_or_default(),
        lines: from.list(LINES_MAX, unpack_line)?,
    })
}

fn unpack_line(from: &mut Unpacker<'_>) -> Result<PlacedLine, Torn> {
    let line = from.line()?;
    Ok(PlacedLine {
        item: line.item,
        quantity: line.quantity,
        unit: line.unit,
        price: line.price,
        stated_price: line.stated_price,
        requested: line.requested,
    })
}

fn unpack_scheduled(from: &mut Unpacker<'_>) -> Result<Event, Torn> {
    let order = OrderId(from.number()?);
    from.today = from.day()?;
    let lines = from.list(LINES_MAX, |from| {
        let line = from.small()?;
        let (schedule, backorder) = from.schedule()?;
        Ok(LineSchedule {
            line,
            schedule,
            backorder,
        })
    })?;
    let considered = from.list(CONSIDERED_MAX, unpack_way)?;
    Ok(Event::LinesScheduled {
        order,
        lines,
        considered,
    })
}

fn unpack_way(from: &mut Unpacker<'_>) -> Result<Considered, Torn> {
    let has = from.number()?;
    let cost = from.signed()?;
    let last_delivery = from.given(has & way_has::LAST_DELIVERY, Unpacker::day)?;
    let backordered = from.given(has & way_has::BACKORDERED, Unpacker::number)?;
    let count = from.number()?;
    let sites = (0..count).map(|_| from.small().map(SiteId));
    Ok(Considered {
        sites: sites.collect::<Result<Few<_>, _>>()?,
        cost,
        last_delivery,
        backordered: Quantity(backordered.unwrap_or(0)),
    })
}
