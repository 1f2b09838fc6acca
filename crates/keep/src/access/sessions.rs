//! Sessions: what a browser holds after its user has signed in, and when that ends.

use super::users::{User, Users, row_of};
use super::{SECRET_BYTES, hex};
use crate::cipher::random;
use crate::fault::{Fault, FaultKind};
use crate::seal::seal_fields;
use crate::secret::Secret;
use rusqlite::{Connection, OptionalExtension, Row, params};
use vocab::{ActorId, Instant};

#[cfg(test)]
mod tests;

/// What every session's secret begins with, so that none is taken for a key.
pub const SESSION_PREFIX: &str = "kepts_";
/// A session that was not used for so many seconds has ended.
pub const SESSION_IDLE_SECONDS: i64 = 12 * 3_600;
/// A session ends so many seconds after signing in, however much it is used.
pub const SESSION_SECONDS_MAX: i64 = 7 * 86_400;
/// Sessions that one user has at once; with one more the oldest ends.
pub const SESSIONS_PER_USER_MAX: usize = 10;

/// When a session was last used is written down at most once in so many seconds.
const SEEN_SECONDS: i64 = 300;

/// A session, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Session {
    user: ActorId,
    created_at: Instant,
    seen_at: Instant,
}

impl Session {
    fn lasts_at(&self, now: Instant) -> bool {
        now < self.created_at.plus_seconds(SESSION_SECONDS_MAX)
            && now < self.seen_at.plus_seconds(SESSION_IDLE_SECONDS)
    }

    /// True when it is to be written down that the session is used.
    fn is_to_be_noted(&self, now: Instant) -> bool {
        now >= self.seen_at.plus_seconds(SEEN_SECONDS)
    }

    /// BLAKE3 of everything known of a session: one that was given to another user is noticed.
    fn seal(&self, hash: &[u8; 32]) -> [u8; 32] {
        seal_fields(&[
            hash,
            &self.user.0.to_le_bytes(),
            &self.created_at.0.to_le_bytes(),
            &self.seen_at.0.to_le_bytes(),
        ])
    }
}

impl Users {
    /// Opens a session for a user who has signed in; `None` when there is no such user or it is
    /// disabled. This is the only time that the secret can be seen.
    pub fn open_session(&self, user: ActorId, now: Instant) -> Result<Option<Secret>, Fault> {
        let random: [u8; SECRET_BYTES] =
            random().map_err(|error| self.file.fault(FaultKind::NoRandomness).because(error))?;
        let secret = Secret::new(format!("{SESSION_PREFIX}{}", hex(&random)));
        let Some(found) = self.get(user)?.filter(|user| user.disabled_at.is_none()) else {
            return Ok(None);
        };
        let session = Session {
            user: found.actor,
            created_at: now,
            seen_at: now,
        };
        let hash = *secret.hash().as_bytes();
        let opened = self.file.write("opening a session", |connection| {
            sweep(connection, user, now)?;
            // Whoever was disabled in the meantime gets none.
            connection.execute(
                "INSERT INTO session (hash, user, created_at, seen_at, seal)
                 SELECT ?1, number, ?3, ?3, ?4 FROM user
                 WHERE number = ?2 AND disabled_at IS NULL",
                params![hash, user.0, now.0, session.seal(&hash)],
            )
        })?;
        Ok((opened > 0).then_some(secret))
    }

    /// The user whose session this is; `None` when it has ended or never was one, or the user is
    /// disabled. A session that another process ends is refused within 200 ms.
    pub fn session(&self, secret: &str, now: Instant) -> Result<Option<User>, Fault> {
        if let Some(user) = self.session_known(secret, now) {
            return Ok(Some(user));
        }
        let Some(hash) = stated(secret) else {
            return Ok(None);
        };
        let read = std::time::Instant::now();
        let row = self.file.read("reading a session", |connection| {
            let Some(row) = row_with(connection, &hash)? else {
                return Ok(None);
            };
            let user = row_of(connection, row.session.user)?;
            Ok(user.map(|user| (row, user)))
        })?;
        let Some((row, user)) = row else {
            return Ok(None);
        };
        if row.seal != row.session.seal(&hash) {
            let how = "the session does not match its seal";
            let of = format!("user {}", row.session.user);
            return Err(self.file.fault(FaultKind::Damaged { how }).of(of));
        }
        let (user, _) = self.verified(user)?;
        if !row.session.lasts_at(now) || user.disabled_at.is_some() {
            return Ok(None);
        }
        let session = self.see(&hash, row.session, now)?;
        self.sessions.put(hash, (user.clone(), session), read);
        Ok(Some(user))
    }

