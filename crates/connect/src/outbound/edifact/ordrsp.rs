//! ORDRSP, the purchase order response message: what becomes of an order or of a change of it.

use super::{Envelope, dated, issued, note, ordered, party, priced, quantity, referenced, total};
use crate::outbound::codes;
use crate::outbound::confirmation::{Answers, ConfirmedLine, Fate, Slice};
use crate::outbound::message::{Message, Unsayable};
use crate::outbound::segment::{Segment, Writer, code, name};
use crate::outbound::unit::Units;
use crate::outbound::{Confirmation, Verdict};

/// Writes the ORDRSP.
///
/// Of each line QTY says how many were ordered (21), come (113), wait (83) and do not come (185).
/// What comes on one day has its DTM in the line; what comes on several has a schedule (SCC) each.
///
/// # Errors
/// When a number has no room, or the answer is larger than [`Confirmation::check`] allows.
pub fn ordrsp(envelope: &Envelope, facts: &Confirmation) -> Result<Message, Unsayable> {
    facts.check()?;
    envelope.wrap("ORDRSP", |writer| {
        header(writer, facts);
        for (number, line) in (1..).zip(&facts.lines) {
            confirmed(envelope, writer, number, line);
        }
        writer.push(Segment::new("UNS").with(code("S")));
        total(writer, facts.lines.len());
    })
}

fn header(writer: &mut Writer, facts: &Confirmation) {
    let begin = Segment::new("BGM").with(code("231"));
    let begin = begin.with(name(&*facts.number, 35));
    writer.push(begin.with(code(answer(facts.verdict()))));
    issued(writer, facts.at);
    for words in &facts.notes {
        note(writer, words);
    }
    ordered(writer, &facts.order);
    if let Answers::Change { number, day } = &facts.answers {
        if let Some(number) = number {
            referenced(writer, "PP", number);
        }
        if let (Some(_), Some(day)) = (number, day) {
            dated(writer, "171", *day);
        }
    }
    party(writer, "BY", &facts.buyer);
    party(writer, "SU", &facts.seller);
    party(writer, "DP", &facts.ship_to);
    // The currency of the order.
    let currency = [code("2"), code(facts.currency), code("9")];
    writer.push(Segment::new("CUX").of(currency));
}

/// Data element 1225: accepted without amendment, change, not accepted.
fn answer(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "29",
        Verdict::Changed | Verdict::Backordered => "4",
        Verdict::Rejected => "27",
    }
}

fn confirmed(envelope: &Envelope, writer: &mut Writer, number: usize, line: &ConfirmedLine) {
    let unit = Units::Edifact.of(&line.measure);
    let items = match &line.instead_of {
        Some(asked) => (asked, Some(&line.item)),
        None => (&line.item, None),
    };
    envelope.item(writer, number, codes::line_action(line.verdict()), items);
    quantities(writer, line, unit);
    let days: Vec<_> = line.slices.iter().filter_map(promised).collect();
    if let [(_, day)] = days[..] {
        dated(writer, "67", day);
    }
    if let Some(rate) = line.rate {
        priced(writer, rate, unit);
    }
    referenced(writer, "LI", &line.reference.said());
    if days.len() > 1 {
        for (slice, day) in days {
            // A firm schedule.
            writer.push(Segment::new("SCC").with(code("1")));
            quantity(writer, "113", slice.quantity, unit);
            dated(writer, "67", day);
        }
    }
}

fn promised(slice: &Slice) -> Option<(&Slice, vocab::Day)> {
    match slice.fate {
        Fate::Promised { delivery, .. } => Some((slice, delivery)),
        Fate::Backordered | Fate::Rejected => None,
    }
}

fn quantities(writer: &mut Writer, line: &ConfirmedLine, unit: &str) {
    quantity(writer, "21", line.ordered, unit);
    let fates = [
        ("113", line.promised()),
        ("83", line.sum(|fate| matches!(fate, Fate::Backordered))),
        ("185", line.sum(|fate| matches!(fate, Fate::Rejected))),
    ];
    for (qualifier, sum) in fates {
        if sum != vocab::Decimal::ZERO {
            quantity(writer, qualifier, sum, unit);
        }
    }
}
