//! The catalogue.

use crate::also;
use crate::cells::{Cells, code, each, flag, line, ratio, whole, words};
use crate::column::{Column, not_kept, optional, required};
use crate::plan::{Place, Plan};
use crate::problem::{Code, Problems};
use crate::table::Table;
use crate::written::{self, Written};
use book::company::{Item, WEIGHT_GRAMS_MAX};
use book::{Book, Command};
use std::collections::HashMap;
use vocab::quantity::QUANTITY_MAX;
use vocab::{Gtin, Quantity, Ratio, SiteId, Unit};

/// The longest description, in characters.
const DESCRIPTION_MAX: usize = 200;

/// The columns.
pub const COLUMNS: &[Column] = &[
    required(
        "item",
        "a code of at most 40 characters",
        ["COFFEE-250", "TEA-20"],
        also::ITEM,
    ),
    required(
        "description",
        "a text of at most 200 characters",
        ["Ground coffee 250 g", "Black tea 20 bags"],
        also::DESCRIPTION,
    ),
    not_kept("category", "anything", ["Coffee", "Tea"], also::CATEGORY),
    required(
        "base_unit",
        "a unit like each, case or kilogram",
        ["each", "each"],
        also::BASE_UNIT,
    ),
    optional(
        "sales_unit",
        "a unit like each, case or kilogram",
        ["case", "case"],
        also::SALES_UNIT,
    ),
    optional(
        "case",
        "how many base units are in a case, from 1",
        ["12", "24"],
        also::CASE,
    ),
    optional(
        "pallet",
        "how many base units are on a pallet, from 1",
        ["960", ""],
        also::PALLET,
    ),
    optional(
        "other_units",
        "units by how many base units they are, like pack=6 layer=120",
        ["", ""],
        also::OTHER_UNITS,
    ),
    optional(
        "gtin_each",
        "GTINs of 8, 12, 13 or 14 digits with a right check digit",
        ["7299999100010", ""],
        also::GTIN_EACH,
    ),
    optional(
        "gtin_case",
        "GTINs of 8, 12, 13 or 14 digits with a right check digit",
        ["17299999100017", ""],
        also::GTIN_CASE,
    ),
    optional(
        "other_gtins",
        "GTINs of other units, like pallet=7299999100027",
        ["", ""],
        also::OTHER_GTINS,
    ),
    optional(
        "weight_grams",
        "a whole number of grams of one base unit, 0 to 10000000",
        ["265", "50"],
        also::WEIGHT_GRAMS,
    ),
    optional(
        "orderable",
        "true or false",
        ["true", "true"],
        also::ORDERABLE,
    ),
    optional(
        "safety_stock",
        "base units kept back by site, like NORTH=480 SOUTH=240",
        ["NORTH=480", "NORTH=240 SOUTH=120"],
        also::SAFETY_STOCK,
    ),
    optional(
        "bins",
        "the bin by site, like NORTH=A-12-3 SOUTH=07.2",
        ["NORTH=A-12-3", "NORTH=A-2 SOUTH=07.2"],
        also::BINS,
    ),
];

/// Units other than the base unit that have a column, and their GTIN's column.
const RATIOS: [(&str, Unit); 2] = [("case", Unit::Case), ("pallet", Unit::Pallet)];
const GTINS: [(&str, Unit); 2] = [("gtin_each", Unit::Each), ("gtin_case", Unit::Case)];

/// Plans items.
pub fn items(tables: &[Table], book: &Book, problems: &mut Problems) -> Plan {
    let (mut plan, mut seen, mut rows) = (Plan::default(), HashMap::new(), Vec::new());
    each(tables, problems, |cells| {
        if let Some(item) = item(cells, book, &mut seen)
            && plan
                .tally
                .compare(cells.place(), present(book, &item.code), &item)
        {
            rows.push((cells.place(), item));
        }
    });
    plan.add(rows, bytes, Command::PutItems);
    plan
}

