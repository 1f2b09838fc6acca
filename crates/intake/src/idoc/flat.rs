//! Fixed-width IDoc records (port version 3: EDI_DC40 and EDI_DD40) to the tree that XML gives.

use crate::tree::{DOCUMENT_BYTES_MAX, NODES_MAX, Step, Tree};
use crate::{Issue, IssueCode, Place, Severity};

/// Columns before the data of a data record: SEGNAM 30, MANDT 3, DOCNUM 16, SEGNUM 6, PSGNUM 6,
/// HLEVEL 2.
const DATA_START: usize = 63;
/// Columns of the segment name.
const NAME_WIDTH: usize = 30;

/// A field of a segment and its width in characters.
type Layout = &'static [(&'static str, usize)];

/// The control record (EDI_DC40, 524 characters).
const CONTROL: Layout = &[
    ("TABNAM", 10),
    ("MANDT", 3),
    ("DOCNUM", 16),
    ("DOCREL", 4),
    ("STATUS", 2),
    ("DIRECT", 1),
    ("OUTMOD", 1),
    ("EXPRSS", 1),
    ("TEST", 1),
    ("IDOCTYP", 30),
    ("CIMTYP", 30),
    ("MESTYP", 30),
    ("MESCOD", 3),
    ("MESFCT", 3),
    ("STD", 1),
    ("STDVRS", 6),
    ("STDMES", 6),
    ("SNDPOR", 10),
    ("SNDPRT", 2),
    ("SNDPFC", 2),
    ("SNDPRN", 10),
    ("SNDSAD", 21),
    ("SNDLAD", 70),
    ("RCVPOR", 10),
    ("RCVPRT", 2),
    ("RCVPFC", 2),
    ("RCVPRN", 10),
    ("RCVSAD", 21),
    ("RCVLAD", 70),
    ("CREDAT", 8),
    ("CRETIM", 6),
    ("REFINT", 14),
    ("REFGRP", 14),
    ("REFMES", 14),
    ("ARCKEY", 70),
    ("SERIAL", 20),
];

const HEADER: Layout = &[
    ("ACTION", 3),
    ("KZABS", 1),
    ("CURCY", 3),
    ("HWAER", 3),
    ("WKURS", 12),
    ("ZTERM", 17),
    ("KUNDEUINR", 20),
    ("EIGENUINR", 20),
    ("BSART", 4),
    ("BELNR", 35),
];

const PARTNER: Layout = &[
    ("PARVW", 3),
    ("PARTN", 17),
    ("LIFNR", 17),
    ("NAME1", 35),
    ("NAME2", 35),
    ("NAME3", 35),
    ("NAME4", 35),
    ("STRAS", 35),
    ("STRS2", 35),
    ("PFACH", 35),
    ("ORT01", 35),
    ("COUNC", 9),
    ("PSTLZ", 9),
    ("PSTL2", 9),
    ("LAND1", 3),
    ("ABLAD", 35),
    ("PERNR", 30),
    ("PARNR", 30),
    ("TELF1", 25),
];

const ITEM: Layout = &[
    ("POSEX", 6),
    ("ACTION", 3),
    ("PSTYP", 1),
    ("KZABS", 1),
    ("MENGE", 15),
    ("MENEE", 3),
    ("BMNG2", 15),
    ("PMENE", 3),
    ("ABFTZ", 7),
    ("VPREI", 15),
    ("PEINH", 9),
    ("NETWR", 18),
    ("ANETW", 18),
    ("SKFBP", 18),
    ("NTGEW", 18),
    ("GEWEI", 3),
    ("EINKZ", 1),
    ("CURCY", 3),
];

const DATES: Layout = &[("IDDAT", 3), ("DATUM", 8), ("UZEIT", 6)];
const REFERENCE: Layout = &[
    ("QUALF", 3),
    ("BELNR", 35),
    ("POSNR", 6),
    ("DATUM", 8),
    ("UZEIT", 6),
];
const SCHEDULE: Layout = &[("WMENG", 15), ("AMENG", 15), ("EDATU", 8), ("EZEIT", 6)];
const ITEM_ID: Layout = &[("QUALF", 3), ("IDTNR", 35), ("KTEXT", 70)];
const SUMS: Layout = &[("SUMID", 3), ("SUMME", 18), ("SUNIT", 3), ("WAERQ", 3)];
const TEXT_HEAD: Layout = &[("TDID", 4), ("TSSPRAS", 3)];
const TEXT_LINE: Layout = &[("TDLINE", 70), ("TDFORMAT", 2)];

