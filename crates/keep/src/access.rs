//! Who may use Kept and for what: access keys of programs, and users with their sessions. Both are
//! kept in `access.db`, numbered in one series, so that the journal's actor names one of them.

mod keys;
mod known;
mod password;
mod role;
mod scope;
mod sessions;
mod sign_in;
mod users;

use crate::file::{Layout, number};
use rusqlite::Connection;
use vocab::ActorId;

pub use keys::{AccessKey, AccessKeys, Found, KEY_NAME_BYTES_MAX, KEYS_MAX, NewKey};
pub use password::{
    PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, PASSWORD_CHECKS_MAX, PASSWORD_WAITERS_MAX,
};
pub use role::Role;
pub use scope::{CUSTOMER_SCOPES, Scope, Scopes};
pub use sessions::{
    SESSION_IDLE_SECONDS, SESSION_PREFIX, SESSION_SECONDS_MAX, SESSIONS_PER_USER_MAX,
};
pub use sign_in::{
    LOCK_SECONDS, LOCK_SECONDS_MAX, STRANGERS_MAX, SignIn, WRONG_FORGOTTEN_SECONDS,
    WRONG_PASSWORDS_MAX,
};
pub use users::{
    IDENTITY_BYTES_MAX, Identity, LOGIN_BYTES_MAX, NewUser, USER_NAME_BYTES_MAX, USERS_MAX, User,
    UserChange, Users,
};

/// Random bytes in the secret of a key or a session.
const SECRET_BYTES: usize = 32;
/// The file's name in the data directory.
const FILE: &str = "access.db";

const LAYOUT: Layout = Layout {
    name: "a store of access keys and users of format 2",
    application_id: 0x4b45_5041, // KEPA
    tables: "
        CREATE TABLE access_key (
          number INTEGER PRIMARY KEY,
          hash BLOB NOT NULL,
          name TEXT NOT NULL,
          scopes INTEGER NOT NULL,
          created_at INTEGER NOT NULL,
          expires_at INTEGER,
          revoked_at INTEGER,
          seal BLOB NOT NULL
        ) STRICT;",
    upgrades: &["
        ALTER TABLE access_key ADD COLUMN customer INTEGER;
        CREATE TABLE user (
          number INTEGER PRIMARY KEY,
          login TEXT NOT NULL UNIQUE,
          name TEXT NOT NULL,
          role TEXT NOT NULL,
          customer INTEGER,
          created_at INTEGER NOT NULL,
          disabled_at INTEGER,
          password TEXT,
          issuer TEXT,
          subject TEXT,
          seal BLOB NOT NULL,
          UNIQUE (issuer, subject)
        ) STRICT;
        CREATE TABLE session (
          hash BLOB PRIMARY KEY,
          user INTEGER NOT NULL REFERENCES user (number),
          created_at INTEGER NOT NULL,
          seen_at INTEGER NOT NULL,
          seal BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX session_of_user ON session (user, created_at);
        CREATE TABLE attempt (
          login BLOB PRIMARY KEY,
          is_user INTEGER NOT NULL,
          wrong INTEGER NOT NULL,
          at INTEGER NOT NULL,
          locked_until INTEGER
        ) STRICT, WITHOUT ROWID;"],
    settings: "PRAGMA foreign_keys = ON;",
};

/// The number for the next key or user.
fn next_actor(connection: &Connection) -> rusqlite::Result<ActorId> {
    let last = connection.query_row(
        "SELECT max(coalesce((SELECT max(number) FROM access_key), 0),
                    coalesce((SELECT max(number) FROM user), 0))",
        [],
        |row| number(row, 0),
    )?;
    // Both tables are bounded far below the largest number.
    Ok(ActorId(last as u32 + 1))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
