//! What comes on paper and in words: PDFs, e-mails, messages, and pictures of pages.
//!
//! Pages are printed from HTML by a browser, which no two versions do alike: `cargo xtask print`
//! prints them into `crates/sim/printed`, and the documents are made from what stands there.

use super::maker::{Maker, accepted};
use super::{Outcome, Sample};
use crate::company::{FIRST_DAY, INBOX};
use crate::document::mail::{Attached, Mail};
use crate::document::paper::Look;
use crate::document::{Format, SampleOrder, sheet, workbook};

/// A page to print: the name of its files below `crates/sim/printed`, and its HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// File name without an ending.
    pub name: &'static str,
    /// What the browser prints.
    pub html: String,
}

macro_rules! printed {
    ($name:literal, $extension:literal) => {
        (
            $name,
            include_bytes!(concat!("../../printed/", $name, ".", $extension)),
        )
    };
}

/// What was printed.
const PRINTED: [(&str, &[u8]); 7] = [
    printed!("pdf-ruled", "pdf"),
    printed!("pdf-open", "pdf"),
    printed!("pdf-hebrew", "pdf"),
    printed!("mail-pdf", "pdf"),
    printed!("fax", "tif"),
    printed!("scan-hebrew", "pdf"),
    printed!("photo", "jpg"),
];

const MORNING: &str = "Sun, 01 Mar 2026 07:41:00 +0200";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) fn add(maker: &mut Maker) {
    let clean = "Every field stands where its label says, and the sums agree";
    for (name, look, format, nth, kind) in [
        (
            "pdf-ruled",
            Look::Ruled,
            Format::CsvComma,
            4,
            "PDF of an order form, ruled",
        ),
        (
            "pdf-open",
            Look::Open,
            Format::Xlsx,
            2,
            "PDF of an order form without lines",
        ),
        (
            "pdf-hebrew",
            Look::Hebrew,
            Format::XlsxHebrew,
            2,
            "PDF of a Hebrew order form",
        ),
    ] {
        let order = maker.order(format, nth);
        let bytes = maker.print(name, &order, look);
        maker.add(name, "pdf", accepted(kind, clean, order, bytes));
    }
    mails(maker);
    messages(maker);
}

fn mails(maker: &mut Maker) {
    let order = maker.order(Format::CsvComma, 5);
    let pdf = maker.print("mail-pdf", &order, Look::Ruled);
    let attached = [Attached {
        name: "order.pdf",
        media_type: "application/pdf",
        bytes: &pdf,
    }];
    let body = format!(
        "Hello,\r\n\r\nplease find our order {} attached.\r\n\r\nBest regards\r\n{}\r\n{}\r\n",
        order.po_number, order.buyer.contact, order.buyer.name
    );
    let bytes = mail(&order, &order.buyer.contact, "Our order", &body, &attached);
    let why = "The order is attached; the body only says so";
    maker.add(
        "mail-pdf",
        "eml",
        accepted("E-mail with a PDF", why, order, bytes),
    );

    let order = maker.order(Format::XlsxHebrew, 3);
    let form = workbook::xlsx(&order, &sheet::HEBREW);
    let attached = [Attached {
        name: "order.xlsx",
        media_type: XLSX,
        bytes: &form,
    }];
    let body = "שלום,\r\n\r\nמצורפת ההזמנה שלנו, תודה.\r\n\r\n> בתאריך 28/02/2026 כתבתם:\r\n\
                > נא לשלוח את ההזמנה עד שמונה בבוקר, 20 קרטון לפחות\r\n";
    let bytes = mail(&order, &order.buyer.hebrew, "הזמנה", body, &attached);
    let why = "The order is attached; what is quoted below is nobody's order";
    maker.add(
        "mail-sheet",
        "eml",
        accepted("Hebrew e-mail with a workbook", why, order, bytes),
    );
}