/// No less than what an item is in the journal.
fn bytes(item: &Item) -> usize {
    let lists = item.units.len() + item.gtins.len() + item.safety_stock.len();
    let bins: usize = item.bins.iter().map(|(_, bin)| 20 + bin.len()).sum();
    64 + item.code.len() + item.description.len() + 20 * lists + bins
}

fn present<'b>(book: &'b Book, code: &str) -> Option<&'b Item> {
    let id = book.company.item_by_code(code)?;
    book.company.items.get(id.index())
}

fn item(cells: &mut Cells<'_>, book: &Book, seen: &mut HashMap<String, Place>) -> Option<Item> {
    let code = cells.read("item", code);
    let description = cells.read("description", |cell| line(cell, DESCRIPTION_MAX));
    let base_unit = cells.read("base_unit", Unit::parse);
    let code = code?;
    cells.once(seen, code.clone(), "item")?;
    let present = present(book, &code);
    let same_base = present
        .zip(base_unit)
        .filter(|(item, base)| item.base_unit != *base);
    if let Some((item, _)) = same_base {
        let unit = item.base_unit;
        cells.wrong("base_unit", Code::BaseUnitStays, || {
            format!("expected {unit}: stock, prices and orders of this item are counted in it")
        });
    }
    let base_unit = base_unit?;
    let mut item = present.cloned().unwrap_or_else(|| blank(base_unit));
    let sold = sold(cells, &mut item);
    let weight_grams = cells.read_or("weight_grams", item.weight_grams, 0, |cell| {
        whole(cell, 0..=u64::from(WEIGHT_GRAMS_MAX))
    });
    let orderable = cells.read_or("orderable", item.orderable, true, flag);
    let parse = |cell: &str| safety_stock(cell, book);
    let safety_stock = cells.read_or("safety_stock", item.safety_stock.clone(), Vec::new(), parse);
    let bins = cells.read_or("bins", item.bins.clone(), Vec::new(), |cell| {
        bins(cell, book)
    });
    sold?;
    item = Item {
        code,
        description: description?,
        weight_grams: weight_grams?,
        orderable: orderable?,
        safety_stock: safety_stock?,
        bins: bins?,
        ..item
    };
    fitting_units(cells, &item)?;
    same_base.is_none().then_some(item)
}

/// An item as documents name it: without what only the company itself needs to know.
pub fn named(cells: &mut Cells<'_>, seen: &mut HashMap<String, Place>) -> Option<Item> {
    let code = cells.read("item", code);
    let description = cells.read("description", |cell| line(cell, DESCRIPTION_MAX));
    let base_unit = cells.read("base_unit", Unit::parse);
    let code = code?;
    cells.once(seen, code.clone(), "item")?;
    let mut item = Item {
        code,
        description: description?,
        ..blank(base_unit?)
    };
    sold(cells, &mut item)?;
    fitting_units(cells, &item)?;
    Some(item)
}

/// Reads the units and GTINs that an item is sold in.
fn sold(cells: &mut Cells<'_>, item: &mut Item) -> Option<()> {
    let units = units(cells, item);
    let gtins = gtins(cells, item);
    let (present, base_unit) = (item.sales_unit, item.base_unit);
    let sales_unit = cells.read_or("sales_unit", present, base_unit, Unit::parse);
    item.sales_unit = sales_unit?;
    units.and(gtins)
}

/// An item of which nothing is known but its base unit.
fn blank(base_unit: Unit) -> Item {
    Item {
        code: String::new(),
        description: String::new(),
        base_unit,
        units: Vec::new(),
        sales_unit: base_unit,
        gtins: Vec::new(),
        weight_grams: 0,
        orderable: true,
        safety_stock: Vec::new(),
        bins: Vec::new(),
    }
}

fn units(cells: &mut Cells<'_>, item: &mut Item) -> Option<()> {
    let mut fits = Some(());
    for (column, unit) in RATIOS {
        let present = item
            .units
            .iter()
            .find(|(other, _)| *other == unit)
            .map(|(_, ratio)| *ratio);
        let ratio = cells.read_or(column, present, None, |cell| ratio(cell).map(Some));
        if ratio.flatten().is_some() && unit == item.base_unit {
            cells.wrong(column, Code::IsBaseUnit, || {
                format!("expected nothing: {unit} is the base unit itself")
            });
            fits = None;
        }
        match ratio {
            None => fits = None,
            Some(ratio) => put(&mut item.units, unit, ratio),
        }
    }
    fits.and(other_units(cells, item))
}

