//! The directory: a copy of the codes and ids that orders are written with, so that they are
//! looked up by the threads that serve, and an order costs the writer one message.
//!
//! It is filled by what was missed, a page of neighbours at a time, and emptied when the company
//! changes: what is in it is never older than the last change that was answered. It never says
//! that something is not there; who misses something asks the book.

mod table;

use crate::codes::{Codes, Goods};
use book::Book;
use book::company::Item;
use intake::json::kept::OrderDocument;
use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use table::{Coded, Short, Table};
use tokio::sync::{Mutex, MutexGuard};
use vocab::{Currency, CustomerId, Gtin, ItemId, Ratio, ShipToId, Unit};

/// Neighbours that are brought along with a row that was missed: a power of two.
const PAGE_ROWS: usize = 1_024;

/// The directory.
#[derive(Default)]
pub struct Directory {
    rows: RwLock<Rows>,
    learning: Mutex<()>,
}

/// What is known, as of one state of the company.
#[derive(Default)]
struct Rows {
    version: u64,
    sites: Arc<[String]>,
    costs: Option<Currency>,
    items: Table<Ware>,
    customers: Table<Account>,
    ship_tos: Table<Address>,
    ship_to_codes: FxHashMap<CustomerId, FxHashMap<String, ShipToId>>,
    parts: FxHashMap<CustomerId, FxHashMap<String, ItemId>>,
}

/// What an order asks of an item.
struct Ware {
    code: Short,
    base_unit: Unit,
    sales_unit: Unit,
    units: Box<[(Unit, Ratio)]>,
    gtins: Box<[(Gtin, Unit)]>,
}

/// What an order asks of its customer.
struct Account {
    code: Short,
    currency: Currency,
}

/// What an order asks of a ship-to.
struct Address {
    code: Short,
    /// Whose it is.
    customer: CustomerId,
}

/// What the book was asked for: rows with their ids.
pub struct Learned {
    sites: Arc<[String]>,
    costs: Currency,
    items: Vec<(usize, Ware)>,
    customers: Vec<(usize, Account)>,
    ship_tos: Vec<(usize, Address)>,
    parts: Vec<(CustomerId, String, ItemId)>,
}

/// A look into the directory. It notes whether anything was missed: then what was made of the rest
/// is worth nothing.
pub struct Look<'a> {
    rows: RwLockReadGuard<'a, Rows>,
    missed: Cell<bool>,
}

impl Directory {
    /// A look at the company of this version; `None` when only another one is known.
    pub fn look(&self, version: u64) -> Option<Look<'_>> {
        let rows = self.rows.read().unwrap_or_else(PoisonError::into_inner);
        let known = rows.version == version && rows.costs.is_some();
        known.then(|| Look {
            rows,
            missed: Cell::new(false),
        })
    }

    /// Waits until nobody else is about to learn something.
    pub async fn learning(&self) -> MutexGuard<'_, ()> {
        self.learning.lock().await
    }

    /// Takes up what was learned when the company had this version, or a later one.
    pub fn learn(&self, version: u64, learned: Learned) {
        let mut rows = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        if version < rows.version {
            return;
        }
        if version > rows.version {
            *rows = Rows {
                version,
                ..Rows::default()
            };
        }
        rows.take_up(learned);
    }
}

impl Look<'_> {
    /// What `read` found, if nothing was missed.
    pub fn sure<T>(&self, read: impl FnOnce(&Self) -> T) -> Option<T> {
        self.missed.set(false);
        let found = read(self);
        (!self.missed.get()).then_some(found)
    }

    fn noted<T>(&self, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.missed.set(true);
        }
        found
    }
}

impl Codes for Look<'_> {
    fn customer(&self, code: &str) -> Option<CustomerId> {
        let found = self.rows.customers.find(code);
        self.noted(found.map(|index| CustomerId(index as u32)))
    }

    fn currency(&self, customer: CustomerId) -> Option<Currency> {
        let row = self.rows.customers.get(customer.index());
        self.noted(row.map(|row| row.currency))
    }

    fn ship_to(&self, customer: CustomerId, code: &str) -> Option<ShipToId> {
        let of_customer = self.rows.ship_to_codes.get(&customer);
        self.noted(of_customer.and_then(|codes| codes.get(code).copied()))
    }

    fn item(&self, code: &str) -> Option<ItemId> {
        let found = self.rows.items.find(code);
        self.noted(found.map(|index| ItemId(index as u32)))
    }

    fn part(&self, customer: CustomerId, part: &str) -> Option<ItemId> {
        let parts = self.rows.parts.get(&customer);
        self.noted(parts.and_then(|parts| parts.get(part).copied()))
    }

    fn goods(&self, item: ItemId) -> Option<Goods<'_>> {
        let row = self.noted(self.rows.items.get(item.index()))?;
        Some(Goods {
            code: row.code.as_str(),
            base_unit: row.base_unit,
            sales_unit: row.sales_unit,
            units: &row.units,
            gtins: &row.gtins,
        })
    }

    fn customer_code(&self, customer: CustomerId) -> Option<&str> {
        let row = self.rows.customers.get(customer.index());
        self.noted(row.map(|row| row.code.as_str()))
    }

    fn ship_to_code(&self, ship_to: ShipToId) -> Option<&str> {
        let row = self.rows.ship_tos.get(ship_to.index());
        self.noted(row.map(|row| row.code.as_str()))
    }

    fn site_codes(&self) -> Arc<[String]> {
        Arc::clone(&self.rows.sites)
    }

    fn costs(&self) -> Option<Currency> {
        self.noted(self.rows.costs)
    }
}