fn messages(maker: &mut Maker) {
    let mut order = maker.order(Format::CsvComma, 6);
    order.requested = Some(FIRST_DAY.plus(3));
    let wishes: String = (order.lines.iter())
        .map(|line| {
            format!(
                "- {} cases {} ({})\r\n",
                line.quantity,
                line.description,
                line.any_code()
            )
        })
        .collect();
    let body = format!(
        "Good morning,\r\n\r\nour PO {}, please send by Wednesday:\r\n{wishes}\r\nThanks!\r\n{}\r\n",
        order.po_number, order.buyer.contact
    );
    let why = "It names its number, its goods and its day";
    let bytes = mail(
        &order,
        &order.buyer.contact,
        "Order for this week",
        &body,
        &[],
    );
    maker.add(
        "mail-words",
        "eml",
        accepted("E-mail that orders in words", why, order, bytes),
    );

    let order = maker.order(Format::CsvHebrew, 3);
    let wishes: Vec<String> = (order.lines.iter())
        .map(|line| {
            format!(
                "{} קרטון {} ({})",
                line.quantity,
                line.hebrew,
                line.any_code()
            )
        })
        .collect();
    let why = "It names no number of its own, and the customer only in passing";
    let text = format!(
        "בוקר טוב, כאן {} (לקוח {}). תשלחו לנו בבקשה עד יום רביעי:\n{}\nתודה רבה\n",
        order.buyer.hebrew,
        order.buyer.code,
        wishes.join("\n")
    );
    maker.add(
        "message-hebrew",
        "txt",
        in_words("Hebrew message", why, text.into_bytes()),
    );
}

/// The pictures, which need text recognition to be read: a fax, and what was sent by mail.
pub(super) fn add_pictures(maker: &mut Maker) {
    let order = maker.order(Format::CsvSemicolon, 1);
    let fax = maker.print("fax", &order, Look::Ruled);
    let kind = "Fax of an order form, skewed and noisy";
    maker.add_picture("fax", "tif", pictured(kind, fax));

    let order = maker.order(Format::XlsxHebrew, 4);
    let attached = [Attached {
        name: "scan.pdf",
        media_type: "application/pdf",
        bytes: &maker.print("scan-hebrew", &order, Look::Hebrew),
    }];
    let body = "שלום,\r\n\r\nמצורפת ההזמנה שלנו, תודה.\r\n";
    let bytes = mail(&order, &order.buyer.hebrew, "הזמנה סרוקה", body, &attached);
    let kind = "E-mail with a scan of a Hebrew order form";
    maker.add_picture("scan-hebrew", "eml", pictured(kind, bytes));

    let order = maker.order(Format::Xlsx, 3);
    let attached = [Attached {
        name: "photo.jpg",
        media_type: "image/jpeg",
        bytes: &maker.print("photo", &order, Look::Open),
    }];
    let body = "Hi,\r\n\r\nplease find our order attached.\r\n\r\nThanks!\r\n";
    let bytes = mail(&order, &order.buyer.contact, "Our order", body, &attached);
    let kind = "E-mail with a photograph of an order form";
    maker.add_picture("photo", "eml", pictured(kind, bytes));
}

fn pictured(kind: &str, bytes: Vec<u8>) -> Sample {
    let why = "What a machine recognised on a picture is looked at by a person";
    in_words(kind, why, bytes)
}

fn in_words(kind: &str, why: &str, bytes: Vec<u8>) -> Sample {
    super::maker::silent(kind, Outcome::Review, why, bytes)
}

fn mail(
    order: &SampleOrder,
    name: &str,
    subject: &str,
    body: &str,
    attached: &[Attached],
) -> Vec<u8> {
    let mail = Mail {
        from: (name, &order.buyer.email),
        to: INBOX,
        subject,
        date: MORNING,
        body,
        attached,
    };
    mail.bytes()
}

/// What was printed under a name.
pub(super) fn printed(name: &str) -> &'static [u8] {
    let found = PRINTED.iter().find(|(printed, _)| *printed == name);
    found
        .map(|(_, bytes)| *bytes)
        .expect("every page that is printed is in the list")
}
