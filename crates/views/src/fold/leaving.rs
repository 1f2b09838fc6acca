//! What is to leave, counted as orders come and move on: no page has to go through all that are open.

use super::order::{least_advanced, next_issue, waiting_at};
use crate::fault::Fault;
use book::{Order, Stage};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;
use vocab::Day;

const ADD: &str = "INSERT INTO leaving VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (issue, stage, sites) DO UPDATE SET orders = orders + ?4";

/// How many more or fewer orders a transaction leaves, by day, stage and sites.
#[derive(Default)]
pub(super) struct Leaving(BTreeMap<(Day, Stage, i64), i64>);

impl Leaving {
    /// An order as it was, or as it is.
    pub(super) fn count(&mut self, order: &Order, sign: i64) {
        if let (Some(issue), Some(stage)) = (next_issue(order), least_advanced(order)) {
            *self.0.entry((issue, stage, waiting_at(order))).or_default() += sign;
        }
    }

    pub(super) fn write(&self, views: &Connection) -> Result<(), Fault> {
        let mut add = views.prepare_cached(ADD)?;
        for ((issue, stage, sites), added) in self.0.iter().filter(|(_, added)| **added != 0) {
            add.execute(params![issue.0, *stage as u8, sites, added])?;
        }
        views
            .prepare_cached("DELETE FROM leaving WHERE orders = 0")?
            .execute([])?;
        Ok(())
    }
}
