//! Stock, supply and returns.

use super::company::site_ref;
use super::{Reader, company, first, page, page_size};
use crate::fault::Fault;
use crate::model::{ItemRow, Page, ReturnLineRow, ReturnRow, SiteStock, StockView, SupplyRow};
use crate::row::{Columns, signed};
use rusqlite::{Connection, Row, params};
use vocab::{CustomerId, Day, Instant, ItemId, OrderId, Quantity, ReturnId, SupplyId};

/// Open supply elements of one item that are told, the earliest first.
const SUPPLY_MAX: usize = 500;

const SUPPLY: &str = "
    SELECT u.id, u.reference, u.kind, u.site, coalesce(s.code, ''), coalesce(s.name, ''), u.item,
    coalesce(i.code, ''), u.quantity, u.open, u.pegged, u.due, u.closed
    FROM supply u LEFT JOIN sites s ON s.id = u.site LEFT JOIN items i ON i.id = u.item";
const RETURN: &str = "
    SELECT r.id, r.state, r.customer, r.order_id, r.site, coalesce(s.code, ''),
    coalesce(s.name, ''), r.placed
    FROM returns r LEFT JOIN sites s ON s.id = r.site";

impl Reader {
    /// Stock and open supply of an item; `None` when there is no such item.
    pub fn stock(&self, item: ItemId) -> Result<Option<StockView>, Fault> {
        self.ask("reading stock", |views| {
            let Some(item) = company::item(views, item)? else {
                return Ok(None);
            };
            Ok(Some(StockView {
                sites: site_stock(views, &item)?,
                supply: open_supply(views, item.id)?,
                item,
            }))
        })
    }

    /// Supply, the latest announced first: up to `limit` elements after `after`; only open ones
    /// if so asked.
    pub fn supply(
        &self,
        only_open: bool,
        after: Option<SupplyId>,
        limit: usize,
    ) -> Result<Page<SupplyRow, SupplyId>, Fault> {
        let limit = page_size(limit);
        let before = signed(after.map_or(u64::MAX, |after| after.0));
        let rows = self.ask("listing supply", |views| {
            let sql = format!(
                "{SUPPLY} WHERE u.id < ?1 AND (u.closed = 0 OR NOT ?2) ORDER BY u.id DESC LIMIT ?3"
            );
            views
                .prepare_cached(&sql)?
                .query_map(params![before, only_open, limit as i64 + 1], supply_row)?
                .collect()
        })?;
        Ok(page(rows, limit, |row: &SupplyRow| row.id))
    }

    /// One element of supply, open or closed.
    pub fn supply_element(&self, id: SupplyId) -> Result<Option<SupplyRow>, Fault> {
        self.ask("reading supply", |views| {
            let sql = format!("{SUPPLY} WHERE u.id = ?1");
            first(views, &sql, [signed(id.0)], supply_row)
        })
    }

    /// One return; `None` when there is no return with that id.
    pub fn return_order(&self, id: ReturnId) -> Result<Option<ReturnRow>, Fault> {
        self.ask("reading a return", |views| {
            let sql = format!("{RETURN} WHERE r.id = ?1");
            let found = first(views, &sql, [signed(id.0)], return_row)?;
            found.map(|row| with_lines(views, row)).transpose()
        })
    }
}

fn site_stock(views: &Connection, item: &ItemRow) -> rusqlite::Result<Vec<SiteStock>> {
    views
        .prepare_cached(
            "SELECT b.site, coalesce(s.code, ''), coalesce(s.name, ''), b.on_hand, b.reserved
             FROM stock b LEFT JOIN sites s ON s.id = b.site WHERE b.item = ?1 ORDER BY b.site",
        )?
        .query_map([item.id.0], |row| {
            let site = site_ref(row, 0)?;
            let (on_hand, reserved): (Quantity, Quantity) = (row.quantity(3)?, row.quantity(4)?);
            Ok(SiteStock {
                safety: item.item.safety_at(site.id),
                free: on_hand.saturating_sub(reserved),
                site,
                on_hand,
                reserved,
            })
        })?
        .collect()
}

fn open_supply(views: &Connection, item: ItemId) -> rusqlite::Result<Vec<SupplyRow>> {
    let sql = format!("{SUPPLY} WHERE u.item = ?1 AND u.closed = 0 ORDER BY u.due, u.id LIMIT ?2");
    views
        .prepare_cached(&sql)?
        .query_map(params![item.0, SUPPLY_MAX as i64], supply_row)?
        .collect()
}

fn supply_row(row: &Row<'_>) -> rusqlite::Result<SupplyRow> {
    Ok(SupplyRow {
        id: SupplyId(row.number(0)?),
        reference: row.get(1)?,
        kind: row.word(2)?,
        site: site_ref(row, 3)?,
        item: ItemId(row.id(6)?),
        item_code: row.get(7)?,
        quantity: row.quantity(8)?,
        open: row.quantity(9)?,
        pegged: row.quantity(10)?,
        due: Day(row.get(11)?),
        closed: row.get(12)?,
    })
}

/// Returns of an order's goods, in the order they were agreed.
pub(super) fn returns_of(views: &Connection, order: OrderId) -> rusqlite::Result<Vec<ReturnRow>> {
    let sql = format!("{RETURN} WHERE r.order_id = ?1 ORDER BY r.id LIMIT ?2");
    let mut query = views.prepare_cached(&sql)?;
    let rows = query.query_map([signed(order.0), super::PAGE_MAX as i64], return_row)?;
    rows.map(|row| with_lines(views, row?)).collect()
}

fn return_row(row: &Row<'_>) -> rusqlite::Result<ReturnRow> {
    Ok(ReturnRow {
        id: ReturnId(row.number(0)?),
        state: row.word(1)?,
        customer: CustomerId(row.id(2)?),
        order: OrderId(row.number(3)?),
        site: site_ref(row, 4)?,
        placed: Instant(row.get(7)?),
        return_lines: Vec::new(),
    })
}

fn with_lines(views: &Connection, row: ReturnRow) -> rusqlite::Result<ReturnRow> {
    let return_lines = views
        .prepare_cached(
            "SELECT l.number, l.item, coalesce(i.code, ''), l.agreed, l.restocked, l.scrapped
             FROM return_lines l LEFT JOIN items i ON i.id = l.item
             WHERE l.return_id = ?1 ORDER BY l.number",
        )?
        .query_map([signed(row.id.0)], |line| {
            Ok(ReturnLineRow {
                number: line.id(0)?,
                item: ItemId(line.id(1)?),
                item_code: line.get(2)?,
                agreed: line.quantity(3)?,
                restocked: line.quantity(4)?,
                scrapped: line.quantity(5)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(ReturnRow {
        return_lines,
        ..row
    })
}