/// Segments by their name without `E1`/`E2` and version, with the segment they stand below.
const SEGMENTS: [(&str, Layout, Option<&str>); 14] = [
    ("EDK01", HEADER, None),
    ("EDK02", REFERENCE, None),
    ("EDK03", DATES, None),
    ("EDKA1", PARTNER, None),
    ("EDKT1", TEXT_HEAD, None),
    ("EDKT2", TEXT_LINE, Some("EDKT1")),
    ("EDS01", SUMS, None),
    ("EDP01", ITEM, None),
    ("EDP03", DATES, Some("EDP01")),
    ("EDP19", ITEM_ID, Some("EDP01")),
    ("EDP20", SCHEDULE, Some("EDP01")),
    ("EDPA1", PARTNER, Some("EDP01")),
    ("EDPT1", TEXT_HEAD, Some("EDP01")),
    ("EDPT2", TEXT_LINE, Some("EDPT1")),
];

/// The records as a tree, one `IDOC` node per control record, and what was wrong with them.
#[derive(Debug)]
pub struct Records {
    /// The tree; IDocs stand below its top.
    pub tree: Tree,
    /// Problems of the records.
    pub issues: Vec<Issue>,
}

/// Cuts records into segments and fields. Bytes that are not UTF-8 are taken for Windows-1252.
pub fn parse(bytes: &[u8]) -> Records {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut records = Records {
        tree: Tree::new(),
        issues: Vec::new(),
    };
    if bytes.len() > DOCUMENT_BYTES_MAX {
        let message = format!("more than {DOCUMENT_BYTES_MAX} bytes");
        records
            .issues
            .push(Issue::new(IssueCode::OverLimit, Severity::Error, message));
        return records;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => {
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
        }
    };
    let mut cutter = Cutter {
        records: &mut records,
        document: 0,
        open: Vec::new(),
    };
    for (number, line) in text.lines().enumerate() {
        if !cutter.record(line, number as u32 + 1) {
            break;
        }
    }
    records
}

struct Cutter<'r> {
    records: &'r mut Records,
    document: u32,
    /// The segments that later ones may stand below, by name.
    open: Vec<(&'static str, u32)>,
}

