//! INVOIC, the invoice message.

use super::{Envelope, amount, dated, number, ordered, party, priced, quantity, referenced, total};
use crate::outbound::Invoice;
use crate::outbound::codes;
use crate::outbound::invoice::{Charge, ChargeKind, InvoiceLine, Terms, Totals};
use crate::outbound::message::{Message, Unsayable};
use crate::outbound::segment::{Segment, Writer, code, name, none};
use crate::outbound::unit::Units;
use vocab::Decimal;

/// Writes the INVOIC.
///
/// # Errors
/// When a number has no room, and as [`Invoice::checked`].
pub fn invoic(envelope: &Envelope, facts: &Invoice) -> Result<Message, Unsayable> {
    let totals = facts.checked()?;
    envelope.wrap("INVOIC", |writer| {
        header(writer, facts);
        for (number, line) in (1..).zip(&facts.lines) {
            invoiced(envelope, writer, number, facts, line);
        }
        summary(writer, facts, &totals);
    })
}

fn header(writer: &mut Writer, facts: &Invoice) {
    let begin = Segment::new("BGM").with(code(codes::invoice(facts.kind)));
    writer.push(begin.with(name(&*facts.number, 35)).with(code("9")));
    dated(writer, "137", facts.day);
    if let Some(shipped) = facts.shipped {
        dated(writer, "11", shipped);
    }
    ordered(writer, &facts.order);
    if let Some(shipment) = &facts.shipment {
        referenced(writer, "AAK", shipment);
    }
    party(writer, "BY", &facts.buyer);
    party(writer, "SU", &facts.seller);
    party(writer, "DP", &facts.ship_to);
    // The currency of the invoice.
    let currency = [code("2"), code(facts.currency), code("4")];
    writer.push(Segment::new("CUX").of(currency));
    terms(writer, facts.terms);
    for charge in &facts.charges {
        charged(writer, facts, charge);
    }
}

/// PAT: 1 is the basic term, 22 a discount; so many days after the day of the invoice.
fn terms(writer: &mut Writer, terms: Terms) {
    let within = |kind: &str, days: u16| {
        let days = [code("5"), code("3"), code("D"), code(days)];
        Segment::new("PAT").with(code(kind)).skip(1).of(days)
    };
    if let Some(days) = terms.net_days {
        writer.push(within("1", days));
    }
    if let Some(discount) = terms.discount {
        writer.push(within("22", discount.days));
        let percent = [code("12"), number(discount.percent, 10)];
        writer.push(Segment::new("PCD").of(percent));
    }
}

/// ALC, MOA and TAX.
fn charged(writer: &mut Writer, facts: &Invoice, charge: &Charge) {
    let (sign, service) = match charge.kind {
        ChargeKind::Freight => ("C", "FC"),
        ChargeKind::Handling => ("C", "HD"),
        ChargeKind::Discount => ("A", "DI"),
    };
    let kind = Segment::new("ALC").with(code(sign)).skip(3);
    writer.push(kind.with(code(service)));
    amount(
        writer,
        "8",
        &facts.digits(charge.net_minor.saturating_abs()),
    );
    writer.push(taxed(charge.tax_percent));
}

/// TAX.
fn taxed(percent: Decimal) -> Segment {
    Segment::new("TAX")
        .with(code("7"))
        .with(code("VAT"))
        .skip(2)
        .of([none(), none(), none(), number(percent, 17)])
        .with(code(codes::tax_category(percent)))
}

fn invoiced(
    envelope: &Envelope,
    writer: &mut Writer,
    number: usize,
    facts: &Invoice,
    line: &InvoiceLine,
) {
    let unit = Units::Edifact.of(&line.measure);
    envelope.item(writer, number, "", (&line.item, None));
    quantity(writer, "47", line.quantity, unit);
    amount(writer, "203", &facts.digits(line.net_minor));
    priced(writer, line.rate, unit);
    referenced(writer, "LI", &line.reference.said());
    writer.push(taxed(line.tax_percent));
}

/// UNS, CNT, the sums, and the tax by its rates.
fn summary(writer: &mut Writer, facts: &Invoice, totals: &Totals) {
    writer.push(Segment::new("UNS").with(code("S")));
    total(writer, facts.lines.len());
    let besides = totals.charges - totals.allowances;
    let sums = [
        ("77", totals.gross),
        ("79", totals.lines),
        ("131", besides),
        ("125", totals.net),
        ("124", totals.tax),
    ];
    for (qualifier, minor) in sums {
        amount(writer, qualifier, &facts.digits(minor));
    }
    for tax in &facts.taxes {
        writer.push(taxed(tax.percent));
        amount(writer, "124", &facts.digits(tax.minor));
        amount(writer, "125", &facts.digits(tax.base_minor));
    }
}
