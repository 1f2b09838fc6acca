//! Large files end at named limits.

use super::*;
use crate::problem::PROBLEMS_LISTED_MAX;
use crate::table::{BYTES_MAX, CELL_BYTES_MAX};

#[test]
fn a_thousand_wrong_rows_are_a_hundred_lines_and_a_count() {
    let text = format!("site,item,quantity\n{}", "NORTH,TEA,none\n".repeat(1_000));
    let report = Desk::founded().import(Kind::Stock, &text);
    assert_eq!(report.lines().count(), PROBLEMS_LISTED_MAX + 1);
    assert!(report.ends_with("and 900 more\n"), "{report}");
}

#[test]
fn a_file_beyond_the_limit_is_not_looked_into() {
    let bytes = vec![b','; BYTES_MAX + 1];
    let report = Desk::new().import_files(Kind::Stock, &[("f.csv", &bytes)], false);
    let said = format!(
        "f.csv: expected at most {BYTES_MAX} bytes in all files together, there are {}\n",
        BYTES_MAX + 1
    );
    assert_eq!(report.text(), said);
}

#[test]
fn a_cell_beyond_the_limit_is_told_with_its_size() {
    let text = format!(
        "site,item,quantity\nNORTH,{},1\n",
        "x".repeat(CELL_BYTES_MAX + 1)
    );
    let report = Desk::founded().import(Kind::Stock, &text);
    let said = "f.csv row 2, item: expected at most 16384 bytes in a cell, there are 16385\n";
    assert!(report.starts_with(said), "{report}");
}

#[test]
fn rows_that_a_spreadsheet_left_empty_are_passed_over() {
    let text = "\u{feff}site;item;quantity\r\nNORTH;TEA;5\r\n;;\r\n\r\nNORTH;TEA;six\r\n";
    let report = Desk::founded().import(Kind::Stock, text);
    assert_eq!(
        report,
        "f.csv row 5, quantity: expected a number from 0 on, there is \"six\"\n"
    );
}

#[test]
fn no_file_breaks_the_import() {
    let desk = Desk::founded();
    let deep = "[".repeat(100_000);
    let wide = format!("{}\n{}\n", "item,".repeat(1_023), "x,".repeat(1_023));
    let files: [&[u8]; 22] = [
        b"\xEF\xBB\xBF",
        b"\"",
        b",,,\n,,,\n",
        b"\n\n\n",
        b"\0\0\0",
        b"item\n'\n''\n'='\n",
        b"item;site;quantity\n\"\"\"\";\"\";'-1\n",
        b"sep=;\nitem;site\nTEA;NORTH\n",
        b"[]",
        b"[{}]",
        b"[[]]",
        b"[null]",
        b"[{\"item\":{\"item\":1}}]",
        b"[{\"item\":1e999}]",
        b"[{\"item\":\"\\ud800\"}]",
        b"[{\"\":\"\"}]x",
        deep.as_bytes(),
        wide.as_bytes(),
        b"PK\x03\x04xl/workbook.xml",
        b"\xFF\xFEi\0t\0e\0m\0",
        b"zone,cutoff,weekdays,due\n99999999999999999999,99:99,,9999-99-99\n",
        b"customer,ship_to,name,price_list,zone\nC1,,,,\nC1,C1-01,,,\n,,,,7\n",
    ];
    for (kind, file) in Kind::ALL
        .iter()
        .flat_map(|kind| files.map(|file| (*kind, file)))
    {
        let before = desk.book();
        let report = desk.import_files(kind, &[("f", file)], false);
        assert!(desk.book() == before, "{kind:?} {report:?}");
    }
}
