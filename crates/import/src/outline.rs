//! The catalogue and the customers as their files tell them, before there is a company: to measure
//! how well documents would be understood.

use crate::cells::{Cells, code, each};
use crate::customers::{gln, repeats};
use crate::kind::Kind;
use crate::person::{customer_person, ship_to_person};
use crate::plan::Place;
use crate::problem::Problems;
use crate::report::said;
use crate::{Source, items, table};
use book::company::Item;
use keep::Personal;
use std::collections::HashMap;
use vocab::{Gln, ItemId};

/// What documents may name of a company: no prices, credit or zones.
#[derive(Default)]
pub struct Outline {
    /// The catalogue; an item's id is its place.
    pub items: Vec<Item>,
    /// The customers.
    pub buyers: Vec<Buyer>,
}

/// A customer of an outline.
pub struct Buyer {
    /// Its number.
    pub code: String,
    /// Its GLN.
    pub gln: Option<Gln>,
    /// Its names and the like.
    pub personal: Personal,
    /// Its own part numbers.
    pub parts: Vec<(String, ItemId)>,
    /// Where it has goods delivered to.
    pub places: Vec<BuyerPlace>,
}

/// A ship-to of an outline.
pub struct BuyerPlace {
    /// Its code.
    pub code: String,
    /// Its GLN.
    pub gln: Option<Gln>,
    /// Its name and address.
    pub personal: Personal,
}

/// Reads files of items, customers and parts.
///
/// # Errors
/// Everything that is wrong with the files, a line each, by file, row and column.
pub fn outline(
    catalogue: &Source,
    customers: &Source,
    parts: &[Source],
) -> Result<Outline, String> {
    let mut problems = Problems::default();
    let mut buyers = Buyers::default();
    let items = catalogue_of(catalogue, &mut problems);
    buyers.read(customers, &mut problems);
    buyers.read_parts(parts, &items, &mut problems);
    match problems.is_empty() {
        true => Ok(Outline {
            items,
            buyers: buyers.buyers,
        }),
        false => Err(said(problems)),
    }
}

fn catalogue_of(source: &Source, problems: &mut Problems) -> Vec<Item> {
    let tables = table::read(Kind::Items, std::slice::from_ref(source), None, problems);
    let (mut found, mut seen) = (Vec::new(), HashMap::new());
    each(&tables, problems, |cells| {
        found.extend(items::named(cells, &mut seen));
    });
    found
}

/// Customers by their numbers, and where each is told of first.
#[derive(Default)]
struct Buyers {
    buyers: Vec<Buyer>,
    numbers: HashMap<String, (usize, Place)>,
}

impl Buyers {
    fn read(&mut self, source: &Source, problems: &mut Problems) {
        let tables = table::read(
            Kind::Customers,
            std::slice::from_ref(source),
            None,
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
            self.add_place(cells, number, &mut seen);
        });
    }

    fn add(&mut self, cells: &mut Cells<'_>, code: String) -> usize {
        let number = self.buyers.len();
        self.numbers.insert(code.clone(), (number, cells.place()));
        // What is wrong with a cell is told, and then there is no outline at all.
        self.buyers.push(Buyer {
            code,
            gln: cells.read_or("gln", None, None, gln).flatten(),
            personal: customer_person(cells, Personal::default(), false).unwrap_or_default(),
            parts: Vec::new(),
            places: Vec::new(),
        });
        number
    }

    fn add_place(
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
        let key = (number, code.clone());
        if cells.once(seen, key, "ship_to").is_some() {
            self.buyers[number].places.push(BuyerPlace {
                code,
                gln: cells.read_or("ship_to_gln", None, None, gln).flatten(),
                personal: ship_to_person(cells, Personal::default()).unwrap_or_default(),
            });
        }
    }

    fn read_parts(&mut self, sources: &[Source], items: &[Item], problems: &mut Problems) {
        let by_code: HashMap<&str, ItemId> = (items.iter())
            .zip((0..).map(ItemId))
            .map(|(item, id)| (item.code.as_str(), id))
            .collect();
        let tables = table::read(Kind::Parts, sources, None, problems);
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
                self.buyers[customer].parts.push((part, item));
            }
        });
    }
}
