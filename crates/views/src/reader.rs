//! Questions to the views: a small pool of read-only connections, shared by every thread.

mod availability;
mod catalogue;
mod company;
mod conditions;
mod customers;
mod documents;
mod exceptions;
mod export;
mod holders;
mod lines;
mod measures;
mod order_list;
mod orders;
mod policies;
mod returns;
mod search;
mod shipments;
mod stock;
mod supply;
mod today;
mod transit;
mod work;

pub use availability::{AVAILABILITY_DAYS_MAX, available};
pub use exceptions::BROKEN_MAX;
pub use measures::CYCLES_MAX;
pub use order_list::SORTED_SEARCH_MAX;
pub use search::SEARCH_TERMS_MAX;
pub use today::{TODAY_ROWS, UNREADABLE_DAYS};

use crate::fault::Fault;
use crate::model::{Counts, DailyFigures, HoldCount, TimelineEntry};
use crate::row::{Columns, hold_bit};
use book::order::HoldKind;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use vocab::{ActorId, Day, Instant, OrderId};

/// The most rows of one page.
pub const PAGE_MAX: usize = 200;
/// Days that one question for daily figures covers at most.
pub const DAYS_MAX: i32 = 3_660;

/// Connections that are kept open between questions.
const IDLE_MAX: usize = 8;
/// Prepared statements that a connection keeps.
const STATEMENTS_MAX: usize = 64;
/// How long a question waits for a rebuild that holds the file.
const LOCK_WAIT: Duration = Duration::from_secs(10);
/// Entries of a timeline that are told; an order of many lines and partial shipments stays below.
const TIMELINE_MAX: usize = 2_000;

/// The reading side of the views. Cheap to clone; each question has a connection of its own.
#[derive(Clone)]
pub struct Reader(Arc<Shared>);

struct Shared {
    path: PathBuf,
    /// Connections between questions, each with the number of the file that it reads.
    idle: Mutex<Vec<(u64, Connection)>>,
    progress: Arc<Progress>,
}

/// How far the views are folded, for those who wait for it.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    seq: Mutex<u64>,
    moved: Condvar,
    /// Counts how often the file was made anew.
    file: AtomicU64,
}

impl Progress {
    pub(crate) fn set(&self, seq: u64) {
        *lock(&self.seq) = seq;
        self.moved.notify_all();
    }

    /// The file was made anew: connections to the old one are of no use.
    pub(crate) fn start_over(&self) {
        self.file.fetch_add(1, Ordering::AcqRel);
        self.set(0);
    }

