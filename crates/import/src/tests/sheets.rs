//! Workbooks of Excel and LibreOffice, as people have them and as they should not be.

use super::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use std::io::Write;

/// A workbook with one sheet.
fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

fn titles(sheet: &mut Worksheet, row: u32, titles: &[&str]) {
    for (title, column) in titles.iter().zip(0..) {
        sheet.write(row, column, *title).unwrap();
    }
}

fn report(desk: &Desk, kind: Kind, bytes: &[u8]) -> String {
    desk.import_files(kind, &[("f.xlsx", bytes)], false).text()
}

#[test]
fn a_workbook_is_read_with_its_numbers_days_and_times() {
    let desk = Desk::founded();
    let sites = workbook(|sheet| {
        titles(
            sheet,
            0,
            &["Warehouse", "Name", "Working days", "Order cutoff"],
        );
        titles(sheet, 1, &["SOUTH", "באר שבע", "sun mon tue"]);
        let time = ExcelDateTime::from_hms(14, 30, 0.0).unwrap();
        let format = Format::new().set_num_format("hh:mm");
        sheet.write_with_format(1, 3, &time, &format).unwrap();
    });
    assert_eq!(
        report(&desk, Kind::Sites, &sites),
        "sites: 1 rows, 1 added, 0 changed, 0 as before\n"
    );
    let supply = workbook(|sheet| {
        titles(sheet, 0, &["Open purchase orders"]);
        titles(sheet, 2, &["PO", "Type", "Warehouse", "SKU", "Qty", "ETA"]);
        titles(sheet, 3, &["7001", "purchase order", "SOUTH", "TEA"]);
        sheet.write(3, 0, 7001).unwrap();
        sheet.write(3, 4, 24).unwrap();
        let day = ExcelDateTime::from_ymd(2027, 1, 10).unwrap();
        let format = Format::new().set_num_format("dd/mm/yyyy");
        sheet.write_with_format(3, 5, &day, &format).unwrap();
        sheet.write(5, 8, "printed by hand").unwrap();
    });
    assert_eq!(
        report(&desk, Kind::Supply, &supply),
        "f.xlsx row 6, reference: expected a text of at most 80 characters, there is nothing\n\
         f.xlsx row 6, kind: expected in_transit or purchase_order, there is nothing\n\
         f.xlsx row 6, site: expected the code of a site, there is nothing\n\
         f.xlsx row 6, item: expected the code of an item, there is nothing\n\
         f.xlsx row 6, quantity: expected a number above 0, there is nothing\n\
         f.xlsx row 6, due: expected a day like 2027-01-10, there is nothing\n"
    );
    let book = desk.book();
    let site = &book.company.sites[1];
    assert_eq!(
        (site.name.as_str(), site.calendar.cutoff_minute),
        ("באר שבע", 14 * 60 + 30)
    );
}

#[test]
fn a_row_of_a_workbook_becomes_supply() {
    let desk = Desk::founded();
    let bytes = workbook(|sheet| {
        titles(sheet, 0, &["PO", "Type", "Warehouse", "SKU", "Qty", "ETA"]);
        titles(sheet, 1, &["", "in transit", "NORTH", "TEA"]);
        sheet.write(1, 0, 7001).unwrap();
        sheet.write(1, 4, 24).unwrap();
        let day = ExcelDateTime::from_ymd(2027, 1, 10).unwrap();
        let format = Format::new().set_num_format("dd/mm/yyyy");
        sheet.write_with_format(1, 5, &day, &format).unwrap();
    });
    report(&desk, Kind::Supply, &bytes);
    assert_eq!(
        desk.export(Kind::Supply).lines().last().unwrap(),
        "7001,in_transit,NORTH,TEA,24,each,2027-01-10"
    );
}

#[test]
fn the_first_filled_sheet_is_read_and_the_others_are_named() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet();
    for (name, quantity) in [("Count", 5), ("Last year", 9)] {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        titles(sheet, 0, &["site", "item", "quantity"]);
        titles(sheet, 1, &["NORTH", "TEA"]);
        sheet.write(1, 2, quantity).unwrap();
    }
    let desk = Desk::founded();
    assert_eq!(
        report(&desk, Kind::Stock, &workbook.save_to_buffer().unwrap()),
        "stock: 1 rows, 1 added, 0 changed, 0 as before\nsheets not read: \"Last year\"\n"
    );
    assert_eq!(desk.on_hand("NORTH", "TEA"), 5);
}

#[test]
fn a_workbook_that_can_not_be_read_says_why() {
    let desk = Desk::founded();
    let bytes = workbook(|sheet| {
        titles(sheet, 0, &["site", "item", "quantity", "margin"]);
        titles(sheet, 1, &["NORTH", "TEA"]);
        sheet
            .write(1, 2, Formula::new("=A9").set_result("#REF!"))
            .unwrap();
    });
    assert_eq!(
        report(&desk, Kind::Stock, &bytes),
        "f.xlsx row 2, quantity: expected a number from 0 on, there is an error or a formula without a \
         result\n"
    );
    let half = report(&desk, Kind::Stock, &bytes[..bytes.len() - 200]);
    assert!(half.starts_with("f.xlsx: "), "{half}");
    let empty = report(&desk, Kind::Stock, &workbook(|_| {}));
    assert!(empty.ends_with("the file is empty\n"), "{empty}");
}

#[test]
fn a_sheet_of_libre_office_is_read_too() {
    let rows = [["site", "item", "quantity"], ["NORTH", "TEA", "7"]].map(|row| {
        let cells =
            row.map(|text| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>"));
        format!("<table:table-row>{}</table:table-row>", cells.concat())
    });
    let content = format!(
        "<o><table:table table:name=\"Count\">{}</table:table></o>",
        rows.concat()
    );
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
    ];
    for (name, text) in parts {
        zip.start_file(name, stored).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let desk = Desk::founded();
    report(&desk, Kind::Stock, &zip.finish().unwrap().into_inner());
    assert_eq!(desk.on_hand("NORTH", "TEA"), 7);
}
