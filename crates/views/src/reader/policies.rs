//! The policies that were in force.

use super::{Reader, first, page, page_size};
use crate::fault::Fault;
use crate::model::{Cursor, Page, PolicyRow};
use crate::row::{Columns, signed};
use book::Policy;
use rusqlite::{Row, params};
use vocab::{ActorId, Instant};

impl Reader {
    /// Every policy that was put in force, the latest first, behind `after`. The one before the first
    /// is that of a new book, [`Policy::default`].
    pub fn policies(
        &self,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<PolicyRow, Cursor>, Fault> {
        let limit = page_size(limit);
        let before = after.map_or((i64::MAX, 0), |after| (after.key, signed(after.id)));
        let rows = self.ask("listing policies", |views| {
            views
                .prepare_cached(
                    "SELECT seq, nth, at, actor, policy FROM policies WHERE (seq, nth) < (?1, ?2)
                     ORDER BY seq DESC, nth DESC LIMIT ?3",
                )?
                .query_map(params![before.0, before.1, limit as i64 + 1], policy_row)?
                .collect()
        })?;
        Ok(page(rows, limit, |row: &PolicyRow| Cursor {
            key: signed(row.seq),
            id: row.nth.into(),
        }))
    }

    /// The policy that this actor put in force last.
    pub fn policy_by(&self, actor: ActorId) -> Result<Option<Policy>, Fault> {
        self.ask("looking up a policy", |views| {
            let sql = "SELECT policy FROM policies WHERE actor = ?1
                       ORDER BY seq DESC, nth DESC LIMIT 1";
            first(views, sql, [actor.0], |row| row.json(0))
        })
    }
}

fn policy_row(row: &Row<'_>) -> rusqlite::Result<PolicyRow> {
    Ok(PolicyRow {
        seq: row.number(0)?,
        nth: row.id(1)?,
        at: Instant(row.get(2)?),
        actor: ActorId(row.id(3)?),
        policy: row.json(4)?,
    })
}