impl Rows {
    fn take_up(&mut self, learned: Learned) {
        self.sites = learned.sites;
        self.costs = Some(learned.costs);
        for (index, row) in learned.items {
            self.items.put(index, row);
        }
        for (index, row) in learned.customers {
            self.customers.put(index, row);
        }
        for (index, row) in learned.ship_tos {
            let of_customer = self.ship_to_codes.entry(row.customer).or_default();
            of_customer.insert(row.code.as_str().to_owned(), ShipToId(index as u32));
            self.ship_tos.put_row(index, row);
        }
        for (customer, part, item) in learned.parts {
            self.parts.entry(customer).or_default().insert(part, item);
        }
    }
}

impl Ware {
    fn of(item: &Item) -> Ware {
        Ware {
            code: Short::new(&item.code),
            base_unit: item.base_unit,
            sales_unit: item.sales_unit,
            units: item.units.as_slice().into(),
            gtins: item.gtins.as_slice().into(),
        }
    }
}

impl Coded for Ware {
    fn code(&self) -> &Short {
        &self.code
    }
}

impl Coded for Account {
    fn code(&self) -> &Short {
        &self.code
    }
}

impl Coded for Address {
    fn code(&self) -> &Short {
        &self.code
    }
}

impl Learned {
    /// What these orders name, as the book knows it, with its neighbours. Of a sender who orders
    /// for one customer `only`, they are that customer's.
    pub fn of<'a, Text: AsRef<str> + 'a>(
        book: &Book,
        orders: impl Iterator<Item = &'a OrderDocument<Text>>,
        only: Option<CustomerId>,
    ) -> Learned {
        let mut wanted = Wanted::default();
        orders.for_each(|order| wanted.note(book, order, only));
        let company = &book.company;
        let currency = |index: usize| book.currency(CustomerId(index as u32));
        let account = |(index, row): (usize, &book::company::Customer)| {
            let (code, currency) = (Short::new(&row.code), currency(index)?);
            Some((index, Account { code, currency }))
        };
        let address = |(index, row): (usize, &book::company::ShipTo)| {
            let (code, customer) = (Short::new(&row.code), row.customer);
            (index, Address { code, customer })
        };
        let item = |(index, row): (usize, &Item)| (index, Ware::of(row));
        Learned {
            sites: book.site_codes(),
            costs: book.policy.currency,
            items: pages(&company.items, &wanted.items).map(item).collect(),
            customers: pages(&company.customers, &wanted.customers)
                .filter_map(account)
                .collect(),
            ship_tos: pages(&company.ship_tos, &wanted.ship_tos)
                .map(address)
                .collect(),
            parts: wanted.parts,
        }
    }
}

/// The pages that some orders need, and the part numbers, of which customers may have very many.
#[derive(Default)]
struct Wanted {
    items: BTreeSet<usize>,
    customers: BTreeSet<usize>,
    ship_tos: BTreeSet<usize>,
    parts: Vec<(CustomerId, String, ItemId)>,
}

impl Wanted {
    fn note<Text: AsRef<str>>(
        &mut self,
        book: &Book,
        order: &OrderDocument<Text>,
        only: Option<CustomerId>,
    ) {
        let stated = order.customer.as_ref().map(AsRef::as_ref);
        let stated = only.or_else(|| book.customer(stated?));
        let Some(customer) = stated.filter(|id| id.index() < book.company.customers.len()) else {
            return;
        };
        self.customers.insert(customer.index() / PAGE_ROWS);
        let stated = order
            .ship_to
            .as_ref()
            .and_then(|code| book.ship_to(customer, code.as_ref()));
        let usual = book.company.customers[customer.index()].default_ship_to;
        let ship_tos = [stated, usual].into_iter().flatten();
        self.ship_tos
            .extend(ship_tos.map(|id| id.index() / PAGE_ROWS));
        for line in &order.lines {
            let by_code = line.item.as_ref().and_then(|code| book.item(code.as_ref()));
            let part = line.customer_part.as_ref().map(AsRef::as_ref);
            let by_part = part.and_then(|part| book.part(customer, part));
            let items = [by_code, by_part].into_iter().flatten();
            self.items.extend(items.map(|id| id.index() / PAGE_ROWS));
            if let (Some(part), Some(item)) = (part, by_part) {
                self.parts.push((customer, part.to_owned(), item));
            }
        }
    }
}

/// The rows of some pages, with their indices.
fn pages<'a, Row>(
    rows: &'a book::rows::Rows<Row>,
    wanted: &'a BTreeSet<usize>,
) -> impl Iterator<Item = (usize, &'a Row)> {
    wanted.iter().flat_map(move |page| {
        let start = page * PAGE_ROWS;
        (start..).zip(rows.iter_from(start).take(PAGE_ROWS))
    })
}
