//! SAP IDoc ORDERS05: as XML, and as fixed-width records (port version 3).

use super::xml::Xml;
use super::{Party, SampleLine, SampleOrder, eight_digits, major};
use crate::company::OWN_GLN;
use vocab::Unit;

/// Width of the control record.
const CONTROL_WIDTH: usize = 524;
/// The client that the sender's system runs.
const CLIENT: &str = "300";

/// A segment: its name, its level below the header, and its fields by name with their text.
struct Segment {
    name: &'static str,
    level: u8,
    fields: Vec<(&'static str, String)>,
}

fn segment(name: &'static str, level: u8, fields: &[(&'static str, &str)]) -> Segment {
    let fields = fields
        .iter()
        .map(|(name, text)| (*name, (*text).to_owned()))
        .collect();
    Segment {
        name,
        level,
        fields,
    }
}

fn segments(order: &SampleOrder) -> Vec<Segment> {
    let mut all = vec![
        segment(
            "E1EDK01",
            1,
            &[
                ("CURCY", order.currency.as_str()),
                ("BSART", "NB"),
                ("BELNR", &order.po_number),
            ],
        ),
        segment(
            "E1EDK03",
            1,
            &[("IDDAT", "012"), ("DATUM", &eight_digits(order.ordered))],
        ),
    ];
    if let Some(day) = order.requested {
        all.push(segment(
            "E1EDK03",
            1,
            &[("IDDAT", "002"), ("DATUM", &eight_digits(day))],
        ));
    }
    all.push(partner("AG", &order.buyer));
    all.push(segment(
        "E1EDKA1",
        1,
        &[("PARVW", "LF"), ("PARTN", OWN_GLN)],
    ));
    all.push(partner("WE", &order.ship_to));
    let day = eight_digits(order.ordered);
    all.push(segment(
        "E1EDK02",
        1,
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
        "E1EDS01",
        1,
        &[("SUMID", "001"), ("SUMME", &order.lines.len().to_string())],
    ));
    let total = major(order.total(), order.currency);
    all.push(segment(
        "E1EDS01",
        1,
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
        "E1EDKA1",
        1,
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
        "E1EDP01",
        1,
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
        all.push(segment("E1EDP20", 2, &fields));
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
            all.push(segment("E1EDP19", 2, &fields));
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
        while depth >= segment.level {
            xml.close();
            depth -= 1;
        }
        xml.open(segment.name, &[("SEGMENT", "1")]);
        depth = segment.level;
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
        if segment.level == 1 {
            parent = number;
        }
        let above = if segment.level == 1 { 0 } else { parent };
        let name = record_name(segment.name);
        let level = segment.level + 1;
        text.push_str(&format!(
            "{name:<30}{CLIENT}{document}{number:06}{above:06}{level:02}"
        ));
        text.push_str(data(segment).trim_end());
        text.push('\n');
    }
    text
}

/// Segment definitions as releases name them in records.
fn record_name(name: &str) -> &'static str {
    match name {
        "E1EDK01" => "E2EDK01005",
        "E1EDK02" => "E2EDK02",
        "E1EDK03" => "E2EDK03",
        "E1EDKA1" => "E2EDKA1003",
        "E1EDP01" => "E2EDP01006",
        "E1EDP19" => "E2EDP19001",
        "E1EDP20" => "E2EDP20",
        _ => "E2EDS01",
    }
}

/// The fields up to the last that is used here, each with its width.
fn layout(name: &str) -> &'static [(&'static str, usize)] {
    match name {
        "E1EDK01" => &[
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
        "E1EDK02" => &[("QUALF", 3), ("BELNR", 35), ("POSNR", 6), ("DATUM", 8)],
        "E1EDK03" => &[("IDDAT", 3), ("DATUM", 8)],
        "E1EDKA1" => &[
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
        "E1EDP01" => &[
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
        "E1EDP19" => &[("QUALF", 3), ("IDTNR", 35), ("KTEXT", 70)],
        "E1EDP20" => &[("WMENG", 15), ("AMENG", 15), ("EDATU", 8)],
        _ => &[("SUMID", 3), ("SUMME", 18), ("SUNIT", 3), ("WAERQ", 3)],
    }
}

fn data(segment: &Segment) -> String {
    let text = |name: &str| segment.fields.iter().find(|(field, _)| *field == name);
    let cell = |(name, width): &(&str, usize)| {
        padded(text(name).map_or("", |(_, text)| text.as_str()), *width)
    };
    layout(segment.name).iter().map(cell).collect()
}

/// The text at a width, cut or filled with blanks.
fn padded(text: &str, width: usize) -> String {
    let cut: String = text.chars().take(width).collect();
    format!("{cut:<width$}")
}
