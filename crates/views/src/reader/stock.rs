//! Stock: the list of balances, and all about one item.

use super::catalogue::{found_items, item};
use super::company::site_ref;
use super::conditions::Conditions;
use super::supply::open_supply;
use super::{Reader, first, page, page_size};
use crate::fault::Fault;
use crate::model::{
    Cursor, ItemRow, Needs, Page, SiteStock, StockCondition, StockFilter, StockRow, StockView,
};
use crate::row::{Columns, signed};
use rusqlite::{Connection, Row, params, params_from_iter};
use vocab::{ItemId, Quantity, SiteId};

/// Rows of one site that are few enough to be sorted; beyond, items are walked in their order.
const FEW: usize = 5_000;

const BALANCE: &str = "b.site, coalesce(s.code, ''), coalesce(s.name, ''), b.on_hand, b.reserved,
    b.safety";

const NOTHING_FREE: &str = "b.on_hand <= b.reserved";
const INBOUND: &str = "EXISTS (SELECT 1 FROM supply u INDEXED BY supply_by_item
    WHERE u.item = b.item AND u.site = b.site AND u.closed = 0 AND u.open > 0)";

impl Reader {
    /// Stock by item code and site, behind `after`: what ever was at a site or is kept back there.
    pub fn stocks(
        &self,
        filter: &StockFilter,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<StockRow, Cursor>, Fault> {
        let limit = page_size(limit);
        let rows = self.ask("listing stock", |views| stocks(views, filter, after, limit))?;
        Ok(page(rows, limit, |row: &StockRow| Cursor {
            key: row.item.0.into(),
            id: row.stock.site.id.0.into(),
        }))
    }

    /// Stock and open supply of an item; `None` when there is no such item.
    pub fn stock(&self, id: ItemId) -> Result<Option<StockView>, Fault> {
        self.ask("reading stock", |views| {
            let Some(item) = item(views, id)? else {
                return Ok(None);
            };
            Ok(Some(StockView {
                sites: site_stock(views, &item)?,
                supply: open_supply(views, id)?,
                item,
            }))
        })
    }
}

/// Balances as [`Reader::stocks`] lists them: one more than `limit` when there are more.
fn stocks(
    views: &Connection,
    filter: &StockFilter,
    after: Option<Cursor>,
    limit: usize,
) -> rusqlite::Result<Vec<StockRow>> {
    let mut conditions = Conditions::default();
    let from = balances(views, filter, &mut conditions)?;
    conditions.if_given("b.site = ?", filter.site);
    conditions.must(match filter.only {
        None => "true",
        Some(StockCondition::OnHand) => "b.on_hand > 0",
        Some(StockCondition::BelowSafety) => "b.on_hand - b.reserved < b.safety",
        Some(StockCondition::NothingFree) => NOTHING_FREE,
        Some(StockCondition::Inbound) => INBOUND,
    });
    behind(&mut conditions, after);
    let sql = format!(
        "SELECT {BALANCE}, i.id, i.code, i.description, i.detail ->> '$.base_unit'
         FROM {from} LEFT JOIN sites s ON s.id = b.site
         WHERE {} ORDER BY i.code, b.site LIMIT ?",
        conditions.sql()
    );
    let mut query = views.prepare_cached(&sql)?;
    let parameters = params_from_iter(conditions.with_limit(limit));
    let rows = query.query_map(parameters, stock_row)?;
    rows.map(|row| with_inbound(views, row?)).collect()
}

/// How many balances have nothing free, and the first `rows` of them.
pub(super) fn nothing_free(views: &Connection, rows: usize) -> rusqlite::Result<Needs<StockRow>> {
    let filter = StockFilter {
        only: Some(StockCondition::NothingFree),
        ..StockFilter::default()
    };
    let sql = format!(
        "SELECT count(*) FROM stock b INDEXED BY stock_scarce
         WHERE b.safety >= b.on_hand - b.reserved AND {NOTHING_FREE}"
    );
    let count = first(views, &sql, [], |row| row.number(0))?.unwrap_or(0);
    let mut found = stocks(views, &filter, None, rows)?;
    found.truncate(rows);
    Ok(Needs {
        count,
        first: found,
    })
}

/// Where to take balances from, as `b`, with their items, as `i`: what is scarce or of one site is
/// looked for first where it is little; all else is walked by item.
fn balances(
    views: &Connection,
    filter: &StockFilter,
    conditions: &mut Conditions,
) -> rusqlite::Result<String> {
    let scarce = match filter.only {
        Some(StockCondition::BelowSafety | StockCondition::NothingFree) => true,
        Some(StockCondition::OnHand | StockCondition::Inbound) | None => false,
    };
    if filter.text.is_none() && scarce {
        // Both conditions imply what the index has, in its own words.
        conditions.must("b.safety >= b.on_hand - b.reserved");
        let from = "stock b INDEXED BY stock_scarce CROSS JOIN items i ON i.id = b.item";
        return Ok(from.to_owned());
    }
    if let (None, Some(site)) = (&filter.text, filter.site)
        && is_small(views, site)?
    {
        let from = "stock b INDEXED BY stock_by_site CROSS JOIN items i ON i.id = b.item";
        return Ok(from.to_owned());
    }
    let items = found_items(filter.text.as_deref(), conditions);
    Ok(format!("{items} CROSS JOIN stock b ON b.item = i.id"))
}

/// True when few items were ever at a site.
fn is_small(views: &Connection, site: SiteId) -> rusqlite::Result<bool> {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM stock INDEXED BY stock_by_site
               WHERE site = ?1 LIMIT ?2)";
    let mut query = views.prepare_cached(sql)?;
    let rows: u64 = query.query_row([i64::from(site.0), FEW as i64], |row| row.number(0))?;
    Ok(rows < FEW as u64)
}

