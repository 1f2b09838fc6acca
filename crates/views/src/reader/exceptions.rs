//! Exceptions, open and closed, their promises, and what promises broke by.

use super::conditions::Conditions;
use super::{PAGE_MAX, Reader, first, page, page_size};
use crate::fault::Fault;
use crate::model::{
    BlameRow, BrokenRow, ClosedRow, Cursor, ExceptionFilter, ExceptionRow, ExceptionView, Page,
};
use crate::row::{Columns, signed};
use book::exception::Proposal;
use book::order::OrderLine;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};
use vocab::{ActorId, Currency, CustomerId, Day, ExceptionId, Instant, ItemId, OrderId};

/// Promises of one exception that are told, those promised first.
pub const BROKEN_MAX: usize = 1_000;

const EXCEPTION: &str = "
    SELECT e.id, e.kind, e.cause, e.raised, e.orders, e.lines, e.value, e.amounts, e.promised, e.how,
    e.closed, e.actor, e.proposals ->> ('$[' || e.proposal || '].resolution'), e.rule, e.reverted";
const BROKEN: &str = "
    SELECT l.order_id, o.customer, coalesce(c.code, ''), l.line, i.id, coalesce(i.code, ''),
    l.quantity, l.promised, o.detail
    FROM exception_lines l JOIN orders o ON o.id = l.order_id
    LEFT JOIN customers c ON c.id = o.customer
    LEFT JOIN items i ON i.id = o.detail ->> ('$[' || (l.line - 1) || '][0]')
    WHERE l.exception = ?1 ORDER BY l.promised IS NULL, l.promised, l.order_id, l.line LIMIT ?2";

impl Reader {
    /// Exceptions as the filter says, behind `after` in its order.
    pub fn exceptions(
        &self,
        filter: &ExceptionFilter,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<ExceptionRow, Cursor>, Fault> {
        let limit = page_size(limit);
        let rows = self.ask("listing exceptions", |views| {
            exceptions(views, filter, after, limit)
        })?;
        Ok(page(rows, limit, ExceptionRow::cursor))
    }

    /// One exception; `None` when there is none with that id.
    pub fn exception(&self, id: ExceptionId) -> Result<Option<ExceptionView>, Fault> {
        self.ask("reading an exception", |views| {
            let sql = format!(
                "{EXCEPTION}, e.proposals -> ('$[' || e.proposal || ']'), e.shifts
                 FROM exceptions e WHERE e.id = ?1"
            );
            first(views, &sql, [signed(id.0)], |row| {
                Ok(ExceptionView {
                    exception: exception_row(row)?,
                    made: made(row, 15)?,
                    shifts: row.json(16)?,
                })
            })
        })
    }

    /// The promises of an exception, the first [`BROKEN_MAX`] by the day that they were promised for.
    pub fn broken(&self, id: ExceptionId) -> Result<Vec<BrokenRow>, Fault> {
        self.ask("reading broken promises", |views| {
            let mut query = views.prepare_cached(BROKEN)?;
            let rows = query.query_map(params![signed(id.0), BROKEN_MAX as i64], broken_row)?;
            rows.collect()
        })
    }

    /// The open exceptions that an order is in.
    pub fn exceptions_of(&self, order: OrderId) -> Result<Vec<ExceptionRow>, Fault> {
        let filter = ExceptionFilter {
            order: Some(order),
            ..ExceptionFilter::default()
        };
        Ok(self.exceptions(&filter, None, PAGE_MAX)?.items)
    }

    /// What promises broke by since this moment, by kind of trouble, the most lines first. An exception
    /// counts with all of its lines at the moment that it was raised; one whose solution was taken back
    /// counts as the one that was raised anew.
    pub fn blame(&self, since: Instant) -> Result<Vec<BlameRow>, Fault> {
        self.ask("summing broken promises up", |views| {
            let mut query = views.prepare_cached(
                "WITH raised AS (SELECT kind, lines, amounts FROM exceptions
                 WHERE raised >= ?1 AND reverted IS NULL)
                 SELECT kind, count(*), sum(lines), (SELECT json_group_array(json_array(c, total))
                     FROM (SELECT one.value ->> 0 AS c, sum(one.value ->> 1) AS total
                         FROM raised r, json_each(r.amounts) one WHERE r.kind = raised.kind
                         GROUP BY c ORDER BY c))
                 FROM raised GROUP BY kind ORDER BY sum(lines) DESC, kind",
            )?;
            let rows = query.query_map([since.0], |row| {
                Ok(BlameRow {
                    kind: row.word(0)?,
                    exceptions: row.number(1)?,
                    lines: row.number(2)?,
                    amounts: row.json(3)?,
                })
            })?;
            rows.collect()
        })
    }
}

