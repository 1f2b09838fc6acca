//! Pages written down as text: a character is five points wide, a line twelve points high.

use super::read_pages;
use crate::page::{Area, Page, Seen, Word};
use crate::request::{Confidence, Format, Purpose, Reading};

mod header;
mod scanned;

/// A page of such text; words of Hebrew stand in it in reading order, from the right edge.
pub(super) fn page(text: &str, rtl: bool) -> Page {
    let mut page = Page {
        width: 60_000,
        height: 80_000,
        ..Page::default()
    };
    for (row, line) in text.lines().enumerate() {
        let mut column = 0u32;
        for word in line.split(' ') {
            let length = word.chars().count() as u32;
            if length > 0 {
                let (left, right) = (column * 500, (column + length) * 500);
                let (left, right) = if rtl {
                    (page.width - right, page.width - left)
                } else {
                    (left, right)
                };
                let top = 2_000 + row as u32 * 1_200;
                let area = Area {
                    left,
                    top,
                    right,
                    bottom: top + 1_000,
                };
                page.words.push(Word {
                    text: word.to_owned(),
                    area,
                    seen: Seen::Printed,
                });
            }
            column += length + 1;
        }
    }
    page
}

pub(super) fn reading(text: &str, rtl: bool) -> Reading {
    let mut reading = Reading::empty(Format::Pdf, Purpose::Other);
    reading.pages = vec![page(text, rtl)];
    read_pages(&mut reading);
    reading
}

/// The same text recognised in a picture, each word this surely, in thousandths.
pub(super) fn recognised(text: &str, sure: u16) -> Reading {
    let mut page = page(text, false);
    for word in &mut page.words {
        word.seen = Seen::Recognised(Confidence(sure));
    }
    let mut reading = Reading::empty(Format::Picture, Purpose::Other);
    reading.pages = vec![page];
    read_pages(&mut reading);
    reading
}

/// What was read, a line each for the header, every item and every issue.
fn check(text: &str, rtl: bool) -> String {
    let reading = reading(text, rtl);
    let mut told = format!("{:?}", reading.purpose);
    for request in &reading.requests {
        let text = |field: Option<String>| field.unwrap_or_else(|| "-".to_owned());
        let number = text(request.po_number.as_ref().map(|field| field.value.clone()));
        let date = text(
            request
                .order_date
                .as_ref()
                .map(|field| field.value.to_string()),
        );
        let buyer = text(request.buyer.name.as_ref().map(|field| field.value.clone()));
        told += &format!(" {number} {date} {buyer}");
        for line in &request.lines {
            let code = line.buyer_part.as_ref().or(line.supplier_part.as_ref());
            let code = text(code.map(|field| field.value.clone()));
            let what = text(line.description.as_ref().map(|field| field.value.clone()));
            let quantity = text(line.quantity.as_ref().map(|field| field.value.to_string()));
            let price = text(
                line.unit_price
                    .as_ref()
                    .map(|field| field.value.to_string()),
            );
            told += &format!("\n{code} | {what} | {quantity} | {price}");
        }
    }
    for issue in &reading.issues {
        told += &format!("\n! {}", issue.message);
    }
    told
}

const ORDER: &str = "\
Northwind Mills Ltd.                     PURCHASE ORDER
1 Quay Road                              PO Number: NM-20417
                                         Date: 24/11/2026
Vendor:                Ship To:
Kestrel Supply Co      Northwind Mills Ltd.
4 Low Lane             Dock 3, 1 Quay Road

Item Code     Description              Qty     Unit     Price      Amount
BR-1001       Brass hinge              40      EA       2.50       100.00
              with screws
BR-2002       Oak handle               10      EA       3.25        32.50

                                               Total:              132.50
";

#[test]
fn a_printed_purchase_order_is_read_by_its_labels_and_its_table() {
    let told = "Order NM-20417 2026-11-24 Northwind Mills Ltd.\n\
                BR-1001 | Brass hinge with screws | 40 | 2.5\n\
                BR-2002 | Oak handle | 10 | 3.25";
    assert_eq!(check(ORDER, false), told);
}

#[test]
fn amounts_that_contradict_quantity_and_price_are_named() {
    let told = check(&ORDER.replace("100.00", "190.00"), false);
    assert!(
        told.contains("! quantity times price is 100, the line says 190"),
        "{told}"
    );
}

#[test]
fn two_numbers_of_one_order_are_a_doubt() {
    let told = check(&format!("{ORDER}\nPO Number: NM-20418\n"), false);
    assert!(
        told.contains("! the order has the number NM-20417 here and NM-20418 there"),
        "{told}"
    );
}

#[test]
fn a_hebrew_order_is_read_from_right_to_left() {
    let text = "\
הזמנת רכש                         מספר הזמנה: 8812
טחנות הצפון בע\"מ                  תאריך: 24/11/2026

מק\"ט          תיאור               כמות      מחיר       סה\"כ
KF-1001       קפה קלוי            12        20.00      240.00

                                            סה\"כ       240.00
";
    let told = "Order 8812 2026-11-24 טחנות הצפון בע\"מ\nKF-1001 | קפה קלוי | 12 | 20";
    assert_eq!(check(text, true), told);
}

#[test]
fn an_invoice_is_never_taken_for_an_order() {
    let told = check(&ORDER.replace("PURCHASE ORDER", "INVOICE"), false);
    assert!(told.starts_with("Invoice"), "{told}");
    assert!(told.contains("! no order was found on the page"), "{told}");
}

#[test]
fn text_that_nobody_sees_changes_nothing_and_is_told() {
    let mut reading = Reading::empty(Format::Pdf, Purpose::Other);
    let mut page = page(ORDER, false);
    page.words.push(Word {
        text: "PO-6666".to_owned(),
        area: Area {
            left: 30_000,
            top: 3_200,
            right: 35_000,
            bottom: 4_200,
        },
        seen: Seen::Hidden,
    });
    reading.pages = vec![page];
    read_pages(&mut reading);
    assert!(reading.issues[0].message.contains("text that nobody sees"));
    let number = reading.requests[0]
        .po_number
        .as_ref()
        .map(|field| field.value.as_str());
    assert_eq!(number, Some("NM-20417"));
}
