//! SAP IDoc ORDERS05: as XML, and as fixed-width records (port version 3).

use super::xml::Xml;
use super::{Party, SampleLine, SampleOrder, eight_digits, major};
use crate::company::OWN_GLN;
use vocab::Unit;

/// Width of the control record.
const CONTROL_WIDTH: usize = 524;
/// The client that the sender's system runs.
const CLIENT: &str = "300";

/// What releases agree on about a segment.
struct Definition {
    /// Its name in XML.
    name: &'static str,
    /// Its name in records, with the version of its definition.
    record: &'static str,
    /// 1 stands below the control record, 2 below a segment of level 1.
    level: u8,
    /// The fields up to the last that is used here, each with its width.
    layout: &'static [(&'static str, usize)],
}

const HEADER: Definition = Definition {
    name: "E1EDK01",
    record: "E2EDK01005",
    level: 1,
    layout: &[
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
    ],
};
const REFERENCE: Definition = Definition {
    name: "E1EDK02",
    record: "E2EDK02",
    level: 1,
    layout: &[("QUALF", 3), ("BELNR", 35), ("POSNR", 6), ("DATUM", 8)],
};
const DATE: Definition = Definition {
    name: "E1EDK03",
    record: "E2EDK03",
    level: 1,
    layout: &[("IDDAT", 3), ("DATUM", 8)],
};
const PARTNER: Definition = Definition {
    name: "E1EDKA1",
    record: "E2EDKA1003",
    level: 1,
    layout: &[
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
    ],
};
const ITEM: Definition = Definition {
    name: "E1EDP01",
    record: "E2EDP01006",
    level: 1,
    layout: &[
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
    ],
};
const ITEM_ID: Definition = Definition {
    name: "E1EDP19",
    record: "E2EDP19001",
    level: 2,
    layout: &[("QUALF", 3), ("IDTNR", 35), ("KTEXT", 70)],
};
const SCHEDULE: Definition = Definition {
    name: "E1EDP20",
    record: "E2EDP20",
    level: 2,
    layout: &[("WMENG", 15), ("AMENG", 15), ("EDATU", 8)],
};
const SUM: Definition = Definition {
    name: "E1EDS01",
    record: "E2EDS01",
    level: 1,
    layout: &[("SUMID", 3), ("SUMME", 18), ("SUNIT", 3), ("WAERQ", 3)],
};

