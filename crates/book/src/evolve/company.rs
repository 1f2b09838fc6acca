//! Applying changes of master data: rows by id, and the ways from codes to ids.

use crate::company::{Brief, Company, Customer, Item, Lane, PriceList, ShipTo, Site};
use crate::promise::Timetable;
use crate::rows::Rows;
use crate::{Book, Policy};
use std::sync::Arc;
use vocab::{Currency, CustomerId, ItemId, Price, PriceListId, ShipToId, SiteId, ZoneId};

/// Puts a row at its id, which is at most one beyond the last.
fn put<T: Clone>(rows: &mut Rows<T>, index: usize, row: T) {
    if index == rows.len() {
        rows.push(row);
    } else {
        rows[index] = row;
    }
}

pub(super) fn set_policy(book: &mut Book, policy: &Policy) {
    book.policy = policy.clone();
    // It says by which transit times goods are promised.
    book.timetable = Timetable::default();
}

pub(super) fn put_sites(book: &mut Book, sites: &[(SiteId, Site)]) {
    book.timetable = Timetable::default();
    for (id, site) in sites {
        let sites = &mut book.company.sites;
        match sites.get_mut(id.index()) {
            Some(old) => *old = site.clone(),
            None => sites.push(site.clone()),
        }
        book.company.site_codes.insert(site.code.clone(), *id);
    }
    book.company
        .lanes
        .resize(book.company.sites.len(), Vec::new());
    book.stock
        .resize(book.company.items.len(), book.company.sites.len());
}

pub(super) fn put_lanes(book: &mut Book, lanes: &[(SiteId, ZoneId, Lane)]) {
    book.timetable = Timetable::default();
    for (site, zone, lane) in lanes {
        let row = &mut book.company.lanes[site.index()];
        if row.len() <= zone.index() {
            row.resize(zone.index() + 1, None);
        }
        row[zone.index()] = Some(*lane);
    }
}

pub(super) fn put_items(book: &mut Book, items: &[(ItemId, Item)]) {
    for (id, item) in items {
        put(&mut book.company.items, id.index(), item.clone());
        let brief = Brief {
            has_quotas: book.quotas.has(*id),
            ..Brief::of(item)
        };
        put(&mut book.company.brief, id.index(), brief);
        book.company.item_codes.insert(item.code.clone(), *id);
    }
    book.stock
        .resize(book.company.items.len(), book.company.sites.len());
}

pub(super) fn put_customers(book: &mut Book, customers: &[(CustomerId, Customer)]) {
    for (id, customer) in customers {
        let open_value = book
            .company
            .customers
            .get(id.index())
            .map_or(0, |old| old.open_value);
        let row = Customer {
            open_value,
            ..customer.clone()
        };
        put(&mut book.company.customers, id.index(), row);
        book.company
            .customer_codes
            .insert(customer.code.clone(), *id);
    }
}

pub(super) fn put_ship_tos(book: &mut Book, ship_tos: &[(ShipToId, ShipTo)]) {
    for (id, ship_to) in ship_tos {
        put(&mut book.company.ship_tos, id.index(), ship_to.clone());
        let key = (ship_to.customer, ship_to.code.clone());
        book.company.ship_to_codes.insert(key, *id);
    }
}

pub(super) fn put_prices(
    book: &mut Book,
    list: PriceListId,
    code: &str,
    currency: Currency,
    prices: &[(ItemId, Price)],
) {
    if list.index() == book.company.price_lists.len() {
        let made = PriceList {
            code: code.to_owned(),
            currency,
            prices: Vec::new(),
        };
        book.company.price_lists.push(Arc::new(made));
        book.company.price_list_codes.insert(code.to_owned(), list);
    }
    let rows = &mut Arc::make_mut(&mut book.company.price_lists[list.index()]).prices;
    for (item, price) in prices {
        if rows.len() <= item.index() {
            rows.resize(item.index() + 1, None);
        }
        rows[item.index()] = Some(*price);
    }
}

impl Company {
    /// Keeps in brief what every order asks of an item, anew from the rows.
    pub(crate) fn brief(&mut self) {
        self.brief = self.items.iter().map(Brief::of).collect();
    }

    /// Makes the ways from codes to ids, and what is kept in brief, anew from the rows.
    pub(crate) fn index_codes(&mut self) {
        self.brief();
        let codes = (0..).map(SiteId).zip(&self.sites);
        self.site_codes = codes.map(|(id, site)| (site.code.clone(), id)).collect();
        let codes = (0..).map(ItemId).zip(self.items.iter());
        self.item_codes = codes.map(|(id, item)| (item.code.clone(), id)).collect();
        let codes = (0..).map(CustomerId).zip(self.customers.iter());
        self.customer_codes = codes
            .map(|(id, customer)| (customer.code.clone(), id))
            .collect();
        let codes = (0..).map(ShipToId).zip(self.ship_tos.iter());
        self.ship_to_codes = codes
            .map(|(id, to)| ((to.customer, to.code.clone()), id))
            .collect();
        let codes = (0..).map(PriceListId).zip(&self.price_lists);
        self.price_list_codes = codes.map(|(id, list)| (list.code.clone(), id)).collect();
    }
}
