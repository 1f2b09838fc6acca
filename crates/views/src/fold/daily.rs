//! Daily figures: what the events of a transaction add to each day.

use crate::fault::Fault;
use crate::model::DailyFigures;
use crate::row::signed;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;
use vocab::{Currency, Day};

#[derive(Default)]
pub(super) struct Days {
    figures: BTreeMap<Day, DailyFigures>,
    values: BTreeMap<(Day, Currency), i64>,
}

impl Days {
    /// What is to be added to a day.
    pub(super) fn on(&mut self, day: Day) -> &mut DailyFigures {
        self.figures.entry(day).or_insert_with(|| DailyFigures {
            day,
            ..DailyFigures::default()
        })
    }

    /// An order of this value was placed.
    pub(super) fn add_value(&mut self, day: Day, currency: Currency, minor: i64) {
        let value = self.values.entry((day, currency)).or_default();
        *value = value.saturating_add(minor);
    }

    pub(super) fn write(&self, views: &Connection) -> Result<(), Fault> {
        for added in self.figures.values() {
            views
                .prepare_cached(
                    "INSERT INTO daily VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,
                     ?13, ?14)
                     ON CONFLICT (day) DO UPDATE SET documents = documents + ?2,
                     orders = orders + ?3, lines = lines + ?4, touchless = touchless + ?5,
                     touchless_lines = touchless_lines + ?6, parked = parked + ?7,
                     declined = declined + ?8, held = held + ?9, closed = closed + ?10,
                     on_time_in_full = on_time_in_full + ?11, cancelled = cancelled + ?12,
                     first_order = coalesce(first_order, ?13),
                     last_order = coalesce(?14, last_order)",
                )?
                .execute(params![
                    added.day.0,
                    added.documents as i64,
                    added.orders as i64,
                    added.lines as i64,
                    added.touchless as i64,
                    added.touchless_lines as i64,
                    added.parked as i64,
                    added.declined as i64,
                    added.held as i64,
                    added.closed as i64,
                    added.on_time_in_full as i64,
                    added.cancelled as i64,
                    added.first_order.map(|order| signed(order.0)),
                    added.last_order.map(|order| signed(order.0))
                ])?;
        }
        for ((day, currency), added) in &self.values {
            views
                .prepare_cached(
                    "INSERT INTO daily_values VALUES (?1, ?2, ?3)
                     ON CONFLICT (day, currency) DO UPDATE SET value = value + ?3",
                )?
                .execute(params![day.0, currency.as_str(), added])?;
        }
        Ok(())
    }
}
