//! Sites and their lanes, and the currency of the policy.

use super::{Reader, first};
use crate::fault::Fault;
use crate::model::{LaneRow, SiteRef, SiteRow};
use crate::row::Columns;
use rusqlite::{Connection, Row, params};
use vocab::{Currency, SiteId, ZoneId};

/// Lanes of one site that are told.
const LANES_MAX: usize = 5_000;

impl Reader {
    /// Every site, by id; there are at most [`book::company::SITES_MAX`].
    pub fn sites(&self) -> Result<Vec<SiteRef>, Fault> {
        self.ask("listing sites", sites)
    }

    /// The site with this code, and when it ships.
    pub fn site_by_code(&self, code: &str) -> Result<Option<SiteRow>, Fault> {
        self.ask("looking up a site", |views| {
            let sql = "SELECT id, code, name, calendar FROM sites WHERE code = ?1";
            first(views, sql, [code], site_row)
        })
    }

    /// Every site with when it ships, by id.
    pub fn calendars(&self) -> Result<Vec<SiteRow>, Fault> {
        self.ask("listing calendars", |views| {
            views
                .prepare_cached("SELECT id, code, name, calendar FROM sites ORDER BY id")?
                .query_map([], site_row)?
                .collect()
        })
    }

    /// The lanes of a site, by zone: the first 5,000.
    pub fn lanes(&self, site: SiteId) -> Result<Vec<LaneRow>, Fault> {
        self.ask("listing lanes", |views| {
            views
                .prepare_cached(
                    "SELECT s.id, s.code, s.name, l.zone, l.detail
                     FROM lanes l JOIN sites s ON s.id = l.site
                     WHERE l.site = ?1 ORDER BY l.zone LIMIT ?2",
                )?
                .query_map(params![site.0, LANES_MAX as i64], |row| {
                    Ok(LaneRow {
                        site: site_ref(row, 0)?,
                        zone: ZoneId(row.id(3)?),
                        lane: row.json(4)?,
                    })
                })?
                .collect()
        })
    }
}

pub(super) fn sites(views: &Connection) -> rusqlite::Result<Vec<SiteRef>> {
    views
        .prepare_cached("SELECT id, code, name FROM sites ORDER BY id")?
        .query_map([], |row| site_ref(row, 0))?
        .collect()
}

/// The site with this id, with empty names if it is not there.
pub(super) fn named(sites: &[SiteRef], id: SiteId) -> SiteRef {
    let unnamed = || SiteRef {
        id,
        code: String::new(),
        name: String::new(),
    };
    let found = sites.iter().find(|site| site.id == id);
    found.cloned().unwrap_or_else(unnamed)
}

pub(super) fn policy_currency(views: &Connection) -> rusqlite::Result<Currency> {
    views
        .prepare_cached("SELECT currency FROM progress")?
        .query_row([], |row| row.currency(0))
}

fn site_row(row: &Row<'_>) -> rusqlite::Result<SiteRow> {
    Ok(SiteRow {
        site: site_ref(row, 0)?,
        calendar: row.json(3)?,
    })
}

/// A site whose id, code and name stand in three columns from this one on.
pub(super) fn site_ref(row: &Row<'_>, column: usize) -> rusqlite::Result<SiteRef> {
    Ok(SiteRef {
        id: SiteId(row.id(column)?),
        code: row.get(column + 1)?,
        name: row.get(column + 2)?,
    })
}
