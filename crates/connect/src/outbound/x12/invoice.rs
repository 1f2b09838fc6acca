//! 810 Invoice.

use super::{
    Envelope, code, dated, description, item, name, none, number, party, price, referenced, total,
};
use crate::outbound::Invoice;
use crate::outbound::invoice::{Charge, ChargeKind, InvoiceKind, InvoiceLine, Tax, Terms, Totals};
use crate::outbound::message::{Loss, Message, Unsayable};
use crate::outbound::segment::{Datum, Segment, Writer};
use crate::outbound::stamp::ccyymmdd;
use crate::outbound::unit::Units;
use vocab::{Currency, Decimal};

/// Writes the 810.
///
/// # Errors
/// For a pro forma, which X12 does not know; when a number has no room, and as [`Invoice::checked`].
pub fn invoice(envelope: &Envelope, facts: &Invoice) -> Result<Message, Unsayable> {
    if facts.kind == InvoiceKind::ProForma {
        return Err(Unsayable::Missing(
            "an invoice to be paid: X12 has none for show",
        ));
    }
    let totals = facts.checked()?;
    envelope.wrap("IN", "810", |writer| {
        header(writer, facts);
        for line in &facts.lines {
            invoiced(writer, line);
        }
        summary(writer, facts, &totals);
    })
}

fn header(writer: &mut Writer, facts: &Invoice) {
    let order = &facts.order;
    let po_date = order.po_date.map(ccyymmdd).unwrap_or_default();
    writer.push(
        Segment::new("BIG")
            .with(code(ccyymmdd(facts.day)))
            .with(name(&*facts.number, 22))
            .with(code(po_date))
            .with(name(&*order.po_number, 22))
            .skip(2)
            .with(code("DI")),
    );
    let currency = Segment::new("CUR").with(code("SE"));
    writer.push(currency.with(code(facts.currency)));
    referenced(writer, "VN", Some(&order.order_number));
    referenced(writer, "SI", facts.shipment.as_deref());
    referenced(writer, "VX", facts.seller.tax_number.as_deref());
    party(writer, "BT", &facts.buyer);
    party(writer, "SE", &facts.seller);
    party(writer, "ST", &facts.ship_to);
    if let Some(terms) = terms(facts.terms) {
        writer.push(terms);
    }
    if let Some(shipped) = facts.shipped {
        writer.push(dated("DTM", "011", shipped));
    }
}

/// ITD: 08 is a basic discount, 01 plain; the days count from the day of the invoice.
fn terms(terms: Terms) -> Option<Segment> {
    let days = |days: Option<u16>| days.map_or(none(), |days| name(&*days.to_string(), 3));
    let kind = match (terms.discount, terms.net_days) {
        (Some(_), _) => "08",
        (None, Some(_)) => "01",
        (None, None) => return None,
    };
    let percent = terms.discount.map(|discount| discount.percent);
    Some(
        Segment::new("ITD")
            .with(code(kind))
            .with(code("3"))
            .with(percent.map_or(none(), |percent| number(percent, 7)))
            .skip(1)
            .with(days(terms.discount.map(|discount| discount.days)))
            .skip(1)
            .with(days(terms.net_days)),
    )
}

/// IT1 and PID.
fn invoiced(writer: &mut Writer, line: &InvoiceLine) {
    let [amount, basis] = price(writer, "IT1", Some(line.rate));
    let opened = Segment::new("IT1")
        .with(name(&*line.reference.said(), 20))
        .with(number(line.quantity, 11))
        .with(code(Units::X12.of(&line.measure)))
        .with(amount)
        .with(basis);
    writer.push(item(opened, &line.item, 3));
    writer.push(description(&line.item));
}

/// TDS, then the tax, what is charged besides, and the counts.
fn summary(writer: &mut Writer, facts: &Invoice, totals: &Totals) {
    let hundredths = |writer: &mut Writer, minor| {
        let (amount, exact) = hundredths(minor, facts.currency);
        if !exact {
            writer.note("TDS01".to_owned(), Loss::Rounded);
        }
        amount
    };
    let gross = hundredths(writer, totals.gross);
    writer.push(Segment::new("TDS").with(gross));
    for tax in &facts.taxes {
        writer.push(taxed(facts, tax));
    }
    for charge in &facts.charges {
        let amount = hundredths(writer, charge.net_minor.saturating_abs());
        writer.push(charged(charge, amount));
    }
    total(writer, facts.lines.len());
}

/// Two places implied, whatever the currency (X12 type N2), and whether that is exact: a currency of
/// three places is rounded.
fn hundredths(minor: i64, currency: Currency) -> (Datum, bool) {
    let amount = Decimal::new(minor, currency.minor_digits()).unwrap_or_default();
    let exact = amount.at_scale(2);
    let rounded = exact.unwrap_or_else(|| (minor.saturating_add(5)).div_euclid(10));
    (name(&*rounded.to_string(), 15), exact.is_some())
}

/// TXI: value added tax, the amount and the rate.
fn taxed(facts: &Invoice, tax: &Tax) -> Segment {
    Segment::new("TXI")
        .with(code("VA"))
        .with(name(&*facts.digits(tax.minor), 18))
        .with(number(tax.percent, 10))
}

/// SAC: C is charged, A is taken off.
fn charged(charge: &Charge, hundredths: Datum) -> Segment {
    let (sign, service) = match charge.kind {
        ChargeKind::Freight => ("C", "D240"),
        ChargeKind::Handling => ("C", "D500"),
        ChargeKind::Discount => ("A", "C310"),
    };
    let segment = Segment::new("SAC").with(code(sign)).with(code(service));
    segment.skip(2).with(hundredths)
}
