//! 940 Warehouse Shipping Order.

use super::{Envelope, code, dated, item, mode, name, number, party, qualified};
use crate::outbound::WarehouseOrder;
use crate::outbound::facts::Carriage;
use crate::outbound::message::{Message, Unsayable};
use crate::outbound::segment::{Segment, Writer, text};
use crate::outbound::unit::Units;
use crate::outbound::warehouse::WarehouseLine;
use vocab::Decimal;

/// The longest note that NTE has room for, in characters.
const NOTE_CHARS_MAX: usize = 80;

/// Writes the 940. The number of a line stands in LX and in N9*LI, and comes back in the 945.
///
/// # Errors
/// When a number has no room, or the order is larger than [`WarehouseOrder::check`] allows.
pub fn shipping_order(envelope: &Envelope, facts: &WarehouseOrder) -> Result<Message, Unsayable> {
    facts.check()?;
    let mut quantities = facts.lines.iter().map(|line| line.quantity);
    let sum = quantities.try_fold(Decimal::ZERO, Decimal::checked_add);
    let sum = sum.ok_or(Unsayable::Sum)?;
    envelope.wrap("OW", "940", |writer| {
        header(writer, facts);
        for line in &facts.lines {
            wanted(writer, line);
        }
        writer.push(Segment::new("W76").with(number(sum, 16)));
    })
}

fn header(writer: &mut Writer, facts: &WarehouseOrder) {
    writer.push(
        Segment::new("W05")
            .with(code("N"))
            .with(name(&*facts.number, 22))
            .with(name(&*facts.order.po_number, 22)),
    );
    party(writer, "DE", &facts.depositor);
    party(writer, "WH", &facts.warehouse);
    party(writer, "ST", &facts.ship_to);
    writer.push(qualified("N9", "CO", name(&*facts.order.order_number, 30)));
    if let Some(day) = facts.ship_on {
        writer.push(dated("G62", "10", day));
    }
    if let Some(day) = facts.deliver_on {
        writer.push(dated("G62", "02", day));
    }
    for note in &facts.notes {
        writer.push(qualified("NTE", "WHI", text(note.as_str(), NOTE_CHARS_MAX)));
    }
    if let Some(carriage) = &facts.carriage {
        writer.push(carried(carriage));
    }
}

/// W66: the depositor pays (PP), unless the receiver fetches (PU).
fn carried(carriage: &Carriage) -> Segment {
    let (paid, way) = match mode(carriage) {
        "H" => ("PU", "H"),
        way => ("PP", way),
    };
    let routing = carriage.service.as_deref().unwrap_or(&carriage.carrier);
    Segment::new("W66")
        .with(code(paid))
        .with(code(way))
        .skip(2)
        .with(text(routing, 35))
        .skip(4)
        .with(name(carriage.scac.as_deref(), 4))
}

/// LX, W01, G69 and N9.
fn wanted(writer: &mut Writer, line: &WarehouseLine) {
    writer.push(Segment::new("LX").with(code(line.number)));
    let goods = Segment::new("W01")
        .with(number(line.quantity, 16))
        .with(code(Units::X12.of(&line.measure)))
        .skip(1);
    // There is room for two.
    writer.push(item(goods, &line.item, 2));
    writer.push(Segment::new("G69").with(text(&*line.item.name, 45)));
    writer.push(qualified("N9", "LI", code(line.number)));
    if let Some(lot) = &line.lot {
        writer.push(qualified("N9", "LT", name(lot.as_str(), 30)));
    }
}
