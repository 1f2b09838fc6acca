//! Signing in by a password: the same work for every login, and a lock after too many wrong ones.

use super::password;
use super::users::{User, Users};
use crate::fault::Fault;
use crate::file::number;
use rusqlite::{Connection, OptionalExtension, params};
use vocab::Instant;

#[cfg(test)]
mod tests;

/// Wrong passwords in a row after which a login is locked.
pub const WRONG_PASSWORDS_MAX: u32 = 5;
/// How long the first lock lasts, in seconds; each further wrong password doubles it.
pub const LOCK_SECONDS: i64 = 60;
/// How long a lock lasts at most, in seconds.
pub const LOCK_SECONDS_MAX: i64 = 3_600;
/// Wrong passwords are forgotten so many seconds after the last one.
pub const WRONG_FORGOTTEN_SECONDS: i64 = 86_400;
/// Logins that nobody has, of which wrong passwords are counted; beyond it the oldest is forgotten.
pub const STRANGERS_MAX: u64 = 10_000;

/// What came of signing in. Only the right password tells a user's login from one that nobody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// The password is right: a session may be opened.
    SignedIn(User),
    /// Login or password is wrong.
    Wrong,
    /// Too many wrong passwords: none is looked at before this moment.
    Locked {
        /// When the next one is.
        until: Instant,
    },
    /// The password is right, but the user may not sign in.
    Disabled(User),
    /// Too many are signing in at this moment; nothing was looked at.
    Busy,
}

/// Wrong passwords of one login.
struct Attempts {
    wrong: u32,
    at: Instant,
    locked_until: Option<Instant>,
}

impl Users {
    /// Signs in by login and password. Hashes a password, and flushes a file, so it is for a thread that
    /// may wait.
    pub fn sign_in(&self, login: &str, password: &str, now: Instant) -> Result<SignIn, Fault> {
        let login = login.trim().to_lowercase();
        let counted = self.file.read("reading wrong passwords", |connection| {
            attempts(connection, &login)
        })?;
        if let Some(until) = lock_at(counted.as_ref(), now) {
            return Ok(SignIn::Locked { until });
        }
        let Some(turn) = self.gate.enter() else {
            return Ok(SignIn::Busy);
        };
        let found = self.with_password(&login)?;
        let hash = found.as_ref().and_then(|(_, hash)| hash.as_deref());
        let is_right = password::is_right(password, hash);
        drop(turn);
        let user = found.map(|(user, _)| user);
        self.file.write("counting passwords", |connection| {
            judge(connection, &login, user, is_right, now)
        })
    }
}

/// What the answer is, after others have tried in the meantime.
fn judge(
    connection: &Connection,
    login: &str,
    user: Option<User>,
    is_right: bool,
    now: Instant,
) -> rusqlite::Result<SignIn> {
    let counted = attempts(connection, login)?;
    if let Some(until) = lock_at(counted.as_ref(), now) {
        return Ok(SignIn::Locked { until });
    }
    match (user, is_right) {
        (Some(user), true) => {
            forget(connection, login)?;
            Ok(match user.disabled_at {
                None => SignIn::SignedIn(user),
                Some(_) => SignIn::Disabled(user),
            })
        }
        (user, _) => {
            let counted = one_more(counted, now);
            count(connection, login, user.is_some(), &counted)?;
            let locked = lock_at(Some(&counted), now);
            Ok(locked.map_or(SignIn::Wrong, |until| SignIn::Locked { until }))
        }
    }
}

/// Forgets the wrong passwords of a login.
pub(super) fn forget(connection: &Connection, login: &str) -> rusqlite::Result<()> {
    let forgotten = connection.execute("DELETE FROM attempt WHERE login = ?1", [named(login)]);
    forgotten.map(drop)
}

fn lock_at(attempts: Option<&Attempts>, now: Instant) -> Option<Instant> {
    attempts?.locked_until.filter(|until| *until > now)
}

fn one_more(counted: Option<Attempts>, now: Instant) -> Attempts {
    let fresh = |counted: &Attempts| now < counted.at.plus_seconds(WRONG_FORGOTTEN_SECONDS);
    let wrong = counted.filter(fresh).map_or(0, |counted| counted.wrong);
    let wrong = wrong.saturating_add(1);
    let locked_until = wrong.checked_sub(WRONG_PASSWORDS_MAX).map(|doublings| {
        let seconds = LOCK_SECONDS << doublings.min(LOCK_SECONDS_MAX.ilog2());
        now.plus_seconds(seconds.min(LOCK_SECONDS_MAX))
    });
    Attempts {
        wrong,
        at: now,
        locked_until,
    }
}

/// A login is stored as its hash: people mistake the fields, and type a password for it.
fn named(login: &str) -> [u8; 32] {
    *blake3::hash(login.as_bytes()).as_bytes()
}

fn attempts(connection: &Connection, login: &str) -> rusqlite::Result<Option<Attempts>> {
    connection
        .prepare_cached("SELECT wrong, at, locked_until FROM attempt WHERE login = ?1")?
        .query_row([named(login)], |row| {
            Ok(Attempts {
                wrong: row.get(0)?,
                at: Instant(row.get(1)?),
                locked_until: row.get::<_, Option<i64>>(2)?.map(Instant),
            })
        })
        .optional()
}

fn count(
    connection: &Connection,
    login: &str,
    is_user: bool,
    counted: &Attempts,
) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT OR REPLACE INTO attempt (login, is_user, wrong, at, locked_until)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            named(login),
            is_user,
            counted.wrong,
            counted.at.0,
            counted.locked_until.map(|until| until.0)
        ],
    )?;
    let strangers = "SELECT count(*) FROM attempt WHERE is_user = 0";
    if connection.query_row(strangers, [], |row| number(row, 0))? > STRANGERS_MAX {
        connection.execute(
            "DELETE FROM attempt WHERE login =
               (SELECT login FROM attempt WHERE is_user = 0 ORDER BY at LIMIT 1)",
            [],
        )?;
    }
    Ok(())
}
