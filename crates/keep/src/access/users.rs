//! Users: the people who sign in, what they are here for, and what may be changed of that.

use super::known::Known;
use super::password::{self, Gate};
use super::role::Role;
use super::scope::{CUSTOMER_SCOPES, Scopes};
use super::sessions::{Session, end_all};
use super::{FILE, LAYOUT, next_actor};
use crate::fault::{Fault, FaultKind};
use crate::file::{KeptFile, check_room, check_size, number};
use crate::refusal::{Refusal, check_name};
use crate::seal::{optional, seal_fields};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::fmt;
use std::path::Path;
use vocab::{ActorId, CustomerId, Instant};

#[cfg(test)]
mod tests;

/// Longest name by which a user signs in, in bytes.
pub const LOGIN_BYTES_MAX: usize = 100;
/// Longest name of a user, in bytes.
pub const USER_NAME_BYTES_MAX: usize = 200;
/// The most users that one store ever has, disabled ones included.
pub const USERS_MAX: u64 = 10_000;
/// Longest issuer, and longest subject, of an identity at an OpenID provider, in bytes.
pub const IDENTITY_BYTES_MAX: usize = 500;

/// The columns of a user, in the order that [`stored`] reads them.
const COLUMNS: &str = "number, login, name, role, customer, created_at, disabled_at, password, \
                       issuer, subject, seal";

/// A person who may sign in; the password is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its number, which journaled commands carry as their actor; of the same series as keys.
    pub actor: ActorId,
    /// By what the user signs in, in small letters.
    pub login: String,
    /// What the user is called.
    pub name: String,
    /// What the user is here for.
    pub role: Role,
    /// The one customer whose things the user sees and changes; `None` is not bound to one.
    pub customer: Option<CustomerId>,
    /// When the user was made.
    pub created_at: Instant,
    /// Since when the user can't sign in; `None` can.
    pub disabled_at: Option<Instant>,
    /// True when the user can sign in by a password.
    pub has_password: bool,
    /// Who the user is to an OpenID provider, if to any.
    pub identity: Option<Identity>,
}

/// Who somebody is to an OpenID provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The provider's address, its `iss`; at most [`IDENTITY_BYTES_MAX`] bytes.
    pub issuer: String,
    /// The person there, its `sub`; at most [`IDENTITY_BYTES_MAX`] bytes.
    pub subject: String,
}

/// A user to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// By what the user is to sign in: letters, digits and `. _ - + @`, at most
    /// [`LOGIN_BYTES_MAX`]; kept in small letters.
    pub login: String,
    /// What the user is called, at most [`USER_NAME_BYTES_MAX`] bytes.
    pub name: String,
    /// What the user is here for.
    pub role: Role,
    /// The one customer whose things the user sees and changes; `None` is not bound to one.
    pub customer: Option<CustomerId>,
}

/// What is to be changed of a user; `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserChange {
    /// What the user is called.
    pub name: Option<String>,
    /// What the user is here for.
    pub role: Option<Role>,
    /// The customer that the user is bound to, or `Some(None)` to none.
    pub customer: Option<Option<CustomerId>>,
    /// True to keep the user from signing in, false to allow it again.
    pub disabled: Option<bool>,
    /// Who the user is to an OpenID provider, or `Some(None)` nobody.
    pub identity: Option<Option<Identity>>,
}

/// The users of a data directory and their sessions; may be used by several threads and processes
/// at once.
pub struct Users {
    pub(super) file: KeptFile,
    pub(super) sessions: Known<[u8; 32], (User, Session)>,
    pub(super) gate: Gate,
    names: Known<ActorId, Option<String>>,
}

impl User {
    /// What the user may do: what the role may, and if the user is one customer's, no more than
    /// customers may.
    pub fn scopes(&self) -> Scopes {
        match self.customer {
            None => self.role.scopes(),
            Some(_) => self.role.scopes().intersection(CUSTOMER_SCOPES),
        }
    }

    /// True when the user manages everything, others included.
    fn is_admin(&self) -> bool {
        self.role == Role::Admin && self.customer.is_none() && self.disabled_at.is_none()
    }
}

impl Users {
    /// Opens the store in a data directory, or founds it.
    pub fn open(directory: &Path) -> Result<Users, Fault> {
        Ok(Users {
            file: KeptFile::open(&directory.join(FILE), LAYOUT)?,
            sessions: Known::default(),
            gate: Gate::default(),
            names: Known::default(),
        })
    }

