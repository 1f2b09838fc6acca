//! Who holds an item: the lines that it is promised to, and those that wait for it.

use super::company::{named, sites};
use super::lines::source_row;
use super::search::{terms, words};
use super::{Reader, first, page_size};
use crate::fault::Fault;
use crate::model::{Cursor, HolderRow, Holding, OrderState, Page, SiteRef};
use crate::row::Columns;
use book::Stage;
use book::order::{OrderLine, ScheduleLine};
use rusqlite::{Connection, params};
use vocab::{CustomerId, ItemId, OrderId, Quantity};

/// Orders that one page looks through at most.
const LOOKED_AT_MAX: usize = 2_000;

impl Reader {
    /// Lines of open and held orders that hold an item or wait for it, the newest order first. A
    /// page ends with the order that brings it to `limit` rows, or when 2,000 orders were looked
    /// through: it may be short, and yet another one come.
    pub fn holders(
        &self,
        item: ItemId,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<HolderRow, Cursor>, Fault> {
        let limit = page_size(limit);
        self.ask("looking who holds an item", |views| {
            let ids = candidates(views, item, after)?;
            let (sites, mut items, mut looked_at) = (sites(views)?, Vec::new(), 0);
            for id in ids.iter().take(LOOKED_AT_MAX) {
                holders_of(views, *id, item, &sites, &mut items)?;
                looked_at += 1;
                if items.len() >= limit {
                    break;
                }
            }
            let more = looked_at < ids.len();
            let next = more.then(|| Cursor::from(OrderId(ids[looked_at - 1] as u64)));
            Ok(Page { items, next })
        })
    }
}

/// Orders that may hold the item, the newest first: where few orders are open, all of these; else
/// those that are found by the item's code.
fn candidates(
    views: &Connection,
    item: ItemId,
    after: Option<Cursor>,
) -> rusqlite::Result<Vec<i64>> {
    let before = after.map_or(i64::MAX, |after| after.key);
    let limit = LOOKED_AT_MAX as i64 + 1;
    let sql = "SELECT id FROM orders INDEXED BY orders_by_state
               WHERE state IN ('held', 'open') AND id < ?1 ORDER BY id DESC LIMIT ?2";
    let mut query = views.prepare_cached(sql)?;
    let open = query.query_map([before, limit], |row| row.get(0))?;
    let open = open.collect::<rusqlite::Result<Vec<i64>>>()?;
    let sql = "SELECT code FROM items WHERE id = ?1";
    let code: Option<String> = first(views, sql, [item.0], |row| row.get(0))?;
    let terms = terms(&code.unwrap_or_default(), false);
    if open.len() <= LOOKED_AT_MAX || terms.is_empty() {
        return Ok(open);
    }
    let sql = "SELECT rowid FROM order_search WHERE order_search MATCH ?1 AND rowid < ?2
               ORDER BY rowid DESC LIMIT ?3";
    let mut query = views.prepare_cached(sql)?;
    let found = query.query_map(params![words(&terms), before, limit], |row| row.get(0))?;
    found.collect()
}

/// The lines of one order that hold the item.
fn holders_of(
    views: &Connection,
    id: i64,
    item: ItemId,
    sites: &[SiteRef],
    to: &mut Vec<HolderRow>,
) -> rusqlite::Result<()> {
    let sql = "SELECT o.state, o.customer, coalesce(c.code, ''), o.detail
               FROM orders o LEFT JOIN customers c ON c.id = o.customer WHERE o.id = ?1";
    let order = first(views, sql, [id], |row| {
        let state: OrderState = row.word(0)?;
        let customer = (CustomerId(row.id(1)?), row.get::<_, String>(2)?);
        Ok((state, customer, row.lines(3)?))
    })?;
    let Some((state @ (OrderState::Open | OrderState::Held), (customer, code), lines)) = order
    else {
        return Ok(());
    };
    let order = OrderId(id as u64);
    for (number, line) in (1u16..).zip(&lines) {
        if line.item.known() != Some(item) {
            continue;
        }
        let holdings = holdings(views, state, line, sites)?;
        to.extend(holdings.into_iter().map(|(quantity, holds)| HolderRow {
            order,
            number: order.number(),
            customer,
            customer_code: code.clone(),
            line: number,
            quantity,
            holds,
        }));
    }
    Ok(())
}

/// What a line holds of its item, and what it waits for.
fn holdings(
    views: &Connection,
    state: OrderState,
    line: &OrderLine,
    sites: &[SiteRef],
) -> rusqlite::Result<Vec<(Quantity, Holding)>> {
    let parts = line.schedule.iter();
    let mut holdings = parts
        .filter(|part| part.stage < Stage::Shipped)
        .map(|part| Ok((part.quantity, promised(views, part, sites)?)))
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let backorder = line.backorder.map(|none| {
        let reason = none.reason;
        (none.quantity, Holding::Backordered { reason })
    });
    holdings.extend(backorder);
    if state == OrderState::Held {
        let scheduled: Quantity = line.schedule.iter().map(|part| part.quantity).sum();
        let waiting = line.open_quantity().saturating_sub(scheduled);
        holdings.extend((!waiting.is_zero()).then_some((waiting, Holding::Waiting)));
    }
    Ok(holdings)
}

fn promised(
    views: &Connection,
    part: &ScheduleLine,
    sites: &[SiteRef],
) -> rusqlite::Result<Holding> {
    Ok(Holding::Promised {
        site: named(sites, part.site),
        source: source_row(views, part)?,
        goods_issue: part.goods_issue,
        delivery: part.delivery,
        stage: part.stage,
    })
}
