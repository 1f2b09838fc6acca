//! Access keys: found by their secret, never stored in clear, ended at once.

use super::*;
use crate::access::Scope;
use crate::scratch::{Scratch, old_golden};
use rusqlite::Connection;
use std::fs;

const NOW: Instant = Instant(1_764_000_000_000_000);

fn orders() -> Scopes {
    [Scope::OrdersRead, Scope::OrdersWrite]
        .into_iter()
        .collect()
}

fn key(name: &str) -> NewKey {
    NewKey {
        name: name.to_owned(),
        scopes: orders(),
        customer: None,
        expires_at: None,
    }
}

fn until(name: &str, end: Instant) -> NewKey {
    NewKey {
        expires_at: Some(end),
        ..key(name)
    }
}

#[test]
fn a_key_is_found_by_its_secret_after_reopening() {
    let directory = Scratch::new();
    let store = AccessKeys::open(&directory).unwrap();
    let (secret, made) = store.create(key("web shop"), NOW).unwrap();
    let store = AccessKeys::open(&directory).unwrap();
    assert_eq!(
        store.find(secret.reveal(), NOW).unwrap(),
        Found::Valid(made.clone())
    );
    assert_eq!(made.actor, ActorId(1));
    assert!(secret.reveal().starts_with("kept_1_"));
    assert_eq!(secret.reveal().len(), "kept_1_".len() + 64);
    assert!(made.scopes.contains(Scope::OrdersRead) && !made.scopes.contains(Scope::Console));
}

#[test]
fn the_secret_is_neither_on_disk_nor_in_debug_output() {
    let directory = Scratch::new();
    let store = AccessKeys::open(&directory).unwrap();
    let (secret, _) = store.create(key("web shop"), NOW).unwrap();
    let digits = secret.reveal().rsplit('_').next().unwrap();
    assert!(!directory.contains(digits.as_bytes()));
    assert_eq!(format!("{secret:?}"), "Secret(..)");
}

#[test]
fn what_is_not_a_key_is_unknown() {
    let directory = Scratch::new();
    let store = AccessKeys::open(&directory).unwrap();
    let (secret, _) = store.create(key("web shop"), NOW).unwrap();
    let right = secret.reveal();
    let digits = "0".repeat(64);
    let changed = format!(
        "{}{}",
        &right[..right.len() - 1],
        if right.ends_with('0') { 1 } else { 0 }
    );
    let wrong = [
        "",
        "kept_",
        "kept_1",
        "kept_1_",
        "kept_one_1",
        "kept_99999999999_0",
        &format!("kept_1_{digits}"),
        &format!("kept_2_{digits}"),
        &format!("kept_-1_{digits}"),
        &right[..right.len() - 1],
        &right.to_uppercase(),
        &changed,
        &format!("{right} "),
        &right.replacen("kept_1", "kept_01", 1),
    ];
    for secret in wrong {
        assert_eq!(store.find(secret, NOW).unwrap(), Found::Unknown, "{secret}");
    }
}

#[test]
fn a_key_ends_at_its_moment_and_at_once_when_it_is_revoked() {
    let directory = Scratch::new();
    let store = AccessKeys::open(&directory).unwrap();
    let end = NOW.plus_seconds(60);
    let (secret, made) = store.create(until("trial", end), NOW).unwrap();
    let found = |at| store.find(secret.reveal(), at).unwrap();
    assert_eq!(found(Instant(end.0 - 1)), Found::Valid(made.clone()));
    assert_eq!(found(end), Found::Expired(end));
    assert!(store.revoke(made.actor, NOW).unwrap());
    assert_eq!(found(NOW), Found::Revoked);
    assert!(!store.revoke(made.actor, NOW).unwrap());
    assert!(!store.revoke(ActorId(7), NOW).unwrap());
    assert_eq!(store.list().unwrap()[0].revoked_at, Some(NOW));
}

#[test]
fn a_right_that_was_added_on_disk_is_noticed() {
    for change in [
        "UPDATE access_key SET scopes = 127",
        "UPDATE access_key SET customer = 7",
        "UPDATE access_key SET expires_at = NULL",
        "UPDATE access_key SET revoked_at = 0",
        "UPDATE access_key SET name = 'other'",
        "UPDATE access_key SET hash = zeroblob(32)",
    ] {
        let directory = Scratch::new();
        let store = AccessKeys::open(&directory).unwrap();
        let (secret, _) = store.create(until("trial", NOW), NOW).unwrap();
        let file = Connection::open(directory.join(FILE)).unwrap();
        file.execute(change, []).unwrap();
        let fault = store.find(secret.reveal(), NOW).unwrap_err();
        assert!(matches!(fault.kind, FaultKind::Damaged { .. }), "{change}");
        assert!(store.list().is_err(), "{change}");
    }
}

