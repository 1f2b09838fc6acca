//! From what the journal says to what is told: which public events a fact of the book is, whose they
//! are, and their data.

mod company;
mod order;
mod request;

use super::data::{BrokenLine, ExceptionClosed, ExceptionRaised, TOLD_MAX};
use super::kind::{EventData, EventKind};
use super::names::Names;
use book::Event;
use book::exception::Broken;
use book::order::Stage;
use vocab::CustomerId;

/// Public events that one event of the book has room for in the numbering.
pub(super) const ROOM: u32 = 2;

/// The public events that an event of the book is, by their place in its room.
pub(super) fn kinds(event: &Event) -> [Option<EventKind>; ROOM as usize] {
    let one = |kind| [Some(kind), None];
    match event {
        Event::OrderPlaced { holds, .. } => [
            Some(EventKind::OrderPlaced),
            (!holds.is_empty()).then_some(EventKind::OrderHeld),
        ],
        Event::LinesScheduled { lines, .. } => {
            let promised = lines.iter().any(|line| !line.schedule.is_empty());
            let backordered = lines.iter().any(|line| line.backorder.is_some());
            [
                promised.then_some(EventKind::OrderPromised),
                backordered.then_some(EventKind::OrderBackordered),
            ]
        }
        Event::HoldsSet { .. } => one(EventKind::OrderHeld),
        Event::HoldReleased { .. } => one(EventKind::OrderHoldReleased),
        Event::OrderAmended { .. } => one(EventKind::OrderAmended),
        Event::LinesCancelled { .. } => one(EventKind::OrderLinesCancelled),
        Event::GoodsAdvanced { to, .. } => [stage_reached(*to), None],
        Event::GoodsPostponed { .. } => one(EventKind::OrderPostponed),
        Event::DeliveryChanged { .. } => one(EventKind::OrderDeliveryChanged),
        Event::PickedShort { .. } => one(EventKind::OrderPickedShort),
        Event::OrderFinished {
            cancelled: true, ..
        } => one(EventKind::OrderCancelled),
        Event::OrderFinished {
            cancelled: false, ..
        } => one(EventKind::OrderCompleted),
        Event::RequestRaised { .. } => one(EventKind::RequestRaised),
        Event::RequestParked { .. } => one(EventKind::RequestInReview),
        Event::RequestAccepted { .. } => one(EventKind::RequestAccepted),
        Event::RequestDeclined { .. } => one(EventKind::RequestDeclined),
        Event::DocumentReceived { .. } => one(EventKind::DocumentReceived),
        Event::DocumentRead { .. } => one(EventKind::DocumentRead),
        Event::ReturnPlaced { .. } => one(EventKind::ReturnPlaced),
        Event::ReturnReceived { .. } => one(EventKind::ReturnReceived),
        Event::ReturnClosed { .. } => one(EventKind::ReturnClosed),
        Event::StockReceived { .. }
        | Event::StockMoved { .. }
        | Event::StockCounted { .. }
        | Event::StockScrapped { .. }
        | Event::StockSent { .. } => one(EventKind::StockChanged),
        Event::SupplyAnnounced { .. } => one(EventKind::SupplyAnnounced),
        Event::SupplyReceived { .. } => one(EventKind::SupplyReceived),
        Event::SupplyRescheduled { .. } => one(EventKind::SupplyRescheduled),
        Event::SupplyClosed { .. } => one(EventKind::SupplyClosed),
        Event::ItemsPut { .. } => one(EventKind::ItemChanged),
        Event::CustomersPut { .. } | Event::ShipTosPut { .. } | Event::CustomersGrouped { .. } => {
            one(EventKind::CustomerChanged)
        }
        Event::PricesPut { .. } => one(EventKind::PriceChanged),
        Event::SitesPut { .. } => one(EventKind::SiteChanged),
        Event::LanesPut { .. } => one(EventKind::LaneChanged),
        Event::PolicySet(_) => one(EventKind::PolicyChanged),
        Event::ExceptionRaised { .. } => one(EventKind::ExceptionRaised),
        Event::ExceptionClosed { .. } => one(EventKind::ExceptionClosed),
        Event::SolutionsProposed { .. }
        | Event::ProposalApproved { .. }
        | Event::PlanMade { .. }
        | Event::PlanReverted { .. }
        | Event::QuotasPut { .. }
        | Event::QuotaEnded { .. }
        | Event::SupplierStockPut { .. }
        | Event::SubstitutesPut { .. }
        | Event::BackordersRun(_)
        | Event::WorkOpened(_)
        | Event::WorkClosed(_) => [None, None],
    }
}

/// Nothing goes back to being promised, so that stage is reached by no move.
fn stage_reached(to: Stage) -> Option<EventKind> {
    match to {
        Stage::Promised => None,
        Stage::Released => Some(EventKind::OrderReleased),
        Stage::Picked => Some(EventKind::OrderPicked),
        Stage::Packed => Some(EventKind::OrderPacked),
        Stage::Shipped => Some(EventKind::OrderShipped),
        Stage::Delivered => Some(EventKind::OrderDelivered),
    }
}