    /// Makes a user, with a password or without: who has none signs in by an OpenID provider.
    ///
    /// # Errors
    /// [`FaultKind::Refused`] where the login, name or password can't be used or the login is
    /// taken; [`FaultKind::TooLarge`] where the name or the number of users is.
    pub fn create(
        &self,
        new: NewUser,
        password: Option<&str>,
        now: Instant,
    ) -> Result<User, Fault> {
        let login = check_login(&new.login).map_err(|kind| self.file.fault(kind.into()))?;
        check_user_name(&new.name).map_err(|kind| self.file.fault(kind))?;
        let password = password
            .map(|password| self.hashed(&login, password))
            .transpose()?;
        self.file.change("storing a user", |connection| {
            let count = "SELECT count(*) FROM user";
            let given = connection.query_row(count, [], |row| number(row, 0))?;
            if let Err(full) = check_room("the number of users", given, USERS_MAX) {
                return Ok(Err(full));
            }
            if row_where(connection, "login = ?1", [&login])?.is_some() {
                return Ok(Err(Refusal::LoginTaken.into()));
            }
            let user = User {
                actor: next_actor(connection)?,
                login,
                name: new.name,
                role: new.role,
                customer: new.customer,
                created_at: now,
                disabled_at: None,
                has_password: password.is_some(),
                identity: None,
            };
            store(connection, &user, password.as_deref())?;
            Ok(Ok(user))
        })
    }

    /// Changes a user, and tells what the user is now; `None` when there is no such user. Another
    /// role or customer, and disabling, ends the user's sessions.
    ///
    /// # Errors
    /// [`FaultKind::Refused`] where the name can't be used, the identity is another user's, or no
    /// administrator would be left; [`FaultKind::TooLarge`] where the name or identity is.
    pub fn change(
        &self,
        actor: ActorId,
        change: UserChange,
        now: Instant,
    ) -> Result<Option<User>, Fault> {
        check_change(&change).map_err(|kind| self.file.fault(kind))?;
        let changed = self.file.change("changing a user", |connection| {
            let Some(row) = row_of(connection, actor)? else {
                return Ok(Ok(None));
            };
            let (was, password) = match row.verified() {
                Ok(found) => found,
                Err(damaged) => return Ok(Err(damaged)),
            };
            let is = changed(&was, change, now);
            if let Err(refusal) = check_rules(connection, &was, &is)? {
                return Ok(Err(refusal.into()));
            }
            store(connection, &is, password.as_deref())?;
            if is.scopes() != was.scopes()
                || is.customer != was.customer
                || is.disabled_at.is_some()
            {
                end_all(connection, actor)?;
            }
            Ok(Ok(Some(is)))
        });
        self.forget();
        changed
    }

    /// Gives a user a new password, unlocks and ends the sessions; false when there is no such user.
    ///
    /// # Errors
    /// [`FaultKind::Refused`] where the password can't be used.
    pub fn set_password(&self, actor: ActorId, password: &str) -> Result<bool, Fault> {
        let Some(user) = self.get(actor)? else {
            return Ok(false);
        };
        let hash = self.hashed(&user.login, password)?;
        let done = self.file.change("storing a password", |connection| {
            let Some(row) = row_of(connection, actor)? else {
                return Ok(Ok(false));
            };
            let mut user = match row.verified() {
                Ok((user, _)) => user,
                Err(damaged) => return Ok(Err(damaged)),
            };
            user.has_password = true;
            store(connection, &user, Some(&hash))?;
            super::sign_in::forget(connection, &user.login)?;
            end_all(connection, actor)?;
            Ok(Ok(true))
        });
        self.forget();
        done
    }

    /// Every user, in the order they were made.
    pub fn list(&self) -> Result<Vec<User>, Fault> {
        let rows: Vec<Stored> = self.file.read("listing the users", |connection| {
            connection
                .prepare_cached(&format!("SELECT {COLUMNS} FROM user ORDER BY number"))?
                .query_map([], stored)?
                .collect()
        })?;
        rows.into_iter()
            .map(|row| self.verified(row).map(|(user, _)| user))
            .collect()
    }

    /// The user with this number.
    pub fn get(&self, actor: ActorId) -> Result<Option<User>, Fault> {
        let row = self
            .file
            .read("reading a user", |connection| row_of(connection, actor))?;
        row.map(|row| self.verified(row).map(|(user, _)| user))
            .transpose()
    }

    /// The user who signs in by this name, in small letters or large.
    pub fn by_login(&self, login: &str) -> Result<Option<User>, Fault> {
        let found = self.with_password(&login.trim().to_lowercase())?;
        Ok(found.map(|(user, _)| user))
    }

