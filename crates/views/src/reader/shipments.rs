//! Shipments: goods that left a site, with the carrier's tracking number.

use super::company::site_ref;
use super::conditions::Conditions;
use super::{Reader, page, page_size};
use crate::fault::Fault;
use crate::model::{Cursor, Page, ShipmentFilter, ShipmentRow};
use crate::row::{Columns, signed};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};
use vocab::{CustomerId, Day, Instant, OrderId};

const SHIPMENT: &str = "
    SELECT h.seq, h.nth, h.at, h.day, h.order_id, o.customer, coalesce(c.code, ''), h.site,
    coalesce(s.code, ''), coalesce(s.name, ''), h.tracking, h.lines, h.packages
    FROM shipments h JOIN orders o ON o.id = h.order_id
    LEFT JOIN customers c ON c.id = o.customer LEFT JOIN sites s ON s.id = h.site";

impl Reader {
    /// One shipment, by the journal record and the event of it that it left with.
    pub fn shipment(&self, seq: u64, nth: u32) -> Result<Option<ShipmentRow>, Fault> {
        self.ask("reading a shipment", |views| {
            let sql = format!("{SHIPMENT} WHERE h.seq = ? AND h.nth = ?");
            let mut query = views.prepare_cached(&sql)?;
            let mut rows = query.query_map((signed(seq), nth), shipment_row)?;
            rows.next().transpose()
        })
    }

    /// Shipments, the latest first, behind `after`.
    pub fn shipments(
        &self,
        filter: &ShipmentFilter,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<ShipmentRow, Cursor>, Fault> {
        let limit = page_size(limit);
        let rows = self.ask("listing shipments", |views| {
            let conditions = filtered(filter, after);
            let sql = format!(
                "{SHIPMENT} WHERE {} ORDER BY h.seq DESC, h.nth DESC LIMIT ?",
                conditions.sql()
            );
            let mut query = views.prepare_cached(&sql)?;
            let parameters = params_from_iter(conditions.with_limit(limit));
            let rows = query.query_map(parameters, shipment_row)?;
            rows.collect()
        })?;
        Ok(page(rows, limit, |row: &ShipmentRow| Cursor {
            key: signed(row.seq),
            id: row.nth.into(),
        }))
    }
}

fn filtered(filter: &ShipmentFilter, after: Option<Cursor>) -> Conditions {
    let mut conditions = Conditions::default();
    conditions.if_given("h.order_id = ?", filter.order);
    conditions.if_given(
        "h.order_id IN (SELECT id FROM orders WHERE customer = ?)",
        filter.customer,
    );
    conditions.if_given("h.site = ?", filter.site);
    conditions.if_given("h.tracking = ?", filter.tracking.as_deref());
    if let Some(Cursor { key, id }) = after {
        conditions.and("(h.seq, h.nth) < (?, ?)", key);
        conditions.parameters.push(Value::Integer(signed(id)));
    }
    conditions
}

fn shipment_row(row: &Row<'_>) -> rusqlite::Result<ShipmentRow> {
    let order = OrderId(row.number(4)?);
    Ok(ShipmentRow {
        seq: row.number(0)?,
        nth: row.id(1)?,
        at: Instant(row.get(2)?),
        day: Day(row.get(3)?),
        order,
        number: order.number(),
        customer: CustomerId(row.id(5)?),
        customer_code: row.get(6)?,
        site: site_ref(row, 7)?,
        tracking: row.get(10)?,
        lines: row.json(11)?,
        packages: row.json(12)?,
    })
}
