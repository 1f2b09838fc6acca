//! The company's catalogue and customers, indexed once for grounding.

use super::code::{address, code, domain, is_shared, name};
use super::lesson::{Lesson, Lessons};
use super::similar::Similar;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::OnceLock;
use vocab::{CustomerId, Gln, Gtin, ItemId, Ratio, ShipToId, Unit};

/// An item of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueItem {
    /// Its id.
    pub id: ItemId,
    /// Our code for it.
    pub code: String,
    /// Its GTINs, each with the unit that it names: one for a piece, another for a case.
    pub gtins: Vec<(Gtin, Unit)>,
    /// Description.
    pub description: String,
    /// The units it is sold in, the usual one first, with the base units in each.
    pub units: Vec<(Unit, Ratio)>,
    /// The unit that quantities are kept in.
    pub base_unit: Unit,
}

/// A place of delivery of a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShipToEntry {
    /// Its id.
    pub id: ShipToId,
    /// Our code for it, or the customer's.
    pub code: String,
    /// Its GLN.
    pub gln: Option<Gln>,
    /// Name.
    pub name: String,
    /// Address without the postcode.
    pub address: String,
    /// Postal code.
    pub postcode: String,
}

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerEntry {
    /// Its id.
    pub id: CustomerId,
    /// Our number for it.
    pub code: String,
    /// The names that it goes by.
    pub names: Vec<String>,
    /// Its GLN.
    pub gln: Option<Gln>,
    /// VAT or tax number.
    pub tax_id: Option<String>,
    /// E-mail addresses or domains that it writes from, and further ids of its envelopes.
    pub senders: Vec<String>,
    /// Its own part numbers.
    pub parts: Vec<(String, ItemId)>,
    /// Its places of delivery.
    pub ship_tos: Vec<ShipToEntry>,
}

/// A customer with what is looked up in it.
#[derive(Debug)]
pub(super) struct Known {
    pub entry: CustomerEntry,
    pub parts: HashMap<String, Vec<ItemId>>,
}

/// Catalogue and customers with their indexes. Built once, read by many.
#[derive(Debug)]
pub struct Directory {
    items: Vec<CatalogueItem>,
    by_id: HashMap<ItemId, usize>,
    pub(super) by_code: HashMap<String, Vec<ItemId>>,
    pub(super) by_gtin: HashMap<Gtin, Vec<(ItemId, Unit)>>,
    pub(super) similar: Similar,
    customers: HashMap<CustomerId, Known>,
    pub(super) by_gln: HashMap<Gln, Vec<CustomerId>>,
    pub(super) by_customer_code: HashMap<String, Vec<CustomerId>>,
    pub(super) by_tax_id: HashMap<String, Vec<CustomerId>>,
    /// By e-mail address, domain or id of an envelope, whole.
    pub(super) by_sender: HashMap<String, Vec<CustomerId>>,
    /// By the domain of an e-mail address, where it is the customer's own.
    pub(super) by_domain: HashMap<String, Vec<CustomerId>>,
    pub(super) by_name: HashMap<String, Vec<CustomerId>>,
    /// Names by their likeness, and whose each is; made when it is asked for.
    similar_names: OnceLock<(Similar, Vec<CustomerId>)>,
    pub(super) lessons: Lessons,
}

impl Directory {
    /// Builds the indexes; time and memory grow with the number of entries and their texts.
    pub fn new(items: Vec<CatalogueItem>, customers: Vec<CustomerEntry>) -> Directory {
        let similar = Similar::new(items.iter().map(|item| item.description.as_str()));
        let mut directory = Directory {
            by_id: items
                .iter()
                .enumerate()
                .map(|(index, item)| (item.id, index))
                .collect(),
            by_code: index(items.iter().map(|item| (code(&item.code), item.id))),
            by_gtin: index(items.iter().flat_map(|item| {
                item.gtins
                    .iter()
                    .map(|(gtin, unit)| (*gtin, (item.id, *unit)))
            })),
            similar,
            items,
            customers: HashMap::new(),
            by_gln: HashMap::new(),
            by_customer_code: HashMap::new(),
            by_tax_id: HashMap::new(),
            by_sender: HashMap::new(),
            by_domain: HashMap::new(),
            by_name: HashMap::new(),
            similar_names: OnceLock::new(),
            lessons: Lessons::default(),
        };
        for entry in customers {
            directory.add(entry);
        }
        directory
    }

