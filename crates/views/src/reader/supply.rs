//! Announced supply.

use super::company::site_ref;
use super::conditions::Conditions;
use super::{Reader, first, page, page_size};
use crate::fault::Fault;
use crate::model::{Cursor, Page, SupplyFilter, SupplyRow};
use crate::row::{Columns, signed};
use book::stock::supply::INBOUND_MAX;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};
use vocab::{Day, ItemId, SupplyId};

const SUPPLY: &str = "
    SELECT u.id, u.reference, u.kind, u.site, coalesce(s.code, ''), coalesce(s.name, ''), u.item,
    coalesce(i.code, ''), u.quantity, u.open, u.pegged, u.due, u.closed";
const JOINS: &str = "
    LEFT JOIN sites s ON s.id = u.site LEFT JOIN items i ON i.id = u.item";

impl Reader {
    /// Supply as the filter says, behind `after` in its order.
    pub fn supply(
        &self,
        filter: &SupplyFilter,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<SupplyRow, Cursor>, Fault> {
        let limit = page_size(limit);
        let open = is_open(filter);
        let rows = self.ask("listing supply", |views| {
            supply(views, filter, after, limit)
        })?;
        Ok(page(rows, limit, |row: &SupplyRow| match open {
            true => Cursor {
                key: row.due.0.into(),
                id: row.id.0,
            },
            false => Cursor::behind(row.id.0),
        }))
    }

    /// One element of supply, open or closed.
    pub fn supply_element(&self, id: SupplyId) -> Result<Option<SupplyRow>, Fault> {
        self.ask("reading supply", |views| {
            let sql = format!("{SUPPLY} FROM supply u {JOINS} WHERE u.id = ?1");
            first(views, &sql, [signed(id.0)], supply_row)
        })
    }
}

/// What is overdue is still to come.
fn is_open(filter: &SupplyFilter) -> bool {
    filter.open || filter.overdue_on.is_some()
}

/// One row more than the page has.
pub(super) fn supply(
    views: &Connection,
    filter: &SupplyFilter,
    after: Option<Cursor>,
    limit: usize,
) -> rusqlite::Result<Vec<SupplyRow>> {
    let mut conditions = filtered(filter);
    let order = match is_open(filter) {
        true => "u.due, u.id",
        false => "u.id DESC",
    };
    match (is_open(filter), after) {
        (true, Some(Cursor { key, id })) => {
            conditions.and("(u.due, u.id) > (?, ?)", key);
            conditions.parameters.push(Value::Integer(signed(id)));
        }
        (false, Some(Cursor { id, .. })) => conditions.and("u.id < ?", id),
        (_, None) => {}
    }
    let (index, conditions_sql) = (index(filter), conditions.sql());
    let sql = format!(
        "{SUPPLY} FROM supply u {index} {JOINS} WHERE {conditions_sql} ORDER BY {order} LIMIT ?"
    );
    let mut query = views.prepare_cached(&sql)?;
    let rows = query.query_map(params_from_iter(conditions.with_limit(limit)), supply_row)?;
    rows.collect()
}

/// How much of it there is.
pub(super) fn count(views: &Connection, filter: &SupplyFilter) -> rusqlite::Result<u64> {
    let (conditions, index) = (filtered(filter), index(filter));
    let sql = format!(
        "SELECT count(*) FROM supply u {index} WHERE {}",
        conditions.sql()
    );
    let count = first(
        views,
        &sql,
        params_from_iter(conditions.parameters),
        |row| row.number(0),
    )?;
    Ok(count.unwrap_or(0))
}

fn filtered(filter: &SupplyFilter) -> Conditions {
    let mut conditions = Conditions::default();
    if is_open(filter) {
        conditions.must("u.closed = 0");
    }
    conditions.if_given("u.due < ?", filter.overdue_on);
    conditions.if_given("u.site = ?", filter.site);
    conditions.if_given("u.item = ?", filter.item);
    conditions
}

fn index(filter: &SupplyFilter) -> &'static str {
    match (is_open(filter), filter.item) {
        (true, Some(_)) => "INDEXED BY supply_by_item",
        (true, None) => "INDEXED BY supply_by_due",
        (false, _) => "NOT INDEXED",
    }
}

/// Open supply of an item, the earliest first.
pub(super) fn open_supply(views: &Connection, item: ItemId) -> rusqlite::Result<Vec<SupplyRow>> {
    let sql = format!(
        "{SUPPLY} FROM supply u {JOINS} WHERE u.item = ?1 AND u.closed = 0
         ORDER BY u.due, u.id LIMIT ?2"
    );
    let mut query = views.prepare_cached(&sql)?;
    let rows = query.query_map(params![item.0, INBOUND_MAX as i64], supply_row)?;
    rows.collect()
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
