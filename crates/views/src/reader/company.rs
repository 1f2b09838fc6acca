//! Master data as the views know it: sites, items and customers by id and by code.

use super::{Reader, first, page, page_size};
use crate::fault::Fault;
use crate::model::{CustomerRow, ItemRow, Page, SiteRef};
use crate::row::Columns;
use rusqlite::{Connection, Row, params};
use vocab::{Currency, CustomerId, ItemId, SiteId};

const CUSTOMER: &str = "SELECT id, code, blocked, credit_limit FROM customers";

impl Reader {
    /// Every site, by id; there are at most [`book::company::SITES_MAX`].
    pub fn sites(&self) -> Result<Vec<SiteRef>, Fault> {
        self.ask("listing sites", sites)
    }

    /// Items by code: those whose code begins with `prefix` and comes after the code `after`.
    pub fn items(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<ItemRow, String>, Fault> {
        let limit = page_size(limit);
        let rows = self.ask("listing items", |views| {
            views
                .prepare_cached(
                    "SELECT id, detail FROM items
                     WHERE code > ?1 AND code >= ?2 AND code < ?3 ORDER BY code LIMIT ?4",
                )?
                .query_map(
                    params![
                        after.unwrap_or(""),
                        prefix,
                        beyond(prefix),
                        limit as i64 + 1
                    ],
                    item_row,
                )?
                .collect()
        })?;
        Ok(page(rows, limit, |row: &ItemRow| row.item.code.clone()))
    }

    /// The item with this code.
    pub fn item_by_code(&self, code: &str) -> Result<Option<ItemRow>, Fault> {
        self.ask("looking up an item", |views| {
            let sql = "SELECT id, detail FROM items WHERE code = ?1";
            first(views, sql, [code], item_row)
        })
    }

    /// Customers by number: those whose number begins with `prefix` and comes after `after`.
    pub fn customers(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<CustomerRow, String>, Fault> {
        let limit = page_size(limit);
        let rows = self.ask("listing customers", |views| {
            let sql = format!(
                "{CUSTOMER} WHERE code > ?1 AND code >= ?2 AND code < ?3 ORDER BY code LIMIT ?4"
            );
            views
                .prepare_cached(&sql)?
                .query_map(
                    params![
                        after.unwrap_or(""),
                        prefix,
                        beyond(prefix),
                        limit as i64 + 1
                    ],
                    customer_row,
                )?
                .collect()
        })?;
        Ok(page(rows, limit, |row: &CustomerRow| row.code.clone()))
    }

    /// The customer with this number.
    pub fn customer_by_code(&self, code: &str) -> Result<Option<CustomerRow>, Fault> {
        self.ask("looking up a customer", |views| {
            let sql = format!("{CUSTOMER} WHERE code = ?1");
            first(views, &sql, [code], customer_row)
        })
    }

    /// The customer with this id.
    pub fn customer(&self, id: CustomerId) -> Result<Option<CustomerRow>, Fault> {
        self.ask("reading a customer", |views| {
            let sql = format!("{CUSTOMER} WHERE id = ?1");
            first(views, &sql, [id.0], customer_row)
        })
    }
}

/// A text behind every text that begins with this prefix.
fn beyond(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

pub(super) fn item(views: &Connection, id: ItemId) -> rusqlite::Result<Option<ItemRow>> {
    first(
        views,
        "SELECT id, detail FROM items WHERE id = ?1",
        [id.0],
        item_row,
    )
}

pub(super) fn sites(views: &Connection) -> rusqlite::Result<Vec<SiteRef>> {
    views
        .prepare_cached("SELECT id, code, name FROM sites ORDER BY id")?
        .query_map([], |row| site_ref(row, 0))?
        .collect()
}

pub(super) fn policy_currency(views: &Connection) -> rusqlite::Result<Currency> {
    views
        .prepare_cached("SELECT currency FROM progress")?
        .query_row([], |row| row.currency(0))
}

fn item_row(row: &Row<'_>) -> rusqlite::Result<ItemRow> {
    Ok(ItemRow {
        id: ItemId(row.id(0)?),
        item: row.json(1)?,
    })
}

fn customer_row(row: &Row<'_>) -> rusqlite::Result<CustomerRow> {
    Ok(CustomerRow {
        id: CustomerId(row.id(0)?),
        code: row.get(1)?,
        blocked: row.get(2)?,
        credit_limit: row.get(3)?,
    })
}

/// A site whose id, code and name stand in three columns from this one on.
pub(super) fn site_ref(row: &Row<'_>, column: usize) -> rusqlite::Result<SiteRef> {
    Ok(SiteRef {
        id: SiteId(row.id(column)?),
        code: row.get(column + 1)?,
        name: row.get(column + 2)?,
    })
}
