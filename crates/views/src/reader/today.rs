//! What needs a person today, by urgency.

use super::documents::{count_unreadable, documents, requests};
use super::order_list::counted;
use super::{Reader, first, orders, stock, supply, work};
use crate::fault::Fault;
use crate::model::{
    DocumentFilter, DocumentRow, Needs, OrderFilter, OrderRow, RequestFilter, RequestRow,
    RequestState, SupplyFilter, SupplyRow, Today,
};
use crate::row::Columns;
use book::Stage;
use book::request::ReadAs;
use rusqlite::Connection;
use vocab::{Day, Instant};

/// Rows of each list.
pub const TODAY_ROWS: usize = 5;
/// Days for which a document that nobody could read is shown.
pub const UNREADABLE_DAYS: i32 = 14;

/// Orders that are counted at most; beyond, the count stands at this.
const COUNTED_MAX: usize = 1_000_000;

impl Reader {
    /// How many orders fit, and the first [`TODAY_ROWS`] of them, the earliest wanted first.
    pub fn needs(&self, filter: &OrderFilter) -> Result<Needs<OrderRow>, Fault> {
        self.ask("counting orders", |views| needs(views, filter))
    }

    /// How many orders have come to this stage with goods that are there and are to leave on this day
    /// or before, and the first [`TODAY_ROWS`] to leave.
    pub fn leaving(&self, stage: Stage, day: Day) -> Result<Needs<OrderRow>, Fault> {
        self.ask("counting what leaves", |views| {
            let first = work::first_leaving(views, stage, day, TODAY_ROWS)?;
            Ok(Needs {
                count: work::count_leaving(views, stage, day)?,
                first: orders::rows(views, &first)?,
            })
        })
    }

    /// What needs a person on this day, by the company's local calendar, at this moment.
    pub fn today(&self, day: Day, now: Instant) -> Result<Today, Fault> {
        self.ask("reading what needs a person", |views| {
            Ok(Today {
                day,
                review: review(views)?,
                leaving: work::leaving(views, day)?,
                overdue_supply: overdue(views, day)?,
                nothing_free: stock::nothing_free(views, TODAY_ROWS)?,
                unreadable: unreadable(views, now)?,
                seq: first(views, "SELECT seq FROM progress", [], |row| row.number(0))?
                    .unwrap_or(0),
            })
        })
    }
}

fn needs(views: &Connection, filter: &OrderFilter) -> rusqlite::Result<Needs<OrderRow>> {
    let (count, first) = counted(views, filter, TODAY_ROWS, COUNTED_MAX)?;
    let first = orders::rows(views, &first)?;
    Ok(Needs { count, first })
}

fn review(views: &Connection) -> rusqlite::Result<Needs<RequestRow>> {
    let filter = RequestFilter {
        state: Some(RequestState::Review),
        ..RequestFilter::default()
    };
    let sql = "SELECT count(*) FROM requests WHERE state = 'review'";
    Ok(Needs {
        count: first(views, sql, [], |row| row.number(0))?.unwrap_or(0),
        first: requests(views, &filter, None, TODAY_ROWS - 1)?,
    })
}

fn overdue(views: &Connection, day: Day) -> rusqlite::Result<Needs<SupplyRow>> {
    let filter = SupplyFilter {
        overdue_on: Some(day),
        ..SupplyFilter::default()
    };
    Ok(Needs {
        count: supply::count(views, &filter)?,
        first: supply::supply(views, &filter, None, TODAY_ROWS - 1)?,
    })
}

fn unreadable(views: &Connection, now: Instant) -> rusqlite::Result<Needs<DocumentRow>> {
    let since = now.plus_seconds(-i64::from(UNREADABLE_DAYS) * 86_400);
    let filter = DocumentFilter {
        read_as: Some(ReadAs::Unreadable),
        ..DocumentFilter::default()
    };
    let mut first = documents(views, &filter, None, TODAY_ROWS - 1)?;
    first.retain(|document| document.received >= since);
    let count = count_unreadable(views, since)?;
    Ok(Needs { count, first })
}
