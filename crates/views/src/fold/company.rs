//! Master data: rows by id.

use super::{Fold, unfit};
use crate::fault::Fault;
use crate::row::json;
use book::Policy;
use book::company::{Customer, Item, ShipTo, Site};
use rusqlite::params;
use vocab::{CustomerId, ItemId, ShipToId, SiteId};

impl Fold<'_> {
    pub(super) fn set_policy(&self, policy: &Policy) -> Result<(), Fault> {
        let currency = policy.currency.as_str();
        self.run("UPDATE progress SET currency = ?1", [currency])?;
        Ok(())
    }

    pub(super) fn put_sites(&self, sites: &[(SiteId, Site)]) -> Result<(), Fault> {
        for (id, site) in sites {
            let row = params![id.0, site.code, site.name];
            self.run("REPLACE INTO sites VALUES (?1, ?2, ?3)", row)?;
        }
        Ok(())
    }

    pub(super) fn put_items(&mut self, items: &[(ItemId, Item)]) -> Result<(), Fault> {
        for (id, item) in items {
            self.codes.items.remove(id);
            let row = params![id.0, item.code, item.description, json(item)];
            self.run("REPLACE INTO items VALUES (?1, ?2, ?3, ?4)", row)?;
        }
        Ok(())
    }

    pub(super) fn put_customers(
        &mut self,
        customers: &[(CustomerId, Customer)],
    ) -> Result<(), Fault> {
        for (id, customer) in customers {
            self.codes.customers.remove(id);
            let row = params![id.0, customer.code, customer.blocked, customer.credit_limit];
            self.run("REPLACE INTO customers VALUES (?1, ?2, ?3, ?4)", row)?;
        }
        Ok(())
    }

    pub(super) fn put_ship_tos(&self, ship_tos: &[(ShipToId, ShipTo)]) -> Result<(), Fault> {
        for (id, ship_to) in ship_tos {
            let row = params![id.0, ship_to.customer.0, ship_to.code];
            self.run("REPLACE INTO ship_tos VALUES (?1, ?2, ?3)", row)?;
        }
        Ok(())
    }

    /// The code of an item, looked up once.
    pub(super) fn item_code(&mut self, id: ItemId, seq: u64) -> Result<&str, Fault> {
        if !self.codes.items.contains_key(&id) {
            let code = self.code("SELECT code FROM items WHERE id = ?1", id.0);
            let code = code?.ok_or_else(|| unfit(seq, "item", id))?;
            self.codes.items.insert(id, code);
        }
        Ok(&self.codes.items[&id])
    }

    /// The number of a customer, looked up once.
    pub(super) fn customer_code(&mut self, id: CustomerId, seq: u64) -> Result<&str, Fault> {
        if !self.codes.customers.contains_key(&id) {
            let code = self.code("SELECT code FROM customers WHERE id = ?1", id.0);
            let code = code?.ok_or_else(|| unfit(seq, "customer", id))?;
            self.codes.customers.insert(id, code);
        }
        Ok(&self.codes.customers[&id])
    }

    fn code(&self, sql: &str, id: u32) -> Result<Option<String>, Fault> {
        let mut query = self.views.prepare_cached(sql)?;
        let mut rows = query.query([id])?;
        Ok(match rows.next()? {
            Some(row) => Some(row.get(0)?),
            None => None,
        })
    }
}
