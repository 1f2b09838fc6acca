//! Returns of goods, with their lines.

use super::company::site_ref;
use super::conditions::Conditions;
use super::{PAGE_MAX, Reader, first, page, page_size};
use crate::fault::Fault;
use crate::model::{Page, ReturnFilter, ReturnLineRow, ReturnRow, Returnable};
use crate::row::{Columns, signed};
use book::Stage;
use book::order::OrderLine;
use book::returns::Left;
use rusqlite::{Connection, Row, params_from_iter};
use std::collections::BTreeMap;
use vocab::{CustomerId, Instant, ItemId, OrderId, Quantity, ReturnId};

const RETURN: &str = "
    SELECT r.id, r.state, r.customer, coalesce(c.code, ''), r.order_id, r.site,
    coalesce(s.code, ''), coalesce(s.name, ''), r.placed
    FROM returns r LEFT JOIN sites s ON s.id = r.site LEFT JOIN customers c ON c.id = r.customer";

impl Reader {
    /// Returns, the newest first: up to `limit` older than `after`.
    pub fn returns(
        &self,
        filter: &ReturnFilter,
        after: Option<ReturnId>,
        limit: usize,
    ) -> Result<Page<ReturnRow, ReturnId>, Fault> {
        let limit = page_size(limit);
        let rows = self.ask("listing returns", |views| {
            let mut conditions = Conditions::default();
            let state = filter.state.map(|state| state.as_str());
            conditions.if_given("r.state = ?", state);
            conditions.if_given("r.customer = ?", filter.customer);
            conditions.if_given("r.order_id = ?", filter.order);
            conditions.if_given("r.id < ?", after.map(|after| after.0));
            let sql = format!(
                "{RETURN} WHERE {} ORDER BY r.id DESC LIMIT ?",
                conditions.sql()
            );
            let mut query = views.prepare_cached(&sql)?;
            let parameters = params_from_iter(conditions.with_limit(limit));
            let rows = query.query_map(parameters, return_row)?;
            rows.map(|row| with_lines(views, row?)).collect()
        })?;
        Ok(page(rows, limit, |row: &ReturnRow| row.id))
    }

    /// One return; `None` when there is no return with that id.
    pub fn return_order(&self, id: ReturnId) -> Result<Option<ReturnRow>, Fault> {
        self.ask("reading a return", |views| {
            let sql = format!("{RETURN} WHERE r.id = ?1");
            let found = first(views, &sql, [signed(id.0)], return_row)?;
            found.map(|row| with_lines(views, row)).transpose()
        })
    }

    /// What of an order may come back; `None` when there is no order with that id.
    pub fn returnable(&self, order: OrderId) -> Result<Option<Returnable>, Fault> {
        self.ask("reading what may come back", |views| {
            let sql = "SELECT customer, detail FROM orders WHERE id = ?1";
            let found = first(views, sql, [signed(order.0)], |row| {
                Ok((CustomerId(row.id(0)?), row.lines(1)?))
            })?;
            let Some((customer, lines)) = found else {
                return Ok(None);
            };
            Ok(Some(Returnable {
                customer,
                items: lines.iter().map(|line| line.item.known()).collect(),
                left: left(views, order, &lines)?,
            }))
        })
    }
}

/// Returns of an order's goods, in the order they were agreed.
pub(super) fn returns_of(views: &Connection, order: OrderId) -> rusqlite::Result<Vec<ReturnRow>> {
    let sql = format!("{RETURN} WHERE r.order_id = ?1 ORDER BY r.id LIMIT ?2");
    let mut query = views.prepare_cached(&sql)?;
    let rows = query.query_map([signed(order.0), PAGE_MAX as i64], return_row)?;
    rows.map(|row| with_lines(views, row?)).collect()
}

/// What was sent, without what returns claim: all that is still expected, and what has come.
fn left(views: &Connection, order: OrderId, lines: &[OrderLine]) -> rusqlite::Result<Left> {
    let mut items: BTreeMap<ItemId, Quantity> = BTreeMap::new();
    for line in lines {
        if let Some(item) = line.item.known() {
            *items.entry(item).or_default() += line.from_stage(Stage::Shipped);
        }
    }
    let sql =
        "SELECT l.item, CASE r.state WHEN 'closed' THEN l.restocked + l.scrapped ELSE l.agreed END
               FROM returns r JOIN return_lines l ON l.return_id = r.id WHERE r.order_id = ?1";
    let mut query = views.prepare_cached(sql)?;
    let mut claims = query.query([signed(order.0)])?;
    while let Some(claim) = claims.next()? {
        if let Some(left) = items.get_mut(&ItemId(claim.id(0)?)) {
            *left = left.saturating_sub(claim.quantity(1)?);
        }
    }
    let counted = "SELECT coalesce(max(id) + 1, 0) FROM returns";
    Ok(Left {
        items: items.into_iter().collect(),
        counted: first(views, counted, [], |row| row.number(0))?.unwrap_or(0),
    })
}

fn return_row(row: &Row<'_>) -> rusqlite::Result<ReturnRow> {
    let order = OrderId(row.number(4)?);
    Ok(ReturnRow {
        id: ReturnId(row.number(0)?),
        state: row.word(1)?,
        customer: CustomerId(row.id(2)?),
        customer_code: row.get(3)?,
        order,
        number: order.number(),
        site: site_ref(row, 5)?,
        placed: Instant(row.get(8)?),
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
