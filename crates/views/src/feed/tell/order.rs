//! What is told of orders.

use super::super::data::{
    Amount, BackorderedLine, Change, GoodsMoved, LineQuantity, OrderAmended, OrderBackordered,
    OrderDeliveryChanged, OrderHeld, OrderHoldReleased, OrderLinesCancelled, OrderPickedShort,
    OrderPlaced, OrderPostponed, OrderPromised, PlacedLine, Slice, TOLD_MAX,
};
use super::super::kind::{EventData, EventKind};
use super::super::names::Names;
use super::{first_of, more};
use crate::model::TermsTold;
use crate::row::word;
use book::event::{self, Amendment, LineSchedule};
use book::order::{Hold, Stage, StatedItem};
use book::{Event, Order};
use vocab::{Money, OrderId, Quantity};

pub(super) fn data(
    names: &mut Names<'_>,
    event: &Event,
    kind: EventKind,
) -> rusqlite::Result<Option<EventData>> {
    Ok(Some(match event {
        Event::OrderPlaced { order, holds, .. } => match kind {
            EventKind::OrderHeld => held(names, *order, holds)?,
            _ => return placed_order(names, event),
        },
        Event::LinesScheduled { order, lines, .. } => match kind {
            EventKind::OrderBackordered => backordered(names, *order, lines)?,
            _ => promised(names, *order, lines)?,
        },
        Event::HoldsSet { order, holds } => held(names, *order, holds)?,
        Event::HoldReleased { order, kind } => EventData::OrderHoldReleased(OrderHoldReleased {
            order: names.order(*order)?.1,
            hold: kind.as_str().to_owned(),
        }),
        Event::OrderAmended { order, changes } => amended(names, *order, changes)?,
        Event::LinesCancelled {
            order,
            lines,
            reason,
        } => {
            let (lines, more_lines) = quantities(lines)?;
            EventData::OrderLinesCancelled(OrderLinesCancelled {
                order: names.order(*order)?.1,
                lines,
                more_lines,
                reason: word(reason),
            })
        }
        Event::GoodsAdvanced { .. } => return moved(names, event),
        Event::GoodsPostponed {
            order,
            site,
            was,
            goods_issue,
            delivery,
        } => EventData::OrderPostponed(OrderPostponed {
            order: names.order(*order)?.1,
            site: names.site(*site)?,
            was: *was,
            leaves: *goods_issue,
            arrives: *delivery,
        }),
        Event::DeliveryChanged {
            order,
            site,
            lines,
            was,
            delivery,
        } => {
            let (lines, more_lines) = first_of(lines, |line| Ok(*line))?;
            EventData::OrderDeliveryChanged(OrderDeliveryChanged {
                order: names.order(*order)?.1,
                site: names.site(*site)?,
                lines,
                more_lines,
                was: *was,
                arrives: *delivery,
            })
        }
        Event::PickedShort { order, site, lines } => {
            let (lines, more_lines) = quantities(lines)?;
            EventData::OrderPickedShort(OrderPickedShort {
                order: names.order(*order)?.1,
                site: names.site(*site)?,
                lines,
                more_lines,
            })
        }
        Event::OrderFinished { order, cancelled } => {
            let order = names.order(*order)?.1;
            match cancelled {
                true => EventData::OrderCancelled(order),
                false => EventData::OrderCompleted(order),
            }
        }
        _ => return Ok(None),
    }))
}

fn placed_order(names: &mut Names<'_>, event: &Event) -> rusqlite::Result<Option<EventData>> {
    let Some(order) = book::Order::placed_by(event) else {
        return Ok(None);
    };
    let lines: Vec<_> = (1u16..).zip(&order.lines).collect();
    let (lines, more_lines) = first_of(&lines, |(number, line)| {
        Ok(PlacedLine {
            line: *number,
            item: match &line.item {
                StatedItem::Known(item) => Some(names.item(*item)?),
                StatedItem::Unknown(_) => None,
            },
            quantity: line.ordered.0,
        })
    })?;
    Ok(Some(EventData::OrderPlaced(OrderPlaced {
        order: names.order(order.id)?.1,
        ship_to: order.ship_to.map(|id| names.ship_to(id)).transpose()?,
        value: value(&order),
        requested_delivery_date: order.requested,
        request: order.request.map(|request| request.0),
        lines,
        more_lines,
    })))
}

fn value(order: &Order) -> Amount {
    Amount::from(Money {
        minor: order.value(),
        currency: order.currency,
    })
}

