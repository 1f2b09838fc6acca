//! What the tests of both kinds of workbooks share: packages made in memory, and grids as text.

use super::*;
use crate::sheet::grid::{Kind as CellKind, Row};
pub(in crate::sheet) use ooxml::tests::workbook_of;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A package of parts; one that is called `mimetype` is stored as it is.
pub(super) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().compression_level(Some(1));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (path, content) in parts {
        let options = if *path == "mimetype" { stored } else { packed };
        writer.start_file(*path, options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The rows of a workbook and its issues.
pub(super) fn told(bytes: &[u8]) -> String {
    let mut issues = Vec::new();
    let grids = match grids(Kind::of(bytes), bytes, &mut issues) {
        Ok(grids) => grids,
        Err(fault) => return fault.issue().message,
    };
    let rows = grids.iter().flat_map(|grid| grid.rows.iter().map(row));
    let issues = issues.iter().map(|issue| issue.message.clone());
    rows.chain(issues).collect::<Vec<_>>().join(" / ")
}

fn row(row: &Row) -> String {
    let cells: Vec<String> = (row.cells.iter())
        .map(|cell| {
            let mark = match cell.kind {
                CellKind::Text => "",
                CellKind::Number => "n:",
                CellKind::Date => "d:",
                CellKind::Time => "t:",
                CellKind::Uncomputed => "?",
            };
            format!("{}={mark}{}", cell.column, cell.text)
        })
        .collect();
    format!("{}: {}", row.number, cells.join(" "))
}
