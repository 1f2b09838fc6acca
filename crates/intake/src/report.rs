//! What warehouses and carriers report of shipments (X12 945 and 214, EDIFACT IFTSTA), and suppliers of
//! what they have (X12 846, EDIFACT INVRPT).
//!
//! A report is a claim: who takes it up compares it with the book. What can't be read is left out and
//! counted; nothing here panics on any input.

mod iftsta;
mod inventory;
mod shipped;
mod status;
#[cfg(test)]
mod tests;

use crate::edi::Segment;
use crate::edi::value::{self, Comma};
use crate::{edifact, x12};
use serde::Serialize;
use vocab::{Day, Decimal, Gtin, Sscc, TrackingEvent, Unit};

/// The most events and shipments of one document.
pub const REPORTS_MAX: usize = 10_000;
/// The most lines of one shipment.
pub const LINES_MAX: usize = 10_000;
/// The most packages of one line.
pub const PACKAGES_MAX: usize = 1_000;

/// What a document reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reports {
    /// What warehouses shipped.
    pub shipped: Vec<Shipped>,
    /// Where shipments are.
    pub events: Vec<TrackingEvent>,
    /// What suppliers have.
    pub stocked: Vec<Stocked>,
    /// How many sets or messages were left out: of another kind, without what names them, or beyond
    /// [`REPORTS_MAX`].
    pub left_out: usize,
}

/// A warehouse's answer to an order to ship: X12 945.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Shipped {
    /// The depositor's number of the order, W0602.
    pub order: Option<String>,
    /// The warehouse's number of the shipment, W0604.
    pub shipment: Option<String>,
    /// The customer's order number, W0606.
    pub po_number: Option<String>,
    /// When it left.
    pub day: Option<Day>,
    /// The carrier's SCAC.
    pub carrier: Option<String>,
    /// What the carrier tracks by.
    pub tracking: Option<String>,
    /// The number of the bill of lading.
    pub bill_of_lading: Option<String>,
    /// What was shipped.
    pub lines: Vec<ShippedLine>,
}

/// A line of what a warehouse shipped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShippedLine {
    /// The line of the order to ship, N9*LI; without it, the number of the loop.
    pub line: Option<String>,
    /// The depositor's code of the item.
    pub item: Option<String>,
    /// The GTIN.
    pub gtin: Option<Gtin>,
    /// How many were ordered.
    pub ordered: Option<Decimal>,
    /// How many were shipped.
    pub shipped: Option<Decimal>,
    /// How many are missing, as the warehouse counts.
    pub short: Option<Decimal>,
    /// Of which unit.
    pub unit: Option<Unit>,
    /// The batch.
    pub lot: Option<String>,
    /// The packages that they lie in.
    pub packages: Vec<Sscc>,
}

/// What a supplier says it has: X12 846, EDIFACT INVRPT.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stocked {
    /// Codes and names of the supplier.
    pub suppliers: Vec<String>,
    /// Whom the interchange comes from.
    pub senders: Vec<String>,
    /// Codes and names of the site that it would come to.
    pub sites: Vec<String>,
    /// What of which item.
    pub lines: Vec<StockedLine>,
    /// Lines beyond [`LINES_MAX`].
    pub lines_left_out: usize,
}

/// What a supplier says it has of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StockedLine {
    /// The number of the line.
    pub line: Option<String>,
    /// The buyer's code of the item.
    pub item: Option<String>,
    /// The supplier's own.
    pub theirs: Option<String>,
    /// The GTIN.
    pub gtin: Option<Gtin>,
    /// How much there is.
    pub quantity: Option<Decimal>,
    /// Of which unit.
    pub unit: Option<Unit>,
    /// The unit, where it is none that is known.
    pub foreign_unit: Option<String>,
    /// Days from the order until the goods are there.
    pub lead_days: Option<u16>,
}

/// Reads the reports of a document; of one that is neither X12 nor EDIFACT, none.
pub fn read(bytes: &[u8]) -> Reports {
    let mut reports = Reports::default();
    if x12::recognises(bytes) {
        let mut reader = SetReader::default();
        x12::each_segment(bytes, |segment| reader.see(segment, &mut reports));
        reader.close(&mut reports);
    } else if edifact::recognises(bytes) {
        let mut reader = MessageReader::default();
        edifact::each_segment(bytes, |segment| reader.see(segment, &mut reports));
        reader.close(&mut reports);
    }
    reports
}

