//! What was spent today on a service that is paid by use.

use super::Channels;
use crate::fault::{Fault, FaultKind};
use crate::file::{check_room, check_size, number};
use crate::seal::seal_fields;
use rusqlite::{Connection, OptionalExtension, params};
use vocab::Day;

/// The tables of format 2.
pub(super) const TABLES: &str = "
    CREATE TABLE spending (
      name TEXT PRIMARY KEY,
      day INTEGER NOT NULL,
      questions INTEGER NOT NULL,
      tokens INTEGER NOT NULL,
      seal BLOB NOT NULL
    ) STRICT;";

/// What one day came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Questions that were asked.
    pub questions: u32,
    /// Tokens of questions and answers.
    pub tokens: u64,
}

impl Channels {
    /// What was spent on a service on a day; only the last day that something was spent on is kept.
    pub fn spent(&self, name: &str, day: Day) -> Result<Spent, Fault> {
        let row = self.file.read("reading what was spent", |connection| {
            find(connection, name)
        })?;
        let verified = row.map(|row| row.verified(name)).transpose();
        let last = verified.map_err(|kind| self.file.fault(kind).of(name))?;
        Ok(on(last, day))
    }

    /// Counts what was asked of a service on a day; `tokens` below zero take back what was counted
    /// in advance. Durable on return.
    pub fn spend(&self, name: &str, day: Day, questions: u32, tokens: i64) -> Result<Spent, Fault> {
        check_size(
            "the name of a service",
            name.len(),
            super::CHANNEL_NAME_BYTES_MAX,
        )
        .map_err(|kind| self.file.fault(kind))?;
        self.file.change("counting what was spent", |connection| {
            let last = match find(connection, name)?.map(|row| row.verified(name)) {
                Some(Ok(last)) => Some(last),
                Some(Err(damaged)) => return Ok(Err(damaged)),
                None => match room(connection)? {
                    Ok(()) => None,
                    Err(full) => return Ok(Err(full)),
                },
            };
            let before = on(last, day);
            let after = Spent {
                questions: before.questions.saturating_add(questions),
                tokens: before
                    .tokens
                    .saturating_add_signed(tokens)
                    .min(i64::MAX as u64),
            };
            store(connection, name, day, after).map(|_| Ok(after))
        })
    }
}

fn on(last: Option<(Day, Spent)>, day: Day) -> Spent {
    let last = last.filter(|(of, _)| *of == day);
    last.map_or_else(Spent::default, |(_, spent)| spent)
}

/// A row of the table.
struct Stored {
    day: Day,
    spent: Spent,
    seal: [u8; 32],
}

impl Stored {
    fn verified(self, name: &str) -> Result<(Day, Spent), FaultKind> {
        match seal(name, self.day, self.spent) == self.seal {
            true => Ok((self.day, self.spent)),
            false => Err(FaultKind::Damaged {
                how: "what was spent does not match its seal",
            }),
        }
    }
}

fn find(connection: &Connection, name: &str) -> rusqlite::Result<Option<Stored>> {
    let sql = "SELECT day, questions, tokens, seal FROM spending WHERE name = ?1";
    let stored = connection.query_row(sql, [name], |row| {
        Ok(Stored {
            day: Day(row.get(0)?),
            spent: Spent {
                questions: row.get(1)?,
                tokens: number(row, 2)?,
            },
            seal: row.get(3)?,
        })
    });
    stored.optional()
}

fn room(connection: &Connection) -> rusqlite::Result<Result<(), FaultKind>> {
    let count = "SELECT count(*) FROM spending";
    let kept = connection.query_row(count, [], |row| number(row, 0))?;
    Ok(check_room(
        "the number of services",
        kept,
        super::CHANNELS_MAX,
    ))
}

fn store(connection: &Connection, name: &str, day: Day, spent: Spent) -> rusqlite::Result<usize> {
    connection.execute(
        "INSERT OR REPLACE INTO spending (name, day, questions, tokens, seal)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            name,
            day.0,
            spent.questions,
            spent.tokens as i64,
            seal(name, day, spent)
        ],
    )
}

/// BLAKE3 of the whole row.
fn seal(name: &str, day: Day, spent: Spent) -> [u8; 32] {
    seal_fields(&[
        name.as_bytes(),
        &day.0.to_le_bytes(),
        &spent.questions.to_le_bytes(),
        &spent.tokens.to_le_bytes(),
    ])
}
