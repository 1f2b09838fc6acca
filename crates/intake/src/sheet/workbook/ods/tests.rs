//! OpenDocument sheets made in memory, and small ones that mean to become large.

use crate::request::Format;
use crate::sheet::grid::{CELL_BYTES_MAX, CELLS_MAX, COLUMNS_MAX};
use crate::sheet::read_workbook;
use crate::sheet::workbook::Kind;
use crate::sheet::workbook::tests::{package, told};

const MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// A package with these sheets, and a style that hides a sheet.
fn spreadsheet(sheets: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content
        xmlns:office="o" xmlns:style="s" xmlns:table="t" xmlns:text="x" xmlns:calcext="c">
        <office:automatic-styles><style:style style:name="ta1"><style:table-properties table:display="true"/>
        </style:style><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>
        </office:automatic-styles><office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>
        </office:document-content>"#
    );
    package(&[("mimetype", MEDIA_TYPE), ("content.xml", &content)])
}

fn check(rows: &str) -> String {
    let table = format!(
        "<table:table table:name=\"A &amp; B\" table:style-name=\"ta1\">{rows}</table:table>"
    );
    let bytes = spreadsheet(&table);
    assert_eq!(Kind::of(&bytes), Some(Kind::Ods));
    told(&bytes)
}

#[test]
fn cells_of_an_open_document_are_read_with_what_they_are_worth() {
    let rows = r#"<table:table-row>
        <table:table-cell office:value-type="string"><text:p>Olive  <text:span>oil</text:span><text:s text:c="9"/>&lt;1&gt;</text:p>
            <text:p>cold</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="0.28999999999999998"><text:p>0,29</text:p></table:table-cell>
        <table:table-cell office:value-type="currency" office:currency="EUR" office:value="1234.5"><text:p>1.234,50 €</text:p></table:table-cell>
        <table:table-cell office:value-type="percentage" office:value="0.17"><text:p>17%</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2026-11-22T00:00:00"><text:p>22.11.26</text:p></table:table-cell>
        <table:table-cell office:value-type="time" office:time-value="PT15H30M00S"><text:p>15:30</text:p></table:table-cell>
        <table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>WAHR</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="4711"><text:p>004711</text:p></table:table-cell>
        </table:table-row>"#;
    assert_eq!(
        check(rows),
        "1: 1=Olive oil <1>\ncold 2=n:0.29 3=n:1234.5 4=n:0.17 5=d:2026-11-22 6=t:15:30 7=TRUE 8=004711"
    );
}

#[test]
fn a_formula_is_worth_what_the_sheet_was_saved_with() {
    let rows = r#"<table:table-row>
        <table:table-cell table:formula="of:=[.A1]*2" office:value-type="float" office:value="24"><text:p>24</text:p></table:table-cell>
        <table:table-cell table:formula="of:=[.A9]"/>
        <table:table-cell table:formula="of:=[.A9]" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>
        </table:table-row>"#;
    assert_eq!(check(rows), "1: 1=n:24 2=? 3=?#REF!");
}

#[test]
fn repeated_and_merged_cells_keep_the_places_of_the_others() {
    let rows = r#"<table:table-column table:number-columns-repeated="16384"/>
        <table:table-header-rows><table:table-row table:number-rows-repeated="2">
            <table:table-cell table:number-columns-repeated="2"/>
            <table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/>
        </table:table-row></table:table-header-rows>
        <table:table-row table:number-rows-repeated="1000"><table:table-cell/></table:table-row>
        <table:table-row>
            <table:table-cell table:number-columns-spanned="2"><text:p>wide</text:p><office:annotation><text:p>note</text:p></office:annotation></table:table-cell>
            <table:covered-table-cell><text:p>beneath</text:p></table:covered-table-cell>
            <table:table-cell><text:p>next</text:p></table:table-cell>
        </table:table-row>
        <table:table-row table:number-rows-repeated="1047573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;
    assert_eq!(
        check(rows),
        "1: 3=n:7 4=n:7 / 2: 3=n:7 4=n:7 / 1003: 1=wide 3=next"
    );
}

