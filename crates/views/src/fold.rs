//! Folding: each event of a batch becomes changes of rows. Orders, balances and daily figures are
//! gathered in memory and written once at the end of the transaction.

mod company;
mod correction;
mod daily;
mod exception;
mod leaving;
mod order;
mod request;
mod returns;
mod rows;
mod stock;
mod store;

use crate::fault::Fault;
use crate::happening::Happening;
use crate::packed;
use crate::row::{json, signed};
use book::event::Considered;
use book::{Event, Stamp};
use company::ItemWords;
use daily::Days;
use engine::Batch;
use leaving::Leaving;
use order::Gathered;
use rows::Rows;
use rusqlite::Connection;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, HashMap};
use stock::Movements;
use store::Words;
use vocab::{ContentHash, CustomerId, ItemId, OrderId};

#[cfg(test)]
pub(crate) use store::load;

/// Orders that are gathered before they are written: few, so that they are still in the processor's
/// caches then.
const GATHERED_MAX: usize = 2_048;
/// Columns of the table `orders`.
const ORDER_COLUMNS: usize = 28;
/// Codes that are remembered between transactions.
const CODES_MAX: usize = 500_000;

/// Codes that were looked up; a cache.
#[derive(Default)]
pub(crate) struct Codes {
    items: FxHashMap<ItemId, String>,
    customers: FxHashMap<CustomerId, String>,
}

/// The fold of one transaction.
pub(crate) struct Fold<'t> {
    views: &'t Connection,
    codes: &'t mut Codes,
    /// The last record that was taken.
    seq: u64,
    /// How many events were taken.
    events: usize,
    orders: BTreeMap<OrderId, Gathered>,
    movements: Movements,
    leaving: Leaving,
    days: Days,
    documents: HashMap<ContentHash, u64>,
    new: New,
    words: Vec<Words>,
    item_words: Vec<ItemWords>,
}

/// Rows that nothing here reads before they are written.
struct New {
    timeline: Rows<8>,
    orders: Rows<ORDER_COLUMNS>,
}

impl Default for New {
    fn default() -> New {
        New {
            timeline: Rows::of("timeline"),
            orders: Rows::of("orders"),
        }
    }
}

/// Where an event stands and under which stamp it was decided.
#[derive(Clone, Copy)]
struct Place {
    seq: u64,
    nth: u32,
    stamp: Stamp,
}

/// What an entry of the timeline is about.
#[derive(Clone, Copy)]
enum Subject {
    Order(OrderId),
    Request(vocab::RequestId),
    Document(u64),
}

