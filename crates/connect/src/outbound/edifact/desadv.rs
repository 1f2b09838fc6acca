//! DESADV, the despatch advice message: what was shipped, package by package.

use super::{
    Envelope, carried, dated, issued, number, ordered, party, quantity, referenced, total,
};
use crate::outbound::Despatch;
use crate::outbound::codes;
use crate::outbound::despatch::{Package, PackageKind, PackedLine, kilograms};
use crate::outbound::facts::OrderReference;
use crate::outbound::message::{Message, Unsayable};
use crate::outbound::segment::{Segment, Writer, code, name, none};
use crate::outbound::unit::Units;

/// Writes the DESADV. CPS tells which package stands in which; PCI and GIN+BJ say its SSCC.
///
/// # Errors
/// When a number has no room, or the shipment is larger than [`Despatch::check`] allows.
pub fn desadv(envelope: &Envelope, facts: &Despatch) -> Result<Message, Unsayable> {
    facts.check()?;
    envelope.wrap("DESADV", |writer| {
        header(writer, facts);
        let mut numbers = Numbers::default();
        let whole = numbers.open(writer, None);
        outermost(writer, facts);
        for order in &facts.orders {
            for package in &order.packages {
                packed(envelope, writer, &mut numbers, whole, &order.order, package);
            }
        }
        total(writer, numbers.lines);
    })
}

fn header(writer: &mut Writer, facts: &Despatch) {
    let begin = Segment::new("BGM").with(code("351"));
    writer.push(begin.with(name(&*facts.number, 35)).with(code("9")));
    issued(writer, facts.at);
    dated(writer, "11", facts.shipped);
    if let Some(expected) = facts.expected {
        dated(writer, "17", expected);
    }
    if let [order] = &facts.orders[..] {
        ordered(writer, &order.order);
    }
    if let Some(carriage) = &facts.carriage {
        let numbers = [("BM", &carriage.bill_of_lading), ("CN", &carriage.tracking)];
        for (qualifier, said) in numbers {
            said.iter()
                .for_each(|said| referenced(writer, qualifier, said));
        }
    }
    party(writer, "BY", &facts.buyer);
    party(writer, "SU", &facts.seller);
    party(writer, "DP", &facts.ship_to);
    party(writer, "SF", &facts.ship_from);
    if let Some(carriage) = &facts.carriage {
        carried(writer, carriage);
    }
}

/// The packages and lines so far.
#[derive(Default)]
struct Numbers {
    packages: usize,
    lines: usize,
}

impl Numbers {
    /// CPS: opens a level; its number.
    fn open(&mut self, writer: &mut Writer, within: Option<usize>) -> usize {
        self.packages += 1;
        let level = Segment::new("CPS").with(code(self.packages));
        writer.push(match within {
            Some(within) => level.with(code(within)),
            None => level,
        });
        self.packages
    }
}

/// PAC: how many outermost packages of each kind there are.
fn outermost(writer: &mut Writer, facts: &Despatch) {
    for kind in [PackageKind::Pallet, PackageKind::Carton] {
        let packages = facts.packages().filter(|package| package.kind == kind);
        match packages.count() {
            0 => {}
            count => writer.push(counted(count, kind)),
        }
    }
}

/// PAC.
fn counted(count: usize, kind: PackageKind) -> Segment {
    let packages = Segment::new("PAC").with(code(count));
    packages.skip(1).with(code(codes::package(kind)))
}

fn packed(
    envelope: &Envelope,
    writer: &mut Writer,
    numbers: &mut Numbers,
    within: usize,
    order: &OrderReference,
    package: &Package,
) {
    let level = numbers.open(writer, Some(within));
    writer.push(counted(1, package.kind));
    if let Some(weight) = package.weight_grams.and_then(kilograms) {
        // The gross weight of the package.
        let weight = [code("KGM"), number(weight, 18)];
        let measured = Segment::new("MEA").with(code("PD")).with(code("AAB"));
        writer.push(measured.of(weight));
    }
    if let Some(sscc) = package.sscc {
        // 33E: marked with the serial shipping container code.
        writer.push(Segment::new("PCI").with(code("33E")));
        writer.push(Segment::new("GIN").with(code("BJ")).with(code(sscc)));
    }
    for line in &package.contents {
        numbers.lines += 1;
        content(envelope, writer, numbers.lines, order, line);
    }
    for inner in &package.inner {
        packed(envelope, writer, numbers, level, order, inner);
    }
}

fn content(
    envelope: &Envelope,
    writer: &mut Writer,
    number: usize,
    order: &OrderReference,
    line: &PackedLine,
) {
    let unit = Units::Edifact.of(&line.measure);
    envelope.item(writer, number, "", (&line.item, None));
    quantity(writer, "12", line.quantity, unit);
    quantity(writer, "21", line.ordered, unit);
    if let Some(lot) = &line.lot {
        let batch = Segment::new("GIN").with(code("BX"));
        writer.push(batch.with(name(lot.as_str(), 35)));
    }
    if let Some(day) = line.best_before {
        dated(writer, "361", day);
    }
    let (order, reference) = (name(&*order.po_number, 35), line.reference.said());
    // Data element 1156, the line of the order, has six characters; a longer number is said apart.
    match reference.chars().count() <= 6 {
        true => writer.push(Segment::new("RFF").of([code("ON"), order, code(reference)])),
        false => {
            writer.push(Segment::new("RFF").of([code("ON"), order, none()]));
            referenced(writer, "LI", &reference);
        }
    }
}