impl Reports {
    fn add(&mut self, event: TrackingEvent) {
        match self.events.len() < REPORTS_MAX {
            true => self.events.push(event),
            false => self.left_out += 1,
        }
    }

    fn add_stocked(&mut self, stocked: Stocked) {
        match !stocked.lines.is_empty() && self.stocked.len() < REPORTS_MAX {
            true => self.stocked.push(stocked),
            false => self.left_out += 1,
        }
    }

    fn add_shipped(&mut self, shipped: Shipped) {
        let named = shipped.order.is_some() || shipped.shipment.is_some();
        match named && self.shipped.len() < REPORTS_MAX {
            true => self.shipped.push(shipped),
            false => self.left_out += 1,
        }
    }
}

/// The walk through an X12 interchange.
#[derive(Default)]
struct SetReader {
    senders: Vec<String>,
    set: Set,
}

/// The X12 set that is open.
#[derive(Default)]
enum Set {
    #[default]
    None,
    Other,
    Shipped(Box<shipped::Reader>),
    Status(Box<status::Reader>),
    Stocked(Box<inventory::Reader>),
}

impl SetReader {
    fn see(&mut self, segment: &Segment, reports: &mut Reports) {
        match (segment.tag.as_str(), &mut self.set) {
            ("ISA", _) => self.senders = text(segment, 6, 0).into_iter().collect(),
            ("GS", _) => self
                .senders
                .extend(text(segment, 2, 0).filter(|_| self.senders.len() < 2)),
            ("ST", _) => {
                self.close(reports);
                self.set = match segment.code(1, 0).as_ref() {
                    "945" => Set::Shipped(Box::default()),
                    "214" => Set::Status(Box::default()),
                    "846" => Set::Stocked(Box::new(inventory::Reader::of(&self.senders))),
                    _ => Set::Other,
                };
            }
            ("SE" | "GE" | "IEA", _) => self.close(reports),
            (_, Set::Shipped(reader)) => reader.see(segment),
            (_, Set::Status(reader)) => reader.see(segment, reports),
            (_, Set::Stocked(reader)) => reader.see_x12(segment),
            (_, Set::None | Set::Other) => {}
        }
    }

    fn close(&mut self, reports: &mut Reports) {
        match std::mem::take(&mut self.set) {
            Set::None => {}
            Set::Other => reports.left_out += 1,
            Set::Shipped(reader) => reports.add_shipped(reader.finish()),
            Set::Status(reader) => reader.finish(reports),
            Set::Stocked(reader) => reports.add_stocked(reader.finish()),
        }
    }
}

/// The walk through an EDIFACT interchange.
#[derive(Default)]
struct MessageReader {
    senders: Vec<String>,
    message: Message,
}

/// The EDIFACT message that is open.
#[derive(Default)]
enum Message {
    #[default]
    None,
    Other,
    Status(Box<iftsta::Reader>),
    Stocked(Box<inventory::Reader>),
}

impl MessageReader {
    fn see(&mut self, segment: &Segment, reports: &mut Reports) {
        match (segment.tag.as_str(), &mut self.message) {
            ("UNB", _) => self.senders = text(segment, 2, 1).into_iter().collect(),
            ("UNH", _) => {
                self.close(reports);
                self.message = match segment.code(2, 1).to_ascii_uppercase().as_str() {
                    "IFTSTA" => Message::Status(Box::default()),
                    "INVRPT" => Message::Stocked(Box::new(inventory::Reader::of(&self.senders))),
                    _ => Message::Other,
                };
            }
            ("UNT" | "UNZ", _) => self.close(reports),
            (_, Message::Status(reader)) => reader.see(segment, reports),
            (_, Message::Stocked(reader)) => reader.see_edifact(segment),
            (_, Message::None | Message::Other) => {}
        }
    }

    fn close(&mut self, reports: &mut Reports) {
        match std::mem::take(&mut self.message) {
            Message::None => {}
            Message::Other => reports.left_out += 1,
            Message::Status(reader) => reader.finish(reports),
            Message::Stocked(reader) => reports.add_stocked(reader.finish()),
        }
    }
}

/// An element or component as text.
fn text(segment: &Segment, element: usize, component: usize) -> Option<String> {
    segment.text(element, component).map(|field| field.value)
}

/// An element of X12 as a number.
fn number(segment: &Segment, element: usize) -> Option<Decimal> {
    value::number(&text(segment, element, 0)?, Comma::Group)
}

/// Parts of a place, as far as they are known.
fn place(parts: [Option<String>; 3]) -> Option<String> {
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