impl<'t> Fold<'t> {
    pub(crate) fn new(views: &'t Connection, codes: &'t mut Codes, seq: u64) -> Fold<'t> {
        Fold {
            views,
            codes,
            seq,
            events: 0,
            orders: BTreeMap::new(),
            movements: Movements::default(),
            leaving: Leaving::default(),
            days: Days::default(),
            documents: HashMap::new(),
            new: New::default(),
            words: Vec::new(),
            item_words: Vec::new(),
        }
    }

    /// Takes the batch of the record after the last one.
    pub(crate) fn batch(&mut self, seq: u64, batch: &Batch) -> Result<(), Fault> {
        if seq != self.seq + 1 {
            return Err(Fault::OutOfOrder {
                expected: self.seq + 1,
                got: seq,
            });
        }
        let mut nth = 0;
        for entry in &batch.entries {
            let stamp = batch.stamp(entry);
            for event in entry.outcome.iter().flatten() {
                self.event(event, Place { seq, nth, stamp })?;
                nth += 1;
            }
        }
        self.seq = seq;
        self.events += nth as usize;
        Ok(())
    }

    /// How many events were taken.
    pub(crate) fn events(&self) -> usize {
        self.events
    }

    /// Writes what was gathered.
    pub(crate) fn finish(mut self) -> Result<(), Fault> {
        self.write_orders()?;
        self.new.timeline.write(self.views)?;
        self.movements.write(self.views)?;
        self.leaving.write(self.views)?;
        self.days.write(self.views)?;
        self.write_words()?;
        self.write_item_words()?;
        if self.codes.items.len() + self.codes.customers.len() > CODES_MAX {
            *self.codes = Codes::default();
        }
        Ok(())
    }

    fn event(&mut self, event: &Event, place: Place) -> Result<(), Fault> {
        match event {
            Event::PolicySet(policy) => self.set_policy(policy, place),
            Event::SitesPut { sites } => self.put_sites(sites),
            Event::LanesPut { lanes } => self.put_lanes(lanes),
            Event::PricesPut { .. } => self.put_prices(event),
            Event::ItemsPut { items } => self.put_items(items),
            Event::CustomersPut { customers } => self.put_customers(customers),
            Event::ShipTosPut { ship_tos } => self.put_ship_tos(ship_tos),
            Event::StockReceived { .. }
            | Event::StockMoved { .. }
            | Event::StockCounted { .. }
            | Event::StockScrapped { .. }
            | Event::StockSent { .. }
            | Event::SupplyAnnounced { .. }
            | Event::SupplyReceived { .. }
            | Event::SupplyRescheduled { .. }
            | Event::SupplyClosed { .. } => self.stock_event(event, place),
            Event::DocumentReceived { .. }
            | Event::DocumentRead { .. }
            | Event::RequestRaised { .. }
            | Event::RequestParked { .. }
            | Event::RequestAccepted { .. }
            | Event::RequestDeclined { .. } => self.request_event(event, place),
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
            | Event::OrderFinished { .. } => self.order_event(event, place),
            Event::ReturnPlaced { .. }
            | Event::ReturnReceived { .. }
            | Event::ReturnClosed { .. } => self.return_event(event, place),
            Event::ExceptionRaised { .. }
            | Event::SolutionsProposed { .. }
            | Event::ProposalApproved { .. }
            | Event::PlanMade { .. }
            | Event::ExceptionClosed { .. }
            | Event::PlanReverted { .. } => self.exception_event(event, place),
            Event::CustomersGrouped { .. }
            | Event::QuotasPut { .. }
            | Event::QuotaEnded { .. }
            | Event::SupplierStockPut { .. }
            | Event::SubstitutesPut { .. }
            | Event::BackordersRun(_)
            | Event::WorkOpened(_)
            | Event::WorkClosed(_) => Ok(()),
        }
    }

    /// Adds an entry to the timeline.
    fn tell(&mut self, of: Subject, place: Place, happening: &Happening) -> Result<(), Fault> {
        self.tell_ways(of, place, happening, &[])
    }

    /// Adds an entry with the ways that were weighed.
    fn tell_ways(
        &mut self,
        of: Subject,
        place: Place,
        happening: &Happening,
        ways: &[Considered],
    ) -> Result<(), Fault> {
        let (subject, id) = match of {
            Subject::Order(order) => ("order", order.0),
            Subject::Request(request) => ("request", request.0),
            Subject::Document(arrival) => ("document", arrival),
        };
        let row = [
            signed(id).into(),
            subject.into(),
            signed(place.seq).into(),
            place.nth.into(),
            place.stamp.at.0.into(),
            place.stamp.actor.0.into(),
            json(happening).into(),
            (!ways.is_empty()).then(|| packed::ways(ways)).into(),
        ];
        self.new.timeline.add(self.views, row)
    }

    /// Runs one statement.
    fn run(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<usize, Fault> {
        Ok(self.views.prepare_cached(sql)?.execute(parameters)?)
    }
}

impl Place {
    fn unfit(&self, what: &str, id: impl std::fmt::Display) -> Fault {
        unfit(self.seq, what, id)
    }

    /// For statements that must change exactly one row.
    fn must(&self, changed: usize, what: &str, id: impl std::fmt::Display) -> Result<(), Fault> {
        match changed {
            1 => Ok(()),
            _ => Err(self.unfit(what, id)),
        }
    }
}

/// A record does not fit what was folded before it.
fn unfit(seq: u64, what: &str, id: impl std::fmt::Display) -> Fault {
    let how = format!("{what} {id} is not there");
    Fault::Unfit { seq, how }
}