#[test]
fn hidden_sheets_and_what_others_sheets_said_are_not_read() {
    let row = |text| {
        format!(
            "<table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row>"
        )
    };
    let sheets = format!(
        r#"<table:tracked-changes><table:table table:name="X">{}</table:table></table:tracked-changes>
        <table:table table:name="Old" table:style-name="ta2">{}</table:table>
        <table:table table:name="New" table:style-name="ta1"><table:shapes><table:table>{}</table:table></table:shapes>{}</table:table>
        <table:dde-links><table:dde-link><table:table>{}</table:table></table:dde-link></table:dde-links>"#,
        row("was"),
        row("hidden"),
        row("drawn"),
        row("seen"),
        row("linked"),
    );
    assert_eq!(
        told(&spreadsheet(&sheets)),
        "1: 1=seen / the sheet \"Old\" is hidden and was not read"
    );
}

#[test]
fn what_repeats_without_end_does_not_become_a_large_memory() {
    let cell = |text: &str, times: u32| {
        format!(
            r#"<table:table-cell table:number-columns-repeated="{times}"><text:p>{text}</text:p></table:table-cell>"#
        )
    };
    let rows = |cells: String| {
        let rows = format!(
            r#"<table:table-row table:number-rows-repeated="4294967295">{cells}</table:table-row>"#
        );
        let said = check(&rows);
        said.split(" / ")
            .last()
            .map(str::to_owned)
            .unwrap_or_default()
    };
    let full = format!(
        "more than {CELLS_MAX} filled cells or 67108864 bytes in them; the rest was not read"
    );
    assert_eq!(rows(cell("7", u32::MAX)), full);
    let long = "x".repeat(CELL_BYTES_MAX);
    assert_eq!(rows(cell(&long, COLUMNS_MAX)), full);
    let longer = format!("{long}x");
    assert_eq!(
        rows(cell(&longer, COLUMNS_MAX)),
        "row 1, column 1: a cell of 65537 bytes was not read; at most 65536 are"
    );
    let far = cell("", COLUMNS_MAX) + &cell("far", 9);
    assert_eq!(rows(far), "");
}

#[test]
fn a_damaged_or_locked_open_document_says_what_is_the_matter() {
    let said = check("<table:table-row><table:table-cell>");
    assert!(
        said.starts_with("the part content.xml is not well-formed XML"),
        "{said}"
    );
    let manifest = "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let locked = package(&[
        ("mimetype", MEDIA_TYPE),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", "\u{1}\u{2}"),
    ]);
    assert_eq!(
        told(&locked),
        "the workbook is encrypted; send it without a password"
    );
    let empty = package(&[("mimetype", MEDIA_TYPE)]);
    assert_eq!(told(&empty), "the workbook has no part content.xml");
    let text = package(&[("mimetype", "application/vnd.oasis.opendocument.text")]);
    assert_eq!(Kind::of(&text), None);
}

#[test]
fn an_order_in_an_open_document_is_an_order_with_its_cells_as_evidence() {
    let row = |cells: &[&str]| {
        let cells = cells.iter().map(|text| match text.parse::<u32>() {
            Ok(number) => {
                format!(r#"<table:table-cell office:value-type="float" office:value="{number}"/>"#)
            }
            Err(_) => format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>"),
        });
        format!(
            "<table:table-row>{}</table:table-row>",
            cells.collect::<String>()
        )
    };
    let rows = [
        row(&["PO Number", "PO-77"]),
        row(&["Item", "Description", "Quantity"]),
        row(&["TEA-1", "Green tea", "12"]),
    ];
    let sheet = format!(
        r#"<table:table table:name="Order">{}</table:table>"#,
        rows.concat()
    );
    let reading = read_workbook(&spreadsheet(&sheet));
    assert_eq!(reading.format, Format::Ods);
    let request = &reading.requests[0];
    let number = request.po_number.as_ref().expect("it has a number");
    let quantity = request.lines[0]
        .quantity
        .as_ref()
        .expect("it has a quantity");
    let said =
        serde_json::to_string(&(&number.value, &quantity.value, &quantity.evidence)).unwrap();
    insta::assert_snapshot!(
        said,
        @r#"["PO-77","12",{"place":{"cell":{"sheet":"Order","row":3,"column":3}},"text":"12"}]"#
    );
}