fn behind(conditions: &mut Conditions, after: Option<Cursor>) {
    if let Some(Cursor {
        key: item,
        id: site,
    }) = after
    {
        let place = "(i.code, b.site) > ((SELECT code FROM items WHERE id = ?), ?)";
        conditions.and(place, item);
        let site = rusqlite::types::Value::Integer(signed(site));
        conditions.parameters.push(site);
    }
}

fn stock_row(row: &Row<'_>) -> rusqlite::Result<StockRow> {
    Ok(StockRow {
        item: ItemId(row.id(6)?),
        item_code: row.get(7)?,
        description: row.get(8)?,
        base_unit: row.word(9)?,
        stock: site_balance(row)?,
        inbound: Quantity::ZERO,
        pegged: Quantity::ZERO,
    })
}

fn with_inbound(views: &Connection, row: StockRow) -> rusqlite::Result<StockRow> {
    let sql = "SELECT coalesce(sum(open), 0), coalesce(sum(pegged), 0)
               FROM supply INDEXED BY supply_by_item
               WHERE item = ?1 AND closed = 0 AND site = ?2";
    let mut query = views.prepare_cached(sql)?;
    let of = params![row.item.0, row.stock.site.id.0];
    let (inbound, pegged) = query.query_row(of, |sum| Ok((sum.quantity(0)?, sum.quantity(1)?)))?;
    Ok(StockRow {
        inbound,
        pegged,
        ..row
    })
}

fn site_stock(views: &Connection, item: &ItemRow) -> rusqlite::Result<Vec<SiteStock>> {
    let sql = format!(
        "SELECT {BALANCE} FROM stock b LEFT JOIN sites s ON s.id = b.site
         WHERE b.item = ?1 ORDER BY b.site"
    );
    let mut query = views.prepare_cached(&sql)?;
    let rows = query.query_map([item.id.0], site_balance)?;
    rows.collect()
}

/// A balance whose columns are the first ones, as `BALANCE` has them.
fn site_balance(row: &Row<'_>) -> rusqlite::Result<SiteStock> {
    let (on_hand, reserved) = (row.quantity(3)?, row.quantity(4)?);
    Ok(SiteStock {
        site: site_ref(row, 0)?,
        free: on_hand.saturating_sub(reserved),
        safety: row.quantity(5)?,
        on_hand,
        reserved,
    })
}