    /// The same with what corrections taught. A lesson about what is not there is left out.
    pub fn with_lessons(mut self, lessons: impl IntoIterator<Item = Lesson>) -> Directory {
        for lesson in lessons {
            if self.knows(&lesson) {
                self.lessons.add(lesson);
            }
        }
        self
    }

    fn knows(&self, lesson: &Lesson) -> bool {
        let Some(customer) = self.customers.get(&lesson.customer) else {
            return false;
        };
        let mut places = customer.entry.ship_tos.iter();
        let place = lesson.ship_to();
        lesson
            .item()
            .is_none_or(|item| self.by_id.contains_key(&item))
            && place.is_none_or(|id| places.any(|place| place.id == id))
    }

    fn add(&mut self, entry: CustomerEntry) {
        let id = entry.id;
        let glns = entry.gln.into_iter().map(|gln| (gln, id));
        extend(&mut self.by_gln, glns);
        extend(&mut self.by_customer_code, [(code(&entry.code), id)]);
        let taxes = entry.tax_id.iter().map(|tax| (code(tax), id));
        extend(&mut self.by_tax_id, taxes);
        let senders = entry.senders.iter();
        extend(
            &mut self.by_sender,
            senders.clone().map(|text| (address(text), id)),
        );
        let domains = senders.map(|text| domain(text).unwrap_or_else(|| address(text)));
        let own = domains.filter(|domain| !is_shared(domain));
        extend(&mut self.by_domain, own.map(|domain| (domain, id)));
        extend(
            &mut self.by_name,
            entry.names.iter().map(|text| (name(text), id)),
        );
        let parts = index(entry.parts.iter().map(|(part, item)| (code(part), *item)));
        self.customers.insert(id, Known { entry, parts });
    }

    /// An item by its id.
    pub fn item(&self, id: ItemId) -> Option<&CatalogueItem> {
        self.by_id.get(&id).map(|index| &self.items[*index])
    }

    /// The catalogue.
    pub fn items(&self) -> &[CatalogueItem] {
        &self.items
    }

    /// The customers, in no order.
    pub fn customers(&self) -> impl Iterator<Item = &CustomerEntry> {
        self.customers.values().map(|known| &known.entry)
    }

    /// A customer by its id.
    pub fn customer_entry(&self, id: CustomerId) -> Option<&CustomerEntry> {
        self.customer(id).map(|known| &known.entry)
    }

    /// Every name of a customer, by its likeness to others.
    pub(super) fn similar_names(&self) -> &(Similar, Vec<CustomerId>) {
        self.similar_names.get_or_init(|| {
            let mut known: Vec<&CustomerEntry> = self.customers().collect();
            known.sort_by_key(|entry| entry.id);
            let named = known.into_iter().flat_map(|entry| {
                let names = entry.names.iter();
                names.map(|text| (name(text), entry.id))
            });
            let (names, customers): (Vec<String>, Vec<CustomerId>) = named.unzip();
            (Similar::new(names.iter().map(String::as_str)), customers)
        })
    }

    /// The item at a place of the list that the directory was made of.
    pub(super) fn item_at(&self, index: u32) -> Option<&CatalogueItem> {
        self.items.get(index as usize)
    }

    pub(super) fn customer(&self, id: CustomerId) -> Option<&Known> {
        self.customers.get(&id)
    }
}

fn index<K: Hash + Eq, V: PartialEq>(
    entries: impl IntoIterator<Item = (K, V)>,
) -> HashMap<K, Vec<V>> {
    let mut map = HashMap::new();
    extend(&mut map, entries);
    map
}

/// Adds entries; the same value is kept once for a key when it comes twice in a row, as those of
/// one item or customer do.
fn extend<K: Hash + Eq, V: PartialEq>(
    map: &mut HashMap<K, Vec<V>>,
    entries: impl IntoIterator<Item = (K, V)>,
) {
    for (key, value) in entries {
        let values = map.entry(key).or_default();
        if values.last() != Some(&value) {
            values.push(value);
        }
    }
}
