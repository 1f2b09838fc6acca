//! Daily figures: what the events of a transaction add to each day.

use crate::fault::Fault;
use crate::model::DailyFigures;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;
use vocab::Day;

#[derive(Default)]
pub(super) struct Days(BTreeMap<Day, DailyFigures>);

impl Days {
    /// What is to be added to a day.
    pub(super) fn on(&mut self, day: Day) -> &mut DailyFigures {
        self.0.entry(day).or_insert_with(|| DailyFigures {
            day,
            ..DailyFigures::default()
        })
    }

    pub(super) fn write(&self, views: &Connection) -> Result<(), Fault> {
        for added in self.0.values() {
            views
                .prepare_cached(
                    "INSERT INTO daily VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                     ON CONFLICT (day) DO UPDATE SET documents = documents + ?2,
                     orders = orders + ?3, lines = lines + ?4, touchless = touchless + ?5,
                     parked = parked + ?6, declined = declined + ?7, held = held + ?8,
                     closed = closed + ?9, on_time_in_full = on_time_in_full + ?10,
                     cancelled = cancelled + ?11",
                )?
                .execute(params![
                    added.day.0,
                    added.documents as i64,
                    added.orders as i64,
                    added.lines as i64,
                    added.touchless as i64,
                    added.parked as i64,
                    added.declined as i64,
                    added.held as i64,
                    added.closed as i64,
                    added.on_time_in_full as i64,
                    added.cancelled as i64
                ])?;
        }
        Ok(())
    }
}
