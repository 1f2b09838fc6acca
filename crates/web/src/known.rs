//! The company as readers of documents know it: codes, names and addresses, by which what is written
//! is found in the catalogue and among the customers.

use crate::learning;
use crate::problem::Problem;
use crate::state::App;
use book::company::{Company, Item};
use intake::ground::{CatalogueItem, CustomerEntry, Directory, Lesson, ShipToEntry};
use keep::{Fault, Personal, SubjectId, SubjectKind, Vault};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use vocab::{CustomerId, Gln, Instant, ItemId, ShipToId};

/// Names and addresses of customers and their places, by number.
pub struct People {
    customers: HashMap<u64, Personal>,
    places: HashMap<u64, Personal>,
}

impl People {
    /// Everyone in the vault.
    ///
    /// # Errors
    /// When the vault can't be read.
    pub fn of(vault: &Vault) -> Result<People, Fault> {
        Ok(People {
            customers: personal(vault, SubjectKind::Customer)?,
            places: personal(vault, SubjectKind::ShipTo)?,
        })
    }

    /// The name and address of a place.
    pub fn place(&self, id: ShipToId) -> Option<&Personal> {
        self.places.get(&u64::from(id.0))
    }

    fn customer(&self, id: CustomerId) -> Option<&Personal> {
        self.customers.get(&u64::from(id.0))
    }
}

/// The directory of a company, of the people that its ids stand for, and of what corrections taught.
pub fn directory(company: &Company, people: &People, lessons: Vec<Lesson>) -> Directory {
    let mut ship_tos: HashMap<CustomerId, Vec<ShipToEntry>> = HashMap::new();
    for (id, row) in (0..).map(ShipToId).zip(company.ship_tos.iter()) {
        let entry = ship_to_entry(id, &row.code, row.gln, people.place(id));
        ship_tos.entry(row.customer).or_default().push(entry);
    }
    let customers = (0..).map(CustomerId).zip(company.customers.iter());
    let customers = customers.map(|(id, row)| {
        let parts = row.parts.iter();
        CustomerEntry {
            parts: parts.map(|(part, item)| (part.clone(), *item)).collect(),
            ship_tos: ship_tos.remove(&id).unwrap_or_default(),
            ..customer_entry(id, &row.code, row.gln, people.customer(id))
        }
    });
    let items = (0..).map(ItemId).zip(company.items.iter());
    let items = items.map(|(id, row)| catalogue_item(id, row));
    Directory::new(items.collect(), customers.collect()).with_lessons(lessons)
}

/// How long a directory is good for, in microseconds: names come into the vault, and leave it, without
/// the book.
const GOOD_FOR_MICROS: i64 = 60_000_000;

/// The directory that was made last. It is made again when a person looks for something after the
/// company has changed.
#[derive(Default)]
pub(crate) struct Known(Mutex<Option<Made>>);

struct Made {
    /// Of which state of the company, and of the lessons.
    version: (u64, u64),
    at: Instant,
    directory: Arc<Directory>,
}

impl Known {
    /// The directory of the company as it is. It blocks, and whoever comes meanwhile waits.
    ///
    /// # Errors
    /// When the engine or the vault does not answer.
    pub(crate) fn now(&self, app: &App) -> Result<Arc<Directory>, Problem> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let version = (app.engine.company_version(), app.lessons.version());
        let at = app.now().at;
        let good = |made: &&Made| {
            made.version == version && at.0.saturating_sub(made.at.0) < GOOD_FOR_MICROS
        };
        if let Some(made) = last.as_ref().filter(good) {
            return Ok(Arc::clone(&made.directory));
        }
        let company = app.engine.ask(|book| book.company.clone())?;
        let (people, lessons) = (People::of(&app.vault)?, learning::lessons(&app.lessons)?);
        let made = Arc::new(directory(&company, &people, lessons));
        *last = Some(Made {
            version,
            at,
            directory: Arc::clone(&made),
        });
        Ok(made)
    }
}

/// An item as readers know it, with the unit first that an order means when it says none.
pub fn catalogue_item(id: ItemId, row: &Item) -> CatalogueItem {
    let others = row.units.iter().filter(|(unit, _)| *unit != row.sales_unit);
    let usual = row.ratio(row.sales_unit);
    CatalogueItem {
        id,
        code: row.code.clone(),
        gtins: row.gtins.clone(),
        description: row.description.clone(),
        units: (usual.map(|ratio| (row.sales_unit, ratio)).into_iter())
            .chain(others.copied())
            .collect(),
        base_unit: row.base_unit,
    }
}

/// A place of delivery as readers know it.
pub fn ship_to_entry(
    id: ShipToId,
    code: &str,
    gln: Option<Gln>,
    person: Option<&Personal>,
) -> ShipToEntry {
    ShipToEntry {
        id,
        code: code.to_owned(),
        gln,
        name: person.map(|person| person.name.clone()).unwrap_or_default(),
        address: person.map(address_of).unwrap_or_default(),
        postcode: person
            .map(|person| person.postcode.clone())
            .unwrap_or_default(),
    }
}

/// A customer as readers know it, without part numbers and places of delivery.
pub fn customer_entry(
    id: CustomerId,
    code: &str,
    gln: Option<Gln>,
    person: Option<&Personal>,
) -> CustomerEntry {
    let names =
        person.map(|person| [std::slice::from_ref(&person.name), &person.other_names].concat());
    CustomerEntry {
        id,
        code: code.to_owned(),
        names: names
            .unwrap_or_default()
            .into_iter()
            .filter(|name| !name.is_empty())
            .collect(),
        gln,
        tax_id: person
            .map(|person| person.tax_id.clone())
            .filter(|tax_id| !tax_id.is_empty()),
        senders: person
            .map(|person| person.emails.clone())
            .unwrap_or_default(),
        parts: Vec::new(),
        ship_tos: Vec::new(),
    }
}

/// An address on one line.
pub fn address_of(person: &Personal) -> String {
    let mut parts: Vec<&str> = person.address.iter().map(String::as_str).collect();
    parts.extend([
        person.city.as_str(),
        person.postcode.as_str(),
        person.country.as_str(),
    ]);
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// Everyone of a kind, by number.
///
/// # Errors
/// When the vault can't be read.
pub fn personal(vault: &Vault, kind: SubjectKind) -> Result<HashMap<u64, Personal>, Fault> {
    let mut all = HashMap::new();
    let mut from = 0;
    loop {
        let page = vault.all(kind, from, keep::LIST_MAX)?;
        let Some((SubjectId { number, .. }, _)) = page.last() else {
            return Ok(all);
        };
        from = number + 1;
        all.extend(
            page.into_iter()
                .map(|(subject, person)| (subject.number, person)),
        );
    }
}