    fn wait_for(&self, seq: u64, timeout: Duration) -> bool {
        let behind = |reached: &mut u64| *reached < seq;
        let waited = self
            .moved
            .wait_timeout_while(lock(&self.seq), timeout, behind);
        *waited.unwrap_or_else(PoisonError::into_inner).0 >= seq
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Reader {
    pub(crate) fn new(path: &Path, progress: Arc<Progress>) -> Reader {
        Reader(Arc::new(Shared {
            path: path.to_owned(),
            idle: Mutex::default(),
            progress,
        }))
    }

    /// The last folded journal record.
    pub fn seq(&self) -> u64 {
        *lock(&self.0.progress.seq)
    }

    /// Waits until this journal record is folded: what a command changed can then be read. False
    /// when the time was over before.
    pub fn wait_for(&self, seq: u64, timeout: Duration) -> bool {
        self.0.progress.wait_for(seq, timeout)
    }

    /// What the head of every page shows.
    ///
    /// # Errors
    /// When the database fails, as for every question here.
    pub fn counts(&self) -> Result<Counts, Fault> {
        self.ask("counting", |views| {
            let count = |sql: &str| -> rusqlite::Result<u64> {
                views
                    .prepare_cached(sql)?
                    .query_row([], |row| row.number(0))
            };
            let (seq, at) = views
                .prepare_cached("SELECT seq, at FROM progress")?
                .query_row([], |row| {
                    Ok((row.number(0)?, row.get::<_, Option<i64>>(1)?))
                })?;
            let held = count("SELECT count(*) FROM orders WHERE state = 'held'")?;
            // Of all states but the open ones there are few, or they are counted by day.
            let active =
                count("SELECT coalesce(sum(orders) - sum(closed) - sum(cancelled), 0) FROM daily")?;
            Ok(Counts {
                open: active.saturating_sub(held),
                held,
                backordered: count("SELECT count(*) FROM orders WHERE backordered > 0")?,
                in_review: count("SELECT count(*) FROM requests WHERE state = 'review'")?,
                exceptions: count("SELECT count(*) FROM exceptions WHERE closed IS NULL")?,
                unread: count("SELECT count(*) FROM documents WHERE read IS NULL")?,
                holds: count_holds(views)?,
                seq,
                at: at.map(Instant),
            })
        })
    }

    /// Figures of the days `from..=to` on which anything happened, in order; at most [`DAYS_MAX`]
    /// days from `from` on.
    pub fn daily(&self, from: Day, to: Day) -> Result<Vec<DailyFigures>, Fault> {
        let to = to.min(from.plus(DAYS_MAX));
        self.ask("reading daily figures", |views| daily(views, from, to))
    }
    /// Runs a question in one read transaction, so that all of its rows are of one moment.
    pub(crate) fn ask<T>(
        &self,
        doing: &'static str,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Fault> {
        let file = self.0.progress.file.load(Ordering::Acquire);
        let idle = lock(&self.0.idle).pop();
        let connection = match idle.filter(|(other, _)| *other == file) {
            Some((_, connection)) => connection,
            None => connect(&self.0.path).map_err(Fault::database("opening to read"))?,
        };
        let answer = connection
            .unchecked_transaction()
            .and_then(|_moment| question(&connection));
        let answer = answer.map_err(Fault::database(doing))?;
        let mut idle = lock(&self.0.idle);
        if idle.len() < IDLE_MAX {
            idle.push((file, connection));
        }
        Ok(answer)
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(LOCK_WAIT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    connection.pragma_update(None, "mmap_size", 1 << 30)?;
    Ok(connection)
}

fn count_holds(views: &Connection) -> rusqlite::Result<Vec<HoldCount>> {
    let mut query = views.prepare_cached(
        "SELECT hold_kinds, count(*) FROM orders WHERE state = 'held' GROUP BY hold_kinds",
    )?;
    let sets = query.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.number(1)?)))?;
    let sets: Vec<(i64, u64)> = sets.collect::<rusqlite::Result<_>>()?;
    let orders = |kind: HoldKind| -> u64 {
        let of_kind = sets.iter().filter(|(bits, _)| bits & hold_bit(kind) != 0);
        of_kind.map(|(_, orders)| orders).sum()
    };
    let counts = HoldKind::ALL.map(|kind| HoldCount {
        kind,
        orders: orders(kind),
    });
    Ok(counts
        .into_iter()
        .filter(|count| count.orders > 0)
        .collect())
}

/// The days on which anything happened, in order.
fn daily(views: &Connection, from: Day, to: Day) -> rusqlite::Result<Vec<DailyFigures>> {
    views
        .prepare_cached(
            "SELECT day, documents, orders, lines, touchless, touchless_lines, parked,
             declined, held, closed, on_time_in_full, cancelled, first_order, last_order
             FROM daily WHERE day BETWEEN ?1 AND ?2 ORDER BY day",
        )?
        .query_map([from.0, to.0], daily_figures)?
        .collect()
}

fn daily_figures(row: &Row<'_>) -> rusqlite::Result<DailyFigures> {
    Ok(DailyFigures {
        day: Day(row.get(0)?),
        documents: row.number(1)?,
        orders: row.number(2)?,
        lines: row.number(3)?,
        touchless: row.number(4)?,
        touchless_lines: row.number(5)?,
        parked: row.number(6)?,
        declined: row.number(7)?,
        held: row.number(8)?,
        closed: row.number(9)?,
        on_time_in_full: row.number(10)?,
        cancelled: row.number(11)?,
        first_order: row.number_or_none(12)?.map(OrderId),
        last_order: row.number_or_none(13)?.map(OrderId),
    })
}

/// Whose timeline to tell.
#[derive(Default)]
struct Subjects {
    order: Option<u64>,
    request: Option<u64>,
    document: Option<u64>,
}

fn timeline(views: &Connection, of: &Subjects) -> rusqlite::Result<Vec<TimelineEntry>> {
    let mut query = views.prepare_cached(
        "SELECT seq, nth, at, actor, detail FROM timeline
         WHERE (subject = 'order' AND subject_id = ?1)
            OR (subject = 'request' AND subject_id = ?2)
            OR (subject = 'document' AND subject_id = ?3)
         ORDER BY seq, nth LIMIT ?4",
    )?;
    let [order, request, document] =
        [of.order, of.request, of.document].map(|id| id.map(crate::row::signed));
    let limit = TIMELINE_MAX as i64;
    let entries = query.query_map(params![order, request, document, limit], |row| {
        Ok(TimelineEntry {
            seq: row.number(0)?,
            nth: row.id(1)?,
            at: Instant(row.get(2)?),
            actor: ActorId(row.id(3)?),
            happening: row.json(4)?,
        })
    })?;
    entries.collect()
}

/// Cuts a list that was asked for one row too many, and says where the next page begins.
fn page<T, C>(
    mut items: Vec<T>,
    limit: usize,
    cursor: impl FnOnce(&T) -> C,
) -> crate::model::Page<T, C> {
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(cursor);
    crate::model::Page { items, next }
}

/// At least one row, at most [`PAGE_MAX`].
fn page_size(limit: usize) -> usize {
    limit.clamp(1, PAGE_MAX)
}

/// The first row of a query, if any.
fn first<T>(
    views: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Option<T>> {
    views
        .prepare_cached(sql)?
        .query_row(parameters, read)
        .optional()
}
