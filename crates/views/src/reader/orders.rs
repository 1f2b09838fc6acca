//! Orders: the rows of the list, and the single view of one.

use super::company::{named, sites};
use super::lines::{decisions, line_rows};
use super::order_list::{cursor, page_ids};
use super::{Reader, Subjects, first, page, page_size, timeline};
use crate::fault::Fault;
use crate::model::{Cursor, OrderFilter, OrderRow, OrderView, Page, TermsTold};
use crate::row::{Columns, Marks, signed};
use book::order::Terms;
use rusqlite::{Connection, Row, params};
use vocab::{CustomerId, Instant, Money, OrderId, RequestId, ShipToId};

const ORDER: &str = "
    o.id, o.state, o.customer, coalesce(c.code, ''), o.ship_to, s.code, o.po_number, o.holds,
    o.stage_first, o.stage_last, o.backordered, o.value, o.currency, o.lines, o.placed,
    o.requested, o.promised, o.first_promised, o.delivered, o.expires, o.request, d.hash, o.seq,
    o.finished, o.marks, d.arrival";
const JOINS: &str = "
    LEFT JOIN customers c ON c.id = o.customer LEFT JOIN ship_tos s ON s.id = o.ship_to
    LEFT JOIN requests r ON r.id = o.request LEFT JOIN documents d ON d.arrival = r.document";

impl Reader {
    /// Orders as the filter says, behind `after` in its order: up to `limit`, which is brought to 1
    /// to [`super::PAGE_MAX`].
    pub fn orders(
        &self,
        filter: &OrderFilter,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<OrderRow, Cursor>, Fault> {
        let limit = page_size(limit);
        let rows = self.ask("listing orders", |views| {
            let ids = page_ids(views, filter, after, limit)?;
            rows(views, &ids)
        })?;
        Ok(page(rows, limit, |row: &OrderRow| cursor(filter.sort, row)))
    }

    /// Everything about one order; `None` when there is no order with that id.
    pub fn order(&self, id: OrderId) -> Result<Option<OrderView>, Fault> {
        self.ask("reading an order", |views| {
            let sql =
                format!("SELECT {ORDER}, o.detail, o.terms FROM orders o {JOINS} WHERE o.id = ?1");
            let found = first(views, &sql, [signed(id.0)], |row| {
                let terms: Option<Terms> = row.json_or_none(27)?;
                Ok((
                    order_row(row)?,
                    row.number_or_none(25)?,
                    row.lines(26)?,
                    terms,
                ))
            })?;
            let Some((order, document, lines, terms)) = found else {
                return Ok(None);
            };
            let sites = sites(views)?;
            let subjects = Subjects {
                order: Some(id.0),
                request: order.request.map(|request| request.0),
                document,
            };
            let code = |site| Ok::<_, rusqlite::Error>(named(&sites, site).code);
            let told = |terms| TermsTold::of(&terms, code);
            Ok(Some(OrderView {
                terms: terms.map(told).transpose()?,
                order_lines: line_rows(views, &order, &lines, &sites)?,
                decisions: decisions(views, id, &sites)?,
                timeline: timeline(views, &subjects)?,
                returns: super::returns::returns_of(views, id)?,
                order,
            }))
        })
    }

    /// The latest order that a customer sent with this PO number; capitals count.
    pub fn order_by_po(
        &self,
        customer: CustomerId,
        po_number: &str,
    ) -> Result<Option<OrderId>, Fault> {
        self.ask("looking up a PO number", |views| {
            let sql = "SELECT id FROM orders WHERE customer = ?1 AND po_number = ?2
                       ORDER BY id DESC LIMIT 1";
            first(views, sql, params![customer.0, po_number], |row| {
                row.number(0).map(OrderId)
            })
        })
    }
}

/// The rows of these orders.
pub(super) fn rows(views: &Connection, ids: &[i64]) -> rusqlite::Result<Vec<OrderRow>> {
    let sql = format!("SELECT {ORDER} FROM orders o {JOINS} WHERE o.id = ?1");
    let mut query = views.prepare_cached(&sql)?;
    let rows = ids.iter().map(|id| query.query_row([id], order_row));
    rows.collect()
}

pub(super) fn order_row(row: &Row<'_>) -> rusqlite::Result<OrderRow> {
    let id = OrderId(row.number(0)?);
    let (currency, marks) = (row.currency(12)?, Marks(row.get(24)?));
    Ok(OrderRow {
        id,
        number: id.number(),
        state: row.word(1)?,
        customer: CustomerId(row.id(2)?),
        customer_code: row.get(3)?,
        ship_to: row.id_or_none(4)?.map(ShipToId),
        ship_to_code: row.get(5)?,
        po_number: row.get(6)?,
        holds: row.json(7)?,
        stage_first: row.stage_or_none(8)?,
        stage_last: row.stage_or_none(9)?,
        backordered: row.quantity(10)?,
        value: Money {
            minor: row.get(11)?,
            currency,
        },
        lines: row.id(13)?,
        placed: Instant(row.get(14)?),
        requested: row.day_or_none(15)?,
        promised: row.day_or_none(16)?,
        first_promised: row.day_or_none(17)?,
        delivered: row.day_or_none(18)?,
        finished: row.day_or_none(23)?,
        touchless: marks.has(Marks::TOUCHLESS),
        on_time_in_full: marks.has(Marks::ON_TIME_IN_FULL),
        expires: row.get::<_, Option<i64>>(19)?.map(Instant),
        request: row.number_or_none(20)?.map(RequestId),
        document: row.hash_or_none(21)?,
        seq: row.number(22)?,
    })
}
