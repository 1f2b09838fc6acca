//! 855 Purchase Order Acknowledgment, and 865 Purchase Order Change Acknowledgment.

use super::{
    Envelope, description, item, name, number, party, price, qualified, referenced, total,
};
use crate::outbound::confirmation::{Answers, ConfirmedLine, Difference, Fate, Slice};
use crate::outbound::message::{Message, Unsayable};
use crate::outbound::segment::{Segment, Writer, code, none, text};
use crate::outbound::stamp::ccyymmdd;
use crate::outbound::unit::Units;
use crate::outbound::{Confirmation, Verdict};

/// Writes the 855 to an order, or the 865 to a change of it.
///
/// Every part of a line has an ACK: IA as ordered, DR on another day, IP at another price, IQ in
/// another quantity, IS another item, IB waits, IR does not come.
///
/// # Errors
/// When a number has no room, or the answer is larger than [`Confirmation::check`] allows.
pub fn response(envelope: &Envelope, facts: &Confirmation) -> Result<Message, Unsayable> {
    facts.check()?;
    let (functional, set) = match facts.answers {
        Answers::Order => ("PR", "855"),
        Answers::Change { .. } => ("CA", "865"),
    };
    envelope.wrap(functional, set, |writer| {
        writer.push(header(facts));
        let currency = Segment::new("CUR").with(code("SE"));
        writer.push(currency.with(code(facts.currency)));
        referenced(writer, "VN", Some(&facts.order.order_number));
        for words in &facts.notes {
            note(writer, words);
        }
        party(writer, "BY", &facts.buyer);
        party(writer, "SE", &facts.seller);
        party(writer, "ST", &facts.ship_to);
        for confirmed in &facts.lines {
            line(writer, &facts.answers, confirmed);
        }
        total(writer, facts.lines.len());
    })
}

/// N9 and MSG: words for anybody.
fn note(writer: &mut Writer, words: &str) {
    writer.push(qualified("N9", "L1", code("NOTE")));
    writer.push(Segment::new("MSG").with(text(words, 264)));
}

/// BAK or BCA.
fn header(facts: &Confirmation) -> Segment {
    let purchase_order = name(&*facts.order.po_number, 22);
    let po_date = facts.order.po_date.unwrap_or(facts.at.utc_day());
    let (po_date, answered) = (code(ccyymmdd(po_date)), code(ccyymmdd(facts.at.utc_day())));
    let number = name(&*facts.number, 30);
    match &facts.answers {
        Answers::Order => Segment::new("BAK")
            .with(code("00"))
            .with(code(answer(facts.verdict())))
            .with(purchase_order)
            .with(po_date)
            .skip(3)
            .with(number)
            .with(answered),
        Answers::Change {
            number: change,
            day,
        } => Segment::new("BCA")
            .with(code("00"))
            .with(code(answer(facts.verdict())))
            .with(purchase_order)
            .skip(1)
            .with(name(change.as_deref(), 8))
            .with(po_date)
            .skip(2)
            .with(number)
            .with(day.map_or(none(), |day| code(ccyymmdd(day))))
            .with(answered),
    }
}

/// Data element 587.
fn answer(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "AD",
        Verdict::Changed | Verdict::Backordered => "AC",
        Verdict::Rejected => "RD",
    }
}

/// PO1 or POC, then PID and an ACK for each part.
fn line(writer: &mut Writer, answers: &Answers, line: &ConfirmedLine) {
    let unit = Units::X12.of(&line.measure);
    let reference = name(&*line.reference.said(), 20);
    let tag = match answers {
        Answers::Order => "PO1",
        Answers::Change { .. } => "POC",
    };
    let [amount, basis] = price(writer, tag, line.rate);
    let opened = Segment::new(tag).with(reference);
    let opened = match answers {
        Answers::Order => opened.with(number(line.ordered, 16)),
        Answers::Change { .. } => opened
            .with(code(change(line)))
            .with(number(line.ordered, 16))
            .with(number(line.promised(), 10)),
    };
    let ordered = line.instead_of.as_ref().unwrap_or(&line.item);
    let priced = opened.with(code(unit)).with(amount).with(basis);
    writer.push(item(priced, ordered, 3));
    writer.push(description(ordered));
    for slice in &line.slices {
        writer.push(status(line, slice, unit));
    }
}

/// Data element 670: what a change did to the line.
fn change(line: &ConfirmedLine) -> &'static str {
    let weightiest = line.slices.iter().find_map(|slice| line.difference(slice));
    match (line.verdict(), weightiest) {
        (Verdict::Accepted, _) => "NC",
        (Verdict::Rejected, _) => "DI",
        (_, Some(Difference::Day)) => "CT",
        (_, Some(Difference::Price)) => "PC",
        (_, Some(Difference::Quantity)) => "QD",
        (_, Some(Difference::Item) | None) => "CA",
    }
}

/// ACK: a part of the line and what becomes of it.
fn status(line: &ConfirmedLine, slice: &Slice, unit: &str) -> Segment {
    let (status, day) = match (slice.fate, line.difference(slice)) {
        (Fate::Rejected, _) => ("IR", None),
        (Fate::Backordered, _) => ("IB", None),
        (Fate::Promised { delivery, ship }, difference) => {
            let day = ship.map_or(("067", delivery), |ship| ("068", ship));
            (accepted(difference), Some(day))
        }
    };
    let segment = Segment::new("ACK")
        .with(code(status))
        .with(number(slice.quantity, 16))
        .with(code(unit));
    let segment = match day {
        Some((qualifier, day)) => segment.with(code(qualifier)).with(code(ccyymmdd(day))),
        None => segment.skip(2),
    };
    match (status, &line.instead_of) {
        ("IS", Some(_)) => item(segment.skip(1), &line.item, 3),
        _ => segment,
    }
}

/// Data element 668 of what comes.
fn accepted(difference: Option<Difference>) -> &'static str {
    match difference {
        None => "IA",
        Some(Difference::Item) => "IS",
        Some(Difference::Day) => "DR",
        Some(Difference::Price) => "IP",
        Some(Difference::Quantity) => "IQ",
    }
}