    /// The user who is this to an OpenID provider.
    pub fn by_identity(&self, identity: &Identity) -> Result<Option<User>, Fault> {
        let row = self
            .file
            .read("reading a user", |connection| holder(connection, identity))?;
        row.map(|row| self.verified(row).map(|(user, _)| user))
            .transpose()
    }

    /// What the key or user with this number is called; `None` for numbers that none has, such as
    /// 0, which is Kept itself. Remembered for a moment.
    pub fn actor_name(&self, actor: ActorId) -> Result<Option<String>, Fault> {
        if let Some(name) = self.names.get(&actor) {
            return Ok(name);
        }
        let read = std::time::Instant::now();
        let name = self.file.read("reading a name", |connection| {
            connection
                .prepare_cached(
                    "SELECT name FROM user WHERE number = ?1
                     UNION ALL SELECT name FROM access_key WHERE number = ?1",
                )?
                .query_row([actor.0], |row| row.get::<_, String>(0))
                .optional()
        })?;
        self.names.put(actor, name.clone(), read);
        Ok(name)
    }

    /// A user and the hash of the password, by the login as it is stored.
    pub(super) fn with_password(
        &self,
        login: &str,
    ) -> Result<Option<(User, Option<String>)>, Fault> {
        let row = self.file.read("reading a user", |connection| {
            row_where(connection, "login = ?1", [login])
        })?;
        row.map(|row| self.verified(row)).transpose()
    }

    pub(super) fn verified(&self, row: Stored) -> Result<(User, Option<String>), Fault> {
        let actor = row.user.actor;
        row.verified()
            .map_err(|kind| self.file.fault(kind).of(format!("user {actor}")))
    }

    /// Forgets what was remembered of users: something was changed.
    fn forget(&self) {
        self.sessions.clear();
        self.names.clear();
    }

    fn hashed(&self, login: &str, password: &str) -> Result<String, Fault> {
        password::check(login, password).map_err(|refusal| self.file.fault(refusal.into()))?;
        let _turn = self.gate.wait();
        password::hash(password)
            .map_err(|error| self.file.fault(FaultKind::NoRandomness).because(error))
    }
}

impl fmt::Debug for Users {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Users").field("file", &self.file).finish()
    }
}

/// The login as it is stored, if it can be one.
fn check_login(login: &str) -> Result<String, Refusal> {
    let login = login.trim().to_lowercase();
    let allowed = |letter: char| letter.is_alphanumeric() || "._-+@".contains(letter);
    match !login.is_empty() && login.len() <= LOGIN_BYTES_MAX && login.chars().all(allowed) {
        true => Ok(login),
        false => Err(Refusal::Login),
    }
}

fn check_user_name(name: &str) -> Result<(), FaultKind> {
    check_size("the name of a user", name.len(), USER_NAME_BYTES_MAX)?;
    Ok(check_name(name)?)
}

fn check_change(change: &UserChange) -> Result<(), FaultKind> {
    change.name.as_deref().map_or(Ok(()), check_user_name)?;
    let Some(Some(identity)) = &change.identity else {
        return Ok(());
    };
    let parts = [&identity.issuer, &identity.subject];
    if parts.iter().any(|part| part.is_empty()) {
        return Err(Refusal::Identity.into());
    }
    parts
        .iter()
        .try_for_each(|part| check_size("an OpenID identity", part.len(), IDENTITY_BYTES_MAX))
}

fn changed(was: &User, change: UserChange, now: Instant) -> User {
    let disabled_at = match change.disabled {
        Some(true) => was.disabled_at.or(Some(now)),
        Some(false) => None,
        None => was.disabled_at,
    };
    User {
        name: change.name.unwrap_or_else(|| was.name.clone()),
        role: change.role.unwrap_or(was.role),
        customer: change.customer.unwrap_or(was.customer),
        identity: change.identity.unwrap_or_else(|| was.identity.clone()),
        disabled_at,
        ..was.clone()
    }
}

/// What no change may break, whoever asks for it.
fn check_rules(
    connection: &Connection,
    was: &User,
    is: &User,
) -> rusqlite::Result<Result<(), Refusal>> {
    if was.is_admin() && !is.is_admin() && other_admins(connection, was.actor)? == 0 {
        return Ok(Err(Refusal::LastAdmin));
    }
    let holder = match &is.identity {
        Some(identity) => holder(connection, identity)?,
        None => None,
    };
    match holder {
        Some(holder) if holder.user.actor != is.actor => Ok(Err(Refusal::IdentityTaken)),
        Some(_) | None => Ok(Ok(())),
    }
}

