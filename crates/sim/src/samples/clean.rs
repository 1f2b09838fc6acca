//! Documents that need no touch: plain orders in every format, and odd ones that are all right.

use super::maker::{Maker, accepted};
use super::{Ask, Sample};
use crate::document::edifact::{self, Directory, Service};
use crate::document::x12::{self, Separators, Version};
use crate::document::{Format, SampleLine, SampleOrder, kept, sheet, ubl};
use vocab::Decimal;

/// Which formats come in, how many of each.
const PLAIN: [(Format, usize, &str); 16] = [
    (
        Format::Orders96a,
        2,
        "EDIFACT ORDERS D.96A of a supermarket chain",
    ),
    (Format::X12v4010, 2, "X12 850 004010 of a supermarket chain"),
    (Format::Ubl, 2, "UBL 2.1 order (Peppol BIS Ordering 3)"),
    (
        Format::Orders01b,
        1,
        "EDIFACT ORDERS D.01B of a supermarket chain",
    ),
    (Format::X12v5010, 1, "X12 850 005010 of a supermarket chain"),
    (Format::Cxml, 2, "cXML OrderRequest"),
    (Format::IdocXml, 1, "SAP IDoc ORDERS05 as XML"),
    (
        Format::IdocFlat,
        2,
        "SAP IDoc ORDERS05 as fixed-width records",
    ),
    (Format::Shopify, 2, "Shopify order of a web shop"),
    (Format::WooCommerce, 2, "WooCommerce order of a web shop"),
    (Format::KeptJson, 2, "Kept's own order JSON"),
    (Format::CsvComma, 2, "Order sheet, comma separated"),
    (Format::CsvSemicolon, 1, "Order sheet, semicolon separated"),
    (Format::CsvHebrew, 1, "Hebrew order sheet, comma separated"),
    (Format::Xlsx, 2, "Order form as a workbook"),
    (Format::XlsxHebrew, 2, "Hebrew order form as a workbook"),
];

const NOTHING_AMISS: &str = "Known customer and items, list prices, credit to spare";

pub(super) fn add(maker: &mut Maker) {
    for (format, count, kind) in PLAIN {
        for nth in 0..count {
            let order = maker.order(format, nth);
            maker.add_order(format, order, kind, NOTHING_AMISS);
        }
    }
    odd_separators(maker);
    encodings(maker);
    wrong_extension(maker);
    half_a_case(maker);
    cancellations(maker);
}

fn odd_separators(maker: &mut Maker) {
    let order = maker.order(Format::Orders96a, 0);
    let service = Service {
        announced: false,
        ..edifact::USUAL
    };
    let text = edifact::order_with(&order, Directory::D96A, service);
    let why = "Without UNA the characters of the standard hold (ISO 9735)";
    let sample = accepted(
        "EDIFACT ORDERS without a UNA segment",
        why,
        order,
        text.into_bytes(),
    );
    maker.add("edifact-no-una", "edi", sample);

    let order = maker.order(Format::Orders96a, 1);
    let service = Service {
        component: '|',
        element: '*',
        release: '!',
        segment: '~',
        announced: true,
    };
    let text = edifact::order_with(&order, Directory::D96A, service);
    let why = "UNA announces other separators";
    let sample = accepted(
        "EDIFACT ORDERS with odd separators",
        why,
        order,
        text.into_bytes(),
    );
    maker.add("edifact-odd-separators", "edi", sample);

    let order = maker.order(Format::X12v4010, 0);
    let separators = Separators {
        element: '|',
        segment: "\r\n",
    };
    let text = x12::order_with(&order, Version::V4010, separators);
    let why = "ISA shows the separators: a bar, and the end of the line";
    let sample = accepted("X12 850 with odd separators", why, order, text.into_bytes());
    maker.add("x12-odd-separators", "x12", sample);
}

fn encodings(maker: &mut Maker) {
    let order = maker.order(Format::CsvHebrew, 2);
    let text = format!("\u{FEFF}{}", sheet::csv(&order, ';', &sheet::HEBREW));
    let bytes = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let why = "The byte order mark tells the encoding";
    let sample = accepted("Hebrew order sheet in UTF-16", why, order, bytes);
    maker.add("csv-hebrew-utf16", "csv", sample);

    let mut order = maker.order(Format::Orders96a, 0);
    order.note = Some("Livraison côté cour, après le café; gâteaux à part".to_owned());
    let text = edifact::order(&order, Directory::D96A);
    let bytes = latin_1(&text);
    let why = "UNOC announces ISO 8859-1";
    let sample = accepted("EDIFACT ORDERS in Latin-1", why, order, bytes);
    maker.add("edifact-latin-1", "edi", sample);
}

/// ISO 8859-1; characters beyond it become question marks.
fn latin_1(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect()
}

fn wrong_extension(maker: &mut Maker) {
    let order = maker.order(Format::Ubl, 2);
    let bytes = ubl::order(&order).into_bytes();
    let why = "Content decides, not the name";
    let sample = accepted("UBL order that is called .csv", why, order, bytes);
    maker.add("ubl-wrong-extension", "csv", sample);
}

fn half_a_case(maker: &mut Maker) {
    let mut order = maker.order(Format::KeptJson, 3);
    let company = &maker.company;
    let item = |line: &SampleLine| line.code.as_deref().and_then(|code| company.item(code));
    let is_even = |line: &&mut SampleLine| item(line).is_some_and(|item| item.case_eaches % 2 == 0);
    let line = order.lines.iter_mut().find(is_even);
    line.expect("most cases hold an even number of pieces")
        .quantity = Decimal::new(25, 1).unwrap_or_default();
    let bytes = kept::order(&order).into_bytes();
    let why = "Two and a half cases are a whole number of pieces";
    let sample = accepted("Kept's own order JSON with half a case", why, order, bytes);
    maker.add("kept-half-case", "json", sample);
}

fn cancellations(maker: &mut Maker) {
    let order = placed(maker, "edifact-no-una");
    let text = edifact::cancellation(&order, Directory::D96A);
    maker.add(
        "edifact-cancellation",
        "edi",
        cancels("EDIFACT ORDCHG that cancels", order, text),
    );
    let order = placed(maker, "ubl-wrong-extension");
    let text = ubl::cancellation(&order);
    maker.add(
        "ubl-cancellation",
        "xml",
        cancels("UBL OrderCancellation", order, text),
    );
}

/// The order of an earlier sample.
pub(super) fn placed(maker: &Maker, word: &str) -> SampleOrder {
    let sample = maker
        .samples
        .iter()
        .find(|sample| sample.file.contains(word));
    match sample.map(|sample| &sample.ask) {
        Some(Ask::Place(order)) => (**order).clone(),
        _ => unreachable!("the sample {word} stands above and places an order"),
    }
}

fn cancels(kind: &str, order: SampleOrder, text: String) -> Sample {
    let why = format!(
        "Takes order {} back, of which nothing is picked yet",
        order.po_number
    );
    let (customer, po_number) = (order.buyer.code.clone(), order.po_number.clone());
    let mut sample = accepted(kind, &why, order, text.into_bytes());
    sample.ask = Ask::Cancel(customer, po_number);
    sample
}
