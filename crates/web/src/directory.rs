//! The directory: a copy of the codes and ids that orders are written with, so that they are
//! looked up by the threads that serve, and an order costs the writer one message.
//!
//! It is filled by what was missed, a page of neighbours at a time, and emptied when the company
//! changes: what is in it is never older than the last change that was answered. It never says
//! that something is not there; who misses something asks the book.

use crate::codes::Codes;
use book::Book;
use book::company::Item;
use intake::json::kept::OrderDocument;
use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use tokio::sync::{Mutex, MutexGuard};
use vocab::{Currency, CustomerId, ItemId, ShipToId};

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
    items: Table<Item>,
    customers: Table<Account>,
    ship_tos: Table<Address>,
    ship_to_codes: FxHashMap<CustomerId, FxHashMap<String, ShipToId>>,
    parts: FxHashMap<CustomerId, FxHashMap<String, ItemId>>,
}

/// Rows by dense id, and the ids by code.
struct Table<Row> {
    rows: Vec<Option<Row>>,
    codes: FxHashMap<String, usize>,
}

/// What an order asks of its customer.
struct Account {
    code: String,
    currency: Currency,
}

/// What an order asks of a ship-to.
struct Address {
    code: String,
    /// Whose it is.
    customer: CustomerId,
}

/// What the book was asked for: rows with their ids.
pub struct Learned {
    sites: Arc<[String]>,
    costs: Currency,
    items: Vec<(usize, Item)>,
    customers: Vec<(usize, Account)>,
    ship_tos: Vec<(usize, Address)>,
    parts: Vec<(CustomerId, String, ItemId)>,
}

/// A look into the directory. It notes whether anything was missed: then what came of the look is
/// worth nothing.
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
    pub fn sure<T>(self, read: impl FnOnce(&Self) -> T) -> Option<T> {
        let found = read(&self);
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

    fn item_row(&self, item: ItemId) -> Option<&Item> {
        self.noted(self.rows.items.get(item.index()))
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
            let code = row.code.clone();
            self.items.put(index, code, row);
        }
        for (index, row) in learned.customers {
            let code = row.code.clone();
            self.customers.put(index, code, row);
        }
        for (index, row) in learned.ship_tos {
            let of_customer = self.ship_to_codes.entry(row.customer).or_default();
            of_customer.insert(row.code.clone(), ShipToId(index as u32));
            self.ship_tos.put_row(index, row);
        }
        for (customer, part, item) in learned.parts {
            self.parts.entry(customer).or_default().insert(part, item);
        }
    }
}

impl<Row> Table<Row> {
    fn get(&self, index: usize) -> Option<&Row> {
        self.rows.get(index)?.as_ref()
    }

    fn find(&self, code: &str) -> Option<usize> {
        self.codes.get(code).copied()
    }

    fn put(&mut self, index: usize, code: String, row: Row) {
        self.codes.insert(code, index);
        self.put_row(index, row);
    }

    fn put_row(&mut self, index: usize, row: Row) {
        if self.rows.len() <= index {
            self.rows.resize_with(index + 1, || None);
        }
        self.rows[index] = Some(row);
    }
}

impl<Row> Default for Table<Row> {
    fn default() -> Table<Row> {
        Table {
            rows: Vec::new(),
            codes: FxHashMap::default(),
        }
    }
}

impl Learned {
    /// What these orders name, as the book knows it, with its neighbours.
    pub fn of<'a, Text: AsRef<str> + 'a>(
        book: &Book,
        orders: impl Iterator<Item = &'a OrderDocument<Text>>,
    ) -> Learned {
        let mut wanted = Wanted::default();
        orders.for_each(|order| wanted.note(book, order));
        let company = &book.company;
        let currency = |index: usize| book.currency(CustomerId(index as u32));
        let account = |(index, row): (usize, &book::company::Customer)| {
            let (code, currency) = (row.code.clone(), currency(index)?);
            Some((index, Account { code, currency }))
        };
        let address = |(index, row): (usize, &book::company::ShipTo)| {
            let (code, customer) = (row.code.clone(), row.customer);
            (index, Address { code, customer })
        };
        let item = |(index, row): (usize, &Item)| (index, row.clone());
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
    fn note<Text: AsRef<str>>(&mut self, book: &Book, order: &OrderDocument<Text>) {
        let Some(customer) = order
            .customer
            .as_ref()
            .and_then(|code| book.customer(code.as_ref()))
        else {
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
    rows: &'a [Row],
    wanted: &'a BTreeSet<usize>,
) -> impl Iterator<Item = (usize, &'a Row)> {
    wanted.iter().flat_map(move |page| {
        let (start, rows) = (page * PAGE_ROWS, rows.iter().enumerate());
        rows.skip(start).take(PAGE_ROWS)
    })
}
