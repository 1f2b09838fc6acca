//! Office Open XML workbooks made in memory: well-formed, damaged, and small ones that mean to become large.

use crate::request::IssueCode;
use crate::sheet::grid::{CELL_BYTES_MAX, TEXT_BYTES_MAX};
use crate::sheet::workbook::tests::{package, told};
use crate::sheet::workbook::{Fault, Kind, PART_BYTES_MAX, PARTS_MAX, grids};

const WORKBOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="A &amp; B" sheetId="1" r:id="rId1"/>
    <sheet name="Old" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>
    <Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>"#;
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="170" formatCode="000000"/></numFmts>
    <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>"#;
const STRINGS: &str = r#"<sst uniqueCount="99999999999999"><si><t>Item</t></si>
    <si><r><t xml:space="preserve">Q </t></r><r><t>&lt;1&gt;</t></r><rPh><t>x</t></rPh></si></sst>"#;

/// A workbook with this first sheet.
pub(in crate::sheet) fn workbook_of(sheet: &str) -> Vec<u8> {
    package(&[
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn check(sheet: &str) -> String {
    let bytes = workbook_of(sheet);
    assert_eq!(Kind::of(&bytes), Some(Kind::Ooxml));
    told(&bytes)
}

#[test]
fn cells_are_read_with_what_they_show() {
    let sheet = r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData>
        <row r="3"><c r="B3" t="s"><v>0</v></c><c r="A3" t="s"><v>1</v></c><c t="inlineStr"><is><t>in</t></is></c></row>
        <row><c s="1"><v>46348</v></c><c s="2"><v>4711</v></c><c><v>1.5</v></c><c><f>A1*2</f><v/></c>
            <c><f>1+1</f><v>2</v></c><c t="e"><v>#REF!</v></c><c/><c t="b"><v>1</v></c></row>
        </sheetData></worksheet>"#;
    assert_eq!(
        check(sheet),
        "3: 1=Q <1> 2=Item / 4: 1=d:2026-11-22 2=004711 3=n:1.5 4=? 5=n:2 6=?#REF! 8=TRUE \
         / the sheet \"Old\" is hidden and was not read"
    );
}

#[test]
fn a_small_file_does_not_become_a_large_memory() {
    let bomb = " ".repeat(PART_BYTES_MAX as usize + 1);
    let bytes = workbook_of(&bomb);
    assert!(bytes.len() < 1024 * 1024);
    let mut issues = Vec::new();
    let read = grids(Some(Kind::Ooxml), &bytes, &mut issues).unwrap();
    assert!(read.is_empty());
    assert!(
        issues
            .iter()
            .any(|issue| issue.code == IssueCode::OverLimit)
    );

    let many: Vec<String> = (0..=PARTS_MAX).map(|part| format!("p{part}")).collect();
    let parts: Vec<(&str, &str)> = many.iter().map(|path| (path.as_str(), "")).collect();
    let refused = grids(Some(Kind::Ooxml), &package(&parts), &mut issues).unwrap_err();
    assert!(matches!(refused, Fault::Limit(_)));
}

#[test]
fn a_long_text_in_very_many_cells_is_not_copied_for_ever() {
    let long = "x".repeat(CELL_BYTES_MAX);
    let strings = format!("<sst><si><t>{long}</t></si></sst>");
    let row = "<row><c t=\"s\"><v>0</v></c></row>";
    let cells = TEXT_BYTES_MAX / CELL_BYTES_MAX + 1;
    let sheet = format!(
        "<worksheet><sheetData>{}</sheetData></worksheet>",
        row.repeat(cells)
    );
    let bytes = package(&[
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/sharedStrings.xml", &strings),
        ("xl/worksheets/sheet1.xml", &sheet),
    ]);
    let said = crate::sheet::sheets(&bytes).unwrap_err();
    assert!(
        said.starts_with("more than 1000000 filled cells or 67108864 bytes"),
        "{said}"
    );
    let sheets = crate::sheet::sheets(&workbook_of("<row><c><v>1</v></c></row>")).unwrap();
    assert_eq!(sheets[0].name, "A & B");
}

#[test]
fn a_damaged_workbook_says_what_is_the_matter() {
    let bytes = workbook_of("<worksheet><sheetData><row><c><v>1</v></c></row>");
    let half = &bytes[..bytes.len() / 2];
    let fault = grids(Some(Kind::Ooxml), half, &mut Vec::new()).unwrap_err();
    assert!(matches!(fault, Fault::Damaged(_)));
    let said = check("<worksheet><sheetData><row><c><v>1</v>");
    assert!(
        said.starts_with("the sheet \"A & B\" ends inside a cell"),
        "{said}"
    );
    let missing = package(&[("xl/workbook.xml", WORKBOOK)]);
    let fault = grids(Some(Kind::Ooxml), &missing, &mut Vec::new()).unwrap_err();
    assert_eq!(
        fault.issue().message,
        "the workbook has no part xl/_rels/workbook.xml.rels"
    );
}
