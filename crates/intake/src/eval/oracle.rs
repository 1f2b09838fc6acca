//! What the truth means in the company's own data: as it tells itself, else by its identifiers,
//! compared letter by letter.

use super::compare::loose;
use super::truth::{Expected, HEADER_FIELDS, LINE_FIELDS, TrueOrder};
use crate::ground::{CustomerEntry, Directory, ShipToEntry};
use std::collections::HashMap;
use vocab::{CustomerId, Gln, Gtin, ItemId, ShipToId};

/// The right answer, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer<T> {
    /// Nobody can say; it is not counted.
    Unknown,
    /// There is none in the company's data.
    Nothing,
    /// This.
    Is(T),
}

impl<T: Copy + PartialEq> Answer<T> {
    /// The one thing that is named, if it is one.
    fn only(named: impl IntoIterator<Item = T>) -> Answer<T> {
        let mut named = named.into_iter();
        match named.next() {
            Some(first) if named.all(|other| other == first) => Answer::Is(first),
            Some(_) | None => Answer::Unknown,
        }
    }

    /// What the truth tells goes before what its identifiers do; a code that is not there names
    /// nothing.
    fn told(
        told: &Expected,
        find: impl Fn(&str) -> Option<T>,
        otherwise: impl FnOnce() -> Answer<T>,
    ) -> Answer<T> {
        match told {
            None => otherwise(),
            Some(None) => Answer::Nothing,
            Some(Some(code)) => find(code).map_or(Answer::Nothing, Answer::Is),
        }
    }
}

/// The company's own data by their codes.
pub(super) struct Oracle<'d> {
    directory: &'d Directory,
    items: HashMap<&'d str, ItemId>,
    gtins: HashMap<Gtin, Vec<ItemId>>,
    customers: HashMap<&'d str, CustomerId>,
    glns: HashMap<Gln, Vec<CustomerId>>,
    names: HashMap<String, Vec<CustomerId>>,
}

impl<'d> Oracle<'d> {
    pub fn new(directory: &'d Directory) -> Oracle<'d> {
        let mut oracle = Oracle {
            directory,
            items: HashMap::new(),
            gtins: HashMap::new(),
            customers: HashMap::new(),
            glns: HashMap::new(),
            names: HashMap::new(),
        };
        for item in directory.items() {
            oracle.items.insert(&item.code, item.id);
            for (gtin, _) in &item.gtins {
                oracle.gtins.entry(*gtin).or_default().push(item.id);
            }
        }
        for entry in directory.customers() {
            oracle.customers.insert(&entry.code, entry.id);
            if let Some(gln) = entry.gln {
                oracle.glns.entry(gln).or_default().push(entry.id);
            }
            for name in &entry.names {
                oracle.names.entry(loose(name)).or_default().push(entry.id);
            }
        }
        oracle
    }

    pub fn customer(&self, truth: &TrueOrder) -> Answer<CustomerId> {
        let by_code = |code: &str| self.customers.get(code).copied();
        Answer::told(&truth.ours.customer, by_code, || {
            let id = header(truth, "buyer.id");
            let by_gln = id.and_then(Gln::parse).and_then(|gln| self.glns.get(&gln));
            let by_name = header(truth, "buyer.name").and_then(|name| self.names.get(&loose(name)));
            let by_code = id.and_then(by_code);
            let named = by_gln.into_iter().chain(by_name).flatten().copied();
            Answer::only(named.chain(by_code))
        })
    }

    /// `customer` is who buys, as far as it is known.
    pub fn ship_to(&self, truth: &TrueOrder, customer: Answer<CustomerId>) -> Answer<ShipToId> {
        self.place(&truth.ours.ship_to, header(truth, "ship_to.id"), customer)
    }

    pub fn line_ship_to(
        &self,
        truth: &TrueOrder,
        index: usize,
        customer: Answer<CustomerId>,
    ) -> Answer<ShipToId> {
        let told = &truth.ours.lines[index].ship_to;
        self.place(told, line(truth, index, "ship_to_id"), customer)
    }

    fn place(
        &self,
        told: &Expected,
        stated: Option<&str>,
        customer: Answer<CustomerId>,
    ) -> Answer<ShipToId> {
        let Some(entry) = self.entry(customer) else {
            return Answer::Unknown;
        };
        let find = |fits: &dyn Fn(&ShipToEntry) -> bool| {
            let found = entry.ship_tos.iter().find(|place| fits(place));
            found.map(|place| place.id)
        };
        let by_code = |code: &str| find(&|place| place.code == code);
        Answer::told(told, by_code, || {
            let gln = stated.and_then(Gln::parse);
            let by_gln = gln.and_then(|gln| find(&|place| place.gln == Some(gln)));
            Answer::only(by_gln.into_iter().chain(stated.and_then(by_code)))
        })
    }

    pub fn item(
        &self,
        truth: &TrueOrder,
        index: usize,
        customer: Answer<CustomerId>,
    ) -> Answer<ItemId> {
        let by_code = |code: &str| self.items.get(code).copied();
        Answer::told(&truth.ours.lines[index].item, by_code, || {
            let theirs = line(truth, index, "buyer_part");
            let parts = self.entry(customer).map_or(&[][..], |entry| &entry.parts);
            let by_part = (parts.iter())
                .filter(|(part, _)| theirs == Some(part.as_str()))
                .map(|(_, item)| *item);
            let gtin = line(truth, index, "gtin").and_then(Gtin::parse);
            let by_gtin = gtin.and_then(|gtin| self.gtins.get(&gtin));
            let ours = line(truth, index, "supplier_part").and_then(by_code);
            let by_gtin = by_gtin.into_iter().flatten().copied();
            Answer::only(by_part.chain(ours).chain(by_gtin))
        })
    }

    fn entry(&self, customer: Answer<CustomerId>) -> Option<&'d CustomerEntry> {
        match customer {
            Answer::Is(id) => self.directory.customer_entry(id),
            Answer::Nothing | Answer::Unknown => None,
        }
    }

    /// The code of an item, for a message.
    pub fn item_code(&self, id: ItemId) -> String {
        let item = self.directory.item(id);
        item.map_or_else(|| id.to_string(), |item| item.code.clone())
    }

    /// The number of a customer, for a message.
    pub fn customer_code(&self, id: CustomerId) -> String {
        let entry = self.directory.customer_entry(id);
        entry.map_or_else(|| id.to_string(), |entry| entry.code.clone())
    }

    /// The code of a place, for a message.
    pub fn ship_to_code(&self, customer: Answer<CustomerId>, id: ShipToId) -> String {
        let places = self
            .entry(customer)
            .map_or(&[][..], |entry| &entry.ship_tos);
        let place = places.iter().find(|place| place.id == id);
        place.map_or_else(|| id.to_string(), |place| place.code.clone())
    }
}

fn header<'t>(truth: &'t TrueOrder, field: &str) -> Option<&'t str> {
    let place = HEADER_FIELDS.iter().position(|(name, _)| *name == field)?;
    truth.header[place].as_ref()?.as_deref()
}

fn line<'t>(truth: &'t TrueOrder, index: usize, field: &str) -> Option<&'t str> {
    let place = LINE_FIELDS.iter().position(|(name, _)| *name == field)?;
    truth.lines[index][place].as_ref()?.as_deref()
}
