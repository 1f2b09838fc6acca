//! Master data: rows by id.

use super::{Fold, Place, unfit};
use crate::fault::Fault;
use crate::row::{json, signed};
use book::company::{Customer, Item, Lane, ShipTo, Site};
use book::{Event, Policy};
use rusqlite::params;
use vocab::{CustomerId, ItemId, ShipToId, SiteId, ZoneId};

/// What an item is found by.
pub(super) struct ItemWords {
    item: ItemId,
    /// True when it was found by other words before.
    known: bool,
    code: String,
    description: String,
    gtins: String,
}

impl ItemWords {
    fn of(id: ItemId, item: &Item, known: bool) -> ItemWords {
        let gtins = item.gtins.iter().map(|(gtin, _)| gtin.number().to_string());
        ItemWords {
            item: id,
            known,
            code: item.code.clone(),
            description: item.description.clone(),
            gtins: gtins.collect::<Vec<_>>().join(" "),
        }
    }
}

impl Fold<'_> {
    pub(super) fn set_policy(&self, policy: &Policy, place: Place) -> Result<(), Fault> {
        let currency = policy.currency.as_str();
        self.run("UPDATE progress SET currency = ?1", [currency])?;
        let (seq, stamp) = (signed(place.seq), place.stamp);
        let row = params![seq, place.nth, stamp.at.0, stamp.actor.0, json(policy)];
        self.run("INSERT INTO policies VALUES (?1, ?2, ?3, ?4, ?5)", row)?;
        Ok(())
    }

    pub(super) fn put_sites(&self, sites: &[(SiteId, Site)]) -> Result<(), Fault> {
        for (id, site) in sites {
            let row = params![id.0, site.code, site.name, json(&site.calendar)];
            self.run("REPLACE INTO sites VALUES (?1, ?2, ?3, ?4)", row)?;
        }
        Ok(())
    }

    pub(super) fn put_lanes(&self, lanes: &[(SiteId, ZoneId, Lane)]) -> Result<(), Fault> {
        for (site, zone, lane) in lanes {
            let row = params![site.0, zone.0, json(lane)];
            self.run("REPLACE INTO lanes VALUES (?1, ?2, ?3)", row)?;
        }
        Ok(())
    }

    pub(super) fn put_prices(&self, event: &Event) -> Result<(), Fault> {
        let Event::PricesPut {
            list,
            code,
            currency,
            prices,
        } = event
        else {
            return Ok(());
        };
        let row = params![list.0, code, currency.as_str()];
        self.run("REPLACE INTO price_lists VALUES (?1, ?2, ?3)", row)?;
        for (item, price) in prices {
            let row = params![list.0, item.0, price.minor, price.basis];
            self.run("REPLACE INTO prices VALUES (?1, ?2, ?3, ?4)", row)?;
        }
        Ok(())
    }

    pub(super) fn put_items(&mut self, items: &[(ItemId, Item)]) -> Result<(), Fault> {
        for (id, item) in items {
            self.codes.items.remove(id);
            let known = self.is_known(*id)?;
            let row = params![id.0, item.code, item.description, json(item)];
            self.run("REPLACE INTO items VALUES (?1, ?2, ?3, ?4)", row)?;
            self.keep_back(*id, item, known)?;
            self.item_words.push(ItemWords::of(*id, item, known));
        }
        Ok(())
    }

    /// True when there is such an item already, or it comes twice.
    fn is_known(&self, id: ItemId) -> Result<bool, Fault> {
        let mut query = self
            .views
            .prepare_cached("SELECT 1 FROM items WHERE id = ?1")?;
        Ok(query.exists([id.0])?)
    }

    /// What is kept back of an item, by site.
    fn keep_back(&self, id: ItemId, item: &Item, known: bool) -> Result<(), Fault> {
        if known {
            self.run("UPDATE stock SET safety = 0 WHERE item = ?1", [id.0])?;
        }
        for (site, quantity) in &item.safety_stock {
            self.run(
                "INSERT INTO stock VALUES (?1, ?2, 0, 0, ?3)
                 ON CONFLICT (item, site) DO UPDATE SET safety = ?3",
                params![id.0, site.0, signed(quantity.0)],
            )?;
        }
        Ok(())
    }

    /// Writes the words that items are found by, all of a transaction together: see `write_words`.
    pub(super) fn write_item_words(&mut self) -> Result<(), Fault> {
        for words in self.item_words.drain(..) {
            if words.known {
                let sql = "DELETE FROM item_search WHERE rowid = ?1";
                self.views.prepare_cached(sql)?.execute([words.item.0])?;
            }
            let sql = "INSERT INTO item_search (rowid, code, description, gtins)
                       VALUES (?1, ?2, ?3, ?4)";
            let row = params![words.item.0, words.code, words.description, words.gtins];
            self.views.prepare_cached(sql)?.execute(row)?;
        }
        Ok(())
    }

    pub(super) fn put_customers(
        &mut self,
        customers: &[(CustomerId, Customer)],
    ) -> Result<(), Fault> {
        for (id, customer) in customers {
            self.codes.customers.remove(id);
            let row = params![
                id.0,
                customer.code,
                customer.blocked,
                customer.credit_limit,
                customer.receivable,
                customer.price_list.0,
                customer.default_ship_to.map(|id| id.0),
                customer.gln.map(|gln| gln.to_string()),
                customer.ship_complete,
                customer.one_time_addresses,
                json(&customer.parts),
                customer.substitutes.as_str()
            ];
            self.run(
                "REPLACE INTO customers VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                row,
            )?;
        }
        Ok(())
    }

    pub(super) fn put_ship_tos(&self, ship_tos: &[(ShipToId, ShipTo)]) -> Result<(), Fault> {
        for (id, ship_to) in ship_tos {
            let gln = ship_to.gln.map(|gln| gln.to_string());
            let row = params![id.0, ship_to.customer.0, ship_to.code, ship_to.zone.0, gln];
            self.run("REPLACE INTO ship_tos VALUES (?1, ?2, ?3, ?4, ?5)", row)?;
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
