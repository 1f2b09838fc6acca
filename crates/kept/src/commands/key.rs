//! `kept key`: access keys for the API and the console.

use crate::cli::Key;
use crate::clock::CompanyClock;
use crate::company::DataDir;
use crate::customers;
use crate::failure::{Failure, Outcome};
use crate::noted::note;
use crate::talk;
use keep::{AccessKey, AccessKeys, Audited, NewKey};
use serde::Serialize;
use std::collections::HashMap;
use vocab::{ActorId, CustomerId, Instant};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// A key as it is listed.
#[derive(Serialize)]
struct Row {
    key: ActorId,
    name: String,
    scopes: Vec<&'static str>,
    customer: Option<String>,
    created_at: Instant,
    expires_at: Option<Instant>,
    revoked_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

/// Makes, lists or revokes keys.
pub fn key(data: &DataDir, command: &Key, clock: &CompanyClock, json: bool) -> Outcome {
    data.must_be_founded()?;
    let keys = AccessKeys::open(data.path())?;
    let now = clock.now().at;
    match command {
        Key::Create {
            name,
            scope,
            customer,
            expires,
        } => {
            let new = NewKey {
                name: name.clone(),
                scopes: scope.iter().copied().collect(),
                customer: customers::by_number(data, customer.as_deref())?,
                expires_at: expires.map(|days| now.plus_seconds(i64::from(days) * DAY)),
            };
            let (secret, key) = keys.create(new, now)?;
            note(
                data.path(),
                Audited::KeyCreated,
                format!("key:{}", key.actor),
                now,
            )?;
            eprintln!(
                "this secret is shown only now; who has it may do: {}",
                key.scopes.words().join(", ")
            );
            match json {
                true => {
                    let numbers = customers::numbers(data, key.customer)?;
                    let secret = Some(secret.reveal().to_owned());
                    talk::json(&row(key, &numbers, secret))
                }
                false => {
                    println!("{}", secret.reveal());
                    Ok(())
                }
            }
        }
        Key::List => list(data, &keys, json),
        Key::Revoke { key } => match keys.revoke(ActorId(*key), now)? {
            true => note(data.path(), Audited::KeyRevoked, format!("key:{key}"), now),
            false => Err(Failure::new(format!(
                "there is no key {key} that could be revoked; see `kept key list`"
            ))),
        },
    }
}

fn list(data: &DataDir, keys: &AccessKeys, json: bool) -> Outcome {
    let keys = keys.list()?;
    let numbers = customers::numbers(data, keys.iter().filter_map(|key| key.customer))?;
    let rows: Vec<Row> = keys
        .into_iter()
        .map(|key| row(key, &numbers, None))
        .collect();
    if json {
        return talk::json(&rows);
    }
    let moment = |at: Option<Instant>| at.map_or_else(|| "-".to_owned(), |at| at.to_string());
    let line = |row: &Row| {
        vec![
            row.key.to_string(),
            row.name.clone(),
            row.scopes.join(" "),
            row.customer.clone().unwrap_or_else(|| "-".to_owned()),
            moment(row.expires_at),
            moment(row.revoked_at),
        ]
    };
    let lines: Vec<Vec<String>> = rows.iter().map(line).collect();
    print!(
        "{}",
        talk::table(
            &["key", "name", "scopes", "customer", "expires", "revoked"],
            &lines
        )
    );
    Ok(())
}

fn row(key: AccessKey, numbers: &HashMap<CustomerId, String>, secret: Option<String>) -> Row {
    Row {
        customer: key.customer.map(|id| customers::shown(id, numbers)),
        key: key.actor,
        scopes: key.scopes.words(),
        name: key.name,
        created_at: key.created_at,
        expires_at: key.expires_at,
        revoked_at: key.revoked_at,
        secret,
    }
}
