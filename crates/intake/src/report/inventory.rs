//! What suppliers say they have: X12 846, the inventory inquiry and advice, and EDIFACT INVRPT, the
//! inventory report.

use super::{LINES_MAX, Stocked, StockedLine, number, text};
use crate::edi::Segment;
use crate::edi::value::{self, Comma};
use vocab::{Gtin, Unit};

/// The most names that one document gives a supplier or a site.
const NAMES_MAX: usize = 20;

/// A set or message that is open.
#[derive(Default)]
pub(super) struct Reader {
    stocked: Stocked,
    /// How sure the quantity of the open line is: the less, the surer.
    rank: Option<usize>,
    in_line: bool,
}

/// Quantities that are what a supplier could deliver, the surest first. X12 element 673: 33 is what is
/// available for sale, 17 what is on hand.
const X12_QUANTITIES: [&str; 2] = ["33", "17"];
/// EDIFACT 6063: 145 is the actual stock, 17 what is on hand.
const EDIFACT_QUANTITIES: [&str; 2] = ["145", "17"];

impl Reader {
    /// One that knows who sent the interchange.
    pub(super) fn of(senders: &[String]) -> Reader {
        let mut reader = Reader::default();
        reader.stocked.senders.extend_from_slice(senders);
        reader
    }

    pub(super) fn finish(self) -> Stocked {
        self.stocked
    }

    /// A segment of X12 846.
    pub(super) fn see_x12(&mut self, segment: &Segment) {
        match segment.tag.as_str() {
            "N1" if !self.in_line => {
                let names = [text(segment, 4, 0), text(segment, 2, 0)];
                match segment.code(1, 0).as_ref() {
                    "SU" | "VN" | "SE" => keep(&mut self.stocked.suppliers, names),
                    "ST" => keep(&mut self.stocked.sites, names),
                    _ => {}
                }
            }
            "LIN" => {
                self.begin(text(segment, 1, 0));
                for element in (2..=segment.len()).step_by(2) {
                    let code = text(segment, element + 1, 0);
                    self.identify(&segment.code(element, 0), code);
                }
            }
            "QTY" => self.quantity(
                &X12_QUANTITIES,
                &segment.code(1, 0),
                (number(segment, 2), text(segment, 3, 0)),
            ),
            // The days from the order until the goods are there, where the unit is one of days.
            "LDT" => {
                let days = match segment.code(3, 0).as_ref() {
                    "DA" => Some(1),
                    "WK" => Some(7),
                    _ => None,
                };
                let count = number(segment, 2).and_then(|count| count.at_scale(0));
                let count = count.and_then(|count| u16::try_from(count).ok());
                if let (Some(line), Some(days), Some(count)) = (self.line(), days, count) {
                    line.lead_days = count.checked_mul(days);
                }
            }
            _ => {}
        }
    }

    /// A segment of EDIFACT INVRPT.
    pub(super) fn see_edifact(&mut self, segment: &Segment) {
        match segment.tag.as_str() {
            "NAD" if !self.in_line => {
                let names = [text(segment, 2, 1), text(segment, 4, 1)];
                match segment.code(1, 1).as_ref() {
                    "SU" | "SE" => keep(&mut self.stocked.suppliers, names),
                    "ST" | "DP" => keep(&mut self.stocked.sites, names),
                    _ => {}
                }
            }
            "LIN" => {
                self.begin(text(segment, 1, 1));
                self.identify(&segment.code(3, 2), text(segment, 3, 1));
            }
            "PIA" => {
                for element in 2..=segment.len() {
                    self.identify(&segment.code(element, 2), text(segment, element, 1));
                }
            }
            "QTY" => {
                let stated = text(segment, 1, 2);
                let stated = stated.and_then(|text| value::number(&text, Comma::Decimal));
                self.quantity(
                    &EDIFACT_QUANTITIES,
                    &segment.code(1, 1),
                    (stated, text(segment, 1, 3)),
                );
            }
            _ => {}
        }
    }

    fn begin(&mut self, number: Option<String>) {
        (self.in_line, self.rank) = (true, None);
        let lines = &mut self.stocked.lines;
        match lines.len() < LINES_MAX {
            true => lines.push(StockedLine {
                line: number,
                ..StockedLine::default()
            }),
            false => self.stocked.lines_left_out += 1,
        }
    }

    /// The line that is open, unless it is one too many.
    fn line(&mut self) -> Option<&mut StockedLine> {
        let taken = self.in_line && self.stocked.lines_left_out == 0;
        self.stocked.lines.last_mut().filter(|_| taken)
    }

    fn identify(&mut self, kind: &str, code: Option<String>) {
        let Some(line) = self.line() else { return };
        match kind {
            "BP" | "IN" | "CB" => line.item = line.item.take().or(code),
            "VP" | "VN" | "VC" | "SA" | "MF" | "MG" => line.theirs = line.theirs.take().or(code),
            "UP" | "EN" | "UK" | "UA" | "SRV" => {
                let gtin = code.and_then(|code| Gtin::parse(&code));
                line.gtin = line.gtin.or(gtin);
            }
            _ => {}
        }
    }

    /// Of several quantities the surest counts, and of those that are as sure the first.
    fn quantity(
        &mut self,
        ranks: &[&str],
        kind: &str,
        (quantity, unit): (Option<vocab::Decimal>, Option<String>),
    ) {
        let rank = ranks.iter().position(|known| *known == kind);
        let is_surer = match (rank, self.rank) {
            (Some(rank), Some(before)) => rank < before,
            (Some(_), None) => true,
            (None, _) => false,
        };
        if !is_surer || quantity.is_none() {
            return;
        }
        self.rank = rank;
        if let Some(line) = self.line() {
            line.quantity = quantity;
            line.unit = unit.as_deref().and_then(Unit::parse);
            line.foreign_unit = unit.filter(|_| line.unit.is_none());
        }
    }
}

fn keep(names: &mut Vec<String>, more: [Option<String>; 2]) {
    for name in more.into_iter().flatten() {
        if names.len() < NAMES_MAX && !names.contains(&name) {
            names.push(name);
        }
    }
}
