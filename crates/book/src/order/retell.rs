//! An order as its events tell it: for whoever reads them without the stock and credit around them.

use super::{Order, OrderLine, OrderState, Stage};
use crate::Event;
use crate::event::LineSchedule;
use vocab::{OrderId, Quantity, SiteId};

impl Order {
    /// The order that an event places; `None` for any other event.
    pub fn placed_by(event: &Event) -> Option<Order> {
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
            return None;
        };
        Some(Order {
            id: *order,
            customer: *customer,
            ship_to: *ship_to,
            po_number: po_number.clone(),
            currency: *currency,
            placed: *placed,
            requested: *requested,
            expires: *expires,
            request: *request,
            state: match holds.as_slice() {
                [] => OrderState::Open,
                holds => OrderState::Held {
                    holds: holds.to_vec(),
                },
            },
            lines: lines.iter().map(OrderLine::placed).collect(),
            credit_released: false,
            terms: *terms,
        })
    }

    /// Takes what happened to it; an event that is not about it changes nothing.
    ///
    /// # Errors
    /// The number of a line that is not there: then the event is another order's.
    pub fn take(&mut self, event: &Event) -> Result<(), u16> {
        if event.about_order() != Some(self.id) {
            return Ok(());
        }
        match event {
            Event::LinesScheduled { lines, .. } => self.schedule(lines),
            Event::HoldsSet { holds, .. } => {
                self.unpromise();
                self.hold(holds);
                Ok(())
            }
            Event::HoldReleased { kind, .. } => {
                self.release_hold(*kind);
                Ok(())
            }
            Event::OrderAmended { changes, .. } => {
                changes.iter().try_for_each(|change| self.amend(change))
            }
            Event::LinesCancelled { lines, .. } => self.cancel_lines(lines),
            Event::GoodsAdvanced {
                to, site, lines, ..
            } => self.advance_lines(*site, *to, lines),
            Event::GoodsPostponed {
                site,
                was,
                goods_issue,
                delivery,
                ..
            } => {
                self.postpone(*site, *was, *goods_issue, *delivery);
                Ok(())
            }
            Event::PickedShort { site, lines, .. } => self.pick_short(*site, lines),
            Event::DeliveryChanged {
                site,
                lines,
                was,
                delivery,
                ..
            } => self.redirect((*site, *was), lines, *delivery),
            Event::OrderPlaced { .. }
            | Event::OrderFinished { .. }
            | Event::PolicySet(_)
            | Event::SitesPut { .. }
            | Event::LanesPut { .. }
            | Event::ItemsPut { .. }
            | Event::CustomersPut { .. }
            | Event::ShipTosPut { .. }
            | Event::PricesPut { .. }
            | Event::StockReceived { .. }
            | Event::StockMoved { .. }
            | Event::StockCounted { .. }
            | Event::StockScrapped { .. }
            | Event::StockSent { .. }
            | Event::SupplyAnnounced { .. }
            | Event::SupplyReceived { .. }
            | Event::SupplyRescheduled { .. }
            | Event::SupplyClosed { .. }
            | Event::CustomersGrouped { .. }
            | Event::QuotasPut { .. }
            | Event::QuotaEnded { .. }
            | Event::SupplierStockPut { .. }
            | Event::SubstitutesPut { .. }
            | Event::DocumentReceived { .. }
            | Event::DocumentRead { .. }
            | Event::RequestRaised { .. }
            | Event::RequestParked { .. }
            | Event::RequestAccepted { .. }
            | Event::RequestDeclined { .. }
            | Event::ReturnPlaced { .. }
            | Event::ReturnReceived { .. }
            | Event::ReturnClosed { .. }
            | Event::ExceptionRaised { .. }
            | Event::SolutionsProposed { .. }
            | Event::ProposalApproved { .. }
            | Event::PlanMade { .. }
            | Event::ExceptionClosed { .. }
            | Event::PlanReverted { .. }
            | Event::BackordersRun(_)
            | Event::WorkOpened(_)
            | Event::WorkClosed(_) => Ok(()),
        }
    }

    fn schedule(&mut self, lines: &[LineSchedule]) -> Result<(), u16> {
        for change in lines {
            let line = self.line_mut(change.line)?;
            line.schedule.retain(|part| part.stage != Stage::Promised);
            change.schedule.iter().for_each(|part| line.add_part(*part));
            line.backorder = change.backorder;
        }
        Ok(())
    }

    /// Nothing that is not released is promised any more.
    fn unpromise(&mut self) {
        let known = |line: &&mut OrderLine| line.item.known().is_some();
        for line in self.lines.iter_mut().filter(known) {
            line.schedule.retain(|part| part.stage != Stage::Promised);
            line.backorder = None;
        }
    }

    fn cancel_lines(&mut self, lines: &[(u16, Quantity)]) -> Result<(), u16> {
        for (number, quantity) in lines {
            self.line_mut(*number)?.cancel(*quantity, |_, _| {});
        }
        Ok(())
    }

    fn pick_short(&mut self, site: SiteId, lines: &[(u16, Quantity)]) -> Result<(), u16> {
        for (number, quantity) in lines {
            self.line_mut(*number)?.pick_short(site, *quantity);
        }
        Ok(())
    }

    fn advance_lines(
        &mut self,
        site: SiteId,
        to: Stage,
        lines: &[(u16, Quantity)],
    ) -> Result<(), u16> {
        self.expires = None;
        for (number, quantity) in lines {
            self.line_mut(*number)?.advance(site, to, *quantity);
        }
        Ok(())
    }
}