    /// What [`Users::session`] says of a session that was looked up a moment ago: it never waits
    /// for the disk. `None` is not known; ask there.
    pub fn session_known(&self, secret: &str, now: Instant) -> Option<User> {
        let (user, session) = self.sessions.get(&stated(secret)?)?;
        (session.lasts_at(now) && !session.is_to_be_noted(now)).then_some(user)
    }

    /// Ends a session; false when it was none.
    pub fn end_session(&self, secret: &str) -> Result<bool, Fault> {
        let Some(hash) = stated(secret) else {
            return Ok(false);
        };
        let ended = self.file.write("ending a session", |connection| {
            connection.execute("DELETE FROM session WHERE hash = ?1", [hash])
        });
        self.sessions.clear();
        Ok(ended? > 0)
    }

    /// Ends every session of a user; how many.
    pub fn end_sessions_of(&self, user: ActorId) -> Result<u64, Fault> {
        let ended = self
            .file
            .write("ending sessions", |connection| end_all(connection, user));
        self.sessions.clear();
        Ok(ended? as u64)
    }

    /// Writes down that a session was used, if that was not done lately.
    fn see(&self, hash: &[u8; 32], session: Session, now: Instant) -> Result<Session, Fault> {
        if !session.is_to_be_noted(now) {
            return Ok(session);
        }
        let seen = Session {
            seen_at: now,
            ..session
        };
        self.file.write("noting a session", |connection| {
            connection.execute(
                "UPDATE session SET seen_at = ?2, seal = ?3 WHERE hash = ?1 AND seen_at = ?4",
                params![hash, now.0, seen.seal(hash), session.seen_at.0],
            )
        })?;
        Ok(seen)
    }
}

/// Ends every session of a user; how many.
pub(super) fn end_all(connection: &Connection, user: ActorId) -> rusqlite::Result<usize> {
    connection.execute("DELETE FROM session WHERE user = ?1", [user.0])
}

/// Removes what has ended by itself, and of one user's sessions all but the newest, so that there
/// is room for one more.
fn sweep(connection: &Connection, user: ActorId, now: Instant) -> rusqlite::Result<()> {
    connection.execute(
        "DELETE FROM session WHERE created_at <= ?1 OR seen_at <= ?2",
        params![
            now.plus_seconds(-SESSION_SECONDS_MAX).0,
            now.plus_seconds(-SESSION_IDLE_SECONDS).0
        ],
    )?;
    connection.execute(
        "DELETE FROM session WHERE hash IN
           (SELECT hash FROM session WHERE user = ?1 ORDER BY created_at DESC LIMIT -1 OFFSET ?2)",
        params![user.0, SESSIONS_PER_USER_MAX as i64 - 1],
    )?;
    Ok(())
}

/// What is stored of a secret, if it has the form of one.
fn stated(secret: &str) -> Option<[u8; 32]> {
    let digits = secret.strip_prefix(SESSION_PREFIX)?;
    (digits.len() == 2 * SECRET_BYTES).then(|| *blake3::hash(secret.as_bytes()).as_bytes())
}

struct Stored {
    session: Session,
    seal: [u8; 32],
}

fn row_with(connection: &Connection, hash: &[u8; 32]) -> rusqlite::Result<Option<Stored>> {
    connection
        .prepare_cached("SELECT user, created_at, seen_at, seal FROM session WHERE hash = ?1")?
        .query_row([hash], stored)
        .optional()
}

fn stored(row: &Row) -> rusqlite::Result<Stored> {
    Ok(Stored {
        session: Session {
            user: ActorId(row.get(0)?),
            created_at: Instant(row.get(1)?),
            seen_at: Instant(row.get(2)?),
        },
        seal: row.get(3)?,
    })
}