/// The customer that an event is about, if it is about one.
pub(super) fn whose(names: &mut Names<'_>, event: &Event) -> rusqlite::Result<Option<CustomerId>> {
    match event {
        Event::OrderPlaced { customer, .. } | Event::ReturnPlaced { customer, .. } => {
            Ok(Some(*customer))
        }
        Event::LinesScheduled { order, .. }
        | Event::HoldsSet { order, .. }
        | Event::HoldReleased { order, .. }
        | Event::OrderAmended { order, .. }
        | Event::LinesCancelled { order, .. }
        | Event::GoodsAdvanced { order, .. }
        | Event::GoodsPostponed { order, .. }
        | Event::DeliveryChanged { order, .. }
        | Event::PickedShort { order, .. }
        | Event::OrderFinished { order, .. }
        | Event::RequestAccepted { order, .. } => Ok(Some(names.order(*order)?.0)),
        Event::RequestRaised { draft, .. } => Ok(draft.order.as_ref().map(|order| order.customer)),
        Event::RequestParked { request, .. } | Event::RequestDeclined { request, .. } => {
            names.requester(*request)
        }
        Event::ReturnReceived { return_order, .. } | Event::ReturnClosed { return_order } => {
            Ok(Some(names.return_order(*return_order)?.0))
        }
        Event::DocumentReceived { .. }
        | Event::DocumentRead { .. }
        | Event::StockReceived { .. }
        | Event::StockMoved { .. }
        | Event::StockCounted { .. }
        | Event::StockScrapped { .. }
        | Event::StockSent { .. }
        | Event::SupplyAnnounced { .. }
        | Event::SupplyReceived { .. }
        | Event::SupplyRescheduled { .. }
        | Event::SupplyClosed { .. }
        | Event::ItemsPut { .. }
        | Event::CustomersPut { .. }
        | Event::ShipTosPut { .. }
        | Event::PricesPut { .. }
        | Event::SitesPut { .. }
        | Event::LanesPut { .. }
        | Event::CustomersGrouped { .. }
        | Event::QuotasPut { .. }
        | Event::QuotaEnded { .. }
        | Event::SupplierStockPut { .. }
        | Event::SubstitutesPut { .. }
        | Event::BackordersRun(_)
        | Event::PolicySet(_)
        | Event::ExceptionRaised { .. }
        | Event::SolutionsProposed { .. }
        | Event::ProposalApproved { .. }
        | Event::PlanMade { .. }
        | Event::ExceptionClosed { .. }
        | Event::PlanReverted { .. }
        | Event::WorkOpened(_)
        | Event::WorkClosed(_) => Ok(None),
    }
}

/// What an event says as one of the [`kinds`] that it is; none where it says nothing to the world.
pub(super) fn data(
    names: &mut Names<'_>,
    event: &Event,
    kind: EventKind,
) -> rusqlite::Result<Option<EventData>> {
    match event {
        Event::OrderPlaced { .. }
        | Event::LinesScheduled { .. }
        | Event::HoldsSet { .. }
        | Event::HoldReleased { .. }
        | Event::OrderAmended { .. }
        | Event::LinesCancelled { .. }
        | Event::GoodsAdvanced { .. }
        | Event::GoodsPostponed { .. }
        | Event::DeliveryChanged { .. }
        | Event::PickedShort { .. }
        | Event::OrderFinished { .. } => order::data(names, event, kind),
        Event::DocumentReceived { .. }
        | Event::DocumentRead { .. }
        | Event::RequestRaised { .. }
        | Event::RequestParked { .. }
        | Event::RequestAccepted { .. }
        | Event::RequestDeclined { .. }
        | Event::ReturnPlaced { .. }
        | Event::ReturnReceived { .. }
        | Event::ReturnClosed { .. } => request::data(names, event),
        Event::StockReceived { .. }
        | Event::StockMoved { .. }
        | Event::StockCounted { .. }
        | Event::StockScrapped { .. }
        | Event::StockSent { .. }
        | Event::SupplyAnnounced { .. }
        | Event::SupplyReceived { .. }
        | Event::SupplyRescheduled { .. }
        | Event::SupplyClosed { .. }
        | Event::ItemsPut { .. }
        | Event::CustomersPut { .. }
        | Event::ShipTosPut { .. }
        | Event::PricesPut { .. }
        | Event::SitesPut { .. }
        | Event::LanesPut { .. }
        | Event::CustomersGrouped { .. }
        | Event::PolicySet(_) => company::data(names, event),
        Event::ExceptionRaised {
            exception,
            kind,
            broken,
            ..
        } => {
            let (lines, more_lines) = first_of(broken, |row| Ok(broken_line(row)))?;
            Ok(Some(EventData::ExceptionRaised(ExceptionRaised {
                exception: exception.0,
                trouble: kind.as_str().to_owned(),
                lines,
                more_lines,
            })))
        }
        Event::ExceptionClosed { exception, how } => {
            Ok(Some(EventData::ExceptionClosed(ExceptionClosed {
                exception: exception.0,
                how: how.as_str().to_owned(),
            })))
        }
        Event::SolutionsProposed { .. }
        | Event::ProposalApproved { .. }
        | Event::PlanMade { .. }
        | Event::PlanReverted { .. }
        | Event::QuotasPut { .. }
        | Event::QuotaEnded { .. }
        | Event::SupplierStockPut { .. }
        | Event::SubstitutesPut { .. }
        | Event::BackordersRun(_)
        | Event::WorkOpened(_)
        | Event::WorkClosed(_) => Ok(None),
    }
}

fn broken_line(row: &Broken) -> BrokenLine {
    BrokenLine {
        order: row.order.number(),
        line: row.line,
        quantity: row.quantity.0,
        promised: row.promised,
    }
}

/// The first of many, and how many more there are.
fn first_of<T, U>(
    of: &[T],
    tell: impl FnMut(&T) -> rusqlite::Result<U>,
) -> rusqlite::Result<(Vec<U>, u32)> {
    let told = of.iter().take(TOLD_MAX).map(tell);
    Ok((told.collect::<rusqlite::Result<_>>()?, more(of.len())))
}

fn more(of: usize) -> u32 {
    of.saturating_sub(TOLD_MAX) as u32
}
