//! `kept intake`: shows what is read from documents, without placing anything.

use crate::failure::{Doing, Outcome};
use crate::reader::DocumentReader;
use crate::talk;
use intake::page::UNITS_PER_POINT;
use intake::request::Stated;
use intake::{Arrival, Confidence, Evidence, OrderRequest, Place, Reading, Severity};
use serde::Serialize;
use std::fmt::Display;
use std::path::{Path, PathBuf};

/// What `--json` prints for each document.
#[derive(Serialize)]
struct Read<'a> {
    file: &'a Path,
    #[serde(flatten)]
    reading: &'a Reading,
}

/// Reads every file and prints what stands in it, each field with its place and confidence.
pub fn intake(files: &[PathBuf], json: bool) -> Outcome {
    let reader = DocumentReader::new()?;
    for file in files {
        let bytes = std::fs::read(file).doing(|| format!("{} can't be read", file.display()))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let arrival = Arrival {
            name: Some(&name),
            received: None,
        };
        let reading = reader.read(bytes.into(), arrival)?;
        match json {
            true => talk::json(&Read {
                file,
                reading: &reading,
            })?,
            false => print!("{}", text(file, &reading)),
        }
    }
    Ok(())
}

fn text(file: &Path, reading: &Reading) -> String {
    let head = match reading.document_type.as_str() {
        "" => format!("{:?}", reading.format),
        named => named.to_owned(),
    };
    let mut text = format!("{}: {head}\n", file.display());
    for request in &reading.requests {
        let rows = rows(request);
        text.push_str(&talk::table(&["field", "value", "sure", "where"], &rows));
        text.push('\n');
    }
    for issue in &reading.issues {
        let weight = match issue.severity {
            Severity::Notice => "notice",
            Severity::Doubt => "doubt",
            Severity::Error => "error",
        };
        let place = issue
            .place
            .as_ref()
            .map(|place| format!(" at {}", place_text(place)));
        text.push_str(&format!(
            "{weight}: {}{}\n",
            issue.message,
            place.unwrap_or_default()
        ));
    }
    text
}

fn rows(request: &OrderRequest) -> Vec<Vec<String>> {
    let mut rows = Rows(Vec::new());
    rows.add("po_number", &request.po_number);
    rows.add("order_date", &request.order_date);
    rows.add("requested_delivery_date", &request.requested_delivery_date);
    rows.add("currency", &request.currency);
    rows.add("buyer.id", &request.buyer.id);
    rows.add("buyer.name", &request.buyer.name);
    rows.add("ship_to.id", &request.ship_to.id);
    rows.add("ship_to.name", &request.ship_to.name);
    rows.add("ship_to.address", &request.ship_to.address);
    for (number, line) in (1..).zip(&request.lines) {
        rows.add(&format!("{number}.buyer_part"), &line.buyer_part);
        rows.add(&format!("{number}.supplier_part"), &line.supplier_part);
        rows.add(&format!("{number}.gtin"), &line.gtin);
        rows.add(&format!("{number}.description"), &line.description);
        rows.add(&format!("{number}.quantity"), &line.quantity);
        rows.add(&format!("{number}.uom"), &line.uom);
        rows.add(&format!("{number}.unit_price"), &line.unit_price);
        rows.add(
            &format!("{number}.requested_delivery_date"),
            &line.requested_delivery_date,
        );
        rows.add(&format!("{number}.ship_to_id"), &line.ship_to_id);
    }
    rows.0
}

struct Rows(Vec<Vec<String>>);

impl Rows {
    fn add<T: Display>(&mut self, name: &str, stated: &Stated<T>) {
        if let Some(field) = stated {
            let Evidence { place, .. } = &field.evidence;
            let Confidence(sure) = field.confidence;
            let sure = format!("{}.{}%", sure / 10, sure % 10);
            self.0.push(vec![
                name.to_owned(),
                field.value.to_string(),
                sure,
                place_text(place),
            ]);
        }
    }
}

fn place_text(place: &Place) -> String {
    match place {
        Place::Segment {
            number,
            tag,
            element,
            component: 0,
        } => format!("segment {number} {tag}{element:02}"),
        Place::Segment {
            number,
            tag,
            element,
            component,
        } => {
            format!("segment {number} {tag}{element:02}-{component}")
        }
        Place::Path(path) => path.clone(),
        Place::Cell { sheet, row, column } if sheet.is_empty() => {
            format!("row {row} column {column}")
        }
        Place::Cell { sheet, row, column } => format!("{sheet} row {row} column {column}"),
        Place::Columns { line, start, end } => format!("line {line} columns {start}-{end}"),
        Place::OnPage { page, area } => {
            let points = |units: u32| units / UNITS_PER_POINT;
            let (across, down) = (points(area.left), points(area.top));
            format!("page {page}, {across} points across and {down} down")
        }
    }
}