fn other_units(cells: &mut Cells<'_>, item: &mut Item) -> Option<()> {
    let is_other = |unit: Unit| RATIOS.iter().all(|(_, known)| *known != unit);
    let others = item.units.iter().filter(|(unit, _)| is_other(*unit));
    let present: Vec<(Unit, Ratio)> = others.copied().collect();
    let base_unit = item.base_unit;
    let parse = |cell: &str| {
        let fits = |unit: &Unit| is_other(*unit) && *unit != base_unit;
        pairs(cell, |unit| Unit::parse(unit).filter(fits), ratio)
    };
    let read = cells.read_or("other_units", present.clone(), Vec::new(), parse)?;
    for (unit, _) in present {
        if read.iter().all(|(other, _)| *other != unit) {
            put(&mut item.units, unit, None);
        }
    }
    for (unit, ratio) in read {
        put(&mut item.units, unit, Some(ratio));
    }
    Some(())
}

/// Words, or what semicolons separate if there are any: codes may have blanks in them.
fn listed(cell: &str) -> Vec<&str> {
    if !cell.contains(';') {
        return words(cell).collect();
    }
    let parts = cell.split(';').map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}

/// Pairs like `pack=6 layer=120`, each key once.
fn pairs<K: PartialEq, V>(
    cell: &str,
    key: impl Fn(&str) -> Option<K>,
    value: impl Fn(&str) -> Option<V>,
) -> Option<Vec<(K, V)>> {
    let mut pairs = Vec::new();
    for word in listed(cell) {
        let (left, right) = word.rsplit_once('=')?;
        let pair = (key(left.trim())?, value(right.trim())?);
        if pairs.iter().any(|(other, _)| *other == pair.0) {
            return None;
        }
        pairs.push(pair);
    }
    Some(pairs)
}

/// Puts the value of a key in its place, at the end if it is new, or takes it out.
fn put<K: PartialEq, V>(pairs: &mut Vec<(K, V)>, key: K, value: Option<V>) {
    let place = pairs.iter().position(|(other, _)| *other == key);
    match (place, value) {
        (Some(place), Some(value)) => pairs[place].1 = value,
        (Some(place), None) => drop(pairs.remove(place)),
        (None, Some(value)) => pairs.push((key, value)),
        (None, None) => {}
    }
}

fn gtins(cells: &mut Cells<'_>, item: &mut Item) -> Option<()> {
    let mut fits = Some(());
    for (column, unit) in GTINS {
        let of_unit = item.gtins.iter().filter(|(_, marked)| *marked == unit);
        let present: Vec<Gtin> = of_unit.map(|(gtin, _)| *gtin).collect();
        let parse = |cell: &str| words(cell).map(Gtin::parse).collect();
        match cells.read_or(column, present.clone(), Vec::new(), parse) {
            None => fits = None,
            Some(gtins) if gtins == present => {}
            Some(gtins) => {
                item.gtins.retain(|(_, marked)| *marked != unit);
                item.gtins
                    .extend(gtins.into_iter().map(|gtin| (gtin, unit)));
            }
        }
    }
    fits.and(other_gtins(cells, item))
}

fn other_gtins(cells: &mut Cells<'_>, item: &mut Item) -> Option<()> {
    let is_other = |unit: Unit| GTINS.iter().all(|(_, known)| *known != unit);
    let others = item.gtins.iter().filter(|(_, unit)| is_other(*unit));
    let present: Vec<(Gtin, Unit)> = others.copied().collect();
    let gtin = |word: &str| {
        let (unit, gtin) = word.split_once('=')?;
        let unit = Unit::parse(unit).filter(|unit| is_other(*unit))?;
        Some((Gtin::parse(gtin)?, unit))
    };
    let parse = |cell: &str| words(cell).map(gtin).collect();
    let read = cells.read_or("other_gtins", present.clone(), Vec::new(), parse)?;
    if read != present {
        item.gtins.retain(|(_, unit)| !is_other(*unit));
        item.gtins.extend(read);
    }
    Some(())
}