/// A segment: its fields by name with their text.
struct Segment {
    definition: Definition,
    fields: Vec<(&'static str, String)>,
}

fn segment(definition: Definition, fields: &[(&'static str, &str)]) -> Segment {
    let fields = fields
        .iter()
        .map(|(name, text)| (*name, (*text).to_owned()))
        .collect();
    Segment { definition, fields }
}

fn segments(order: &SampleOrder) -> Vec<Segment> {
    let mut all = vec![
        segment(
            HEADER,
            &[
                ("CURCY", order.currency.as_str()),
                ("BSART", "NB"),
                ("BELNR", &order.po_number),
            ],
        ),
        segment(
            DATE,
            &[("IDDAT", "012"), ("DATUM", &eight_digits(order.ordered))],
        ),
    ];
    if let Some(day) = order.requested {
        all.push(segment(
            DATE,
            &[("IDDAT", "002"), ("DATUM", &eight_digits(day))],
        ));
    }
    all.push(partner("AG", &order.buyer));
    all.push(segment(PARTNER, &[("PARVW", "LF"), ("PARTN", OWN_GLN)]));
    all.push(partner("WE", &order.ship_to));
    let day = eight_digits(order.ordered);
    all.push(segment(
        REFERENCE,
        &[
            ("QUALF", "001"),
            ("BELNR", &order.po_number),
            ("DATUM", &day),
        ],
    ));
    for (line, number) in order.lines.iter().zip(1..) {
        all.extend(line_segments(order, line, number));
    }
    all.push(segment(
        SUM,
        &[("SUMID", "001"), ("SUMME", &order.lines.len().to_string())],
    ));
    let total = major(order.total(), order.currency);
    all.push(segment(
        SUM,
        &[
            ("SUMID", "002"),
            ("SUMME", &total),
            ("WAERQ", order.currency.as_str()),
        ],
    ));
    all
}

/// AG is the sold-to, WE the ship-to; LIFNR is the number of a party at its partner.
fn partner(role: &'static str, party: &Party) -> Segment {
    let address = &party.address;
    segment(
        PARTNER,
        &[
            ("PARVW", role),
            ("PARTN", &party.key()),
            ("LIFNR", &party.code),
            ("NAME1", &party.name),
            ("STRAS", &address.street),
            ("ORT01", address.city),
            ("PSTLZ", &address.postcode),
            ("LAND1", address.country),
        ],
    )
}

fn line_segments(order: &SampleOrder, line: &SampleLine, number: usize) -> Vec<Segment> {
    let (quantity, position) = (line.quantity.to_string(), format!("{:06}", number * 10));
    let price = line
        .price
        .map(|price| major(price, order.currency))
        .unwrap_or_default();
    let basis = if price.is_empty() { "" } else { "1" };
    let amount = line
        .price
        .map(|_| major(line.amount(), order.currency))
        .unwrap_or_default();
    let mut all = vec![segment(
        ITEM,
        &[
            ("POSEX", &position),
            ("MENGE", &quantity),
            ("MENEE", unit(line.unit)),
            ("PMENE", unit(line.unit)),
            ("VPREI", &price),
            ("PEINH", basis),
            ("NETWR", &amount),
        ],
    )];
    if let Some(day) = order.requested {
        let fields = [("WMENG", quantity.as_str()), ("EDATU", &eight_digits(day))];
        all.push(segment(SCHEDULE, &fields));
    }
    // QUALF: 001 is the customer's, 002 the vendor's number, 003 the EAN.
    let gtin = line.gtin.map(|gtin| gtin.to_string());
    for (qualifier, key) in [("001", &line.part), ("002", &line.code), ("003", &gtin)] {
        if let Some(key) = key {
            let fields = [
                ("QUALF", qualifier),
                ("IDTNR", key),
                ("KTEXT", &line.description),
            ];
            all.push(segment(ITEM_ID, &fields));
        }
    }
    all
}

/// Units as SAP maps them to ISO codes.
fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Case => "CT",
        Unit::Pallet => "PF",
        Unit::Pack => "PK",
        Unit::Dozen => "DZN",
        Unit::Kilogram => "KGM",
        Unit::Litre => "LTR",
        Unit::Each
        | Unit::Layer
        | Unit::Gram
        | Unit::Millilitre
        | Unit::Metre
        | Unit::SquareMetre
        | Unit::Pound
        | Unit::Hundred
        | Unit::Thousand
        | Unit::Pair
        | Unit::Set
        | Unit::Hour
        | Unit::Foot
        | Unit::Roll => "PCE",
    }
}

fn control(order: &SampleOrder) -> Vec<(&'static str, usize, String)> {
    let text = |text: &str| text.to_owned();
    let port = format!("SAP{:03}", order.control_number() % 1_000);
    vec![
        ("TABNAM", 10, text("EDI_DC40")),
        ("MANDT", 3, text(CLIENT)),
        ("DOCNUM", 16, document_number(order)),
        ("DOCREL", 4, text("750")),
        ("STATUS", 2, text("30")),
        ("DIRECT", 1, text("1")),
        ("OUTMOD", 1, text("2")),
        ("EXPRSS", 1, String::new()),
        ("TEST", 1, String::new()),
        ("IDOCTYP", 30, text("ORDERS05")),
        ("CIMTYP", 30, String::new()),
        ("MESTYP", 30, text("ORDERS")),
        ("MESCOD", 3, String::new()),
        ("MESFCT", 3, String::new()),
        ("STD", 1, String::new()),
        ("STDVRS", 6, String::new()),
        ("STDMES", 6, String::new()),
        ("SNDPOR", 10, port),
        ("SNDPRT", 2, text("KU")),
        ("SNDPFC", 2, text("AG")),
        ("SNDPRN", 10, order.buyer.code.clone()),
        ("SNDSAD", 21, String::new()),
        ("SNDLAD", 70, order.buyer.key()),
        ("RCVPOR", 10, text("KEPT")),
        ("RCVPRT", 2, text("LI")),
        ("RCVPFC", 2, text("LF")),
        ("RCVPRN", 10, text("TAVLIT")),
        ("RCVSAD", 21, String::new()),
        ("RCVLAD", 70, text(OWN_GLN)),
        ("CREDAT", 8, eight_digits(order.ordered)),
        ("CRETIM", 6, text("081500")),
    ]
}

fn document_number(order: &SampleOrder) -> String {
    format!("{:016}", order.control_number())
}

/// The order as an IDoc in XML.
pub fn as_xml(order: &SampleOrder) -> String {
    let mut xml = Xml::new();
    xml.open("ORDERS05", &[]);
    xml.open("IDOC", &[("BEGIN", "1")]);
    xml.open("EDI_DC40", &[("SEGMENT", "1")]);
    for (name, _, text) in control(order)
        .iter()
        .filter(|(_, _, text)| !text.is_empty())
    {
        xml.leaf(name, &[], text);
    }
    xml.close();
    let mut depth = 0;
    for segment in segments(order) {
        while depth >= segment.definition.level {
            xml.close();
            depth -= 1;
        }
        xml.open(segment.definition.name, &[("SEGMENT", "1")]);
        depth = segment.definition.level;
        for (name, text) in segment.fields.iter().filter(|(_, text)| !text.is_empty()) {
            xml.leaf(name, &[], text);
        }
    }
    xml.text()
}

/// The order as an IDoc in records.
pub fn as_records(order: &SampleOrder) -> String {
    let control: String = control(order)
        .iter()
        .map(|(_, width, text)| padded(text, *width))
        .collect();
    let mut text = format!("{control:<CONTROL_WIDTH$}\n");
    let document = document_number(order);
    let mut parent = 0;
    for (segment, number) in segments(order).iter().zip(1..) {
        if segment.definition.level == 1 {
            parent = number;
        }
        let above = if segment.definition.level == 1 {
            0
        } else {
            parent
        };
        let name = segment.definition.record;
        let level = segment.definition.level + 1;
        text.push_str(&format!(
            "{name:<30}{CLIENT}{document}{number:06}{above:06}{level:02}"
        ));
        text.push_str(data(segment).trim_end());
        text.push('\n');
    }
    text
}

fn data(segment: &Segment) -> String {
    let text = |name: &str| segment.fields.iter().find(|(field, _)| *field == name);
    let cell = |(name, width): &(&str, usize)| {
        padded(text(name).map_or("", |(_, text)| text.as_str()), *width)
    };
    segment.definition.layout.iter().map(cell).collect()
}

/// The text at a width, cut or filled with blanks.
fn padded(text: &str, width: usize) -> String {
    let cut: String = text.chars().take(width).collect();
    format!("{cut:<width$}")
}
