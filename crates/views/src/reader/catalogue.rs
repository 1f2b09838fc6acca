//! Items and what they cost.

use super::conditions::Conditions;
use super::search::{gtin_terms, words};
use super::{PAGE_MAX, Reader, SORTED_SEARCH_MAX, first, page, page_size};
use crate::fault::Fault;
use crate::model::{Cursor, ItemFilter, ItemRow, ItemView, Page, PriceListRow, PriceRow};
use crate::row::Columns;
use rusqlite::{Connection, Row, params, params_from_iter};
use vocab::{ItemId, Price, PriceListId};

const PRICE: &str = "SELECT l.id, l.code, l.currency, p.item, i.code, p.price, p.basis";

impl Reader {
    /// Items by code, behind `after`.
    pub fn items(
        &self,
        filter: &ItemFilter,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<ItemRow, Cursor>, Fault> {
        let limit = page_size(limit);
        let rows = self.ask("listing items", |views| {
            let mut conditions = Conditions::default();
            let from = found_items(filter.text.as_deref(), &mut conditions);
            behind_item(&mut conditions, after);
            let sql = format!(
                "SELECT i.id, i.detail FROM {from} WHERE {} ORDER BY i.code LIMIT ?",
                conditions.sql()
            );
            let mut query = views.prepare_cached(&sql)?;
            let parameters = params_from_iter(conditions.with_limit(limit));
            let rows = query.query_map(parameters, item_row)?;
            rows.collect()
        })?;
        Ok(page(rows, limit, |row: &ItemRow| {
            Cursor::behind(row.id.0.into())
        }))
    }

    /// The item with this code.
    pub fn item_by_code(&self, code: &str) -> Result<Option<ItemRow>, Fault> {
        self.ask("looking up an item", |views| {
            let sql = "SELECT id, detail FROM items WHERE code = ?1";
            first(views, sql, [code], item_row)
        })
    }

    /// Everything about one item, stock excepted: see [`Reader::stock`].
    pub fn item(&self, id: ItemId) -> Result<Option<ItemView>, Fault> {
        self.ask("reading an item", |views| {
            let Some(item) = item(views, id)? else {
                return Ok(None);
            };
            let sql = format!(
                "{PRICE} FROM price_lists l CROSS JOIN prices p ON p.list = l.id AND p.item = ?1
                 JOIN items i ON i.id = p.item ORDER BY l.code LIMIT ?2"
            );
            let mut query = views.prepare_cached(&sql)?;
            let prices = query.query_map(params![id.0, PAGE_MAX as i64], price_row)?;
            let prices = prices.collect::<rusqlite::Result<_>>()?;
            Ok(Some(ItemView { item, prices }))
        })
    }

    /// Every price list, by code; there are at most [`book::company::PRICE_LISTS_MAX`].
    pub fn price_lists(&self) -> Result<Vec<PriceListRow>, Fault> {
        self.ask("listing price lists", |views| {
            views
                .prepare_cached("SELECT id, code, currency FROM price_lists ORDER BY code")?
                .query_map([], |row| price_list_row(row, 0))?
                .collect()
        })
    }

    /// The prices of a list, by item code, behind `after`.
    pub fn prices(
        &self,
        list: PriceListId,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<PriceRow, Cursor>, Fault> {
        let limit = page_size(limit);
        let rows = self.ask("listing prices", |views| {
            let mut conditions = Conditions::default();
            conditions.and("l.id = ?", i64::from(list.0));
            behind_item(&mut conditions, after);
            let sql = format!(
                "{PRICE} FROM items i CROSS JOIN price_lists l
                 CROSS JOIN prices p ON p.list = l.id AND p.item = i.id
                 WHERE {} ORDER BY i.code LIMIT ?",
                conditions.sql()
            );
            let mut query = views.prepare_cached(&sql)?;
            let parameters = params_from_iter(conditions.with_limit(limit));
            let rows = query.query_map(parameters, price_row)?;
            rows.collect()
        })?;
        Ok(page(rows, limit, |row: &PriceRow| {
            Cursor::behind(row.item.0.into())
        }))
    }
}

/// Where to take items from, as `i`: all of them, or the first that are found by words.
pub(super) fn found_items(text: Option<&str>, conditions: &mut Conditions) -> String {
    let Some(text) = text else {
        return "items i".to_owned();
    };
    let found = words(&gtin_terms(text));
    conditions
        .parameters
        .push(rusqlite::types::Value::Text(found));
    format!(
        "(SELECT rowid AS id FROM item_search WHERE item_search MATCH ?
          ORDER BY rowid LIMIT {SORTED_SEARCH_MAX}) f CROSS JOIN items i ON i.id = f.id"
    )
}

/// Items whose code comes behind that of the cursor's.
fn behind_item(conditions: &mut Conditions, after: Option<Cursor>) {
    let code = "i.code > (SELECT code FROM items WHERE id = ?)";
    conditions.if_given(code, after.map(|after| after.id));
}

pub(super) fn item(views: &Connection, id: ItemId) -> rusqlite::Result<Option<ItemRow>> {
    let sql = "SELECT id, detail FROM items WHERE id = ?1";
    first(views, sql, [id.0], item_row)
}

pub(super) fn item_row(row: &Row<'_>) -> rusqlite::Result<ItemRow> {
    Ok(ItemRow {
        id: ItemId(row.id(0)?),
        item: row.json(1)?,
    })
}

/// A price list whose id, code and currency stand in three columns from this one on.
pub(super) fn price_list_row(row: &Row<'_>, column: usize) -> rusqlite::Result<PriceListRow> {
    Ok(PriceListRow {
        id: PriceListId(row.id(column)?),
        code: row.get(column + 1)?,
        currency: row.currency(column + 2)?,
    })
}

fn price_row(row: &Row<'_>) -> rusqlite::Result<PriceRow> {
    Ok(PriceRow {
        list: price_list_row(row, 0)?,
        item: ItemId(row.id(3)?),
        item_code: row.get(4)?,
        price: Price {
            minor: row.get(5)?,
            basis: row.id(6)?,
        },
    })
}
