//! Office Open XML workbooks (ECMA-376 part 1, section 18) to grids.

mod sheet;
mod strings;
mod styles;

use super::package::Package;
use super::{Fault, Filling, SHEETS_MAX, attribute, each_start, hidden};
use crate::request::Issue;
use crate::sheet::grid::{Grid, Room};
use sheet::Cells;
use std::collections::HashMap;
use strings::strings;
use styles::Styles;

/// A sheet as the workbook lists it.
#[derive(Debug)]
struct Listed {
    name: String,
    relation: String,
    hidden: bool,
}

/// Reads the visible sheets. What is the matter with single sheets goes to `issues`.
pub(super) fn grids(
    package: &mut Package<'_>,
    issues: &mut Vec<Issue>,
) -> Result<Vec<Grid>, Fault> {
    let (listed, starts_1904) = workbook(&package.part("xl/workbook.xml")?)?;
    let targets = relations(&package.part("xl/_rels/workbook.xml.rels")?)?;
    let strings = match package.part_if_there("xl/sharedStrings.xml")? {
        Some(xml) => strings(&xml)?,
        None => Vec::new(),
    };
    let styles = match package.part_if_there("xl/styles.xml")? {
        Some(xml) => Styles::read(&xml, starts_1904)?,
        None => Styles::plain(starts_1904),
    };
    let cells = Cells {
        strings: &strings,
        styles: &styles,
    };
    let mut grids = Vec::new();
    let mut room = Room::new();
    for listed in listed.into_iter().take(SHEETS_MAX) {
        if listed.hidden {
            issues.push(hidden(&listed.name));
            continue;
        }
        let Some(path) = targets.get(&listed.relation) else {
            continue;
        };
        let filling = Filling::new(listed.name, &mut room, issues);
        match (package.part(path)).and_then(|xml| sheet::grid(&xml, &cells, filling)) {
            Ok(grid) => grids.push(grid),
            Err(fault) => issues.push(fault.issue()),
        }
    }
    Ok(grids)
}

/// The sheets, and whether days are counted from 1904.
fn workbook(xml: &[u8]) -> Result<(Vec<Listed>, bool), Fault> {
    let mut sheets = Vec::new();
    let mut starts_1904 = false;
    each_start(xml, "workbook.xml", |element| {
        match element.local_name().as_ref() {
            "sheet" => sheets.push(Listed {
                name: attribute(element, "name").unwrap_or_default(),
                relation: attribute(element, "id").unwrap_or_default(),
                hidden: attribute(element, "state").is_some_and(|state| state != "visible"),
            }),
            "workbookPr" => {
                let said = attribute(element, "date1904");
                starts_1904 = said.is_some_and(|said| matches!(said.as_str(), "1" | "true"));
            }
            _ => {}
        }
    })?;
    Ok((sheets, starts_1904))
}

/// Relation id to path of the part.
fn relations(xml: &[u8]) -> Result<HashMap<String, String>, Fault> {
    let mut targets = HashMap::new();
    each_start(xml, "workbook.xml.rels", |element| {
        if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
            let path = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("xl/{target}"),
            };
            targets.insert(id, path);
        }
    })?;
    Ok(targets)
}

#[cfg(test)]
pub(super) mod tests;
