//! Saved views: what somebody filters and sorts a page of the console by, under a name.

use crate::fault::{Fault, FaultKind};
use crate::file::{KeptFile, Layout, check_room, check_size, number};
use crate::refusal::check_name;
use crate::seal::{optional, seal_fields};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::path::Path;
use vocab::{ActorId, Instant};

#[cfg(test)]
mod tests;

/// Longest name of a view, in bytes.
pub const VIEW_NAME_BYTES_MAX: usize = 100;
/// Longest name of a page, in bytes.
pub const VIEW_PAGE_BYTES_MAX: usize = 50;
/// Longest query string of a view, in bytes.
pub const VIEW_QUERY_BYTES_MAX: usize = 4 << 10;
/// The most views that one user has, and the most that are shared.
pub const VIEWS_PER_OWNER_MAX: u64 = 100;

/// The file's name in the data directory.
const FILE: &str = "desk.db";
/// The columns of a view, in the order that [`stored`] reads them.
const COLUMNS: &str = "id, owner, page, name, query, saved_by, saved_at, seal";

const LAYOUT: Layout = Layout {
    name: "a store of saved views of format 1",
    application_id: 0x4b45_5053, // KEPS
    tables: "
        CREATE TABLE saved_view (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          owner INTEGER,
          page TEXT NOT NULL,
          name TEXT NOT NULL,
          query TEXT NOT NULL,
          saved_by INTEGER NOT NULL,
          saved_at INTEGER NOT NULL,
          seal BLOB NOT NULL
        ) STRICT;
        CREATE INDEX saved_view_of_owner ON saved_view (owner, page, name);",
    upgrades: &[],
    settings: "",
};

/// A view to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewView {
    /// Whose it is; `None` is everybody's.
    pub owner: Option<ActorId>,
    /// The page that it is of, such as `orders`; at most [`VIEW_PAGE_BYTES_MAX`] bytes.
    pub page: String,
    /// What it is called, at most [`VIEW_NAME_BYTES_MAX`] bytes.
    pub name: String,
    /// The query string that shows it, without `?`; at most [`VIEW_QUERY_BYTES_MAX`] bytes.
    pub query: String,
}

/// A view that was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its number.
    pub id: u64,
    /// What was saved.
    pub view: NewView,
    /// Who saved it.
    pub saved_by: ActorId,
    /// When.
    pub saved_at: Instant,
}

/// The saved views of a data directory; may be used by several threads at once.
#[derive(Debug)]
pub struct SavedViews {
    file: KeptFile,
}

impl SavedViews {
    /// Opens the store in a data directory, or founds it.
    pub fn open(directory: &Path) -> Result<SavedViews, Fault> {
        let file = KeptFile::open(&directory.join(FILE), LAYOUT)?;
        Ok(SavedViews { file })
    }

    /// Saves a view, in place of the same owner's of that name on that page.
    ///
    /// # Errors
    /// [`FaultKind::Refused`] where the name can't be shown; [`FaultKind::TooLarge`] where a text
    /// is, or the owner has [`VIEWS_PER_OWNER_MAX`] views.
    pub fn save(&self, view: NewView, by: ActorId, now: Instant) -> Result<SavedView, Fault> {
        view.check().map_err(|kind| self.file.fault(kind))?;
        self.file.change("saving a view", |connection| {
            let id = match id_of(connection, &view)? {
                Some(id) => id,
                None => {
                    let kept = count(connection, view.owner)?;
                    let full = check_room("the number of saved views", kept, VIEWS_PER_OWNER_MAX);
                    if let Err(full) = full {
                        return Ok(Err(full));
                    }
                    next_id(connection)?
                }
            };
            let saved = SavedView {
                id,
                view,
                saved_by: by,
                saved_at: now,
            };
            store(connection, &saved)?;
            Ok(Ok(saved))
        })
    }