impl Cutter<'_> {
    /// Takes one record; false when the tree is full.
    fn record(&mut self, line: &str, number: u32) -> bool {
        let name: String = line.chars().take(NAME_WIDTH).collect();
        let name = name.split(' ').next().unwrap_or_default();
        if name.is_empty() {
            return true;
        }
        let added = if name.starts_with("EDI_DC40") {
            self.control(line, number)
        } else {
            self.data(name, line, number)
        };
        if added.is_none() {
            let message = format!("more than {NODES_MAX} fields");
            self.records
                .issues
                .push(Issue::new(IssueCode::OverLimit, Severity::Error, message));
        }
        added.is_some()
    }

    fn control(&mut self, line: &str, number: u32) -> Option<()> {
        self.document = self.records.tree.add(0, "IDOC", Step::Element)?;
        self.open.clear();
        self.segment(self.document, "EDI_DC40", CONTROL, line, 0, number)
            .map(|_| ())
    }

    fn data(&mut self, name: &str, line: &str, number: u32) -> Option<()> {
        let known = name.strip_prefix("E1").or_else(|| name.strip_prefix("E2"));
        let segment = known.and_then(|known| SEGMENTS.iter().find(|s| known.starts_with(s.0)));
        let Some((base, layout, above)) = segment else {
            return Some(());
        };
        let parent = match above {
            None => Some(self.document),
            Some(above) => self.open.iter().rev().find(|o| o.0 == *above).map(|o| o.1),
        };
        let Some(parent) = parent else {
            self.orphan(name, number, line);
            return Some(());
        };
        let id = self.segment(
            parent,
            &format!("E1{base}"),
            layout,
            line,
            DATA_START,
            number,
        )?;
        self.open.retain(|open| open.0 != *base);
        self.open.push((base, id));
        Some(())
    }

    fn segment(
        &mut self,
        parent: u32,
        name: &str,
        layout: Layout,
        line: &str,
        from: usize,
        number: u32,
    ) -> Option<u32> {
        let tree = &mut self.records.tree;
        let id = tree.add(parent, name, Step::Element)?;
        let mut rest = line.chars();
        if from > 0 {
            rest.nth(from - 1);
        }
        let mut start = from;
        for (field, width) in layout {
            let text: String = rest.by_ref().take(*width).collect();
            if !text.trim().is_empty() {
                let columns = Step::Columns {
                    line: number,
                    start: start as u32 + 1,
                    end: (start + width) as u32,
                };
                let child = tree.add(id, field, columns)?;
                tree.add_text(child, &text, None);
            }
            start += width;
        }
        Some(id)
    }

    fn orphan(&mut self, name: &str, number: u32, line: &str) {
        if self.records.issues.len() >= crate::request::ISSUES_MAX {
            return;
        }
        let message = format!("segment {name} stands before the one that it belongs to");
        let place = Place::Columns {
            line: number,
            start: 1,
            end: line.chars().count().max(1) as u32,
        };
        let issue = Issue::new(IssueCode::Syntax, Severity::Doubt, message);
        self.records.issues.push(issue.at(place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idoc::{read_flat, recognises_flat};
    use crate::xml::tests::told;

    /// A record with its fields padded to the widths of the layout.
    fn record(name: &str, layout: Layout, fields: &[(&str, &str)]) -> String {
        let mut text = match layout.len() == CONTROL.len() {
            true => String::new(),
            false => format!("{name:NAME_WIDTH$}{:33}", "100"),
        };
        for (field, width) in layout {
            let value = fields
                .iter()
                .find(|(known, _)| known == field)
                .map_or("", |f| f.1);
            text.push_str(&format!("{value:width$}"));
        }
        text.push('\n');
        text
    }

    fn order() -> String {
        [
            record(
                "",
                CONTROL,
                &[
                    ("TABNAM", "EDI_DC40"),
                    ("DOCNUM", "77"),
                    ("IDOCTYP", "ORDERS05"),
                    ("MESTYP", "ORDERS"),
                    ("SNDPRN", "ACME"),
                ],
            ),
            record(
                "E2EDK01005",
                HEADER,
                &[("CURCY", "EUR"), ("BELNR", "4500000099")],
            ),
            record("E2EDK03", DATES, &[("IDDAT", "012"), ("DATUM", "20261122")]),
            record(
                "E2EDK02",
                REFERENCE,
                &[("QUALF", "001"), ("BELNR", "PO-1007")],
            ),
            record(
                "E2EDKA1003",
                PARTNER,
                &[
                    ("PARVW", "WE"),
                    ("PARTN", "DC7"),
                    ("NAME1", "Käufer"),
                    ("ORT01", "Ulm"),
                ],
            ),
            record(
                "E2EDP01008",
                ITEM,
                &[
                    ("POSEX", "000010"),
                    ("MENGE", "5.000"),
                    ("MENEE", "PCE"),
                    ("VPREI", "7.50"),
                    ("PEINH", "10"),
                ],
            ),
            record(
                "E2EDP20001",
                SCHEDULE,
                &[("WMENG", "5.000"), ("EDATU", "20261201")],
            ),
            record(
                "E2EDP19003",
                ITEM_ID,
                &[("QUALF", "002"), ("IDTNR", "M-77"), ("KTEXT", "Bolt M8")],
            ),
            record("E2EDS01", SUMS, &[("SUMID", "002"), ("SUMME", "3.75")]),
        ]
        .concat()
    }

    #[test]
    fn the_control_record_has_524_characters() {
        assert_eq!(CONTROL.iter().map(|(_, width)| width).sum::<usize>(), 524);
        assert!(recognises_flat(order().as_bytes()));
    }

    #[test]
    fn fixed_width_records_read_as_the_same_order_in_xml_would() {
        insta::assert_snapshot!(told(&read_flat(order().as_bytes())), @r#"
        IdocFlat Order
        Order PO-1007 2026-11-22 wanted · EUR total 3.75
          buyer: · | · | ·
          ship to: DC7 | Käufer | Ulm
          000010: · | M-77 | · | Bolt M8 | 5 PCE at 7.5 per 10 on 2026-12-01
        "#);
    }

    #[test]
    fn evidence_is_a_line_and_its_columns() {
        let reading = read_flat(order().as_bytes());
        let quantity = reading.requests[0].lines[0].quantity.as_ref().unwrap();
        let place = Place::Columns {
            line: 6,
            start: 75,
            end: 89,
        };
        assert_eq!(quantity.evidence.place, place);
        assert_eq!(quantity.evidence.text, "5.000");
    }

    #[test]
    fn no_truncation_panics_and_an_orphan_is_told() {
        let text = order();
        let bytes = text.as_bytes();
        for end in 0..bytes.len() {
            read_flat(&bytes[..end]);
        }
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| !line.contains("EDP01"))
            .collect();
        let reading = read_flat(lines.join("\n").as_bytes());
        assert!(
            reading
                .issues
                .iter()
                .any(|issue| issue.code == IssueCode::Syntax)
        );
    }
}
