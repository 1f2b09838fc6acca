//! Customers with their orders and delivery addresses.

use super::catalogue::price_list_row;
use super::conditions::Conditions;
use super::order_list::page_ids;
use super::{PAGE_MAX, Reader, first, orders, page, page_size};
use crate::fault::Fault;
use crate::model::{
    Cursor, CustomerFilter, CustomerOrders, CustomerRow, CustomerSummary, CustomerView,
    OrderFilter, OrderState, Page, PartRow, PriceListRow, ShipToRow,
};
use crate::row::{Columns, signed};
use book::company::Consent;
use rusqlite::{Connection, Row, params, params_from_iter};
use std::collections::BTreeMap;
use vocab::{CustomerId, Instant, ItemId, Money, OrderId, PriceListId, ShipToId, ZoneId};

/// Latest orders that the view of a customer shows.
const RECENT_MAX: usize = 10;

const CUSTOMER: &str = "SELECT c.id, c.code, c.blocked, c.credit_limit FROM customers c";
const SHIP_TO: &str = "SELECT s.id, s.customer, coalesce(c.code, ''), s.code, s.zone, s.gln
    FROM ship_tos s LEFT JOIN customers c ON c.id = s.customer";

impl Reader {
    /// Customers by number, behind `after`.
    pub fn customers(
        &self,
        filter: &CustomerFilter,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<CustomerSummary, Cursor>, Fault> {
        let limit = page_size(limit);
        let rows = self.ask("listing customers", |views| {
            let mut conditions = Conditions::default();
            conditions.if_given("c.code >= ?", filter.prefix.as_deref());
            let end = filter.prefix.as_deref().map(beyond);
            conditions.if_given("c.code < ?", end);
            conditions.if_given("c.blocked = ?", filter.blocked.map(i64::from));
            let behind = "c.code > (SELECT code FROM customers WHERE id = ?)";
            conditions.if_given(behind, after.map(|after| after.id));
            let sql = format!(
                "{CUSTOMER} WHERE {} ORDER BY c.code LIMIT ?",
                conditions.sql()
            );
            let mut query = views.prepare_cached(&sql)?;
            let parameters = params_from_iter(conditions.with_limit(limit));
            let rows = query.query_map(parameters, customer_row)?;
            rows.map(|row| summary(views, row?)).collect()
        })?;
        Ok(page(rows, limit, |row: &CustomerSummary| {
            Cursor::behind(row.customer.id.0.into())
        }))
    }

    /// Some customers by id, such as those found by name in the vault: the first
    /// [`PAGE_MAX`], without those that are not there.
    pub fn customers_of(&self, ids: &[CustomerId]) -> Result<Vec<CustomerSummary>, Fault> {
        self.ask("reading customers", |views| {
            let found = ids.iter().take(PAGE_MAX);
            let found = found.map(|id| {
                customer(views, *id)?
                    .map(|row| summary(views, row))
                    .transpose()
            });
            found.filter_map(Result::transpose).collect()
        })
    }

    /// The customer with this number.
    pub fn customer_by_code(&self, code: &str) -> Result<Option<CustomerRow>, Fault> {
        self.ask("looking up a customer", |views| {
            let sql = format!("{CUSTOMER} WHERE c.code = ?1");
            first(views, &sql, [code], customer_row)
        })
    }

    /// The customer with this id.
    pub fn customer(&self, id: CustomerId) -> Result<Option<CustomerRow>, Fault> {
        self.ask("reading a customer", |views| customer(views, id))
    }

    /// Everything about one customer.
    pub fn customer_view(&self, id: CustomerId) -> Result<Option<CustomerView>, Fault> {
        self.ask("reading a customer", |views| {
            let Some(row) = customer(views, id)? else {
                return Ok(None);
            };
            let summary = summary(views, row)?;
            view(views, summary).map(Some)
        })
    }

    /// A customer's own part numbers, in their order behind the part `after`.
    pub fn parts(
        &self,
        customer: CustomerId,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PartRow, String>, Fault> {
        let limit = page_size(limit);
        let rows = self.ask("listing parts", |views| {
            views
                .prepare_cached(
                    "SELECT p.key, i.id, i.code
                     FROM customers c, json_each(c.parts) p JOIN items i ON i.id = p.value
                     WHERE c.id = ?1 AND p.key > ?2 ORDER BY p.key LIMIT ?3",
                )?
                .query_map(
                    params![customer.0, after.unwrap_or(""), limit as i64 + 1],
                    |row| {
                        Ok(PartRow {
                            part: row.get(0)?,
                            item: ItemId(row.id(1)?),
                            item_code: row.get(2)?,
                        })
                    },
                )?
                .collect()
        })?;
        Ok(page(rows, limit, |row: &PartRow| row.part.clone()))
    }

    /// A customer's own number for an item; of several, the first.
    pub fn part_of(&self, customer: CustomerId, item: ItemId) -> Result<Option<String>, Fault> {
        self.ask("reading a part", |views| {
            views
                .prepare_cached(
                    "SELECT min(p.key) FROM customers c, json_each(c.parts) p
                     WHERE c.id = ?1 AND p.value = ?2",
                )?
                .query_row(params![customer.0, item.0], |row| row.get(0))
        })
    }

    /// Delivery addresses of a customer, by code, behind `after`.
    pub fn ship_tos(
        &self,
        customer: CustomerId,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<ShipToRow, Cursor>, Fault> {
        let limit = page_size(limit);
        let rows = self.ask("listing ship-tos", |views| {
            ship_tos(views, customer, after, limit + 1)
        })?;
        Ok(page(rows, limit, |row: &ShipToRow| {
            Cursor::behind(row.id.0.into())
        }))
    }

    /// A delivery address of a customer by its code.
    pub fn ship_to_by_code(
        &self,
        customer: CustomerId,
        code: &str,
    ) -> Result<Option<ShipToRow>, Fault> {
        self.ask("looking up a ship-to", |views| {
            let sql = format!("{SHIP_TO} WHERE s.customer = ?1 AND s.code = ?2");
            first(views, &sql, params![customer.0, code], ship_to_row)
        })
    }
}

/// A text behind every text that begins with this prefix.
fn beyond(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

fn customer(views: &Connection, id: CustomerId) -> rusqlite::Result<Option<CustomerRow>> {
    let sql = format!("{CUSTOMER} WHERE c.id = ?1");
    first(views, &sql, [id.0], customer_row)
}

fn customer_row(row: &Row<'_>) -> rusqlite::Result<CustomerRow> {
    Ok(CustomerRow {
        id: CustomerId(row.id(0)?),
        code: row.get(1)?,
        blocked: row.get(2)?,
        credit_limit: row.get(3)?,
    })
}

fn summary(views: &Connection, customer: CustomerRow) -> rusqlite::Result<CustomerSummary> {
    let orders = orders_of(views, customer.id)?;
    let owed = owed(views, customer.id)?;
    Ok(CustomerSummary {
        customer,
        owed,
        orders,
    })
}

/// What a customer owes, in the currency of its price list; in the company's while that list is
/// not filled.
fn owed(views: &Connection, customer: CustomerId) -> rusqlite::Result<Money> {
    let sql = "SELECT c.receivable, coalesce(l.currency, (SELECT currency FROM progress))
               FROM customers c LEFT JOIN price_lists l ON l.id = c.price_list WHERE c.id = ?1";
    views.prepare_cached(sql)?.query_row([customer.0], |row| {
        Ok(Money {
            minor: row.get(0)?,
            currency: row.currency(1)?,
        })
    })
}

/// Counts the orders of a customer, from an index alone.
fn orders_of(views: &Connection, customer: CustomerId) -> rusqlite::Result<CustomerOrders> {
    let mut query = views.prepare_cached(
        "SELECT state, currency, count(*), sum(value), max(id)
         FROM orders INDEXED BY orders_by_customer WHERE customer = ?1 GROUP BY state, currency",
    )?;
    let mut rows = query.query([customer.0])?;
    let (mut orders, mut values) = (CustomerOrders::default(), BTreeMap::new());
    while let Some(row) = rows.next()? {
        let (state, count): (OrderState, u64) = (row.word(0)?, row.number(2)?);
        match state {
            OrderState::Held => orders.held += count,
            OrderState::Open => orders.open += count,
            OrderState::Closed => orders.closed += count,
            OrderState::Cancelled => orders.cancelled += count,
        }
        if matches!(state, OrderState::Held | OrderState::Open) {
            *values.entry(row.currency(1)?).or_insert(0) += row.get::<_, i64>(3)?;
        }
        orders.last = orders.last.max(Some(OrderId(row.number(4)?)));
    }
    let money = |(currency, minor)| Money { minor, currency };
    orders.open_value = values.into_iter().map(money).collect();
    if let Some(last) = orders.last {
        let sql = "SELECT placed FROM orders WHERE id = ?1";
        orders.last_placed = first(views, sql, [signed(last.0)], |row| row.get(0).map(Instant))?;
    }
    Ok(orders)
}

fn view(views: &Connection, summary: CustomerSummary) -> rusqlite::Result<CustomerView> {
    let id = summary.customer.id;
    let filter = OrderFilter {
        customer: Some(id),
        ..OrderFilter::default()
    };
    let recent = page_ids(views, &filter, None, RECENT_MAX - 1)?;
    let recent = orders::rows(views, &recent)?;
    let ship_tos = ship_tos(views, id, None, PAGE_MAX)?;
    let sql = "SELECT c.receivable, c.gln, c.ship_complete, c.one_time_addresses,
               c.default_ship_to, (SELECT count(*) FROM json_each(c.parts)), c.price_list,
               l.id, l.code, l.currency, c.substitutes
               FROM customers c LEFT JOIN price_lists l ON l.id = c.price_list WHERE c.id = ?1";
    views.prepare_cached(sql)?.query_row([id.0], |row| {
        Ok(CustomerView {
            price_list: match row.get::<_, Option<i64>>(7)? {
                Some(_) => price_list_row(row, 7)?,
                None => unpriced(views, PriceListId(row.id(6)?))?,
            },
            receivable: row.get(0)?,
            gln: row.get(1)?,
            ship_complete: row.get(2)?,
            one_time_addresses: row.get(3)?,
            substitutes: Consent::parse(row.get_ref(10)?.as_str()?).unwrap_or_default(),
            default_ship_to: row.id_or_none(4)?.map(ShipToId),
            parts: row.id(5)?,
            ship_tos,
            recent,
            summary,
        })
    })
}

/// A price list that nobody has filled yet.
fn unpriced(views: &Connection, id: PriceListId) -> rusqlite::Result<PriceListRow> {
    Ok(PriceListRow {
        id,
        code: String::new(),
        currency: super::company::policy_currency(views)?,
    })
}

fn ship_tos(
    views: &Connection,
    customer: CustomerId,
    after: Option<Cursor>,
    rows: usize,
) -> rusqlite::Result<Vec<ShipToRow>> {
    let mut conditions = Conditions::default();
    conditions.and("s.customer = ?", customer);
    let behind = "s.code > (SELECT code FROM ship_tos WHERE id = ?)";
    conditions.if_given(behind, after.map(|after| after.id));
    let sql = format!(
        "{SHIP_TO} WHERE {} ORDER BY s.code LIMIT ? - 1",
        conditions.sql()
    );
    let mut query = views.prepare_cached(&sql)?;
    let parameters = params_from_iter(conditions.with_limit(rows));
    let found = query.query_map(parameters, ship_to_row)?;
    found.collect()
}

fn ship_to_row(row: &Row<'_>) -> rusqlite::Result<ShipToRow> {
    Ok(ShipToRow {
        id: ShipToId(row.id(0)?),
        customer: CustomerId(row.id(1)?),
        customer_code: row.get(2)?,
        code: row.get(3)?,
        zone: ZoneId(row.id(4)?),
        gln: row.get(5)?,
    })
}