fn other_admins(connection: &Connection, actor: ActorId) -> rusqlite::Result<u64> {
    connection.query_row(
        "SELECT count(*) FROM user
         WHERE role = 'admin' AND customer IS NULL AND disabled_at IS NULL AND number <> ?1",
        [actor.0],
        |row| number(row, 0),
    )
}

/// A row of the table.
pub(super) struct Stored {
    user: User,
    password: Option<String>,
    seal: [u8; 32],
}

impl Stored {
    /// The user and the hash of the password, if they are as they were written.
    fn verified(self) -> Result<(User, Option<String>), FaultKind> {
        match seal(&self.user, self.password.as_deref()) == self.seal {
            true => Ok((self.user, self.password)),
            false => Err(FaultKind::Damaged {
                how: "the user does not match the seal",
            }),
        }
    }
}

pub(super) fn row_of(connection: &Connection, actor: ActorId) -> rusqlite::Result<Option<Stored>> {
    row_where(connection, "number = ?1", [actor.0])
}

fn holder(connection: &Connection, identity: &Identity) -> rusqlite::Result<Option<Stored>> {
    let named = [&identity.issuer, &identity.subject];
    row_where(connection, "issuer = ?1 AND subject = ?2", named)
}

fn row_where(
    connection: &Connection,
    condition: &'static str,
    named: impl rusqlite::Params,
) -> rusqlite::Result<Option<Stored>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM user WHERE {condition}"))?
        .query_row(named, stored)
        .optional()
}

fn stored(row: &Row) -> rusqlite::Result<Stored> {
    let role: String = row.get(3)?;
    let role = Role::parse(&role).ok_or_else(|| {
        let unknown = format!("the role {role} is not known");
        rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, unknown.into())
    })?;
    let (password, issuer): (Option<String>, Option<String>) = (row.get(7)?, row.get(8)?);
    let subject: Option<String> = row.get(9)?;
    let user = User {
        actor: ActorId(row.get(0)?),
        login: row.get(1)?,
        name: row.get(2)?,
        role,
        customer: row.get::<_, Option<u32>>(4)?.map(CustomerId),
        created_at: Instant(row.get(5)?),
        disabled_at: row.get::<_, Option<i64>>(6)?.map(Instant),
        has_password: password.is_some(),
        identity: issuer
            .zip(subject)
            .map(|(issuer, subject)| Identity { issuer, subject }),
    };
    let seal = row.get(10)?;
    Ok(Stored {
        user,
        password,
        seal,
    })
}

fn store(connection: &Connection, user: &User, password: Option<&str>) -> rusqlite::Result<()> {
    // Sessions refer to the row: it is changed in place.
    let stored = connection.execute(
        &format!(
            "INSERT INTO user ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (number) DO UPDATE SET name = ?3, role = ?4, customer = ?5,
               disabled_at = ?7, password = ?8, issuer = ?9, subject = ?10, seal = ?11"
        ),
        params![
            user.actor.0,
            user.login,
            user.name,
            user.role.as_str(),
            user.customer.map(|customer| customer.0),
            user.created_at.0,
            user.disabled_at.map(|at| at.0),
            password,
            user.identity.as_ref().map(|identity| &identity.issuer),
            user.identity.as_ref().map(|identity| &identity.subject),
            seal(user, password),
        ],
    );
    stored.map(drop)
}

/// BLAKE3 of everything known of a user: a role or a password that was changed on disk is noticed.
fn seal(user: &User, password: Option<&str>) -> [u8; 32] {
    let (customer, disabled) = (
        user.customer.map(|customer| customer.0.to_le_bytes()),
        user.disabled_at.map(|at| at.0.to_le_bytes()),
    );
    let identity = user.identity.as_ref();
    seal_fields(&[
        &user.actor.0.to_le_bytes(),
        user.login.as_bytes(),
        user.name.as_bytes(),
        user.role.as_str().as_bytes(),
        &optional(customer.as_ref().map(|bytes| &bytes[..])),
        &user.created_at.0.to_le_bytes(),
        &optional(disabled.as_ref().map(|bytes| &bytes[..])),
        &optional(password.map(str::as_bytes)),
        &optional(identity.map(|identity| identity.issuer.as_bytes())),
        &optional(identity.map(|identity| identity.subject.as_bytes())),
    ])
}