/// That the units which other columns name are units of the item.
fn fitting_units(cells: &mut Cells<'_>, item: &Item) -> Option<()> {
    let is_marked = |unit| item.gtins.iter().any(|(_, marked)| *marked == unit);
    let marked = GTINS.into_iter().filter(|(_, unit)| is_marked(*unit));
    let mut fits = Some(());
    let other = |(_, unit): &&(Gtin, Unit)| GTINS.iter().all(|(_, known)| known != unit);
    let others = item
        .gtins
        .iter()
        .filter(other)
        .map(|(_, unit)| ("other_gtins", *unit));
    let named = [("sales_unit", item.sales_unit)].into_iter();
    for (column, unit) in named.chain(marked).chain(others) {
        if item.ratio(unit).is_none() {
            fits = None;
            cells.wrong(column, Code::NotItsUnit, || {
                let units: Vec<&str> = item.units.iter().map(|(unit, _)| unit.as_str()).collect();
                let units = [&[item.base_unit.as_str()], units.as_slice()].concat();
                let units = units.join(", ");
                format!("expected a unit of this item ({units}), {unit} is not one")
            });
        }
    }
    fits
}

fn safety_stock(cell: &str, book: &Book) -> Option<Vec<(SiteId, Quantity)>> {
    let site = |code: &str| book.company.site_by_code(code);
    let quantity = |text: &str| whole(text, 0..=QUANTITY_MAX.0).map(Quantity);
    let mut by_site = pairs(cell, site, quantity)?;
    by_site.sort_unstable_by_key(|(site, _)| *site);
    Some(by_site)
}

fn bins(cell: &str, book: &Book) -> Option<Vec<(SiteId, String)>> {
    let site = |code: &str| book.company.site_by_code(code);
    let mut by_site = pairs(cell, site, code)?;
    by_site.sort_unstable_by_key(|(site, _)| *site);
    Some(by_site)
}

/// An item as its row.
pub fn written(item: &Item, book: &Book) -> Written {
    let ratio_of = |unit| {
        let found = item.units.iter().find(|(other, _)| *other == unit);
        found.map(|(_, ratio)| written::ratio(*ratio))
    };
    let gtins = |unit| {
        let marked = item.gtins.iter().filter(move |(_, marked)| *marked == unit);
        written::words(marked.map(|(gtin, _)| gtin))
    };
    let other_units = (item.units.iter())
        .filter(|(unit, _)| RATIOS.iter().all(|(_, known)| known != unit))
        .map(|(unit, ratio)| format!("{unit}={}", written::ratio(*ratio)));
    let other_gtins = (item.gtins.iter())
        .filter(|(_, unit)| GTINS.iter().all(|(_, known)| known != unit))
        .map(|(gtin, unit)| format!("{unit}={gtin}"));
    let at = |site: &SiteId| &book.company.sites[site.index()].code;
    let kept_back =
        (item.safety_stock.iter()).map(|(site, quantity)| format!("{}={quantity}", at(site)));
    let bins = item
        .bins
        .iter()
        .map(|(site, bin)| format!("{}={bin}", at(site)));
    Written::default()
        .text(&item.code)
        .text(&item.description)
        .plain(item.base_unit)
        .plain(item.sales_unit)
        .maybe(ratio_of(Unit::Case))
        .maybe(ratio_of(Unit::Pallet))
        .plain(written::words(other_units))
        .plain(gtins(Unit::Each))
        .plain(gtins(Unit::Case))
        .plain(written::words(other_gtins))
        .plain(item.weight_grams)
        .plain(item.orderable)
        .text(written::list(kept_back.collect()))
        .text(written::list(bins.collect()))
}