#[test]
fn a_customers_key_stays_a_customers_key_on_disk() {
    let directory = Scratch::new();
    let store = AccessKeys::open(&directory).unwrap();
    let new = NewKey {
        customer: Some(CustomerId(0)),
        ..key("shop of 10001")
    };
    let (secret, made) = store.create(new, NOW).unwrap();
    assert_eq!(made.customer, Some(CustomerId(0)));
    assert_eq!(
        AccessKeys::open(&directory)
            .unwrap()
            .get(made.actor)
            .unwrap(),
        Some(made)
    );
    for change in ["customer = NULL", "customer = 1"] {
        let store = AccessKeys::open(&directory).unwrap();
        let file = Connection::open(directory.join(FILE)).unwrap();
        file.execute(&format!("UPDATE access_key SET {change}"), [])
            .unwrap();
        let fault = store.find(secret.reveal(), NOW).unwrap_err();
        assert!(matches!(fault.kind, FaultKind::Damaged { .. }), "{change}");
    }
}

#[test]
fn a_customers_key_may_not_do_more_than_customers_may() {
    let directory = Scratch::new();
    let store = AccessKeys::open(&directory).unwrap();
    let new = |scopes: &[Scope]| NewKey {
        scopes: Scopes::of(scopes),
        customer: Some(CustomerId(4)),
        ..key("shop")
    };
    let fault = store
        .create(new(&[Scope::OrdersRead, Scope::StockRead]), NOW)
        .unwrap_err();
    let refusal = Refusal::ScopeNotForCustomers(Scope::StockRead);
    assert_eq!(fault.kind, FaultKind::Refused(refusal));
    assert_eq!(
        fault.to_string(),
        "one customer's key can't have the scope stock:read, only: orders:read, orders:write, \
         documents:read, documents:write, availability:read, catalogue:read, events:read"
    );
    assert!(store.list().unwrap().is_empty());
    assert!(store.create(new(&[Scope::OrdersRead]), NOW).is_ok());
}

#[test]
fn a_key_has_a_name_that_fits_on_a_line() {
    let directory = Scratch::new();
    let store = AccessKeys::open(&directory).unwrap();
    for name in ["", "  ", "a\nb", "\u{1b}[31m"] {
        let fault = store.create(key(name), NOW).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Refused(Refusal::Name), "{name:?}");
    }
    assert!(store.get(ActorId(1)).unwrap().is_none());
}

#[test]
fn a_name_over_the_limit_is_refused() {
    let directory = Scratch::new();
    let store = AccessKeys::open(&directory).unwrap();
    let name = "n".repeat(KEY_NAME_BYTES_MAX);
    assert!(store.create(key(&name), NOW).is_ok());
    let fault = store.create(key(&format!("{name}n")), NOW).unwrap_err();
    assert!(matches!(fault.kind, FaultKind::TooLarge { .. }));
    assert_eq!(store.list().unwrap().len(), 1);
}

#[test]
fn the_golden_store_of_access_keys_of_format_1_is_carried_over() {
    let directory = Scratch::new();
    let golden = old_golden("access-format-1.db");
    fs::copy(&golden, directory.join(FILE)).unwrap();
    let store = AccessKeys::open(&directory).unwrap();
    let keys = store.list().unwrap();
    let told: Vec<_> = keys
        .iter()
        .map(|key| (key.name.as_str(), key.expires_at, key.revoked_at))
        .collect();
    assert_eq!(
        told,
        [("shop", None, None), ("trial", Some(NOW), Some(NOW))]
    );
    // What the first key was when it was shown; it opens nothing else.
    let secret = fs::read_to_string(golden.with_extension("key")).unwrap();
    let found = store.find(secret.trim_end(), NOW).unwrap();
    assert_eq!(found, Found::Valid(keys[0].clone()));
    let (_, next) = store.create(key("next"), NOW).unwrap();
    assert_eq!(next.actor, ActorId(3));
    let file = Connection::open(directory.join(FILE)).unwrap();
    let format: i32 = file
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(format, 2);
    drop(store);
    assert_eq!(
        AccessKeys::open(&directory).unwrap().list().unwrap().len(),
        3
    );
}
