//! `kept user`: the people who sign in.

use crate::cli::{CreateUser, User as Command};
use crate::clock::CompanyClock;
use crate::company::DataDir;
use crate::failure::{Failure, Outcome};
use crate::noted::note;
use crate::password::password;
use crate::{customers, talk};
use keep::{Audited, NewUser, User, UserChange, Users};
use serde::Serialize;
use std::collections::HashMap;
use vocab::{ActorId, CustomerId, Instant};

/// A user as it is listed.
#[derive(Serialize)]
struct Row {
    user: ActorId,
    login: String,
    name: String,
    role: &'static str,
    customer: Option<String>,
    created_at: Instant,
    disabled_at: Option<Instant>,
    has_password: bool,
}

/// Makes, lists or changes users.
pub fn user(data: &DataDir, command: &Command, clock: &CompanyClock, json: bool) -> Outcome {
    data.must_be_founded()?;
    let users = Users::open(data.path())?;
    let now = clock.now().at;
    match command {
        Command::Create(new) => create(data, &users, new, now, json),
        Command::List => list(data, &users, json),
        Command::Disable { login } => disable(data, &users, login, true, now),
        Command::Enable { login } => disable(data, &users, login, false, now),
        Command::Password {
            login,
            password: from,
        } => {
            let user = named(&users, login)?;
            users.set_password(user.actor, &password(from)?)?;
            note(data.path(), Audited::PasswordSet, subject(&user), now)?;
            eprintln!("{} has a new password; the sessions have ended", user.login);
            Ok(())
        }
    }
}

fn create(data: &DataDir, users: &Users, new: &CreateUser, now: Instant, json: bool) -> Outcome {
    let customer = customers::by_number(data, new.customer.as_deref())?;
    let password = match new.no_password {
        true => None,
        false => Some(password(&new.password)?),
    };
    let new = NewUser {
        login: new.login.clone(),
        name: new.name.clone(),
        role: new.role,
        customer,
    };
    let user = users.create(new, password.as_deref(), now)?;
    note(data.path(), Audited::UserCreated, subject(&user), now)?;
    let numbers = customers::numbers(data, user.customer)?;
    let row = row(user, &numbers);
    eprintln!("{} may sign in as {}", row.login, row.role);
    match json {
        true => talk::json(&row),
        false => {
            println!("{}", row.user);
            Ok(())
        }
    }
}

fn disable(data: &DataDir, users: &Users, login: &str, disabled: bool, now: Instant) -> Outcome {
    let user = named(users, login)?;
    let change = UserChange {
        disabled: Some(disabled),
        ..UserChange::default()
    };
    users.change(user.actor, change, now)?;
    note(data.path(), Audited::UserChanged, subject(&user), now)?;
    let may = if disabled { "may not" } else { "may" };
    eprintln!("{} {may} sign in", user.login);
    Ok(())
}

fn subject(user: &User) -> String {
    format!("user:{}", user.actor)
}

fn named(users: &Users, login: &str) -> Outcome<User> {
    let unknown = || Failure::new(format!("there is no user {login}; see `kept user list`"));
    users.by_login(login)?.ok_or_else(unknown)
}

fn list(data: &DataDir, users: &Users, json: bool) -> Outcome {
    let users = users.list()?;
    let numbers = customers::numbers(data, users.iter().filter_map(|user| user.customer))?;
    let rows: Vec<Row> = users.into_iter().map(|user| row(user, &numbers)).collect();
    if json {
        return talk::json(&rows);
    }
    let line = |row: &Row| {
        vec![
            row.user.to_string(),
            row.login.clone(),
            row.name.clone(),
            row.role.to_owned(),
            row.customer.clone().unwrap_or_else(|| "-".to_owned()),
            row.disabled_at
                .map_or_else(|| "-".to_owned(), |at| at.to_string()),
        ]
    };
    let lines: Vec<Vec<String>> = rows.iter().map(line).collect();
    let titles = ["user", "login", "name", "role", "customer", "disabled"];
    print!("{}", talk::table(&titles, &lines));
    Ok(())
}

fn row(user: User, numbers: &HashMap<CustomerId, String>) -> Row {
    Row {
        user: user.actor,
        customer: user.customer.map(|id| customers::shown(id, numbers)),
        login: user.login,
        name: user.name,
        role: user.role.as_str(),
        created_at: user.created_at,
        disabled_at: user.disabled_at,
        has_password: user.has_password,
    }
}
