//! Folding: each event of a batch becomes changes of rows. Orders, balances and daily figures are
//! gathered in memory and written once at the end of the transaction.

mod company;
mod daily;
mod order;
mod request;
mod returns;
mod rows;
mod stock;
mod store;

use crate::fault::Fault;
use crate::happening::Happening;
use crate::row::{json, signed};
use book::{Event, Stamp};
use daily::Days;
use engine::Batch;
use order::Gathered;
use rows::Rows;
use rusqlite::Connection;
use std::collections::{BTreeMap, HashMap};
use stock::Movements;
use vocab::{ContentHash, CustomerId, ItemId, OrderId};

#[cfg(test)]
pub(crate) use store::load;

/// Orders that are gathered before they are written, which bounds the memory of a transaction.
const GATHERED_MAX: usize = 20_000;
/// Codes that are remembered between transactions.
const CODES_MAX: usize = 500_000;

/// Codes that were looked up; a cache.
#[derive(Default)]
pub(crate) struct Codes {
    items: HashMap<ItemId, String>,
    customers: HashMap<CustomerId, String>,
}

/// The fold of one transaction.
pub(crate) struct Fold<'t> {
    views: &'t Connection,
    codes: &'t mut Codes,
    /// The last record that was taken.
    seq: u64,
    orders: BTreeMap<OrderId, Gathered>,
    movements: Movements,
    days: Days,
    documents: HashMap<ContentHash, u64>,
    new: New,
}

/// Rows that nothing here reads before they are written.
struct New {
    timeline: Rows<7>,
    considered: Rows<9>,
    orders: Rows<21>,
    lines: Rows<14>,
    schedules: Rows<9>,
}

impl Default for New {
    fn default() -> New {
        New {
            timeline: Rows::of("timeline"),
            considered: Rows::of("considered"),
            orders: Rows::of("orders"),
            lines: Rows::of("order_lines"),
            schedules: Rows::of("schedule_lines"),
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
            orders: BTreeMap::new(),
            movements: Movements::default(),
            days: Days::default(),
            documents: HashMap::new(),
            new: New::default(),
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
        Ok(())
    }

    /// Writes what was gathered.
    pub(crate) fn finish(mut self) -> Result<(), Fault> {
        self.write_orders()?;
        self.new.timeline.write(self.views)?;
        self.new.considered.write(self.views)?;
        self.movements.write(self.views)?;
        self.days.write(self.views)?;
        if self.codes.items.len() + self.codes.customers.len() > CODES_MAX {
            *self.codes = Codes::default();
        }
        Ok(())
    }

    fn event(&mut self, event: &Event, place: Place) -> Result<(), Fault> {
        match event {
            Event::PolicySet(policy) => self.set_policy(policy),
            Event::SitesPut { sites } => self.put_sites(sites),
            Event::LanesPut { .. } | Event::PricesPut { .. } => Ok(()),
            Event::ItemsPut { items } => self.put_items(items),
            Event::CustomersPut { customers } => self.put_customers(customers),
            Event::ShipTosPut { ship_tos } => self.put_ship_tos(ship_tos),
            Event::StockReceived { .. }
            | Event::StockMoved { .. }
            | Event::StockCounted { .. }
            | Event::StockScrapped { .. }
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
            | Event::OrderFinished { .. } => self.order_event(event, place),
            Event::ReturnPlaced { .. }
            | Event::ReturnReceived { .. }
            | Event::ReturnClosed { .. } => self.return_event(event, place),
            Event::WorkOpened(_) | Event::WorkClosed(_) => Ok(()),
        }
    }

    /// Adds an entry to the timeline.
    fn tell(&mut self, of: Subject, place: Place, happening: &Happening) -> Result<(), Fault> {
        let (subject, id) = match of {
            Subject::Order(order) => ("order", order.0),
            Subject::Request(request) => ("request", request.0),
            Subject::Document(arrival) => ("document", arrival),
        };
        let row = [
            subject.to_owned().into(),
            signed(id).into(),
            signed(place.seq).into(),
            place.nth.into(),
            place.stamp.at.0.into(),
            place.stamp.actor.0.into(),
            json(happening).into(),
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
