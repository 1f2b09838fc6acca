//! The lines of orders as rows.

use super::super::order_list::{cursor, page_ids};
use super::super::{PAGE_MAX, Reader, first, orders, page};
use super::Rows;
use crate::fault::Fault;
use crate::model::{Cell, Cursor, OrderFilter, OrderRow};
use crate::row::{Columns, signed, word};
use book::Stage;
use book::order::{OrderLine, StatedItem};
use rusqlite::Connection;
use std::collections::HashMap;
use vocab::{ItemId, Money, Quantity};

pub(super) const COLUMNS: &[&str] = &[
    "order",
    "state",
    "customer",
    "po_number",
    "line",
    "item",
    "description",
    "ordered",
    "cancelled",
    "ordered_in",
    "price",
    "price_per",
    "value",
    "currency",
    "requested_delivery_date",
    "promised",
    "promised_delivery_date",
    "shipped",
    "delivered",
    "backordered",
    "backorder_reason",
];

impl Reader {
    pub(super) fn export_lines(
        &self,
        filter: &OrderFilter,
        after: Option<Cursor>,
    ) -> Result<Rows, Fault> {
        self.ask("exporting lines", |views| {
            let ids = page_ids(views, filter, after, PAGE_MAX)?;
            let found = orders::rows(views, &ids)?;
            let page = page(found, PAGE_MAX, |row: &OrderRow| cursor(filter.sort, row));
            let (mut names, mut rows) = (Names::default(), Vec::new());
            for order in &page.items {
                let sql = "SELECT detail FROM orders WHERE id = ?1";
                let lines = first(views, sql, [signed(order.id.0)], |row| row.lines(0))?;
                for (number, line) in (1u16..).zip(&lines.unwrap_or_default()) {
                    rows.push(line_row(names.of(views, line)?, order, number, line));
                }
            }
            Ok((rows, page.next))
        })
    }
}

/// Codes and descriptions of the items of one piece.
#[derive(Default)]
struct Names(HashMap<ItemId, (String, String)>);

impl Names {
    /// What an unknown item is called is its code.
    fn of(&mut self, views: &Connection, line: &OrderLine) -> rusqlite::Result<(String, String)> {
        let id = match &line.item {
            StatedItem::Known(id) => *id,
            StatedItem::Unknown(text) => return Ok((text.clone(), String::new())),
        };
        if let Some(known) = self.0.get(&id) {
            return Ok(known.clone());
        }
        let sql = "SELECT code, description FROM items WHERE id = ?1";
        let names = first(views, sql, [id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let names: (String, String) = names.unwrap_or_default();
        self.0.insert(id, names.clone());
        Ok(names)
    }
}

fn line_row(
    (code, description): (String, String),
    order: &OrderRow,
    number: u16,
    line: &OrderLine,
) -> Vec<Cell> {
    let currency = order.value.currency;
    let money = |minor| Money { minor, currency };
    let at_least = |stage: Stage| -> Quantity {
        let parts = line.schedule.iter().filter(|part| part.stage >= stage);
        parts.map(|part| part.quantity).sum()
    };
    vec![
        order.number.as_str().into(),
        order.state.as_str().into(),
        order.customer_code.as_str().into(),
        order.po_number.clone().into(),
        number.into(),
        code.into(),
        description.into(),
        line.ordered.into(),
        line.cancelled.into(),
        line.unit.as_str().into(),
        line.price.map(|price| money(price.minor)).into(),
        line.price.map(|price| price.basis).into(),
        money(line.value()).into(),
        currency.into(),
        line.requested.or(order.requested).into(),
        at_least(Stage::Promised).into(),
        line.schedule.iter().map(|part| part.delivery).max().into(),
        at_least(Stage::Shipped).into(),
        at_least(Stage::Delivered).into(),
        line.backorder.map(|none| none.quantity).into(),
        line.backorder.map(|none| word(none.reason)).into(),
    ]
}