fn held(names: &mut Names<'_>, order: OrderId, holds: &[Hold]) -> rusqlite::Result<EventData> {
    let mut kinds: Vec<_> = holds.iter().map(Hold::kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    Ok(EventData::OrderHeld(OrderHeld {
        order: names.order(order)?.1,
        holds: kinds.iter().map(|kind| kind.as_str().to_owned()).collect(),
    }))
}

fn promised(
    names: &mut Names<'_>,
    order: OrderId,
    lines: &[LineSchedule],
) -> rusqlite::Result<EventData> {
    let parts = lines
        .iter()
        .flat_map(|line| line.schedule.iter().map(move |part| (line.line, *part)));
    let parts: Vec<_> = parts.collect();
    let (slices, more_slices) = first_of(&parts, |(line, part)| {
        Ok(Slice {
            line: *line,
            quantity: part.quantity.0,
            site: names.site(part.site)?,
            goods_issue_date: part.goods_issue,
            delivery_date: part.delivery,
        })
    })?;
    Ok(EventData::OrderPromised(OrderPromised {
        order: names.order(order)?.1,
        last_delivery_date: parts.iter().map(|(_, part)| part.delivery).max(),
        slices,
        more_slices,
    }))
}

fn backordered(
    names: &mut Names<'_>,
    order: OrderId,
    lines: &[LineSchedule],
) -> rusqlite::Result<EventData> {
    let none = lines
        .iter()
        .filter_map(|line| line.backorder.map(|none| (line.line, none)));
    let none: Vec<_> = none.collect();
    let (lines, more_lines) = first_of(&none, |(line, none)| {
        Ok(BackorderedLine {
            line: *line,
            quantity: none.quantity.0,
            reason: word(none.reason),
        })
    })?;
    Ok(EventData::OrderBackordered(OrderBackordered {
        order: names.order(order)?.1,
        lines,
        more_lines,
    }))
}

fn amended(
    names: &mut Names<'_>,
    order: OrderId,
    changes: &[Amendment],
) -> rusqlite::Result<EventData> {
    let told = changes.iter().take(TOLD_MAX);
    Ok(EventData::OrderAmended(OrderAmended {
        changes: told
            .map(|one| change(names, one))
            .collect::<rusqlite::Result<_>>()?,
        order: names.order(order)?.1,
        more_changes: more(changes.len()),
    }))
}

fn change(names: &Names<'_>, change: &Amendment) -> rusqlite::Result<Change> {
    Ok(match change {
        Amendment::Quantity { line, quantity } => Change {
            change: "quantity",
            line: Some(*line),
            quantity: Some(quantity.0),
            ..Change::default()
        },
        Amendment::Requested { line, day } => Change {
            change: "requested_delivery_date",
            line: *line,
            requested_delivery_date: *day,
            ..Change::default()
        },
        Amendment::ShipTo { ship_to } => Change {
            change: "ship_to",
            ship_to: Some(names.ship_to(*ship_to)?),
            ..Change::default()
        },
        Amendment::Terms { terms } => Change {
            change: "terms",
            terms: Some(TermsTold::of(terms, |site| names.site(site))?),
            ..Change::default()
        },
        Amendment::Expires { at } => Change {
            change: "expires",
            expires: *at,
            ..Change::default()
        },
        Amendment::LineAdded { line } => Change {
            quantity: Some(line.quantity.0),
            requested_delivery_date: line.requested,
            ..added(names, line)?
        },
        Amendment::ItemResolved { line, item, .. } => Change {
            change: "item",
            line: Some(*line),
            item: Some(names.item(*item)?),
            ..Change::default()
        },
    })
}

fn added(names: &Names<'_>, line: &event::PlacedLine) -> rusqlite::Result<Change> {
    let item = line.item.known().map(|item| names.item(item));
    Ok(Change {
        change: "line_added",
        item: item.transpose()?,
        ..Change::default()
    })
}

fn moved(names: &mut Names<'_>, event: &Event) -> rusqlite::Result<Option<EventData>> {
    let Event::GoodsAdvanced {
        order,
        to,
        site,
        lines,
        tracking,
        packages: _,
    } = event
    else {
        return Ok(None);
    };
    let (lines, more_lines) = quantities(lines)?;
    let goods = GoodsMoved {
        order: names.order(*order)?.1,
        site: names.site(*site)?,
        lines,
        more_lines,
        tracking: tracking.clone(),
    };
    Ok(match to {
        Stage::Promised => None,
        Stage::Released => Some(EventData::OrderReleased(goods)),
        Stage::Picked => Some(EventData::OrderPicked(goods)),
        Stage::Packed => Some(EventData::OrderPacked(goods)),
        Stage::Shipped => Some(EventData::OrderShipped(goods)),
        Stage::Delivered => Some(EventData::OrderDelivered(goods)),
    })
}

fn quantities(lines: &[(u16, Quantity)]) -> rusqlite::Result<(Vec<LineQuantity>, u32)> {
    first_of(lines, |(line, quantity)| {
        let (line, quantity) = (*line, quantity.0);
        Ok(LineQuantity { line, quantity })
    })
}
