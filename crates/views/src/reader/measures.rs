//! Measures: what the days were like, from the daily figures and the finished orders.

use super::{DAYS_MAX, Reader, daily, first};
use crate::fault::Fault;
use crate::model::{CycleTime, DailyFigures, DayMeasures, Measures, TotalMeasures};
use crate::row::Columns;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;
use vocab::{Currency, Day, Money};

/// Closed orders whose time is measured, the latest.
pub const CYCLES_MAX: usize = 1_000_000;

type Values = BTreeMap<Day, BTreeMap<Currency, i64>>;

impl Reader {
    /// Measures of the days `from..=to` by the company's local calendar, at most [`DAYS_MAX`] days
    /// from `from` on.
    pub fn measures(&self, from: Day, to: Day) -> Result<Measures, Fault> {
        let to = to.clamp(from, from.plus(DAYS_MAX - 1));
        self.ask("measuring", |views| {
            let days = days(views, from, to)?;
            let total = TotalMeasures {
                cycle: cycle(views, from, to)?,
                ..total(&days)
            };
            Ok(Measures {
                from,
                to,
                days,
                total,
            })
        })
    }
}

/// Every day, also those on which nothing happened.
fn days(views: &Connection, from: Day, to: Day) -> rusqlite::Result<Vec<DayMeasures>> {
    let figures = daily(views, from, to)?.into_iter();
    let mut figures: BTreeMap<Day, DailyFigures> = figures.map(|day| (day.day, day)).collect();
    let mut values = values(views, from, to)?;
    let mut backlog = backlog_before(views, from)?;
    let days = (0..=to.since(from)).map(|ahead| from.plus(ahead));
    let days = days.map(|day| {
        let nothing = DailyFigures {
            day,
            ..DailyFigures::default()
        };
        let figures = figures.remove(&day).unwrap_or(nothing);
        backlog += figures.orders;
        backlog = backlog.saturating_sub(figures.closed + figures.cancelled);
        DayMeasures {
            figures,
            backlog,
            value: money(&values.remove(&day).unwrap_or_default()),
        }
    });
    Ok(days.collect())
}

/// Orders that were there and not finished before a day.
fn backlog_before(views: &Connection, day: Day) -> rusqlite::Result<u64> {
    let sql = "SELECT coalesce(sum(orders) - sum(closed) - sum(cancelled), 0)
               FROM daily WHERE day < ?1";
    let backlog = first(views, sql, [day.0], |row| row.number(0))?;
    Ok(backlog.unwrap_or(0))
}

fn values(views: &Connection, from: Day, to: Day) -> rusqlite::Result<Values> {
    let mut query = views.prepare_cached(
        "SELECT day, currency, value FROM daily_values WHERE day BETWEEN ?1 AND ?2",
    )?;
    let mut rows = query.query([from.0, to.0])?;
    let mut values = Values::new();
    while let Some(row) = rows.next()? {
        let of_day = values.entry(Day(row.get(0)?)).or_default();
        of_day.insert(row.currency(1)?, row.get(2)?);
    }
    Ok(values)
}

fn money(values: &BTreeMap<Currency, i64>) -> Vec<Money> {
    let money = |(currency, minor): (&Currency, &i64)| Money {
        minor: *minor,
        currency: *currency,
    };
    values.iter().map(money).collect()
}

fn total(days: &[DayMeasures]) -> TotalMeasures {
    let sum = |of: fn(&DailyFigures) -> u64| days.iter().map(|day| of(&day.figures)).sum();
    let (orders, lines): (u64, u64) = (sum(|day| day.orders), sum(|day| day.lines));
    let closed: u64 = sum(|day| day.closed);
    let mut value = BTreeMap::new();
    for money in days.iter().flat_map(|day| &day.value) {
        let sum: &mut i64 = value.entry(money.currency).or_default();
        *sum = sum.saturating_add(money.minor);
    }
    TotalMeasures {
        documents: sum(|day| day.documents),
        orders,
        lines,
        value: money(&value),
        touchless_bp: share(sum(|day| day.touchless), orders),
        touchless_lines_bp: share(sum(|day| day.touchless_lines), lines),
        held_bp: share(sum(|day| day.held), orders),
        closed,
        on_time_in_full_bp: share(sum(|day| day.on_time_in_full), closed),
        cycle: None,
        cancelled: sum(|day| day.cancelled),
        backlog: days.last().map_or(0, |day| day.backlog),
    }
}

/// A part of a whole in basis points, rounded down; none of nothing.
fn share(part: u64, whole: u64) -> Option<u32> {
    let share = part.saturating_mul(10_000).checked_div(whole)?;
    u32::try_from(share).ok()
}

/// How long the orders took that were closed in these days.
fn cycle(views: &Connection, from: Day, to: Day) -> rusqlite::Result<Option<CycleTime>> {
    let mut query = views.prepare_cached(
        "SELECT cycle FROM orders INDEXED BY orders_finished
         WHERE finished BETWEEN ?1 AND ?2 AND cycle IS NOT NULL
         ORDER BY finished DESC, id DESC LIMIT ?3",
    )?;
    let bounds = params![from.0, to.0, CYCLES_MAX as i64];
    let cycles = query.query_map(bounds, |row| row.get(0))?;
    let mut cycles = cycles.collect::<rusqlite::Result<Vec<i64>>>()?;
    let orders = cycles.len();
    if orders == 0 {
        return Ok(None);
    }
    let mut rank = |share: usize| {
        let place = (orders * share).div_ceil(100) - 1;
        *cycles.select_nth_unstable(place).1
    };
    Ok(Some(CycleTime {
        orders: orders as u64,
        median_minutes: rank(50),
        p90_minutes: rank(90),
    }))
}