impl Event {
    /// The order that it happened to; `None` for what is about none, and for what only names one.
    pub fn about_order(&self) -> Option<OrderId> {
        match self {
            Event::OrderPlaced { order, .. }
            | Event::LinesScheduled { order, .. }
            | Event::HoldsSet { order, .. }
            | Event::HoldReleased { order, .. }
            | Event::OrderAmended { order, .. }
            | Event::LinesCancelled { order, .. }
            | Event::GoodsAdvanced { order, .. }
            | Event::GoodsPostponed { order, .. }
            | Event::PickedShort { order, .. }
            | Event::DeliveryChanged { order, .. }
            | Event::OrderFinished { order, .. } => Some(*order),
            Event::PolicySet(_)
            | Event::SitesPut { .. }
            | Event::LanesPut { .. }
            | Event::ItemsPut { .. }
            | Event::CustomersPut { .. }
            | Event::ShipTosPut { .. }
            | Event::PricesPut { .. }
            | Event::StockReceived { .. }
            | Event::StockMoved { .. }
            | Event::StockCounted { .. }
            | Event::StockScrapped { .. }
            | Event::StockSent { .. }
            | Event::SupplyAnnounced { .. }
            | Event::SupplyReceived { .. }
            | Event::SupplyRescheduled { .. }
            | Event::SupplyClosed { .. }
            | Event::CustomersGrouped { .. }
            | Event::QuotasPut { .. }
            | Event::QuotaEnded { .. }
            | Event::SupplierStockPut { .. }
            | Event::SubstitutesPut { .. }
            | Event::DocumentReceived { .. }
            | Event::DocumentRead { .. }
            | Event::RequestRaised { .. }
            | Event::RequestParked { .. }
            | Event::RequestAccepted { .. }
            | Event::RequestDeclined { .. }
            | Event::ReturnPlaced { .. }
            | Event::ReturnReceived { .. }
            | Event::ReturnClosed { .. }
            | Event::ExceptionRaised { .. }
            | Event::SolutionsProposed { .. }
            | Event::ProposalApproved { .. }
            | Event::PlanMade { .. }
            | Event::ExceptionClosed { .. }
            | Event::PlanReverted { .. }
            | Event::BackordersRun(_)
            | Event::WorkOpened(_)
            | Event::WorkClosed(_) => None,
        }
    }
}
