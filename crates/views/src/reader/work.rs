//! The work lists of the sites: goods that are there and are to leave.

use super::company::{named, sites};
use super::conditions::Conditions;
use super::{Reader, first, page, page_size};
use crate::fault::Fault;
use crate::model::{Cursor, Page, SiteRef, SiteWork, WorkFilter, WorkRow};
use crate::row::{Columns, signed, site_bit};
use book::Stage;
use book::order::{OrderLine, ScheduleLine, Source};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use vocab::{CustomerId, Day, ItemId, OrderId};

/// An order with goods to leave.
struct Waiting {
    id: OrderId,
    /// The earliest day on which any of them are to leave.
    issue: Day,
    customer: CustomerId,
    customer_code: String,
    lines: Vec<OrderLine>,
}

impl Reader {
    /// Goods to leave, the earliest order first: all that fits of up to `limit` orders behind
    /// `after`. A page may be empty, and yet another one come.
    pub fn work(
        &self,
        filter: &WorkFilter,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<WorkRow, Cursor>, Fault> {
        let limit = page_size(limit);
        self.ask("listing work", |views| {
            let orders = waiting(views, filter, after, limit)?;
            let orders = page(orders, limit, |order: &Waiting| Cursor {
                key: order.issue.0.into(),
                id: order.id.0,
            });
            let sites = sites(views)?;
            let rows = orders
                .items
                .iter()
                .map(|order| order.work(views, filter, &sites));
            Ok(Page {
                items: rows.collect::<rusqlite::Result<Vec<_>>>()?.concat(),
                next: orders.next,
            })
        })
    }
}

/// How many orders have come to a stage with goods that are to leave by a day.
pub(super) fn count_leaving(views: &Connection, stage: Stage, day: Day) -> rusqlite::Result<u64> {
    let sql = "SELECT coalesce(sum(orders), 0) FROM leaving WHERE issue <= ?1 AND stage = ?2";
    let count = first(views, sql, (day.0, stage as u8), |row| row.number(0))?;
    Ok(count.unwrap_or(0))
}

/// The first of them to leave.
pub(super) fn first_leaving(
    views: &Connection,
    stage: Stage,
    day: Day,
    limit: usize,
) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT id FROM orders INDEXED BY orders_leaving
               WHERE stage_first = ?1 AND issue <= ?2 ORDER BY issue, id LIMIT ?3";
    let mut query = views.prepare_cached(sql)?;
    let ids = query.query_map((stage as u8, day.0, limit as i64), |row| row.get(0))?;
    ids.collect()
}

fn waiting(
    views: &Connection,
    filter: &WorkFilter,
    after: Option<Cursor>,
    limit: usize,
) -> rusqlite::Result<Vec<Waiting>> {
    let mut conditions = Conditions::default();
    // What was released before an order was held still goes its way.
    conditions.must("o.state IN ('held', 'open')");
    conditions.and("o.issue <= ?", filter.due);
    conditions.if_given("o.sites & ?", filter.site.map(site_bit));
    let stage = filter.stage.map(|stage| stage as i64);
    conditions.if_given("o.stage_first <= ?", stage);
    conditions.if_given("o.stage_last >= ?", stage);
    if let Some(Cursor { key, id }) = after {
        conditions.and("(o.issue, o.id) > (?, ?)", key);
        conditions.parameters.push(Value::Integer(signed(id)));
    }
    let sql = format!(
        "SELECT o.id FROM orders o INDEXED BY orders_by_state
         WHERE {} ORDER BY o.issue, o.id LIMIT ?",
        conditions.sql()
    );
    let mut query = views.prepare_cached(&sql)?;
    let ids = query.query_map(params_from_iter(conditions.with_limit(limit)), |row| {
        row.get::<_, i64>(0)
    })?;
    let sql = "SELECT o.id, o.issue, o.customer, coalesce(c.code, ''), o.detail
               FROM orders o LEFT JOIN customers c ON c.id = o.customer WHERE o.id = ?1";
    let mut order = views.prepare_cached(sql)?;
    ids.map(|id| order.query_row([id?], waiting_row)).collect()
}

fn waiting_row(row: &Row<'_>) -> rusqlite::Result<Waiting> {
    Ok(Waiting {
        id: OrderId(row.number(0)?),
        issue: Day(row.get(1)?),
        customer: CustomerId(row.id(2)?),
        customer_code: row.get(3)?,
        lines: row.lines(4)?,
    })
}

impl Waiting {
    fn work(
        &self,
        views: &Connection,
        filter: &WorkFilter,
        sites: &[SiteRef],
    ) -> rusqlite::Result<Vec<WorkRow>> {
        let mut rows = Vec::new();
        for (number, line) in (1u16..).zip(&self.lines) {
            let Some(item) = line.item.known() else {
                continue;
            };
            for part in line.schedule.iter().filter(|part| fits(part, filter)) {
                rows.push(self.row(views, (number, item), part, sites)?);
            }
        }
        Ok(rows)
    }

    fn row(
        &self,
        views: &Connection,
        (line, item): (u16, ItemId),
        part: &ScheduleLine,
        sites: &[SiteRef],
    ) -> rusqlite::Result<WorkRow> {
        let sql = "SELECT code, description FROM items WHERE id = ?1";
        let names = first(views, sql, [item.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (item_code, description) = names.unwrap_or_default();
        Ok(WorkRow {
            order: self.id,
            number: self.id.number(),
            customer: self.customer,
            customer_code: self.customer_code.clone(),
            line,
            item,
            item_code,
            description,
            quantity: part.quantity,
            site: named(sites, part.site),
            goods_issue: part.goods_issue,
            delivery: part.delivery,
            stage: part.stage,
        })
    }
}

fn fits(part: &ScheduleLine, filter: &WorkFilter) -> bool {
    part.source == Source::OnHand
        && part.stage < Stage::Shipped
        && part.goods_issue <= filter.due
        && filter.site.is_none_or(|site| part.site == site)
        && filter.stage.is_none_or(|stage| part.stage == stage)
}

/// How many orders have goods to leave by a day, at the sites that have any.
pub(super) fn leaving(views: &Connection, day: Day) -> rusqlite::Result<Vec<SiteWork>> {
    let mut query = views.prepare_cached(
        "SELECT sites, stage, sum(orders), sum(iif(issue < ?1, orders, 0))
         FROM leaving WHERE issue <= ?1 GROUP BY 1, 2",
    )?;
    let rows = query.query_map([day.0], |row| {
        let stage = usize::from(row.get::<_, u8>(1)?);
        Ok((row.get(0)?, stage, row.number(2)?, row.number(3)?))
    })?;
    let counted = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let all = sites(views)?
        .into_iter()
        .map(|site| at_site(site, &counted));
    Ok(all.filter(|work| work.stages != [0; 4]).collect())
}

/// What of orders counted by their sites and stage, overdue ones counted again, is at one site.
fn at_site(site: SiteRef, counted: &[(i64, usize, u64, u64)]) -> SiteWork {
    let mut work = SiteWork {
        stages: [0; 4],
        overdue: 0,
        site,
    };
    for (sites, stage, orders, overdue) in counted {
        if sites & site_bit(work.site.id) != 0 {
            work.stages[*stage] += orders;
            work.overdue += overdue;
        }
    }
    work
}
