//! The codes and numbers that people use for what an event names by its id. Codes never change, so
//! the same event is told the same way for ever.

use super::data;
use crate::row::{Columns, signed};
use rusqlite::{Connection, Params, Row};
use std::collections::HashMap;
use vocab::{CustomerId, ItemId, OrderId, RequestId, ReturnId, ShipToId, SiteId, SupplyId};

/// Orders that are remembered while one read lasts.
const ORDERS_MAX: usize = 1_024;

/// Looks names up in the views; what it was asked for is remembered while one read lasts.
pub(super) struct Names<'v> {
    views: &'v Connection,
    orders: HashMap<OrderId, (CustomerId, data::Order)>,
}

impl<'v> Names<'v> {
    pub(super) fn of(views: &'v Connection) -> Names<'v> {
        Names {
            views,
            orders: HashMap::new(),
        }
    }

    /// An order as events name it, and whose it is.
    pub(super) fn order(&mut self, id: OrderId) -> rusqlite::Result<(CustomerId, data::Order)> {
        if let Some(known) = self.orders.get(&id) {
            return Ok(known.clone());
        }
        let sql = "SELECT o.customer, coalesce(c.code, ''), o.po_number
                   FROM orders o LEFT JOIN customers c ON c.id = o.customer WHERE o.id = ?1";
        let found = self.one(sql, [signed(id.0)], |row| {
            let order = data::Order {
                order: id.number(),
                customer: row.get(1)?,
                po_number: row.get(2)?,
            };
            Ok((CustomerId(row.id(0)?), order))
        })?;
        if self.orders.len() >= ORDERS_MAX {
            self.orders.clear();
        }
        self.orders.insert(id, found.clone());
        Ok(found)
    }

    /// The customer that a request is of, when one was found.
    pub(super) fn requester(&self, id: RequestId) -> rusqlite::Result<Option<CustomerId>> {
        let sql = "SELECT draft ->> '$.order.customer' FROM requests WHERE id = ?1";
        let customer = self.one(sql, [signed(id.0)], |row| row.id_or_none(0))?;
        Ok(customer.map(CustomerId))
    }

    /// A return as events name it, and whose it is.
    pub(super) fn return_order(
        &mut self,
        id: ReturnId,
    ) -> rusqlite::Result<(CustomerId, data::Return)> {
        let sql = "SELECT order_id FROM returns WHERE id = ?1";
        let order = self.one(sql, [signed(id.0)], |row| row.number(0).map(OrderId))?;
        let (customer, order) = self.order(order)?;
        Ok((customer, data::Return { id: id.0, order }))
    }

    /// Announced supply as events name it.
    pub(super) fn supply(&self, id: SupplyId) -> rusqlite::Result<data::Supply> {
        let sql = "SELECT u.reference, coalesce(i.code, ''), coalesce(s.code, '') FROM supply u
                   LEFT JOIN items i ON i.id = u.item LEFT JOIN sites s ON s.id = u.site
                   WHERE u.id = ?1";
        self.one(sql, [signed(id.0)], |row| {
            Ok(data::Supply {
                supply: id.0,
                reference: row.get(0)?,
                item: row.get(1)?,
                site: row.get(2)?,
            })
        })
    }

    pub(super) fn item(&self, id: ItemId) -> rusqlite::Result<String> {
        self.code("SELECT code FROM items WHERE id = ?1", id.0)
    }

    pub(super) fn customer(&self, id: CustomerId) -> rusqlite::Result<String> {
        self.code("SELECT code FROM customers WHERE id = ?1", id.0)
    }

    pub(super) fn ship_to(&self, id: ShipToId) -> rusqlite::Result<String> {
        self.code("SELECT code FROM ship_tos WHERE id = ?1", id.0)
    }

    pub(super) fn site(&self, id: SiteId) -> rusqlite::Result<String> {
        self.code("SELECT code FROM sites WHERE id = ?1", id.0.into())
    }

    fn code(&self, sql: &str, id: u32) -> rusqlite::Result<String> {
        self.one(sql, [id], |row| row.get(0))
    }

    /// What is told was folded before, so the row is there.
    fn one<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let mut query = self.views.prepare_cached(sql)?;
        query.query_row(parameters, read)
    }
}
