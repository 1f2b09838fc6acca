//! The catalogue and the customers of a company as readers know them, from the files that would be
//! imported: to measure before there is a company.

use super::cells::{Cells, code, each};
use super::customers::{customer_person, gln, repeats, ship_to_person};
use super::plan::Place;
use super::problem::Problems;
use super::{Source, items, report, table};
use crate::cli::ImportKind;
use crate::failure::{Failure, Outcome};
use crate::grounding::{catalogue_item, customer_entry, ship_to_entry};
use intake::ground::{CatalogueItem, CustomerEntry, Directory};
use keep::Personal;
use std::collections::HashMap;
use vocab::{CustomerId, ItemId, ShipToId};

/// Reads the files of `kept import items`, `customers` and `parts`. Prices, credit and zones are
/// not looked at: a document is not found by them.
///
/// # Errors
/// Tells everything that is wrong with the files, by file, row and column.
pub fn directory(catalogue: &Source, customers: &Source, parts: &[Source]) -> Outcome<Directory> {
    let mut problems = Problems::default();
    let items = catalogue_of(catalogue, &mut problems);
    let mut buyers = Buyers::default();
    buyers.read(customers, &mut problems);
    buyers.read_parts(parts, &items, &mut problems);
    if problems.is_empty() {
        return Ok(Directory::new(items, buyers.entries));
    }
    let (listed, more) = problems.into_listed();
    let mut text = String::from("the company can't be read of its files\n");
    listed.iter().for_each(|one| report::line(&mut text, one));
    if more > 0 {
        text += &format!("and {more} more\n");
    }
    Err(Failure::new(text.trim_end()))
}

fn catalogue_of(source: &Source, problems: &mut Problems) -> Vec<CatalogueItem> {
    let tables = table::read(ImportKind::Items, std::slice::from_ref(source), problems);
    let (mut found, mut seen) = (Vec::new(), HashMap::new());
    each(&tables, problems, |cells| {
        if let Some(item) = items::named(cells, &mut seen) {
            let id = ItemId(found.len() as u32);
            found.push(catalogue_item(id, &item));
        }
    });
    found
}

/// Customers by their numbers, and where each is told of first.
#[derive(Default)]
struct Buyers {
    entries: Vec<CustomerEntry>,
    numbers: HashMap<String, (usize, Place)>,
    places: u32,
}

impl Buyers {
    fn read(&mut self, source: &Source, problems: &mut Problems) {
        let tables = table::read(
            ImportKind::Customers,
            std::slice::from_ref(source),
            problems,
        );
        let mut seen = HashMap::new();
        each(&tables, problems, |cells| {
            let Some(code) = cells.read("customer", code) else {
                return;
            };
            let number = match self.numbers.get(&code) {
                Some((number, first)) => {
                    repeats(cells, *first);
                    *number
                }
                None => self.add(cells, code),
            };
            self.add_ship_to(cells, number, &mut seen);
        });
    }

    fn add(&mut self, cells: &mut Cells<'_>, code: String) -> usize {
        let number = self.entries.len();
        let gln = cells.read_or("gln", None, None, gln).flatten();
        let person = customer_person(cells, Personal::default());
        let id = CustomerId(number as u32);
        let entry = customer_entry(id, &code, gln, person.as_ref());
        self.entries.push(entry);
        self.numbers.insert(code, (number, cells.place()));
        number
    }

    fn add_ship_to(
        &mut self,
        cells: &mut Cells<'_>,
        number: usize,
        seen: &mut HashMap<(usize, String), Place>,
    ) {
        if cells.text("ship_to").is_empty() {
            return;
        }
        let Some(code) = cells.read("ship_to", code) else {
            return;
        };
        if cells
            .once(seen, (number, code.clone()), "ship_to")
            .is_none()
        {
            return;
        }
        let gln = cells.read_or("ship_to_gln", None, None, gln).flatten();
        let person = ship_to_person(cells, Personal::default());
        let id = ShipToId(self.places);
        self.places += 1;
        let place = ship_to_entry(id, &code, gln, person.as_ref());
        self.entries[number].ship_tos.push(place);
    }

    fn read_parts(&mut self, sources: &[Source], items: &[CatalogueItem], problems: &mut Problems) {
        let by_code: HashMap<&str, ItemId> = (items.iter())
            .map(|item| (item.code.as_str(), item.id))
            .collect();
        let tables = table::read(ImportKind::Parts, sources, problems);
        let mut seen = HashMap::new();
        each(&tables, problems, |cells| {
            let customer = cells.find("customer", "customer", |code| {
                self.numbers.get(code).map(|(number, _)| *number)
            });
            let part = cells.read("customer_part", code);
            let item = cells.find("item", "item", |code| by_code.get(code).copied());
            if let (Some(customer), Some(part), Some(item)) = (customer, part, item)
                && cells
                    .once(&mut seen, (customer, part.clone()), "customer_part")
                    .is_some()
            {
                self.entries[customer].parts.push((part, item));
            }
        });
    }
}