/// One row more than the page has.
pub(super) fn exceptions(
    views: &Connection,
    filter: &ExceptionFilter,
    after: Option<Cursor>,
    limit: usize,
) -> rusqlite::Result<Vec<ExceptionRow>> {
    let mut conditions = Conditions::default();
    let (key, state) = match filter.closed {
        true => ("e.closed", "e.closed IS NOT NULL"),
        false => ("e.value", "e.closed IS NULL"),
    };
    conditions.must(state);
    conditions.if_given("e.kind = ?", filter.kind.map(|kind| kind.as_str()));
    conditions.if_given(
        "e.id IN (SELECT exception FROM exception_lines WHERE order_id = ?)",
        filter.order,
    );
    if let Some(Cursor { key: behind, id }) = after {
        conditions.and(format!("({key}, e.id) < (?, ?)"), behind);
        conditions.parameters.push(Value::Integer(signed(id)));
    }
    let sql = format!(
        "{EXCEPTION} FROM exceptions e WHERE {} ORDER BY {key} DESC, e.id DESC LIMIT ?",
        conditions.sql()
    );
    let mut query = views.prepare_cached(&sql)?;
    let rows = query.query_map(
        params_from_iter(conditions.with_limit(limit)),
        exception_row,
    )?;
    rows.collect()
}

fn exception_row(row: &Row<'_>) -> rusqlite::Result<ExceptionRow> {
    Ok(ExceptionRow {
        id: ExceptionId(row.number(0)?),
        kind: row.word(1)?,
        cause: row.json(2)?,
        raised: Instant(row.get(3)?),
        orders: row.number(4)?,
        lines: row.number(5)?,
        value: row.get(6)?,
        amounts: row.json::<Vec<(Currency, i64)>>(7)?,
        promised: row.day_or_none(8)?,
        closed: closed_row(row)?,
    })
}

fn closed_row(row: &Row<'_>) -> rusqlite::Result<Option<ClosedRow>> {
    let Some(how) = row.word_or_none(9)? else {
        return Ok(None);
    };
    Ok(Some(ClosedRow {
        how,
        at: Instant(row.get(10)?),
        by: ActorId(row.id(11)?),
        resolution: row.word_or_none(12)?,
        rule: row.get(13)?,
        reverted: row.get::<_, Option<i64>>(14)?.map(Instant),
    }))
}

fn made(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Proposal>> {
    match row.get_ref(column)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => row.json(column).map(Some),
    }
}

fn broken_row(row: &Row<'_>) -> rusqlite::Result<BrokenRow> {
    let order = OrderId(row.number(0)?);
    let number: u16 = row.id(3)?;
    let lines = row.lines(8)?;
    let line = lines.get(usize::from(number).wrapping_sub(1));
    Ok(BrokenRow {
        order,
        number: order.number(),
        customer: CustomerId(row.id(1)?),
        customer_code: row.get(2)?,
        line: number,
        item: row.id_or_none(4)?.map(ItemId),
        item_code: row.get(5)?,
        quantity: row.quantity(6)?,
        promised: row.day_or_none(7)?,
        now: line.and_then(arrives),
    })
}

/// When the last of a line is to arrive, or arrived.
fn arrives(line: &OrderLine) -> Option<Day> {
    let last = line.schedule.iter().map(|part| part.delivery).max();
    last.filter(|_| line.backorder.is_none())
}