    /// The views of a page by name: those that are everybody's, then the user's own.
    pub fn list(&self, user: ActorId, page: &str) -> Result<Vec<SavedView>, Fault> {
        let rows: Vec<Stored> = self.file.read("listing views", |connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM saved_view
                     WHERE (owner IS NULL OR owner = ?1) AND page = ?2
                     ORDER BY owner IS NOT NULL, name"
                ))?
                .query_map(params![user.0, page], stored)?
                .collect()
        })?;
        rows.into_iter().map(|row| self.verified(row)).collect()
    }

    /// The view with this number, whoever's it is.
    pub fn get(&self, id: u64) -> Result<Option<SavedView>, Fault> {
        let Ok(number) = i64::try_from(id) else {
            return Ok(None);
        };
        let row = self.file.read("reading a view", |connection| {
            let sql = format!("SELECT {COLUMNS} FROM saved_view WHERE id = ?1");
            connection.query_row(&sql, [number], stored).optional()
        })?;
        row.map(|row| self.verified(row)).transpose()
    }

    /// Removes a view of this owner (`None`: one that is everybody's); false when that owner has
    /// none of this number.
    pub fn delete(&self, id: u64, owner: Option<ActorId>) -> Result<bool, Fault> {
        let Ok(id) = i64::try_from(id) else {
            return Ok(false);
        };
        let removed = self.file.write("removing a view", |connection| {
            connection.execute(
                "DELETE FROM saved_view WHERE id = ?1 AND owner IS ?2",
                params![id, owner.map(|owner| owner.0)],
            )
        });
        Ok(removed? > 0)
    }

    /// Copies the store as it is at this moment into one new file, while others go on writing. An
    /// existing file is not overwritten ([`FaultKind::Exists`]).
    pub fn backup(&self, to: &Path) -> Result<(), Fault> {
        self.file.backup(to)
    }

    fn verified(&self, row: Stored) -> Result<SavedView, Fault> {
        match seal(&row.saved) == row.seal {
            true => Ok(row.saved),
            false => {
                let how = "the view does not match its seal";
                let fault = self.file.fault(FaultKind::Damaged { how });
                Err(fault.of(format!("view {}", row.saved.id)))
            }
        }
    }
}

impl NewView {
    fn check(&self) -> Result<(), FaultKind> {
        check_size("the name of a view", self.name.len(), VIEW_NAME_BYTES_MAX)?;
        check_size("the page of a view", self.page.len(), VIEW_PAGE_BYTES_MAX)?;
        check_size(
            "the query of a view",
            self.query.len(),
            VIEW_QUERY_BYTES_MAX,
        )?;
        Ok(check_name(&self.name)?)
    }
}

fn id_of(connection: &Connection, view: &NewView) -> rusqlite::Result<Option<u64>> {
    connection
        .query_row(
            "SELECT id FROM saved_view WHERE owner IS ?1 AND page = ?2 AND name = ?3",
            params![view.owner.map(|owner| owner.0), view.page, view.name],
            |row| number(row, 0),
        )
        .optional()
}

fn count(connection: &Connection, owner: Option<ActorId>) -> rusqlite::Result<u64> {
    connection.query_row(
        "SELECT count(*) FROM saved_view WHERE owner IS ?1",
        [owner.map(|owner| owner.0)],
        |row| number(row, 0),
    )
}

/// The number for the next view; none is used again.
fn next_id(connection: &Connection) -> rusqlite::Result<u64> {
    let last = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'saved_view'), 0)";
    connection.query_row(last, [], |row| Ok(number(row, 0)? + 1))
}

/// A row of the table.
struct Stored {
    saved: SavedView,
    seal: [u8; 32],
}

fn stored(row: &Row) -> rusqlite::Result<Stored> {
    let view = NewView {
        owner: row.get::<_, Option<u32>>(1)?.map(ActorId),
        page: row.get(2)?,
        name: row.get(3)?,
        query: row.get(4)?,
    };
    let saved = SavedView {
        id: number(row, 0)?,
        view,
        saved_by: ActorId(row.get(5)?),
        saved_at: Instant(row.get(6)?),
    };
    let seal = row.get(7)?;
    Ok(Stored { saved, seal })
}

fn store(connection: &Connection, saved: &SavedView) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT OR REPLACE INTO saved_view ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    );
    let stored = connection.execute(
        &sql,
        params![
            saved.id as i64,
            saved.view.owner.map(|owner| owner.0),
            saved.view.page,
            saved.view.name,
            saved.view.query,
            saved.saved_by.0,
            saved.saved_at.0,
            seal(saved)
        ],
    );
    stored.map(drop)
}

/// BLAKE3 of the whole row.
fn seal(saved: &SavedView) -> [u8; 32] {
    let owner = saved.view.owner.map(|owner| owner.0.to_le_bytes());
    seal_fields(&[
        &saved.id.to_le_bytes(),
        &optional(owner.as_ref().map(|bytes| &bytes[..])),
        saved.view.page.as_bytes(),
        saved.view.name.as_bytes(),
        saved.view.query.as_bytes(),
        &saved.saved_by.0.to_le_bytes(),
        &saved.saved_at.0.to_le_bytes(),
    ])
}
