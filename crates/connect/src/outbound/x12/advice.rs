//! 856 Ship Notice/Manifest: shipment, order, pallet, carton, item.

use super::{
    Envelope, code, dated, description, item, mode, name, number, party, referenced, total,
};
use crate::outbound::Despatch;
use crate::outbound::despatch::{DespatchedOrder, Package, PackageKind, PackedLine, kilograms};
use crate::outbound::message::{Message, Unsayable};
use crate::outbound::segment::{Segment, Writer, text};
use crate::outbound::stamp::{ccyymmdd, hhmm};
use crate::outbound::unit::Units;

/// Writes the 856 of a shipment. Each package with an SSCC says it in MAN*GM with the application
/// identifier 00 in front, as on its label.
///
/// # Errors
/// When a number has no room, or the shipment is larger than [`Despatch::check`] allows.
pub fn ship_notice(envelope: &Envelope, facts: &Despatch) -> Result<Message, Unsayable> {
    facts.check()?;
    envelope.wrap("SH", "856", |writer| {
        writer.push(header(facts));
        let mut levels = Levels::default();
        let shipment = levels.open(writer, None, "S");
        shipped(writer, facts);
        for order in &facts.orders {
            ordered(writer, &mut levels, shipment, order);
        }
        total(writer, levels.count);
    })
}

/// BSN; 0001 stands for shipment, order, packaging, item.
fn header(facts: &Despatch) -> Segment {
    Segment::new("BSN")
        .with(code("00"))
        .with(name(&*facts.number, 30))
        .with(code(ccyymmdd(facts.at.utc_day())))
        .with(code(hhmm(facts.at)))
        .with(code("0001"))
}

/// The hierarchical levels so far: each has a number and names the one that it stands in.
#[derive(Default)]
struct Levels {
    count: usize,
}

impl Levels {
    /// HL: opens a level; its number.
    fn open(&mut self, writer: &mut Writer, within: Option<usize>, kind: &str) -> usize {
        self.count += 1;
        let within = within.map_or_else(String::new, |number| number.to_string());
        let level = Segment::new("HL").with(code(self.count)).with(code(within));
        writer.push(level.with(code(kind)));
        self.count
    }
}

fn shipped(writer: &mut Writer, facts: &Despatch) {
    let kinds = [(PackageKind::Pallet, "PLT"), (PackageKind::Carton, "CTN")];
    for (kind, packaging) in kinds {
        lading(facts, kind, packaging)
            .into_iter()
            .for_each(|lading| writer.push(lading));
    }
    if let Some(carriage) = &facts.carriage {
        let routing = carriage.service.as_deref().unwrap_or(&carriage.carrier);
        let carrier = Segment::new("TD5").with(code("B"));
        let carrier = match &carriage.scac {
            Some(scac) => carrier.with(code("2")).with(name(scac.as_str(), 4)),
            None => carrier.skip(2),
        };
        writer.push(carrier.with(code(mode(carriage))).with(text(routing, 35)));
        referenced(writer, "BM", carriage.bill_of_lading.as_deref());
        referenced(writer, "CN", carriage.tracking.as_deref());
    }
    writer.push(dated("DTM", "011", facts.shipped));
    if let Some(expected) = facts.expected {
        writer.push(dated("DTM", "017", expected));
    }
    party(writer, "SF", &facts.ship_from);
    party(writer, "ST", &facts.ship_to);
    party(writer, "BY", &facts.buyer);
    party(writer, "SE", &facts.seller);
}

/// TD1: how many outermost packages of a kind, and what they weigh.
fn lading(facts: &Despatch, kind: PackageKind, packaging: &str) -> Option<Segment> {
    let packages = || facts.packages().filter(|package| package.kind == kind);
    let count = Some(packages().count()).filter(|count| *count > 0)?;
    let segment = Segment::new("TD1").with(code(packaging)).with(code(count));
    let weight: Option<u64> = packages().map(|package| package.weight_grams).sum();
    Some(match weight.and_then(kilograms) {
        Some(weight) => segment
            .skip(3)
            .with(code("G"))
            .with(number(weight, 11))
            .with(code("KG")),
        None => segment,
    })
}

fn ordered(writer: &mut Writer, levels: &mut Levels, shipment: usize, order: &DespatchedOrder) {
    let level = levels.open(writer, Some(shipment), "O");
    let reference = &order.order;
    let day = reference.po_date.map(ccyymmdd).unwrap_or_default();
    let purchase_order = Segment::new("PRF").with(name(&*reference.po_number, 22));
    writer.push(purchase_order.skip(2).with(code(day)));
    referenced(writer, "VN", Some(&reference.order_number));
    for package in &order.packages {
        packed(writer, levels, level, package);
    }
}

/// A pallet is a tare (T), a carton a pack (P).
fn packed(writer: &mut Writer, levels: &mut Levels, within: usize, package: &Package) {
    let kind = match package.kind {
        PackageKind::Pallet => "T",
        PackageKind::Carton => "P",
    };
    let level = levels.open(writer, Some(within), kind);
    if let Some(sscc) = package.sscc {
        let mark = Segment::new("MAN").with(code("GM"));
        writer.push(mark.with(code(format!("00{sscc}"))));
    }
    for line in &package.contents {
        levels.open(writer, Some(level), "I");
        content(writer, line);
    }
    for inner in &package.inner {
        packed(writer, levels, level, inner);
    }
}

fn content(writer: &mut Writer, line: &PackedLine) {
    let reference = line.reference.said();
    let unit = Units::X12.of(&line.measure);
    let identified = item(
        Segment::new("LIN").with(name(&*reference, 20)),
        &line.item,
        3,
    );
    writer.push(match &line.lot {
        Some(lot) => identified.with(code("LT")).with(name(lot.as_str(), 48)),
        None => identified,
    });
    writer.push(
        Segment::new("SN1")
            .with(name(&*reference, 20))
            .with(number(line.quantity, 11))
            .with(code(unit))
            .skip(1)
            .with(number(line.ordered, 16))
            .with(code(unit)),
    );
    writer.push(description(&line.item));
    if let Some(day) = line.best_before {
        writer.push(dated("DTM", "036", day));
    }
}
