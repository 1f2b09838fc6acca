//! X12 945 Warehouse Shipping Advice.

use super::{LINES_MAX, PACKAGES_MAX, Shipped, ShippedLine, number, text};
use crate::edi::Segment;
use crate::edi::value;
use vocab::{Gtin, Sscc, Unit};

/// A set that is open.
#[derive(Default)]
pub(super) struct Reader {
    shipped: Shipped,
    /// LX01 and MAN of the loop, which hold for its W12.
    assigned: Option<String>,
    packages: Vec<Sscc>,
    in_lines: bool,
    /// Whether the last W12 was taken: what follows it is about it.
    in_line: bool,
}

impl Reader {
    pub(super) fn see(&mut self, segment: &Segment) {
        match segment.tag.as_str() {
            "W06" => self.begin(segment),
            "LX" => self.open_loop(segment),
            "MAN" => self.package(segment),
            "W12" => self.line(segment),
            "N9" => self.reference(segment),
            "G62" if !self.in_lines => self.date(segment),
            "W27" if !self.in_lines => self.shipped.carrier = text(segment, 2, 0),
            _ => {}
        }
    }

    pub(super) fn finish(self) -> Shipped {
        self.shipped
    }

    fn begin(&mut self, segment: &Segment) {
        let shipped = &mut self.shipped;
        shipped.order = text(segment, 2, 0);
        shipped.day = text(segment, 3, 0).and_then(|day| value::day(&day));
        shipped.shipment = text(segment, 4, 0);
        shipped.po_number = text(segment, 6, 0);
    }

    /// G62 11 is the day on which the goods left; it is surer than W0603.
    fn date(&mut self, segment: &Segment) {
        if segment.code(1, 0) == "11" {
            let day = text(segment, 2, 0).and_then(|day| value::day(&day));
            self.shipped.day = day.or(self.shipped.day);
        }
    }

    fn open_loop(&mut self, segment: &Segment) {
        (self.in_lines, self.in_line) = (true, false);
        self.assigned = text(segment, 1, 0);
        self.packages.clear();
    }

    /// MAN GM is an SSCC, with its application identifier or without.
    fn package(&mut self, segment: &Segment) {
        if segment.code(1, 0) != "GM" || self.packages.len() >= PACKAGES_MAX {
            return;
        }
        let digits = text(segment, 2, 0).unwrap_or_default();
        let bare = digits.strip_prefix("00").filter(|bare| bare.len() == 18);
        self.packages.extend(Sscc::parse(bare.unwrap_or(&digits)));
    }

    fn line(&mut self, segment: &Segment) {
        self.in_lines = true;
        self.in_line = self.shipped.lines.len() < LINES_MAX;
        if !self.in_line {
            return;
        }
        let mut line = ShippedLine {
            line: self.assigned.clone(),
            ordered: number(segment, 2),
            shipped: number(segment, 3),
            short: number(segment, 4),
            unit: text(segment, 5, 0).and_then(|unit| Unit::parse(&unit)),
            gtin: text(segment, 6, 0).and_then(|code| Gtin::parse(&code)),
            lot: text(segment, 9, 0),
            packages: self.packages.clone(),
            ..ShippedLine::default()
        };
        // Pairs of qualifier and code.
        for element in [7, 17] {
            let code = text(segment, element + 1, 0);
            match segment.code(element, 0).as_ref() {
                "VN" | "VP" | "VC" => line.item = line.item.or(code),
                "UP" | "EN" | "UK" | "UA" => {
                    let gtin = code.and_then(|code| Gtin::parse(&code));
                    line.gtin = line.gtin.or(gtin);
                }
                _ => {}
            }
        }
        self.shipped.lines.push(line);
    }

    fn reference(&mut self, segment: &Segment) {
        let number = text(segment, 2, 0);
        let shipped = &mut self.shipped;
        let line = shipped.lines.last_mut().filter(|_| self.in_line);
        match (segment.code(1, 0).as_ref(), line) {
            ("LI", Some(line)) => line.line = number.or(line.line.take()),
            ("LT", Some(line)) => line.lot = number.or(line.lot.take()),
            ("LI", None) if self.in_lines => self.assigned = number,
            ("CN", None) => shipped.tracking = number,
            ("BM", None) => shipped.bill_of_lading = number,
            _ => {}
        }
    }
}
